"""`[stage<i>: b]*3`: copies that have names of their own, held against torchvision's DenseNet."""

import pytest
from conftest import checked
from programs import check

from cnndsl.fixes import applied
from cnndsl.paths import show_path


def names(spec: str) -> list[str]:
    result = checked(f"input 4x8x8 {spec}")
    assert result.network.ok, result.network.diagnostics
    check(result.program.whole)
    return [show_path(placed.path) for placed in result.network.layers]


def errors(spec: str) -> list[str]:
    found = checked(spec).network.diagnostics
    return [each.code for each in found if each.severity == "error"]


DENSENET = """input 3x224x224
block dense(k) { cat( id | norm1: BN relu1: R conv1: C1D<4*k>b0 norm2: BN relu2: R conv2: C3D<k>b0 ) }
block transition { norm: BN relu: R conv: C1D<in/2>b0 pool: A }
features: seq[
  conv0: C7D64s2b0 norm0: BN relu0: R pool0: M3s2p1
  denseblock1: [denselayer<i+1>: dense(32)]*6  transition1: transition
  denseblock2: [denselayer<i+1>: dense(32)]*12 transition2: transition
  denseblock3: [denselayer<i+1>: dense(32)]*24 transition3: transition
  denseblock4: [denselayer<i+1>: dense(32)]*16 norm5: BN
]
R GAP classifier: FC1000
"""


def test_densenet_is_named_as_in_torchvision() -> None:
    """7,978,856 parameters; `features.denseblock3.denselayer24.conv2.weight` is the last of its block."""
    result = checked(DENSENET)
    assert result.network.ok, result.network.diagnostics
    assert result.totals.params == 7_978_856
    learned = [row.path for row in result.rows if row.params]
    layers = (6, 12, 24, 16)
    wanted = ["features.conv0", "features.norm0"]
    for block, count in enumerate(layers, 1):
        wanted += [
            f"features.denseblock{block}.denselayer{layer}.{name}"
            for layer in range(1, count + 1)
            for name in ("norm1", "conv1", "norm2", "conv2")
        ]
        if block < len(layers):
            wanted += [f"features.transition{block}.{name}" for name in ("norm", "conv")]
    assert learned == [*wanted, "features.norm5", "classifier"]


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ("[x<i>: C1 R]*3", "x0 relu1 x1 relu2 x2 relu3"),
        ("[x<2*i+1>: C1 R]*2 C1 R", "x1 relu1 x3 relu2 conv3 relu3"),
        ("a: [x<i>: C1 R]*2 C1 R", "a.x0 a.relu1 a.x1 a.relu2 conv1 relu1"),
        ("[a<i>_b: [C1 R] M1]*2", "a0_b.conv1 a0_b.relu1 maxpool1 a1_b.conv1 a1_b.relu1 maxpool2"),
        ("[a<i>_<i+1>: R]*2", "a0_1 a1_2"),
        ("[A<i>: R Bc<i>_: BN]*2", "A0 Bc0_ A1 Bc1_"),
        ("[[x<i>: R] [y<i>: BN]]*2", "x0 y0 x1 y1"),
        ("[x<i>: C1*2 R]*2", "x0.0 x0.1 relu1 x1.0 x1.1 relu2"),
        ("[x<i>: add( C1D4 | id ) R]*2", "x0.conv1 x0.id1 x0.add1 relu1 x1.conv1 x1.id1 x1.add1 relu2"),
        ("[x<i>: seq[C1 R]]*2", "x0.0 x0.1 x1.0 x1.1"),
        ("block b { C1 R } [x<i>: b*2]*2", "x0.0.conv1 x0.0.relu1 x0.1.conv1 x0.1.relu1 "
         "x1.0.conv1 x1.0.relu1 x1.1.conv1 x1.1.relu1"),
        # the inner copies' names are those of each outer copy
        ("[[x<i>: R BN]*2]*2", "repeat1.0.x0 repeat1.0.bn1 repeat1.0.x1 repeat1.0.bn2 "
         "repeat1.1.x0 repeat1.1.bn1 repeat1.1.x1 repeat1.1.bn2"),
        ("[y<i>: [[x<i>: R BN]*2]]*2", "y0.x0 y0.bn1 y0.x1 y0.bn2 y1.x0 y1.bn1 y1.x1 y1.bn2"),
        # in a `seq`
        ("f: seq[C1 [x<i>: R BN]*2 M]", "f.0 f.x0 f.2 f.x1 f.4 f.5"),
        ("f: seq[C1 a: [x<i>: R BN]*2 M]", "f.0 f.a.x0 f.a.bn1 f.a.x1 f.a.bn2 f.2"),
        ("f: seq[[x<i>: R seq[BN]]*2]", "f.x0 f.1.0 f.x1 f.3.0"),
        # no copies have no names
        ("C1 R [x<i>: C1 R]*0 x0: M", "conv1 relu1 x0"),
        ("let n = 2 block b(n) { [x<i>: R]*<n> } b(n) b(1)", "b1.x0 b1.x1 b2.x0"),
        # what is filled in
        ("[x<i>: C1D4]*2 FC3", "x0 relu1 x1 relu2 fc1"),
        ("after conv { BN R } [x<i>: C1D4]*2 FC3", "x0 bn1 relu1 x1 bn2 relu2 fc1"),
    ],
)  # fmt: skip
def test_what_copies_are_called(spec: str, found: str) -> None:
    assert names(spec) == found.split()


