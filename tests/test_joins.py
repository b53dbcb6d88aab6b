"""What joins do beside their arithmetic: filled-in activations, mistakes and slips."""

from pathlib import Path

import pytest
from conftest import Runner, checked, problems

from cnndsl.fixes import Fix


def with_fix(spec: str, fix: Fix) -> str:
    for edit in sorted(fix.edits, key=lambda each: -each.span.start):
        spec = spec[: edit.span.start] + edit.text + spec[edit.span.end :]
    return spec


def codes(spec: str) -> list[str]:
    return [row.placed.origin.code for row in checked(spec).rows]


@pytest.mark.parametrize(
    ("spec", "filled"),
    [
        # the last ones in the branches of a difference have theirs once, behind it, as those of a sum
        ("sub( C3D8 C3D8 | C1D8 ) FC2", "C3D8 R C3D8 C1D8 sub R FC2"),
        # queries, keys and values have none, though layers with weights lie behind them
        (
            "C3D8 mix( dot( C1D4 | C1D4 ) S | C1D8 ) C3D8 FC2",
            "C3D8 R C1D4 C1D4 dot S C1D8 mix C3D8 R FC2",
        ),
        # what has another layer behind it in its branch is hidden as anywhere, and so is what is summed there
        ("mix( dot( C3D4 C1D4 | add( C1D4 | id ) ) S | id ) FC2", "C3D4 R C1D4 C1D4 id add dot S id mix FC2"),
        # a maximum of layers with weights is an activation that is written
        ("C3D8 max( C3D8 | C3D8 ) C3D8 FC2", "C3D8 C3D8 C3D8 max C3D8 FC2"),
        ("max( id | affine(2) ) C3D8 FC2", "id affine(2) max C3D8 R FC2"),
    ],
)  # fmt: skip
def test_activations_that_are_filled_in(spec: str, filled: str) -> None:
    assert " ".join(codes(f"input 4x4x4 {spec}")) == filled


def test_max_is_a_function_in_expressions_and_a_name_of_pools_as_before() -> None:
    assert codes("input 3x4x4 C3D<max(2, 3)> R max( id | C3D3 ) FC2")[0] == "C3D<max(2, 3)>"
    spec = "input 3x8x8 C3D4 R max pool FC2"
    (found,) = checked(spec).network.diagnostics
    assert with_fix(spec, found.fixes[0]) == "input 3x8x8 C3D4 R M FC2"


@pytest.mark.parametrize("word", ["sub", "max", "dot", "mix", "each", "shared", "at"])
def test_words_of_joins_are_no_names(word: str) -> None:
    for spec in (f"let {word} = 2 C3D<{word}> R", f"{word}: C3 R cat( id | @{word} )"):
        assert problems(checked(f"input 3x8x8 {spec} FC2"), "error"), spec


@pytest.mark.parametrize(
    ("wrong", "code", "right"),
    [
        ("mix( dot( C1D8 | C1D4 ) S | id )", "shape-dot", "mix( dot( C1D8 | C1D8 ) S | id )"),
        ("mix( C1D8 S | id )", "shape-mix", "mix( C1D12 S | id )"),
        ("mul( id | GAP F FC7 sigmoid )", "shape-disagree", "mul( id | GAP F FC6 sigmoid )"),
        ("sub( C3D6p0 | id )", "shape-disagree", "sub( C3D6p0 | crop )"),
    ],
)
def test_each_choice_of_a_fix_makes_it_right(wrong: str, code: str, right: str) -> None:
    """The input has 6 channels at 3x4 = 12 places, and a border less 1x2."""
    sizes = "6x5x7" if "p0" in wrong else "6x3x4"
    spec = f"input {sizes} {wrong} R GAP FC2"
    (found,) = [each for each in checked(spec).network.diagnostics if each.severity == "error"]
    assert found.code == code
    made = []
    for fix in found.fixes:
        text = with_fix(spec, fix)
        assert not problems(checked(text), "error"), text
        made.append(text)
    assert f"input {sizes} {right} R GAP FC2" in made


