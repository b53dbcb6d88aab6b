"""Brackets of another kind, and numbers of copies written otherwise: `(C R)*2`, `[C R]x2`, `cat[ A | B ]`."""

import re
from itertools import pairwise

from cnndsl.fixes import Edit, insert, remove
from cnndsl.syntax.form_problems import copies, other_brackets
from cnndsl.syntax.forms import Form, behind
from cnndsl.syntax.lalr import Token, token_span
from cnndsl.syntax.machine import CLOSER_OF, JOINS, OPENER_OF, Machine, takes_in_files
from cnndsl.syntax.mistakes import unexpected, unopened
from cnndsl.text import Span

KINDS = {"LSQB": "[", "LPAR": "(", "LBRACE": "{", "RSQB": "]", "RPAR": ")", "RBRACE": "}"}


def matching(machine: Machine, opener: int) -> int | None:
    """The token that closes a bracket, if it is closed."""
    depth = 0
    for index in range(opener, len(machine.tokens)):
        kind = machine.tokens[index].type
        depth += (kind in CLOSER_OF) - (kind in OPENER_OF)
        if depth == 0:
            return index
    return None


def round_brackets(machine: Machine, token: Token) -> Form | None:
    """`(C R)*2`, `{C R}*2`: a part is put in square brackets."""
    at = machine.at
    before = machine.tokens[at - 1].type if at else ""
    if token.type not in ("LPAR", "LBRACE") or before in JOINS or not machine.accepts("DOTS"):
        return None
    if before in ("WORD", "NAME") and not holds_layers(machine, at):
        return None
    form = _exchanged(machine, at, "LSQB", "a part is put in `[ ]`")
    return form and _with_copies(machine, form)


def holds_layers(machine: Machine, at: int) -> bool:
    """Whether a round bracket apart from the word before it has layers in it, and no arguments."""
    tokens, end = machine.tokens, matching(machine, at)
    if end is None or tokens[at].type != "LPAR" or tokens[at - 1].end_pos == tokens[at].start_pos:
        return False
    inside = [token.type for token in tokens[at + 1 : end]]
    side_by_side = any(pair in SIDE_BY_SIDE for pair in pairwise(inside))
    return side_by_side and inside[0] in ("WORD", "NAME", "LSQB")


def brackets_behind_names(machine: Machine) -> list[Form]:
    """`relu (C3D8 R)*2`: a part in round brackets that would be a layer's arguments."""
    found = []
    for at, token in enumerate(machine.tokens):
        before = machine.tokens[at - 1].type if at else ""
        if token.type == "LPAR" and before == "NAME" and holds_layers(machine, at):
            form = _exchanged(machine, at, "LSQB", "a part is put in `[ ]`")
            found += [_with_copies(machine, form)] if form else []
    return found


SIDE_BY_SIDE = {(one, other) for one in ("WORD", "NAME") for other in ("WORD", "NAME")}
"""What stands side by side in a part, and never in arguments."""


def _with_copies(machine: Machine, form: Form) -> Form:
    """The number of copies that stands behind the brackets, where it is written otherwise too: `(C R)x2`."""
    behind_it = (
        count_at(machine, form.end - 1) if machine.tokens[form.end - 1].type != "WORD" else None
    )
    if behind_it is None:
        return form
    (fix,), (more,) = form.diagnostic.fixes, behind_it.diagnostic.fixes
    both = fix._replace(title=f"{fix.title} and {more.title}", edits=(*fix.edits, *more.edits))
    diagnostic = form.diagnostic._replace(fixes=(both,))
    return Form(diagnostic, form.start, behind_it.end, [*form.tokens, *behind_it.tokens])


def join_brackets(machine: Machine, token: Token) -> Form | None:
    """`cat[ A | B ]`, `add{ A | B }`: branches stand in round brackets."""
    before = machine.tokens[machine.at - 1] if machine.at else None
    if token.type not in ("LSQB", "LBRACE") or before is None or before.type not in JOINS:
        return None
    return _exchanged(machine, machine.at, "LPAR", f"the branches of `{before}` stand in `( )`")


