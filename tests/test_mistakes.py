"""Several mistakes in one file: each reported once, at its place, and nothing that only follows from one."""

import pytest
from conftest import checked, problems

CASES: list[tuple[str, list[tuple[str, int, int]]]] = [
    ("input 3x32x32\nC3D8 M T2\ncat( id | crop @enc )", [("name-unknown-label", 3, 16)]),
    (
        "input 4x8x8\nM add( id | crop\ncat( C3D4 | C3D<q> ) )",
        [("name-unknown-constant", 3, 17)],
    ),
    ("input 1x8x8\nsplit( DW3 | id ) FC2", [("shape-split", 2, 1)]),
    (
        "input 2x9\ncat( add( FC3 id | id ) | U3 | id )",
        [("shape-disagree", 2, 1), ("shape-disagree", 2, 6)],
    ),
    (
        "input 3x32x32\nC3D64 R\nCRXRP\nC3D8s0 M\nFC10 Q4\n",
        [("name-unknown-layer", 3, 3), ("size-invalid", 4, 6), ("name-unknown-layer", 5, 6)],
    ),
    (
        "input 3x13x13\nC15D8p0 R\nM2p2\nC3D10g3 R FC10\n",
        [("shape-kernel-too-large", 2, 2), ("shape-pool-padding", 3, 3), ("shape-groups", 4, 6)],
    ),
    (
        "network A\nnetwork B\ninput 3x8x8\ninput 3x9x9\nC3D4 R FC\n",
        [("statement-twice", 2, 9), ("statement-twice", 4, 1), ("argument-missing", 5, 8)],
    ),
    (
        "let a = b + 1\nlet b = a\nlet c = 3\nlet c = 4\ninput 3x8x8\nFC<c> FC<nope>\n",
        [("constant-cycle", 1, 5), ("constant-twice", 4, 5), ("name-unknown-constant", 6, 10)],
    ),
    (
        "input 3x8x8\nconv(8, 3, stride=1, stride=2)\nconv(8, krenel=3) relu(3)\ndropout(2) FC10\n",
        [
            ("argument-twice", 2, 22),
            ("argument-unknown", 3, 9),
            ("argument-too-many", 3, 24),
            ("argument-value", 4, 9),
        ],
    ),
    (
        "input 3x8x8\n[C3D8 R\nM FC10\nexpect params 12\n",
        [("syntax-unclosed-bracket", 2, 1)],
    ),
    (
        "input 3x8x8\nC3D8 R] M\nC3D6l R ... FC-10\n",
        [
            ("syntax-unopened-bracket", 2, 7),
            ("syntax-word", 3, 5),
            ("syntax-ellipsis", 3, 9),
            ("syntax-word", 3, 15),
        ],
    ),
    (
        "input 3x8x8\n128C3 R\nCRP*2\nx: CR\nfoo(3) FC10\n",
        [
            ("syntax-word", 2, 1),
            ("syntax-glued", 3, 4),
            ("syntax-glued", 4, 1),
            ("name-unknown-layer", 5, 1),
        ],
    ),
    (
        "input 227x227x3\nC4D8 R\nC3x3x3D8 R\nlet unused = 1\nFC10\n",
        [
            ("input-order", 1, 7),
            ("shape-half-padding", 2, 2),
            ("shape-rank", 3, 2),
            ("constant-unused", 4, 5),
        ],
    ),
    ("input 3x8x8\nP1x2x2 R FC10\n", [("shape-rank", 2, 2)]),
    ("input 3x8x8\n[C3D4 R] x2: C3D5 add( id | @x2 )\nC3D4 R x2 FC10\n", [("syntax-copies", 3, 8)]),
    (
        "input 3x8x8\na: C3D8 R a: C3D8 R\nFC10 R C3D8 R C3D8\nexpect @b params 3\nexpect weight 3\n",
        [
            ("name-twice", 2, 11),
            ("shape-flat", 3, 8),
            ("fact-unknown-path", 4, 8),
            ("fact-unknown-figure", 5, 8),
        ],
    ),
    (
        "input 3x224x224\nC11D96s4p0 R\n[[R]*9999]*9999\nFC<7/2>\n",
        [("shape-unread", 2, 1), ("limit-unfold", 3, 1), ("size-invalid", 4, 4)],
    ),
    (
        "default cnov(bias=no)\nafter relu { BN }\ninput 3x8x8\nC3D<4*(2-2)> R C3D<1/0>\nC3D8{1,2} M?\n",
        [
            ("name-unknown-kind", 1, 9),
            ("name-unknown-kind", 2, 7),
            ("size-invalid", 4, 5),
            ("expression-division", 4, 20),
            ("syntax-word", 5, 5),
        ],
    ),
    (
        "C3DO4\nFC-4096\n128C3\nC3D6l\n",
        [
            ("syntax-word", 1, 4),
            ("syntax-word", 2, 3),
            ("syntax-word", 3, 1),
            ("syntax-word", 4, 5),
        ],
    ),
    ("head [\nC3D8 R\n]\ninput 3x8x8\nC3D8 R FC10", [("syntax-block", 1, 6)]),
    ("aux h\n[\nC3D8 R\n]\ninput 3x8x8\nC3D8 R FC10", [("syntax-block", 2, 1)]),
    ("input 3x8x8 CONV3-64 R CONV1-8 FC10", [("syntax-word", 1, 18), ("syntax-word", 1, 29)]),
    ("input 3x8x8 C3D8, R, M, FC10", [("syntax-separator", 1, 17)]),
    ("input 3x-8x8\nC3D8 R FC10", [("size-invalid", 1, 9)]),
    ("input 3x8x\nC3D8 R FC10", [("syntax-incomplete", 1, 10)]),
    ("let n 5\ninput 3x8x8\nC3D<n> R FC<n>", [("syntax-unexpected", 1, 7)]),
    (
        "input 3x8x8\nconv(64, , 3) R\nC3D8s1s2 FC10",
        [("syntax-unexpected", 2, 10), ("argument-twice", 3, 7)],
    ),
    (
        "input 3x8x8\nConv(64) R ReLU MaxPool FC10",
        [("syntax-word", 2, 1), ("syntax-word", 2, 13), ("syntax-word", 2, 18)],
    ),
]