@pytest.mark.parametrize(
    ("flat", "layer"),
    [
        ("GAP F FC8", "FC8"),
        ("GAP F FC4 R FC8", "FC8"),
        ("GAP F FC8 R", "FC8"),
        ("GAP F", ""),
        ("F FC8", "FC8"),
        ("GAP F FC4 [FC8 R]*2", "FC4"),  # inside of parts nothing is looked for
        ("GAP F FC4 a: [FC8 R]", "FC4"),
        ("GAP F FC4 b", "FC4"),
        ("GAP F FC8 add( id | FC8 )", "FC8"),
        ("GAP F [FC8 R]*2", ""),
        ("GAP F a: [FC8 R]", ""),
        ("GAP F f: seq[FC8 R]", ""),
        ("GAP F b", ""),
        ("GAP F b*2", ""),
        ("GAP F add( id | FC8 )", ""),
        ("GAP F R @q FC8", "FC8"),
    ],
)
def test_a_flat_branch_is_told_what_keeps_the_axes_of_maps(flat: str, layer: str) -> None:
    """Whatever it is made of; the last fully connected layer is named, of as many features as come out."""
    blocks = "block b { FC8 R }"
    spec = f"{blocks} input 3x8x8 q: C3D8 R add( id | {flat} ) R GAP FC2"
    found = [each for each in checked(spec).network.diagnostics if each.code == "shape-disagree"]
    instead = f": `C1D8` in place of `{layer}`" if layer else ""
    assert [each.help for each in found] == [f"1x1 convolutions keep the axes of maps{instead}"]


def test_a_crop_without_a_size_has_none_to_take_where_sizes_need_not_agree() -> None:
    found = checked("input 4x8x8 C3D4 R mix( dot( crop | A2 ) S | A2 ) FC2")
    assert [code for code, _, _ in problems(found, "error")] == ["shape-refused"]


def test_one_branch_is_hardly_meant_and_offers_what_serves() -> None:
    found = checked("input 4x8x8 C3D4 R max( C3D4 ) GAP FC2").network.diagnostics
    (slip,) = [each for each in found if each.code == "likely-one-branch"]
    assert [fix.title for fix in slip.fixes] == ["write `| id`", "leave out `max`"]
    found = checked("input 4x8x8 C3D4 R max( C3D5 ) GAP FC2").network.diagnostics
    (slip,) = [each for each in found if each.code == "likely-one-branch"]
    assert [fix.title for fix in slip.fixes] == ["leave out `max`"]


def test_a_dot_of_large_maps_is_refused_with_its_size() -> None:
    """50,176 places by 50,176 can be counted, 10^10 by 10^10 are beyond any memory, 2^63 numbers."""
    assert not problems(checked("input 3x224x224 mix( dot( id | id ) S | id )"), "error")
    found = problems(checked("input 3x100000x100000 mix( dot( id | id ) S | id )"), "error")
    assert [code for code, _, _ in found] == ["shape-too-large"]


def test_a_projection_goes_by_the_stride_of_the_branch_with_the_places() -> None:
    """5 to 2: (5-1)//3+1 and (5-1)//4+1 are 2 both. The weights' stride is 3, and 4 that of what is weighted."""
    result = checked("input 8x5x5 C1D8 R add( mix( C1D4s3 | C1D8s4 ) | proj ) R GAP FC2")
    (projection,) = [row.placed.layer for row in result.rows if row.kind == "proj"]
    assert vars(projection)["stride"] == 3


def test_work_is_counted_by_the_products() -> None:
    """8 channels, 3x4 = 12 places, 2x2 = 4 of them averaged... each place of the first by each of the second."""
    rows = {row.kind: row for row in checked("input 8x4x6 mix( dot( id | A2 ) S | A2 )").rows}
    assert rows["dot"].macs == 8 * (4 * 6) * (2 * 3)
    assert rows["mix"].macs == (2 * 3) * (4 * 6) * 8
    assert (rows["dot"].params, rows["mix"].params) == (0, 0)


@pytest.mark.parametrize("command", ["check", "report", "compare"])
def test_what_is_counted_names_attention_where_there_is_any(
    run: Runner, tmp_path: Path, command: str
) -> None:
    (tmp_path / "plain.cnn").write_text("input 3x8x8 C3D4 R GAP FC2")
    (tmp_path / "attends.cnn").write_text(
        "input 3x8x8 C3D4 mix( dot( C1D2 | C1D2 ) S | id ) GAP FC2"
    )
    plain = [str(tmp_path / "plain.cnn")] * (1 + (command == "compare"))
    said = run(command, *plain).out
    assert "MACs: " in said
    assert "dot and mix" not in said
    said = run(command, *plain[:-1], str(tmp_path / "attends.cnn")).out
    assert ", dot and mix, one image" in said
