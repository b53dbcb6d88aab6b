"""Mistakes that break a whole construct: a block's first line, a misspelt join, a statement inside brackets.

Each is one report; what belongs to the construct is passed over with it.
"""

import re

from cnndsl.diagnostics import Diagnostic
from cnndsl.layers.layer import KINDS
from cnndsl.named_tuple import NamedTuple
from cnndsl.spelling import closest
from cnndsl.syntax import syntax_problems
from cnndsl.syntax.lalr import Token, Tree, token_span
from cnndsl.syntax.notations.brackets import matching
from cnndsl.syntax.token_parser import CLOSER_OF, JOINS, OPENER_OF, TokenParser

OTHER_JOINS = {
    "cat": "cat",
    "concat": "cat",
    "concatenate": "cat",
    "add": "add",
    "sum": "add",
    "plus": "add",
}
OTHER_JOINS |= {"mul": "mul", "multiply": "mul", "times": "mul", "split": "split", "chunk": "split"}
OTHER_JOINS |= {"sub": "sub", "subtract": "sub", "minus": "sub", "max": "max", "maximum": "max"}
OTHER_JOINS |= {"any": "any", "either": "any", "oneof": "any", "one_of": "any", "choice": "any"}
OTHER_JOINS |= {"maxout": "max", "dot": "dot", "mix": "mix", "bmm": "dot", "matmul": "dot"}
INSIDE = (
    "LET",
    "DEFAULT",
    "AFTER",
    "AFTER_NONE",
    "EXPECT",
    "USE",
    "BLOCK",
    "HEAD",
    "AUX",
    "NETWORK",
)


NO_LAYER = ("EQUAL", "DEFAULT", "EXPECT", "AFTER", "COMMA", "TAP", "PLUS", "SLASH")
"""Where no layer can follow."""


QUOTES = "\"'`“”\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
QUOTED = rf"[{QUOTES}][^{QUOTES}\r\n]*[{QUOTES}]"
"""A file's name in quotes of any kind."""


class BrokenConstruct(NamedTuple):
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


def find(
    parser: TokenParser, token: Token, openers: list[Token], spoilt: set[str]
) -> BrokenConstruct | None:
    return (
        _spoilt_use(parser, token, spoilt)
        or _broken_header(parser, token)
        or _misspelt_join(parser, token, openers)
        or _statement_inside(parser, token, openers)
        or _broken_use(parser, token)
    )


def _spoilt_use(parser: TokenParser, token: Token, spoilt: set[str]) -> BrokenConstruct | None:
    """A use of a block whose definition is broken, and whose name cannot be one: `Basic(8)`."""
    word = parser.tokens[parser.at - 1] if parser.at else None
    if word is None or token.type != "LPAR" or word.type != "WORD" or str(word) not in spoilt:
        return None
    end = matching(parser, parser.at)
    keeps = values_before(parser, word)
    return None if end is None else BrokenConstruct(None, word, end + 1, keeps, set(), True)


# A block's first line


def _broken_header(parser: TokenParser, token: Token) -> BrokenConstruct | None:
    """`block Basic(d) {`, `block b(d: int) {`, `block b(d)` without its brace, `head h: {`."""
    values = parser.values
    kinds = [getattr(value, "type", "") for value in values]
    words = [k for k, kind in enumerate(kinds) if kind in ("BLOCK", "HEAD", "AUX")]
    if not words or "LBRACE" in kinds[words[-1] :]:
        return None
    keyword = values[words[-1]]
    start = next(k for k in range(parser.at, -1, -1) if parser.tokens[k] is keyword)
    name = str(parser.tokens[start + 1])
    spoils = {name, name.lower()} if keyword.type == "BLOCK" and name.isidentifier() else set()
    why = _why(parser, start, token)
    finding = syntax_problems.header(token_span(token), str(token), why, str(keyword))
    return BrokenConstruct(finding, token, _behind_body(parser), words[-1], spoils, False)


def _why(parser: TokenParser, start: int, token: Token) -> str:
    name = parser.tokens[start + 1]
    what = "block" if parser.tokens[start].type == "BLOCK" else "head"
    if parser.at == start + 1:
        if name.type == "WORD" and not parser.begins_line(parser.at):
            lower = name.partition("{")[0].lower()
            return f"a {what}'s name is lowercase: `{lower}`"
        return f"a {what} has a name, a lowercase word of its own"
    opened = [value for value in parser.values if getattr(value, "type", "") in ("LPAR", "RPAR")]
    if what == "block" and opened and opened[-1].type == "LPAR":
        return "a parameter is a name of its own, perhaps with a default: `s=1`"
    return "its body stands in `{ }`"


def _behind_body(parser: TokenParser) -> int:
    """Where reading goes on behind a body whose first line is broken: behind its bracket, else its line."""
    tokens, at = parser.tokens, parser.at
    if tokens[at].type in CLOSER_OF and tokens[at].type != "LPAR":
        return _behind_bracket(parser, at)
    depth = 0
    for index in range(at, len(tokens)):
        kind = tokens[index].type
        if kind == "LBRACE" and depth <= 0:
            return _behind_bracket(parser, index)
        depth += (kind in CLOSER_OF) - (kind in OPENER_OF)
        if kind == "RBRACE" and depth < 0:
            return index + 1
        begins = not index or parser.begins_line(index)
        if kind == "$END" or (index > at and begins and kind in (*INSIDE, "INPUT")):
            break
    if tokens[at].type == "LPAR":
        return _behind_bracket(parser, at)
    return line_end(parser, at)


