"""Pictures of networks as graphs: nothing over another, every number the checker's, folded as it is written."""

import os
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from xml.etree import ElementTree

import pytest
from conftest import network
from picture_checks import faults

import cnndsl
from cnndsl.compile import compile_text
from cnndsl.draw.draw import draw
from cnndsl.draw.marks import Arc, Picture, Words, flat, groups
from cnndsl.draw.options import SECOND, TEXT, WIDEST, Wanted
from cnndsl.draw.svg import svg
from cnndsl.resources import bundled
from cnndsl.text import Text

AS_GRAPH = Wanted(style="graph")


@cache
def graph(spec: str, wanted: Wanted = AS_GRAPH) -> Picture:
    return draw((network(spec),), wanted)


@cache
def written(name: str) -> str:
    return svg(graph(name))


def texts(picture: Picture) -> list[str]:
    return [mark.text for mark in flat(picture.marks) if isinstance(mark, Words)]


@pytest.mark.parametrize("name", bundled())
def test_nothing_lies_over_another_and_it_stays_small(name: str) -> None:
    picture = graph(name)
    ids = Counter(each.path for each in groups(picture.marks) if each.path)
    assert faults(picture) == []
    assert max(ids.values()) == 1
    assert len(written(name).encode()) <= 40_000
    assert picture.width <= WIDEST + 1


@pytest.mark.parametrize("name", bundled())
def test_every_number_of_a_box_is_the_checkers(name: str) -> None:
    """A box says what comes out, and the parameters of all layers in it."""
    layers = network(name).rows
    root = ElementTree.fromstring(written(name))
    found = [each for each in root.iter() if each.get("id")]
    assert found
    for group in found:
        path = str(group.get("id"))
        own = [each for each in layers if f"{each.path}.".startswith(f"{path}.")]
        title = group.find("{*}title")
        assert own, path
        assert title is not None
        said, shape = str(title.text), "×".join(map(str, own[-1].shape))
        params = sum(each.params for each in own)
        assert said == (f"{shape}, {params:,} parameters" if params else shape), path


