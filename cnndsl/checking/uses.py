"""Blocks where they are used: each use's body, worked out once for the same arguments."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cnndsl.checking.block_arguments import Bound, bind_use, signature
from cnndsl.checking.evaluate import Here
from cnndsl.checking.expansion import Expansion, Made, Unfold
from cnndsl.checking.files import Block, Source
from cnndsl.checking.flow import Value
from cnndsl.checking.spot import Room, Spot, depth_of
from cnndsl.diagnostics import Diagnostic
from cnndsl.layers.arguments import TapValue, WordValue
from cnndsl.layers.layer import KINDS
from cnndsl.lazy_modules import LazyModule
from cnndsl.limits import limits
from cnndsl.network import Scope, Use
from cnndsl.sizes import unknown_size
from cnndsl.syntax import tree
from cnndsl.text import Span, Text

if TYPE_CHECKING:
    from cnndsl.checking import block_problems, list_problems
else:
    list_problems = LazyModule("cnndsl.checking.list_problems")
    block_problems = LazyModule("cnndsl.checking.block_problems")


def tap(expansion: Expansion, path: str, span: Span, spot: Spot) -> str | None:
    """The label that a tap means, or a parameter that brings one in; None where a mistake hides it."""
    given, path = spot.here.parameters, spot.renamed.get(path, path)
    if not path:
        return None
    if path in spot.here.listed:
        return _listed_tap(expansion, path, span, spot)
    if path not in given or isinstance(given[path], TapValue):
        return expansion.labels.resolve(path, span, spot)
    if given[path] is not None:
        _say_no_tap(expansion, path, spot)
    given[path] = None
    return None


def _listed_tap(expansion: Expansion, name: str, span: Span, spot: Spot) -> str | None:
    """The label that a list's name stands for."""
    value = spot.here.parameters[name]
    if isinstance(value, TapValue):
        return value.path
    if value is not None:
        shown = value.text if isinstance(value, WordValue) else value
        shown = "x".join(map(str, shown)) if isinstance(shown, tuple) else shown
        expansion.say(list_problems.no_label(span, name, f"`{shown}`"), spot)
    return None


def _say_no_tap(expansion: Expansion, parameter: str, spot: Spot) -> None:
    """Say that a parameter has to be a tap, where the block is used."""
    *uses, use = spot.uses
    written = spot.blocks[-1].written
    message = f"`{parameter}` has to be a label, as `@enc1`: the block goes on from it"
    shown = signature(written, expansion.findings)
    found = block_problems.wrong_argument(use, message, shown, written.span)
    expansion.findings.add(found, uses)


def _recursion(written: tree.WrittenLayer, block: Block, ring: list[str], text: Text) -> Diagnostic:
    """A block in itself; where a layer is called as it is, that layer may have been meant."""
    if ring == [written.name] and written.name in KINDS:
        home = text.at(written.span.start)
        return block_problems.layer_hidden_from_itself(written.name_span, block.written, home)
    return block_problems.block_recursion(written.name_span, ring)


def use(
    expansion: Expansion, written: tree.WrittenLayer, block: Block, spot: Spot, unfold: Unfold
) -> Made:
    """A block's body, with what is given for its parameters."""
    names = [each.written.name for each in spot.blocks]
    if block.written.name in names:
        around = spot.blocks[names.index(block.written.name) :]
        ring = [each.written.name.name for each in around]
        expansion.say(_recursion(written, block, ring, expansion.findings.text), spot)
        return Made((expansion.hole(written.span),), 0)
    uses = (*spot.uses, written.span)
    here = Here({}, depth_of(spot.incoming), in_block=True, uses=uses)
    bound = bind_use(written, block, spot, here, expansion.findings)
    taps = _taps(expansion, bound, spot)
    seen = spot.incoming.flow.scope.block(taps) if spot.incoming and taps else Scope()
    given = (id(block.written), _given(bound), _taken(seen))
    made = expansion.bodies.find(given, spot) or expansion.shared_body(given, spot)
    if made is None and len(expansion.bodies) >= limits().bodies:
        if not expansion.cut_short:
            expansion.say(block_problems.too_many_bodies(written.span), spot)
        spot.room.full = expansion.cut_short = True
        return Made((expansion.hole(written.span),), 0)
    if made is None:
        inside = _inside(block, here, bound.taps, seen, spot)
        made = _body(expansion, block, inside, written.span, unfold)
        expansion.bodies.keep(given, spot, made, inside.is_asked_for)
        if block.written.shared:
            expansion.share(given, spot, made)
    body, size, _ = made
    name = block.written.name.name
    shared = block.written.shared
    used = Use(name, bound.given, taps, body, block.written.whole, written.span, shared=shared)
    return Made((used,) if body else (), max(size, 1))


