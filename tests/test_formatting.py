"""The one layout: each rule by cases that were written down before the code, and texts of every kind that keep it."""

import pytest

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

LAYOUTS = {
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
