"""Parts, copies and blocks of the files: from the tree to nested sequences of bound layers.

Where the spec asks for `in`, the shapes are followed on the way; all that is wrong with them is infer.py's.
"""

from typing import TYPE_CHECKING

from cnndsl.checking import name_problems
from cnndsl.checking.copying import Sized, copies, count
from cnndsl.checking.evaluate import ALONE, Here
from cnndsl.checking.files import Source
from cnndsl.checking.flow import Flow, branch_start
from cnndsl.checking.infer import follow
from cnndsl.checking.labels import Labels
from cnndsl.checking.spot import Spot
from cnndsl.checking.taps import starts_elsewhere
from cnndsl.checking.trail import Context, Trail, Tries
from cnndsl.checking.uses import Uses
from cnndsl.diagnostics import Findings, Silence
from cnndsl.later import Later
from cnndsl.layers.arguments import Tap as TapValue
from cnndsl.layers.layer import KINDS
from cnndsl.limits import limits
from cnndsl.network import (
    Branches,
    Fork,
    Item,
    Nest,
    Origin,
    Scope,
    Sequence,
    Step,
    Tap,
)
from cnndsl.sizes import UNKNOWN, Size, exactly, known
from cnndsl.syntax import tree
from cnndsl.syntax.too_much import too_deep
from cnndsl.text import Span

if TYPE_CHECKING:
    from cnndsl.checking import bind_problems, expand_problems
else:
    bind_problems = Later("cnndsl.checking.bind_problems")
    expand_problems = Later("cnndsl.checking.expand_problems")


