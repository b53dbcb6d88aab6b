"""Parts that are met again with the same coming in: their layers are those of before, under other names.

So ten thousand copies cost no more than their rows. What has a mistake in it, or a depth to fill in, is
followed each time, since what is said of it counts its copies.
"""

from collections.abc import Callable

from cnndsl.checking.flow import Flow, Value
from cnndsl.checking.trail import Context, Follow, Learned, Memo
from cnndsl.network import Item, Placed, Scope, Sequence
from cnndsl.paths import Path, letters_of

LONGEST = 4096
"""Layers of a part that is kept: in deeply nested ones each would be kept at every depth."""


def follow_part(memo: Memo, follow: Follow, body: Sequence, flow: Flow, context: Context) -> Flow:
    """What a part makes of what comes in. It is learned when it is met the second time."""
    values = tuple((label, value.unnamed) for label, value in flow.scope.own.items())
    key = (id(body), flow.unnamed, values)
    part, trail = memo.get(key), context.trail
    if part is None or (trail.broken and not trail.quiet):
        before = len(context.layers)
        end = follow(body, flow, context)
        short = len(context.layers) - before <= LONGEST
        memo.setdefault(key, Learned(body) if short or trail.quiet else None)
        return end
    if part.end is None:
        part, end = _learned(follow, body, flow, context)
        assumed = any(placed.depth_assumed for _, placed in part.layers)
        memo[key] = part if trail.quiet or not assumed else None
        return _placed(part, end, flow, context)
    if part.layers:
        letters = part.letters + (letters_of(context.where.before) + 1) * len(part.layers)
        context.count_letters(letters, part.layers[0][1].origin.span)
    return _placed(part, part.end, flow, context)


def _learned(follow: Follow, body: Sequence, flow: Flow, context: Context) -> tuple[Learned, Flow]:
    """A part followed with its sources unnamed, and its end."""
    learning = context.learning + 1
    mark: Path = (f"\0{learning}",)  # of its own, since parts are learned inside of one another
    scope: Scope[Value] = Scope(flow.scope.outer)
    for label, value in flow.scope.own.items():
        scope.own[label] = value._replace(source=(*mark, label))
    layers: list[Placed] = []
    inside = context._replace(layers=layers, learning=learning)
    end = follow(body, flow._replace(source=mark, scope=scope), inside)
    start = len(context.where.before)
    named = tuple((each.path[start:], each) for each in layers)
    return Learned(body, mark, named, sum(letters_of(inside) for inside, _ in named), end), end


def _placed(part: Learned, end: Flow, flow: Flow, context: Context) -> Flow:
    """Put a part's layers where it stands, their sources named."""
    names = {part.mark: flow.source}
    names |= {(*part.mark, label): value.source for label, value in flow.scope.own.items()}
    for inside, each in part.layers:
        path = names[each.path] = context.where.before + inside
        sources = tuple([names.get(source, source) for source in each.sources])
        context.layers.append(
            Placed(
                path,
                each.layer,
                each.origin,
                each.assumed,
                each.input,
                each.output,
                sources,
                each.depth_assumed,
                each.aux,
            )
        )
    return end._replace(source=names.get(end.source, end.source), scope=flow.scope)


def follow_quietly(
    follow: Callable[[Item, Flow, Context], Flow], item: Item, flow: Flow, context: Context
) -> Flow:
    """What a part comes to that is followed for its shapes alone, and will be followed again.

    Without it those inside of it would be tried again at every depth.
    """
    tries = context.trail.tries
    values = tuple((tap, _unnamed(flow.scope.find(tap))) for tap in tries.taps.of(item))
    key = (id(item), flow.unnamed, values)
    if key not in tries.ends:
        scope: Scope[Value] = Scope(flow.scope)
        tries.ends[key] = item, follow(item, flow._replace(scope=scope), context), scope
    _, end, inside = tries.ends[key]
    flow.scope.own.update(inside.own)  # what a labelled group gives on
    return end._replace(scope=flow.scope)


def _unnamed(value: Value | None) -> object:
    return value and value.unnamed
