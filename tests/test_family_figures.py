"""A family's figures, ranges, limits, fronts, ranks and draws, held against the reports of all its members."""

import random
from collections import Counter
from functools import cache
from itertools import islice
from typing import Any

import pytest
from family_patterns import Pieces, family_of, labelled

from cnndsl.analyse.report import Settings, report
from cnndsl.family.family import Family
from cnndsl.family.limits import Bound, TooMany, count, within
from cnndsl.family.measured import Measured
from cnndsl.family.pattern import Unsupported

SETTINGS = Settings("float16", 3, "adam", "a100")
WHOLE = [
    "params", "aux_params", "buffers", "unshared_params", "macs", "flops", "other_ops", "activations",
    "activation_bytes", "weight_layers", "weight_bytes", "training_weight_bytes", "gradient_bytes",
    "optimizer_bytes", "receptive_field",
]  # fmt: skip
MOST = 300
PATTERNS = [
    *(Pieces(seed, writes_activations=seed % 2 == 0).pattern().replace("same", "twin") for seed in range(40)),
    *map(labelled, range(20)),
    "input 3x8x8 C3D4 R aux a { GAP FC{2,3} } [C3D{4,5} BN R]? head h { C3D{2,4} R FC4 } FC2",
    "input 3x8x9 C3x1D{2,4} R P{1,2}x1 C1x5D2 R add( C3D2 R | cat( C3x5D1 | [C3D1 R]*{1..2} ) ) FC2",
    "input 3x8x8 deconv(4,2,stride=2) R any( C3D4 | C5D4s2 ) R upsample(2)? [C3D2 R]*{1..2} GAP FC{2,3}",
    "input 3x8x8 C3D4 R mul( C3D{4,6} R C3D4 | GAP C1D4 sigmoid ) [C3D4 R]? FC2",
    "input 3x8x8 a: C3D4 R C3D{4,5} R [b: C3D4 R]? @a C{3,5}D4 R cat( id | any( @a | @b | C3D2 ) ) FC3",
    "input 4x8x8 C3D4 R mul( C5D4 | any( [id]? | C3D4 ) | GAP ) FC{2,3}",
    "input 6 [FC{3,4} R]*{0..2} FC2",
]  # fmt: skip
SMALL = [PATTERNS[each] for each in (0, 2, 4, 40, 42, 44, -1, -2, -3, -5, -6, -7)]
Truth = list[dict[str, Any]]


@cache
def known(pattern: str) -> tuple[Family, Measured, Truth] | None:
    """A family that has few members, and what is reported of each."""
    family = family_of(pattern)
    if family is None or family.count > MOST:
        return None
    shape = tuple(map(int, pattern.split("input ")[1].split()[0].split("x")))
    truth = [_reported(family[number]) for number in range(family.count)]
    return family, Measured(family.automaton, [shape], SETTINGS), truth


def _reported(result: Any) -> dict[str, Any]:
    found = report(result, SETTINGS)
    seen = found.last_view
    field = min((axis.field for axis in seen.view if axis), default=0) if seen else 0
    return {**found.totals, "receptive_field": field}


def of(pattern: str) -> tuple[Measured, Truth]:
    found = known(pattern)
    if found is None:
        pytest.skip("no network, or too many to list")
    return found[1], found[2]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_figure_of_every_member_is_its_report_s(pattern: str) -> None:
    measured, truth = of(pattern)
    numbers = range(len(truth))
    for name in WHOLE:
        found = [each[name] for each in measured.figures_of(numbers, [name])]
        assert found == [each[name] for each in truth], name
        assert measured.ranges([name])[name] == (min(found), max(found))
    seconds = [each["seconds"] for each in measured.figures_of(numbers, ["seconds"])]
    assert seconds == pytest.approx([each["seconds"] for each in truth], rel=1e-14)


@pytest.mark.parametrize("pattern", SMALL)
def test_a_front_is_that_of_the_members(pattern: str) -> None:
    measured, truth = of(pattern)
    for names in (
        ("params",), ("params", "macs"), ("params", "-receptive_field"),
        ("params", "macs", "weight_layers"), ("-weight_layers", "macs", "activations", "-params"),
    ):  # fmt: skip
        points = [_signed(each, names) for each in truth]
        best = {point for point in points if not any(_better(each, point) for each in points)}
        found = measured.front(*names)
        assert sorted(number for number, _ in found) == sorted(map(points.index, best))
        for number, figures in found:
            assert figures == {name.strip("-"): truth[number][name.strip("-")] for name in names}


