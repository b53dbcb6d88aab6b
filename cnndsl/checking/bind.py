"""Written layers, to layers with bound arguments: the one place where syntax and layer kinds meet.

What is known of a text alone is settled here; what depends on sizes is infer.py's.
"""

from typing import Any, NamedTuple

from cnndsl.checking import bind_problems as problems
from cnndsl.checking.evaluate import Constants
from cnndsl.diagnostics import Findings
from cnndsl.layers.arguments import Argument, Name, Tap, Unsuitable
from cnndsl.layers.layer import CODES, KINDS, Layer, argument_names, letters
from cnndsl.network import Origin, Step
from cnndsl.sizes import UNKNOWN
from cnndsl.syntax import tree
from cnndsl.text import Span


class _Given(NamedTuple):
    """What a written layer gives: values and their places, and what a mistake has taken away."""

    values: dict[str, Any]
    spans: dict[str, Span]
    faulty: set[str]


class Binder:
    """Binds layers, with a file's defaults; a word without expressions is bound once."""

    def __init__(self, constants: Constants, findings: Findings, silent: frozenset[str]) -> None:
        self.constants = constants
        self.findings = findings
        self.silent = silent
        """Names of layers that are known to be missing, and why has been said."""
        self.defaults: dict[str, dict[str, Any]] = {}
        self._words: dict[str, tuple[Step, ...]] = {}

    def set_default(self, statement: tree.Default) -> None:
        """`default conv(bias=no)`."""
        written = statement.layer
        kinds = [word for word, kind in KINDS.items() if kind.arguments]
        if written.name not in kinds:
            self.findings.add(
                problems.unknown_kind(written.name_span, written.name, "default", kinds)
            )
            return
        given = self._arguments(KINDS[written.name], written, 0)
        self.defaults.setdefault(written.name, {}).update(given.values)

    def word(self, shorthand: tree.Shorthand) -> tuple[Step, ...]:
        """The layers of a shorthand word."""
        text, offset = shorthand.word.text, shorthand.offset
        if text not in self._words:
            before = len(self.findings)
            strange = next((e for e in shorthand.word.layers if e.name not in CODES), None)
            if strange:  # a word is understood whole or not at all
                self._unknown(strange, offset)
                return (Step(None, Origin(shorthand.span, text, {})),)
            steps = tuple(self.layer(each, offset) for each in shorthand.word.layers)
            if "<" in text or len(self.findings) > before:
                return steps
            self._words[text] = tuple(_moved(step, -offset) for step in steps)
        return tuple(_moved(step, offset) for step in self._words[text])

    def layer(self, written: tree.WrittenLayer, offset: int = 0) -> Step:
        """One layer; a hole where there is no such kind."""
        words = self.findings.text.words(written.span.shift(offset))
        origin = Origin(written.span.shift(offset), words, {})
        kind = (CODES if written.shorthand else KINDS).get(written.name)
        if kind is None:
            if written.name not in self.silent:
                self._unknown(written, offset)
            return Step(None, origin)
        given = self._arguments(kind, written, offset)
        self._require(kind, written, given, offset)
        values = {**self.defaults.get(kind.word, {}), **given.values}
        origin = origin._replace(arguments=given.spans, faulty=frozenset(given.faulty))
        return Step(kind(**values), origin)

    def _unknown(self, written: tree.WrittenLayer, offset: int) -> None:
        span = written.name_span.shift(offset)
        content = self.findings.text.content
        start, end = span
        if written.shorthand:
            while start and (content[start - 1].isalpha()):
                start -= 1
            while end < len(content) and content[end].isalpha():
                end += 1
        self.findings.add(
            problems.unknown_layer(span, written.name, content[start:end], Span(start, end))
        )

    def _require(
        self, kind: type[Layer], written: tree.WrittenLayer, given: _Given, offset: int
    ) -> None:
        for arg, declared in kind.arguments.items():
            missing = declared.required and arg not in given.values
            if missing and arg not in self.defaults.get(kind.word, {}):
                given.values[arg] = UNKNOWN
                if arg not in given.faulty:
                    span = written.name_span.shift(offset)
                    self.findings.add(problems.missing_argument(span, kind, arg, written.shorthand))
                given.faulty.add(arg)

    def _arguments(self, kind: type[Layer], written: tree.WrittenLayer, offset: int) -> _Given:
        given = _Given({}, {}, set())
        by_key = letters(kind) if written.shorthand else argument_names(kind)
        order = list(kind.arguments)
        for position, argument in enumerate(written.arguments):
            span = argument.span.shift(offset)
            key = argument.key
            if not written.shorthand and not key:
                if any(before.key for before in written.arguments[:position]):
                    self.findings.add(problems.order(span, kind))
                    given.faulty.update(order)
                    continue
                if position >= len(order):
                    self.findings.add(problems.too_many_arguments(span, kind))
                    given.faulty.add("")
                    continue
                arg = order[position]
            elif key in by_key:
                arg = by_key[key]
            else:
                self.findings.add(problems.unknown_argument(span, kind, key, written.shorthand))
                given.faulty.add("")
                continue
            if arg in given.spans:
                self.findings.add(problems.argument_twice(span, key or arg, given.spans[arg]))
                given.faulty.add("")
                continue
            given.spans[arg] = span
            value = self._value(argument.value, kind.arguments[arg], offset, written.shorthand)
            self._read(kind.arguments[arg], arg, value, argument.value.span.shift(offset), given)
        return given

    def _read(self, declared: Argument, arg: str, value: Any, span: Span, given: _Given) -> None:
        """Let the argument's type take a value, or say why not."""
        if value is None:
            given.faulty.add(arg)
            return
        try:
            given.values[arg] = declared.type.read(value)
        except Unsuitable as unsuitable:
            given.faulty.add(arg)
            name = declared.name or arg
            words = self._shown(value, span)
            if unsuitable.size:
                self.findings.add(problems.wrong_size(span, name, words, unsuitable.reason))
            else:
                self.findings.add(
                    problems.wrong_value(span, name, words, declared.type.name, unsuitable.reason)
                )

    def _shown(self, value: Any, span: Span) -> str:
        """A value as it was written, with what it comes to where that is another."""
        words = self.findings.text.words(span)
        if isinstance(value, (Name, Tap, tuple)):
            return f"`{words}`"
        plain = f"{value}" if isinstance(value, int) else f"{float(value):g}"
        return plain if words == plain else f"`{words}`, which is {plain}"

    def _value(self, value: tree.Value, declared: Argument, offset: int, shorthand: bool) -> Any:
        if isinstance(value, tree.TapName):
            return Tap(value.path)
        if isinstance(value, tree.ShapeLiteral):
            sizes = tuple(self.constants.evaluate(size, offset) for size in value.sizes)
            return None if None in sizes else sizes
        if isinstance(value, tree.Variable) and declared.type.words and not shorthand:
            known = value.name in self.constants.lets or value.name == "i"
            if value.name in declared.type.words or not known:
                return Name(value.name)
        return self.constants.evaluate(value, offset)


def _moved(step: Step, offset: int) -> Step:
    origin = step.origin
    spans = {name: span.shift(offset) for name, span in origin.arguments.items()}
    return step._replace(origin=origin._replace(span=origin.span.shift(offset), arguments=spans))
