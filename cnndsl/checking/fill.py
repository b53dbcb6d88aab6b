"""What a slide leaves out of a sequence: what `after` says once, and the activations nobody writes.

Decisions are made over the layers in the order in which data meets them, then put into the structure.
"""

from itertools import accumulate
from typing import TYPE_CHECKING

from cnndsl.checking import seqs
from cnndsl.checking.flow import Afters
from cnndsl.checking.order import NEVER, Order, order
from cnndsl.checking.taps import distinct
from cnndsl.diagnostics import Diagnostic, Findings, diagnostic
from cnndsl.fixes import Fix
from cnndsl.layers.activation import Relu
from cnndsl.layers.joins import Join
from cnndsl.lazy_modules import LazyModule
from cnndsl.limits import limits
from cnndsl.network import Branches, Item, Origin, Repeat, Sequence, Step, value_label
from cnndsl.text import Span
from cnndsl.walker import bodies_of, with_bodies

if TYPE_CHECKING:
    from cnndsl.checking import assumption_fixes, expand_problems
else:
    expand_problems = LazyModule("cnndsl.checking.expand_problems")
    assumption_fixes = LazyModule("cnndsl.checking.assumption_fixes")


@diagnostic("assumed-activation", "note")
def activation_assumed(span: Span, count: int, fix: Fix | None = None) -> Diagnostic:
    """No activation is written between the layers with weights, as on many a slide: ReLUs are filled in.

    A ReLU follows each hidden layer with weights (after its norm, where one follows directly); hidden is
    what has another such layer behind it. The last ones in the branches of `add` and `sub` have theirs once,
    behind it; those in the branches of `dot` and `mix`, which attention reads as they are, have none. As soon as
    a spec writes an activation itself (a `max` of layers with weights is one), or says `after conv { R }` or
    `after none`, nothing is filled in. Under `--strict` this is an error.

    Bad:  input 3x32x32 C3D8 M FC10
    Good: input 3x32x32 C3D8 R M FC10
    """
    where = "the hidden layer" if count == 1 else f"each of the {count} hidden layers"
    return Diagnostic(
        span,
        f"no activation is written: a ReLU follows {where}",
        help="write `R` where you want one, or `after none` where you want none",
        fixes=(fix,) if fix else (),
    )


def _with(item: Step | Branches, added: Sequence) -> Sequence:
    """A layer and what is added to it: its label means the value behind the last of that."""
    label = value_label(item)
    if not added or not label:
        return (item, *added)
    *between, last = added
    return (item._replace(value=""), *between, last._replace(value=label))  # type: ignore[call-arg]


class _Insertion:
    """Puts after each layer, and each join of branches, what belongs there; copies that stay alike stay one."""

    def __init__(self, additions: list[Sequence]) -> None:
        self.additions = additions
        self.at = 0
        self._counts: dict[int, int] = {}
        self._filled = [0, *accumulate(map(bool, additions))]
        """How many of the first few layers have something added."""

    def sequence(self, body: Sequence) -> Sequence:
        items: list[Item] = []
        for item in body:
            filled = item if isinstance(item, Step) else self._inside(item)
            if isinstance(filled, (Step, Branches)):
                items += _with(filled, self._next())
            else:
                items.append(filled)
        return tuple(items)

    def _inside(self, item: Item) -> Item:
        """A part, filled in. Copies of a layer that more than layers follow are copies of a group."""
        if not isinstance(item, Repeat):
            return with_bodies(item, tuple(map(self.sequence, bodies_of(item))))
        copies = self._copies(item.copies)
        behind = (each for copy in distinct(copies) for each in copy[1:])
        single = item.single and all(isinstance(each, Step) for each in behind)
        return item._replace(copies=copies, single=single)

    def _next(self) -> Sequence:
        self.at += 1
        return self.additions[self.at - 1]

    def _copies(self, copies: tuple[Sequence, ...]) -> tuple[Sequence, ...]:
        if len(copies) == 1:
            return (self.sequence(copies[0]),)
        made: dict[tuple[int, tuple[int, ...]], Sequence] = {}
        filled = []
        for copy in copies:
            end = self.at + self.entries(copy)
            key = (id(copy), tuple(map(id, self.additions[self.at : end])))
            if self._filled[end] == self._filled[self.at]:
                made[key] = copy
            elif key not in made:
                made[key] = self.sequence(copy)
            self.at = end
            filled.append(made[key])
        return tuple(filled)

    def entries(self, body: Sequence) -> int:
        """How many layers and joins a sequence has."""
        if id(body) not in self._counts:
            self._counts[id(body)] = sum(
                isinstance(item, (Step, Branches)) + sum(map(self.entries, bodies_of(item)))
                for item in body
            )
        return self._counts[id(body)]


