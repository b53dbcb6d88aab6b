"""The language, sentence by sentence: what a spec means, with the arithmetic beside it."""

from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import pytest
from conftest import checked, problems
from programs import check

from cnndsl.analyse.figures import Result
from cnndsl.checking.evaluate import square_root
from cnndsl.compile import compile_text
from cnndsl.fixes import applied
from cnndsl.paths import show_path
from cnndsl.text import Text


def codes(result: Result) -> str:
    return " ".join(placed.layer.word for placed in result.network.layers)


def paths(result: Result) -> str:
    return " ".join(show_path(placed.path) for placed in result.network.layers)


def shapes(spec: str) -> list[tuple[int, ...]]:
    result = checked(spec)
    assert result.network.ok, result.network.diagnostics
    return [placed.output for placed in result.network.layers]


def test_glued_words_take_the_longest_code() -> None:
    assert codes(checked("input 3x8x8 CRCRP")) == "conv relu conv relu maxpool"
    assert codes(checked("input 3x8x8 C3D8BNRM2FC10S")) == "conv bn relu maxpool fc softmax"
    assert codes(checked("input 4x8x8 DW3RDO0.5T2D4")) == "dwconv relu dropout deconv"


def test_separators_mean_nothing() -> None:
    arrows = "INPUT [32x32x3] -> [CONV -> RELU -> POOL]*2 → FC10 - S"
    plain = "INPUT [32x32x3] [CONV RELU POOL]*2 FC10 S"
    assert shapes(arrows) == shapes(plain)


def test_channels_first_and_the_slide_form() -> None:
    assert checked("input 3x20x30 R").network.input == (3, 20, 30)
    assert checked("INPUT [20x30x3] R").network.input == (3, 20, 30)
    assert checked("INPUT C3D8").network.input == (3, 224, 224)
    assert checked("INPUT [C3D8 R]*2").network.input == (3, 224, 224)


@pytest.mark.parametrize(
    ("spec", "out"),
    [
        ("input 1x5x5 C3p1", (64, 5, 5)),  # (5-3+2)/1+1
        ("input 1x7x7 C3p0", (64, 5, 5)),  # (7-3)/1+1
        ("input 1x7x7 C3p0s2", (64, 3, 3)),  # (7-3)/2+1
        ("input 3x32x32 C5D10p2", (10, 32, 32)),
        ("input 3x32x32 C5D6p0", (6, 28, 28)),
        ("input 3x32x32 conv(6, 5, pad=full)", (6, 36, 36)),  # 32-5+8+1
        ("input 3x32x32 conv(6, 5, pad=half, stride=2)", (6, 16, 16)),  # (32-5+4)//2+1
        ("input 3x33x33 conv(6, 4, pad=same, stride=2)", (6, 17, 17)),  # ceil(33/2)
        ("input 3x32x32 C3D6d2p0", (6, 28, 28)),  # 32 - 2*2 - 1 + 1
        ("input 3x32x30 C1x7D6p0x3", (6, 32, 30)),
        ("input 3x10x10 P3s2c1", (3, 5, 5)),  # ceil(7/2)+1
        ("input 3x10x10 P3s2", (3, 4, 4)),
        ("input 4x5x5 T3D6s2p1o1", (6, 10, 10)),  # 4*2 - 2 + 2 + 1 + 1
        ("input 4x5x5 T", (4, 10, 10)),
        ("input 40x16000 C9D8s4p4", (8, 4000)),
        ("input 3x16x112x112 C3D8 M1x2x2", (8, 16, 56, 56)),
        ("input 784 FC10", (10,)),
        ("input 3×8×8 C3×3D4", (4, 8, 8)),
    ],
)
def test_output_sizes(spec: str, out: tuple[int, ...]) -> None:
    assert shapes(spec)[-1] == out


def test_lecture_figures() -> None:
    """Ten 5x5 filters on 3x32x32: 10*(75+1) = 760 weights, 10*32*32*75 = 768,000 multiply-adds."""
    (row,) = checked("input 3x32x32 C5D10p2").rows
    assert (row.params, row.macs) == (760, 768_000)
    (row,) = checked("input 3x227x227 C11D96s4p0").rows
    assert (row.params, row.unshared_params) == (34_944, 105_705_600)
    (row,) = checked("input 3x640x480 FC1000").rows
    assert row.params == 921_601_000


