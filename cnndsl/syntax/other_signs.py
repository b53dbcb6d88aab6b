"""Comments as other languages have them, and signs that a fact does not need."""

import re

from cnndsl.fixes import Edit
from cnndsl.syntax.form_problems import other_comment, sign_in_fact
from cnndsl.syntax.forms import Form, behind
from cnndsl.syntax.lalr import Token, token_span
from cnndsl.syntax.machine import Machine
from cnndsl.text import Span

LINE = re.compile(r"//[^\r\n]*|%[^\r\n]*|--[^\r\n]*")
BLOCK = re.compile(r"/\*(.*?)\*/", re.S)


def comment(machine: Machine, token: Token) -> Form | None:
    """`// ...`, `% ...` and `/* ... */`."""
    if not machine.accepts("DOTS"):
        return None
    start = token.start_pos
    found = BLOCK.match(machine.content, start)
    if found:
        ends_line = re.match(r"[ \t]*(?:[\r\n]|$)", machine.content[found.end() :])
        one_line = ends_line and not re.search(r"[\r\n]", found[1])
        text = f"# {found[1].strip()}" if one_line else ""
        finding = other_comment(Span(start, start + 2), "/*", Edit(Span(*found.span()), text))
        return Form(finding, machine.at, behind(machine, found.end()), [])
    dashes = re.compile(r"--[ \t]+[^\r\n]*").match(machine.content, start - 1)
    if (
        token.type == "DASH"
        and dashes
        and machine.at
        and machine.tokens[machine.at - 1].type == "DASH"
    ):
        span = Span(start - 1, start + 1)
        finding = other_comment(span, "--", Edit(span, "#"))
        return Form(finding, machine.at - 1, behind(machine, dashes.end()), [])
    found = LINE.match(machine.content, start) if token.type in ("DOUBLESLASH", "PERCENT") else None
    if found is None:
        return None
    finding = other_comment(token_span(token), str(token), Edit(token_span(token), "#"))
    return Form(finding, machine.at, behind(machine, found.end()), [])


def sign_of_fact(machine: Machine, token: Token) -> Form | None:
    """`expect params = 100`, `expect params: 100`."""
    words = [getattr(value, "type", "") for value in machine.values[-3:]]
    in_fact = words[-2:] == ["EXPECT", "NAME"] or words == ["EXPECT", "TAP", "NAME"]
    if not in_fact or token.type not in ("EQUAL", "COLON"):
        return None
    found = re.compile(r"[ \t]*[=:]+").match(
        machine.content, machine.tokens[machine.at - 1].end_pos
    )
    if found is None:
        return None
    after = machine.content[found.end() : found.end() + 1]
    space = "" if after.isspace() else " "
    finding = sign_in_fact(token_span(token), found[0].strip(), Edit(Span(*found.span()), space))
    return Form(finding, machine.at, behind(machine, found.end()), [])
