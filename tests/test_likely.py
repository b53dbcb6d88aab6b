"""Likely slips: what is said and where, what is not, what `# ok` silences, and that fixes mend them."""

import re
import sys
from pathlib import Path

import pytest
from conftest import checked, network, problems, sample

from cnndsl.analyse.figures import Result
from cnndsl.compile import compile_text, load
from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import applied
from cnndsl.resources import bundled

REPO = Path(__file__).parent.parent
sys.path.insert(0, str(REPO / "tests" / "pytorch"))
from small_networks import NETWORKS  # noqa: E402

NAMES = {
    "activation": "likely-activation-missing",
    "effect": "likely-no-effect",
    "branch": "likely-one-branch",
    "inside": "likely-softmax-inside",
    "before": "likely-activation-before-softmax",
    "bias": "likely-bias-unused",
    "ok": "ok-unused",
}


def slips(result: Result) -> list[Diagnostic]:
    found = result.network.diagnostics
    return [each for each in found if each.code.startswith("likely-") or each.code == "ok-unused"]


def said(spec: str, **options: object) -> list[str]:
    """Slips as `kind word`, where the word is what the caret stands under."""
    result = checked(spec, **options)
    short = {code: name for name, code in NAMES.items()}
    return [f"{short[each.code]} {result.network.text.words(each.span)}" for each in slips(result)]


# What is said, and what is not. An input of 3x32x32 stands before each.

