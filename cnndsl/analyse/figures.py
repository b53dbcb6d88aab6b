"""The figures of each layer and of the whole network, under the names that JSON and `expect` use.

MACs are those of convolutions, fully connected layers, `dot` and `mix` alone, for one image, biases not counted; FLOPs
are twice that. Bytes are those of float32 and one image here; for other types and batches see `report.py`.
"""

from collections.abc import Iterable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from cnndsl.analyse.views import Sight, View, Views, first_seen
from cnndsl.layers.layer import Layer
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Network, Placed
from cnndsl.paths import LaterCall, Path, module_path, show_path
from cnndsl.program.program import Program
from cnndsl.sizes import KnownShape, certain, product

if TYPE_CHECKING:
    from fractions import Fraction

BYTES = {"float32": 4, "float16": 2, "bfloat16": 2}
FLOAT32 = BYTES["float32"]
Counts = tuple[int, int, int, int | None, int, int]


class LayerFigures(NamedTuple):
    """A layer at its place, with its figures; None for one that its kind does not say."""

    placed: Placed
    params: int
    buffers: int
    unshared_params: int
    macs: int | None
    other_ops: int
    activations: int
    sight: Sight
    sees: str
    """Of several inputs, the name of the one that it is a view of."""

    @property
    def view(self) -> View:
        return self.sight.view

    @property
    def flops(self) -> int | None:
        return None if self.macs is None else 2 * self.macs

    @property
    def path(self) -> str:
        """As it is shown."""
        return show_path(self.placed.path)

    @property
    def shared(self) -> str:
        """Of a further call of a shared part: the layer whose weights it has, and with which they are counted."""
        path = self.placed.path
        return show_path(module_path(path)) if LaterCall in map(type, path) else ""

    @property
    def kind(self) -> str:
        return self.placed.layer.word

    @property
    def code(self) -> str:
        return self.placed.origin.code

    @property
    def shape(self) -> KnownShape:
        return self.placed.output


class Sums(NamedTuple):
    """Sums over the layers; what a kind does not say is left out, and `Result.at_least` names the sum."""

    params: int
    aux_params: int
    buffers: int
    unshared_params: int
    macs: int
    flops: int
    other_ops: int
    activations: int
    activation_bytes: int
    weight_layers: int


class Totals(NamedTuple):
    """All figures of a whole network: the sums, and what hangs on the order in which its values are made."""

    params: int
    aux_params: int
    buffers: int
    unshared_params: int
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
    program: Program
    """What the network does, in order."""
    rows: tuple[LayerFigures, ...]
    sums: Sums
    constants: tuple[str, ...]
    """The names that can be given another value for a run."""
    given: tuple[tuple[str, "int | Fraction"], ...] = ()
    """Those that are, with their values."""
    resized: bool = False
    """Whether its input is another than the spec's own."""
    again: Any = None
    """The spec, to be checked once more with other numbers."""
    family: Any = None
    """The family of networks that it is, if it is no single one."""
    chosen: tuple[tuple[int, int], ...] = ()
    """Of a member of a family: what was chosen, and of how many."""

    @property
    def totals(self) -> Totals:
        """The sums, and the memory at its peak, which is worked out when first asked for."""
        if self.program.peak is None:
            from cnndsl.analyse.inference import Inference

            self.program.peak = Inference(self.program.whole, FLOAT32).peak
        return Totals(**self.sums._asdict(), peak_activation_bytes=self.program.peak)

    @property
    def at_least(self) -> tuple[str, ...]:
        """The totals that lack a layer whose kind does not say its figure."""
        lacking = any(row.macs is None for row in self.rows if not row.placed.aux)
        return ("macs", "flops") if lacking else ()


def worked_out(
    network: Network,
    constants: tuple[str, ...] = (),
    given: "tuple[tuple[str, int | Fraction], ...]" = (),
) -> Result:
    """A network with its figures; for one that is cut short by a mistake, those of its sound layers."""
    program, rows = Program(network), layer_figures(network)
    return Result(network, program, rows, sums(network, rows), constants, given)


def layer_figures(network: Network) -> tuple[LayerFigures, ...]:
    """Every layer's figures, in order."""
    views = Views(network)
    others = first_seen(network) if len(network.inputs) > 1 else {}
    rows = []
    counted: dict[tuple[int, KnownShape], Counts] = {}
    for placed in network.layers:
        layer, x = placed.layer, placed.input
        counts = counted.get((id(layer), x))
        if counts is None:
            counts = counted[id(layer), x] = counts_of(layer, x, placed.output)
        if network.shares and LaterCall in map(
            type, placed.path
        ):  # whose weights are counted with the first's
            counts = (0, 0, *counts[2:])
        sees = others[placed.path].name if others else ""
        rows.append(LayerFigures(placed, *counts, Sight(views, placed.path), sees))
    return tuple(rows)


def counts_of(layer: Layer, x: KnownShape, output: KnownShape) -> Counts:
    """Figures that depend on a layer and its input alone, in the order of `LayerFigures`."""
    macs = layer.macs(x)
    return (
        certain(layer.params(x)),
        certain(layer.buffers(x)),
        certain(layer.unshared(x)),
        None if macs is None else certain(macs),
        certain(layer.other_ops(x)),
        0 if layer.in_place or layer.gives_on else product(output),
    )


def sums(network: Network, rows: tuple[LayerFigures, ...]) -> Sums:
    own = [row for row in rows if not row.placed.aux]
    params, macs = _sum("params", own), sum(row.macs or 0 for row in own)
    activations = network.image + _sum("activations", own)
    return Sums(
        params=params,
        aux_params=_sum("params", rows) - params,
        buffers=_sum("buffers", rows),
        unshared_params=_sum("unshared_params", own),
        macs=macs,
        flops=2 * macs,
        other_ops=_sum("other_ops", own),
        activations=activations,
        activation_bytes=FLOAT32 * activations,
        weight_layers=_longest_way(network),
    )


def _sum(figure: str, rows: Iterable[LayerFigures]) -> int:
    return sum(map(attrgetter(figure), rows))


def _longest_way(network: Network) -> int:
    """Layers with weights on the longest way from the input to an output, projections and aux heads apart."""
    ways: dict[Path, int] = {(): 0} | {each.path: 0 for each in network.inputs}
    for placed in network.layers:
        here = max(map(ways.__getitem__, placed.sources))
        ways[placed.path] = here + (placed.layer.role == "weights")
    if not network.outputs:
        return max(ways.values())
    return max(ways[output.source] for output in network.outputs if not output.aux)
