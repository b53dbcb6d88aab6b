"""The networks of a walk from the least of a figure on, one after another, as many as are asked for."""

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count

from cnndsl.family.walk import Walk

Key = tuple[int, int]
"""A figure, and then a network's number."""


class Ranked:
    """Goes through networks by their first figure, those alike by their number."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._best: list[Key] = [(0, 0)]
        self._steps: list[list[tuple[Key, int, Key]]] = [[]]
        """By node, the steps from the best on: what they come to, where they lead, and what they add."""
        for steps in walk.steps[1:]:
            ways = []
            for to, before, weights in steps:
                figure, number = self._best[to]
                own = weights[0], before
                ways.append(((figure + own[0], number + own[1]), to, own))
            ways.sort()
            self._steps.append(ways)
            self._best.append(ways[0][0])

    def __iter__(self) -> Iterator[Key]:
        """The figure and the number of each network."""
        if self._walk.start < 0:
            return
        age = count()
        start = self._walk.start
        waiting = [(self._best[start], next(age), (0, 0), start, 0)]
        while waiting:
            key, _, done, node, place = heappop(waiting)
            yield key
            while node:
                ways = self._steps[node]
                if place + 1 < len(ways):
                    other = _sum(done, ways[place + 1][0])
                    heappush(waiting, (other, next(age), done, node, place + 1))
                _, to, own = ways[place]
                done, node, place = _sum(done, own), to, 0


def _sum(a: Key, b: Key) -> Key:
    return a[0] + b[0], a[1] + b[1]
