"""The one layout: each rule by cases that were written down before the code, and texts of every kind that keep it."""

import re
import sys
from pathlib import Path

import pytest
from conftest import EXAMPLES, REPO
from hypothesis import given
from hypothesis import strategies as st
from laid_out import BUNDLED, comments_of, meaning, spec_number, spread
from mutations import mutated

import cnndsl
from cnndsl.formatting.layout import formatted
from cnndsl.text import Text

STAGES = (
    """\
conv1:  C11D96s4p0   R LRN P3s2
conv2: C5D256 R LRN P3s2
conv3: C3D384 R
conv5: C3D256 R P3s2
FC4096 R DO    FC4096 R DO\tFC<classes> S
""",
    """\
conv1: C11D96s4p0 R LRN P3s2
conv2: C5D256     R LRN P3s2
conv3: C3D384     R
conv5: C3D256     R     P3s2
FC4096 R DO  FC4096 R DO FC<classes> S
""",
)

VGG = (
    """\
C3D64 LRN M
C3D128 M
C3D256*2 M
""",
    """\
C3D64 LRN M
C3D128    M
C3D256*2  M
""",
)

GAPS = (
    """\
C3D32s2
DW3   C1D64
DW3s2 C1D128   DW3 C1D128
DW3s2 C1D512   [DW3 C1D512]*5
DW3s2 C1D1024  DW3 C1D1024
C3D64     R
""",
    """\
C3D32s2
DW3   C1D64
DW3s2 C1D128   DW3 C1D128
DW3s2 C1D512   [DW3 C1D512]*5
DW3s2 C1D1024  DW3 C1D1024
C3D64  R
""",
)

DIVERGING = (
    """\
C3D64 R C3D64 R M
C3D128 R C3D128 R M
C3D256 R C3D256 R C3D256 R M
block down(d) { C3D<d>s2 R }
down(8) R
down(128) M
@x R
@long R
""",
    """\
C3D64  R C3D64  R M
C3D128 R C3D128 R M
C3D256 R C3D256 R C3D256 R M
block down(d) { C3D<d>s2 R }
down(8) R
down(128) M
@x R
@long R
""",
)

TABLE = (
    """\
block inception(a, b, c) { C1D<a+b+c> }
inc3a: inception(64, 96,128)
inc3b: inception(128, 7,192)  P3s2p1
inc4a: inception( 1, 2,3)   aux side { GAP FC10 }
inception(1,2,3)
inception(10,20,30)
conv(64, 3,1)
conv(128, 3, 1)
""",
    """\
block inception(a, b, c) { C1D<a+b+c> }
inc3a: inception( 64, 96,128)
inc3b: inception(128,  7,192)  P3s2p1
inc4a: inception(  1,  2,  3)  aux side { GAP FC10 }
inception( 1,  2,  3)
inception(10, 20, 30)
conv(64, 3, 1)
conv(128, 3, 1)
""",
)

JOINS = (
    """\
cat(A|  id )
x: cat ( C1D64 R |
C1D96 R   C3D128 R
M
|P3s1p1 ) R
add( cat( C1D8
| C3D8 ) | id )
c3: cat(
C5D6
| id
) R
""",
    """\
cat( A | id )
x: cat( C1D64 R
      | C1D96 R  C3D128 R
        M
      | P3s1p1 ) R
add( cat( C1D8
        | C3D8 ) | id )
c3: cat(
    C5D6
  | id
) R
""",
)

BODIES = (
    """\
block one(d,s = 1){C3D<d>s<s> R}
block two {  C3D64 R

  add(
  C3D64
  | id ) }
head boxes {
C3D64
# what follows
  R } GAP FC10
after conv {}
features:seq [
C3D64   R
[C3D64 R
M]*2
]
""",
    """\
block one(d, s=1) { C3D<d>s<s> R }
block two {
  C3D64 R

  add(
      C3D64
    | id )
}
head boxes {
  C3D64
  # what follows
  R
}
GAP FC10
after conv { }
features: seq[
  C3D64  R
  [C3D64 R
   M]*2
]
""",
)

COMMENTS = (
    """\


# first
C3D64 R # one
C3D64 R M     #   two


# three
  FC10   # four
""",
    """\
# first
C3D64 R    # one
C3D64 R M  #   two

# three
FC10  # four
""",
)

NUMBERS = (
    """\
input 3 x 224 x 224
let  classes=1000
default conv( bias = no , pad=valid )
C3×3D64 conv( 2*3 ,3 x 3,stride = 2 )
expect params 61706
expect   macs   1234
expect @conv1   shape 64 x 224x224
expect aux_params  12_34567
""",
    """\
input 3x224x224
let classes = 1000
default conv(bias=no, pad=valid)
C3x3D64 conv(2*3, 3x3, stride=2)
expect params 61_706
expect macs 1234
expect @conv1 shape 64x224x224
expect aux_params 1_234_567
""",
)

