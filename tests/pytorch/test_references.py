"""Kinds held against a few lines of PyTorch that say the same: values, and the gradients of all that goes in."""

from collections.abc import Callable
from itertools import product
from typing import TypeAlias

import pytest
import torch
from conftest import checked
from test_memory import alive_at_once, kept, saved_by_autograd
from torch.nn import functional

from cnndsl.analyse.inference import Inference
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import source
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


def response(x: Tensor, gamma: Tensor, beta: Tensor) -> Tensor:
    """As in ConvNeXt V2's paper: an aggregate of each channel, its share of their mean, calibration."""
    lengths = (x * x).flatten(2).sum(2).sqrt()
    shares = lengths / (lengths.mean(1, keepdim=True) + 1e-6)
    return gamma * (x * shares.view(*x.shape[:2], *(1 for _ in x.shape[2:]))) + beta + x


def attention(x: Tensor, weight: Tensor) -> Tensor:
    """Each channel by the averages of its neighbours, added up one by one."""
    means = x.flatten(2).mean(2)
    side = weight.shape[2] // 2
    total = means * 0
    for offset, factor in enumerate(weight[0, 0], -side):
        for channel in range(x.shape[1]):
            if 0 <= channel + offset < x.shape[1]:
                near = torch.zeros_like(means)
                near[:, channel] = 1
                total = total + near * factor * means[:, channel + offset, None]
    return x * total.sigmoid().view(*x.shape[:2], *(1 for _ in x.shape[2:]))


REFERENCES: dict[str, Reference] = {
    "prelu": prelu,
    "prelu(one=no)": prelu,
    "scale(0.5, one=yes)": lambda x, factor: torch.einsum("nc...,o->nc...", x, factor),
    "clip(-0.5, 1)": lambda x: torch.minimum(torch.maximum(x, x * 0 - 0.5), x * 0 + 1),
    "l2norm(0.5)": unit_length,
}


