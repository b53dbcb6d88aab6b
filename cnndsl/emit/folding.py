"""Batch norms in the layers before them: which go where, and the code that converts trained weights.

In evaluation a batch norm is a factor and an offset for each channel, which the layer before it can do as
well, where nothing else takes that layer's output. Both stand in one sequence, and so in one class.
"""

from collections import Counter
from typing import NamedTuple, TypeAlias

from cnndsl.layers.conv import Deconv
from cnndsl.layers.layer import Layer
from cnndsl.layers.merge import Identity, Projection
from cnndsl.layers.norm import BatchNorm
from cnndsl.network import (
    Branches,
    Fork,
    Item,
    Network,
    Repeat,
    Sequence,
    Step,
    copies_of,
    inner_prefix,
    is_class,
)


class Fold(NamedTuple):
    """A norm that went into a layer: its name in the class of both, and its epsilon."""

    norm: str
    eps: float
    axis: int = 0
    """Along which the channels lie that the layer's weights make."""

    def said(self, layer: str) -> str:
        """The words of the generated class."""
        axis = f", {self.axis}" if self.axis else ""
        return f'("{layer}", "{self.norm}", {self.eps!r}{axis})'


Folds: TypeAlias = dict[str, list[Fold]]
"""By the path of the layer."""


def fold(network: Network) -> tuple[dict[str, Layer], Folds]:
    """The layers that change, by path, and the norms that are gone."""
    folding = _Folding(network)
    folding.sequence(network.structure, "", "")
    return folding.changes, folding.folds


class _Folding:
    def __init__(self, network: Network) -> None:
        self.placed = {placed.path: placed for placed in network.layers}
        taken = [source for placed in network.layers for source in placed.sources]
        self.takers = Counter([*taken, *(output.source for output in network.outputs)])
        self.changes: dict[str, Layer] = {}
        self.folds: Folds = {}

    def sequence(self, body: Sequence, prefix: str, suffix: str) -> None:
        into = ""
        """The path of the layer that a norm would go into."""
        for item in body:
            if isinstance(item, Step):
                into = self._step(item, f"{prefix}{item.name}{suffix}", into)
            else:
                into = ""
                self._inside(item, prefix, suffix)

    def _inside(self, item: Item, prefix: str, suffix: str) -> None:
        if isinstance(item, Fork):
            self.sequence((item.part,), prefix, suffix)
        for body in item.bodies if isinstance(item, Branches) else ():
            self.sequence(body, prefix, suffix)
        before = set(self.changes)
        for number, copy in enumerate(copies_of(item)):
            self.sequence(copy, *inner_prefix(item, prefix, suffix, number))
        if isinstance(item, Repeat) and not is_class(item):
            self._all_or_none(len(item.copies), set(self.changes) - before)

    def _all_or_none(self, copies: int, changed: set[str]) -> None:
        """Copies of one layer are lists side by side: a norm in each goes, or none."""
        names = Counter(path.rpartition(".")[0] for path in changed)
        if any(count < copies for count in names.values()):
            for path in changed:
                del self.changes[path]
                self.folds.pop(path, None)

    def _step(self, step: Step, path: str, into: str) -> str:
        """The path of the layer that a norm behind a step would go into."""
        placed = self.placed[path]
        layer = placed.layer
        if isinstance(layer, Projection) and layer.bn and not layer.agrees:
            self.changes[path] = layer.with_arguments(bn=False, biased=True)
            self.folds[path] = [Fold(f"{step.name}.1", 1e-5)]
            return ""
        if isinstance(layer, BatchNorm) and into and "eps" not in step.origin.symbols:
            before = self.changes.get(into, self.placed[into].layer)
            self.changes[into] = before.with_arguments(bias=True)
            self.changes[path] = Identity()
            axis = int(isinstance(before, Deconv))
            self.folds.setdefault(into, []).append(Fold(step.name, float(layer.eps), axis))
        elif not isinstance(layer, Identity):
            grouped = isinstance(layer, Deconv) and layer.groups > 1
            into = path if layer.role == "weights" and not grouped else ""
        return into if self.takers[path] == 1 else ""


CONVERT = '''    @classmethod
    def convert_state(cls, trained: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """The state dict of the trained network as this one's."""
        network = cls(device="meta")
        state = dict(trained)
AUXFOLDING        if differing := sorted(state.keys() ^ network.state_dict().keys()):
            raise KeyError(f"{differing[0]}: not both in the state and here")
        return state'''
WITHOUT = """        for key in trained:
            if key.startswith(HEADS):
                del state[key]
"""
FOLDING = """        for path, module in network.named_modules():
            around = f"{path}." if path else ""
            for layer, norm, *how in getattr(module, "_folded", ()):
                held, copies = getattr(module, layer), [""]
                if isinstance(held, nn.ModuleList):
                    copies = [f".{number}" for number in range(len(held))]
                for copy in copies if list(held.parameters()) else []:
                    names = f"{around}{layer}{copy}", f"{around}{norm}{copy}"
                    fold_norm(state, *names, *how)
"""
FOLD = '''def fold_norm(
    state: dict[str, torch.Tensor], layer: str, norm: str, eps: float, axis: int = 0
) -> None:
    """Let a layer, its channels along an axis, do what the norm behind it does."""
    old = f"{layer}.0" if f"{layer}.0.weight" in state else layer  # of a projection
    weight, bias = state.pop(f"{old}.weight"), state.pop(f"{old}.bias", 0)
    factor = (state.pop(f"{norm}.running_var").double() + eps).rsqrt()
    factor = factor * state.pop(f"{norm}.weight", 1)
    offset = (bias - state.pop(f"{norm}.running_mean").double()) * factor
    offset = offset + state.pop(f"{norm}.bias", 0)
    state.pop(f"{norm}.num_batches_tracked", None)
    shape = [1] * weight.dim()
    shape[axis] = -1
    state[f"{layer}.weight"] = (weight * factor.view(shape)).to(weight.dtype)
    state[f"{layer}.bias"] = offset.to(weight.dtype)'''


def conversion(heads: list[str], folding: bool) -> list[str]:
    """The method of the network's class that makes a trained network's weights its own."""
    starts = ", ".join(f'"{head}."' for head in heads)
    starts = f"({starts})" if len(heads) > 1 else starts
    aux = WITHOUT.replace("HEADS", starts) if heads else ""
    return CONVERT.replace("AUX", aux).replace("FOLDING", FOLDING if folding else "").split("\n")
