"""A network's layers as numbers: what each takes, at what scale it is, and which ways skip down and up again.

0 is the input, and each layer has its row's number plus 1. Sets of layers are whole numbers, a bit for each.
"""

from fractions import Fraction
from functools import reduce
from operator import or_

from cnndsl.analyse.figures import LayerFigures, Result
from cnndsl.layers.layer import Layer
from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import KnownShape, is_flat, per_axis, spatial

Edge = tuple[int, int]
"""From a layer, to one that takes its output."""


class Graph(NamedTuple):
    rows: tuple[LayerFigures, ...]
    input: KnownShape
    sources: tuple[tuple[int, ...], ...]
    scales: tuple[Fraction, ...]
    """How many places of the input, along an axis, one place stands for."""
    skips: frozenset[Edge]
    """Ways past layers of smaller size; and those of the places that an unpooling takes."""
    places: frozenset[Edge]

    def row(self, number: int) -> LayerFigures:
        return self.rows[number - 1]

    def shape(self, number: int) -> KnownShape:
        return self.row(number).shape if number else self.input

    def kept(self, number: int) -> tuple[int, ...]:
        """What a layer takes that does not skip."""
        own = self.sources[number]
        kept = {each for each in own if (each, number) not in self.skips | self.places}
        return tuple(sorted(kept)) or own[:1]


def graph(result: Result) -> Graph:
    """The graph of a network with one input."""
    rows, input_ = result.rows, result.network.input or ()
    numbers = {(): 0} | {row.placed.path: k for k, row in enumerate(rows, 1)}
    sources = ((), *(tuple(map(numbers.__getitem__, row.placed.sources)) for row in rows))
    scales = _scales(rows, input_, sources)
    places = {
        (own[1], k)
        for k, own in enumerate(sources)
        if k and len(own) > 1 and rows[k - 1].placed.layer.takes_places
    }
    skips = _skips(rows, sources, scales) - places
    return Graph(rows, input_, sources, scales, frozenset(skips), frozenset(places))


def _scales(
    rows: tuple[LayerFigures, ...], input_: KnownShape, sources: tuple[tuple[int, ...], ...]
) -> tuple[Fraction, ...]:
    scales, shapes = [Fraction(1)], [input_, *(row.shape for row in rows)]
    for number, row in enumerate(rows, 1):
        own = sources[number]
        alike = [each for each in own if spatial(shapes[each]) == spatial(row.shape)]
        before = own[0] if len(own) == 1 or not alike else alike[0]
        steps = _steps(row.placed.layer, shapes[before], row.shape)
        scales.append(scales[before] * steps)
    return tuple(scales)


def _steps(layer: Layer, before: KnownShape, after: KnownShape) -> Fraction:
    """How much larger the places are that come out."""
    one = Fraction(1)
    if is_flat(before) or len(before) != len(after) or spatial(before) == spatial(after):
        return one
    if goes_up(layer):
        return one / max(round(b / a) for a, b in zip(before[1:], after[1:], strict=True))
    told = vars(layer)
    steps = told.get("stride", 0)
    if steps is None:
        steps = told.get("window", 0) or told.get("kernel", 0)
    known = [each for each in per_axis(steps, 1) if isinstance(each, int)]
    return Fraction(max(known, default=1) or 1)


def goes_up(layer: Layer) -> bool:
    """Whether a layer makes maps larger."""
    return layer.drawn_as == "up"


def _skips(
    rows: tuple[LayerFigures, ...],
    sources: tuple[tuple[int, ...], ...],
    scales: tuple[Fraction, ...],
) -> set[Edge]:
    """Where one way into a join passes layers of smaller size and an upsampling, and another does not."""
    seen = [1]
    for number, own in enumerate(sources[1:], 1):
        seen.append(reduce(or_, map(seen.__getitem__, own)) | 1 << number)
    ups = sum(1 << k for k, row in enumerate(rows, 1) if goes_up(row.placed.layer))
    smaller = {at: sum(1 << k for k, s in enumerate(scales) if s > at) for at in set(scales)}
    found = set()
    for number, own in enumerate(sources):
        if len(set(own)) < 2:
            continue
        below = smaller[scales[number]]
        for each in set(own):
            others = reduce(or_, [seen[other] for other in own if other != each])
            more = others & ~seen[each]
            if more & below and more & ups and not seen[each] & ~others & below:
                found.add((each, number))
    return found
