"""Reports and comparisons: figures held against arithmetic, formats against one another, tables against the screen."""

import csv
import io
import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from conftest import SIBLINGS, Runner, checked, network, sample

import cnndsl
from cnndsl.analyse.devices import DEVICES
from cnndsl.analyse.lineup import changes
from cnndsl.analyse.report import OF_A_REPORT, Report, Settings, report
from cnndsl.analyse.training import OPTIMIZERS, Training, optimizer_bytes
from cnndsl.analyse.views import MOST_STRETCHES
from cnndsl.cli import main
from cnndsl.compile import compile_text, load
from cnndsl.layers.norm import LocalResponseNorm
from cnndsl.resources import bundled
from cnndsl.show.report import folded, table
from cnndsl.show.tables import Proportion, lines

MIB = 2**20
REPO = Path(__file__).parent.parent


def reported(name: str, **settings: Any) -> Report:
    return report(network(name), Settings(**settings))


def shown(found: Report, width: int | None, depth: int | None = 1) -> list[str]:
    return ["".join(words for words, _ in line) for line in lines(table(found, depth), width)]


# The table


def test_unshared_is_what_the_lecture_counts(run: Runner, tmp_path: Path) -> None:
    """AlexNet's first convolution: 55*55*96 neurons of 11*11*3 weights and a bias each, for 34,944."""
    unshared = 55 * 55 * 96 * (11 * 11 * 3 + 1)
    assert unshared == 105_705_600
    head, _, conv1, *_ = run("report", "alexnet", "--unshared").out.splitlines()[1:]
    assert head.split()[3:6] == ["params", "unshared", "share"]
    assert conv1.split()[4:6] == ["34,944", "105,705,600"]
    assert "unshared" not in run("report", "alexnet").out
    found = cnndsl.report("alexnet", unshared=True)
    for text in (str(found), found.to_html(), found.to_markdown(), found._repr_html_()):
        assert "105,705,600" in text
        assert "if every output position had weights of its own" in text
    assert found.layers[0].unshared_params == unshared
    assert cnndsl.report("alexnet") != found == cnndsl.report("alexnet", unshared=True)


def test_words_of_the_spec_are_whole_where_no_terminal_cuts_them(
    run: Runner, tmp_path: Path
) -> None:
    spec = "input 3x16x16 add( C3D64 BN R C3D64 BN R C3D3 BN | id | C1D3 BN ) GAP FC10"
    words = spec.removeprefix("input 3x16x16 ").removesuffix(" GAP FC10")
    for ending in ("html", "md", "txt"):
        path = tmp_path / f"x.{ending}"
        assert run("report", spec, "-q", "-o", str(path)).status == 0
        assert words in path.read_text().replace("\\", "")
    assert words in run("report", spec).out
    found = report(checked(spec))
    assert "add( C3D64 BN R C3D64 BN R … " in "\n".join(shown(found, 200))


