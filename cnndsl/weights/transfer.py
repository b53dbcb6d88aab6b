"""A checkpoint's values under the network's names: fitted, filled in, written and held against what was read."""

from collections import Counter, OrderedDict
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import torch

from cnndsl.analyse.figures import Result
from cnndsl.named_tuple import NamedTuple
from cnndsl.program.folded_weights import folded
from cnndsl.weights.checkpoint import Checkpoint
from cnndsl.weights.fit import fit
from cnndsl.weights.map_file import Line, as_map
from cnndsl.weights.misfit import WeightsError
from cnndsl.weights.network_tensors import aux_heads, fresh_values, heads, network_tensors
from cnndsl.weights.outcome import Fit, How
from cnndsl.weights.report import doubtful, listed, notes, report
from cnndsl.weights.task import Rules
from cnndsl.weights.tensor_names import Tensor, is_counter
from cnndsl.weights.values import check_learned, negative_variances, not_finite, own_copy


class Matched(NamedTuple):
    """A tensor of the network, the checkpoint's that stands for it, how it was found, and whether it had another
    shape.
    """

    name: str
    theirs: str
    how: How
    reshaped: bool = False


class Transfer(dict[str, Any]):
    """The network's state dict with a checkpoint's values, and how they were found.

    What is saved or copied of it is a state dict and no more.
    """

    def __init__(self, network: str, tensors: dict[str, Any], fit: Fit, source: Checkpoint) -> None:
        super().__init__(tensors)
        self.network, self.fit, self.source = network, fit, source

    @property
    def matches(self) -> tuple[Matched, ...]:
        """What stands for what, in the order in which data meets the layers."""
        reshaped = {each.ours for each in self.fit.reshaped}
        return tuple(
            Matched(name, match.theirs, match.how, name in reshaped)
            for name, match in self.fit.matches.items()
        )

    @property
    def fresh(self) -> tuple[str, ...]:
        """The network's tensors with fresh values, counts of batches that start at 0 among them."""
        return self.fit.kept

    @property
    def left(self) -> tuple[str, ...]:
        """The checkpoint's tensors that are left out."""
        return self.fit.left

    @property
    def map(self) -> str:
        """The lines of a map file that come to the same."""
        return as_map(self.fit)

    @cached_property
    def doubtful(self) -> tuple[str, ...]:
        """Of the notes, those that should be looked at: where names could not settle the fit, or the order of the
        file says something else, and numbers that are none or cannot be.
        """
        return (*doubtful(self.fit), *not_finite(self), *negative_variances(self))

    @property
    def notes(self) -> tuple[str, ...]:
        """What is not as usual, in the sentences of the command."""
        return tuple(self._notes())

    def _notes(self) -> Iterator[str]:
        yield from notes(self.fit)
        yield from self.doubtful
        if self.source.unwrapped:
            yield f"taken off: {', '.join(self.source.unwrapped)}"
        if self.source.aside:
            yield f"beside the tensors, not used: {listed(list(self.source.aside))}"

    def report(self, pairs: bool = False) -> str:
        """What the command prints; with `pairs`, every tensor."""
        return "\n".join([*report(self.network, self.fit, pairs), *self.notes])

    __str__ = report

    def __repr__(self) -> str:
        used, fresh, left = len(self.fit.matches), len(self.fresh), len(self.left)
        return (
            f"<{self.network}: {used} tensors from the checkpoint, {fresh} fresh, {left} left out>"
        )

    def _repr_html_(self) -> str:
        from cnndsl.show.notebook import BLOCK, block

        lines: list[list[tuple[str, str]]] = [[(line, "")] for line in self.report().splitlines()]
        return f'<pre style="{BLOCK}">{block(lines)}</pre>\n'

    def __reduce__(self) -> tuple[Any, ...]:
        return OrderedDict, (), None, None, iter(self.items())


def transfer(
    result: Result,
    checkpoint: Checkpoint,
    lines: list[Line],
    *,
    in_order: bool = False,
    fresh: tuple[str, ...] = (),
    fresh_head: bool = False,
    seed: int = 0,
    dtype: str | None = None,
    inference: bool = False,
) -> Transfer:
    """Fit a checkpoint and fill the network's state dict with its values, or that of its module for inference."""
    if in_order and not checkpoint.ordered:
        raise WeightsError("a .safetensors file is sorted by name: it has no order to go by")
    ours, network = network_tensors(result), result.network
    rules = Rules(
        checkpoint.ordered, in_order, fresh, fresh_head, aux_heads(network), heads(network)
    )
    found = fit(ours, checkpoint.shapes(), lines, rules)
    names = [each.name for each in ours]
    _check_complete(found, names, list(checkpoint.tensors))
    values = {name: checkpoint.tensors[match.theirs] for name, match in found.matches.items()}
    check_learned({found.matches[name].theirs: value for name, value in values.items()})
    values |= _fresh(result, found.kept, seed)
    kept = None if inference else dtype
    tensors = {each.name: own_copy(each, values[each.name], kept) for each in ours}
    if inference:
        tensors = {
            name: own_copy(Tensor(name, tuple(value.shape)), value, dtype)
            for name, value in folded(network, tensors).items()
        }
    return Transfer(network.name, tensors, found, checkpoint)


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