SAID: dict[str, list[str]] = {
    # Two layers with no activation between
    "C3D8 C5D8 R FC10": ["activation C3D8"],
    "C3D8 C3D8 C3D8 R FC10": ["activation C3D8", "activation C3D8"],
    "C3D8 BN C3D8 R FC10": ["activation C3D8", "bias C3D8"],
    "C3D8b0 DO0.2 BN drop_path(0.1) layernorm conv(8, 5) R FC10": ["activation C3D8b0"],
    "C3D8 R M FC64 FC10": ["activation FC64"],
    "C3D8 R M FC64 DO FC32 BN FC10 S": ["activation FC64", "activation FC32"],
    "C3D8 R M fc(64) id FC10": ["activation fc(64)"],
    "C3D8 R M FC64 F FC10": ["activation FC64"],
    "a: C3D8 @a C3D8 R FC10": ["activation C3D8"],
    "C3D8 R a: [C3D8 BN] [[C3D8]] R FC10": ["activation C3D8", "bias C3D8"],
    "C3D8 R cat( C3D8 C3D8 R | id ) FC10": ["activation C3D8"],
    "C3D8 cat( C3D8 R ) FC10": ["activation C3D8", "branch cat"],
    "[C3D8]*2 R FC10": ["activation C3D8"],
    "C3D8*3 R FC10": ["activation C3D8"],
    "C3D8 R head h { FC9 FC8 } FC10": ["activation FC9"],
    "C3D8 R aux h { FC9 FC8 } FC10": ["activation FC9"],
    "C3D8s2 C3D8d2 tanh FC10": ["activation C3D8s2"],
    "after conv { BN } C3D8 C3D8 R FC10": ["activation C3D8", "bias C3D8"],
    "after conv { R } C3D8 C3D8 FC10 FC5": ["activation FC10"],
    # and no slips of these
    "C3D8 R C3D8 R FC10": [],
    "C3D8 C3D8 FC10 FC10": [],  # nothing is written: all are filled in
    "C3D8 C3D8 FC10 sigmoid": [],  # as above: none stands between layers with weights
    "after conv { } C3D8 C3D8 R FC10": [],
    "after none C3D8 C3D8 R FC10 FC5": [],
    "C3D8 clip(0, 6) R l2norm clip(0, 6) clip(0, 6) FC10": ["effect R", "effect clip(0, 6)"],
    "C3D8 R clip(-6, -1) R FC10": [],
    "C3D8 clip(-1, 6) R l2norm l2norm FC10": ["effect l2norm"],
    "C3D8 R eca l2norm clip(-1, 6) blur(3, 2) R blur(1, 1) FC10": ["effect R", "effect blur(1, 1)"],
    "C3D8 R grn R C3D8 BN clip(0, 1) local(8, 3) BN clip(-2, 1) FC10": ["bias C3D8"],
    "C3D8 C1D8 R C1D8 C3D8 R C1x3D8 C3x1D8 R FC10": [],
    "C3D8 DW3 R DW3 C3D8 R T2D8 C3D8 R FC10": [],
    "C3D8 C3D8g2 R C3D8g4 C3D8 R FC10": [],
    "C3D8 M C3D8 LRN C3D8 pixel_shuffle(2) C3D8 scale C3D8 R FC10": [],
    "C3D8 R a: C3D8 C3D8 add( id | @a ) R FC10": [],
    "C3D8 R a: C3D8 add( C3D8 R | @a ) R FC10": [],
    "C3D8 R a: C3D8 head h { C3D8 R FC10 } C3D8 R FC10": [],
    "C3D8 add( C3D8 R | C3D8 R ) C3D8 R FC10": [],
    "C3D8 R split( C3D4 | C3D4 ) C3D8 R FC10": [],
    "C3D8 R FC10 head h { id } FC5": [],
    # A layer that does nothing
    "C3D8R RP FC10": ["effect R"],
    "C3D8 R relu FC10": ["effect relu"],
    "C3D8 sigmoid R hardsigmoid leaky_relu softplus elu relu6 prelu FC10": [
        *("effect R", "effect leaky_relu", "effect elu", "effect prelu")
    ],
    "C3D8 R DO0.5 R M R A2 R GAP R F R FC10": ["effect R"] * 5,
    "C3D8 [R]*2 FC10": ["effect R"],
    "a: C3D8 R b: [M] @b R FC10": ["effect R"],
    "C3D8 R M1 FC10": ["effect M1"],
    "C3D8 R P1x1 A1s1 avgpool(1, 1) maxpool(window=1) FC10": [
        *("effect P1x1", "effect A1s1", "effect avgpool(1, 1)", "effect maxpool(window=1)")
    ],
    "C3D8 R U1 upsample(1x1) upsample(factor=1, mode=bilinear) FC10": [
        *("effect U1", "effect upsample(1x1)", "effect upsample(factor=1, mode=bilinear)")
    ],
    "C3D8 R DO0 dropout(0.0) drop_path(p=0) pad(0) pad(0x0, 5) affine(1) affine(1.0, 0) FC10": [
        *("effect DO0", "effect dropout(0.0)", "effect drop_path(p=0)", "effect pad(0)"),
        *("effect pad(0x0, 5)", "effect affine(1)", "effect affine(1.0, 0)"),
    ],
    "C3D8 R pixel_shuffle(1) pixel_unshuffle(1) channel_shuffle(groups=1) FC10": [
        *("effect pixel_shuffle(1)", "effect pixel_unshuffle(1)"),
        "effect channel_shuffle(groups=1)",
    ],
    "C3D8 R FC1 S": ["effect S"],
    "C3D8 R C1D1 BN GAP F DO0.5 log_softmax": ["effect log_softmax", "bias C1D1"],
    "C3D8 R channel_mean S FC10": ["effect S"],
    "C3D8 R G G F F globalmaxpool FC10": ["effect G", "effect F"],
    "C3D8 leaky_relu(1) relu6 relu6 FC10": ["effect leaky_relu(1)", "effect relu6"],
    "after conv { R R } C3D8 C3D8 FC10": ["effect R"],
    # and no slips of these
    "let n = 1 C3D8 R U<n> M<n> DO<n-1> pad(n-1) affine(n) FC<n> S": [],
    "let p1 = 0 C3D8 R dropout(p1) FC10": [],
    "default dropout(p=0) default maxpool(window=1) C3D8 R DO M FC10": [],
    "block b(n) { M<n> U<n> dropout(n-1) FC<n> S } C3D8 R b(1)": [],
    "C3D8 R M1s2 M2s1 P1x2 M3s1p1 A1x1s1x2 U1x2 DO0.5 pad(0x1) affine(1, 2) affine(2) FC10": [],
    "C3D8 R relu6 tanh R gelu R silu R selu R FC10": [],
    "C3D8 leaky_relu R BN R C3D8 R LRN R id FC10": [],
    "C3D8 R G6 crop(6) U2 crop(12) take(0, 8) upsample(size=12) FC10": [],
    "C3D8 R cat( C1D1 R | id ) S M FC2 S": [],
    "C3D8 R GAP globalmaxpool G2 FC10": [],
    "C3D8 add( C1D8 R | id ) R FC10": [],
    # A join of one branch
    "C3D8 R add( C3D8 ) FC10": ["branch add"],
    "C3D8 R [cat( C3D8 R )]*2 mul( id ) split( C3D8 R ) FC10": [
        *("branch cat", "branch mul", "branch split")
    ],
    "C3D8 R add( C3D8 | id ) R cat( id | cat( C3D8 R | id ) ) FC10": [],
    # A softmax inside
    "C3D8 S C3D8 R FC10": ["inside S"],
    "C3D8 R M FC64 softmax DO FC10 log_softmax F FC5": ["inside softmax", "inside log_softmax"],
    "C3D8 S DW3 S T2 R FC10": ["inside S", "inside S"],
    "C3D8 R mul( id | C1D8 S ) C3D8 R FC10 S": [],
    "C3D8 R M FC64 S head a { FC9 } head b { FC8 }": ["inside S"],
    "C3D8 R M FC64 S head a { FC9 } head b { id }": [],
    "C3D8 S M FC10": [],
    "C3D8 R a: FC10 p: S FC5 cat( id | @p )": [],
    # An activation before the last softmax
    "C3D8 R M FC10 R S": ["before R"],
    "C3D8 R M FC10 sigmoid DO0.5 log_softmax": ["before sigmoid"],
    "C3D8 R C1D10 GAP R F S": ["before R"],
    "C3D8 R head h { FC10 tanh S } FC5 prelu S F": ["before tanh", "before prelu"],
    "C3D8 R C1D10 R GAP S": [],
    "C3D8 R C1D10 R GAP R S": ["effect R"],
    "C3D8 R FC10 R S aux a { FC9 }": ["before R"],
    "C3D8 R FC10 R a: id head h { S } aux x { @a FC9 } @a FC8": [],
    "C3D8 R FC10 BN S": [],
    "C3D8 R a: FC10 r: R S cat( id | @r )": [],
    "C3D8 R cat( FC10 R S | FC10 )": [],
    # A bias that a norm takes out
    "C3D8 BN R C3D9 BN R DW3 BN R FC10": ["bias C3D8"],
    "C3D8 R conv(8, 3) instancenorm R FC10": ["bias conv(8, 3)"],
    "C3D8 bn(affine=no) R FC10": ["bias C3D8"],
    "C3D8b1 BN R conv(8, bias=yes) BN R C3D8b0 BN R C3D8 layernorm R FC10 BN": [],
    "default conv(bias=no) C3D8 BN R FC10": [],
    "C3D8 R a: C3D8 BN add( id | @a ) R C3D8 DO BN R FC10": [],
    "block c(d) { C3D<d> } C3D8 R c(8) BN R c(8) R FC10": [],
    "block c(d, b) { C3D<d>b<b> } C3D8 R c(8, 1) BN R FC10": [],
    # In blocks: where it holds at every use, else of the second layer, behind the block
    "block b { C3D8 C3D8 R } b b*2 FC10": ["activation C3D8"],
    "block b(n) { C3D8 [R]*<n> C3D8 R } b(0) b(1) FC10": [],
    "block b(n) { C3D8 [R]*<n> C3D8 R } b(0)*2 FC10": ["activation C3D8"],
    "block b { R C3D8 } C3D8 R b b FC10": [],
    "block b { R C3D8 } C3D8 R b R b FC10": ["effect R"],
    "block b { C3D8 } b b R b R FC10": [],
    "block b { C3D8 } b C3D8 R b R FC10": ["activation C3D8"],
    "block b { C3D8 } b C3D8 R b C5D8 R FC10": ["activation C3D8"],
    "block r(n) { FC<n> R } C3D8 R r(64) r(10) S": ["before S"],
    "block r(n) { FC<n> R } C3D8 R r(10) S": ["before R"],
    "block o { M C3D8 R } block p { o R } C3D8 R p p": ["effect R"],
    # Behind mistakes nothing is said that a mistake may have made
    "C3D8 foo C3D8 R FC10": [],
    "C3D8 U1 ) C3D8 R add( C3D8 ) FC10": ["effect U1"],
    "C3D8 R C3D9 C3D9 R C9D8p0 M99 FC10": ["activation C3D9"],
    "C3D8 conv(8, krenel=1) R FC10": [],
    "C3D8 R conv(8, krenel=1) C3D8 R FC10": [],
}


