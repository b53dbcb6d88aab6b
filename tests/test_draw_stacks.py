"""Small chains as stacks: a sheet a map, and sizes by the law that the caption states."""

import re
from math import isclose
from xml.etree.ElementTree import Element

import pytest
from chain_pictures import (
    NAMESPACE,
    accepted,
    checked,
    drawn,
    fronts,
    groups,
    network,
    number,
    refusal,
    texts,
    title,
)
from picture_checks import faults

from cnndsl.analyse.figures import LayerFigures, Result
from cnndsl.draw.draw import STYLES
from cnndsl.draw.layer_words import drawn_as, is_small
from cnndsl.draw.marks import Line, Picture, Rectangle, flat
from cnndsl.draw.options import WIDEST, Wanted

ACCEPTED = 10
"""Chains among the bundled networks of up to 64 maps a layer."""


def of_spec(spec: str, **wanted: object) -> Picture:
    return STYLES["stacks"]((checked(spec),), Wanted(**wanted))  # type: ignore[arg-type]


def lines(picture: Picture) -> list[str]:
    return [each.text for each in texts(picture)]


def main_rows(result: Result) -> list[LayerFigures]:
    """Those that are drawn by themselves."""
    rows = [row for row in result.rows if not is_small(row.placed.layer)]
    return [row for row in rows if row.kind not in ("softmax", "lrn")]


def corners(group: Element) -> list[list[tuple[float, float]]]:
    """The polygons of a group."""
    found = [each.get("points") or "" for each in group.iter(f"{NAMESPACE}polygon")]
    return [
        [(float(x), float(y)) for x, y in (point.split(",") for point in points.split())]
        for points in found
    ]


def windows(picture: Picture) -> list[Rectangle]:
    marks = flat(picture.marks)
    return [each for each in marks if isinstance(each, Rectangle) and each.look.fill == "paper"]


def test_small_chains_are_drawn_without_faults() -> None:
    pictures = accepted("stacks")
    assert len(pictures) == ACCEPTED
    for name, picture in pictures.items():
        assert faults(picture) == [], name
        assert picture.width <= WIDEST, name


@pytest.mark.parametrize("inches", [3.5, 5.0])
def test_narrow_pictures_have_no_faults(inches: float) -> None:
    wanted = Wanted(inches=inches)
    for name in accepted("stacks"):
        picture = STYLES["stacks"]((network(name),), wanted)
        assert faults(picture) == [], name
        assert picture.width <= wanted.room, name


def test_a_layer_has_a_sheet_for_each_map_and_says_its_shape() -> None:
    for name, picture in accepted("stacks").items():
        found, result = groups(picture), network(name)
        rows = main_rows(result)
        assert [*found] == [row.path for row in rows], name
        for row in rows:
            group = found[row.path]
            assert title(group).startswith(f"{row.path}: {'×'.join(map(str, row.shape))}, ")
            if len(row.shape) == 3:
                sheets = len(list(group.iter(f"{NAMESPACE}rect"))) + len(corners(group))
                assert sheets == row.shape[0], row.path
        told = sum(
            int(title(each).rsplit(", ", 1)[1].split()[0].replace(",", ""))
            for each in found.values()
        )
        assert told == result.sums.params


def test_labels_have_channels_and_sizes_in_their_order() -> None:
    for name, picture in accepted("stacks").items():
        result = network(name)
        told = [each for each in lines(picture) if re.fullmatch(r"\d+@\d+×\d+|\d+", each)]
        shapes = [result.network.input or (), *(row.shape for row in main_rows(result))]
        assert told == [f"{s[0]}@{s[1]}×{s[2]}" if len(s) == 3 else str(s[0]) for s in shapes], name


def test_lenet_reads_like_its_paper() -> None:
    picture = drawn("lenet5", "stacks")
    assert lines(picture) == [
        "LeNet5",
        "input 1×32×32, 5 layers with weights, 61,706 parameters",
        *("input", "1@32×32", "conv1", "6@28×28", "5×5 conv", "ReLU"),
        *("maxpool1", "6@14×14", "max pool 2×2/2", "conv2", "16@10×10", "5×5 conv", "ReLU"),
        *("maxpool2", "16@5×5", "max pool 2×2/2", "fc1", "120", "fc", "ReLU"),
        *("fc2", "84", "fc", "ReLU", "fc3", "10", "fc"),
        "One sheet a map; its sides grow as size^0.75 (from 10 px), bars grow as features^0.4.",
    ]
    labels = [each for each in flat(picture.marks) if getattr(each, "bold", False)]
    assert len({each.y for each in labels}) == 2  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["lenet5", "eegnet", "conv_autoencoder", "dqn"])