def test_bare_convolutions_keep_and_double_their_depth() -> None:
    assert [shape[0] for shape in shapes("input 3x32x32 C R C R P C R C P P C")] == [
        *(64, 64, 64, 64, 64),
        *(128, 128, 128, 128, 128, 256),
    ]
    assert shapes("input 3x32x32 C3D12 P C")[-1][0] == 24


DEPTHS = "block d(n) { C3D<n> R C1 R }"
DENSE = "block grow(d) { cat( id | BN R C1 BN R C3D<d> ) }"
"""A dense layer whose 1x1 convolution says no depth: it keeps what comes in."""


@pytest.mark.parametrize(
    ("spec", "depths"),
    [
        # In the trunk, its groups, labelled or repeated, and its heads: doubled once behind a pool.
        ("C3D8 R P [C3 R]*2 P a: [C3 R P C3]", [8, 16, 16, 32, 64]),
        ("C3D8 R [P C3 R]*3", [8, 16, 32, 64]),
        ("C3D8 R P head side { C3 R P C3 } C3 R", [8, 16, 32, 16]),
        ("C3D8 R P dwconv R C3", [8, 16]),
        # In a block or a branch: kept, however many pools lie before; behind a block's end it goes on.
        ("block b { P C3 R } C3D8 R b b*2 C3", [8, 8, 8, 8, 8]),
        ("block b { P } C3D8 R b C3", [8, 16]),
        ("C3D8 R P cat( C3 | P3s1p1 C3 )", [8, 8, 8]),
        ("C3D8 R P [cat( [C3 R]*2 | id )]*2", [8, 8, 8, 16, 16]),
        # Behind a join of its trunk, in a block too, also where the join has one branch alone.
        ("C3D8 R add( C3 R | id ) P C3 R P C3", [8, 8, 8, 8]),
        ("C3D8 R split( id ) P C3", [8, 8]),
        ("C3D8 R [add( C3D8 R | id )]*2 P C3", [8, 8, 8, 8]),
        ("C3D8 R head side { add( C3 | id ) P C3 } P C3", [8, 8, 8, 16]),
        (f"{DENSE} C3D8 R P grow(4) grow(4) C1 R A2 grow(4)", [8, 8, 4, 12, 4, 16, 16, 4]),
        # The first on the way that the data took has 64.
        ("P C3 R P C3", [64, 128]),
        ("cat( C3 | C5 ) R C3", [64, 64, 128]),
        ("block b { C3 R C3 } b", [64, 64]),
        # A tap goes on from the value and from what lies before that, not from what stands before in the text.
        ("a: C3D8 R P C3D9 R @a C3", [8, 9, 8]),
        ("a: [C3D8 R P] C3D9 R @a C3", [8, 9, 16]),
        ("a: P b: add( C3D8 | C3D8 ) R @a C3 R @b P C3", [8, 8, 64, 8]),
        ("block b(t) { @t C3 R } a: P C3D8 R b(@a)", [8, 64]),
        ("a: R c: C3D8 R head h { @a C3 } [@a C3]*2 @c R [@a C3]*2", [8, 64, 64, 64, 64, 64]),
    ],
)
def test_where_a_bare_convolution_doubles_its_depth(spec: str, depths: list[int]) -> None:
    blocks, _, trunk = spec.rpartition("} ") if spec.startswith("block") else ("", "", spec)
    blocks = f"{blocks}}} " if blocks else ""
    found = checked(f"{blocks}input 3x32x32 {trunk}").network
    assert found.ok
    assert [each.output[0] for each in found.layers if each.layer.word == "conv"] == depths


