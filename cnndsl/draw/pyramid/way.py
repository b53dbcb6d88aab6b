"""The way from a network's input to its output that skips nothing, followed stop by stop.

Norms, activations and dropouts belong to the stop before them; a block with branches of its own is one step; a
concatenation right behind an up-convolution is one bar with it, as in the U-Net's figure.
"""

from collections.abc import Iterator
from fractions import Fraction

from cnndsl.analyse.figures import LayerFigures, Result
from cnndsl.draw.layer_words import is_small
from cnndsl.draw.options import SECOND, Unsuited
from cnndsl.draw.passing import all_pass, behind
from cnndsl.draw.pyramid.blocks import block_around
from cnndsl.draw.pyramid.graph import Graph, goes_up
from cnndsl.draw.pyramid.operations import without_depth
from cnndsl.draw.pyramid.stop import Copy, Stop
from cnndsl.draw.text_widths import shortened
from cnndsl.layers.joins import Join
from cnndsl.layers.merge import Identity

LONGEST_BLOCK = 110.0
"""How wide a block's name is in a copy's way."""


class Way:
    """Follows what does not skip, from the input to the output."""

    def __init__(self, net: Graph, result: Result) -> None:
        self.net, self.result = net, result
        end = result.network.outputs[0].source if result.network.outputs else None
        paths = [(), *(row.placed.path for row in net.rows)]
        self.end = len(net.rows) if end is None else paths.index(end)
        self.kept = {k: net.kept(k) for k in range(1, len(net.sources))}
        self.own = behind(self.kept, self.end)
        self.found: list[Stop] = [Stop(net.input, Fraction(1))]
        self.stop_of = {0: 0}

    def stops(self) -> tuple[Stop, ...]:
        before = 0
        for number in all_pass(self.kept, self.end):
            inner = [k for k in sorted(self.own) if before < k <= number]
            if inner:
                self._enter(inner, before)
            before = number
            self.stop_of[number] = len(self.found) - 1
        return tuple(self.found)

    def _enter(self, inner: list[int], before: int) -> None:
        rows = tuple(map(self.net.row, inner))
        copies = tuple(self._copies(inner, before))
        latest, last = self.found[-1], rows[-1]
        layer = last.placed.layer
        small = is_small(layer) or isinstance(layer, Identity)
        if len(rows) == 1 and small and not copies and latest.rows:
            self.found[-1] = latest._replace(tags=(*latest.tags, last))
        elif copies and isinstance(layer, Join) and self._joins_up(inner, before):
            self._merge_up()
            joins = self._joining(rows, copies)
            self.found[-1] = self.found[-1]._replace(shape=last.shape, joins=joins, copies=copies)
        else:
            block = "" if len(rows) == 1 else block_around(self.result.network, rows) or layer.word
            scale = self.net.scales[inner[-1]]
            own = self._joining(rows, copies)
            self.found.append(Stop(last.shape, scale, own, (), block, copies))

    def _merge_up(self) -> None:
        """An upsampling and the convolution behind it are one step up."""
        if not _makes_larger(self.found[-1]):
            latest, up = self.found.pop(), self.found.pop()
            both = up._replace(
                shape=latest.shape, rows=(*up.rows, *latest.rows), tags=(*up.tags, *latest.tags)
            )
            self.found.append(both)
            last = len(self.found) - 1
            self.stop_of = {key: min(number, last) for key, number in self.stop_of.items()}

    def _joining(
        self, rows: tuple[LayerFigures, ...], copies: tuple[Copy, ...]
    ) -> tuple[LayerFigures, ...]:
        """What is not on a copy's own way."""
        taken = {row.path for copy in copies for row in copy.rows}
        return tuple(row for row in rows if row.path not in taken)

    def _joins_up(self, inner: list[int], before: int) -> bool:
        """Whether a join takes straight what has been made larger, or a layer behind that."""
        latest = self.found[-1]
        behind_up = len(latest.rows) == 1 and not latest.copies and _makes_larger(self.found[-2])
        straight = [self._past_ids(each) for each in self.net.kept(inner[-1])]
        return (_makes_larger(latest) or behind_up) and self._past_ids(before) in straight

    def _past_ids(self, number: int) -> int:
        while number and isinstance(self.net.row(number).placed.layer, Identity):
            number = self.net.sources[number][0]
        return number

    def _copies(self, inner: list[int], before: int) -> Iterator[Copy]:
        """What comes across to these layers; several ways from one stop are one copy."""
        net = self.net
        ways = [edge for edge in sorted(net.skips) if edge[1] in inner]
        for edge in sorted(net.places):
            if edge[1] in inner:
                yield Copy(self._stop(edge[0]) - 1, "places of the maxima", places=True)
        if not ways:
            return
        starts: set[int] = set()
        side: set[int] = set()
        for start, _ in ways:
            self._side(start, starts, side)
        if len(starts) > 1:
            raise Unsuited("`u` draws one copy across at a size, and here several come together")
        yield self._copy(self._stop(starts.pop()), ways, sorted(side), inner, before)

    def _side(self, number: int, starts: set[int], side: set[int]) -> None:
        """The layers between a stop on the way down and a join."""
        if number in self.own:
            starts.add(self._past_ids(number))
        else:
            side.add(number)
            for each in self.net.sources[number]:
                self._side(each, starts, side)

    def _stop(self, number: int) -> int:
        if number not in self.stop_of:
            raise Unsuited("`u` draws copies from the way down, and here one leaves out of a block")
        return self.stop_of[number]

    def _copy(
        self, of: int, ways: list[tuple[int, int]], side: list[int], inner: list[int], before: int
    ) -> Copy:
        net, end = self.net, inner[-1]
        joined = [k for k in inner[:-1] if not isinstance(net.row(k).placed.layer, Identity)]
        between = sorted({*side, *joined})
        layers = [net.row(k).placed.layer for k in between]
        crops = [each for each in layers if each.word == "crop"]
        adds = net.row(end).placed.layer.word
        share = self._share(end, before)
        rows, through = tuple(map(net.row, between)), ""
        if len(crops) < len(layers):
            through = shortened(self._through(rows), LONGEST_BLOCK, SECOND)
        words = ["copy", *["and crop"] * bool(crops), *[f"through {through}"] * bool(through)]
        words += [f"and {adds}"] * (adds != "cat")
        return Copy(of, " ".join(words), share, through, bool(joined), rows=rows)

    def _through(self, rows: tuple[LayerFigures, ...]) -> str:
        """The block on a copy's way, or the layer."""
        large = [row for row in rows if not is_small(row.placed.layer)] or rows
        layer, rank = large[0].placed.layer, len(large[0].placed.input) - 1
        return block_around(self.result.network, rows) or without_depth(layer, rank)

    def _share(self, end: int, before: int) -> float:
        """How much of a concatenation is not what comes from below."""
        if self.net.row(end).kind != "cat":
            return 0
        straight = [k for k in self.net.sources[end] if self._past_ids(k) == self._past_ids(before)]
        own = sum(self.net.shape(k)[0] for k in straight)
        return 1 - own / self.net.shape(end)[0]


def _makes_larger(stop: Stop) -> bool:
    """Whether a stop is an upsampling or an up-convolution by itself."""
    alone = len(stop.rows) == 1 and not stop.copies
    return alone and goes_up(stop.rows[0].placed.layer)
