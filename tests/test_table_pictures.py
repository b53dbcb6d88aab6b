"""The style `table`: networks side by side, as VGG's Table 1 and ResNet's, held against the checker's figures."""

import pytest
from conftest import network
from picture_checks import faults
from pictures_read import accepted, drawn, params_said, parts, paths_are_unique, spec, texts

from cnndsl.compile import compile_text
from cnndsl.draw.draw import STYLES, draw
from cnndsl.draw.marks import Words, flat
from cnndsl.draw.options import Unsuited, Wanted
from cnndsl.draw.table import table
from cnndsl.draw.table.bands import bands
from cnndsl.draw.table.entries import entries
from cnndsl.resources import bundled
from cnndsl.text import Text

VGGS = ("vgg_a", "vgg_a_lrn", "vgg_b", "vgg_c", "vgg_d", "vgg_e")
RESNETS = ("resnet18", "resnet34", "resnet50", "resnet101", "resnet152")
TABLES = (
    VGGS,
    RESNETS,
    ("alexnet", "zfnet", "googlenet"),
    ("vgg_a", "vgg11_bn"),
    ("unet", "segnet"),
)


def columns(*names: str) -> list[list[str]]:
    """What stands in each column, from the top."""
    found: list[list[str]] = [[] for _ in names]
    for band in bands(tuple(map(network, names))):
        for own, cells in zip(found, band.columns, strict=True):
            own += [cell.text for cell in cells]
    return found


def test_it_takes_most_networks() -> None:
    assert len(accepted("table")) == 133
    assert {*bundled()} - {*accepted("table")} >= {"siamese", "yolov3", "deeplabv3_resnet50"}


def test_nothing_lies_over_anything() -> None:
    for name in accepted("table"):
        picture = drawn("table", name)
        assert faults(picture) == [], name
        assert picture.width <= Wanted().room
        assert paths_are_unique(picture)


@pytest.mark.parametrize("names", TABLES)
def test_nor_in_tables_of_several(names: tuple[str, ...]) -> None:
    picture = drawn("table", *names)
    assert faults(picture) == []
    assert picture.width <= Wanted().room


def test_each_layer_is_in_a_cell() -> None:
    """But for the activations; and parameters of all cells come to the network's."""
    for name in accepted("table"):
        said = {
            part.path: params_said(part.title) for part in parts(drawn("table", name)) if part.path
        }
        sums = network(name).sums
        heads = sum(row.params for row in network(name).rows if row.placed.aux)
        assert sum(said.values()) == sums.params + sums.aux_params - heads, name


def test_figures_below_and_above_are_exact() -> None:
    for names in TABLES:
        words = texts(drawn("table", *names))
        for name in names:
            sums = network(name).sums
            assert f"{sums.params:,}" in words
            assert any(each.endswith(f"{sums.macs:,}") for each in words)
            assert str(sums.weight_layers) in words
            assert network(name).network.name in words


def test_vgg_is_as_published() -> None:
    a, lrn, b, c, d, e = columns(*VGGS)
    pool, end = "2×2 max pool, /2", ["FC-4096", "FC-4096", "FC-1000", "softmax"]
    two = ["conv3-64", "conv3-64", pool, "conv3-128", "conv3-128", pool]
    assert a[:4] == ["conv3-64", pool, "conv3-128", pool]
    assert lrn == ["conv3-64", "5×5 LRN", *a[1:]]
    assert b == [*two, *a[4:]]
    assert c[6:10] == ["conv3-256", "conv3-256", "conv1-256", pool]
    assert d == [
        *two,
        *["conv3-256"] * 3,
        pool,
        *["conv3-512", "conv3-512", "conv3-512", pool] * 2,
        *end,
    ]
    assert [each.replace("conv1", "conv3") for each in c] == d
    assert e[6:] == [
        *["conv3-256"] * 4,
        pool,
        *["conv3-512"] * 4,
        pool,
        *["conv3-512"] * 4,
        pool,
        *end,
    ]


def test_what_is_new_is_bold_as_published() -> None:
    bold = [m.text for m in flat(drawn("table", *VGGS).marks) if isinstance(m, Words) and m.bold]
    new = [each for each in bold if each.startswith(("conv", "5"))]
    assert sorted(new) == sorted(
        ["5×5 LRN", "conv3-64", "conv3-128", "conv1-256", "conv3-256", "conv3-256"]
        + ["conv1-512", "conv3-512", "conv3-512"] * 2
    )


def test_pools_and_ends_that_all_have_go_across() -> None:
    whole = [band for band in bands(tuple(map(network, VGGS))) if band.whole]
    assert [band.columns[0][0].text for band in whole[:5]] == ["2×2 max pool, /2"] * 5
    assert len(whole) == 5 + 4
    assert texts(drawn("table", *VGGS)).count("2×2 max pool, /2") == 5


