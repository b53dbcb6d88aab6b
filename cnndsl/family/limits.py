"""Limits: the walk of those networks whose figures lie within some bounds, all bounds together.

Behind a node only what is left of each bound matters, and of that only which sums that may still come it lets in:
it is rounded to the nearest of those, and forgotten where all do. So few nodes come of many ways.
"""

from bisect import bisect_left, bisect_right

from cnndsl.family import powers
from cnndsl.family.extremes import least, most, networks
from cnndsl.family.powers import Between
from cnndsl.family.walk import Step, Walk, shortened
from cnndsl.named_tuple import NamedTuple

MOST_SUMS = 2_000_000
"""Distinct sums, of all nodes together, beyond which limits are no longer held exactly."""
MOST_NODES = 400_000
"""The same for the nodes of a walk within limits."""


class TooMany(Exception):
    """There are more sums than are told apart."""


class Bound(NamedTuple):
    """The least and the most that a figure may be, its ends included; None where nothing is asked."""

    least: int | None
    most: int | None


Room = tuple[int | None, ...]
"""What is left of each bound, the least and the most by turns; None where it lets in all that may come."""


def within(walk: Walk, bounds: list[Bound], sums: int = MOST_SUMS, nodes: int = MOST_NODES) -> Walk:
    """The walk of those networks that lie within a bound for each figure. TooMany where that is too large."""
    if walk.start < 0:
        return walk
    return _Within(walk, bounds, sums, nodes).walk()


def count(
    walk: Walk, bounds: list[Bound], sums: int = MOST_SUMS, nodes: int = MOST_NODES
) -> Between:
    """How many networks lie within bounds; where they are too many to tell apart, by rounded figures."""
    asked = [place for place, each in enumerate(bounds) if each != Bound(None, None)]
    if len(asked) == 1:
        return powers.count(walk, asked[0], *bounds[asked[0]])
    try:
        found = _count(within(walk, bounds, sums, nodes))
        return Between(found, found)
    except TooMany:
        return _count_rounded(walk, bounds, sums, nodes)


def _count_rounded(walk: Walk, bounds: list[Bound], sums: int, nodes: int) -> Between:
    unit = _first_unit(walk, sums)
    while True:
        try:
            return Between(
                _count(within(*_rounded(walk, bounds, unit, inside=True), sums, nodes)),
                _count(within(*_rounded(walk, bounds, unit, inside=False), sums, nodes)),
            )
        except TooMany:
            unit *= 4


def _count(walk: Walk) -> int:
    return networks(walk)[walk.start] if walk.start >= 0 else 0


