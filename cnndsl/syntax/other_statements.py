"""Statements with another language's signs: `block f(d): {`, `head a [FC4]`, `let n := 8`, `after C {`."""

import re

from cnndsl.fixes import Edit, Fix
from cnndsl.syntax.brackets import KINDS as BRACKETS
from cnndsl.syntax.brackets import matching
from cnndsl.syntax.forms import Form, behind
from cnndsl.syntax.lalr import Token, token_span
from cnndsl.syntax.machine import CLOSER_OF, Machine
from cnndsl.syntax.mistakes import header, unexpected
from cnndsl.syntax.other_words import our_name
from cnndsl.text import Span

SIGN = re.compile(r"(?:=+>|-+>|→|:=|=|:)[ \t\r\n]*(?=[{\[(])")
EQUALS = re.compile(r":=|==|:|=")
BODIES = ("LSQB", "LPAR", "LBRACE")


def other_sign(machine: Machine, token: Token) -> Form | None:
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
        form = find(machine, token)
        if form:
            return form
    return None


def _form(
    machine: Machine,
    start: int,
    end: int,
    tokens: list[Token],
    edits: tuple[Edit, ...],
    expected: str,
) -> Form:
    """Tokens in the place of others, with the edits that write them."""
    span = edits[0].span
    words = machine.content[span.start : span.end] or str(machine.tokens[machine.at])
    at = span if span.end > span.start else token_span(machine.tokens[machine.at])
    text = edits[0].text.strip() if len(edits) == 1 else " ".join(edit.text for edit in edits)
    fix = Fix(f"write `{text}`" if text else "remove it", edits, safe=True)
    keyword = _header(machine)
    if keyword:
        finding = header(at, words.strip(), f"expected {expected}", keyword)
    else:
        finding = unexpected(at, words.strip(), expected)
    return Form(finding._replace(fixes=(fix,)), start, end, tokens)


def _header(machine: Machine) -> str:
    """The word of the block or head whose body has not begun."""
    for value in reversed(machine.values):
        kind = getattr(value, "type", "")
        if kind in ("BLOCK", "HEAD", "AUX"):
            return str(value)
        if kind == "LBRACE":
            break
    return ""


def _last(machine: Machine, count: int) -> list[str]:
    return [getattr(value, "type", "") or value.data for value in machine.values[-count:]]


def _wants_body(machine: Machine) -> bool:
    return machine.accepts("LBRACE") and not machine.accepts("WORD")


def _sign_before_body(machine: Machine, token: Token) -> Form | None:
    """`block f(d) = {`, `head a: [`: nothing stands before the body."""
    found = SIGN.match(machine.content, token.start_pos)
    if found is None or not _wants_body(machine):
        return None
    opener = behind(machine, found.end())
    edit = Edit(Span(*found.span()), "" if machine.content[token.start_pos - 1].isspace() else " ")
    if machine.tokens[opener].type == "LBRACE":
        return _form(machine, machine.at, opener, [], (edit,), "`{`")
    return _exchanged(machine, opener, "LBRACE", edit)


def _exchanged(machine: Machine, at: int, kind: str, *before: Edit) -> Form | None:
    """A pair of brackets as one of another kind."""
    end = matching(machine, at)
    if end is None or end == at + 1:
        return None
    opener, closer = machine.tokens[at], machine.tokens[end]
    right = BRACKETS[CLOSER_OF[kind]]
    edits = (*before, Edit(token_span(opener), BRACKETS[kind]), Edit(token_span(closer), right))
    inside = machine.tokens[at + 1 : end]
    tokens = [opener.instead(kind, BRACKETS[kind]), *inside, closer.instead(CLOSER_OF[kind], right)]
    return _form(machine, machine.at, end + 1, tokens, edits, f"`{BRACKETS[kind]}`")


def _body(machine: Machine, token: Token) -> Form | None:
    """`after conv [ BN R ]`, `block f[d] {`, `default conv{bias=no}`."""
    if token.type not in BODIES:
        return None
    end = matching(machine, machine.at)
    if end is not None and machine.accepts("LPAR") and _last(machine, 1) in (["name"], ["NAME"]):
        is_list = machine.tokens[end + 1].type == "LBRACE" or not machine.accepts("LBRACE")
        if is_list and not machine.accepts("WORD"):
            return _exchanged(machine, machine.at, "LPAR")
    return _exchanged(machine, machine.at, "LBRACE") if _wants_body(machine) else None


