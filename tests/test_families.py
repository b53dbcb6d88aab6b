"""Families of networks: how many there are, how many ways to write them, and each by its number."""

import pytest
from family_patterns import Pieces, family_of, identity, labelled, members

from cnndsl.compile import NoMember, Options, compile_text
from cnndsl.text import Text

NOTES = "input 3x32x32 [[C3D{32,64} R]*{1..3} P?]*{1..4} [FC{256,512} R]*{0..2} FC10"
MOST = 120
"""Ways of a pattern that is held against its members."""


def hold(pattern: str) -> bool:
    """Hold a family against its members; whether there are few enough of them."""
    family = family_of(pattern)
    result = compile_text(Text("p.cnn", pattern))
    found = members(pattern, not _writes_activation(pattern), MOST)
    if found is None:
        return False
    if family is None:
        assert not found.networks, pattern
        assert not result.network.ok, pattern
        return True
    assert family.count == len(found.networks), pattern
    assert family.ways == found.sound, pattern
    assert sum(each.ways for each in family.never) == found.broken, pattern
    met = {identity(family[number].network) for number in range(family.count)}
    assert met == found.networks.keys(), pattern
    return True


def _writes_activation(pattern: str) -> bool:
    """Whether an activation stands between weights: here each pattern has some in all its parts, or nowhere."""
    trunk = pattern.split("input", 1)[-1] + pattern.split("block res")[0]
    return (
        " R" in trunk or "sigmoid" in trunk or "res(" in trunk or "mb(" in trunk or "same" in trunk
    )


def test_the_course_notes_pattern_is_counted_as_published() -> None:
    """spaces.md: 2,186,380 networks, 4,461,940 ways to write them, on 3x32x32."""
    family = family_of(NOTES)
    assert family is not None
    assert (family.count, family.ways, family.how) == (2_186_380, 4_461_940, "exact")
    assert family.never == ()
    assert family.choices_written == 6


@pytest.mark.parametrize("seed", range(30))
def test_a_family_is_its_members(seed: int) -> None:
    hold(Pieces(seed, writes_activations=seed % 2 == 0).pattern())


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(30, 400))
def test_more_families_are_their_members(seed: int) -> None:
    hold(Pieces(seed, writes_activations=seed % 2 == 0).pattern())


@pytest.mark.parametrize("seed", range(20))
def test_a_family_with_labels_is_its_members(seed: int) -> None:
    assert hold(labelled(seed))


def test_what_is_one_network_is_counted_once() -> None:
    """Brackets, single copies and `id` count for nothing; the order of branches counts."""
    for pattern, networks, ways in (
        ("input 3x8x8 any( C3D8 | [C3D8] | [C3D8]*1 | C3D8 id ) FC5", 1, 4),
        ("input 3x8x8 C3D4 R add( any( C3D4 | id ) | any( C3D4 | id ) ) FC5", 4, 4),
        ("input 3x8x8 [C3D4 R]? [C3D4 R]? FC5", 3, 4),
        ("input 3x8x8 block b(d) { C3D<d> R } b({8,16})*2 FC5", 4, 4),
        ("input 3x8x8 let d = {8,16} C3D<d> R C3D<d> R FC5", 2, 2),
        ("input 3x8x8 C3D{8,16} R C3D{8,16} R FC5", 4, 4),
        ("input 3x8x8 a: C3D8 any( @a R | R ) FC5", 1, 2),
        ("input 3x8x8 C3D8p1 R any( C3D4p1 | C3D4 | C3x3D4 ) FC5", 1, 3),
    ):
        family = family_of(pattern)
        assert family is not None
        assert (family.count, family.ways) == (networks, ways), pattern


def test_members_are_numbered_as_words_are_sorted() -> None:
    """The end first, then by kind, then by arguments: `fc` 5 stands before `fc` 6, and a conv before both."""
    family = family_of("input 3x8x8 [C3D{8,16} R]*{0..2} FC{5,6}")
    assert family is not None
    said = [[row.code for row in family[number].rows if row.code != "R"] for number in range(6)]
    assert said == [
        ["C3D8", "C3D8", "FC5"], ["C3D8", "C3D8", "FC6"], ["C3D8", "C3D16", "FC5"],
        ["C3D8", "C3D16", "FC6"], ["C3D8", "FC5"], ["C3D8", "FC6"],
    ]  # fmt: skip
    for number in range(family.count):
        assert family.number(family.word(number)) == number


def test_what_never_works_is_said_with_the_ways_that_it_takes() -> None:
    """8x8 is halved three times at the most: of {2..5} copies 4 and 5 pools fail at the pool, by two ways each."""
    family = family_of("input 3x8x8 [C3D8 R P]*{2..5} P{2,3} FC10")
    assert family is not None
    assert (family.count, family.ways) == (1, 1)
    assert [(each.ways, each.why.message) for each in family.never] == [
        (4, "the window is larger than the padded input: 1 + 2*0 < 2"),
        (3, "the window is larger than the padded input: 2 + 2*0 < 3"),
    ]


def test_a_member_is_a_network_of_its_own() -> None:
    result = compile_text(Text("p.cnn", NOTES), Options(member=1_234_567))
    assert result.network.ok
    assert [row.code for row in result.rows][:4] == ["C3D64", "R", "C3D32", "R"]
    with pytest.raises(NoMember, match="0 to 2,186,379"):
        compile_text(Text("p.cnn", NOTES), Options(member=2_186_380))
    with pytest.raises(NoMember, match="one network"):
        compile_text(Text("p.cnn", "input 3x8x8 C3D8 R FC10"), Options(member=0))


def test_facts_are_held_for_the_member_that_is_made() -> None:
    """3*3*3*8 + 8 + 8*64*5 + 5 = 2,789 parameters, for the first; 3*3*3*16 + 16 + 16*64*5 + 5 = 5,573."""
    pattern = "input 3x8x8 C3D{8,16} R FC5 expect params 2789"
    assert compile_text(Text("p.cnn", pattern)).network.ok
    assert compile_text(Text("p.cnn", pattern), Options(member=0)).network.ok
    assert not compile_text(Text("p.cnn", pattern), Options(member=1)).network.ok


def test_a_family_without_a_network_is_a_mistake() -> None:
    result = compile_text(Text("p.cnn", "input 3x8x8 [C3D8p0 R P]*{4..5} FC10"))
    assert result.family is None
    assert [each.code for each in result.network.diagnostics] == ["shape-kernel-too-large"]


def test_what_is_looked_at_one_by_one_has_a_limit() -> None:
    pattern = "input 3x8x8 shared block m { [C3D3 R]*{1..2} } m m [C3D{1..8} R]*8 FC10"
    result = compile_text(Text("p.cnn", pattern))
    assert [each.code for each in result.network.diagnostics] == ["family-too-large"]
