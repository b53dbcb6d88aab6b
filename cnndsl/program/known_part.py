"""A part whose class is known, and what calling it looks like to the parts around it."""

from collections.abc import Mapping
from typing import Any

from cnndsl.formulas import IN, Formula, Name, Operation, names_in, nodes, replaced
from cnndsl.layers.layer import Layer
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Given, Placed
from cnndsl.paths import Path
from cnndsl.program.class_names import ClassNames, Parameter
from cnndsl.program.lower import as_number
from cnndsl.program.module_calls import MISSING, ModuleCall, Slot
from cnndsl.program.named_numbers import Named, named, of
from cnndsl.program.statements import Part

LOGITS = "logits"
"""The argument that leaves the softmaxes of outputs off."""


class Terms(NamedTuple):
    """What numbers are called in one occurrence of a class."""

    numbers: dict[str, Any]
    """What the parameters around it are there."""
    alias: Mapping[str, Formula]
    """What a parameter is called, where that is another name or a formula."""

    def of(self, formula: Formula, depth: int) -> Formula:
        """A formula of the spec; `depth` is what comes in where it stands."""
        return replaced(formula, {**self.alias, IN.name: of(depth)})

    def layer(self, placed: Placed, depth: int) -> Layer:
        """A layer with these names for its numbers."""
        layer = placed.layer
        changes: dict[str, Any] = {}
        for argument, formula in placed.origin.symbols.items():
            value = vars(layer).get(argument)
            if isinstance(value, int | float) and not isinstance(value, bool):
                here = self.of(formula, depth)
                decimal = type(layer).arguments[argument].type.decimal
                whole = decimal and not self._is_float(formula)
                changes[argument] = named(value, Operation("float", (here,)) if whole else here)
        return layer.with_arguments(**changes) if changes else layer

    def _is_float(self, formula: Formula) -> bool:
        """Whether a formula is a parameter that is no whole number here."""
        return isinstance(formula, Name) and isinstance(self.numbers.get(formula.name), float)


class Signature(NamedTuple):
    """A class as whoever calls it knows it."""

    name: str
    parameters: tuple[Parameter, ...]
    locals: tuple[tuple[str, Formula], ...]
    """Names that the constructor gives to formulas first."""
    learned: bool
    """Whether anything in it makes weights."""
    ends_in_norm: str
    """The attribute for the norm at its end, if it ends in one."""
    ends: bool
    """Whether the softmax of an output is in it, which an argument leaves off."""

    @property
    def example(self) -> ModuleCall:
        """A call of it, without numbers."""
        slots = (Slot(each.name, MISSING, each.optional, each.usual) for each in self.parameters)
        return ModuleCall(self.name, tuple(slots), self.learned)


class Depths(NamedTuple):
    """The depths of a part's values, as its class says them."""

    out: int
    """What goes out."""
    beside: tuple[int, ...]
    """Of the values that it gives back beside that."""
    behind: dict[Path, int]
    """Behind each of its layers and parts."""
    calls: dict[Path, "Call"]
    """How it calls the parts that are classes."""

    def at(self, path: Path) -> int | None:
        """Behind a layer or a part, in it or in what it calls; None where that is not known."""
        if path in self.behind:
            return self.behind[path]
        for end in range(len(path) - 1, 0, -1):
            if call := self.calls.get(path[:end]):
                found = call.part.depths.at(path[end:])
                return None if found is None else call.said(found)
        return None


class Call(NamedTuple):
    """A part called: what its class's names are, in the caller's terms."""

    part: "KnownPart"
    known: dict[str, Any]

    @property
    def depth(self) -> int:
        """The depth that comes in."""
        found: int = self.known[self.part.names.depth_name]
        return found

    def said(self, depth: int) -> int:
        """A depth of the part's in the caller's terms; a plain number where it has no names."""
        if not isinstance(depth, Named):
            return depth
        formula = depth.formula
        for name, local in reversed(self.part.signature.locals):
            formula = replaced(formula, {name: local})
        if not names_in(formula) <= set(self.known):
            return int(depth)
        formula = replaced(formula, {name: of(value) for name, value in self.known.items()})
        return named(int(depth), formula) if names_in(formula) else int(depth)


class KnownPart(NamedTuple):
    """A part and its class."""

    part: Part
    signature: Signature
    names: ClassNames
    values: dict[str, Any]
    """The arguments that no other name stands for."""
    depths: Depths

    def call(
        self, caller: Terms, depth: int, taken: list[int], given: tuple[Given, ...]
    ) -> tuple[ModuleCall, Call]:
        """The call that makes it, in the caller's terms."""
        known: dict[str, Any] = {self.names.depth_name: depth}
        known |= dict(zip(self.names.tap_names(self.part), taken, strict=True))
        for each in given:
            value, symbol = as_number(each.value), each.symbol or _of_constants(each, given, caller)
            known[each.name] = value if symbol is None else named(value, caller.of(symbol, depth))
        slots: list[Slot] = []
        for parameter in self.signature.parameters:
            name = parameter.name
            if name in self.values:
                known[name] = self.values[name]
            elif name not in known:
                known[name] = named(self.part.numbers[name], caller.of(Name(name), depth))
            by_name = parameter.optional or (len(self.signature.parameters) > 2 and bool(slots))
            slots.append(Slot(name, known[name], by_name, parameter.usual))
        if self.part.ends:
            slots.append(Slot(LOGITS, Name(LOGITS), True))
        made = ModuleCall(self.signature.name, tuple(slots), self.signature.learned)
        return made, Call(self, known)


def _of_constants(each: Given, given: tuple[Given, ...], caller: Terms) -> Formula | None:
    """A parameter's default, where that is said by constants of the spec alone."""
    formula, names = each.by_default, caller.numbers.keys() - {other.name for other in given}
    if formula is None or IN in nodes(formula):
        return None
    return formula if set() < names_in(formula) <= names else None
