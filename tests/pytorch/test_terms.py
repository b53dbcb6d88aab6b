"""What a generated class says by its parameters and by the depth that comes in, for uses that differ in both."""

import pytest
from conftest import EXAMPLES, checked
from hypothesis import given, settings
from hypothesis import strategies as st

from cnndsl.emit.pytorch import source
from cnndsl.verify.verification import verify

INPUT = "input 4x3x3 after conv { } "


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        (
            "block grow(d) { [cat( id | take(0, 1) )]*<d-in> } grow(5) grow(6) C3D8",
            "for _ in range(d - in_channels)",
        ),
        (
            "block g(d) { [C1D<in+1>*<in>]*<in-d> } g(2) C1D6 g(3) C1D4 g(2)",
            "class G(",
        ),
        (
            "block h(d) { C1D<d> } block g(d) { h(in+1)*<in> h(in+d)*<in> } g(1) C1D5 g(2)",
            "class G(",
        ),
        ("block g(d) { a: [C1D<d> R]*<in> C1D<in> } g(2) g(3) g(6)", "range(1, in_channels)"),
        ("block g(d) { [ [C1D4]*<min(i, 1)> ]*<d> } g(1) g(2) g(3) g(5)", "class G("),
        # 9 is nine tenths of 10, and not below; it is below nine tenths of 11
        ("block g(d) { C1D<divisible(d, 9)> } g(10) g(11) C1D4", "divisible(d, 9)"),
    ],
)
def test_a_count_is_worked_out_where_it_stands(spec: str, says: str) -> None:
    found = checked(INPUT + spec)
    assert says in source(found)
    assert verify(found).ok


def test_copies_without_layers_are_not_counted() -> None:
    """The copy with i = 0 has no layers: of three copies two are left, with 4*4 weights and 4 biases each."""
    found = checked(INPUT + "block g(d) { [ [C1D4]*<min(i, 1)> ]*<d> } g(3)")
    assert found.totals.params == 2 * (4 * 4 + 4)
    assert verify(found).ok


def test_a_depth_that_doubles_with_each_copy_is_said_as_a_number() -> None:
    """By its parameters the last copy's depth would have 2^40 terms."""
    doubling = "block g(d) { C1D<min(in+d, in+1)> } block h(d) { g(d)*40 } h(3) h(4)"
    found = checked(INPUT + doubling)
    assert len(source(found)) < 20_000
    assert verify(found).ok
    assert verify(checked(INPUT + "block g { cat( id | id ) } block h { g*40 } h")).ok


@pytest.mark.parametrize(
    ("spec", "depths"),
    [
        # 8 channels, and as many negated behind them: 16 come into b; half of that, with its negative, out
        ("C3D8 b GAP FC3", [8, 8, 3]),
        ("a: C3D8 b t(@a) GAP FC3", [8, 8, 16 + 16, 3]),
    ],
)
def test_in_is_what_comes_in_behind_what_after_adds(spec: str, depths: list[int]) -> None:
    crelu = "after conv { cat( R | affine(-1) R ) } block b { C1D<in//2> } "
    block = "block t(s) { cat( id | @s ) C1D<in> } "
    found = checked(f"input 4x3x3 {crelu} {block} {spec}")
    assert [row.shape[0] for row in found.rows if row.kind in ("conv", "fc")] == depths
    assert verify(found).ok


class _Blocks:
    """Draws blocks whose bodies say all they can by `d`, `k`, `in` and `i`."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.blocks: list[str] = []

    def one(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def number(self, copies: bool, least: int = 1) -> str:
        names = ["d", "k", "in", "1", "2", *(["i"] if copies else [])]
        left, right = self.one(*names), self.one(*names)
        sign = self.one("+", "-", "*", "//", "", "min", "divisible")
        if sign in ("min", "divisible"):
            return f"max({sign}({left}, {right} + 1), {least})"
        return f"max({left} {sign} {right}, {least})" if sign else left

    def part(self, copies: bool, deep: int) -> str:
        kind = self.one("conv", "convs", "take", "[", "cat", "split", "add", "block", "block", "R")
        if kind == "conv" or (kind == "block" and not self.blocks):
            return f"C1D<{self.number(copies)}>"
        if kind == "convs":
            return f"C1D<{self.number(copies)}>*<{self.number(copies, 0)}>"
        if kind == "take":
            return f"take(0, {self.number(copies)})"
        if kind == "block":
            name = self.one(*self.blocks)
            times = self.one("", f"*<{self.number(copies, 0)}>")
            return f"{name}({self.number(copies)}, {self.number(copies)}){times}"
        if kind == "R" or deep > 1:
            return "R"
        if kind == "[":
            return f"[{self.parts(True, deep + 1)}]*<{self.number(copies, 0)}>"
        other = "proj" if kind == "add" else self.one("id", self.parts(copies, deep + 1))
        return f"{kind}( {self.parts(copies, deep + 1)} | {other} )"

    def parts(self, copies: bool, deep: int) -> str:
        return " ".join(self.part(copies, deep) for _ in range(self.draw(st.integers(1, 3))))


@st.composite
def _specs(draw: st.DrawFn) -> str:
    blocks, text = _Blocks(draw), INPUT
    for name in "fgh"[: draw(st.integers(1, 3))]:
        default = blocks.one("2", "d", "d+1", "in", "2*in")
        text += f"block {name}(d, k={default}) {{ {blocks.parts(False, 0)} }} "
        blocks.blocks.append(name)
    for _ in range(draw(st.integers(1, 4))):
        name, more = blocks.one(*blocks.blocks), blocks.one("", ", 1", ", 3")
        text += f"{name}({draw(st.integers(1, 4))}{more}){blocks.one('', '*2')} "
    return text


@settings(max_examples=EXAMPLES // 2)
@given(_specs())
def test_blocks_at_random(spec: str) -> None:
    found = checked(spec)
    numbers = [size for row in found.rows for size in row.shape]
    if found.network.ok and len(found.rows) <= 60 and max(numbers, default=0) <= 500:
        compared = verify(found).comparisons
        assert all(each.agrees for each in compared if "float32" not in each.worked_out)
