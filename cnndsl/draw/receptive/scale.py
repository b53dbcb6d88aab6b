"""From places of the input to the picture."""

from cnndsl.draw.layer_words import drawn_as
from cnndsl.draw.marks import Look, Rectangle
from cnndsl.draw.receptive.seen import Seen, Stretch
from cnndsl.named_tuple import NamedTuple


class Scale(NamedTuple):
    """How wide a place is, and what stands at the left and at the top."""

    pixels: float
    left: int
    top: int

    def rectangle(self, rows: Stretch, across: Stretch, look: Look) -> Rectangle:
        x, y = (across[0] - self.left) * self.pixels, (rows[0] - self.top) * self.pixels
        wide, high = across[1] - across[0], rows[1] - rows[0]
        return Rectangle(x, y, wide * self.pixels, high * self.pixels, look)


def scale_for(shown: tuple[Seen, ...], sizes: tuple[int, ...], room: float) -> Scale:
    """So that the input and all views fit."""
    whole = tuple((0, size) for size in sizes)
    along = [*zip(whole, *(each.stretches for each in shown), strict=True)]
    firsts = [min(first for first, _ in axis) for axis in along]
    lasts = [max(last for _, last in axis) for axis in along]
    longest = max(last - first for first, last in zip(firsts, lasts, strict=True))
    return Scale(room / longest, firsts[-1], firsts[0])


def kind(seen: Seen) -> str:
    """The palette's name for a view: that of its first layer."""
    return drawn_as(seen.rows[0].placed.layer)
