"""Every fix that is offered, applied literally: its mistake is gone, no new one is there, and it builds what was meant.

What is tried comes from what the compiler says, so that a fix that is added is tried too.
"""

import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import pytest
from conftest import EXAMPLES, checked
from hypothesis import given
from mutations import mutated
from slips import EDITS, PLAIN, Slip, slip
from test_explanations import WITHOUT_EXAMPLE, example
from test_golden import CASES, MARKER, options_of

import cnndsl.catalogue  # noqa: F401  (enters every diagnostic)
from cnndsl.analyse.figures import Result
from cnndsl.compile import Options, compile_text
from cnndsl.diagnostics import CATALOGUE, Diagnostic
from cnndsl.fixes import Fix, applied
from cnndsl.fixing import apply_safe_fixes, safe_fixes
from cnndsl.limits import Limits
from cnndsl.text import Text

FILES = {path.stem: path.read_text(encoding="utf-8").partition(MARKER)[0] for path in CASES}
EXAMPLES_OF_CODES = {
    code: example(entry.explanation, "Bad")
    for code, entry in CATALOGUE.items()
    if code not in WITHOUT_EXAMPLE
}
HEAD = "input 3x32x32 "
BLOCKS = "block unit(d) { C3D<d> R }"
UNCOVERED = Counter(
    {"assumed-input": 9, "assumed-depth": 9, "assumed-activation": 9, "network-empty": 1}
)
"""What comes to light behind a mistake, and is none of the fix."""
LEFT_WRONG_AT_MOST = 0.02
"""Of the slips for which something is offered, those that no offer mends as it was meant."""


STRICT_OR_NOT = pytest.mark.parametrize(
    "strict", [False, pytest.param(True, marks=pytest.mark.slow)]
)


def errors(result: Result) -> Counter[str]:
    found = result.network.diagnostics
    return Counter(each.code for each in found if each.severity == "error")


def said(result: Result, code: str) -> int:
    return sum(each.code == code for each in result.network.diagnostics)


def built(result: Result) -> list[tuple[object, ...]]:
    """What a network is, whatever its parts are called."""
    return [
        (row.placed.layer, row.placed.input, row.placed.output, row.params) for row in result.rows
    ]


def offered(result: Result) -> Iterator[tuple[Diagnostic, Fix]]:
    for finding in result.network.diagnostics:
        yield from ((finding, fix) for fix in finding.fixes)


def each_works(name: str, spec: str, options: Options) -> None:
    """Try each fix of a text alone; one that edits another file is that file's to try.

    What is taken in has the block that the cases name.
    """
    result = compile_text(Text(name, spec), options, lambda path: BLOCKS)
    for finding, fix in offered(result):
        if any(
            result.network.text.at(edit.span.start) is not result.network.text for edit in fix.edits
        ):
            continue
        mended = applied(spec, fix.edits)
        after = compile_text(Text(name, mended), options, lambda path: BLOCKS)
        what = f"{finding.code}, {fix.title!r}: {mended!r}"
        assert said(after, finding.code) < said(result, finding.code), what
        if len(finding.fixes) == 1:
            assert errors(after) - UNCOVERED <= errors(result), what
        else:
            assert not fix.safe, what


@pytest.mark.parametrize("case", FILES)
@STRICT_OR_NOT
def test_each_fix_of_each_golden_case_mends_its_mistake(case: str, strict: bool) -> None:
    given = options_of(FILES[case])
    every = given.limits._replace(mistakes=Limits().mistakes)
    each_works(f"{case}.cnn", FILES[case], given._replace(strict=strict, limits=every))


@pytest.mark.parametrize("code", EXAMPLES_OF_CODES)
@STRICT_OR_NOT
def test_each_fix_of_each_example_mends_its_mistake(code: str, strict: bool) -> None:
    each_works("spec.cnn", EXAMPLES_OF_CODES[code], Options(strict=strict))


def codes_with_fixes() -> set[str]:
    tried = [f"{HEAD}{written}" for written, _ in (*MEANT, *CHOICES)]
    specs = [*FILES.values(), *EXAMPLES_OF_CODES.values(), *tried]
    found = [compile_text(Text("spec.cnn", spec), options_of(spec)) for spec in specs]
    return {finding.code for result in found for finding, _ in offered(result)}


