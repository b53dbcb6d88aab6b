"""Layers as arguments of blocks: `block mb(d, act=[R]) { C3D<d> act }`, `mb(8, act=[hardswish])`."""

import pytest
from conftest import checked, problems

from cnndsl.compile import Options, Result, compile_text
from cnndsl.diagnostics import Diagnostic
from cnndsl.emit.pytorch import source
from cnndsl.paths import show_path
from cnndsl.text import Text


def found_in(result: Result) -> tuple[Diagnostic, ...]:
    return result.network.diagnostics


def rows(spec: str) -> dict[str, str]:
    """The kind of each layer, by its path."""
    result = checked(spec)
    assert problems(result, "error") == []
    return {show_path(each.path): each.layer.word for each in result.network.layers}


def same(one: str, other: str) -> bool:
    """Whether two specs are the same network but for how it is written."""

    def layers(spec: str) -> list[tuple[object, ...]]:
        result = checked(spec)
        assert problems(result, "error") == []
        return [
            (each.path, each.layer, each.input, each.output, each.sources)
            for each in result.network.layers
        ]

    return layers(one) == layers(other)


@pytest.mark.parametrize(
    ("spec", "written_out"),
    [
        (  # by default, by place and by name
            "block b(d, act=[R]) { C3D<d> act } input 3x8x8 b(4) b(5, [BN relu6]) b(d=6, act=[gelu]) FC2",
            "block b(d) { C3D<d> R } block c(d) { C3D<d> BN relu6 } block e(d) { C3D<d> gelu } "
            "input 3x8x8 b1: b(4) b2: c(5) b3: e(6) FC2",
        ),
        (  # none are `id`
            "block b(act=[]) { C3D4 act } input 3x8x8 b R FC2",
            "block b { C3D4 id } input 3x8x8 b R FC2",
        ),
        (  # also in front of a `seq`, for which the parameter is no label
            "block b(d, act=[R]) { body: seq[C3D<d> act seq[C3D4 act]] } input 3x8x8 b(4) FC2",
            "block b(d) { body: seq[C3D<d> R seq[C3D4 R]] } input 3x8x8 b(4) FC2",
        ),
        (  # `in` is what comes in where they stand, and `i` the copy's number there
            "block b(f) { C3D4 f C3D6 [f R]*2 } input 3x8x8 b([C1D<2*in>]) FC2",
            "block b { C3D4 C1D8 C3D6 [C1D<2*in> R]*2 } input 3x8x8 b FC2",
        ),
        (
            "block b(f) { [f R]*3 } input 3x8x8 b([C1D<i+1>]) FC2",
            "block b { [C1D<i+1> R]*3 } input 3x8x8 b FC2",
        ),
        (  # parameters are those of where they are written
            "block b(d, f) { C3D<d> f } block a(d) { b(2*d, [C1D<d> R]) } input 3x8x8 a(5) FC2",
            "block b { C3D10 C1D5 R } block a { b } input 3x8x8 a FC2",
        ),
        (  # a default sees the parameters before it
            "block b(d, f=[C1D<d> R]) { C3D7 f } input 3x8x8 b(5) FC2",
            "block b { C3D7 C1D5 R } input 3x8x8 b FC2",
        ),
        (  # of which one may be layers too
            "block b(f, g=[f R f]) { C3D7 g } input 3x8x8 b([C1D5]) FC2",
            "block b { C3D7 C1D5 R C1D5 } input 3x8x8 b FC2",
        ),
        (  # passed on
            "block c(g) { C1D4 g } block b(f) { c([f]) c([BN f]) } input 3x8x8 b([relu6]) FC2",
            "block c1_(g=1) { C1D4 relu6 } block c2_ { C1D4 BN relu6 } block b { c1: c1_ c2: c2_ } input 3x8x8 b FC2",
        ),
        (  # a block that is given itself
            "block b(d, f) { C3D<d> f } input 3x8x8 b(4, [b(5, [R])]) FC2",
            "block b(d) { C3D<d> R } block c { C3D4 b1: b(5) } input 3x8x8 b1: c FC2",
        ),
        (  # a join, and several of what the block is used for
            "block b(f) { add( f | id ) } input 4x8x8 b([C3D4 R]) b([C1D4 BN]) FC2",
            "block b { add( C3D4 R | id ) } block c { add( C1D4 BN | id ) } input 4x8x8 b1: b b2: c FC2",
        ),
        (  # a tap of theirs is one on what stands before them
            "block b(f) { C3D4 f } input 3x8x8 e: C3D5 R b([cat( id | @e )]) FC2",
            "block b(s) { C3D4 cat( id | @s ) } input 3x8x8 e: C3D5 R b(@e) FC2",
        ),
        (  # also where they are passed on
            "block c(g) { C1D3 g } block b(f) { C3D4 c([f R]) } input 3x8x8 e: C3D5 R b([cat( id | @e )]) FC2",
            "block c(s) { C1D3 cat( id | @s ) R } block b(s) { C3D4 c(@s) } input 3x8x8 e: C3D5 R b(@e) FC2",
        ),
        (  # or an argument's
            "block c(g) { C1D3 g } block b(f) { A c([f]) } input 3x8x8 e: C3D5 R b([upsample(like=@e)]) FC2",
            "block c(s) { C1D3 upsample(like=@s) } block b(s) { A c(@s) } input 3x8x8 e: C3D5 R b(@e) FC2",
        ),
        (  # a default taps what the block is given
            "block b(s, f=[add( id | @s ) R]) { C3D5 f } input 3x8x8 e: C3D5 R b(@e) FC2",
            "block b(s) { C3D5 add( id | @s ) R } input 3x8x8 e: C3D5 R b(@e) FC2",
        ),
        (  # and one of their own is of their own
            "block b(f) { C3D4 f } input 3x8x8 b([[a: C3D5 R]*1 cat( id | C3D2 )]) FC2",
            "block b { C3D4 [a: C3D5 R]*1 cat( id | C3D2 ) } input 3x8x8 b FC2",
        ),
    ],
)
def test_they_stand_where_the_block_has_the_parameter(spec: str, written_out: str) -> None:
    assert same(spec, written_out)


