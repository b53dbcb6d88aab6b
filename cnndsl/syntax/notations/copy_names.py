"""Labels with numbers written otherwise: `x(i): C3`, `x<i> C3` without a colon, `conv<64>`, and taps on them."""

import re

from cnndsl.fixes import insert, replace
from cnndsl.layers.layer import KINDS
from cnndsl.syntax.lalr import Token, token_span
from cnndsl.syntax.notations.replacement import Replacement, behind
from cnndsl.syntax.syntax_problems import unexpected
from cnndsl.syntax.token_parser import JOINS, TokenParser, block_names, takes_in_files
from cnndsl.text import Span

IN_OTHER_BRACKETS = re.compile(
    r"\b([a-z]\w{0,99})[(\[]((?:[^()\[\]{}<>\r\n]{0,99}\W)?i(?:\W[^()\[\]{}<>\r\n]{0,99})?)[)\]](?=\s{0,99}:)"
)
"""A number by the copy, in brackets of another kind, before a label's colon."""
NAMED = ("BLOCK", "HEAD", "AUX", "LET", "NETWORK")
LAYERS = ("WORD", "NAME", "LSQB", "SEQ", *JOINS)


def copy_name(parser: TokenParser, token: Token) -> Replacement | None:
    """Angle brackets behind a name that is no label, or a tap's."""
    name = parser.tokens[parser.at - 1] if parser.at else token
    if token.type != "ANGLE" or name.end_pos != token.start_pos:
        return None
    if name.type == "TAP":
        return _tapped(parser, name, token)
    own = str(name) in block_names(parser.tokens) or takes_in_files(parser.tokens)
    if name.type != "NAME" or own:
        return None
    return _arguments(parser, name, token) if name in KINDS else _no_colon(parser, name, token)


def copy_names_in_other_brackets(parser: TokenParser) -> list[Replacement]:
    """`x(i): C3`, `x[i+1]: C3`."""
    found = IN_OTHER_BRACKETS.finditer(parser.content)
    return [replacement for each in found if (replacement := _in_angles(parser, each))]


def _in_angles(parser: TokenParser, found: re.Match[str]) -> Replacement | None:
    at, end = behind(parser, found.start()), behind(parser, found.end())
    name = parser.tokens[at]
    before = parser.tokens[at - 1].type if at else ""
    if name.type != "NAME" or name.start_pos != found.start() or before in NAMED:
        return None
    span, mended = Span(*found.span()), f"{name}<{found[2]}>"
    finding = unexpected(span, found[0], f"`{mended}`: a label's number stands in angle brackets")
    finding = finding._replace(fixes=(replace(span, mended, safe=True),))
    number = Token.at(name.end_pos, "NUMBERED", f"<{found[2]}>", span.end)
    return Replacement(finding, at, end, [name, number])


def _tapped(parser: TokenParser, tap: Token, angle: Token) -> Replacement:
    """`@x<i>`: the names of copies are seen by no tap."""
    span = token_span(tap).until(token_span(angle))
    way_out = "put what it means into brackets with the tap: `x<i>: [a: C3D8 R cat( id | @a )]`"
    finding = unexpected(span, f"{tap}{angle}", "a label without a number", way_out)
    return Replacement(finding, parser.at - 1, parser.at + 1, [tap.instead("HOLE", "")])


def _arguments(parser: TokenParser, name: Token, angle: Token) -> Replacement | None:
    """`conv<64>`: the arguments of what is spelled out stand in round brackets."""
    if not KINDS[name].arguments:
        return None
    words = f"({angle[1:-1]})"
    finding = unexpected(token_span(angle), str(angle), f"`{name}{words}`")
    finding = finding._replace(fixes=(replace(token_span(angle), words, safe=True),))
    return Replacement(finding, parser.at - 1, parser.at + 1, [name.instead("HOLE", "")])


def _no_colon(parser: TokenParser, name: Token, angle: Token) -> Replacement | None:
    """`stage<i> C3D8`."""
    after = parser.tokens[parser.at + 1]
    if after.type not in LAYERS or not re.search(r"\bi\b", angle):
        return None
    finding = unexpected(token_span(after), str(after), f"a `:` behind the label `{name}{angle}`")
    finding = finding._replace(fixes=(insert(angle.end_pos, ":", safe=True),))
    new = [name, angle.instead("NUMBERED", str(angle)), angle.instead("COLON", ":")]
    return Replacement(finding, parser.at - 1, parser.at + 1, new)