def test_vgg_d_fits_one_screen_and_shows_where_the_weight_is(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnndsl.cli.report.width_of", lambda stream: 80)
    screen = run("report", "vgg_d").out.splitlines()
    assert len(screen) < 24
    assert max(map(len, screen)) <= 80
    (fc1,) = (line for line in screen if line.startswith("fc1"))
    assert "102,764,544   74.3 % ███ ◀" in fc1
    assert "MACs: conv 99.2 %, fc 0.8 %; heaviest layers conv1.1 and 5 more, each 12.0 %" in screen
    assert sum("C3D64" in line or line.startswith("conv1") for line in screen) == 1, (
        "a repeat is one row"
    )


@pytest.mark.parametrize("name", sample(sorted(bundled().keys() - SIBLINGS)))
def test_rows_are_the_totals_however_deep_they_are_unfolded(name: str) -> None:
    found = reported(name)
    sums = found.totals
    for depth in (1, 2, None):
        rows = folded(found, depth)
        paths = [row.figures.path for each in rows for row in each.rows]
        assert paths == [row.figures.path for row in found.rows]
        assert sum(each.params for each in rows) == sums["params"] + sums["aux_params"]
        assert max(each.alive for each in rows) == sums["peak_activation_bytes"]
        assert sum(each.kept or 0 for each in rows) == sums["kept_activation_bytes"]


@pytest.mark.parametrize("name", ["googlenet", "resnet50", "video_3d", "lenet5"])
@pytest.mark.parametrize("device", ["", "h200"])
def test_tables_keep_to_the_width(name: str, device: str) -> None:
    found = reported(name, device=device)
    for width in (60, 80, 100, 120, 200):
        assert max(map(len, shown(found, width, 2))) <= width


def test_the_heaviest_is_marked_once_and_shares_sum_to_one() -> None:
    found = table(reported("resnet50"))
    for column in (4, 6):
        shares = [
            row.cells[column] for row in found.rows if isinstance(row.cells[column], Proportion)
        ]
        assert sum(each.of_whole for each in shares) == pytest.approx(1)
        assert [each.most for each in shares].count(True) == 1


@pytest.mark.parametrize(("layers", "marked"), [(1, 1), (2, 2), (3, 3), (4, 0)])
def test_layers_that_are_heaviest_together_are_marked_while_they_are_few(
    layers: int, marked: int
) -> None:
    found = table(report(checked(f"input 8x4x4 {'C3D8 R ' * layers} FC2")), None)
    for column in (4, 6):
        cells = [row.cells[column] for row in found.rows]
        assert sum(isinstance(each, Proportion) and each.most for each in cells) == marked


def test_the_three_kinds_that_have_most_are_said() -> None:
    """72 + 80 + 16 and 128*10 + 10 parameters: 1,458 in all."""
    said = "\n".join(shown(report(checked("input 8x4x4 C1D8 R DW3 BN R FC10")), None))
    assert "params: fc 88.5 %, dwconv 5.5 %, conv 4.9 %; heaviest layer fc1, 88.5 %" in said


def test_units_and_convention_are_named() -> None:
    (head,) = (line for line in shown(reported("vgg_d"), None) if line.startswith("layer"))
    assert "alive, MB" in head
    assert "kept, MB" in head
    last = shown(reported("vgg_d"), None)[-1]
    assert last == "params: with biases; MACs: convolutions and fc, one image; 1 MB = 10^6 bytes"


# Figures


def test_training_is_the_sum_of_what_it_holds() -> None:
    totals = reported("googlenet", optimizer="adamw", batch=4, dtype="float16").totals
    learned = 2 * (6_998_552 + 6_379_728)  # two bytes each, aux heads included
    assert totals["gradient_bytes"] == totals["training_weight_bytes"] == learned
    assert totals["optimizer_bytes"] == 2 * learned
    kept = totals["kept_activation_bytes"]
    assert totals["training_bytes"] == 4 * learned + kept
    assert totals["inference_bytes"] == 2 * 6_998_552 + totals["peak_activation_bytes"]


@pytest.mark.parametrize(
    ("spec", "on_cpu", "on_gpu"),
    [
        # In half precision a value of 3x2x2 is 24 bytes, and three are kept: what goes into each convolution and
        # into the norm. What the norm found of the batch, two numbers a channel, is float32 on a GPU.
        ("input 3x2x2 C1D3 BN C1D3", 3 * 24 + 6 * 2, 3 * 24 + 6 * 4),
        # What dropout keeps of each number is one of the type, and a byte on a GPU.
        ("input 3x2x2 C1D3 DO0.5 C1D3", 2 * 24 + 12 * 2, 2 * 24 + 12),
    ],
)
def test_what_training_keeps_on_a_gpu(spec: str, on_cpu: int, on_gpu: int) -> None:
    program = checked(f"{spec} after conv {{ }}").program.whole
    for where, bytes_ in ((False, on_cpu), (True, on_gpu)):
        kept = Training(program, 2, where).kept.values()
        assert sum(each.of_batch(1) for each in kept if each) == bytes_


@pytest.mark.parametrize(
    ("optimizer", "numbers"),
    [
        ("sgd", 0),
        *((name, 1) for name in ("momentum", "nesterov", "rmsprop", "adagrad")),  # one average
        *((name, 2) for name in ("adadelta", "adam", "adamw", "nadam", "radam", "adamax")),  # two
        ("amsgrad", 3),  # Adam's two, and the largest so far
    ],
)
def test_numbers_that_optimizers_keep_of_each_weight(optimizer: str, numbers: int) -> None:
    assert optimizer_bytes(optimizer, 1000, 2) == 2 * numbers * 1000


def test_every_optimizer_is_in_the_table() -> None:
    assert sum(OPTIMIZERS.values()) == 4 * 1 + 6 * 2 + 3
    assert len(OPTIMIZERS) == 1 + 4 + 6 + 1


def test_the_networks_view_is_that_of_the_join_behind_its_last_window() -> None:
    """A 5x5 beside a 3x3: five places, as what comes behind the join sees too, up to the fully connected layer."""
    found = reported("input 2x9x9 cat( C5D4 | C3D4 ) R FC3").last_view
    assert found is not None
    assert (found.path, [axis.field for axis in found.view if axis]) == ("relu1", [5, 5])


def test_bytes_go_by_the_batch_and_counts_do_not() -> None:
    one, eight = reported("vgg_d").totals, reported("vgg_d", batch=8).totals
    assert one["activation_bytes"] == 4 * 15_237_608
    assert eight["activation_bytes"] == 8 * one["activation_bytes"]
    assert eight["peak_activation_bytes"] == 8 * one["peak_activation_bytes"]
    assert (eight["activations"], eight["macs"]) == (15_237_608, 15_470_264_320)


def test_the_peak_of_vgg_d_is_its_second_convolution() -> None:
    """The image, and what goes into and comes out of it: 64 maps of 224 x 224."""
    found = reported("vgg_d")
    assert found.totals["peak_activation_bytes"] == 4 * (3 + 64 + 64) * 224 * 224
    assert found.peak_at == "conv1.1"


def test_a_projection_that_does_nothing_is_no_activation() -> None:
    block = "input 16x32x32 add( C3D16 BN R C3D16 BN | {} ) R"
    sums = {kind: checked(block.format(kind)).totals for kind in ("id", "proj")}
    assert sums["id"] == sums["proj"]
    assert sums["id"].activations == 6 * 16 * 32 * 32  # the input, two convs, two norms, the sum


@pytest.mark.parametrize("fc", ["FC10", "F FC10", "flatten fc(10)"])
def test_a_fully_connected_layer_sees_the_whole_map(fc: str) -> None:
    """After two 3x3 and a pool, a 4x4 map at jump 2: 6 + 3*2 = 12."""
    row = checked(f"input 3x8x8 C3D8 R C3D8 R M {fc}").rows[-1]
    assert [axis.field for axis in row.view if axis] == [12, 12]


def test_views_start_in_the_padding() -> None:
    rows = checked("input 3x32x32 C3D8 R C5D8s2 R C3D8p0").rows[::2]
    views = [(axis.start, axis.jump, axis.field) for row in rows for axis in row.view[:1] if axis]
    assert views == [(-1, 1, 3), (-3, 2, 7), (-3, 2, 11)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pixel_unshuffle(2)", "M2"),
        ("pixel_unshuffle(3)", "C3D4s3p0"),
        ("pixel_shuffle(2)", "U2"),
        ("T3D4s3", "U3"),
        ("G3", "A4"),
        ("GAP", "A12"),
        ("upsample(size=12)", "id"),
        ("DW3d2", "C5D4"),
        ("pad(2) C5D4p0", "C5D4"),
        ("crop(11)", "C1D4 take(0, 4) crop(11)"),
    ],
)
def test_layers_that_see_the_same_have_one_view(one: str, other: str) -> None:
    found = [
        checked(f"input 4x12x12 C3D4 R {layer} after conv {{ }}").rows[-1].view
        for layer in (one, other)
    ]
    assert found[0] == found[1]


