"""Networks that branch, sentence by sentence of the language: what is joined, named, tapped, filled in and returned."""

from pathlib import Path

import pytest
import torch
from conftest import checked, problems

from cnndsl.analyse.figures import Result
from cnndsl.compile import compile_text, load
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import source
from cnndsl.verify.verification import module_class, verify


def shape(spec: str) -> tuple[int, ...]:
    result = checked(spec)
    assert result.network.ok, result.network.diagnostics
    return result.rows[-1].shape


def paths(spec: str) -> str:
    return " ".join(row.path for row in checked(spec).rows)


def kinds(spec: str) -> str:
    return " ".join(row.kind for row in checked(spec).rows)


@pytest.mark.parametrize(
    ("spec", "out"),
    [
        ("input 3x8x8 cat( C3D4 R | C1D6 | id )", (4 + 6 + 3, 8, 8)),
        ("input 3x8x8 C3D4 R add( C3 R C3 | id )", (4, 8, 8)),
        ("input 4x8x8 mul( id | GAP C1D4 sigmoid )", (4, 8, 8)),
        ("input 4x8x8 mul( id | channel_mean sigmoid )", (4, 8, 8)),
        ("input 6x8x8 split( id | C3D9 R )", (3 + 9, 8, 8)),  # a share is 6/2
        ("input 3x8x8 add( C3D16s2 R | proj )", (16, 4, 4)),  # (8-1)/2 + 1
        ("input 3x9x9 add( proj | C3D16s2 R )", (16, 5, 5)),
        ("input 3x12x10 add( C3D4p0 R | C1D4 crop )", (4, 10, 8)),
        ("input 3x12x10 cat( crop | C3D4p0 R | crop )", (3 + 4 + 3, 10, 8)),
        ("input 3x8x8 a: C3D8 R M upsample(like=@a)", (8, 8, 8)),
        ("input 12 add( FC20 R FC8 | proj )", (8,)),
        ("input 3x8x8 cat( a: C3D4 R | id ) cat( a: C3D4 R | id )", (4 + 3 + 4, 8, 8)),
    ],
)
def test_shapes_of_what_comes_together(spec: str, out: tuple[int, ...]) -> None:
    assert shape(spec) == out
    assert verify(checked(spec)).ok


@pytest.mark.parametrize(
    "parts", ["DO FC8", "R drop_path(0.5) sigmoid FC8", "id seq[gelu FC8] FC8"]
)
def test_what_stands_behind_a_flatten_that_was_brought_forward_is_given_rows(parts: str) -> None:
    """In a `seq` the flatten of an `fc` is done in front of all that takes each number alone."""
    result = checked(f"input 4x6x6 f: seq[{parts}]")
    assert verify(result).ok
    assert module_class(result, Build())().train()(torch.ones(3, 4, 6, 6)).shape == (3, 8)


def test_a_projection_has_one_by_one_weights_and_a_norm_at_the_others_stride() -> None:
    rows = {row.path: row for row in checked("input 3x8x8 add( C3D16s2 R | proj ) FC10").rows}
    assert rows["proj1"].params == 16 * 3 + 2 * 16
    assert rows["proj1"].buffers == 2 * 16
    assert rows["proj1"].macs == 16 * 4 * 4 * 3
    bare = {row.path: row for row in checked("input 3x8x8 add( C3D16s2 R | proj(bn=no) )").rows}
    assert bare["proj1"].params == 16 * 3
    same = checked("input 4x8x8 add( C3D4 R | proj )")
    assert {row.path: row for row in same.rows}["proj1"].params == 0
    assert "proj1" not in source(same)


def test_blocks_take_arguments_in_order_by_name_and_by_default() -> None:
    block = "block b(d, k=3, s=1, e=2*d) { C<k>D<e>s<s> R C1D<d> R } "
    assert shape(f"{block} input 3x8x8 b(4)") == (4, 8, 8)
    assert shape(f"{block} input 3x8x8 b(4, 5, 2)") == (4, 4, 4)
    rows = checked(f"{block} input 3x8x8 b(4, e=6) b(d=4, s=2)").rows
    assert [row.shape[0] for row in rows if row.kind == "conv"] == [6, 4, 8, 4]


def test_in_is_the_depth_at_its_spot() -> None:
    rows = checked("block t { C1D<in/2> R C1D<3*in> } input 8x4x4 t t C1D<in+1>").rows
    assert [row.shape[0] for row in rows if row.kind == "conv"] == [4, 12, 6, 18, 19]
    default = "block mb(t, d, c=in, e=t*c) { C1D<e> R C1D<d> R } input 8x4x4 mb(6, 10) mb(2, 4)"
    assert [row.shape[0] for row in checked(default).rows if row.kind == "conv"] == [48, 10, 20, 4]
    growing = "block g { cat( id | C3D<in> R ) } input 2x4x4 g*3"
    assert shape(growing) == (16, 4, 4)
    halved = "input 16x4x4 [C1D<in/2> R]*3"
    assert shape(halved) == (2, 4, 4)