def _first_unit(walk: Walk, sums: int) -> int:
    """A unit in which the sums of all nodes could be told apart."""
    widest = max(
        b - a for a, b in zip(least(walk)[walk.start], most(walk)[walk.start], strict=True)
    )
    return max(widest * len(walk.steps) // (8 * sums), 2)


def _rounded(walk: Walk, bounds: list[Bound], unit: int, inside: bool) -> tuple[Walk, list[Bound]]:
    """In larger units: what lies within then surely does, or else all that lies within still does.

    A figure with both bounds is there twice, for each is rounded to another side.
    """
    weights = [(place, False) for place in range(len(bounds))] + [
        (place, True) for place in range(len(bounds))
    ]

    def own(step: Step) -> Step:
        found = [
            -(-step.weights[place] // unit) if is_most == inside else step.weights[place] // unit
            for place, is_most in weights
        ]
        return step._replace(weights=tuple(found))

    ends = [
        Bound(each.least if each.least is None else -(-each.least // unit), None) for each in bounds
    ] + [Bound(None, each.most if each.most is None else each.most // unit) for each in bounds]
    steps = tuple([tuple(map(own, each)) for each in walk.steps])
    return Walk(steps, walk.start), ends


class _Within:
    def __init__(self, walk: Walk, bounds: list[Bound], sums: int, nodes: int) -> None:
        self._walk = walk
        self._ends = [(place, end, is_most) for place, own in enumerate(bounds)
                      for is_most, end in enumerate(own) if end is not None]  # fmt: skip
        self._least, self._most = least(walk), most(walk)
        self._sums = [_sums(walk, place, self._useful(place, end, bool(is_most)), sums)
                      for place, end, is_most in self._ends]  # fmt: skip
        self._nodes = nodes

    def _useful(self, place: int, end: int, is_most: bool) -> list[tuple[int, int]]:
        """By node, between which sums the end of the bound may lie."""
        from_start = _before(self._walk, place)
        return [
            (end - far, end - near) if near is not None else (0, -1) for near, far in from_start
        ]

    def walk(self) -> Walk:
        room = self._room(self._walk.start, [end for _, end, _ in self._ends])
        if room is None:
            return Walk(((),), -1)
        first = self._walk.start, room
        found, order = self._reached(first)
        return shortened(order, found)

    def _reached(
        self, first: tuple[int, Room]
    ) -> tuple[dict[tuple[int, Room], list[tuple[tuple[int, Room], Step]]], list[tuple[int, Room]]]:
        found: dict[tuple[int, Room], list[tuple[tuple[int, Room], Step]]] = {}
        order: list[tuple[int, Room]] = []
        waiting = [(first, False)]
        while waiting:
            node, is_done = waiting.pop()
            if is_done:
                order.append(node)
            elif node[0] and node not in found:
                found[node] = self._from(*node)
                if len(found) > self._nodes:
                    raise TooMany
                waiting.append((node, True))
                waiting += [(to, False) for to, _ in found[node] if to not in found]
        return found, order

    def _from(self, node: int, room: Room) -> list[tuple[tuple[int, Room], Step]]:
        found = []
        for step in self._walk.steps[node]:
            left = [
                each if each is None else each - step.weights[place]
                for each, (place, _, _) in zip(room, self._ends, strict=True)
            ]
            behind = self._room(step.to, left)
            if behind is not None:
                found.append(((step.to, behind), step))
        return found

    def _room(self, node: int, left: list[int | None]) -> Room | None:
        """What is left, rounded to what may come; None where nothing can."""
        found: list[int | None] = []
        for sums, each, (place, _, is_most) in zip(self._sums, left, self._ends, strict=True):
            if each is None:
                found.append(None)
            elif is_most:
                if each < self._least[node][place]:
                    return None
                found.append(
                    None
                    if each >= self._most[node][place]
                    else sums[node][bisect_right(sums[node], each) - 1]
                )
            else:
                if each > self._most[node][place]:
                    return None
                found.append(
                    None
                    if each <= self._least[node][place]
                    else sums[node][bisect_left(sums[node], each)]
                )
        return tuple(found)


def _before(walk: Walk, place: int) -> list[tuple[int | None, int]]:
    """By node, the least and the most of a figure up to there; None for what is not reached."""
    found: list[tuple[int | None, int]] = [(None, 0)] * len(walk.steps)
    found[walk.start] = (0, 0)
    for node in range(walk.start, 0, -1):
        near, far = found[node]
        if near is None:
            continue
        for step in walk.steps[node]:
            weight = step.weights[place]
            low, high = found[step.to]
            if low is None:
                found[step.to] = near + weight, far + weight
            else:
                found[step.to] = min(low, near + weight), max(high, far + weight)
    return found


def _sums(walk: Walk, place: int, useful: list[tuple[int, int]], most_sums: int) -> list[list[int]]:
    """By node, the sums of a figure that may come: those between which a bound may fall, and one to each side."""
    found: list[list[int]] = [[0]]
    total = 0
    known: dict[object, list[int]] = {}
    for node, steps in enumerate(walk.steps[1:], 1):
        ways = frozenset([(id(found[step.to]), step.weights[place]) for step in steps])
        key = ways, useful[node]
        if key not in known:
            sums: set[int] = set()
            for step in steps:
                weight = step.weights[place]
                sums.update([each + weight for each in found[step.to]])
            known[key] = _cut(sorted(sums), *useful[node])
            total += len(known[key])
            if total > most_sums:
                raise TooMany
        found.append(known[key])
    return found


def _cut(ordered: list[int], low: int, high: int) -> list[int]:
    first = max(bisect_left(ordered, low) - 1, 0)
    last = bisect_right(ordered, high) + 1
    return ordered[first:last] or ordered[:1]
