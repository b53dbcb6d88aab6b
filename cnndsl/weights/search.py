"""The orders of a checkpoint's parts in which its shapes are the network's.

A part stays together, and parts whose names differ in a number stand in the order of the numbers, or in
that of the file. So a part fits at a place or does not, whatever stands around it, and is looked at once
for each place. Where it fits in several ways, shapes that are the same to the last one decide, then names
that agree with ours, then the order in parts of the same class (`likeness`). Whether the order of the file is
to be trusted for the rest is settled in `fit_without_map.py`, for modules may be registered in another order than data
meets them.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import accumulate, combinations, islice

from cnndsl.weights.likelier_orderings import (
    Steps,
    numbered,
    of_agreeing_names,
    of_the_very_shapes,
    ordering_of,
    stretch,
)
from cnndsl.weights.orderings import (
    FILE,
    NUMBERS,
    Doubt,
    Ordering,
    Pattern,
    Precedence,
    differing,
    learned_from,
    without_overlaps,
)
from cnndsl.weights.reversed_numbering import Queues, in_our_direction, with_reversed_queues
from cnndsl.weights.task import Rules
from cnndsl.weights.tensor_names import Tensor, families, stem
from cnndsl.weights.tensor_tree import TensorPart, by_number, in_turns, opened, queues, tensor_tree

MOST_ORDERS = 100
"""Of one part, at one place; with more it is in doubt anyway."""
MOST_STEPS = 100_000


class TooMany(Exception):
    """There are more orders than can be looked at."""


def search(ours: list[Tensor], theirs: list[Tensor], rules: Rules) -> Ordering | None:
    """The one way to put their tensors in our order, or how they are in doubt; None where there is none."""
    whole = tensor_tree(theirs)
    for part in (whole, opened(whole)):
        first = _ordering(part, ours, theirs, rules, set())
        if first:
            found = _settled(first, partial(_ordering, part, ours, theirs, rules))
            open_ = {each.ours for each in found.doubts}
            settled = [each for each in (*first.doubts, *first.settled) if each.ours not in open_]
            return found._replace(settled=tuple(settled))
    return None


def _ordering(
    whole: TensorPart, ours: list[Tensor], theirs: list[Tensor], rules: Rules, learned: Precedence
) -> Ordering | None:
    return Search(ours, theirs, rules, learned).ordering(whole, 0)


def _settled(ordering: Ordering, again: Callable[[Precedence], Ordering | None]) -> Ordering:
    """What remains in doubt with all that can be learned from like parts."""
    known: Precedence = set()
    with suppress(TooMany):
        while (ordering.doubts or ordering.settled) and (more := learned_from(ordering)) > known:
            known = more
            ordering = again(known) or ordering
    return ordering


class Search:
    """Parts at places, each looked at once."""

    def __init__(
        self, ours: list[Tensor], theirs: list[Tensor], rules: Rules, learned: Precedence
    ) -> None:
        self.ours = ours
        self.tokens = [each.token for each in ours]
        self.sums = list(accumulate(map(hash, self.tokens), initial=0))
        self.stored = (
            {each.name: place for place, each in enumerate(theirs)} if rules.ordered else {}
        )
        self.downwards = rules.downwards
        self.families = families(ours)
        self.learned = learned
        self.turns: dict[int, Queues] = {}
        self.known: dict[tuple[int, int], Ordering | None] = {}
        """By the part's identity: all parts live as long as the search."""
        self.steps = 0

    def ordering(self, part: TensorPart, start: int) -> Ordering | None:
        """How a part fits from a place on."""
        key = id(part), start
        if key not in self.known:
            self.known[key] = self._ordering(part, start)
        return self.known[key]

    def _ordering(self, part: TensorPart, start: int) -> Ordering | None:
        end = start + len(part.tensors)
        tokens = [each.token for each in part.tensors]
        if end > len(self.ours) or self.sums[end] - self.sums[start] != sum(map(hash, tokens)):
            return None
        if not part.parts:
            return Ordering(part.tensors) if tokens == self.tokens[start:end] else None
        found = self._orders(part, start)
        return self._chosen(part, found, start) if found else None

    def _orders(self, part: TensorPart, start: int) -> list[Steps]:
        """The orders that fit: by number, as ours run, as the file has them, and with lists in turns; if none does and
        that is allowed, with as few numbers downwards as do.
        """
        if id(part) not in self.turns:
            self.turns[id(part)] = in_turns(part.parts)
        by_numbers, turns = queues(by_number(part.parts)), self.turns[id(part)]
        end = start + len(part.tensors)
        lines = [by_numbers, *in_our_direction(by_numbers, self.families, start, end)]
        if self.stored:
            lines.append(queues(sorted(part.parts, key=self._place)))
        tries = [[*lines, turns]]
        if self.downwards:
            tries += with_reversed_queues(by_numbers, turns)
        return next(filter(None, (self._fitting(part, each, start) for each in tries)), [])

    def _fitting(self, part: TensorPart, lines: list[Queues], start: int) -> list[Steps]:
        """The orders of some queues that fit."""
        found: dict[tuple[Tensor, ...], Steps] = {}
        for line in filter(None, lines):
            for steps in self._first(part, line, start):
                found.setdefault(ordering_of(steps).order, steps)
        return list(found.values())

    def _first(self, part: TensorPart, line: Queues, start: int) -> Iterator[Steps]:
        """The first orders that fit, and of those that like parts have, if any are known."""
        yield from islice(self._interleaved(line, start), MOST_ORDERS)
        if self.learned:
            usual = filter(partial(self._usual, part), self._interleaved(line, start))
            yield from islice(usual, MOST_ORDERS)

    def _place(self, part: TensorPart) -> int:
        return min(self.stored[each.name] for each in part.tensors)

    def _usual(self, part: TensorPart, steps: Steps) -> bool:
        """Whether the order is not against that of like parts."""
        if not self.learned:
            return True
        pairs = combinations([each.key for each, _ in steps], 2)
        return not any((part.likeness, later, sooner) in self.learned for sooner, later in pairs)

    def _interleaved(self, lines: Queues, start: int) -> Iterator[Steps]:
        """Every way to take from the queues that fits from a place on, by a stack of what is left to try."""
        taken, came_from, at, found = [0] * len(lines), list[int](), start, 0
        steps: list[tuple[TensorPart, Ordering]] = []
        dead: set[tuple[int, ...]] = set()
        untried = [(iter(range(len(lines))), found)]
        while untried:
            places, found_before = untried[-1]
            if taken == list(map(len, lines)):
                found += 1
                yield tuple(steps)
            step = self._next_step(lines, taken, places, at, dead)
            if step:
                place, part, ordering = step
                came_from.append(place)
                steps.append((part, ordering))
                at += len(part.tensors)
                untried.append((iter(range(len(lines))), found))
                continue
            untried.pop()
            if found == found_before:
                dead.add(tuple(taken))
            if steps:
                at -= len(steps.pop()[0].tensors)
                taken[came_from.pop()] -= 1

    def _next_step(
        self,
        lines: Queues,
        taken: list[int],
        places: Iterator[int],
        at: int,
        dead: set[tuple[int, ...]],
    ) -> tuple[int, TensorPart, Ordering] | None:
        """The next queue whose first part fits, where that part is taken and leads on as far as is known."""
        self._count()
        for place in places:
            if taken[place] < len(lines[place]):
                part = lines[place][taken[place]]
                ordering = self.ordering(part, at)
                taken[place] += 1
                if ordering is not None and tuple(taken) not in dead:
                    return place, part, ordering
                taken[place] -= 1
        return None

    def _count(self) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooMany

    def _chosen(self, part: TensorPart, found: list[Steps], start: int) -> Ordering:
        """The only order; or the one that shapes, names or like parts speak for."""
        ours = self.ours[start : start + len(part.tensors)]
        exact = of_the_very_shapes(found, ours)
        named = of_agreeing_names(exact, ours) if 1 < len(found) < MOST_ORDERS else exact
        likely = [steps for steps in named if self._usual(part, steps)] or named
        likely.sort(key=lambda steps: (not numbered(steps), not self._as_stored(steps)))
        ordering = ordering_of(likely[0])
        keys = tuple(each.key for each, _ in likely[0])
        pattern = Pattern(part.likeness, keys, start, start + len(part.tensors))
        ordering = ordering._replace(patterns=(*ordering.patterns, pattern))
        if len(likely) > 1:
            doubts = self._doubts(likely[0], likely[1:], start)
            if len(likely) >= MOST_ORDERS:
                doubts = (doubts[0]._replace(end=start + len(part.tensors)),)
            return ordering._replace(doubts=(*ordering.doubts, *doubts))
        others = [steps for steps in exact if steps not in named]
        return ordering._replace(
            settled=(*ordering.settled, *self._doubts(likely[0], others, start))
        )

    def _doubts(self, chosen: Steps, others: list[Steps], start: int) -> tuple[Doubt, ...]:
        """Where other orders say otherwise, each stretch by itself."""
        ordering = ordering_of(chosen)
        found: list[Doubt] = []
        for steps in others:
            other = ordering_of(steps)
            for first, end in differing(ordering, other):
                names = (
                    self.ours[start + first].name,
                    ordering.order[first].name,
                    other.order[first].name,
                )
                against = self._against(stretch(chosen, first, end), stretch(steps, first, end))
                found.append(Doubt(*names, start + first, start + end, against))
        return without_overlaps(found)

    def _against(self, chosen: Steps, other: Steps) -> str:
        """What speaks for the other order of a stretch, and against the chosen one."""
        if self._as_stored(other) or self._families_stored(other) > self._families_stored(chosen):
            return FILE
        return NUMBERS if numbered(other) and not numbered(chosen) else ""

    def _families_stored(self, steps: Steps) -> set[str]:
        """The stems of several parts that stand as the file has them."""
        lines = queues(part for part, _ in steps)
        return {
            stem(line[0].key)
            for line in lines
            if self.stored and len(line) > 1 and line == sorted(line, key=self._place)
        }

    def _as_stored(self, steps: Steps) -> bool:
        places = [self._place(part) for part, _ in steps] if self.stored else [1, 0]
        return places == sorted(places)
