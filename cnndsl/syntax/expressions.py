"""Expressions, shapes and numbers, from tokens to the tree; where expressions stand inside other tokens."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import replace
from cnndsl.lazy_modules import LazyModule
from cnndsl.syntax.lalr import Builder, Token, Tree, Unexpected, token_span
from cnndsl.syntax.limit_problems import is_nested_too_deeply, number_out_of_bounds, too_deep
from cnndsl.syntax.parser_tables import parser
from cnndsl.syntax.tree import (
    Binary,
    Call,
    Choice,
    Expression,
    Label,
    Listing,
    Missing,
    Negative,
    Number,
    Range,
    ShapeLiteral,
    SidesLiteral,
    TapName,
    Value,
    Variable,
)
from cnndsl.text import Span

if TYPE_CHECKING:
    from cnndsl.syntax import choice_problems, choice_texts, syntax_problems
else:
    choice_problems = LazyModule("cnndsl.syntax.choice_problems")
    choice_texts = LazyModule("cnndsl.syntax.choice_texts")
    syntax_problems = LazyModule("cnndsl.syntax.syntax_problems")

PIECE = re.compile(r"<[^<>]*>|-?[0-9]+(?:\.[0-9]+)?|[A-Z]|(?<=[x×])(?=[x×]|$)")
POWER = r"(?:\w+|\([^()]*\)|\))(?:\s*(?:\*\*|\^)\s*-?\s*(?:\w+|\([^()]*\)|\())+"
"""A power, or several in a row, as others write them too."""
NAMED_LIST = re.compile(r"<\s*\w+\s*:")
"""How a list begins that says what copies there are: `<r: 1, 2, 4>`."""
LARGEST_EXPONENT = 40
SMALLEST_EXPONENT = -100
FINEST = 2**256
"""The largest denominator of a number: what divides and multiplies on and on has no other end."""


def odd_power(powers: Iterable[re.Match[str]]) -> re.Match[str] | None:
    """The first that is no power here: one with `**`, of a power, or with an exponent below 0."""
    odd = (each for each in powers if re.search(r"\*\*|\^\s*-|\^.*\^", each[0]))
    return next(odd, None)


def number(text: str, span: Span) -> Number:
    digits = text.replace("_", "")
    if digits.lstrip("-").isdigit():
        return Number(int(digits), span)
    from fractions import Fraction

    return Number(Fraction(digits), span)


def out_of_bounds(text: str, span: Span) -> Diagnostic | None:
    """A number that only exhausts memory: hundreds of digits, or an exponent beyond any use."""
    digits, _, power = text.lower().partition("e")
    exponent = int(power[:9] or 0)
    if exponent > LARGEST_EXPONENT or len(digits.partition(".")[0]) > 100:
        return number_out_of_bounds(span, fine=False)
    fine = exponent < SMALLEST_EXPONENT or len(digits) > 100
    if fine or (power and number(text, span).value.denominator > FINEST):
        return number_out_of_bounds(span, fine=True)
    return None


class ExpressionBuilder(Builder):
    """The rules for expressions, as tree nodes. `offset` moves every span."""

    def __init__(self, offset: int, findings: list[Diagnostic]) -> None:
        self.offset = offset
        self.findings = findings

    def span(self, token: Token) -> Span:
        return Span(token.start_pos + self.offset, token.end_pos + self.offset)

    def number(self, children: list[Token]) -> Expression | Missing:
        (token,) = children
        if (beyond := out_of_bounds(token, self.span(token))) is not None:
            self.findings.append(beyond)
            return Missing(self.span(token))
        return number(token, self.span(token))

    def name(self, children: list[Token]) -> Label:
        return Label(str(children[0]), self.span(children[0]))

    def variable(self, children: list[Label]) -> Variable:
        return Variable(children[0].name, children[0].span)

    def expression(self, children: list[Any]) -> Any:
        return children[0]

    def parenthesis(self, children: list[Any]) -> Any:
        inner = children[1]
        return inner._replace(span=self.span(children[0]).until(self.span(children[2])))

    def negative(self, children: list[Any]) -> Negative:
        return Negative(children[1], self.span(children[0]).until(children[1].span))

    def binary(self, children: list[Any]) -> Binary:
        left, sign, right = children
        plain = "-" if sign.type == "DASH" else str(sign)
        return Binary(left, plain, right, left.span.until(right.span))

    def call(self, children: list[Any]) -> Call:
        span = self.span(children[0]).until(self.span(children[-1]))
        return Call(str(children[0]), tuple(children[2:-1:2]), span)

    def listing(self, children: list[Any]) -> Listing:
        name, values = children[0], tuple(children[2::2])
        return Listing(name, values, name.span.until(values[-1].span))

    def choice(self, children: list[Any]) -> Choice | Missing:
        span = self.span(children[0]).until(self.span(children[-1]))
        options = tuple(children[1:-1:2])
        if any(isinstance(option, Missing) for option in options):
            return Missing(span)
        return Choice(options, span)

    def option(self, children: list[Any]) -> Any:
        """A value, or the bounds of a range: `1..3`, `32..256 by 32`; a hole where a mistake stood."""
        if isinstance(children[0], Token) and children[0].type == "MISSED":
            return Missing(self.span(children[0]))
        first: Any = self._value(children[0])
        if len(children) == 1:
            return self._other_range(first) if _is_other_range(first) else first
        if len(children) > 3 and children[3] != "by":
            return self._other_step(children[3])
        step = children[4] if len(children) > 3 else None
        return Range(first, children[2], step, first.span.until(children[-1].span))

    def _other_range(self, written: Binary) -> Missing:
        """`1-3`, as a page's range is written."""
        between = Span(written.left.span.end, written.right.span.start)
        message = "a range is its two ends with `..` between them"
        fix = replace(between, "..", title="write `..` between them", safe=True)
        self.findings.append(choice_problems.written_otherwise(written.span, message, fix))
        return Missing(written.span)

    def _other_step(self, word: Token) -> Missing:
        """`1..9 step 2`."""
        span, message = self.span(word), "the step of a range follows the word `by`"
        finding = choice_problems.written_otherwise(span, message, replace(span, "by", safe=True))
        self.findings.append(finding)
        return Missing(span)

    def several(self, value: Any, angles: bool = False) -> Any:
        """A value; of a choice of one, which is a mistake, that one, in angle brackets if these are due."""
        if not isinstance(value, Choice) or len(value.options) > 1:
            return value
        (only,) = value.options
        if isinstance(only, Range):
            return value
        if isinstance(only, Binary) and only.sign == "/" and _are_numbers(only):
            return self._not_kept_apart(only)
        self.findings.append(choice_problems.single(value.span, angles))
        return only

    def _not_kept_apart(self, written: Binary) -> Missing:
        """`{8/16}`, as a page has two values to choose from."""
        between = Span(written.left.span.end, written.right.span.start)
        message = "the values of a choice have commas between them"
        fix = replace(between, ",", safe=True)
        self.findings.append(choice_problems.written_otherwise(written.span, message, fix))
        return Missing(written.span)

    def value(self, children: list[Any]) -> Value:
        return cast(Value, self.several(self._value(children[0])))

    def _value(self, child: Any) -> Value:
        """A SHAPE, SIDES, ANGLE, NUMBER or TAP token, or an expression that is a node already."""
        if not isinstance(child, Token):
            return cast(Value, child)
        span = self.span(child)
        if child.type == "TAP":
            return TapName(str(child)[1:], span)
        if child.type == "ANGLE":
            return bracketed(str(child), span.start, self.findings)
        if child.type == "NUMBER":
            return self.number([child])
        if child.type == "SIDES":
            return sides(str(child), span.start, self.findings)
        written_so = len(child) == child.end_pos - child.start_pos
        return numbers(str(child), span.start, self.findings, None if written_so else span)