@pytest.mark.parametrize(
    "name", ["vgg_d", "resnet50", "googlenet", "unet", "yolov3", "densenet121"]
)
def test_words_of_convolutions_are_the_checkers(name: str) -> None:
    """What stands in the boxes of the trunk: the depth is that of the output, and the stride divides the size."""
    layers = {each.path: each for each in cnndsl.CheckedNetwork(network(name)).layers}
    seen = 0
    for group in groups(graph(name).marks):
        layer = layers.get(group.path)
        said = " ".join(each.text for each in flat(group.marks) if isinstance(each, Words))
        numbers = re.match(r"(\d+)×(\d+) conv, (\d+)(?:, /(\d+))?(?: |$)", said)
        if layer is None or numbers is None:
            continue
        kernel, _, depth, stride = (int(each or 1) for each in numbers.groups())
        assert layer.shape[0] == depth
        assert layer.params >= depth * kernel * kernel * layer.input[0] * (layer.params > 0)
        assert -(-layer.input[1] // stride) - layer.shape[1] in range(kernel), layer
        seen += 1
    assert seen or name == "densenet121"


@pytest.mark.parametrize("name", bundled())
def test_shapes_beside_arrows_and_in_frames_are_outputs(name: str) -> None:
    known = {"×".join(map(str, each.shape)) for each in network(name).rows}
    for said in texts(graph(name)):
        if re.fullmatch(r"\d+(×\d+)+", said):
            assert said in known


def test_copies_are_drawn_once_with_how_many_there_are() -> None:
    """ResNet-152 has 3, 8, 36 and 3 blocks; the first of the last three stages has a stride."""
    assert re.findall(
        "×[0-9]+(?= |$)", " ".join(t for t in texts(graph("resnet152")) if t[0] == "×")
    ) == [
        "×3",
        "×7",
        "×35",
        "×2",
    ]


def test_unfolded_every_copy_is_drawn() -> None:
    spec = "input 3x32x32 [C3D8 BN R]*5 GAP FC10"
    folded, whole = texts(graph(spec)), texts(graph(spec, Wanted("graph", unfold=True)))
    assert folded.count("3×3 conv, 8") == 1
    assert "×5" in folded
    assert whole.count("3×3 conv, 8") == 5


def test_what_is_drawn_grows_with_what_there_is() -> None:
    once, twice = (
        len(svg(graph(f"input 3x32x32 [C3D8 BN R]*{n} GAP FC10", Wanted("graph", unfold=True))))
        for n in (100, 200)
    )
    assert twice < 2.1 * once


def test_a_block_that_branches_is_a_part_and_a_panel_in_its_own_parameters() -> None:
    said = texts(graph("resnet50"))
    assert said.count("bottleneck(depth, stride)") == 1
    assert {"1×1 conv, depth", "3×3 conv, depth, /stride", "1×1 conv, 4·depth"} <= set(said)


def test_depth_leaves_panels_out() -> None:
    said = texts(graph("resnet50", Wanted("graph", depth=1)))
    assert "bottleneck(depth, stride)" not in said
    assert "layer4" in said


def test_one_part_alone() -> None:
    picture = graph("resnet50", Wanted("graph", only="layer2"))
    assert picture.title == "layer2"
    assert {"input 256×56×56", "output 512×28×28"} <= set(texts(picture))
    assert faults(picture) == []
    inner = graph("googlenet", Wanted("graph", only="inc3a"))
    assert "concatenate" in texts(inner)


def test_a_part_that_is_not_there_is_said() -> None:
    with pytest.raises(ValueError, match=r"`layer5` is no part of ResNet50; did you mean `layer"):
        graph("resnet50", Wanted("graph", only="layer5"))


def test_titles_stand_in_the_place_of_names() -> None:
    titles = (("layer1", "first stage"), ("fc", "scores <&>"))
    said = texts(graph("resnet50", Wanted("graph", titles=titles)))
    assert {"first stage", "scores <&>"} <= set(said)
    assert "layer1" not in said


def test_resnet_152_fits_a_screen() -> None:
    picture = graph("resnet152", Wanted("graph", landscape=True))
    scale = min(1280 / picture.width, 720 / picture.height)
    smallest = min(mark.size for mark in flat(picture.marks) if isinstance(mark, Words))
    assert scale * smallest >= 12


@pytest.mark.parametrize("name", ["resnet50", "googlenet", "vgg_d", "mobilenet_v2"])
def test_letters_keep_their_size(name: str) -> None:
    """13 and 10 pixels of 920: 1.4 % and 1 %; in print 7 points at least."""
    assert 0.014 * WIDEST <= TEXT + 0.01 * TEXT
    assert 0.01 * WIDEST <= SECOND
    picture = graph(name, Wanted("graph", inches=5.5))
    smallest = min(mark.size for mark in flat(picture.marks) if isinstance(mark, Words))
    assert smallest * 5.5 * 72 / picture.width >= 7
    assert 'width="5.5in"' in svg(picture)


BROKEN = "input 3x32x32 C3D8 R [C3D16 R]*2 P C99D8p0 R FC10"


def test_a_mistake_is_drawn_where_it_is() -> None:
    picture = graph(BROKEN)
    said = texts(picture)
    looks = [mark.look for mark in flat(picture.marks) if not isinstance(mark, Words)]
    assert "C99D8p0" in said
    assert any("99" in each and each != "C99D8p0" for each in said)
    assert "FC10" in said
    assert any(look.fill == "wrong" and look.dashed for look in looks)
    assert faults(picture) == []


@pytest.mark.parametrize(
    "spec", ["input 3x8x8 C3D4 add( id | C3D5 ) R FC3", "C3D8 R FC-3", "input 3x8x8 C3D8 | R", "@@"]
)
def test_any_mistake_is_drawn(spec: str) -> None:
    result = compile_text(Text("<text>", spec))
    picture = draw((result,), Wanted("graph"))
    errors = [each.message for each in result.network.diagnostics if each.severity == "error"]
    assert errors
    first = errors[0].split()[0]
    assert any(each.startswith(first) for each in texts(picture))
    assert faults(picture) == []


def test_a_shared_block_is_one_panel_with_its_uses_numbered() -> None:
    said = texts(graph("siamese"))
    assert said.count("tower, shared") == 1
    assert {"tower, shared use 1", "tower, shared use 2"} <= set(said)
    assert {"left 1×105×105", "right 1×105×105"} <= set(said)


def test_joins_are_nodes_with_their_sign_or_word() -> None:
    sums = "add( id | C1D8 ) sub( id | C1D8 ) max( C1D8 | C1D8 ) mul( id | C1D8 sigmoid )"
    said = texts(graph(f"input 8x6x6 {sums} mix( dot( C1D4 | C1D4 ) S | C1D8 )"))
    assert {"+", "−", "×", "max", "dot", "mix"} <= set(said)


def test_a_dense_block_alone_has_its_arcs() -> None:
    """Six layers, what comes in and what goes out: 8 places, and 6*7/2 ways over one of them or more."""
    picture = graph("densenet121", Wanted(only="features.denseblock1"))
    arcs = [mark for mark in flat(picture.marks) if isinstance(mark, Arc)]
    assert len(arcs) == 21
    assert {"in", "1", "6", "cat"} <= set(texts(picture))
    assert faults(picture) == []


def test_networks_stand_side_by_side() -> None:
    results = tuple(map(network, ("vgg_a", "resnet18")))
    picture = draw(results, Wanted("graph", depth=1))
    said = texts(picture)
    assert said.index("VGG_A, ResNet18") == 0
    assert {"11 layers, 132,863,336 parameters", "18 layers, 11,689,512 parameters"} <= set(said)
    assert not [each for each in groups(picture.marks) if each.path]
    assert faults(picture) == []
    with pytest.raises(ValueError, match="side by side they are"):
        draw(results * 4, Wanted("graph"))


def test_a_size_that_is_taken_from_a_label_is_told_by_it() -> None:
    assert "upsample @larger" in texts(graph("retinanet_resnet50"))


def test_a_head_that_does_nothing_has_no_panel() -> None:
    said = texts(graph("input 3x8x8 C3D4 R head raw { id } GAP FC3"))
    assert said.count("raw head") == 1


def test_of_very_many_boxes_groups_that_branch_are_one_each() -> None:
    """HRNet's maps are summed 2, 3 and 4 times on the way and 3 times at the end: asked for, each sum is drawn."""
    closed, drawn = graph("hrnet_w18_small_v1"), graph("hrnet_w18_small_v1", Wanted(depth=2))
    assert "+" not in texts(closed)[:60]
    assert {"a7", "d7", "16×56×56"} <= set(texts(closed))
    assert any("--depth 2" in each for each in texts(closed))
    assert texts(drawn).count("+") == 2 + 3 + 4 + 3
    assert not any("--depth 2" in each for each in texts(drawn))


HOSTILE = '</text><script>alert(1)</script> & "quotes" ]]> \x1b[31m \u202e'


def test_texts_of_a_spec_are_never_markup() -> None:
    titles = (("conv1", HOSTILE), ("fc1", "javascript:alert(1)"))
    text = svg(graph("input 3x8x8 C3D4 R FC3", Wanted("graph", titles=titles)))
    root = ElementTree.fromstring(text)
    kinds = {each.tag.partition("}")[2] for each in root.iter()}
    assert kinds <= {"svg", "title", "desc", "style", "rect", "text", "path", "circle", "g"}
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert not re.search(r"(href|src|url\(|@import)", text.replace("javascript:alert(1)", ""))


def test_very_long_names_are_cut() -> None:
    label = "x" * 300
    picture = graph(
        f"input 3x8x8 {label}: [C3D4 R C3D4 R] block {'b' * 200}(d) {{ add( id | C3D<d> ) }} {'b' * 200}(4) FC3"
    )
    assert faults(picture) == []


@pytest.mark.slow
def test_the_same_bytes_every_time() -> None:
    code = """if True:
        import cnndsl, hashlib
        pictures = (cnndsl.check(name).draw("graph") for name in ("googlenet", "yolov8n", "siamese"))
        print(hashlib.sha256(b"".join(each.svg.encode() for each in pictures)).hexdigest())
    """
    sums = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(sums) == 1