def _behind_bracket(parser: TokenParser, opener: int) -> int:
    end = matching(parser, opener)
    return line_end(parser, opener) if end is None else end + 1


def line_end(parser: TokenParser, index: int) -> int:
    """The first token of the next line."""
    end = index + 1
    while end < len(parser.tokens) - 1 and not parser.begins_line(end):
        end += 1
    return min(end, len(parser.tokens) - 1)


# A join under another name


def _misspelt_join(
    parser: TokenParser, token: Token, openers: list[Token]
) -> BrokenConstruct | None:
    """`concat( A | B )`, `Add( A | B )`: round brackets with branches in them behind a word that is none."""
    at = parser.at
    if token.type == "LPAR" and at and parser.tokens[at - 1].type in ("WORD", "NAME"):
        opener = at
    elif openers and openers[-1].type == "LPAR":
        opener = next(k for k in range(at, -1, -1) if parser.tokens[k] is openers[-1])
    else:
        return None
    word = parser.tokens[opener - 1] if opener else None
    end = matching(parser, opener)
    if (
        word is None
        or word.type not in ("WORD", "NAME")
        or str(word) in KINDS
        or (opener > 1 and parser.tokens[opener - 2].type in NO_LAYER)
        or end is None
        or not _branches(parser, opener, end)
    ):
        return None
    keeps = values_before(parser, word)
    near = OTHER_JOINS.get(str(word).lower()) or closest(
        str(word).lower(), tuple(map(str.lower, JOINS))
    )
    finding = syntax_problems.unknown_join(token_span(word), str(word), near or "")
    return BrokenConstruct(finding, word, end + 1, keeps, set(), True)


def _branches(parser: TokenParser, opener: int, end: int) -> bool:
    depth = 0
    for index in range(opener, end):
        kind = parser.tokens[index].type
        depth += (kind in CLOSER_OF) - (kind in OPENER_OF)
        if kind == "BAR" and depth == 1:
            return True
    return False


def values_before(parser: TokenParser, token: Token) -> int:
    """How many of the values read so far lie before a token."""
    for index, value in enumerate(parser.values):
        first = value if isinstance(value, Token) else _first(value)
        if first is not None and (first.start_pos or 0) >= (token.start_pos or 0):
            return index
    return len(parser.values)


def _first(tree: Tree) -> Token | None:
    return next(tree.tokens(), None)


# Statements where layers are wanted


def _statement_inside(
    parser: TokenParser, token: Token, openers: list[Token]
) -> BrokenConstruct | None:
    """`let`, `head`, `block` ... inside brackets that are closed further on."""
    if token.type not in INSIDE or not openers or not parser.closed_later(openers[-1]):
        return None
    if openers[-1].type == "LPAR" and not _in_branches(parser, openers[-1]):
        return None
    finding = syntax_problems.statement_inside(token_span(token), str(token))
    return BrokenConstruct(
        finding, token, _behind_statement(parser), len(parser.values), set(), True
    )


def _in_branches(parser: TokenParser, opener: Token) -> bool:
    index = next(k for k in range(parser.at, -1, -1) if parser.tokens[k] is opener)
    return parser.tokens[index - 1].type in JOINS


def _behind_statement(parser: TokenParser) -> int:
    """The end of a statement: of its braces, else of its line, or of the brackets around it."""
    depth = 0
    for index in range(parser.at + 1, len(parser.tokens)):
        kind = parser.tokens[index].type
        if depth == 0 and (kind in OPENER_OF or kind in ("BAR", "$END")):
            return index
        if depth == 0 and parser.begins_line(index) and kind != "LBRACE":
            return index
        depth += (kind in CLOSER_OF) - (kind in OPENER_OF)
        if kind == "RBRACE" and depth == 0:
            return index + 1
    return len(parser.tokens) - 1


def _broken_use(parser: TokenParser, token: Token) -> BrokenConstruct | None:
    """`use lib.cnn`: a file's name is put in double quotes."""
    if not parser.values or getattr(parser.values[-1], "type", "") != "USE":
        return None
    if parser.begins_line(parser.at) or token.type == "$END":
        use = parser.values[-1]
        finding = syntax_problems.use_quotes(token_span(use), "")
        return BrokenConstruct(finding, use, parser.at, len(parser.values) - 1, {"use"}, False)
    quoted = re.compile(QUOTED).match(parser.content, token.start_pos)
    end = parser.at + 1
    while parser.tokens[end].type != "$END" and parser.tokens[end].start_pos < (
        quoted.end() if quoted else parser.tokens[end - 1].end_pos + 1
    ):
        end += 1
    span = token_span(token).until(token_span(parser.tokens[end - 1]))
    words = parser.content[span.start : span.end]
    open_quote = words[0] in QUOTES and not quoted and not parser.begins_line(end)
    finding = syntax_problems.use_quotes(span, "" if open_quote else words)
    return BrokenConstruct(finding, token, end, len(parser.values) - 1, {"use"}, False)