def test_the_note_says_why_a_depth_is_taken() -> None:
    found = checked("block b { C3 R } input 3x32x32 C R P C R P b P C").network.diagnostics
    assert [each.message for each in found if each.code == "assumed-depth"] == [
        "`C3` has no depth: 128 is taken, as it comes in",
        "`C` has no depth: 64 is taken, as the first convolution's",
        "`C` has no depth: 128 is taken, doubled after a pool",
        "`C` has no depth: 256 is taken, doubled after a pool",
    ]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("block d { cat( id | C1 R ) } C3D8 R d*3", "8, 16, 32 are taken, as it comes in"),
        ("C3D8 R P C3 R [P C1 R]*3", "32, 64, 128 are taken, doubled after a pool"),
        ("[C1 R P]*3", "64, 128, 256 are taken"),
        ("C3D8 R block d { cat( id | C1 R ) } d*2 C3D8 R d", "8, 16, 8 are taken, as it comes in"),
        (
            f"{DEPTHS} {' '.join(f'd({n})' for n in range(1, 7))}",
            "1, 2, 3, 4, 5, 6 are taken, as it comes in",
        ),
        (
            f"{DEPTHS} {' '.join(f'd({n})' for n in range(1, 8))}",
            "1, 2, 3, 4, 5, 6, ... are taken, as it comes in",
        ),
    ],
)
def test_copies_that_take_several_depths(spec: str, said: str) -> None:
    """What is advised builds the same network."""
    spec = f"input 3x32x32 {spec}"
    found = next(
        each for each in checked(spec).network.diagnostics if each.message.startswith("`C1`")
    )
    assert found.message == f"`C1` has no depth: {said}"
    if "," in found.message.partition("taken")[2]:
        advised = spec.replace("C1", f"C1{found.help.split('`')[1]}")
        assert shapes(advised) == shapes(spec)
    else:
        assert found.help == "say it with `i`, or copy by copy"


def test_copies_that_take_one_depth() -> None:
    (found,) = [
        each
        for each in checked("input 3x32x32 C3D8 R [C1 R]*3").network.diagnostics
        if each.code == "assumed-depth"
    ]
    assert found.message == "`C1` has no depth: 8 is taken, as it comes in"


@pytest.mark.parametrize("block", ["", "block n { C1D<in> } n "])
def test_a_part_that_is_met_again_behind_a_pool_is_followed_again(block: str) -> None:
    """With `in`, which `n` asks for, shapes are followed while blocks are unfolded, too."""
    spec = block + "input 8x16x16 C1D8 [[C1]*1 P]*2 [C1]*2"
    assert shapes(spec)[-1][0] == 32
    assert shapes(spec.replace(" P]", " R]"))[-1][0] == 8


def test_repeats_copies_and_their_numbers() -> None:
    result = checked("input 3x32x32 [C3D<8*(i+1)> R]*3 [M]*0 s: C3D4*2 R")
    assert [placed.output[0] for placed in result.network.layers] == [8, 8, 16, 16, 24, 24, 4, 4, 4]
    assert paths(result) == (
        "repeat1.0.conv1 repeat1.0.relu1 repeat1.1.conv1 repeat1.1.relu1 "
        "repeat1.2.conv1 repeat1.2.relu1 s.0 s.1 relu1"
    )


def test_names_and_labels() -> None:
    assert paths(checked("input 3x8x8 C R conv2: C R C")) == "conv1 relu1 conv2 relu2 conv3"
    assert paths(checked("input 3x8x8 a: [C R] [b: C R] C")) == "a.conv1 a.relu1 b relu1 conv2"


def test_activations_are_filled_in_where_nobody_writes_one() -> None:
    result = checked("input 3x8x8 C3D4 BN M FC8 FC10 S")
    assert codes(result) == "conv bn relu maxpool fc relu fc softmax"
    assert [row.path for row in result.rows if row.placed.assumed] == ["relu1", "relu2"]
    assert codes(checked("input 3x8x8 C3D4 C3D4 R FC10")) == "conv conv relu fc"
    assert codes(checked("input 3x8x8 C3D4 FC10 sigmoid")) == "conv relu fc sigmoid"
    assert codes(checked("input 3x8x8 C3D4 LRN M FC10")) == "conv relu lrn maxpool fc"
    assert codes(checked("input 3x8x8 C3D4*2 FC10")) == "conv relu conv relu fc"
    assert codes(checked("input 3x8x8 after conv { } C3D4 C3D4 FC10")).count("relu") == 0
    assert codes(checked("input 3x8x8 after conv { } C3D4 FC5 FC10")) == "conv fc relu fc"


@pytest.mark.parametrize("place", ["after none {}", "{} after none", "{} after\n  none"])
def test_after_none_fills_in_nothing_wherever_it_stands(place: str) -> None:
    spec = "input 3x8x8 " + place.format("C3D4 DW3 T2D4 [C3D4]*2 FC5 FC10")
    result = checked(spec)
    assert codes(result) == "conv dwconv deconv conv conv fc fc"
    assert not result.network.diagnostics


