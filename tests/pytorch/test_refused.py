"""What the checker refuses, PyTorch refuses too, and what it accepts has PyTorch's shape: layers of any arguments.

PyTorch is asked with calls that stand here, not with those that are generated. An output without a number
in it counts as refused; PyTorch goes on with some.
"""

from collections.abc import Callable
from itertools import product
from typing import Any, NamedTuple

import pytest
import torch
from conftest import checked
from hypothesis import event, given
from hypothesis import strategies as st
from torch import nn

WORDS = {1: "1d", 2: "2d", 3: "3d"}


class Case(NamedTuple):
    """A spec of one layer or join, and the same in PyTorch."""

    spec: str
    module: Callable[[torch.Tensor], torch.Tensor]
    shape: tuple[int, ...]


def axes(draw: st.DrawFn, rank: int, least: int, most: int) -> tuple[int, ...]:
    """A value for each axis, often the same."""
    one = st.integers(least, most)
    same = one.map(lambda value: (value,) * rank)
    return draw(st.one_of(same, st.tuples(*[one] * rank)))


def sizes(values: tuple[int, ...]) -> str:
    return "x".join(map(str, values))


def module(
    word: str, rank: int, *args: Any, **options: Any
) -> Callable[[torch.Tensor], torch.Tensor]:
    """Made when it is called: making it is where PyTorch refuses some arguments."""

    def run(x: torch.Tensor) -> torch.Tensor:
        made = getattr(nn, f"{word}{WORDS[rank]}")(*args, **options)
        result: torch.Tensor = made(x)
        return result

    return run


@st.composite
def inputs(draw: st.DrawFn) -> tuple[int, ...]:
    rank = draw(st.integers(1, 3))
    return (draw(st.integers(1, 8)), *axes(draw, rank, 1, 9))


@st.composite
def convolutions(draw: st.DrawFn) -> Case:
    shape = draw(inputs())
    rank = len(shape) - 1
    kernel, stride = axes(draw, rank, 1, 8), axes(draw, rank, 1, 3)
    pad, dilation = axes(draw, rank, 0, 3), axes(draw, rank, 1, 3)
    depth, groups = draw(st.integers(1, 8)), draw(st.integers(1, 4))
    words = f"{depth}, {sizes(kernel)}, stride={sizes(stride)}, pad={sizes(pad)}, dilation={sizes(dilation)}"
    spec = f"input {sizes(shape)} conv({words}, groups={groups})"
    return Case(
        spec, module("Conv", rank, shape[0], depth, kernel, stride, pad, dilation, groups), shape
    )


@st.composite
def transposed(draw: st.DrawFn) -> Case:
    shape = draw(inputs())
    rank = len(shape) - 1
    kernel, stride = axes(draw, rank, 1, 5), axes(draw, rank, 1, 3)
    pad, dilation = axes(draw, rank, 0, 4), axes(draw, rank, 1, 3)
    more, groups, depth = axes(draw, rank, 0, 3), draw(st.integers(1, 3)), draw(st.integers(1, 6))
    words = f"{depth}, {sizes(kernel)}, {sizes(stride)}, {sizes(pad)}, {sizes(more)}, {sizes(dilation)}, {groups}"
    run = module(
        "ConvTranspose", rank, shape[0], depth, kernel, stride, pad, more, groups, dilation=dilation
    )
    return Case(f"input {sizes(shape)} deconv({words})", run, shape)


@st.composite
def pools(draw: st.DrawFn) -> Case:
    shape = draw(inputs())
    rank = len(shape) - 1
    window, stride, pad = axes(draw, rank, 1, 6), axes(draw, rank, 1, 4), axes(draw, rank, 0, 3)
    ceil = draw(st.booleans())
    words = f"{sizes(window)}, {sizes(stride)}, {sizes(pad)}"
    said = "yes" if ceil else "no"
    if draw(st.booleans()):
        dilation = axes(draw, rank, 1, 2)
        run = module("MaxPool", rank, window, stride, pad, dilation, ceil_mode=ceil)
        return Case(f"input {sizes(shape)} maxpool({words}, {sizes(dilation)}, {said})", run, shape)
    run = module("AvgPool", rank, window, stride, pad, ceil_mode=ceil)
    return Case(f"input {sizes(shape)} avgpool({words}, ceil={said})", run, shape)


