"""The style `u`: which networks it takes, and what it shows held against the checker's figures."""

import pytest
from conftest import network
from picture_checks import faults
from pictures_read import (
    accepted,
    by_path,
    drawn,
    params_said,
    parts,
    paths_are_unique,
    spec,
    texts,
)

from cnndsl.draw.choice import suited
from cnndsl.draw.marks import Line, flat
from cnndsl.draw.options import Unsuited, Wanted
from cnndsl.draw.pyramid import is_pyramid, u
from cnndsl.draw.pyramid.operations import operations
from cnndsl.draw.pyramid.stop import Copy
from cnndsl.draw.pyramid.stops import stops
from cnndsl.resources import bundled
from cnndsl.sizes import is_flat

PYRAMIDS = ("attention_unet", "pix2pix_g", "segnet", "unet", "unet3d_basic")
HOURGLASS = """network Hourglass
input 3x64x48
block residual { add( BN R C1D16 BN R C3D32 | id ) }
C7D32s2 BN R
half1: residual
M half2: residual
M residual*3
U add( id | @half2 residual ) residual
U add( id | @half1 residual )
C1D16"""


def words_of(text: str) -> tuple[str, ...]:
    return texts(u((spec(text),), Wanted()))


def copies_of(name: str) -> list[Copy]:
    return [copy for stop in stops(network(name)) for copy in stop.copies]


def test_it_takes_the_networks_with_ways_across() -> None:
    assert accepted("u") == PYRAMIDS


def test_it_is_chosen_for_them_alone() -> None:
    chosen = [name for name in bundled() if suited((network(name),)) == "u"]
    assert tuple(chosen) == PYRAMIDS
    assert tuple(name for name in bundled() if is_pyramid(network(name))) == PYRAMIDS


@pytest.mark.parametrize("name", PYRAMIDS)
def test_nothing_lies_over_anything(name: str) -> None:
    picture = drawn("u", name)
    assert faults(picture) == []
    assert picture.width <= Wanted().room
    assert paths_are_unique(picture)


@pytest.mark.parametrize("name", PYRAMIDS)
def test_each_bar_says_its_channels_and_has_the_size_of_the_caption(name: str) -> None:
    found = by_path(network(name))
    input_ = network(name).network.input or ()
    most = max(stop.shape[0] for stop in stops(network(name)))
    seen = 0
    for part in parts(drawn("u", name)):
        if not part.boxes or not part.path or part.texts == ("gate",):
            continue
        channels, *sizes = map(int, part.title.split(": ")[1].split(",")[0].split("×"))
        assert part.texts[0].split(" ×")[0] == str(channels)
        assert any(tuple(row.shape) == (channels, *sizes) for row in found.values())
        rows, whole = sizes[max(len(sizes) - 2, 0)], input_[max(len(input_) - 2, 1)]
        assert part.boxes[0].height == pytest.approx(max(150 * (rows / whole) ** 0.72, 4), abs=0.06)
        assert part.boxes[0].width == pytest.approx(max(46 * (channels / most) ** 0.5, 4), abs=0.06)
        seen += 1
    assert seen > 14


@pytest.mark.parametrize("name", PYRAMIDS)
def test_each_layer_is_counted_once(name: str) -> None:
    said = sum(params_said(part.title) for part in parts(drawn("u", name)) if part.path)
    assert said == network(name).sums.params
    assert any(words.endswith(f"{said:,} parameters") for words in texts(drawn("u", name)))


def test_shapes_in_titles_are_those_of_the_last_layer_in_them() -> None:
    found = by_path(network("unet"))
    titles = {part.path: part.title for part in parts(drawn("u", "unet"))}
    assert titles["enc1.conv1"].startswith("enc1.conv1: 64×570×570, 640 ")
    assert titles["maxpool1"] == "maxpool1: 64×284×284, 0 parameters"
    assert titles["up1.deconv1"].startswith("up1.deconv1: 1024×56×56")
    assert found["up1.cat1"].shape == (1024, 56, 56)
    assert titles["up1.crop1"] == "up1.crop1: 512×56×56, 0 parameters"


