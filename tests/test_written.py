"""Networks written as specs from their structure alone: `net.spec`."""

import pytest
from conftest import EXAMPLES, checked, network, tried
from random_specs import random_spec
from sameness import meaning, module, sums
from structures import STRUCTURES

import cnndsl
from cnndsl.compile import compile_text
from cnndsl.formulas import IN, Formula, Name, Operation
from cnndsl.layer_objects import Part, add, copies, seq
from cnndsl.layers import KINDS
from cnndsl.layers.activation import Relu
from cnndsl.layers.conv import Conv
from cnndsl.layers.layer import Layer
from cnndsl.layers.linear import FullyConnected
from cnndsl.layers.merge import Identity
from cnndsl.layers.norm import BatchNorm
from cnndsl.layers.pool import AvgPool, Gap, MaxPool
from cnndsl.layers.regularise import Dropout
from cnndsl.layers.reshape import Pad, Upsample
from cnndsl.network import Origin, Repeat, Step, inputs_of
from cnndsl.resources import bundled
from cnndsl.sizes import Sides
from cnndsl.text import Span, Text
from cnndsl.writing.layers import layer_words
from cnndsl.writing.progressions import progression
from cnndsl.writing.words import formula_words, number_words
from cnndsl.writing.written import spec_of, written

D = Name("d")


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (Conv(depth=64), "C3D64"),
        (Conv(depth=64, stride=2, bias=False), "C3D64s2b0"),
        (Conv(depth=64, kernel=(1, 7), pad=(0, 3)), "C1x7D64p0x3"),
        (Conv(depth=64, pad="valid"), "C3D64p0"),
        (Conv(depth=64, kernel=(3, 1), pad="same"), "conv(64, 3x1, pad=same)"),
        (Conv(depth=8, std=True), "conv(8, 3, std=yes)"),
        (MaxPool(), "M"),
        (MaxPool(window=3, stride=2, pad=1), "M3s2p1"),
        (MaxPool(ceil=True), "Mc1"),
        (AvgPool(padded=False), "avgpool(padded=no)"),
        (Gap(), "GAP"),
        (FullyConnected(features=10, bias=False), "FC10b0"),
        (Dropout(), "DO"),
        (Dropout(p=0.25), "DO0.25"),
        (BatchNorm(), "BN"),
        (BatchNorm(eps=1e-3), "bn(0.001)"),
        (BatchNorm(momentum=0.01), "bn(momentum=0.01)"),
        (Upsample(factor=2, mode="bilinear"), "upsample(2, bilinear)"),
        (Pad(n=Sides(3, 0)), "pad(3:0)"),
    ],
)
def test_a_layer_is_as_short_as_its_spelling_allows(layer: Layer, words: str) -> None:
    assert layer_words(layer, {}) == words


def test_arguments_that_are_formulas_stand_in_angle_brackets_or_bare() -> None:
    twice = Operation("*", (2, D))
    assert layer_words(Conv(depth=8, stride=2), {"depth": twice, "stride": Name("s")}) == (
        "C3D<2*d>s<s>"
    )
    same = Conv(depth=8, pad="same")
    assert layer_words(same, {"depth": twice}) == "conv(2*d, 3, pad=same)"


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        (Operation("*", (4, D)), "4*d"),
        (Operation("*", (4, Operation("+", (D, 1)))), "4*(d+1)"),
        (Operation("-", (D, Operation("-", (IN, 1)))), "d-(in-1)"),
        (Operation("//", (Operation("*", (D, 3)), 2)), "d*3//2"),
        (Operation("//", (D, Operation("*", (3, 2)))), "d//(3*2)"),
        (Operation("**", (Operation("**", (2, D)), 2)), "(2^d)^2"),
        (Operation("-", (Operation("**", (2, D)),)), "-2^d"),
        (Operation("divisible", (Operation("/", (D, 4)), 8)), "divisible(d/4, 8)"),
    ],
)
def test_formulas_have_the_brackets_that_they_need(formula: Formula, words: str) -> None:
    assert formula_words(formula) == words


