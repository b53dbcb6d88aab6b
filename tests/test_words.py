"""Words of glued layers: which are chains, and what is meant by those that look like one layer and are none."""

import re

import pytest
from conftest import checked

from cnndsl.fixes import applied
from cnndsl.layers.layer import KINDS

CHAINS = {
    "CRCRP": "conv relu conv relu maxpool",
    "CRCRCRP": "conv relu conv relu conv relu maxpool",
    "CBNRP": "conv bn relu maxpool",
    "C3D64BNRM2": "conv bn relu maxpool",
    "C3D64P": "conv maxpool",
    "C3D64RP2": "conv relu maxpool",
    "C3D64M2": "conv maxpool",
    "C3D64A2": "conv avgpool",
    "C3D64LRN5": "conv lrn",
    "C3D64RDO0.5": "conv relu dropout",
    "BNRC3D64": "bn relu conv",
    "RC3D64": "relu conv",
    "DW3BNRC1D64": "dwconv bn relu conv",
    "C3D8T2D4": "conv deconv",
    "FC10S": "fc softmax",
    "FC10RFC20S": "fc relu fc softmax",
    "BNR": "bn relu",
    "RP": "relu maxpool",
    "C3D<4*2>R": "conv relu",
}


@pytest.mark.parametrize(("word", "kinds"), CHAINS.items())
def test_chains_are_their_layers(word: str, kinds: str) -> None:
    result = checked(f"input 8x32x32 {word} after conv {{ }}")
    assert result.network.ok, result.network.diagnostics
    assert " ".join(placed.layer.word for placed in result.network.layers) == kinds


MEANT = {
    # one layer under another name
    "PRELU": "prelu",
    "LRELU": "leaky_relu",
    "LRELU0.1": "leaky_relu(0.1)",
    "SWISH": "silu",
    "HSWISH": "hardswish",
    "TANH": "tanh",
    "SIGMOID": "sigmoid",
    "GELU": "gelu",
    "LEAKYRELU": "leaky_relu",
    "RELU6": "relu6",
    "MP2": "M2",
    "CBR": "C BN R",
    "CBL16": "C3D16 BN leaky_relu",
    "ConvBNReLU": "CONV BN RELU",
    "PRELUBN": "prelu BN",
    "PWCONV16": "C1D16",
    "BN16": "BN",
    "C3Dl6": "C3D16",
    "DO.5": "DO0.5",
    "MAX2": "M2",
    "MPOOL2": "M2",
    "MP3s2": "M3s2",
    "AP2": "A2",
    "AVG": "A",
    "UP2": "U2",
    "DWCONV3D64": "DW3D64",
    "CONVT2D64s2": "T2D64s2",
    "TC3D64": "T3D64",
    "GLOBALAVGPOOL": "GAP",
    "GMP": "globalmaxpool",
    "LINEAR10": "FC10",
    "CONV2D": "CONV",
    "MAXPOOL2D": "MAXPOOL",
    "GN4": "groupnorm(4)",
    "D0.5": "DO0.5",
    "DROP0.5": "DO0.5",
    "Pool": "maxpool",
    "ReLU": "relu",
    "ReLU6": "relu6",
    "MaxPool2d": "maxpool",
    "Dense10": "FC10",
    "Dropout0.5": "DO0.5",
    "Identity": "id",
    # a slip of the finger
    "RELUU": "RELU",
    "FLATEN": "FLATTEN",
    "SOTFMAX": "SOFTMAX",
    "ClD25": "C1D25",
    "C3DS12": "C3D512",
    "CSD192": "C5D192",
    "С3D64": "C3D64",  # a Cyrillic letter
    "FС4096": "FC4096",
    "MAXPOL": "MAXPOOL",
    # a parameter in a capital letter
    "C3D64S2": "C3D64s2",
    "C3S1D8": "C3s1D8",
    "C3P1D8": "C3p1D8",
    "C3D64P1": "C3D64p1",  # a pool of window 1 would do nothing
    "C3D64S2P1": "C3D64s2p1",
    "C3D64B0": "C3D64b0",
    "M3S2": "M3s2",
    "C3D64S2M2": "C3D64s2M2",
    # layers that are no chain, seen by any reader
    "CONVRELU": "CONV RELU",
    "C3D64RELU": "C3D64 RELU",
    "C3D64PRELU": "C3D64 prelu",
    "C3D64BNPRELU": "C3D64BN prelu",
    "C3D64MP2": "C3D64 M2",
    "C3D64GAP": "C3D64 GAP",
    "C3D64U2": "C3D64 U2",
    "C3D64RU2": "C3D64 R U2",
    "C3D8T2": "C3D8 T2",
}


@pytest.mark.parametrize(("word", "meant"), MEANT.items())
def test_a_word_that_looks_like_one_layer_is_one_mistake_with_the_fix(
    word: str, meant: str
) -> None:
    spec = f"input 8x32x32 C3D8 R {word}"
    result = checked(spec)
    (found,) = [each for each in result.network.diagnostics if each.severity == "error"]
    (fix,) = found.fixes
    assert fix.safe
    assert applied(spec, fix.edits) == f"input 8x32x32 C3D8 R {meant}"
    assert checked(applied(spec, fix.edits)).network.ok


