"""What is kept of a part and used again, where it is met again, is what working it out again would give."""

from collections import Counter
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from conftest import SIBLINGS, checked, sample

from cnndsl.analyse.inference import Inference
from cnndsl.checking import infer, known_seqs, memo
from cnndsl.checking.flow import Flow
from cnndsl.checking.spot import Spot
from cnndsl.checking.trail import Context, Follow, Memo
from cnndsl.compile import compile_text, load
from cnndsl.formulas import Name
from cnndsl.layers.conv import Conv
from cnndsl.limits import Limits, held
from cnndsl.network import Item, Sequence, Step, Use
from cnndsl.paths import show_path
from cnndsl.program.named_numbers import Named, named
from cnndsl.resources import bundled
from cnndsl.show.as_json import document
from cnndsl.sizes import UNKNOWN, exactly
from cnndsl.syntax.tree_builder import parse_taken_in
from cnndsl.text import Text

INPUT = "input 64x32x32\n"

LARGE = [
    *sample(sorted(bundled().keys() - SIBLINGS)),
    "block b(d) { C3D<d> BN R add( id | C3D<d> R ) }\n"
    + INPUT
    + "b(64)*3 C1D8 b(8)*3 b(8) GAP FC3",
    "block u(skip, d) { C1D<d> a: R [cat( id | @a ) C1D<d> [add( id | @skip ) R]*3]*3 }\n"
    + INPUT
    + "e: C3D8 R u(@e, 8)*4 u(@e, 8) u(@e, 8) [ f: C1D8 [add( @f | @e )]*3 u(@f, 8)*2 ]*3 GAP FC3",
    "block v(d) { w(d) R w(d) }\nblock w(d) { C3D<d> R add( id | C1D<d> ) }\n"
    + INPUT
    + "v(8)*3 g: [ v(8) h: v(8) ] add( @g.h | id ) [ v(8) ]*3 aux s { v(8) v(8) GAP FC2 } v(8) GAP FC3",
    INPUT + "[C3D8 [R]*<i%2> [C1D8 R]*2]*6 split( [C1D4 R]*3 | [C1D4 R]*3 ) GAP FC3",
]

LAST_CONVOLUTION = [
    # What is between the uses of b changes one thing alone of what comes in; and what hangs on it.
    ("input 3x9x9 block b { R } C3D8 b b P3s1p1 b C3", 16),  # a pool behind a convolution: 2*8
    ("input 8x9x9 block b { R } b b C3D8 b C3", 8),  # no more the first, which has 64
    ("input 3x9x9 block b { R } C3D8 b b add( R | id ) P3s1p1 b b C3", 8),  # behind a join: kept
    ("input 3x9x9 block b { R } C3D8 P3s1p1 b b add( R | id ) b C3", 8),
    ("input 8x9x9 block b(t) { @t R } a: R c: C3D8 b(@a) C3D8 b(@a) C3D8 b(@c) C3", 8),
    ("input 8x9x9 block b(t) { @t R } a: R c: C3D8 b(@c) C3D8 b(@c) C3D8 b(@a) C3", 64),
    ("input 8x9x9 block b(t) { @t R } a: R c: C3D6 b(@a) C1D8 b(@a) C1D8 b(@c) C3", 6),
    ("input 8x9x9 block b(t) { @t R } a: C3D8 R c: C3D6 R b(@a) C1D8 b(@a) C1D8 b(@c) C3", 6),
    # `in` asks for shapes while copies and blocks are unfolded.
    ("input 64x9x9 [P3s1p1 C1 R C1D<in> R]*3", 256),  # 64, then doubled twice
    ("input 64x9x9 C1D64 R [C1 R C1D<in> R P3s1p1]*3", 256),  # 64, then doubled twice
    ("input 8x9x9 block b(t) { @t C1 R C1D<in> } a: R c: C3D8 R b(@c) R b(@c) R b(@a)", 64),
    ("input 8x9x9 block b(t) { @t C1D<2*in> } a: C3D8 R c: C1D4 R b(@a) R b(@a) R b(@c)", 8),
    ("input 8x9x9 block b(d) { C1D<d+in> R } b(1) b(1) b(2)", 12),  # 8+1+1+2
    ("input 8x9x9 block b { a: R [cat( id | @a )]*2 C1D<in> } b b", 72),  # 8*3*3
    ("input 8x9x9 [C1D<in+i> R]*4", 14),  # 8+0+1+2+3
    ("input 8x9x9 g: [ a: C1D4 R ] C1D6 R cat( @g.a | id ) C1D<2*in>", 20),  # 2*(4+6)
    # A crop without a size asks for shapes too: those of all branches, of which the smallest holds.
    ("input 4x20x20 block b { [C3D4p0 R]*1 } cat( id | b U2 b crop )", 8),
    (
        "input 4x20x20 block b(t) { [@t R]*1 } x: R a: C3D4p0 R c: U2 cat( b(@c) crop | b(@a) crop )",
        8,
    ),
]

