"""PyTorch calls, from the data in layers/ to text; and what they leave to see when they run."""

from collections.abc import Callable
from typing import Any, NamedTuple

from cnndsl.emit.layout import CallDoc, Doc, flat, literal
from cnndsl.emit.named import said
from cnndsl.layers.torch_calls import (
    LIKE,
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


def render(value: Any, x: str, module: str, like: str = "like") -> str:
    """An expression or a plain value as text, with names for what it is made of."""
    return _Names(x, module, like, literal).render(value)


def render_argument(value: Expression) -> str:
    """What a constructor is given, in the names that its class has for numbers."""
    return _Names("x", "", "like", said).render(value)


def doc_of(value: Expression, x: Doc, module: str, like: str) -> Doc:
    """An expression as a document, so that its calls can be broken into lines."""
    if isinstance(value, Apply | Function):
        head = value.target if isinstance(value, Function) else render(value.target, "x", module)
        args = [_argument(each, x, module, like) for each in value.args]
        options = value.options if isinstance(value, Function) else {}
        shown = (f"{name}={render(each, flat(x), module, like)}" for name, each in options.items())
        return CallDoc(head, (*args, *shown))
    return _argument(value, x, module, like)


def _argument(value: Any, x: Doc, module: str, like: str) -> Doc:
    if value is X:
        return x
    if isinstance(value, Apply | Function):
        return doc_of(value, x, module, like)
    return render(value, flat(x), module, like)


def uses_module(value: Any) -> bool:
    """Whether an expression takes the layer's own module."""
    return value is MODULE or any(map(uses_module, parts_of(value)))


class _Names(NamedTuple):
    """What comes in, the layer's module, and the value whose size is taken."""

    x: str
    module: str
    like: str
    plain: Callable[[Any], str]
    """How what is no expression is said."""

    def render(self, value: Any) -> str:
        if not isinstance(value, Expression):
            if isinstance(value, tuple) and any(isinstance(each, Expression) for each in value):
                return f"({', '.join(map(self.render, value))})"
            return self.plain(value)
        if isinstance(value, Symbol):
            return self.like if value is LIKE else self.x if value is X else self.module
        if isinstance(value, Operation):
            left, right = (self._operand(side, value.sign) for side in (value.left, value.right))
            return f"{left} {value.sign} {right}"
        if isinstance(value, Method):
            owner = self.render(value.owner)
            owner = f"({owner})" if isinstance(value.owner, Operation) else owner
            return f"{owner}.{value.method}({self._arguments(value.args, value.options)})"
        if isinstance(value, Item):
            return f"{self.render(value.owner)}[{', '.join(map(_cut, value.index))}]"
        if isinstance(value, Apply):
            return f"{self.render(value.target)}({', '.join(map(self.render, value.args))})"
        assert isinstance(value, Function)
        return f"{value.target}({self._arguments(value.args, value.options)})"

    def _operand(self, side: Any, sign: str) -> str:
        text = self.render(side)
        loose = isinstance(side, Operation) and (side.sign in "+-") and sign in "*/"
        return f"({text})" if loose else text

    def _arguments(self, args: Any, options: Any) -> str:
        shown = [self.render(each) for each in args]
        shown += [f"{name}={self.render(each)}" for name, each in options.items()]
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
        sizes = isinstance(value.owner, Method) and value.owner.method in NO_TENSOR
        return inner if sizes else [*inner, "__getitem__"]
    if isinstance(value, Apply):
        return [*inner, module if value.target is MODULE else "call"]
    if isinstance(value, Function):
        name = value.target.rpartition(".")[2]
        return inner if name in NO_TENSOR else [*inner, name]
    return inner
