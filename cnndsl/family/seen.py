"""What the last layer that looks sees of the input, letter by letter: the report's receptive field, its smallest axis.

Views are kept by where they lie from one another; what they have in common is added up.
"""

from cnndsl.analyse.report import WINDOWED
from cnndsl.analyse.views import Axis, View, looks_of, through, together
from cnndsl.family.automaton import Automaton
from cnndsl.family.letters import NEXT, Letter
from cnndsl.family.pattern import Unsupported
from cnndsl.family.walk import Place, State, closes, opens
from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import KnownShape


class Around(NamedTuple):
    """A join or a head that is open."""

    kind: str
    incoming: View
    ended: tuple[View, ...] = ()


class Sight(NamedTuple):
    """What is seen of the input."""

    here: View
    open: tuple[Around, ...] = ()
    fields: tuple[int | None, ...] | None = None
    """How much the last layer that looks sees so far; None before one does."""
    settled: bool = False
    """Whether a layer that looks at whole maps has come behind it."""
    values: tuple[View, ...] = ()
    """Of what is still to be tapped."""


DONE = Sight((), settled=True)
"""Where nothing changes any more."""


class Seeing:
    """Follows `receptive_field`."""

    def __init__(self, automaton: Automaton, shapes: tuple[KnownShape, ...], taps: bool) -> None:
        if len(shapes) > 1:
            raise Unsupported("what is seen of several inputs")
        self._whole: View = (Axis(1, (0,), (0,)),) * (len(shapes[0]) - 1)
        self._taps = taps
        self._looked = _where_looked(automaton)

    def start(self) -> State:
        return Sight(self._whole, values=(self._whole,) * self._taps)

    def follow(self, state: State, place: Place) -> tuple[State, int]:
        assert isinstance(state, Sight)
        if state is DONE:
            return DONE, 0
        if place.is_last:
            return None, _smallest(state.fields)
        moved = self._kept(_moved(state, place.letter, place.is_aux), place)
        if moved.settled and not self._looked[place.node]:
            return DONE, _smallest(moved.fields)
        return (moved, 0) if moved.fields is None else _relative(moved)

    def _kept(self, state: Sight, place: Place) -> Sight:
        if not self._taps:
            return state
        values = (*state.values, state.here) if place.letter.layer is not None else state.values
        if place.kept is not None:
            values = tuple(values[each] for each in place.kept)
        return state._replace(values=values)


def _smallest(fields: tuple[int | None, ...] | None) -> int:
    """The smallest axis; 0 where nothing looks."""
    known = [each for each in fields or () if each is not None]
    if len(known) < len(fields or ()):
        raise Unsupported("a view that is not known")
    return min(known, default=0)


def _where_looked(automaton: Automaton) -> list[bool]:
    """By node, whether a conv or a pool is still to come."""
    found = [False]
    for own in automaton.edges[1:]:
        found.append(any(found[to] or _is_windowed(letter) for letter, to in own))
    return found


def _is_windowed(letter: Letter) -> bool:
    return letter.layer is not None and letter.layer.word in WINDOWED


def _moved(state: Sight, letter: Letter, is_aux: bool) -> Sight:
    if letter.layer is not None:
        return _looked(state, letter, is_aux)
    if opens(letter):
        return state._replace(open=(*state.open, Around(letter.order[1], state.here)))
    if not closes(letter) and letter.order != NEXT.order:
        return state._replace(here=state.values[letter.order[2]])
    if not state.open:
        return state
    *outer, around = state.open
    if closes(letter):  # of a head
        return state._replace(here=around.incoming, open=tuple(outer))
    around = around._replace(ended=(*around.ended, state.here))
    return state._replace(here=around.incoming, open=(*outer, around))


def _looked(state: Sight, letter: Letter, is_aux: bool) -> Sight:
    """Behind a layer or a join."""
    layer, x = letter.layer, letter.input
    assert layer is not None
    if layer.takes_places:
        raise Unsupported(f"`{layer.word}`")
    if closes(letter):
        *outer, around = state.open
        branches = [*around.ended, state.here]
        state = state._replace(here=together(layer, x, branches), open=tuple(outer))
    state = state._replace(here=through(state.here, looks_of(layer, x, letter.output)))
    if is_aux:
        return state
    if layer.word in WINDOWED:
        return state._replace(fields=_fields(state.here), settled=False)
    if state.fields is None or state.settled:
        return state
    if layer.looks(x):
        return state._replace(settled=True)
    return state._replace(fields=_fields(state.here))


def _fields(view: View) -> tuple[int | None, ...]:
    return tuple([axis and axis.field for axis in view])


def _relative(state: Sight) -> tuple[Sight, int]:
    """The same from where the outermost join begins, and how wide what goes in there is."""
    base = state.open[0].incoming if state.open else state.here
    wide = min([axis.last[0] - axis.first[0] for axis in base if axis], default=0)
    starts = tuple([axis.first[0] if axis else 0 for axis in base])
    if not wide and not any(starts):
        return state, 0

    def moved(view: View) -> View:
        return tuple(
            [axis and _from(axis, at, wide) for axis, at in zip(view, starts, strict=True)]
        )

    opened = [
        each._replace(incoming=moved(each.incoming), ended=tuple(map(moved, each.ended)))
        for each in state.open
    ]
    fields = state.fields and tuple(
        [each if each is None else each - wide for each in state.fields]
    )
    values = tuple(map(moved, state.values))
    return Sight(moved(state.here), tuple(opened), fields, state.settled, values), wide


def _from(axis: Axis, start: int, wide: int) -> Axis:
    """A view that begins so much earlier, and is so much narrower."""
    first = tuple([each - start for each in axis.first])
    last = tuple([each - start - wide for each in axis.last])
    return Axis(axis.shift, first, last)
