"""Choices that break off, that stand in an expression or where none can, and `?` in the wrong order."""

import re

from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import Edit, Fix, insert, replace
from cnndsl.syntax import choice_problems as problems
from cnndsl.syntax import choice_texts, syntax_problems
from cnndsl.syntax.choice_texts import BRACES
from cnndsl.syntax.expressions import is_choice
from cnndsl.syntax.lalr import Token, Tree, token_span
from cnndsl.syntax.notations.brackets import matching
from cnndsl.syntax.notations.replacement import Replacement, behind, hole, is_layer
from cnndsl.syntax.token_parser import CLOSER_OF, OPENER_OF, TokenParser
from cnndsl.text import Span

BEFORE = ("STAR", "EQUAL", "COMMA", "LPAR", "COLON")
"""Behind which a brace holds a choice, where one can stand at all."""
VALUES = frozenset("NUMBER COMMA RANGE SHAPE".split())  # noqa: SIM905
"""What a choice is made of, for one that nothing closes; names are another layer's as well."""
SIGNS = frozenset("PLUS DASH STAR SLASH DOUBLESLASH PERCENT CARET".split())  # noqa: SIM905
OPERANDS = frozenset("NUMBER NAME WORD RPAR LPAR SHAPE ANGLE".split())  # noqa: SIM905
REST = re.compile(r"(?:\w|<[^<>\r\n]*>|\{[^{}\r\n]*\})*")
"""What goes on a word behind a choice."""
MOST = 200
"""Tokens of a choice, at the most, that are looked at for what was meant."""


def broken_choice(parser: TokenParser, token: Token) -> Replacement | None:
    """`{1..}`, `{1|3}`, `{8,{16,32}}`: in an argument, a number of copies, a constant."""
    opener = _open_choice(parser)
    if opener is None:
        return None
    end = _closed(parser, opener)
    if end is None:
        return _unclosed(parser, opener) if token.type != "RBRACE" else None
    start, stop = parser.tokens[opener].start_pos, parser.tokens[end].end_pos
    finding = choice_texts.explained(parser.content[start:stop], start, is_choice)
    return _not_read(parser, opener, end, finding)


def _open_choice(parser: TokenParser) -> int | None:
    """The brace of the choice that is open here."""
    opened = next(iter(reversed(parser.openers())), None)
    if opened is None or opened.type != "LBRACE":
        return None
    at = behind(parser, opened.start_pos)
    return at if at and parser.tokens[at - 1].type in BEFORE else None


def _closed(parser: TokenParser, opener: int) -> int | None:
    """Where a choice is closed, on its line; None where that is out of sight."""
    depth = 0
    for at in range(opener, min(opener + MOST, len(parser.tokens))):
        kind = parser.tokens[at].type
        if at > opener and parser.begins_line(at):
            return None
        depth += (kind in CLOSER_OF) - (kind in OPENER_OF)
        if depth == 0:
            return at if kind == "RBRACE" else None
    return None


def _not_read(parser: TokenParser, opener: int, end: int, finding: Diagnostic) -> Replacement:
    first, last = parser.tokens[opener], parser.tokens[end]
    middle = Token.at(first.start_pos, "MISSED", "", last.end_pos)
    brackets = first.instead("LBRACE", "{"), last.instead("RBRACE", "}")
    return Replacement(finding, opener, end + 1, [brackets[0], middle, brackets[1]])


def _unclosed(parser: TokenParser, opener: int) -> Replacement | None:
    """`{8,16` without its brace: read as if it were there; another bracket is meant as it."""
    at = opener + 1
    while parser.tokens[at].type in VALUES:
        at += 1
    if at == opener + 1:
        return None
    finding, taken = _closing(parser, opener, at)
    end = parser.tokens[at - 1].end_pos
    closer = Token.at(end, "RBRACE", "}", end)
    return Replacement(finding, opener, at + taken, [*parser.tokens[opener:at], closer])


def _closing(parser: TokenParser, opener: int, at: int) -> tuple[Diagnostic, bool]:
    """What is said of a choice that ends in front of a token without its brace; whether that is meant as one."""
    other = parser.tokens[at]
    if other.type == "RSQB" and not any(each.type == "LSQB" for each in parser.openers()):
        return syntax_problems.wrong_bracket(token_span(other), str(other), "{", "}"), True
    opened = token_span(parser.tokens[opener])
    return problems.unclosed(opened, parser.tokens[at - 1].end_pos), False


