"""The ways to write the networks of a family: how many there are, how many come to nothing, and one for a network."""

from collections.abc import Iterator, Sequence
from typing import Any

from cnndsl.family.automaton import numbers_by_age, with_numbers, with_youngest
from cnndsl.family.letters import Letter
from cnndsl.family.moves import Move, Moves, Refused
from cnndsl.family.places import Place
from cnndsl.family.state import State
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Choice, Counted, Later
from cnndsl.text import Span


class Ways(NamedTuple):
    """How many ways there are to write a family's networks, and where others come to nothing."""

    sound: int
    lost: tuple["Lost", ...]
    """Where something does not work, in the order of the text."""


class Lost(NamedTuple):
    """A place of the text at which choices come to nothing."""

    refused: Refused
    state: State
    """One that ends there."""
    ways: int
    """How many ways to choose that takes away, with all that could come behind."""


def count(moves: Moves, starts: Sequence[State]) -> Ways:
    """Count the ways from some states on."""
    order = _in_order(moves, starts)
    counts: dict[State, int] = {}
    for state in reversed(order):
        counts[state] = _sum(moves.straight(state), counts)
    return Ways(sum(counts[state] for state in starts), _lost(moves, starts, order))


def _sum(found: "tuple[State, ...] | Move | None", counts: dict[State, int]) -> int:
    if found is None:
        return 0
    if isinstance(found, Move):
        return 1 if found.state is None else counts[found.state]
    return sum(counts[each] for each in found)


def _behind(found: "tuple[State, ...] | Move | None") -> tuple[State, ...]:
    if found is None:
        return ()
    if isinstance(found, Move):
        return () if found.state is None else (found.state,)
    return found


def _in_order(moves: Moves, starts: Sequence[State]) -> list[State]:
    """All states that are reached, each before what it leads to."""
    found: list[State] = []
    seen: set[State] = set()
    waiting = [(state, False) for state in starts]
    while waiting:
        state, is_done = waiting.pop()
        if is_done:
            found.append(state)
        elif state not in seen:
            seen.add(state)
            waiting.append((state, True))
            waiting += [(each, False) for each in _behind(moves.straight(state))]
    found.reverse()
    return found


def _lost(moves: Moves, starts: Sequence[State], order: list[State]) -> tuple[Lost, ...]:
    """The places in the text at which ways end."""
    reached = dict.fromkeys(order, 0)
    for state in starts:
        reached[state] += 1
    rest = _Rest()
    lost: dict[Span, Lost] = {}
    for state in order:
        for each in _behind(moves.straight(state)):
            reached[each] += reached[state]
        refused = moves.refused.get(state)
        if refused is not None:
            more = reached[state] * rest.of(state.place)
            found = lost.get(refused.span, Lost(refused, state, 0))
            lost[refused.span] = found._replace(ways=found.ways + more)
    return tuple(lost[span] for span in sorted(lost))


class _Rest:
    """How many choices are still to come behind a place, whether they work or not."""

    def __init__(self) -> None:
        self._places: dict[Place, int] = {}
        self._bodies: dict[int, int] = {}

    def of(self, place: Place | None) -> int:
        chain: list[Place] = []
        while place is not None and place not in self._places:
            chain.append(place)
            place = place.next
        total = 1 if place is None else self._places[place]
        for each in reversed(chain):
            total *= self._own(each)
            self._places[each] = total
        return total

    def _own(self, place: Place) -> int:
        """What a place itself has to choose, up to what comes behind it."""
        if place.kind == "item":
            ways = 1
            for item in place.item[place.number :]:
                ways *= self._of_item(item)
            return ways
        if place.kind == "copies" and isinstance(place.item, Counted):
            return self._of_copies(place.item, place.number)
        if place.kind == "copies":
            ways = 1
            for copy in place.item.copies[place.number :]:
                ways *= self._of_body(copy)
            return ways
        if place.kind == "branch end":
            ways = 1
            for body in place.item.bodies[place.number + 1 :]:
                ways *= self._of_body(body)
            return ways
        return 1

    def _of_body(self, body: Any) -> int:
        if id(body) not in self._bodies:
            ways = 1
            for item in body:
                ways *= self._of_item(item)
            self._bodies[id(body)] = ways
        return self._bodies[id(body)]

    def _of_item(self, item: Any) -> int:
        from cnndsl.walker import bodies_of

        if isinstance(item, Choice):
            return sum(map(self._of_body, item.options))
        if isinstance(item, Counted):
            return self._of_copies(item, 0)
        if isinstance(item, Later):
            return self._of_body(item.likely)
        ways = 1
        for body in bodies_of(item):
            ways *= self._of_body(body)
        return ways

    def _of_copies(self, item: Counted, done: int) -> int:
        """The ways to go on behind so many copies of those that there may be."""
        total, ways = item.counts.count(done), 1
        for number in range(done, len(item.copies.copies)):
            ways *= self._of_body(item.copies.copies[number])
            total += ways * item.counts.count(number + 1)
        return total


