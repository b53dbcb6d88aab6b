"""Copies and branches that a list makes: what they come to is what is written out by hand."""

import pytest
from conftest import checked, problems

from cnndsl.analyse.figures import Result
from cnndsl.fixes import applied


def layers(spec: str) -> list[tuple[object, ...]]:
    """All that is known of each layer but for its words and where it stands."""
    result = checked(spec)
    assert not problems(result, "error"), result.network.diagnostics
    return [(row.path, row.placed.layer, row.shape, row.params, row.macs) for row in result.rows]


def totals(spec: str) -> Result:
    result = checked(spec)
    assert not problems(result)
    return result


@pytest.mark.parametrize(
    ("listed", "written"),
    [
        ("cat( each(r: 1, 2) C3D8d<r> R | id )", "cat( C3D8d1 R | C3D8d2 R | id )"),
        ("add( id | each(3) C3D4 )", "add( id | C3D4 | C3D4 | C3D4 )"),
        ("cat( each(r: 6) C3D4d<r> | id )", "cat( C3D4d6 | id )"),
        ("cat( each(0) C3D4 | id R )", "cat( id R )"),
        ("max( each(2) C3D4 )", "max( C3D4 | C3D4 )"),
        ("split( each(4) C3D2 )", "split( C3D2 | C3D2 | C3D2 | C3D2 )"),
        ("mix( each(d: 64, 5) C1D<d> )", "mix( C1D64 | C1D5 )"),
        ("a: C1D4 R b: C1D6 R cat( each(s: @a, @b) @s C1D2 )", "a: C1D4 R b: C1D6 R cat( @a C1D2 | @b C1D2 )"),
        (
            "cat( each(k: 3x5, 1) conv(4, k) | each(m: nearest, bilinear) A2 upsample(2, mode=m) )",
            "cat( conv(4, 3x5) | conv(4, 1) | A2 upsample(2) | A2 upsample(2, mode=bilinear) )",
        ),
        (
            "cat( each(p: half, same) conv(4, 3, pad=p) | each(b: yes, no) conv(4, 1, bias=b) )",
            "cat( conv(4, 3) | conv(4, 3, pad=same) | conv(4, 1) | conv(4, 1, bias=no) )",
        ),
        (
            "cat( each(p: 0.1, 0.2) DO<p> | each(d: 2*2, max(1, 3)) C1D<d> )",
            "cat( DO0.1 | DO0.2 | C1D4 | C1D3 )",
        ),
        ("cat( each(d: in, 2*in) C1D<d> )", "cat( C1D4 | C1D8 )"),
        (
            "block b(n, d) { cat( each(n) C3D<d> | each(e: d, 2*d) C1D<e> ) } b(2, 3)",
            "block b(n, d) { cat( C3D3 | C3D3 | C1D3 | C1D6 ) } b(2, 3)",
        ),
        (
            "block b(d) { C1D<d> R } cat( each(d: 2, 3) b(d) )",
            "block b(d) { C1D<d> R } cat( b(2) | b(3) )",
        ),
        (
            "cat( each(r: 1, 2) cat( each(s: 1, 3) C3D<s>d<r> ) )",
            "cat( cat( C3D1d1 | C3D3d1 ) | cat( C3D1d2 | C3D3d2 ) )",
        ),
        ("C3D8*<d: 1>", "C3D8*1"),
    ],
)  # fmt: skip
def test_branches_are_those_written_out(listed: str, written: str) -> None:
    start = "input 4x8x8 "
    assert layers(f"{start}{listed} R GAP FC2") == layers(f"{start}{written} R GAP FC2")