def behind_word(parser: TokenParser, token: Token) -> Replacement | None:
    """`C3D{8,{16,32}}`, `C3D{8,16`: a choice glued to a word, that breaks off or holds others."""
    word = parser.tokens[parser.at - 1] if parser.at else token
    if token.type != "LBRACE" or word.type != "WORD" or word.end_pos != token.start_pos:
        return None
    end = _closed(parser, parser.at)
    if end is None:
        return _unclosed_in_word(parser, word)
    stop = parser.tokens[end].end_pos
    text = parser.content[token.start_pos : stop]
    finding = choice_texts.explained(text, token.start_pos, is_choice)
    rest = REST.match(parser.content, stop)
    return hole(parser, parser.at - 1, rest.end() if rest else stop, finding)


def _unclosed_in_word(parser: TokenParser, word: Token) -> Replacement | None:
    at = parser.at + 1
    while parser.tokens[at].type in VALUES:
        at += 1
    stop = parser.tokens[at - 1].end_pos
    text = parser.content[word.start_pos : stop]
    if at == parser.at + 1 or "\n" in text or "\r" in text:
        return None
    finding, taken = _closing(parser, parser.at, at)
    mended = f"{text}}}"
    end = parser.tokens[at - 1 + taken].end_pos
    if not is_layer(mended):
        return hole(parser, parser.at - 1, end, finding)
    new = Token.at(word.start_pos, "WORD", mended, end)
    return Replacement(finding, parser.at - 1, at + taken, [new])


def in_expression(parser: TokenParser, token: Token) -> Replacement | None:
    """`conv(2*{1,2})`, `let d = {8,16}*2`: a choice is a whole value."""
    at = parser.at
    if token.type == "LBRACE" and at and parser.tokens[at - 1].type in SIGNS:
        opener: int | None = at
        end = _closed(parser, at)
    elif token.type in SIGNS and at and parser.tokens[at - 1].type == "RBRACE":
        opener, end = _opened(parser, at - 1), at - 1
    else:
        return None
    if end is None or opener is None:
        return None
    if not (parser.accepts("NUMBER") or parser.accepts("COMMA") or _in_let(parser, opener)):
        return None
    first, last = _whole(parser, opener, end)
    span = Span(parser.tokens[first].start_pos, parser.tokens[last].end_pos)
    text = parser.content[span.start : span.end]
    return _not_read(parser, first, last, choice_texts.in_expression(text, span, is_choice))


def _in_let(parser: TokenParser, opener: int) -> bool:
    """Whether a brace begins a constant's value."""
    return opener > 2 and parser.tokens[opener - 3].type == "LET"


def _opened(parser: TokenParser, closer: int) -> int | None:
    """The brace that opens a choice, which holds no others."""
    for at in range(closer, max(closer - MOST, -1), -1):
        if parser.tokens[at].type == "LBRACE":
            return at
    return None


def _whole(parser: TokenParser, first: int, last: int) -> tuple[int, int]:
    """The first and the last token of the expression around a choice."""
    tokens = parser.tokens
    while first and tokens[first - 1].type in SIGNS and tokens[first - 2].type in OPERANDS:
        first -= 2
    first -= first > 0 and tokens[first - 1].type == "DASH"
    while tokens[last + 1].type in SIGNS:
        closed = _closed(parser, last + 2) if tokens[last + 2].type == "LBRACE" else last + 2
        if closed is None or tokens[closed].type not in ("NUMBER", "NAME", "RBRACE"):
            break
        last = closed
    return first, last


