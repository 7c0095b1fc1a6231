"""Mutants of one Python file: the same code with one small fault in it.

Each operator changes one node of the syntax tree: a comparison, an arithmetic or
boolean operator, a number, a truth value, a condition, a returned value. Words are left
alone: a changed message is no fault of the logic, and a docstring is the test itself.
So are the arguments of decorators, of which the tools have two: how many results
``lru_cache`` remembers, and ``frozen`` of a dataclass. Neither changes an outcome.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

COMPARED = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
COUNTED = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


class Mutant:
    """One fault at the node of this position in a walk of the tree."""

    def __init__(self, position: int, line: int, fault: str):
        self.position = position
        self.line = line
        self.fault = fault

    def plant(self, tree: ast.Module) -> ast.Module:
        """A copy of the tree that has the fault.

        >>> tree = ast.parse("x = 1 < y")
        >>> [ast.unparse(each.plant(tree)) for each in mutants(tree)]
        ['x = 1 <= y', 'x = 2 < y']
        """
        changed = copy.deepcopy(tree)
        node = list(ast.walk(changed))[self.position]
        FAULTS[self.fault](node)
        return ast.fix_missing_locations(changed)


def mutants(tree: ast.Module) -> Iterator[Mutant]:
    """Every mutant of a module.

    >>> [m.fault for m in mutants(ast.parse("if not a and b: x = f(a + 1)"))]
    ['condition', 'logic', 'negation', 'arithmetic', 'number']
    """
    ignored = _annotations(tree) | _decorators(tree)
    for position, node in enumerate(ast.walk(tree)):
        if id(node) in ignored:
            continue
        for fault in _faults(node):
            yield Mutant(position, getattr(node, "lineno", 0), fault)


def _annotations(tree: ast.Module) -> set[int]:
    """Nodes that no run ever reads: ``X | None`` behind a name."""
    hints = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            hints.append(node.returns)
        elif isinstance(node, ast.arg | ast.AnnAssign):
            hints.append(node.annotation)
    return {id(part) for hint in hints if hint for part in ast.walk(hint)}


def _decorators(tree: ast.Module) -> set[int]:
    """Nodes above a function or class.

    >>> list(mutants(ast.parse("@dataclass(frozen=True)\\nclass A: pass")))
    []
    """
    decorated = [each for each in ast.walk(tree) if hasattr(each, "decorator_list")]
    return {
        id(part)
        for each in decorated
        for decorator in each.decorator_list
        for part in ast.walk(decorator)
    }


def _faults(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARED:
        yield "comparison"
    elif isinstance(node, ast.BoolOp):
        yield "logic"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "negation"
    elif isinstance(node, ast.BinOp) and type(node.op) in COUNTED:
        if not (isinstance(node.op, ast.Mod) and _is_text(node.left)):
            yield "arithmetic"
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "truth"
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield "number"
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        yield "condition"
    elif isinstance(node, ast.Return) and node.value is not None:
        if not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield "return"


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _comparison(node: ast.Compare) -> None:
    node.ops[0] = COMPARED[type(node.ops[0])]()


def _logic(node: ast.BoolOp) -> None:
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()


def _negation(node: ast.UnaryOp) -> None:
    # ``not not x`` is the truth of x: the negation is gone, the type stays.
    node.operand = ast.UnaryOp(ast.Not(), node.operand)


def _arithmetic(node: ast.BinOp) -> None:
    node.op = COUNTED[type(node.op)]()


def _truth(node: ast.Constant) -> None:
    node.value = not node.value


def _number(node: ast.Constant) -> None:
    node.value += 1


def _condition(node: ast.If | ast.IfExp | ast.While) -> None:
    node.test = ast.UnaryOp(ast.Not(), node.test)


def _return(node: ast.Return) -> None:
    node.value = ast.Constant(None)


FAULTS = {
    "comparison": _comparison,
    "logic": _logic,
    "negation": _negation,
    "arithmetic": _arithmetic,
    "truth": _truth,
    "number": _number,
    "condition": _condition,
    "return": _return,
}
