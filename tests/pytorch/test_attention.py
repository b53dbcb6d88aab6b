"""Networks of differences, maxima and attention, held against modules that are written by hand."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from conftest import checked, problems
from test_memory import alive_at_once, kept, saved_by_autograd
from torch import fx, nn
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

from cnndsl.analyse.inference import Inference
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import module_class, source
from cnndsl.layers.joins import Join
from cnndsl.measuring import done
from cnndsl.numbers.joins import JOINED
from cnndsl.verify.verification import verify

Forward = Callable[[nn.ModuleList, torch.Tensor], torch.Tensor]


class Written(nn.Module):
    """Layers in the order in which they run, and what is done with them."""

    def __init__(self, layers: list[nn.Module], forward: Forward) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)
        self.does = forward

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.does(self.layers, x)


class Gamma(nn.Module):
    """One learned number for each channel, 0 at first."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(channels, 1, 1))


def conv(a: int, b: int, **options: Any) -> nn.Conv2d:
    return nn.Conv2d(a, b, 1, **options)


def non_local(m: Any, x: torch.Tensor) -> torch.Tensor:
    """Wang et al. 2018, embedded Gaussian: softmax(theta^T phi) g, a 1x1 convolution, and what came in."""
    theta, phi, g = (m[k](x).flatten(2) for k in range(3))
    pairs = (theta.transpose(1, 2) @ phi).softmax(-1)  # of each place, over all places
    y = (pairs @ g.transpose(1, 2)).transpose(1, 2).reshape(len(x), -1, *x.shape[2:])
    return m[3](y) + x


def self_attention(m: Any, x: torch.Tensor) -> torch.Tensor:
    """SAGAN's: a place j looks by g(j) at all f(i), with an eighth of the channels; gamma is learned from 0 on."""
    g, f, h = (m[k](x).flatten(2) for k in (1, 2, 3))
    beta = torch.einsum("bci,bcj->bji", f, g).softmax(2)
    o = torch.einsum("bji,bci->bcj", beta, h).unflatten(2, x.shape[2:])
    return m[0].weight * o + x


def in_a_unet(m: Any, x: torch.Tensor) -> torch.Tensor:
    """Ho et al. 2020: a norm, then q, k and v; scores are divided by the root of the 8 channels."""
    q, k, v = (m[n](m[0](x)).flatten(2).transpose(1, 2) for n in (1, 2, 3))
    y = (q @ k.transpose(1, 2) * 8**-0.5).softmax(-1) @ v
    return m[4](y.transpose(1, 2).unflatten(2, x.shape[2:])) + x


def heads(m: Any, x: torch.Tensor) -> torch.Tensor:
    """Multi-head attention without positions, as in BoTNet's bottleneck, by PyTorch's own function."""
    q, k, v = (
        m[n](x).unflatten(1, (4, -1)).flatten(3).transpose(2, 3).contiguous() for n in range(3)
    )
    y = functional.scaled_dot_product_attention(q, k, v).transpose(2, 3).reshape_as(x)
    return m[3](y) + x


def pooled(m: Any, x: torch.Tensor) -> torch.Tensor:
    """Attention pooling: every place has a weight, and they sum to 1."""
    weights = m[0](x).flatten(1).softmax(1)
    return m[1](torch.einsum("bp,bcp->bc", weights, x.flatten(2)))


def maxout(m: Any, x: torch.Tensor) -> torch.Tensor:
    """Goodfellow et al. 2013: the largest of five affine maps, each number by itself."""
    return m[5](torch.stack([m[k](x) for k in range(5)], 2).max(2).values)


def excited(m: Any, x: torch.Tensor) -> torch.Tensor:
    """Squeeze-and-excitation, with fully connected layers as in the paper."""
    s = m[1](m[0](x.mean((2, 3))).relu()).sigmoid()
    return x * s.unsqueeze(2).unsqueeze(3)


def left(m: Any, x: torch.Tensor) -> torch.Tensor:
    return (x - m[0](x)).relu()


def queries(m: Any, x: torch.Tensor) -> torch.Tensor:
    """Of what comes in only the queries are learned, so that the scores keep no queries."""
    values = x.flatten(2)
    scores = torch.einsum("bcq,bcp->bpq", m[0](x).flatten(2), values)
    return (values @ scores.softmax(1)).unflatten(2, x.shape[2:])


def unsharp(m: Any, x: torch.Tensor) -> torch.Tensor:
    return (m[0](x) - functional.avg_pool2d(x, 3, 1, 1)).relu()


