"""Brackets of another kind, and numbers of copies written otherwise: `(C R)*2`, `[C R]x2`, `cat[ A | B ]`."""

import re
from itertools import pairwise

from cnndsl.fixes import Edit, Fix, insert, remove
from cnndsl.syntax.lalr import Token, token_span
from cnndsl.syntax.notations.notation_problems import copies, other_brackets
from cnndsl.syntax.notations.replacement import Replacement, behind
from cnndsl.syntax.syntax_problems import unexpected, unopened
from cnndsl.syntax.token_parser import CLOSER_OF, JOINS, OPENER_OF, TokenParser, takes_in_files
from cnndsl.text import Span

KINDS = {"LSQB": "[", "LPAR": "(", "LBRACE": "{", "RSQB": "]", "RPAR": ")", "RBRACE": "}"}


def matching(parser: TokenParser, opener: int) -> int | None:
    """The token that closes a bracket, if it is closed."""
    depth = 0
    for index in range(opener, len(parser.tokens)):
        kind = parser.tokens[index].type
        depth += (kind in CLOSER_OF) - (kind in OPENER_OF)
        if depth == 0:
            return index
    return None


def round_brackets(parser: TokenParser, token: Token) -> Replacement | None:
    """`(C R)*2`, `{C R}*2`: a part is put in square brackets."""
    at = parser.at
    before = parser.tokens[at - 1].type if at else ""
    if token.type not in ("LPAR", "LBRACE") or before in JOINS or not parser.accepts("DOTS"):
        return None
    glued = at and parser.tokens[at - 1].end_pos == token.start_pos
    apart = token.type == "LBRACE" and before == "WORD" and not glued
    if before in ("WORD", "NAME") and not (apart or holds_layers(parser, at)):
        return None
    replacement = _exchanged(parser, at, "LSQB", "a part is put in `[ ]`")
    return replacement and _with_copies(parser, replacement)


def holds_layers(parser: TokenParser, at: int) -> bool:
    """Whether a round bracket apart from the word before it has layers in it, and no arguments."""
    tokens, end = parser.tokens, matching(parser, at)
    if end is None or tokens[at].type != "LPAR" or tokens[at - 1].end_pos == tokens[at].start_pos:
        return False
    inside = [token.type for token in tokens[at + 1 : end]]
    side_by_side = any(pair in SIDE_BY_SIDE for pair in pairwise(inside))
    return side_by_side and inside[0] in ("WORD", "NAME", "LSQB")


def brackets_behind_names(parser: TokenParser) -> list[Replacement]:
    """`relu (C3D8 R)*2`: a part in round brackets that would be a layer's arguments."""
    found = []
    for at, token in enumerate(parser.tokens):
        before = parser.tokens[at - 1].type if at else ""
        if token.type == "LPAR" and before == "NAME" and holds_layers(parser, at):
            replacement = _exchanged(parser, at, "LSQB", "a part is put in `[ ]`")
            found += [_with_copies(parser, replacement)] if replacement else []
    return found


SIDE_BY_SIDE = {(one, other) for one in ("WORD", "NAME") for other in ("WORD", "NAME")}
"""What stands side by side in a part, and never in arguments."""


def _with_copies(parser: TokenParser, replacement: Replacement) -> Replacement:
    """The number of copies that stands behind the brackets, where it is written otherwise too: `(C R)x2`."""
    behind_it = (
        count_at(parser, replacement.end - 1)
        if parser.tokens[replacement.end - 1].type != "WORD"
        else None
    )
    if behind_it is None:
        return replacement
    (fix,), (more,) = replacement.diagnostic.fixes, behind_it.diagnostic.fixes
    both = fix._replace(title=f"{fix.title} and {more.title}", edits=(*fix.edits, *more.edits))
    diagnostic = replacement.diagnostic._replace(fixes=(both,))
    return Replacement(
        diagnostic, replacement.start, behind_it.end, [*replacement.tokens, *behind_it.tokens]
    )


def join_brackets(parser: TokenParser, token: Token) -> Replacement | None:
    """`cat[ A | B ]`, `add{ A | B }`: branches stand in round brackets."""
    before = parser.tokens[parser.at - 1] if parser.at else None
    if token.type not in ("LSQB", "LBRACE") or before is None or before.type not in JOINS:
        return None
    return _exchanged(parser, parser.at, "LPAR", f"the branches of `{before}` stand in `( )`")


