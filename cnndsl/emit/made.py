"""The calls of a class's `__init__` that make its modules, with every number in them as a slot.

A number is concrete, or knows the name that the class has for it (named.py).
"""

from typing import Any, NamedTuple

from cnndsl.emit.calls import render, render_argument
from cnndsl.emit.named import Code, names_of, said
from cnndsl.layers.torch_calls import Function, Module

ALWAYS = object()
"""For an argument that has no usual value."""


class Slot(NamedTuple):
    """A number in a constructor's call, under the name that PyTorch gives it."""

    name: str
    value: Any
    keyword: bool = False
    usual: Any = ALWAYS
    follows: bool = False
    """Whether it is another's number by meaning, so that it takes that one's name where the two agree."""


class Made(NamedTuple):
    """A call that makes a module: its target, its arguments, and whether it takes device and dtype."""

    target: str
    arguments: tuple["Slot | Made", ...]
    learned: bool

    @property
    def slots(self) -> list[Slot]:
        found: list[Slot] = []
        for argument in self.arguments:
            found += argument.slots if isinstance(argument, Made) else [argument]
        return found

    @property
    def makes_weights(self) -> bool:
        if self.learned or any("**factory" in said(slot.value) for slot in self.slots):
            return True
        return any(isinstance(each, Made) and each.makes_weights for each in self.arguments)

    @property
    def key(self) -> tuple[Any, ...]:
        """What two calls must agree on to differ in numbers alone."""
        inner = (each.key if isinstance(each, Made) else each.name for each in self.arguments)
        return (self.target, self.learned, *inner)


def _slot_value(value: Any) -> Any:
    if not isinstance(value, Function):
        return value
    shown = render_argument(value)
    names = names_of((*value.args, *value.options.values()))
    plain = render(value, "x", "")
    if value.learned:
        shown, plain = (f"{text[:-1]}, **factory)" for text in (shown, plain))
    return Code(shown, names, plain)


def made_of(module: Module) -> Made:
    arguments: list[Slot | Made] = []
    for name, value in module.positional.items():
        inner = isinstance(value, Module)
        arguments.append(made_of(value) if inner else Slot(name, _slot_value(value)))
    for name, value in module.keyword.items():
        usual = module.usual.get(name, ALWAYS)
        arguments.append(Slot(name, _slot_value(value), True, usual))
    return Made(module.target, tuple(arguments), module.learned)
