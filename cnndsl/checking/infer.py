"""Shapes: each layer's rule, asked in the order in which data meets the layers."""

from typing import NamedTuple

from cnndsl.checking import merging
from cnndsl.checking.again import Met, Tried
from cnndsl.checking.asking import Answer, ask
from cnndsl.checking.depths import AS_IT_COMES, DOUBLED, FIRST, depth_assumed
from cnndsl.checking.flow import Afters, Flow, Value
from cnndsl.checking.order import ends_in_head
from cnndsl.checking.places import Places
from cnndsl.checking.telling import said
from cnndsl.diagnostics import Findings, Silence
from cnndsl.layers.arguments import LARGEST
from cnndsl.layers.arguments import Tap as TapValue
from cnndsl.layers.conv import Conv
from cnndsl.layers.layer import Layer
from cnndsl.limits import limits
from cnndsl.network import (
    Branches,
    Fork,
    Item,
    Nest,
    Origin,
    Output,
    Placed,
    Repeat,
    Scope,
    Sequence,
    Step,
    Tap,
    Use,
    copies_of,
    inner_prefix,
    value_label,
)
from cnndsl.sizes import UNKNOWN, Shape, all_known, known, product, show_shape
from cnndsl.syntax.too_much import too_large_a_value, too_many_names
from cnndsl.text import Span


class Shapes(NamedTuple):
    """What inference gives: the layers up to the first mistake, the outputs, and whether there was one."""

    layers: tuple[Placed, ...]
    outputs: tuple[Output, ...]
    partial: bool


def start(shape: Shape | None) -> Flow:
    return Flow(shape, "", Scope(), stride=(1,) * (len(shape or ()) - 1))


def infer(body: Sequence, shape: Shape | None, findings: Findings, places: Places) -> Shapes:
    """Follow a network; `places` are those of its text."""
    walk = Walk(shape, findings, places)
    flow = walk.sequence(body, start(shape), "", "")
    walk.note_assumed_depths()
    outputs = walk.outputs
    heads = any(not output.aux for output in outputs)
    if flow.shape is not None and all_known(flow.shape) and not (heads and ends_in_head(body)):
        outputs.append(Output("out", flow.shape, flow.source))
    outputs.sort(key=lambda output: output.aux)
    return Shapes(tuple(walk.layers), () if walk.broken else tuple(outputs), walk.broken)


def _which(path: str) -> str:
    """Which copy of a repeated part is meant."""
    return f"this is layer `{path}`" if "." in path else ""