def test_a_block_may_be_called_as_a_layer_is_and_hides_it() -> None:
    """What it means by its code, by `default` and by `after` is the layer."""
    spec = "input 3x8x8 default conv(bias=no) after conv { BN } block conv(d) { C1D<d> R }"
    result = checked(f"{spec} C3D4 conv(8) conv(d=6) gelu FC5")
    assert codes(result) == "conv bn conv bn relu conv bn relu gelu fc"
    assert [each.code for each in result.network.diagnostics] == ["block-hides-layer"]
    assert paths(result).startswith("conv1 bn1 conv2.conv1 conv2.bn1")
    (found,) = result.network.diagnostics
    renamed = applied(result.network.text.content, found.fixes[0].edits)
    assert (
        renamed.partition("block ")[2]
        == "conv_1(d) { C1D<d> R } C3D4 conv_1(8) conv_1(d=6) gelu FC5"
    )
    assert not checked(renamed).network.diagnostics


def test_a_block_that_hides_a_layer_does_so_where_its_file_is_taken_in(tmp_path: Path) -> None:
    (tmp_path / "blocks.cnn").write_text("block gelu { R }  block b { gelu affine(2) }")
    spec = 'use "blocks.cnn" block affine { tanh } input 3x8x8 C1D3 gelu b affine FC2'
    result = compile_text(Text("spec.cnn", spec, str(tmp_path / "spec.cnn")))
    assert codes(result) == "conv relu relu affine tanh fc"
    assert [each.code for each in result.network.diagnostics] == ["block-hides-layer"] * 2


def test_a_hidden_layer_in_the_block_that_hides_it_is_told_how_to_be_had() -> None:
    spec = "input 3x8x8 block gelu { gelu DO } C3D8 gelu FC5"
    found = checked(spec).network.diagnostics[-1]
    assert (found.code, found.severity) == ("block-recursion", "error")
    mended = applied(spec, found.fixes[0].edits)
    assert mended == "input 3x8x8 block gelu_1 { gelu DO } C3D8 gelu_1 FC5"
    assert codes(checked(mended)) == "conv gelu dropout fc"


@pytest.mark.parametrize("word", ["id", "proj", "cat"])
def test_words_of_the_language_name_no_block(word: str) -> None:
    assert problems(checked(f"input 3x8x8 block {word} {{ R }} C1D3")) == [
        ("name-reserved", 1, 19),
        ("block-unused", 1, 19),
    ]


def test_after_none_holds_for_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "blocks.cnn").write_text("block b { C3D4 C3D4 }")
    spec = 'input 3x8x8 use "blocks.cnn" after none C3D4 b C3D4'
    result = compile_text(Text("spec.cnn", spec, str(tmp_path / "spec.cnn")))
    assert codes(result) == "conv conv relu conv relu conv"


def test_none_is_a_name_as_any_other() -> None:
    result = checked("input 3x8x8 none: C3D4 R cat( id | @none ) block after_none { R } after_none")
    assert paths(result) == "none relu1 id1 cat1 after_none1.relu1"


@pytest.mark.parametrize(
    ("statements", "column"),
    [
        ("after none after conv { R }", 24),
        ("after fc { } after none", 26),
        ("after none after none", 24),
    ],
)
def test_after_none_and_another_after_are_a_mistake(statements: str, column: int) -> None:
    spec = f"input 3x8x8 {statements} C3D4 FC10"
    result = checked(spec)
    assert problems(result) == [("statement-twice", 1, column)]
    (found,) = result.network.diagnostics
    for fix in found.fixes:
        assert checked(applied(spec, fix.edits)).network.ok
    assert len(found.fixes) == (1 if statements.count("none") == 2 else 2)


def test_after_none_with_braces_is_told_that_it_has_none() -> None:
    spec = "input 3x8x8 after none { } C3D4 FC10"
    (found,) = checked(spec).network.diagnostics
    assert (found.code, found.help) == (
        "name-unknown-kind",
        "`after none`, without braces, fills in nothing",
    )
    assert applied(spec, found.fixes[0].edits) == "input 3x8x8 after none C3D4 FC10"
    (found,) = checked("input 3x8x8 after none { R } C3D4 FC10").network.diagnostics
    assert not found.fixes, "what is in the braces would be lost"


