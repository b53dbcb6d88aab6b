"""Signs of other languages: comments, a fact's `=`, arrows of two dashes, numbers with letters or a point first, names
in capitals.
"""

import re

from cnndsl.fixes import Edit, replace
from cnndsl.syntax.lalr import Token, token_span
from cnndsl.syntax.lookalikes import LOOKALIKES, NUMBER, digits_of
from cnndsl.syntax.notations.notation_problems import other_comment, separator, sign_in_fact
from cnndsl.syntax.notations.replacement import Replacement, behind
from cnndsl.syntax.syntax_problems import word
from cnndsl.syntax.token_parser import TokenParser, block_names
from cnndsl.text import Span

LINE = re.compile(r"//[^\r\n]*|%[^\r\n]*|--[^\r\n]*")
BLOCK = re.compile(r"/\*(.*?)\*/", re.S)


def comment(parser: TokenParser, token: Token) -> Replacement | None:
    """`// ...`, `% ...` and `/* ... */`."""
    if not parser.accepts("DOTS"):
        return None
    start = token.start_pos
    found = BLOCK.match(parser.content, start)
    if found:
        ends_line = re.match(r"[ \t]*(?:[\r\n]|$)", parser.content[found.end() :])
        one_line = ends_line and not re.search(r"[\r\n]", found[1])
        text = f"# {found[1].strip()}" if one_line else ""
        finding = other_comment(Span(start, start + 2), "/*", Edit(Span(*found.span()), text))
        return Replacement(finding, parser.at, behind(parser, found.end()), [])
    dashes = re.compile(r"--[ \t]+[^\r\n]*").match(parser.content, start - 1)
    if (
        token.type == "DASH"
        and dashes
        and parser.at
        and parser.tokens[parser.at - 1].type == "DASH"
    ):
        span = Span(start - 1, start + 1)
        finding = other_comment(span, "--", Edit(span, "#"))
        return Replacement(finding, parser.at - 1, behind(parser, dashes.end()), [])
    found = LINE.match(parser.content, start) if token.type in ("DOUBLESLASH", "PERCENT") else None
    if found is None:
        return None
    finding = other_comment(token_span(token), str(token), Edit(token_span(token), "#"))
    return Replacement(finding, parser.at, behind(parser, found.end()), [])


def sign_of_fact(parser: TokenParser, token: Token) -> Replacement | None:
    """`expect params = 100`, `expect params: 100`."""
    words = [getattr(value, "type", "") for value in parser.values[-3:]]
    in_fact = words[-2:] == ["EXPECT", "NAME"] or words == ["EXPECT", "TAP", "NAME"]
    if not in_fact or token.type not in ("EQUAL", "COLON"):
        return None
    found = re.compile(r"[ \t]*[=:]+").match(parser.content, parser.tokens[parser.at - 1].end_pos)
    if found is None:
        return None
    after = parser.content[found.end() : found.end() + 1]
    space = "" if after.isspace() else " "
    finding = sign_in_fact(token_span(token), found[0].strip(), Edit(Span(*found.span()), space))
    return Replacement(finding, parser.at, behind(parser, found.end()), [])


LONG_ARROW = re.compile(r"-{2,}>")


def long_arrow(parser: TokenParser, token: Token) -> Replacement | None:
    """`-->`: one mistake for all of a text."""
    at = parser.at - 1
    if token.type != "ARROW" or at < 0 or parser.tokens[at].type != "DASH":
        return None
    tokens = parser.tokens
    starts = [
        k
        for k in range(at, len(tokens))
        if LONG_ARROW.match(parser.content, tokens[k].start_pos)
        and tokens[k].type == "DASH"
        and (k == at or tokens[k - 1].type != "DASH")
    ]
    found = [LONG_ARROW.match(parser.content, tokens[k].start_pos) for k in starts]
    spans = [Span(*each.span()) for each in found if each]
    if not spans or spans[0].start != tokens[at].start_pos:
        return None
    new: list[Token] = []
    done = at
    for k, span in zip(starts, spans, strict=True):
        new += [*tokens[done:k], tokens[k].instead("ARROW", "->")]
        done = behind(parser, span.end)
    finding = separator("-->", tuple(Edit(span, "->") for span in spans), "->")
    return Replacement(finding, at, done, new)


def letter_in_number(parser: TokenParser, token: Token) -> Replacement | None:
    """`leaky_relu(0.l)`, `expect params 27O_798`: a letter that looks like a digit."""
    at = parser.at - 1
    number = parser.tokens[at] if at >= 0 else token
    found = NUMBER.match(parser.content, number.start_pos)
    if number.type != "NUMBER" or found is None or found.end() <= token.start_pos:
        return None
    mended = digits_of(found[0])
    if mended == found[0] or (parser.accepts("DOTS") and not parser.accepts("NUMBER")):
        return None
    wrong = next(k for k, letter in enumerate(found[0]) if letter in LOOKALIKES)
    place = number.start_pos + wrong
    finding = word(
        Span(place, place + 1),
        f"the letter `{found[0][wrong]}` stands in a number",
        f"is it the digit {mended[wrong]}?",
        help=f"write `{mended}`",
        fixes=(replace(Span(*found.span()), mended, safe=True),),
    )
    return Replacement(finding, at, behind(parser, found.end()), [number.instead("NUMBER", mended)])


POINT_FIRST = re.compile(r"\.[0-9]+(?:[eE][-+]?[0-9]+)?(?![\w.])")


def point_first(parser: TokenParser, token: Token) -> Replacement | None:
    """`affine(.5)`, `let a = .5`: a number has a digit before its point."""
    found = POINT_FIRST.match(parser.content, token.start_pos)
    if token.type != "HOLE" or found is None or not parser.accepts("NUMBER"):
        return None
    mended = f"0{found[0]}"
    finding = word(
        token_span(token),
        "a number has a digit before its point",
        help=f"write `{mended}`",
        fixes=(replace(Span(*found.span()), mended, safe=True),),
    )
    end = behind(parser, found.end())
    return Replacement(finding, parser.at, end, [token.instead("NUMBER", mended)])


def name_in_capitals(parser: TokenParser, token: Token) -> Replacement | None:
    """`UP(128)` of a block `up`, `conv(64, BIAS=no)`."""
    at = parser.at - 1
    before = parser.tokens[at] if at >= 0 else token
    small = before.lower()
    called = token.type == "LPAR" and small in block_names(parser.tokens)
    argument = token.type == "EQUAL" and before.isupper() and not parser.accepts("DOTS")
    if before.type != "WORD" or not (called or argument):
        return None
    what = "a block's name is lowercase" if called else "an argument's name is lowercase"
    finding = word(
        token_span(before),
        f"`{before}` is shorthand",
        what,
        help=f"write `{small}`",
        fixes=(replace(token_span(before), small, safe=True),),
    )
    return Replacement(finding, at, at + 1, [before.instead("NAME", small)])
