"""The network's tensors, in the order in which data meets their layers; its heads, and fresh values for it."""

from typing import Any

import torch

from cnndsl.analyse.figures import Result
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import module_class
from cnndsl.network import Network, Output, Placed
from cnndsl.paths import Path, module_path, show_path
from cnndsl.weights.tensor_names import Tensor

RESIZING = ("deconv", "dwconv")
"""Kinds that a head may use on the classes themselves, as FCN does to enlarge its map of them."""


def network_tensors(result: Result) -> list[Tensor]:
    """Names and shapes; an aux head's stand where it branches off."""
    state = module_class(result, Build())(device="meta").state_dict()
    places: dict[str, int] = {}
    for place, placed in enumerate(result.network.layers):
        places.setdefault(show_path(module_path(placed.path)), place)
    ordered = sorted(state, key=lambda name: _place(name, places))
    return [Tensor(name, tuple(state[name].shape)) for name in ordered]


def _place(name: str, places: dict[str, int]) -> int:
    """The place of the layer that a tensor belongs to: the longest path that its name begins with."""
    pieces = name.split(".")
    around = (".".join(pieces[:end]) for end in range(len(pieces), 0, -1))
    return next(places[path] for path in around if path in places)


def aux_heads(network: Network) -> tuple[str, ...]:
    """The parts that are aux heads."""
    return tuple(output.name for output in network.outputs if output.aux)


def heads(network: Network) -> tuple[tuple[str, ...], ...]:
    """For each output, the layers with weights that its number of classes shapes; those of aux heads come last."""
    placed = {each.path: each for each in network.layers}
    found = (_head(output, placed) for output in sorted(network.outputs, key=lambda each: each.aux))
    return tuple(dict.fromkeys(filter(None, found)))


def _head(output: Output, placed: dict[Path, Placed]) -> tuple[str, ...]:
    """Back to the layers that make the classes of other channels."""
    found: dict[Path, None] = {}
    ahead = [output.source]
    seen: set[Path] = set()
    while ahead:
        path = ahead.pop()
        if path in seen or path not in placed:  # an input
            continue
        seen.add(path)
        if placed[path].layer.weights(placed[path].input):
            found[path] = None
        if not _makes_channels(placed[path]):
            ahead += placed[path].sources
    return tuple(dict.fromkeys(show_path(module_path(path)) for path in placed if path in found))


def _makes_channels(placed: Placed) -> bool:
    """Whether a layer's output has other channels than its input."""
    mixes = any(len(shape) > 1 for shape in placed.layer.weights(placed.input).values())
    resizes = placed.layer.word in RESIZING and placed.input[0] == placed.output[0]
    return mixes and not resizes


def fresh_values(result: Result, seed: int) -> dict[str, Any]:
    """A state dict as the module's constructor gives it, the same for the same seed."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return dict(module_class(result, Build())(device="cpu").state_dict())