def test_names_of_what_they_come_to() -> None:
    """Several are a group where they have copies or a label; those with labels of their own have names inside."""
    found = rows("block b(f) { f f*2 x: f } input 3x8x8 b([C3D4 R]) FC2")
    assert list(found)[:8] == [
        *("b1.conv1", "b1.relu1"),
        *("b1.repeat1.0.conv1", "b1.repeat1.0.relu1", "b1.repeat1.1.conv1", "b1.repeat1.1.relu1"),
        *("b1.x.conv1", "b1.x.relu1"),
    ]
    found = rows("block b(f) { f f } input 3x8x8 b([a: C3D4 R cat( id | @a )]) FC2")
    assert {"b1.branch1.a", "b1.branch2.a"} < set(found)
    assert "b1.x" in rows("block b(f) { x: f } input 3x8x8 b([C3D4]) FC2")


def test_each_place_has_weights_of_its_own() -> None:
    """3 * 4 * 9 + 4 = 112 for the first, 4 * 4 * 9 + 4 = 148 for the second."""
    result = checked("block b(f) { f R f R } input 3x8x8 b([C3D4]) GAP")
    assert result.totals.params == 112 + 148


def test_a_label_inside_is_not_seen_outside() -> None:
    found = found_in(checked("block b(f) { f cat( id | @a ) } input 3x8x8 b([a: C3D4 R]) FC2"))
    assert [each.code for each in found] == ["name-unknown-label"]
    assert "what a block is given" in found[0].message


def test_after_and_default_are_those_of_the_file_that_they_are_written_in(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "blocks.cnn").write_text(
        "default conv(bias=no) after conv { BN R } block b(f) { C3D4 f C3D5 }"
    )
    spec = 'use "blocks.cnn" input 3x8x8 after conv { R } b([C1D6]) C3D7'
    result = compile_text(Text("net.cnn", spec, str(tmp_path / "net.cnn")), Options())
    words = [each.layer.word for each in result.network.layers]
    assert words == ["conv", "bn", "relu", "conv", "relu", "conv", "bn", "relu", "conv"]
    # 3*4*9 and 8 of the norm; 4*6 + 6; 6*5*9 and 10; 5*7*9 + 7
    assert result.totals.params == 108 + 8 + 30 + 270 + 10 + 322


def test_a_class_for_each_structure() -> None:
    """Two that differ in numbers alone are one class, whose argument is the number."""
    text = source(
        checked(
            "block b(d, f) { C3D<d> f } input 3x8x8 b(4, [leaky_relu(0.1)]) b(5, [leaky_relu(0.2)]) b(6, [R]) FC2"
        )
    )
    assert text.count("class B") == 2
    assert "self.b1 = B(in_channels, d=4, negative_slope=0.1, **factory)" in text
    assert "self.b2 = B(4, d=5, negative_slope=0.2, **factory)" in text
    assert "self.b3 = B2(5, 6, **factory)" in text


