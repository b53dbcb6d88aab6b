"""Figures side by side, in as few rows as there is room for, and those about as wide as one another."""

from itertools import pairwise

from cnndsl.draw.even_rows import even_rows
from cnndsl.draw.text_lines import height_of
from cnndsl.draw.volumes.figures import Figure, at
from cnndsl.draw.volumes.links import are_crossed, window
from cnndsl.named_tuple import NamedTuple

MOST_LABELS = 9
"""In one row."""
GAP, WINDOW_GAP, CROSSING_GAP = 19.0, 34.0, 52.0
"""Between boxes: where an arrow, a window's rays or crossing lines lead from one to the next."""
LABEL_GAP = 11.0


class Row(NamedTuple):
    """Figures side by side, and where their middles stand from the row's left end on."""

    figures: tuple[Figure, ...]
    middles: tuple[float, ...]

    @property
    def width(self) -> float:
        return self.middles[-1] + _half(self.figures[-1])

    def stood(self, left: float, y: float) -> tuple[Figure, ...]:
        """Its figures at their places in the picture."""
        pairs = zip(self.figures, self.middles, strict=True)
        return tuple(at(figure, left + x, y) for figure, x in pairs)

    @property
    def half_height(self) -> float:
        return max(each.half_height for each in self.figures)

    @property
    def labels(self) -> float:
        """How high the labels under it are."""
        return max(height_of(each.lines) for each in self.figures)


def rows(found: tuple[Figure, ...], room: float, with_windows: bool) -> tuple[Row, ...]:
    """Figures in rows that fit into some room."""
    return even_rows(lambda room: _filled(found, room, with_windows), room)


def _filled(found: tuple[Figure, ...], room: float, with_windows: bool) -> tuple[Row, ...]:
    """Rows of as many figures as fit into each; one alone always does."""
    made: list[Row] = []
    for figure in found:
        if made and len(made[-1].figures) < MOST_LABELS:
            tried = row((*made[-1].figures, figure), with_windows)
            if tried.width <= room:
                made[-1] = tried
                continue
        made.append(row((figure,), with_windows))
    return tuple(made)


def row(found: tuple[Figure, ...], with_windows: bool) -> Row:
    """Figures side by side; where labels need it, boxes stand further apart."""
    middles = [_half(found[0])]
    for before, after in pairwise(found):
        middles.append(middles[-1] + _apart(before, after, with_windows))
    return Row(found, tuple(middles))


def _half(figure: Figure) -> float:
    return max(figure.half_width, figure.half_label)


def _apart(before: Figure, after: Figure, with_windows: bool) -> float:
    """The distance of two figures' middles."""
    shown = with_windows and window(before.segment, after.segment)
    gap = WINDOW_GAP if shown else GAP
    gap = CROSSING_GAP if are_crossed(before, after) else gap
    boxes = before.half_width + gap + after.half_width
    labels = before.half_label + LABEL_GAP + after.half_label
    return max(boxes, labels)