def _is_other_range(value: Any) -> bool:
    """Whether an expression is two whole numbers, the smaller first, with a dash between: no value of a choice."""
    if not isinstance(value, Binary) or value.sign != "-":
        return False
    return _are_numbers(value) and value.left.value < value.right.value  # type: ignore[union-attr]


def _are_numbers(value: Binary) -> bool:
    """Whether both sides of a sign are numbers as they are written."""
    return isinstance(value.left, Number) and isinstance(value.right, Number)


@lru_cache(maxsize=1024)
def _parsed(text: str, rule: str = "expression") -> Tree | Token:
    """The parse of an expression's text, or of a list's, or the token at which it fails."""
    try:
        return parser("cnn").parse(text, rule)
    except Unexpected as stop:
        return stop.token


SIGNS = {
    r"[×·∙]|(?<=[\w)])[ \t]+x[ \t]+(?=[\w(])": "*",
    r"÷": "/",
    r"(?<![\w.])([0-9]+)[ \t]*(?=[A-Za-z_(])": r"\1*",
}
"""Signs of formulas, and what stands for them here: `2n` is `2*n`."""


def _in_our_signs(inner: str) -> str | None:
    """A formula as an expression, with a bracket too many left out; None where that is none either."""
    for sign, ours in SIGNS.items():
        inner = re.sub(sign, ours, inner)
    if inner.count(")") > inner.count("("):
        inner = inner.rstrip().removesuffix(")")
    return inner if isinstance(_parsed(inner), Tree) else None


