"""The style `receptive`: views at their true places, held against the checker's."""

from itertools import combinations

import pytest
from conftest import network
from picture_checks import faults
from pictures_read import accepted, boxes, by_path, drawn, parts, paths_are_unique, spec, texts

from cnndsl.analyse.figures import Result
from cnndsl.draw.marks import Line, Point, flat
from cnndsl.draw.options import Unsuited, Wanted
from cnndsl.draw.receptive import receptive
from cnndsl.draw.receptive.seen import MOST, named, views_of


def words_of(text: str) -> tuple[str, ...]:
    return texts(receptive((spec(text),), Wanted()))


def labels(picture_of: str) -> dict[str, tuple[str, ...]]:
    """What is said at each view, by its path."""
    return {part.path: part.texts for part in parts(drawn("receptive", picture_of)) if part.path}


def sides(result: Result, path: str) -> str:
    return "×".join(str(axis.field) for axis in by_path(result)[path].view if axis)


def test_it_takes_all_but_videos() -> None:
    assert len(accepted("receptive")) == 150


def test_nothing_lies_over_anything() -> None:
    for name in accepted("receptive"):
        picture = drawn("receptive", name)
        assert faults(picture) == [], name
        assert picture.width <= Wanted().room
        assert paths_are_unique(picture)


def test_labels_say_the_checkers_views() -> None:
    seen = 0
    for name in accepted("receptive"):
        result = network(name)
        for path, (_, size, step) in labels(name).items():
            view = by_path(result)[path].view
            jumps = [str(axis.jump) for axis in view if axis]
            assert size == sides(result, path)
            assert (
                step == f"step {jumps[0] if len(set(jumps)) == 1 else '×'.join(jumps)}" or "–" in _
            )
            seen += 1
    assert seen > 1500


def test_alexnet_is_as_on_the_slide() -> None:
    said = list(labels("alexnet").values())
    assert said[0] == ("maxpool3", "195×195", "step 32")
    assert said[-1] == ("conv1–lrn1", "11×11", "step 4")
    assert [size for _, size, _ in said] == [
        f"{k}×{k}" for k in (195, 163, 131, 99, 67, 51, 19, 11)
    ]