def blurred(k: int, stride: int) -> Reference:
    """Neighbours averaged in pairs, k - 1 times along each axis: Pascal's triangle; then every few of them."""

    def reference(x: Tensor) -> Tensor:
        for axis in range(2, x.dim()):
            order = [*range((k - 1) // 2, 0, -1), *range(x.shape[axis])]
            order += [x.shape[axis] - 2 - place for place in range(k // 2)]
            x = x.index_select(axis, torch.tensor(order))
            for _ in range(k - 1):
                x = (
                    x.narrow(axis, 0, x.shape[axis] - 1) + x.narrow(axis, 1, x.shape[axis] - 1)
                ) / 2
            x = x.index_select(axis, torch.arange(0, x.shape[axis], stride))
        return x

    return reference


def unshared(kernel: int, stride: int, pad: int) -> Reference:
    """A convolution at each place by itself, of which only that place is looked at."""

    def reference(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
        convolve = [functional.conv1d, functional.conv2d, functional.conv3d][x.dim() - 3]
        wide = functional.pad(x, (pad, pad) * (x.dim() - 2))
        places = [range((size - kernel) // stride + 1) for size in wide.shape[2:]]
        filters = weight.unflatten(0, (-1, *map(len, places)))
        out = torch.zeros(len(x), len(filters), *map(len, places), dtype=x.dtype)
        for place in product(*places):
            window = tuple(slice(stride * at, stride * at + kernel) for at in place)
            own = filters[(slice(None), *place)]
            out[(..., *place)] = convolve(wide[(..., *window)], own).flatten(1)
        return out if bias is None else out + bias

    return reference


def with_places(x: Tensor) -> Tensor:
    """How far each place is on its way from -1 to 1, counted out."""
    sizes = x.shape[2:]
    channels = torch.zeros(len(x), len(sizes), *sizes, dtype=x.dtype)
    for place in product(*map(range, sizes)):
        for axis, (at, size) in enumerate(zip(place, sizes, strict=True)):
            channels[(slice(None), axis, *place)] = 2 * at / (size - 1) - 1
    return torch.cat([x, channels], 1)


Row: TypeAlias = Callable[[int, int], int]
"""Which row of a map stands at a place, below 0 in front of it, in a map of so many rows."""


def mirrored(place: int, rows: int) -> int:
    return abs(place) if place < rows else 2 * (rows - 1) - place


def repeated(place: int, rows: int) -> int:
    return min(max(place, 0), rows - 1)


def from_the_other_end(place: int, rows: int) -> int:
    return place % rows


def filled(before: int, after: int, row: Row) -> Reference:
    """Rows in front and behind, picked one by one."""

    def reference(x: Tensor) -> Tensor:
        for axis in range(2, x.dim()):
            places = range(-before, x.shape[axis] + after)
            x = x.index_select(axis, torch.tensor([row(k, x.shape[axis]) for k in places]))
        return x

    return reference


def summed(before: Callable[[int], int], row: Row | None, step: int = 1) -> Reference:
    """A convolution added up, one entry of its kernel at a time; outside the map are zeros, or rows of it.

    `before` says how far in front of a place its window begins.
    """

    def reference(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        total = bias.view(1, -1, *(1 for _ in x.shape[2:]))
        for entry in product(*map(range, weight.shape[2:])):
            value = x
            for axis, (at, size) in enumerate(zip(entry, weight.shape[2:], strict=True), 2):
                rows = x.shape[axis]
                places = [k + at * step - before(size) for k in range(rows)]
                there = torch.tensor([row is not None or 0 <= k < rows for k in places])
                places = [(row or repeated)(k, rows) for k in places]
                value = value.index_select(axis, torch.tensor(places))
                value = value * there.view(-1, *(1 for _ in x.shape[axis + 1 :]))
            filters = weight[(slice(None), slice(None), *entry)]
            total = total + torch.einsum("oi,ni...->no...", filters, value)
        return total

    return reference


def between_corners(times: int) -> Reference:
    """Each place of an axis lies j*(W-1)/(N-1) along it, between two, by how far it is from either."""

    def reference(x: Tensor) -> Tensor:
        for axis in range(2, x.dim()):
            rows = x.shape[axis]
            found = []
            for j in range(times * rows):
                low, rest = divmod(j * (rows - 1), times * rows - 1)
                share = rest / (times * rows - 1)
                near = x.narrow(axis, low, 1), x.narrow(axis, min(low + 1, rows - 1), 1)
                found.append((1 - share) * near[0] + share * near[1])
            x = torch.cat(found, axis)
        return x

    return reference


OF_ONE_RANK: dict[str, tuple[str, Reference]] = {
    "conv(4, 3, pad=causal)": ("6x7", summed(lambda size: size - 1, None)),
    "conv(4, 2, dilation=3, pad=causal)": ("6x9", summed(lambda size: 3 * (size - 1), None, 3)),
    "upsample(2, linear, corners=yes)": ("6x7", between_corners(2)),
    "upsample(3, bilinear, corners=yes)": ("6x5x4", between_corners(3)),
    "upsample(2, trilinear, corners=yes)": ("6x3x2x3", between_corners(2)),
}
OF_MAPS: dict[str, Reference] = {
    "pad(1, mode=reflect)": filled(1, 1, mirrored),
    "pad(0:1, mode=reflect)": filled(0, 1, mirrored),
    "pad(4, mode=replicate)": filled(4, 4, repeated),
    "pad(1:2, mode=circular)": filled(1, 2, from_the_other_end),
    "conv(4, 3, pad=reflect)": summed(lambda size: size // 2, mirrored),
    "conv(4, 3, pad=half)": summed(lambda size: size // 2, None),
    "coords": with_places,
    "local(4, 3)": unshared(3, 1, 1),
    "local(4, 2, stride=2, pad=0)": unshared(2, 2, 0),
    "local(3, 3, 2, pad=2, bias=no)": unshared(3, 2, 2),
    "local(1, 1)": unshared(1, 1, 0),
    "local(2, 1, stride=2)": unshared(1, 2, 0),
    "local(2, 2, pad=0)": unshared(2, 1, 0),
    **{f"blur({k}, {s})": blurred(k, s) for k, s in [(1, 2), (2, 1), (3, 1), (3, 2), (3, 5)]},
    "grn": response,
    "eca": attention,
    "eca(1)": attention,
    "eca(11)": attention,
}
"""What has no meaning without places."""
SHAPES = ("6x7", "6x5x4", "6x3x2x3")
CASES = [(layer, shape) for layer in REFERENCES for shape in ("6", *SHAPES)]
CASES += [(layer, shape) for layer in OF_MAPS for shape in SHAPES]
CASES += [(layer, shape) for layer, (shape, _) in OF_ONE_RANK.items()]
ALL = REFERENCES | OF_MAPS | {layer: reference for layer, (_, reference) in OF_ONE_RANK.items()}


@pytest.mark.parametrize(("layer", "shape"), CASES)
def test_values_and_gradients_are_the_references(layer: str, shape: str) -> None:
    result = checked(f"input {shape} {layer}")
    assert result.network.ok, result.network.diagnostics
    model = module_class(result, Build())(dtype=torch.float64)
    for weight in model.parameters():
        torch.nn.init.normal_(weight)
    x = torch.randn(3, *(result.network.input or ()), dtype=torch.float64, requires_grad=True)
    given, expected = model(x), ALL[layer](x, *model.parameters())
    torch.testing.assert_close(given, expected)
    towards = torch.randn_like(expected)
    leaves = [x, *model.parameters()]
    for own, other in zip(
        torch.autograd.grad(given, leaves, towards),
        torch.autograd.grad(expected, leaves, towards),
        strict=True,
    ):
        torch.testing.assert_close(own, other)


@pytest.mark.parametrize(("layer", "shape"), CASES)
@pytest.mark.parametrize("learns", ["input", "BN"])
def test_memory_is_pytorchs_along_any_axes(layer: str, shape: str, learns: str) -> None:
    """Of what the gradient of the input needs, and without one; at work, where nothing behind it needs more."""
    before = "" if learns == "input" else learns
    result = checked(f"input {shape} after none {before} {layer}")
    model = module_class(result, Build())()
    image = torch.rand(2, *(result.network.input or ()))
    assert kept(result, 2) == saved_by_autograd(model, image)
    assert Inference(result.program.whole, 4, 2).peak == alive_at_once(model, image)


@pytest.mark.parametrize(("bounds", "rectifies"), [("0, 6", True), ("-1, 1", False)])
def test_weights_before_a_clipped_relu_start_as_he_has_it(bounds: str, rectifies: bool) -> None:
    text = source(checked(f"input 3x8x8 C3D4 clip({bounds}) FC2"))
    assert ("he_normal" in text) == rectifies


def test_how_kinds_with_weights_of_their_own_start() -> None:
    """A response norm gives on what comes in; filters start within 1/sqrt(inputs), as PyTorch's do."""
    image = torch.randn(2, 6, 5, 5)
    assert torch.equal(module_class(checked("input 6x5x5 grn"), Build())()(image), image)
    model = module_class(checked("input 6x5x5 eca(9)"), Build())()
    starts = []
    for _ in range(50):
        model.init_weights()
        starts.append(model.eca1.weight.abs().max().item())
    assert 0.9 / 3 < max(starts) <= 1 / 3
    weight = module_class(checked("input 4x9x9 local(8, 3)"), Build())().local1.weight
    assert 0.99 / 6 < weight.abs().max() <= 1 / 6, "4*3*3 inputs"


@pytest.mark.parametrize("bias", ["yes", "no"])
def test_filters_without_sharing_that_feed_a_relu_start_as_he_has_it(bias: str) -> None:
    """With variance 2 over the inputs of one filter, here 4*3*3, however many places there are."""
    model = module_class(checked(f"input 4x9x9 local(8, 3, bias={bias}) R C1D2"), Build())()
    assert model.local1.weight.std().item() == pytest.approx((2 / 36) ** 0.5, rel=0.02)
    assert bias == "no" or not model.local1.bias.any()


def test_alexnets_first_layer_without_sharing_has_the_slides_parameters() -> None:
    """CS231n: 55*55*96 = 290,400 neurons with 11*11*3 = 363 weights and a bias each, 105,705,600 in all."""
    layer = checked("input 3x227x227 local(96, 11, stride=4, pad=0)")
    shared = checked("input 3x227x227 C11D96s4p0")
    assert layer.totals.params == 290_400 * (363 + 1) == 105_705_600
    assert layer.totals.unshared_params == shared.totals.unshared_params == 105_705_600
    assert layer.totals.macs == shared.totals.macs == 290_400 * 363


def test_a_blur_keeps_a_constant_map_and_has_nothing_to_learn_or_to_save() -> None:
    model = module_class(checked("input 2x9x9 blur(5, 2)"), Build())()
    image = torch.full((1, 2, 9, 9), 0.7)
    torch.testing.assert_close(model(image), image[..., :5, :5])
    assert not [*model.parameters()]
    assert not model.state_dict()
    assert not [*model.buffers()]
    assert model.double()(image.double()).dtype == torch.float64