def bracketed(text: str, offset: int, findings: list[Diagnostic]) -> Expression | Missing:
    """An expression in angle brackets, `<2*d>`, that starts at an offset."""
    inner = text[1:-1]
    span = Span(offset, offset + len(text))
    if is_nested_too_deeply(inner):
        findings.append(too_deep(span))
        return Missing(span)
    parsed = _parsed(inner)
    if isinstance(parsed, Tree):
        result: Expression | Missing = ExpressionBuilder(offset + 1, findings).build(parsed)
        return result
    if "{" in inner and (broken := _broken_choice(text, offset)) is not None:
        findings.append(broken)
    elif inner.count("(") > inner.count(")"):
        opened = offset + 1 + inner.index("(")
        findings.append(syntax_problems.unclosed(Span(opened, opened + 1), "(", ")"))
    elif powered := odd_power(re.finditer(POWER, inner)):
        from cnndsl.syntax.notations.notation_problems import power

        findings.append(power(Span(*powered.span()).shift(offset + 1), powered[0]))
    elif parsed.type == "$END":
        message = (
            f"the expression in `{text}` is not complete"
            if inner.strip()
            else f"there is nothing in `{text}`"
        )
        findings.append(
            syntax_problems.incomplete(
                span, message, "an expression is numbers, names and + - * / // % ^"
            )
        )
    else:
        at = token_span(parsed).shift(offset + 1)
        hint = (
            f"copies for several values have a name: `<x: {inner.strip()}>`"
            if parsed == ","
            else ""
        )
        finding = syntax_problems.unexpected(at, str(parsed), "the rest of an expression", hint)
        mended = _in_our_signs(inner)
        if mended is None:
            findings.append(finding)
        else:
            fix = replace(Span(offset + 1, offset + len(text) - 1), mended, safe=True)
            findings.append(finding._replace(fixes=(fix,)))
    return Missing(span)


def listed(text: str, offset: int, findings: list[Diagnostic]) -> Listing | Missing:
    """A list in angle brackets, `<r: 1, 2, 4>`, that starts at an offset."""
    inner, span = text[1:-1], Span(offset, offset + len(text))
    if is_nested_too_deeply(inner):
        findings.append(too_deep(span))
        return Missing(span)
    name = Label(inner.partition(":")[0].strip(), span)
    parsed = _parsed(inner, "listing")
    if isinstance(parsed, Tree):
        result: Listing = ExpressionBuilder(offset + 1, findings).build(parsed)
        return result
    if "{" in inner and (broken := _broken_in_list(inner, offset + 1)) is not None:
        findings.append(broken)
    elif parsed.type == "$END":
        message = f"the list in `{text}` is not complete"
        hint = "a list is a name, a colon, and values with commas: `<r: 1, 2, 4>`"
        findings.append(syntax_problems.incomplete(span, message, hint))
    else:
        at = token_span(parsed).shift(offset + 1)
        findings.append(syntax_problems.unexpected(at, str(parsed), "the rest of a list"))
    return Listing(name, (Missing(span),), span)


def chosen(text: str, offset: int, findings: list[Diagnostic]) -> Choice | Missing:
    """A choice inside a word, `{32,64}`, that starts at an offset."""
    span = Span(offset, offset + len(text))
    if is_nested_too_deeply(text):
        findings.append(too_deep(span))
        return Missing(span)
    parsed = _parsed(text, "choice")
    if isinstance(parsed, Tree):
        builder = ExpressionBuilder(offset, findings)
        result: Choice | Missing = builder.several(builder.build(parsed), angles=True)
        return result
    findings.append(choice_texts.explained(text, offset, is_choice))
    return Missing(span)


