"""What mends a likely slip: a layer left out, or one put in. None is safe, since the slip may be meant."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

from cnndsl.checking.layer_edits import LayerEdits
from cnndsl.checking.likely_pairs import NONE, Pair, Pairs
from cnndsl.checking.order import START, role
from cnndsl.fixes import Edit, Fix
from cnndsl.network import Branches, Placed, Step
from cnndsl.sizes import KnownShape, spatial
from cnndsl.text import Span, Text

WITH_A_USUAL_SIZE = ("maxpool", "avgpool", "upsample")
"""Kinds for which 2 is likely to be meant where 1 is written."""


def span_of(entry: Step | Branches) -> Span:
    return entry.origin.span if isinstance(entry, Step) else entry.word


class Fixes:
    """The fixes of one spec's slips."""

    def __init__(self, pairs: Pairs, text: Text, afters: Sequence[Span]) -> None:
        self.pairs = pairs
        self.laid = pairs.laid
        self.edits = LayerEdits(text)
        self.afters = afters
        """The places of all `after`, whose layers follow many others."""

    @cached_property
    def behind(self) -> dict[int, list[int]]:
        """The entries that take each one's value."""
        found: dict[int, list[int]] = {}
        for k, before in enumerate(self.laid.before):
            for each in before:
                found.setdefault(each, []).append(k)
        return found

    @cached_property
    def at(self) -> dict[Span, list[int]]:
        """The entries that stand at each place of the text."""
        found: dict[Span, list[int]] = {}
        for k, entry in enumerate(self.laid.entries):
            found.setdefault(span_of(entry), []).append(k)
        return found

    @cached_property
    def activation(self) -> str:
        """The activation that the spec writes most often, those of gates last."""
        steps = [each for each in self.laid.entries if isinstance(each, Step) and each.layer]
        written = Counter(
            (each.layer.rectifies, each.origin.code)
            for each in steps
            if each.layer and each.layer.role == "activation" and not each.origin.symbols
        )
        best = max(written, key=lambda kind: (kind[0], written[kind]), default=(True, "R"))
        return best[1]

    def removed(self, k: int) -> tuple[Fix, ...]:
        """A layer left out, where nothing else hangs on it."""
        entry = self.laid.entries[k]
        edit = self.edits.without(span_of(entry))
        code = entry.origin.code if isinstance(entry, Step) else ""
        return (Fix(f"leave out `{code}`", (edit,)),) if edit else ()

    def replaced(self, k: int, words: str) -> tuple[Fix, ...]:
        edit = self.edits.instead(span_of(self.laid.entries[k]), words)
        return (Fix(f"write `{words}`", (edit,)),)

    def idle(self, k: int) -> tuple[Fix, ...]:
        """For a layer that does nothing by its own values: the usual value, or none of it."""
        entry = self.laid.entries[k]
        usual: tuple[Fix, ...] = ()
        if isinstance(entry, Step) and entry.layer and entry.layer.word in WITH_A_USUAL_SIZE:
            code, word = entry.origin.code, entry.layer.word
            longest = max(filter(code.startswith, entry.layer.codes), key=len, default="")
            usual = self.replaced(k, f"{longest}2" if longest else f"{word}(2)")
        return (*usual, *self.removed(k))

    def positive(self, pair: Pair) -> tuple[Fix, ...]:
        """For an activation of what is never below 0: one of the two left out."""
        entries = self.laid.entries
        first, second = entries[pair.other], entries[pair.layer]
        alike = isinstance(first, Step) and isinstance(second, Step) and first.layer == second.layer
        straight = self.laid.before[pair.layer] == (pair.other,) and not alike
        (before,) = self.laid.before[pair.other]
        serves = straight and (before == START or self.pairs.from_0[before] == NONE)
        return self.removed(pair.layer) + (self.removed(pair.other) if serves else ())

    def softmax_inside(self, k: int) -> tuple[Fix, ...]:
        """Behind an activation it is one too many, else it stands in the place of one."""
        (j,) = self.laid.before[k]
        before = self.laid.entries[j] if j != START else None
        if before is None or role(before) != "activation":
            return self.replaced(k, self.activation)
        filled_in = isinstance(before, Step) and before.assumed
        return (self.replaced(k, self.activation) if filled_in else ()) + self.removed(k)

    def activation_between(self, first: int) -> tuple[Fix, ...]:
        """An activation behind the first of two layers, or behind its norm; in all of its copies."""
        anchor = self._anchor(first)
        span = span_of(self.laid.entries[anchor])
        if self._is_added(span):
            return ()
        edits = list(self.edits.behind(span, self.activation))
        followers = {
            span_of(self.laid.entries[each])
            for k in self.at[span]
            for each in self.behind.get(k, ())
            if role(self.laid.entries[each]) == "activation"
        }
        for follower in followers:  # which would be a second one
            edit = None if self._is_added(follower) else self.edits.without(follower)
            if edit is None or len(followers) > 1:
                return ()
            edits.append(edit)
        return (Fix(f"write `{self.activation}` between them", tuple(edits)),)

    def _anchor(self, first: int) -> int:
        """The norm straight behind a layer and beside it in the text, else the layer itself."""
        k = self.behind[first][0]
        if role(self.laid.entries[k]) != "norm":
            return first
        span, other = span_of(self.laid.entries[first]), span_of(self.laid.entries[k])
        beside = self.edits.beside(span, other)
        return k if beside and self.laid.body_of[k] == self.laid.body_of[first] else first

    def _is_added(self, span: Span) -> bool:
        return any(each.start <= span.start < each.end for each in self.afters)

    def one_branch(self, k: int, placed: Iterable[Placed]) -> tuple[Fix, ...]:
        """The other branch, where its shape serves; or brackets in the join's place."""
        join = self.laid.entries[k]
        assert isinstance(join, Branches)
        opening = self.edits.opening(join.word)
        closing = Span(join.span.end - 1, join.span.end)
        if opening is None:
            return ()
        brackets = (Edit(Span(join.word.start, opening), "["), Edit(closing, "]"))
        left_out = Fix(f"leave out `{join.how}`", brackets)
        shapes = [(each.input, each.output) for each in placed if each.origin.span == join.word]
        other = _other_branch(join.how, shapes)
        if not other:
            return (left_out,)
        return (Fix(f"write `| {other}`", (self.edits.branch(closing, other),)), left_out)

    def without_bias(self, layers: Sequence[int]) -> tuple[Fix, ...]:
        """No bias for convolutions that say nothing of it."""
        edits = []
        for k in layers:
            entry = self.laid.entries[k]
            assert isinstance(entry, Step)
            code, end = entry.origin.code, entry.origin.span.end
            if code[:1].isupper():
                edits.append(Edit(Span(end, end), "b0"))
            elif code.endswith(")"):
                edits.append(Edit(Span(end - 1, end - 1), ", bias=no"))
            else:
                edits.append(Edit(Span(end, end), "(bias=no)"))
        what = "`b0`" if len(edits) == 1 else f"`b0` on all {len(edits):,}"
        return (Fix(f"write {what}", tuple(edits)),)


def _other_branch(how: str, shapes: list[tuple[KnownShape, KnownShape]]) -> str:
    """What can stand beside the branch of a join, for all that go in and come out."""
    if not shapes or how == "split":
        return ""
    if how == "cat":
        return "id" if all(spatial(a) == spatial(b) for a, b in shapes) else ""
    if all(a == b for a, b in shapes):
        return "id"
    if how == "add":
        return "proj" if all(len(a) == len(b) for a, b in shapes) else ""
    fits = how == "mul" and all(len(a) == len(b) and _spread(a, b) for a, b in shapes)
    return "id" if fits else ""


def _spread(one: KnownShape, other: KnownShape) -> bool:
    return all(a == b or 1 in (a, b) for a, b in zip(one, other, strict=True))
