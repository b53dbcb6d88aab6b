"""Numbers that differ from copy to copy: by the number of the copy, `i`, or as a list with a name."""

from collections.abc import Collection
from itertools import count

from cnndsl.formulas import COPY, Formula, Operation, plus


def progression(values: tuple[int, ...]) -> Formula | None:
    """Numbers by `i`, the number of the copy: with equal differences, or each twice the one before."""
    first, *others = values
    steps = {after - before for before, after in zip(values, others, strict=False)}
    if len(steps) == 1:
        (step,) = steps
        return _times_copy(first, step) if step > 0 else None
    doubled = all(after == 2 * before for before, after in zip(values, others, strict=False))
    if not doubled or first < 1:
        return None
    power = Operation("**", (2, COPY))
    return power if first == 1 else Operation("*", (first, power))


def _times_copy(first: int, step: int) -> Formula:
    """`8*(i + 1)`, `3 + 2*i`."""
    if first % step == 0:
        count = plus_copy(first // step)
        return count if step == 1 else Operation("*", (step, count))
    return plus(first, COPY if step == 1 else Operation("*", (step, COPY)))


def plus_copy(first: int) -> Formula:
    """The numbers from the first on."""
    return plus(COPY, first) if first else COPY


def unused_name(taken: Collection[str]) -> str:
    """What the values of a list are called, where some names are taken."""
    names = (f"n{number}" if number else "n" for number in count())
    return next(name for name in names if name not in taken)