@pytest.mark.parametrize(
    ("spec", "code", "words"),
    [
        ("block b(f) { f } input 3x8x8 b(R) FC2", "block-argument", "in brackets"),
        ("block b(f=[R]) { f } input 3x8x8 b(f=3) FC2", "block-argument", "in brackets"),
        ("block b(d) { C3D<d> R } input 3x8x8 b([R]) FC2", "block-argument", "`[R]` are layers"),
        ("block b(f) { f } input 3x8x8 C3D4 R b FC2", "block-argument", "needs `f`"),
        ("block b(f=relu) { C3D4 f } input 3x8x8 b FC2", "block-layers-default", "in brackets"),
        ("block b(d) { C3D<d> d } input 3x8x8 b(4) FC2", "name-parameter-for-layer", "no layers"),
        ("block b(d=1) { C3D4 R d } input 3x8x8 b FC2", "name-parameter-for-layer", "no layers"),
        ("block b(f=[R]) { C3D4 f R*<f> } input 3x8x8 b FC2", "block-layers", "a number too"),
        ("block b(f) { C3D4 f R*<f> } input 3x8x8 b([R]) FC2", "block-argument", "does not stand for layers"),
        ("block b(f, n=f+1) { C3D4 f R*<n> } input 3x8x8 b([R]) FC2", "expression-number", "no number"),
        ("block b(f) { C3D4 f(2) } input 3x8x8 b([R]) FC2", "block-layers-arguments", "takes none"),
        ("block b(relu=[R]) { C3D4 relu } input 3x8x8 b FC2", "name-reserved", "a layer"),
        ("block c { R } block b(c=[R]) { C3D4 c } input 3x8x8 b c FC2", "name-reserved", "a block"),
        ("block c(f) { C3D4 f } block b(f) { c(f) R f } input 3x8x8 b([gelu]) FC2", "block-argument", "in brackets"),
        ("block c(d) { C3D<d> R } block b(f) { f c(f) } input 3x8x8 b([gelu]) FC2", "block-argument", "`f` are layers"),
        ("block b(f) { C3D4 f b([f]) } input 3x8x8 b([R]) FC2", "block-recursion", "uses itself"),
        ("block b(f=[b]) { C3D4 f } input 3x8x8 b FC2", "block-recursion", "uses itself"),
        ("block b(f) { C3D4 f } input 3x8x8 b([@e]) FC2", "name-unknown-label", "`e`"),
        ("block b(f=[@e]) { C3D4 f } input 3x8x8 b FC2", "name-unknown-label", "`e`"),
        ("block b(f) { C3D4 f } input 3x8x8 b([CR C3X4]) FC2", "name-unknown-layer", "`X`"),
        ("block b(f) { C3D4 f } input 3x8x8 b([C3D4 R, BN]) FC2", "syntax-separator", "`,`"),
        ("input 3x8x8 conv([R]) FC2", "argument-value", "these are layers"),
        ("input 3x8x8 conv(4, [3, 3]) R FC2", "syntax-sizes", "joined by x"),
        ("input 3x8x8 C3D4 R maxpool((2, 2)) FC2", "syntax-sizes", "joined by x"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_once(spec: str, code: str, words: str) -> None:
    found = [each for each in found_in(checked(spec)) if each.severity == "error"]
    assert [each.code for each in found] == [code]
    assert words in found[0].message + found[0].help


@pytest.mark.parametrize(
    ("spec", "mended"),
    [
        ("block b(f) { C3D4 f } input 3x8x8 b(R) FC2", "b([R])"),
        ("block b(f) { C3D4 f } input 3x8x8 b(f=relu6) FC2", "b(f=[relu6])"),
        ("block c(f) { C3D4 f } block b(f) { c(f) f } input 3x8x8 b([gelu]) FC2", "c([f])"),
        ("input 3x8x8 conv(4, [3, 3]) R FC2", "conv(4, 3x3)"),
        ("input 3x8x8 C3D4 R maxpool((2, 2)) FC2", "maxpool(2x2)"),
        ("input 3x8x8 C3D4 R maxpool([2 x 2]) FC2", "maxpool(2x2)"),
        ("input 3x8x8 C3D4 R maxpool([2]) FC2", "maxpool(2)"),
    ],
)
def test_the_way_out_is_an_edit(spec: str, mended: str) -> None:
    (found,) = (each for each in found_in(checked(spec)) if each.severity == "error")
    (fix,) = found.fixes
    (edit,) = fix.edits
    better = spec[: edit.span.start] + edit.text + spec[edit.span.end :]
    assert fix.safe
    assert mended in better
    assert problems(checked(better), "error") == []


def test_a_block_that_nothing_uses_is_looked_at() -> None:
    found = found_in(checked("block b(d, f) { C3D<d> f C3X } input 3x8x8 C3D4 R FC2"))
    assert [each.code for each in found if each.severity == "error"] == ["name-unknown-layer"]


@pytest.mark.slow
def test_very_many_layers_are_refused() -> None:
    """A block that has its parameter twice, forty times in itself."""
    spec = "R"
    for _ in range(40):
        spec = f"b([{spec}])"
    found = found_in(checked(f"block b(f) {{ f f }} input 3x8x8 {spec} FC2"))
    assert [each.code for each in found if each.severity == "error"] == ["limit-bodies"]