def test_most_diagnostics_offer_a_fix() -> None:
    assert len(codes_with_fixes()) >= 45, sorted(codes_with_fixes())


@cache
def original(name: str) -> list[tuple[object, ...]]:
    return built(compile_text(Text(name, PLAIN[name])))


def outcome(tried: Slip) -> str:
    """What becomes of a slip: nothing is offered, the network is had again, or `wrong` with what was offered."""
    result = compile_text(Text(tried.name, tried.spec))
    mistakes = [each for each in result.network.diagnostics if each.severity == "error"]
    if len(mistakes) != 1 or not mistakes[0].fixes or mistakes[0].code == "fact-wrong":
        return "nothing offered"
    gave = []
    for fix in mistakes[0].fixes:
        mended = applied(tried.spec, fix.edits)
        after = compile_text(Text(tried.name, mended))
        if after.network.ok and built(after) == original(tried.name):
            return "mended"
        gave.append(f"{fix.title}: {sorted(errors(after))}")
    at = next(
        k
        for k, (one, other) in enumerate(zip(tried.spec, tried.original, strict=False))
        if one != other
    )
    return f"wrong: {tried.kind} in {tried.name}, {tried.spec[at - 20 : at + 20]!r}: {mistakes[0].code}, {gave}"


def slips(count: int, seed: int) -> Iterator[Slip]:
    dice = random.Random(seed)
    while count:
        found = slip(dice, dice.choice(sorted(EDITS)))
        if found is not None:
            count -= 1
            yield found


def test_a_fix_of_a_slip_gives_the_network_that_was_meant() -> None:
    """Of one that is alone, or of choices one of them."""
    found = Counter(
        outcome(each) for each in slips(EXAMPLES, int(os.environ.get("CNNDSL_SEED", "1")))
    )
    wrong = [each for each in found.elements() if each.startswith("wrong")]
    settled = found["mended"] + len(wrong)
    assert len(wrong) <= LEFT_WRONG_AT_MOST * settled, "\n".join(sorted(set(wrong)))
    assert settled >= 0.5 * EXAMPLES


@pytest.mark.slow
def test_safe_fixes_made_together_give_it_too() -> None:
    """Several slips in one network, each of which has a safe fix by itself."""
    dice = random.Random(5)
    for name in sorted(PLAIN):
        spec = re.sub(
            r"(?<!@)\b(conv|params|macs|relu|silu)\b(?!\s*:)",
            lambda word: _twisted(dice, word[0]),
            PLAIN[name],
        )
        mended = apply_safe_fixes(Text(name, spec)).result
        assert built(mended) == original(name), name
        assert not errors(mended)


def _twisted(dice: random.Random, word: str) -> str:
    at = dice.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_what_was_assumed_is_written_out_as_the_same_network(name: str) -> None:
    before = compile_text(Text(name, PLAIN[name]))
    assumed = [each for each in before.network.diagnostics if each.code.startswith("assumed-")]
    mended = apply_safe_fixes(Text(name, PLAIN[name]), Options(strict=True)).result
    assert built(mended) == built(before)
    left = [each for each in mended.network.diagnostics if each.code.startswith("assumed-")]
    assert not assumed or len(left) < len(assumed) or not any(each.fixes for each in assumed)


LITERALLY = [
    ("C3D8 M FC10", "C3D8 R M FC10"),
    ("C3D8*2 M FC10", "[C3D8 R]*2 M FC10"),
    ("C3D8 BN M FC10", "C3D8 BN R M FC10"),
    ("a: C3D8*2 FC10", "a: [C3D8 R]*2 FC10"),
    ("a: C3D8 M FC10", "a: C3D8 R M FC10"),
    ("CPCPFC10", "CRPCRPFC10"),
    ("C3D8 add( C3D8 C3D8 | id ) FC10", "C3D8 R add( C3D8 R C3D8 | id ) R FC10"),
    ("add( C3D3 | id )*2 FC10", "[add( C3D3 | id ) R]*2 FC10"),
    ("block b(d) { C3D<d> } b(8)*2 M b(16) FC10", "block b(d) { C3D<d> R } b(8)*2 M b(16) FC10"),
    ("C3D8 FC10*2", "C3D8 FC10*2\nafter conv { R } after fc { R }"),
    ("conv(8) # FC\nFC10 S", "conv(8) R # FC\nFC10 S"),
]


