"""What is wrong with a choice that cannot be read, by its text alone: what was meant is tried."""

import re
from collections.abc import Callable, Sequence
from itertools import product
from math import prod

from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import Fix, replace
from cnndsl.syntax import choice_problems as problems
from cnndsl.text import Span

Reads = Callable[[str], bool]
"""Whether a text is a choice."""
BRACES = re.compile(r"\{[^{}]*\}")
RANGES = r"\s*(?:\.\.+[=<]?|…|:|~|[–—]|->|→|\bto\b)\s*"
"""What stands between the ends of a range, here and elsewhere."""
COMMAS = r"\s*[|;]\s*|\s+or\s+|(?<=[\w>)])(?<!\bby)[ \t]+(?!by\b)(?=[\w<(])"
OTHERWISE = (
    (RANGES, "..", "a range is its two ends with `..` between them"),
    (r",\s*(?=[,}])|(?<=\{),", "", "a value is missing beside a comma"),
    (r"\s*\bstep\b\s*=?\s*", " by ", "the step of a range follows the word `by`"),
    (r"<([^<>]*)>", r"\1", "an expression needs no angle brackets in a choice"),
    (COMMAS, ",", "the values of a choice have commas between them"),
)
"""Forms of others, what stands for them here, and what is said of them."""
MOST = 16
"""Values that are written out in a fix."""


def explained(text: str, offset: int, reads: Reads) -> Diagnostic:
    """Why a text in braces is no choice."""
    span = Span(offset, offset + len(text))
    if not text[1:-1].strip():
        return problems.empty(span, text)
    if "{" in text[1:-1]:
        return _nested(text, span, reads)
    one_sided = re.fullmatch(r"\{\s*(\w*)\s*(?:\.\.+|…)\s*(\w*)\s*\}", text)
    if one_sided and "" in one_sided.groups():
        return _one_sided(span, text, *one_sided.groups())
    return _otherwise(text, span, reads)


def _nested(text: str, span: Span, reads: Reads) -> Diagnostic:
    """`{8,{16,32}}`: one choice does it."""
    flat = "{" + re.sub(r"[{}]", "", text) + "}"
    fixes = (replace(span, flat, safe=True),) if reads(flat) else ()
    inner = BRACES.search(text)
    at = Span(*inner.span()).shift(span.start) if inner else span
    return problems.in_expression(at, inner[0] if inner else text, fixes)


def _one_sided(span: Span, text: str, first: str, last: str) -> Diagnostic:
    """`{1..}`, `{..3}`: the end that is there stays."""
    missing = "last" if first else "first"
    fixes = (replace(span, f"{{1..{last}}}"),) if last.isdigit() and int(last) > 1 else ()
    hint = "write both ends, as in `{1..3}`"
    finding = problems.written_otherwise(span, f"the range `{text}` has no {missing} number")
    return finding._replace(help=hint, fixes=fixes)


def _otherwise(text: str, span: Span, reads: Reads) -> Diagnostic:
    """`{1|3}`, `{1:3}`, `{1...3}`: what others write for the same."""
    mended, said = text, ""
    for form, ours, message in OTHERWISE:
        changed = re.sub(form, ours, mended)
        said = said or (message if changed != mended else "")
        mended = changed
        if changed != text and reads(mended):
            return problems.written_otherwise(span, said, replace(span, mended, safe=True))
    if re.search(r",\s*[,}]|\{\s*,", text):
        return problems.written_otherwise(span, "a value is missing beside a comma")
    return problems.written_otherwise(span, f"`{text}` is no choice of values")


def in_expression(text: str, span: Span, reads: Reads) -> Diagnostic:
    """A choice in an expression, which may have angle brackets, or in a shape, whose whole text is given."""
    whole = _spread(text[1:-1] if re.fullmatch("<[^<>]*>", text) else text)
    fixes: tuple[Fix, ...] = ()
    if whole not in ("", text) and reads(whole):
        fixes = (replace(span, whole, safe=True),)
    found = BRACES.search(text)
    at = Span(*found.span()).shift(span.start) if found else span
    return problems.in_expression(at, found[0] if found else text, fixes)


def _spread(text: str) -> str:
    """A value with choices in it as one choice, `{2*1,2*2}` for `2*{1,2}`; nothing where that is long."""
    pieces = re.split(r"(\{[^{}]*\})", text)
    options = [_options(piece) for piece in pieces]
    if ".." in text or prod(map(len, options)) > MOST:
        return ""
    return "{" + ",".join(map("".join, product(*options))) + "}"


def _options(piece: str) -> Sequence[str]:
    """What may stand in the place of a piece: a choice's values, in brackets where they are expressions."""
    if not piece.startswith("{"):
        return (piece,)
    values = [each.strip() for each in piece[1:-1].split(",")]
    return [each if re.fullmatch(r"\w+", each) else f"({each})" for each in values]
