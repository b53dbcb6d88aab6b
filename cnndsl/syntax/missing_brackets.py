"""Brackets without their other one: where the missing one may have stood."""

from cnndsl.fixes import Fix, insert, remove
from cnndsl.named_tuple import NamedTuple
from cnndsl.syntax.lalr import Token, token_span
from cnndsl.syntax.notations.replacement import behind
from cnndsl.syntax.syntax_problems import CLOSERS
from cnndsl.syntax.token_parser import CLOSER_OF, JOINS, OPENER_OF, TokenParser

PASSED_ON = ("id", "proj")


def where_closed(parser: TokenParser, opener: Token) -> tuple[Fix, ...]:
    """Places for the bracket that closes another, the likeliest first; or that one away."""
    closer = CLOSERS[opener.type]
    start = behind(parser, opener.start_pos)
    noticed = parser.tokens[parser.at - 1].end_pos
    if opener.type == "LPAR" and parser.tokens[start - 1].type in ("NAME", "WORD"):
        return (insert(noticed, closer, safe=True),)
    places = [
        *_behind_what_came_in(parser, start),
        *_before_copies(parser, start),
        _line_end(parser, start),
        noticed,
    ]
    before = parser.tokens[start].end_pos
    found = [place for place in dict.fromkeys(places) if before < place <= noticed]
    room = " " if opener.type != "LSQB" else ""
    fixes = [
        insert(place, f"{room}{closer}", title=f"close it {_where(parser, place)}")
        for place in found[:2]
    ]
    if opener.type == "LSQB":
        opens = token_span(opener)
        seq = start > 0 and parser.tokens[start - 1].type == "SEQ"
        opens = token_span(parser.tokens[start - 1]).until(opens) if seq else opens
        fixes.append(remove(opens, title=f"remove `{'seq' * seq}[`"))
    return tuple(fixes)


def _where(parser: TokenParser, place: int) -> str:
    words = parser.tokens[behind(parser, place) - 1]
    return f"behind `{words}`"


def has_projection(parser: TokenParser, opener: Token) -> bool:
    """Whether a `proj` stands in a bracket that is never closed, where it may not be the last of its branch."""
    start = behind(parser, opener.start_pos)
    return any(str(parser.tokens[at]) == "proj" for at in _inside(parser, start))


def _inside(parser: TokenParser, start: int) -> list[int]:
    """The tokens directly inside a bracket that is never closed, by number."""
    depth, found = 0, []
    for at in range(start + 1, parser.at):
        kind = parser.tokens[at].type
        depth += (kind in CLOSER_OF) - (kind in OPENER_OF)
        if depth == 0 or (depth == 1 and kind in CLOSER_OF):
            found.append(at)
    return found


def _behind_what_came_in(parser: TokenParser, start: int) -> list[int]:
    """`add( C3 R | id R`: behind an `id`, a `proj` or a tap that begins the last branch."""
    inside = _inside(parser, start)
    bars = [at for at in inside if parser.tokens[at].type == "BAR"]
    if not bars or bars[-1] + 1 >= parser.at:
        return []
    first = parser.tokens[bars[-1] + 1]
    return [first.end_pos] if str(first) in PASSED_ON or first.type == "TAP" else []


def _before_copies(parser: TokenParser, start: int) -> list[int]:
    """`[C3D64 R*3`: in front of the last number of copies on the line."""
    stars = [
        at
        for at in _inside(parser, start)
        if parser.tokens[at].type == "STAR" and parser.tokens[start].type == "LSQB"
    ]
    line = [at for at in stars if parser.tokens[at].start_pos <= _line_end(parser, start)]
    return [parser.tokens[at - 1].end_pos for at in line[-1:]]


def _line_end(parser: TokenParser, start: int) -> int:
    """Behind the last token of a bracket's line."""
    at = start + 1
    while at < parser.at and not parser.begins_line(at):
        at += 1
    return parser.tokens[at - 1].end_pos


def where_opened(parser: TokenParser, token: Token) -> tuple[Fix, ...]:
    """A bracket too many away; or its other one at the start of the line, where copies say that there was a part."""
    away = remove(token_span(token), safe=True)
    if token.type != "RSQB" or parser.tokens[parser.at + 1].type != "STAR":
        return (away,)
    at = parser.first_layer_of_line(parser.at)
    return away, insert(parser.tokens[at].start_pos, "[", title="open it at the start of the line")


class MissingSign(NamedTuple):
    """A missing sign: the fix that puts it in, and its token."""

    fix: Fix
    type: str


def missing_sign(parser: TokenParser, token: Token) -> MissingSign | None:
    """`conv(64 3)` without its comma, `cat C3 | id )` without its bracket."""
    if not parser.at:
        return None
    before = parser.tokens[parser.at - 1]
    if before.type in JOINS and token.type != "LPAR":
        return MissingSign(insert(before.end_pos, "(", safe=True), "LPAR")
    opener = next(iter(reversed(parser.openers())), None)
    if opener is None or opener.type != "LPAR" or parser.accepts("DOTS"):
        return None
    call = parser.tokens[behind(parser, opener.start_pos) - 1].type in ("NAME", "WORD")
    if not call or not parser.accepts("COMMA"):
        return None
    if not parser.closed_later(opener):
        return MissingSign(insert(before.end_pos, ")", safe=True), "RPAR")
    if before.type == "NUMBER" and before.end_pos == token.start_pos and token.type == "NAME":
        words = f"write `{before}*{token}`"
        return MissingSign(insert(before.end_pos, "*", title=words, safe=True), "STAR")
    if token.type in ("NUMBER", "NAME", "SHAPE"):
        return MissingSign(insert(before.end_pos, ",", safe=True), "COMMA")
    return None