def test_after_and_default_speak_of_one_kind_in_the_whole_file() -> None:
    result = checked("input 3x8x8 C3D4 DW3 C1D4 FC10 after conv { BN R } default conv(bias=no)")
    assert codes(result) == "conv bn relu dwconv conv bn relu fc"
    biases = [dict(vars(placed.layer)).get("bias") for placed in result.network.layers]
    assert biases == [False, None, None, True, False, None, None, True]
    assert codes(checked("input 3x8x8 C3D4 C1D4 after conv { BN R }")) == "conv bn relu conv"


@pytest.mark.parametrize(
    ("added", "inside"),
    [
        ("add( BN | id ) R", "bn1 id1 add1 relu1"),
        ("[ BN R ]*2", "repeat1.0.bn1 repeat1.0.relu1 repeat1.1.bn1 repeat1.1.relu1"),
        ("x: [ BN R ]", "branch1.bn1 branch1.relu1"),
        ("b", "b1.bn1 b1.relu1"),
    ],
)
def test_copies_of_a_layer_that_a_part_follows_are_copies_of_a_group(
    added: str, inside: str
) -> None:
    block = "block b { BN R } " if added == "b" else ""
    result = checked(f"input 3x8x8 {block}C3D4*2 FC10 after conv {{ {added} }}")
    copies = (f"repeat1.{copy}.{name}" for copy in (0, 1) for name in ["conv1", *inside.split()])
    assert paths(result) == " ".join([*copies, "fc1"])
    check(result.program.whole)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("2*3+4", 10),
        ("2+3*4", 14),
        ("(2+3)*4", 20),
        ("7//2", 3),
        ("7%4", 3),
        ("0.1*30", 3),
        ("1e2/4", 25),
        ("round(2.5)", 2),
        ("round(3.5)", 4),
        ("ceil(7/3)", 3),
        ("floor(7/3)", 2),
        ("max(3, 5, 4) - min(2, 1)", 4),
        ("divisible(33, 8)", 32),
        ("divisible(11.2, 8)", 16),  # 8 is below nine tenths of 11.2
        ("divisible(10, 9)", 9),  # 9 is nine tenths of 10, and not below
        ("divisible(10.01, 9)", 18),
        ("2^3*2", 16),
        ("10-2^3", 2),
        ("-2^2+9", 5),  # it binds before minus
        ("8/2^2", 2),
        ("(2+1)^2", 9),
        ("4^(1+1)*3^0", 16),
        ("(1/2)^2*8", 2),
        ("sqrt(144)", 12),
        ("8*sqrt(9/4)", 12),
        ("floor(10*sqrt(2))", 14),
        ("--5", 5),
        ("3 - -2", 5),
        ("1_000", 1000),
    ],
)
def test_expressions_are_exact(expression: str, value: int) -> None:
    assert shapes(f"input 3x8x8 FC<{expression}>")[-1] == (value,)
    assert shapes(f"let v = {expression} input 3x8x8 fc(v)")[-1] == (value,)


def test_a_root_is_exact_or_the_nearest_double() -> None:
    """Python's decimals, to 80 digits, say which that is."""
    with localcontext() as context:
        context.prec = 80
        for number in [*range(1, 400), 10**38 + 1, 2**63 - 1, Fraction(1, 3), Fraction(7, 10**30)]:
            root = square_root(number)
            theirs = (Decimal(number.numerator) / Decimal(number.denominator)).sqrt()
            assert float(root) == float(theirs)
            assert root == Fraction(float(theirs)) or root * root == number
    assert square_root(Fraction(25, 49)) == Fraction(5, 7)


def test_constants_stand_in_any_order() -> None:
    assert shapes("FC<a> let a = 2*b input 8 let b = c + 1 let c = 4")[-1] == (10,)


def test_keywords_are_whole_words() -> None:
    assert checked(
        "let networkx = 3 let expected = 4 input 8 FC<networkx> R FC<expected>"
    ).network.ok


def test_the_network_is_named_by_itself_or_by_its_file() -> None:
    assert checked("network My_Net input 8 FC3").network.name == "My_Net"
    assert checked("input 8 FC3").network.name == "spec"


