"""Batch norms in the layers before them: which go where.

In evaluation a batch norm is a factor and an offset for each channel, which the layer before it can do as
well, where nothing else takes that layer's output and both stand in one sequence.
"""

from collections import Counter
from typing import TypeAlias

from cnndsl.layers.conv import Conv, Deconv
from cnndsl.layers.layer import Layer
from cnndsl.layers.merge import Identity, Projection
from cnndsl.layers.norm import BatchNorm
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Network, Sequence, Step
from cnndsl.paths import WHOLE, Path, Place
from cnndsl.walker import placed_bodies


class Fold(NamedTuple):
    """A norm that went into a layer: its path, and its epsilon."""

    norm: Path
    eps: float
    axis: int = 0
    """Along which the channels lie that the layer's weights make."""


Folds: TypeAlias = dict[Path, list[Fold]]
"""By the path of the layer."""


def fold(network: Network) -> tuple[dict[Path, Layer], Folds]:
    """The layers that change, by path, and the norms that are gone."""
    folding = _Folding(network)
    folding.sequence(network.structure, WHOLE)
    return folding.changes, folding.folds


class _Folding:
    def __init__(self, network: Network) -> None:
        self.placed = {placed.path: placed for placed in network.layers}
        taken = [source for placed in network.layers for source in placed.sources]
        self.takers = Counter([*taken, *(output.source for output in network.outputs)])
        self.changes: dict[Path, Layer] = {}
        self.folds: Folds = {}

    def sequence(self, body: Sequence, place: Place) -> None:
        into: Path = ()
        """The path of the layer that a norm would go into."""
        for item in body:
            if isinstance(item, Step):
                into = self._step(item, place.path(item.name), into)
            else:
                into = ()
                for inner, within in placed_bodies(item, place):
                    self.sequence(inner, within)

    def _step(self, step: Step, path: Path, into: Path) -> Path:
        """The path of the layer that a norm behind a step would go into."""
        placed = self.placed[path]
        layer = placed.layer
        if isinstance(layer, Projection) and layer.norms:
            self.changes[path] = layer.with_arguments(bn=False, biased=True)
            self.folds[path] = [Fold((*path, "1"), 1e-5)]
            return ()
        if isinstance(layer, BatchNorm) and into:
            before = self.changes.get(into, self.placed[into].layer)
            self.changes[into] = before.with_arguments(bias=True)
            self.changes[path] = Identity()
            axis = int(isinstance(before, Deconv))
            self.folds.setdefault(into, []).append(Fold(path, float(layer.eps), axis))
        elif not isinstance(layer, Identity):
            grouped = isinstance(layer, Deconv) and layer.groups > 1
            standardised = isinstance(layer, Conv) and layer.std
            into = path if layer.role == "weights" and not (grouped or standardised) else ()
        return into if self.takers[path] == 1 else ()
