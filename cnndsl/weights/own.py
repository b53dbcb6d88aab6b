"""The network's own tensors, in the order in which data meets their layers."""

from typing import Any

import torch

from cnndsl.analyse.figures import Result
from cnndsl.emit.build import Build
from cnndsl.emit.execution import module_class
from cnndsl.weights.names import Tensor


def own_tensors(result: Result) -> list[Tensor]:
    """Names and shapes; an aux head's stand where it branches off."""
    state = module_class(result, Build())(device="meta").state_dict()
    places = {placed.path: place for place, placed in enumerate(result.network.layers)}
    ordered = sorted(state, key=lambda name: _place(name, places))
    return [Tensor(name, tuple(state[name].shape)) for name in ordered]


def _place(name: str, places: dict[str, int]) -> int:
    """The place of the layer that a tensor belongs to: the longest path that its name begins with."""
    pieces = name.split(".")
    around = (".".join(pieces[:end]) for end in range(len(pieces), 0, -1))
    return next(places[path] for path in around if path in places)


def fresh_values(result: Result, seed: int) -> dict[str, Any]:
    """A state dict as the module's constructor gives it, the same for the same seed."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return dict(module_class(result, Build())(device="cpu").state_dict())