def test_notes_and_comments_do_not_matter() -> None:
    assert shapes("# a\ninput 8 # b\n\n\tFC3 # FC9\r\nR#c") == [(3,), (3,)]
    assert shapes("\ufeffinput 8 FC3") == [(3,)]


def test_a_name_that_ends_in_a_digit_takes_a_line_before_its_number() -> None:
    """The 61st ReLU and the first relu6 would both be `relu61`."""
    result = checked("input 3x8x8 " + "R " * 61 + "relu6 R relu6")
    found = paths(result).split()
    assert found[60:] == ["relu61", "relu6_1", "relu62", "relu6_2"]
    block = checked("block v1(d) { C1D<d> relu6*2 } input 3x8x8 v1(4) v1(8)*2")
    assert paths(block).split()[0::3] == ["v1_1.conv1", "v1_2.0.conv1", "v1_2.1.conv1"]
    assert paths(block).split()[1:3] == ["v1_1.relu6_1.0", "v1_1.relu6_1.1"]


def test_an_input_given_for_the_run_is_doubted_as_one_that_is_written() -> None:
    """32x32x3 is channels last; nothing in the text can be mended for it."""
    spec = "input 3x32x32 C3D8 R GAP FC10"
    for given, code, way_out in (
        ((32, 32, 3), "input-order", "did you mean `3x32x32`?"),
        ((28, 28), "input-channels", "for a grey image write `1x28x28`"),
    ):
        (doubt,) = checked(spec, inputs={"": given}).network.diagnostics
        assert (doubt.code, doubt.help, doubt.fixes) == (code, way_out, ())
        assert "given for this run" in doubt.message
    assert not checked(spec, inputs={"": (4, 100, 3)}).network.diagnostics, (
        "no size is told from another"
    )


@pytest.mark.parametrize(
    ("sizes", "meant"),
    [
        # the first size of a slide is taken for channels where no other is as small, whatever its axis
        ("3x224x224", "224x224x3"),
        ("4x5x5", "5x5x4"),
        ("3x16x32x32", "16x32x32x3"),
        ("5x224x224", None),
        ("4x4x32", None),
        ("3x2x32", None),
        ("3x32x2", None),
        ("3x2x32x32", None),
        ("3x32x2x32", None),
        ("3x32", None),
    ],
)
def test_a_slides_input_is_doubted_where_its_first_size_is_smaller_than_all_others(
    sizes: str, meant: str | None
) -> None:
    spec = f"INPUT [{sizes}] C1D8 R GAP FC10"
    doubts = [each for each in checked(spec).network.diagnostics if each.code == "input-order"]
    assert [each.help for each in doubts] == ([f"did you mean `[{meant}]`?"] if meant else [])


def test_names_are_never_given_twice() -> None:
    """The third `R` is `relu3`, but for a label that has that name."""
    found = paths(checked("input 3x8x8 R R relu3: C3D8 R relu6_1: C3D8 relu6")).split()
    assert found == ["relu1", "relu2", "relu3", "relu4", "relu6_1", "relu6_2"]


def test_a_label_inside_a_repeat_is_not_seen_outside() -> None:
    assert not checked("input 3x8x8 [a: C3D8 R]*2 M upsample(like=@a)").network.ok
    assert shapes("input 3x8x8 a: M [a: M]*1 upsample(like=@a)")[-1] == (3, 4, 4)


def test_what_is_left_out_leaves_nothing_behind() -> None:
    assert shapes("input 3x8x8 [R*0]*2 a: [M*0] C3D2") == [(2, 8, 8)]
    assert not checked("input 3x8x8 R*0").network.ok


def test_facts_of_parts_are_sums_and_wait_for_what_is_broken() -> None:
    good = "input 3x8x8 stage: [C3D8 R C3D8 R]*2 FC10 "
    one, more = 8 * 28, 8 * 73
    assert checked(
        f"{good} expect @stage params {one + 3 * more} expect @stage.1 params {2 * more}"
    ).network.ok
    broken = checked(
        "input 3x8x8 a: C3D8 R stage: [C3D8 R C4D8 R] FC10 expect @stage params 1 expect @a params 1"
    )
    assert [found.code for found in broken.network.diagnostics] == [
        "shape-half-padding",
        "fact-wrong",
    ]
    assert not [
        found.code
        for found in checked(
            "default conv(bais=no) input 3x8x8 C3D8 expect params 1"
        ).network.diagnostics
        if found.code == "fact-wrong"
    ]