def test_decimals_are_exact_and_have_no_idle_point() -> None:
    assert [number_words(each) for each in (1.0, 0.1, 1e-5, 3)] == ["1", "0.1", "1e-05", "3"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((8, 16), "8*(i+1)"),
        ((8, 16, 24), "8*(i+1)"),
        ((8, 16, 32), "8*2^i"),
        ((1, 2, 4), "2^i"),
        ((0, 1, 2), "i"),
        ((5, 7, 9), "5+2*i"),
        ((4, 5, 6), "i+4"),
        ((3, 2, 1), None),
        ((8, 16, 20), None),
    ],
)
def test_numbers_of_copies_go_by_the_copy(values: tuple[int, ...], words: str | None) -> None:
    found = progression(values)
    assert (found and formula_words(found)) == words


def same(spec: str) -> str:
    """What a spec is written as, which is the same network, and is written the same again."""
    result = checked(f"network A {spec}")
    after = compile_text(Text("a.cnn", spec_of(result.network)))
    assert meaning(after) == meaning(result)
    if not any(each.depth_assumed for each in result.network.layers):
        assert module(after) == module(result)
    assert spec_of(after.network) == after.network.text.content
    return after.network.text.content.removeprefix("network A\n")


@pytest.mark.parametrize(
    ("spec", "wanted"),
    [
        # copies keep their names: of a layer, of a group, of a join
        ("input 3x8x8 C3D8*3", "input 3x8x8\nafter conv { R }\n\nC3D8*3\n"),
        ("input 3x8x8 [C3D8 R]*3 FC2", "input 3x8x8\n\n[C3D8 R]*3 FC2\n"),
        ("input 6x8x8 add( C3D9 R C3D6 | id )*2", "input 6x8x8\n\nadd( C3D9 R C3D6 | id )*2\n"),
        # a depth that is left out: a number, by the copy, and in a block as it comes in
        ("input 6x8x8 C3D6 R [C3 R]*2 FC2", "input 6x8x8\n\nC3D6 R [C3D6 R]*2 FC2\n"),
        (
            "block b { C3 R } input 3x8x8 C3D4 R b C3D6 R b FC2",
            "input 3x8x8\n\nblock b { C3D<in> R }\n\nC3D4 R b C3D6 R b FC2\n",
        ),
        # copies that differ in numbers: by the copy's, or as a list
        ("input 3x8x8 [C3D<8+8*i> R]*3", "input 3x8x8\n\n[C3D<8*(i+1)> R]*3\n"),
        ("input 3x8x8 [C3D8d<r> R]*<r: 4, 2, 1>", "input 3x8x8\n\n[C3D8d<n> R]*<n: 4, 2, 1>\n"),
        # a seq's equal parts, and copies with names
        ("input 3x8x8 x: seq[C3D8 R R R]", "input 3x8x8\n\nx: seq[C3D8 R*3]\n"),
        (
            "input 3x8x8 [c<i+1>: C3D8]*3 R FC2",
            "input 3x8x8\n\n[c<i+1>: C3D8]*3 R FC2\n",
        ),
        # blocks with what they take; a default where a use leaves one
        (
            "block b(d, s=1, e=2*d) { C1D<e> R C3D<d>s<s> R } input 3x8x8 b(4) b(6, 2) GAP FC2",
            "input 3x8x8\n\nblock b(d, s=1, e=2*d) { C1D<e> R C3D<d>s<s> R }\n\n"
            "b(4) b(6, 2) GAP FC2\n",
        ),
        # taps, into blocks too, and heads
        (
            "block up(d, skip) { U cat( id | @skip ) C3D<d> R } input 3x8x8 e: [C3D4 R] M "
            "up(4, @e) head h { GAP FC2 } @e C3D2",
            "input 3x8x8\n\nblock up(d, skip) { U cat( id | @skip ) C3D<d> R }\n\n"
            "e: [C3D4 R] M\nup(4, @e) head h { GAP FC2 } @e C3D2\n",
        ),
        # a label means the value behind what is filled in
        (
            "input 3x8x8 a: C3D4 BN C1D4 cat( id | @a )",
            "input 3x8x8\n\na: C3D4 BN R C1D4 cat( id | @a )\n",
        ),
        # constants that arguments name
        ("let k = 5 input 3x8x8 C3D8 R GAP FC<k>", "input 3x8x8\nlet k = 5\n\nC3D8 R GAP FC<k>\n"),
        # nothing is filled in where nothing was
        ("after none input 3x8x8 C3D8 C3D2", "input 3x8x8\nafter none\n\nC3D8 C3D2\n"),
    ],
)
def test_a_structure_is_written_as_short_as_it_allows(spec: str, wanted: str) -> None:
    assert same(spec) == wanted


