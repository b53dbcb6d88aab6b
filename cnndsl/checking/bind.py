"""Written layers, to layers with bound arguments: the one place where syntax and layer kinds meet.

What is known of a text alone is settled here; what depends on sizes is infer.py's.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from cnndsl.checking.evaluate import ALONE, Constants, Here
from cnndsl.checking.name_problems import default_twice
from cnndsl.checking.symbols import symbol
from cnndsl.checking.written_argument import WrittenArgument
from cnndsl.diagnostics import Findings
from cnndsl.formulas import Formula
from cnndsl.layers.arguments import Argument, TapValue, Unsuitable, WordValue
from cnndsl.layers.layer import CODES, KINDS, Layer, argument_names, letters
from cnndsl.lazy_modules import LazyModule
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Origin, Step
from cnndsl.sizes import UNKNOWN, Sides, show_shape
from cnndsl.syntax import tree
from cnndsl.text import Span

if TYPE_CHECKING:
    from cnndsl.checking import argument_fixes, layer_name_problems
    from cnndsl.checking import bind_problems as problems
else:
    problems = LazyModule("cnndsl.checking.bind_problems")
    layer_name_problems = LazyModule("cnndsl.checking.layer_name_problems")
    argument_fixes = LazyModule("cnndsl.checking.argument_fixes")


class _Given(NamedTuple):
    """What a written layer gives: values and their places, and what a mistake has taken away."""

    values: dict[str, Any]
    spans: dict[str, Span]
    faulty: set[str]
    symbols: dict[str, Formula]


class Binder:
    """Binds layers, with a file's defaults; a word without expressions is bound once."""

    def __init__(
        self,
        constants: Constants,
        blocks: Collection[str],
        findings: Findings,
        silent: frozenset[str],
    ) -> None:
        self.constants = constants
        self.findings = findings
        self.silent = silent
        """Names of layers that are known to be missing, and why has been said."""
        self.blocks = blocks
        """Their names, for whoever misspells one."""
        self.defaults: dict[str, dict[str, Any]] = {}
        self.doubtful: dict[str, set[str]] = {}
        """Arguments of the defaults that a mistake has taken away."""
        self._words: dict[str, tuple[int, tuple[Step, ...]]] = {}
        """Words that are bound, each where it stands first."""
        self._known: dict[int, tuple[Step | tree.WrittenLayer, ...]] = {}
        """Layers of which nothing depends on what comes in or stands around, by the id of where they are written."""
        self._layers: dict[Layer, Layer] = {}

    def set_defaults(self, file: tree.File) -> None:
        """`default conv(bias=no)`, wherever it stands in the file."""
        first: dict[str, tree.Default] = {}
        for entry in file.entries:
            if not isinstance(entry, tree.Default):
                continue
            kind = entry.layer.name
            self._set_default(entry.layer)
            if kind in first and kind in KINDS:
                self.findings.add(default_twice(first[kind], entry, self.findings.text))
            first.setdefault(kind, entry)

    def _set_default(self, written: tree.WrittenLayer) -> None:
        kinds = [word for word, kind in KINDS.items() if kind.arguments]
        if written.name not in kinds:
            self.findings.add(
                problems.unknown_kind(written.name_span, written.name, "default", kinds)
            )
            return
        given = self._arguments(KINDS[written.name], written, ALONE, 0)
        self.defaults.setdefault(written.name, given.values)
        self.doubtful.setdefault(written.name, given.faulty)

    def layers(
        self, body: tree.Shorthand | tree.Spelled, here: Here
    ) -> tuple[Step | tree.WrittenLayer, ...]:
        """Layers as they are written; bound already where nothing in them depends on what comes in."""
        if id(body) not in self._known:
            found = self._layers_of(body, here)
            if not all(isinstance(each, Step) and each.layer for each in found):
                return found
            self._known[id(body)] = found
        return self._known[id(body)]

    def _layers_of(
        self, body: tree.Shorthand | tree.Spelled, here: Here
    ) -> tuple[Step | tree.WrittenLayer, ...]:
        if isinstance(body, tree.Spelled):
            return (body.layer,) if body.layer.arguments else (self.layer(body.layer, here),)
        text, written, offset = body.word.text, body.word.layers, body.offset
        if text in self._words:
            first, steps = self._words[text]
            return tuple([_moved(step, offset - first) for step in steps])
        strange = next((each for each in written if each.name not in CODES), None)
        if strange:  # a word is understood whole or not at all
            self._unknown(strange, here, offset)
            return (Step(None, Origin(body.span, text, {})),)
        if "<" in text or "{" in text:
            return written
        before = len(self.findings)
        steps = tuple([self.layer(each, here, offset) for each in written])
        if len(self.findings) == before:
            self._words[text] = offset, steps
        return steps

    def layer(self, written: tree.WrittenLayer, here: Here, offset: int = 0) -> Step:
        """One layer; a hole where there is no such kind."""
        span = written.span.shift(offset)
        words = self.findings.text.words(span)
        kind = (CODES if written.shorthand else KINDS).get(written.name)
        if kind is None:
            if written.name not in self.silent and not self.constants.guessing:
                self._unknown(written, here, offset)
            return Step(None, Origin(span, words, {}))
        given = self._arguments(kind, written, here, offset)
        self._require(kind, written, given, here, offset)
        values = {**self.defaults.get(kind.word, {}), **given.values}
        given.faulty.update(self.doubtful.get(kind.word, set()) - set(given.spans))
        origin = Origin(span, words, given.spans, frozenset(given.faulty), given.symbols)
        layer = kind(**values)
        return Step(layer if given.faulty else self._shared(layer), origin)

    def _shared(self, layer: Layer) -> Layer:
        """One object for all layers that say the same, so that what is worked out of one serves for all."""
        if layer.label_arguments:
            return layer  # a label means another value elsewhere
        try:
            return self._layers.setdefault(layer, layer)
        except TypeError:
            return layer  # a kind of one's own, with an argument that has no hash

    def _unknown(self, written: tree.WrittenLayer, here: Here, offset: int) -> None:
        span = written.name_span.shift(offset)
        text = self.findings.text.at(span.start)
        start, end = span.start - text.start, span.end - text.start
        while written.shorthand and start and text.content[start - 1].isalpha():
            start -= 1
        while written.shorthand and end < len(text.content) and text.content[end].isalpha():
            end += 1
        tapped = isinstance(here.parameters.get(written.name), TapValue)
        if not written.arguments and (tapped or written.name in self.constants.labels):
            self.findings.add(layer_name_problems.label_for_layer(span, written.name), here.uses)
            return
        if written.name in here.parameters and not written.shorthand:
            if here.parameters[written.name] is not None:
                found = layer_name_problems.parameter_for_layer(span, written.name)
                self.findings.add(found, here.uses)
            return
        whole = Span(start + text.start, end + text.start)
        unknown = layer_name_problems.Unknown(written, span, whole, text, self.blocks)
        self.findings.add(layer_name_problems.unknown_layer(unknown), here.uses)

    def _require(
        self,
        kind: type[Layer],
        written: tree.WrittenLayer,
        given: _Given,
        here: Here,
        offset: int,
    ) -> None:
        for arg, declared in kind.arguments.items():
            if not declared.required or arg in given.values:
                continue
            if arg not in self.defaults.get(kind.word, {}):
                given.values[arg] = UNKNOWN
                if arg not in given.faulty and "" not in given.faulty:
                    span = written.name_span.shift(offset)
                    missing_here = problems.missing_argument(span, kind, arg, written.shorthand)
                    self.findings.add(missing_here, here.uses)
                given.faulty.add(arg)

    def _arguments(
        self, kind: type[Layer], written: tree.WrittenLayer, here: Here, offset: int
    ) -> _Given:
        given = _Given({}, {}, set(), {})
        order = list(kind.arguments)
        for position, argument in enumerate(written.arguments):
            arg = self._named(kind, written, position, given, here, offset)
            if arg is None:
                continue
            given.spans[arg] = argument.span.shift(offset)
            declared = kind.arguments[arg]
            value = self._value(argument.value, declared, here, offset, written.shorthand)
            self._read(declared, arg, value, given, argument.value, here, offset)
            stated = symbol(argument.value, self.constants, here, offset)
            if stated is not None:
                given.symbols[arg] = stated
        if "" in given.faulty:
            given.faulty.update(arg for arg in order if arg not in given.spans)
        given.values.update(dict.fromkeys(given.faulty.intersection(order), UNKNOWN))
        return given

    def _named(
        self,
        kind: type[Layer],
        written: tree.WrittenLayer,
        position: int,
        given: _Given,
        here: Here,
        offset: int,
    ) -> str | None:
        """The argument that a value is for, by its key or its place; None where it is for none, which is said."""
        argument, order = written.arguments[position], list(kind.arguments)
        by_key = letters(kind) if written.shorthand else argument_names(kind)
        key, by_place = argument.key, not (argument.key or written.shorthand)
        behind_named = by_place and any(each.key for each in written.arguments[:position])
        arg = by_key.get(key)
        if by_place and not behind_named and position < len(order):
            arg = order[position]
        if arg is not None and arg not in given.spans:
            return arg
        text = self.findings.text.at(written.span.start + offset)
        stands = WrittenArgument(written, argument, text, offset)
        if arg is not None:
            found = problems.argument_twice(stands, key or arg, given.spans[arg])
            given.faulty.add(arg)
        elif behind_named:
            found = problems.order(stands, kind)
            given.faulty.add("")
        elif by_place:
            found = problems.too_many_arguments(stands, kind)
            given.faulty.update(order)  # one of them is too many
        else:
            found = problems.unknown_argument(stands, kind)
            given.faulty.add("")
            given.faulty.update(by_key.get(fix.edits[0].text, "") for fix in found.fixes)
        self.findings.add(found, here.uses)
        return None

    def _read(
        self,
        declared: Argument,
        arg: str,
        value: Any,
        given: _Given,
        stated: tree.ArgumentValue,
        here: Here,
        offset: int,
    ) -> None:
        """Let the argument's type take a value, or say why not."""
        if value is None or isinstance(stated, tree.Layers):
            given.faulty.add(arg)
            if value is not None:
                span = stated.span.shift(offset)
                words = self.findings.text.words(span)
                found = problems.layers_for_value(span, declared.name or arg, words, declared)
                self.findings.add(found, here.uses)
            return
        try:
            given.values[arg] = declared.type.read(value)
        except Unsuitable as unsuitable:
            given.faulty.add(arg)
            _hide(stated, here)
            span = stated.span.shift(offset)
            name = declared.name or arg
            words = self._shown(value, span)
            why = unsuitable.reason
            if unsuitable.size:
                as_stated = self.findings.text.words(span)
                answer = argument_fixes.other_size(stated, span, as_stated, value, declared)
                self.findings.add(problems.wrong_size(span, name, words, why, answer), here.uses)
            else:
                self.findings.add(
                    problems.wrong_value(span, name, words, declared, why, value), here.uses
                )

    def _shown(self, value: Any, span: Span) -> str:
        """A value as it was written, with what it comes to where that is another."""
        words = self.findings.text.words(span)
        if isinstance(value, (WordValue, TapValue, tuple, Sides)):
            said = show_shape(value) if isinstance(value, tuple) else str(value)
            said = words if "/" in said else said
            said = value.text if isinstance(value, WordValue) else said
            said = f"@{value.path}" if isinstance(value, TapValue) else said
            return f"`{words}`" if words == said else f"`{words}`, which is `{said}`"
        long = not isinstance(value, int) or abs(value) >= 10**15
        plain = f"{float(value):g}" if long else f"{value}"
        return (
            plain if words in (plain, plain.replace("e+", "e")) else f"`{words}`, which is {plain}"
        )

    def _value(
        self,
        value: tree.ArgumentValue,
        declared: Argument,
        here: Here,
        offset: int,
        shorthand: bool,
    ) -> Any:
        if isinstance(value, tree.TapName):
            return TapValue(value.path)
        if isinstance(value, tree.Layers):
            return value
        brought = here.brought(value)
        if brought is not None:
            return TapValue(value.name) if isinstance(brought, TapValue) else brought  # type: ignore[union-attr]
        if isinstance(value, (tree.ShapeLiteral, tree.SidesLiteral)):
            return self.constants.sizes(value, here, offset)
        if isinstance(value, tree.Variable) and declared.type.words and not shorthand:
            constants = self.constants
            known = {*constants.lets, *here.parameters, *constants.taken_in, "i", "in"}
            if value.name in declared.type.words or value.name not in known:
                return WordValue(value.name)
        return self.constants.evaluate(value, here, offset)


def _hide(stated: tree.Value, here: Here) -> None:
    """What is wrong with a block's parameter is said where it is first used."""
    if isinstance(stated, tree.Variable) and stated.name in here.parameters:
        here.parameters[stated.name] = None


def _moved(step: Step, offset: int) -> Step:
    origin = step.origin
    spans = {name: span.shift(offset) for name, span in origin.arguments.items()}
    origin = Origin(origin.span.shift(offset), origin.code, spans, origin.faulty, origin.symbols)
    return step._replace(origin=origin)
