"""The networks that come along, as `networks` lists and `show` gives them."""

import itertools
import json
import re
from pathlib import Path

import pytest
from conftest import REPO, SIBLINGS, Runner, checked, network, sample

from cnndsl.bundled_networks import TITLE, entries, in_one_piece
from cnndsl.compile import Options, compile_text, load
from cnndsl.resources import FORMER_NAMES, bundled, field_of, fields, read_text


@pytest.mark.parametrize("name", sorted(bundled()))
def test_the_first_comment_is_title_source_and_year(name: str) -> None:
    first, _, rest = read_text(bundled()[name]).partition("\n")
    found = TITLE.fullmatch(first)
    assert found, first
    assert bool(found[3]) != (found[2] == "lecture"), "a source has a year"
    assert rest.lstrip("# ").strip()


NO_CLASSIFIERS = {
    "alphago_zero",
    "conv_autoencoder",
    "conv_tasnet",
    "crcrp",
    "cyclegan_g",
    "dcgan_d",
    "dcgan_g",
    "dncnn",
    "dqn",
    "edsr",
    "espcn",
    "lenet5_1998",
    "pix2pix_d",
    "pix2pix_g",
    "retinanet_resnet50",
    "siamese",
    "srcnn",
    "ssd300_vgg16",
    "stacked_hourglass",
    "wavenet",
    "yolov3",
    "yolov8n",
}


@pytest.mark.parametrize("name", sample(sorted(set(bundled()) - NO_CLASSIFIERS)))
def test_every_classifier_says_how_many_classes_it_has(name: str) -> None:
    result = compile_text(load(name), Options(constants={"classes": 7}))
    assert result.network.ok
    assert "facts-skipped" in {each.code for each in result.network.diagnostics}
    depths = {each.name: each.shape[0] for each in result.network.outputs if each.name != "box"}
    assert set(depths.values()) == {7 * 7 * (2 * 5 + 7) if name == "yolo_v1_tiny" else 7}


def test_each_block_has_a_sentence_above_it_and_parameters_in_words() -> None:
    """The sentence becomes the docstring of a class, which may stand anywhere: it says nothing of its neighbours."""
    for path in (REPO / "architectures").glob("**/*.cnn"):
        text = path.read_text(encoding="utf-8")
        for above, block, given in re.findall(r"(.*)\nblock (\w+)(?:\(([^)]*)\))?", text):
            assert re.fullmatch(r"# (?!The same|These )[A-Z].*\.", above), (path.name, block)
            parameters = re.findall(r"(\w+)(?:=[^,]+)?(?:,|$)", given)
            assert all(len(each) > 1 for each in parameters), (path.name, block)


def test_networks_lists_them_with_figures_and_sources(run: Runner) -> None:
    lines = run("networks", "configurations").out.splitlines()
    (vgg,) = [line for line in lines if line.startswith("vgg_d ")]
    assert re.sub(" +", " ", vgg) == (
        "vgg_d 3x224x224 138,357,544 15,470,264,320 2014 VGG configuration D: Simonyan and Zisserman, "
        "Very deep convolutional networks for large-scale image recognition"
    )
    tables = [name for name in sorted(bundled()) if name.startswith("vgg_") and name != "vgg_gap"]
    assert {line.split()[0] for line in lines[3:-1]} >= {*tables, "vgg16_bn"}
    assert lines[0] == f"classification: {len(lines) - 4} networks"
    assert run("networks", "-q").out.split() == sorted(bundled())


@pytest.mark.slow
def test_networks_lists_all(run: Runner) -> None:
    blocks = [block.splitlines() for block in run("networks").out.split("\n\n")]
    assert [lines[0].partition(":")[0] for lines in blocks] == list(fields())
    shown = [line.split()[0] for lines in blocks for line in lines[3:]]
    assert shown[-1] == "MACs:"
    assert shown[:-1] == sorted(bundled(), key=lambda name: (field_of(name), name))


def test_networks_of_a_field_and_within_limits(run: Runner) -> None:
    names = run("networks", "-q", "--field", "history").out.split()
    assert {"lenet5", "lenet_caffe"} <= set(names)
    assert {field_of(name) for name in names} == {"history"}
    # lenet5 has 61,706 parameters in 7 layers, lenet_caffe 431,080.
    few = run("networks", "-q", "--field", "history", "--max", "params=100k").out.split()
    assert "lenet5" in few
    assert "lenet_caffe" not in few
    document = json.loads(
        run("networks", "lenet", "--max", "params=61_706", "--format", "json").out
    )
    assert [each["params"] <= 61_706 for each in document["networks"]]
    assert "lenet5" in {each["name"] for each in document["networks"]}


@pytest.mark.parametrize(
    ("words", "found", "not_found"),
    [
        ("a small network for spectrograms", {"ds_cnn"}, set()),
        ("spectrograms", {"ds_cnn"}, {"vgg_d"}),
        ("resnet", {"seresnet50", "wide_resnet50_2", "resnet18"}, {"vgg_d"}),
        ("interface", {"eegnet"}, set()),
        ("super-resolution", {"edsr", "srcnn"}, {"dncnn"}),
        ("VGG configuration", {"vgg_d"}, {"resnet18"}),
    ],
)
def test_plain_words_find_networks(
    run: Runner, words: str, found: set[str], not_found: set[str]
) -> None:
    names = set(run("networks", "-q", words).out.split())
    assert found <= names
    assert not names & not_found