# The choices for a network


class Entered(NamedTuple):
    """Where copies begin, of which there may be several counts; the most, where no end of them is met."""

    most: int


def choices(moves: Moves, starts: Sequence[State], word: Sequence[Letter]) -> tuple[int, ...]:
    """What is chosen to spell a word, in the order in which choices are met; with several starts, first which."""
    several = len(starts) > 1
    here = {state: ((), number) if several else () for number, state in enumerate(starts)}
    for letter in word:
        behind: dict[State | None, Any] = {}
        for state, chosen in here.items():
            for move, now in _to_letters(moves, state, chosen):
                if move.letter.order == letter.order:
                    behind.setdefault(move.state and with_youngest(move, moves), now)
        if None in behind:
            return _in_turn(behind[None])
        places = numbers_by_age(moves, behind)
        here = {with_numbers(state, places): now for state, now in behind.items() if state}
    raise AssertionError("each word of a family is written in some way")


def choices_to(moves: Moves, starts: Sequence[State], goal: State) -> tuple[int, ...]:
    """What is chosen on one way to a state."""
    several = len(starts) > 1
    waiting: list[tuple[State, Any]] = [
        (state, ((), number) if several else ()) for number, state in enumerate(starts)
    ]
    seen: set[State] = set()
    while waiting:
        state, chosen = waiting.pop()
        if state == goal:
            return _in_turn(chosen)
        if state not in seen:
            seen.add(state)
            for number, way in enumerate(_behind(moves.straight(state))):
                waiting.append((way, _with(chosen, state.place, number)))
    raise AssertionError("what is counted can be reached")


def _to_letters(moves: Moves, state: State, chosen: Any) -> Iterator[tuple[Move, Any]]:
    """The letters that may come next, each with what is chosen up to there."""
    waiting = [(state, chosen)]
    seen: set[State] = set()
    while waiting:
        state, chosen = waiting.pop()
        found = moves.straight(state)
        if isinstance(found, Move):
            yield found, chosen
        elif found is not None and state not in seen:
            seen.add(state)
            for number, way in reversed([*enumerate(found)]):
                waiting.append((way, _with(chosen, state.place, number)))


def _with(chosen: Any, place: Place, number: int) -> Any:
    """What has been chosen, a chain of pairs, with what going on one of several ways adds."""
    item = place.item[place.number] if place.kind == "item" else place.item
    if place.kind == "item" and isinstance(item, Choice):
        return (chosen, number)
    if place.kind == "item" and isinstance(item, Counted):
        return (chosen, Entered(item.counts.index(max(item.counts))))
    if place.kind == "copies" and isinstance(item, Counted):
        here = [index for index, each in enumerate(item.counts) if each == place.number]
        if number < len(here):
            return (chosen, (here[number],))
    return chosen


def _in_turn(chain: Any) -> tuple[int, ...]:
    """The choices in order: a count is chosen where its copies begin, and known where they end."""
    entries = []
    while chain:
        chain, entry = chain
        entries.append(entry)
    found: list[int] = []
    open_: list[int] = []
    for entry in reversed(entries):
        if isinstance(entry, Entered):
            open_.append(len(found))
            found.append(entry.most)
        elif isinstance(entry, tuple):
            found[open_.pop()] = entry[0]
        else:
            found.append(entry)
    return tuple(found)
