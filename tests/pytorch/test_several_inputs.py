"""Networks of several inputs, each against a module written by hand, and wherever PyTorch goes with them."""

import io
from itertools import cycle, product
from typing import Any

import pytest
import torch
from conftest import checked
from images import images_of
from test_memory import alive_at_once, kept, saved_by_autograd
from test_views import prepared, seen
from torch import nn
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

from cnndsl.analyse.figures import Result
from cnndsl.analyse.inference import Inference
from cnndsl.compile import compile_text
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import module_class, source
from cnndsl.text import Text
from cnndsl.verify.smaller_input import QUICK, smaller, work
from cnndsl.verify.verification import verify


class Tower(nn.Sequential):
    """Koch's tower for Omniglot, smaller."""

    def __init__(self) -> None:
        layers = [nn.Conv2d(1, 4, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 3), nn.ReLU()]
        super().__init__(*layers, nn.Flatten(), nn.Linear(6 * 6 * 6, 10), nn.Sigmoid())


class Siamese(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.one, self.other, self.score = Tower(), Tower(), nn.Linear(10, 1)

    def forward(self, left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.score(self.one(left) - self.other(right)))


class Stereo(nn.Module):
    """A disparity for each place, of both images, and of the left one once more."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.down = nn.Conv2d(6, 8, 3, padding=1), nn.Conv2d(8, 8, 3, 2, 1)
        self.up, self.last = nn.ConvTranspose2d(8, 8, 2, 2), nn.Conv2d(11, 1, 3, padding=1)

    def forward(self, left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
        x = functional.relu(self.first(torch.cat((left, right), 1)))
        x = functional.relu(self.up(functional.relu(self.down(x))))
        return self.last(torch.cat((x, left), 1))


class ImageAndAge(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv, self.hidden, self.last = (
            nn.Conv2d(3, 4, 3, 2, 1),
            nn.Linear(5, 6),
            nn.Linear(6, 2),
        )

    def forward(self, image: torch.Tensor, age: torch.Tensor) -> torch.Tensor:
        x = functional.relu(self.conv(image)).mean((2, 3))
        return self.last(functional.relu(self.hidden(torch.cat((x, age), 1))))


class TimeBlock(nn.Module):
    """A diffusion network's block: the time's vector is a shift and a factor of each channel."""

    def __init__(self, before: int, depth: int) -> None:
        super().__init__()
        self.conv, self.time = nn.Conv2d(before, depth, 3, padding=1), nn.Linear(8, depth)
        self.after = nn.Conv2d(depth, depth, 3, padding=1)

    def forward(self, x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        x = functional.silu(self.conv(x)) * self.time(functional.silu(t))[:, :, None, None]
        return functional.silu(self.after(x))


class Diffusion(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.one, self.two, self.three = TimeBlock(3, 4), TimeBlock(4, 6), TimeBlock(10, 4)
        self.last = nn.Conv2d(4, 3, 1)

    def forward(self, x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        first = self.one(x, t)
        deep = self.two(functional.max_pool2d(first, 2), t)
        up = functional.interpolate(deep, scale_factor=2.0)
        return self.last(self.three(torch.cat((first, up), 1), t))


class Flow(nn.Module):
    """Two images, their difference and both: a flow at half size and, named, one at full size."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.two = nn.Conv2d(1, 4, 3, padding=1), nn.Conv2d(1, 4, 3, padding=1)
        self.both, self.coarse = nn.Conv2d(8, 6, 3, 2, 1), nn.Conv2d(6, 2, 1)
        self.last = nn.Conv2d(6, 2, 3, padding=1)

    def forward(
        self, before: torch.Tensor, behind: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        both = torch.cat((functional.relu(self.one(before)), functional.relu(self.two(behind))), 1)
        x = functional.relu(self.both(both))
        return self.coarse(x), functional.interpolate(self.last(x), scale_factor=2.0)


TIMED = "block timed(d, t) { C3D<d> silu mul( id | @t silu FC<d> ) C3D<d> silu } "
WRITTEN: dict[str, tuple[str, type[nn.Module]]] = {
    "siamese": (
        "block tower { C5D4p0 R M C3D6p0 R FC10 sigmoid } input left 1x20x20 input right 1x20x20 "
        "a: tower @right b: tower sub( @a | @b ) FC1 sigmoid",
        Siamese,
    ),
    "stereo": (
        "input left 3x8x12 input right 3x8x12 cat( id | @right ) C3D8 R C3D8s2 R T2D8 R cat( id | @left ) C3D1",
        Stereo,
    ),
    "image_and_age": (
        "input image 3x32x32 input age 1 C3D4s2 R GAP F cat( id | @age ) FC6 R FC2",
        ImageAndAge,
    ),
    "diffusion": (
        f"{TIMED} input x 3x8x8 input t 8 e: timed(4, @t) M timed(6, @t) U2 cat( @e | id ) timed(4, @t) C1D3",
        Diffusion,
    ),
    "flow": (
        "input before 1x8x12 input behind 1x8x12 cat( C3D4 R | @behind C3D4 R ) C3D6s2 R "
        "head coarse { C1D2 } C3D2 U2",
        Flow,
    ),
}
EACH = pytest.mark.parametrize("name", WRITTEN)


def both(name: str) -> tuple[Result, nn.Module, nn.Module]:
    """The network, its module, and the one that is written by hand, with the same weights."""
    spec, written = WRITTEN[name]
    result = compile_text(Text(name, f"network {written.__name__} {spec}"))
    assert result.network.ok, result.network.diagnostics
    torch.manual_seed(0)
    ours, theirs = module_class(result, Build())().double(), written().double()
    pairs = zip(ours.state_dict().values(), theirs.state_dict().values(), strict=True)
    for mine, value in pairs:
        value.copy_(mine)
    return result, ours.eval(), theirs.eval()


def values(given: Any) -> tuple[torch.Tensor, ...]:
    return (given,) if isinstance(given, torch.Tensor) else tuple(given)


@EACH
def test_it_gives_what_the_module_written_by_hand_gives(name: str) -> None:
    result, ours, theirs = both(name)
    given = images_of(result.network, 2, torch.randn, dtype=torch.float64)
    named = ours(**dict(zip(result.network.shapes, given, strict=True)))
    for mine, value in zip(values(named), values(theirs(*given)), strict=True):
        torch.testing.assert_close(mine, value, rtol=1e-12, atol=1e-12)


@EACH
def test_parameters_and_work_are_those_of_the_module_written_by_hand(name: str) -> None:
    result, _, theirs = both(name)
    with FlopCounterMode(display=False) as counter:
        theirs(*images_of(result.network, 1, dtype=torch.float64))
    assert result.totals.params == sum(each.numel() for each in theirs.parameters())
    assert result.totals.macs == counter.get_total_flops() // 2


@EACH
def test_memory_is_what_pytorch_holds(name: str) -> None:
    result, _, _ = both(name)
    model = module_class(result, Build())()
    for images in (1, 2):
        given = images_of(result.network, images)
        assert kept(result, images) == saved_by_autograd(model, *given)
        assert images * Inference(result.program.whole, 4).peak == alive_at_once(model, *given)


@EACH
@pytest.mark.parametrize(
    "build", [Build(), Build(inference=True), Build(dtype="bfloat16")], ids=str
)
def test_numpy_makes_the_same_of_it(name: str, build: Build) -> None:
    spec, _ = WRITTEN[name]
    found = verify(compile_text(Text(name, spec.replace("C3D4 R", "C3D4 BN R"))), build)
    assert found.ok, [each for each in found.comparisons if not each.agrees]
    assert any("numbers: the same as NumPy's" in each for each in found.remarks)


def test_a_large_pair_is_tried_at_smaller_inputs() -> None:
    """9*(6*64 + 64*64 + 64) for each of 128x128 places are 6.7e8, still more than the 5e8 that are quick."""
    spec = "input left 3x256x256 input right 3x256x256 cat( id | @right ) C3D64 R C3D64 R C3D1"
    found = verify(compile_text(Text("large", spec)))
    assert found.ok
    assert "input left 3x64x64, right 3x64x64" in found.remarks[0]


@EACH
def test_fx_export_and_compile_take_it(name: str) -> None:
    result, ours, _ = both(name)
    ours.float()
    given = images_of(result.network, 3)
    wanted = values(ours(*given))
    batch = torch.export.Dim("batch", min=1, max=64)
    exported = torch.export.export(
        ours, tuple(given), dynamic_shapes={each: {0: batch} for each in result.network.shapes}
    ).module()
    compiled = torch.compile(ours, fullgraph=True, backend="eager")
    for made in (torch.fx.symbolic_trace(ours), exported, compiled):
        for mine, value in zip(values(made(*given)), wanted, strict=True):
            torch.testing.assert_close(mine, value)


def test_onnx_has_the_inputs_by_name() -> None:
    onnx = pytest.importorskip("onnxruntime")
    pytest.importorskip("onnxscript")
    result, ours, _ = both("diffusion")
    given = images_of(result.network, 1)
    program = torch.onnx.export(ours.float(), tuple(given), dynamo=True, verbose=False)
    written = io.BytesIO()
    program.save(written)
    session = onnx.InferenceSession(written.getvalue())
    assert [each.name for each in session.get_inputs()] == ["x", "t"]
    (out,) = session.run(None, {"x": given[0].numpy(), "t": given[1].numpy()})
    torch.testing.assert_close(torch.from_numpy(out), ours(*given), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16], ids=str)
@EACH
def test_halves(name: str, dtype: torch.dtype) -> None:
    result, ours, _ = both(name)
    given = images_of(result.network, 2, dtype=dtype)
    assert {each.dtype for each in values(ours.to(dtype)(*given))} == {dtype}


def test_weights_of_the_module_written_by_hand_fit() -> None:
    import cnndsl

    spec, _ = WRITTEN["diffusion"]
    result, ours, theirs = both("diffusion")
    fitted = cnndsl.fit_weights(cnndsl.check(f"network Diffusion {spec}"), theirs.state_dict())
    ours.load_state_dict(fitted)
    given = images_of(result.network, 2, dtype=torch.float64)
    torch.testing.assert_close(ours(*given), theirs(*given))


def test_layers_are_timed_one_by_one() -> None:
    import cnndsl

    spec, _ = WRITTEN["stereo"]
    found = cnndsl.report(cnndsl.check(spec), measure=True)
    assert all(each.measured_seconds is not None for each in found.layers if each.macs)


def test_a_new_head_behind_several_inputs_has_fresh_values() -> None:
    """The checkpoint's last layer has 2 classes, the network 3; all else is the checkpoint's."""
    import cnndsl

    spec, _ = WRITTEN["image_and_age"]
    _, _, theirs = both("image_and_age")
    other = cnndsl.check(spec.replace("FC2", "FC3"))
    fitted = cnndsl.fit_weights(other, theirs.state_dict(), fresh_head=True)
    assert sorted(fitted.fresh) == ["fc2.bias", "fc2.weight"]


SEEN = {
    "both at once": "input a 3x24x24 input b 3x24x24 C3D4 cat( id | @b C5D3 ) C3D2s2",
    "the second alone": "input a 3x24x24 input b 3x24x24 @b C3D4 C5D2s2 head h { @a C1D1 } C3D2",
    "a factor from the first": "input s 2x20 input m 2x24x24 @m C3D4 mul( id | @s C3D4 GAP F ) C3D2",
    "a flat one before": "input age 2 input m 2x24x24 @m C3D4 mul( id | @age FC4 ) C3D2",
    "places of another": "input a 2x7x7 input b 2x24x24 dot( @b C3D3 | C3D3 ) C3D2",
    "weights for another": "input m 2x24x24 input v 2x6 mix( C3D6 | @v C3D3 ) C5D2",
}


@pytest.mark.parametrize("name", SEEN)
def test_views_are_what_the_gradient_of_the_named_input_reaches(name: str) -> None:
    result = compile_text(Text(name, f"after none {SEEN[name]} affine(1)"))
    assert result.network.ok, result.network.diagnostics
    given = images_of(result.network, 1, dtype=torch.float64, requires_grad=True)
    output = values(prepared(result)(*given))[-1]
    row = result.rows[-1]
    image = given[list(result.network.shapes).index(row.sees)]
    for places in product(*(range(size // 3, 2 * size // 3) for size in output.shape[2:])):
        wide = [
            axis.seen_by(place)
            for axis, place in zip(row.view, cycle(places), strict=False)
            if axis
        ]
        ends = [
            (max(first, 0), min(last, size - 1))
            for (first, last), size in zip(wide, image.shape[2:], strict=True)
        ]
        assert seen(output, image, places) == ends, places


def test_a_network_of_several_inputs_takes_no_other_depth() -> None:
    """Which of them it would be of, nothing says; with one input of that name it does."""
    alone = checked("input left 3x8x8 C3D4 R GAP FC2")
    assert "in_channels" in source(alone)
    pair = checked("input left 3x8x8 input right 5 C3D4 R GAP FC3 R mul( id | @right FC3 ) FC2")
    assert pair.network.ok
    assert "in_channels: int = " not in source(pair)


def test_all_inputs_are_tried_smaller_together() -> None:
    """Where none of them can be smaller, nothing is tried for ever; else all are by the same share."""
    large = checked(
        "input left 3x256x256 input right 8x256x256 cat( C3D64 R C3D64 R | @right C3D64 R ) C3D8 R GAP FC2"
    )
    assert work(large) > QUICK
    found = smaller(large, Build())
    sizes = {shape[1:] for shape in found.network.shapes.values()}
    assert len(sizes) == 1
    assert max(sizes) < (256, 256)
    flat = checked("input left 40000 input right 40000 cat( FC9000 R | @right FC9000 R ) FC2")
    assert work(flat) > QUICK
    assert smaller(flat, Build()).network.inputs == flat.network.inputs