def test_a_network_of_objects_has_copies_for_equal_parts() -> None:
    block: list[Part] = [Conv(depth=8), BatchNorm(), Relu()]
    parts: list[Part] = [
        *block,
        *block,
        MaxPool(),
        add([Conv(depth=8), Relu(), Conv(depth=8), Relu()], [Identity()]),
        copies(2, [Conv(depth=8), Relu()]),
        seq("f", [Relu(), Conv(depth=4), Conv(depth=4)]),
        *[Dropout(), Dropout()],
        FullyConnected(features=2),
    ]
    net = cnndsl.network_of((3, 8, 8), parts)
    assert net.spec == (
        "input 3x8x8\n\n[C3D8 BN R]*2 M\nadd( [C3D8 R]*2 | id ) [C3D8 R]*2\nf: seq[R C3D4*2]\nDO*2 FC2\n"
    )
    again = cnndsl.check(net.spec)
    assert again.totals.params == net.totals.params
    assert {"f.0", "f.1", "f.2"} <= {layer.path for layer in again.layers}


def test_a_structure_without_a_text_is_written() -> None:
    """As an importer makes one: no words, no places, names alone."""
    nowhere = Origin(Span(0, 0), "", {})
    steps = (
        Step(Conv(depth=4), nowhere, name="conv1"),
        Step(Relu(), nowhere, name="relu1"),
        Repeat(((Step(Relu(), nowhere, name="relu1"),),) * 2, False, Span(0, 0), name="repeat1"),
        Step(FullyConnected(features=3), nowhere, label="head_fc", name="head_fc"),
    )
    assert written(steps, inputs_of({"": (3, 8, 8)}), "Tiny") == (
        "network Tiny\ninput 3x8x8\n\nC3D4 R [R]*2 head_fc: FC3\n"
    )


def test_a_spec_with_mistakes_has_no_spec() -> None:
    with pytest.raises(cnndsl.SpecError):
        assert cnndsl.check("input 3x8x8 C3D8 M9").spec


@pytest.mark.parametrize("word", sorted(KINDS))
def test_every_kind_is_written_so_that_it_is_read_again(word: str) -> None:
    result = checked(KINDS[word].example)
    assert meaning(compile_text(Text("spec.cnn", spec_of(result.network)))) == meaning(result)


UNROLLED = {"found_38", "two_channels_a_copy"}
"""Copies that differ in more than numbers: their module has other parts, and so its memory is another."""


@pytest.mark.parametrize("name", sorted(STRUCTURES.keys() - UNROLLED))
def test_structures_are_written_with_the_same_layers(name: str) -> None:
    result = checked(STRUCTURES[name])
    assert meaning(compile_text(Text("spec.cnn", spec_of(result.network)))) == meaning(result)


@pytest.mark.parametrize("name", sorted(UNROLLED))
def test_copies_that_differ_are_unrolled_with_their_names(name: str) -> None:
    result = checked(STRUCTURES[name])
    after = compile_text(Text("spec.cnn", spec_of(result.network)))
    assert meaning(after)[:-1] == meaning(result)[:-1]
    assert sums(after) == sums(result)


@pytest.mark.slow
@pytest.mark.parametrize("name", tried(bundled()))
def test_bundled_networks_are_written_with_the_same_layers(name: str) -> None:
    result = network(name)
    after = compile_text(Text(f"{name}.cnn", spec_of(result.network)))
    assert meaning(after) == meaning(result)
    assert spec_of(after.network) == after.network.text.content


@pytest.mark.parametrize("part", range(4))
def test_random_specs_are_written_with_the_same_layers(part: int) -> None:
    for seed in range(part, max(EXAMPLES, 20), 4):
        result = checked(random_spec(seed, seqs=seed % 3 > 0, new=seed % 2 > 0))
        after = compile_text(Text("spec.cnn", spec_of(result.network)))
        assert meaning(after) == meaning(result), seed
