"""`each` where it cannot be read: behind the start of its branch, without the colon of its list, without a name."""

from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import Edit, Fix, insert, remove, replace
from cnndsl.syntax import syntax_problems
from cnndsl.syntax.lalr import Token, token_span
from cnndsl.syntax.notations.brackets import matching
from cnndsl.syntax.notations.replacement import Replacement
from cnndsl.syntax.token_parser import CLOSER_OF, JOINS, OPENER_OF, TokenParser
from cnndsl.text import Span


def each_elsewhere(parser: TokenParser, token: Token) -> Replacement | None:
    """`cat( C3 each(2) C3 | id )`: it is read as if it stood at the start of the branch."""
    at, tokens = parser.at, parser.tokens
    start = _branch(parser, at)
    end = matching(parser, at + 1) if token.type == "EACH" else None
    if start is None or end is None:
        return None
    span = Span(token.start_pos, tokens[end].end_pos)
    if tokens[start].type == "EACH":
        finding = syntax_problems.unexpected(
            token_span(token), "each", "a layer", "a branch has one `each`, at its start"
        )
        return Replacement(finding._replace(fixes=(remove(span),)), at, end + 1, [])
    words = parser.content[span.start : span.end]
    before = parser.content[tokens[start].start_pos : token.start_pos]
    moved = Edit(Span(tokens[start].start_pos, span.end), f"{words} {before.rstrip()}")
    finding = syntax_problems.unexpected(
        token_span(token),
        "each",
        "the start of a branch",
        f"it says at the start of a branch how many there are, `{words} {' '.join(before.split())}`; "
        "copies one after another are `[C3D8]*3`",
    )
    finding = finding._replace(fixes=(Fix(f"write `{words}` first", (moved,)),))
    return Replacement(finding, start, end + 1, [*tokens[at : end + 1], *tokens[start:at]])


def _branch(parser: TokenParser, at: int) -> int | None:
    """Where the branch begins that a token stands in; None where that is none, or the token begins it."""
    depth, tokens = 0, parser.tokens
    for k in range(at - 1, 0, -1):
        kind = tokens[k].type
        opens = depth == 0 and kind == "LPAR" and tokens[k - 1].type in JOINS
        if opens or (depth == 0 and kind == "BAR"):
            return k + 1 if k + 1 < at else None
        depth += (kind in OPENER_OF) - (kind in CLOSER_OF)
        if depth < 0:
            return None
    return None


def list_of_each(parser: TokenParser, token: Token) -> Replacement | None:
    """`each(r 6, 12)`, `each(r=6, 12)` and `each(6, 12)`."""
    at, tokens = parser.at, parser.tokens
    types = [each.type for each in tokens[max(at - 3, 0) : at]]
    if types == ["EACH", "LPAR", "NAME"] and token.type in ("NUMBER", "EQUAL", "ANGLE", "SHAPE"):
        return _without_colon(parser, token)
    return _without_name(parser, token) if token.type == "COMMA" else None


def _without_colon(parser: TokenParser, token: Token) -> Replacement:
    at, name = parser.at, parser.tokens[parser.at - 1]
    equal = token.type == "EQUAL"
    end = name.end_pos
    finding = _list(token, f"`each({name}: ...)`: a colon stands behind the list's name")
    fix = replace(token_span(token), ":") if equal else insert(end, ":", title=f"write `{name}:`")
    colon = token.instead("COLON", ":")
    tokens = [colon] if equal else [colon, token]
    return Replacement(finding._replace(fixes=(fix,)), at, at + 1, tokens)


def _without_name(parser: TokenParser, token: Token) -> Replacement | None:
    """Read as so many branches."""
    at, tokens = parser.at, parser.tokens
    start = next((k for k in range(at, 0, -1) if tokens[k].type == "LPAR"), 0)
    end = matching(parser, start) if tokens[start - 1].type == "EACH" else None
    if end is None:
        return None
    values = parser.content[tokens[start].end_pos : tokens[end].start_pos].strip()
    count = str(1 + sum(each.type == "COMMA" for each in tokens[at:end]))
    hint = f"give them a name, `each(r: {values})`, and write `<r>` where they go; so many branches are `each({count})`"
    finding = _list(token, hint)
    return Replacement(finding, start + 1, end, [tokens[start + 1].instead("NUMBER", count)])


def _list(token: Token, hint: str) -> Diagnostic:
    return syntax_problems.unexpected(token_span(token), str(token), "a list with a name", hint)
