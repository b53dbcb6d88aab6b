"""Faults of the small kind that people make: a bound off by one, a comparison, a condition or a key left out.

Words of messages, docstrings, annotations and asserts are left alone.
"""

import ast
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

OTHER_OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitAnd: ast.BitOr,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
OTHER_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
LISTS: dict[type[ast.AST], tuple[str, ...]] = {
    ast.BoolOp: ("values",),
    ast.Call: ("keywords",),
    ast.Tuple: ("elts",),
    ast.List: ("elts",),
    ast.Set: ("elts",),
    ast.comprehension: ("ifs",),
}
"""Nodes of which a part may be left out."""
MAY_BE_EMPTY = ("keywords", "ifs")
UNTOUCHED = ("annotation", "returns", "type_comment", "ctx")
"""Fields that say nothing of what is done."""


class Spot(NamedTuple):
    """Where a node stands in a tree."""

    parent: ast.AST
    field: str
    place: int | None
    node: ast.AST

    def put(self, node: ast.AST) -> None:
        if self.place is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.place] = node


class Fault(NamedTuple):
    """One that can be planted in a text: the lines it stands in, and what becomes what."""

    first: int
    last: int
    was: str
    now: str


def count(text: str) -> int:
    """How many faults can be planted in a module."""
    return sum(1 for _ in _edits(ast.parse(text)))


def fault(text: str, number: int) -> Fault:
    """One of them, in the order of the module's tree."""
    return _fault(*_edit(ast.parse(text), number))


def planted(text: str, number: int) -> str:
    """The module with one of its faults."""
    tree = ast.parse(text)
    spot, other = _edit(tree, number)
    spot.put(other)
    return ast.unparse(tree)


def _fault(spot: Spot, other: ast.AST) -> Fault:
    """What is planted, in the words around it: a number alone says little."""
    placed = spot.node if isinstance(spot.node, ast.expr | ast.stmt) else spot.parent
    shown = spot.parent if isinstance(spot.node, ast.Constant) else spot.node
    was = ast.unparse(shown)
    spot.put(other)
    now = ast.unparse(shown if shown is spot.parent else other)
    spot.put(spot.node)
    return Fault(getattr(placed, "lineno", 0), getattr(placed, "end_lineno", 0), was, now)


def _edit(tree: ast.AST, number: int) -> tuple[Spot, ast.AST]:
    return next(islice(_edits(tree), number, None))


def _edits(tree: ast.AST) -> Iterator[tuple[Spot, ast.AST]]:
    for spot in _spots(tree):
        for other in _others(spot):
            yield spot, other


def _spots(parent: ast.AST) -> Iterator[Spot]:
    for field, value in ast.iter_fields(parent):
        listed = isinstance(value, list)
        for index, node in enumerate(value if listed else [value]):
            if isinstance(node, ast.AST) and field not in UNTOUCHED and not _is_idle(node, parent):
                yield Spot(parent, field, index if listed else None, node)
                yield from _spots(node)


def _is_idle(node: ast.AST, parent: ast.AST) -> bool:
    """Whether nothing inside a node is done: it is there for types, or for the reader."""
    match node:
        case ast.Assert() | ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
        case ast.Assign(value=ast.Subscript() | ast.BinOp(op=ast.BitOr())):
            return isinstance(parent, ast.Module)  # another name for a type
        case ast.Tuple():
            return isinstance(parent, ast.Subscript)
    return False


def _others(spot: Spot) -> Iterator[ast.AST]:
    """What may stand in a node's place by mistake."""
    if spot.field == "test":
        yield from (ast.Constant(True), ast.Constant(False))
    yield from _other_values(spot.node)
    yield from _other_operators(spot.node)
    for field in () if _is_unpacked(spot) else LISTS.get(type(spot.node), ()):
        parts = getattr(spot.node, field)
        for left_out in range(len(parts) if len(parts) > 1 or field in MAY_BE_EMPTY else 0):
            yield _with(spot.node, **{field: parts[:left_out] + parts[left_out + 1 :]})


def _is_unpacked(spot: Spot) -> bool:
    """Whether a tuple is given to several names at once, which one part less would end in an error."""
    return isinstance(spot.parent, ast.Assign) and isinstance(spot.parent.targets[0], ast.Tuple)


def _other_values(node: ast.AST) -> Iterator[ast.AST]:
    """Other numbers, functions and ends, or one side alone."""
    match node:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            yield from (left, right)
        case ast.Call(func=ast.Name(id=name)) if name in OTHER_NAMES:
            yield _with(node, func=ast.Name(OTHER_NAMES[name], ast.Load()))
        case ast.Slice():
            yield from (
                _with(node, **{end: None}) for end in ("lower", "upper") if getattr(node, end)
            )


def _other_operators(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in OTHER_OPERATORS:
            yield _with(node, ops=[OTHER_OPERATORS[type(operator)]()])
        case ast.BoolOp(op=operator) | ast.BinOp(op=operator) | ast.AugAssign(op=operator):
            if type(operator) in OTHER_OPERATORS:
                yield _with(node, op=OTHER_OPERATORS[type(operator)]())


def _with(node: ast.AST, **changes: Any) -> ast.AST:
    return type(node)(**{**dict(ast.iter_fields(node)), **changes})
