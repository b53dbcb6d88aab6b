"""`seq[...]`: parts that are numbered as PyTorch's `Sequential` numbers them, held against torchvision's names."""

from random import Random

import pytest
from conftest import checked
from hypothesis import given
from hypothesis import strategies as st
from nested import deep_in_calls
from programs import check
from random_specs import WORDS, random_spec

import cnndsl
from cnndsl.analyse.figures import Result
from cnndsl.fixes import applied
from cnndsl.limits import Limits
from cnndsl.network import Nest, Step
from cnndsl.paths import show_path
from cnndsl.show.layer_table import table
from cnndsl.show.problems import full
from cnndsl.show.styled_text import plain
from cnndsl.show.tables import lines

SEEDS = st.integers(0, 2**32)


def paths(result: Result) -> list[str]:
    return [show_path(placed.path) for placed in result.network.layers]


def names(spec: str) -> list[str]:
    result = checked(f"input 4x8x8 {spec}")
    assert result.network.ok, result.network.diagnostics
    return paths(result)


def numbers(result: Result, kind: str, part: str) -> list[int]:
    """The numbers of a kind's layers in a `seq`."""
    found = [show_path(each.path) for each in result.network.layers if each.layer.word == kind]
    return [int(path.rpartition(".")[2]) for path in found if path.startswith(f"{part}.")]


def errors(spec: str) -> list[str]:
    found = checked(spec).network.diagnostics
    return [each.code for each in found if each.severity == "error"]


VGG16 = """input 3x224x224
features: seq[C3D64*2 M C3D128*2 M C3D256*3 M C3D512*3 M C3D512*3 M]
classifier: seq[FC4096 {R} DO FC4096 {R} DO FC1000]
"""


def test_vgg_is_numbered_as_in_torchvision() -> None:
    """`features.0.weight`, `features.2.weight`, ...: torchvision's vgg16 and vgg16_bn."""
    plain = checked(VGG16.replace("{R} ", ""))
    assert numbers(plain, "conv", "features") == [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28]
    assert numbers(plain, "fc", "classifier") == [0, 3, 6]
    assert plain.totals.params == 138_357_544
    written = VGG16.replace("{R}", "R") + "after conv { BN R }"
    normed = checked(written)
    assert numbers(normed, "conv", "features") == [
        *(0, 3, 7, 10, 14, 17, 20, 24, 27, 30, 34, 37, 40),
    ]
    assert numbers(normed, "fc", "classifier") == [0, 3, 6]
    assert normed.totals.params == 138_365_992


def test_alexnet_is_numbered_as_in_torchvision() -> None:
    """features.0, 3, 6, 8, 10 and classifier.1, 4, 6; 61,100,840 parameters."""
    result = checked(
        "input 3x224x224 features: seq[C11D64s4p2 R M3s2 C5D192 R M3s2 C3D384 R C3D256*2 M3s2] "
        "classifier: seq[DO FC4096 R DO FC4096 R FC1000]".replace("C3D256*2", "C3D256 R C3D256 R")
    )
    assert numbers(result, "conv", "features") == [0, 3, 6, 8, 10]
    assert numbers(result, "fc", "classifier") == [1, 4, 6]
    assert result.totals.params == 61_100_840


