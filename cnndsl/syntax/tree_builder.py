"""The syntax tree of a file, built from the parser's: a method for each rule of the grammar. Words are words.py's."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from cnndsl.diagnostics import Diagnostic, Enough, Mistakes
from cnndsl.fixes import Edit, Fix, insert, remove, replace
from cnndsl.layers.layer import KINDS
from cnndsl.lazy_modules import LazyModule
from cnndsl.limits import Limits, limits
from cnndsl.syntax import tree
from cnndsl.syntax.expressions import NAMED_LIST, ExpressionBuilder, bracketed, listed
from cnndsl.syntax.fast_parse import parse_tokens, straight
from cnndsl.syntax.lalr import Token, Tree
from cnndsl.syntax.words import parse_word
from cnndsl.text import Span, Text

if TYPE_CHECKING:
    from cnndsl.syntax import choice_problems, syntax_problems
else:
    choice_problems = LazyModule("cnndsl.syntax.choice_problems")
    syntax_problems = LazyModule("cnndsl.syntax.syntax_problems")


def parse(text: Text) -> tuple[tree.File, list[Diagnostic]]:
    """The tree of a spec, and what is wrong with its syntax; straight from the tokens where they are as meant."""
    findings = Mistakes()
    try:
        entries = straight(text.content, _Builder(text, findings).made)
    except Enough:
        entries = None
    if entries is not None:
        return tree.File(entries, frozenset()), findings
    return parse_with_tokens(text)[:2]


def parse_with_tokens(text: Text) -> tuple[tree.File, list[Diagnostic], Tree]:
    """The same, and the parser's own tree, which has every token."""
    found = Mistakes()
    try:
        parsed, spoilt = parse_tokens(text.content, found)
    except Enough:
        parsed, spoilt = Tree("file", []), {"input"}
    findings = Mistakes(finding.shift(text.start) for finding in found)
    try:
        entries = _Builder(text, findings).build(parsed)
    except Enough:
        entries, spoilt = (), {"input"}
    return tree.File(entries, frozenset(spoilt)), findings, parsed


def parse_taken_in(text: Text) -> tuple[tree.File, list[Diagnostic]]:
    """The same for a text that other specs of this process may take in too: it is parsed once for all."""
    return _parsed_once(text.content, text.start, len(KINDS), limits())


@lru_cache(maxsize=64)
def _parsed_once(
    content: str, start: int, vocabulary_size: int, limits: Limits
) -> tuple[tree.File, list[Diagnostic]]:
    """The vocabulary and the limits are part of what the answer depends on."""
    return parse(Text("", content, start=start))


def choices_of(part: tree.Part) -> Iterator[Span]:
    """Where something is to be chosen in a part, but for what stands inside of it."""
    body = part.body
    if part.optional:
        yield part.optional
    if isinstance(body, tree.Branches) and body.how == "any":
        yield body.word
    offset = body.offset if isinstance(body, tree.Shorthand) else 0
    layers = body.word.layers if isinstance(body, tree.Shorthand) else ()
    layers = (body.layer,) if isinstance(body, tree.Spelled) else layers
    given = (argument.value.span.shift(offset) for layer in layers for argument in layer.arguments
             if isinstance(argument.value, tree.Choice))  # fmt: skip
    yield from given
    yield from (each.span for each in tree.counts_of(part) if isinstance(each, tree.Choice))


def _end_of(count: Any) -> int:
    """Where a number of copies ends, with the bracket behind an expression."""
    end: int = count.span.end
    return end + (not isinstance(count, (tree.Number, tree.Choice, tree.Missing)))


def _copies(count: Any) -> str:
    """How a number of copies is shown."""
    if isinstance(count, tree.Number):
        return f"*{count.value}"
    return "*{...}" if isinstance(count, tree.Choice) else "*<...>"


