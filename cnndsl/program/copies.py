"""Copies of a part that one call makes: what is alike in all of them, and what follows the number of the copy."""

from itertools import pairwise
from typing import Any

from cnndsl.formulas import COPY, Formula, Operation, plus, sum_of, terms
from cnndsl.named_tuple import NamedTuple
from cnndsl.program.module_calls import ModuleCall, Slot
from cnndsl.program.named_numbers import Choice, Named, goes_by_copy, key, named, of


class Copies(NamedTuple):
    """One call for all copies, and the depth behind the last."""

    call: ModuleCall
    depth: int
    numbered: bool
    """Whether it goes by the number of the copy."""


def one_call(calls: list[ModuleCall], count: int, depth: int) -> Copies | None:
    """A call that makes every copy; None where there is none. `count` may have a name."""
    if len({made.key for made in calls}) > 1:
        return None
    slots: list[Slot] = []
    for column in zip(*(made.slots for made in calls), strict=True):
        values = [slot.value for slot in column]
        if len(set(map(key, values))) == 1:
            slots.append(column[0])
            continue
        if not isinstance(count, Named) or any(map(goes_by_copy, values)):
            return None
        step = _step(values)
        if step is not None:
            first, last = of(values[0]), of(values[-1])
            value = named(int(values[0]), plus(first, Operation("*", (COPY, step))))
            if of(depth) == plus(last, step):
                depth = named(int(depth), plus(first, Operation("*", (of(count), step))))
        elif len(set(map(key, values[1:]))) == 1:
            value = Choice(values[0], values[1])
        else:
            return None
        slots.append(column[0]._replace(value=value))
    call = calls[0]._replace(arguments=tuple(slots))
    return Copies(call, depth, any(goes_by_copy(slot.value) for slot in slots))


def _step(values: list[Any]) -> Formula | None:
    """What each copy adds to the one before: `in_channels`, `in_channels + k`."""
    if not all(isinstance(each, int) and not isinstance(each, bool) for each in values):
        return None
    sums = [terms(of(each)) for each in values]
    step = sums[1][len(sums[0]) :]
    steady = all(after == (*before, *step) for before, after in pairwise(sums))
    return sum_of(step) if step and steady else None
