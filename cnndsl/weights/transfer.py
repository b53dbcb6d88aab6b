"""A checkpoint's values under the network's names: fitted, filled in, written and held against what was read."""

from collections import Counter
from typing import Any, NamedTuple

import torch

from cnndsl.analyse.figures import Result
from cnndsl.weights.checkpoint import Checkpoint
from cnndsl.weights.fit import fit
from cnndsl.weights.mapping import Line
from cnndsl.weights.match import Fit, Rules
from cnndsl.weights.misfit import WeightsError
from cnndsl.weights.names import is_counter
from cnndsl.weights.own import fresh_values, own_tensors


class Transfer(NamedTuple):
    """The network's state dict with a checkpoint's values, and how they were found."""

    fit: Fit
    tensors: dict[str, Any]


def transfer(
    result: Result,
    checkpoint: Checkpoint,
    lines: list[Line],
    *,
    in_order: bool = False,
    seed: int = 0,
    dtype: str | None = None,
) -> Transfer:
    """Fit a checkpoint and fill the network's state dict with its values."""
    if in_order and not checkpoint.ordered:
        raise WeightsError("a .safetensors file is sorted by name: it has no order to go by")
    ours = own_tensors(result)
    found = fit(ours, checkpoint.shapes(), lines, Rules(checkpoint.ordered, in_order))
    names = [each.name for each in ours]
    _check_complete(found, names, list(checkpoint.tensors))
    values = {name: checkpoint.tensors[match.theirs] for name, match in found.matches.items()}
    values |= _fresh(result, found.kept, seed)
    return Transfer(found, {name: _own_copy(values[name], dtype) for name in names})


def _check_complete(found: Fit, ours: list[str], theirs: list[str]) -> None:
    """Each tensor of ours is filled once, each of theirs used once or left out."""
    used = [match.theirs for match in found.matches.values()]
    if Counter([*found.matches, *found.kept]) != Counter(ours):
        raise AssertionError("a tensor of the network is not filled exactly once")
    if Counter([*used, *found.left]) != Counter(theirs):
        raise AssertionError("a tensor of the checkpoint is not used exactly once")


def _fresh(result: Result, kept: tuple[str, ...], seed: int) -> dict[str, Any]:
    """What the module's own constructor gives; a count of batches starts at 0 without it."""
    counters = {name: torch.tensor(0) for name in kept if is_counter(name)}
    if len(counters) == len(kept):
        return counters
    values = fresh_values(result, seed)
    return {name: values[name] for name in kept}


def _own_copy(value: Any, dtype: str | None) -> Any:
    """Values in memory of their own, for tensors may share theirs, in their own type unless another is asked."""
    if dtype and value.is_floating_point():
        value = value.to(getattr(torch, dtype))
    return value.detach().clone(memory_format=torch.contiguous_format)


def as_file(tensors: dict[str, Any], metadata: dict[str, str]) -> bytes:
    """The bytes of a safetensors file."""
    from safetensors.torch import save

    return bytes(save(tensors, {"format": "pt", **metadata}))


def holds(path: str, tensors: dict[str, Any]) -> bool:
    """Whether a file holds just these tensors, to the bit."""
    from safetensors.torch import load_file

    read = load_file(path)
    return read.keys() == tensors.keys() and all(
        read[name].dtype == value.dtype
        and read[name].shape == value.shape
        and torch.equal(_bits(read[name]), _bits(value))
        for name, value in tensors.items()
    )


def _bits(value: Any) -> Any:
    return value.reshape(-1).view(torch.uint8)