def _parameters(machine: Machine, token: Token) -> Form | None:
    """`block f d {`: parameters stand in brackets."""
    if token.type != "NAME" or _last(machine, 2)[:1] != ["BLOCK"]:
        return None
    end = machine.at
    while machine.tokens[end].type in ("NAME", "COMMA"):
        end += 1
    last = machine.tokens[end - 1]
    if machine.tokens[end].type != "LBRACE" or end - machine.at != 1:
        return None
    edits = (Edit(token_span(token), f"({token})"),)
    opener = Token.at(token.start_pos, "LPAR", "(", token.start_pos)
    closer = Token.at(last.end_pos, "RPAR", ")", last.end_pos)
    return _form(machine, machine.at, end, [opener, token, closer], edits, "`(` or `{`")


def _equals(machine: Machine, token: Token) -> Form | None:
    """`let n := 8`, `let n 8`, `bias: no`: a value is given with `=`."""
    before = machine.tokens[machine.at - 1]
    if token.type == before.type == "EQUAL" and before.end_pos == token.start_pos:
        edits = (Edit(token_span(token), ""),)
        return _form(machine, machine.at, machine.at + 1, [], edits, "a value")
    if not machine.accepts("EQUAL") or token.type == "$END":
        return None
    found = EQUALS.match(machine.content, token.start_pos)
    if _header(machine) and machine.tokens[machine.at + 1].type != "NUMBER":
        return None  # a type, as in `d: int`
    if found is None and (token.type != "NUMBER" or machine.accepts("COMMA")):
        return None
    if found is None:
        edits = (Edit(Span(token.start_pos, token.start_pos), "= "),)
        equal = Token.at(token.start_pos, "EQUAL", "=", token.start_pos)
        return _form(machine, machine.at, machine.at, [equal], edits, "`=`")
    edits = (Edit(Span(*found.span()), "="),)
    end = behind(machine, found.end())
    return _form(machine, machine.at, end, [token.instead("EQUAL", "=")], edits, "`=`")


def _capital_argument(machine: Machine, token: Token) -> Form | None:
    """`conv(64, Stride=2)`: an argument's name is lowercase."""
    at = machine.at - 1
    name = machine.tokens[at] if at >= 0 else token
    if token.type != "EQUAL" or name.type != "WORD" or machine.accepts("DOTS"):
        return None
    if not any(each.type == "LPAR" for each in machine.openers()[-1:]):
        return None
    lower = name.lower()
    edits = (Edit(token_span(name), lower),)
    return _form(
        machine, at, at + 1, [name.instead("NAME", lower)], edits, "a name in small letters"
    )


def _kind(machine: Machine, token: Token) -> Form | None:
    """`after C { ... }`, `default CONV(...)`: a kind is named as it is spelled out."""
    if token.type != "WORD" or _last(machine, 1) not in (["AFTER"], ["DEFAULT"]):
        return None
    name = our_name(token)
    if name is None:
        return None
    edits = (Edit(token_span(token), name),)
    words = [token.instead("NAME", name)]
    return _form(machine, machine.at, machine.at + 1, words, edits, "a layer's lowercase name")


def _quoted(machine: Machine, token: Token) -> Form | None:
    """`network "Foo"`, `pad="same"`, `f(<8>)`: a name or a value stands without quotes and brackets."""
    found = re.fullmatch(r"[\"<]([A-Za-z_]\w*|[0-9.]+)[\">]", token)
    if token.type not in ("STRING", "ANGLE") or found is None:
        return None
    text = found[1]
    kinds = (
        ("NUMBER",) if text[0].isdigit() else ("NAME", "WORD") if text[0].islower() else ("WORD",)
    )
    in_layers = machine.accepts("DOTS")
    kind = next((kind for kind in kinds if machine.accepts(kind) and not in_layers), None)
    if kind is None:
        return None
    edits = (Edit(token_span(token), text),)
    what = "a number" if kind == "NUMBER" else "a name"
    words = [token.instead(kind, text)]
    return _form(machine, machine.at, machine.at + 1, words, edits, f"{what} by itself")


def _comma_behind(machine: Machine, token: Token) -> Form | None:
    """`f(8, )`: a comma behind the last value; `f(d; s)`: another sign between two."""
    at = machine.at
    if str(token) == ";" and machine.accepts("COMMA"):
        comma = [token.instead("COMMA", ",")]
        return _form(machine, at, at + 1, comma, (Edit(token_span(token), ","),), "`,` or `)`")
    before = machine.tokens[at - 1] if at else token
    if token.type != "RPAR" or before.type != "COMMA" or at < 2:
        return None
    if machine.tokens[at - 2].type in ("COMMA", "LPAR", "EQUAL"):
        return None
    return _form(machine, at - 1, at, [], (Edit(token_span(before), ""),), "a value behind it")
