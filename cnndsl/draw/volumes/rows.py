"""Figures side by side, in as few rows as there is room for, and those about as wide as one another."""

from cnndsl.draw.text_lines import height_of
from cnndsl.draw.volumes.figures import Figure, at
from cnndsl.draw.volumes.links import are_crossed, window
from cnndsl.named_tuple import NamedTuple

MOST_LABELS = 9
"""In one row."""
GAP, WINDOW_GAP, CROSSING_GAP = 19.0, 34.0, 52.0
"""Between boxes: where an arrow, a window's rays or crossing lines lead from one to the next."""
LABEL_GAP = 11.0
NARROWER = 6.0
"""By how much less room rows are tried, to be as wide as one another."""


class Row(NamedTuple):
    """Figures side by side, the first one's left end at x = 0 and their middle at y = 0."""

    figures: tuple[Figure, ...]
    width: float

    @property
    def half_height(self) -> float:
        return max(each.half_height for each in self.figures)

    @property
    def labels(self) -> float:
        """How high the labels under it are."""
        return max(height_of(each.lines) for each in self.figures)


def rows(found: tuple[Figure, ...], room: float, with_windows: bool) -> tuple[Row, ...]:
    """Figures in rows that fit into some room."""
    best = _filled(found, room, with_windows)
    while room > 0:
        room -= NARROWER
        tried = _filled(found, room, with_windows)
        if len(tried) > len(best):
            break
        best = tried
    return best


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
    xs: list[float] = []
    for number, figure in enumerate(found):
        half = max(figure.half_width, figure.half_label)
        xs.append(half if not xs else xs[-1] + _apart(found[number - 1], figure, with_windows))
    left = min(x - max(each.half_width, each.half_label) for x, each in zip(xs, found, strict=True))
    right = max(
        x + max(each.half_width, each.half_label) for x, each in zip(xs, found, strict=True)
    )
    placed = tuple(at(each, x - left - each.middle, 0) for x, each in zip(xs, found, strict=True))
    return Row(placed, right - left)


def _apart(before: Figure, after: Figure, with_windows: bool) -> float:
    """The distance of two figures' middles."""
    shown = with_windows and window(before.segment, after.segment)
    gap = WINDOW_GAP if shown else GAP
    gap = CROSSING_GAP if are_crossed(before, after) else gap
    boxes = before.half_width + gap + after.half_width
    labels = before.half_label + LABEL_GAP + after.half_label
    return max(boxes, labels)