@pytest.mark.parametrize(("spec", "written"), LITERALLY)
def test_activations_are_written_where_they_are(spec: str, written: str) -> None:
    before = checked(HEAD + spec)
    (fix,) = next(
        each.fixes for each in before.network.diagnostics if each.code == "assumed-activation"
    )
    assert fix.safe
    assert applied(HEAD + spec, fix.edits) == HEAD + written
    assert built(checked(HEAD + written)) == built(before)


@pytest.mark.parametrize(
    "spec",
    ["C3D8*2 BN FC10", "block b { C3D8 } b BN b FC10", "add( C3D3 | id ) C3D8*2 BN FC10"],
)
def test_activations_that_stand_in_some_copies_alone_are_not_written(spec: str) -> None:
    found = checked(f"{HEAD}{spec}").network.diagnostics
    assert [each.fixes for each in found if each.code == "assumed-activation"] == [()]


WRITTEN_OUT = [
    ("C R FC10", "input 3x224x224 CD64 R FC10"),
    ("# words\r\nC R\r\nFC10\r\n", "# words\r\ninput 3x224x224\r\nCD64 R\r\nFC10\r\n"),
    ("INPUT -> C3s2 R FC10", "INPUT [224x224x3] -> C3D64s2 R FC10"),
    ("input 3x8x8 conv R conv(kernel=1) FC10", "input 3x8x8 conv(64) R conv(64, kernel=1) FC10"),
    ("input 3x8x8 conv() R conv( ) R FC10", "input 3x8x8 conv(64) R conv(64 ) R FC10"),
    ("input 3x8x8 [C R]*2 M C<3>R GAP FC10", "input 3x8x8 [CD64 R]*2 M C<3>D128R GAP FC10"),
]


@pytest.mark.parametrize(("spec", "written"), WRITTEN_OUT)
def test_inputs_and_depths_are_written_where_they_are(spec: str, written: str) -> None:
    mended = apply_safe_fixes(Text("spec.cnn", spec), Options(strict=True)).result
    assert mended.network.text.content == written
    assert built(mended) == built(checked(spec))
    assert apply_safe_fixes(Text("spec.cnn", spec)).changes == {}