@pytest.mark.parametrize(
    ("listed", "numbered"),
    [
        ("[C3D64d<r> R]*<r: 1, 2, 4, 8>", "[C3D64d<1+i+i//2+3*(i//3)> R]*4"),
        ("C3D<d>*<d: 8, 16, 24>", "C3D<8*(i+1)>*3"),
        ("s: [C3D<d+i> R]*<d: 3, 3>", "s: [C3D<3+i> R]*2"),
        ("f: seq[C3D<d> R]*<d: 4, 5>", "f: seq[C3D<4+i> R]*2"),
        ("f: seq[C1D4 [C3D<d> R]*<d: 4, 5>]", "f: seq[C1D4 [C3D<4+i> R]*2]"),
        ("[b<i>: C3D<d> R]*<d: 4, 5>", "[b<i>: C3D<4+i> R]*2"),
        ("[[C3D<d*e> R]*<e: 1, 2>]*<d: 3, 6>", "[[C3D3 R C3D6 R]*<1-i> [C3D6 R C3D12 R]*<i>]*2"),
        ("block b(d) { C3D<d> R } b(d)*<d: 4, 5>", "block b(d) { C3D<d> R } b(4+i)*2"),
        ("cat( id | C1D4 )*<n: 1, 2>", "cat( id | C1D4 )*2"),
    ],
)
def test_copies_are_those_that_go_by_their_number(listed: str, numbered: str) -> None:
    found, meant = (layers(f"input 4x8x8 {each} GAP FC2") for each in (listed, numbered))
    if "[C3D3 R" not in numbered:  # whose inner copies are written out
        assert found == meant
    assert [each[1:] for each in found] == [each[1:] for each in meant]


def test_a_lists_name_is_seen_in_its_branch_alone() -> None:
    for spec in ("cat( each(r: 1, 2) C3D8d<r> | C3D<r> )", "[C3D8d<r>]*<r: 1, 2> C1D<r>"):
        found = checked(f"input 4x8x8 {spec} R GAP FC2").network.diagnostics
        assert [each.code for each in found if each.severity == "error"] == [
            "name-unknown-constant"
        ]
    found = checked("input 4x8x8 block b { C3D<r> R } [b]*<r: 1, 2> GAP FC2").network.diagnostics
    assert [each.code for each in found if each.severity == "error"] == ["name-unknown-constant"]


@pytest.mark.parametrize(
    "list_", ["<r: 1 2>", "<r: 1,, 2>", "<r: >", "<r: 1, 2,>", "<r: 1, (2>", "<r:>", "<r: 1; 2>"]
)
def test_a_list_with_a_mistake_is_one_mistake(list_: str) -> None:
    found = checked(f"input 4x8x8 [C3D8d<r> R]*{list_} GAP FC2").network.diagnostics
    assert len([each for each in found if each.severity == "error"]) == 1, found


def test_a_list_without_a_name_is_told_of_one() -> None:
    (found,) = checked("input 4x8x8 [C3D8 R]*<1, 2, 4> GAP FC2").network.diagnostics
    assert found.help == "copies for several values have a name: `<x: 1, 2, 4>`"


@pytest.mark.parametrize("number", ["1.5", "n", "1/0", "-1"])
def test_what_follows_from_a_number_of_branches_that_is_none_is_not_said(number: str) -> None:
    """How deep their join is, is not known; what is wrong in a branch is said all the same."""
    spec = f"input 4x8x8 C3D8 R cat( each({number}) C3D8 R | id ) C3g5 R CQ8 FC2"
    found = [code for code, _, _ in problems(checked(spec), "error")]
    assert len(found) == 2, found
    assert found[1].startswith(("name", "word"))
    branch = spec.replace("C3D8 R |", "conv(8, foo=1) R |")
    assert "argument-unknown" in [code for code, _, _ in problems(checked(branch), "error")]


def test_one_branch_of_a_list_is_meant() -> None:
    assert not problems(checked("input 4x8x8 C3D8 R max( each(1) C3D8 ) GAP FC2"))
    assert [code for code, _, _ in problems(checked("input 4x8x8 C3D8 R max( C3D8 ) GAP FC2"))] == [
        "likely-one-branch"
    ]


def test_too_many_branches_are_refused_before_they_are_made() -> None:
    found = problems(checked("input 4x8x8 cat( each(1000000000000) C3D8 R ) GAP FC2"))
    assert [code for code, _, _ in found] == ["limit-unfold"]


def test_aspp_in_one_line() -> None:
    """DeepLab v3's head on 2048 channels: 1x1, three dilated 3x3, the image's average; then 1x1 of all five."""
    result = totals(
        "input 2048x33x33 after conv { BN R } default conv(bias=no) x: id "
        "cat( C1D256 | each(r: 6, 12, 18) C3D256d<r> | GAP C1D256 upsample(like=@x) ) C1D256 C1D21b1"
    )
    norms = 6 * 2 * 256
    convolutions = 2048 * 256 * (1 + 3 * 9 + 1) + 5 * 256 * 256 + 256 * 21 + 21
    assert result.totals.params == convolutions + norms
    places = 33 * 33
    work = places * (2048 * 256 * (1 + 27) + 5 * 256 * 256 + 256 * 21) + 2048 * 256
    assert result.totals.macs == work