def _signed(figures: dict[str, Any], names: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(-figures[name[1:]] if name.startswith("-") else figures[name] for name in names)


def _better(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    return a != b and all(x <= y for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize("pattern", SMALL)
def test_a_rank_is_that_of_the_members(pattern: str) -> None:
    measured, truth = of(pattern)
    for name in ("macs", "-params", "weight_layers", "-receptive_field"):
        ranked = sorted((_signed(each, (name,)), number) for number, each in enumerate(truth))
        found = list(measured.rank(name))
        assert [number for number, _ in found] == [number for _, number in ranked]
        assert [figure for _, figure in found] == [
            truth[number][name.strip("-")] for number, _ in found
        ]
        assert list(islice(measured.rank(name), 3)) == found[:3]


@pytest.mark.parametrize("pattern", SMALL)
@pytest.mark.parametrize("seed", range(4))
def test_limits_leave_those_that_lie_within(pattern: str, seed: int) -> None:
    measured, truth = of(pattern)
    pick = random.Random(seed)
    names = pick.sample(["params", "macs", "weight_layers", "receptive_field"], seed % 3 + 1)
    limits = {name: _ends(pick, sorted(each[name] for each in truth)) for name in names}
    inside = [
        number
        for number, each in enumerate(truth)
        if all(
            (low is None or low <= each[name]) and (high is None or each[name] <= high)
            for name, (low, high) in limits.items()
        )
    ]
    found = measured.count(limits)
    assert (found.least, found.most) == (len(inside), len(inside))
    assert list(measured.within(limits)) == inside
    assert set(measured.sample(20 * len(inside) * len(inside), seed, limits)) <= set(inside)
    figures = [truth[number]["macs"] for number in inside]
    assert measured.ranges(["macs"], limits) == ({"macs": (min(figures), max(figures))} if inside else {})  # fmt: skip
    assert [number for number, _ in measured.rank("macs", limits)] == sorted(
        inside, key=lambda number: (truth[number]["macs"], number)
    )
    front = measured.front("params", "macs", limits=limits)
    points = {number: _signed(truth[number], ("params", "macs")) for number in inside}
    assert {tuple(each.values()) for _, each in front} == {
        point for point in points.values() if not any(_better(each, point) for each in points.values())
    }  # fmt: skip


def _ends(pick: random.Random, figures: list[int]) -> tuple[int | None, int | None]:
    low, high = sorted([pick.choice(figures), pick.choice(figures)])
    return pick.choice([(low, high), (None, high), (low, None), (low + 1, high)])


def test_what_is_too_much_to_tell_apart_is_bounded_from_below_and_above() -> None:
    measured, truth = of("input 3x8x8 [C3D{3..6} R]*{1..3} FC{5,6}")
    walk = measured.walk(["params", "macs"])
    most = sorted(each["params"] for each in truth)[len(truth) // 2]
    bounds = [Bound(700, most), Bound(None, 30_000)]
    inside = sum(700 <= each["params"] <= most and each["macs"] <= 30_000 for each in truth)
    with pytest.raises(TooMany):
        within(walk, bounds, sums=40)
    found = count(walk, bounds, sums=40)
    assert found.least <= inside <= found.most
    assert not found.is_exact


def test_draws_are_even_and_go_by_the_seed() -> None:
    """300 draws of each of the members within: none comes as seldom as 200 times, none as often as 400."""
    measured, truth = of("input 3x8x8 [C3D{3..6} R]*{1..3} FC{5,6}")
    most = sorted(each["params"] for each in truth)[len(truth) // 3]
    limits = {"params": (None, most)}
    inside = [number for number, each in enumerate(truth) if each["params"] <= most]
    drawn = measured.sample(300 * len(inside), 7, limits)
    assert drawn == measured.sample(300 * len(inside), 7, limits)
    times = Counter(drawn)
    assert sorted(times) == inside
    assert min(times.values()) > 200
    assert max(times.values()) < 400


def test_of_several_inputs_what_is_seen_is_not_said() -> None:
    family = family_of("input a 3x8x8 input b 3x8x8 cat( C3D{4,5} R | @b ) R FC3")
    assert family is not None
    measured = Measured(family.automaton, [(3, 8, 8), (3, 8, 8)])
    assert measured.ranges(["weight_layers"]) == {"weight_layers": (2, 2)}
    with pytest.raises(Unsupported):
        measured.ranges(["receptive_field"])