MEANT = [
    ("swish", "silu"),
    ("convv(8, kernel=5)", "conv(8, kernel=5)"),
    ("lrelu(0.2)", "leaky_relu(0.2)"),
    ("avg_pool2d(2)", "avgpool(2)"),
    ("max_pool", "maxpool"),
    ("dense(10)", "fc(10)"),
    ("linear(10)", "fc(10)"),
    ("globalavgpool", "gap"),
    ("batchnorm2d", "bn"),
    ("zeropad(1)", "pad(1)"),
    ("conv2dtranspose(8)", "deconv(8)"),
    ("upsampling2d(2)", "upsample(2)"),
    ("identity", "id"),
    ("hard_swish", "hardswish"),
    ("LEAKYRELU", "leaky_relu"),
    ("conv(filters=8)", "conv(depth=8)"),
    (
        "conv(out_channels=8, kernel_size=5, padding=same, strides=2)",
        "conv(depth=8, kernel=5, pad=same, stride=2)",
    ),
    ("conv(8, use_bias=False, dilation_rate=2)", "conv(8, bias=no, dilation=2)"),
    ("conv(8, in_channels=3, s=2)", "conv(8, stride=2)"),
    ("conv(8, activation=relu)", "conv(8) relu"),
    ("conv(activation=swish, depth=8)*2", "[conv(depth=8) silu]*2"),
    ("fc(units=10, activation=softmax)", "fc(features=10) softmax"),
    ("fc(units=10, activation=linear)", "fc(features=10)"),
    ("maxpool(pool_size=2, ceil_mode=True)", "maxpool(window=2, ceil=yes)"),
    ("dropout(rate=0.3)", "dropout(p=0.3)"),
    ("bn(epsilon=0.001)", "bn(eps=0.001)"),
    ("C3D8 s2", "C3D8s2"),
    ("C3D8 s2 p1 R", "C3D8s2p1 R"),
    ("P3 s2p1", "P3s2p1"),
    ("R  \nc3d8 FC10", "R  \nC3D8 FC10"),
    ("C3D1l2 FCl0", "C3D112 FC10"),
    ("C3D8s2s2", "C3D8s2"),
    ("С3D8", "C3D8"),  # the first letter is Cyrillic
    ("FC<int(21/2)>", "FC<floor(21/2)>"),
    ("a: R upsample(like=a)", "a: R upsample(like=@a)"),
    ("block b(t) {add( id | @t )} a: R b(a)", "block b(t) {add( id | @t )} a: R b(@a)"),
    (
        "block b(d, t) {C3D<d> cat( id | @t )} a: R b(3, a)",
        "block b(d, t) {C3D<d> cat( id | @t )} a: R b(3, @a)",
    ),
    (
        "block b(t, d=3) {C3D<d> cat( id | @t )} a: R b(t=a)",
        "block b(t, d=3) {C3D<d> cat( id | @t )} a: R b(t=@a)",
    ),
    ("dropout(O.5)", "dropout(0.5)"),
    ("let s = 5 FC<S>", "let s = 5 FC<s>"),
    ("let n = 5 FC<n*l6>", "let n = 5 FC<n*16>"),
    ("R expect weights 0", "R expect params 0"),
    ("block b(depth) {C3D<depth>} b(dpeth=8)", "block b(depth) {C3D<depth>} b(depth=8)"),
    ("default batchnorm(eps=0.1) BN", "default bn(eps=0.1) BN"),
]


@pytest.mark.parametrize(("written", "meant"), MEANT)
def test_what_others_write_becomes_what_it_is_here(written: str, meant: str) -> None:
    assert (
        apply_safe_fixes(Text("spec.cnn", f"{HEAD}{written}")).result.network.text.content
        == f"{HEAD}{meant}"
    )


