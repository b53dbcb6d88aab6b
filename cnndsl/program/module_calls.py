"""The calls that make modules, with every number in them as a slot.

A number is concrete, or knows the name that the class has for it (named_numbers.py).
"""

from collections.abc import Iterator
from itertools import count
from typing import Any

from cnndsl.layers.torch_calls import FunctionCall, TorchModule
from cnndsl.named_tuple import NamedTuple

ALWAYS = object()
"""For an argument that has no usual value."""
MISSING = object()
"""In the place of a number that an occurrence of a class does not have."""


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
    arguments: tuple["Slot | ModuleCall | Copies", ...]
    learned: bool
    names: tuple[str, ...] = ()
    """Of a sequence of modules, what they are called, where that is not their number."""
    end: bool = False
    """Whether it makes the softmax of an output, which is left off where scores are asked for."""
    base: str = ""
    """Of a class of the file: the module of PyTorch that it extends."""

    @property
    def slots(self) -> list[Slot]:
        found: list[Slot] = []
        for argument in self.arguments:
            found += [argument] if isinstance(argument, Slot) else argument.slots
        return found

    @property
    def calls(self) -> list["ModuleCall"]:
        """The calls among its arguments."""
        found: list[ModuleCall] = []
        for each in self.arguments:
            found += each.calls if isinstance(each, Copies) else []
            found += [each] if isinstance(each, ModuleCall) else []
        return found

    @property
    def named_calls(self) -> Iterator[tuple[str, "ModuleCall"]]:
        """The calls among its arguments, each with the name of what it makes."""
        return zip(self.names or map(str, count()), self.calls, strict=False)

    def with_values(self, values: Iterator[Any]) -> "ModuleCall":
        """The same call with other numbers."""
        arguments = (
            each._replace(value=next(values))
            if isinstance(each, Slot)
            else each.with_values(values)
            for each in self.arguments
        )
        return self._replace(arguments=tuple(arguments))

    @property
    def makes_weights(self) -> bool:
        values = (slot.value for slot in self.slots)
        if self.learned or any(isinstance(each, FunctionCall) and each.learned for each in values):
            return True
        return any(each.makes_weights for each in self.calls)

    @property
    def key(self) -> tuple[Any, ...]:
        """What two calls must agree on to differ in numbers alone."""
        inner = (each.name if isinstance(each, Slot) else each.key for each in self.arguments)
        return (self.target, self.learned, self.names, self.end, *inner)


class Copies(NamedTuple):
    """Copies that are made alike: how many there are, and the calls that make the next one."""

    calls: tuple[ModuleCall, ...]
    """With the number of the copy as `i`, if it is needed. Several are a layer and what follows it."""
    amount: Slot
    numbered: bool = False
    """Whether the calls go by the number of the copy."""
    names: tuple[str, ...] = ()
    """What the modules of a copy are called, where that is not its number: `{i}` and `relu{i + 1}`."""

    def with_values(self, values: Iterator[Any]) -> "Copies":
        amount = self.amount._replace(value=next(values))
        calls = tuple(each.with_values(values) for each in self.calls)
        return self._replace(amount=amount, calls=calls)

    @property
    def slots(self) -> list[Slot]:
        return [self.amount, *(slot for each in self.calls for slot in each.slots)]

    @property
    def key(self) -> tuple[Any, ...]:
        return ("copies", *(each.key for each in self.calls))


class Held(NamedTuple):
    """What a class has under one name: a module, a parameter, or a sequence of modules."""

    name: str
    call: ModuleCall | None
    """What makes it."""
    differs: tuple[tuple[str, Any, Any], ...] = ()
    """For what is the identity in some places: it is a module where any two of these numbers differ."""
    optional: bool = False
    """Whether it is nothing in some uses of the class, and a module in others."""
    spread: bool = False
    """Whether it is no sequence, and what would be in that is the class's own."""

    @property
    def needed(self) -> bool:
        return any(one != other for _, one, other in self.differs)


class Group(NamedTuple):
    """A group that is no class: how a class gets at what stands in it."""

    flat: bool
    """Whether all in it stands there by its name, and nothing deeper."""
    parameters: frozenset[str]
    """What is a parameter, by the path inside."""


DICTS = ("nn.ModuleDict", "nn.ParameterDict")
"""What holds modules or parameters by their names."""


def is_group(made: ModuleCall) -> bool:
    """Whether a call makes what holds others by name, at any depth."""
    lists = made.target == "nn.ModuleList" and any(map(is_group, made.calls))
    return lists or made.target in (*DICTS, "nn.Module")


def group_of(made: ModuleCall) -> Group:
    paths = dict(_inside(made))
    flat = made.target in DICTS and all("." not in path for path in paths)
    return Group(flat, frozenset(path for path, each in paths.items() if each == "nn.Parameter"))


def _inside(made: ModuleCall) -> Iterator[tuple[str, str]]:
    """What a group holds, by path, and what makes each."""
    for name, each in made.named_calls:
        if each.target.startswith("nn.Module") or each.target in DICTS:
            yield from ((f"{name}.{path}", target) for path, target in _inside(each))
        else:
            yield name, each.target


def call_of(module: TorchModule) -> ModuleCall:
    arguments: list[Slot | ModuleCall] = []
    for name, value in module.positional.items():
        arguments.append(call_of(value) if isinstance(value, TorchModule) else Slot(name, value))
    for name, value in module.keyword.items():
        arguments.append(Slot(name, value, True, module.usual.get(name, ALWAYS)))
    return ModuleCall(module.target, tuple(arguments), module.learned)
