"""Diagnostics as people read them: in full with the words under a caret, concisely, and for GitHub."""

import re

from cnndsl.diagnostics import CATALOGUE, Diagnostic
from cnndsl.resources import comes_along
from cnndsl.show.styled_text import Line, visible
from cnndsl.text import Span, Text

PLAIN = r"[A-Za-z0-9_./+-]+"
"""A file's name that a shell takes as it stands."""
COLOURS = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan"}


def full(found: Diagnostic, text: Text) -> list[Line]:
    """A diagnostic with its line of the spec, a caret under the words, and the way out; a note in one line."""
    if found.severity == "note":
        return [concise(found, text)]
    colour = COLOURS[found.severity]
    gutter = " " * len(str(_widest(found, text)))
    lines: list[Line] = [
        [(f"{found.severity}[{found.code}]", colour), (f": {visible(found.message)}", "bold")],
        [(f"{gutter}--> ", "blue"), (_place(found.span, text), "")],
        [(f"{gutter} |", "blue")],
        *_excerpt(found.span, found.label, text, gutter, "^", colour),
    ]
    file = text.at(found.span.start)
    for related in found.related:
        if text.at(related.span.start) is not file:
            file = text.at(related.span.start)
            lines.append([(f"{gutter}::: ", "blue"), (_place(related.span, text), "")])
        lines += _excerpt(related.span, related.message, text, gutter, "-", "blue")
    for kind, words in (("note", found.note), ("help", found.help)):
        if words:
            lines.append([(f"{gutter} = ", "blue"), (f"{kind}: ", "bold"), (visible(words), "")])
    return [*lines, []]


def _place(span: Span, text: Text) -> str:
    line, column = text.place(span.start)
    return f"{visible(text.at(span.start).name)}:{line}:{column}"


def _widest(found: Diagnostic, text: Text) -> int:
    spans = [found.span, *(related.span for related in found.related)]
    return max(text.place(span.start).line for span in spans)


def _excerpt(span: Span, label: str, text: Text, gutter: str, mark: str, colour: str) -> list[Line]:
    line, column = text.place(span.start)
    source = text.at(span.start).line(line)
    width = max(min(span.end - span.start, len(source) - column + 1), 1)
    shown, shift = _clipped(source, column)
    number = str(line).rjust(len(gutter))
    under = " " * (column - 1 - shift) + mark * min(width, max(len(shown) - column + 1 + shift, 1))
    return [
        [(f"{number} | ", "blue"), (visible(shown), "")],
        [(f"{gutter} | ", "blue"), (f"{under} {visible(label)}".rstrip(), colour)],
    ]


def _clipped(source: str, column: int, most: int = 160) -> tuple[str, int]:
    """The stretch of a very long line that is shown, and how far it starts from the line's own start."""
    if len(source) <= most:
        return source, 0
    start = max(column - 1 - most // 4, 0)
    return source[start : start + most], start


def concise(found: Diagnostic, text: Text) -> Line:
    words = f", {visible(found.label)}" if found.label else ""
    words += f" ({visible(found.help)})" if found.help else ""
    used = next((each.span for each in found.related if each.message == "used here"), None)
    words += f", used at {_place(used, text)}" if used else ""
    return [
        (f"{_place(found.span, text)}: ", ""),
        (f"{found.severity}[{found.code}]", COLOURS[found.severity]),
        (f" {visible(found.message)}{words}", ""),
    ]


def github(found: Diagnostic, text: Text) -> str:
    """A workflow command, which GitHub shows beside the line."""
    start, end = text.place(found.span.start), text.place(found.span.end)
    level = {"error": "error", "warning": "warning", "note": "notice"}[found.severity]
    fields = {
        "file": text.at(found.span.start).name,
        "line": start.line,
        "col": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "title": found.code,
    }
    shown = ",".join(f"{name}={_escaped(str(value), True)}" for name, value in fields.items())
    words = found.message + (f", {found.label}" if found.label else "")
    words += f" ({found.help})" if found.help else ""
    return f"::{level} {shown}::{_escaped(words, False)}"


def _escaped(words: str, property: bool) -> str:
    words = visible(words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))
    return words.replace(":", "%3A").replace(",", "%2C") if property else words


def summary(found: tuple[Diagnostic, ...]) -> str:
    """`2 errors, 1 warning`; nothing where there is neither."""
    counts = [(sum(each.severity == kind for each in found), kind) for kind in ("error", "warning")]
    return ", ".join(f"{count} {kind}{'s' * (count > 1)}" for count, kind in counts if count)


def mendable(found: tuple[Diagnostic, ...], text: Text) -> list[Line]:
    """How many of the errors and warnings `check --fix` mends, if any; it leaves the networks that come along."""
    mended = [
        each for each in found if each.severity != "note" and any(fix.safe for fix in each.fixes)
    ]
    count = len(mended)
    if not count or comes_along(text.path):
        return []
    strict = " --strict" * any(CATALOGUE[each.code].severity == "note" for each in mended)
    name = {"<stdin>": " -"}.get(
        text.name, f" {text.name}" if re.fullmatch(PLAIN, text.name) else ""
    )
    which = (
        "this is" if len(found) == 1 else "1 of these is" if count == 1 else f"{count} of these are"
    )
    return [[(f"{which} mended by `cnndsl check{strict} --fix{name}`", "")]]
