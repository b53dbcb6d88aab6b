"""Parts, copies and blocks of the files: from the tree to nested sequences of bound layers.

Where the spec asks for `in`, the shapes are followed on the way; all that is wrong with them is infer.py's.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from cnndsl.checking import (
    choosing,
    copy_names,
    known_seqs,
    lists,
    name_problems,
    ranges,
    seqs,
    uses,
)
from cnndsl.checking.choosing import Chooser
from cnndsl.checking.copying import HIDDEN, copies, count
from cnndsl.checking.evaluate import ALONE, Here
from cnndsl.checking.expansion import Dropped, Expansion, Made
from cnndsl.checking.files import Block, Source
from cnndsl.checking.flow import Afters, Flow, branch_start
from cnndsl.checking.given_layers import given_here, unfolded
from cnndsl.checking.incoming import Incoming, unknown_flow
from cnndsl.checking.infer import Ambiguous
from cnndsl.checking.ranges import Evaluate
from cnndsl.checking.spot import Room, Spot, depth_of
from cnndsl.checking.taps import starts_elsewhere, uses_what_comes_in
from cnndsl.checking.trail import Answers, Context, Trail, Tries
from cnndsl.diagnostics import Diagnostic, Findings, Silence
from cnndsl.layers.arguments import TapValue
from cnndsl.layers.joins import Join
from cnndsl.layers.layer import KINDS
from cnndsl.lazy_modules import LazyModule
from cnndsl.limits import limits
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import (
    Branches,
    Counted,
    Fork,
    Item,
    Later,
    Nest,
    Repeat,
    Scope,
    Sequence,
    Step,
    Tap,
)
from cnndsl.sizes import UNKNOWN
from cnndsl.syntax import tree
from cnndsl.syntax.limit_problems import too_deep
from cnndsl.text import Span

if TYPE_CHECKING:
    from cnndsl.checking import (
        attention_problems,
        bind_problems,
        expand_problems,
        input_problems,
        list_problems,
    )
else:
    input_problems = LazyModule("cnndsl.checking.input_problems")
    list_problems = LazyModule("cnndsl.checking.list_problems")
    attention_problems = LazyModule("cnndsl.checking.attention_problems")
    bind_problems = LazyModule("cnndsl.checking.bind_problems")
    expand_problems = LazyModule("cnndsl.checking.expand_problems")


class Expanded(NamedTuple):
    """What the parts of a spec's files come to."""

    body: Sequence
    afters: Afters
    has_afters: bool
    """Whether `after` says anything."""
    broken: bool
    """Whether a mistake hides a layer, so that nothing can be said of what is left out."""
    has_choices: bool = False
    """Whether it is a family of networks."""


def expand(
    source: Source,
    sources: Iterable[Source],
    flow: Flow | None,
    findings: Findings,
    answers: Answers,
    chooser: Chooser | None = None,
) -> Expanded:
    """Unfold the first file, as its blocks stand in all of them; `flow` comes in where anything asks for it.

    With a `chooser` one member of a family is unfolded, else all that there is to choose from.
    """
    expansion, text = Expansion(findings, chooser), findings.text
    expander = Expander(expansion, answers)
    stated = {each.start: expander.afters(each) for each in sources}

    def afters(place: Span) -> Mapping[str, Sequence]:
        return stated[text.at(place.start).start]

    body = expander.trunk(source, flow, afters)
    has_afters = any(stated.values())
    expanded = Expanded(body, afters, has_afters, expansion.broken, expansion.has_choices)
    uses.look_at_unused(expansion, source, expander.nested)
    return expanded