def test_a_network_that_ends_in_an_aux_head_gives_what_came_into_it_too() -> None:
    outputs = checked("input 3x8x8 C3D4 R aux side { GAP FC2 }").network.outputs
    assert [(each.name, each.shape, each.aux) for each in outputs] == [
        ("out", (4, 8, 8), False),
        ("side", (2,), True),
    ]


def test_buffers_are_those_of_aux_heads_too() -> None:
    """They are kept with the module, as PyTorch's state has them: two for each channel of a batch norm."""
    totals = checked("input 3x8x8 C3D4 BN R aux side { C1D2 BN R GAP FC2 } GAP FC2").totals
    assert totals.buffers == 2 * 4 + 2 * 2


@pytest.mark.parametrize(
    ("expression", "number"),
    [("(0-7)//2 + 10", 6), ("(0-7)%4", 1), ("7//2", 3), ("9007199254740993//1%1000", 993)],
)
def test_whole_divisions_round_down_and_are_exact(expression: str, number: int) -> None:
    assert shapes(f"input 3x8x8 C1D<{expression}>")[-1][0] == number


def test_no_layer_takes_the_name_of_a_head() -> None:
    """Its layers are named in it, and what has no name of its own behind or before it goes round it."""
    spec = "input 3x8x8 C3D4 R head conv2 { GAP FC2 } C3D5 R head conv1 { GAP FC2 } GAP FC3"
    paths = [show_path(each.path) for each in checked(spec).network.layers]
    assert paths[0] == "conv3"
    assert paths[2:5] == ["conv2.gap1", "conv2.fc1", "conv4"]
    assert paths[6:8] == ["conv1.gap1", "conv1.fc1"]


def test_a_padding_that_leaves_nothing_is_mended_along_its_own_axis() -> None:
    """Along the second, (4-1)*2 + 1*(2-1) = 7, of which a padding on both sides may take 3 each."""
    (found,) = checked("input 3x8x4 deconv(4, 2x2, pad=0x9) R FC10").network.diagnostics
    assert found.code == "shape-empty"
    assert found.help == "take a padding of at most 0x3"


@pytest.mark.parametrize(
    ("shape", "said"),
    [("4x9x9", "9 does not divide by 2"), ("4x9x7", "9 and 7 do not divide by 2")],
)
def test_sizes_that_do_not_divide_are_said_once(shape: str, said: str) -> None:
    (found,) = checked(f"input {shape} pixel_unshuffle(2)").network.diagnostics
    assert said in found.message


def test_block_is_a_label_before_a_colon() -> None:
    """torchvision's EfficientNet, ConvNeXt and MobileNet V3 have parts of that name."""
    spec = "input 4x8x8 block b { block : seq[C3D4 R] } b block: C1D4 R cat( C1 | @block ) b2: BN"
    assert paths(checked(spec)) == "b1.block.0 b1.block.1 block relu1 conv2 cat1 b2"
    assert problems(checked(spec)) == []
    assert problems(checked("input 4x8x8 C3 let block = 3"))[0][0] == "name-reserved"


def test_head_is_a_label_before_a_colon() -> None:
    """timm's networks have a part of that name."""
    spec = "input 4x8x8 C3D4 R head boxes { GAP FC2 } GAP head: [fc: FC3]"
    assert paths(checked(spec)).endswith("boxes.fc1 gap1 head.fc")
    assert problems(checked(spec)) == []
    assert problems(checked("input 4x8x8 C3 let head = 3"))[0][0] == "name-reserved"


def test_a_block_that_nothing_uses_may_say_what_comes_in() -> None:
    """Where nothing comes in, no number is known of it; and none is missed."""
    spec = "block b { C1D<in//2> R } block c(d=2*in) { b C1D<d> [C1D<in> R]*2 } input 3x8x8 C3D4 R GAP FC2"
    result = checked(spec)
    assert problems(result, "error") == []
    assert [code for code, *_ in problems(result)] == ["block-unused"]


def test_a_label_in_an_unused_block_may_be_called_as_a_number_is() -> None:
    result = checked("block b(squeeze) { squeeze: C1D<squeeze> R } input 3x8x8 GAP FC2")
    assert [code for code, *_ in problems(result)] == ["block-unused"]
