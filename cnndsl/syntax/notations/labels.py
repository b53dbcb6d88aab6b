"""Labels and taps as other languages have them: `"conv1": C3`, `enc1 = C3D64`, `enc1:: C3`, `$enc1`, `@ enc1`."""

import re

from cnndsl.fixes import remove, replace
from cnndsl.layers.layer import KINDS
from cnndsl.syntax.lalr import Token
from cnndsl.syntax.notations.replacement import Replacement, behind
from cnndsl.syntax.syntax_problems import unexpected
from cnndsl.syntax.token_parser import JOINS, TokenParser
from cnndsl.text import Span

TAP = re.compile(r"(?:[@$&*]+[ \t]*)?[\"'<(]?([^\W\d]\w*)[\"'>)]?")
QUOTED = re.compile(r"([\"'“”‘’<])([^\W\d]\w*)[\"'“”‘’>][ \t]*(?=:)")
DOUBLED = re.compile(r":?[ \t]*[:=]")
LAYERS = ("WORD", "NAME", "LSQB", "SEQ", *JOINS)


def label_or_tap(parser: TokenParser, token: Token) -> Replacement | None:
    """A label or a tap with other signs around it than the language has."""
    for find in (_quoted_label, _doubled, _equal, _tap, _tap_behind):
        replacement = find(parser, token)
        if replacement:
            return replacement
    return None


def _labels(parser: TokenParser) -> set[str]:
    tokens = parser.tokens
    return {str(token) for at, token in enumerate(tokens[:-1]) if tokens[at + 1].type == "COLON"}


def _replaced(
    parser: TokenParser, start: int, end: int, tokens: list[Token], text: str, expected: str
) -> Replacement:
    """Words up to an offset, in the place of which others stand."""
    span = Span(parser.tokens[start].start_pos, end)
    words = parser.content[span.start : span.end]
    finding = unexpected(span, words, expected)
    fix = replace(span, text, safe=True) if text else remove(span, safe=True)
    return Replacement(finding._replace(fixes=(fix,)), start, behind(parser, end), tokens)


def _quoted_label(parser: TokenParser, token: Token) -> Replacement | None:
    """`"conv1": C3D8`: a label has no quotes."""
    found = QUOTED.match(parser.content, token.start_pos)
    if found is None or not parser.accepts("DOTS"):
        return None
    name = [token.instead("NAME", found[2])]
    return _replaced(parser, parser.at, found.end(), name, found[2], "a label without quotes")


def _doubled(parser: TokenParser, token: Token) -> Replacement | None:
    """`conv1:: C3D8`, `conv1 := C3D8`: a label has one colon."""
    at = parser.at
    before = parser.tokens[at - 1] if at > 1 else token
    if token.type not in ("COLON", "EQUAL") or before.type != "COLON":
        return None
    if parser.tokens[at - 2].type not in ("NAME", "WORD") or not parser.accepts("WORD"):
        return None
    return _replaced(parser, at, token.end_pos, [], "", "the layer or part that has this label")


def _equal(parser: TokenParser, token: Token) -> Replacement | None:
    """`enc1 = C3D64 ...`: a label is followed by a colon."""
    at = parser.at
    name = parser.tokens[at - 1] if at else token
    fits = token.type == "EQUAL" and name.type == "NAME" and name not in KINDS
    if not fits or parser.tokens[at + 1].type not in LAYERS or not parser.accepts("DOTS"):
        return None
    words = [name, token.instead("COLON", ":")]
    return _replaced(parser, at - 1, token.end_pos, words, f"{name}:", "a label and a colon")


def _tap(parser: TokenParser, token: Token) -> Replacement | None:
    """`$enc1`, `@ enc1`, `@"enc1"`, `@@enc1`: a value before is brought back with `@`."""
    found = TAP.match(parser.content, token.start_pos)
    if found is None or token.type in ("NAME", "WORD", "TAP") or not parser.accepts("TAP"):
        return None
    if found[1] not in _labels(parser) or not parser.accepts("DOTS"):
        return None
    tap = f"@{found[1]}"
    return _replaced(parser, parser.at, found.end(), [token.instead("TAP", tap)], tap, f"`{tap}`")


def _tap_behind(parser: TokenParser, token: Token) -> Replacement | None:
    """`enc1@`."""
    at = parser.at
    name = parser.tokens[at - 1] if at else token
    if str(token) != "@" or name.end_pos != token.start_pos or name not in _labels(parser):
        return None
    tap = f"@{name}"
    return _replaced(parser, at - 1, token.end_pos, [name.instead("TAP", tap)], tap, f"`{tap}`")
