"""Copies that differ in numbers alone, as one part whose numbers are formulas of the copy's."""

from collections.abc import Callable
from typing import Any

from cnndsl.formulas import IN, Formula, Name, names_in
from cnndsl.layers.layer import Layer
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Branches, Given, Item, Nest, Repeat, Sequence, Step, Tap, Use
from cnndsl.walker import bodies_of, with_bodies
from cnndsl.writing.progressions import progression


class OneForAll(NamedTuple):
    """What stands for all copies, and the values that the list's name has in turn, if it needs one."""

    body: Sequence
    values: tuple[int, ...]
    changes: bool
    """Whether anything differs between them."""


class _Differs(Exception):
    """Copies that are not one part."""


def one_for_all(
    copies: tuple[Sequence, ...], block: Callable[[Use], str], listed: str
) -> OneForAll | None:
    """One part for all copies; None where they differ in more than numbers.

    `block` names a use's definition, `listed` a list, where there may be one.
    """
    merging = _Merging(block, listed)
    try:
        return OneForAll(merging.sequence(copies), merging.values, merging.changes)
    except _Differs:
        return None


class _Merging:
    def __init__(self, block: Callable[[Use], str], listed: str) -> None:
        self.block = block
        self.listed = listed
        self.values: tuple[int, ...] = ()
        self.changes = False
        self.in_copies = False
        """Whether it is inside of further copies, where `i` is the number of those."""

    def sequence(self, copies: tuple[Sequence, ...]) -> Sequence:
        first = copies[0]
        if all(copy is first for copy in copies):
            return first
        if len(set(map(len, copies))) > 1:
            raise _Differs
        return tuple(map(self.item, zip(*copies, strict=True)))

    def item(self, items: tuple[Item, ...]) -> Item:
        first = items[0]
        if len({(type(item), item.label, item.name) for item in items}) > 1:
            raise _Differs
        if isinstance(first, Step):
            return self._step(items)  # type: ignore[arg-type]
        if isinstance(first, Use):
            return self._use(items)  # type: ignore[arg-type]
        if len({_same_in_all(item) for item in items}) > 1:
            raise _Differs
        outer, self.in_copies = self.in_copies, self.in_copies or isinstance(first, Repeat)
        columns = zip(*map(bodies_of, items), strict=True)
        merged = with_bodies(first, tuple(self.sequence(bodies) for bodies in columns))
        self.in_copies = outer
        return merged

    def _step(self, steps: tuple[Step, ...]) -> Step:
        first = steps[0]
        layers = [each.layer for each in steps if each.layer]
        if len(layers) < len(steps):
            raise _Differs
        if len({type(layer) for layer in layers}) > 1:
            raise _Differs
        symbols = _of_all([each.origin.symbols for each in steps])
        more = self._different(layers, symbols)
        return first._replace(origin=first.origin._replace(symbols=symbols | more))

    def _different(self, layers: list[Layer], symbols: dict[str, Formula]) -> dict[str, Formula]:
        found: dict[str, Formula] = {}
        for name in layers[0].arguments.keys() - symbols.keys():
            values = tuple(vars(layer)[name] for layer in layers)
            if any(value != values[0] for value in values):
                found[name] = self._formula(values)
        return found

    def _use(self, uses: tuple[Use, ...]) -> Use:
        first = uses[0]
        if len({self.block(use) for use in uses}) > 1 or any(
            use.taps != first.taps for use in uses
        ):
            raise _Differs
        columns = zip(*(use.given for use in uses), strict=True)
        return first._replace(given=tuple(map(self._given, columns)))

    def _given(self, column: tuple[Given, ...]) -> Given:
        first = column[0]
        if all(each == first for each in column):
            return first
        if any(each.symbol is not None for each in column):
            raise _Differs
        values = tuple(each.value for each in column)
        return first._replace(symbol=self._formula(values), by_default=None)

    def _formula(self, values: tuple[Any, ...]) -> Formula:
        if any(type(value) is not int for value in values):
            raise _Differs
        self.changes = True
        found = None if self.in_copies else progression(values)
        if found is not None:
            return found
        if not self.listed or self.values not in ((), values):
            raise _Differs
        self.values = values
        return Name(self.listed)


def _of_all(symbols: list[dict[str, Formula]]) -> dict[str, Formula]:
    """The formulas that all copies have; depths by what comes in are numbers where that is not one formula."""
    first = symbols[0]
    apart = {name for each in symbols for name in each if each[name] != first.get(name)}
    apart |= {name for name in first if any(name not in each for each in symbols)}
    stated = [each[name] for each in symbols for name in apart & each.keys()]
    if any(names_in(each) != {IN.name} for each in stated):
        raise _Differs
    return {name: formula for name, formula in first.items() if name not in apart}


def _same_in_all(item: Item) -> object:
    """What has to be the same for parts to be one, beside what stands inside."""
    if isinstance(item, Repeat):
        return len(item.copies), item.single, item.kind, item.times
    if isinstance(item, Nest):
        return item.numbered, item.value
    if isinstance(item, Branches):
        return item.how, len(item.bodies), item.listed
    return (item.of,) if isinstance(item, Tap) else (id(item),)
