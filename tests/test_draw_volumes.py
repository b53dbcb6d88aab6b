"""Chains as volumes: what is said is what was checked, and sizes follow the law that the caption states."""

import re
from itertools import pairwise
from math import isclose

import pytest
from chain_pictures import (
    NAMESPACE,
    Told,
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
from cnndsl.draw.chain import is_chain
from cnndsl.draw.draw import STYLES
from cnndsl.draw.layer_words import drawn_as
from cnndsl.draw.marks import Circle, Line, Picture, Polygon, Rectangle, Words, flat
from cnndsl.draw.options import WIDEST, Wanted
from cnndsl.draw.step_words import name_words
from cnndsl.draw.svg import svg
from cnndsl.resources import bundled

ACCEPTED = 36
"""Chains among the bundled networks."""
SOME = ["alexnet", "vgg_d", "dcgan_g", "eegnet", "video_3d", "m5", "darknet19", "espcn"]
SHAPE = re.compile(r"\d+( × \d+)*")
POOL = re.compile(r".* → (\d+(×\d+)*)")
BROKEN = "network Broken\ninput 3x32x32\nC3D16 R P2 C3D32 R\nC50D16p0\nFC10\n"


def of_spec(spec: str, **wanted: object) -> Picture:
    return STYLES["volumes"]((checked(spec),), Wanted(**wanted))  # type: ignore[arg-type]


def lines(picture: Picture) -> list[str]:
    return [each.text for each in texts(picture)]


def weighted(result: Result) -> list[LayerFigures]:
    return [row for row in result.rows if row.placed.layer.role == "weights"]


def pooling(result: Result) -> list[LayerFigures]:
    return [row for row in result.rows if drawn_as(row.placed.layer) == "pool"]


def test_all_chains_are_drawn_without_faults() -> None:
    pictures = accepted("volumes")
    assert {name for name in bundled() if is_chain(network(name))} == set(pictures)
    assert len(pictures) == ACCEPTED
    for name, picture in pictures.items():
        assert faults(picture) == [], name
        assert picture.width <= WIDEST, name
        assert min(each.size for each in texts(picture)) == 10


@pytest.mark.parametrize("inches", [2.5, 3.5, 5.0])
def test_narrow_pictures_have_no_faults(inches: float) -> None:
    wanted = Wanted(inches=inches)
    for name in SOME:
        picture = STYLES["volumes"]((network(name),), wanted)
        assert faults(picture) == [], name
        assert picture.inches == inches
        assert picture.width <= wanted.room or inches < 3


def test_boxes_say_each_layers_shape_and_parameters() -> None:
    for name, picture in accepted("volumes").items():
        found = groups(picture)
        for row in [*weighted(network(name)), *pooling(network(name))]:
            said = re.fullmatch(r"(.*): (\S+), ([\d,]+) parameters", title(found[row.path]))
            assert said, name
            assert said[1] == row.path
            assert said[2] == "×".join(map(str, row.shape))
            assert int(said[3].replace(",", "")) >= row.params
        told = sum(
            int(said[1].replace(",", ""))
            for each in found.values()
            if (said := re.search(r", ([\d,]+) parameters", title(each)))
        )
        assert told == network(name).sums.params, name


def test_labels_have_the_shapes_in_their_order() -> None:
    for name, picture in accepted("volumes").items():
        result = network(name)
        told = [each for each in texts(picture) if SHAPE.fullmatch(each.text) and each.size == 13]
        shapes = [tuple(map(int, each.text.split(" × "))) for each in told]
        assert shapes[0] == result.network.input
        left = iter([row.shape for row in result.rows])
        assert all(shape in left for shape in shapes[1:]), name
        assert {row.shape for row in weighted(result)} <= set(shapes), name


def test_labels_have_what_pools_give() -> None:
    for name, picture in accepted("volumes").items():
        told = [found[1] for each in lines(picture) if (found := POOL.fullmatch(each))]
        pools = [row for row in pooling(network(name)) if len(row.shape) > 1]
        expected = []
        for row in pools:
            sides = row.shape[1:]
            square = len(set(sides)) == 1
            expected.append(str(sides[0]) if square else "×".join(map(str, sides)))
        assert told == expected, name


def test_alexnet_reads_like_its_paper() -> None:
    assert lines(drawn("alexnet", "volumes")) == [
        "AlexNet",
        "input 3×227×227, 8 layers with weights, 62,378,344 parameters",
        *("input", "3 × 227 × 227"),
        *("conv1", "96 × 55 × 55", "11×11 conv, stride 4", "ReLU, LRN", "max pool 3×3/2 → 27"),
        *("conv2", "256 × 27 × 27", "5×5 conv", "ReLU, LRN", "max pool 3×3/2 → 13"),
        *("conv3–4", "384 × 13 × 13", "3×3 conv ×2", "ReLU"),
        *("conv5", "256 × 13 × 13", "3×3 conv", "ReLU", "max pool 3×3/2 → 6"),
        *("fc1", "4096", "ReLU, dropout", "fc2", "4096", "ReLU, dropout"),
        *("fc3", "1000", "softmax"),
        "Heights grow as size^0.6 (from 12 px), widths as channels^0.45 (from 5 px), flat layers as "
        "features^0.4. A darker band is an activation.",
    ]


def test_vgg_stands_in_one_row_with_its_equal_layers_under_one_label() -> None:
    told = lines(drawn("vgg_d", "volumes"))
    assert [each for each in told if each.startswith("conv")] == [
        f"conv{block}.0–{last}" for block, last in enumerate([1, 1, 2, 2, 2], 1)
    ]
    names = [each for each in flat(drawn("vgg_d", "volumes").marks) if hasattr(each, "bold")]
    assert (
        len({each.y for each in names if each.bold}) == 2
    )  # the heading's, and that of all labels


@pytest.mark.parametrize("name", SOME)
def test_sizes_follow_the_law_of_the_caption(name: str) -> None:
    result, found = network(name), groups(drawn(name, "volumes"))
    shapes = [result.network.input or (), *(row.shape for row in result.rows)]
    maps = [each for each in shapes if len(each) > 1]
    largest = max(max(each[1:][-2:]) for each in maps)
    most = max(each[0] for each in maps)
    features = max((each[0] for each in shapes if len(each) == 1), default=1)
    scales: set[float] = set()
    for row in weighted(result):
        (front,) = fronts(found[row.path], drawn_as(row.placed.layer))
        if len(row.shape) == 1:
            height = 190 * (row.shape[0] / features) ** 0.4
            assert number(front, "width") == 9
        else:
            side = row.shape[-2] if len(row.shape) > 2 else row.shape[-1]
            height = 190 * (side / largest) ** 0.6
            width = 58 * (row.shape[0] / most) ** 0.45
            if number(front, "width") > 5:
                scales.add(round(number(front, "width") / width, 2))
        if number(front, "height") > 12:
            scales.add(round(number(front, "height") / height, 2))
        else:
            assert height <= 12
    low, high = min(scales), max(scales)
    assert high - low < 0.021, scales
    assert low > 0.66
    assert high < 1.01


def test_edges_recede_at_45_degrees_by_the_width_of_maps() -> None:
    found = groups(drawn("eegnet", "volumes"))  # of 64 by 128
    top = found["conv1"].find(f"{NAMESPACE}polygon")
    assert top is not None
    points = [tuple(map(float, each.split(","))) for each in (top.get("points") or "").split()]
    (left, foot), (back, head) = points[:2]
    (front,) = fronts(found["conv1"], "conv")
    assert isclose(back - left, foot - head, abs_tol=0.11)
    assert isclose(back - left, 0.30 * 0.5**0.5 * 190, abs_tol=0.11)
    assert isclose(number(front, "height"), 190 * 0.5**0.6, abs_tol=0.11)


def test_maps_of_one_axis_have_no_depth_and_of_three_say_theirs() -> None:
    picture = drawn("m5", "volumes")
    assert not list(groups(picture)["conv1"].iter(f"{NAMESPACE}polygon"))
    assert "maps have one axis" in lines(picture)[-1] + lines(picture)[-2]
    told = " ".join(lines(drawn("video_3d", "volumes")))
    assert "64 × 16 × 112 × 112" in told
    assert "The first of the three axes of maps stands in labels alone." in told


def test_equal_layers_stand_close_and_pools_on_the_side_before_them() -> None:
    found = groups(drawn("vgg_d", "volumes"))
    fills = [fronts(found[path], "conv")[0] for path in ("conv1.0", "conv1.1")]
    right = number(fills[0], "x") + number(fills[0], "width")
    assert isclose(number(fills[1], "x") - right, 2.5, abs_tol=0.11)
    (slab,) = fronts(found["maxpool1"], "pool")
    assert number(slab, "width") == 6
    assert number(slab, "x") > number(fills[1], "x") + number(fills[1], "width")


def test_an_activation_is_a_band_and_nothing_else_is() -> None:
    found = groups(drawn("eegnet", "volumes"))
    assert not fronts(found["conv1"], "conv-band")
    assert len(fronts(found["dwconv1"], "conv-band")) == 1
    assert len(fronts(groups(drawn("alexnet", "volumes"))["fc1"], "fc-band")) == 0


def test_windows_are_shown_where_all_of_them_can_be_seen() -> None:
    dashed = {
        name: sum(isinstance(each, Line) and each.look.dashed for each in flat(picture.marks))
        for name, picture in accepted("volumes").items()
    }
    assert dashed["alexnet"] == 2 * 4
    assert dashed["vgg_d"] == dashed["m5"] == 0
    assert dashed["nin"] == 2 * 3  # those of 1×1 are arrows


def test_a_windows_height_is_the_kernels_part_of_the_map() -> None:
    windows = [
        each
        for each in flat(drawn("alexnet", "volumes").marks)
        if isinstance(each, Polygon) and each.look.fill == "paper"
    ]
    heights = [each.points[3][1] - each.points[0][1] for each in windows]
    sides = [190 * (size / 227) ** 0.6 for size in (227, 27, 13, 13)]
    parts = [11 / 227, 5 / 27, 3 / 13, 3 / 13]
    for height, side, part in zip(heights, sides, parts, strict=True):
        assert isclose(height, side * part, abs_tol=0.01)


def test_alexnets_groups_are_two_rows_and_lines_cross_where_a_layer_takes_both() -> None:
    picture, found = (
        drawn("alexnet_grouped", "volumes"),
        groups(drawn("alexnet_grouped", "volumes")),
    )
    for path, channels in {"conv1": 48, "conv2": 128, "conv3": 192, "conv5": 128}.items():
        upper, lower = fronts(found[path], "conv")
        assert number(upper, "x") == number(lower, "x")
        assert number(upper, "y") + number(upper, "height") < number(lower, "y")
        assert isclose(number(upper, "width"), 58 * (channels / 384) ** 0.45, abs_tol=0.11)
    assert len(fronts(found["fc2"], "fc")) == 2
    assert len(fronts(found["fc3"], "fc")) == 1
    ways = [each for each in flat(picture.marks) if isinstance(each, Line) and each.arrow]
    crossing = [each for each in ways if abs(each.points[0][1] - each.points[1][1]) > 50]
    assert len(ways) == 4 + 4 + 2  # into fc1, fc2 and fc3
    assert len(crossing) == 2 + 2 + 2
    ends = [each for each in flat(picture.marks) if isinstance(each, Circle)]
    assert len(ends) == 2 + 2 + 4 + 2 + 2  # into conv1, 2, 3, 4 and 5
    assert "3×3 conv, 2 groups" in lines(picture)


def test_groups_in_several_rows_are_no_lanes() -> None:
    picture = STYLES["volumes"]((network("alexnet_grouped"),), Wanted(inches=3.5))
    assert len(fronts(groups(picture)["conv2"], "conv")) == 1
    assert "lines cross" not in " ".join(lines(picture))


def test_odd_channels_stand_in_one_row() -> None:
    picture = of_spec("network Odd\ninput 4x32x32\nC3D9 R C3D6 C3D6g2 R FC10\n")
    assert [len(fronts(each, "conv")) for each in groups(picture).values()][:3] == [1, 1, 1]


def test_more_than_nine_labels_stand_in_rows_that_lead_on() -> None:
    picture = drawn("darknet19", "volumes")
    by_row: dict[float, int] = {}
    for each in flat(picture.marks):
        if getattr(each, "bold", False) and each.size == 13:  # type: ignore[union-attr]
            by_row[each.y] = by_row.get(each.y, 0) + 1  # type: ignore[union-attr]
    assert len(by_row) == 3
    assert max(by_row.values()) <= 9
    turning = [e for e in flat(picture.marks) if isinstance(e, Line) and len(e.points) == 6]
    assert len(turning) == 2
    feet = [each.y for each in flat(picture.marks) if isinstance(each, Words)]
    for each in turning:
        turn = each.points[2][1]
        assert turn - max(foot for foot in feet if foot < turn) > 15


def test_many_equal_layers_are_told_in_parts() -> None:
    picture = of_spec("network Many\ninput 3x32x32\n" + "C3D8 R " * 14 + "\n")
    told = lines(picture)
    assert [e for e in told if e.startswith("conv")] == ["conv1–6", "conv7–12", "conv13–14"]
    assert "3×3 conv ×6" in told
    assert faults(picture) == []


def test_layers_with_other_tags_are_not_the_same() -> None:
    told = lines(of_spec("network Two\ninput 3x32x32\nC3D8 R C3D8 R DO0.2 FC10\n"))
    assert [each for each in told if each.startswith("conv")] == ["conv1", "conv2"]


def test_a_mistake_ends_the_picture() -> None:
    picture = of_spec(BROKEN)
    told = " ".join(lines(picture))
    assert "mistake the kernel is larger than the padded input: 16 + 2*0 < 50" in told
    boxes = [e for e in flat(picture.marks) if isinstance(e, Rectangle) and e.look.fill == "wrong"]
    assert len(boxes) == 1
    assert boxes[0].look.dashed
    stubs = [e for e in flat(picture.marks) if isinstance(e, Line) and e.look.stroke == "wrong"]
    assert [each.points[1][0] - each.points[0][0] for each in stubs] == [26]
    assert set(groups(picture)) == {"conv1", "maxpool1", "conv2"}
    assert "cut short by a mistake" in picture.description
    assert faults(picture) == []


def test_what_branches_is_refused_even_where_a_mistake_hides_it() -> None:
    reason = "`volumes` draws one layer after another, and {} branches"
    assert refusal(network("resnet18"), "volumes") == reason.format("ResNet18")
    spec = "network Cut\ninput 3x32x32\nC3D8 C50D8p0 add[C3D8 | id]\n"
    assert checked(spec).network.partial
    assert refusal(checked(spec), "volumes") == reason.format("Cut")


@pytest.mark.parametrize("style", ["volumes", "stacks"])
def test_what_is_done_to_the_input_is_told_at_it(style: str) -> None:
    spec = "network First\ninput 3x32x32\nDO0.2 C3D16 R FC10\n"
    picture = STYLES[style]((checked(spec),), Wanted())
    assert lines(picture)[4] == "dropout"
    assert "dropout1" not in groups(picture)
    assert faults(picture) == []


def test_hundreds_of_layers_are_refused() -> None:
    spec = "network Deep\ninput 3x32x32\n" + "C3D8 C1D8 " * 70 + "\n"
    assert refusal(checked(spec), "volumes") == (
        "Deep has 140 layers to draw; `volumes` has room for 120"
    )


HOSTILE = ['<script>"&', "名" * 60, "W" * 300, "\x1b[31m", "a b " * 40, "٣"]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("style", ["volumes", "stacks"])
def test_hostile_names_stay_texts(name: str, style: str) -> None:
    spec = "network Small\ninput 3x32x32\nC3D16 R C3D16 R P2 FC10\n"
    titles = tuple((path, f"{name}{k}") for k, path in enumerate(("conv1", "conv2", "fc1")))
    picture = STYLES[style]((checked(spec),), Wanted(titles=titles))
    assert faults(picture) == []
    assert picture.width <= WIDEST
    assert "<script" not in svg(picture)
    assert "\x1b" not in svg(picture)


@pytest.mark.parametrize(
    "spec",
    [
        "network One\ninput 3x32x32\nC3D16\n",
        "network Flat\ninput 784\nFC100 R FC10\n",
        "network Wide\ninput 1x8x512\nC3D2048 R C3D1 P2\n",
        f"network {'Long' * 15}\ninput 3x8x8\n{'name' * 15}: C3D4\n",
        "network Nothing\ninput 3x32x32\nC50D16p0\n",
    ],
)
def test_odd_networks_have_no_faults(spec: str) -> None:
    assert faults(of_spec(spec)) == []


def test_names_that_differ_in_a_number_are_one() -> None:
    joined = {
        ("conv1",): "conv1",
        ("conv3", "conv4"): "conv3–4",
        ("conv9", "conv10", "conv11"): "conv9–11",
        ("r1.0.conv1", "r1.1.conv1"): "r1.0–1.conv1",
        ("features.8", "features.11"): "features.8, 11",
        ("stem", "body"): "stem – body",
        ("a1.x", "a2.y"): "a1.x – a2.y",
        ("a", "a1"): "a – a1",
    }
    for paths, name in joined.items():
        assert name_words(paths, Wanted()) == name
    titles = (("conv1", "first"), ("conv2", "second"))
    assert name_words(("conv1", "conv2"), Wanted(titles=titles)) == "first – second"


def test_the_same_picture_comes_out_every_time() -> None:
    results = (network("alexnet"),)
    assert svg(STYLES["volumes"](results, Wanted())) == svg(drawn("alexnet", "volumes"))


def test_boxes_are_painted_from_left_to_right() -> None:
    xs = [
        number(fronts(e, "conv")[0], "x")
        for e in list(groups(drawn("alexnet", "volumes")).values())
        if fronts(e, "conv")
    ]
    assert all(a < b for a, b in pairwise(xs))


def test_what_only_changes_numbers_is_told_with_the_layer_before_it() -> None:
    picture = drawn("darknet19", "volumes")  # whose softmax is behind a flattened pool
    assert "softmax" in lines(picture)
    assert "softmax1" not in groups(picture)


def test_long_names_are_shortened() -> None:
    picture = of_spec(f"network {'N' * 200}\ninput 3x8x8\n{'w' * 60}: C3D4 FC10\n")
    heading, label = [e for e in flat(picture.marks) if isinstance(e, Words) and "…" in e.text]
    assert heading.x + heading.room <= picture.width - 20
    assert label.room <= 240


def test_rows_are_about_as_wide_as_one_another() -> None:
    assert drawn("vgg_e", "volumes").width < 750  # of two rows that have 880 each


def test_arrows_have_room() -> None:
    for name, picture in accepted("volumes").items():
        for each in flat(picture.marks):
            if isinstance(each, Line) and each.arrow and len(each.points) == 2:
                assert each.points[1][0] - each.points[0][0] >= 19, name


def test_the_description_says_what_is_seen() -> None:
    assert drawn("vgg_d", "volumes").description == (
        "VGG_D, one layer after another from an input of 3x224x224: 16 layers with weights, "
        "138,357,544 parameters."
    )
    assert texts(drawn("vgg_d", "volumes"))[0] == Told("VGG_D", 17)