def quantifier(parser: TokenParser, token: Token) -> Replacement | None:
    """`[C R]{1,3}`: in patterns of texts it is a range."""
    at = parser.at
    before = parser.tokens[at - 1] if at else token
    end = _closed(parser, at) if token.type == "LBRACE" and before.type == "RSQB" else None
    if end is None or before.end_pos != token.start_pos:
        return None
    stop = parser.tokens[end].end_pos
    text = parser.content[token.start_pos : stop]
    ends = re.fullmatch(r"\{(\d+),(\d+)\}", text)
    if not is_choice(text):
        return None
    meant = [f"*{{{ends[1]}..{ends[2]}}}"] if ends and int(ends[1]) < int(ends[2]) else []
    span = Span(token.start_pos, stop)
    fixes = tuple(replace(span, each) for each in [*meant, f"*{text}"])
    finding = problems.written_otherwise(span, "a `*` stands before a number of copies")
    finding = finding._replace(
        help=" or ".join(fix.title for fix in fixes).replace("or write", "or"), fixes=fixes
    )
    star = Token.at(token.start_pos, "STAR", "*", token.start_pos)
    return Replacement(finding, at, at, [star])


def in_a_layers_place(parser: TokenParser, token: Token) -> Replacement | None:
    """`C3D {8,16}`, `R {8,16}`: a choice of numbers where layers stand."""
    at = parser.at
    if token.type != "LBRACE" or not parser.accepts("DOTS"):
        return None
    end = _closed(parser, at)
    if end is None:
        return None
    span = Span(token.start_pos, parser.tokens[end].end_pos)
    text = parser.content[span.start : span.end]
    if re.search("[A-Z]", text) or not (is_choice(text) or re.search("[0-9]", text)):
        return None
    if parser.tokens[end + 1].type == "COLON":
        finding = problems.no_place(span, text, "a label is the same in all networks of a family")
        return Replacement(finding, at, end + 1 + (not _behind_name(parser, at)), [])
    before = parser.tokens[at - 1] if at else token
    fixes: tuple[Fix, ...] = ()
    if before.type == "WORD" and is_layer(before + text):
        fixes = (
            Fix(
                "put it right behind the word", (Edit(Span(before.end_pos, span.start), ""),), True
            ),
        )
    finding = problems.no_place(
        span, text, "a layer is due, and this is a choice of numbers", fixes
    )
    return hole(parser, at - bool(fixes), span.end, finding)


def _behind_name(parser: TokenParser, at: int) -> bool:
    """Whether a token is glued to a name."""
    before = parser.tokens[at - 1] if at else None
    return (
        before is not None
        and before.type == "NAME"
        and before.end_pos == parser.tokens[at].start_pos
    )


def branches_in_brackets(parser: TokenParser, token: Token) -> Replacement | None:
    """`[A | B]`, `{A | B}`: parts of which one is chosen stand in `any( )`."""
    at, opened = parser.at, next(iter(reversed(parser.openers())), None)
    if token.type == "BAR" and opened is not None and opened.type == "LSQB":
        at = behind(parser, opened.start_pos)
    elif token.type != "LBRACE" or not parser.accepts("DOTS") or not _has_bars(parser, at):
        return None
    end = matching(parser, at)
    if end is None or not _are_parts(parser, at, end):
        return None
    first, last = parser.tokens[at], parser.tokens[end]
    edits = Edit(token_span(first), "any("), Edit(token_span(last), ")")
    finding = syntax_problems.unexpected(token_span(token), str(token), "a layer")
    finding = finding._replace(
        help="of parts between bars one is chosen: `any( A | B )`",
        fixes=(Fix("write `any( )`", edits, safe=True),),
    )
    new = [first.instead("ANY", "any"), first.instead("LPAR", "("), *parser.tokens[at + 1 : end]]
    return Replacement(finding, at, end + 1, [*new, last.instead("RPAR", ")")])


def _are_parts(parser: TokenParser, opener: int, closer: int) -> bool:
    """Whether brackets that are written so are a pair, and hold parts on both sides of their bars."""
    tokens = parser.tokens
    first, last = tokens[opener], tokens[closer]
    if last.type != CLOSER_OF[first.type] or parser.content[first.start_pos] not in "[{":
        return False
    if "BAR" in (tokens[opener + 1].type, tokens[closer - 1].type):
        return False
    before = tokens[opener - 1].type if opener else ""
    return before not in ("SEQ", "COMMA", "LPAR", "EQUAL")


def _has_bars(parser: TokenParser, opener: int) -> bool:
    """Whether bars stand directly in a brace, on its line."""
    end = _closed(parser, opener)
    return end is not None and any(parser.tokens[at].type == "BAR" for at in range(opener + 1, end))


