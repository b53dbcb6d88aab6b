"""Checks on the numbers in a checkpoint's tensors (types, missing numbers, variances below 0), and copies of them."""

from collections.abc import Iterator
from typing import Any

import torch

from cnndsl.weights.misfit import WeightsError
from cnndsl.weights.tensor_names import Tensor, is_counter

LEARNED = (
    torch.float64,
    torch.float32,
    torch.float16,
    torch.bfloat16,
    torch.float8_e4m3fn,
    torch.float8_e5m2,
    torch.float8_e4m3fnuz,
    torch.float8_e5m2fnuz,
)
COUNTED = (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8)


def check_learned(tensors: dict[str, Any]) -> None:
    """Refuse what cannot be learned numbers, such as those of a quantised checkpoint."""
    for name, value in tensors.items():
        if not is_counter(name) and value.dtype not in LEARNED:
            what = str(value.dtype).removeprefix("torch.")
            raise WeightsError(
                f"`{name}` is {what}, and learned numbers are floating-point; {_way_out(value.dtype)}"
            )


def _way_out(dtype: torch.dtype) -> str:
    if dtype.is_complex:
        return "no layer takes complex ones"
    return "of a quantised network, take the checkpoint from before it was quantised"


def is_count(value: Any) -> bool:
    """Whether a tensor can be a count of batches: one whole number, of floating point in halved checkpoints."""
    if value.numel() != 1 or value.dtype not in (*COUNTED, *LEARNED):
        return False
    number = value.item()
    return bool(0 <= number < 2**63 and number == int(number))


def not_finite(tensors: dict[str, Any]) -> Iterator[str]:
    """A sentence for each tensor in which numbers are missing."""
    for name, value in tensors.items():
        if value.is_floating_point():
            wrong = int((~torch.isfinite(value.float())).sum())
            if wrong:
                yield f"`{name}`: {wrong:,} of {value.numel():,} numbers are infinite or none at all (NaN)"


def negative_variances(tensors: dict[str, Any]) -> Iterator[str]:
    """A sentence for each norm that would take the root of a number below 0."""
    for name, value in tensors.items():
        below = int((value < 0).sum()) if name.rpartition(".")[2] == "running_var" else 0
        if below:
            yield f"`{name}`: {below:,} of {value.numel():,} numbers are below 0, which no variance is"


def own_copy(tensor: Tensor, value: Any, dtype: str | None) -> Any:
    """Values in the network's shape and in memory of their own, for tensors may share theirs; in their own type
    unless another is asked, counts as whole numbers.
    """
    if is_counter(tensor.name):
        value = value.to(torch.int64)
    elif dtype:
        value = value.to(getattr(torch, dtype))
    return value.detach().reshape(tensor.shape).clone(memory_format=torch.contiguous_format)
