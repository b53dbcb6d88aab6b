"""Every layer kind against PyTorch, from its own example: shape, weights, output. No test is written per kind."""

import pytest
import torch
from conftest import checked

from cnndsl.analyse.figures import Result
from cnndsl.emit.build import Build
from cnndsl.layers import KINDS
from cnndsl.network import Placed
from cnndsl.paths import show_path
from cnndsl.verify.verification import module_class, verify

EXAMPLES = {word: kind.example for word, kind in KINDS.items() if kind.example}

MORE = [
    "input 4x11 C3D6s2p1d2",
    "input 2x5x6x7 C3x1x2D4p1x0x1",
    "input 3x9x10 conv(4, 3x2, stride=2, pad=same)",
    "input 3x9x10 conv(4, 4, pad=same)",
    "input 3x9x10 conv(6, 3, pad=full, groups=3, bias=no)",
    "input 4x12 conv(6, 3, dilation=2, pad=causal) conv(4, 2, stride=2, pad=causal) dwconv(4, pad=causal)",
    "input 4x7 conv(4, 5, dilation=3, pad=reflect) dwconv(3, stride=2, pad=reflect)",
    "input 4x5x6 conv(6, 3x5, groups=2, pad=reflect) conv(3, 1, pad=reflect)",
    "input 2x4x5x6 conv(4, 3x1x5, stride=2, pad=reflect)",
    "input 4x9 conv(6, 3, pad=causal, std=yes) conv(4, 1, std=yes)",
    "input 4x5x6 conv(6, 3x5, 2, groups=2, bias=no, std=yes) conv(4, 3, pad=reflect, std=yes)",
    "input 2x4x5x6 conv(4, 3x1x2, stride=2, pad=same, std=yes)",
    "input 4x9 DW5D8",
    "input 2x5x5x5 DW3s2",
    "input 4x9 T4D2s3p1o2g2",
    "input 4x5x6x7 T3D2s2d2o1b0",
    "input 3x10 P3s2p1c1",
    "input 3x7x8x9 M2x3x3s2p0x1x1",
    "input 3x10x9 maxpool(3, 2, pad=same)",
    "input 3x10x9 avgpool(3, 2, pad=same)",
    "input 3x10 A3s2c1",
    "input 3x9x10 avgpool(3, 2, 1, padded=no) avgpool(2, 1, pad=same, padded=no)",
    "input 3x9 avgpool(3, 2, pad=same, padded=no) avgpool(4, 1, pad=same, padded=no)",
    "input 2x9x10x7 avgpool(3x2x4, 2x1x3, pad=same, padded=no) avgpool(3x3x2, 2, 1x0x1, yes, no)",
    "input 3x8x9 maxpool(1x2, 2x3, ceil=caffe) R avgpool(2, 3, ceil=caffe)",
    "input 3x4x4x4 maxpool(1, 2x3x3, ceil=caffe) R",
    "input 3x7x8x9 A2",
    "input 3x7x8x9 GAP",
    "input 3x8 gap(4)",
    "input 3x8x6 gap(4x3)",
    "input 3x8 globalmaxpool",
    "input 6 BN FC4 layernorm DO0.1 sigmoid",
    "input 6x9 BN layernorm groupnorm(2) instancenorm",
    "input 6x3x4x5 BN layernorm groupnorm(2) instancenorm(affine=yes)",
    "input 3x4x4 bn(1e-3, 0.01, no)",
    "input 3x4x4 U3 upsample(size=7x5) upsample(factor=2, mode=bilinear)",
    "input 3x4x4 a: C3D2 R M upsample(like=@a) upsample(2, bicubic)",
    "input 3x4 upsample(2, linear)",
    "input 3x4x4x4 upsample(2, trilinear)",
    "input 3x4 upsample(3, linear, corners=yes) upsample(size=1, mode=linear, corners=yes)",
    "input 3x4x1 a: C3D2 R U3 upsample(2, bilinear, corners=yes) upsample(like=@a, mode=bicubic, corners=yes)",
    "input 3x2x3x4 upsample(size=5x2x1, mode=trilinear, corners=yes)",
    "input 3x9 pad(2) crop(5)",
    "input 3x9 pad(3:0) crop(0:2) pad(0:0)",
    "input 3x4x5 pad(<3-1>:0) pad(0:1x2:0, value=-1) crop(1:0x0:<1+2>) crop(2:1)",
    "input 3x4 pad(3, mode=reflect) pad(2:0, mode=replicate) pad(9, mode=circular)",
    "input 3x4x5 pad(1x4, mode=reflect) pad(9, mode=replicate) pad(3:0x0:1, mode=circular)",
    "input 3x4x5x6 pad(3, mode=reflect) pad(0:1x2:0x1:1, mode=replicate) pad(0x0x1, mode=circular)",
    "input 3x4x5x6 pad(1:0x0:1x2:3) crop(0:1x1:0x3:1)",
    "input 3x4x5x6 pad(1x0x2, value=1) crop(3x4x5)",
    "input 6x4x4 take(1, 4) affine(2) affine(2, 3) scale",
    "input 6x8 channel_shuffle(3) drop_path(0.1) S",
    "input 6x9 grn eca(5) blur(3, 2) local(4, 2, pad=0) coords",
    "input 6x9x7 blur(2x5, 1x3) local(4, 2x3, stride=2x1, pad=same, bias=no) coords blur(1, 2)",
    "input 6x4x5x6 grn eca(5) blur(3, 2) local(4, 2x1x2, pad=1x0x1) coords",
    "input 6 clip(-1, 2) l2norm(0.1)",
    "input 6x8 clip(-1, 2) l2norm(0.1)",
    "input 6x2x3x4 clip(-1, 2) l2norm(0.1)",
    "input 6 prelu prelu(one=no) scale(0.5, one=yes)",
    "input 6x8 prelu prelu(one=no) scale(0.5, one=yes)",
    "input 6x2x3x4 prelu prelu(one=no) scale(0.5, one=yes)",
    "input 3x8 widen(3) widen(7) F widen(60)",
    "input 2x4x5x6 widen(3)",
    "input 3x9 add( C3D5s2 | proj(free=yes) )",
    "input 2x4x9x7 add( C3D4s1x2x3 | proj(free=yes) )",
    "input 4x8x8 add( C3D4s2 | proj(free=yes) ) add( C3D4 | proj(free=yes) ) F add( FC99 | proj(free=yes) )",
    "input 6x4x4 log_softmax lrn(3, alpha=1, beta=1, k=1)",
    "input 2x7 lrn(3, 1, 0.5, 1, within=yes) lrn(5, 2, within=yes)",
    "input 2x7x6 lrn(3, 1, 0.5, 1, within=yes) lrn(5, 2, within=yes)",
    "input 2x7x6x5 lrn(3, 1, 0.5, 1, within=yes) lrn(5, 2, within=yes)",
]