def test_words_shapes_and_taps_are_handed_on() -> None:
    spec = """
    block inner(skip, k, b) { cat( id | @skip ) conv(4, k, bias=b) R }
    block outer(from_there, k) { C3D2 R inner(@from_there, k, no) }
    input 3x8x8 a: C3D5 R M upsample(2) outer(@a, 1x3)
    """
    result = checked(spec)
    assert result.network.ok, result.network.diagnostics
    conv = next(row for row in result.rows if row.path == "outer1.inner1.conv1")
    assert conv.params == 4 * (2 + 5) * 1 * 3
    assert verify(result).ok


@pytest.mark.parametrize(
    "uses",
    ["h([h])", "h([h([h])]) h", "h h([g]) g([h])", "[h([g([h])])]*2 h([h([g])])", "h([x: h R]) h"],
)
def test_a_block_may_stand_in_itself_as_an_argument(uses: str) -> None:
    blocks = """
    block h(inner=[C3D8 R]) { add( C3D8 R | M inner U ) }
    block g(inner=[C3D8 R]) { cat( C3D4 BN R | inner C3D4 ) }
    """
    result = checked(f"input 8x16x16 {blocks if 'g' in uses else blocks.splitlines()[1]} {uses}")
    assert result.network.ok
    assert verify(result).ok


def test_names_of_parts() -> None:
    assert paths("block b { C1D2 R } input 2x4x4 b b*2 last: b") == (
        "b1.conv1 b1.relu1 b2.0.conv1 b2.0.relu1 b2.1.conv1 b2.1.relu1 last.conv1 last.relu1"
    )
    assert paths("input 2x4x4 C1D2 R cat( C1D2 | [C1D2] | C1D2*2 ) add( id | id )") == (
        "conv1 relu1 conv2 conv3 conv4.0 conv4.1 cat1 id1 id2 add1"
    )
    assert paths("input 2x4x4 both: cat( C1D2 | id ) add( cat( id | id ) | cat( id | id ) )") == (
        "both.conv1 both.id1 both.cat1 id1 id2 cat1 id3 id4 cat2 add1"
    )
    assert paths("input 2x4x4 add( a: C1D2 R | a: C1D2 )") == (
        "branch1.a branch1.relu1 branch2.a add1"
    )
    assert paths("input 2x4x4 add( C1D2 R | id )*2") == (
        "add1.0.conv1 add1.0.relu1 add1.0.id1 add1.0.add1 "
        "add1.1.conv1 add1.1.relu1 add1.1.id1 add1.1.add1"
    )
    assert paths("input 4 FC4 R head a { FC2 } head b { FC3 R FC1 }") == (
        "fc1 relu1 a b.fc1 b.relu1 b.fc2"
    )


def test_taps_see_what_is_before_them_and_around_them() -> None:
    assert shape("input 2x8x8 a: C1D3 R M cat( id | @a M )") == (6, 4, 4)
    assert shape("input 2x8x8 g: [a: C1D3 R C1D5] cat( id | @a ) cat( id | @g.a )") == (11, 8, 8)
    assert shape("input 2x8x8 a: [C1D3 R]*2 C1D4 @a C1D1")[0] == 1
    assert [code for code, _, _ in problems(checked("input 2x8x8 add( a: C1D2 | id ) @a"))] == [
        "name-unknown-label"
    ]
    two = "input 2x8x8 g: [a: C1D3 R] h: [a: C1D5] "
    assert shape(f"{two} cat( id | @g.a )") == (8, 8, 8)
    assert not checked(f"{two} cat( id | @a )").network.ok


def outputs(result: Result, training: bool = False) -> dict[str, tuple[int, ...]] | tuple[int, ...]:
    model = module_class(result, Build())().train(training)
    given = model(torch.randn(3, *(result.network.input or ())))
    if isinstance(given, torch.Tensor):
        return tuple(given.shape)
    return {name: tuple(value.shape) for name, value in given._asdict().items()}


