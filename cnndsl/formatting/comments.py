"""Comments put behind their lines: at the ends of adjacent lines they begin in one column."""

from cnndsl.formatting.lines import Line, next_to

APART = 2
"""Blanks before a comment, at the least."""


def with_comments(lines: list[Line], texts: list[str]) -> list[str]:
    """The lines of the file, empty ones with them."""
    found: list[str] = []
    columns = _columns(lines, texts)
    for line, text, column in zip(lines, texts, columns, strict=True):
        found += [""] * line.after_empty
        found.append(text if line.as_is or not line.comment else text.ljust(column) + line.comment)
    return found


def _columns(lines: list[Line], texts: list[str]) -> list[int]:
    """Where each line's comment begins, if it has one."""
    columns = [len(text) + APART * line.moves for line, text in zip(lines, texts, strict=True)]
    start = 0
    for number in range(len(lines) + 1):
        if number == len(lines) or not _go_together(lines, number):
            columns[start:number] = [max(columns[start:number], default=0)] * (number - start)
            start = number
    return columns


def _go_together(lines: list[Line], number: int) -> bool:
    """Whether a line's comment stands under that of the line above."""
    above, line = lines[number - 1], lines[number]
    return number > 0 and bool(above.comment and line.comment) and next_to(above, line)