STRIDES = [
    # At 1x1 a stride leaves the shape; the projection has the stride of the branch beside it.
    ("add( b b C1D8s2 b C1D4 | proj )", 2),
    ("add( C1D8s3 b b C1D8s2 b C1D4 | proj )", 6),
    (
        "add( cat( C1D2s2 | C1D2 ) C1D4 | proj )",
        2,
    ),  # behind a join, the widest step of its branches
    ("add( cat( C1D2 | C1D2s2 ) C1D4 | proj )", 2),
    ("add( C1D8s3 C1D4 | proj ) C1D8 add( C1D8s2 b b C1D4 | proj )", 2),
    ("add( C1D8s3 cat( C1D2s2 | C1D2 ) C1D4 | proj )", 6),
]


OTHERS = [
    # Where a part is met first, what comes in is from the layer that a label means, and later it is not.
    "block b(t) { cat( @t | R ) C1D8 R } input 8x9x9 add( id | R ) C1D8 a: R b(@a)"
    " c: C1D8 C1D8 R b(@c) C1D8 R b(@c)",
    "input 8x9x9 add( id | R ) C1D8 a: R [cat( @a | R ) C1D8 R]*4",
    "input 64x9x9 C1D64 R P3s1p1 [C1 R C1D<in> R C1D64 P3s1p1 add( id | R )]*3",  # doubled once
    "input 3x9x9 cat( b | b | b ) block b { C3D4 R M2 }",  # says of each what it leaves unread
    "input 8x9x9 block b { C3 R } b*5 C1D4 b b",  # 64, then what comes in
    # Memory: as many numbers in another shape; labels for values of several sizes; shares; what gives on.
    "block b { C3D4p0 R } input 4x9x9 b C2D9p0 b",  # 4*9*9 = 9*6*6
    "block b(t) { cat( id | @t ) C1D4 R } input 4x9x9 a: C1D4 R c: C1D40 R C1D4 b(@a)*2 b(@c)*2",
    "block b(t) { [cat( C1D4 R | @t ) C1D4]*3 } input 4x9x9 a: C1D4 R c: C1D40 R C1D4 b(@a) b(@c)",
    "block b { BN R } input 8x9x9 C1D8 split( b | b ) C1D8 b b C1D8",
    "block b { BN sigmoid } input 8x9x9 b b crop(5) b b",
    "input 8x9x9 a: C3D8 [DO0.5 id]*4 cat( id | @a ) C1D8",
    "block b(t) { g: [ a: C1D4 R ] C1D9 cat( @g.a | id | @t ) } input 4x9x9 a: R b(@a) c: C1D40 R C1D4 b(@c)",
]

