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