def test_views_are_followed_through_thousands_of_resizings_parts() -> None:
    """Each place is shown 3, 5, 7 and 11 times: 1,155 neighbours see one. With 13 times more it is not followed."""
    rows = checked("input 1x2 U3 U5 U7 U11 U13").rows
    (*known, last) = [row.view[0] for row in rows]
    assert [axis and (axis.field, 1 / axis.jump) for axis in known] == [
        (1, 3),
        (1, 15),
        (1, 105),
        (1, 1155),
    ]
    assert last is None


@pytest.mark.parametrize("part", ["U2", "add( U2 | U2 )", "cat( U2 | T2D1s2 )"])
def test_views_are_followed_up_to_as_many_stretches_as_are_said(part: str) -> None:
    """2^12 = 4,096 neighbours differ behind twelve layers, and 2^13 behind one more."""
    rows = checked(f"input 1x1 [{part}]*13").rows
    stretches = [len(axis.first) if axis else None for row in rows for axis in row.view]
    assert max(each for each in stretches if each) == MOST_STRETCHES == 2**12
    assert stretches[-1] is None


@pytest.mark.parametrize(("size", "start"), [(12, 0), (11, 0), (10, 1), (9, 1), (8, 2)])
def test_a_crop_leaves_out_no_more_before_than_behind(size: int, start: int) -> None:
    """Of an odd number the one more goes behind: 12 - 9 = 3, one before and two behind."""
    (row,) = checked(f"input 1x12x12 crop({size})").rows
    assert [(axis.start, axis.field) for axis in row.view if axis] == [(start, 1)] * 2


def test_an_lrn_takes_room_for_its_squares_or_their_mean() -> None:
    """Squares have window - 1 channels of zeros beside them; then there are two values of the input's size."""
    for depth, channels in ((64, 2 * 64), (8, 2 * 8), (4, 4 + 4), (2, 2 + 4), (1, 1 + 4)):
        work = LocalResponseNorm(window=5).work_space((depth, 3, 3))
        assert work.numbers == channels * 9


@pytest.mark.parametrize(
    ("beside", "field"),
    [
        (
            "C7",
            17,
        ),  # one place for the whole map: 9 places, each of which sees 4 further on both sides
        ("C11", 19),  # two 5x5 and an 11x11: 1 + 4 + 4 + 10
    ],
)
def test_where_a_place_serves_a_whole_map_the_wider_view_counts(beside: str, field: int) -> None:
    row = checked(f"input 2x9 C5D3 C5D3 mul( {beside} | C1D3 GAP ) after conv {{ }}").rows[-1]
    assert [axis.field for axis in row.view if axis] == [field]


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("alexnet", 195),
        ("vgg_a", 150),
        ("vgg_d", 212),
        ("vgg_e", 268),
        ("resnet18", 435),
        ("resnet34", 899),
        ("resnet50", 427),
        ("resnet50_v1", 483),
        ("resnet101", 971),
    ],
)
def test_published_receptive_fields(run: Runner, name: str, field: int) -> None:
    document = json.loads(run("report", name, "--format", "json").out)
    assert document["receptive_field"] == [field, field]
    assert f"sees {field}x{field} at {document['receptive_field_at']}" in run("report", name).out


