"""Repeated parts: their copies, one and the same where neither `i` nor what comes in changes."""

from typing import TYPE_CHECKING

from cnndsl.checking.spot import Spot
from cnndsl.checking.symbols import symbol
from cnndsl.later import Later
from cnndsl.limits import limits
from cnndsl.network import Repeat, Sequence
from cnndsl.syntax import tree

if TYPE_CHECKING:
    from cnndsl.checking import bind_problems
    from cnndsl.checking.expand import Expander
else:
    bind_problems = Later("cnndsl.checking.bind_problems")

HIDDEN = -1
"""The number of copies where a mistake hides it: one is looked at."""
Sized = tuple[Sequence, int]
"""A sequence, and how many layers it unfolds to."""


def count(expander: "Expander", part: tree.Part, spot: Spot) -> int | None:
    """The number of copies of a part; None where there is no `*`, HIDDEN where a mistake hides it."""
    if part.times is None:
        return None
    value = None
    if not isinstance(part.times, tree.ShapeLiteral | tree.TapName):
        value = spot.source.constants.evaluate(part.times, spot.here)
        if value is None:
            expander.broken |= bool(spot.here.parameters)
            return HIDDEN
        if isinstance(value, int) and value >= 0:
            return value
    text = expander.findings.text
    expander.findings.add(bind_problems.wrong_count(part.times, value, text))
    return HIDDEN


def copies(expander: "Expander", part: tree.Part, label: str, times: int, spot: Spot) -> Sized:
    """The copies of a part, and how many layers they unfold to."""
    outer = expander.flow
    count_is_known, times = times != HIDDEN, abs(times)
    if times == 0 and isinstance(part.body, tree.Spelled):
        expander.uses.name(part.body.layer.name, spot)
    made: dict[object, Sized] = {}
    found: list[Sequence] = []
    size = 0
    for number in range(times):
        here = spot.here.in_copy(number)
        before, state = expander.flow, expander.state
        if state not in made:
            made[state] = _copy(expander, part.body, spot._replace(here=here))
        body, each = made[state]
        each = max(each, 1)  # a copy without a layer is work too
        size += each
        found.append(body)
        if here.copy_used:
            made.clear()
        expander.advance(before, body)
        settled = not here.copy_used and expander.state == state
        unfolded = size + each * (times - number - 1) if settled else size
        if unfolded > limits().layers:
            found, size, label = [(expander.too_many(part.span, unfolded),)], 1, ""
            break
        if settled:
            found += [body] * (times - number - 1)
            size = unfolded
            break
    expander.flow = outer
    repeat = _repeat(part, label, found, spot)._replace(count_is_known=count_is_known)
    kept = repeat.copies or (repeat.times is not None and _may_be_empty(part.body, spot))
    return ((repeat,) if kept else ()), max(size, 1)


def _may_be_empty(body: tree.Body, spot: Spot) -> bool:
    """Whether a part that has no copies here has some in another use of its block, and a class for them."""
    if isinstance(body, tree.Spelled):
        return body.layer.name in spot.source.blocks
    return isinstance(body, tree.Group | tree.Branches)


def _copy(expander: "Expander", body: tree.Body, spot: Spot) -> Sized:
    before = expander.flow
    if isinstance(body, tree.Group):
        inner = spot.inside()
        made = expander.nested(body.parts, inner, body.span)
        expander.labels.close(inner.labels, "a repeated part")
    else:
        made = expander.single(body, spot)
    expander.flow = before
    return made


def _repeat(part: tree.Part, label: str, found: list[Sequence], spot: Spot) -> Repeat:
    body = part.body
    group = isinstance(body, tree.Group | tree.Branches)
    kind = body.how if isinstance(body, tree.Branches) else "repeat"
    if isinstance(body, tree.Spelled):
        kind = body.layer.name
    some_are_empty = any(found) and not all(found)
    copies = tuple(copy for copy in found if copy)
    times = (
        None
        if some_are_empty or not part.times
        else symbol(part.times, spot.source.constants, spot.here)
    )
    return Repeat(copies, not group, part.span, label, kind=kind, times=times)