def join_without_bracket(machine: Machine, token: Token) -> Form | None:
    """`cat C3D8 | id )`: the bracket behind the join is missing."""
    before = machine.tokens[machine.at - 1] if machine.at else token
    if before.type not in JOINS or token.type not in ("WORD", "NAME", "TAP", "LSQB"):
        return None
    opened = Token.at(before.end_pos, "LPAR", "(", before.end_pos)
    if not machine.closed_later(opened):
        return None
    finding = unexpected(token_span(token), str(token), "`(`")
    fixes = (insert(before.end_pos, "(", safe=True),)
    return Form(finding._replace(fixes=fixes), machine.at, machine.at, [opened])


def _exchanged(machine: Machine, at: int, kind: str, why: str) -> Form | None:
    """A pair of brackets as one of another kind, with all that stands between them."""
    end = matching(machine, at)
    if end is None or end == at + 1:
        return None
    opener, closer = machine.tokens[at], machine.tokens[end]
    closing = CLOSER_OF[kind]
    edits = (
        Edit(token_span(opener), KINDS[kind]),
        Edit(token_span(closer), KINDS[closing]),
    )
    finding = other_brackets(
        token_span(opener), str(opener), why, edits, f"{KINDS[kind]} {KINDS[closing]}"
    )
    inside = machine.tokens[at + 1 : end]
    new = [opener.instead(kind, KINDS[kind]), *inside, closer.instead(closing, KINDS[closing])]
    return Form(finding, at, end + 1, new)


TIMES_BEHIND = re.compile(
    r"\s*(?:\*\*|[x×X^*]?)\s*([0-9]+)(?:\s*(?:times|x|×)\b)?(?![\w.x×]|\s*:)"
    r"|(?<=\])\*?[({]\s*([0-9]+)\s*[)}]"
)


def count_behind(machine: Machine, token: Token) -> Form | None:
    """`[C R]x2`, `[C R] 2`, `[C R]^2`: behind a part, without `*`."""
    at = machine.at
    for closer in range(at - 1, max(at - 3, -1), -1):
        if machine.tokens[closer].type in ("RSQB", "WORD"):
            break
    else:
        return None
    return count_at(machine, closer)


def count_at(machine: Machine, closer: int) -> Form | None:
    """The number of copies behind a part, where it is written otherwise."""
    start = machine.tokens[closer].end_pos
    found = TIMES_BEHIND.match(machine.content, start)
    if found is None or (
        found[0].strip().startswith("*") and not found[0].strip().startswith("**")
    ):
        return None
    if (
        "\n" in found[0]
        or "\r" in found[0]
        or (machine.tokens[closer].type == "WORD" and not re.search(r"[x×X^*]|times", found[0]))
    ):
        return None
    at, end = closer + 1, behind(machine, found.end())
    first = machine.tokens[at]
    span = Span(first.start_pos, found.end())
    number = found[1] or found[2]
    mended = f"*{number}"
    finding = copies(
        span, machine.content[span.start : span.end], mended, (Edit(Span(start, span.end), mended),)
    )
    return Form(finding, at, end, [first.instead("STAR", "*"), first.instead("NUMBER", number)])


COUNT_FIRST = re.compile(r"([0-9]+)[ \t]*(?:[x×X*]|times)?[ \t]*(?=[\[(A-Z])")