def test_totals_are_those_that_the_page_names() -> None:
    totals = reported("lenet5", device="h200").totals
    of_a_check = network("lenet5").totals._fields
    assert {*totals} == {*of_a_check, *OF_A_REPORT} - {"measured_seconds"}


# What a kind does not say


def test_what_is_not_known_is_said(run: Runner, own_kinds: str) -> None:
    spec = "input 3x8x8 C3D4 R blend halve C3D4 R FC5"
    document = json.loads(run("report", spec, "--layers", own_kinds, "--format", "json").out)
    blend, halve = (each for each in document["layers"] if each["kind"] in ("blend", "halve"))
    assert (blend["macs"], blend["flops"], blend["kept_bytes"], blend["params"]) == (
        None,
        None,
        None,
        16,
    )
    assert halve["receptive_field"] == [None, None]
    assert halve["macs"] == 0
    assert document["layers"][-1]["receptive_field"] == [None, None], "and so behind it"
    memory = ["peak_activation_bytes", "inference_bytes", "kept_activation_bytes", "training_bytes"]
    assert document["at_least"] == ["macs", "flops", *memory]
    known = 4 * 64 * 27 + 4 * 16 * 36 + 5 * 64
    assert document["totals"]["macs"] == known
    said = run("report", spec, "--layers", own_kinds).out
    assert f"at least {known:,}" in said
    assert "training: at least " in said
    assert "inference: at least " in said
    assert "%" not in "".join(line for line in said.splitlines() if line.startswith("MACs"))
    with_weights = [line for line in said.splitlines() if line.startswith(("conv", "blend", "fc"))]
    assert [line.count("%") for line in with_weights] == [1] * 4, "of the parameters alone"
    assert "?: a layer kind does not say" in said
    assert f"at least {known:,}" in run("check", spec, "--layers", own_kinds).out
    beside = "input 3x8x8 C3D4 R aux side { blend FC2 } FC5"  # what is there in training alone
    assert "at least" not in run("check", beside, "--layers", own_kinds).out


def test_a_limit_on_what_is_not_known_holds_for_nobody(run: Runner, own_kinds: str) -> None:
    ran = run(
        "report", "input 3x8x8 blend", "--layers", own_kinds, "--max", "macs=1M", "--format", "json"
    )
    assert json.loads(ran.out)["budget"] == [
        {"figure": "macs", "limit": 1_000_000, "value": 0, "holds": None}
    ]
    assert ran.status == 1


# Limits


def test_limits_say_which_hold(run: Runner) -> None:
    ran = run("report", "mobilenet_v2", "--max", "params=5M", "--max", "macs=300M")
    assert ran.status == 1
    assert "within  params: 3,504,872 of 5,000,000\n" in ran.out
    assert "over    macs: 300,774,272 of 300,000,000, 774,272 too many\n" in ran.out
    assert run("report", "mobilenet_v2", "--max", "macs=301M").status == 0
    assert run("report", "mobilenet_v2", "vgg_d", "--max", "params=5M").status == 1


@pytest.mark.parametrize(
    ("words", "most"),
    [
        ("5M", 5_000_000),
        ("5_000", 5000),
        ("1.5K", 1500),
        ("16GiB", 16 * 1024 * MIB),
        ("2MB", 2_000_000),
    ],
)
def test_limits_have_units(run: Runner, words: str, most: int) -> None:
    ran = run("report", "lenet5", "--max", f"params={words}", "--format", "json")
    assert json.loads(ran.out)["budget"][0]["limit"] == most


@pytest.mark.parametrize(
    "words", ["params", "params=", "params=-1", "params=5X", "=5", "params=5i"]
)
def test_what_is_no_limit_is_refused(run: Runner, words: str) -> None:
    ran = run("report", "lenet5", "--max", words)
    assert (ran.status, ran.out) == (2, "")
    assert "FIGURE=VALUE" in ran.err


def test_a_limit_on_no_figure_names_the_nearest(run: Runner) -> None:
    assert "did you mean `params`?" in run("report", "lenet5", "--max", "parms=5").err
    assert "needs --device" in run("report", "lenet5", "--max", "seconds=1").err


# Devices


def test_a_rooflines_arithmetic() -> None:
    """VGG-D's second convolution on an A100 in float16: 2 x 1,849,688,064 operations at 312 TFLOP/s,
    and its values, weights and biases at 2,039 GB/s."""
    found = reported("vgg_d", device="a100", dtype="float16")
    rows = {row.figures.path: row for row in found.rows}
    row = rows["conv1.1"]
    assert row.bound is not None
    moved = 2 * (2 * 64 * 224 * 224 + 36_928)
    memory, arithmetic = moved / 2.039e12, 2 * 1_849_688_064 / 312e12
    elementwise = 64 * 224 * 224 / 19.5e12  # the biases, on ordinary cores
    assert row.bound.seconds == pytest.approx(max(memory, arithmetic + elementwise))
    assert row.bound.by == "arithmetic"
    assert row.bound.bytes == moved
    pool = rows["maxpool1"].bound
    assert pool is not None
    assert pool.by == "memory"
    assert pool.seconds == pytest.approx(2 * 64 * (224 * 224 + 112 * 112) / 2.039e12)