@pytest.mark.parametrize("spec", SAID)
def test_what_is_said(spec: str) -> None:
    assert sorted(said(f"input 3x32x32 {spec}")) == sorted(SAID[spec])


@pytest.mark.parametrize("strict", [False, True])
def test_a_slip_is_a_warning_and_under_strict_a_mistake(strict: bool) -> None:
    result = checked("input 3x32x32 C3D8 C3D8 BN R M FC10 R S", strict=strict)
    assert [(each.code, each.severity) for each in slips(result)] == [
        ("likely-activation-missing", "error" if strict else "warning"),
        ("likely-bias-unused", "note"),
        ("likely-activation-before-softmax", "error" if strict else "warning"),
    ]
    assert result.network.ok is not strict


# Networks as they are published


def fenced() -> list[str]:
    """The specs of the documentation."""
    pages = [REPO / "README.md", *(REPO / "docs").glob("*.md")]
    texts = [page.read_text(encoding="utf-8") for page in pages]
    blocks = [each for text in texts for each in re.findall(r"```\n(.*?)```", text, re.S)]
    good = [each for text in texts for each in re.findall(r"Good: `(.*?)`  $", text, re.M)]
    return [each for each in (*blocks, *good) if checked(each).network.layers]


@pytest.mark.parametrize("name", sample(sorted(bundled())))
def test_nothing_is_said_of_a_network_that_comes_along(name: str) -> None:
    assert slips(network(name)) == []


