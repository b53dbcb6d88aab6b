"""Copies that are made alike: what is alike in all of them, and what follows the number of the copy."""

from itertools import pairwise
from typing import Any

from cnndsl.formulas import COPY, Formula, Operation, plus, sum_of, terms
from cnndsl.program.module_calls import Copies, ModuleCall, Slot
from cnndsl.program.named_numbers import Choice, Named, goes_by_copy, key, named, of


def counted(
    copies: list[list[ModuleCall]], amount: Slot, depth: int, in_loop: bool
) -> tuple[Copies | None, int]:
    """The calls that make every copy, and the depth behind the last; None where copies differ in more than that.

    What differs from copy to copy can be said where their number has a name, or where a loop makes them.
    """
    choices = in_loop or isinstance(amount.value, Named)
    calls = []
    for alike in zip(*copies, strict=True):
        made, depth = _one_call(list(alike), amount.value, depth, choices)
        if made is None:
            return None, depth
        calls.append(made)
    numbered = any(goes_by_copy(slot.value) for each in calls for slot in each.slots)
    return Copies(tuple(calls), amount, numbered), depth


def _one_call(
    alike: list[ModuleCall], count: int, depth: int, choices: bool
) -> tuple[ModuleCall | None, int]:
    """One of the calls of each copy. `count` may have a name."""
    if len({made.key for made in alike}) > 1:
        return None, depth
    values: list[Any] = []
    for column in zip(*(made.slots for made in alike), strict=True):
        numbers = [slot.value for slot in column]
        if len(set(map(key, numbers))) == 1:
            values.append(numbers[0])
            continue
        if not choices or any(map(goes_by_copy, numbers)):
            return None, depth
        step = _step(numbers)
        if step is not None:
            first, last = of(numbers[0]), of(numbers[-1])
            values.append(named(int(numbers[0]), plus(first, Operation("*", (COPY, step)))))
            if of(depth) == plus(last, step):
                depth = named(int(depth), plus(first, Operation("*", (of(count), step))))
        elif len(set(map(key, numbers[1:]))) == 1:
            values.append(Choice(numbers[0], numbers[1]))
        else:
            return None, depth
    return alike[0].with_values(iter(values)), depth


def _step(values: list[Any]) -> Formula | None:
    """What each copy adds to the one before: `in_channels`, `in_channels + k`."""
    if not all(isinstance(each, int) and not isinstance(each, bool) for each in values):
        return None
    sums = [terms(of(each)) for each in values]
    step = sums[1][len(sums[0]) :]
    steady = all(after == (*before, *step) for before, after in pairwise(sums))
    return sum_of(step) if step and steady else None
