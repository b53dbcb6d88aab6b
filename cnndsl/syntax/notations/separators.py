"""What is put between layers elsewhere: commas, `=>`, semicolons. It is one mistake for all of a file."""

import re
from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import Edit, remove
from cnndsl.syntax.expressions import POWER, odd_power
from cnndsl.syntax.lalr import Token, token_span
from cnndsl.syntax.notations.notation_problems import (
    comma_between_branches,
    power,
    separator,
    thousands,
)
from cnndsl.syntax.notations.replacement import Replacement, behind, is_layer
from cnndsl.syntax.syntax_problems import unexpected
from cnndsl.syntax.token_parser import CLOSER_OF, JOINS, OPENER_OF, STATEMENTS, TokenParser
from cnndsl.text import Span

LAYERS = ("", "LSQB", "LBRACE")
OTHER_ARROW = re.compile(r"(?:[=~]+|-{2,})>|>+|[⇒➔➜»▶⟶↦]|;")


def other_separator(parser: TokenParser, token: Token) -> Replacement | None:
    """A comma, a semicolon or another arrow where layers stand."""
    found = "," if token.type == "COMMA" else _other_arrow(parser, token)
    around = _around(parser, parser.openers())
    if not found or not parser.accepts("DOTS"):
        return None
    places = [each for each in _places(parser, found) if each[2] == around]
    if found == "," and _is_next_constant(parser):
        finding = unexpected(token_span(token), ",", "another statement", fix=" let")
        return Replacement(finding, parser.at, parser.at + 1, [token.instead("LET", "let")])
    bars = [each for each in _places(parser, "|") if each[2] == around]
    if around in JOINS and places and found in (",", ";") and not bars and not _bar_before(parser):
        finding = comma_between_branches([span for span, _, _ in places], around.lower())
        return _without(parser, finding, places, "BAR", "|")
    if around not in LAYERS and around not in JOINS:
        return None
    places = [
        each
        for each in _places(parser, found)
        if found != "," or each[2] in LAYERS or each[2] == around
    ]
    if not places or places[0][1] != parser.at:
        return None
    right = "" if found in ",;" else "->"
    edits = [Edit(span, right or _space(parser, span)) for span, _, _ in places]
    finding = separator(found, tuple(edits), right)
    return _without(parser, finding, places, "ARROW" if right else "", right)


def _bar_before(parser: TokenParser) -> bool:
    """Whether a branch has ended already in the join around a place."""
    opener = behind(parser, parser.openers()[-1].start_pos)
    kinds = [token.type for token in parser.tokens[opener : parser.at]]
    depth = 0
    for kind in kinds:
        depth += (kind in CLOSER_OF) - (kind in OPENER_OF)
        if kind == "BAR" and depth == 1:
            return True
    return False


def _is_next_constant(parser: TokenParser) -> bool:
    """`let n = 8, m = 2`: each constant has its own `let`."""
    before = [each.type for each in parser.tokens[: parser.at] if each.type in STATEMENTS]
    behind_it = [each.type for each in parser.tokens[parser.at + 1 : parser.at + 3]]
    return before[-1:] == ["LET"] and behind_it == ["NAME", "EQUAL"]


Place = tuple[Span, int, str]
"""Where a separator stands, its first token, and what is around it."""


def _other_arrow(parser: TokenParser, token: Token) -> str:
    if token.type == "ARROW":
        return ""  # ours, perhaps in the place of another one
    found = OTHER_ARROW.match(parser.content, token.start_pos)
    return found[0] if found else ""


def _space(parser: TokenParser, span: Span) -> str:
    """A blank in the place of a separator that stands between two words."""
    after = parser.content[span.end : span.end + 1]
    return "" if not after or after.isspace() else " "


def _around(parser: TokenParser, openers: list[Token]) -> str:
    """The bracket around a place, by its type; of a join's, the join's."""
    if not openers:
        return ""
    index = behind(parser, openers[-1].start_pos)
    before = parser.tokens[index - 1].type if index else ""
    return before if before in JOINS and openers[-1].type == "LPAR" else openers[-1].type


