"""Expressions in words without their angle brackets: `C3D(n)`, `C3D[n]`, `C3Dn`; and a kernel before its depth."""

import re

from cnndsl.fixes import Edit, replace
from cnndsl.syntax import mistakes
from cnndsl.syntax.form_problems import copies
from cnndsl.syntax.forms import Form, behind, is_layer
from cnndsl.syntax.lalr import Token
from cnndsl.syntax.machine import Machine
from cnndsl.syntax.words import parse_word
from cnndsl.text import Span

INSIDE = re.compile(r"[(\[{]\s*([^()\[\]{}<>\r\n]+?)\s*[)\]}]|\$(\w+)")
SWAPPED = re.compile(r"([0-9]+[x×][0-9]+)(\s*,\s*)([0-9]+)(?=\s*[,)])")


def expressions_in_words(machine: Machine) -> list[Form]:
    """Words whose last number is an expression that stands without its brackets, or in others."""
    names = _names(machine)
    found = []
    for at, token in enumerate(machine.tokens):
        if token.type == "WORD":
            form = (
                _in_other_brackets(machine, at, token)
                or _glued(machine, at, token, names)
                or _copies(machine, at, token)
            )
        else:
            form = _kernel_first(machine, at) if token == "conv" else _share(machine, at, token)
        found += [form] if form else []
    return found


def _names(machine: Machine) -> set[str]:
    """What may be a constant or a parameter."""
    tokens = machine.tokens
    before = ("LET", "LPAR", "COMMA")
    return {str(each) for at, each in enumerate(tokens) if at and tokens[at - 1].type in before}


def _word(machine: Machine, at: int, end: int, mended: str) -> Form:
    token = machine.tokens[at]
    span = Span(token.start_pos, end)
    words = machine.content[span.start : span.end]
    finding = mistakes.word(
        span,
        f"an expression stands in angle brackets, and `{words}` has none",
        help=f"write `{mended}`",
        fixes=(replace(span, mended, safe=True),),
    )
    return Form(finding, at, behind(machine, end), [token.instead("WORD", mended)])


def _in_other_brackets(machine: Machine, at: int, token: Token) -> Form | None:
    found = INSIDE.match(machine.content, token.end_pos)
    if found is None or parse_word(token).word is not None:
        return None
    mended = f"{token}<{found[1] or found[2]}>"
    return _word(machine, at, found.end(), mended) if is_layer(mended) else None


def _glued(machine: Machine, at: int, token: Token, names: set[str]) -> Form | None:
    if parse_word(token).word is not None:
        return None
    for name in names:
        mended = f"{token[: -len(name)]}<{name}>"
        if len(name) < len(token) - 1 and token.endswith(name) and is_layer(mended):
            return _word(machine, at, token.end_pos, mended)
    return None


def _copies(machine: Machine, at: int, token: Token) -> Form | None:
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
    return Form(finding, at, at + 1, tokens)


def _share(machine: Machine, at: int, token: Token) -> Form | None:
    """`do0.5`: a code is in capitals."""
    found = re.compile(r"do(0\.[0-9]+)(?!\w)").match(machine.content, token.start_pos)
    if found is None or token.type != "NAME":
        return None
    mended = f"DO{found[1]}"
    finding = mistakes.word(
        Span(*found.span()),
        f"`{found[0]}` is shorthand in small letters",
        help=f"write `{mended}`",
        fixes=(replace(Span(*found.span()), mended, safe=True),),
    )
    return Form(finding, at, behind(machine, found.end()), [token.instead("WORD", mended)])


def _kernel_first(machine: Machine, at: int) -> Form | None:
    """`conv(3x3, 64)`: the depth comes first."""
    if machine.tokens[at + 1].type != "LPAR":
        return None
    first = machine.tokens[at + 2]
    found = SWAPPED.match(machine.content, first.start_pos)
    if found is None:
        return None
    kernel, between, depth = found.groups()
    span = Span(*found.span())
    finding = mistakes.unexpected(
        span, found[0], "the depth first", fix=f"{depth}{between}{kernel}"
    )
    tokens = [
        first.instead("NUMBER", depth),
        first.instead("COMMA", ","),
        first.instead("SHAPE", kernel.replace("×", "x")),
    ]
    return Form(finding, at + 2, behind(machine, span.end), tokens)
