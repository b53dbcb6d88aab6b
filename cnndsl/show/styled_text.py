"""Styled text: lines of (words, style) pieces, plain for a pipe and in colour on a terminal.

Whatever comes from a spec goes through `visible` first, so that no control character reaches a terminal.
"""

import sys
from typing import TextIO, TypeAlias

from cnndsl.text import visible as visible

Piece: TypeAlias = tuple[str, str]
Line: TypeAlias = list[Piece]


def in_one_line(text: str) -> str:
    """Words of a spec with single blanks between them."""
    return visible(" ".join(text.split()))


BLOCKS = str.maketrans("█▉▊▋▌▍▎▏◀…µ", "#       <~u")
"""What bars and the like become where the stream cannot show them."""


def plain(lines: list[Line]) -> str:
    return "".join("".join(words for words, _ in line).rstrip() + "\n" for line in lines)


def width_of(stream: TextIO) -> int | None:
    """How many characters a line may have; any number in a pipe."""
    if not on_terminal(stream):
        return None
    from shutil import get_terminal_size

    return get_terminal_size().columns


NARROW = 30
"""A piece with less room than this goes on below the whole line."""


def wrapped(lines: list[Line], width: int | None) -> list[Line]:
    """Lines of a width, if one is given: the last piece of a long one goes on below itself."""
    return [each for line in lines for each in _wrapped(line, width)] if width else lines


def _wrapped(line: Line, width: int) -> list[Line]:
    from textwrap import wrap

    before = sum(len(words) for words, _ in line[:-1])
    if not line or before + len(line[-1][0]) <= width:
        return [line]
    words, style = line[-1]
    blanks = len(words) - len(words.lstrip())
    below = bool(before) and width - before < NARROW
    indent = len(line[0][0]) + 2 if below else before + blanks
    if width - indent < NARROW:
        indent = blanks
    pieces = wrap(words, max(width - indent, NARROW), break_long_words=False)
    pieces = [" " * indent + each.lstrip() for each in pieces]
    if not below:
        pieces[0] = pieces[0][before:]
        return [[*line[:-1], (pieces[0], style)], *([(each, style)] for each in pieces[1:])]
    head = line[:-1] if any(each.strip() for each, _ in line[:-1]) else []
    return [*([head] if head else []), *([(each, style)] for each in pieces)]


def shows_unicode(stream: TextIO) -> bool:
    return (stream.encoding or "utf-8").lower().startswith("utf")


def on_terminal(stream: TextIO) -> bool:
    return stream.isatty()


def write(
    lines: list[Line], *, color: bool = True, stream: TextIO | None = None, styled: bool = True
) -> None:
    """Write lines, with rich on a terminal and without it in a pipe."""
    stream = stream or sys.stdout
    if not shows_unicode(stream):
        lines = [[(words.translate(BLOCKS), style) for words, style in line] for line in lines]
    if not on_terminal(stream) or not styled:
        stream.write(plain(lines))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, no_color=not color or None, highlight=False)
    for line in lines:
        console.print(Text.assemble(*line), soft_wrap=True)
