"""The exact front of several figures: the networks that no other is as good as in all of them, and better in one."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from cnndsl.family.walk import Walk
from cnndsl.named_tuple import NamedTuple

Point = tuple[int, ...]
Way = tuple[int, Point]


class Member(NamedTuple):
    """A network by its number, and its figures."""

    number: int
    figures: Point


class Front:
    """The front from each node of a walk on, the least of each figure being the best."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._alike: list[int] = [0]
        """By node, which front is its."""
        self._fronts: list[list[Point]] = [[(0,) * _figures(walk)]]
        known: dict[frozenset[Way], int] = {}
        for steps in walk.steps[1:]:
            ways = frozenset([(self._alike[step.to], step.weights) for step in steps])
            if ways not in known:
                known[ways] = len(self._fronts)
                self._fronts.append(best(self._points(ways)))
            self._alike.append(known[ways])

    def _points(self, ways: Iterable[Way]) -> set[Point]:
        found: set[Point] = set()
        for to, weights in ways:
            found.update(_moved(self._fronts[to], weights))
        return found

    @property
    def members(self) -> list[Member]:
        """For each point of the front the network with the lowest number."""
        if self._walk.start < 0:
            return []
        points = sorted(self._fronts[self._alike[self._walk.start]])
        return [Member(self._lowest(point), point) for point in points]

    def _lowest(self, point: Point) -> int:
        """The lowest number that has these figures: whatever follows on a way to the front is on the front there."""
        node, number, rest = self._walk.start, 0, point
        sets = self._sets
        while node:
            for step in self._walk.steps[node]:
                left = tuple([a - b for a, b in zip(rest, step.weights, strict=True)])
                if left in sets[self._alike[step.to]]:
                    break
            node, number, rest = step.to, number + step.before, left
        return number

    @property
    def _sets(self) -> list[set[Point]]:
        return list(map(set, self._fronts))


def _figures(walk: Walk) -> int:
    return len(walk.steps[walk.start][0].weights) if walk.start > 0 else 0


def _moved(points: list[Point], by: Point) -> list[Point]:
    if len(by) == 2:
        x, y = by
        return [(a + x, b + y) for a, b in points]
    if len(by) == 3:
        x, y, z = by
        return [(a + x, b + y, c + z) for a, b, c in points]
    return [tuple([a + b for a, b in zip(point, by, strict=True)]) for point in points]


def best(points: set[Point]) -> list[Point]:
    """Those of some points, none twice, that no other is at most as large as in every figure."""
    if len(points) < 2:
        return list(points)
    ordered = sorted(points)
    figures = len(ordered[0])
    if figures == 1:
        return ordered[:1]
    if figures == 2:
        return _stairs(ordered)
    return _steps(ordered) if figures == 3 else _compared(ordered)


def _stairs(ordered: list[Point]) -> list[Point]:
    """Of two figures, in order: each is to have less of the second than all before it."""
    found = ordered[:1]
    for point in ordered:
        if point[1] < found[-1][1]:
            found.append(point)
    return found


def _steps(ordered: list[Point]) -> list[Point]:
    """Of three, in order: those before are kept by the other two, as stairs."""
    found: list[Point] = []
    seconds: list[int] = []
    thirds: list[int] = []  # less and less
    for point in ordered:
        _, second, third = point
        at = bisect_right(seconds, second)
        if at and thirds[at - 1] <= third:
            continue
        found.append(point)
        first = bisect_left(seconds, second)
        end = first
        while end < len(thirds) and thirds[end] >= third:
            end += 1
        seconds[first:end] = [second]
        thirds[first:end] = [third]
    return found


def _compared(ordered: list[Point]) -> list[Point]:
    """Of more, in order: each with those before it that are left."""
    found: list[Point] = []
    for point in ordered:
        rest = point[1:]
        if not any(all(a <= b for a, b in zip(each[1:], rest, strict=True)) for each in found):
            found.append(point)
    return found
