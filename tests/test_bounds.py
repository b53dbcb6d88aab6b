"""Each bound holds what it says and not one more: a spec that needs just so much is checked, one less stops it."""

import pytest
from conftest import checked, problems

from cnndsl.limits import Limits
from cnndsl.sizes import show_shape

NEEDED = [
    ("characters", "input 3x4x4 R", 13, "limit-size"),
    ("words", "input 3x4x4 R C3D8 R", 5, "limit-size"),
    ("letters", "input 3x4x4 averylongname: R", 13, "limit-word"),
    ("nesting", "input 3x4x4 [[[R]]]*2", 3, "limit-nesting"),
    ("nesting", "block a { R } block b { a } input 3x4x4 b", 2, "limit-nesting"),
    ("layers", "input 3x4x4 [C1D3 R]*5", 5 * 2, "limit-unfold"),
    ("layers", "input 3x4x4 R [R]*4", 1 + 4, "limit-unfold"),
    ("layers", "block b { R R } input 3x4x4 b b*2", 3 * 2, "limit-unfold"),
    # Copies without a layer are work too; branches are one more than what stands in them.
    ("layers", "input 3x4x4 R [[R]*0]*5", 1 + 5, "limit-unfold"),
    ("layers", "input 3x4x4 [C1D3*2 add( C1D3 | id )]*3", 3 * (2 + 2 + 1), "limit-unfold"),
    ("bodies", "block b(d) { C1D<d> } input 3x4x4 b(1) b(2) b(3) b(2)", 3, "limit-bodies"),
    ("parameters", "block b(c, d) { C1D<c> C1D<d> } input 3x4x4 b(1, 2)", 2, "limit-parameters"),
    ("names", "input 3x4x4 a: R bcd: R R", len("a" + "bcd" + "relu1"), "limit-names"),
    # What labels inside groups are called outside counts for itself.
    ("names", "input 3x4x4 ab: [cd: [e: R]]", len("cd.e" + "ab.cd" + "ab.cd.e"), "limit-names"),
    ("names", "block b { R } input 3x4x4 b b b b", 4 * len("b1.relu1"), "limit-names"),
    (
        "names",
        "block b { add( R | id ) } input 3x4x4 b b b b",
        4 * len("b1.relu1" + "b1.id1" + "b1.add1"),
        "limit-names",
    ),
]


@pytest.mark.parametrize(("name", "spec", "needed", "code"), NEEDED)
def test_what_is_needed_is_allowed_and_one_less_is_not(
    name: str, spec: str, needed: int, code: str
) -> None:
    enough = problems(checked(spec, limits=Limits(**{name: needed})), "error")
    assert enough == []
    ((found, *_), *_) = problems(checked(spec, limits=Limits(**{name: needed - 1})), "error")
    assert found == code


def test_as_many_mistakes_as_are_looked_for_are_all_said() -> None:
    wrong = "input 3x4x4 C3D3g2 R C3D3g2 R C3D3g2"
    codes = [code for code, *_ in problems(checked(wrong, limits=Limits(mistakes=3)), "error")]
    assert codes == ["shape-groups"] * 3
    codes = [code for code, *_ in problems(checked(wrong, limits=Limits(mistakes=2)), "error")]
    assert codes == ["shape-groups", "shape-groups", "limit-mistakes"]


@pytest.mark.parametrize(
    ("shape", "allowed"), [((2**62, 1), True), ((7, (2**63 - 1) // 7), True), ((2**62, 2), False)]
)
def test_the_largest_value_has_two_to_the_63_less_one_numbers(
    shape: tuple[int, ...], allowed: bool
) -> None:
    assert (2**63 - 1) % 7 == 0
    found = problems(checked(f"input {show_shape(shape)} R"), "error")
    assert [code for code, *_ in found] == ([] if allowed else ["shape-too-large"])