def test_named_copies_are_those_that_are_written() -> None:
    """The same layers, counts and memory as written one after another with their labels."""
    copies = checked("input 3x8x8 [conv<i>: C3D<8*(i+1)> BN relu<i>: R M]*2 FC3")
    written = checked("input 3x8x8 conv0: C3D8 BN relu0: R M conv1: C3D16 BN relu1: R M FC3")
    assert copies.totals == written.totals
    assert [row.path for row in copies.rows] == [row.path for row in written.rows]


def test_names_of_copies_are_seen_by_no_tap() -> None:
    for spec in (
        "[x<i>: C1D4 R]*2 cat( id | @x0 )",
        "[x<i>: C1D4 R cat( id | @x0 )]*1",
        "[x<i>: [a: C1D4 R]]*2 cat( id | @x0.a )",
        "[x<i>: [a: C1D4 R] cat( id | @a )]*1",
    ):
        assert errors(f"input 4x8x8 {spec}") == ["name-unknown-label"]
    assert names("[x<i>: [a: C1D4 R cat( id | @a ) C1D4]]*2")[-1] == "x1.conv2"


def test_names_of_copies_hide_no_label_around_them() -> None:
    """`@x0` and `@y.a` are those of 4 channels, though copies of 8 have the same names nearer."""
    result = checked(
        "input 4x8x8 x0: R y0: [a: BN] [ [x<i>: C1D8 R]*2 cat( id | @x0 ) C1D8 R ]*1 "
        "[ [y<i>: [a: C1D8] R]*1 cat( id | @y0.a ) ]*1"
    )
    assert result.network.ok, result.network.diagnostics
    joins = [each for each in result.network.layers if each.layer.word == "cat"]
    assert [show_path(each.sources[1]) for each in joins] == ["x0", "y0.a"]
    check(result.program.whole)


@pytest.mark.parametrize(
    "spec",
    [
        "x<i>: C1 R",
        "x<i>: C1*2 R",
        "x<i>: [C1 R]*2",
        "block b(n) { x<n>: C1 R } b(3)",
        "[a: [x<i>: C1] R]*2",
        "[add( x<i>: C1D4 | id ) R]*2",
        "f: seq[x<i>: C1 R]*2",
        "R head h { x<i>: GAP }",
        "[x<0>: C1 R]*2",
        "[x<i//2>: C1 R]*2",
        "[x<i/2>: C1 R]*2",
        "[x<i-1>: C1 R]*2",
        "x1: R [x<i>: C1 R]*2",
        "[x<i>: C1 a: R]*2",
    ],
)
def test_a_name_that_is_none_has_a_way_out(spec: str) -> None:
    spec = f"input 4x8x8 {spec}"
    assert errors(spec) == ["name-copies"]
    (found,) = [each for each in checked(spec).network.diagnostics if each.code == "name-copies"]
    assert found.fixes
    for fix in found.fixes:
        assert not errors(applied(spec, fix.edits)), fix


def test_a_name_twice_is_said_of_the_second() -> None:
    assert errors("input 4x8x8 [x<i>: R]*2 x1: BN") == ["name-twice"]
    assert errors("input 4x8x8 [x<i>: R]*2 [x<i+1>: BN]*2") == ["name-copies"]
    assert errors("input 4x8x8 [[x<i>: R]*2 y<i>: BN]*2") == ["name-copies"]
    assert errors("input 4x8x8 R head x1 { GAP } [x<i>: R]*2") == ["name-copies"]
    assert errors("input 4x8x8 [forward<i>: R to<i>: BN]*2") == []
    assert errors("input 4x8x8 [for<i>: R F: BN]*2") == ["name-copies", "name-reserved"]


def test_a_label_in_each_copy_that_is_tapped_is_one_mistake() -> None:
    assert errors("input 4x8x8 [x<i>: C1D4 a: R C1D4 cat( id | @a ) C1D4]*2") == ["name-copies"]


@pytest.mark.parametrize("tap", ["@x<i>", "cat( id | @x<i> )"])
def test_a_tap_has_no_number(tap: str) -> None:
    assert errors(f"input 4x8x8 [x<i>: C1D4 R {tap}]*2") == ["syntax-unexpected"]


def test_a_tap_on_a_label_that_cannot_be_hides_nothing_else() -> None:
    spec = "input 3x16x16 [d<i>: C3D8 skip: R C3D8 @skip R]*2 C3D8"
    assert errors(spec) == ["name-copies"]
