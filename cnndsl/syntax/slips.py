"""Slips that break a whole construct: a block's first line, a misspelt join, a statement inside brackets.

Each is one report; what belongs to the construct is passed over with it.
"""

import re
from typing import NamedTuple

from cnndsl.diagnostics import Diagnostic
from cnndsl.layers.layer import KINDS
from cnndsl.spelling import closest
from cnndsl.syntax import mistakes
from cnndsl.syntax.brackets import matching
from cnndsl.syntax.lalr import Token, Tree, token_span
from cnndsl.syntax.machine import CLOSER_OF, JOINS, OPENER_OF, Machine

OTHER_JOINS = {
    "cat": "cat",
    "concat": "cat",
    "concatenate": "cat",
    "add": "add",
    "sum": "add",
    "plus": "add",
}
OTHER_JOINS |= {"mul": "mul", "multiply": "mul", "times": "mul", "split": "split", "chunk": "split"}
INSIDE = ("LET", "DEFAULT", "AFTER", "EXPECT", "USE", "BLOCK", "HEAD", "AUX", "NETWORK")


NO_LAYER = ("EQUAL", "DEFAULT", "EXPECT", "AFTER", "COMMA", "TAP", "PLUS", "SLASH")
"""Where no layer can follow."""


QUOTES = "\"'`“”\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
QUOTED = rf"[{QUOTES}][^{QUOTES}\r\n]*[{QUOTES}]"
"""A file's name in quotes of any kind."""


class Whole(NamedTuple):
    """A broken construct: what to say, what it spoils, and where reading goes on."""

    diagnostic: Diagnostic | None
    """Nothing where it only follows from another mistake."""
    at: Token
    ends: int
    """The token to go on from."""
    keeps: int
    """How many of the values read so far are sound."""
    spoils: set[str]
    hole: bool
    """Whether a layer may have stood there."""


def find(machine: Machine, token: Token, openers: list[Token], spoilt: set[str]) -> Whole | None:
    return (
        _spoilt_use(machine, token, spoilt)
        or _broken_header(machine, token)
        or _misspelt_join(machine, token, openers)
        or _statement_inside(machine, token, openers)
        or _broken_use(machine, token)
    )


def _spoilt_use(machine: Machine, token: Token, spoilt: set[str]) -> Whole | None:
    """A use of a block whose definition is broken, and whose name cannot be one: `Basic(8)`."""
    word = machine.tokens[machine.at - 1] if machine.at else None
    if word is None or token.type != "LPAR" or word.type != "WORD" or str(word) not in spoilt:
        return None
    end = matching(machine, machine.at)
    keeps = values_before(machine, word)
    return None if end is None else Whole(None, word, end + 1, keeps, set(), True)


# A block's first line


def _broken_header(machine: Machine, token: Token) -> Whole | None:
    """`block Basic(d) {`, `block b(d: int) {`, `block b(d)` without its brace, `head h: {`."""
    values = machine.values
    kinds = [getattr(value, "type", "") for value in values]
    words = [k for k, kind in enumerate(kinds) if kind in ("BLOCK", "HEAD", "AUX")]
    if not words or "LBRACE" in kinds[words[-1] :]:
        return None
    keyword = values[words[-1]]
    start = next(k for k in range(machine.at, -1, -1) if machine.tokens[k] is keyword)
    name = str(machine.tokens[start + 1])
    spoils = {name, name.lower()} if keyword.type == "BLOCK" and name.isidentifier() else set()
    why = _why(machine, start, token)
    finding = mistakes.header(token_span(token), str(token), why, str(keyword))
    return Whole(finding, token, _behind_body(machine), words[-1], spoils, False)


def _why(machine: Machine, start: int, token: Token) -> str:
    name = machine.tokens[start + 1]
    what = "block" if machine.tokens[start].type == "BLOCK" else "head"
    if machine.at == start + 1:
        if name.type == "WORD" and not machine.begins_line(machine.at):
            return f"a {what}'s name is lowercase: `{str(name).lower()}`"
        return f"a {what} has a name, a lowercase word of its own"
    opened = [value for value in machine.values if getattr(value, "type", "") in ("LPAR", "RPAR")]
    if what == "block" and opened and opened[-1].type == "LPAR":
        return "a parameter is a name of its own, perhaps with a default: `s=1`"
    return "its body stands in `{ }`"


def _behind_body(machine: Machine) -> int:
    """Where reading goes on behind a body whose first line is broken: behind its bracket, else its line."""
    tokens, at = machine.tokens, machine.at
    if tokens[at].type in CLOSER_OF and tokens[at].type != "LPAR":
        return _behind_bracket(machine, at)
    depth = 0
    for index in range(at, len(tokens)):
        kind = tokens[index].type
        if kind == "LBRACE" and depth <= 0:
            return _behind_bracket(machine, index)
        depth += (kind in CLOSER_OF) - (kind in OPENER_OF)
        if kind == "RBRACE" and depth < 0:
            return index + 1
        begins = not index or machine.begins_line(index)
        if kind == "$END" or (index > at and begins and kind in (*INSIDE, "INPUT")):
            break
    if tokens[at].type == "LPAR":
        return _behind_bracket(machine, at)
    return line_end(machine, at)