class _Builder(ExpressionBuilder):
    """One method for each rule of cnn.lark. All tokens are there, brackets too."""

    def __init__(self, text: Text, findings: list[Diagnostic]) -> None:
        super().__init__(text.start, findings)
        self.content = text.content

    def file(self, children: list[Any]) -> tuple[Any, ...]:
        entries = tuple(child for child in children if child is not None)
        self._dangling([entry for entry in entries if isinstance(entry, tree.Part)])
        return entries

    def sequence(self, children: list[Any]) -> tuple[tree.Part, ...]:
        parts = [child for child in children if isinstance(child, tree.Part)]
        inputs = [child for child in children if isinstance(child, tree.Input)]
        hint = "the input stands outside brackets"
        for each in inputs:
            found = syntax_problems.unexpected(each.span, "input", "a layer", hint)
            self.findings.append(found)
        self._dangling(parts)
        return tuple(parts) or tuple(tree.Part(tree.Hole(each.span), each.span) for each in inputs)

    def _dangling(self, parts: list[tree.Part]) -> None:
        if parts and parts[-1].separator:
            self.findings.append(
                syntax_problems.incomplete(
                    parts[-1].separator,
                    "nothing follows this",
                    "remove it, or write a layer",
                    fixes=(remove(parts[-1].separator, safe=True),),
                )
            )

    def entry(self, children: list[Any]) -> Any:
        whole = children[0]
        if len(children) == 2 and isinstance(whole, tree.Part):
            return whole._replace(separator=self.span(children[1]))
        return whole

    # Parts

    def part(self, children: list[Any]) -> tree.Part:
        label = count = None
        if isinstance(children[0], tree.Label):
            label = children[0]
            del children[:2]
        body = children[0] if not isinstance(children[0], Token) else self._stray(children[0])
        for child in children[1:]:
            if not isinstance(child, Token):
                count = child
        end = _end_of(count) if count else body.span.end
        optional = self._optional(children[-1], end)
        if isinstance(body, tree.Tap):
            body, count, optional = self._one_tap(body, end, optional), None, None
        marked = label or count or optional
        if isinstance(body, tree.Shorthand) and len(body.word.layers) > 1 and marked:
            self._glued(body, label, count, optional)
            body = tree.Hole(body.span)
        start = label.span.start if label else body.span.start
        whole = Span(start, optional.end if optional else end)
        return tree.Part(body, whole, label, count, None, optional)

    def _optional(self, token: Any, end: int) -> Span | None:
        """The `?` of a part that ends somewhere, if it has one: right behind it."""
        if not isinstance(token, Token) or token.type != "QUESTION":
            return None
        mark = self.span(token)
        if end != mark.start:
            between = self._words(Span(end, mark.start))
            behind = self._words(Span(mark.end, mark.end + 1))
            self.findings.append(choice_problems.apart(mark, end, between, behind.isalnum()))
        return mark

    def _one_tap(self, body: tree.Tap, end: int, mark: Span | None) -> tree.Body:
        """A tap: it is there once, and so `@a*2` and `@a?` are mistakes."""
        span = Span(body.span.end, end)
        if end > span.start:
            self.findings.append(choice_problems.tap_copies(span, self._words(span).strip()))
        if mark is None:
            return body
        self.findings.append(choice_problems.on_tap(mark, body.span, body.label))
        return tree.Hole(body.span)

    def _words(self, span: Span) -> str:
        return self.content[span.start - self.offset : span.end - self.offset]

    def label(self, children: list[Any]) -> tree.Label:
        """A name, or one with numbers in angle brackets: a capital one is a single token."""
        first = children[0]
        span = first.span.until(self.span(children[-1])) if len(children) > 1 else first.span
        written = "".join([first.name, *map(str, children[1:])])
        if "<" not in written:
            return cast(tree.Label, first)
        pieces: list[Any] = []
        at = span.start
        for piece in re.findall(r"<[^<>]*>?|[^<]+", written):
            number = bracketed(piece, at, self.findings) if piece[-1] == ">" else piece
            pieces.append(number)
            at += len(piece)
        return tree.Label(written, span, tuple(pieces))

    def _stray(self, token: Token) -> tree.Hole:
        if token and token.type == "HOLE":
            from cnndsl.syntax.unexpected_tokens import stray

            self.findings.append(stray(token, self.content).shift(self.offset))
        return tree.Hole(self.span(token))

    def _glued(
        self, body: tree.Shorthand, label: tree.Label | None, count: Any, optional: Span | None
    ) -> None:
        layers = [body.word.text[layer.span.start : layer.span.end] for layer in body.word.layers]
        if label:
            hint = f"write `{label.name}: {layers[0]} {''.join(layers[1:])}` or `{label.name}: [{body.word.text}]`"
            fixes = self._apart(body, body.word.layers[0].span.end)
            found = syntax_problems.glued(label.span, f"the label `{label.name}`", hint, fixes)
            self.findings.append(found)
            return
        copies = _copies(count) if count else "?"
        hint = (
            f"write `{''.join(layers[:-1])} {layers[-1]}{copies}` or `[{body.word.text}]{copies}`"
        )
        fixes = self._apart(body, body.word.layers[-1].span.start)
        span = Span(count.span.start - 1, count.span.end) if count else cast(Span, optional)
        self.findings.append(syntax_problems.glued(span, f"`{copies}`", hint, fixes))

    def _apart(self, body: tree.Shorthand, at: int) -> tuple[Fix, ...]:
        """White space within a word of several layers, or brackets around it."""
        span = body.span
        return (
            insert(span.start + at, " ", title="put white space between the layers"),
            replace(span, f"[{body.word.text}]"),
        )

    def shorthand(self, children: list[Token]) -> tree.Shorthand | tree.Hole:
        (token,) = children
        span = self.span(token)
        parsed = parse_word(str(token))
        if parsed.word is None:
            self.findings.extend(finding.shift(span.start) for finding in parsed.findings)
            return tree.Hole(span)
        return tree.Shorthand(parsed.word, span.start, span)

    def spelled(self, children: list[Any]) -> tree.Spelled:
        name = self.span(children[0])
        arguments = children[2] if len(children) == 4 else ()
        span = name.until(self.span(children[-1])) if len(children) > 1 else name
        layer = tree.WrittenLayer(str(children[0]), name, False, arguments, span)
        return tree.Spelled(layer, span)

    def group(self, children: list[Any]) -> tree.Group:
        span = self.span(children[0]).until(self.span(children[-1]))
        return tree.Group(children[-2], span, children[0].type == "SEQ")

    def branches(self, children: list[Any]) -> tree.Branches:
        word = self.span(children[0])
        bodies = tuple(children[2:-1:2])
        return tree.Branches(str(children[0]), bodies, word.until(self.span(children[-1])), word)

    def branch(self, children: list[Any]) -> tree.Branch:
        each = self.several(children[2]) if len(children) > 1 else None
        return tree.Branch(children[-1], each)

    def tap(self, children: list[Token]) -> tree.Tap:
        return tree.Tap(str(children[0])[1:], self.span(children[0]))

    def slide_dots(self, children: list[Token]) -> tree.Hole:
        self.findings.append(syntax_problems.ellipsis(self.span(children[0])))
        return tree.Hole(self.span(children[0]))

    def count(self, children: list[Any]) -> tree.Value | tree.Listing:
        (token,) = children
        if not isinstance(token, Token):
            return cast(tree.Value, self.several(token, angles=True))
        if NAMED_LIST.match(token):
            return listed(str(token), self.span(token).start, self.findings)
        value = self._value(token)
        if token.type == "NUMBER" and re.search("[eE]", token) and isinstance(value, tree.Number):
            self._plain_count(token, value)
        return value

    def _plain_count(self, token: Token, value: tree.Number) -> None:
        """`*1e1`: a number of copies has digits alone."""
        if value.value != int(value.value):
            return  # which the checker says
        from cnndsl.syntax.notations.notation_problems import copies

        span, plain = self.span(token), str(int(value.value))
        finding = copies(span, f"*{token}", f"*{plain}", (Edit(span, plain),))
        self.findings.append(finding)

    def arguments(self, children: list[Any]) -> tuple[tree.Argument, ...]:
        return tuple(children[::2])

    def argument(self, children: list[Any]) -> tree.Argument:
        value = children[-1]
        if len(children) == 1:
            return tree.Argument("", value, value.span)
        key = self.span(children[0])
        return tree.Argument(str(children[0]), value, key.until(value.span))

    def layers(self, children: list[Any]) -> tree.Layers:
        parts = children[1] if len(children) == 3 else ()
        return tree.Layers(parts, self.span(children[0]).until(self.span(children[-1])))

    # Statements

    def statement(self, children: list[Any]) -> Any:
        return children[0]

    def network(self, children: list[Any]) -> tree.Network:
        return tree.Network(children[1].name, children[1].span)

    def input(self, children: list[Any]) -> tree.Input:
        span = self.span(children[0]).until(self.span(children[-1]))
        if len(children) == 1:
            return tree.Input(None, True, span)
        value = self._value(children[-1])
        if not isinstance(value, (tree.ShapeLiteral, tree.Missing)):
            value = tree.ShapeLiteral((cast(tree.Expression, value),), value.span)
        name = children[1] if len(children) == 3 else None
        return tree.Input(value, children[0].type == "SLIDE_INPUT", span, name)

    def let(self, children: list[Any]) -> tree.Let:
        value = self.several(children[3])
        return tree.Let(children[1], value, self.span(children[0]).until(children[3].span))

    def default(self, children: list[Any]) -> tree.Default:
        span = self.span(children[0]).until(self.span(children[-1]))
        name = self.span(children[1])
        layer_span = name.until(self.span(children[-1]))
        arguments = tuple(self._settled(argument) for argument in children[3])
        layer = tree.WrittenLayer(str(children[1]), name, False, arguments, layer_span)
        return tree.Default(layer, span)

    def _settled(self, argument: tree.Argument) -> tree.Argument:
        """An argument of `default`, in which nothing is to be chosen."""
        value = argument.value
        if not isinstance(value, tree.Choice):
            return argument
        self._no_choice(value.span, "defaults are the same in all networks of a family", value)
        return argument._replace(value=tree.Missing(value.span))

    def _no_choice(self, span: Span, why: str, choice: tree.Choice | None = None) -> None:
        """Say that nothing can be chosen at a place; the first value is offered."""
        first = choice.options[0] if choice else None
        known = first is not None and not isinstance(first, (tree.Range, tree.Missing))
        fixes = (replace(span, self._words(first.span)),) if first and known else ()
        self.findings.append(choice_problems.no_place(span, self._words(span), why, fixes))

    def after(self, children: list[Any]) -> tree.After:
        if len(children) == 1:
            return tree.After(None, (), self.span(children[0]))
        kind = tree.Label(str(children[1]), self.span(children[1]))
        parts = self._same_everywhere(children[3]) if len(children) == 5 else ()
        return tree.After(kind, parts, self.span(children[0]).until(self.span(children[-1])))

    def _same_everywhere(self, parts: tuple[tree.Part, ...]) -> tuple[tree.Part, ...]:
        """The parts of an `after`; a hole where something in them is to be chosen."""
        chosen = next((span for part in tree.parts_in(parts) for span in choices_of(part)), None)
        if chosen is None:
            return parts
        self._no_choice(chosen, "what follows a layer is the same in all networks of a family")
        return tuple(part._replace(body=tree.Hole(part.span)) for part in parts)

    def expect(self, children: list[Any]) -> tree.Expect:
        path = self._value(children[1]) if len(children) == 4 else None
        figure = tree.Label(str(children[-2]), self.span(children[-2]))
        value = self._value(children[-1])
        span = self.span(children[0]).until(value.span)
        return tree.Expect(cast("tree.TapName | None", path), figure, value, span)

    def use(self, children: list[Token]) -> tree.Use:
        return tree.Use(str(children[1])[1:-1], self.span(children[1]))

    def block(self, children: list[Any]) -> tree.Block:
        name = tree.Label(str(children[1]), self.span(children[1]))
        parameters = children[3] if len(children) > 5 and isinstance(children[3], tuple) else ()
        closer = children[-4]  # what stands before `{`: the name, or the parameters' bracket
        whole = self.span(children[0]).until(self.span(children[-1]))
        head = name.span.until(self.span(closer))
        shared = children[0].startswith("shared")
        return tree.Block(name, parameters, children[-2], head, whole, shared)

    def parameters(self, children: list[Any]) -> tuple[tree.Parameter, ...]:
        return tuple(children[::2])

    def parameter(self, children: list[Any]) -> tree.Parameter:
        name = self.span(children[0])
        default = children[2] if len(children) == 3 else None
        span = name.until(default.span) if default else name
        return tree.Parameter(str(children[0]), default, span)

    def head(self, children: list[Any]) -> tree.Head:
        span = self.span(children[0]).until(self.span(children[-1]))
        return tree.Head(children[1], children[0].type == "AUX", children[3], span)
