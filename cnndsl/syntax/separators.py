"""What is put between layers elsewhere: commas, `=>`, semicolons. It is one mistake for all of a file."""

import re
from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import Edit, remove
from cnndsl.syntax.expressions import POWER, value_of
from cnndsl.syntax.form_problems import comma_between_branches, power, separator, thousands
from cnndsl.syntax.forms import Form, behind, is_layer
from cnndsl.syntax.lalr import Token, token_span
from cnndsl.syntax.machine import CLOSER_OF, JOINS, OPENER_OF, STATEMENTS, Machine
from cnndsl.syntax.mistakes import unexpected
from cnndsl.text import Span

LAYERS = ("", "LSQB", "LBRACE")
OTHER_ARROW = re.compile(r"(?:[=~]+|-{2,})>|>+|[⇒➔➜»▶⟶↦]|;")


def other_separator(machine: Machine, token: Token) -> Form | None:
    """A comma, a semicolon or another arrow where layers stand."""
    found = "," if token.type == "COMMA" else _other_arrow(machine, token)
    around = _around(machine, machine.openers())
    if not found or not machine.accepts("DOTS"):
        return None
    places = [each for each in _places(machine, found) if each[2] == around]
    if found == "," and _is_next_constant(machine):
        finding = unexpected(token_span(token), ",", "another statement", fix=" let")
        return Form(finding, machine.at, machine.at + 1, [token.instead("LET", "let")])
    bars = [each for each in _places(machine, "|") if each[2] == around]
    if around in JOINS and places and found in (",", ";") and not bars and not _bar_before(machine):
        finding = comma_between_branches([span for span, _, _ in places], around.lower())
        return _without(machine, finding, places, "BAR", "|")
    if around not in LAYERS and around not in JOINS:
        return None
    places = [
        each
        for each in _places(machine, found)
        if found != "," or each[2] in LAYERS or each[2] == around
    ]
    if not places or places[0][1] != machine.at:
        return None
    right = "" if found in ",;" else "->"
    edits = [Edit(span, right or _space(machine, span)) for span, _, _ in places]
    finding = separator(found, tuple(edits), right)
    return _without(machine, finding, places, "ARROW" if right else "", right)


def _bar_before(machine: Machine) -> bool:
    """Whether a branch has ended already in the join around a place."""
    opener = behind(machine, machine.openers()[-1].start_pos)
    kinds = [token.type for token in machine.tokens[opener : machine.at]]
    depth = 0
    for kind in kinds:
        depth += (kind in CLOSER_OF) - (kind in OPENER_OF)
        if kind == "BAR" and depth == 1:
            return True
    return False


def _is_next_constant(machine: Machine) -> bool:
    """`let n = 8, m = 2`: each constant has its own `let`."""
    before = [each.type for each in machine.tokens[: machine.at] if each.type in STATEMENTS]
    behind_it = [each.type for each in machine.tokens[machine.at + 1 : machine.at + 3]]
    return before[-1:] == ["LET"] and behind_it == ["NAME", "EQUAL"]


Place = tuple[Span, int, str]
"""Where a separator stands, its first token, and what is around it."""


def _other_arrow(machine: Machine, token: Token) -> str:
    if token.type == "ARROW":
        return ""  # ours, perhaps in the place of another one
    found = OTHER_ARROW.match(machine.content, token.start_pos)
    return found[0] if found else ""


def _space(machine: Machine, span: Span) -> str:
    """A blank in the place of a separator that stands between two words."""
    after = machine.content[span.end : span.end + 1]
    return "" if not after or after.isspace() else " "


def _around(machine: Machine, openers: list[Token]) -> str:
    """The bracket around a place, by its type; of a join's, the join's."""
    if not openers:
        return ""
    index = behind(machine, openers[-1].start_pos)
    before = machine.tokens[index - 1].type if index else ""
    return before if before in JOINS and openers[-1].type == "LPAR" else openers[-1].type