def _taps(expansion: Expansion, bound: Bound, spot: Spot) -> dict[str, str]:
    """The caller's labels, by the parameters that they are given for."""
    found = {}
    for parameter, given in bound.taps.items():
        label = tap(expansion, given.path, given.span, spot)
        if label is None:
            expansion.broken = True
            bound.values[parameter] = None
        else:
            found[parameter] = label
    return found


def _given(bound: Bound) -> object:
    """What a body depends on: all values, and of a tap that it is one."""
    return tuple(
        (name, "tap" if isinstance(value, TapValue) else value)
        for name, value in bound.values.items()
    )


def _taken(seen: Scope[Value]) -> object:
    """What taps bring into a body, wherever it comes from."""
    return tuple((name, value.unnamed) for name, value in seen.own.items())


def _inside(block: Block, here: Here, taps: Iterable[str], seen: Scope[Value], use: Spot) -> Spot:
    """A spot in a block's body, where the labels that it is given are its own."""
    context = use.context and use.context._replace(uses=here.uses)
    blocks = (*use.blocks, block)
    labels = _labels(block, taps)
    inside = Spot(
        block.home,
        here,
        labels,
        use.room,
        use.incoming,
        context,
        use.depth,
        blocks,
        use.around,
    )
    return inside.taking(lambda flow: flow._replace(scope=seen, in_part=True))


def _labels(block: Block, taps: Iterable[str]) -> Scope[Span]:
    labels: Scope[Span] = Scope()
    labels.own |= dict.fromkeys(taps, block.written.span)
    return labels


def _body(expansion: Expansion, block: Block, spot: Spot, use: Span, unfold: Unfold) -> Made:
    made = unfold(block.written.parts, spot, use)
    expansion.labels.close(spot.labels, f"the block `{block.written.name.name}`")
    return made


def _tapped(block: Block, text: Text) -> set[str]:
    """The parameters of a block that its body taps, so that they bring labels in."""
    tapped = set(re.findall(r"@(\w+)", text.words(block.written.whole)))
    return tapped.intersection(each.name for each in block.written.parameters)


def look_at_unused(expansion: Expansion, source: Source, unfold: Unfold) -> None:
    """Blocks that nothing uses: their own mistakes are said all the same."""
    if expansion.findings.broken_syntax() or expansion.cut_short:
        return
    unused = [each for each in source.blocks.values() if id(each.written) not in expansion.used]
    room = Room()
    for block in unused:
        parameters = dict.fromkeys(each.name for each in block.written.parameters)
        here = Here(parameters, unknown_size, in_block=True)
        labels = _labels(block, _tapped(block, expansion.findings.text))
        spot = Spot(block.home, here, labels, room, blocks=(block,))
        _body(expansion, block, spot, block.written.span, unfold)
    if expansion.findings.has("name-unknown-layer"):
        return  # by a name that has a slip, perhaps
    for block in unused:
        if id(block.written) not in expansion.used and block.home is source:
            name, whole = block.written.name, block.written.whole
            text = expansion.findings.text
            expansion.findings.add(block_problems.block_unused(name.span, name.name, text, whole))