def join_without_bracket(parser: TokenParser, token: Token) -> Replacement | None:
    """`cat C3D8 | id )`: the bracket behind the join is missing."""
    before = parser.tokens[parser.at - 1] if parser.at else token
    if before.type not in JOINS or token.type not in ("WORD", "NAME", "TAP", "LSQB"):
        return None
    opened = Token.at(before.end_pos, "LPAR", "(", before.end_pos)
    if not parser.closed_later(opened):
        return None
    finding = unexpected(token_span(token), str(token), "`(`")
    fixes = (insert(before.end_pos, "(", safe=True),)
    return Replacement(finding._replace(fixes=fixes), parser.at, parser.at, [opened])


def _exchanged(parser: TokenParser, at: int, kind: str, why: str) -> Replacement | None:
    """A pair of brackets as one of another kind, with all that stands between them."""
    end = matching(parser, at)
    if end is None or end == at + 1:
        return None
    opener, closer = parser.tokens[at], parser.tokens[end]
    closing = CLOSER_OF[kind]
    edits = (
        Edit(token_span(opener), KINDS[kind]),
        Edit(token_span(closer), KINDS[closing]),
    )
    finding = other_brackets(
        token_span(opener), str(opener), why, edits, f"{KINDS[kind]} {KINDS[closing]}"
    )
    inside = parser.tokens[at + 1 : end]
    new = [opener.instead(kind, KINDS[kind]), *inside, closer.instead(closing, KINDS[closing])]
    return Replacement(finding, at, end + 1, new)


TIMES_BEHIND = re.compile(
    r"\s*(?:\*\*|[x×X^*]?)\s*([0-9]+)(?:\s*(?:times|x|×)\b)?(?![\w.x×]|\s*:)"
    r"|(?<=\])\*?[({]\s*([0-9]+)\s*[)}]"
)


def count_behind(parser: TokenParser, token: Token) -> Replacement | None:
    """`[C R]x2`, `[C R] 2`, `[C R]^2`: behind a part, without `*`."""
    at = parser.at
    for closer in range(at - 1, max(at - 3, -1), -1):
        if parser.tokens[closer].type in ("RSQB", "WORD"):
            break
    else:
        return None
    return count_at(parser, closer)


def count_at(parser: TokenParser, closer: int) -> Replacement | None:
    """The number of copies behind a part, where it is written otherwise."""
    start = parser.tokens[closer].end_pos
    found = TIMES_BEHIND.match(parser.content, start)
    if found is None or (
        found[0].strip().startswith("*") and not found[0].strip().startswith("**")
    ):
        return None
    if (
        "\n" in found[0]
        or "\r" in found[0]
        or (parser.tokens[closer].type == "WORD" and not re.search(r"[x×X^*]|times", found[0]))
    ):
        return None
    at, end = closer + 1, behind(parser, found.end())
    first = parser.tokens[at]
    span = Span(first.start_pos, found.end())
    number = found[1] or found[2]
    mended = f"*{number}"
    finding = copies(
        span, parser.content[span.start : span.end], mended, (Edit(Span(start, span.end), mended),)
    )
    return Replacement(
        finding, at, end, [first.instead("STAR", "*"), first.instead("NUMBER", number)]
    )


COUNT_FIRST = re.compile(r"([0-9]+)[ \t]*(?:[x×X*]|times)?[ \t]*(?=[\[(A-Z]|seq\b)")


def count_first(parser: TokenParser, token: Token) -> Replacement | None:
    """`2x[C R]`, `3*[C R]`, `3*C3D64`: in front of the part."""
    at = parser.at
    found = COUNT_FIRST.match(parser.content, token.start_pos)
    if token.type not in ("NUMBER", "SHAPE") or found is None:
        return None
    if "times" in found[0] and at and parser.tokens[at - 1].type in ("RSQB", "WORD"):
        return None  # of the part before
    if not re.search(r"[x×X*]|times", found[0]) and parser.content[found.end()] not in "[(s":
        return None
    inside, last = _part(parser, found.end())
    if not inside or parser.tokens[last].type == "STAR":
        return None
    offset = inside[-1].end_pos
    mended = f"*{found[1]}"
    span = Span(token.start_pos, found.end())
    edits = (Edit(span, ""), Edit(Span(offset, offset), mended))
    words = parser.content[span.start : span.end].strip()
    finding = copies(Span(span.start, span.start + len(words)), words, mended, edits)
    new = [
        *inside,
        Token.at(offset, "STAR", "*", offset),
        Token.at(offset, "NUMBER", found[1], offset),
    ]
    return Replacement(finding, at, last, new)