@pytest.mark.slow
def test_nothing_is_said_of_the_networks_of_the_documentation() -> None:
    specs = fenced()
    assert len(specs) > 80
    found = [(spec, each) for spec in specs for each in slips(checked(spec))]
    assert [each for each in found if each[1].severity == "warning"] == []


@pytest.mark.parametrize("name", NETWORKS)
def test_nothing_is_said_of_small_sound_networks(name: str) -> None:
    assert [each for each in slips(checked(NETWORKS[name])) if each.severity == "warning"] == []


# What is meant

PAIR = "C3D8 C3D8 R"


@pytest.mark.parametrize(
    ("comment", "silent"),
    [
        *[("# ok", True), ("#ok", True), ("# OK", True), ("#\tOk: as published", True)],
        *[("# ok, twice", True), ("# ok - see the paper", True), ("# okay", False)],
        *[("# not ok", False), ("# ok_", False), ("## ok", False), ("# o k", False)],
    ],
)
def test_ok_is_the_comments_first_word(comment: str, silent: bool) -> None:
    assert said(f"input 3x32x32 {PAIR} FC10 {comment}") == ([] if silent else ["activation C3D8"])
    strict = checked(f"input 3x32x32 {PAIR} FC10 {comment}", strict=True)
    assert strict.network.ok is silent


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_ok_holds_for_its_own_line_whatever_ends_it(end: str) -> None:
    lines = ["input 3x32x32", f"{PAIR} C3D9 C3D9 R  # ok", PAIR, f"{PAIR} # ok", "FC10 # ok"]
    found = slips(checked(end.join(lines)))
    text = checked(end.join(lines)).network.text
    assert [(each.code, text.place(each.span.start).line) for each in found] == [
        ("likely-activation-missing", 3),
        ("ok-unused", 5),
    ]


def test_ok_silences_likely_slips_alone() -> None:
    spec = "input 3x224x224 C11D8s4p0 R R C3D8d0 R FC64 FC10  # ok"
    assert [each[0] for each in problems(checked(spec))] == ["shape-unread", "size-invalid"]


def test_inside_a_block_ok_stands_on_the_blocks_line() -> None:
    block = "block b {{ {} C3D8 R }} {}\ninput 3x32x32 b b {}\nFC10"
    assert said(block.format("C3D8", "# ok", "")) == []
    assert said(block.format("C3D8", "", "# ok")) == ["activation C3D8", "ok # ok"]
    lines = "block b {\n C3D8\n C3D8 # ok\n R }\ninput 3x32x32\nb\nFC10"
    assert said(lines) == ["activation C3D8", "ok # ok"]
    assert (
        said(lines.replace("C3D8\n", "C3D8 # ok\n", 1).replace("C3D8 # ok\n R", "C3D8\n R")) == []
    )


