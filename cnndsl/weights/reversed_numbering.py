"""Orders in which numbered parts (`conv1`, `conv2`) are taken from the highest number down."""

from collections.abc import Iterator
from itertools import combinations, islice
from typing import TypeAlias

from cnndsl.weights.tensor_names import Families, number, stem
from cnndsl.weights.tensor_tree import TensorPart

MOST_REVERSED = 8
"""Queues of one part, and choices of them."""
Queues: TypeAlias = list[list[TensorPart]]
"""Queues, of which the next part is taken from any."""


def in_our_direction(line: Queues, families: Families, start: int, end: int) -> Iterator[Queues]:
    """Where parts of ours of the same stem are not numbered upwards: queues in the order of ours. Queues of other
    stems are given as they are, and reversed too.
    """
    orders = [_as_ours(queue, families, start, end) for queue in line]
    if any(order not in (None, queue) for order, queue in zip(orders, line, strict=True)):
        yield [order or queue for order, queue in zip(orders, line, strict=True)]
        yield [order or queue[::-1] for order, queue in zip(orders, line, strict=True)]


def _as_ours(
    queue: list[TensorPart], families: Families, start: int, end: int
) -> list[TensorPart] | None:
    """A queue in the order of as many of ours that share its stem, all from one place up to another."""
    called = stem(queue[0].key)
    for (_, its_stem), places in families.items():
        alike = called == its_stem and len(places) == len(queue) > 1
        if alike and all(start <= place < end for place in places.values()):
            ranks = {key: rank for rank, key in enumerate(sorted(places, key=number))}
            return [queue[ranks[key]] for key in places]
    return None


def with_reversed_queues(*lines: Queues) -> Iterator[list[Queues]]:
    """The same with one queue reversed, then with two, and so on: all choices of as many."""
    for count in range(1, MOST_REVERSED + 1):
        yield [with_some for line in lines for with_some in _reversed(line, count)]


def _reversed(line: Queues, count: int) -> Iterator[Queues]:
    several = [place for place, queue in enumerate(line) if len(queue) > 1]
    for some in islice(combinations(several, count), MOST_REVERSED):
        yield [queue[::-1] if place in some else queue for place, queue in enumerate(line)]
