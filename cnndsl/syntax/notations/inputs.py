"""Inputs as other notations have them: `Input: [32, 32, 3]`, `input 3*32*32`; and shapes without their word."""

import re

from cnndsl.layers.layer import KINDS
from cnndsl.sizes import show_shape
from cnndsl.syntax.lalr import Token, token_span
from cnndsl.syntax.notations.notation_problems import input_form, input_without_word
from cnndsl.syntax.notations.replacement import Replacement, behind
from cnndsl.syntax.token_parser import TokenParser, block_names, takes_in_files
from cnndsl.text import Span

CROSS = r"\s*[,;*xX×хХ]\s*"
"""What sizes are joined by, the Cyrillic letter that looks like x among it."""
SIZES = rf"[0-9]+(?:(?:{CROSS}[0-9]+){{1,3}}|(?:[ \t]+[0-9]+){{1,3}}|)(?![\w.*]|[ \t]*[xX×*:])"
INPUT = re.compile(
    r"inputs?(?:[_ ]?(?:shape|size|layer))?(?-i:(?<=input|INPUT)[ \t]+(?P<name>[a-z_]\w{0,99}))?[ \t]*(?:=|:)?[ \t]*"
    rf"(?P<open>[\[({{<\"']\s*)?(?P<sizes>{SIZES})(?(open)[ \t]*[\])}}>\"'])",
    re.I,
)
OUR_CROSS = r"(?:[x×]\s*|\s+[x×]\s+)"
OURS = re.compile(
    rf"input\s+(?:[^\W\d]\w{{0,99}}\s+)?\d+(?:{OUR_CROSS}\d+){{0,3}}|INPUT\s*\[\s*\d+(\s*[x×]\s*\d+){{0,3}}\s*\]"
)
COPIES = re.compile(r"\s+\*|[ \t]*\n")
"""What goes on behind an input, and is no size of it."""
FEW = (1, 3, 4)
"""Channels of an image that comes in."""


def other_input(parser: TokenParser, at: int) -> Replacement | None:
    """An input whose word, or what stands there for it, is a token."""
    token = parser.tokens[at]
    before, after = parser.tokens[at - 1].type if at else "", parser.tokens[at + 1].type
    if (after == "COLON" and token[-1].isdigit()) or before in (
        "COMMA",
        "LPAR",
        "BLOCK",
        "LET",
        "HEAD",
        "AUX",
        "NETWORK",
    ):
        return None  # a name, or an argument of a call
    found = INPUT.match(parser.content, token.start_pos)
    if found is None or (
        (own := OURS.match(parser.content, token.start_pos))
        and (own.end() >= found.end() or COPIES.match(parser.content, own.end()))
    ):
        return None
    if _ends_in_block(parser, found[0]) or found["name"] in KINDS:
        return None
    sizes = [int(size) for size in re.findall("[0-9]+", found["sizes"])]
    span = Span(*found.span())
    meant = _meant(
        sizes, str(token).isupper() or (bool(found["open"]) and not str(token).islower())
    )
    name = found["name"]
    if not name:
        tokens, finding = _tokens(token, sizes, meant[0]), input_form(span, found[0], meant)
        return Replacement(finding, at, behind(parser, span.end), tokens)
    plain = _channels_first(meant[0])
    word, *rest = _tokens(token, sizes, plain)
    how = "with a name, `input` has its channels first" if "[" in meant[0] else ""
    meant = (plain.replace("input", f"input {name}", 1),)
    finding = input_form(span, found[0], meant, *([how] if how else []))
    named = [word, token.instead("NAME", name), *rest]
    return Replacement(finding, at, behind(parser, span.end), named)


def _ends_in_block(parser: TokenParser, words: str) -> bool:
    """`input 3x32x32 x2`, where `x2` is a block, of this file or perhaps of another."""
    last = re.search(r"\s(x[0-9]+)$", words)
    tokens = parser.tokens
    return last is not None and (last[1] in block_names(tokens) or takes_in_files(tokens))


