"""The numbers of several occurrences that are one class, side by side: which are alike, and which are its arguments."""

from typing import Any

from cnndsl.formulas import Name
from cnndsl.named_tuple import NamedTuple
from cnndsl.program.module_calls import MISSING, Held, ModuleCall, Slot
from cnndsl.program.named_numbers import goes_by_copy, has_name, key, names_of, plain

Column = tuple[Any, ...]
CHANNELS = ("channels", "features", "groups", "normalized_shape")
"""Ends of the names under which PyTorch takes numbers of channels: alike, they are one argument."""


class Resolved(NamedTuple):
    """What each slot says, the names in that, and the arguments that had to be made up."""

    said: list[Any]
    names: set[str]
    own: dict[str, Column]


def columns(alike: list[tuple[Held, ...]]) -> list[tuple[Slot, Column]]:
    """Each slot, and its values over all occurrences."""
    found: list[tuple[Slot, Column]] = []
    for column in zip(*alike, strict=True):
        optional = bool(column[0].differs)
        found += _optional(column) if optional else _calls([held.call for held in column])
    return found


def _calls(calls: list[ModuleCall | None]) -> list[tuple[Slot, Column]]:
    template = next((call for call in calls if call is not None), None)
    if template is None:
        return []
    rows = [
        [slot.value for slot in call.slots] if call else [MISSING] * len(template.slots)
        for call in calls
    ]
    return list(zip(template.slots, zip(*rows, strict=True), strict=True))


def _optional(column: tuple[Held, ...]) -> list[tuple[Slot, Column]]:
    """What only some occurrences have: what the choice goes by, where there is one, then its numbers."""
    calls = [held.call if held.needed else None for held in column]
    found: list[tuple[Slot, Column]] = []
    if any(calls) and not all(calls):
        for triple in zip(*(held.differs for held in column), strict=True):
            names, ones, others = zip(*triple, strict=True)
            follows = Slot(names[0], None, follows=True)
            found += [(follows, ones), (Slot(names[0], None), others)]
    return found + _calls(calls)


def merged(alike: list[tuple[Held, ...]]) -> tuple[Held, ...]:
    """What a class holds, with what only some occurrences have."""
    return tuple(map(_merged, zip(*alike, strict=True)))


def _merged(column: tuple[Held, ...]) -> Held:
    if not column[0].differs:
        return column[0]
    present = [held for held in column if held.needed]
    return present[0]._replace(optional=len(present) < len(column)) if present else column[0]


def resolve(
    found: list[tuple[Slot, Column]],
    reserved: set[str] = frozenset(),  # type: ignore[assignment]
) -> Resolved:
    """Settle what each slot says: a name or a formula, a number, or an argument of its own."""
    resolver = _Resolver(found, reserved)
    said = [
        resolver.said(slot, column) for slot, column in map(_renamed, found, [*found[1:], None])
    ]
    own = {name: _filled(column) for name, column in resolver.own.items()}
    return Resolved(said, resolver.names, own)


def _filled(column: Column) -> Column:
    """Some number where an occurrence needs none."""
    return tuple(_first(column) if each is MISSING else each for each in column)


class _Resolver:
    def __init__(self, found: list[tuple[Slot, Column]], reserved: set[str]) -> None:
        self.reserved = reserved
        self.names: set[str] = set()
        self.own: dict[str, Column] = {}
        self.kinds: dict[str, str] = {}
        self.spoken = [
            (slot.name, column)
            for slot, column in found
            if _named(column) and not goes_by_copy(_first(column))
        ]
        """What slots say in names, with their numbers."""

    def said(self, slot: Slot, column: Column) -> Any:
        if _named(column):
            return self._common(column)
        if all(each is MISSING for each in column):
            return MISSING
        values = {key(each): each for each in map(plain, column) if each is not MISSING}
        if len(values) > 1 or slot.follows:
            for name, other in self.spoken:
                if name == slot.name and _covers(other, column):
                    return self._common(other)
        if slot.follows and slot.name in self.own and _agree(column, self.own[slot.name]):
            return self._join(slot.name, column)
        return next(iter(values.values())) if len(values) == 1 else self._own(slot.name, column)

    def _common(self, column: Column) -> Any:
        self.names |= names_of(_first(column))
        return _first(column)

    def _join(self, name: str, column: Column) -> Name:
        """Let an argument of the class serve a slot too, also where it had no number before."""
        pairs = zip(self.own[name], column, strict=True)
        self.own[name] = tuple(plain(b) if a is MISSING else a for a, b in pairs)
        return Name(name)

    def _own(self, name: str, column: Column) -> Name:
        """An argument for what varies. What varies alike is one argument."""
        for known, other in self.own.items():
            if self.kinds[known] == _kind(name) and _agree(column, other):
                return self._join(known, column)
        free, number = name, 2
        while free in self.own or free in self.reserved:
            free, number = f"{name}{number}", number + 1
        self.own[free] = tuple(map(plain, column))
        self.kinds[free] = _kind(name)
        return Name(free)


def _renamed(found: tuple[Slot, Column], after: tuple[Slot, Column] | None) -> tuple[Slot, Column]:
    """Padding that varies as the dilation beside it does, which is half padding of 3, goes by its name."""
    slot, column = found
    beside = after is not None and after[0].name == "dilation" and _agree(column, after[1])
    return (slot._replace(name="dilation") if slot.name == "padding" and beside else slot), column


def _kind(name: str) -> str:
    return "channels" if name.endswith(CHANNELS) else name


def _first(column: Column) -> Any:
    return next(each for each in column if each is not MISSING)


def _named(column: Column) -> bool:
    """Whether all occurrences say the same, in names."""
    known = [each for each in column if each is not MISSING]
    return bool(known) and all(map(has_name, known)) and len(set(map(key, known))) == 1


def _covers(other: Column, column: Column) -> bool:
    """Whether what says one column's numbers would say another's, wherever that has any."""
    return all(b is MISSING or _equal(a, b) for a, b in zip(other, column, strict=True))


def _agree(column: Column, other: Column) -> bool:
    pairs = zip(column, other, strict=True)
    return all(a is MISSING or b is MISSING or _equal(a, b) for a, b in pairs)


def _equal(a: Any, b: Any) -> bool:
    return bool(key(plain(a)) == key(plain(b)))
