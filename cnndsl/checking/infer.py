"""Shapes: each layer's rule, asked in the order in which data meets the layers."""

from typing import Any

from cnndsl.checking import memo, merging
from cnndsl.checking.assumed_depths import AS_IT_COMES, DOUBLED, FIRST
from cnndsl.checking.flow import Flow, Past, Value
from cnndsl.checking.order import ends_in_head
from cnndsl.checking.text_places import TextPlaces
from cnndsl.checking.trail import Answers, Context, Memo, Passed, Trail, no_afters
from cnndsl.diagnostics import Findings
from cnndsl.layers.arguments import TapValue
from cnndsl.layers.conv import Conv
from cnndsl.layers.layer import Layer
from cnndsl.layers.pool import MaxPool
from cnndsl.layers.unpool import Found
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import (
    Branches,
    Choice,
    Counted,
    Fork,
    Inputs,
    Item,
    Later,
    Nest,
    Output,
    Placed,
    Repeat,
    Scope,
    Sequence,
    Step,
    Tap,
    Use,
    labels_taken,
    value_label,
)
from cnndsl.paths import Path
from cnndsl.sizes import UNKNOWN, Shape, all_known, exactly, is_flat, known
from cnndsl.walker import calls_around, copies_of


class Ambiguous(Exception):
    """What comes out of a part hangs on what is chosen in it."""


def likely_shape(inputs: Inputs) -> Shape | None:
    """What is taken for the shape of maps behind a mistake; None where an input itself has one."""
    shapes = [each.shape for each in inputs]
    maps = (shape for shape in shapes if shape and not is_flat(shape))
    return next(maps, shapes[0]) if all(shapes) else None


class Shapes(NamedTuple):
    """What inference gives: the layers up to the first mistake, the outputs, and whether there was one."""

    layers: tuple[Placed, ...]
    outputs: tuple[Output, ...]
    partial: bool


def start(inputs: Inputs) -> Flow:
    """What comes in, with the inputs that have names as values that taps see."""
    scope: Scope[Value] = Scope()
    shapes = _sizes(inputs)
    for each, own in zip(inputs, shapes, strict=True):
        if each.name:
            scope.own[each.name] = Value(own, each.path, Past())
    shape = shapes[0]
    return Flow(shape, (), scope, stride=(1,) * (len(shape or ()) - 1))


def _sizes(inputs: Inputs) -> list[Shape | None]:
    """The inputs' shapes, with unknown sizes where a mistake hides one; nothing where it may hide more."""
    shapes: list[Shape | None] = [each.shape or (UNKNOWN,) * each.axes for each in inputs]
    return shapes if all(shapes) and any(each.shape for each in inputs) else [None] * len(inputs)


def infer(
    body: Sequence,
    inputs: Inputs,
    findings: Findings,
    places: TextPlaces,
    shares: bool = False,
    answers: Answers | None = None,
    passed: list[Passed] | None = None,
) -> Shapes:
    """Follow a network; `places` are those of its text, and `shares` says that it has shared parts.

    What is asked for is kept in `passed`: every item that is met, each time.
    """
    shape = likely_shape(inputs)
    trail = Trail(shape, findings, places, shares=shares, answers=answers, passed=passed)
    layers: list[Placed] = []
    flow = follow(body, start(inputs), Context(trail, layers))
    trail.note_assumed_depths()
    outputs = trail.outputs
    if flow.shape is not None and all_known(flow.shape) and not ends_in_head(body):
        outputs.append(Output("out", flow.shape, flow.source))
    outputs.sort(key=lambda output: output.aux)
    return Shapes(tuple(layers), () if trail.broken else tuple(outputs), trail.broken)


def follow(body: Sequence, flow: Flow, context: Context) -> Flow:
    """What comes out of a sequence, whose layers are placed and whose mistakes are said on the way."""
    quiet, passed = context.trail.quiet, context.trail.passed
    for item in body:
        before = flow
        if isinstance(item, Step):
            flow = _step(item, flow, context)
        elif quiet and isinstance(item, (Branches, Repeat, Nest)):
            flow = memo.follow_quietly(_part, item, flow, context)
        else:
            flow = _part(item, flow, context)
        if passed is not None:
            passed.append(Passed(item, context.where, before.shape, flow.shape))
        if flow.found is not None and not isinstance(item, (Step, Nest, Use)):
            flow = flow._replace(found=None)
        if label := value_label(item):
            flow.scope.own[label] = flow.value
    return flow


def _part(item: Item, flow: Flow, context: Context) -> Flow:
    if isinstance(item, Branches):
        return merging.branches(follow, item, flow, context)
    if isinstance(item, Tap):
        value = flow.scope.find(item.of)
        if value is None:
            return flow
        return flow._replace(shape=value.shape, source=value.source, past=value.past)
    if isinstance(item, Fork):
        return _fork(item, flow, context)
    if isinstance(item, Choice | Counted | Later):
        raise Ambiguous
    return _closed(item, flow, context)


def _closed(item: Item, flow: Flow, context: Context) -> Flow:
    """A part with surroundings of its own: a group, copies, a block."""
    outer, in_part = flow.scope, flow.in_part
    block = isinstance(item, Use)
    copied = isinstance(item, Repeat)
    known_parts: Memo = {} if copied else context.trail.memo  # copies see the labels around them
    straight = _is_followed_each_time(item, context.trail)
    for number, copy in enumerate(copies_of(item)):
        own = outer.block(item.taps) if isinstance(item, Use) else Scope(outer)
        incoming = flow._replace(scope=own, in_part=in_part or block)
        inside = context.inside(item, number)
        flow = (
            follow(copy, incoming, inside)
            if straight
            else memo.follow_part(known_parts, follow, copy, incoming, inside)
        )
        if isinstance(item, Nest) and item.gives_on:
            outer.take(item.label, own)
    if isinstance(item, Repeat) and not item.count_is_known:
        context.trail.broken = True
        flow = _however_often(item.copies[-1], flow, context) if item.copies else flow
    return flow._replace(scope=outer, in_part=in_part)