def test_a_stage_of_blocks_is_numbered_as_in_torchvision() -> None:
    block = "block b(d) { add( C3D<d>b0 BN R C3D<d>b0 BN | proj ) R } "
    found = names(f"{block}layer1: seq[b(64) b(64)*2]")
    assert list(dict.fromkeys(path.rpartition(".")[0] for path in found)) == [
        *("layer1.0", "layer1.1", "layer1.2"),
    ]


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        # every copy is a part of its own; copies of brackets have names inside, those of a `seq` numbers
        ("f: seq[C1*2 M]", "f.0 f.1 f.2 f.3"),  # with the ReLU between them that is filled in
        ("f: seq[[C1 R]*2]", "f.0.conv1 f.0.relu1 f.1.conv1 f.1.relu1"),
        ("f: seq[R seq[C1 R]*2]", "f.0 f.1.0 f.1.1 f.2.0 f.2.1"),
        ("f: seq[C1 R]*2", "f.0.0 f.0.1 f.1.0 f.1.1"),
        ("f: seq[R*0 C1 R*1 BN]", "f.0 f.1 f.2"),
        ("f: seq[add( C1D4 R | id )*2]", "f.0.conv1 f.0.relu1 f.0.id1 f.0.add1 "
         "f.1.conv1 f.1.relu1 f.1.id1 f.1.add1"),
        # brackets without label or copies are as if they were not there
        ("f: seq[C1 [R BN] M]", "f.0 f.1 f.2 f.3"),
        # a label is kept, and uses up a number; with copies it is a `seq` itself
        ("f: seq[C1 a: R BN]", "f.0 f.a f.2"),
        ("f: seq[a: [C1 R] BN]", "f.a.conv1 f.a.relu1 f.1"),
        ("f: seq[R a: C1*2 R C1]", "f.0 f.a.0 f.a.1 f.2 f.3"),
        ("f: seq[a: C1*2 C1]", "f.a.0 f.a.1 f.a.2 f.a.3 f.1"),
        ("f: seq[R a: [C1 R]*2 BN]", "f.0 f.a.0.conv1 f.a.0.relu1 f.a.1.conv1 f.a.1.relu1 f.2"),
        ("f: seq[C1 R a: seq[C1 R] BN]", "f.0 f.1 f.a.0 f.a.1 f.3"),
        ("f: seq[R a: add( C1D4 | id ) BN]", "f.0 f.a.conv1 f.a.id1 f.a.add1 f.2"),
        # a join with its branches is one part, and so is a `seq` in a `seq`; `id` takes a number
        ("f: seq[C1D4 R add( C1D4 | id ) R]", "f.0 f.1 f.2.conv1 f.2.id1 f.2.add1 f.3"),
        ("f: seq[seq[C1 R] seq[seq[C1]] id R]", "f.0.0 f.0.1 f.1.0.0 f.2 f.3"),
        # a tap takes none
        ("a: C1 R f: seq[@a R]", "a relu1 f.0"),
        # in blocks, branches, repeats and heads
        ("block b { f: seq[C1 R] } b", "b1.f.0 b1.f.1"),
        ("[f: seq[C1 R]]*2", "repeat1.0.f.0 repeat1.0.f.1 repeat1.1.f.0 repeat1.1.f.1"),
        ("add( f: seq[C1D4 R] | g: seq[R] )", "f.0 f.1 g.0 add1"),
        ("R head h { seq[GAP F FC4] } head k { C1 f: seq[GAP] }", "relu1 h.0 h.1 h.2 k.conv1 k.f.0"),
        ("R head h { seq[C1 R]*2 }", "relu1 h.0.0 h.0.1 h.1.0 h.1.1"),
        # numbers count from 0 in each, and go beyond 9
        ("f: seq[R*11]", " ".join(f"f.{number}" for number in range(11))),
    ],
)  # fmt: skip
def test_what_parts_are_called(spec: str, found: str) -> None:
    assert names(spec) == found.split()


def test_what_is_filled_in_has_the_numbers_of_what_is_written() -> None:
    """A ReLU behind a sum counts by itself, as where it is written."""
    written = "f: seq[C3D4 R add( C3D4 | C1D4 ) R [C3D4 BN R]*2 C1D4 R M] FC3"
    assert names(written.replace(" R", "")) == names(written)
    with_norms = "f: seq[C3D4 BN R C3D4 BN R M] FC3"
    assert names("after conv { BN R } f: seq[C3D4*2 M] FC3") == names(with_norms)


@pytest.mark.parametrize(
    "spec",
    [
        "f: seq[C3D4*2 M] FC3",
        "f: seq[a: C3D4*2 [C3D4]*2 M] FC3",
        "f: seq[C3D4 M C3D4] FC3",
        "f: seq[add( C3D4 | id ) C3D4] FC3",
        "f: seq[add( C3D4 | C1D4 )*2 C3D4] FC3",
    ],
)
def test_what_is_filled_in_keeps_its_numbers_where_it_is_written(spec: str) -> None:
    spec = f"input 4x8x8 {spec}"
    (note,) = [
        each for each in checked(spec).network.diagnostics if each.code == "assumed-activation"
    ]
    for fix in note.fixes:
        assert paths(checked(applied(spec, fix.edits))) == paths(checked(spec))


