"""How a part's tensors may be ordered: what is certain of it, what in doubt, and what can be learned from it."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple, TypeAlias

from cnndsl.weights.names import Tensor

Precedence: TypeAlias = set[tuple[str, str, str]]
"""In parts of a likeness, one key stands before another."""


class Doubt(NamedTuple):
    """A tensor of ours that may be either of two, and the stretch of ours that may be filled otherwise."""

    ours: str
    theirs: str
    other: str
    start: int = 0
    end: int = 0
    against_order: bool = False
    """Whether the order of the file says otherwise than what settled it."""


class Pattern(NamedTuple):
    """The order of a part's parts, at a place."""

    likeness: str
    keys: tuple[str, ...]
    start: int
    end: int

    def precedence(self) -> Precedence:
        return {(self.likeness, one, other) for one, other in combinations(self.keys, 2)}


class Way(NamedTuple):
    """A part's tensors in our order, what is in doubt, and what names have settled."""

    order: tuple[Tensor, ...]
    doubts: tuple[Doubt, ...] = ()
    settled: tuple[Doubt, ...] = ()
    patterns: tuple[Pattern, ...] = ()


def joined_ways(ways: Sequence[Way]) -> Way:
    """The ways of parts, one after another."""

    def together(lists: Iterable[tuple[object, ...]]) -> tuple[object, ...]:
        return tuple(each for one in lists for each in one)

    return Way(*map(together, zip(*ways, strict=True))) if ways else Way(())  # type: ignore[arg-type]


def difference(
    ours: list[Tensor], way: Way, others: list[Way], start: int, everywhere: bool
) -> Doubt:
    """The first tensor that may be another, and how far the ways differ: perhaps everywhere."""
    places = [
        (place, another)
        for other in others
        for place, (one, another) in enumerate(zip(way.order, other.order, strict=True))
        if one != another
    ]
    first, other = min(places)
    last = len(way.order) - 1 if everywhere else max(places)[0]
    taken = way.order[first].name
    return Doubt(ours[first].name, taken, other.name, start + first, start + last + 1)


def learned_from(way: Way) -> Precedence:
    """What stands before what in parts that are in no doubt, where such parts agree."""
    open_ = [(each.start, each.end) for each in way.doubts + way.settled]
    seen: Precedence = set()
    for pattern in way.patterns:
        if all(pattern.end <= start or pattern.start >= end for start, end in open_):
            seen |= pattern.precedence()
    return {(part, one, other) for part, one, other in seen if (part, other, one) not in seen}
