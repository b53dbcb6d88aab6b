"""Parts, copies and statements of a file: from the tree to nested sequences of bound layers."""

from typing import NamedTuple

from cnndsl.checking import bind_problems, name_problems
from cnndsl.checking.bind import Binder
from cnndsl.checking.evaluate import Constants
from cnndsl.checking.fill import flat
from cnndsl.diagnostics import Diagnostic, Findings, diagnostic
from cnndsl.layers.layer import KINDS
from cnndsl.network import Item, Nest, Origin, Repeat, Sequence, Step
from cnndsl.syntax import mistakes, tree
from cnndsl.text import Span

UNFOLD_LIMIT = 250_000


@diagnostic("limit-unfold")
def too_many_layers(span: Span, layers: int) -> Diagnostic:
    """Repeats unfold to more layers than the compiler takes: 250,000.

    Bad:  input 3x32x32 [[C3D8 R]*1000]*1000 FC10
    Good: input 3x32x32 [[C3D8 R]*10]*10 FC10
    """
    return Diagnostic(
        span,
        f"this unfolds to {layers:,} layers, and {UNFOLD_LIMIT:,} is the limit",
        help="take fewer copies",
    )


@diagnostic("network-empty")
def empty_network(span: Span) -> Diagnostic:
    """A spec without a layer.

    Bad:  input 3x32x32
    Good: input 3x32x32 C3D8 FC10
    """
    return Diagnostic(
        span, "there is no layer in this spec", help="as in `input 3x32x32 C3D12 R P FC10`"
    )


class Expanded(NamedTuple):
    """A file's network before anything is filled in."""

    body: Sequence
    afters: dict[str, Sequence]
    broken: bool
    """Whether a mistake hides a layer, so that nothing can be said of what is left out."""


class Expander:
    """Walks the parts of one file."""

    def __init__(self, binder: Binder, constants: Constants, findings: Findings) -> None:
        self.binder = binder
        self.constants = constants
        self.findings = findings
        self.broken = False

    def file(self, file: tree.File) -> Expanded:
        for entry in file.entries:
            if isinstance(entry, tree.Default):
                self.binder.set_default(entry)
        afters = self._afters(file)
        body, _ = self.parts(file.parts, {})
        if not body and not self.findings.has_errors():
            self.findings.add(empty_network(Span(0, 0)))
        for entry in file.entries:
            if isinstance(entry, tree.Later):
                self.findings.add(mistakes.not_yet(entry.span, entry.what))
            elif isinstance(entry, tree.BlockLater):
                self.findings.add(mistakes.not_yet(entry.span, "`block`"))
        return Expanded(body, afters, self.broken)

    def _afters(self, file: tree.File) -> dict[str, Sequence]:
        afters: dict[str, Sequence] = {}
        known = [word for word, kind in KINDS.items() if kind.role == "weights"]
        seen: dict[str, Span] = {}
        for entry in file.entries:
            if not isinstance(entry, tree.After):
                continue
            kind = entry.kind
            if kind.name not in known:
                self.findings.add(bind_problems.unknown_kind(kind.span, kind.name, "after", known))
            elif kind.name in seen:
                self.findings.add(
                    name_problems.statement_twice(entry.span, f"after {kind.name}", seen[kind.name])
                )
            seen.setdefault(kind.name, entry.span)
            body, _ = self.parts(entry.parts, {})
            afters.setdefault(kind.name, tuple(step._replace(label="") for step in flat(body)))
        return afters

    def parts(self, parts: tuple[tree.Part, ...], labels: dict[str, Span]) -> tuple[Sequence, int]:
        """A sequence and how many layers it unfolds to. `labels` are those of these surroundings."""
        items: list[Item] = []
        layers = 0
        for part in parts:
            label = self._label(part, labels)
            times = self._count(part)
            if times is not None:
                repeat, size = self._copies(part, label, times)
                items.extend(repeat)
            elif isinstance(part.body, tree.Group):
                body, size = self.parts(part.body.parts, {} if label else labels)
                items.extend((Nest(body, part.span, label),) if label and body else body)
            else:
                steps = self.single(part.body)
                size = len(steps)
                items.extend(step._replace(label=label) for step in steps)
            layers += size
        return tuple(items), layers

    def single(self, body: tree.Body) -> tuple[Step, ...]:
        """The layers of what is no group."""
        if isinstance(body, tree.Shorthand):
            steps = self.binder.word(body)
        elif isinstance(body, tree.Spelled):
            steps = (self.binder.layer(body.layer),)
        else:
            if isinstance(body, tree.Later):
                self.findings.add(mistakes.not_yet(body.span, body.what))
            steps = (Step(None, Origin(body.span, "", {})),)
        self.broken |= any(step.layer is None for step in steps)
        return steps

    def _copies(self, part: tree.Part, label: str, times: int) -> tuple[Sequence, int]:
        """The copies of a part. Where `i` is not used they are one and the same."""
        outer = self.constants.copy, self.constants.copy_used
        group = isinstance(part.body, tree.Group)
        copies: list[Sequence] = []
        size = 0
        for number in range(times):
            self.constants.copy, self.constants.copy_used = number, False
            if isinstance(part.body, tree.Group):
                body, each = self.parts(part.body.parts, {})
            else:
                body = self.single(part.body)
                each = len(body)
            size += each
            copies.append(body)
            unfolded = size if self.constants.copy_used else each * times
            if unfolded > UNFOLD_LIMIT:
                self.findings.add(too_many_layers(part.span, unfolded))
                self.broken = True
                self.constants.copy, self.constants.copy_used = outer
                return (Step(None, Origin(part.span, "", {})),), 0
            if not self.constants.copy_used:
                copies, size = [body] * times, each * times
                break
        self.constants.copy, self.constants.copy_used = outer
        copies = [copy for copy in copies if copy]
        return ((Repeat(tuple(copies), not group, part.span, label),) if copies else (), size)

    def _count(self, part: tree.Part) -> int | None:
        """The number of copies; None where there is no `*`, 1 where a mistake hides it."""
        if part.times is None:
            return None
        if not isinstance(part.times, tree.ShapeLiteral | tree.TapName):
            value = self.constants.evaluate(part.times)
            if value is None:
                return 1
            if isinstance(value, int) and value >= 0:
                return value
        words = self.findings.text.words(part.times.span)
        self.findings.add(
            bind_problems.wrong_size(
                part.times.span, "*", f"`{words}`", "a number of copies is whole, from 0"
            )
        )
        return 1

    def _label(self, part: tree.Part, labels: dict[str, Span]) -> str:
        if part.label is None:
            return ""
        name, span = part.label
        why = name_problems.why_not(name, label=True)
        if why:
            self.findings.add(name_problems.reserved_name(span, name, why))
        if name in labels and labels[name] != span:
            self.findings.add(name_problems.name_twice(span, name, labels[name]))
            return ""
        labels[name] = span
        return name
