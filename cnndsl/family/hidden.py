"""What stands behind hidden layers though nobody writes it there: what `after` says, and activations.

Whether a layer is hidden hangs on what comes later. So both are taken side by side, and what turns out to be
otherwise is dropped: of each network one way is left.
"""

from collections.abc import Iterator

from cnndsl.family.state import Fate, Open, State
from cnndsl.layers.joins import Join


def fates(state: State) -> tuple[State, ...]:
    """A state in front of a layer with weights, with all that may be taken for it."""
    if state.ahead is False:
        return ()
    joins = tuple(join._replace(has_weights=True) for join in state.joins)
    here = state._replace(ahead=None, joins=joins)
    return tuple(_taken(here, len(joins)))


def _taken(state: State, level: int) -> Iterator[State]:
    """What may be taken of the sequence at a level and of those around it, the innermost first."""
    said = _said(state, level)
    for later in (True, False) if said is None else (said,):
        taken = _with(state, level, later)
        if later:
            yield taken._replace(fate=_fate(taken, level))
        elif level:
            yield from _taken(taken, level - 1)
        else:
            yield taken._replace(fate=Fate(False))


def _said(state: State, level: int) -> bool | None:
    return state.ahead if level == len(state.joins) else state.joins[level].behind


def _with(state: State, level: int, later: bool) -> State:
    if level == len(state.joins):
        return state._replace(ahead=later)
    joins = [*state.joins]
    joins[level] = joins[level]._replace(behind=later)
    return state._replace(joins=tuple(joins))


def _fate(state: State, level: int) -> Fate:
    """Of a layer behind which the next weights come at a level: its ReLU stands behind the joins in between."""
    behind = None
    for number in range(len(state.joins) - 1, level - 1, -1):
        where = Join.kinds[state.joins[number].how].activated
        if where == "nowhere":
            return Fate(True, nowhere=True)
        behind = number if where == "behind" else behind
    return Fate(True, behind)


def activated(state: State, number: int) -> State:
    """The same with a ReLU behind one of the joins around it."""
    joins = [*state.joins]
    joins[number] = joins[number]._replace(activated=True)
    return state._replace(joins=tuple(joins))


def closed(join: Open) -> tuple[bool, bool | None]:
    """Whether what was taken around a join can hold behind it, and what is left to hold."""
    if join.ahead is None or (join.ahead and join.has_weights):
        return True, join.behind
    if join.has_weights or join.behind is (not join.ahead):
        return False, None
    return True, join.ahead