class Walk:
    """Follows a network's items. One mistake gives one report, and hides what only follows from it."""

    def __init__(
        self, shape: Shape | None, findings: Findings, places: Places | None = None
    ) -> None:
        self.places = places
        """Where the layers are written; None where only the shapes are wanted."""
        self.quiet = places is None
        """Whether a part is followed once for each input, and nothing is said."""
        self.afters: Afters = lambda place: {}
        """What stands behind layers though it is not filled in yet."""
        self.learned = 0
        """How many parts have been learned."""
        self.met = Met()
        """Blocks' bodies, by what comes in."""
        self.rank = len(shape) - 1 if shape and len(shape) > 1 else 2
        """The axes that maps have: what is taken for them behind a mistake."""
        self.findings = findings
        self.layers: list[Placed] = []
        self.outputs: list[Output] = []
        self.letters = 0
        """Of the layers' names."""
        self.tried = Tried(findings)
        self.broken = shape is None
        self.sound: dict[tuple[int, Shape], tuple[Layer, Shape]] = {}
        """What a layer object, shared by many places, has already made of an input."""
        self.assumed: dict[tuple[Span, str], list[tuple[int, str]]] = {}

    def sequence(self, body: Sequence, flow: Flow, prefix: str, suffix: str) -> Flow:
        for item in body:
            if isinstance(item, Step):
                flow = self.step(item, flow, f"{prefix}{item.name}{suffix}")
            elif self.quiet and isinstance(item, Branches | Repeat | Nest):
                flow = self.tried.follow(self, item, flow)
            else:
                flow = self.part(item, flow, prefix, suffix)
            if label := value_label(item):
                flow.scope.own[label] = Value(flow.shape, flow.source, flow.past)
        return flow

    def quietly(self, shape: Shape | None) -> "Walk":
        """One that follows for the shapes alone what will be followed again."""
        walk = Walk(shape, Silence(self.findings.text))
        walk.tried, walk.afters = self.tried, self.afters
        return walk

    def part(self, item: Item, flow: Flow, prefix: str, suffix: str) -> Flow:
        if isinstance(item, Branches):
            return merging.branches(self, item, flow, prefix, suffix)
        if isinstance(item, Tap):
            value = flow.scope.find(item.of)
            if value is None:
                return flow
            return flow._replace(shape=value.shape, source=value.source, past=value.past)
        if isinstance(item, Fork):
            return self._fork(item, flow, prefix, suffix)
        return self._closed(item, flow, prefix, suffix)

    def _closed(self, item: Item, flow: Flow, prefix: str, suffix: str) -> Flow:
        """A part with surroundings of its own: a group, copies, a block."""
        outer, in_part = flow.scope, flow.in_part
        met = self.met
        if isinstance(item, Use):
            self.findings.uses.append(item.span)
            flow = flow._replace(in_part=True)
        elif isinstance(item, Repeat):
            met = Met()  # of these copies alone, since they see the labels around them
        for number, copy in enumerate(copies_of(item)):
            own = outer.block(item.taps) if isinstance(item, Use) else Scope(outer)
            inside = inner_prefix(item, prefix, suffix, number)
            if isinstance(item, Nest) or inside[1]:
                flow = self.sequence(copy, flow._replace(scope=own), *inside)
            else:
                flow = met.follow(self, copy, flow._replace(scope=own), inside[0])
            if isinstance(item, Nest):
                outer.take(item.label, own)
        if isinstance(item, Use):
            self.findings.uses.pop()
        if isinstance(item, Repeat) and not item.count_is_known:
            self.broken = True
            flow = self._however_often(item.copies[-1], flow) if item.copies else flow
        return flow._replace(scope=outer, in_part=in_part)

    def _however_often(self, copy: Sequence, flow: Flow) -> Flow:
        """What is known behind one copy and more: the sizes that a further copy leaves as they are."""
        further = self.quietly(flow.shape).sequence(
            copy, flow._replace(scope=Scope(flow.scope)), "", ""
        )
        pairs = zip(flow.shape or (), further.shape or (), strict=False)
        kept = tuple(a if known(a) and known(b) and a == b else UNKNOWN for a, b in pairs)
        return flow._replace(shape=kept if flow.shape else None)

    def _fork(self, fork: Fork, flow: Flow, prefix: str, suffix: str) -> Flow:
        inside = flow._replace(scope=Scope(flow.scope), aux=fork.aux)
        ended = self.sequence((fork.part,), inside, prefix, suffix)
        if ended.shape is not None and all_known(ended.shape):
            self.outputs.append(Output(fork.output, ended.shape, ended.source, fork.aux, True))
        return flow

    def step(self, step: Step, flow: Flow, path: str) -> Flow:
        if step.layer is None:
            self.broken = True
            hidden = None if flow.shape is None else (UNKNOWN,) * len(flow.shape)
            return flow._replace(shape=hidden)
        if flow.shape is None:
            return flow
        layer, depth_is_assumed = self._complete(step, step.layer, flow)
        answer = self.answer(layer, step, flow, path)
        self.broken |= not answer.fits or bool(step.origin.faulty)
        if not (all_known(flow.shape) and all_known(answer.output)):
            self.broken = True
        elif not self.broken and not self.quiet:
            self.layers.append(
                Placed(
                    path,
                    answer.layer,
                    step.origin,
                    step.assumed,
                    flow.shape,
                    answer.output,
                    (flow.source,),
                    depth_is_assumed,
                    flow.aux,
                )
            )
            self.named(step.origin.span, len(path))
        past = flow.past
        if isinstance(layer, Conv):
            past = past._replace(conv=True, pool=False)
        elif layer.role == "pool":
            past = past._replace(pool=True)
        ended = flow._replace(
            shape=answer.output,
            source=path,
            past=past,
            stride=merging.strided(flow.stride, answer, flow.shape) if answer.slides else (),
        )
        return self._after(step, layer, ended)

    def _after(self, step: Step, layer: Layer, flow: Flow) -> Flow:
        """What `after` adds to a layer, as if it were a hidden one: whoever asks for `in` stands behind it."""
        afters = self.afters
        if added := afters(step.origin.span).get(layer.word):
            self.afters = lambda place: {}
            flow = self.sequence(added, flow, "", "")
            self.afters = afters
        return flow

    def named(self, span: Span, letters: int) -> None:
        """Count the letters of layers' names."""
        self.letters += letters
        if self.letters > limits().names:
            self.findings.stop(too_many_names(span))

    def _complete(self, step: Step, layer: Layer, flow: Flow) -> tuple[Layer, bool]:
        """Fill in what a slide leaves out, and sizes that are taken from a label."""
        assert flow.shape is not None
        layer = self._resolve_labels(layer, flow)
        if not isinstance(layer, Conv) or layer.depth is not None or "depth" in step.origin.faulty:
            return layer, False
        past = flow.past
        doubled = past.conv and past.pool and not past.join and not flow.in_part
        full = layer.complete(flow.shape, first=not past.conv, pooled=doubled)
        if not self.broken:
            why = AS_IT_COMES if past.conv else FIRST
            why = DOUBLED if doubled else why
            self.assumed.setdefault((step.origin.span, step.origin.code), []).append(
                (vars(full)["depth"], why)
            )
        return full, True

    def note_assumed_depths(self) -> None:
        """One note for each place, with the depths of all its copies."""
        for (span, code), taken in self.assumed.items():
            self.findings.add(depth_assumed(span, code, taken))

    def _resolve_labels(self, layer: Layer, flow: Flow) -> Layer:
        for name, value in vars(layer).items():
            if isinstance(value, TapValue):
                found = flow.scope.find(value.path)
                shape = found.shape if found else None
                return layer.with_arguments(**{name: UNKNOWN if shape is None else shape})
        return layer

    def answer(self, layer: Layer, step: Step, flow: Flow, path: str) -> Answer:
        """What a layer makes of what comes in; what is to be said of that is said."""
        x = flow.shape
        assert x is not None
        if (id(layer), x) in self.sound:
            return Answer(layer, self.sound[id(layer), x][1])
        answer = ask(layer, x, self.rank)
        if not answer.refusals and not self.can_hold(step.origin, answer.output):
            return Answer(layer, (UNKNOWN,) * len(answer.output), slides=False)
        found = []
        if self.places:
            found = said(layer, answer, x, step.origin, self.places, not flow.source)
        for each in found:
            self.findings.add(each._replace(note=_which(path)))
        if not (found or self.broken or answer.refusals or step.origin.faulty):
            self.sound[id(layer), x] = layer, answer.output  # which keeps the layer alive
        return answer

    def can_hold(self, origin: Origin, output: Shape) -> bool:
        """Whether there can be a value of a shape, which is said where there cannot."""
        if not all_known(output) or product(output) <= LARGEST:
            return True
        self.findings.add(too_large_a_value(origin.span, origin.code, show_shape(output)))
        return False