def test_facts_take_numbers_in_their_paths() -> None:
    """3x3 of 3 channels to 64, with a bias each: 64*(27+1) = 1,792; behind it 64*(9*64+1) = 36,928."""
    result = checked(
        "input 3x32x32 features: seq[C3D64 R C3D64 R M] FC10 expect @features.0 params 1792 "
        "expect @features.2 params 36_928 expect @features params 38_720 "
        "expect @features.4 shape 64x16x16 expect @features.1 macs 0"
    )
    assert result.network.ok, result.network.diagnostics
    (found,) = checked("input 3x8x8 f: seq[C3D8 R] FC3 expect @f.2 params 0").network.diagnostics
    assert found.code == "fact-unknown-path"


def test_a_mistake_in_a_seq_names_the_part() -> None:
    found = checked("input 3x8x8 f: seq[[C3D8 R]*2 C9D8p0]").network.diagnostics[0]
    assert (found.code, found.note) == ("shape-kernel-too-large", "this is layer `f.2`")


def test_labels_in_a_seq_are_not_seen_outside() -> None:
    """Inside they are; the whole is tapped by its own, and means what comes out with what is filled in."""
    assert names("f: seq[a: C1D4 R cat( id | @a ) R] cat( id | @f )")[-1] == "cat1"
    for tap in ("a", "f.a", "f.0"):
        assert errors(f"input 4x8x8 f: seq[a: C1D4 R] cat( id | @{tap} )") == ["name-unknown-label"]
    for spec in ("f: seq[a: C1D4 R]", "f: seq[a: C1D4 R]*2", "f: [a: C1D4 R]*2"):
        (found,) = checked(f"input 4x8x8 {spec} cat( id | @a )").network.diagnostics
        (fix,) = found.fixes
        assert fix.edits[0].text == "@f"
    result = checked("input 4x8x8 f: seq[C1D4 C1D4] C1D4 cat( id | @f ) FC3")
    (join,) = [each for each in result.network.layers if each.layer.word == "cat"]
    assert show_path(join.sources[1]) == "f.3"


def test_a_label_in_a_seq_hides_none_around_it() -> None:
    """`@x.a` is the first one's value of 4 channels, though an `x` with an `a` of 8 stands nearer."""
    result = checked("input 4x8x8 x: [a: R] [ x: seq[a: C1D8] C1D4 R cat( id | @x.a ) C1D4 ]*2")
    assert result.network.ok, result.network.diagnostics
    joins = [each for each in result.network.layers if each.layer.word == "cat"]
    assert [(each.output[0], show_path(each.sources[1])) for each in joins] == [(8, "x.a")] * 2
    assert result.program.whole.statements


@pytest.mark.parametrize(
    ("spec", "fits"),
    [
        # done in front of the `seq`
        ("f: seq[FC8 R FC8]", True),
        ("f: seq[DO FC8]", True),
        ("f: seq[R id drop_path(0.2) sigmoid FC8]", True),
        ("f: seq[DO seq[R FC8] FC8]", True),
        # nothing is implied where flat values come in
        ("f: seq[C1 R F FC8]", True),
        ("F f: seq[FC8 BN FC8]", True),
        ("f: seq[C1 R seq[F DO] FC8]", True),
        # inside a part of its own, which is no `seq`
        ("block b { FC8 R } f: seq[C1 R b]", True),
        ("f: seq[C1 R a: [FC8 R]]", True),
        ("f: seq[C1 R [FC8 R]*2]", True),
        # between two numbers
        ("f: seq[C1 R FC8]", False),
        ("f: seq[GAP FC8]", False),
        ("f: seq[S FC8]", False),  # over the channels of maps, and not over all numbers
        ("f: seq[C1 R seq[DO FC8]]", False),
        ("f: seq[C1 R a: FC8]", False),
        ("f: seq[C1 R FC8*2]", False),
        ("f: seq[C1RFC8]", False),
        ("f: seq[C1 R -> fc(8)]", False),
        ("f: seq[C1 R a: FC8*2]", False),
        ("f: seq[add( C1D4 R | id ) FC8]", False),
        ("block b { f: seq[C1 R FC8] } b", False),
        ("R head h { seq[BN FC8] }", False),
    ],
)  # fmt: skip
def test_where_a_flatten_has_to_be_written(spec: str, fits: bool) -> None:
    spec = f"input 4x8x8 {spec}"
    found = [each for each in checked(spec).network.diagnostics if each.severity == "error"]
    assert [each.code for each in found] == [] if fits else ["shape-flatten"]
    for each in found:
        (fix,) = each.fixes
        assert fix.safe
        mended = checked(applied(spec, fix.edits)).network
        assert mended.ok, mended.diagnostics
        assert [layer.layer.word for layer in mended.layers].count("flatten") == 1


