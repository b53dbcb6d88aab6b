"""Modules for inference: what is gone from them, and that converted weights give the trained network's outputs."""

from pathlib import Path

import pytest
import torch
from conftest import Runner, checked
from safetensors.torch import load_file
from small_networks import NETWORKS
from structures import STRUCTURES

import cnndsl
from cnndsl.analyse.figures import Result
from cnndsl.compile import Options, compile_text, load
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import module_class, source
from cnndsl.program.folded_weights import folded
from cnndsl.verify.numbers import draw_weights
from cnndsl.verify.verification import verify

SPECS = {
    **NETWORKS,
    "every_kind": "input 4x8x8 C3D6 BN R DW3D12 BN conv(8, 3, groups=2) BN T2D6 BN silu GAP FC5 BN R FC3",
    "twice": "input 4x8x8 C3D6 BN BN DO BN R C3D6 DO BN GAP FC3",
    "without_factors": "input 4x8x8 C3D6b0 bn(1e-3, affine=no) R C1D3 BN S",
    "flat": "input 9 FC8b0 BN R add( FC7 BN | proj ) FC2",
    "one_dimension": "input 4x30 C3D6 BN T4D5s2p1 BN R [C3D5 BN R]*3 GAP FC2",
    "three_dimensions": "input 2x6x6x6 C3D4 BN T2D3 BN add( C3D6s2 BN | proj ) GAP FC2",
    "copies": "input 3x8x8 after conv { BN R } C3D4*3 C1D4*2 GAP FC2",
    "last_copy_unlike": "input 3x8x8 after conv { BN R } C3D4 C3D4*3",
    "tapped": "input 3x8x8 a: C3D4 BN R C3D4 b: BN R cat( id | @a | @b ) GAP FC2",
    "only_dropout": "block d(p) { DO<p> } input 4x8x8 d(0.2) add( id | drop_path(0.5) ) cat( DO | C1D2 ) d(0.3)",
    "in_blocks": "block b(d, e=1e-5) { C3D<d>b0 bn(e) R } input 3x8x8 b(4) b(5, 1e-2)*2 b(6) GAP FC2",
    "softmax": "input 3x8x8 C3D4 BN R head a { GAP FC2 S } GAP FC4 S",
    "nothing": "input 3x8x8 R M",
    **{name: STRUCTURES[name] for name in ("norms_that_stay", "norms_that_go", "scores_inside")},
}
BUNDLED = {
    "resnet18": (3, 64, 64),
    "resnet50": (3, 64, 64),
    "googlenet_torchvision": (3, 64, 64),
    "mobilenet_v2": (3, 64, 64),
    "densenet121": (3, 64, 64),
    "efficientnet_b0": (3, 64, 64),
    "vgg16_bn": (3, 32, 32),
    "preact_resnet1001": (3, 8, 8),
    "sound_1d": (1, 16000),
}


def outputs(result: Result, dtype: torch.dtype, logits: bool = False) -> list[list[torch.Tensor]]:
    """Those of a trained network, and of the module for inference with its weights."""
    torch.manual_seed(0)
    trained = module_class(result, Build(logits=logits))(dtype=dtype).eval()
    draw_weights(trained, dtype)
    model = module_class(result, Build(logits=logits, inference=True))(dtype=dtype)
    assert not any(module.training for module in model.modules())
    model.load_state_dict(folded(result.network, trained.state_dict()))
    image = torch.randn(2, *(result.network.input or ()), dtype=dtype)
    with torch.no_grad():
        given = (trained(image), model(image))
    return [[each] if isinstance(each, torch.Tensor) else list(each) for each in given]


def assert_equal(result: Result, dtype: torch.dtype, within: float, logits: bool = False) -> None:
    before, after = outputs(result, dtype, logits)
    assert len(before) == len(after)
    for one, other in zip(before, after, strict=True):
        assert one.dtype == other.dtype
        assert (one - other).abs().max() <= within * one.abs().max()


@pytest.mark.parametrize("name", sorted(SPECS))
def test_converted_weights_give_the_trained_networks_outputs(name: str) -> None:
    result = checked(SPECS[name])
    assert_equal(result, torch.float64, 1e-12)
    assert_equal(result, torch.float32, 1e-5, logits=True)
    assert verify(result, Build(inference=True)).ok


@pytest.mark.parametrize("name", sorted(BUNDLED))
def test_bundled_networks_too(name: str) -> None:
    result = compile_text(load(name), Options(inputs={"": BUNDLED[name]}))
    assert_equal(result, torch.float64, 1e-10)
    assert_equal(result, torch.float32, 1e-4)


def kinds(spec: str) -> list[str]:
    """The kinds of the modules for inference."""
    model = module_class(checked(spec), Build(inference=True))(device="meta")
    kept = [each for each in model.modules() if list(each.parameters(recurse=False))]
    return sorted({type(each).__name__ for each in kept})


