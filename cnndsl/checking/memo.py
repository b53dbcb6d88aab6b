"""Parts that are met again with the same coming in: their layers are those of before, under other names.

So ten thousand copies cost no more than their rows. What has a mistake in it, or a depth to fill in, is
followed each time, since what is said of it counts its copies.
"""

from collections.abc import Callable

from cnndsl.checking.flow import Flow, Value
from cnndsl.checking.trail import Context, Follow, Learned, Memo, Met
from cnndsl.network import Item, Placed, Scope, Sequence
from cnndsl.paths import Path, letters_of

LONGEST = 4096
"""Layers of a part that is kept: in deeply nested ones each would be kept at every depth."""
MARK: Path = ("\0",)
"""Stands for the layer that what comes in is from; with a label behind it, for that of its value."""


def follow_part(memo: Memo, follow: Follow, body: Sequence, flow: Flow, context: Context) -> Flow:
    """What a part makes of what comes in. It is learned when it is met the second time."""
    values = tuple((label, value.unnamed) for label, value in flow.scope.own.items())
    key = (id(body), flow.unnamed, values)
    trail = context.trail
    part = memo.get(key)
    if isinstance(part, Met):
        part = memo[key] = _learned(part, keeps_assumed=trail.quiet)
    if part is None or (trail.broken and not trail.quiet):
        before, marks = len(context.layers), _marks(body, flow, context)
        end = follow(body, flow, context)
        if key not in memo and marks:
            layers = tuple(context.layers[before : before + LONGEST + 1])
            met = Met(body, marks, context.where.before, layers, end)
            memo[key] = met if trail.quiet or len(layers) <= LONGEST else None
        return end
    if part.layers:
        letters = part.letters + (letters_of(context.where.before) + 1) * len(part.layers)
        context.count_letters(letters, part.layers[0][1].origin.span)
    return _placed(part, flow, context)


def _marks(body: Sequence, flow: Flow, context: Context) -> dict[Path, Path]:
    """What stands for the layers around a part that those inside take values of; nothing where one has two reasons."""
    trail = context.trail
    if trail.quiet:  # where nothing goes by names
        return {flow.source: MARK}
    tapped = map(flow.scope.find, trail.tries.taps.of_all(body))
    sources = [flow.source, *(value.source for value in tapped if value)]
    if len(set(sources)) < len(sources):
        return {}
    own = flow.scope.own.items()
    return {flow.source: MARK} | {value.source: (*MARK, label) for label, value in own}


def _learned(met: Met, keeps_assumed: bool) -> Learned | None:
    """A part with its sources unnamed; None where one of its depths was filled in, which is said of each copy."""
    if not keeps_assumed and any(each.depth_assumed for each in met.layers):
        return None
    marks, start = met.marks, len(met.before)
    layers = []
    for each in met.layers:
        sources = tuple([marks.get(source, source) for source in each.sources])
        layers.append((each.path[start:], each._replace(sources=sources)))
    end = met.end._replace(source=marks.get(met.end.source, met.end.source))
    return Learned(met.body, tuple(layers), sum(letters_of(inside) for inside, _ in layers), end)


def _placed(part: Learned, flow: Flow, context: Context) -> Flow:
    """Put a part's layers where it stands, their sources named."""
    names = {MARK: flow.source}
    names |= {(*MARK, label): value.source for label, value in flow.scope.own.items()}
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
    source = names.get(part.end.source, part.end.source)
    return part.end._replace(source=source, scope=flow.scope)


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