def _part(parser: TokenParser, offset: int) -> tuple[list[Token], int]:
    """The tokens of a part that starts at an offset, and the first one behind it."""
    first = behind(parser, offset)
    token = parser.tokens[first]
    opener = first + (token.type == "SEQ")
    if parser.tokens[opener].type in ("LSQB", "LPAR"):
        closer = matching(parser, opener)
        return ([], first) if closer is None else (parser.tokens[first : closer + 1], closer + 1)
    if token.start_pos == offset:
        return ([token], first + 1) if token.type == "WORD" else ([], first)
    before = parser.tokens[first - 1]  # `3xC3D8`, whose x is glued to the layer
    word = parser.content[offset : before.end_pos]
    return [Token.at(offset, "WORD", word, before.end_pos)], first


COUNT = re.compile(r"\*\s*([A-Za-z_]\w*(?:[-+/%*]+\w+)*|\([^()\n]*\)|[0-9]+[A-Za-z]\w*)")


def count_without_brackets(parser: TokenParser, token: Token) -> Replacement | None:
    """`[C R]*n`, `[C R]*(n-1)`: an expression stands in angle brackets."""
    at = parser.at
    star = parser.tokens[at - 1] if at else token
    found = COUNT.match(parser.content, star.start_pos)
    if star.type != "STAR" or found is None or token.type not in ("NAME", "WORD", "LPAR"):
        return None
    words = found[1][1:-1] if found[1].startswith("(") else found[1]
    mended = f"*<{words}>"
    span = Span(token.start_pos, found.end())
    if re.fullmatch(r"\w+", words) and not _may_be_constant(parser, words):
        finding = copies(Span(star.start_pos, span.end), found[0], "*2", ())
        hint = "write a number, as in `*2`, or give it a value: `let n = 2`, and `*<n>`"
        rest = token.instead("NUMBER", "1")
        return Replacement(finding._replace(help=hint, fixes=()), at, at + (words == token), [rest])
    finding = copies(
        Span(star.start_pos, span.end),
        found[0],
        mended,
        (Edit(Span(star.start_pos, span.end), mended),),
    )
    angle = Token.at(
        token.start_pos - len("<") * (words == found[1]), "ANGLE", f"<{words}>", span.end
    )
    return Replacement(finding, at, behind(parser, found.end()), [angle])


def _may_be_constant(parser: TokenParser, name: str) -> bool:
    """Whether a name stands for a value somewhere: in `let`, as a parameter, in another file."""
    tokens = parser.tokens
    if name in ("i", "in") or takes_in_files(tokens):
        return True
    others = [at for at, token in enumerate(tokens[1:], 1) if token == name]
    return any(tokens[at - 1].type in ("LET", "LPAR", "COMMA") for at in others)


def stray_copies(parser: TokenParser, token: Token) -> Replacement | None:
    """`R]*2` without its bracket; of `[R]]*2` the second bracket alone is too much."""
    found = re.compile(r"\]\s*\*\s*[0-9]+").match(parser.content, token.start_pos)
    if (
        token.type != "RSQB"
        or found is None
        or parser.tokens[parser.at - 1].type == "RSQB"
        or any(each.type == "LSQB" for each in parser.openers())
    ):
        return None
    span = Span(*found.span())
    first = parser.first_layer_of_line(parser.at)
    opened = insert(parser.tokens[first].start_pos, "[", title="open it at the start of the line")
    fixes = (remove(span), opened, *_opened_at_last(parser, first))
    finding = unopened(span, found[0], fixes)
    return Replacement(finding, parser.at, behind(parser, found.end()), [])


def _opened_at_last(parser: TokenParser, first: int) -> list[Fix]:
    """Before the last convolution or fully connected layer of the line, where another is the first."""
    weights = [
        token
        for token in parser.tokens[first + 1 : parser.at]
        if re.match("(C|DW|T|FC)[0-9]", str(token))
    ]
    return [insert(each.start_pos, "[", title=f"open it before `{each}`") for each in weights[-1:]]