def count_first(machine: Machine, token: Token) -> Form | None:
    """`2x[C R]`, `3*[C R]`, `3*C3D64`: in front of the part."""
    at = machine.at
    found = COUNT_FIRST.match(machine.content, token.start_pos)
    if token.type not in ("NUMBER", "SHAPE") or found is None:
        return None
    if "times" in found[0] and at and machine.tokens[at - 1].type in ("RSQB", "WORD"):
        return None  # of the part before
    if not re.search(r"[x×X*]|times", found[0]) and machine.content[found.end()] not in "[(":
        return None
    inside, last = _part(machine, found.end())
    if not inside or machine.tokens[last].type == "STAR":
        return None
    offset = inside[-1].end_pos
    mended = f"*{found[1]}"
    span = Span(token.start_pos, found.end())
    edits = (Edit(span, ""), Edit(Span(offset, offset), mended))
    words = machine.content[span.start : span.end].strip()
    finding = copies(Span(span.start, span.start + len(words)), words, mended, edits)
    new = [
        *inside,
        Token.at(offset, "STAR", "*", offset),
        Token.at(offset, "NUMBER", found[1], offset),
    ]
    return Form(finding, at, last, new)


def _part(machine: Machine, offset: int) -> tuple[list[Token], int]:
    """The tokens of a part that starts at an offset, and the first one behind it."""
    first = behind(machine, offset)
    token = machine.tokens[first]
    if token.type in ("LSQB", "LPAR"):
        closer = matching(machine, first)
        return ([], first) if closer is None else (machine.tokens[first : closer + 1], closer + 1)
    if token.start_pos == offset:
        return ([token], first + 1) if token.type == "WORD" else ([], first)
    before = machine.tokens[first - 1]  # `3xC3D8`, whose x is glued to the layer
    word = machine.content[offset : before.end_pos]
    return [Token.at(offset, "WORD", word, before.end_pos)], first


COUNT = re.compile(r"\*\s*([A-Za-z_]\w*(?:[-+/%*]+\w+)*|\([^()\n]*\)|[0-9]+[A-Za-z]\w*)")


def count_without_brackets(machine: Machine, token: Token) -> Form | None:
    """`[C R]*n`, `[C R]*(n-1)`: an expression stands in angle brackets."""
    at = machine.at
    star = machine.tokens[at - 1] if at else token
    found = COUNT.match(machine.content, star.start_pos)
    if star.type != "STAR" or found is None or token.type not in ("NAME", "WORD", "LPAR"):
        return None
    words = found[1][1:-1] if found[1].startswith("(") else found[1]
    mended = f"*<{words}>"
    span = Span(token.start_pos, found.end())
    if re.fullmatch(r"\w+", words) and not _may_be_constant(machine, words):
        finding = copies(Span(star.start_pos, span.end), found[0], "*2", ())
        hint = "write a number, as in `*2`, or give it a value: `let n = 2`, and `*<n>`"
        rest = token.instead("NUMBER", "1")
        return Form(finding._replace(help=hint, fixes=()), at, at + (words == token), [rest])
    finding = copies(
        Span(star.start_pos, span.end),
        found[0],
        mended,
        (Edit(Span(star.start_pos, span.end), mended),),
    )
    angle = Token.at(
        token.start_pos - len("<") * (words == found[1]), "ANGLE", f"<{words}>", span.end
    )
    return Form(finding, at, behind(machine, found.end()), [angle])


def _may_be_constant(machine: Machine, name: str) -> bool:
    """Whether a name stands for a value somewhere: in `let`, as a parameter, in another file."""
    tokens = machine.tokens
    if name in ("i", "in") or takes_in_files(tokens):
        return True
    others = [at for at, token in enumerate(tokens[1:], 1) if token == name]
    return any(tokens[at - 1].type in ("LET", "LPAR", "COMMA") for at in others)


def stray_copies(machine: Machine, token: Token) -> Form | None:
    """`R]*2` without its bracket."""
    found = re.compile(r"\]\s*\*\s*[0-9]+").match(machine.content, token.start_pos)
    if (
        token.type != "RSQB"
        or found is None
        or any(each.type == "LSQB" for each in machine.openers())
    ):
        return None
    span = Span(*found.span())
    start = machine.first_layer_of_line(machine.at)
    opened = insert(machine.tokens[start].start_pos, "[", title="open it at the start of the line")
    finding = unopened(span, found[0], (remove(span), opened))
    return Form(finding, machine.at, behind(machine, found.end()), [])