SLIDE = (
    """\
INPUT   [ 32 x 32 x 3 ]  ->   [CONV->RELU  -> POOL] *2
 -> FC10
""",
    """\
INPUT [32x32x3] -> [CONV->RELU -> POOL]*2
-> FC10
""",
)

OFF = (
    """\
C3D64   R
C3D128     R    # fmt: off
 cat( A     # fmt: off
| id )
# fmt: off
C3D8   R
""",
    """\
C3D64  R
C3D128     R    # fmt: off
 cat( A     # fmt: off
    | id )
# fmt: off
C3D8  R
""",
)

GLUED = (
    """\
CRCRP C3D64BNRM2
[R][M] (
""".replace(" (", ""),
    """\
CRCRP C3D64BNRM2
[R] [M]
""",
)

LACKING = (
    """\
C3D64 P3s2 R S
C3D128 R S

C3D8s1 P3s2p1 R S
C3D128 R S

C3D64 BN R M
C3D128 M

C3D64 BN R
C3D8 R
C3D128 BN C1D8

C3D64 R P3s2 S
C3D8 R GAP S
C3D8 R l2norm S
""",
    """\
C3D64 P3s2 R S
C3D128     R S

C3D8s1 P3s2p1 R S
C3D128 R S

C3D64 BN R M
C3D128     M

C3D64 BN R
C3D8     R
C3D128 BN C1D8

C3D64 R P3s2 S
C3D8  R GAP  S
C3D8  R l2norm S
""",
)

BRACKETED = (
    """\
[C3D64] BN R M
[C3D8] R M

[C3D64] R C1D8
[C3D8 R] C1D8

DO [C3D96 R]*2 C3D8 R
DO0.2 [C3D192 R]*10 C3D16 R

x: [C3D8 R]
seq[C3D64 R]

[M
C3D64 R]
C3D128 R
[M
b(1, 2, 3)]
b(10, 20, 30)
block b(i, j, k) { R }
""",
    """\
[C3D64] BN R M
[C3D8]     R M

[C3D64] R C1D8
[C3D8 R] C1D8

DO    [C3D96  R]*2  C3D8  R
DO0.2 [C3D192 R]*10 C3D16 R

x: [C3D8 R]
seq[C3D64 R]

[M
 C3D64 R]
C3D128 R
[M
 b(1, 2, 3)]
b(10, 20, 30)
block b(i, j, k) { R }
""",
)

APART = (
    """\
C3D8 R

C3D128 R
# a comment
C3D1024 R

b(1, 2, 3)

b(10, 20, 30)
block b(i, j, k) { R }
""",
    """\
C3D8 R

C3D128 R
# a comment
C3D1024 R

b(1, 2, 3)

b(10, 20, 30)
block b(i, j, k) { R }
""",
)

WORDS = (
    """\
use "a\tb.cnn"
shared   block s{R}
after
none
x <i> : R  #\ta tab
pad( 1:2 x 3:4 ) conv(8,<2 * k>  x 3)
let k=2 +  3
let m = 2+ 3
cat( each( r:1,2 )   C3D8d<r> | R )
""",
    """\
use "a\tb.cnn"
shared block s { R }
after none
x<i>: R  #\ta tab
pad(1:2x3:4) conv(8, <2 * k>x3)
let k = 2 + 3
let m = 2+3
cat( each(r: 1, 2) C3D8d<r> | R )
""",
)

BROKEN_LINES = (
    """\
block b
{
R
}
conv(64,
3, stride
=2)
[
R
# last
]
cat( R
| [
R
# last
] )
cat( R | # one
# two
M )
cat( R
# under it
|
M )
head a { R  # fmt: off
M
}
head c {
R

M } C3D64  # ok
head d {
M
} C3D64  # ok
""",
    """\
block b
{
  R
}
conv(64,
     3, stride
       =2)
[
  R
  # last
]
cat( R
   | [
       R
       # last
     ] )
cat( R  # one
   # two
   | M )
cat( R
   # under it
   | M )
head a { R  # fmt: off
  M
}
head c {
  R

  M  # ok
}
C3D64
head d {
  M
}
C3D64  # ok
""",
)

LABELS = (
    """\
conv9: C3D64 R LRN
conv10:   C3D128 R
C3D64 R
x: [[C3D8] R]
long: [C3D8 R]
b1: b(1, 2, 3)
b10: b(10, 20, 30)
block b(i, j, k) { R }
""",
    """\
conv9:  C3D64  R LRN
conv10: C3D128 R
C3D64 R
x: [[C3D8] R]
long: [C3D8 R]
b1:  b( 1,  2,  3)
b10: b(10, 20, 30)
block b(i, j, k) { R }
""",
)

