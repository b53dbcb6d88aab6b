"""Plots of families: scales, cells, fronts, and that nothing lies over anything."""

import random
from collections.abc import Callable

import pytest
from conftest import EXAMPLES
from picture_checks import faults

from cnndsl.draw.marks import Circle, Polygon, Words, flat
from cnndsl.draw.svg import svg
from cnndsl.sweep.plot.axes import Axis
from cnndsl.sweep.plot.cells import SHADES, SIZE, cells, shaded
from cnndsl.sweep.plot.front import OnFront, stepped
from cnndsl.sweep.plot.scale import scale, written
from cnndsl.sweep.plot.scatter import FEW, Network, Plot, scatter


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ((0, 10), [0, 2.5, 5, 7.5, 10]),
        ((3, 80), [0, 20, 40, 60, 80]),
        ((1e3, 1e6), [1e3, 1e4, 1e5, 1e6]),
        ((1e3, 1e5), [1e3, 3e3, 1e4, 3e4, 1e5]),
        ((1, 1e12), [1, 1e3, 1e6, 1e9, 1e12]),
        ((0, 1e6), [0, 2.5e5, 5e5, 7.5e5, 1e6]),
    ],
)
def test_ticks_are_round(values: tuple[float, float], ticks: list[float]) -> None:
    found = scale(values)
    assert [round(each, 6) for each in found.ticks(5)] == pytest.approx(ticks)
    assert found.is_log == (values[0] > 0 and values[1] / values[0] >= 100)
    assert all(0 <= found.place(each) <= 1 for each in values)


def test_one_value_alone_has_a_scale() -> None:
    for value in (0, 5, 1e-6, -3):
        found = scale([value])
        assert 0 < found.place(value) < 1
        assert found.ticks(5)


@pytest.mark.parametrize(
    ("value", "figure", "said"),
    [
        *((0, "params", "0"), (999, "params", "999"), (1500, "params", "1.5k")),
        *((2e6, "macs", "2M"), (3.5e9, "macs", "3.5G"), (1e12, "macs", "1T")),
        *((1.0, "seconds", "1 s"), (0.002, "seconds", "2 ms"), (5e-7, "seconds", "500 ns")),
    ],
)
def test_values_are_written_short(value: float, figure: str, said: str) -> None:
    assert written(value, figure) == said


def test_each_point_is_in_the_nearest_cell() -> None:
    chance = random.Random(0)
    points = [(chance.uniform(0, 300), chance.uniform(0, 300)) for _ in range(500)]
    found = cells(points)
    assert sum(found.values()) == len(points)
    for x, y in points:
        near = min((x - a) ** 2 + (y - b) ** 2 for a, b in found)
        assert near <= SIZE**2 * 1.0001


def test_more_is_darker() -> None:
    looks = [each.look.fill for each in shaded({(0, 0): 1, (9, 0): 10, (18, 0): 100})]
    assert looks == ["up-1", "up-3", f"up-{SHADES}"]


def test_a_front_is_a_staircase() -> None:
    front = [OnFront(at, "", "") for at in ((0.0, 0.0), (4.0, 5.0), (9.0, 6.0))]
    assert stepped(front).points == ((0, 0), (4, 0), (4, 5), (9, 5), (9, 6))


def plotted(
    count: int, x: Axis, y: Axis, draw: Callable[[random.Random], tuple[float, float]]
) -> Plot:
    """A plot of networks at random, with their front."""
    chance = random.Random(count)
    networks = [Network(number * 37, *draw(chance)) for number in range(count)]
    signs = [-1 if each.most_is_best else 1 for each in (x, y)]
    best: list[Network] = []
    for each in sorted(networks, key=lambda n: (signs[0] * n.x, signs[1] * n.y)):
        if not best or signs[1] * each.y < signs[1] * best[-1].y:
            best.append(each)
    return Plot("Family", x, y, networks, best, f"{count:,} networks")


def along(chance: random.Random) -> tuple[float, float]:
    params = 10 ** chance.uniform(3, 7)
    return int(params), int(1e14 / params * 10 ** abs(chance.gauss(0, 0.4)))


def anywhere(chance: random.Random) -> tuple[float, float]:
    return chance.randrange(50), chance.uniform(1e-5, 1e-3)


@pytest.mark.parametrize("count", [1, 2, 40, FEW, 5 * EXAMPLES + FEW])
@pytest.mark.parametrize("draw", [along, anywhere])
@pytest.mark.parametrize("signs", [(False, False), (True, False), (False, True), (True, True)])
def test_nothing_lies_over_a_text(
    count: int,
    draw: Callable[[random.Random], tuple[float, float]],
    signs: tuple[bool, bool],
) -> None:
    plot = plotted(count, Axis("receptive_field", signs[0]), Axis("seconds", signs[1]), draw)
    picture = scatter(plot)
    assert faults(picture) == []
    marks = [*flat(picture.marks)]
    numbers = {f"{each.number:,}" for each in plot.front}
    assert any(isinstance(each, Words) and each.text in numbers for each in marks)
    many = any(isinstance(each, Polygon) for each in marks)
    assert many == (count > FEW)
    assert many or len([each for each in marks if isinstance(each, Circle)]) >= len(plot.front)


def test_a_plot_is_light_and_dark() -> None:
    text = svg(scatter(plotted(1000, Axis("params"), Axis("macs"), along)))
    assert "prefers-color-scheme:dark" in text
    assert ".up-3{fill:#" in text
    assert "network 0" in text or "<title>network " in text