def test_convolutions_in_float32_take_tf32_and_fully_connected_layers_do_not() -> None:
    rows = {row.figures.path: row for row in reported("vgg_d", device="a100", batch=256).rows}
    conv, fc = rows["conv3.1"].bound, rows["fc1"].bound
    assert conv is not None
    assert fc is not None
    assert conv.by == fc.by == "arithmetic"
    assert conv.seconds == pytest.approx(256 * 2 * 1_849_688_064 / 156e12, rel=0.01)
    assert fc.seconds == pytest.approx(256 * 2 * 102_760_448 / 19.5e12, rel=0.01)


LANES = {
    # multiply-add lanes, and the clock in MHz
    "h200": (16_896, 1980),
    "h100": (16_896, 1980),
    "h100_pcie": (14_592, 1755),
    "a100": (6912, 1410),
    "a100_40gb": (6912, 1410),
    "v100": (5120, 1530),
    "t4": (2560, 1590),
    "l4": (7424, 2040),
    "l40s": (18_176, 2520),
    "a10": (9216, 1695),
    "rtx5090": (21_760, 2407),
    "rtx4090": (16_384, 2520),
    "rtx3090": (10_496, 1695),
    "mi300x": (2 * 19_456, 2100),
}
PINS = {
    # bits of the bus to memory, and what a pin carries, in Gbit/s
    "a100_40gb": (5120, 2.43),
    "v100": (4096, 1.75),
    "t4": (256, 10),
    "l4": (192, 12.5),
    "l40s": (384, 18),
    "a10": (384, 12.5),
    "rtx5090": (512, 28),
    "rtx4090": (384, 21),
    "rtx3090": (384, 19.5),
    "mi300x": (8192, 5.2),
}


def test_peaks_are_what_a_devices_parts_come_to() -> None:
    """Two operations a lane and clock; matrix units take halves of either kind at one rate, twice that of TF32."""
    for name, (lanes, clock) in LANES.items():
        assert DEVICES[name].float32 == pytest.approx(2 * lanes * clock * 1e6 / 1e12, rel=0.01)
    for name, (bits, rate) in PINS.items():
        assert DEVICES[name].bandwidth == pytest.approx(bits * rate / 8, rel=0.01)
    for name, device in DEVICES.items():
        assert device.bfloat16 in (device.float16, None), name
        assert device.tf32 is None or device.tf32 == pytest.approx(device.float16 / 2, rel=0.03)


@pytest.mark.parametrize("device", sorted(DEVICES))
@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
def test_every_device_has_a_time_or_says_that_it_has_none(
    run: Runner, device: str, dtype: str
) -> None:
    ran = run("report", "lenet5", "--device", device, "--dtype", dtype)
    if device in ("v100", "t4") and dtype == "bfloat16":
        assert (ran.status, ran.out) == (2, "")
        assert ran.err == f"cnndsl: --device {device} has no bfloat16; it has float32 and float16\n"
    else:
        assert ran.status == 0
        assert "an estimate from below" in ran.out
        assert "bound by" in ran.out


# Formats


def test_csv_has_what_json_has(run: Runner) -> None:
    document = json.loads(run("report", "googlenet", "--format", "json", "--device", "t4").out)
    rows = list(
        csv.DictReader(
            io.StringIO(run("report", "googlenet", "--format", "csv", "--device", "t4").out)
        )
    )
    assert len(rows) == len(document["layers"])
    for row, layer in zip(rows, document["layers"], strict=True):
        assert row["network"] == "GoogLeNet"
        assert row["path"] == layer["path"]
        assert [int(size) for size in row["shape"].split("x")] == layer["shape"]
        for name in ("params", "macs", "kept_bytes", "alive_bytes", "activation_bytes"):
            assert int(row[name]) == layer[name]
        assert row["seconds"] == str(layer.get("seconds", ""))


def test_json_of_a_report_is_that_of_a_check_and_more(run: Runner) -> None:
    checked_one = json.loads(run("check", "resnet18", "--format", "json").out)
    full = json.loads(run("report", "resnet18", "--format", "json").out)
    for name, value in checked_one["totals"].items():
        assert full["totals"][name] == value
    for before, layer in zip(checked_one["layers"], full["layers"], strict=True):
        assert before.items() <= layer.items()
    assert full["settings"] == {"dtype": "float32", "batch": 1, "optimizer": "adam", "device": ""}
    assert [
        type(json.loads(run("report", *each, "--format", "json").out))
        for each in (["crcrp"], ["crcrp"] * 2)
    ] == [
        dict,
        list,
    ]


