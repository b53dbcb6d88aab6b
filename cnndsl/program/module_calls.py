"""The calls that make modules, with every number in them as a slot.

A number is concrete, or knows the name that the class has for it (named_numbers.py).
"""

from typing import Any

from cnndsl.layers.torch_calls import FunctionCall, TorchModule
from cnndsl.named_tuple import NamedTuple

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


class ModuleCall(NamedTuple):
    """A call that makes a module: its target, its arguments, and whether it takes device and dtype."""

    target: str
    arguments: tuple["Slot | ModuleCall", ...]
    learned: bool

    @property
    def slots(self) -> list[Slot]:
        found: list[Slot] = []
        for argument in self.arguments:
            found += argument.slots if isinstance(argument, ModuleCall) else [argument]
        return found

    @property
    def makes_weights(self) -> bool:
        values = (slot.value for slot in self.slots)
        if self.learned or any(isinstance(each, FunctionCall) and each.learned for each in values):
            return True
        return any(isinstance(each, ModuleCall) and each.makes_weights for each in self.arguments)

    @property
    def key(self) -> tuple[Any, ...]:
        """What two calls must agree on to differ in numbers alone."""
        inner = (each.key if isinstance(each, ModuleCall) else each.name for each in self.arguments)
        return (self.target, self.learned, *inner)


class Held(NamedTuple):
    """What a class has under one name: a module, or a list of them."""

    name: str
    calls: tuple[ModuleCall, ...]
    """What makes it: one call, or one for each copy."""
    listed: bool = False
    amount: Slot | None = None
    """For copies that are made alike: how many there are, and `calls` has one or none."""
    numbered: bool = False
    """Whether that call goes by the number of the copy."""
    differs: tuple[tuple[str, Any, Any], ...] = ()
    """For what is the identity in some places: it is a module where any two of these numbers differ."""
    optional: bool = False
    """Whether it is nothing in some uses of the class, and a module in others."""

    @property
    def needed(self) -> bool:
        return any(one != other for _, one, other in self.differs)


def call_of(module: TorchModule) -> ModuleCall:
    arguments: list[Slot | ModuleCall] = []
    for name, value in module.positional.items():
        arguments.append(call_of(value) if isinstance(value, TorchModule) else Slot(name, value))
    for name, value in module.keyword.items():
        arguments.append(Slot(name, value, True, module.usual.get(name, ALWAYS)))
    return ModuleCall(module.target, tuple(arguments), module.learned)
