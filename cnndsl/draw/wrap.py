"""A text in lines of some width."""

from cnndsl.draw.options import SECOND
from cnndsl.draw.text_widths import shortened, width

MOST_LINES = 12


def wrapped(text: str, room: float, size: float = SECOND, bold: bool = False) -> tuple[str, ...]:
    """Lines of whole words; a word that is wider than a line is cut, and so is a very long text."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold) <= room:
            lines[-1] = longer
        else:
            lines.append(shortened(word, room, size, bold))
    return tuple(lines[:MOST_LINES])
