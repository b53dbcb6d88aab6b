"""In which direction parts whose names differ in a number may be taken, if not upwards."""

from collections.abc import Iterator
from itertools import combinations, islice
from typing import TypeAlias

from cnndsl.weights.names import Families, number, stem
from cnndsl.weights.tree import Part

MOST_TURNED = 8
"""Queues of one part, and choices of them."""
Line: TypeAlias = list[list[Part]]
"""Queues, of which the next part is taken from any."""


def as_ours_run(line: Line, families: Families, start: int, end: int) -> Iterator[Line]:
    """The queues of stems of ours in the order in which ours stand, if that is not upwards; the other queues
    upwards, and downwards too, as what belongs to those may be.
    """
    orders = [_as_ours(queue, families, start, end) for queue in line]
    if any(order not in (None, queue) for order, queue in zip(orders, line, strict=True)):
        yield [order or queue for order, queue in zip(orders, line, strict=True)]
        yield [order or queue[::-1] for order, queue in zip(orders, line, strict=True)]


def _as_ours(queue: list[Part], families: Families, start: int, end: int) -> list[Part] | None:
    """A queue in the order of as many of ours that share its stem, all from one place up to another."""
    called = stem(queue[0].key)
    for (_, its_stem), places in families.items():
        alike = called == its_stem and len(places) == len(queue) > 1
        if alike and all(start <= place < end for place in places.values()):
            ranks = {key: rank for rank, key in enumerate(sorted(places, key=number))}
            return [queue[ranks[key]] for key in places]
    return None


def turned(*lines: Line) -> Iterator[list[Line]]:
    """The lines with one of their queues downwards, with two, and so on: all choices of as many."""
    for count in range(1, MOST_TURNED + 1):
        yield [with_some for line in lines for with_some in _turned(line, count)]


def _turned(line: Line, count: int) -> Iterator[Line]:
    several = [place for place, queue in enumerate(line) if len(queue) > 1]
    for some in islice(combinations(several, count), MOST_TURNED):
        yield [queue[::-1] if place in some else queue for place, queue in enumerate(line)]
