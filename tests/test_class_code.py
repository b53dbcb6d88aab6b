"""What classes say in place of numbers: a block's parameters, what comes in, the number of a copy."""

import ast

import pytest
from conftest import checked

from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import source
from cnndsl.emit.pytorch.module import module
from cnndsl.formulas import Name
from cnndsl.program.named_numbers import Named, names_of

RESIDUAL = "block r(d, s=1) { add( proj | C3D<d>s<s>b0 BN R C3D<d>b0 BN ) R } input 3x16x16 "


def lines(spec: str) -> list[str]:
    """A module's statements, each on a line of its own."""
    return [line.strip() for line in ast.unparse(ast.parse(source(checked(spec)))).splitlines()]


def test_a_number_with_a_name_is_that_number() -> None:
    """And what changes nothing keeps its name as it is: of `d * 1` a reader sees `d`."""
    for a in range(4):
        d = Named(a, Name("d"))
        for b in range(4):
            assert (d + b, b + d, d * b, b * d) == (a + b, b + a, a * b, b * a)
            assert d - b == d + b - b - b == a - b
            assert not b or d // b == a // b
        assert d + 0 is 0 + d is d - 0 is d * 1 is 1 * d is d // 1 is d
        assert (d + 1 - 1).formula == (3 * d - 2 * d).formula == d.formula
        assert (5 * d - 2 * d).formula == (3 * d).formula
        assert 3 * d - 3 * d == d - 2 * d + d == 0
        one = Named(1, Name("one"))
        assert names_of(d * one) == names_of(one * d) == names_of(d // one) == {"d", "one"}


def test_copies_that_the_first_use_has_none_of_go_by_the_names_of_the_others() -> None:
    stage = "block r(d) { C3D<d> R } block stage(d, n) { r(d) r(d)*<n-1> }"
    said = lines(f"{stage} input 3x8x8 stage(4, 1) stage(8, 3) GAP FC5")
    assert [line for line in said if "R(d, d, " in line]
    assert not [line for line in said if "R(8, 8, " in line]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (  # what copies add up to
            "block l(k) { cat( id | BN R C3D<k>b0 ) } block d(n, k) { l(k)*<n> C1D<k> } "
            "input 3x16x16 C3D6 d(3, 4) d(2, 4) d(1, 4) GAP FC5",
            [
                "def __init__(self, in_channels: int, n: int, k: int, *, "
                "device: Device=None, dtype: torch.dtype | None=None) -> None:",
                "self.l1 = nn.Sequential(*(L(in_channels + i * k, k, **factory) for i in range(n)))",
                "self.conv1 = nn.Conv2d(in_channels + n * k, k, 1, **factory)",
                "self.d1 = D(6, n=3, k=4, **factory)",
                "self.d3 = D(4, n=1, k=4, **factory)",
            ],
        ),
        (  # copies with names, which are the class's own
            "block l(k) { cat( id | BN R C3D<k>b0 ) } block d(n, k) { [x<i+1>: l(k)]*<n> } "
            "input 3x16x16 C3D6 d(3, 4) d(2, 5) d(1, 4) GAP FC5",
            [
                "class D(nn.Sequential):",
                "for i in range(n):",
                "self.add_module(f'x{i + 1}', L(in_channels + i * k, k, **factory))",
                "self.d1 = D(6, n=3, k=4, **factory)",
                "self.d3 = D(28, n=1, k=4, **factory)",
            ],
        ),
        (  # two sorts of them, of which the second has numbers behind the first's
            "block l(k) { cat( id | C3D<k> R ) } block d(n, m, k) { [x<i>: l(k)]*<n> [x<i+n>: l(2*k)]*<m> } "
            "input 3x16x16 d(3, 2, 4) GAP FC5",
            [
                "self.add_module(f'x{i}', L(in_channels + i * k, k, **factory))",
                "self.add_module(f'x{i + 3}', L(in_channels + n * k + i * (2 * k), 2 * k, **factory))",
            ],
        ),
        (  # the first copy takes what comes in
            "block b(d, n) { C3D<d>*<n> R } input 3x8x8 b(4, 3) b(6, 1) b(8, 2) FC5",
            [
                "self.conv1 = nn.Sequential(nn.Conv2d(in_channels, d, 3, padding=1, **factory), "
                "*(nn.Conv2d(d, d, 3, padding=1, **factory) for _ in range(1, n)))",
                "self.b2 = B(4, d=6, n=1, **factory)",
            ],
        ),
        (  # what follows each copy stands beside it
            "block b(d, n) { C3D<d>*<n> } after conv { BN R } input 3x8x8 b(4, 3) b(6, 2) FC5",
            [
                "self.conv1 = nn.Sequential()",
                "for i in range(n):",
                "self.conv1.add_module(f'{i}', nn.Conv2d(in_channels if i == 0 else d, d, 3, "
                "padding=1, **factory))",
                "self.conv1.add_module(f'bn{i + 1}', nn.BatchNorm2d(d, **factory))",
                "self.conv1.add_module(f'relu{i + 1}', nn.ReLU(inplace=True))",
                "self.b2 = B(4, d=6, n=2, **factory)",
            ],
        ),
        (  # a projection, whichever branch it is in, goes by the other
            f"{RESIDUAL} r(4) r(8, 2) r(8) GAP FC5",
            [
                "def __init__(self, in_channels: int, d: int, s: int=1, *, "
                "device: Device=None, dtype: torch.dtype | None=None) -> None:",
                "self.proj1: nn.Module = nn.Identity()",
                "if s != 1 or in_channels != d:",
                "self.proj1 = nn.Sequential(nn.Conv2d(in_channels, d, 1, stride=s, bias=False, "
                "**factory), nn.BatchNorm2d(d, **factory))",
                "self.r2 = R(4, d=8, s=2, **factory)",
            ],
        ),
        (  # half padding follows a kernel and a dilation; a number that is no whole one
            "block b(d, k, p=0.1) { C<k>D<d> R DO<p> C3D<d//2>d<k> } "
            "input 3x16x16 b(4, 3) b(8, 5, 0.2) GAP FC5",
            [
                "self.conv1 = nn.Conv2d(in_channels, d, k, padding=k // 2, **factory)",
                "self.dropout1 = nn.Dropout(p)",
                "self.conv2 = nn.Conv2d(d, d // 2, 3, padding=k, dilation=k, **factory)",
                "self.b1 = B(in_channels, d=4, k=3, **factory)",
                "self.b2 = B(2, d=8, k=5, p=0.2, **factory)",
            ],
        ),
        (  # functions, and what comes in
            "block b(d) { C3D<min(in, d)> R C1D<divisible(d/2, 4)> } "
            "input 6x8x8 b(8) b(16) b(4) GAP FC3",
            [
                "self.conv1 = nn.Conv2d(in_channels, min(in_channels, d), 3, padding=1, **factory)",
                "self.conv2 = nn.Conv2d(min(in_channels, d), divisible(d / 2, 4), 1, **factory)",
            ],
        ),
        (  # brackets where they are needed, and only there
            "block b(d, t) { C1D<(d+t)*2> C1D<d-(t-1)> C1D<d*t+2> C1D<-(-d)> C1D<(d+t)//(t+1)> } "
            "input 3x8x8 b(8, 2) b(9, 3) FC3 after conv { }",
            [
                "self.conv1 = nn.Conv2d(in_channels, (d + t) * 2, 1, **factory)",
                "self.conv2 = nn.Conv2d((d + t) * 2, d - (t - 1), 1, **factory)",
                "self.conv3 = nn.Conv2d(d - (t - 1), d * t + 2, 1, **factory)",
                "self.conv4 = nn.Conv2d(d * t + 2, --d, 1, **factory)",
                "self.conv5 = nn.Conv2d(--d, (d + t) // (t + 1), 1, **factory)",
            ],
        ),
        (  # a power binds before minus, and its exponent is a whole number from 0
            "block b(n) { C1D<2^n> R C1D<-n^2+20> R C1D<3*(n+1)^2> R C1D<2^(n-1)> } input 3x8x8 b(3) b(4) GAP FC3",
            [
                "self.conv1 = nn.Conv2d(in_channels, 2 ** n, 1, **factory)",
                "self.conv2 = nn.Conv2d(2 ** n, -n ** 2 + 20, 1, **factory)",
                "self.conv3 = nn.Conv2d(-n ** 2 + 20, 3 * (n + 1) ** 2, 1, **factory)",
                "self.conv4 = nn.Conv2d(3 * (n + 1) ** 2, 2 ** (n - 1), 1, **factory)",
            ],
        ),
        (  # what differs and has no name is an argument
            "input 3x8x8 [C3D4 R]*2 a: [C3D4 R C1D<2*2>] [C5D6 R]*2 FC3",
            ["self.a = A(**factory)"],
        ),
        (  # a default that is said by another parameter is a line of the constructor
            "block b(d, e=2*d) { C3D<e> R C1D<d> } input 3x8x8 b(4) b(6) GAP FC3",
            [
                "def __init__(self, in_channels: int, d: int, *, "
                "device: Device=None, dtype: torch.dtype | None=None) -> None:",
                "e = 2 * d",
                "self.conv1 = nn.Conv2d(in_channels, e, 3, padding=1, **factory)",
            ],
        ),
        (  # a number in `forward`, too
            "block f(d) { C1D<d> R cat( id | take(d/2, d) C3D<d/2> R ) } input 3x8x8 f(8) f(16) GAP FC5",
            [
                "self.d = d",
                "self.conv2 = nn.Conv2d(d - d // 2, d // 2, 3, padding=1, **factory)",
                "y = x[:, self.d // 2:self.d]",
                "self.f1 = F2(in_channels, 8, **factory)",
                "self.f2 = F2(12, 16, **factory)",
            ],
        ),
        (  # the rows before a window of 3 are two dilations
            "input 8x64 [add( conv(8, 3, dilation=2^i, pad=causal) R | id )]*4",
            [
                "self.dilation = dilation",
                "y = self.conv1(F.pad(x, (2 * self.dilation, 0)))",
                "self.repeat1 = nn.Sequential(*(Residual(dilation, **factory) for dilation in (1, 2, 4, 8)))",
            ],
        ),
        (  # where a 1 is a number with a name, it is not left out
            "block t(k, d) { conv(4, k, dilation=d, pad=causal) R } input 3x64 t(3, 1) t(2, 4) GAP FC2",
            [
                "x = self.conv1(F.pad(x, ((self.k - 1) * self.d, 0)))",
                "self.t2 = T(4, k=2, d=4, **factory)",
            ],
        ),
        (  # copies in a `seq`
            "block s(d, n) { b: seq[C3D<d> R [C3D<d> R]*<n-1>] } input 3x8x8 s(8, 2) s(16, 4) GAP FC5",
            [
                "self.b = nn.Sequential(nn.Conv2d(in_channels, d, 3, padding=1, **factory), "
                "nn.ReLU(inplace=True), *(Layers(d, d, **factory) for _ in range(n - 1)))",
                "self.s1 = S(in_channels, d=8, n=2, **factory)",
                "self.s2 = S(8, d=16, n=4, **factory)",
            ],
        ),
        (  # and where another part of it has a name
            "block l(k) { C1D<k> R } block s(n) { b: seq[c: C3D4 l(4)*<n>] } input 3x8x8 s(2) s(3) GAP FC5",
            [
                "self.b.add_module('c', nn.Conv2d(in_channels, 4, 3, padding=1, **factory))",
                "self.b.add_module(f'{i + 1}', L(4, 4, **factory))",
                "self.s2 = S(4, 3, **factory)",
            ],
        ),
        (  # two runs of copies with names are two
            "block l(k) { C3D<k> R } block d(n, k) { [x<i+1>: l(k)]*<n> [x<i+n+1>: l(k)]*<n> } "
            "input 4x8x8 d(2, 4) GAP FC2",
            [
                "self.add_module(f'x{i + 1}', L(in_channels if i == 0 else k, k, **factory))",
                "self.add_module(f'x{i + 3}', L(k, k, **factory))",
            ],
        ),
        (  # neither layers nor what PyTorch's modules have already are hidden
            "block b(conv1, training) { C3D<conv1> R take(0, conv1-training) } input 3x8x8 b(4, 2) b(6, 1) GAP FC2",
            [
                "self.conv1_ = conv1",
                "self.training_ = training",
                "return x[:, 0:self.conv1_ - self.training_]",
            ],
        ),
        (  # what follows from the input's size has no name
            "block b(k) { conv(4, k, pad=same) R } input 3x8x8 b(2) b(4) GAP FC2",
            [
                "x = self.conv1(F.pad(x, (self.padding, self.padding2, self.padding, self.padding2)))",
                "self.b2 = B(4, k=4, padding=1, padding2=2, **factory)",
            ],
        ),
    ],
)
def test_numbers_are_said_in_the_words_of_the_spec(spec: str, said: list[str]) -> None:
    found = lines(spec)
    for line in said:
        assert line in found, "\n".join(found)


