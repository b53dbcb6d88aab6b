"""A walk: an automaton with figures on its edges, so that a network's figures are the sums along its way.

A figure that hangs on more than a layer and its input (the longest branch, what is seen) makes several nodes of one.
"""

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from cnndsl.family.automaton import Automaton, networks
from cnndsl.family.letters import Letter, opening
from cnndsl.named_tuple import NamedTuple

AUX = opening("aux").order[:2]


class Step(NamedTuple):
    """An edge of a walk."""

    to: int
    before: int
    """How many of the family's networks go on by an earlier edge: their sum is a network's number."""
    weights: tuple[int, ...]
    """What it adds to each figure."""


class Walk(NamedTuple):
    """Nodes by number, each with its steps in the order of their letters; a step leads to a lower number."""

    steps: tuple[tuple[Step, ...], ...]
    start: int


class Place(NamedTuple):
    """An edge as a follower meets it."""

    letter: Letter
    is_aux: bool
    """Whether it stands in an aux head."""
    is_last: bool
    """Whether the network ends with it."""
    kept: tuple[int, ...] | None
    """The values that can still be tapped behind it, by what they were called before, -1 the new one; None for all."""
    node: int
    """Where it leads."""


State = object
"""What a follower has to remember, the same wherever all goes on alike."""


class Follower(Protocol):
    """Says what a letter adds to a figure, by what has come before."""

    def start(self) -> State: ...

    def follow(self, state: State, place: Place) -> tuple[State, int]: ...


def walk_of(automaton: Automaton, followers: Sequence[Follower]) -> Walk:
    """An automaton with what each of some followers says of its edges."""
    return _Walker(automaton, followers).walk()


Node = tuple[int, int, tuple[State, ...]]
"""A node of the automaton, how many parts of an aux head are open, and what the followers remember."""


class _Walker:
    def __init__(self, automaton: Automaton, followers: Sequence[Follower]) -> None:
        self._automaton = automaton
        self._followers = followers
        self._counts = networks(automaton)
        self._found: dict[Node, list[tuple[Node, Step]]] = {}

    def walk(self) -> Walk:
        if self._automaton.start < 0:
            return Walk(((),), -1)
        first = self._automaton.start, 0, tuple(each.start() for each in self._followers)
        return shortened(self._in_order(first), self._found)

    def _in_order(self, first: Node) -> list[Node]:
        """All nodes that are reached but the end, each behind what it leads to."""
        order: list[Node] = []
        waiting = [(first, False)]
        while waiting:
            node, is_done = waiting.pop()
            if is_done:
                order.append(node)
            elif node not in self._found and node[0]:
                self._found[node] = self._from(node)
                waiting.append((node, True))
                waiting += [(to, False) for to, _ in self._found[node] if to not in self._found]
        return order

    def _from(self, node: Node) -> list[tuple[Node, Step]]:
        number, aux, states = node
        kept = self._automaton.kept
        found, before = [], 0
        for place, (letter, to) in enumerate(self._automaton.edges[number]):
            now = Place(letter, aux > 0, not to, kept[number][place] if kept else None, to)
            behind, weights = self._followed(states, now)
            found.append(((to, _aux_behind(aux, letter), behind), Step(0, before, weights)))
            before += self._counts[to]
        return found

    def _followed(
        self, states: tuple[State, ...], place: Place
    ) -> tuple[tuple[State, ...], tuple[int, ...]]:
        pairs = [
            each.follow(state, place) for each, state in zip(self._followers, states, strict=True)
        ]
        return tuple([state for state, _ in pairs]), tuple([weight for _, weight in pairs])


N = TypeVar("N", bound=tuple[Any, ...])


def shortened(order: list[N], found: dict[N, list[tuple[N, Step]]]) -> Walk:
    """A walk of some nodes, each behind what it leads to; those with one step are left out.

    A node begins with its place in the walk that it comes of, 0 for the end. Where nothing goes on, nothing leads.
    """
    known: dict[N, Step | None] = {}
    steps: list[tuple[Step, ...]] = [()]
    for node in order:
        behind = [
            (step, known[to] if to[0] else step._replace(to=0, before=0, weights=()))
            for to, step in found[node]
        ]
        own = tuple([_onward(step, there) for step, there in behind if there])
        if not own:
            known[node] = None
        elif len(own) == 1 and node is not order[-1]:
            known[node] = own[0]
        else:
            known[node] = Step(len(steps), 0, ())
            steps.append(own)
    return Walk(tuple(steps), len(steps) - 1 if known[order[-1]] else -1)


def _onward(step: Step, behind: Step) -> Step:
    """A step, and the one behind it, if that is the only one."""
    own, more = step.weights, behind.weights
    weights = tuple([a + b for a, b in zip(own, more, strict=True)]) if more else own
    return Step(behind.to, step.before + behind.before, weights)


def _aux_behind(aux: int, letter: Letter) -> int:
    """How many parts are open behind a letter, the aux head itself counted, and none outside of one."""
    if letter.layer is None and opens(letter):
        return aux + 1 if aux or letter.order[:2] == AUX else 0
    return aux - 1 if aux and closes(letter) else aux


def opens(letter: Letter) -> bool:
    """Whether a join or a head begins."""
    return letter.layer is None and len(letter.order) == 3 and letter.order[1] != "@"


def closes(letter: Letter) -> bool:
    """Whether a join or a head ends, or the network."""
    return letter.order == (0,)