def _meant(sizes: list[int], slide: bool) -> tuple[str, ...]:
    """The statement: a slide has the channels last, unless they are plainly first; else they come first."""
    channels_last = len(sizes) == 3 and sizes[-1] in FEW and sizes[0] not in FEW
    if slide and len(sizes) > 2 and (channels_last or sizes[0] not in FEW):
        return (f"INPUT [{show_shape(sizes)}]",)
    return (f"input {show_shape([sizes[-1], *sizes[:-1]] if channels_last else sizes)}",)


def _channels_first(statement: str) -> str:
    """An input's statement without the slide's brackets, which have no room for a name."""
    height, width, depth = re.findall("[0-9]+", statement) if "[" in statement else ("", "", "")
    return f"input {depth}x{height}x{width}" if depth else statement


def _tokens(token: Token, sizes: list[int], meant: str) -> list[Token]:
    word, _, shape = meant.partition(" ")
    kind = "SLIDE_SHAPE" if word == "INPUT" else "SHAPE" if len(sizes) > 1 else "NUMBER"
    keyword = token.instead("SLIDE_INPUT" if word == "INPUT" else "INPUT", word)
    return [keyword, token.instead(kind, shape)]


def shape_first(parser: TokenParser, token: Token) -> Replacement | None:
    """`784-32C5`, `3x32x32 C3D8`: what comes in, without its word, before the first layer."""
    if token.type not in ("NUMBER", "SHAPE", "SLIDE_SHAPE") or not is_first(parser):
        return None
    if (
        parser.tokens[parser.at + 1].start_pos == token.end_pos
        and parser.tokens[parser.at + 1].type == "WORD"
    ):
        return None
    words = token.replace("×", "x")
    if token.type == "SLIDE_SHAPE":
        finding = input_without_word(token_span(token), words, "INPUT", (words,))
        return Replacement(
            finding, parser.at, parser.at + 1, [token.instead("SLIDE_INPUT", "INPUT"), token]
        )
    if not re.fullmatch(r"\d+(?:\s*[x×]\s*\d+){0,3}", words):
        return None
    meant = _shapes(parser, words)
    finding = input_without_word(token_span(token), words, "input", meant)
    kind = "SHAPE" if "x" in meant[0] else "NUMBER"
    return Replacement(
        finding,
        parser.at,
        parser.at + 1,
        [token.instead("INPUT", "input"), token.instead(kind, meant[0])],
    )


def is_first(parser: TokenParser) -> bool:
    """Whether no layer and no input stand before this place, nor an input behind it."""
    kinds = {token.type for token in parser.tokens}
    before = {token.type for token in parser.tokens[: parser.at]}
    return not kinds & {"INPUT", "SLIDE_INPUT"} and not before - {
        "NETWORK",
        "LET",
        "NAME",
        "EQUAL",
        "NUMBER",
    }


def _shapes(parser: TokenParser, words: str) -> tuple[str, ...]:
    """What a shape without its word may stand for: 784 before a convolution is a grey image of 28x28."""
    sizes = [int(size) for size in re.findall("[0-9]+", words)]
    if len(sizes) == 3 and sizes[-1] in FEW and sizes[0] not in FEW:
        return (show_shape([sizes[-1], *sizes[:-1]]),)
    if len(sizes) == 2 and sizes[0] == sizes[1]:
        return (f"1x{words}",)
    side = round(sizes[0] ** 0.5)
    if len(sizes) == 1 and side * side == sizes[0] and _maps_follow(parser):
        return (f"1x{side}x{side}",)
    return (words,)


def _maps_follow(parser: TokenParser) -> bool:
    """Whether a convolution or a pool is the first layer."""
    rest = parser.content[parser.tokens[parser.at].end_pos :]
    return re.match(r"[\s\->→–—=]*(?:\d+C|C|P|M|A|conv|pool|max)", rest) is not None
