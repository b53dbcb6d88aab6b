"""Where likely slips are said: once at each place, and in a block only if they hold at every use.

The pairs of layers are likely_pairs.py's, the words likely_problems.py's, the fixes likely_fixes.py's.
"""

from collections.abc import Iterable
from collections.abc import Sequence as Row

from cnndsl.checking import likely_problems as problems
from cnndsl.checking.files import Source
from cnndsl.checking.likely_fixes import Fixes, span_of
from cnndsl.checking.likely_intent import Intent
from cnndsl.checking.likely_pairs import Pair, Pairs
from cnndsl.checking.ok_comments import OkComments
from cnndsl.checking.order import TRUNK
from cnndsl.diagnostics import Diagnostic, Findings
from cnndsl.fixes import Fix
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Branches, Placed, Step
from cnndsl.text import Span

AT_EITHER = ("no activation", "before softmax")
"""Slips that are said of the second layer where the first is in a block that others use soundly."""


WITHOUT_EFFECT = ("idle", "softmax", "positive", "twice")
OF_USE = ("softmax inside", "before softmax")
"""Slips of layers in their place, which are not said of one that does nothing anyway."""


class _Key(NamedTuple):
    """A slip and the place at which it is said: its layer's, or that of the other one."""

    span: Span
    kind: str
    of_other: bool


class _Case(NamedTuple):
    """A slip at one place: its first pair, the layer that stands there, and all that stand so."""

    pair: Pair
    at: int
    layers: set[int]
    unless: set[_Key]
    """Said there instead, where it can be."""