def test_ok_speaks_for_the_biases_of_its_file() -> None:
    spec = "input 3x32x32\nC3D8 BN R\nC3D9 BN R{}\nFC10"
    assert said(spec.format("")) == ["bias C3D8"]
    assert said(spec.format(" # ok: as published")) == []


def test_ok_in_strings_and_in_files_that_are_taken_in(tmp_path: Path) -> None:
    """A file's own `# ok` counts; one that silences nothing is noted if what is on its line is built."""
    other, main = tmp_path / "a# ok.cnn", tmp_path / "main.cnn"
    other.write_text(
        "block a { C3D8 BN C3D8 R }  # ok\nblock b { C3D8 C3D8 R }\nblock c { R }  # ok\n"
        "block d { C3D8 R }  # ok\nblock e { C3D8 R }  # ok\n"
    )
    main.write_text('input 3x32x32\nuse "a# ok.cnn" C3D8 C3D8 R\na b c d FC10\n')
    result = compile_text(load(str(main)))
    text = result.network.text
    found = [
        (each.code, text.at(each.span.start).name, text.place(each.span.start).line)
        for each in slips(result)
    ]
    assert found == [
        ("likely-activation-missing", str(main), 2),
        ("likely-activation-missing", str(other), 2),
        ("ok-unused", str(other), 4),
    ]


def test_a_spec_without_ok_takes_in_a_file_that_has_it(tmp_path: Path) -> None:
    (tmp_path / "parts.cnn").write_text("block b { C3D8 C3D8 R }  # ok")
    main = tmp_path / "main.cnn"
    main.write_text('input 3x32x32 use "parts.cnn" b R FC10')
    assert "ok" not in main.read_text()
    assert [each.code for each in slips(compile_text(load(str(main))))] == ["likely-no-effect"]


def test_where_ok_is_needed_is_asked_of_a_sound_spec_as_it_is_written() -> None:
    spec = "let n = 8 input 3x32x32 C3D<n> R FC10 # ok"
    assert said(spec) == ["ok # ok"]
    assert said(spec, constants={"n": 9}) == []
    assert said(spec, inputs={"": (3, 8, 8)}) == []
    assert said(spec.replace("FC10", "foo")) == []


# Fixes


def choices(spec: str) -> list[tuple[str, str]]:
    """Each slip's fixes, one after another: the code, and the text that it makes."""
    result = checked(spec)
    return [
        (each.code, applied(spec, fix.edits))
        for each in slips(result)
        for fix in each.fixes
        if not fix.safe
    ]