def test_a_word_begins_where_a_word_begins(run: Runner) -> None:
    assert "eegnet" not in run("networks", "-q", "face").out.split()  # interface


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["zork"], "cnndsl: no network that comes along has `zork`; `cnndsl networks` lists all"),
        (
            ["--field", "history", "resnet"],
            "cnndsl: no network for history that comes along has `resnet`; `cnndsl networks` lists all",
        ),
        (
            ["a zork from Caffe's prototxt"],
            "cnndsl: no network that comes along has `a` and `zork` and `from` and `Caffe's` and `prototxt`; "
            "`cnndsl networks Caffe's` lists lenet_caffe",
        ),
        (
            ["vgg_d", "--max", "params=1k"],
            "cnndsl: none of 1 network has params of at most 1,000",
        ),
        (
            ["--max", "prams=1"],
            "cnndsl: --max prams: no figure is called that; did you mean `params`?",
        ),
    ],
)
def test_what_is_not_found_is_said(run: Runner, asked: list[str], said: str) -> None:
    ran = run("networks", *asked)
    assert (ran.status, ran.err.strip(), ran.out) == (2, said, "")


def test_networks_takes_words(run: Runner) -> None:
    assert run("networks", "-q", "CIFAR", "he et al").out.split() == [
        "preact_resnet1001",
        "resnet110_cifar",
        "resnet20_cifar",
        "resnet56_cifar",
    ]
    document = json.loads(run("networks", "crcrp", "--format", "json").out)
    assert document["networks"] == [
        {
            "name": "crcrp",
            "field": "classification",
            "title": "Two convolutions and a pool, with everything left to its defaults",
            "source": "lecture",
            "year": None,
            "input": [3, 32, 32],
            "params": 38_720,  # 64*(9*3 + 1) + 64*(9*64 + 1)
            "macs": 39_518_208,  # 32*32*64 * (9*3 + 9*64)
        }
    ]
    assert run("networks", "crcrp", "--format", "markdown").out.startswith(
        "**classification: 1 network**"
    )


@pytest.mark.parametrize("name", sample(sorted(bundled())))
def test_a_network_in_one_piece_is_the_same(name: str) -> None:
    text = in_one_piece(name)
    whole, parts = checked(text), network(name)
    assert whole.totals == parts.totals
    assert [row.path for row in whole.rows] == [row.path for row in parts.rows]
    assert whole.network.name == parts.network.name
    assert not re.search(r"^use ", text, re.MULTILINE)
    for found in whole.network.diagnostics:
        assert found.code in {each.code for each in parts.network.diagnostics}


def test_only_the_blocks_that_are_used_come_along() -> None:
    text = in_one_piece("resnet50_v1")
    blocks = re.findall(r"^block (\w+)", text, re.MULTILINE)
    assert blocks == ["bottleneck_v1", "stem", "bottlenecks_v1"]
    assert "proj ) R\n}\n# What stands in front" in text, "as it was laid out"
    lines = itertools.pairwise(text.splitlines())
    above = [line for line, below in lines if below.startswith("block ")]
    assert len(set(above)) == 3
    assert text.count("\n#") == 2 + len(above), "comments of other blocks do not"


def test_show_writes_a_new_file_that_is_a_network(run: Runner, tmp_path: Path) -> None:
    path = tmp_path / "mine.cnn"
    assert run("show", "resnet50", "-o", str(path)).out == f"wrote {path}\n"
    assert run("show", "resnet50").out == path.read_text() == in_one_piece("resnet50")
    assert "25,557,032" in run("check", str(path)).out
    path.write_text("mine")
    ran = run("show", "vgg_d", "-o", str(path))
    assert (ran.status, path.read_text()) == (2, "mine")
    assert "is there already" in ran.err


@pytest.mark.parametrize(("former", "name"), FORMER_NAMES.items())
def test_former_names_go_on_working(run: Runner, former: str, name: str) -> None:
    assert run("check", former).out == run("check", f"{name}.cnn").out
    assert run("show", f"{former}.cnn").out == run("show", name).out
    assert name in bundled()
    assert former not in bundled()


def test_entries_are_in_the_order_of_their_names() -> None:
    assert [each.name for each in entries()] == sorted(bundled())


def test_of_each_family_one_is_tried_in_ordinary_runs() -> None:
    """Those that are left to `make full` are there, and each takes its blocks from where one that is tried does."""
    assert bundled().keys() >= SIBLINGS
    used = {name: set(re.findall('use "(.*)"', read_text(bundled()[name]))) for name in bundled()}
    tried = set().union(*(files for name, files in used.items() if name not in SIBLINGS))
    assert set().union(*(used[name] for name in SIBLINGS)) <= tried