def test_a_depth_without_its_letter_in_a_slide_without_activations() -> None:
    """`C64-C128`: the ReLUs that are filled in stand at the same places, and are no layers of the text."""
    spec = "input 3x32x32 C64-C128-FC10"
    first, second = [each for each in checked(spec).network.diagnostics if each.severity == "error"]
    assert applied(spec, first.fixes[0].edits) == "input 3x32x32 C3D64-C128-FC10"
    assert applied(spec, second.fixes[0].edits) == "input 3x32x32 C64-C3D128-FC10"


@pytest.mark.parametrize(
    ("word", "choices"),
    [
        ("C3D64P2", ["C3D64p2", "C3D64 P2"]),
        ("C3D64G2", ["C3D64g2", "C3D64 G2"]),
        ("C3D2S6", ["C3D256", "C3D2s6"]),
        ("LN", ["layernorm", "LRN"]),
        ("AP", ["A", "GAP"]),
        ("C3D8DO5", ["C3D8DO0.5", "C3D8DO0.05"]),
        ("C64", ["C3D64", "C64p31"]),
        ("C64D3", ["C3D64", "C64D3p31"]),
        ("conv(3, 64)", ["conv(64, 3)"]),
    ],
)
def test_two_readings_are_two_choices(word: str, choices: list[str]) -> None:
    spec = f"input 8x32x32 {word} R FC10"
    (found,) = [each for each in checked(spec).network.diagnostics if each.severity == "error"]
    assert [
        applied(word, [edit._replace(span=edit.span.shift(-14)) for edit in fix.edits])
        for fix in found.fixes
    ][: len(choices)] == choices
    assert not any(fix.safe for fix in found.fixes)


@pytest.mark.parametrize(
    "word", ["SRELU", "ACT", "SPP", "CAT", "CC3D64", "PRP", "CRPRELU", "C3D8RR", "DWR", "CA", "RS"]
)
def test_where_nothing_is_sure_nothing_is_offered(word: str) -> None:
    (found,) = [
        each
        for each in checked(f"input 8x32x32 {word} FC10").network.diagnostics
        if each.severity == "error"
    ]
    assert found.code == "syntax-chain"
    assert not found.fixes


def test_no_name_of_a_layer_elsewhere_is_taken_to_pieces() -> None:
    """`MP`, `UP2`, `CONVT3D64` ... in capitals, alone and with numbers."""
    for name, kind in KINDS.items():
        for other in (name, *kind.also.split()):
            word = other.upper().replace("_", "")
            for numbers in ("", "2", "3D64"):
                result = checked(f"input 8x32x32 R {word}{numbers}")
                layers = [placed.layer.word for placed in result.network.layers]
                assert not result.network.ok or layers == ["relu", name], f"{word}{numbers}"


def test_what_the_letters_alone_would_be_is_said() -> None:
    (found,) = [
        each
        for each in checked("input 8x32x32 PRELU").network.diagnostics
        if each.severity == "error"
    ]
    assert found.label == "the letters alone would be `P RELU`"
    assert re.search("prelu", found.help)


def test_a_slide_word_and_one_letter_more_has_two_readings() -> None:
    result = checked("input 8x32x32 C3D8 MAXPOOLR")
    (found,) = [each for each in result.network.diagnostics if each.severity == "error"]
    spec = "input 8x32x32 C3D8 MAXPOOLR"
    assert [applied(spec, fix.edits)[19:] for fix in found.fixes] == ["MAXPOOL R", "MAXPOOL"]


def test_what_is_two_layers_elsewhere_is_none_of_ours() -> None:
    """A separable convolution is no deconvolution, though the letters are near."""
    result = checked("input 8x32x32 SEPCONV3D16")
    (found,) = [each for each in result.network.diagnostics if each.severity == "error"]
    assert not found.fixes


@pytest.mark.parametrize(
    ("spec", "code", "help"),
    [
        ("input 3x8x8 C3D64x2 R", "syntax-copies", "write `*2`"),
        ("input 3x8x8 FOOD3x2 R", "name-unknown-layer", "`cnndsl layers` shows them all"),
        ("input 3x8x8 C3D8 R MP2", "syntax-chain", "did you mean `M2`?"),
        ("input 3x40 conv(8, 3x3) R", "shape-rank", "write one number"),
        ("input 3x8x8 conv(8, 3x3x3) R", "shape-rank", "write one number for all axes, or 2"),
    ],
)
def test_what_is_advised_of_a_word(spec: str, code: str, help: str) -> None:
    found = next(each for each in checked(spec).network.diagnostics if each.severity == "error")
    assert (found.code, found.help) == (code, help)


UNDERLINED = sorted(word for word in KINDS if "_" in word)


@pytest.mark.parametrize("word", UNDERLINED)
def test_a_name_without_its_underlines_can_be_nothing_else(word: str) -> None:
    plain = KINDS[word].example.replace(word, word.replace("_", ""))
    found = next(each for each in checked(plain).network.diagnostics if each.severity == "error")
    assert [(fix.title, fix.safe) for fix in found.fixes] == [(f"write `{word}`", True)]


def test_a_code_with_brackets_is_the_layer_of_its_name() -> None:
    (found, *_) = checked("input 3x8x8 CONV(8, 3) R").network.diagnostics
    assert [(fix.title, fix.safe) for fix in found.fixes] == [("write `conv`", True)]
