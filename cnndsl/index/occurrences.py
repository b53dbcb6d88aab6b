"""What stands where in a text: layers, joins, taps and parts, with figures and the shapes of all copies."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from cnndsl.analyse.figures import LayerFigures
from cnndsl.checking.trail import Passed
from cnndsl.index.paths import span_of
from cnndsl.index.values import Occurrence, ShapesOfCopy
from cnndsl.network import Branches, Fork, Item, Step
from cnndsl.paths import Path, Place
from cnndsl.text import Span, Text
from cnndsl.walker import placed_bodies


class Occurrences:
    """The items of a network by where they are written."""

    def __init__(self, text: Text, passed: Iterable[Passed], rows: Iterable[LayerFigures]) -> None:
        self.text = text
        self._passed: dict[Span, list[Passed]] = {}
        for each in passed:
            if not _is_filled_in(each.item):
                self._passed.setdefault(span_of(each.item), []).append(each)
        self._rows: dict[Path, LayerFigures] = {row.placed.path: row for row in rows}
        self.spans = sorted(self._passed, key=lambda span: (span.start, -span.end))
        self._starts = [span.start for span in self.spans]
        self._by_line: dict[int, Span] | None = None

    def of(self, span: Span) -> Occurrence:
        """What is written in a stretch that is an item's own."""
        found = self._passed[span]
        rows = (row for each in found for row in self._rows_in(each.item, each.place))
        shapes = tuple(ShapesOfCopy(each.before, each.behind) for each in found)
        return Occurrence(span, tuple(rows), shapes)

    def find(self, span: Span) -> Occurrence | None:
        """The same, if anything is written just there."""
        return self.of(span) if span in self._passed else None

    def at(self, offset: int) -> Occurrence | None:
        """The innermost item around a place; the one that ends there, where none is around."""
        return self._around(offset) or self._around(offset - 1)

    def _around(self, offset: int) -> Occurrence | None:
        for number in range(bisect_right(self._starts, offset) - 1, -1, -1):
            if self.spans[number].end > offset:
                return self.of(self.spans[number])
        return None

    def end_of_line(self, line: int) -> Occurrence | None:
        """What a line of the first text comes to: its last layer or part, if not the last part that ends in it."""
        if self._by_line is None:
            self._by_line = dict(self._last_of_lines())
        span = self._by_line.get(line)
        return self.of(span) if span else None

    def _last_of_lines(self) -> Iterator[tuple[int, Span]]:
        """For each line its span; a later one for the same line is the one that counts."""
        own = [span for span in self.spans if self.text.at(span.start) is self.text]
        last = sorted(own, key=lambda span: span.end)
        lines = [(self.text.place(s.start).line, self.text.place(s.end - 1).line, s) for s in last]
        yield from ((ends, span) for begins, ends, span in lines if begins != ends)
        yield from ((ends, span) for begins, ends, span in lines if begins == ends)

    def _rows_in(self, item: Item, place: Place) -> Iterator[LayerFigures]:
        """The rows of a layer, or of all that is inside of a part, a join's own last."""
        for body, inside in placed_bodies(item, place):
            for each in body:
                yield from self._rows_in(each, inside)
        if isinstance(item, Step | Branches):
            row = self._rows.get(place.path(item.name))
            if row is not None:
                yield row


def _is_filled_in(item: Item) -> bool:
    """Whether an item is written nowhere, or goes on as if it were not there."""
    return isinstance(item, Fork) or (isinstance(item, Step) and item.assumed)