@pytest.mark.parametrize(
    "spec",
    ["seq[C1 R]", "seq[C1 R]*2", "block b { seq[C1] } b", "[seq[C1 R]]*2", "add( seq[C1D4] | id )",
     "f: seq[a: [seq[C1]]]", "f: seq[[seq[C1]]*2]", "R head h { seq[C1] seq[C1] }", "f: [seq[R]]",
     "R head h { [C1 seq[C1]] }", "R head h { f: [seq[C1]] }"],
)  # fmt: skip
def test_a_seq_needs_a_label(spec: str) -> None:
    spec = f"input 4x8x8 {spec}"
    first = next(each for each in checked(spec).network.diagnostics if each.severity == "error")
    assert first.code == "name-missing"
    for fix in first.fixes:
        left = errors(applied(spec, fix.edits))
        assert len(left) < len(errors(spec)), fix


SLIP = "R C3D8 s2"
"""A mistake elsewhere, so that a text that can be read is looked at with care as well."""


@pytest.mark.parametrize("elsewhere", ["", SLIP])
@pytest.mark.parametrize(
    "name",
    ["features", "f", "-> f", "after none f", "network v f", "let n = 2 f", "block b { C } f"],
)  # fmt: skip
def test_a_name_before_a_seq_that_means_nothing_else_lacks_a_colon(
    name: str, elsewhere: str
) -> None:
    spec = f"input 4x8x8 {name} seq[C R] {elsewhere}"
    found = [each for each in checked(spec).network.diagnostics if each.code == "syntax-unexpected"]
    (fix,) = [fix for each in found for fix in each.fixes]
    assert fix.safe
    assert applied(spec, fix.edits) == f"input 4x8x8 {name}: seq[C R] {elsewhere}"


@pytest.mark.parametrize("elsewhere", ["", SLIP])
@pytest.mark.parametrize(
    "before",
    ["relu", "block b { C } b", "block b(x) { C x", "block b(x) { C } x", 'use "blocks.cnn" f', "f\n",
     "network v", "let n", "expect params", "C R", "@a", ""],
)  # fmt: skip
def test_a_name_before_a_seq_that_is_something_else_is_no_label(
    before: str, elsewhere: str
) -> None:
    """A layer, a block or what stands for one, one of a file's, on a line of its own, of a statement."""
    spec = f"input 4x8x8 {before} seq[C R] {elsewhere}"
    found = checked(spec).network.diagnostics
    written = [edit.text for each in found for fix in each.fixes for edit in fix.edits]
    assert ":" not in written


def test_a_name_for_a_seq_is_a_free_one() -> None:
    spec = "input 4x8x8 features: seq[R] seq[C1]"
    (found,) = [each for each in checked(spec).network.diagnostics if each.code == "name-missing"]
    assert applied(spec, found.fixes[0].edits).endswith("features_1: seq[C1]")


@pytest.mark.parametrize(
    "spec", ["seq: R", "let seq = 3 FC3", "block seq { R } R", "network seq R"]
)
def test_seq_is_a_word_of_the_language(spec: str) -> None:
    assert errors(f"input 4x8x8 {spec}") == ["name-reserved"]
    assert not errors("input 4x8x8 sequel: R")


def test_a_seq_is_a_nest_whose_parts_have_numbers() -> None:
    """So that whoever writes the module can tell it: repeats are written out in it, joins are parts."""
    structure = checked(
        "input 4x8x8 f: seq[C1*2 x: [C1 R]*2 add( C1D4 | id ) [C1 R]*2]"
    ).network.structure
    (item,) = structure
    assert isinstance(item, Nest)
    assert item.numbered
    assert [each.name for each in item.body] == ["0", "1", "x", "3", "4", "5"]
    assert [type(each) for each in item.body] == [Step, Step, Nest, Nest, Nest, Nest]
    assert [isinstance(each, Nest) and each.numbered for each in item.body[2:]] == [
        *(True, False, False, False),
    ]