def test_a_pyramid_of_pools_in_one_line() -> None:
    """PSPNet's: the average of 1, 4, 9 and 36 parts, a quarter of the depth each, and what came in."""
    result = totals(
        "input 64x12x12 x: id cat( id | each(n: 1, 2, 3, 6) gap(n) C1D16b0 BN R upsample(like=@x, mode=bilinear) ) "
        "C1D2"
    )
    assert result.totals.params == 4 * (64 * 16 + 2 * 16) + (64 + 4 * 16) * 2 + 2
    assert result.totals.macs == 64 * 16 * (1 + 4 + 9 + 36) + 128 * 2 * 144
    assert [row.shape for row in result.rows if row.kind == "cat"] == [(128, 12, 12)]


def test_wavenets_dilations_in_one_line() -> None:
    """Ten layers, dilations of 1 to 512: with kernels of 3 the last sees 1 + 2*(1 + 2 + ... + 512) = 2,047."""
    result = totals(
        "input 16x3000 [add( C3D16d<d> tanh C1D16 | id )]*<d: 1, 2, 4, 8, 16, 32, 64, 128, 256, 512> C1D4"
    )
    assert result.totals.params == 10 * (3 * 16 * 16 + 16 + 16 * 16 + 16) + 16 * 4 + 4
    (view,) = result.rows[-1].view
    assert view is not None
    assert view.field == 1 + 2 * 1023


def test_mobileones_branches_in_one_line() -> None:
    """Four 3x3 convolutions with a norm each, one 1x1, and a norm alone, summed."""
    result = totals(
        "default conv(bias=no) input 8x10x10 add( each(4) C3D8 BN | C1D8 BN | BN ) R GAP FC2"
    )
    assert result.totals.params == 4 * (8 * 8 * 9 + 16) + (64 + 16) + 16 + 8 * 2 + 2


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("cat( C3D4 R each(2) C3D2 | id )", "cat( each(2) C3D4 R C3D2 | id )"),
        ("cat( id | C3D4 R each(r: 1, 2) C3D4d<r> )", "cat( id | each(r: 1, 2) C3D4 R C3D4d<r> )"),
        ("cat( each(2) each(3) C3D4 | id )", "cat( each(2)  C3D4 | id )"),
        ("cat( each(r 1, 2) C3D4d<r> | id )", "cat( each(r: 1, 2) C3D4d<r> | id )"),
        ("cat( each(r=1, 2) C3D4d<r> | id )", "cat( each(r:1, 2) C3D4d<r> | id )"),
        ("cat( each(r: 1, 2) C3D4 | id )", "cat( each(2) C3D4 | id )"),
        ("[C3D4 R]*<r: 1, 2>", "[C3D4 R]*<2>"),
    ],
)
def test_slips_with_each_are_one_mistake_whose_fix_mends_it(wrong: str, right: str) -> None:
    spec = f"input 3x8x8 {wrong} after none"
    (found,) = [each for each in checked(spec).network.diagnostics if each.severity != "note"]
    mended = applied(spec, found.fixes[0].edits)
    assert mended == f"input 3x8x8 {right} after none"
    assert checked(mended).network.diagnostics == ()


@pytest.mark.parametrize("values", ["1, 2", "6, 12, 18", "2*3, 4"])
def test_a_list_without_a_name_is_told_how_it_is_given_one(values: str) -> None:
    (found,) = checked(
        f"input 3x8x8 cat( each({values}) C3D4 | id ) after none"
    ).network.diagnostics
    assert f"`each(r: {values})`" in (found.help or "")


@pytest.mark.parametrize("word", ["sub", "max", "dot", "mix", "each", "head", "cat"])
def test_a_constant_with_a_word_of_the_language_is_one_mistake_wherever_it_is_used(
    word: str,
) -> None:
    """Its fix calls it otherwise, in expressions too; the function `max` stays."""
    spec = f"let {word} = 3 input 3x8x8 C3D<2*{word}> R conv({word}) R C3D<max(2, 3)> R FC<{word}>"
    (found,) = checked(spec).network.diagnostics
    assert found.code == "name-reserved"
    mended = checked(applied(spec, found.fixes[0].edits))
    assert [row.shape[0] for row in mended.rows if row.params] == [6, 3, 3, 3]
