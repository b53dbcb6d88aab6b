"""Networks that put numbers back where their pools found them, held against modules that are written by hand."""

from typing import Any

import pytest
import torch
from conftest import checked, problems
from random_specs import random_spec
from test_memory import alive_at_once, kept, saved_by_autograd
from torch import fx, nn
from torch.utils.flop_counter import FlopCounterMode

from cnndsl.analyse.inference import Inference
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import module_class
from cnndsl.verify.verification import verify

SEGNET = """
    block enc(d, n) {{ [C3D<d> BN R]*<n> M }}
    block dec(d, n, p) {{ unpool(@p) [C3D<in> BN R]*<n-1> C3D<d> BN R }}
    input 3x{size}
    e1: enc(6, 2) e2: enc(8, 2) e3: enc(10, 3)
    dec(8, 3, @e3) dec(6, 2, @e2) unpool(@e1) C3D6 BN R C3D4
"""


def conv(a: int, b: int) -> list[nn.Module]:
    return [nn.Conv2d(a, b, 3, padding=1), nn.BatchNorm2d(b), nn.ReLU(inplace=True)]


class SegNet(nn.Module):
    """Badrinarayanan et al. 2015 in small: pools hand their places to the decoder's unpools."""

    def __init__(self) -> None:
        super().__init__()
        self.down = nn.ModuleList(
            nn.Sequential(*(each for a, b in pairs for each in conv(a, b)))
            for pairs in (
                [(3, 6), (6, 6)],
                [(6, 8), (8, 8)],
                [(8, 10), (10, 10), (10, 10)],
            )
        )
        self.up = nn.ModuleList(
            nn.Sequential(*(each for a, b in pairs for each in conv(a, b)))
            for pairs in ([(10, 10), (10, 10), (10, 8)], [(8, 8), (8, 6)], [(6, 6)])
        )
        self.last = nn.Conv2d(6, 4, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        found = []
        for down in self.down:
            x = down(x)
            size = x.shape
            x, places = nn.functional.max_pool2d(x, 2, return_indices=True)
            found.append((places, size))
        for up in self.up:
            places, size = found.pop()
            x = up(nn.functional.max_unpool2d(x, places, 2, output_size=size))
        return self.last(x)


def pair(size: str) -> tuple[Any, nn.Module, nn.Module]:
    """The network, its module, and the written one with the same weights."""
    torch.manual_seed(0)
    result = checked(SEGNET.format(size=size))
    ours, theirs = module_class(result, Build())(), SegNet()
    values = list(theirs.state_dict().values())
    assert [v.shape for v in ours.state_dict().values()] == [v.shape for v in values]
    ours.load_state_dict(dict(zip(ours.state_dict(), values, strict=True)))
    return result, ours, theirs


@pytest.mark.parametrize("size", ["32x40", "45x37"])
def test_a_segnet_is_the_one_that_is_written_by_hand(size: str) -> None:
    """Also where sizes are odd, so that 22 rows become 45 again: numbers, gradients, parameters and work."""
    result, ours, theirs = pair(size)
    image = torch.rand(2, *result.network.input)
    results = []
    for model in (ours.train(), theirs.train()):
        x = image.clone().requires_grad_()
        y = model(x)
        (y * y).mean().backward()
        results.append([y, x.grad, *(each.grad for each in model.parameters())])
    for own, other in zip(*results, strict=True):
        torch.testing.assert_close(own, other)
    assert result.totals.params == sum(each.numel() for each in theirs.parameters())
    with FlopCounterMode(display=False) as flops:
        theirs.eval()(image[:1])
    assert 2 * result.totals.macs == flops.get_total_flops()
    assert verify(result).ok


@pytest.mark.parametrize("size", ["32x40", "45x37"])
def test_its_memory_is_pytorchs_to_the_byte(size: str) -> None:
    """Places are eight bytes each, and are held until they have been used."""
    result, ours, theirs = pair(size)
    for images in (1, 2):
        image = torch.rand(images, *result.network.input)
        assert kept(result, images) == saved_by_autograd(ours, image)
        assert Inference(result.program.whole, 4, images).peak == alive_at_once(ours, image)
    assert saved_by_autograd(ours, image) == saved_by_autograd(theirs, image)


def test_its_module_takes_other_sizes_and_pytorchs_tools() -> None:
    result, ours, theirs = pair("32x40")
    ours, theirs = ours.eval(), theirs.eval()
    for size in ((32, 40), (17, 23)):
        image = torch.rand(1, 3, *size)
        torch.testing.assert_close(ours(image), theirs(image))
    image = torch.rand(2, 3, 32, 40)
    wanted = theirs(image)
    auto = torch.export.Dim.AUTO
    exported = torch.export.export(ours, (image,), dynamic_shapes=({0: auto, 2: auto, 3: auto},))
    torch.testing.assert_close(fx.symbolic_trace(ours)(image), wanted)
    torch.testing.assert_close(exported.module()(image), wanted)
    torch.testing.assert_close(exported.module()(image[:, :, :24]), theirs(image[:, :, :24]))
    torch.testing.assert_close(torch.compile(ours, backend="eager", fullgraph=True)(image), wanted)
    half = ours.to(torch.bfloat16)(image.to(torch.bfloat16))
    assert half.dtype is torch.bfloat16
    assert half.isfinite().all()
    assert result.network.ok


POOLS = ["M", "M3", "M2s3", "M3s3p1", "P2c1", "P2s4d2", "M3c1p1"]


@pytest.mark.parametrize("pool", POOLS)
@pytest.mark.parametrize("shape", ["2x11", "2x9x12", "2x7x8x9"])
def test_any_pool_gives_its_places_back(pool: str, shape: str) -> None:
    """One to three axes, steps, padding, dilation and partial windows: values and gradients of PyTorch's scatter."""
    result = checked(f"input {shape} p: {pool} affine(2) unpool(@p)")
    model = module_class(result, Build())()
    x = torch.rand(2, *result.network.input, dtype=torch.float64)
    own = x.clone().requires_grad_()
    y = model(own)
    pooled, at = model.p(x)
    flat = torch.zeros(2, 2, x[0, 0].numel(), dtype=x.dtype)
    for image, channel in ((i, c) for i in range(2) for c in range(2)):  # one number at a time
        for number, place in zip(
            pooled[image, channel].flatten(), at[image, channel].flatten(), strict=True
        ):
            flat[image, channel, place] = 2 * number
    torch.testing.assert_close(y, flat.view_as(x))
    y.sum().backward()
    torch.testing.assert_close(own.grad, 2 * (flat.view_as(x) != 0).to(x.dtype))
    assert verify(result).ok


def test_where_windows_overlap_numbers_are_not_compared() -> None:
    """Two of them may have the same place, and PyTorch does not say which number stays there."""
    result = checked("input 2x9x9 p: P3s2p1 C3D2 unpool(@p)")
    found = verify(result)
    assert found.ok
    assert any("windows share a place" in each for each in found.remarks)


def test_where_rounding_decides_numbers_are_not_compared() -> None:
    """Equal numbers that are worked out, as one constant by another, may differ by rounding; zeros of a ReLU do not."""
    result = checked("input 2x8x8 C3D4 R p: M C3D4 R unpool(@p) C1D2")
    assert "numbers: the same as NumPy's" in verify(result).remarks[0]
    alike = checked("input 2x8x8 GAP C1D4 upsample(8) p: M C3D4 R unpool(@p) C1D2")
    found = verify(alike)
    assert found.ok
    assert any("rounding decides which is largest" in each for each in found.remarks)


@pytest.mark.parametrize("seed", range(12))
def test_networks_of_all_that_came_with_version_2_are_what_numpy_makes_of_them(seed: int) -> None:
    found = checked(random_spec(seed, new=True))
    assert not problems(found, "error"), found.network.diagnostics
    assert verify(found).ok
