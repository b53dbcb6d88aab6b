"""The figures of each layer and of the whole network, under the names that JSON and `expect` use.

MACs are those of convolutions and fully connected layers alone, for one image, biases not counted; FLOPs
are twice that.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from cnndsl.layers.conv import Deconv
from cnndsl.layers.layer import Layer
from cnndsl.layers.reshape import Upsample
from cnndsl.network import Network, Placed
from cnndsl.sizes import Shape, divide_up, product, spatial

if TYPE_CHECKING:
    from fractions import Fraction

BYTES = {"float32": 4, "float16": 2, "bfloat16": 2}


class View(NamedTuple):
    """How much of the network's input one output sees along each axis, and how far apart two see."""

    field: tuple[int, ...]
    jump: "tuple[int | Fraction, ...]"


class LayerFigures(NamedTuple):
    """A layer at its place, with its figures."""

    placed: Placed
    params: int
    buffers: int
    unshared_params: int
    macs: int
    other_ops: int
    view: View

    @property
    def flops(self) -> int:
        return 2 * self.macs

    @property
    def path(self) -> str:
        return self.placed.path

    @property
    def kind(self) -> str:
        return self.placed.layer.word

    @property
    def code(self) -> str:
        return self.placed.origin.code

    @property
    def shape(self) -> Shape:
        return self.placed.output


class Totals(NamedTuple):
    params: int
    aux_params: int
    buffers: int
    macs: int
    flops: int
    other_ops: int
    activations: int
    activation_bytes: int
    peak_activation_bytes: int
    weight_layers: int


class Result(NamedTuple):
    """A checked network with its figures."""

    network: Network
    rows: tuple[LayerFigures, ...]
    totals: Totals
    constants: tuple[str, ...]
    """The names that can be given another value for a run."""


def layer_figures(network: Network) -> tuple[LayerFigures, ...]:
    """Every layer's figures, in order."""
    rank = len(spatial(network.input or ()))
    views = {"": View((1,) * rank, (1,) * rank)}
    rows = []
    counted: dict[tuple[int, Shape], tuple[int, int, int, int, int]] = {}
    for placed in network.layers:
        layer, x = placed.layer, placed.input
        counts = counted.get((id(layer), x))
        if counts is None:
            counts = counted[id(layer), x] = _counts(layer, x)
        before = _widest([views[source] for source in placed.sources])
        view = views[placed.path] = _view(before, layer, x, placed.output)
        rows.append(LayerFigures(placed, *counts, view))
    return tuple(rows)


def _widest(views: list[View]) -> View:
    """Where branches meet, the widest view along each axis."""
    if len(views) == 1:
        return views[0]
    fields, jumps = ([view.field for view in views], [view.jump for view in views])
    return View(
        tuple(map(max, zip(*fields, strict=False))), tuple(map(max, zip(*jumps, strict=False)))
    )


def _counts(layer: Layer, x: Shape) -> tuple[int, int, int, int, int]:
    """Figures that depend on a layer and its input alone, in the order of `LayerFigures`."""
    return (
        layer.params(x),
        layer.buffers(x),
        layer.unshared(x),
        layer.macs(x),
        layer.other_ops(x),
    )


def _view(before: View, layer: Layer, x: Shape, out: Shape) -> View:
    """The view behind a layer, from the view before it."""
    looks = layer.windows(x)
    if looks:
        return View(
            tuple(
                int(field + (look.reach - 1) * jump)
                for field, jump, look in zip(before.field, before.jump, looks, strict=True)
            ),
            tuple(jump * look.stride for jump, look in zip(before.jump, looks, strict=True)),
        )
    if isinstance(layer, Deconv):
        return _deconv_view(before, layer, x)
    if isinstance(layer, Upsample):
        from fractions import Fraction

        scales = (Fraction(size, wide) for size, wide in zip(spatial(x), spatial(out), strict=True))
        return View(before.field, _scaled(before.jump, scales))
    return before


def _deconv_view(before: View, layer: Deconv, x: Shape) -> View:
    """An output of a transposed convolution sees the few inputs whose windows reach it."""
    from fractions import Fraction

    axes = [(d * (k - 1) + 1, s) for _, k, s, _, _, d in layer.axes(x)]
    field = tuple(
        int(field + (divide_up(reach, stride) - 1) * jump)
        for field, jump, (reach, stride) in zip(before.field, before.jump, axes, strict=True)
    )
    return View(field, _scaled(before.jump, (Fraction(1, stride) for _, stride in axes)))


def _scaled(
    jumps: "tuple[int | Fraction, ...]", factors: "Iterable[Fraction]"
) -> "tuple[int | Fraction, ...]":
    """Jumps times factors, whole numbers where they come out whole."""
    products = (jump * factor for jump, factor in zip(jumps, factors, strict=True))
    return tuple(int(each) if each == int(each) else each for each in products)


def totals(network: Network, rows: tuple[LayerFigures, ...], dtype: str = "float32") -> Totals:
    """The network's totals; for a network that is cut short by a mistake, those of its sound layers."""
    own = [row for row in rows if not row.placed.aux]
    macs = sum(row.macs for row in own)
    kept = [product(network.input) if network.input else 0]
    kept += [product(row.placed.output) for row in own if not row.placed.layer.in_place]
    size = BYTES[dtype]
    return Totals(
        params=sum(row.params for row in own),
        aux_params=sum(row.params for row in rows) - sum(row.params for row in own),
        buffers=sum(row.buffers for row in rows),
        macs=macs,
        flops=2 * macs,
        other_ops=sum(row.other_ops for row in own),
        activations=sum(kept),
        activation_bytes=size * sum(kept),
        peak_activation_bytes=size * _peak(network, own),
        weight_layers=_longest_way(network),
    )


def _longest_way(network: Network) -> int:
    """Layers with weights on the longest way from the input to an output, projections and aux heads apart."""
    ways = {"": 0}
    for placed in network.layers:
        here = max(ways[source] for source in placed.sources)
        ways[placed.path] = here + (placed.layer.role == "weights")
    if not network.outputs:
        return max(ways.values())
    return max(ways[output.source] for output in network.outputs if not output.aux)


def _peak(network: Network, rows: list[LayerFigures]) -> int:
    """The most numbers that are alive at once: what a layer takes and gives, and what later ones still want.

    A layer that works in place gives on the memory that it takes.
    """
    owner = {"": ""}
    sizes = {"": product(network.input) if network.input else 0}
    last_use: dict[str, int] = {}
    for number, row in enumerate(rows):
        placed = row.placed
        sources = [owner[source] for source in placed.sources]
        last_use |= dict.fromkeys(sources, number)
        owner[placed.path] = sources[0] if placed.layer.in_place else placed.path
        sizes.setdefault(owner[placed.path], product(placed.output))
        last_use[owner[placed.path]] = number
    for output in network.outputs:
        last_use[owner.get(output.source, "")] = len(rows)
    alive = sizes[""]
    peak = alive
    dying: dict[int, list[str]] = {}
    for name, number in last_use.items():
        dying.setdefault(number, []).append(name)
    for number, row in enumerate(rows):
        if not row.placed.layer.in_place:
            alive += sizes[row.path]
        peak = max(peak, alive)
        alive -= sum(sizes[name] for name in dying.get(number, ()))
    return peak