def _behind_bracket(machine: Machine, opener: int) -> int:
    end = matching(machine, opener)
    return line_end(machine, opener) if end is None else end + 1


def line_end(machine: Machine, index: int) -> int:
    """The first token of the next line."""
    end = index + 1
    while end < len(machine.tokens) - 1 and not machine.begins_line(end):
        end += 1
    return min(end, len(machine.tokens) - 1)


# A join under another name


def _misspelt_join(machine: Machine, token: Token, openers: list[Token]) -> Whole | None:
    """`concat( A | B )`, `Add( A | B )`: round brackets with branches in them behind a word that is none."""
    at = machine.at
    if token.type == "LPAR" and at and machine.tokens[at - 1].type in ("WORD", "NAME"):
        opener = at
    elif openers and openers[-1].type == "LPAR":
        opener = next(k for k in range(at, -1, -1) if machine.tokens[k] is openers[-1])
    else:
        return None
    word = machine.tokens[opener - 1] if opener else None
    end = matching(machine, opener)
    if (
        word is None
        or word.type not in ("WORD", "NAME")
        or str(word) in KINDS
        or (opener > 1 and machine.tokens[opener - 2].type in NO_LAYER)
        or end is None
        or not _branches(machine, opener, end)
    ):
        return None
    keeps = values_before(machine, word)
    near = OTHER_JOINS.get(str(word).lower()) or closest(
        str(word).lower(), ("cat", "add", "mul", "split")
    )
    finding = mistakes.unknown_join(token_span(word), str(word), near or "")
    return Whole(finding, word, end + 1, keeps, set(), True)


def _branches(machine: Machine, opener: int, end: int) -> bool:
    depth = 0
    for index in range(opener, end):
        kind = machine.tokens[index].type
        depth += (kind in CLOSER_OF) - (kind in OPENER_OF)
        if kind == "BAR" and depth == 1:
            return True
    return False


def values_before(machine: Machine, token: Token) -> int:
    """How many of the values read so far lie before a token."""
    for index, value in enumerate(machine.values):
        first = value if isinstance(value, Token) else _first(value)
        if first is not None and (first.start_pos or 0) >= (token.start_pos or 0):
            return index
    return len(machine.values)


def _first(tree: Tree) -> Token | None:
    return next(tree.tokens(), None)


# Statements where layers are wanted


def _statement_inside(machine: Machine, token: Token, openers: list[Token]) -> Whole | None:
    """`let`, `head`, `block` ... inside brackets that are closed further on."""
    if token.type not in INSIDE or not openers or not machine.closed_later(openers[-1]):
        return None
    if openers[-1].type == "LPAR" and not _in_branches(machine, openers[-1]):
        return None
    finding = mistakes.statement_inside(token_span(token), str(token))
    return Whole(finding, token, _behind_statement(machine), len(machine.values), set(), True)


def _in_branches(machine: Machine, opener: Token) -> bool:
    index = next(k for k in range(machine.at, -1, -1) if machine.tokens[k] is opener)
    return machine.tokens[index - 1].type in JOINS


def _behind_statement(machine: Machine) -> int:
    """The end of a statement: of its braces, else of its line, or of the brackets around it."""
    depth = 0
    for index in range(machine.at + 1, len(machine.tokens)):
        kind = machine.tokens[index].type
        if depth == 0 and (kind in OPENER_OF or kind in ("BAR", "$END")):
            return index
        if depth == 0 and machine.begins_line(index) and kind != "LBRACE":
            return index
        depth += (kind in CLOSER_OF) - (kind in OPENER_OF)
        if kind == "RBRACE" and depth == 0:
            return index + 1
    return len(machine.tokens) - 1


def _broken_use(machine: Machine, token: Token) -> Whole | None:
    """`use lib.cnn`: a file's name is put in double quotes."""
    if not machine.values or getattr(machine.values[-1], "type", "") != "USE":
        return None
    if machine.begins_line(machine.at) or token.type == "$END":
        use = machine.values[-1]
        finding = mistakes.use_quotes(token_span(use), "")
        return Whole(finding, use, machine.at, len(machine.values) - 1, {"use"}, False)
    quoted = re.compile(QUOTED).match(machine.content, token.start_pos)
    end = machine.at + 1
    while machine.tokens[end].type != "$END" and machine.tokens[end].start_pos < (
        quoted.end() if quoted else machine.tokens[end - 1].end_pos + 1
    ):
        end += 1
    span = token_span(token).until(token_span(machine.tokens[end - 1]))
    words = machine.content[span.start : span.end]
    open_quote = words[0] in QUOTES and not quoted and not machine.begins_line(end)
    finding = mistakes.use_quotes(span, "" if open_quote else words)
    return Whole(finding, token, end, len(machine.values) - 1, {"use"}, False)