def is_choice(text: str) -> bool:
    """Whether a text in braces is a choice of several values, as it is written here."""
    found: list[Diagnostic] = []
    deep = is_nested_too_deeply(text)
    return not deep and isinstance(_choice_in(text, found), Choice) and not found


def _choice_in(text: str, findings: list[Diagnostic]) -> Any:
    """A choice, if a text is one that can be read."""
    parsed = _parsed(text, "choice")
    if not isinstance(parsed, Tree):
        return None
    builder = ExpressionBuilder(0, findings)
    return builder.several(builder.build(parsed))


def _broken_in_list(inner: str, offset: int) -> Diagnostic | None:
    """What is wrong with a list's value that has a choice in it."""
    for value in re.finditer(r"(?<=[:,])\s*((?:\{[^{}]*\}|[^{},])+)", inner):
        words = value[1].rstrip()
        whole = re.fullmatch(r"\{[^{}]*\}", words) and isinstance(_parsed(words, "choice"), Tree)
        if "{" in words and not whole:
            return _broken_choice(words, offset + value.start(1))
    return None


def _broken_choice(text: str, offset: int) -> Diagnostic | None:
    """What is wrong with a text that has a choice in it: the choice itself, or that it is no whole value."""
    for each in choice_texts.BRACES.finditer(text):
        if not isinstance(_parsed(each[0], "choice"), Tree):
            return choice_texts.explained(each[0], offset + each.start(), is_choice)
    if not choice_texts.BRACES.search(text):
        return None
    span = Span(offset, offset + len(text))
    return choice_texts.in_expression(text, span, is_choice)


def numbers(text: str, offset: int, findings: list[Diagnostic], place: Span | None = None) -> Value:
    """A number, an expression in angle brackets, or several joined by x; all at one place, if one is given."""
    sizes: list[Any] = []
    if re.fullmatch(r"\{[^{}]*\}", text):
        return chosen(text, offset, findings)
    if "{" in text and (broken := _broken_choice(text, offset)) is not None:
        findings.append(broken)
        return Missing(place or Span(offset, offset + len(text)))
    if (large := re.search(r"(?<=[0-9])X(?=[0-9])", text)) is not None:
        at = Span(offset + large.start(), offset + large.end())
        findings.append(syntax_problems.unexpected(at, "X", "a small x between sizes", fix="x"))
        return Missing(Span(offset, offset + len(text)))
    for piece in PIECE.finditer(text):
        start = offset + piece.start()
        span = place or Span(start, offset + piece.end())
        if not piece[0]:
            findings.append(
                syntax_problems.incomplete(Span(start - 1, start), "a size must follow each x")
            )
            sizes.append(Missing(span))
        elif piece[0].startswith("<"):
            sizes.append(bracketed(piece[0], start, findings))
        elif piece[0].isalpha():
            findings.append(syntax_problems.open_size(span, piece[0]))
            sizes.append(Missing(span))
        elif (beyond := out_of_bounds(piece[0], span)) is not None:
            findings.append(beyond)
            sizes.append(Missing(span))
        else:
            sizes.append(number(piece[0], span))
    whole = place or Span(offset, offset + len(text))
    if any(isinstance(size, Missing) for size in sizes):
        return Missing(whole)
    return sizes[0] if len(sizes) == 1 else ShapeLiteral(tuple(sizes), whole)


def sides(text: str, offset: int, findings: list[Diagnostic]) -> SidesLiteral | Missing:
    """Rows before and after, `3:0`; or those of several axes joined by x, each with its two sides."""
    span = Span(offset, offset + len(text))
    axes = re.finditer(r"(?:<[^<>]*>|[^<x×\s])+", text)
    found = [_two_sides(axis[0], offset + axis.start(), findings) for axis in axes]
    known = tuple(axis for axis in found if axis is not None)
    return SidesLiteral(known, span) if len(known) == len(found) else Missing(span)


def _two_sides(
    text: str, offset: int, findings: list[Diagnostic]
) -> tuple[Expression, Expression] | None:
    parts = list(re.finditer(r"<[^<>]*>|[^<:]+", text))
    if len(parts) != 2:
        span = Span(offset, offset + len(text))
        findings.append(syntax_problems.not_two_sides(span, text, len(parts)))
        return None
    before, after = (numbers(part[0], offset + part.start(), findings) for part in parts)
    hidden = isinstance(before, Missing) or isinstance(after, Missing)
    return None if hidden else (cast(Expression, before), cast(Expression, after))
