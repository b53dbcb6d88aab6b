"""A notation replaced by what was meant: the mistake, and the tokens that stand for those of the text from then on."""

from bisect import bisect_left

from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import replace
from cnndsl.named_tuple import NamedTuple
from cnndsl.syntax import syntax_problems
from cnndsl.syntax.glued_words import is_layer_or_chain
from cnndsl.syntax.lalr import Token
from cnndsl.syntax.token_parser import TokenParser
from cnndsl.syntax.words import parse_word
from cnndsl.text import Span


class Replacement(NamedTuple):
    """A mistake, and the tokens that take the place of those from `start` up to `end`."""

    diagnostic: Diagnostic
    start: int
    end: int
    tokens: list[Token]


def behind(parser: TokenParser, offset: int) -> int:
    """The first token that starts at an offset or behind it."""
    return bisect_left(parser.tokens, offset, key=lambda token: token.start_pos)


def hole(parser: TokenParser, start: int, end: int, finding: Diagnostic) -> Replacement:
    """What leaves a hole in the place of a text up to an offset."""
    return Replacement(
        finding, start, behind(parser, end), [parser.tokens[start].instead("HOLE", "")]
    )


def is_layer(text: str) -> bool:
    """Whether a word is one layer, with nothing that it does not take."""
    word = parse_word(text).word
    return word is not None and len(word.layers) == 1 and is_layer_or_chain(text, word.layers)


def layer_in_other_words(
    parser: TokenParser,
    start: int,
    end: int,
    mended: str,
    message: str,
    label: str = "",
    at: Span | None = None,
) -> Replacement:
    """A layer in other words, from a token on up to an offset."""
    span = Span(parser.tokens[start].start_pos, end)
    finding = syntax_problems.word(
        at or span,
        message,
        label,
        help=f"write `{mended}`",
        fixes=(replace(span, mended, safe=True),),
    )
    return hole(parser, start, end, finding)