def test_views_stand_where_the_middle_output_sees() -> None:
    """Also off centre: AlexNet's last pool sees from 32 to 227."""
    rows = by_path(network("alexnet"))
    drawn_boxes = boxes(drawn("receptive", "alexnet"))
    input_, largest = drawn_boxes[0], drawn_boxes[1]
    pixels = input_.width / 227
    axis = rows["maxpool3"].view[0]
    assert axis is not None
    first, last = axis.seen_by(rows["maxpool3"].shape[1] // 2)
    assert (first, last) == (32, 226)
    assert largest.x - input_.x == pytest.approx(first * pixels, abs=0.11)
    assert largest.width == pytest.approx((last + 1 - first) * pixels, abs=0.11)


def test_a_larger_view_is_around_the_input() -> None:
    largest, *others = boxes(drawn("receptive", "resnet50"))
    input_ = others[-1]
    assert largest.width / input_.width == pytest.approx(427 / 224, abs=0.01)
    assert largest.x < input_.x
    assert f"One place is {430 / 427:.3g} pixels wide." in " ".join(
        texts(drawn("receptive", "resnet50"))
    )


def test_equal_views_share_a_label() -> None:
    words = words_of("input 3x32x32 C3D8 BN R C1D8 R M C3D8")
    assert {"conv1–relu2", "maxpool1", "conv3"} <= {*words}


def test_sizes_differ_along_axes() -> None:
    words = words_of("input 1x40x160 C5x9D16s1x2p0 R M C3D8")
    assert {"5×9", "step 1×2", "6×11", "step 2×4", "10×19"} <= {*words}
    picture = receptive((spec("input 1x40x160 C5x9D16s1x2p0"),), Wanted())
    assert boxes(picture)[0].width / boxes(picture)[0].height == pytest.approx(4, abs=0.02)


def test_one_axis_is_a_strip() -> None:
    words = words_of("input 2x100 C5D8 R M C3D8")
    assert {"input", "100", "5", "6", "10", "step 2"} <= {*words}


def test_of_hundreds_of_views_those_that_change_most_are_named() -> None:
    result = network("preact_resnet1001")
    found = views_of(result)
    kept = named(found)
    assert len(kept) <= MOST < len(found)
    assert (kept[0], kept[-1]) == (found[0], found[-1])
    said = " ".join(texts(drawn("receptive", "preact_resnet1001")))
    assert f"The {len(found) - len(kept)} views that change least are left out." in said


def test_what_sees_all_is_said_and_not_drawn() -> None:
    said = " ".join(texts(drawn("receptive", "resnet50")))
    assert "From gap1 on outputs see all of it." in said
    assert "gap1" not in labels("resnet50")
    squeezed = " ".join(texts(drawn("receptive", "efficientnet_b0")))
    assert "on outputs see all of it" in squeezed


def test_of_several_inputs_the_first_is_drawn() -> None:
    said = " ".join(texts(drawn("receptive", "siamese")))
    assert "of the input `left`" in said
    assert "tower.conv4" in labels("siamese")


def test_others_are_refused_with_the_reason() -> None:
    for text, reason in (
        ("input 1x8x16x16 C3D8", "this input has three"),
        ("input 20 FC10", "this one has none"),
        ("input 3x8x8 GAP FC10", "here is none"),
    ):
        with pytest.raises(Unsuited, match=reason):
            receptive((spec(text),), Wanted())


def test_narrow_pictures_fit_or_are_refused() -> None:
    for inches in (1.5, 2, 3.4, 5, 8):
        wanted = Wanted(inches=inches)
        if inches < 4:
            with pytest.raises(Unsuited, match="pixels at least"):
                receptive((network("vgg_d"),), wanted)
        else:
            picture = receptive((network("vgg_d"),), wanted)
            assert picture.width <= wanted.room
            assert faults(picture) == []


def test_long_names_and_mistakes() -> None:
    text = f"network {'N' * 90} input 3x8x8 {'l' * 60}: C3D8 C3D8 R M C9D8p0 C3D4"
    result = spec(text)
    assert result.network.partial
    picture = receptive((result,), Wanted())
    assert faults(picture) == []
    assert any("…" in each for each in texts(picture))


def test_names_can_be_given() -> None:
    wanted = Wanted(titles=(("conv1", "first"),))
    assert "first" in texts(receptive((spec("input 3x8x8 C3D8 C3D8"),), wanted))


def test_views_beyond_the_input_stand_where_they_are_along_both_axes() -> None:
    result = spec("input 1x20x60 C3D8 M C9D8 M C9x21D8")
    drawn_boxes = boxes(receptive((result,), Wanted()))
    input_ = next(
        each for each in drawn_boxes if each.width == pytest.approx(3 * each.height, 0.01)
    )
    rows = by_path(result)["conv3"]
    for axis, size, low, high, start, pixels in (
        (rows.view[0], rows.shape[1], "y", "height", input_.y, input_.height / 20),
        (rows.view[1], rows.shape[2], "x", "width", input_.x, input_.width / 60),
    ):
        assert axis is not None
        first, last = axis.seen_by(size // 2)
        largest = max(drawn_boxes, key=lambda each: each.height)
        assert getattr(largest, low) == pytest.approx(start + first * pixels, abs=0.15)
        assert getattr(largest, high) == pytest.approx((last + 1 - first) * pixels, abs=0.3)


def side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def cross(one: tuple[Point, ...], other: tuple[Point, ...]) -> bool:
    """Whether two straight lines cross."""
    apart = side(*one, other[0]) * side(*one, other[1])
    return apart < -1 and side(*other, one[0]) * side(*other, one[1]) < -1


@pytest.mark.parametrize("name", ["alexnet", "vgg_d", "resnet50", "googlenet", "dqn"])
def test_leaders_do_not_cross(name: str) -> None:
    marks = drawn("receptive", name).marks
    leaders = [line.points for line in flat(marks) if isinstance(line, Line)]
    assert len(leaders) == 2 * len(labels(name))
    assert not [(a, b) for a, b in combinations(leaders, 2) if cross(a, b)]