@pytest.mark.parametrize(("spec", "expected"), CASES)
def test_each_mistake_once_and_in_order(spec: str, expected: list[tuple[str, int, int]]) -> None:
    result = checked(spec)
    assert problems(result) == expected
    assert result.network.ok == all(
        code in ("input-order", "constant-unused") for code, _, _ in expected
    )


def test_a_mistake_in_a_repeat_is_reported_once() -> None:
    assert problems(checked("input 3x9x9 [C3D8q4 R]*50 FC10")) == [("argument-unknown", 1, 18)]
    assert problems(checked("input 3x9x9 [C3D<8+i>g2 R]*5 FC10"))[0] == ("shape-groups", 1, 22)


@pytest.mark.parametrize("name", ["INPUT", "5", "3x"])
@pytest.mark.parametrize("statement", ["let {} = 3", "network {}"])
def test_what_cannot_be_a_name_and_is_a_word_of_the_language_is_said_to_be_one(
    statement: str, name: str
) -> None:
    found = checked(f"{statement.format(name)}\ninput 3x8x8 C3D8 R FC2").network.diagnostics
    helps = [each.help for each in found if each.code == "syntax-unexpected"]
    word = "`INPUT` is a word of the language and cannot be a name"
    assert (word in helps) is (name == "INPUT")
    assert not any("word of the language" in each for each in helps if each != word)


@pytest.mark.parametrize(
    "statement",
    ["let n = max", "let n = max , 3", "let n = max(, 3)", "let n = max(2 3)", "expect params max 3"],
)  # fmt: skip
def test_a_broken_statement_hides_what_has_its_name_and_no_more(statement: str) -> None:
    """`max` is a function in it, and `@max` elsewhere a second mistake."""
    found = checked(f"{statement} input 3x8x8 C3D8 R cat( id | @max ) FC<n>").network.diagnostics
    broken = [each.code for each in found if each.severity == "error"]
    unknown = ["name-unknown-constant"] if "n =" not in statement else []
    assert broken == ["syntax-unexpected", "name-unknown-label", *unknown]


def test_what_is_sound_before_the_first_mistake_is_shown() -> None:
    result = checked("input 3x32x32 C3D8 R M C40D8p0 R FC10")
    assert [row.path for row in result.rows] == ["conv1", "relu1", "maxpool1"]
    assert result.network.partial
    assert result.totals.params == 8 * (3 * 9 + 1)


def test_the_classic_of_alexnet() -> None:
    """(224 - 11)/4 leaves 1; 223 and 227 divide; 213 + 2p is odd, so no padding does; at p2 only padding is left."""
    (found,) = checked("input 3x224x224 C11D96s4p0").network.diagnostics
    assert found.severity == "warning"
    assert found.message.startswith("(224 - 11 + 2*0)/4 + 1")
    assert "1 row and 1 column" in found.message
    assert (
        found.help
        == "input sizes 223 and 227 divide exactly; no padding does; `p2` leaves only padding over"
    )


@pytest.mark.parametrize(
    "spec",
    ["C7D64s2", "C1D64s2", "C3D64s2", "C11D64s4p2", "C7D64s2 R P3s2p1", "M3s2p1", "C2D8s3p0"],
)
def test_padding_left_over_and_skipped_pixels_are_silent(spec: str) -> None:
    assert problems(checked(f"input 3x224x224 {spec}")) == []


def test_strict_refuses_what_had_to_be_assumed() -> None:
    result = checked("C M C FC10", strict=True)
    assert problems(result, "error") == [
        ("assumed-input", 1, 1),
        ("assumed-activation", 1, 1),
        ("assumed-depth", 1, 1),
        ("assumed-depth", 1, 5),
    ]
    assert checked("input 3x8x8 C3D8 R M FC10", strict=True).network.ok


def test_words_are_understood_whole_or_not_at_all() -> None:
    for word in (
        "C3D64s",
        "C3D64x",
        "C3D64_2",
        "C3d",
        "C3D1e3",
        "C3D64s-1",
        "C0",
        "C3D0",
        "FC0",
        "Relu",
        "C3D64\u0661",
    ):
        assert not checked(f"input 3x32x32 {word} FC10").network.ok, word
