"""Layers that PyTorch has no module for, against the few lines that say what they do: values and gradients."""

from collections.abc import Callable

import pytest
import torch
from conftest import checked
from torch import nn
from torch.nn import functional

from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import module_class

Reference = Callable[[nn.Module, torch.Tensor], torch.Tensor]
"""What a module makes of a batch, said again with the module's own weights."""


def same(spec: str, reference: Reference) -> None:
    """In training, the number that goes out, and the gradient of what came in and of each weight."""
    torch.manual_seed(0)
    result = checked(spec)
    assert result.network.ok, result.network.diagnostics
    model = module_class(result, Build(dtype="float64"))().train()
    image = torch.randn(2, *(result.network.input or ()), dtype=torch.float64, requires_grad=True)
    ours, theirs = model(image), reference(model, image)
    assert ours.shape == theirs.shape
    assert torch.allclose(ours, theirs, rtol=1e-10, atol=1e-10)
    learned = [image, *model.parameters()]
    weights = torch.randn_like(ours)
    gradients = [torch.autograd.grad((each * weights).sum(), learned) for each in (ours, theirs)]
    for one, other in zip(*gradients, strict=True):
        assert torch.allclose(one, other, rtol=1e-8, atol=1e-10)


def option_a(model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """Every second place, and as many channels of zeros behind those that there are."""
    body = model.conv1(x)
    return body + torch.cat([x[:, :, ::2, ::2], torch.zeros_like(body)[:, x.size(1) :]], 1)


def test_a_free_projection() -> None:
    same("input 3x9x8 add( C3D7s2 | proj(free=yes) )", option_a)


def standardised(model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """The filters of timm's StdConv2d, said with their mean and variance; 1e-6 is added to the variance."""
    weight = model.conv1.weight
    axes = tuple(range(1, weight.dim()))
    variance, mean = torch.var_mean(weight, axes, correction=0, keepdim=True)
    slide = (functional.conv1d, functional.conv2d, functional.conv3d)[weight.dim() - 3]
    filters = (weight - mean) / torch.sqrt(variance + 1e-6)
    return slide(x, filters, model.conv1.bias, padding="same")


@pytest.mark.parametrize("shape", ["4x9", "4x5x6", "4x3x4x5"])
def test_standardised_filters(shape: str) -> None:
    same(f"input {shape} conv(3, 3, std=yes)", standardised)


def sides(_: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """Two rows before, one column behind; then a row before and two columns behind are taken off."""
    return functional.pad(x, (0, 1, 2, 0))[:, :, 1:, :-2]


def test_sides_apart_and_handed_on_to_blocks() -> None:
    body = "pad(<k-1>:0x0:1) crop(1:0x0:<k-1>)"
    same(f"input 3x4x5 let k = 3 {body}", sides)
    same("input 3x4x5 block b(p, q=1:0x0:2) { pad(p) crop(q) } b(2:0x0:1)", sides)


def test_channels_of_zeros() -> None:
    same("input 3x9 widen(5)", lambda _, x: torch.cat([x, torch.zeros_like(x)[:, :2]], 1))


def test_resnet_20_of_the_paper() -> None:
    """He's CIFAR network with option A: 0.27 million parameters, and others count 269,722.

    A 3x3 convolution and its norm are 9*a*b + 2*b: 432 + 32 at first, then 6 of 16 to 16, 1 of 16 to 32 and
    5 of 32 to 32, 1 of 32 to 64 and 5 of 64 to 64, and 64*10 + 10 at last.
    """
    spec = """input 3x32x32
    block basic(d, s=1) { add( C3D<d>s<s>b0 BN R C3D<d>b0 BN | proj(free=yes) ) R }
    C3D16b0 BN R basic(16)*3 basic(32, 2) basic(32)*2 basic(64, 2) basic(64)*2 GAP FC10"""
    pairs = [(3, 16), *[(16, 16)] * 6, (16, 32), *[(32, 32)] * 5, (32, 64), *[(64, 64)] * 5]
    counted = sum(9 * a * b + 2 * b for a, b in pairs) + 650
    model = module_class(checked(spec), Build())()
    assert sum(each.numel() for each in model.parameters()) == counted == 269_722
