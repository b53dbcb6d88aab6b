"""The numbers: NumPy's against PyTorch's, and a few of both against what is worked out by hand."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import checked
from test_layers_against_pytorch import EXAMPLES, MORE

from cnndsl.compile import compile_text, load
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import module_class
from cnndsl.layers import KINDS
from cnndsl.layers.activation import Silu
from cnndsl.layers.layer import Layer
from cnndsl.numbers.evaluation import evaluate, settle
from cnndsl.numbers.meanings import MEANINGS, Array, Weights
from cnndsl.verify.compared import ComparedFigure
from cnndsl.verify.numbers import draw_weights
from cnndsl.verify.smaller_input import smaller
from cnndsl.verify.tolerances import distance
from cnndsl.verify.verification import Verification, verify

VARIANTS = [
    "input 2x11 maxpool(3, 2, 1, 2, ceil=yes)",
    "input 2x12x9 maxpool(3x2, 2x3, 1x0, 2x1, ceil=yes)",
    "input 2x7x8x9 maxpool(3, 2, 1, ceil=yes)",
    "input 2x6x7x8 maxpool(2, 1, 1, 3)",
    "input 2x11 avgpool(4, 3, 2, ceil=yes)",
    "input 2x12x9 avgpool(3x4, 2x3, 1x2, ceil=yes)",
    "input 2x7x8x9 avgpool(3, 2, 1, ceil=yes)",
    "input 2x6 avgpool(2, 5, ceil=yes)",
    "input 2x11x7 avgpool(4, 3, pad=same)",
    "input 2x8x9 conv(4, 2x4, pad=same, dilation=3x1)",
    "input 4x11 conv(6, 4, stride=3, pad=same, groups=2)",
    "input 2x5x6x7 conv(4, 2, pad=same, bias=no)",
    "input 4x9x8 dwconv(4x3, 8, pad=same, stride=2)",
    "input 6x7 deconv(4, 3, 3, 1, 2, 2, 2)",
    "input 6x5x4 deconv(9, 3x2, 2x3, 1x0, 1x2, groups=3, bias=no)",
    "input 4x3x4x3 deconv(2, 2, 2, 1, 1, 2, 2)",
    "input 2x5x7 upsample(3x2)",
    "input 2x5x7 upsample(size=4x16)",
    "input 2x5x7 upsample(size=3x16, mode=bilinear)",
    "input 2x5x7 upsample(size=3x16, mode=bicubic)",
    "input 2x1x7 upsample(4, bicubic)",
    "input 2x5 upsample(size=13, mode=linear)",
    "input 2x3x4x5 upsample(size=7x2x5, mode=trilinear)",
    "input 3x7x5x4 gap(3x5x1)",
    "input 5x4 lrn(4, alpha=2, beta=0.5, k=1)",
    "input 2x3x3 lrn(7, alpha=2)",
    "input 4x6x5 add( proj(bn=no) | C3D8s2 )",
    "input 4 add( proj | FC7 )",
    "input 3x9x8 cat( crop | C3D2p0 )",
]


def in_both(spec: str) -> tuple[Array, Array]:
    """The output of one spec in NumPy and in PyTorch, both in float64."""
    result = checked(spec)
    assert result.network.ok, result.network.diagnostics
    model = module_class(result, Build())(dtype=torch.float64).eval()
    draw_weights(model, torch.float64)
    image = torch.randn((2, *(result.network.input or ())), dtype=torch.float64)
    weights = {name: value.numpy() for name, value in model.state_dict().items()}
    with torch.no_grad():
        given = model(image).numpy()
    outputs = evaluate(result.network, weights, image.numpy())
    assert not outputs.unknown
    return outputs.known["out"], given


def worked_out(spec: str, image: object, **weights: object) -> Array:
    arrays = {name.replace("_", "."): np.array(value, float) for name, value in weights.items()}
    outputs = evaluate(checked(spec).network, arrays, np.array(image, float))
    return outputs.known["out"]


@pytest.mark.parametrize("spec", [*EXAMPLES.values(), *MORE, *VARIANTS])
def test_every_kind_means_in_numpy_what_it_does_in_pytorch(spec: str) -> None:
    wanted, given = in_both(spec)
    assert distance(wanted, given) < 1e-10


def test_every_kind_has_a_meaning() -> None:
    assert set(KINDS.values()) <= set(MEANINGS)


def test_a_convolution_by_hand() -> None:
    """Nothing is turned round: 1*1 + 2*2 + 3*3 = 14, 1*2 + 2*3 + 3*4 = 20; then the bias, 10."""
    assert worked_out(
        "input 1x4 conv(1, 3, pad=0)", [[[1, 2, 3, 4]]], conv1_weight=[[[1, 2, 3]]], conv1_bias=[10]
    ).tolist() == [[[24, 30]]]


def test_a_transposed_convolution_by_hand() -> None:
    """1 spreads 1 2 3 from place 0, 4 spreads 4 8 12 from place 2: they meet there, 3 + 4."""
    assert worked_out(
        "input 1x2 deconv(1, 3, bias=no)", [[[1, 4]]], deconv1_weight=[[[1, 2, 3]]]
    ).tolist() == [[[1, 2, 7, 8, 12]]]


def test_an_average_counts_padding_and_nothing_beyond_it() -> None:
    """0 0 | 3 6 9 | 0 0 in fours, two further each: (0+0+3+6)/4; (3+6+9+0)/4; the last sees 9 0 0, so /3."""
    spec = "input 1x3 avgpool(4, 2, 2, ceil=yes)"
    assert worked_out(spec, [[[3, 6, 9]]]).tolist() == [[[9 / 4, 18 / 4, 9 / 3]]]


def test_a_largest_number_may_be_below_the_padding() -> None:
    assert worked_out("input 1x3 maxpool(2, 2, 1)", [[[-3, -6, -9]]]).tolist() == [[[-3, -6]]]


def test_maps_made_larger_by_hand() -> None:
    """Places of the output at -1/4, 1/4, 3/4, 5/4 of the input; the outermost stand for what is beyond."""
    assert worked_out("input 1x2 upsample(2, linear)", [[[0, 8]]]).tolist() == [[[0, 2, 6, 8]]]
    corners = "input 1x2 upsample(size=5, mode=linear, corners=yes)"
    assert worked_out(corners, [[[0, 8]]]).tolist() == [[[0, 2, 4, 6, 8]]]
    assert worked_out("input 1x2 upsample(2)", [[[0, 8]]]).tolist() == [[[0, 0, 8, 8]]]
    assert worked_out("input 1x5 gap(2)", [[[1, 2, 3, 4, 8]]]).tolist() == [[[2, 5]]]


def test_norms_by_hand() -> None:
    """Batch: 3 * (9-5) / sqrt(4) + 1 = 7. Local response: 3 / (2 + 6 * (3*3 + 4*4 + 0)/3) = 3 / 52."""
    weights = {"weight": [3], "bias": [1], "running_mean": [5], "running_var": [4]}
    out = evaluate(
        checked("input 1x1 bn(1e-12)").network,
        {f"bn1.{name}": np.array(value, float) for name, value in weights.items()},
        np.array([[[9.0]]]),
    ).known["out"]
    assert out == pytest.approx(np.array([[[7]]]))
    image = [[[3], [4]]]
    assert worked_out("input 2x1 lrn(3, 6, 1, 2)", image)[0, 0] == pytest.approx(3 / 52)


def test_gelu_by_hand() -> None:
    """The normal distribution has 0.8413447460685429 below 1."""
    assert worked_out("input 1x1 gelu", [[[1]]]) == pytest.approx(0.8413447460685429, abs=1e-15)


def test_a_matrix_product_in_parts_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    result = checked("input 3x9x7 C3D4s2")
    random = np.random.default_rng(0)
    weights = {"conv1.weight": random.normal(size=(4, 3, 3, 3)), "conv1.bias": np.zeros(4)}
    image = random.normal(size=(2, 3, 9, 7))
    whole = evaluate(result.network, weights, image).known["out"]
    monkeypatch.setattr("cnndsl.numbers.windows.LARGEST_PRODUCT", 200)
    assert distance(whole, evaluate(result.network, weights, image).known["out"]) < 1e-15


def test_settled_weights_keep_numbers_and_their_size() -> None:
    result = checked("input 3x8x8 " + "C3D8 R " * 40 + "FC5 S")
    model = module_class(result, Build())(dtype=torch.float64).eval()
    draw_weights(model, torch.float32)
    weights = {name: value.numpy() for name, value in model.state_dict().items()}
    image = np.random.default_rng(0).normal(size=(2, 3, 8, 8))
    settled = settle(result.network, weights, image).known["out"]
    assert np.array_equal(settled, evaluate(result.network, weights, image).known["out"])
    assert 0.01 < settled.min() < settled.max() < 0.9


def compared(found: Verification) -> list[ComparedFigure]:
    return [each for each in found.comparisons if each.what.startswith("numbers of")]


@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
def test_heads_logits_and_types_are_compared(dtype: str) -> None:
    spec = (
        "input 3x8x8 C3D4 BN R head a { GAP FC2 S } head b { S } aux c { GAP FC9 } C3D4 GAP FC5 S"
    )
    found = verify(checked(spec), Build(dtype=dtype, logits=True))
    assert found.ok
    names = ["numbers of a", "numbers of b", "numbers of out"]
    assert [each.what for each in compared(found)] == names * 2
    assert "input 3x8x8" in found.remarks[0]
    assert f"in {dtype} within" in found.remarks[1]


BREAKS = {
    "another activation": ("nn.ReLU(", "nn.ReLU6("),
    "another order": ("torch.cat((a, b), dim=1)", "torch.cat((b, a), dim=1)"),
    "a transposed map": ("self.b(x)", "self.b(x.transpose(2, 3))"),
    "another epsilon": ("nn.BatchNorm2d(4, eps=0.001", "nn.BatchNorm2d(4, eps=0.002"),
}


@pytest.mark.parametrize(("wrong", "right"), [(b, a) for a, b in BREAKS.values()], ids=BREAKS)
def test_a_module_that_is_broken_is_noticed(
    wrong: str, right: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cnndsl.emit.pytorch import made_module

    written = made_module.source

    def broken(*arguments: object) -> str:
        text = written(*arguments)  # type: ignore[arg-type]
        assert right in text, text
        return text.replace(right, wrong)

    monkeypatch.setattr(made_module, "source", broken)
    spec = "input 3x8x8 C3D4 bn(1e-3) affine(8) R cat( a: C3D4 | b: C3D4 ) C3D2 GAP"
    found = verify(checked(spec), Build())
    assert not found.ok
    assert "of the largest away" in compared(found)[0].in_pytorch
    assert not any("the same" in remark for remark in found.remarks)


def test_a_meaning_that_is_broken_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MEANINGS, Silu, lambda _layer, x, _weights: x / (1 + np.exp(-1.001 * x)))
    found = verify(checked("input 3x8x8 C3D4 silu GAP"))
    assert [each for each in found.comparisons if not each.agrees] == compared(found)


def test_a_kind_without_a_meaning_hides_what_depends_on_it_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(MEANINGS, Silu)
    spec = "input 3x8x8 C3D4 R head a { GAP FC2 } add( id | C3D4 silu ) C3D4 GAP"
    found = verify(checked(spec))
    assert found.ok
    assert {each.what for each in compared(found)} == {"numbers of a"}
    assert "not compared: the numbers of out (`silu` has no NumPy meaning)" in found.remarks


def test_where_rounding_decides_what_is_nearest_is_said() -> None:
    found = verify(checked("input 1x14 upsample(size=46)"))
    assert found.ok
    assert found.remarks[0].startswith("not compared: the numbers of out (upsample1: from 14 to 46")


def test_a_network_too_large_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnndsl.verify.numbers.LARGEST_WORK", 1000)
    found = verify(checked("input 3x8x8 C3D4 FC5"))
    assert found.ok
    assert found.remarks[0].startswith("not compared: the numbers (")
    assert found.remarks[0].endswith("more than 1,000, input 3x8x8)")


@pytest.mark.parametrize(
    ("name", "shape"),
    [("resnet50", (3, 56, 56)), ("unet", (1, 189, 189)), ("vgg_d", (3, 224, 224))],
)
def test_the_same_module_is_tried_at_a_smaller_input(name: str, shape: tuple[int, ...]) -> None:
    result = compile_text(load(name))
    small = smaller(result, Build())
    assert small.network.input == shape
    assert small.totals.params == result.totals.params


def test_vgg_d_is_tried_at_its_own_input() -> None:
    found = verify(compile_text(load("vgg_d")))
    assert found.ok
    assert len(compared(found)) == 2
    assert "input 3x224x224" in found.remarks[0]


def test_numbers_do_without_pytorch() -> None:
    code = "import cnndsl.numbers.evaluation, cnndsl.verify.smaller_input, sys; print('torch' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


def test_without_numpy_one_line_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "numpy.py").write_text("raise ModuleNotFoundError(\"No module named 'numpy'\")")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from cnndsl.cli import main; sys.exit(main())"
    ran = subprocess.run(
        [sys.executable, "-c", code, "verify", "input 3x8x8 FC2"], capture_output=True, text=True
    )
    assert ran.returncode == 2
    assert ran.stderr.splitlines()[-1] == (
        "cnndsl: verifying needs PyTorch and NumPy: pip install 'cnndsl[torch]' "
        "(No module named 'numpy')"
    )


def test_a_layer_class_knows_nothing_of_numpy() -> None:
    folder = Path(sys.modules[Layer.__module__].__file__ or "").parent
    assert not any("numpy" in path.read_text() for path in folder.glob("*.py"))


def test_a_meaning_of_another_shape_is_said(monkeypatch: pytest.MonkeyPatch, run) -> None:  # type: ignore[no-untyped-def]
    def halved(_: Silu, x: Array, _weights: Weights) -> Array:
        return x[:, :1]

    monkeypatch.setitem(MEANINGS, Silu, halved)
    ran = run("verify", "-q", "input 3x8x8 silu")
    assert ran.status == 2
    assert ran.err == "cnndsl: the NumPy meaning of silu1 gives 1x8x8, not 3x8x8\n"