SEQS = [
    # Uses of b differ in x, which its `seq` does not say, and then in one thing that its `seq` does say.
    ("b(1, 4) b(2, 4) b(3, 6)", "b(x, d) { s: seq[C1D<d> R] DO<x/9> }", [4, 4, 6]),
    ("b(1, 1) b(2, 1) b(3, 2)", "b(x, n) { s: seq[[C1D<in+1> R]*<n>] DO<x/9> }", [9, 10, 11, 12]),
    ("b(1) b(2) b(3)", "b(x) { s: seq[C1D<in+1> R] DO<x/9> }", [9, 10, 11]),
    ("b(1) b(2) b(3)", "b(x) { s: seq[c] DO<x/9> } block c(d=in+1) { C1D<d> R }", [9, 10, 11]),
    ("[b(i+1)]*3", "b(x) { s: seq[C1D<in+1> R] DO<x/9> }", [9, 10, 11]),
    ("b(1) b(2)", "b(x) { [s: seq[C1D<i+4> R] R]*2 DO<x/9> }", [4, 5, 4, 5]),
    ("b(1) b(2)", "b(x) { [a<i>: seq[C1D<i+4> R]]*2 DO<x/9> }", [4, 5, 4, 5]),
    ("b(1) b(2)", "b(x) { [s: seq[C1D<r> R] R]*<r: 4, 6> DO<x/9> }", [4, 6, 4, 6]),
    ("b([C1D4]) b([C1D4]) b([C1D6])", "b(f) { s: seq[f R] }", [4, 4, 6]),
    ("b(1) b(2)", "b(x) { s: seq[[a<r>: C1D<r> R]*<r: 4, 6>] DO<x/9> }", [4, 6, 4, 6]),
    ("b(1, 4) b(2, 4)", "b(x, d) { [s: seq[C1D<r> R] R]*<r: 4, d> DO<x/9> }", [4, 4, 4, 4]),
    (
        "cat( t: C1D8 R b(1, @t) | t: C1D8 R b(2, @t) | t: C1D6 R C1D8 R b(3, @t) )",
        "b(x, t) { s: seq[c(t)] DO<x/9> } block c(t) { cat( @t | R ) C1D<in> }",
        [8, 16, 8, 16, 6, 8, 14],
    ),
    *(
        (
            "b(1, 4) b(2, 4) b(3, 6)",
            f"b(x, d) {{ a: C1D<d> R C1D8 R s: seq[{tapped} C1D<in>] DO<x/9> C1D8 }}"
            " block c(t) { cat( @t | R ) }",
            [4, 8, 12, 8, 4, 8, 12, 8, 6, 8, 14, 8],
        )
        for tapped in ("cat( @a | id )", "c(@a)")
    ),
]


@pytest.mark.parametrize(("spec", "depth"), LAST_CONVOLUTION)
def test_what_is_met_again_is_followed_where_something_else_comes_in(spec: str, depth: int) -> None:
    result = checked(f"{spec} after conv {{ }}")
    assert result.network.ok, result.network.diagnostics
    assert result.network.outputs[0].shape[0] == depth


@pytest.mark.parametrize(("body", "stride"), STRIDES)
def test_the_stride_behind_a_block_that_is_met_again(body: str, stride: int) -> None:
    result = checked(f"input 8x1x1 block b {{ R }} {body} after conv {{ }}")
    assert result.network.ok, result.network.diagnostics
    last = [each for each in result.network.layers if each.layer.word == "proj"][-1]
    assert vars(last.layer)["stride"] == stride


TAPPED = (
    "input 8x9x9 block b { t: R C1D8 R s: seq[cat( @t | id ) C1D4 R] } b C1D6 b C1D5 b C1D7 b C1D6"
)
"""A `seq` into which the same comes, while the label that it taps has another value each time."""

SMALL = [
    *OTHERS,
    TAPPED,
    *(f"input 8x9x9 block {block} {uses}" for uses, block, _ in SEQS),
    *(spec for spec, _ in LAST_CONVOLUTION),
    *(f"input 8x1x1 block b {{ R }} {body}" for body, _ in STRIDES),
]


def account(spec: str) -> tuple[dict[str, Any], list[object], dict[str, int]]:
    """All that is said of a network, its layers' arguments and sources, and what is alive at each."""
    found = compile_text(load(spec))
    layers = [
        (each._replace(layer=None), type(each.layer), vars(each.layer))  # type: ignore[arg-type]
        for each in found.network.layers
    ]
    return document(found), layers, Inference(found.program.whole, 4).alive


