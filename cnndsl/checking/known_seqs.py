"""A `seq` in a block's body, met again where all that it says means the same: it is unfolded once.

So uses of a block that differ in one argument, as copies do of which each is left out with a probability of its own,
share all of the body that does not say it.
"""

from collections.abc import Callable

from cnndsl.checking.expansion import Expansion, Made
from cnndsl.checking.spot import Spot
from cnndsl.layers.arguments import TapValue
from cnndsl.syntax import tree
from cnndsl.text import Span


def unfolded_once(
    expansion: Expansion, part: tree.Part, label: str, spot: Spot, unfold: Callable[[Spot], Made]
) -> Made:
    """What a `seq` comes to at a spot."""
    given = _given(expansion, part, label, spot)
    made = expansion.seqs.find(given, spot) if given else None
    if made is None:
        inside = spot.taking(lambda flow: flow)
        made = unfold(inside)
        if given and given == _given(expansion, part, label, spot):  # no mistake has hidden a value
            expansion.seqs.keep(given, spot, made, inside.is_asked_for)
    return made


def _given(expansion: Expansion, part: tree.Part, label: str, spot: Spot) -> object:
    """What a `seq` depends on beside what comes in; None where that is more than what its words mean."""
    here = spot.here
    if here.listed or not here.in_block:
        return None
    if id(part) not in expansion.said:
        expansion.said[id(part)] = words_of(part)
    words = expansion.said[id(part)]
    if words is None or "i" in words:
        return None
    values = tuple([(name, value) for name, value in here.parameters.items() if name in words])
    if any(isinstance(value, TapValue) for _, value in values):
        return None
    return id(part), label, spot.depth, values


def words_of(part: tree.Part) -> frozenset[str] | None:
    """All words that a part says; None where it taps labels, or names copies by numbers."""
    found: set[str] = set()
    waiting: list[object] = [part]
    while waiting:
        each = waiting.pop()
        if isinstance(each, (tree.Tap, tree.TapName)):
            return None
        if isinstance(each, str):
            found.add(each)
        elif isinstance(each, tuple) and not isinstance(each, Span):
            waiting += each
    return frozenset(found)