@pytest.mark.parametrize("spec", [*EXAMPLES.values(), *MORE])
def test_shapes_weights_and_work_are_pytorchs(spec: str) -> None:
    result = checked(spec)
    assert result.network.ok, result.network.diagnostics
    found = verify(result)
    assert found.ok, [each for each in found.comparisons if not each.agrees]
    model = module_class(result, Build())()
    shapes = {name: tuple(value.shape) for name, value in model.named_parameters()}
    declared = {
        f"{show_path(placed.path)}.{name}".rstrip("."): shape
        for placed in result.network.layers
        for name, shape in placed.layer.weights(placed.input).items()
    }
    assert shapes == declared


@pytest.mark.parametrize("spec", [spec for spec in [*EXAMPLES.values(), *MORE] if "@" not in spec])
def test_with_a_label_or_without_the_output_is_the_same(spec: str) -> None:
    """What is inlined as a function, and what a label makes a module, are the same layer."""
    torch.manual_seed(0)
    result = checked(spec)
    head, *layers = _split(spec)
    labelled = checked(
        f"{head} " + " ".join(f"label{k}: {layer}" for k, layer in enumerate(layers))
    )
    assert labelled.network.ok, labelled.network.diagnostics
    plain_model = module_class(result, Build())().eval()
    labelled_model = module_class(labelled, Build())().eval()
    labelled_model.load_state_dict(
        dict(zip(labelled_model.state_dict(), plain_model.state_dict().values(), strict=True))
    )
    image = torch.randn(2, *(result.network.input or ()))
    assert torch.equal(plain_model(image), labelled_model(image))


def _split(spec: str) -> list[str]:
    """The input, and each layer's own words."""
    head, _, rest = spec.partition(" ")[2].partition(" ")
    if "(" in rest and "|" in rest:
        return [f"input {head}", rest]
    codes = [placed.origin.code for placed in checked(spec).network.layers]
    return [f"input {head}", *codes]


def placed(result: Result) -> Placed:
    return result.network.layers[0]


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("kernel", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("size", range(5, 12))
def test_same_padding_is_tensorflows(size: int, kernel: int, stride: int) -> None:
    """The output is ceil(W/S), and of an odd number of rows the larger part goes to the end."""
    result = checked(f"input 1x{size} conv(1, {kernel}, stride={stride}, pad=same, bias=no)")
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    assert placed(result).output == (1, -(-size // stride))
    model = module_class(result, Build())()
    image = torch.randn(1, 1, size)
    padded = torch.nn.functional.pad(image, (total // 2, total - total // 2))
    expected = torch.nn.functional.conv1d(padded, model.conv1.weight, stride=stride)
    assert torch.allclose(model(image), expected)
