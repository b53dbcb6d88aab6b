"""PyTorch calls, from the data in layers/ to text; and what they leave to see when they run."""

from typing import Any

from cnndsl.emit.layout import literal
from cnndsl.layers.torch_calls import (
    MODULE,
    Apply,
    Expression,
    Function,
    Item,
    Method,
    Operation,
    Symbol,
    X,
)

NO_TENSOR = ("float", "size")
"""Calls in expressions whose result is no tensor."""
OPERATORS = {"+": "add", "-": "sub", "*": "mul", "/": "truediv"}


def render(value: Any, x: str, module: str) -> str:
    """An expression or a plain value as text, with names for what comes in and for the layer's module."""
    if not isinstance(value, Expression):
        if isinstance(value, tuple) and any(isinstance(each, Expression) for each in value):
            return f"({', '.join(render(each, x, module) for each in value)})"
        return literal(value)
    if isinstance(value, Symbol):
        return x if value is X else module
    if isinstance(value, Operation):
        left, right = (_operand(side, value.sign, x, module) for side in (value.left, value.right))
        return f"{left} {value.sign} {right}"
    if isinstance(value, Method):
        owner = render(value.owner, x, module)
        owner = f"({owner})" if isinstance(value.owner, Operation) else owner
        return f"{owner}.{value.method}({_arguments(value.args, value.options, x, module)})"
    if isinstance(value, Item):
        cuts = ", ".join(_cut(each) for each in value.index)
        return f"{render(value.owner, x, module)}[{cuts}]"
    if isinstance(value, Apply):
        args = ", ".join(render(each, x, module) for each in value.args)
        return f"{render(value.target, x, module)}({args})"
    assert isinstance(value, Function)
    return f"{value.target}({_arguments(value.args, value.options, x, module)})"


def _operand(side: Any, sign: str, x: str, module: str) -> str:
    text = render(side, x, module)
    loose = isinstance(side, Operation) and (side.sign in "+-") and sign in "*/"
    return f"({text})" if loose else text


def _arguments(args: Any, options: Any, x: str, module: str) -> str:
    shown = [render(each, x, module) for each in args]
    shown += [f"{name}={render(each, x, module)}" for name, each in options.items()]
    return ", ".join(shown)


def _cut(cut: slice) -> str:
    show = ["" if each is None else str(each) for each in (cut.start, cut.stop)]
    return ":".join(show)


def parts_of(value: Any) -> list[Any]:
    """What an expression is directly made of, in the order in which Python works it out."""
    if isinstance(value, Operation):
        return [value.left, value.right]
    if isinstance(value, Method):
        return [value.owner, *value.args, *value.options.values()]
    if isinstance(value, Item):
        return [value.owner]
    if isinstance(value, Apply):
        return [*value.args, value.target]
    if isinstance(value, Function):
        return [*value.args, *value.options.values()]
    return list(value) if isinstance(value, tuple) else []


def events(value: Any, module: str) -> list[str]:
    """The calls that give a tensor, in order, as an observer of the run sees them."""
    inner = [each for part in parts_of(value) for each in events(part, module)]
    if isinstance(value, Operation):
        return [*inner, OPERATORS[value.sign]]
    if isinstance(value, Method):
        return inner if value.method in NO_TENSOR else [*inner, value.method]
    if isinstance(value, Item):
        return [*inner, "__getitem__"]
    if isinstance(value, Apply):
        return [*inner, module if value.target is MODULE else "call"]
    if isinstance(value, Function):
        name = value.target.rpartition(".")[2]
        return inner if name in NO_TENSOR else [*inner, name]
    return inner
