"""The automaton of a family: every way through it spells one network, and each network has one way.

What works alike from some place on is one node, however many networks lead there.
"""

from collections.abc import Iterable
from typing import TypeAlias

from cnndsl.family.letters import Letter
from cnndsl.family.moves import Move, Moves
from cnndsl.family.pattern import Unsupported
from cnndsl.family.state import Labels, Open, State
from cnndsl.named_tuple import NamedTuple

YOUNGEST = 2**30
"""The number of a value that a letter has just made, until values are numbered anew."""
Together = frozenset[State]
"""All that may stand where a network has been spelled so far."""


Found: TypeAlias = tuple[Letter, Together | None, tuple[int, ...]]
"""A letter, what may stand behind it, and what the values there were called before."""


class Edge(NamedTuple):
    letter: Letter
    to: int


class Automaton(NamedTuple):
    """Nodes by number, each with its edges in the order of their letters; an edge leads to a lower number.

    Node 0 is the end, which has none.
    """

    edges: tuple[tuple[Edge, ...], ...]
    start: int
    kept: tuple[tuple[tuple[int, ...], ...], ...] = ()
    """Where values are tapped, by age among those that still may be: for each edge, those that still may be
    behind it, by what they were before, -1 a value that it makes. Nothing where each keeps its age of all."""


class Builder:
    """Puts together what may stand after the same letters, and what goes on alike."""

    def __init__(self, moves: Moves, most: int) -> None:
        self.moves = moves
        self.most = most
        """States that are looked at before it is given up."""
        self.together: dict[Together, tuple[Found, ...]] = {}

    def build(self, starts: Iterable[State]) -> Automaton:
        first, _ = self._renumbered(frozenset(starts))
        order = self._reached(first)
        number: dict[Together, int | None] = {}
        merged: dict[object, int] = {}
        edges: list[tuple[Edge, ...]] = [()]
        kept: list[tuple[tuple[int, ...], ...]] = [()]
        for each in order:
            own, values = [], []
            for letter, behind, ages in self.together[each]:
                to = 0 if behind is None else number[behind]
                if to is not None:
                    own.append(Edge(letter, to))
                    values.append(ages)
            if not own:
                number[each] = None
                continue
            key = tuple(own), tuple(values)
            if key not in merged:
                merged[key] = len(edges)
                edges.append(key[0])
                kept.append(key[1])
            number[each] = merged[key]
        start = number[first]
        taps = tuple(kept) if self.moves.traits.taps else ()
        return Automaton(tuple(edges), -1 if start is None else start, taps)

    def _reached(self, first: Together) -> list[Together]:
        """All that is reached, each behind what it leads to."""
        order: list[Together] = []
        waiting: list[tuple[Together, bool]] = [(first, False)]
        looked_at = 0
        while waiting:
            each, is_done = waiting.pop()
            if is_done:
                order.append(each)
            elif each not in self.together:
                looked_at += len(each)
                if looked_at > self.most:
                    raise Unsupported(f"more than {self.most:,} states")
                found = self.together[each] = self._from(each)
                waiting.append((each, True))
                waiting += [
                    (behind, False)
                    for _, behind, _ in found
                    if behind is not None and behind not in self.together
                ]
        return order

    def _from(self, states: Together) -> tuple[Found, ...]:
        """What may come next, by letter, in order."""
        found: dict[object, tuple[Letter, set[State]]] = {}
        for state in states:
            for move in self.moves.of(state):
                _, behind = found.setdefault(move.letter.order, (move.letter, set()))
                if move.state is not None:
                    behind.add(with_youngest(move, self.moves))
        return tuple(
            (letter, *(self._renumbered(frozenset(behind)) if behind else (None, ())))
            for _, (letter, behind) in sorted(found.items(), key=lambda each: each[0])  # type: ignore[arg-type,return-value]
        )

    def _renumbered(self, states: Together) -> tuple[Together, tuple[int, ...]]:
        """The same with values numbered by their age among those that are left, and what they were before."""
        places = numbers_by_age(self.moves, states)
        if not places:
            return states, ()
        ages = tuple([-1 if number == YOUNGEST else number for number in places])
        return frozenset(with_numbers(state, places) for state in states), ages


def _numbers(state: State) -> Iterable[int]:
    yield state.number
    for labels in state.labels:
        yield from (value.number for _, value in labels.own)
    yield from (join.number for join in state.joins)


def numbers_by_age(moves: Moves, states: Iterable[State | None]) -> dict[int, int]:
    """The numbers that values get, of those that some state still knows; none where nothing is tapped."""
    if not moves.traits.taps:
        return {}
    used = sorted({number for state in states if state for number in _numbers(state)})
    return {number: place for place, number in enumerate(used)}


def with_youngest(move: Move, moves: Moves) -> State:
    """What stands behind a letter, a value that it makes younger than any that another way to it may know."""
    assert move.state
    makes = move.letter.layer is not None and moves.traits.taps
    return move.state._replace(number=YOUNGEST) if makes else move.state


def with_numbers(state: State, places: dict[int, int]) -> State:
    """A state with other numbers for its values."""
    if not places:
        return state
    labels = tuple(
        Labels(
            each.closed,
            tuple(
                [(name, value._replace(number=places[value.number])) for name, value in each.own]
            ),
        )
        for each in state.labels
    )
    joins: tuple[Open, ...] = tuple(
        join._replace(number=places[join.number]) for join in state.joins
    )
    return state._replace(number=places[state.number], labels=labels, joins=joins)


def networks(automaton: Automaton) -> list[int]:
    """How many networks go on from each node."""
    counts = [1]
    for own in automaton.edges[1:]:
        counts.append(sum(counts[edge.to] for edge in own))
    return counts