class Expander:
    """Walks the parts of a network, through the files that its blocks stand in."""

    def __init__(self, expansion: Expansion, answers: Answers) -> None:
        self.expansion = expansion
        self.answers = answers
        self.findings = expansion.findings
        self.labels = expansion.labels

    def trunk(self, source: Source, flow: Flow | None, afters: Afters) -> Sequence:
        text, context = self.findings.text, None
        if flow is not None:
            tries, answers = Tries(self.findings), self.answers
            quiet = Trail(flow.shape, Silence(text), tries=tries, answers=answers)
            context = Context(quiet, [], afters=afters)
        incoming = flow and Incoming(flow)
        here = Here({}, depth_of(incoming))
        spot = Spot(source, here, self.labels.trunk, Room(), incoming, context)
        inputs = self._inputs(source.file, spot)
        body = self.parts(source.file.trunk, spot.among(source.file.trunk)).items
        self._look_at_inputs(inputs, body)
        if not body and not self.findings.has_errors():
            self.findings.add(expand_problems.empty_network(Span(0, 0)))
        for label, scope, span, tap in self.expansion.dropped:
            if not label or (scope, label) not in self.labels.tapped:
                words = text.words(span), tap, text.words(tap) if tap else ""
                self.findings.add(expand_problems.value_unused(span, *words))
        return body

    def _inputs(self, file: tree.File, spot: Spot) -> dict[str, tree.Input]:
        """The inputs by their names, which taps see from the start."""
        stated = [entry for entry in file.entries if isinstance(entry, tree.Input)]
        found: dict[str, tree.Input] = {}
        self.labels.hidden = file.spoilt
        for each in stated:
            name = self.labels.give(each.name, spot)
            if name and each.name:
                spot.labels.own[name] = each.name.span
                found[name] = each
        return found

    def _look_at_inputs(self, inputs: dict[str, tree.Input], body: Sequence) -> None:
        """Say of each input that nothing uses it, where that is known."""
        if self.expansion.broken or self.findings.broken_syntax():
            return
        for number, (name, stated) in enumerate(inputs.items()):
            goes_on = number == 0 and uses_what_comes_in(body)
            if not goes_on and (self.labels.trunk, name) not in self.labels.tapped:
                text = self.findings.text
                self.findings.add(input_problems.unused(stated, name, number == 0, text))

    def afters(self, source: Source) -> dict[str, Sequence]:
        """What `after` says in a file, by kind."""
        known_kinds = [word for word, kind in KINDS.items() if kind.role == "weights"]
        entries = [entry for entry in source.file.entries if isinstance(entry, tree.After)]
        self._look_at_afters(entries, known_kinds)
        bare = any(entry.kind is None or entry.kind.name == "none" for entry in entries)
        afters: dict[str, Sequence] = dict.fromkeys(known_kinds, ()) if bare else {}
        for entry in entries:
            if entry.kind is not None:
                spot = Spot(source, ALONE, Scope(), Room())
                body = self.parts(entry.parts, spot.among(entry.parts)).items
                added = tuple(item._replace(label="") for item in body)
                afters.setdefault(entry.kind.name, added)
        return afters

    def _look_at_afters(self, entries: list[tree.After], known_kinds: list[str]) -> None:
        """Each speaks of a kind with weights, and of one that no other speaks of; `none` is all of them."""
        seen: dict[str, Span] = {}
        for entry in entries:
            name = entry.kind.name if entry.kind else "none"
            if entry.kind and name not in known_kinds:
                self.findings.add(bind_problems.unknown_after(entry, entry.kind, known_kinds))
                continue
            both = entry.span, seen.get(name) or next(iter(seen.values()), entry.span)
            if name in seen:
                twice = both[0], f"after {name}", both[1]
                self.findings.add(name_problems.statement_twice(*twice, self.findings.text))
            elif seen and "none" in (name, *seen):
                self.findings.add(name_problems.after_none_beside(*both, self.findings.text))
            seen.setdefault(name, entry.span)

    def parts(self, parts: tuple[tree.Part | tree.Head, ...], spot: Spot) -> Made:
        """The items of a sequence, at a spot in it; an unlabelled group is no more than its parts."""
        items: list[Item] = []
        layers = 0
        for part in parts:
            plain = False
            if isinstance(part, tree.Head):
                made = Made((self._head(part, spot),), 1)
            else:
                plain = part.is_plain_group
                made = self._part(part, spot)
                self._note_dropped(items, made.items, spot.labels)
            layers += made.layers
            if made.layers > 1 and layers > limits().layers:
                self.expansion.too_many(part.span, layers, spot)
            if plain:
                spot = spot.at(made.behind)
            if spot.room.full:
                items.append(self.expansion.hole(part.span))
                if spot.depth:
                    break  # out of all brackets first; what stands behind them is looked at
                spot, layers = spot._replace(room=Room()), layers - made.layers
                continue
            items.extend(made.items)
            if not plain:
                spot = spot.behind(made.items)
        return Made(tuple(items), layers, spot.incoming)

    def _note_dropped(self, items: list[Item], made: Sequence, labels: Scope[Span]) -> None:
        """A value that a tap leaves behind has to be some tap's own."""
        if not (items and made and starts_elsewhere(made[0])):
            return
        last = items[-1]
        hole = isinstance(last, Step) and last.layer is None
        if not (hole or isinstance(last, Fork)):
            span = last.origin.span if isinstance(last, Step) else last.span
            tap = made[0].span if isinstance(made[0], Tap) and len(made) == 1 else None
            self.expansion.dropped.append(Dropped(last.label, labels, span, tap))

    def _part(self, part: tree.Part, spot: Spot) -> Made:
        if part.is_bare:
            return self.single(part.body, spot)
        given = copy_names.worked_out(self.expansion, part, spot)
        label = self.labels.give(given, spot)
        if part.optional:
            made = self._optional(part, label, spot)
        else:
            try:
                made = self._labelled(part, label, spot)
            except Ambiguous:
                made = self._later(part, label, spot)
        if label and part.label and part.label.pieces:
            self.labels.closed[label] = "is inside a repeated part, and is not seen from outside"
            return made._replace(items=copy_names.no_value(made.items))
        if label and part.label and made.items:
            spot.labels.own[label] = part.label.span
        elif label:
            self.labels.closed[label] = "has no copies here"
        return made

    def _optional(self, part: tree.Part, label: str, spot: Spot) -> Made:
        """A part, or nothing, since it may be left out."""
        taken = part._replace(optional=None)
        return self.expansion.choice(
            2,
            part.span,
            lambda left_out: Made((), 0) if left_out else self._one(taken, label, spot),
        )

    def _one(self, part: tree.Part, label: str, spot: Spot) -> Made:
        try:
            return self._labelled(part, label, spot)
        except Ambiguous:
            return self._later(part, label, spot)

    def _later(self, part: tree.Part, label: str, spot: Spot) -> Made:
        """A part that asks for a depth which hangs on what is chosen before it: it waits for that."""
        likely = self._labelled(part, label, spot.at(unknown_flow(spot.incoming)))
        later = Later(
            lambda flow: self._labelled(part, label, spot.at(Incoming(flow))).items,
            likely.items,
            part.span,
        )
        return Made((later,), likely.layers)

    def _labelled(self, part: tree.Part, label: str, spot: Spot) -> Made:
        if isinstance(part.times, tree.Choice):
            return self._chosen_count(part, part.times, label, spot)
        if isinstance(part.times, tree.Listing):
            lists_ = choosing.listings(part.times, self._evaluate(spot))
            if len(lists_) > 1:
                return self.expansion.choice(
                    len(lists_),
                    part.span,
                    lambda number: self._labelled(part._replace(times=lists_[number]), label, spot),
                )
        times, body = count(self.expansion, part.times, spot), part.body
        seqs.need_label(self.expansion, part, spot)
        if isinstance(body, tree.Group) and times is None:
            return self._group(part, body, label, spot)
        spot = spot.deeper(seqs.hidden_levels(body, label, times is not None, spot))
        if times is not None and not isinstance(body, tree.Tap):
            made = self._copies(part, body, label, times, spot)
            if copy_names.naming_labels(body):
                return copy_names.written_out(self.expansion, made, part, label, spot)
            return seqs.copies_apart(made, part, label, spot)
        made = self.single(body, spot)
        if not (label and made.items):
            return made
        if len(made.items) > 1 or isinstance(made.items[0], Branches):
            return made._replace(items=(Nest(made.items, part.span, label),))
        return made._replace(items=tuple([item._replace(label=label) for item in made.items]))

    def _evaluate(self, spot: Spot, offset: int = 0) -> Evaluate:
        return Evaluate(spot.source.constants, spot.here, offset)

    def _chosen_count(self, part: tree.Part, times: tree.Choice, label: str, spot: Spot) -> Made:
        """Copies of which there are so many, or so many: the most are unfolded, as the first few are the same."""
        written = choosing.values(times, self._evaluate(spot))
        if self.expansion.chooser is not None:
            chosen = part._replace(times=written[self.expansion.chooser.choose(len(written))])
            return self._labelled(chosen, label, spot)
        counts = [count(self.expansion, each, spot) or 0 for each in written]
        if HIDDEN in counts:
            return Made((self.expansion.hole(part.span),), 1)
        most = part._replace(times=tree.Number(max(counts), times.span))
        made = self._copies(most, part.body, label, max(counts), spot)
        repeat = made.items[0] if made.items else None
        if not isinstance(repeat, Repeat):
            return made
        self.expansion.has_choices = True
        return made._replace(items=(Counted(repeat, tuple(counts), part.span, label),))

    def _group(self, part: tree.Part, group: tree.Group, label: str, spot: Spot) -> Made:
        if not (label or group.numbered):
            return self.nested(group.parts, spot, group.span)
        unfold = partial(self._nest, part, group, label)
        if not group.numbered:
            return unfold(spot)
        return known_seqs.unfolded_once(self.expansion, part, label, spot, unfold)

    def _nest(self, part: tree.Part, group: tree.Group, label: str, spot: Spot) -> Made:
        inner = spot.inside()._replace(numbered=group.numbered)
        within = inner.taking(lambda flow: flow._replace(scope=Scope(flow.scope)))
        body, size, _ = self.nested(group.parts, within, group.span)
        nest = Nest(body, part.span, label, numbered=group.numbered)
        if group.numbered or (part.label and part.label.pieces):
            what = "a `seq`" if group.numbered else "a repeated part"
            self.labels.close(inner.labels, what, label if spot.names_copies is None else "")
        else:
            self.labels.give_on(label, inner.labels, spot, part.span)
        return Made((nest,) if body else (), size)

    def _copies(self, part: tree.Part, body: tree.Body, label: str, times: int, spot: Spot) -> Made:
        first = next(iter(copy_names.naming_labels(body)), None)
        numbered = seqs.is_seq(body) or bool(first and spot.numbered and not label)

        def one(spot: Spot) -> Made:
            if not isinstance(body, tree.Group):
                return self.single(body, spot)
            inner = spot.inside()._replace(numbered=numbered, names_copies=first)
            made = self.nested(body.parts, inner, body.span)
            self.labels.close(inner.labels, "a repeated part", label)
            return made

        if times == 0 and isinstance(body, tree.Spelled):
            self.expansion.name(body.layer.name, spot)
        return copies(self.expansion, part, label, times, spot, one)

    def nested(self, parts: tuple[tree.Part, ...], spot: Spot, span: Span) -> Made:
        """What stands inside brackets, or in a block, as deeply as these may nest."""
        if spot.room.full:
            return Made((self.expansion.hole(span),), 0, spot.incoming)
        if spot.depth >= limits().nesting:
            self.expansion.say(too_deep(span), spot)
            self.expansion.cut_short = True
            return Made((self.expansion.hole(span),), 0, spot.incoming)
        return self.parts(parts, spot.among(parts, deeper=1))

    def single(self, body: tree.Body, spot: Spot) -> Made:
        """What is no group."""
        if isinstance(body, tree.Branches):
            return self._branches(body, spot)
        if isinstance(body, tree.Tap):
            label = uses.tap(self.expansion, body.label, body.span, spot)
            found = Tap(label, body.span) if label else self.expansion.hole(body.span)
            return Made((found,), 1)
        if isinstance(body, tree.Spelled):
            name, blocks = body.layer.name, spot.source.blocks
            if name in spot.here.parameters and spot.stands_for_layers(name):
                return self._given_layers(body, spot)
            if name in blocks:
                ways = self._ways_to_use(body.layer, blocks[name], spot)
                if len(ways) > 1:
                    return self._chosen_use(ways, body.span, spot)
                return uses.use(self.expansion, *ways[0], spot, self.nested)
        if isinstance(body, (tree.Shorthand, tree.Spelled)):
            return self._steps(body, spot)
        return Made((self.expansion.hole(body.span),), 1)

    def _ways_to_use(
        self, written: tree.WrittenLayer, block: Block, spot: Spot
    ) -> list[tuple[tree.WrittenLayer, Block]]:
        """A block where it is used, with what may be chosen for its parameters."""
        self.expansion.used.add(id(block.written))
        evaluate, home = self._evaluate(spot), Evaluate(block.home.constants, ALONE)
        defaults = self.expansion.by_default.of(block, written, home)
        return [
            (each, own) for each in choosing.ways_to_write(written, evaluate) for own in defaults
        ]

    def _chosen_use(
        self, ways: list[tuple[tree.WrittenLayer, Block]], span: Span, spot: Spot
    ) -> Made:
        return self.expansion.choice(
            len(ways),
            span,
            lambda number: uses.use(self.expansion, *ways[number], spot, self.nested),
        )

    def _given_layers(self, body: tree.Spelled, spot: Spot) -> Made:
        """What a parameter in a layer's place stands for; a hole where a mistake, which has been said, hides it."""
        layers = given_here(body, spot)
        if layers is None:
            return Made((self.expansion.hole(body.span),), 1)
        return unfolded(self.expansion, layers, spot, body.span, self.nested)

    def _steps(self, body: tree.Shorthand | tree.Spelled, spot: Spot) -> Made:
        binder, offset = spot.source.binder, 0 if isinstance(body, tree.Spelled) else body.offset
        items: list[Item] = []
        for each in binder.layers(body, spot.here):
            if isinstance(each, Step):
                items.append(self._with_tap(each, spot))
                self.expansion.broken |= each.layer is None
            else:
                spot = spot.behind((items[-1],)) if items else spot
                items += self._chosen_layer(each, offset, spot)
        return Made(tuple(items), len(items))

    def _chosen_layer(self, written: tree.WrittenLayer, offset: int, spot: Spot) -> Sequence:
        """A layer, with what is chosen for its arguments."""
        ways = choosing.ways_to_write(written, self._evaluate(spot, offset))

        def one(number: int) -> Made:
            step = spot.source.binder.layer(ways[number], spot.here, offset)
            self.expansion.broken |= step.layer is None
            if ways[number] is not written:
                text, origin = self.findings.text, step.origin
                code = choosing.words_of(origin.code, written, ways[number], text)
                step = step._replace(origin=origin._replace(code=code))
            return Made((self._with_tap(step, spot),), 1)

        if len(ways) == 1:
            return one(0).items
        return self.expansion.choice(len(ways), written.span.shift(offset), one).items

    def _with_tap(self, step: Step, spot: Spot) -> Step:
        """A layer with the label that one of its arguments means: `upsample(like=@enc1)`."""
        layer = step.layer
        for name in layer.label_arguments if layer else ():
            value = vars(layer)[name]
            if isinstance(value, TapValue) and layer is not None:
                span = step.origin.arguments.get(name, step.origin.span)
                label = uses.tap(self.expansion, value.path, span, spot)
                faulty = step.origin.faulty | ({name} if label is None else set())
                layer = layer.with_arguments(**{name: TapValue(label) if label else UNKNOWN})
                step = step._replace(layer=layer, origin=step.origin._replace(faulty=faulty))
        return step

    def _any(self, written: tree.Branches, spot: Spot) -> Made:
        """One of several parts; what is labelled in it is seen behind it, as in brackets."""
        branches, _ = self._each_branch(written, spot)
        if not branches:
            self.expansion.say(list_problems.no_branch(written.word, "any"), spot)
            return Made((self.expansion.hole(written.span),), 1)
        if len(branches) == 1 and not any(branch.each for branch in written.bodies):
            ranges.look_at_one_branch(written, self._evaluate(spot))
        seen: dict[str, Span] = {}

        def one(number: int) -> Made:
            parts, within = branches[number]
            labels: Scope[Span] = Scope(spot.labels)
            made = self.nested(parts, within._replace(labels=labels), written.span)
            seen.update(labels.own)
            return made

        made = self.expansion.choice(len(branches), written.span, one)
        spot.labels.own |= seen
        return made

    def _branches(self, written: tree.Branches, spot: Spot) -> Made:
        if written.how == "any":
            return self._any(written, spot)
        ways = choosing.branches(written, self._evaluate(spot))
        if len(ways) > 1:
            return self.expansion.choice(
                len(ways), written.span, lambda number: self._branches(ways[number], spot)
            )
        branches, count_is_known = self._each_branch(ways[0], spot)
        wrong = self._wrong_number(written, len(branches))
        if wrong is not None:
            self.expansion.say(wrong, spot)
            return Made((self.expansion.hole(written.span),), 1)
        bodies: list[Sequence] = []
        layers = 1
        start = partial(branch_start, written.how, count=len(branches))
        for parts, within in branches:
            inner = within.inside().at(spot.incoming).taking(start)
            body, size, _ = self.nested(parts, inner, written.span)
            self.labels.close(inner.labels, "a branch")
            bodies.append(body)
            layers += size
        if not count_is_known:  # nor is the depth behind it
            return Made((self.expansion.hole(written.span),), 1)
        self._one_projection(written, [parts for parts, _ in branches], spot)
        listed = any(branch.each for branch in written.bodies)
        made = Branches(written.how, tuple(bodies), written.span, written.word, listed=listed)
        return Made((made,), layers)

    def _each_branch(
        self, written: tree.Branches, spot: Spot
    ) -> tuple[list[tuple[tuple[tree.Part, ...], Spot]], bool]:
        """The parts of each branch, and where they stand, as often as `each` says; and whether that is known."""
        found: list[tuple[tuple[tree.Part, ...], Spot]] = []
        count_is_known = True
        for parts, each in written.bodies:
            if isinstance(each, tree.Listing):
                found += [
                    (parts, within) for within in lists.spots(self.expansion, each, spot, parts)
                ]
                continue
            times = count(self.expansion, each, spot, "each")
            times = 1 if times is None else times
            if len(found) + times > limits().layers:
                self.expansion.too_many(written.span, len(found) + times, spot)
                times = HIDDEN
            count_is_known &= times != HIDDEN
            found += [(parts, spot)] * abs(times)
        return found, count_is_known

    def _one_projection(
        self, written: tree.Branches, branches: list[tuple[tree.Part, ...]], spot: Spot
    ) -> None:
        """Of branches that `each` makes one at the most ends in a projection."""
        for parts, each in written.bodies:
            last, times = parts[-1].body, branches.count(parts)
            if each and times > 1 and isinstance(last, tree.Spelled) and last.layer.name == "proj":
                self.expansion.say(list_problems.several_projections(last.span, times), spot)

    def _wrong_number(self, written: tree.Branches, branches: int) -> Diagnostic | None:
        """What is said of a join with no branch, or with other than it takes."""
        if not branches:
            return list_problems.no_branch(written.word, written.how)
        takes = Join.kinds[written.how].branches or branches
        word, how = written.word, written.how
        wrong = branches != takes
        return attention_problems.wrong_number(word, how, branches, takes) if wrong else None

    def _head(self, head: tree.Head, spot: Spot) -> Fork:
        name = self.labels.head(head.name, spot)
        inner = spot.inside()
        body = self.nested(head.parts, inner._replace(is_named=True), head.span).items
        self.labels.close(inner.labels, "a head")
        alone = body[0] if len(body) == 1 else None
        if alone is not None and not alone.label and not isinstance(alone, (Tap, Branches, Fork)):
            part: Item = alone._replace(label=name)
        else:
            part = Nest(body, head.span, name)
        return Fork(part, head.name.name, head.aux, head.span)
