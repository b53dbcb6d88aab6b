"""Shapes: each layer's rule, asked in the order in which data meets the layers."""

from typing import NamedTuple

from cnndsl.checking import shape_problems, unread
from cnndsl.diagnostics import Diagnostic, Findings, closest, diagnostic
from cnndsl.layers.arguments import Tap
from cnndsl.layers.conv import Conv
from cnndsl.layers.layer import Layer, Refusal
from cnndsl.network import Placed, Repeat, Sequence, Step, inner_prefix
from cnndsl.sizes import UNKNOWN, Shape
from cnndsl.text import Span


@diagnostic("assumed-depth", "note")
def depth_assumed(span: Span, code: str, taken: list[tuple[int, str]]) -> Diagnostic:
    """A convolution has no depth, as on many a slide: it is filled in.

    The first has 64; another keeps the depth of what comes in, doubled once if a pool lies between it and
    the convolution before. Under `--strict` this is an error.

    Bad:  input 3x32x32 C R FC10
    Good: input 3x32x32 C3D64 R FC10
    """
    depths = [str(depth) for depth, _ in taken]
    if len(set(depths)) > 1:
        shown = ", ".join(depths[:6]) + (", ..." if len(depths) > 6 else "")
        return Diagnostic(
            span,
            f"`{code}` has no depth: its copies take {shown}",
            help="say it with `i`, as `D<64*(i+1)>`",
        )
    depth, why = taken[0]
    say = f"`D{depth}`" if code[:1].isupper() else f"`depth={depth}`"
    return Diagnostic(
        span, f"`{code}` has no depth: {depth} is taken, {why}", help=f"say it: {say}"
    )


@diagnostic("name-unknown-label")
def unknown_label(span: Span, path: str, known: list[str]) -> Diagnostic:
    """A label is used as a value that has not been given before that place.

    Bad:  input 3x8x8 C3D8 R M upsample(like=@strat) FC10
    Good: input 3x8x8 start: C3D8 R M upsample(like=@start) FC10
    """
    near = closest(path, known)
    return Diagnostic(
        span,
        f"no label `{path}` stands before this",
        help=f"did you mean `@{near}`?" if near else "",
    )


class Shapes(NamedTuple):
    """What inference gives: the layers up to the first mistake, and whether there was one."""

    layers: tuple[Placed, ...]
    partial: bool


def infer(body: Sequence, start: Shape | None, findings: Findings) -> Shapes:
    walk = _Walk(start, findings)
    walk.sequence(body, "", "")
    walk.note_assumed_depths()
    return Shapes(tuple(walk.layers), walk.broken)


def _which(path: str) -> str:
    """Which copy of a repeated part is meant."""
    return f"this is layer `{path}`" if "." in path else ""


class _Walk:
    def __init__(self, start: Shape | None, findings: Findings) -> None:
        self.shape = start
        self.rank = len(start) - 1 if start and len(start) > 1 else 2
        """The axes that maps have: what is taken for them behind a mistake."""
        self.findings = findings
        self.layers: list[Placed] = []
        self.broken = start is None
        self.labels: dict[str, Shape] = {}
        self.sound: dict[tuple[int, Shape], Shape] = {}
        """What a layer object, shared by many places, has already made of an input."""
        self.assumed: dict[tuple[Span, str], list[tuple[int, str]]] = {}
        self.conv_seen = self.pooled = False

    def sequence(self, body: Sequence, prefix: str, suffix: str) -> None:
        for item in body:
            if isinstance(item, Step):
                self.step(item, f"{prefix}{item.name}{suffix}")
            else:
                outside = dict(self.labels)
                bodies = item.copies if isinstance(item, Repeat) else (item.body,)
                for number, copy in enumerate(bodies):
                    self.sequence(copy, *inner_prefix(item, prefix, number))
                self.labels = outside
            if item.label and self.shape is not None:
                self.labels[item.label] = self.shape

    def step(self, step: Step, path: str) -> None:
        if step.layer is None:
            self.broken = True
            self.shape = None if self.shape is None else (UNKNOWN,) * len(self.shape)
            return
        if self.shape is None:
            return
        layer, depth_is_assumed = self._complete(step, step.layer)
        output = self._output(layer, step, path)
        faulty = bool(step.origin.faulty)
        self.broken |= faulty or output is None
        placed = Placed(
            path,
            layer,
            step.origin,
            step.assumed,
            self.shape,
            output if output is not None and not faulty else self._hidden(layer, step, self.shape),
            depth_is_assumed,
        )
        if output is not None and (id(layer), self.shape) not in self.sound:
            finding = unread.find(placed)
            if finding:
                self.findings.add(finding._replace(note=_which(path)))
            elif not self.broken:
                self.sound[id(layer), self.shape] = output
        if not self.broken:
            self.layers.append(placed)
        self.shape = placed.output
        self.conv_seen |= isinstance(layer, Conv)
        self.pooled = layer.role == "pool" or (self.pooled and not isinstance(layer, Conv))

    def _complete(self, step: Step, layer: Layer) -> tuple[Layer, bool]:
        """Fill in what a slide leaves out, and sizes that are taken from a label."""
        assert self.shape is not None
        layer = self._resolve_labels(step, layer)
        if not isinstance(layer, Conv) or layer.depth is not None or "depth" in step.origin.faulty:
            return layer, False
        doubled = self.pooled and self.conv_seen
        full = layer.complete(self.shape, first=not self.conv_seen, pooled=doubled)
        if not self.broken:
            why = "as the first convolution's" if not self.conv_seen else "as it comes in"
            why = "doubled after a pool" if doubled else why
            self.assumed.setdefault((step.origin.span, step.origin.code), []).append(
                (vars(full)["depth"], why)
            )
        return full, True

    def note_assumed_depths(self) -> None:
        """One note for each place, with the depths of all its copies."""
        for (span, code), taken in self.assumed.items():
            self.findings.add(depth_assumed(span, code, taken))

    def _resolve_labels(self, step: Step, layer: Layer) -> Layer:
        for name, value in vars(layer).items():
            if isinstance(value, Tap):
                if value.path not in self.labels:
                    span = step.origin.arguments.get(name, step.origin.span)
                    self.findings.add(unknown_label(span, value.path, list(self.labels)))
                    self.broken = True
                return layer.with_arguments(**{name: self.labels.get(value.path, self.shape)})
        return layer

    def _output(self, layer: Layer, step: Step, path: str) -> Shape | None:
        """The shape that goes out; None where the layer refuses what comes in."""
        assert self.shape is not None
        if (id(layer), self.shape) in self.sound:
            return self.sound[id(layer), self.shape]
        try:
            return layer.infer(self.shape)
        except Refusal as refusal:
            if refusal.arg not in step.origin.faulty:
                found = shape_problems.describe(refusal, layer, step.origin)
                self.findings.add(found._replace(note=_which(path)))
            return None

    def _hidden(self, layer: Layer, step: Step, x: Shape) -> Shape:
        """What is still known of the shape behind a mistake."""
        if layer.role == "norm":
            return x
        depth = vars(layer).get("depth")
        depth = UNKNOWN if depth is None or "depth" in step.origin.faulty else depth
        try:
            out = layer.infer((x[0], *(UNKNOWN for _ in x[1:])))
        except Refusal as refusal:
            rank = self.rank if refusal.rule == "flat" else len(x) - 1
            return (depth, *(UNKNOWN for _ in range(rank)))
        known = out[:1] if not {"depth", "features"} & step.origin.faulty else (UNKNOWN,)
        return (*known, *(UNKNOWN for _ in out[1:]))