def _places(machine: Machine, words: str) -> Iterator[Place]:
    """Where the same separator stands from here on, outside of arguments."""
    openers = machine.openers()
    at = machine.at
    while at < len(machine.tokens) - 1:
        token = machine.tokens[at]
        start = token.start_pos
        if token.type in OPENER_OF and openers:
            openers.pop()
        elif token.type in CLOSER_OF:
            openers.append(token)
        elif words in (str(token), _other_arrow(machine, token)) and not _in_number(machine, at):
            around = _around(machine, openers)
            if around != "LPAR":
                yield Span(start, start + len(words)), at, around
                at = behind(machine, start + len(words))
                continue
        at += 1


def _in_number(machine: Machine, at: int) -> bool:
    """`1,792`: a comma between the digits of one number."""
    number = machine.tokens[at - 1]
    found = THOUSANDS.match(machine.content, number.start_pos)
    return (
        number.type == "NUMBER" and found is not None and found.end() > machine.tokens[at].start_pos
    )


def _without(
    machine: Machine, finding: Diagnostic, places: list[Place], kind: str, text: str
) -> Form:
    """The rest of a text with other tokens, or none, for its separators."""
    firsts = {at: span for span, at, _ in places}
    new: list[Token] = []
    at = machine.at
    while at < len(machine.tokens):
        span = firsts.get(at)
        if span is None:
            new.append(machine.tokens[at])
            at += 1
            continue
        new += [machine.tokens[at].instead(kind, text)] if kind else []
        at = behind(machine, span.end)
    return Form(finding, machine.at, len(machine.tokens), new)


IN_WORD = re.compile(r"[A-Z]+[0-9]{1,3}(?:,[0-9]{3})+(?![\w,])")
THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])")


def _in_word(machine: Machine, token: Token) -> Form | None:
    """`FC1,000`."""
    word = machine.tokens[machine.at - 1] if machine.at else token
    found = IN_WORD.match(machine.content, word.start_pos)
    if token.type != "COMMA" or word.type != "WORD" or found is None:
        return None
    mended = found[0].replace(",", "")
    if not is_layer(mended):
        return None
    finding = thousands(Span(*found.span()), found[0], mended)._replace(help=f"write `{mended}`")
    end = behind(machine, found.end())
    return Form(finding, machine.at - 1, end, [word.instead("WORD", mended)])


def comma_in_number(machine: Machine, token: Token) -> Form | None:
    """`expect params 61,706`."""
    in_word = _in_word(machine, token)
    if in_word:
        return in_word
    number = machine.tokens[machine.at - 1] if machine.at else token
    found = THOUSANDS.match(machine.content, number.start_pos)
    if token.type != "COMMA" or number.type != "NUMBER" or found is None:
        return None
    if not {getattr(value, "type", "") for value in machine.values[-5:]} & {"EXPECT", "EQUAL"}:
        return None
    mended = found[0].replace(",", "_")
    finding = thousands(Span(*found.span()), found[0], mended)
    end = behind(machine, found.end())
    return Form(finding, machine.at - 1, end, [number.instead("NUMBER", mended)])


def stray_arrow(machine: Machine, token: Token) -> Form | None:
    """`-> ->`, `-->`, `-> C3D8`: nothing stands before an arrow that it could lead on from."""
    if token.type not in ("ARROW", "DASH") or not machine.accepts("DOTS"):
        return None
    span = token_span(token)
    finding = unexpected(span, str(token), "a layer")
    fixes = (remove(span, safe=True),)
    return Form(finding._replace(fixes=fixes), machine.at, machine.at + 1, [])


def bare_power(machine: Machine, token: Token) -> Form | None:
    """`2**3` and `2^3` where an expression stands without angle brackets."""
    for start in range(machine.at - 1, max(machine.at - 3, -1), -1):
        found = POWER.match(machine.content, machine.tokens[start].start_pos)
        if found and found.end() > token.start_pos and not machine.accepts("DOTS"):
            finding = power(Span(*found.span()), found[0], value_of(found))
            first = machine.tokens[start].instead("NUMBER", "1")
            return Form(finding, start, behind(machine, found.end()), [first])
    return None
