"""How weights start, in the module and in the numbers."""

import re

import pytest
import torch
from conftest import Runner, checked, tried
from small_networks import NETWORKS

from cnndsl.compile import compile_text, load
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import source
from cnndsl.resources import bundled
from cnndsl.verify.verification import module_class


def spread(weight: torch.Tensor) -> tuple[float, float]:
    """The standard deviation, and He's: the root of 2 / inputs."""
    return weight.std().item(), (2 / weight[0].numel()) ** 0.5


def test_the_numbers_are_hes() -> None:
    torch.manual_seed(0)
    spec = "input 64x16x16 C3D128 BN R DW3 R C1D256 relu6 GAP FC512 R FC300 S"
    model = module_class(checked(spec), Build())()
    for layer in (model.conv1, model.dwconv1, model.conv2, model.fc1):
        found, hes = spread(layer.weight)
        assert found == pytest.approx(hes, rel=0.05)
        assert not layer.bias.any()
    bound = 512**-0.5  # PyTorch's own: evenly up to the root of 1 / inputs
    assert 0.99 * bound < model.fc2.weight.abs().max() <= bound


def test_numbers_keep_their_size_through_thirty_layers() -> None:
    torch.manual_seed(0)
    model = module_class(checked("input 3x16x16 C3D48 R [C3D48 R]*30 C1D48"), Build())()
    images = torch.randn(2, 3, 16, 16)
    with torch.no_grad():
        assert 0.05 < model(images).std() < 20
        for layer in model.modules():
            if isinstance(layer, torch.nn.Conv2d):
                layer.reset_parameters()  # as PyTorch has it, a sixth of the variance is left each time
        one, other = model(images)
        assert (one - other).std() < 1e-5


def test_residual_blocks_can_start_as_their_shortcuts() -> None:
    result = compile_text(load("resnet50"))
    text = source(result, Build(zero_last_norm=True))
    assert "        nn.init.zeros_(self.bn3.weight)\n" in text
    assert "Residual blocks that end in a norm start as their shortcuts" in text
    model = module_class(result, Build(zero_last_norm=True))()
    norms = [each for each in model.modules() if isinstance(each, torch.nn.BatchNorm2d)]
    assert sum(not each.weight.any() for each in norms) == 3 + 4 + 6 + 3
    block = model.layer1[1].eval()
    image = torch.rand(2, 256, 8, 8)
    assert torch.equal(block(image), image)
    assert "zeros_(self" not in source(result)


def test_the_last_norm_is_found_inside_parts_and_before_dropout() -> None:
    text = source(compile_text(load("efficientnet_b0")), Build(zero_last_norm=True))
    lasts = re.findall(r"nn.init.zeros_\(self\.(.*)\)", text)
    assert lasts == ['block[-1][-1].get_parameter("weight")']
    for branches in (
        "add( b(4) DO | id ) add( b(4)*2 | proj )",
        "add( x: seq[C3D4 R seq[C3D4 BN]] | id )",
        "x: seq[add( y: seq[seq[C3D4 R] seq[b(4)]] DO | id )]",
    ):
        spec = f"block b(d) {{ C3D<d> R C3D<d> BN }} input 4x8x8 {branches}"
        model = module_class(checked(spec), Build(zero_last_norm=True))().eval()
        image = torch.rand(2, 4, 8, 8)
        assert torch.equal(model(image), image)


def test_blocks_that_end_otherwise_in_some_use_are_left_alone() -> None:
    for spec in (
        "block nb(aff=yes) { C3D8 bn(affine=aff) } input 8x8x8 add( nb | id ) R add( nb(no) | id ) R",
        "block nb(h) { C3D8 [BN]*<h> } input 8x8x8 add( nb(1) | id ) R add( nb(0) | id ) R",
    ):
        module_class(checked(spec), Build(zero_last_norm=True))(device="meta")


@pytest.mark.parametrize(
    "spec",
    [
        "after conv { BN } input 8x8x8 add( C3D8*2 | id ) R C1D3",
        "input 8x8x8 add( C3D8 BN R C3D8 BN id | id )",
        "input 8x8x8 a: R add( C3D8 BN DO | @a )",
    ],
)
def test_norms_at_the_end_are_found_in_lists_and_behind_what_rests(spec: str) -> None:
    assert "nn.init.zeros_(self." in source(checked(spec), Build(zero_last_norm=True))


def test_transposed_convolutions_start_by_the_inputs_that_an_output_is_made_of() -> None:
    torch.manual_seed(0)
    for spec in ("T2D64 R", "T4D64s2p1 R", "T3D64s1p1 R", "T2D64s2g4 R"):
        model = module_class(checked(f"input 32x24x24 {spec} C1D3"), Build())()
        with torch.no_grad():
            inner = model.deconv1(torch.randn(8, 32, 24, 24))[..., 4:-4, 4:-4]
        assert inner.square().mean() == pytest.approx(2, rel=0.15), spec  # a ReLU halves it


def test_the_option_says_where_it_changes_nothing(run: Runner) -> None:
    ran = run("build", "vgg16_bn", "--zero-last-norm")
    assert (ran.status, ran.out) == (2, "")
    assert "no residual branch of VGG16_BN ends in a norm" in ran.err
    assert run("build", "resnet18", "--zero-last-norm", "-q").status == 0


@pytest.mark.parametrize("name", tried({*NETWORKS, *bundled()}))
def test_the_module_says_how_its_weights_start(name: str) -> None:
    text = source(checked(NETWORKS[name]) if name in NETWORKS else compile_text(load(name)))
    stated = "Weights that feed a ReLU start as He has it" in text.split("import")[0]
    assert stated == ("he_normal(" in text)
    others = {"cifar_example", "conv_autoencoder", "espcn", "lenet5", "lenet5_1998", "localization"}
    assert stated or name in others