def mark_in_order(parser: TokenParser, token: Token) -> Replacement | None:
    """`C3?*2`, `C3??`, `a?: C3`: the `?` comes last, once, and behind a part."""
    at = parser.at
    mark = parser.tokens[at - 1] if at else token
    if mark.type != "QUESTION" or token.type not in ("STAR", "QUESTION", "COLON"):
        return None
    if token.type == "QUESTION":
        return Replacement(problems.twice(token_span(token)), at, at + 1, [])
    if token.type == "COLON":
        return _behind_label(parser, mark)
    start = _part_start(parser)
    end = _closed(parser, at + 1) if parser.tokens[at + 1].type == "LBRACE" else at + 1
    if start is None or end is None or parser.tokens[end].type not in ("NUMBER", "ANGLE", "RBRACE"):
        return None
    copies = Span(token.start_pos, parser.tokens[end].end_pos)
    words = parser.content[copies.start : copies.end]
    finding = problems.not_last(token_span(mark), copies, words, start)
    return Replacement(finding, at - 1, at, [])


def _part_start(parser: TokenParser) -> int | None:
    """Where the layer, or the brackets, in front of a `?` begin: what is read last."""
    parts = [value for value in parser.values if isinstance(value, Tree)]
    last = parts[-1] if parts else None
    if last is not None and last.data == "count":
        last = None
    first = next(last.tokens(), None) if last is not None else None
    return first.start_pos if first is not None else None


def _behind_label(parser: TokenParser, mark: Token) -> Replacement | None:
    at = parser.at
    label, part = parser.tokens[at - 2], parser.tokens[at + 1]
    if label.type not in ("NAME", "WORD"):
        return None
    closer = matching(parser, at + 1) if part.type == "LSQB" else at + 1
    closed = closer is not None and part.type in ("WORD", "LSQB")
    end = parser.tokens[closer].end_pos if closed and closer is not None else None
    return Replacement(problems.behind_label(token_span(mark), end), at - 2, at, [label])


INPUT = re.compile(r"[ \t]+([a-z]\w*[ \t]+)?((?:[\dx×]|<[^<>\r\n]*>|\{[^{}\r\n]*\})+)")
FIRST = re.compile(r"\{\s*([^{},.]*?)\s*(?:[,.][^{}]*)?\}")


def choice_of_input(parser: TokenParser, at: int) -> Replacement | None:
    """`input 3x{8,16}x8`: all networks of a family take the same input."""
    token = parser.tokens[at]
    found = INPUT.match(parser.content, token.end_pos)
    if token.type not in ("INPUT", "SLIDE_INPUT") or found is None or "{" not in found[2]:
        return None
    shape = FIRST.sub(r"\1", found[2])
    brace = BRACES.search(parser.content, found.start(2))
    span = Span(*brace.span()) if brace else Span(*found.span(2))
    fix = replace(Span(*found.span(2)), shape)
    why = "all networks of a family take the same input"
    finding = problems.no_place(span, parser.content[span.start : span.end], why, (fix,))
    first = Token.at(found.start(2), "SHAPE" if "x" in shape else "NUMBER", shape, found.end(2))
    start = at + 1 + (found[1] is not None)
    return Replacement(finding, start, behind(parser, found.end()), [first])


def glued_bodies(parser: TokenParser) -> list[Replacement]:
    """`head S{ C R }`: a body's brace has white space before it, or it would be a choice."""
    found = []
    for at, token in enumerate(parser.tokens[1:], 1):
        if token.type == "WORD" and "{" in token and parser.tokens[at - 1].type in ("HEAD", "AUX"):
            found.append(_apart(parser, at, token))
    return found


def _apart(parser: TokenParser, at: int, token: Token) -> Replacement:
    brace = token.start_pos + token.index("{")
    wanted = "white space before the brace of a body"
    hint = "glued to a capital word a brace holds a choice"
    finding = syntax_problems.unexpected(Span(brace, brace + 1), "{", wanted, hint)
    fix = insert(brace, " ", title="put white space before it", safe=True)
    pieces = [Span(token.start_pos, brace), Span(brace, brace + 1), Span(brace + 1, token.end_pos)]
    tokens = [each for span in pieces for each in parser.piece(span.start, span.end)]
    return Replacement(finding._replace(fixes=(fix,)), at, at + 1, tokens)