SQUARED = "add( mix( dot( C1D8 | C1D8 ) S | C1D8 ) C1D16 | id )"
REFERENCES: dict[str, tuple[str, list[nn.Module], Forward]] = {
    "non-local": (
        f"input 16x5x7 after conv {{ }} {SQUARED}",
        [conv(16, 8), conv(16, 8), conv(16, 8), conv(8, 16)],
        non_local,
    ),
    "sagan": (
        "input 16x6x5 after conv { } add( mix( dot( C1D2 | C1D2 ) S | C1D16 ) scale(0) | id )",
        [Gamma(16), conv(16, 2), conv(16, 2), conv(16, 16)],
        self_attention,
    ),
    "of a diffusion model": (
        "input 8x4x5 after conv { } add( groupnorm(2) mix( dot( C1D8 | C1D8 ) affine(0.35355339059327373) S | C1D8 ) "
        "C1D8 | id )",
        [nn.GroupNorm(2, 8), *(conv(8, 8) for _ in range(4))],
        in_a_unet,
    ),
    "one vector of all": (
        "input 6x4x5 mix( C1D1 F S | id ) F FC3",
        [conv(6, 1), nn.Linear(6, 3)],
        pooled,
    ),
    "maxout": (
        "input 9 max( FC4 | FC4 | FC4 | FC4 | FC4 ) FC3",
        [*(nn.Linear(9, 4) for _ in range(5)), nn.Linear(4, 3)],
        maxout,
    ),
    "squeeze and excitation": (
        "input 8x5x6 mul( id | GAP F FC2 R FC8 sigmoid )",
        [nn.Linear(8, 2), nn.Linear(2, 8)],
        excited,
    ),
    "what is left": ("input 4x6x6 sub( id | C3D4 ) R", [nn.Conv2d(4, 4, 3, padding=1)], left),
    "queries alone": ("input 4x3x5 mix( dot( C1D4 | id ) S | id )", [conv(4, 4)], queries),
    "difference": (
        "input 4x6x6 sub( C3D4 | A3s1p1 ) R",
        [nn.Conv2d(4, 4, 3, padding=1)],
        unsharp,
    ),
}


def pair(name: str) -> tuple[Any, nn.Module, Written]:
    """The result and the module of a spec, and that by hand with its weights; in float64."""
    spec, layers, forward = REFERENCES[name]
    result = checked(spec)
    assert not problems(result, "error")
    ours = module_class(result, Build())(dtype=torch.float64)
    theirs = Written(layers, forward).double()
    for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        assert mine.shape == other.shape
        nn.init.normal_(mine)
        other.data.copy_(mine)
    return result, ours, theirs


@pytest.mark.parametrize("name", REFERENCES)
def test_values_gradients_weights_and_work_are_those_of_a_module_by_hand(name: str) -> None:
    result, ours, theirs = pair(name)
    images = torch.randn(2, 3, *(result.network.input or ()), dtype=torch.float64)
    images[1] = images[0]
    first, second = (each.clone().requires_grad_() for each in images)
    with FlopCounterMode(display=False) as counter:
        expected = theirs(first)
    found = ours(second)
    assert torch.allclose(found, expected, rtol=1e-12, atol=1e-12)
    up = torch.randn_like(expected)
    expected.backward(up)
    found.backward(up)
    for mine, other in zip(
        [second, *ours.parameters()], [first, *theirs.parameters()], strict=True
    ):
        assert mine.grad is not None
        assert torch.allclose(mine.grad, other.grad, rtol=1e-10, atol=1e-10)
    assert result.totals.params == sum(each.numel() for each in theirs.parameters())
    assert result.totals.macs == counter.get_total_flops() // 2 // 3  # three images
    assert verify(result).ok


@pytest.mark.parametrize("name", REFERENCES)
def test_memory_is_pytorchs_to_the_byte(name: str) -> None:
    result, model, _ = pair(name)
    image = torch.zeros(1, *(result.network.input or ()))
    assert kept(result) == saved_by_autograd(model.float(), image)
    assert Inference(result.program.whole, 4).peak == alive_at_once(model, image)