def test_markdown_is_one_table_with_its_notes(run: Runner) -> None:
    text = run("report", "vgg_d", "--format", "markdown").out
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + 13 + 1
    assert {row.replace("\\|", "").count("|") for row in rows} == {11}
    assert "**VGG\\_D, input 3x224x224; float32, one image; sees 212x212 at maxpool5**" in text


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.addresses += [value or "" for name, value in attributes if name in ("src", "href")]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_html_is_one_file_that_needs_no_other(run: Runner, tmp_path: Path) -> None:
    path = tmp_path / "out.html"
    spec = tmp_path / "<b>&.cnn"
    spec.write_text("input 3x8x8 # <script>\nC3D4 R FC5")
    assert run("report", str(spec), "vgg_d", "--format", "html", "-o", str(path)).status == 0
    tags = Tags()
    tags.feed(path.read_text())
    assert not tags.open
    assert tags.seen.count("table") == 2
    assert tags.addresses
    assert all(each.startswith("#") for each in tags.addresses)
    assert "script" not in tags.seen
    assert "b" not in tags.seen


def test_files_are_written_whole(run: Runner, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    ran = run("report", "lenet5", "--format", "csv", "-o", str(path), "-q")
    assert (ran.status, ran.out) == (0, "")
    assert path.read_text() == run("report", "lenet5", "--format", "csv").out
    ran = run("report", "lenet5", "-o", str(tmp_path / "nosuch" / "out"))
    assert ran.status == 2


@pytest.mark.parametrize("format", ["terminal", "plain", "json", "csv", "markdown", "html"])
def test_a_spec_with_mistakes_gives_what_is_sound(run: Runner, format: str) -> None:
    ran = run("report", "input 3x8x8 C3D4 R M C9D8p0 R FC10", "--format", format)
    assert ran.status == 1
    assert "maxpool1" in ran.out
    assert "C9D8p0" not in ran.out.replace("C9D8p0 R FC10\n", "") or format in (
        "terminal",
        "plain",
        "json",
    )
    said = ran.out if format in ("terminal", "plain", "json") else ran.err
    assert "larger than the padded input" in said
    document = json.loads(run("report", "input 3x8x8 C3D4 CX", "--format", "json").out)
    assert document["partial"]
    assert document["totals"]["params"] == 4 * 28


def test_a_part_that_a_mistake_cuts_short_has_no_output(run: Runner) -> None:
    rows = run("report", "input 3x8x8 C3D4 R add( C3D8 | id ) FC3").out.splitlines()
    (cut,) = (row for row in rows if row.startswith("add1"))
    assert cut.split()[6] == "?"


def test_nothing_sound_is_no_table(run: Runner) -> None:
    ran = run("report", "CXX")
    assert ran.status == 1
    assert "layer" not in ran.out.split("\n")[-2]


def test_a_file_is_replaced_only_by_a_good_one(run: Runner, tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("good")
    ran = run("report", "C3DO64 FC10", "-o", str(path))
    assert (ran.status, path.read_text()) == (1, "good")
    assert "not written, as there are mistakes" in ran.err
    assert run("compare", "C3DO64", "vgg_a", "-o", str(path)).status == 1
    assert path.read_text() == "good"


VARIANTS = "let w = 16 let n = 1 network Net input 3x32x32 [C3D<w> R]*<n> GAP FC10"


def test_a_network_is_compared_with_itself_under_other_constants(run: Runner) -> None:
    """9*3*w + w for the convolution, 10*w + 10 for the layer behind it: 38*w + 10."""
    out = run("compare", VARIANTS, "--set", "w=8", "--set", "w=16", "--set", "w=32").out
    for w in (8, 16, 32):
        line = next(line for line in out.splitlines() if line.startswith(f"Net (w={w})"))
        assert f" {38 * w + 10:,} " in line
    both = run("compare", VARIANTS, "--set", "w=8", "--set", "w=16", "--set", "n=2")
    assert "Net (w=8)" in both.out, "what is given to all tells nothing apart"
    assert f" {38 * 16 + 10 + 9 * 16 * 16 + 16:,} " in both.out


def test_several_constants_are_compared_in_all_combinations(run: Runner) -> None:
    given = ["--set", "w=8", "--set", "w=16", "--set", "n=1", "--set", "n=2"]
    document = json.loads(run("compare", VARIANTS, *given, "--format", "json").out)
    combinations = [{"w": w, "n": n} for w in (8, 16) for n in (1, 2)]
    assert [each["set"] for each in document["networks"]] == combinations
    inner = {1: 0, 2: 9}  # a second convolution has 9*w*w + w
    assert [each["totals"]["params"] for each in document["networks"]] == [
        38 * each["w"] + 10 + (inner[each["n"]] * each["w"] + bool(inner[each["n"]])) * each["w"]
        for each in combinations
    ]
    names = run("compare", VARIANTS, "vgg_a", "--format", "csv").out
    assert "Net," in names
    both = cnndsl.compare(*(cnndsl.check(VARIANTS, constants={"w": w}) for w in (8, 16)))
    assert "Net (w=16)" in str(both)
    assert both.to_dict()["networks"][1]["set"] == {"w": 16}


def test_one_network_is_not_compared(run: Runner) -> None:
    assert run("compare", VARIANTS).status == 2
    assert run("compare", VARIANTS, "--set", "w=8").status == 2
    ran = run("compare", VARIANTS, "--set", "w=8", "--set", "v=9")
    assert (ran.status, ran.out) == (2, "")


@pytest.mark.parametrize("command", [["report"], ["compare", "lenet5"]])
def test_a_spec_is_not_written_over(run: Runner, tmp_path: Path, command: list[str]) -> None:
    path = tmp_path / "mine.cnn"
    path.write_text("input 3x8x8 C3D4 R FC5")
    ran = run(*command, str(path), "-o", str(path), "--format", "csv")
    assert (ran.status, ran.err) == (2, f"cnndsl: -o {path}: that is the spec itself\n")
    assert path.read_text().startswith("input")


def test_a_files_ending_says_its_format(run: Runner, tmp_path: Path) -> None:
    starts = {
        "html": "<!DOCTYPE",
        "json": "{",
        "csv": "network,",
        "md": "**LeNet5",
        "txt": "LeNet5",
    }
    for ending, start in starts.items():
        path = tmp_path / f"out.{ending}"
        assert run("report", "lenet5", "-o", str(path)).status == 0
        assert path.read_text().startswith(start)


def test_limits_belong_to_their_networks_and_stand_in_documents(
    run: Runner, tmp_path: Path
) -> None:
    ran = run("report", "CXX", "vgg_a", "lenet5", "--max", "params=1M")
    assert "over    params: 132,863,336" in ran.out
    assert ran.out.rstrip().endswith("within  params: 61,706 of 1,000,000")
    assert (
        "unknown params: at least 1,792" in run("report", "C3D64 ZZ FC10", "--max", "params=5M").out
    )
    for kind in ("markdown", "html"):
        assert "over" in run("report", "vgg_a", "--max", "params=1M", "--format", kind).out


def test_quiet_says_what_is_wrong_alone(run: Runner) -> None:
    assert run("report", "vgg_a", "-q").out == ""
    assert run("compare", "vgg_a", "vgg_b", "-q").out == ""
    ran = run("report", "vgg_a", "lenet5", "-q", "--max", "params=1M")
    assert ran.out == "over    params: 132,863,336 of 1,000,000, 131,863,336 too many\n"


# Comparisons


def test_the_lectures_table(run: Runner) -> None:
    """The VGG paper's table: 11, 11, 13, 16, 16 and 19 weight layers; C has 1x1 where D has 3x3."""
    out = run("compare", "vgg_a", "vgg_b", "vgg_c", "vgg_d", "vgg_e").out.splitlines()
    sums = [line.split() for line in out if line.startswith("VGG_") and "x" in line]
    assert [each[3] for each in sums] == ["11", "13", "16", "16", "19"]
    start = next(number for number, line in enumerate(out) if line.startswith("layers, lined up"))
    rows = out[start + 3 :]
    assert [len(row.split()) for row in rows] == [
        *(5, 4, 5),
        *(5, 4, 5),
        *(5, 5, 3, 1, 5),
        *(5, 5, 3, 1, 5),
        *(5, 5, 3, 1, 5),
        *(5, 5, 10),
    ]
    assert rows[8].split() == ["C1D256", "C3D256", "C3D256"]
    assert [each[4] for each in sums] == [
        "132,863,336",
        "133,047,848",
        "133,638,952",
        "138,357,544",
        "143,667,240",
    ]


PAIRS = [
    ("vgg_d", "vgg16_bn"),
    ("resnet50", "resnet50_v1"),
    ("resnet18", "resnet34"),
    ("lenet5", "lenet_caffe"),
    ("googlenet", "googlenet_torchvision"),
    ("crcrp", "unet"),
    ("resnet20_cifar", "resnet56"),
]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_changes_add_up(first: str, second: str) -> None:
    one, other = reported(first), reported(second)
    found = changes(one, other)
    for figure in ("params", "macs"):
        before = sum(getattr(each.first, figure) for each in found if each.first)
        after = sum(getattr(each.second, figure) for each in found if each.second)
        aux = [
            sum(getattr(row.figures, figure) for row in each.rows if row.figures.placed.aux)
            for each in (one, other)
        ]
        difference = other.totals[figure] + aux[1] - one.totals[figure] - aux[0]
        assert after - before == difference
    assert changes(one, one) == []


def test_a_norm_behind_every_convolution_is_what_is_added(run: Runner) -> None:
    document = json.loads(run("compare", "vgg_d", "vgg16_bn", "--format", "json").out)
    assert [network["network"] for network in document["networks"]] == ["VGG_D", "VGG16_BN"]
    added = [each["second"]["kind"] for each in document["changes"] if each["change"] == "added"]
    assert added.count("bn") == 13
    assert (
        json.loads(run("compare", "vgg_a", "vgg_b", "vgg_d", "--format", "json").out)["changes"]
        == []
    )


def test_a_difference_is_shown_as_a_diff_shows_it(run: Runner) -> None:
    out = run("compare", "resnet18", "resnet34").out
    assert "alike" in out
    assert "\n+  " in out
    assert "\n-  " not in out
    assert "+10,108,160" in out  # 21,797,672 - 11,689,512
    assert "alike" not in run("compare", "resnet18", "resnet34", "--all").out
    assert "alike" not in run("compare", "resnet18", "resnet34", "--depth", "1").out


def test_what_is_added_is_what_a_person_would_say(run: Runner) -> None:
    """VGG-E has one convolution more at the end of its last three stages."""
    document = json.loads(run("compare", "vgg_d", "vgg_e", "--format", "json").out)
    added = [each["second"]["path"] for each in document["changes"]]
    assert added == [f"conv{k}.{name}" for k in (3, 4, 5) for name in ("3", "relu4")]
    assert {each["change"] for each in document["changes"]} == {"added"}


def test_a_layer_is_lined_up_with_the_one_that_gives_what_it_gives(
    run: Runner, tmp_path: Path
) -> None:
    """Not with the first of the same words: what comes in may be another depth."""
    for name, spec in (("a", "3x32x32 C3D8s2p1 R C3D8s2p1 R"), ("b", "4x16x16 C3D8s2p1 R")):
        (tmp_path / f"{name}.cnn").write_text(f"input {spec} GAP FC2")
    paths = (str(tmp_path / "a.cnn"), str(tmp_path / "b.cnn"))
    changes = json.loads(run("compare", *paths, "--format", "json").out)["changes"]
    found = [(each["change"], each["first"]["path"]) for each in changes]
    assert found == [("removed", "conv1"), ("removed", "relu1"), ("changed", "conv2")]


def test_no_difference_is_said(run: Runner) -> None:
    assert "no difference" in run("compare", "vgg_a", "vgg_a").out
    rows = csv.DictReader(io.StringIO(run("compare", "vgg_a", "vgg_a", "--format", "csv").out))
    assert len({row["network"] for row in rows}) == 2


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("names", [("vgg_a", "vgg_b", "vgg_c"), ("resnet50", "resnet50_v1")])
def test_comparisons_keep_to_the_width(
    run: Runner, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...], width: int
) -> None:
    monkeypatch.setattr("cnndsl.cli.report.width_of", lambda stream: width)
    assert max(map(len, run("compare", *names).out.splitlines())) <= width


@pytest.mark.parametrize("format", ["plain", "csv", "markdown", "html"])
def test_comparisons_have_every_format(run: Runner, format: str) -> None:
    ran = run("compare", "lenet5", "lenet_caffe", "--format", format)
    assert ran.status == 0
    assert "LeNetCaffe" in ran.out
    assert run("compare", "lenet5", "CXX", "--format", format).status == 1
    assert run("compare", "lenet5", "--format", format).status == 2


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
@pytest.mark.parametrize("format", ["plain", "json", "csv", "markdown", "html"])
def test_streams_that_are_not_unicode_get_what_they_can_show(
    encoding: str, format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    assert main(["report", "squeezenet1_0", "--format", format, "--device", "h200"]) == 0
    stream.flush()
    assert "SqueezeNet" in stream.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]


def test_a_closed_standard_output_is_said() -> None:
    command = f'"{sys.executable}" -m cnndsl report vgg_d >&-'
    ran = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=REPO, check=False)
    assert (ran.returncode, ran.stderr) == (2, "cnndsl: standard output is closed\n")