def test_resnets_are_as_published() -> None:
    found = columns(*RESNETS)
    copies = ((2, 2, 2, 2), (3, 4, 6, 3), (3, 4, 6, 3), (3, 4, 23, 3), (3, 8, 36, 3))
    for column, counts in zip(found, copies, strict=True):
        block = "basic" if column is found[0] or column is found[1] else "bottleneck"
        told = [f"{block}(64) ×{counts[0]}"]
        for depth, count in zip((128, 256, 512), counts[1:], strict=True):
            more = f" ×{count - 1}" if count > 2 else ""
            told += [f"{block}({depth}, 2)", f"{block}({depth}){more}"]
        assert column == [
            "conv7-64, /2, BN",
            "3×3 max pool, /2",
            *told,
            "global average pool",
            "FC-1000",
        ]


def test_sizes_at_the_left_are_those_of_the_maps() -> None:
    sizes = [band.size for band in bands((network("resnet50"),)) if band.size]
    assert sizes == ["112×112", "56×56", "28×28", "14×14", "7×7", "1×1"]


def test_a_cell_has_the_notation_of_the_table() -> None:
    result = spec("input 3x32x48 C3x5D8s1x2 BN R C3D8d2 T2D4 dwconv(3) U C1D4")
    lines = [entry.lines[0] for entry in entries(result)]
    assert lines[:3] == ["conv3×5-8, /1×2, BN", "conv3-8, dilation 2", "up-conv2-4, /2"]
    assert lines[3] == "depthwise conv3-4"


def test_a_block_is_called_with_what_it_is_given() -> None:
    text = (
        "block b(d, s=1, e=4) { add(C1D<d> | C1D<d>) } input 3x8x8 b(8) b(8, e=2) b(8, 2) b(8, 2)"
    )
    assert [entry.lines for entry in entries(spec(text))] == [
        ("b(8)",),
        ("b(8, e=2)",),
        ("b(8, 2)",),
        ("b(8, 2)",),
    ]
    assert "b(8, 2) ×2" in texts(table((spec(text),), Wanted()))


def test_a_chain_of_blocks_is_opened() -> None:
    lines = [
        entry.lines for entry in entries(spec("block b(d) { C3D<d> R } input 3x8x8 b(8)*2 GAP"))
    ]
    assert lines == [("conv3-8",), ("conv3-8",), ("global average pool",)]


def test_what_is_no_column_is_refused_with_the_reason() -> None:
    for text, reason in (
        ("input 3x8x8 C3D8 add(C3D8|id)", "`add1` branches outside of blocks"),
        ("input 3x8x8 a: C3D8 C3D8 @a C3D8", "`@a` branches outside of blocks"),
    ):
        with pytest.raises(Unsuited, match=reason):
            table((spec(text),), Wanted())
    with pytest.raises(Unsuited, match="`large` is a head beside it"):
        table((network("yolov3"),), Wanted())


def test_too_many_networks_are_refused_with_how_many_fit() -> None:
    with pytest.raises(Unsuited, match=r"room for \d of these 15 networks"):
        table(tuple(map(network, RESNETS)) * 3, Wanted())
    wanted = Wanted(inches=3.4)
    with pytest.raises(Unsuited, match="room for 2 of these 6 networks"):
        table(tuple(map(network, VGGS)), wanted)
    assert table(tuple(map(network, VGGS[:2])), wanted).width <= wanted.room


def test_hundreds_of_lines_are_refused() -> None:
    with pytest.raises(Unsuited, match="at most 120 lines"):
        table((spec(f"input 3x8x8 {'C3D8 C3D9 ' * 70}"),), Wanted())


def test_several_networks_are_a_table_and_no_other_style() -> None:
    results = (network("vgg_a"), network("vgg_b"))
    assert draw(results, Wanted()) == table(results, Wanted())
    with pytest.raises(Unsuited, match="draws one network"):
        draw(results, Wanted(style="u"))


def test_networks_of_one_name_are_numbered() -> None:
    words = texts(table((network("vgg_a"), network("vgg_a")), Wanted()))
    assert {"VGG_A 1", "VGG_A 2"} <= {*words}


def test_a_mistake_is_said_below() -> None:
    broken = spec("network Broken input 3x8x8 C3D8 M C3D8 add(C3D9|id) C3D4")
    assert broken.network.partial
    with pytest.raises(Unsuited):
        table((broken,), Wanted())
    short = spec("network Broken input 3x8x8 C3D8 M C9D8p0 C3D4")
    picture = table((short, network("lenet5")), Wanted())
    assert faults(picture) == []
    assert any(each.startswith("at least") for each in texts(picture))


def test_long_names_are_shortened() -> None:
    name, block = "N" * 80, "b" * 90
    text = f"network {name} block {block} {{ add(C1D3|id) }} input 3x8x8 {block} {block}*3"
    picture = table((spec(text),), Wanted())
    assert faults(picture) == []
    assert picture.width <= Wanted().room


def test_inputs_are_said_by_name() -> None:
    words = texts(table((spec("input box 3x8x16 C3D8"),), Wanted()))
    assert "box 3×8×16" in words


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("spec", ["@@", "input 3x8x8 C3D-4", "use", "input 3x8x8 nosuch(4) FC3"])
def test_a_spec_without_a_sound_layer_is_drawn_or_refused(style: str, spec: str) -> None:
    result = compile_text(Text("broken.cnn", spec))
    try:
        picture = STYLES[style]((result,), Wanted())
    except Unsuited:
        return
    assert faults(picture) == []
