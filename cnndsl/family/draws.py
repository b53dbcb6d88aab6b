"""Networks by their place in a walk: even draws, and the figures of each."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from random import Random

from cnndsl.family.extremes import networks
from cnndsl.family.walk import Walk


class Draws:
    """Draws networks of a walk, each as often as any other, whether it has been drawn before or not."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._counts = networks(walk)
        self.count = self._counts[walk.start] if walk.start >= 0 else 0

    def sample(self, count: int, random: Random) -> list[int]:
        """The numbers of so many networks."""
        return self.numbers(self.places(count, random))

    def places(self, count: int, random: Random) -> list[int]:
        """Places of so many networks among those of this walk: of a whole family, their numbers."""
        return [random.randrange(self.count) for _ in range(count)] if self.count else []

    def __iter__(self) -> Iterator[int]:
        """The numbers of all networks, in order."""
        waiting = [(self._walk.start, 0)] if self._walk.start >= 0 else []
        while waiting:
            node, number = waiting.pop()
            if not node:
                yield number
            steps = reversed(self._walk.steps[node])
            waiting += [(step.to, number + step.before) for step in steps]

    def numbers(self, places: Sequence[int]) -> list[int]:
        """The numbers in the family of the networks at some places of this walk, counted from 0."""
        found = [0] * len(places)
        here: dict[int, list[tuple[int, int, int]]] = {
            self._walk.start: [(place, 0, index) for index, place in enumerate(places)]
        }
        for node in range(self._walk.start, 0, -1):
            steps = self._walk.steps[node]
            waiting = here.pop(node, ())
            if not waiting:
                continue
            ends = [*accumulate([self._counts[step.to] for step in steps], initial=0)]
            befores = [step.before for step in steps]
            behind = [here.setdefault(step.to, []) for step in steps]
            for place, number, index in waiting:
                way = bisect_right(ends, place) - 1
                behind[way].append((place - ends[way], number + befores[way], index))
        for _, number, index in here.get(0, ()):
            found[index] = number
        return found


def figures_of(walk: Walk, numbers: Iterable[int]) -> list[tuple[int, ...]]:
    """The figures of networks by their numbers, of a walk of the whole family."""
    befores = [[step.before for step in steps] for steps in walk.steps]
    return [_figures_of(walk, befores, number) for number in numbers]


def _figures_of(walk: Walk, befores: list[list[int]], number: int) -> tuple[int, ...]:
    node, found = walk.start, []
    while node:
        step = walk.steps[node][bisect_right(befores[node], number) - 1]
        found.append(step.weights)
        node, number = step.to, number - step.before
    return tuple(map(sum, zip(*found, strict=True)))
