"""Statements with another language's signs: `block f(d): {`, `head a [FC4]`, `let n := 8`, `after C {`."""

import re

from cnndsl.fixes import Edit, Fix
from cnndsl.syntax.lalr import Token, token_span
from cnndsl.syntax.notations.brackets import KINDS as BRACKETS
from cnndsl.syntax.notations.brackets import matching
from cnndsl.syntax.notations.layer_names import our_name
from cnndsl.syntax.notations.replacement import Replacement, behind
from cnndsl.syntax.syntax_problems import header, unexpected
from cnndsl.syntax.token_parser import CLOSER_OF, TokenParser
from cnndsl.text import Span

SIGN = re.compile(r"(?:=+>|-+>|→|:=|=|:)[ \t\r\n]*(?=[{\[(])")
EQUALS = re.compile(r":=|==|:|=")
BODIES = ("LSQB", "LPAR", "LBRACE")


def other_sign(parser: TokenParser, token: Token) -> Replacement | None:
    """A sign that other languages have where a statement here has another one, or none."""
    for find in (
        _capital_argument,
        _sign_before_body,
        _body,
        _parameters,
        _equals,
        _kind,
        _quoted,
        _comma_behind,
    ):
        replacement = find(parser, token)
        if replacement:
            return replacement
    return None


def _replaced(
    parser: TokenParser,
    start: int,
    end: int,
    tokens: list[Token],
    edits: tuple[Edit, ...],
    expected: str,
) -> Replacement:
    """Tokens in the place of others, with the edits that write them."""
    span = edits[0].span
    words = parser.content[span.start : span.end] or str(parser.tokens[parser.at])
    at = span if span.end > span.start else token_span(parser.tokens[parser.at])
    text = edits[0].text.strip() if len(edits) == 1 else " ".join(edit.text for edit in edits)
    fix = Fix(f"write `{text}`" if text else "remove it", edits, safe=True)
    keyword = _header(parser)
    if keyword:
        finding = header(at, words.strip(), f"expected {expected}", keyword)
    else:
        finding = unexpected(at, words.strip(), expected)
    return Replacement(finding._replace(fixes=(fix,)), start, end, tokens)


def _header(parser: TokenParser) -> str:
    """The word of the block or head whose body has not begun."""
    for value in reversed(parser.values):
        kind = getattr(value, "type", "")
        if kind in ("BLOCK", "HEAD", "AUX"):
            return str(value)
        if kind == "LBRACE":
            break
    return ""


def _last(parser: TokenParser, count: int) -> list[str]:
    return [getattr(value, "type", "") or value.data for value in parser.values[-count:]]


def _wants_body(parser: TokenParser) -> bool:
    return parser.accepts("LBRACE") and not parser.accepts("WORD") and not parser.accepts("NUMBER")


def _sign_before_body(parser: TokenParser, token: Token) -> Replacement | None:
    """`block f(d) = {`, `head a: [`: nothing stands before the body."""
    found = SIGN.match(parser.content, token.start_pos)
    if found is None or not _wants_body(parser):
        return None
    opener = behind(parser, found.end())
    edit = Edit(Span(*found.span()), "" if parser.content[token.start_pos - 1].isspace() else " ")
    if parser.tokens[opener].type == "LBRACE":
        return _replaced(parser, parser.at, opener, [], (edit,), "`{`")
    return _exchanged(parser, opener, "LBRACE", edit)


def _exchanged(parser: TokenParser, at: int, kind: str, *before: Edit) -> Replacement | None:
    """A pair of brackets as one of another kind."""
    end = matching(parser, at)
    if end is None or end == at + 1:
        return None
    opener, closer = parser.tokens[at], parser.tokens[end]
    right = BRACKETS[CLOSER_OF[kind]]
    edits = (*before, Edit(token_span(opener), BRACKETS[kind]), Edit(token_span(closer), right))
    inside = parser.tokens[at + 1 : end]
    tokens = [opener.instead(kind, BRACKETS[kind]), *inside, closer.instead(CLOSER_OF[kind], right)]
    return _replaced(parser, parser.at, end + 1, tokens, edits, f"`{BRACKETS[kind]}`")


def _body(parser: TokenParser, token: Token) -> Replacement | None:
    """`after conv [ BN R ]`, `block f[d] {`, `default conv{bias=no}`."""
    if token.type not in BODIES:
        return None
    end = matching(parser, parser.at)
    if end is not None and parser.accepts("LPAR") and _last(parser, 1) in (["name"], ["NAME"]):
        is_list = (
            parser.tokens[end + 1].type == "LBRACE"
            or parser.accepts("NUMBER")
            or not parser.accepts("LBRACE")
        )
        if is_list and not parser.accepts("WORD"):
            return _exchanged(parser, parser.at, "LPAR")
    return _exchanged(parser, parser.at, "LBRACE") if _wants_body(parser) else None