def _is_followed_each_time(item: Item, trail: Trail) -> bool:
    """Whether what is inside a part is not kept: all is asked for, it is one layer, or it taps."""
    if trail.passed is not None:
        return True
    if isinstance(item, Nest) and (not item.numbered or trail.tries.taps.of(item)):
        return True
    single = isinstance(item, Repeat) and item.single
    return single or (trail.shares and calls_around(item))


def _however_often(copy: Sequence, flow: Flow, context: Context) -> Flow:
    """What is known behind one copy and more: the sizes that a further copy leaves as they are."""
    incoming = flow._replace(scope=Scope(flow.scope))
    further = follow(copy, incoming, context.quietly(flow.shape))
    pairs = zip(flow.shape or (), further.shape or (), strict=False)
    kept = tuple(a if known(a) and known(b) and a == b else UNKNOWN for a, b in pairs)
    return flow._replace(shape=kept if flow.shape else None)


def _fork(fork: Fork, flow: Flow, context: Context) -> Flow:
    inside = flow._replace(scope=Scope(flow.scope), aux=fork.aux)
    ended = follow((fork.part,), inside, context)
    if ended.shape is not None and all_known(ended.shape):
        output = Output(fork.output, ended.shape, ended.source, fork.aux, True)
        context.trail.outputs.append(output)
    return flow


def _step(step: Step, flow: Flow, context: Context) -> Flow:
    trail = context.trail
    if step.layer is None:
        trail.broken = True
        hidden = None if flow.shape is None else (UNKNOWN,) * len(flow.shape)
        return flow._replace(shape=hidden, found=UNKNOWN)
    if flow.shape is None:
        return flow
    layer, depth_is_assumed = _complete(step, step.layer, flow, trail)
    answer = trail.answer(layer, step, flow, context)
    fits = answer.fits and not step.origin.faulty
    path = context.path(step.name)
    if not (fits and all_known(flow.shape) and all_known(answer.output)):
        trail.broken = True
    elif not trail.quiet:
        placed = Placed(
            path,
            answer.layer,
            step.origin,
            step.assumed,
            flow.shape,
            answer.output,
            (flow.source, *(_pool_before(step, flow) if layer.takes_places else ())),
            depth_is_assumed,
            flow.aux,
        )
        context.place(placed)
    ended = Flow(
        answer.output,
        path,
        flow.scope,
        _past(flow.past, layer),
        flow.in_part,
        merging.strided(flow.stride, answer) if answer.slides else (),
        flow.aux,
        Found(answer.layer, flow.shape) if isinstance(answer.layer, MaxPool) else None,
    )
    added = context.afters(step.origin.span).get(layer.word)
    return _after(added, ended, context) if added else ended


def _past(past: Past, layer: Layer) -> Past:
    """What a value has been through behind a layer."""
    if isinstance(layer, Conv):
        return Past(True, False, past.join)
    return past._replace(pool=True) if layer.role == "pool" else past


def _after(added: Sequence, flow: Flow, context: Context) -> Flow:
    """What `after` adds to a layer, as if it were a hidden one: whoever asks for `in` stands behind it."""
    return follow(added, flow, context._replace(afters=no_afters))


def _complete(step: Step, layer: Layer, flow: Flow, trail: Trail) -> tuple[Layer, bool]:
    """Fill in what a slide leaves out, and sizes that are taken from a label."""
    assert flow.shape is not None
    if layer.label_arguments:
        layer = _resolve_labels(layer, flow)
    if not isinstance(layer, Conv) or layer.depth is not None or "depth" in step.origin.faulty:
        return layer, False
    past = flow.past
    doubled = past.conv and past.pool and not past.join and not flow.in_part
    full = layer.complete(flow.shape, first=not past.conv, pooled=doubled)
    if not trail.broken:
        why = AS_IT_COMES if past.conv else FIRST
        why = DOUBLED if doubled else why
        taken = trail.assumed.setdefault((step.origin.span, step.origin.code), [])
        taken.append((vars(full)["depth"], why))
    return full, True


def _resolve_labels(layer: Layer, flow: Flow) -> Layer:
    for name in layer.label_arguments:
        value = vars(layer)[name]
        if isinstance(value, TapValue):
            tapped = flow.scope.find(value.path)
            shape = tapped.shape if tapped else None
            taken: dict[str, Any] = {name: UNKNOWN if shape is None else shape}
            if tapped and layer.takes_places:
                taken |= {"found": tapped.found, "in_sight": _fitting_pools(tapped, flow)}
            return layer.with_arguments(**taken)
    return layer


def _fitting_pools(tapped: Value, flow: Flow) -> tuple[str, ...]:
    """The labels of max pools that gave maps of the size that comes in, where the one that is meant did not."""
    x = exactly(flow.shape)
    if tapped.found is not None and exactly(tapped.shape) == x:
        return ()
    seen = ((label, flow.scope.find(label)) for label in flow.scope.visible())
    return tuple(
        label
        for label, value in seen
        if value and isinstance(value.found, Found) and exactly(value.shape) == x
    )


def _pool_before(step: Step, flow: Flow) -> tuple[Path, ...]:
    """The max pool, by path, whose places a layer takes."""
    values = map(flow.scope.find, labels_taken(step))
    return tuple(value.source for value in values if value)