LAYOUTS = {
    "labels": LABELS,
    "stages": STAGES,
    "vgg": VGG,
    "gaps": GAPS,
    "diverging": DIVERGING,
    "table": TABLE,
    "joins": JOINS,
    "bodies": BODIES,
    "comments": COMMENTS,
    "numbers": NUMBERS,
    "slide": SLIDE,
    "off": OFF,
    "glued": GLUED,
    "lacking": LACKING,
    "bracketed": BRACKETED,
    "apart": APART,
    "words": WORDS,
    "broken lines": BROKEN_LINES,
}


def laid_out(spec: str) -> str:
    made = formatted(Text("spec.cnn", spec))
    assert [each.message for each in made.errors] == []
    return made.content


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_is_as_it_was_written_down(name: str) -> None:
    before, after = LAYOUTS[name]
    assert laid_out(before) == after
    assert laid_out(after) == after


@pytest.mark.parametrize("path", sorted(BUNDLED), ids=lambda path: path.stem)
def test_what_comes_along_is_laid_out(path: Path) -> None:
    spec = path.read_bytes().decode()
    assert laid_out(spec) == spec


@pytest.mark.parametrize("page", ["README.md", "docs/idioms.md", "docs/cli.md"])
def test_what_the_pages_show_is_laid_out(page: str) -> None:
    text = (REPO / page).read_text(encoding="utf-8")
    first = "network|input|block|conv1:|let|default"
    specs = re.findall(rf"^```\n((?:{first}) .*?)^```", text, re.M | re.S)
    assert specs
    for spec in specs:
        assert laid_out(spec) == spec


def test_specs_with_any_white_space_and_comments_keep_what_they_say() -> None:
    sound = 0
    for seed in range(4 * EXAMPLES):
        spec = spread(spec_number(seed), seed)
        said = meaning(spec)
        made = formatted(Text("spec.cnn", spec))
        if said is None:
            assert (made.content, bool(made.errors)) == (spec, True)
            continue
        sound += 1
        keeps_all(spec, made.content)
    assert sound > 3 * EXAMPLES


def keeps_all(spec: str, made: str) -> None:
    """What is made of a sound spec says the same, and is left as it is the next time."""
    assert laid_out(made) == made
    assert meaning(made) == meaning(spec)
    assert comments_of(made) == comments_of(spec)
    assert made.startswith("\ufeff") == spec.startswith("\ufeff")
    assert made.endswith("\n") or not made.strip("\ufeff")
    if "# fmt: off" not in spec:
        assert not re.search(r"[ \t]+\r?$|\n\r?\n\r?\n", made, re.M)
        assert "\t" not in re.sub(r'#.*|".*?"', "", made)


@given(st.one_of(mutated(), st.text(max_size=40)))
def test_broken_texts_are_left_alone(spec: str) -> None:
    made = formatted(Text("spec.cnn", spec))
    if made.errors:
        assert made.content == spec
    else:
        keeps_all(spec, made.content)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_and_a_mark_stay(end: str) -> None:
    spec = end.join(["\ufeffC3D64   R", "", "", "FC10"])
    assert laid_out(spec) == end.join(["\ufeffC3D64  R", "", "FC10", ""])
    assert laid_out("R\r\rM\r") == "R\n\nM\n"
    assert laid_out("\ufeffC3D64   R # fmt: off\n") == "\ufeffC3D64   R # fmt: off\n"
    assert laid_out("") == laid_out(" \n\t") == ""


@pytest.mark.parametrize(
    "line",
    [
        "C3D64 R LRN M\n",
        "conv1: C3D64   R  M # one\n",
        "b(1, 2, 3)  R\n",
        "cat( A\n | R )\n",
        "[R M]*2\n",
        "R " * 20 + "\n",
    ],
)
def test_work_grows_with_the_lines(line: str) -> None:
    few, many = (calls_of(line * count) for count in (50, 200))
    assert many < 4.5 * few


def test_work_grows_with_a_line() -> None:
    few, many = (calls_of(("R BN " * count + "\n") * 2) for count in (100, 400))
    assert many < 4.5 * few


def calls_of(spec: str) -> int:
    """How many calls it takes, after a first run that fills what is remembered."""
    laid_out(spec)
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        laid_out(spec)
    finally:
        sys.setprofile(None)
    return calls


def test_a_line_is_left_as_it_is_for_these_words_alone() -> None:
    assert laid_out("C3D8   R  #fmt:off, a table\n") == "C3D8   R  #fmt:off, a table\n"
    assert laid_out("C3D8   R   # fmt: offer\n") == "C3D8  R  # fmt: offer\n"


def test_depth_is_no_matter() -> None:
    deep = "[" * 90 + "R\n" + "]" * 90
    assert laid_out(deep) == f"{'[' * 90}R\n{' ' * 89}{']' * 90}\n"


def test_from_python() -> None:
    assert cnndsl.format("C3D64   R") == "C3D64  R\n"
    with pytest.raises(cnndsl.SpecError) as refusal:
        cnndsl.format("C3D64 (")
    assert refusal.value.diagnostics[0].code == "syntax-word"
    with pytest.raises(TypeError):
        cnndsl.format(3)  # type: ignore[arg-type]
