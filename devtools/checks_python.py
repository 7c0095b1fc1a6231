"""House rules about the addon's Python that need its syntax, not only its text."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

REASON = "# sudo:"
# An override that replaces what another file of ours does says so above its `def`.
REPLACES = "# replaces:"
FOLDERS = ("models", "wizards", "controllers", "report", "tools")
# It gives nobody more than the caller had.
HARMLESS = {"False", "self.env.su", "env.su"}


def addon_files(root: Path) -> list[Path]:
    """What runs in a database: tests and tools for people are left out."""
    found = [path for name in FOLDERS for path in sorted(root.glob(f"{name}/**/*.py"))]
    return [*found, *sorted(root.glob("*.py"))]


def broken_rules(root: Path) -> int:
    """Print each `sudo()` without a reason, and each method that hides another's."""
    count = 0
    methods = defaultdict(list)
    for path in addon_files(root):
        source = path.read_text()
        tree = ast.parse(source)
        for line in unexplained(source, tree):
            count += 1
            where = f"{path.relative_to(root)}:{line}"
            print(f"{where}: sudo() without a reason: say why in a comment `{REASON}`")
        for model, node in private_methods(tree):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            above = source.splitlines()[max(first - 2, 0)]
            if REPLACES not in above:
                methods[model, node.name].append((path, node))
    return count + hidden(methods, root)


def unexplained(source: str, tree: ast.Module) -> Iterator[int]:
    """Yield the lines of statements with a `sudo()` and no reason in or above them."""
    lines = source.splitlines()
    for statement in ast.walk(tree):
        if not isinstance(statement, ast.stmt):
            continue
        expressions = list(own_expressions(statement))
        if not any(map(gives_rights, expressions)):
            continue
        last = max(getattr(each, "end_lineno", 0) for each in expressions)
        if not getattr(statement, "body", None):
            last = statement.end_lineno
        first = statement.lineno - 1
        while first and lines[first - 1].lstrip().startswith("#"):
            first -= 1
        if not any(REASON in line for line in lines[first:last]):
            yield statement.lineno


def own_expressions(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield what belongs to a statement itself, not to the statements within."""
    waiting = list(ast.iter_child_nodes(statement))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            continue
        yield node
        waiting += ast.iter_child_nodes(node)


def gives_rights(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    if node.func.attr != "sudo":
        return False
    return not (node.args and ast.unparse(node.args[0]) in HARMLESS)


def private_methods(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield (model, method) of the private methods of each class of a file."""
    for cls in tree.body:
        if isinstance(cls, ast.ClassDef) and (model := model_of(cls)):
            for node in cls.body:
                if isinstance(node, ast.FunctionDef) and node.name.startswith("_"):
                    yield model, node


def model_of(cls: ast.ClassDef) -> str:
    """The model that a class makes or extends, or an empty text."""
    names = {}
    for node in cls.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            if node.targets[0].id in ("_name", "_inherit"):
                names[node.targets[0].id] = ast.unparse(node.value)
    name = names.get("_name") or names.get("_inherit", "")
    return name.strip("'\"") if name.startswith(("'", '"')) else ""


def hidden(methods: dict, root: Path) -> int:
    """Print what two files give one model by the same name, without a super()."""
    count = 0
    for (model, name), found in sorted(methods.items()):
        alone = [
            (path, node) for path, node in found if "super(" not in ast.unparse(node)
        ]
        for path, node in alone[1:]:
            count += 1
            print(
                f"{path.relative_to(root)}:{node.lineno}: {model}.{name} is also in "
                f"{alone[0][0].relative_to(root)}: call super(), or say `{REPLACES} …`"
            )
    return count
