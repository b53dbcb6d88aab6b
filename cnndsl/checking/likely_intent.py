"""What is no slip, though it looks like one: what a spec says elsewhere, or works out, is meant."""

import re
from collections.abc import Sequence as Row
from functools import cached_property

from cnndsl.checking.files import Source
from cnndsl.checking.likely_pairs import NONE, SOFTMAXES, Pair, Pairs
from cnndsl.diagnostics import Findings
from cnndsl.network import Placed, Step
from cnndsl.syntax import tree
from cnndsl.text import Span

DIGITS = r"[0-9][0-9_.x×]*(?:[eE][+-]?[0-9]+)?"
GLUED = re.compile(rf"[A-Za-z]?{DIGITS}")
CALLED = re.compile(rf"(?:\w+\s*=\s*)?{DIGITS}")
NAMED = re.compile(r"\w+\s*=\s*")
OF_ONE_LAYER = ("idle", "softmax")
"""Slips that no mistake in the syntax can have made."""


class Intent:
    """What speaks for a pair of layers as it stands."""

    def __init__(
        self, pairs: Pairs, placed: Row[Placed], files: Row[Source], findings: Findings
    ) -> None:
        self.pairs = pairs
        self.placed = placed
        self.findings = findings
        self.broken = findings.broken_syntax()
        afters = [
            (source.start, entry)
            for source in files
            for entry in source.file.entries
            if isinstance(entry, tree.After)
        ]
        self.afters = [entry.span for _, entry in afters]
        self._bare = {
            (start, entry.kind.name if entry.kind else "")
            for start, entry in afters
            if not entry.parts
        }
        self._spoilt = any("after" in source.file.spoilt for source in files)

    def is_sound(self, pair: Pair) -> bool:
        entry = self.pairs.laid.entries[pair.layer]
        if self.broken and pair.kind not in OF_ONE_LAYER:
            return True
        if not isinstance(entry, Step) or entry.layer is None:
            return False
        if entry.origin.faulty:
            return True
        if pair.kind == "idle":
            return not self._in_numbers(entry)
        if pair.kind == "softmax":
            one = entry.origin.span in self._of_one
            return not (one and self._depth_is_a_number(pair.layer))
        if pair.kind == "no activation":
            start = self.findings.text.at(entry.origin.span.start).start
            bare = self._bare & {(start, entry.layer.word), (start, "")}
            return not self._writes_activations or bool(bare)
        if pair.kind == "bias":
            return "bias" in entry.origin.arguments
        return entry.assumed

    @cached_property
    def _writes_activations(self) -> bool:
        """Whether activations are the spec's own, and none was left to be filled in."""
        laid = self.pairs.laid
        filled = any(isinstance(each, Step) and each.assumed for each in laid.entries)
        return not filled and not self._spoilt and laid.has_activation()

    @cached_property
    def _of_one(self) -> set[Span]:
        """The places of softmaxes to which one number comes, wherever they are used."""
        found = [each for each in self.placed if each.layer.word in SOFTMAXES]
        more = {each.origin.span for each in found if each.input[0] != 1}
        return {each.origin.span for each in found} - more

    def _in_numbers(self, step: Step) -> bool:
        """Whether all values of a layer are written there, as numbers, or are its kind's own."""
        for name, declared in step.layer.arguments.items() if step.layer else ():
            span = step.origin.arguments.get(name)
            if span is None:
                if vars(step.layer)[name] != declared.default:
                    return False  # a `default` says so
            elif not self._is_number(step, span):
                words = NAMED.sub("", self.findings.text.words(span), count=1)
                if words not in declared.type.words:
                    return False
        return True

    def _is_number(self, step: Step, span: Span) -> bool:
        shape = GLUED if step.origin.code[:1].isupper() else CALLED
        return shape.fullmatch(self.findings.text.words(span)) is not None

    def _depth_is_a_number(self, softmax: int) -> bool:
        maker = self.pairs.depth[softmax]
        if maker == NONE:
            return True  # the input's own
        entry = self.pairs.laid.entries[maker]
        if not isinstance(entry, Step):
            return False
        given = entry.origin.arguments
        span = given.get("depth") or given.get("features")
        return span is not None and self._is_number(entry, span)
