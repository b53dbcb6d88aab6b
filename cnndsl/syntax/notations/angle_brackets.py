"""Expressions in words without their angle brackets: `C3D(n)`, `C3D[n]`, `C3Dn`; and a kernel before its depth."""

import re

from cnndsl.fixes import Edit, replace
from cnndsl.syntax import syntax_problems
from cnndsl.syntax.lalr import Token
from cnndsl.syntax.notations.notation_problems import copies
from cnndsl.syntax.notations.replacement import Replacement, behind, is_layer
from cnndsl.syntax.token_parser import TokenParser
from cnndsl.syntax.words import parse_word
from cnndsl.text import Span

INSIDE = re.compile(r"[(\[{]\s*([^()\[\]{}<>\r\n]+?)\s*[)\]}]|\$(\w+)")
SWAPPED = re.compile(r"([0-9]+[x×][0-9]+)(\s*,\s*)([0-9]+)(?=\s*[,)])")


def expressions_in_words(parser: TokenParser) -> list[Replacement]:
    """Words whose last number is an expression that stands without its brackets, or in others."""
    names = _names(parser)
    found = []
    for at, token in enumerate(parser.tokens):
        if token.type == "WORD":
            replacement = (
                _in_other_brackets(parser, at, token)
                or _glued(parser, at, token, names)
                or _copies(parser, at, token)
            )
        else:
            replacement = (
                _kernel_first(parser, at) if token == "conv" else _share(parser, at, token)
            )
        found += [replacement] if replacement else []
    return found


def _names(parser: TokenParser) -> set[str]:
    """What may be a constant or a parameter."""
    tokens = parser.tokens
    before = ("LET", "LPAR", "COMMA")
    return {str(each) for at, each in enumerate(tokens) if at and tokens[at - 1].type in before}


def _word(parser: TokenParser, at: int, end: int, mended: str) -> Replacement:
    token = parser.tokens[at]
    span = Span(token.start_pos, end)
    words = parser.content[span.start : span.end]
    finding = syntax_problems.word(
        span,
        f"an expression stands in angle brackets, and `{words}` has none",
        help=f"write `{mended}`",
        fixes=(replace(span, mended, safe=True),),
    )
    return Replacement(finding, at, behind(parser, end), [token.instead("WORD", mended)])


def _in_other_brackets(parser: TokenParser, at: int, token: Token) -> Replacement | None:
    found = INSIDE.match(parser.content, token.end_pos)
    if found is None or parse_word(token).word is not None:
        return None
    mended = f"{token}<{found[1] or found[2]}>"
    return _word(parser, at, found.end(), mended) if is_layer(mended) else None


def _glued(parser: TokenParser, at: int, token: Token, names: set[str]) -> Replacement | None:
    if parse_word(token).word is not None:
        return None
    for name in names:
        mended = f"{token[: -len(name)]}<{name}>"
        if len(name) < len(token) - 1 and token.endswith(name) and is_layer(mended):
            return _word(parser, at, token.end_pos, mended)
    return None


def _copies(parser: TokenParser, at: int, token: Token) -> Replacement | None:
    """`C3D64x2`: a depth is one number, so that the other is one of copies."""
    found = re.fullmatch(r"(\w*D[0-9]+)[x×]([0-9]+)", token)
    if found is None or not is_layer(found[1]):
        return None
    start = token.start_pos + len(found[1])
    words, mended = token[len(found[1]) :], f"*{found[2]}"
    edits = (Edit(Span(start, token.end_pos), mended),)
    finding = copies(Span(start, token.end_pos), words, mended, edits)
    tokens = [
        Token.at(token.start_pos, "WORD", found[1], start),
        Token.at(start, "STAR", "*", start + 1),
        Token.at(start + 1, "NUMBER", found[2], token.end_pos),
    ]
    return Replacement(finding, at, at + 1, tokens)


def _share(parser: TokenParser, at: int, token: Token) -> Replacement | None:
    """`do0.5`: a code is in capitals."""
    found = re.compile(r"do(0\.[0-9]+)(?!\w)").match(parser.content, token.start_pos)
    if found is None or token.type != "NAME":
        return None
    mended = f"DO{found[1]}"
    finding = syntax_problems.word(
        Span(*found.span()),
        f"`{found[0]}` is shorthand in small letters",
        help=f"write `{mended}`",
        fixes=(replace(Span(*found.span()), mended, safe=True),),
    )
    return Replacement(finding, at, behind(parser, found.end()), [token.instead("WORD", mended)])


def _kernel_first(parser: TokenParser, at: int) -> Replacement | None:
    """`conv(3x3, 64)`: the depth comes first."""
    if parser.tokens[at + 1].type != "LPAR":
        return None
    first = parser.tokens[at + 2]
    found = SWAPPED.match(parser.content, first.start_pos)
    if found is None:
        return None
    kernel, between, depth = found.groups()
    span = Span(*found.span())
    finding = syntax_problems.unexpected(
        span, found[0], "the depth first", fix=f"{depth}{between}{kernel}"
    )
    tokens = [
        first.instead("NUMBER", depth),
        first.instead("COMMA", ","),
        first.instead("SHAPE", kernel.replace("×", "x")),
    ]
    return Replacement(finding, at + 2, behind(parser, span.end), tokens)