# From Python


def test_objects_show_themselves(tmp_path: Path) -> None:
    found = cnndsl.report("vgg_d", batch=2, optimizer="sgd")
    assert found.totals["optimizer_bytes"] == 0
    assert "fc1" in str(found)
    assert '<div class="cnndsl">' in found._repr_html_()
    assert found.to_dict()["settings"]["batch"] == 2
    assert "<table>" in cnndsl.check("vgg_d")._repr_html_()
    both = cnndsl.compare("vgg_a", cnndsl.check("vgg_b"))
    assert "VGG_B" in str(both)
    assert both._repr_html_().count("<table>") == 2
    assert found.network.ok
    assert len(both.totals) == 2
    assert both.to_csv().startswith("network,")
    path = tmp_path / "mine.cnn"
    path.write_text("input 3x8x8 C3D4 R FC5")
    assert repr(cnndsl.report(cnndsl.report(path))) == repr(cnndsl.report(path))
    with pytest.raises(ValueError, match="is no optimizer"):
        cnndsl.report("vgg_d", optimizer="nosuch")
    with pytest.raises(ValueError, match="`0` is no count; write a number from 1"):
        cnndsl.report("vgg_d", batch=0)


# Growth


def calls(count: int) -> int:
    """Python's calls for the report of a flat network."""
    result = compile_text(load("input 3x8x8 C3D4" + " R C3D4" * count))
    counted = 0

    def count_one(frame: Any, event: str, given: Any) -> None:
        nonlocal counted
        counted += event == "call"

    sys.setprofile(count_one)
    try:
        found = report(result)
        shown(found, None, None)
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.slow
def test_reports_grow_with_the_network_and_no_faster() -> None:
    assert calls(800) / calls(400) < 2.1