def keep_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Follow and unfold every part as if it had not been met before."""

    def follow_part(
        memo: Memo, follow: Follow, body: Sequence, flow: Flow, context: Context
    ) -> Flow:
        return follow(body, flow, context)

    def follow_quietly(
        follow: Callable[[Item, Flow, Context], Flow], item: Item, flow: Flow, context: Context
    ) -> Flow:
        return follow(item, flow, context)

    fresh = count()
    monkeypatch.setattr(memo, "follow_part", follow_part)
    monkeypatch.setattr(memo, "follow_quietly", follow_quietly)
    monkeypatch.setattr(Spot, "state", property(lambda self: next(fresh)))
    monkeypatch.setattr(known_seqs, "_given", lambda expansion, part, label, spot: None)
    forgets = property(lambda self: {}, lambda self, parts: None)
    monkeypatch.setattr(Inference, "_ran", forgets, raising=False)


@pytest.mark.parametrize(
    "spec",
    [
        pytest.param(
            spec, marks=[pytest.mark.slow] * (spec in ("preact_resnet1001", "densenet121"))
        )
        for spec in (*LARGE, *SMALL)
    ],
)
def test_what_is_met_again_is_as_if_it_were_followed(
    spec: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = account(spec)
    assert [each for each in before[0]["diagnostics"] if each["severity"] == "error"] == []
    keep_nothing(monkeypatch)
    assert account(spec) == before


def test_nothing_is_placed_behind_a_mistake() -> None:
    """What has been met before it is not: a table of a broken network ends where it breaks."""
    found = checked("input 3x9x9 block b { C3D3 R } b b [R]*<n> b b")
    assert [show_path(each.path) for each in found.network.layers] == [
        *("b1.conv1", "b1.relu1"),
        *("b2.conv1", "b2.relu1", "repeat1.0.relu1"),
    ]


@pytest.mark.parametrize(
    ("body", "bodies"),
    [
        ("cat( id | C3D<growth> R )", 1),
        ("cat( id | C3D<growth> R C1D<in> )", 3),  # 4 in all of them, yet it is asked for
        ("cat( id | inner )", 3),  # which asks
        ("cat( id | [C3D<growth> R]*3 )", 1),
    ],
)
def test_a_body_is_made_once_whatever_comes_in_unless_it_asks_for_that(
    body: str, bodies: int
) -> None:
    blocks = f"block inner {{ C1D<in> }}\nblock dense(growth) {{ {body} }}\n"
    result = checked(f"{blocks}input 8x9x9 dense(4) dense(4) dense(4) inner GAP FC3")
    uses = [item for item in result.network.structure if isinstance(item, Use)]
    assert len({id(use.body) for use in uses if use.block == "dense"}) == bodies


@pytest.mark.parametrize(("uses", "block", "depths"), SEQS)
def test_a_seq_that_is_met_again_is_unfolded_where_what_it_says_means_something_else(
    uses: str, block: str, depths: list[int]
) -> None:
    result = checked(f"input 8x9x9 block {block} {uses}")
    assert result.network.ok, result.network.diagnostics
    convolutions = [each for each in result.network.layers if each.layer.word == "conv"]
    assert [each.output[0] for each in convolutions] == depths


def test_a_seq_is_made_once_for_uses_that_differ_in_what_it_does_not_say() -> None:
    block = "block b(drop, d) { add( s: seq[C1D<d> R C1D8] drop_path(drop) | id ) }"
    result = checked(f"{block} input 8x9x9 b(0.1, 4) b(0.2, 4) b(0.3, 4) b(0.1, 6)")
    origins = [each.origin for each in result.network.layers if each.origin.code == "C1D<d>"]
    assert len(origins) == 4
    assert len(set(map(id, origins))) == 2


@pytest.mark.parametrize(("first", "last"), [(1, 1), (1, 3)])
def test_a_seq_is_unfolded_again_where_a_size_among_others_is_another(
    first: int, last: int
) -> None:
    block = "block b(x, p) { s: seq[conv(8, <p>x1) pad(<p>:0)] DO<x/9> }"
    found = checked(f"{block} input 8x9x9 b(1, {first}) b(2, {first}) b(3, {last})").network.layers
    sides = [vars(each.layer)["kernel"] for each in found if each.layer.word == "conv"]
    rows = [each.output[1] for each in found if each.layer.word == "pad"]
    assert sides == [(each, 1) for each in (first, first, last)]
    assert rows == [9 + first, 9 + 2 * first, 9 + 2 * first + last]


def test_a_value_that_a_mistake_in_a_seq_hides_is_hidden_wherever_it_is_used() -> None:
    """All that is said is what is said of a first use: that its value is none for a kernel."""
    block = "block b(x, k) { s: seq[C<k>D8 R] P<k>s1 M<x>s1p0 }"
    found = checked(f"{block} input 8x9x9 b(1, 1/2) b(2, 1/2) b(3, 1/2)").network.diagnostics
    assert len([each for each in found if each.severity == "error"]) == 1


def test_a_seq_that_taps_a_label_around_it_is_followed_where_that_is_another_value() -> None:
    layers = checked(TAPPED).network.layers
    assert [each.output[0] for each in layers if each.layer.word == "cat"] == [16, 14, 13, 15]


def test_the_stride_behind_a_branch_that_is_stretched_over_another() -> None:
    """A projection has the stride of the branch beside it, and not that of a pool of whole maps inside of it."""
    result = checked("input 8x9x9 add( C1D8s4 mul( id | GAP C1D8 sigmoid ) C1D4 | proj )")
    assert vars(result.network.layers[-2].layer)["stride"] == 4  # 3 leaves 3x3 places too


@pytest.mark.parametrize(
    "part",
    [
        "b*{n}",
        "b " * 2 + "b*{n}",
        "s: seq[b*{n}]",
        "s: seq[[seq[C1D8 R]]*{n}]",
        "block c(x) {{ s: seq[C1D8 R] DO<x> }} [c(i/99)]*{n}",
    ],
)
def test_what_is_inside_parts_that_are_met_again_is_followed_no_more_often_for_more_of_them(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = "block b { C3D8 BN mul( id | GAP C1D8 sigmoid ) R }"
    followed: Counter[str] = Counter()
    step = infer._step

    def counted(layer: Step, flow: Flow, context: Context) -> Flow:
        followed[layer.layer.word if layer.layer else ""] += 1
        return step(layer, flow, context)

    monkeypatch.setattr(infer, "_step", counted)
    checked(f"input 8x9x9 C1D8 R {block} {part.format(n=5)} GAP FC3")
    few = followed["relu"]
    followed.clear()
    checked(f"input 8x9x9 C1D8 R {block} {part.format(n=25)} GAP FC3")
    assert followed["relu"] == few


def test_a_layer_answers_for_each_shape_that_comes_in() -> None:
    layer = Conv(depth=8, kernel=3, pad=1)
    known, other, hidden = (3, 9, 9), (3, 11, 11), (3, UNKNOWN, 9)
    assert [layer.infer(each) for each in (known, other, known)] == [
        (8, 9, 9),
        (8, 11, 11),
        (8, 9, 9),
    ]
    assert exactly(layer.infer(hidden)) == (8, None, 9)
    assert exactly(layer.infer(known)) == (8, 9, 9)
    rows = named(9, Name("rows"))
    assert isinstance(layer.infer((3, rows, 9))[1], Named)
    assert not isinstance(layer.infer(known)[1], Named)


def test_layers_that_say_the_same_are_one_object() -> None:
    layers = checked("input 8x9x9 C<3>D8 R C<1+2>D8 R C<5>D8 GAP FC3").network.layers
    first, same, other = (each.layer for each in layers if each.layer.word == "conv")
    assert first is same
    assert first is not other


def test_a_file_that_specs_of_any_length_take_in_is_parsed_once() -> None:
    short, long = Text("a", "input 3x9x9"), Text("b", "input 3x9x9 " + "R " * 999)
    taken = [each.take_in("c", "block b { C3D8 R }", "c") for each in (short, long)]
    first, again = map(parse_taken_in, taken)
    assert first is again
    assert [block.span.start for block in first[0].entries] == [taken[0].start + len("block ")]
    with held(Limits(nesting=1)):
        assert parse_taken_in(taken[0]) is not first