def test_the_unet_is_as_published() -> None:
    words = texts(drawn("u", "unet"))
    for each in ("572²", "284²", "140²", "68²", "32²", "56²", "104²", "200²", "392²", "388²"):
        assert each in words
    legend = (
        "3×3 conv, ReLU (dropout)",
        "1×1 conv",
        "copy and crop",
        "2×2 max pool",
        "2×2 up-conv",
    )
    assert [each for each in words if each in legend] == ["1×1 conv", *legend]
    copied = copies_of("unet")
    assert [copy.of for copy in copied] == [11, 8, 5, 2]
    assert {copy.share for copy in copied} == {0.5}
    assert {copy.how for copy in copied} == {"copy and crop"}


def test_the_copied_half_is_white_and_as_wide_as_its_channels() -> None:
    for part in parts(drawn("u", "unet")):
        if "deconv1" in part.path:
            whole, white = part.boxes
            assert (white.x, white.y, white.height) == (whole.x, whole.y, whole.height)
            assert white.width == pytest.approx(whole.width / 2, abs=0.06)


def test_a_copy_leads_from_its_source_to_the_bar() -> None:
    bars = {part.path: part.boxes[0] for part in parts(drawn("u", "unet")) if part.boxes}
    lines = [m.points for m in flat(drawn("u", "unet").marks) if isinstance(m, Line)]
    for number in range(1, 5):
        source, end = bars[f"enc{5 - number}.conv2"], bars[f"up{number}.deconv1"]
        left, right = source.x + source.width + 3, end.x - 3
        ends = [(a[0], b[0]) for a, *_, b in lines if a[1] == b[1] and a[1] > source.y]
        assert any(abs(a - left) + abs(b - right) < 0.3 for a, b in ends)


def test_a_gate_stands_on_the_way_across_and_looks_at_what_comes_from_below() -> None:
    gates = copies_of("attention_unet")
    assert [copy.how for copy in gates] == ["copy through gate"] * 3
    assert all(copy.looks for copy in gates)
    assert texts(drawn("u", "attention_unet")).count("gate") == 3


def test_places_of_maxima_are_dashed() -> None:
    assert {copy.how for copy in copies_of("segnet")} == {"places of the maxima"}
    dashed = [m for m in flat(drawn("u", "segnet").marks) if isinstance(m, Line) and m.look.dashed]
    assert len(dashed) == 5 + 1  # and the legend's


def test_equal_bars_are_one_where_there_is_no_room() -> None:
    words = texts(drawn("u", "segnet"))
    assert "512 ×3" in words
    assert "64 ×2" in words
    assert "×" not in "".join(each for each in texts(drawn("u", "unet")) if each.startswith("64"))


def test_what_is_added_goes_through_a_block() -> None:
    words = words_of(HOURGLASS)
    assert "copy through residual and add" in words
    assert words.count("residual") == 2 + 1  # on each way across, and in the legend
    assert {"64×48", "32×24", "16×12", "8×6"} <= {*words}


def test_an_upsampling_and_the_convolution_behind_it_are_one_step_up() -> None:
    keras = spec("input 3x64x64 a: C3D24 M C3D16 U C3D8 cat(@a|id) C3D24 C1D1 sigmoid")
    up = stops(keras)[4]
    assert [row.path for row in up.rows] == ["upsample1", "conv3"]
    assert up.shape == (32, 64, 64)
    assert up.copies[0].share == pytest.approx(24 / 32)
    picture = u((keras,), Wanted())
    assert faults(picture) == []
    assert any(words.startswith("upsample and 3×3 conv") for words in texts(picture))
    assert sum(params_said(part.title) for part in parts(picture) if part.path) == keras.sums.params


def test_a_layer_on_the_way_across_is_said() -> None:
    words = words_of("input 3x64x64 a: C3D24 M C3D16 U cat(id | @a C1D4 BN) C3D8")
    assert "copy through 1×1 conv" in words