@given(SEEDS)
def test_numbers_change_no_figures(seed: int) -> None:
    """The same spec with plain brackets has the same layers and counts.

    What is held at the peak is compared below: copies that are written out are let go at other places.
    """
    spec = random_spec(seed, seqs=True)
    found, plain = checked(spec), checked(spec.replace("seq[", "["))
    assert found.network.ok, found.network.diagnostics
    for one, other in zip(found.rows, plain.rows, strict=True):
        ours, theirs = (
            row._replace(placed=row.placed._replace(path=(), sources=(), origin=None))  # type: ignore[arg-type]
            for row in (one, other)
        )
        assert ours == theirs
    assert found.totals == plain.totals._replace(
        peak_activation_bytes=found.totals.peak_activation_bytes
    )
    check(found.program.whole)


@given(SEEDS)
def test_numbers_change_no_memory(seed: int) -> None:
    """A `seq` holds what a labelled group of the same layers holds, in inference and in training."""
    dice = Random(seed)
    chains = [
        " ".join(dice.choices([each for each in WORDS if "*" not in each], k=3)) for _ in "abcd"
    ]
    spec = "input 3x8x8 {} f: seq[ {} g: seq[ {} ] {} ] GAP F FC3 after conv {{ }}"
    spec = spec.format(*chains).replace("#", "4")
    found, plain = checked(spec), checked(spec.replace("seq[", "["))
    assert found.totals == plain.totals


LEVELS = Limits().nesting
HALF = LEVELS // 2
DEEP = {
    "in one another": f"f: {'seq[ ' * LEVELS} C1D4 R {'] ' * LEVELS}",
    "labelled": "".join(f"l{k}: seq[ " for k in range(LEVELS)) + "C1D4 R" + " ]" * LEVELS,
    "copies": f"f: seq[ {'seq[ ' * (LEVELS - 1)} C1D4 R {']*1 ' * (LEVELS - 1)} ]",
    "labelled copies": "".join(f"l{k}: seq[ " for k in range(HALF)) + "C1D4 R" + " ]*1" * HALF,
    "joins": f"f: seq[ {'add( seq[ ' * (LEVELS // 3)} C1D4 R {'] | id ) ' * (LEVELS // 3)} ]",
    "labelled copies of joins": (
        f"f: {''.join(f'seq[ l{k}: add( ' for k in range(LEVELS // 4))} C1D4 R {')*1 ] ' * (LEVELS // 4)}"
    ),
    "groups": f"f: {'seq[ [ ' * HALF} C1D4 R {']*1 ] ' * HALF}",
    "named copies": f"{'[ x<i>: [ ' * HALF} C1D4 R {'] ]*1 ' * HALF}",
}


@pytest.mark.parametrize("name", DEEP)
def test_what_is_nested_to_the_limit_is_worked_out(name: str) -> None:
    spec = f"input 4x8x8 {DEEP[name]} FC3"
    result = deep_in_calls(lambda: checked(spec))
    codes = {each.code for each in result.network.diagnostics}
    assert "limit-nesting" not in codes
    assert deep_in_calls(lambda: result.totals).params
    assert deep_in_calls(lambda: cnndsl.report(cnndsl.check(spec))).totals


@pytest.mark.parametrize("name", ["in one another", "copies", "groups"])
def test_deeper_is_refused(name: str) -> None:
    spec = f"input 4x8x8 g: [ [ {DEEP[name]} ] ] FC3"
    assert "limit-nesting" in {each.code for each in checked(spec).network.diagnostics}


PIECES = """
seq[ seq[ seq [ [ ] ] ] ]*2 ]*<n> *2 *0 x<i>: y<i+1>: x: y: a: C3D4 C3D4*2 R BN FC4 F add( cat( | ) id @x @a b
block b { } head h { aux k { proj GAP DO after conv let n = 2 expect @x.0 params Sequential( Sequential[ seq( sqe[
<i> x(i): x[i]: upsample(like=@x) split( S 3*seq[ , -> f
"""


@given(st.lists(st.sampled_from(PIECES.split()), max_size=16))
def test_pieces_in_any_order_come_to_diagnostics(pieces: list[str]) -> None:
    """None ends in a traceback, nor does what any fix makes of it; what is sound has a program that is."""
    spec = f"input 4x8x8 {' '.join(pieces)}"
    result = checked(spec)
    for found in result.network.diagnostics:
        plain(full(found, result.network.text))
        for fix in found.fixes:
            checked(applied(spec, fix.edits))
    plain(lines(table(result)))
    if result.network.ok:
        check(result.program.whole)