class Slips:
    """The slips of one network."""

    def __init__(
        self,
        pairs: Pairs,
        placed: Row[Placed],
        files: Row[Source],
        findings: Findings,
        silenced: OkComments | None,
    ) -> None:
        self.pairs = pairs
        self.laid = pairs.laid
        self.placed = placed
        self.findings = findings
        self.silenced = silenced
        self.intent = Intent(pairs, placed, files, findings)
        self.fixes = Fixes(pairs, findings.text, self.intent.afters)
        self.cases: dict[_Key, _Case] = {}
        self.without_effect: set[Span] = set()
        """The places of layers that do nothing."""
        self.biased: dict[Span, dict[int, int]] = {}
        """Convolutions that keep a bias for nothing, and their norms, by their places."""

    def say(self, found: Iterable[Pair]) -> None:
        """Say what is a slip of some pairs."""
        known: dict[object, bool] = {}
        for pair in found:
            kind, layer, other = pair
            entries = self.laid.entries
            alike = kind, id(entries[layer]), id(entries[other])
            if alike not in known:
                known[alike] = self.intent.is_sound(pair)
            if not known[alike]:
                self._gather(pair)
        for key in sorted(self.cases, key=lambda key: (key.span, key.kind in OF_USE, key)):
            case = self.cases[key]
            if key.kind in OF_USE and key.span in self.without_effect:
                continue  # one slip is enough
            if self._holds_everywhere(key) and not any(map(self._holds_everywhere, case.unless)):
                self.without_effect |= {key.span} if key.kind in WITHOUT_EFFECT else set()
                described = self._described(key, case)._replace(fixes=self._mended(key, case))
                self._enter(key.span, case.at, described)
        self._say_of_biases()

    def _gather(self, pair: Pair) -> None:
        first = span_of(self.laid.entries[pair.layer])
        if pair.kind == "bias":
            self.biased.setdefault(first, {})[pair.layer] = pair.other
            return
        self._note(_Key(first, pair.kind, False), pair, pair.layer)
        if pair.kind in AT_EITHER:
            second = span_of(self.laid.entries[pair.other])
            key = _Key(second, pair.kind, True)
            self._note(key, pair, pair.other)
            self.cases[key].unless.add(_Key(first, pair.kind, False))

    def _note(self, key: _Key, pair: Pair, at: int) -> None:
        case = self.cases.setdefault(key, _Case(pair, at, set(), set()))
        case.layers.add(at)

    def _holds_everywhere(self, key: _Key) -> bool:
        """Whether a slip holds wherever the block that it stands in is used."""
        every = {self.laid.body_of[k] for k in self.fixes.at[key.span]}
        return every == {self.laid.body_of[k] for k in self.cases[key].layers}

    def _enter(self, span: Span, at: int, found: Diagnostic) -> None:
        """Say it, with the uses of the blocks around, unless its line says that it is meant."""
        if self._is_meant(span):
            return
        uses: list[Span] = []
        body = self.laid.body_of[at]
        while body != TRUNK:
            body, use = self.laid.bodies[body]
            uses.insert(0, use.span)
        self.findings.add(found, uses)

    def _is_meant(self, span: Span) -> bool:
        return self.silenced is not None and self.silenced.at(span)

    def _described(self, key: _Key, case: _Case) -> Diagnostic:
        pair = case.pair
        layer, other = self.laid.entries[pair.layer], self.laid.entries[pair.other]
        there = span_of(layer if key.of_other else other)
        if isinstance(layer, Branches):
            return problems.one_branch(key.span, layer.how)
        assert isinstance(other, Step)
        code, follower = layer.origin.code, other.origin.code
        if pair.kind == "no activation":
            missing = self.fixes.activation
            return problems.activation_missing(key.span, code, follower, there, missing)
        if pair.kind == "softmax inside":
            return problems.softmax_inside(key.span, code, follower, there)
        if pair.kind == "before softmax":
            return problems.activation_before_softmax(key.span, code, there)
        return problems.no_effect(key.span, code, _why(pair.kind, layer, follower), there)

    def _mended(self, key: _Key, case: _Case) -> tuple[Fix, ...]:
        """What mends it; nothing where another copy of the layer is sound as it stands."""
        k, fixes = case.pair.layer, self.fixes
        if key.of_other:
            return ()
        if key.kind == "no activation":
            return fixes.activation_between(k)
        if len(case.layers) < len(fixes.at[key.span]):
            return ()
        if key.kind == "one branch":
            return fixes.one_branch(k, self.placed)
        if key.kind == "idle":
            return fixes.idle(k)
        if key.kind == "softmax":
            return fixes.replaced(k, "sigmoid")
        if key.kind == "softmax inside":
            return fixes.softmax_inside(k)
        return fixes.positive(case.pair) if key.kind == "positive" else fixes.removed(k)

    def _say_of_biases(self) -> None:
        """One note a file, at its first place, unless an `# ok` stands at any of them."""
        by_file: dict[int, list[Span]] = {}
        for span, layers in sorted(self.biased.items()):
            there = [k for k in self.fixes.at[span] if k in layers or self.pairs.is_convolution(k)]
            if len(there) == len(layers):
                by_file.setdefault(self.findings.text.at(span.start).start, []).append(span)
        for spans in by_file.values():
            firsts = [next(iter(self.biased[span].items())) for span in spans]
            conv, norm = (self.laid.entries[k] for k in firsts[0])
            assert isinstance(conv, Step)
            assert isinstance(norm, Step)
            meant = [self._is_meant(span) for span in spans]
            if any(meant):
                continue
            found = problems.bias_unused(
                spans[0],
                conv.origin.code,
                conv.layer.word if conv.layer else "",
                norm.origin.code,
                len(spans) - 1,
            )
            found = found._replace(fixes=self.fixes.without_bias([k for k, _ in firsts]))
            self._enter(spans[0], firsts[0][0], found)


def _why(kind: str, layer: Step, other: str) -> str:
    """Why a layer does nothing."""
    assert layer.layer is not None
    if kind == "idle":
        values = (f"`{name}` {value}" for name, value in layer.layer.idle_at.items())
        return f"with {' and '.join(values)} every number goes through as it is"
    if kind == "softmax":
        return f"of a single number it is always {1 if layer.layer.word == 'softmax' else 0}"
    if kind == "twice":
        return f"`{other}` before it has done the same"
    return f"behind `{other}` nothing is below 0"
