"""Sizes as other programs list them, where an argument stands: `conv(64, [3, 3])`, `maxpool((2, 2))`."""

import re

from cnndsl.syntax.lalr import Token
from cnndsl.syntax.notations.notation_problems import size_list
from cnndsl.syntax.notations.replacement import Replacement, behind
from cnndsl.syntax.token_parser import TokenParser
from cnndsl.text import Span

SIZES = re.compile(r"[\[(]\s{0,9}[0-9]+(?:\s{0,9}[,x×\s]\s{0,9}[0-9]+){0,9}\s{0,9}[\])]")
BEFORE_ARGUMENTS = ("LPAR", "COMMA", "EQUAL")


def listed_sizes(parser: TokenParser, token: Token) -> Replacement | None:
    """A list of sizes, at a token in it that cannot stand there."""
    opener = token if token.type == "SLIDE_SHAPE" else next(reversed(parser.openers()), None)
    if opener is None or opener.type not in ("SLIDE_SHAPE", "LSQB", "LPAR"):
        return None
    at = behind(parser, opener.start_pos)
    if not at or parser.tokens[at - 1].type not in BEFORE_ARGUMENTS:
        return None
    found = SIZES.match(parser.content, opener.start_pos)
    if found is None or found.end() <= token.start_pos:
        return None
    mended = "x".join(re.findall("[0-9]+", found[0]))
    kind = "SHAPE" if "x" in mended else "NUMBER"
    finding = size_list(Span(*found.span()), found[0], mended)
    sizes = Token.at(opener.start_pos, kind, mended, found.end())
    return Replacement(finding, at, behind(parser, found.end()), [sizes])
