"""Docstrings: what the spec's comments say, and what a class takes and gives."""

from collections.abc import Iterable
from textwrap import wrap

from cnndsl.emit.pytorch.line_breaks import STEP, WIDTH

QUOTES = '"""'


def docstring(
    indent: str, title: list[str], sections: Iterable[tuple[str, list[str]]] = ()
) -> list[str]:
    """A docstring's lines: a title, what else is said of it, and sections with an entry a line; none for nothing."""
    said = [each for each in map(harmless, title) if each]
    if not said:
        return []
    first, *others = _paragraphs(indent, said)
    lines = [f"{indent}{QUOTES}{first.strip()}", *others]
    for name, entries in sections:
        lines += ["", f"{indent}{name}:"]
        for entry in entries:
            deeper = f"{indent}{STEP}"
            lines += wrap(entry, WIDTH, initial_indent=deeper, subsequent_indent=deeper + STEP)
    if len(lines) == 1:
        return [f"{lines[0]}{QUOTES}"]
    return [*lines, f"{indent}{QUOTES}"]


def _paragraphs(indent: str, said: list[str]) -> list[str]:
    """The first line by itself, all others together behind an empty one."""
    first = f"{said[0].rstrip('.')}."
    lines = wrap(first, WIDTH - len(QUOTES), initial_indent=indent, subsequent_indent=indent)
    if len(said) == len(lines) == 1:  # it has quotes at both ends
        both = WIDTH - 2 * len(QUOTES)
        return wrap(first, both, initial_indent=indent, subsequent_indent=indent)
    if said[1:]:
        more = " ".join(said[1:])
        lines += ["", *wrap(more, WIDTH, initial_indent=indent, subsequent_indent=indent)]
    return lines


def harmless(line: str) -> str:
    """A comment's words as text that ends no docstring and escapes nothing."""
    shown = "".join(each for each in line if each.isprintable())
    return shown.replace("\\", "/").replace('"', "'").strip()