def test_heads_and_aux_heads_are_outputs() -> None:
    two = checked("input 3x8x8 C3D4 R GAP head a { FC2 } head b { FC3 }")
    assert outputs(two) == {"a": (3, 2), "b": (3, 3)}
    trunk = checked("input 3x8x8 C3D4 R head a { GAP FC2 } GAP FC5")
    assert outputs(trunk) == {"a": (3, 2), "out": (3, 5)}
    aux = checked("input 3x8x8 C3D4 R aux early { GAP FC2 } GAP FC5")
    assert outputs(aux) == (3, 5)
    assert outputs(aux, training=True) == {"out": (3, 5), "early": (3, 2)}
    assert (aux.totals.params, aux.totals.aux_params) == (4 * 28 + 5 * 5, 2 * 5)
    last = checked("input 3x8x8 C3D4 R GAP FC5 aux late { FC2 }")
    assert outputs(last, training=True) == {"out": (3, 5), "late": (3, 2)}
    mixed = checked("input 3x8x8 C3D4 R GAP head a { FC2 } aux late { FC7 } head b { FC3 }")
    assert outputs(mixed) == {"a": (3, 2), "b": (3, 3)}
    assert outputs(mixed, training=True) == {"a": (3, 2), "b": (3, 3), "late": (3, 7)}
    assert all(verify(each).ok for each in (two, trunk, aux, last, mixed))
    assert outputs(checked("input 3x8x8 C3D4 R GAP head only { FC2 }")) == (3, 2)


def test_logits_leave_off_each_outputs_softmax() -> None:
    result = checked("input 4 FC4 R head a { FC2 S } aux b { FC3 S } head c { S } FC5 S")
    text = source(result, Build(logits=True))
    assert text.count("nn.Identity() if logits else nn.Softmax(dim=1)") == 4
    assert "logits: bool = True" in text
    assert verify(result, Build(logits=True)).ok


def test_activations_of_residual_branches_come_once_after_the_sum() -> None:
    assert kinds("input 3x8x8 C3D4 BN add( C3D4 BN C3D4 BN | id ) M FC10") == (
        "conv bn relu conv bn relu conv bn id add relu maxpool fc"
    )
    assert kinds("input 3x8x8 C3D4 add( C3D4 | C1D4 ) C1D2") == "conv relu conv conv add relu conv"
    assert kinds("input 3x8x8 cat( C3D4 | C1D4 C3D4 ) C1D2") == (
        "conv relu conv relu conv relu cat conv"
    )
    assert kinds("input 3x8x8 C3D3 add( add( C3D3 | id ) | id ) FC2") == (
        "conv relu conv id add id add relu fc"
    )
    assert kinds("input 3x8x8 C3D4 head a { GAP FC2 } aux b { GAP FC2 FC2 } GAP") == (
        "conv relu gap fc gap fc relu fc gap"
    )
    assert kinds("input 3x8x8 C3D4 aux b { GAP FC2 } GAP") == "conv gap fc gap"
    assert kinds("input 3x8x8 C3D4 GAP aux b { FC2 sigmoid } FC3 FC2") == (
        "conv relu gap fc sigmoid fc relu fc"
    )


def test_after_and_default_hold_for_their_own_file(tmp_path: Path) -> None:
    (tmp_path / "lib.cnn").write_text(
        "default conv(bias=no) after conv { BN R } let wide = 7 block two(d) { C3D<d> C1D<wide> }"
    )
    main = tmp_path / "main.cnn"
    main.write_text('use "lib.cnn" input 3x8x8 C3D4 R two(5) C1D<wide> R FC2')
    result = compile_text(load(str(main)))
    assert result.network.ok, result.network.diagnostics
    assert [row.kind for row in result.rows] == (
        ["conv", "relu", "conv", "bn", "relu", "conv", "bn", "relu", "conv", "relu", "fc"]
    )
    assert [row.params for row in result.rows if row.kind == "conv"] == [
        4 * 28,
        5 * 4 * 9,
        7 * 5,
        7 * 8,
    ]
    assert verify(result).ok


def test_files_that_use_one_another(tmp_path: Path) -> None:
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / "base.cnn").write_text("let k = 3 block unit(d) { C<k>D<d> BN R }")
    (tmp_path / "blocks" / "more.cnn").write_text('use "base.cnn" block pair(d) { unit(d)*2 }')
    (tmp_path / "main.cnn").write_text(
        'use "blocks/more.cnn" use "blocks/base.cnn" input 3x8x8 pair(4) unit(2*k)'
    )
    result = compile_text(load(str(tmp_path / "main.cnn")))
    assert result.network.ok, result.network.diagnostics
    assert result.rows[-1].shape == (6, 8, 8)
    (tmp_path / "blocks" / "base.cnn").write_text('use "../main.cnn" block unit(d) { C3D<d> BNN }')
    broken = compile_text(load(str(tmp_path / "main.cnn")))
    text = broken.network.text
    found = [
        (each.code, Path(text.at(each.span.start).name).name)
        for each in broken.network.diagnostics
        if each.severity == "error"
    ]
    assert ("use-circle", "base.cnn") in found
    assert any(code == "name-unknown-layer" and file == "base.cnn" for code, file in found)