def test_what_only_training_needs_is_gone() -> None:
    assert kinds(SPECS["every_kind"]) == ["Conv2d", "ConvTranspose2d", "Linear"]
    assert kinds(SPECS["twice"]) == ["Conv2d", "Linear"]
    assert kinds(SPECS["copies"]) == ["Conv2d", "Linear"]
    assert kinds(SPECS["only_dropout"]) == ["Conv2d"]
    for name in (
        "resnet50",
        "mobilenet_v2",
        "googlenet_torchvision",
        "vgg16_bn",
        "efficientnet_b0",
    ):
        text = source(compile_text(load(name)), Build(inference=True))
        assert "BatchNorm" not in text
        assert "Dropout" not in text
        assert "self.training" not in text


def test_a_norm_stays_where_no_layer_can_do_what_it_does() -> None:
    assert "BatchNorm2d" in kinds("input 4x8x8 R BN C3D4")  # nothing before it
    assert "BatchNorm2d" in kinds("input 4x8x8 C3D4 R BN")  # a ReLU between
    assert "BatchNorm2d" in kinds(
        "input 4x8x8 a: C3D4 BN cat( id | @a )"
    )  # another wants what comes in
    assert "BatchNorm2d" in kinds("input 4x8x8 add( C3D4 | id ) BN")
    text = source(compile_text(load("densenet121")), Build(inference=True))
    assert (
        text.count("nn.BatchNorm2d(") == 3
    )  # after sums of maps: in a layer, a transition and the end


def test_half_precision_weights_are_folded_in_double_and_keep_their_type() -> None:
    result = checked("input 3x8x8 C3D4 BN R")
    trained = module_class(result, Build())(dtype=torch.bfloat16)
    state = folded(result.network, trained.state_dict())
    assert {value.dtype for value in state.values()} == {torch.bfloat16}
    assert set(state) == {"conv1.weight", "conv1.bias"}


def test_where_the_device_is_missing_the_conversion_is_tried_on_the_cpu() -> None:
    found = verify(checked("input 3x8x8 C3D4 BN R"), Build("cuda:77", inference=True))
    assert found.ok
    assert "not run: there is no cuda:77 here" in found.remarks
    assert any(each.startswith("converted weights") for each in found.remarks)


def test_a_checkpoint_becomes_its_weights_in_one_call() -> None:
    spec = "input 3x8x8 C3D8 BN R C3D8 BN R aux a { GAP FC2 } GAP FC3"
    net = cnndsl.check(spec)
    trained = module_class(net.result, Build())().state_dict()
    theirs = {f"module.{name}": value for name, value in trained.items()}
    model = cnndsl.build(net, inference=True)
    found = cnndsl.fit_weights(net, theirs, inference=True, dtype="bfloat16")
    assert set(found) == {f"{n}.{r}" for n in ("conv1", "conv2", "fc1") for r in ("weight", "bias")}
    assert {value.dtype for value in found.values()} == {torch.bfloat16}
    model.load_state_dict(cnndsl.fit_weights(net, theirs, inference=True))
    missing = {name: value for name, value in theirs.items() if "bn2.running_var" not in name}
    with pytest.raises(cnndsl.WeightsError, match="bn2"):
        cnndsl.fit_weights(net, missing, inference=True)


def test_the_command_writes_them(run: Runner, tmp_path: Path) -> None:
    spec, theirs, ours = (tmp_path / name for name in ("net.cnn", "t.pth", "o.safetensors"))
    spec.write_text("input 3x8x8 C3D8 BN R GAP FC3")
    trained = cnndsl.build(spec)
    torch.save(trained.state_dict(), theirs)
    wrote = run("weights", str(spec), str(theirs), "--inference", "-o", str(ours))
    assert wrote.status == 0
    assert ": 251 parameters" in wrote.out  # 8*(3*3*3 + 1) + 3*(8 + 1)
    model = cnndsl.build(spec, inference=True)
    model.load_state_dict(load_file(ours))
    image = torch.randn(2, 3, 8, 8)
    torch.testing.assert_close(model(image), trained.eval()(image))


@pytest.mark.parametrize("name", ["residual", "heads"])
def test_it_compiles_and_exports(name: str) -> None:
    torch._dynamo.reset()
    result = checked(NETWORKS[name])
    model = module_class(result, Build(inference=True))()
    image = torch.randn(3, *(result.network.input or ()))
    compiled = torch.compile(model, fullgraph=True, backend="aot_eager")
    exported = torch.export.export(model, (image,)).module()
    for other in (compiled, exported):
        torch.testing.assert_close(other(image), model(image))


def test_the_command(run: Runner) -> None:
    built = run("build", "resnet18", "--inference", "-q")
    assert built.status == 0
    assert "11,684,712 parameters" in built.out  # 11,689,512 less 9,600 of norms, and 4,800 biases
    verified = run("verify", "cifar_example", "--inference", "--logits")
    assert verified.status == 0
    assert "converted weights give the trained network's numbers" in verified.out
    assert run("build", "resnet18", "--inference", "--zero-last-norm").status == 2