def test_an_activation_inside_of_a_block_is_not_said_again() -> None:
    block = "block res(d) { add(C3D<d> BN R C3D<d> BN | proj) R }"
    words = words_of(f"{block} input 3x64x64 a: res(8) M res(16) U cat(@a | id) res(8) tanh")
    assert "res (tanh)" in words


def test_one_axis_and_odd_widths() -> None:
    words = words_of("input 1x64 a: C5D2048 M C5D1 U cat(@a|id) C1D1 tanh")
    assert {"2048", "2049", "64", "32", "5-wide conv, ReLU", "1-wide conv, tanh"} <= {*words}


def test_legend_says_what_is_behind_each_or_some() -> None:
    said = [each.said for each in operations(stops(network("attention_unet")))]
    assert said[0] == "3×3 conv, BN, ReLU or instance norm, PReLU"
    assert "3×3 up-conv, ×2, BN, ReLU" in said


def test_a_mistake_is_said_and_nothing_is_behind_it() -> None:
    broken = spec("input 3x64x64 b: C3D32 R M C3D64 T2D32 cat(@b|id) C3D32 T2D16 cat(@b|id) C3D16")
    assert broken.network.partial
    picture = u((broken,), Wanted())
    assert faults(picture) == []
    assert any("do not agree" in words for words in texts(picture))
    assert suited((broken,)) != "u"


def refusal(text: str) -> str:
    with pytest.raises(Unsuited) as found:
        u((spec(text),), Wanted())
    assert "\n" not in str(found.value)
    return str(found.value)


def test_others_are_refused_with_the_reason() -> None:
    across = "a: C3D8 M b: C3D8 M C3D8"
    assert "numbers alone" in refusal("input 3x32x32 C3D8 M FC10")
    assert "there is none" in refusal("input 3x32x32 C3D8 M C3D8 U C3D8")
    squeezed = "input 3x32x32 C3D8 mul(id | M GAP FC8 sigmoid) C3D8"
    assert "there is none" in refusal(squeezed)
    past = "input 3x32x32 a: C3D8 C3D8 M C3D8 U cat(@a|id) C3D8"
    assert "goes past other layers" in refusal(past)
    again = "U cat(@b|id) C3D8 M C3D8 U U cat(@a|id) C3D8"
    assert "goes down again" in refusal(f"input 3x32x32 {across} {again}")
    assert "no layer" in refusal("input 3x32x32")
    long = "C3D8 C3D9 " * 90
    assert "take more" in refusal(f"input 3x32x32 {long} a: C3D8 M C3D8 U cat(@a|id) C3D8")


def test_networks_with_several_inputs_or_outputs_are_refused() -> None:
    for name, reason in (("siamese", "one input"), ("yolov3", "one output")):
        with pytest.raises(Unsuited, match=reason):
            u((network(name),), Wanted())


def test_narrow_pictures_are_refused_or_fit() -> None:
    for inches in (3.3, 5, 7, 9.5):
        wanted = Wanted(inches=inches)
        try:
            picture = u((network("unet"),), wanted)
        except Unsuited:
            assert inches < 9
        else:
            assert picture.width <= wanted.room


def test_landscape_is_as_wide_as_a_slide() -> None:
    picture = u((network("pix2pix_g"),), Wanted(landscape=True))
    assert picture.width == pytest.approx(920)
    assert faults(picture) == []


def test_no_stop_is_flat() -> None:
    for name in PYRAMIDS:
        assert not any(is_flat(stop.shape) for stop in stops(network(name)))


def test_height_goes_by_the_rows_where_they_are_not_as_many_as_the_columns() -> None:
    bars = {part.path: part.boxes for part in parts(u((spec(HOURGLASS),), Wanted())) if part.boxes}
    assert bars["conv1"][0].height == pytest.approx(150 * (32 / 64) ** 0.72, abs=0.06)
    uneven = spec("input 3x40x160 a: C3D8 P1x4 C3D8 U1x4 cat(@a|id) C1D4")
    bars = {part.path: part.boxes for part in parts(u((uneven,), Wanted())) if part.boxes}
    assert bars["maxpool1"][0].height == pytest.approx(150, abs=0.06)
