"""Brackets that are open or closed once too often: where the missing one may have stood."""

from typing import NamedTuple

from cnndsl.fixes import Fix, insert, remove
from cnndsl.syntax.forms import behind
from cnndsl.syntax.lalr import Token, token_span
from cnndsl.syntax.machine import CLOSER_OF, JOINS, OPENER_OF, Machine
from cnndsl.syntax.mistakes import CLOSERS

PASSED_ON = ("id", "proj")


def where_closed(machine: Machine, opener: Token) -> tuple[Fix, ...]:
    """Places for the bracket that closes another, the likeliest first; or that one away."""
    closer = CLOSERS[opener.type]
    start = behind(machine, opener.start_pos)
    noticed = machine.tokens[machine.at - 1].end_pos
    if opener.type == "LPAR" and machine.tokens[start - 1].type in ("NAME", "WORD"):
        return (insert(noticed, closer, safe=True),)
    places = [
        *_behind_what_came_in(machine, start),
        *_before_copies(machine, start),
        _line_end(machine, start),
        noticed,
    ]
    before = machine.tokens[start].end_pos
    found = [place for place in dict.fromkeys(places) if before < place <= noticed]
    room = " " if opener.type != "LSQB" else ""
    fixes = [
        insert(place, f"{room}{closer}", title=f"close it {_where(machine, place)}")
        for place in found[:2]
    ]
    if opener.type == "LSQB":
        fixes.append(remove(token_span(opener), title="remove `[`"))
    return tuple(fixes)


def _where(machine: Machine, place: int) -> str:
    words = machine.tokens[behind(machine, place) - 1]
    return f"behind `{words}`"


def has_projection(machine: Machine, opener: Token) -> bool:
    """Whether a `proj` stands in a bracket that is never closed, where it may not be the last of its branch."""
    start = behind(machine, opener.start_pos)
    return any(str(machine.tokens[at]) == "proj" for at in _inside(machine, start))


def _inside(machine: Machine, start: int) -> list[int]:
    """The tokens directly inside a bracket that is never closed, by number."""
    depth, found = 0, []
    for at in range(start + 1, machine.at):
        kind = machine.tokens[at].type
        depth += (kind in CLOSER_OF) - (kind in OPENER_OF)
        if depth == 0 or (depth == 1 and kind in CLOSER_OF):
            found.append(at)
    return found


def _behind_what_came_in(machine: Machine, start: int) -> list[int]:
    """`add( C3 R | id R`: behind an `id`, a `proj` or a tap that begins the last branch."""
    inside = _inside(machine, start)
    bars = [at for at in inside if machine.tokens[at].type == "BAR"]
    if not bars or bars[-1] + 1 >= machine.at:
        return []
    first = machine.tokens[bars[-1] + 1]
    return [first.end_pos] if str(first) in PASSED_ON or first.type == "TAP" else []


def _before_copies(machine: Machine, start: int) -> list[int]:
    """`[C3D64 R*3`: in front of the last number of copies on the line."""
    stars = [
        at
        for at in _inside(machine, start)
        if machine.tokens[at].type == "STAR" and machine.tokens[start].type == "LSQB"
    ]
    line = [at for at in stars if machine.tokens[at].start_pos <= _line_end(machine, start)]
    return [machine.tokens[at - 1].end_pos for at in line[-1:]]


def _line_end(machine: Machine, start: int) -> int:
    """Behind the last token of a bracket's line."""
    at = start + 1
    while at < machine.at and not machine.begins_line(at):
        at += 1
    return machine.tokens[at - 1].end_pos


def where_opened(machine: Machine, token: Token) -> tuple[Fix, ...]:
    """A bracket too many away; or its other one at the start of the line, where copies say that there was a part."""
    away = remove(token_span(token), safe=True)
    if token.type != "RSQB" or machine.tokens[machine.at + 1].type != "STAR":
        return (away,)
    at = machine.first_layer_of_line(machine.at)
    return away, insert(machine.tokens[at].start_pos, "[", title="open it at the start of the line")


class Sign(NamedTuple):
    """One that is missing: what puts it in, and its token."""

    fix: Fix
    type: str


def missing_sign(machine: Machine, token: Token) -> Sign | None:
    """`conv(64 3)` without its comma, `cat C3 | id )` without its bracket."""
    if not machine.at:
        return None
    before = machine.tokens[machine.at - 1]
    if before.type in JOINS and token.type != "LPAR":
        return Sign(insert(before.end_pos, "(", safe=True), "LPAR")
    opener = next(iter(reversed(machine.openers())), None)
    if opener is None or opener.type != "LPAR" or machine.accepts("DOTS"):
        return None
    call = machine.tokens[behind(machine, opener.start_pos) - 1].type in ("NAME", "WORD")
    if not call or not machine.accepts("COMMA"):
        return None
    if not machine.closed_later(opener):
        return Sign(insert(before.end_pos, ")", safe=True), "RPAR")
    if before.type == "NUMBER" and before.end_pos == token.start_pos and token.type == "NAME":
        words = f"write `{before}*{token}`"
        return Sign(insert(before.end_pos, "*", title=words, safe=True), "STAR")
    if token.type in ("NUMBER", "NAME", "SHAPE"):
        return Sign(insert(before.end_pos, ",", safe=True), "COMMA")
    return None