def test_a_part_that_is_only_a_tap_is_no_class() -> None:
    found = lines("input 3x8x8 x: C3D8 R b: [@x] C3D8 R cat( id | @b ) C3D4")
    assert [line for line in found if line.startswith("class ")] == ["class spec(nn.Module):"]
    assert "b = x_value" in found


def test_a_part_that_begins_with_a_tap_is_given_that_value() -> None:
    taps = (
        "input 3x8x8 p: C3D8 R C3D8 R head h { @p C3D4 R C3D2 } s: seq[@p C3D4 R] cat( id | @p ) "
    )
    found = lines(f"{taps} u: [@p C3D4 R cat( id | @p )] C3D8")
    assert {"class H(nn.Sequential):", "h = self.h(p)", "x = self.s(p)"} <= {*found}
    assert "def forward(self, p: torch.Tensor) -> torch.Tensor:" in found  # which it needs again
    assert not [line for line in found if line.startswith("class S")]


def test_parts_that_differ_in_structure_are_classes_of_their_own() -> None:
    act = "block act(h) { [R]*<1-h> [hardswish]*<h> } block m(d, h) { C1D<d> BN act(h) }"
    found = lines(f"{act} input 4x8x8 m(4, 0) m(6, 1) m(8, 0) GAP FC3")
    assert "self.m1 = M(in_channels, d=4, h=0, **factory)" in found
    assert "self.m2 = M(4, d=6, h=1, **factory)" in found


@pytest.mark.parametrize(
    ("end", "gives"),
    [("S", "probabilities"), ("log_softmax", "logarithms of probabilities")],
)
def test_what_a_softmax_gives_is_said(end: str, gives: str) -> None:
    made = module(checked(f"input 3x8x8 C3D4 R GAP FC5 {end}"), Build())
    assert made.notes[0].startswith(f"spec gives {gives}; for nn.CrossEntropyLoss")
    assert f"at the end. {gives.capitalize()} come" in " ".join(made.text.split())


def test_what_stands_in_a_sum_several_times_is_said_once() -> None:
    parts = "block b(d) { C1D<2*d> R cat( id | id ) C1D<d//2> R cat( id | cat( id | id ) ) C1D<d> }"
    said = lines(f"{parts} input 3x8x8 b(4) b(6) GAP FC5")
    assert "self.conv2 = nn.Conv2d(4 * d, d // 2, 1, **factory)" in said
    assert "self.conv3 = nn.Conv2d(3 * (d // 2), d, 1, **factory)" in said
