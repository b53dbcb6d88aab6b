"""Kinds held against a few lines of PyTorch that say the same: values, and the gradients of all that goes in."""

from collections.abc import Callable
from typing import TypeAlias

import pytest
import torch
from conftest import checked

from cnndsl.emit.build import Build
from cnndsl.verify.verification import module_class

Tensor: TypeAlias = torch.Tensor
Reference: TypeAlias = Callable[..., Tensor]
"""What a layer makes of a batch and what it has learned, in the order of its weights."""


def channels(value: Tensor, x: Tensor) -> Tensor:
    return value.view(1, -1, *(1 for _ in x.shape[2:]))


def prelu(x: Tensor, slope: Tensor) -> Tensor:
    return x.clamp(min=0) + channels(slope, x) * x.clamp(max=0)


def unit_length(x: Tensor) -> Tensor:
    return x / (x * x).sum(1, keepdim=True).sqrt().clamp(min=0.5)


REFERENCES: dict[str, Reference] = {
    "prelu": prelu,
    "prelu(one=no)": prelu,
    "scale(0.5, one=yes)": lambda x, factor: torch.einsum("nc...,o->nc...", x, factor),
    "clip(-0.5, 1)": lambda x: torch.minimum(torch.maximum(x, x * 0 - 0.5), x * 0 + 1),
    "l2norm(0.5)": unit_length,
}
SHAPES = ("6", "6x7", "6x5x4", "6x3x2x3")
CASES = [(layer, shape) for layer in REFERENCES for shape in SHAPES]


@pytest.mark.parametrize(("layer", "shape"), CASES)
def test_values_and_gradients_are_the_references(layer: str, shape: str) -> None:
    result = checked(f"input {shape} {layer}")
    assert result.network.ok, result.network.diagnostics
    model = module_class(result, Build())(dtype=torch.float64)
    for weight in model.parameters():
        torch.nn.init.normal_(weight)
    x = torch.randn(3, *(result.network.input or ()), dtype=torch.float64, requires_grad=True)
    given, expected = model(x), REFERENCES[layer](x, *model.parameters())
    torch.testing.assert_close(given, expected)
    towards = torch.randn_like(expected)
    leaves = [x, *model.parameters()]
    for own, other in zip(
        torch.autograd.grad(given, leaves, towards),
        torch.autograd.grad(expected, leaves, towards),
        strict=True,
    ):
        torch.testing.assert_close(own, other)