@pytest.mark.parametrize("name", REFERENCES)
def test_they_are_traced(name: str) -> None:
    result, model, _ = pair(name)
    image = torch.randn(2, *(result.network.input or ()), dtype=torch.float64)
    assert torch.equal(fx.symbolic_trace(model)(image), model(image))
    exported = torch.export.export(model, (image,), dynamic_shapes=({0: torch.export.Dim("n")},))
    assert torch.allclose(
        exported.module()(image[:1].repeat(5, 1, *[1] * (image.dim() - 2)))[:1], model(image[:1])
    )


def test_several_heads_are_shares_of_the_channels() -> None:
    """Shares are taken of one value, so that the projections of all heads stand before them, side by side."""
    spec = (
        "input 16x3x4 after conv { } block one { mix( dot( take(0, 4) | take(4, 8) ) affine(1/2) S | "
        "take(8, 12) ) } add( C1D48 split( one | one | one | one ) C1D16 | id )"
    )
    result = checked(spec)
    ours = module_class(result, Build())(dtype=torch.float64)
    theirs = Written([conv(16, 16), conv(16, 16), conv(16, 16), conv(16, 16)], heads).double()
    first, last = (each for each in ours.modules() if isinstance(each, nn.Conv2d))
    rows = first.weight.data.unflatten(0, (4, 3, 4)), first.bias.data.unflatten(0, (4, 3, 4))
    for k in range(
        3
    ):  # of each head's twelve channels four are its queries, four its keys, four its values
        theirs.layers[k].weight.data.copy_(rows[0][:, k].flatten(0, 1))  # type: ignore[union-attr, operator]
        theirs.layers[k].bias.data.copy_(rows[1][:, k].flatten(0, 1))  # type: ignore[union-attr, operator]
    theirs.layers[3].load_state_dict(last.state_dict())
    image = torch.randn(2, 16, 3, 4, dtype=torch.float64)
    assert torch.allclose(ours(image), theirs(image), rtol=1e-12, atol=1e-12)
    places, channels = 3 * 4, 16
    assert result.totals.macs == 4 * places * channels**2 + 2 * places**2 * channels


@pytest.mark.parametrize("first", ["6x3x4", "6x3", "6"])
@pytest.mark.parametrize("second", ["6x2x5", "6x7", "6"])
@pytest.mark.parametrize("how", ["dot", "mix"])
def test_places_of_any_axes(how: str, first: str, second: str) -> None:
    """Axes come of one input by flattening: its channels and places are looked at as a row, or as one place."""
    shapes = [tuple(map(int, each.split("x"))) for each in (first, second)]
    places = [torch.Size(each[1:]).numel() for each in shapes]
    if how == "mix":
        shapes[0] = (places[1], *shapes[0][1:])
    join = Join.kinds[how](inputs=tuple(shapes))
    a, b = (torch.randn(2, *each, dtype=torch.float64) for each in shapes)
    rows = [each.reshape(2, each.shape[1], -1) for each in (a, b)]
    by_hand = (
        torch.einsum("ncq,ncp->npq", *rows) if how == "dot" else torch.einsum("npq,ncp->ncq", *rows)
    )
    shape = join.infer(shapes[0])
    found = done(join.together, [a, b])
    assert found.shape[1:] == shape
    assert torch.allclose(found.reshape(2, by_hand.shape[1], -1), by_hand)
    assert torch.allclose(torch.from_numpy(JOINED[how]([a.numpy(), b.numpy()])), found)
    assert join.macs(shapes[0]) == shapes[0][0] * places[0] * (places[1] if how == "dot" else 6)


@pytest.mark.parametrize("spec", ["max( id | affine(1) )", "max( affine(1) | id | affine(2) )"])
def test_where_branches_are_equal_they_share_the_gradient(spec: str) -> None:
    """Two equal ones have half of it each, as PyTorch has it; above 0 the double alone is the largest."""
    model = module_class(checked(f"input 2x3x3 {spec}"), Build())()
    image = torch.rand(1, 2, 3, 3, requires_grad=True)
    model(image).sum().backward()
    assert image.grad is not None
    assert torch.equal(image.grad, torch.full_like(image, 2 if "2" in spec else 1))


def test_what_is_written_reads_as_the_formula_does() -> None:
    text = source(checked(REFERENCES["non-local"][0]))
    assert " = (y4.flatten(2).transpose(1, 2) @ y3.flatten(2)).unflatten(2, y3.size()[2:])" in text
    assert "y = (y2.flatten(2) @ y1.flatten(2)).unflatten(2, y1.size()[2:])" in text
    assert "torch.maximum" in source(checked("input 4x3x3 max( C3D4 | id )"))
