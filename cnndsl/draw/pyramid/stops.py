"""The way of a network down a pyramid and up again, as stops: each a value that is drawn as a bar.

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
from cnndsl.draw.pyramid.graph import Graph, goes_up, graph
from cnndsl.draw.text_widths import shortened
from cnndsl.layers.joins import Join
from cnndsl.layers.merge import Identity
from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import KnownShape, is_flat

LONGEST_BLOCK = 110.0
"""How wide a block's name is in a copy's way."""


class Copy(NamedTuple):
    """What comes to a stop from one on the way down."""

    of: int
    """That stop's number."""
    how: str
    """`copy`, `copy and crop`, `copy and add`, `copy through gate`."""
    share: float = 0
    """How much of the channels it is, where it stands beside others."""
    through: str = ""
    """The block that it goes through."""
    looks: bool = False
    """Whether that block takes what comes from below, too."""
    places: bool = False
    """Whether only the places of maxima are taken."""
    rows: tuple[LayerFigures, ...] = ()
    """The layers on its way."""


class Stop(NamedTuple):
    """A value on the way, and the layers that make it of the one before."""

    shape: KnownShape
    scale: Fraction
    rows: tuple[LayerFigures, ...] = ()
    tags: tuple[LayerFigures, ...] = ()
    block: str = ""
    """The block that makes it, where that has branches of its own."""
    copies: tuple[Copy, ...] = ()
    joins: tuple[LayerFigures, ...] = ()
    """The layers that join the copies to it, where it is made larger first."""
    times: int = 1
    """How many equal ones it stands for."""

    @property
    def all_rows(self) -> tuple[LayerFigures, ...]:
        return self.rows + self.tags + self.joins


def is_pyramid(result: Result) -> bool:
    """Whether something leads from the way down back to the way up."""
    if result.network.partial or not any(goes_up(row.placed.layer) for row in result.rows):
        return False
    try:
        return bool(stops(result))
    except Unsuited:
        return False


def stops(result: Result) -> tuple[Stop, ...]:
    """The stops of a network; `Unsuited` with the reason where it is no pyramid with copies across."""
    network = result.network
    if len(network.inputs) != 1 or not network.input:
        raise Unsuited("`u` draws networks with one input")
    if len(network.outputs) > 1:
        raise Unsuited("`u` draws networks with one output, and this one has further heads")
    if is_flat(network.input) or any(is_flat(each.shape) for each in network.outputs):
        raise Unsuited(
            "`u` draws networks of maps from end to end, and here numbers alone come out"
        )
    if not result.rows:
        raise Unsuited("`u` draws a way down and up again, and this network has no layer")
    found = _Way(graph(result), result).stops()
    if any(is_flat(each.shape) for each in found):
        raise Unsuited("`u` draws networks of maps from end to end, and here some are flat")
    _check(found, network.partial)
    return found


def _check(found: tuple[Stop, ...], partial: bool) -> None:
    scales = [each.scale for each in found]
    lowest = scales.index(max(scales))
    if scales[: lowest + 1] != sorted(scales[: lowest + 1]):
        raise Unsuited("`u` draws one way down and up again, and this network goes up in between")
    if scales[lowest:] != sorted(scales[lowest:], reverse=True):
        raise Unsuited("`u` draws one way down and up again, and this network goes down again")
    copies = [(each, copy) for each in found for copy in each.copies]
    if not copies and not partial:
        raise Unsuited("`u` needs a way across from the way down to the way up, and there is none")
    for to, copy in copies:
        if found[copy.of].scale != to.scale:
            raise Unsuited("`u` draws copies across at one size, and here one changes its size")


class _Way:
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
            self.found[-1] = latest._replace(
                shape=last.shape, joins=self._joining(rows, copies), copies=copies
            )
        else:
            block = "" if len(rows) == 1 else block_around(self.result.network, rows) or layer.word
            scale = self.net.scales[inner[-1]]
            self.found.append(Stop(last.shape, scale, rows, (), block, copies))

    def _joining(
        self, rows: tuple[LayerFigures, ...], copies: tuple[Copy, ...]
    ) -> tuple[LayerFigures, ...]:
        """What is not on a copy's own way."""
        taken = {row.path for copy in copies for row in copy.rows}
        return tuple(row for row in rows if row.path not in taken)

    def _joins_up(self, inner: list[int], before: int) -> bool:
        """Whether a join takes straight what the stop before has made larger."""
        latest = self.found[-1]
        made_larger = latest.rows and goes_up(latest.rows[-1].placed.layer) and not latest.copies
        straight = [self._past_ids(each) for each in self.net.kept(inner[-1])]
        return bool(made_larger) and self._past_ids(before) in straight

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
            through = block_around(self.result.network, rows) or layers[-1].word
            through = shortened(through, LONGEST_BLOCK, SECOND)
        words = ["copy", *["and crop"] * bool(crops), *[f"through {through}"] * bool(through)]
        words += [f"and {adds}"] * (adds != "cat")
        return Copy(of, " ".join(words), share, through, bool(joined), rows=rows)

    def _share(self, end: int, before: int) -> float:
        """How much of a concatenation is not what comes from below."""
        if self.net.row(end).kind != "cat":
            return 0
        straight = [k for k in self.net.sources[end] if self._past_ids(k) == self._past_ids(before)]
        own = sum(self.net.shape(k)[0] for k in straight)
        return 1 - own / self.net.shape(end)[0]
