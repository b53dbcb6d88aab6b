"""What is kept of a part and used again, where it is met again, is what working it out again would give."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from conftest import SIBLINGS, checked, sample

from cnndsl.analyse.inference import Inference
from cnndsl.checking import memo
from cnndsl.checking.flow import Flow
from cnndsl.checking.spot import Spot
from cnndsl.checking.trail import Context, Follow, Memo
from cnndsl.compile import compile_text, load
from cnndsl.limits import Limits, held
from cnndsl.network import Item, Sequence, Use
from cnndsl.paths import show_path
from cnndsl.resources import bundled
from cnndsl.show.as_json import document
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


SMALL = [
    *OTHERS,
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
