"""Receptive fields, held against the support of PyTorch's gradients."""

from itertools import product
from typing import Any

import pytest
import torch
from torch import nn

from cnndsl.analyse.figures import LayerFigures, Result
from cnndsl.compile import Options, compile_text, load
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import module_class
from cnndsl.text import Text

SMALL = {
    "strides": "input 2x41 C5D3s2 C3D4p0 A3s2 C3D5d3",
    "one and the same": "input 2x30 conv(3, 4, stride=3, pad=same) conv(4, 3, pad=full) A2",
    "deconv": "input 2x24 C3D3s2 T3D4s2p1o1 C3D5 T4D3s2p1 C3D3",
    "deconv with gaps": "input 2x24 C3D3s4 T2D4s2 T3D2s3 C3D3",
    "nearest": "input 2x24 C3D3s2 U2 C3D4 U3 C5D2s2 A2",
    "linear": "input 2x24 C3D3s2 upsample(3, linear) C3D4 upsample(2, linear) C3D2s2",
    "another size": "input 2x24 C3D3s2 upsample(size=17) C3D2 upsample(size=29, mode=linear) C3D2",
    "corners": "input 2x24 C3D3s2 upsample(size=19, mode=linear, corners=yes) C3D2s2",
    "moved": "input 2x30 C3D3p0 pad(4) C3D4p0 crop(20) C3D2s2",
    "one-sided": "input 2x30 C3D3p0 pad(4:1) C3D4p0 crop(3:0) C3D2s2",
    "parts": "input 2x30 C3D3 gap(7) C3D2",
    "branches": "input 4x32 C3D8 add( C3s2 C5D8 | C5s2D8 | proj ) split( C3 | C5p2d1 ) cat( id | C7 ) C3D2",
    "stretched": "input 2x9 C5D3 C5D3 mul( C7 | C1D3 GAP ) C3D2",
    "u": "input 1x40 e: [C3D4p0] M C3D8p0 M C3D8p0 T2D8 C3D8p0 T2D4 cat( id | @e crop ) C3D2p0",
    "pixels": "input 4x24x24 pixel_unshuffle(2) C3D16 pixel_shuffle(2) C3D12s3 pixel_shuffle(2) C3D2",
    "less": "input 2x32 C3D4s2 sub( C3 | C5p2 ) C3D2",
    "blurred": "input 2x30 coords C3D3 blur(4, 2) C3D2 local(3, 3, pad=0) l2norm blur(3, 1) C3D2",
    "both ways": "input 2x21x30 C3x5D3s1x2 C1x3D2 A2x3 U2x3 C3D2",
}
LARGE = {  # inputs at which the view of the middle lies inside
    "lenet5": (1, 32, 32),
    "alexnet": (3, 323, 323),
    "vgg_a": (3, 288, 288),
    "all_cnn_c": (3, 64, 64),
    "nin": (3, 64, 64),
    "resnet18": (3, 608, 608),
    "squeezenet1_0": (3, 320, 320),
    "sound_1d": (1, 16000),
}


def averages(pool: Any) -> nn.Module:
    """In place of a max pool, whose gradient goes to one number of its window."""
    kind = nn.AvgPool2d if isinstance(pool, nn.MaxPool2d) else nn.AvgPool1d
    return kind(pool.kernel_size, pool.stride, pool.padding, pool.ceil_mode)


def prepared(result: Result) -> nn.Module:
    """The module with positive weights that keep numbers between 0 and 1, so that no gradient is cut off."""
    model: nn.Module = module_class(result, Build(dtype="float64"))().eval()
    for path, module in list(model.named_modules()):
        if isinstance(module, nn.MaxPool1d | nn.MaxPool2d):
            model.set_submodule(path, averages(module))
    for name, weight in model.named_parameters():
        weight.requires_grad_(False)
        if weight.dim() > 1:
            weight.abs_().add_(0.1).div_(weight.flatten(1).sum(1).max())
        elif name.endswith("bias"):
            weight.zero_()
    return model


def seen(
    output: torch.Tensor, image: torch.Tensor, places: tuple[int, ...]
) -> list[tuple[int, int]]:
    """For each axis, the first and the last place of the image that an output's gradient reaches."""
    (gradient,) = torch.autograd.grad(
        output[(0, slice(None), *places)].sum(), image, retain_graph=True
    )
    reached = gradient[0].abs().sum(0).nonzero()
    return list(zip(reached.amin(0).tolist(), reached.amax(0).tolist(), strict=True))


def expected(
    row: LayerFigures, image: torch.Tensor, places: tuple[int, ...]
) -> list[tuple[int, int]]:
    ends = []
    for axis, place, size in zip(row.view, places, image.shape[2:], strict=True):
        assert axis is not None
        first, last = axis.seen_by(place)
        ends.append((max(first, 0), min(last, size - 1)))
    return ends


@pytest.mark.parametrize("name", SMALL)
def test_outputs_see_what_their_gradient_reaches(name: str) -> None:
    """Those in the middle: nearer to the edge they see padding between the layers, too."""
    result = compile_text(Text(name, f"after conv {{ }} {SMALL[name]} affine(1)"))
    assert result.network.ok, result.network.diagnostics
    image = torch.rand(1, *(result.network.input or ()), dtype=torch.float64, requires_grad=True)
    output = prepared(result)(image)
    middle = [range(size // 3, 2 * size // 3) for size in output.shape[2:]]
    for places in product(*middle):
        assert seen(output, image, places) == expected(result.rows[-1], image, places), places


@pytest.mark.parametrize(
    "spec",
    [
        "dot( C3D3 | C5D3 M )",
        "mix( dot( C3D3 | C5D3 M ) | C1D3 M ) C3D2",
        "mix( C1D12 | C3D3 ) C3D2",
        "mul( id | mix( C1D1 F | id ) )",
        "mul( id | GAP F FC4 )",
    ],
)
def test_where_attention_sees_all_the_first_place_does(spec: str) -> None:
    """Its view is as wide as the whole map's, from where the branch with the places begins to see."""
    result = compile_text(Text("spec", f"after conv {{ }} input 2x24 C3D4s2 {spec} affine(1)"))
    assert result.network.ok, result.network.diagnostics
    image = torch.rand(1, 2, 24, dtype=torch.float64, requires_grad=True)
    assert seen(prepared(result)(image), image, (0,)) == [(0, 23)]
    assert expected(result.rows[-1], image, (0,)) == [(0, 23)]


@pytest.mark.parametrize(("name", "shape"), sorted(LARGE.items()))
def test_networks_see_what_their_gradient_reaches(name: str, shape: tuple[int, ...]) -> None:
    """The last convolution over maps, at the middle of its output; wholly inside the input."""
    result = compile_text(load(name), Options(inputs={"": shape}))
    convolutions = [row for row in result.rows if row.kind == "conv" and min(row.shape[1:]) > 2]
    row = [each for each in convolutions if not each.placed.aux][-1]
    image = torch.rand(1, *shape, dtype=torch.float64, requires_grad=True)
    found: list[torch.Tensor] = []
    model = prepared(result)
    model.get_submodule(row.path).register_forward_hook(lambda *given: found.append(given[-1]))
    model(image)
    places = tuple(size // 2 for size in row.shape[1:])
    view = [axis.seen_by(place) for axis, place in zip(row.view, places, strict=True) if axis]
    assert all(
        first >= 0 and last < size for (first, last), size in zip(view, shape[1:], strict=True)
    )
    assert seen(found[0], image, places) == view