def _parameters(parser: TokenParser, token: Token) -> Replacement | None:
    """`block f d {`: parameters stand in brackets."""
    if token.type != "NAME" or _last(parser, 2)[:1] != ["BLOCK"]:
        return None
    end = parser.at
    while parser.tokens[end].type in ("NAME", "COMMA"):
        end += 1
    last = parser.tokens[end - 1]
    if parser.tokens[end].type != "LBRACE" or end - parser.at != 1:
        return None
    edits = (Edit(token_span(token), f"({token})"),)
    opener = Token.at(token.start_pos, "LPAR", "(", token.start_pos)
    closer = Token.at(last.end_pos, "RPAR", ")", last.end_pos)
    return _replaced(parser, parser.at, end, [opener, token, closer], edits, "`(` or `{`")


def _equals(parser: TokenParser, token: Token) -> Replacement | None:
    """`let n := 8`, `let n 8`, `bias: no`: a value is given with `=`."""
    before = parser.tokens[parser.at - 1]
    if token.type == before.type == "EQUAL" and before.end_pos == token.start_pos:
        edits = (Edit(token_span(token), ""),)
        return _replaced(parser, parser.at, parser.at + 1, [], edits, "a value")
    if not parser.accepts("EQUAL") or token.type == "$END":
        return None
    found = EQUALS.match(parser.content, token.start_pos)
    if _header(parser) and parser.tokens[parser.at + 1].type != "NUMBER":
        return None  # a type, as in `d: int`
    if found is None and (token.type != "NUMBER" or parser.accepts("COMMA")):
        return None
    if found is None:
        edits = (Edit(Span(token.start_pos, token.start_pos), "= "),)
        equal = Token.at(token.start_pos, "EQUAL", "=", token.start_pos)
        return _replaced(parser, parser.at, parser.at, [equal], edits, "`=`")
    edits = (Edit(Span(*found.span()), "="),)
    end = behind(parser, found.end())
    return _replaced(parser, parser.at, end, [token.instead("EQUAL", "=")], edits, "`=`")


def _capital_argument(parser: TokenParser, token: Token) -> Replacement | None:
    """`conv(64, Stride=2)`: an argument's name is lowercase."""
    at = parser.at - 1
    name = parser.tokens[at] if at >= 0 else token
    if token.type != "EQUAL" or name.type != "WORD" or parser.accepts("DOTS"):
        return None
    lower = name.lower()
    edits = (Edit(token_span(name), lower),)
    return _replaced(
        parser, at, at + 1, [name.instead("NAME", lower)], edits, "a name in small letters"
    )


def _kind(parser: TokenParser, token: Token) -> Replacement | None:
    """`after C { ... }`, `default CONV(...)`: a kind is named as it is spelled out."""
    if token.type != "WORD" or _last(parser, 1) not in (["AFTER"], ["DEFAULT"]):
        return None
    name = our_name(token)
    if name is None:
        return None
    edits = (Edit(token_span(token), name),)
    words = [token.instead("NAME", name)]
    return _replaced(parser, parser.at, parser.at + 1, words, edits, "a layer's lowercase name")


def _quoted(parser: TokenParser, token: Token) -> Replacement | None:
    """`network "Foo"`, `pad="same"`, `f(<8>)`: a name or a value stands without quotes and brackets."""
    found = re.fullmatch(r"[\"<]([A-Za-z_]\w*|[0-9.]+)[\">]", token)
    if token.type not in ("STRING", "ANGLE") or found is None:
        return None
    text = found[1]
    kinds = (
        ("NUMBER",) if text[0].isdigit() else ("NAME", "WORD") if text[0].islower() else ("WORD",)
    )
    in_layers = parser.accepts("DOTS")
    kind = next((kind for kind in kinds if parser.accepts(kind) and not in_layers), None)
    if kind is None:
        return None
    edits = (Edit(token_span(token), text),)
    what = "a number" if kind == "NUMBER" else "a name"
    words = [token.instead(kind, text)]
    return _replaced(parser, parser.at, parser.at + 1, words, edits, f"{what} by itself")


def _comma_behind(parser: TokenParser, token: Token) -> Replacement | None:
    """`f(8, )`: a comma behind the last value; `f(d; s)`: another sign between two."""
    at = parser.at
    if str(token) == ";" and parser.accepts("COMMA"):
        comma = [token.instead("COMMA", ",")]
        return _replaced(parser, at, at + 1, comma, (Edit(token_span(token), ","),), "`,` or `)`")
    before = parser.tokens[at - 1] if at else token
    if token.type != "RPAR" or before.type != "COMMA" or at < 2:
        return None
    if parser.tokens[at - 2].type in ("COMMA", "LPAR", "EQUAL"):
        return None
    return _replaced(parser, at - 1, at, [], (Edit(token_span(before), ""),), "a value behind it")
