"""What the names in a class's code stand for: the depth that comes in, a block's parameters, those around it."""

from collections.abc import Mapping
from typing import Any

from cnndsl.formulas import IN, Formula, Name, names_in, replaced
from cnndsl.layers.torch_calls import Expression
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Given
from cnndsl.program.class_arguments import Column, Resolved
from cnndsl.program.module_calls import ALWAYS
from cnndsl.program.named_numbers import Named
from cnndsl.program.statements import Part
from cnndsl.program.variables import TRUNK, variable

IN_CHANNELS = "in_channels"
"""What the depth is called that comes in."""


class Parameter(NamedTuple):
    """An argument of a class."""

    name: str
    kind: str
    default: int | float | None = None

    @property
    def optional(self) -> bool:
        return self.default is not None

    @property
    def usual(self) -> Any:
        return ALWAYS if self.default is None else self.default


class ClassNames:
    """What the names of a part's code are: the depth that comes in, a block's parameters, those around."""

    def __init__(
        self,
        parts: list[Part],
        given: list[tuple[Given, ...]],
        literals: Mapping[str, Formula],
        takes_any_depth: bool,
    ) -> None:
        self.first = parts[0]
        self.all = [part.numbers for part in parts]
        self.given = [each.name for each in given[0]]
        """The parameters of a block."""
        self.names = {*self.first.numbers, *self.given}
        self.depth_name = _free(IN_CHANNELS, self.names)
        depths = {part.input[:1] for part in parts}
        self.varies = self.first.block or takes_any_depth or len(depths) > 1
        self.alias: dict[str, Formula] = dict(literals)
        self.locals: dict[str, Formula] = {}
        self.defaults: dict[str, int | float] = {}
        for column in zip(*given, strict=True):
            left_out = next((each for each in column if each.by_default is not None), None)
            if left_out is not None:
                self._default(left_out, any(each.by_default is None for each in column))

    def _default(self, each: Given, given_somewhere: bool) -> None:
        formula = each.by_default
        if isinstance(formula, int | float):
            self.defaults[each.name] = formula
        elif not given_somewhere and formula is not None:
            shown = replaced(formula, {**self.alias, IN.name: Name(self.depth_name)})
            where = self.alias if isinstance(shown, Name) else self.locals
            where[each.name] = shown

    def tap_names(self, part: Part) -> tuple[str, ...]:
        """What the depths of the values are called that it takes beside what comes in."""
        found: list[str] = []
        for label in part.takes:
            taken = {*self.names, *found, self.depth_name}
            found.append(_free(f"{variable(label)}_channels", taken))
        return tuple(found)

    def depths(self, part: Part) -> dict[str, int]:
        """The depths of what a part is given, by the names in its statements."""
        own = part.input[0] if part.input else 0
        found: dict[str, int] = {TRUNK: Named(own, Name(self.depth_name)) if self.varies else own}
        for name, shape in zip(self.tap_names(part), part.takes.values(), strict=True):
            taken = part.parameters[len(part.parameters) - len(part.takes) + len(found) - 1]
            found[taken] = Named(shape[0] if shape else 0, Name(name))
        return found

    def reserved(self, part: Part) -> set[str]:
        """Names that mean something already."""
        return {self.depth_name, *part.numbers, *self.tap_names(part)}

    def _number(self, name: str) -> str:
        """The type of a name: a whole number, unless some occurrence has another."""
        return "float" if any(type(each.get(name)) is float for each in self.all) else "int"

    def locals_for(self, used: set[str]) -> tuple[tuple[str, Formula], ...]:
        """The names that need a line of their own, in order."""
        wanted: dict[str, Formula] = {}
        for name, formula in reversed(self.locals.items()):
            if name in used or any(name in names_in(other) for other in wanted.values()):
                wanted[name] = formula
        return tuple(reversed(wanted.items()))

    def parameters(self, free: set[str], resolved: Resolved) -> tuple[Parameter, ...]:
        order = [self.depth_name, *self.given]
        order += sorted(free - set(order))
        plain = [
            Parameter(name, self._number(name))
            for name in order
            if name in free and name not in self.defaults
        ]
        own = [Parameter(name, _kind(column)) for name, column in resolved.own.items()]
        default = [
            Parameter(name, self._number(name), self.defaults[name])
            for name in order
            if name in free & set(self.defaults)
        ]
        return (*plain, *own, *default)


def _kind(column: Column) -> str:
    return " | ".join(sorted({_type(value) for value in column}))


def _type(value: Any) -> str:
    if isinstance(value, tuple):
        return f"tuple[{', '.join(map(_type, value))}]"
    return "torch.Tensor" if isinstance(value, Expression) else type(value).__name__


def _free(name: str, taken: set[str]) -> str:
    """A name that is nobody else's."""
    return name if name not in taken else _free(f"{name}_", taken)