def add_afters(body: Sequence, afters_of: Afters, findings: Findings) -> Sequence:
    """`after conv { BN R }`: what follows each hidden layer of a kind."""
    found = order(body)
    additions: list[Sequence] = [()] * len(found.entries)
    for k, entry in enumerate(found.entries):
        if isinstance(entry, Step) and entry.layer and found.hidden(k):
            additions[k] = afters_of(entry.origin.span).get(entry.layer.word, ())
    if not any(additions):
        return body
    insertion = _Insertion(additions)
    added = sum(map(insertion.entries, additions))
    if added > limits().layers:
        first = next(each[0] for each in additions if each)
        span = first.origin.span if isinstance(first, Step) else first.span
        findings.stop(expand_problems.too_many_layers(span, added))
    return insertion.sequence(body)


def add_activations(
    body: Sequence, found: Order, afters_of: Afters, findings: Findings
) -> Sequence:
    """A ReLU after each hidden layer, where the spec has no activation between layers with weights.

    `after conv { }` keeps convolutions as they are, and `after none` all layers.
    """
    if found.has_activation():
        return body
    hidden = [
        k
        for k, entry in enumerate(found.entries)
        if isinstance(entry, Step)
        and found.hidden(k)
        and entry.layer
        and afters_of(entry.origin.span).get(entry.layer.word) != ()
    ]
    behind = {k: at for k in hidden if (at := _place(found, k)) is not None}
    hidden = list(behind)
    if not hidden:
        return body
    additions: list[Sequence] = [()] * len(found.entries)
    relus: dict[Span, Sequence] = {}
    elsewhere = {behind[k] for k in found.shared & behind.keys()}
    for k in dict.fromkeys(behind.values()):
        if found.first_weight[k] == NEVER and k not in elsewhere:
            continue
        place = _span(found.entries[k])
        relu = Step(Relu(), Origin(place, "R", {}), assumed=True)
        additions[k] = relus.setdefault(place, (relu,))
    with_numbers = seqs.copied_layers(body)
    places = {_span(entry) for entry, added in zip(found.entries, additions, strict=True) if added}
    by_place = with_numbers.isdisjoint(places)
    fix = _written(found, additions, hidden, afters_of, findings, by_place)
    findings.add(activation_assumed(_span(found.entries[hidden[0]]), len(hidden), fix))
    return _Insertion(additions).sequence(body)


def _written(
    found: Order,
    additions: list[Sequence],
    hidden: list[int],
    afters_of: Afters,
    findings: Findings,
    by_place: bool,
) -> Fix | None:
    """The activations written out: each behind its layer; else, where all stand so, with `after`.

    Not behind copies in a `seq`: brackets around them would give them other names.
    """
    seen: dict[Span, set[bool]] = {}
    for entry, added in zip(found.entries, additions, strict=True):
        span = entry.origin.span if isinstance(entry, Step) else entry.span
        seen.setdefault(span, set()).add(bool(added))
    fix = assumption_fixes.activations_written(findings.text, seen) if by_place else None
    straight = all(additions[k] for k in hidden) and len(hidden) == sum(map(bool, additions))
    steps = [entry for k in hidden if isinstance(entry := found.entries[k], Step) and entry.layer]
    own = all(findings.text.at(each.origin.span.start) is findings.text for each in steps)
    if fix or not straight or not own:
        return fix
    kinds = dict.fromkeys(each.layer.word for each in steps if each.layer)
    stated = afters_of(Span(findings.text.start, findings.text.start))
    return (
        None
        if stated.keys() & kinds
        else assumption_fixes.after_written(findings.text, list(kinds))
    )


def _span(entry: Step | Branches) -> Span:
    return entry.origin.span if isinstance(entry, Step) else entry.word


def _place(found: Order, k: int) -> int | None:
    """Where a layer's activation goes, if it has one: after its norm; for the last one in a branch, see `Join`."""
    within = found.join_of.get(k)
    if within is None or found.first_weight[k] < within:
        return k + 1 if found.norm_follows(k) else k
    while within is not None and found.first_weight[k] > within:
        k, join = within, found.entries[within]
        if isinstance(join, Branches) and Join.kinds[join.how].activated == "nowhere":
            return None
        within = found.join_of.get(k)
    return k