def test_a_mistake_in_a_block_is_said_once_with_the_line_that_uses_it() -> None:
    spec = "block b(d) {\n C3D<d> R C4D<d> R\n}\ninput 3x32x32\nb(4)\nb(8)*3\nFC10"
    (found,) = (each for each in checked(spec).network.diagnostics if each.severity == "error")
    text = checked(spec).network.text
    assert (found.code, text.place(found.span.start)) == ("shape-half-padding", (2, 12))
    assert [(each.message, text.place(each.span.start)) for each in found.related] == [
        ("used here", (5, 1))
    ]


@pytest.mark.parametrize(
    "spec",
    [
        "input 3x8x8 " + "[" * 100 + "C3D4 R" + "]" * 100,
        "input 3x8x8 " + "".join(f"g{k}: [" for k in range(100)) + "C3D4 R" + "]" * 100,
        "input 3x8x8 " + "add( " * 100 + "C3D3 R" + " | id )" * 100,
        " ".join(f"block b{k}(d) {{ C1D<d> R b{k + 1}(d+1) }}" for k in range(99))
        + " block b99(d) { C3D<d> R } input 3x8x8 b0(4)",
        "block b(d) { add( C3D<d> R | proj ) } input 3x8x8 b(3)*10000",
    ],
    ids=["groups", "labelled groups", "branches", "blocks", "repeat"],
)
def test_the_stated_limits_hold_through_to_the_module(spec: str) -> None:
    result = checked(spec)
    assert result.network.ok, result.network.diagnostics
    compile(source(result), "generated", "exec")
    if len(result.rows) < 2000:
        assert verify(result).ok


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        ("input 3x8x8 " + "[" * 101 + "C3D4 R" + "]" * 101, "limit-nesting"),
        (
            " ".join(f"block b{k} {{ b{k + 1} }}" for k in range(101))
            + " block b101 { C3D4 R } input 3x8x8 b0",
            "limit-nesting",
        ),
        (
            " ".join(f"block b{k} {{ b{k + 1} b{k + 1} }}" for k in range(60))
            + " block b60 { C3D3 R } input 3x8x8 b0",
            "limit-unfold",
        ),
        (
            "input 3x8x8 "
            + "".join(f"{'g' * 1900}{k}: [" for k in range(99))
            + "C3D4 R " * 60
            + "]" * 99,
            "limit-names",
        ),
    ],
    ids=["brackets", "blocks", "doubling", "labelled groups"],
)
def test_beyond_a_limit_there_is_one_clear_error(spec: str, code: str) -> None:
    assert [found for found, _, _ in problems(checked(spec), "error")] == [code]


def test_short_formats_name_the_file_of_a_mistake_and_the_line_that_uses_it(tmp_path: Path) -> None:
    from cnndsl.show.as_json import document
    from cnndsl.show.as_sarif import sarif
    from cnndsl.show.problems import concise, github
    from cnndsl.show.styled_text import plain

    (tmp_path / "lib.cnn").write_text("block unit(d) {\n  C3D<d> R C4D<d> R\n}\n")
    main = tmp_path / "main.cnn"
    main.write_text('use "lib.cnn"\ninput 3x32x32\nunit(8) unit(4)\nGAP FC10')
    result = compile_text(load(str(main)))
    (found,) = (each for each in result.network.diagnostics if each.severity == "error")
    text = result.network.text
    line = plain([concise(found, text)])
    assert line.startswith(f"{tmp_path}/lib.cnn:2:13: error[shape-half-padding]")
    assert line.endswith(f", used at {main}:3:1\n")
    assert f"file={tmp_path}/lib.cnn,line=2,col=13" in github(found, text)
    (said,) = (each for each in document(result)["diagnostics"] if each["severity"] == "error")
    assert (said["file"], said["line"]) == (f"{tmp_path}/lib.cnn", 2)
    assert [(each["file"], each["line"], each["column"]) for each in said["related"]] == [
        (str(main), 3, 1)
    ]
    places = [
        place["physicalLocation"]["artifactLocation"]["uri"]
        for each in sarif([result], "0")["runs"][0]["results"]
        if each["level"] == "error"
        for place in (*each["locations"], *each["relatedLocations"])
    ]
    assert places == [f"{tmp_path}/lib.cnn", str(main)]


def test_a_seq_in_a_seq_may_have_labels() -> None:
    """timm's ResNet-v2 has `stages.0.blocks.0`; `Sequential` takes names in an `OrderedDict` alone."""
    result = checked(
        "input 3x8x8 f: seq[seq[blocks: seq[C3D4 R] norm: BN]*2 seq[C3D4 last: R]] F FC2"
    )
    model = module_class(result, Build())()
    names = [name for name, part in model.named_modules() if not list(part.children())]
    assert " ".join(names) == (
        "f.0.blocks.0 f.0.blocks.1 f.0.norm f.1.blocks.0 f.1.blocks.1 f.1.norm f.2.0 f.2.last "
        "flatten1 fc1"
    )
    assert verify(result).ok