class Expander:
    """Walks the parts of a network, through the files that its blocks stand in."""

    def __init__(self, source: Source, flow: Flow | None, findings: Findings) -> None:
        self.source = source
        self.findings = findings
        self.labels = Labels(Scope(), findings)
        self.flow = flow
        """What comes in at this spot; None where nothing asks for it."""
        quiet = Trail(flow.shape if flow else None, Silence(findings.text), tries=Tries(findings))
        self.context = Context(quiet, [])
        self.broken = False
        """Whether a mistake hides a layer, so that nothing can be said of what is left out."""
        self.overflown = False
        """Whether a part that is being unfolded has too many layers already."""
        self.cut_short = False
        """Whether a limit has kept something from being looked at."""
        self.uses = Uses(self)
        self._dropped: list[tuple[str, Scope[Span], Span, Span | None]] = []

    def trunk(self) -> Sequence:
        spot = Spot(self.source, Here(self.incoming), self.labels.trunk)
        body, _ = self.parts(self.source.file.trunk, spot)
        if not body and not self.findings.has_errors():
            self.findings.add(expand_problems.empty_network(Span(0, 0)))
        for label, scope, span, tap in self._dropped:
            if not label or (id(scope), label) not in self.labels.tapped:
                text = self.findings.text
                words = text.words(span), tap, text.words(tap) if tap else ""
                self.findings.add(expand_problems.value_unused(span, *words))
        return body

    def afters(self, source: Source) -> dict[str, Sequence]:
        """What `after` says in a file, by kind."""
        flow, self.flow = self.flow, None
        afters: dict[str, Sequence] = {}
        known_kinds = [word for word, kind in KINDS.items() if kind.role == "weights"]
        seen: dict[str, Span] = {}
        for entry in source.file.entries:
            if not isinstance(entry, tree.After):
                continue
            name, span = entry.kind
            if name not in known_kinds:
                self.findings.add(bind_problems.unknown_kind(span, name, "after", known_kinds))
            elif name in seen:
                both = entry.span, f"after {name}", seen[name]
                self.findings.add(name_problems.statement_twice(*both, self.findings.text))
            seen.setdefault(name, entry.span)
            body, _ = self.parts(entry.parts, Spot(source, ALONE, Scope()))
            afters.setdefault(name, tuple(item._replace(label="") for item in body))
        self.flow = flow
        return afters

    @property
    def _context(self) -> Context:
        return self.context._replace(uses=tuple(self.findings.uses))

    def incoming(self) -> Size | None:
        """The depth that comes in, for `in`."""
        shape = self.flow.shape if self.flow else None
        return shape[0] if shape and known(shape[0]) else None

    @property
    def state(self) -> object:
        """What of the flow a part may depend on."""
        flow = self.flow
        return (exactly(flow.shape), flow.past, flow.in_part) if flow else None

    def parts(self, parts: tuple[tree.Part | tree.Head, ...], spot: Spot) -> Sized:
        """The items of a sequence; an unlabelled group is no more than its parts."""
        self.labels.kept.append(spot.labels)
        items: list[Item] = []
        layers = 0
        self.labels.enter(parts)
        for part in parts:
            before = self.flow
            if isinstance(part, tree.Head):
                made: Sequence = (self._head(part, spot),)
                size = 1
            else:
                made, size = self._part(part, spot)
                self._note_dropped(items, made, spot.labels)
            layers += size
            if layers > limits().layers and size > 1:
                self.too_many(part.span, layers)
            if self.overflown:
                items.append(self.hole(part.span))
                if spot.depth:
                    break  # out of all brackets first; what stands behind them is looked at
                self.overflown, layers = False, layers - size
                continue
            if isinstance(part, tree.Head) or not part.is_plain_group:
                self.advance(before, made)
            items.extend(made)
        self.labels.leave()
        return tuple(items), layers

    def advance(self, before: Flow | None, made: Sequence) -> None:
        if before is not None:
            self.flow = follow(made, before, self._context)

    def _note_dropped(self, items: list[Item], made: Sequence, labels: Scope[Span]) -> None:
        """A value that a tap leaves behind has to be some tap's own."""
        last = items[-1] if items else None
        hole = isinstance(last, Step) and last.layer is None
        if made and starts_elsewhere(made[0]) and last and not (hole or isinstance(last, Fork)):
            span = last.origin.span if isinstance(last, Step) else last.span
            tap = made[0].span if isinstance(made[0], Tap) and len(made) == 1 else None
            self._dropped.append((last.label, labels, span, tap))

    def _part(self, part: tree.Part, spot: Spot) -> Sized:
        label = self.labels.give(part.label, spot.labels)
        made, size = self._labelled(part, label, spot)
        if label and part.label and made:
            spot.labels.own[label] = part.label.span
        elif label:
            self.labels.closed[label] = "has no copies here"
        return made, size

    def _labelled(self, part: tree.Part, label: str, spot: Spot) -> Sized:
        times, body = count(self, part, spot), part.body
        if isinstance(body, tree.Group) and times is None:
            return self._group(part, body, label, spot)
        grouped = times is not None or (bool(label) and isinstance(body, tree.Branches))
        more = grouped and not isinstance(body, tree.Group)  # a level that no brackets show
        spot = spot.deeper() if more else spot
        if times is not None and not isinstance(body, tree.Tap):
            made, size = copies(self, part, label, times, spot)
        else:
            made, size = self.single(body, spot)
            if label and made and isinstance(made[0], Branches):
                made = (Nest(made, part.span, label),)
            elif label:
                made = tuple([item._replace(label=label) for item in made])
        return made, size

    def _group(self, part: tree.Part, group: tree.Group, label: str, spot: Spot) -> Sized:
        if not label:
            return self.nested(group.parts, spot, group.span)
        before, inner = self.flow, spot.inside()
        if before is not None:
            self.flow = before._replace(scope=Scope(before.scope))
        body, size = self.nested(group.parts, inner, group.span)
        self.flow = before
        self.labels.give_on(label, inner.labels, spot.labels, part.span)
        return ((Nest(body, part.span, label),) if body else ()), size

    def nested(self, parts: tuple[tree.Part, ...], spot: Spot, span: Span) -> Sized:
        """What stands inside brackets, or in a block, as deeply as these may nest."""
        if self.overflown:
            return (self.hole(span),), 0
        if spot.depth >= limits().nesting:
            self.findings.add(too_deep(span))
            self.cut_short = True
            return (self.hole(span),), 0
        return self.parts(parts, spot.deeper())

    def too_many(self, span: Span, layers: int) -> Step:
        """In the place of what unfolds to too many layers; nothing is unfolded any more."""
        if not self.overflown:
            self.findings.add(expand_problems.too_many_layers(span, layers))
        self.overflown = self.cut_short = True
        return self.hole(span)

    def hole(self, span: Span) -> Step:
        self.broken = True
        return Step(None, Origin(span, "", {}))

    def single(self, body: tree.Body, spot: Spot) -> Sized:
        """What is no group."""
        if isinstance(body, tree.Branches):
            return self._branches(body, spot)
        if isinstance(body, tree.Tap):
            label = self.tap(body.label, body.span, spot)
            return ((Tap(label, body.span),) if label else (self.hole(body.span),)), 1
        blocks = spot.source.blocks
        if isinstance(body, tree.Spelled) and body.layer.name in blocks:
            return self.uses.use(body.layer, blocks[body.layer.name], spot)
        if isinstance(body, tree.Shorthand | tree.Spelled):
            return self._steps(body, spot)
        return (self.hole(body.span),), 1

    def _steps(self, body: tree.Shorthand | tree.Spelled, spot: Spot) -> Sized:
        binder, here = spot.source.binder, spot.here
        bound = (
            binder.word(body, here)
            if isinstance(body, tree.Shorthand)
            else [binder.layer(body.layer, here)]
        )
        steps = []
        before = self.flow
        for step in bound:
            step = self._with_tap(step, spot)
            self.broken |= step.layer is None
            steps.append(step)
            if self.flow is not None:
                self.flow = follow((step,), self.flow, self._context)
        self.flow = before
        return tuple(steps), len(steps)

    def _with_tap(self, step: Step, spot: Spot) -> Step:
        """A layer with the label that one of its arguments means: `upsample(like=@enc1)`."""
        layer = step.layer
        taps = {} if layer is None else vars(layer)
        for name, value in taps.items():
            if isinstance(value, TapValue) and layer is not None:
                span = step.origin.arguments.get(name, step.origin.span)
                label = self.tap(value.path, span, spot)
                faulty = step.origin.faulty | ({name} if label is None else set())
                layer = layer.with_arguments(**{name: TapValue(label) if label else UNKNOWN})
                step = step._replace(layer=layer, origin=step.origin._replace(faulty=faulty))
        return step

    def tap(self, path: str, span: Span, spot: Spot) -> str | None:
        given = spot.here.parameters
        if path in given and not isinstance(given[path], TapValue):
            if given[path] is not None:
                self.uses.no_tap(path, spot.blocks[-1])
            given[path] = None
            return None
        return self.labels.resolve(path, span, spot.labels)

    def _branches(self, written: tree.Branches, spot: Spot) -> Sized:
        before = self.flow
        bodies: list[Sequence] = []
        layers = 1
        for parts in written.bodies:
            if before is not None:
                self.flow = branch_start(written.how, before, len(written.bodies))
            inner = spot.inside()
            body, size = self.nested(parts, inner, written.span)
            self.labels.close(inner.labels, "a branch")
            bodies.append(body)
            layers += size
        self.flow = before
        return (Branches(written.how, tuple(bodies), written.span, written.word),), layers

    def _head(self, head: tree.Head, spot: Spot) -> Fork:
        name = self.labels.head(head.name, spot.labels)
        before, inner = self.flow, spot.inside()
        body, _ = self.nested(head.parts, inner, head.span)
        self.labels.close(inner.labels, "a head")
        self.flow = before
        alone = body[0] if len(body) == 1 else None
        if alone is not None and not alone.label and not isinstance(alone, Tap | Branches | Fork):
            part: Item = alone._replace(label=name)
        else:
            part = Nest(body, head.span, name)
        return Fork(part, head.name.name, head.aux, head.span)
