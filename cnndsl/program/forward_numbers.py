"""Numbers in a `forward`, as the bounds of a `take`: what a class says for them, and the arguments that it keeps."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cnndsl.checking.name_problems import why_not
from cnndsl.formulas import Name, replaced
from cnndsl.layers.torch_calls import Expression, Number, numbers_in
from cnndsl.named_tuple import NamedTuple
from cnndsl.program.class_arguments import Column
from cnndsl.program.module_calls import Slot
from cnndsl.program.named_numbers import Named, named, names_of, of


class ForwardNumbers(NamedTuple):
    """What a class has for the numbers in its `forward`."""

    said: dict[Number, Any]
    """What stands for each of them."""
    kept: dict[str, str]
    """The attributes for that, by the names that its constructor has for the same."""


def numbers_of(applied: Mapping[Any, Expression]) -> list[Number]:
    """The numbers in what layers do, in order."""
    return [number for each in applied.values() for number in numbers_in(each)]


def columns(alike: list[list[Number]]) -> list[tuple[Slot, Column]]:
    """What each of these numbers is worked out of, and its values over all occurrences of a class."""
    found: list[tuple[Slot, Column]] = []
    for column in zip(*alike, strict=True):
        for name in column[0].parts:
            values = tuple(each.parts[name] for each in column)
            found.append((Slot(name, values[0]), values))
    return found


def forward_numbers(numbers: list[Number], said: Iterable[Any], taken: set[str]) -> ForwardNumbers:
    """Work each out of what is said for its parts; `taken` are the attributes that a class has already."""
    each_said = iter(said)
    found = {each: each.how(*_parts(each, each_said)) for each in numbers}
    kept: dict[str, str] = {}
    for name in sorted({name for value in found.values() for name in names_of(value)}):
        kept[name] = _attribute(name, taken.union(kept.values()))
    attributes = {name: Name(f"self.{attribute}") for name, attribute in kept.items()}
    shown = {
        each: named(int(value), replaced(of(value), attributes)) for each, value in found.items()
    }
    return ForwardNumbers(shown, kept)


def _parts(number: Number, said: Iterator[Any]) -> Iterator[int]:
    for own in number.parts.values():
        shown = next(said)
        yield Named(own, shown) if isinstance(shown, Name) else shown


def _attribute(name: str, taken: set[str]) -> str:
    """An attribute for an argument, which hides no layer and nothing that every module has."""
    free = name not in taken and not why_not(name, label=True)
    return name if free else _attribute(f"{name}_", taken)
