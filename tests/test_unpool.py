"""`unpool`: which labels have a pool's places, what is said of the others, and where the places go."""

import pytest
from conftest import checked

from cnndsl.analyse.inference import Inference
from cnndsl.compile import compile_text
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import source
from cnndsl.fixes import applied
from cnndsl.text import Text


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("input 3x8x8 e: [C3D4 R] M C3D4 R unpool(@e)", "this label is no max pool's"),
        ("input 3x8x8 e: [C3D4 R A] unpool(@e)", "this label is no max pool's"),
        ("input 3x8x8 p: M*2 unpool(@p)", "this label is no max pool's"),
        ("input 3x8x8 p: M C3D4 R unpool(@p)", "4 != 3 channels"),
        ("input 3x8x8 p: M M unpool(@p)", "2 != 4 rows, 2 != 4 columns"),
        ("input 3x8x8 p: M GAP F FC3 unpool(@p)", "`unpool` needs maps"),
        (
            "input 3x8x8 p: maxpool(3, pad=same, stride=2) unpool(@p)",
            "adds 0 rows before and 1 behind",
        ),
        ("input 3x8x8 p: M unpool(@q)", "no label `q` stands before this"),
        ("input 3x8x8 p: M unpool", "`unpool` needs `pool`"),
        ("input 3x8x8 p: M unpool(2)", "a label is wanted"),
    ],
)
def test_what_does_not_fit_is_said_once(spec: str, said: str) -> None:
    network = checked(f"{spec} after none").network
    found = [each.message for each in network.diagnostics if each.severity == "error"]
    assert len(found) == 1
    assert said in found[0]


def test_another_pool_is_offered_whose_places_would_do() -> None:
    spec = "input 3x16x16 C3D4 R p1: M C3D4 R p2: M C3D4 R unpool(@p1)"
    (found,) = checked(spec).network.diagnostics
    assert found.help == "take `@p2`"
    (fix,) = found.fixes
    mended = compile_text(Text("spec", applied(spec, fix.edits)))
    assert mended.network.diagnostics == ()


@pytest.mark.parametrize(
    ("spec", "size"),
    [
        ("input 3x8x8 p: M unpool(@p)", (3, 8, 8)),
        ("input 3x9x11 p: P3s2 unpool(@p)", (3, 9, 11)),
        ("input 3x7x9 p: P2c1 C3D3 unpool(@p)", (3, 7, 9)),
        ("input 2x5x6x7 p: M unpool(@p)", (2, 5, 6, 7)),
        ("input 2x9 p: M unpool(@p)", (2, 9)),
        ("input 3x8x8 e: [C3D4 R M] unpool(@e)", (4, 8, 8)),
        ("input 3x8x8 e: [C3D4 R p: M] C3D4 R unpool(@p)", (4, 8, 8)),
        ("input 3x8x8 block b { C3D4 R M } e: b unpool(@e)", (4, 8, 8)),
        ("input 3x8x8 block b { C3D4 R M } block u(q) { unpool(@q) } e: b u(@e)", (4, 8, 8)),
        ("input 3x8x8 e: seq[C3D4 R M] unpool(@e)", (4, 8, 8)),
        ("input 3x8x8 p: M cat( unpool(@p) | unpool(@p) )", (6, 8, 8)),
    ],
)
def test_it_gives_the_size_that_came_into_the_pool(spec: str, size: tuple[int, ...]) -> None:
    result = checked(f"{spec} after none")
    assert result.network.ok, result.network.diagnostics
    assert result.rows[-1].shape == size


def test_what_a_mistake_hides_has_no_second_mistake() -> None:
    for part in ("p: MM2", "p: M0", "e: [C3D4 p: P99]", "p: maxpool(2, wrong=1)"):
        network = checked(f"input 3x8x8 {part} unpool(@p) GAP FC2").network
        assert len([each for each in network.diagnostics if each.severity == "error"]) == 1, part


def test_places_take_eight_bytes_each_and_are_held_to_the_end_of_their_part() -> None:
    """Alive while `unpool` works: the image, which its owner holds, the places, what comes in and what goes out."""
    result = checked("input 2x8x8 p: M C3D2 BN unpool(@p)")
    alive = Inference(result.program.whole, 4).alive
    image, small = 4 * 2 * 8 * 8, 4 * 2 * 4 * 4
    places = 8 * 2 * 4 * 4
    assert alive["p",] == image + small + places
    assert alive["unpool1",] == image + places + small + 4 * 2 * 8 * 8


def test_places_cross_the_border_of_a_class_beside_the_value() -> None:
    spec = "block up(d, p) { unpool(@p) C3D<d> R } input 3x8x8 e: [C3D4 R M] up(4, @e) C1D2"
    code = source(checked(spec), Build())
    assert "x, e_places, e_size = self.e(x)" in code
    assert "x = self.up1(x, e_places, e_size)" in code
    assert "self, x: torch.Tensor, p_places: torch.Tensor, p_size: torch.Size" in code
    assert "nn.MaxPool2d(2, return_indices=True)" in code


@pytest.mark.parametrize(
    ("pool", "fields"),
    [
        (
            "M",
            [6, 8],
        ),  # of two places each, those of three windows; at the border of two windows of four
        ("M2s4", [10, 14]),  # (3 - 1)*4 + 2 and (4 - 1)*4 + 2
        ("P3s2p1", [9, 11]),  # an odd place is of two windows, (4 - 1)*2 + 3; next to it of three
    ],
)
def test_what_an_output_sees_goes_through_the_windows_of_the_pool(
    pool: str, fields: list[int]
) -> None:
    rows = checked(f"input 2x41 p: {pool} C3D2 unpool(@p) C3D2 after none").rows
    assert [row.view[0].field for row in rows[2:]] == fields
