"""Repeated parts: their copies, one and the same where neither `i` nor what comes in changes."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cnndsl.checking import lists
from cnndsl.checking.evaluate import Copy, Here
from cnndsl.checking.expansion import Expansion, Made
from cnndsl.checking.given_layers import given_here
from cnndsl.checking.incoming import Incoming
from cnndsl.checking.infer import Ambiguous
from cnndsl.checking.spot import Spot
from cnndsl.checking.symbols import symbol
from cnndsl.lazy_modules import LazyModule
from cnndsl.limits import limits
from cnndsl.network import Later, Repeat, Sequence
from cnndsl.syntax import tree

if TYPE_CHECKING:
    from cnndsl.checking import bind_problems
else:
    bind_problems = LazyModule("cnndsl.checking.bind_problems")

AMBIGUOUS = "ambiguous"
"""What comes in where that hangs on a choice."""
HIDDEN = -1
"""The number of copies where a mistake hides it: one is looked at."""


def count(
    expansion: Expansion, times: tree.Value | tree.Listing | None, spot: Spot, of: str = "*"
) -> int | None:
    """How many copies, or branches, there are to be; None where nothing says so, HIDDEN where a mistake hides it."""
    if times is None:
        return None
    if isinstance(times, tree.Listing):
        return len(times.values)
    value = None
    if not isinstance(times, (tree.ShapeLiteral, tree.SidesLiteral, tree.TapName)):
        value = spot.source.constants.evaluate(times, spot.here)
        if value is None:
            expansion.broken |= bool(spot.here.parameters)
            return HIDDEN
        if isinstance(value, int) and value >= 0:
            return value
    expansion.say(bind_problems.wrong_count(times, value, expansion.findings.text, of), spot)
    return HIDDEN


def copies(
    expansion: Expansion,
    part: tree.Part,
    label: str,
    times: int,
    spot: Spot,
    unfold: Callable[[Spot], Made],
) -> Made:
    """The copies of a part; `unfold` makes one of them at a spot."""
    count_is_known, times = times != HIDDEN, abs(times)
    made: dict[object, Made] = {}
    found: list[Sequence] = []
    size, at = 0, spot
    asks = False  # whether what a copy is made to hangs on what comes in
    listing = part.times if isinstance(part.times, tree.Listing) else None
    alone = part._replace(span=part.body.span)  # without the list itself
    values = (
        [each.here for each in lists.spots(expansion, listing, spot, (alone,))] if listing else []
    )
    for number in range(times):
        copy, listed = Copy(number), None
        if values:
            here = values[number]._replace(depth=at.here.depth)
            at, listed = at._replace(here=here), _value(here, listing)
        state = _state(at) if asks else None
        if state is AMBIGUOUS:
            made[listed, state] = _later(part, at.in_copy(copy), unfold, found[-1])
        elif (listed, state) not in made or expansion.chooser is not None:
            inside = at.taking(lambda flow: flow).in_copy(copy)
            unfolded = unfold(inside)
            asks |= inside.is_asked_for
            state = _state(at) if asks else None
            made[listed, state] = unfolded
        body, layers, _ = made[listed, state]
        each = max(layers, 1)  # one without a layer is work too
        size += each
        found.append(body)
        if copy.is_asked_for:
            made.clear()
        at = at.behind(body)
        settled = not (
            values or expansion.chooser or copy.is_asked_for or (asks and _state(at) != state)
        )
        whole = size + each * (times - number - 1) if settled else size
        if whole > limits().layers:
            found, size, label = [(expansion.too_many(part.span, whole, spot),)], 1, ""
            break
        if settled:
            found += [body] * (times - number - 1)
            size = whole
            break
    repeat = _repeat(part, label, found, spot)._replace(count_is_known=count_is_known)
    kept = repeat.copies or (repeat.times is not None and _may_be_empty(part.body, spot))
    return Made((repeat,) if kept else (), max(size, 1))


def _state(at: Spot) -> object:
    """What a copy may depend on of what comes in."""
    try:
        return at.state
    except Ambiguous:
        return AMBIGUOUS


def _later(part: tree.Part, at: Spot, unfold: Callable[[Spot], Made], likely: Sequence) -> Made:
    """A copy that hangs on what is chosen in those before it: it waits for that."""
    later = Later(lambda flow: unfold(at.at(Incoming(flow))).items, likely, part.span)
    return Made((later,), 1)


def _value(here: Here, listing: tree.Listing | None) -> object:
    """What a list's name stands for in a copy, and how that is said."""
    name = listing.name.name if listing else ""
    return repr(here.parameters.get(name)), here.listed.get(name)


def _may_be_empty(body: tree.Body, spot: Spot) -> bool:
    """Whether a part that has no copies here has some in another use of its block, and a class for them."""
    if isinstance(body, tree.Spelled):
        return body.layer.name in spot.source.blocks
    return isinstance(body, (tree.Group, tree.Branches))


def _repeat(part: tree.Part, label: str, found: list[Sequence], spot: Spot) -> Repeat:
    body = part.body
    group = isinstance(body, (tree.Group, tree.Branches)) or given_here(body, spot) is not None
    kind = body.how if isinstance(body, tree.Branches) else "repeat"
    if isinstance(body, tree.Spelled) and not group:
        kind = body.layer.name
    some_are_empty = any(found) and not all(found)
    copies = tuple(copy for copy in found if copy)
    times = (
        None
        if some_are_empty or not part.times or isinstance(part.times, tree.Listing)
        else symbol(part.times, spot.source.constants, spot.here)
    )
    return Repeat(copies, not group, part.span, label, kind=kind, times=times)