MENDED = {
    "C3D8 C3D8 R FC10": ["C3D8 R C3D8 R FC10"],
    "C3D8 BN DO0.1 C3D8 silu FC10": [
        "C3D8 BN silu DO0.1 C3D8 silu FC10",
        "C3D8b0 BN DO0.1 C3D8 silu FC10",
    ],
    "C3D8*2 leaky_relu(0.2) FC10": ["[C3D8 leaky_relu(0.2)]*2 FC10"],
    "[C3D8]*2 -> R -> FC10": ["[C3D8 R]*2 -> FC10"],
    "a: C3D8*<1+1> C5D8 R FC10": ["a: [C3D8 R]*<1+1> C5D8 R FC10"],
    "C3D8 R FC64 - FC10": ["C3D8 R FC64 R - FC10"],
    "C3D8R RP FC10": ["C3D8R P FC10"],
    "C3D8 -> R -> R -> FC10": ["C3D8 -> R -> FC10"],
    "C3D8 R add( R | id ) FC10": ["C3D8 R add( id | id ) FC10"],
    "C3D8 R [ R -> C3D8 R ] FC10": ["C3D8 R [  C3D8 R ] FC10"],
    "C3D8 [R]*2 FC10": [],
    "C3D8 R b: R FC10": [],
    "C3D8 sigmoid R FC10": ["C3D8 sigmoid FC10", "C3D8 R FC10"],
    "C3D8 R M1 FC10": ["C3D8 R M2 FC10", "C3D8 R FC10"],
    "C3D8 R MAXPOOL1 # one\n FC10": ["C3D8 R MAXPOOL2 # one\n FC10", "C3D8 R # one\n FC10"],
    "C3D8 R avgpool(1) FC10": ["C3D8 R avgpool(2) FC10", "C3D8 R FC10"],
    "C3D8 R DO0 FC10": ["C3D8 R FC10"],
    "C3D8 R FC1S": ["C3D8 R FC1 sigmoid"],
    "C3D8 R FC64 S FC10": ["C3D8 R FC64 R FC10"],
    "C3D8 R S FC10": ["C3D8 R FC10"],
    "C3D8 M FC64 S FC10": ["C3D8 M FC64 R FC10", "C3D8 M FC64 FC10"],
    "C3D8 R FC10 R S": ["C3D8 R FC10 S"],
    "C3D8 R FC10RS": ["C3D8 R FC10S"],
    f"C3D8 R add # {'far ' * 300}\n( C3D8 R ) R FC10": [],  # no bracket is in sight
    "C3D8 R add(C3D8 R C3D8) R FC10": [
        "C3D8 R add(C3D8 R C3D8 | id) R FC10",
        "C3D8 R [C3D8 R C3D8] R FC10",
    ],
    "C3D8 R x: add( C3D9s2 )*2 R FC10": [
        "C3D8 R x: add( C3D9s2 | proj )*2 R FC10",
        "C3D8 R x: [ C3D9s2 ]*2 R FC10",
    ],
    "C3D8 R cat( C3D8s2 ) R FC10": ["C3D8 R [ C3D8s2 ] R FC10"],
    "C3D8 R split( C3D8 ) R FC10": ["C3D8 R [ C3D8 ] R FC10"],
    "C3D8 R mul( GAP C1D8 sigmoid ) R FC10": [
        "C3D8 R mul( GAP C1D8 sigmoid | id ) R FC10",
        "C3D8 R [ GAP C1D8 sigmoid ] R FC10",
    ],
    "C3D8 BN R conv(9) BN R conv BN R FC10": [
        "C3D8b0 BN R conv(9, bias=no) BN R conv(bias=no) BN R FC10"
    ],
    "C3D8 R FC10 # ok": ["C3D8 R FC10"],
    "C3D8 R FC10 # ok: as published": ["C3D8 R FC10 # as published"],
}


@pytest.mark.parametrize("spec", MENDED)
def test_what_a_fix_makes(spec: str) -> None:
    start = "input 3x32x32 "
    assert [made.removeprefix(start) for _, made in choices(start + spec)] == MENDED[spec]


@pytest.mark.parametrize("spec", SAID)
def test_each_fix_mends_its_slip_and_makes_no_other(spec: str) -> None:
    spec = f"input 3x32x32 {spec}"
    before = checked(spec)
    for code, made in choices(spec):
        after = checked(made)
        assert after.network.ok is before.network.ok, made
        left, there = said(made), said(spec)
        assert len(left) < len(there), (code, made, left)


def test_a_fix_in_a_file_that_is_taken_in_is_an_edit_of_it(tmp_path: Path) -> None:
    blocks = "# ten\nblock a { C3D8 C3D8 R }\n"
    (tmp_path / "blocks.cnn").write_text(blocks)
    main = tmp_path / "main.cnn"
    main.write_text('input 3x32x32 use "blocks.cnn" a FC10\n')
    result = compile_text(load(str(main)))
    ((fix,),) = [each.fixes for each in slips(result)]
    start = result.network.text.taken_in[0].start
    assert applied(blocks, fix.edits, start) == "# ten\nblock a { C3D8 R C3D8 R }\n"


def test_a_second_default_of_one_kind_offers_both_and_either() -> None:
    spec = "default conv(bias=no) input 3x8x8 {} C3D8 R FC10"
    (found,) = checked(spec.format("default conv(stride=2)")).network.diagnostics
    assert (found.code, found.severity) == ("statement-twice", "error")
    made = [applied(spec.format("default conv(stride=2)"), fix.edits) for fix in found.fixes]
    assert made == [
        "default conv(bias=no, stride=2) input 3x8x8  C3D8 R FC10",
        "input 3x8x8 default conv(stride=2) C3D8 R FC10",
        "default conv(bias=no) input 3x8x8 C3D8 R FC10",
    ]
    assert all(checked(each).network.ok for each in made)
    for same in ("default conv(bias=yes)", "default conv(7)"):
        (found,) = checked(spec.format(same)).network.diagnostics
        assert [fix.title for fix in found.fixes] == ["remove the first one", "remove this one"]
    assert problems(checked(spec.format("default dwconv(bias=no)"))) == []