def test_sizes_follow_the_law_of_the_caption(name: str) -> None:
    result, found = network(name), groups(drawn(name, "stacks"))
    rows = main_rows(result)
    shapes = [result.network.input or (), *(row.shape for row in rows)]
    largest = max(max(each[1:]) for each in shapes if len(each) > 1)
    features = max((each[0] for each in shapes if len(each) == 1), default=1)
    times = 0.92 if name == "lenet5" else 1.0  # which then fits into one row
    for row in rows:
        if len(row.shape) == 1:
            ((first, _, last, _),) = corners(found[row.path])
            law = max(130 * (row.shape[0] / features) ** 0.4 * times, 10)
            assert isclose(last[1] - first[1], law, abs_tol=0.11)
            continue
        (front,) = fronts(found[row.path], f"{drawn_as(row.placed.layer)}-sheet")
        for attribute, size in zip(("height", "width"), row.shape[1:], strict=True):
            law = max(130 * (size / largest) ** 0.75 * times, 10)
            assert isclose(number(front, attribute), law, abs_tol=0.06)


def test_sheets_are_five_apart_and_closer_where_they_are_many() -> None:
    few = corners(groups(drawn("lenet5", "stacks"))["conv2"])
    assert isclose(few[1][0][0] - few[0][0][0], 5, abs_tol=0.11)
    assert isclose(few[1][0][1] - few[0][0][1], 5, abs_tol=0.11)
    many = corners(groups(drawn("dqn", "stacks"))["conv2"])
    assert isclose(many[-1][0][0] - many[0][0][0], 96 * 62 / 63, abs_tol=0.2)


def test_a_window_is_the_kernels_part_of_a_sheet() -> None:
    found = windows(drawn("lenet5", "stacks"))
    sides = [130 * 0.92 * (size / 32) ** 0.75 for size in (32, 28, 14, 10)]
    parts = [5 / 32, 2 / 28, 5 / 14, 2 / 10]
    for window, side, part in zip(found, sides, parts, strict=True):
        assert isclose(window.width, side * part, abs_tol=0.01)
        assert isclose(window.height, side * part, abs_tol=0.01)


def test_a_window_may_be_longer_than_high() -> None:
    first = windows(drawn("eegnet", "stacks"))[0]  # of 1 by 64 on 64 by 128
    assert isclose(first.width, 130 * 64 / 128)
    assert isclose(first.height, 130 * 0.5**0.75 / 64)


def test_an_up_convolutions_window_is_on_what_it_makes() -> None:
    picture = of_spec("network Up\ninput 2x8x8\ndeconv(4, 2, stride=2)\n")
    (window,) = windows(picture)
    (front,) = fronts(groups(picture)["deconv1"], "up-sheet")
    assert isclose(window.width, number(front, "width") * 2 / 16, abs_tol=0.06)
    assert window.x >= number(front, "x")


def test_what_has_no_window_is_an_arrow_and_a_global_pool_takes_all() -> None:
    picture = drawn("espcn", "stacks")
    assert sum(isinstance(e, Line) and e.arrow for e in flat(picture.marks)) == 1  # pixel shuffle
    pooled = of_spec("network Pooled\ninput 2x8x8\nC3D4 G FC3\n")
    assert len(windows(pooled)) == 1
    assert faults(pooled) == []


def test_what_is_done_pushes_small_layers_apart() -> None:
    small = "FC2 R DO0.5 " * 3
    assert faults(of_spec(f"network Small\ninput 3x8x8\nC3D4 R FC512 R DO0.5 {small}\n")) == []


def test_rows_lead_on() -> None:
    turning = [e for e in flat(drawn("eegnet", "stacks").marks) if isinstance(e, Line)]
    assert sum(len(each.points) == 6 for each in turning) == 1


def test_a_mistake_ends_the_picture() -> None:
    picture = of_spec("network Broken\ninput 3x32x32\nC3D16 R P2\nC50D16p0\nFC10\n")
    assert "mistake" in lines(picture)
    assert "padded input: 16 + 2*0 < 50" in lines(picture)
    assert set(groups(picture)) == {"conv1", "maxpool1"}
    assert faults(picture) == []


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        (
            "network Large\ninput 3x8x8\nC3D65\n",
            "Large has 65 maps in one layer; `stacks` draws up to 64 as sheets",
        ),
        (
            "network Sound\ninput 1x80\nC3D4\n",
            "`stacks` draws maps of two axes, and those of Sound have 1",
        ),
        (
            "network Film\ninput 1x4x8x8\nC3D4\n",
            "`stacks` draws maps of two axes, and those of Film have 3",
        ),
        ("network Flat\ninput 8\nFC4\n", "`stacks` draws maps as sheets, and Flat has none"),
        (
            "network Fork\ninput 3x8x8\nadd[C3D3 | id]\n",
            "`stacks` draws one layer after another, and Fork branches",
        ),
    ],
)
def test_refusals_say_why(spec: str, reason: str) -> None:
    assert refusal(checked(spec), "stacks") == reason


def test_sixty_four_maps_are_not_too_many() -> None:
    assert refusal(checked("network Large\ninput 3x8x8\nC3D64\n"), "stacks") == ""
