"""Views along one axis: the input as a strip, and what is seen of it below."""

from collections.abc import Iterator

from cnndsl.draw.framing import said_of_layers, size_of
from cnndsl.draw.marks import Group, Look, Mark, Rectangle
from cnndsl.draw.receptive.labels import STEP, Label, columns
from cnndsl.draw.receptive.scale import Scale, kind
from cnndsl.draw.receptive.seen import Seen

BAR = 11.0
"""How high a stretch is drawn."""


def stretches(
    shown: tuple[Seen, ...], sizes: tuple[int, ...], labels: tuple[Label, ...], scale: Scale
) -> tuple[Mark, ...]:
    """The input as a strip, and below it what is seen of it, line by line."""
    at = columns(labels, size_of(tuple(_bars(shown, sizes, scale))).width + 20)
    bars = list(_bars(shown, sizes, scale))
    whole = at.words(Label("input", str(sizes[0]), ""), bars[0].y + BAR / 2 + 4.7)
    marks: list[Mark] = [bars[0], *whole[:2]]
    for seen, bar, words in zip(shown, bars[1:], labels, strict=True):
        said = said_of_layers(seen.rows)
        marks.append(Group((bar, *at.words(words, bar.y + BAR / 2 + 4.7)), seen.rows[0].path, said))
    return tuple(marks)


def _bars(shown: tuple[Seen, ...], sizes: tuple[int, ...], scale: Scale) -> Iterator[Rectangle]:
    every = [((0, sizes[0]), "input"), *((each.stretches[0], kind(each)) for each in shown)]
    for number, ((first, last), fill) in enumerate(every):
        x, wide = (first - scale.left) * scale.pixels, max((last - first) * scale.pixels, 1)
        yield Rectangle(x, number * STEP, wide, BAR, Look(fill, fill))
