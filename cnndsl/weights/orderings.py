"""An order of a part's tensors that fits the network: what of it is in doubt, and what like parts can learn from it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import TypeAlias

from cnndsl.named_tuple import NamedTuple
from cnndsl.weights.tensor_names import Tensor

Precedence: TypeAlias = set[tuple[str, str, str]]
"""In parts of a likeness, one key stands before another."""
FILE, NUMBERS = "the order of the file", "the order of the numbers"
"""What may say otherwise than names."""


class Doubt(NamedTuple):
    """A tensor of ours that may be either of two, and the stretch of ours that may be filled otherwise."""

    ours: str
    theirs: str
    other: str
    start: int = 0
    end: int = 0
    against: str = ""
    """The order that says otherwise than what settled it."""


class Pattern(NamedTuple):
    """The order of a part's parts, at a place."""

    likeness: str
    keys: tuple[str, ...]
    start: int
    end: int

    def precedence(self) -> Precedence:
        return {(self.likeness, one, other) for one, other in combinations(self.keys, 2)}


class Ordering(NamedTuple):
    """A part's tensors in the network's order, what of that is in doubt, and what names have settled."""

    order: tuple[Tensor, ...]
    doubts: tuple[Doubt, ...] = ()
    settled: tuple[Doubt, ...] = ()
    patterns: tuple[Pattern, ...] = ()


def joined(orderings: Sequence[Ordering]) -> Ordering:
    """The orderings of parts, one after another."""

    def together(lists: Iterable[tuple[object, ...]]) -> tuple[object, ...]:
        return tuple(each for one in lists for each in one)

    return Ordering(*map(together, zip(*orderings, strict=True))) if orderings else Ordering(())  # type: ignore[arg-type]


def differing(one: Ordering, other: Ordering) -> Iterator[tuple[int, int]]:
    """The stretches, as short as may be, that have the same tensors in two orders."""
    start, open_ = 0, set[Tensor]()
    for place, (a, b) in enumerate(zip(one.order, other.order, strict=True)):
        if a == b and not open_:
            start = place + 1
            continue
        open_ ^= {a}
        open_ ^= {b}
        if not open_:
            yield start, place + 1
            start = place + 1


def without_overlaps(doubts: Iterable[Doubt]) -> tuple[Doubt, ...]:
    """Doubts about stretches that lie apart: those against an order first, else the widest that begins first."""
    kept: list[Doubt] = []
    for doubt in sorted(doubts, key=lambda each: (not each.against, each.start, -each.end)):
        last = next((at for at, each in enumerate(kept) if _overlap(each, doubt)), None)
        if last is None:
            kept.append(doubt)
        else:
            kept[last] = kept[last]._replace(end=max(kept[last].end, doubt.end))
    return tuple(sorted(kept, key=lambda each: each.start))


def _overlap(one: Doubt, other: Doubt) -> bool:
    return one.start < other.end and other.start < one.end


def learned_from(ordering: Ordering) -> Precedence:
    """What stands before what in parts that are in no doubt, where such parts agree."""
    open_ = [(each.start, each.end) for each in ordering.doubts + ordering.settled]
    seen: Precedence = set()
    for pattern in ordering.patterns:
        if all(pattern.end <= start or pattern.start >= end for start, end in open_):
            seen |= pattern.precedence()
    return {(part, one, other) for part, one, other in seen if (part, other, one) not in seen}
