"""Layers with weights on the longest way through a network, letter by letter."""

from cnndsl.family.letters import NEXT, Letter
from cnndsl.family.walk import Place, State, closes, opens
from cnndsl.named_tuple import NamedTuple


class Around(NamedTuple):
    """A join or a head that is open."""

    kind: str
    incoming: int
    longest: int | None = None
    """Of the branches that have ended."""


class Depth(NamedTuple):
    """How many layers lie behind each value; all are counted from what goes in at the outermost join."""

    here: int
    open: tuple[Around, ...] = ()
    head: int | None = None
    """At the end of a head, the most."""
    values: tuple[int, ...] = ()
    """Of what is still to be tapped."""


class Longest:
    """Counts `weight_layers`."""

    def __init__(self, inputs: int, taps: bool) -> None:
        self._values = inputs if taps else 0

    def start(self) -> State:
        return Depth(0, values=(0,) * self._values)

    def follow(self, state: State, place: Place) -> tuple[State, int]:
        assert isinstance(state, Depth)
        if place.is_last:
            return None, max(state.here, state.head or 0)
        moved = _values_kept(_moved(state, place.letter, place.is_aux), state, place)
        return _relative(moved)


def _moved(state: Depth, letter: Letter, is_aux: bool) -> Depth:
    if closes(letter):
        return _closed(state, is_aux)
    if opens(letter):
        return state._replace(open=(*state.open, Around(letter.order[1], state.here)))
    if letter is NEXT or letter.order == NEXT.order:
        *outer, around = state.open
        ended = max(state.here, around.longest if around.longest is not None else state.here)
        return state._replace(here=around.incoming, open=(*outer, around._replace(longest=ended)))
    if letter.layer is None:
        return state._replace(here=state.values[letter.order[2]])
    return state._replace(here=state.here + (letter.layer.role == "weights"))


def _closed(state: Depth, is_aux: bool) -> Depth:
    """Behind a join, or in the trunk behind a head."""
    *outer, around = state.open
    rest = tuple(outer)
    if around.kind not in ("head", "aux"):
        longest = state.here if around.longest is None else max(state.here, around.longest)
        return state._replace(here=longest, open=rest)
    head = state.head
    if not is_aux:
        head = state.here if head is None else max(head, state.here)
    return state._replace(here=around.incoming, open=rest, head=head)


def _values_kept(state: Depth, before: Depth, place: Place) -> Depth:
    if not before.values:
        overtaken = state.head is not None and not state.open and state.head <= state.here
        return state._replace(head=None) if overtaken else state
    values = (*state.values, state.here) if place.letter.layer is not None else state.values
    if place.kept is not None:
        values = tuple(values[each] for each in place.kept)
    return state._replace(values=values)


def _relative(state: Depth) -> tuple[Depth, int]:
    """The same counted from the outermost join, and what lies before that."""
    base = state.open[0].incoming if state.open else state.here
    if not base:
        return state, 0
    opened = [
        each._replace(
            incoming=each.incoming - base,
            longest=None if each.longest is None else each.longest - base,
        )
        for each in state.open
    ]
    return Depth(
        state.here - base,
        tuple(opened),
        None if state.head is None else state.head - base,
        tuple([each - base for each in state.values]),
    ), base
