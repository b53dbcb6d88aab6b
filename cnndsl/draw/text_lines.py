"""Lines of a label, set one under another."""

from cnndsl.draw.marks import Anchor, Words
from cnndsl.draw.options import SECOND
from cnndsl.draw.text_widths import width
from cnndsl.named_tuple import NamedTuple


class TextLine(NamedTuple):
    """One line of a label."""

    text: str
    size: float = SECOND
    bold: bool = False
    fill: str = "muted"

    @property
    def room(self) -> float:
        return width(self.text, self.size, self.bold)

    @property
    def step(self) -> float:
        """How far its foot stands under that of the line before."""
        return self.size + 4


def set_in_lines(
    lines: tuple[TextLine, ...], x: float, top: float, anchor: Anchor = "middle"
) -> tuple[Words, ...]:
    """Lines one under another, from a height on."""
    placed = []
    foot = top
    for line in lines:
        foot += line.step
        placed.append(Words(x, foot - 4, line.text, line.size, anchor, line.bold, line.fill))
    return tuple(placed)


def widest(lines: tuple[TextLine, ...]) -> float:
    return max((line.room for line in lines), default=0)


def height_of(lines: tuple[TextLine, ...]) -> float:
    return sum(line.step for line in lines)
