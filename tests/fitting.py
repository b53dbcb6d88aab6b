"""Tensors in a line of words, and what is fitted of them."""

from typing import Any

import pytest

from cnndsl.weights.fit import fit
from cnndsl.weights.map_file import read_map
from cnndsl.weights.misfit import Misfit
from cnndsl.weights.outcome import Fit
from cnndsl.weights.report import doubtful, notes
from cnndsl.weights.task import Rules
from cnndsl.weights.tensor_names import Tensor


def tensors(words: str) -> list[Tensor]:
    """`conv.weight:8x3 conv.bias:8` as tensors; `bn!8` stands for a batch norm's four."""
    found = []
    for word in words.split():
        if "!" in word:
            name, size = word.split("!")
            roles = ("weight", "bias", "running_mean", "running_var")
            found += [Tensor(f"{name}.{role}", (int(size),)) for role in roles]
        else:
            name, shape = word.split(":")
            found.append(Tensor(name, tuple(map(int, shape.split("x")))))
    return found


def fitted(ours: str, theirs: str, map: str = "", **rules: Any) -> dict[str, str]:
    """The pairs, by layer."""
    found = fit(tensors(ours), tensors(theirs), read_map(map, "m"), Rules(**rules))
    return {
        ours.rpartition(".")[0]: m.theirs.rpartition(".")[0] for ours, m in found.matches.items()
    }


def notes_of(found: Fit) -> list[str]:
    return [*notes(found), *doubtful(found)]


def refused(ours: str, theirs: str, map: str = "", **rules: Any) -> str:
    with pytest.raises(Misfit) as found:
        fit(tensors(ours), tensors(theirs), read_map(map, "m"), Rules(**rules))
    return str(found.value)