@st.composite
def others(draw: st.DrawFn) -> Case:
    shape = draw(inputs().filter(lambda each: len(each) == 3))
    number = draw(st.integers(1, 6))
    word, run = draw(
        st.sampled_from(
            [
                ("groupnorm", lambda x: nn.GroupNorm(number, shape[0])(x)),
                ("pixel_shuffle", nn.PixelShuffle(number)),
                ("pixel_unshuffle", nn.PixelUnshuffle(number)),
                ("channel_shuffle", nn.ChannelShuffle(number)),
            ]
        )
    )
    return Case(f"input {sizes(shape)} {word}({number})", run, shape)


@st.composite
def joins(draw: st.DrawFn) -> Case:
    """Two convolutions side by side; sums of sizes of 1 are left out, which PyTorch stretches."""
    shape = (draw(st.integers(1, 4)), draw(st.integers(6, 12)), draw(st.integers(6, 12)))
    how = draw(st.sampled_from(["cat", "add", "mul"]))
    branches = [
        (
            draw(st.integers(2, 3)),
            draw(st.integers(1, 4)),
            draw(st.integers(1, 2)),
            draw(st.integers(0, 2)),
        )
        for _ in range(2)
    ]
    words = [f"conv({d}, {k}, stride={s}, pad={p})" for d, k, s, p in branches]

    def run(x: torch.Tensor) -> torch.Tensor:
        a, b = (nn.Conv2d(shape[0], *each)(x) for each in branches)
        joined = {"cat": lambda: torch.cat([a, b], 1), "add": lambda: a + b, "mul": lambda: a * b}
        result: torch.Tensor = joined[how]()
        return result

    return Case(f"input {sizes(shape)} {how}( {words[0]} | {words[1]} )", run, shape)


def agrees(case: Case) -> bool:
    """Hold a case to PyTorch: accepted by both, with the same shape, or refused by both; whether it is accepted."""
    x = torch.zeros(1, *case.shape)
    result = checked(case.spec)
    shape, refusal = None, ""
    try:
        shape = tuple(case.module(x).shape[1:])
    except (RuntimeError, ValueError) as problem:
        refusal = str(problem)
    if shape and 0 in shape:
        shape, refusal = None, "nothing comes out"
    if shape is None:
        assert not result.network.ok, f"PyTorch refuses {case.spec}: {refusal}"
    else:
        assert result.network.ok, f"PyTorch makes {shape} of {case.spec}"
        assert result.network.outputs[0].shape == shape
    return shape is not None


@given(st.one_of(convolutions(), transposed(), pools(), others(), joins()))
def test_pytorch_accepts_and_refuses_the_same(case: Case) -> None:
    event("accepted" if agrees(case) else "refused")


@pytest.mark.parametrize("window", [2, 3, 4, 5])
@pytest.mark.parametrize("word", ["MaxPool", "AvgPool"])
def test_a_window_about_as_large_as_what_comes_in(word: str, window: int) -> None:
    """`maxpool(4, 2, ceil=yes)` of 2x2 has no place; of 3x3 it has one, which goes over the edge."""
    for size, stride, pad, ceil in product(range(1, 7), (1, 2, 3), (0, 1, 2), (False, True)):
        words = f"{window}, {stride}, {pad}, ceil={'yes' if ceil else 'no'}"
        run = module(word, 2, window, stride, pad, ceil_mode=ceil)
        agrees(Case(f"input 1x{size}x{size} {word.lower()}({words})", run, (1, size, size)))
