"""What layers do, from the data in layers/ to text."""

from collections.abc import Callable, Mapping
from typing import Any

from cnndsl.emit.pytorch.line_breaks import CallDoc, Doc, ListDoc, SumDoc, TailDoc, flat
from cnndsl.emit.pytorch.values import literal, said
from cnndsl.layers.torch_calls import (
    LIKE,
    MODULE,
    PLACES,
    WITHIN,
    Arithmetic,
    Attribute,
    CallExpression,
    Expression,
    FunctionCall,
    MethodCall,
    Number,
    Operand,
    Subscript,
    Symbol,
    X,
)
from cnndsl.named_tuple import NamedTuple
from cnndsl.program.module_calls import Group

NO_GROUPS: Mapping[str, Group] = {}
NO_NUMBERS: Mapping[Number, Any] = {}


def expression(
    value: Expression,
    x: Doc,
    module: str,
    beside: tuple[str, ...] = ("like",),
    numbers: Mapping[Number, Any] = NO_NUMBERS,
) -> Doc:
    """An expression of a `forward`, with names for what it is made of, and what is said for its numbers."""
    return _Names(x, module, beside, literal, numbers=numbers).doc(value)


def joined(value: Expression, operands: tuple[Doc, ...]) -> Doc:
    """What branches come to, with what stands for each of them."""
    return _Names("", "", (), literal, operands).doc(value)


def attribute(name: str, groups: Mapping[str, Group] = NO_GROUPS) -> str:
    """How a class gets at what it holds: an attribute, what is in one, or what has a number.

    `groups` are those of its attributes that are no class.
    """
    first, *others = name.split(".")
    held = f'self.get_submodule("{first}")' if first.isdigit() else f"self.{first}"
    group = groups.get(first) if others else None
    if group is None:
        return held + "".join(f"[{each}]" if each.isdigit() else f".{each}" for each in others)
    path = ".".join(others)
    if group.flat:
        return f'{held}["{path}"]'
    getter = "get_parameter" if path in group.parameters else "get_submodule"
    return f'{held}.{getter}("{path}")'


def module_attribute(name: str, groups: Mapping[str, Group] = NO_GROUPS) -> str:
    """How a class gets at a module that it holds: of a name inside a sequence, PyTorch says that it may be a tensor."""
    first, *others = name.split(".")
    if first in groups or all(each.isdigit() for each in others):
        return attribute(name, groups)
    return f'{attribute(first)}.get_submodule("{".".join(others)}")'


def argument(value: Any) -> Doc:
    """What a constructor is given, in the names that its class has for numbers."""
    if isinstance(value, FunctionCall) and value.learned:
        made = argument(FunctionCall(value.target, value.args, value.options))
        assert isinstance(made, CallDoc)
        return CallDoc(made.head, (*made.args, "**factory"))
    return _Names("x", "", ("like",), said).doc(value)


def own_forward(value: Expression) -> Doc:
    """What a class of the file's own does, in its own arguments and those of its base."""
    return _Names("x", "", ("like",), said).doc(value)


class _Names(NamedTuple):
    """What comes in, the layer's module, and what else is taken."""

    x: Doc
    module: str
    beside: tuple[str, ...]
    plain: Callable[[Any], str]
    """How what is no expression is said."""
    operands: tuple[Doc, ...] = ()
    numbers: Mapping[Number, Any] = NO_NUMBERS

    def doc(self, value: Any) -> Doc:
        if value is X:
            return self.x
        if isinstance(value, Operand):
            return self.operands[value.number]
        if isinstance(value, Number):
            return said(self.numbers.get(value, value.value))
        if isinstance(value, Arithmetic) and value.sign in "+-*":
            return self._sum(value)
        if isinstance(value, tuple) and any(isinstance(each, Expression) for each in value):
            return ListDoc(tuple(map(self.doc, value)), "()")
        if isinstance(value, CallExpression):
            return CallDoc(self._text(value.target), tuple(map(self.doc, value.args)))
        if isinstance(value, FunctionCall):
            return CallDoc(value.target, self._arguments(value))
        if type(value) is tuple and len(value) > 1:
            return ListDoc(tuple(map(self.doc, value)), "()")
        if isinstance(value, MethodCall):
            return self._method(value)
        return self._text(value)

    def _method(self, value: MethodCall) -> Doc:
        """A call of a method, which may be broken in its arguments, or in those of the call that it is of."""
        arguments = self._arguments(value)
        if value.owner is X:
            return CallDoc(f"{self._text(value.owner)}.{value.method}", arguments)
        if isinstance(value.owner, Arithmetic):
            return CallDoc(f"({self._text(value.owner)}).{value.method}", arguments)
        if isinstance(value.owner, FunctionCall):
            shown = ", ".join(map(flat, arguments))
            return TailDoc(self.doc(value.owner), f".{value.method}({shown})")
        return self._text(value)

    def _sum(self, value: Arithmetic) -> SumDoc:
        """What is added or multiplied, from the left on."""
        rest: Any = value
        operands: list[Doc] = []
        while isinstance(rest, Arithmetic) and rest.sign == value.sign:
            operands.insert(0, self._operand(rest.right, value.sign))
            rest = rest.left
        return SumDoc((self._operand(rest, value.sign), *operands), value.sign)

    def _text(self, value: Any) -> str:
        if isinstance(value, Operand | Number):
            return flat(self.doc(value))
        if isinstance(value, Symbol):
            if value in (LIKE, PLACES, WITHIN):
                return self.beside[-1 if value is WITHIN else 0]
            return {X: flat(self.x), MODULE: self.module}.get(value, value.name)
        if isinstance(value, Attribute):
            return f"self.{value.name}"
        if isinstance(value, Arithmetic):
            left, right = (
                flat(self._operand(side, value.sign)) for side in (value.left, value.right)
            )
            sign = value.sign if value.sign == "**" else f" {value.sign} "
            return f"{left}{sign}{right}"
        if isinstance(value, MethodCall):
            owner = self._text(value.owner)
            owner = f"({owner})" if isinstance(value.owner, Arithmetic) else owner
            return f"{owner}.{value.method}({', '.join(map(flat, self._arguments(value)))})"
        if isinstance(value, Subscript):
            return f"{self._text(value.owner)}[{', '.join(map(self._cut, value.index))}]"
        if isinstance(value, Expression):
            return flat(self.doc(value))
        if isinstance(value, tuple) and any(isinstance(each, Expression) for each in value):
            return f"({', '.join(map(self._text, value))})"
        return self.plain(value)

    def _operand(self, side: Any, sign: str) -> Doc:
        if isinstance(side, Arithmetic):
            loose = side.sign in "+-" and sign in "*/@"
            return f"({self._text(side)})" if loose else self._text(side)
        return self.doc(side)

    def _arguments(self, call: FunctionCall | MethodCall) -> tuple[Doc, ...]:
        options = (f"{name}={self._text(each)}" for name, each in call.options.items())
        return (*map(self.doc, call.args), *options)

    def _cut(self, cut: slice | None) -> str:
        """`2:5`, `::2`; what is more than a number stands apart, as formatters have it."""
        if cut is None:
            return "None"
        ends = [cut.start, cut.stop, *([cut.step] if cut.step is not None else [])]
        texts = ["" if each is None else self._text(each) for each in ends]
        space = "" if all(each.isdecimal() for each in texts if each) else " "
        behind = (space + text if text else "" for text in texts[1:])
        return ":".join([texts[0] + (space if texts[0] else ""), *behind])