CHOICES = [
    ("conv3x3(64)", ["conv(64, 3x3)"]),
    ("conv3x3(64, stride=2)", ["conv(64, stride=2, kernel=3x3)"]),
    ("conv1(64)", ["conv(64)", "conv(64, 1)"]),
    ("norm", ["lrn", "bn"]),
    ("dropout2d(0.5)", ["dropout(0.5)"]),
    (
        "conv(8, kernel=3, 2)",
        [
            "conv(8, kernel=3, stride=2)",
            "conv(8, kernel=3, pad=2)",
            "conv(8, kernel=3, dilation=2)",
        ],
    ),
    ("C3D8s1s2", ["C3D8s2", "C3D8s1"]),
    ("conv(8, stride=1, stride=2)", ["conv(8, stride=2)", "conv(8, stride=1)"]),
    ("relu(3)", ["relu"]),
    ("rellu(3)", []),  # which takes nothing
    ("batchnom(0.1, 0.1, yes, 4)", []),
    (  # first what its own place is for
        "conv(8, pad=1, 2)",
        ["conv(8, pad=1, stride=2)", "conv(8, pad=1, kernel=2)", "conv(8, pad=1, dilation=2)"],
    ),
    ("DO50", ["DO0.5"]),
    ("DO100", ["DO1"]),
    ("GAP C1D8R groupnorm(8)", ["GAP C1D8R groupnorm(4)"]),  # a number by itself is its mean
    ("let a=1_S0 FC<a>", ["let a=1_50 FC<a>"]),
    ("let a=1S0 FC<a>", ["let a=150 FC<a>"]),
    ("DO101", []),
    ("C1D36R pixel_shuffle(5)", ["C1D36R pixel_shuffle(3)", "C1D36R pixel_shuffle(6)"]),
    ("FC<7/2>", ["FC<floor(7/2)>", "FC<ceil(7/2)>"]),
    ("FC6.5", ["FC6", "FC7"]),
    ("C3D8s0", ["C3D8s1"]),
    ("F10", ["FC10", "F"]),
    ("a: R R @a", ["a: R R cat( id | @a )", "a: R R add( id | @a )"]),
    ("a: R a: R", ["a: R a_1: R", "a_1: R a: R"]),
    ("in: R C3D8 add(@in | id)", ["in_1: R C3D8 add(@in_1 | id)"]),
    ("R head out { GAP FC2 } FC10", ["R head out_1 { GAP FC2 } FC10"]),
    ("let head=5 FC<head>R - head h {FC2}", ["let head_1=5 FC<head_1>R - head h {FC2}"]),
    ("let seq=2 a: seq[R]*<2*seq>", ["let seq_1=2 a: seq[R]*<2*seq_1>"]),
    ("let add=2 C add(C<add-1>R|id)", ["let add_1=2 C add(C<add_1-1>R|id)"]),
    ("let id=1 fc(id) R - id R add(id|R)", ["let id_1=1 fc(id_1) R - id R add(id|R)"]),
    ("let same=2 conv(8, pad=same) C3<same>", ["let same_1=2 conv(8, pad=same) C3<same_1>"]),
    ("let input=2 let b=3*input FC<b>", ["let input_1=2 let b=3*input_1 FC<b>"]),
    (
        "let i=2 let b=i conv(8, stride=i, kernel=b)",
        ["let i_1=2 let b=i_1 conv(8, stride=i_1, kernel=b)"],
    ),
    ("let n=1 let n=2 FC<n>", ["let n=2 FC<n>", "let n=1 FC<n>"]),
    ("FC10\nlet n=1\n", ["FC10\n"]),
    ("block a(d, d) {C3D<d>} a(8)", ["block a(d) {C3D<d>} a(8)", "block a(d, d_1) {C3D<d>} a(8)"]),
    ("block a(s=1, d) {C3D<d>s<s>} a(d=8)", ["block a(d, s=1) {C3D<d>s<s>} a(d=8)"]),
    ("block a(s=1, d) {C3D<d>s<s>} a(2, d=8)", []),
    ("block b(d, s=1) {C3D<d>s<s>} b(8, 1, 2)", ["block b(d, s=1) {C3D<d>s<s>} b(8, 1)"]),
    ("R expect params 5", ["R expect params 0"]),
    ("attention", []),
    ("lstm(10)", []),
    ("embedding(10)", []),
    ("lstm(10, 2)", []),
    ("b(3)", []),
    ("conv(8, std=2)", []),
    ("conv(8, activation=nothing)", []),
    ("DO1.5", []),
    ("affine(1!5)", ["affine(15)"]),
    ("GAP!FC10", ["GAPFC10"]),
    ("R .5", ["R 5"]),
    ("Ri6", []),  # `R16` would be no layer either
    ("C3D8R BNl0", []),
    ("FCo<5>", []),
    ("FC", []),
]


@pytest.mark.parametrize(("written", "meant"), CHOICES)
def test_choices_are_named_likeliest_first(written: str, meant: list[str]) -> None:
    spec = f"{HEAD}{written}"
    found = [each for each in checked(spec).network.diagnostics if each.severity != "note"]
    assert found
    given = [applied(spec, fix.edits).removeprefix(HEAD) for fix in found[0].fixes]
    assert given == meant
    assert not any(fix.safe for fix in found[0].fixes)


@given(mutated())
def test_fixes_of_broken_texts_can_be_made(spec: str) -> None:
    """Edits lie in the text, in order and apart; what is safe is made to its end, whatever the text."""
    for strict in (False, True):
        result = checked(spec, strict=strict)
        for _, fix in offered(result):
            spans = sorted(edit.span for edit in fix.edits)
            assert all(0 <= span.start <= span.end <= len(spec) for span in spans), fix
            assert all(one.end <= other.start for one, other in pairwise(spans)), fix
            assert applied(spec, fix.edits) != spec, fix
        mended = apply_safe_fixes(Text("spec.cnn", spec), Options(strict=strict)).result
        assert safe_fixes(mended, strict) == []