def _places(parser: TokenParser, words: str) -> Iterator[Place]:
    """Where the same separator stands from here on, outside of arguments."""
    openers = parser.openers()
    at = parser.at
    while at < len(parser.tokens) - 1:
        token = parser.tokens[at]
        start = token.start_pos
        if token.type in OPENER_OF and openers:
            openers.pop()
        elif token.type in CLOSER_OF:
            openers.append(token)
        elif words in (str(token), _other_arrow(parser, token)) and not _in_number(parser, at):
            around = _around(parser, openers)
            if around != "LPAR":
                yield Span(start, start + len(words)), at, around
                at = behind(parser, start + len(words))
                continue
        at += 1


def _in_number(parser: TokenParser, at: int) -> bool:
    """`1,792`: a comma between the digits of one number."""
    number = parser.tokens[at - 1]
    found = THOUSANDS.match(parser.content, number.start_pos)
    return (
        number.type == "NUMBER" and found is not None and found.end() > parser.tokens[at].start_pos
    )


def _without(
    parser: TokenParser, finding: Diagnostic, places: list[Place], kind: str, text: str
) -> Replacement:
    """The rest of a text with other tokens, or none, for its separators."""
    firsts = {at: span for span, at, _ in places}
    new: list[Token] = []
    at = parser.at
    while at < len(parser.tokens):
        span = firsts.get(at)
        if span is None:
            new.append(parser.tokens[at])
            at += 1
            continue
        new += [parser.tokens[at].instead(kind, text)] if kind else []
        at = behind(parser, span.end)
    return Replacement(finding, parser.at, len(parser.tokens), new)


IN_WORD = re.compile(r"[A-Z]+[0-9]{1,3}(?:,[0-9]{3})+(?![\w,])")
THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])")


def _in_word(parser: TokenParser, token: Token) -> Replacement | None:
    """`FC1,000`."""
    word = parser.tokens[parser.at - 1] if parser.at else token
    found = IN_WORD.match(parser.content, word.start_pos)
    if token.type != "COMMA" or word.type != "WORD" or found is None:
        return None
    mended = found[0].replace(",", "")
    if not is_layer(mended):
        return None
    finding = thousands(Span(*found.span()), found[0], mended)._replace(help=f"write `{mended}`")
    end = behind(parser, found.end())
    return Replacement(finding, parser.at - 1, end, [word.instead("WORD", mended)])


def comma_in_number(parser: TokenParser, token: Token) -> Replacement | None:
    """`expect params 61,706`."""
    in_word = _in_word(parser, token)
    if in_word:
        return in_word
    number = parser.tokens[parser.at - 1] if parser.at else token
    found = THOUSANDS.match(parser.content, number.start_pos)
    if token.type != "COMMA" or number.type != "NUMBER" or found is None:
        return None
    if not {getattr(value, "type", "") for value in parser.values[-5:]} & {"EXPECT", "EQUAL"}:
        return None
    mended = found[0].replace(",", "_")
    finding = thousands(Span(*found.span()), found[0], mended)
    end = behind(parser, found.end())
    return Replacement(finding, parser.at - 1, end, [number.instead("NUMBER", mended)])


def stray_arrow(parser: TokenParser, token: Token) -> Replacement | None:
    """`-> ->`, `-->`, `-> C3D8`: nothing stands before an arrow that it could lead on from."""
    if token.type not in ("ARROW", "DASH") or not parser.accepts("DOTS"):
        return None
    span = token_span(token)
    finding = unexpected(span, str(token), "a layer")
    fixes = (remove(span, safe=True),)
    return Replacement(finding._replace(fixes=fixes), parser.at, parser.at + 1, [])


def bare_power(parser: TokenParser, token: Token) -> Replacement | None:
    """`2**3` and `2^3^2` where an expression stands without angle brackets."""
    for start in range(parser.at - 1, max(parser.at - 4, -1), -1):
        found = re.compile(POWER).match(parser.content, parser.tokens[start].start_pos)
        found = odd_power([found]) if found else None
        if found and found.end() > token.start_pos and not parser.accepts("DOTS"):
            finding = power(Span(*found.span()), found[0])
            first = parser.tokens[start].instead("NUMBER", "1")
            return Replacement(finding, start, behind(parser, found.end()), [first])
    return None
