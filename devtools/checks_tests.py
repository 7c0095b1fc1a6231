"""House rule about the tests: each claims something, so that it can fail.

A claim is an assertion, a tour, or a helper of ours that makes one: a method of the
class or of those it extends, or a function of the file or of another file of the tests.
That something raises nothing is no claim by itself; what it did is one.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

CLAIMS = ("assert", "fail")
# Odoo's own: the browser says whether the page did what it should.
TOURS = {"browser_js", "start_tour"}
OWN = {"self", "cls"}


def broken_rules(root: Path) -> int:
    """Print each test that asserts nothing."""
    tests = Tests(root)
    count = 0
    for path, line, name in tests.empty():
        print(f"{path.relative_to(root)}:{line}: {name} asserts nothing")
        count += 1
    return count


class Tests:
    """The classes and functions of all files of the tests, by name."""

    def __init__(self, root: Path) -> None:
        self.trees = {
            path: ast.parse(path.read_text())
            for path in sorted(root.glob("tests/**/*.py"))
        }
        self.classes: dict[str, list[ast.ClassDef]] = defaultdict(list)
        self.functions: dict[str, list[ast.FunctionDef]] = defaultdict(list)
        for tree in self.trees.values():
            for node in tree.body:
                if isinstance(node, ast.ClassDef):
                    self.classes[node.name].append(node)
                elif isinstance(node, ast.FunctionDef):
                    self.functions[node.name].append(node)

    def empty(self) -> Iterator[tuple[Path, int, str]]:
        """Yield file, line and name of the tests without a claim."""
        for path, tree in self.trees.items():
            for cls in tree.body:
                if not isinstance(cls, ast.ClassDef):
                    continue
                helpers = self.helpers(cls)
                for node in methods(cls):
                    if not node.name.startswith("test_"):
                        continue
                    if not self.claims(node, helpers, {node}):
                        yield path, node.lineno, f"{cls.name}.{node.name}"

    def helpers(
        self, cls: ast.ClassDef, seen: frozenset[str] = frozenset()
    ) -> dict[str, list[ast.FunctionDef]]:
        """The methods of a class and of those it extends."""
        found = defaultdict(list)
        for node in methods(cls):
            found[node.name].append(node)
        for name in {last_name(base) for base in cls.bases} - seen - {cls.name}:
            for base in self.classes.get(name, ()):
                for key, nodes in self.helpers(base, seen | {cls.name}).items():
                    found[key] += nodes
        return found

    def claims(self, function: ast.FunctionDef, helpers: dict, seen: set) -> bool:
        """Whether a function asserts, or calls what does; `seen` ends circles."""
        for node in ast.walk(function):
            if isinstance(node, ast.Assert):
                return True
            if not isinstance(node, ast.Call):
                continue
            name = last_name(node.func)
            if name.startswith(CLAIMS) or name in TOURS:
                return True
            called = [
                each for each in self.called(node.func, helpers) if each not in seen
            ]
            seen.update(called)
            if any(self.claims(each, helpers, seen) for each in called):
                return True
        return False

    def called(self, func: ast.expr, helpers: dict) -> list[ast.FunctionDef]:
        """What of ours a call may mean; methods of other objects are not ours."""
        if isinstance(func, ast.Name):
            return self.functions.get(func.id, [])
        if not isinstance(func, ast.Attribute):
            return []
        owner = func.value
        if isinstance(owner, ast.Name) and owner.id not in OWN:
            return self.functions.get(func.attr, [])
        own = isinstance(owner, ast.Name) or last_name(owner) == "super"
        return helpers.get(func.attr, []) if own else []


def methods(cls: ast.ClassDef) -> list[ast.FunctionDef]:
    return [node for node in cls.body if isinstance(node, ast.FunctionDef)]


def last_name(node: ast.AST) -> str:
    """`c` of `a.b.c` and of a call of it, or an empty text."""
    if isinstance(node, ast.Call):
        return last_name(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return getattr(node, "id", "")
