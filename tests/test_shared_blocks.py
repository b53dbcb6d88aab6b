"""Shared blocks: one set of weights for all uses of the trunk, or of one use of the block around them."""

import json
import pickle

import pytest
from conftest import Runner, checked

import cnndsl
from cnndsl.compile import Result
from cnndsl.emit.pytorch import source
from cnndsl.paths import LaterCall, module_path, show_path

BASE = "shared block m { C3D8 R } input 8x16x16 "
CONV = 8 * 8 * 9 + 8
"""The parameters of its convolution: 584."""


def calls(spec: str) -> dict[str, str]:
    """The layers with weights, by path, each with the one whose weights it has; nothing for its own."""
    result = checked(spec)
    assert result.network.ok, result.network.diagnostics
    return {row.path: row.shared for row in result.rows if row.kind in ("conv", "fc", "bn")}


def one_mistake(spec: str) -> Result:
    result = checked(spec)
    assert [each.code for each in result.network.diagnostics if each.severity == "error"] == [
        "shared-differs"
    ]
    return result


@pytest.mark.parametrize(
    ("spec", "wanted"),
    [
        (BASE + "m m m", {"m.conv1": "", "m_2.conv1": "m.conv1", "m_3.conv1": "m.conv1"}),
        (  # copies, groups, branches and heads are of the trunk
            BASE + "[m]*2 g: [ m ] add( m | id ) head h { m } m",
            {"m.conv1": ""} | {f"m_{k}.conv1": "m.conv1" for k in range(2, 7)},
        ),
        (  # each use of a block has its own
            BASE + "block b { m m } b b m",
            {
                "b1.m.conv1": "",
                "b1.m_2.conv1": "b1.m.conv1",
                "b2.m.conv1": "",
                "b2.m_2.conv1": "b2.m.conv1",
                "m.conv1": "",
            },
        ),
        (  # a shared block in a shared one is part of it
            "shared block q { C1D8 R } shared block m { q C3D8 R q } input 8x16x16 m m q",
            {
                "m.q.conv1": "",
                "m.conv1": "",
                "m.q_2.conv1": "m.q.conv1",
                "m_2.q.conv1": "m.q.conv1",
                "m_2.conv1": "m.conv1",
                "m_2.q_2.conv1": "m.q.conv1",
                "q.conv1": "",
            },
        ),
        (  # labels name values alone
            BASE + "x: m y: m cat( @x | @y )",
            {"m.conv1": "", "m_2.conv1": "m.conv1"},
        ),
        (  # the weights are the trunk's, where any use is there
            BASE + "aux a { m GAP FC2 } m GAP FC3",
            {"m_2.conv1": "m.conv1", "a.fc1": "", "m.conv1": "", "fc1": ""},
        ),
        (BASE + "R aux a { m } aux b { m }", {"m.conv1": "", "m_2.conv1": "m.conv1"}),
    ],
)
def test_what_is_one_part(spec: str, wanted: dict[str, str]) -> None:
    assert calls(spec) == wanted


def test_weights_count_once_and_work_every_time() -> None:
    """Three calls on 16x16, 8x8 and 8x8: 8*8*9 products a place; unshared, 584 numbers a place."""
    totals = checked(BASE + "m M m m").totals
    places = 16 * 16 + 8 * 8 + 8 * 8
    assert (totals.params, totals.macs) == (CONV, 8 * 8 * 9 * places)
    assert totals.unshared_params == (8 * 9 + 1) * 8 * places
    assert checked(BASE.replace("R }", "BN R }") + "m m").totals.buffers == 16


def test_aux_parameters_are_those_that_the_trunk_has_not() -> None:
    totals = checked(BASE + "aux a { m GAP FC2 } m GAP FC3").totals
    assert (totals.params, totals.aux_params) == (CONV + 27, 18)
    totals = checked(BASE + "R aux a { m GAP FC2 } GAP FC3").totals
    assert (totals.params, totals.aux_params) == (27, CONV + 18)


def test_cbam() -> None:
    """As published: the two pooled vectors go through one perceptron, which is counted once: 2*32*2 + 2 + 32."""
    spec = (
        "shared block mlp(c=in) { C1D<c//16> R C1D<c> } "
        "block channel_attention { mul( id | add( GAP mlp | globalmaxpool mlp ) sigmoid ) } "
        "input 32x8x8 channel_attention"
    )
    result = checked(spec)
    assert (result.totals.params, result.totals.macs) == (162, 2 * 2 * 32 * 2)
    text = source(result)
    assert text.count("self.mlp = Mlp(") == 1
    assert text.count("self.mlp(y") == 2


def test_retinanets_heads() -> None:
    """Lin et al. 2017: four convolutions and the scores of 80 classes at nine anchors, one set for all levels."""
    spec = (
        "shared block scores { [C3D256 R]*4 C3D720 } input 256x32x32 p3: C3D256 R M p4: C3D256 R M p5: C3D256 R "
        "head s3 { @p3 scores } head s4 { @p4 scores } head s5 { @p5 scores }"
    )
    one = 256 * 256 * 9 + 256
    assert checked(spec).totals.params == 3 * one + 4 * one + 720 * 256 * 9 + 720
    assert source(checked(spec)).count("self.scores = Scores(") == 1


def test_what_is_filled_in_is_the_same_in_all_calls() -> None:
    """The last convolution of the second call is not hidden; that of the first is."""
    rows = checked("shared block m { C3D8 } input 8x8x8 m m").rows
    assert [row.kind for row in rows] == ["conv", "relu", "conv", "relu"]
    rows = checked("shared block m { C3D8*2 } input 8x8x8 R m").rows
    assert [row.kind for row in rows] == [
        "relu",
        "conv",
        "relu",
        "conv",
    ]  # one call, whose last is not
    rows = checked(
        "after conv { BN } shared block m { C3D8*2 } input 8x8x8 m C3D8 m head a { m }"
    ).rows
    assert sum(row.kind == "bn" for row in rows) == 3 * 2 + 1


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (
            "shared block s(d) { C3D<d> R } input 8x8x8 s(8) s(4)",
            "`depth` of `s.conv1` is 4 here and 8 there",
        ),
        ("shared block s { C3D4 R } input 8x8x8 s s", "is given 4x8x8 here and 8x8x8 there"),
        ("shared block s { FC4 } input 8x8x8 head a { s } M head b { s }", "8x4x4 here and 8x8x8"),
        (
            "shared block s(k=0.5) { leaky_relu(k) C3D8 } input 8x8x8 s s(0.2)",
            "`slope` of `s.leaky_relu1` is 0.2 here and 0.5 there",
        ),
        (
            "shared block s(n=1) { [C3D8 R]*<n> } input 8x8x8 s(2) s(3)",
            "is in one of them alone",
        ),
        (
            "shared block s(f) { C3D8 f } input 8x8x8 s([R]) s([gelu])",
            "is `gelu` here and `relu` there",
        ),
        (
            "shared block s(d) { C3D<d> R } block b(d) { s(d) s(8) } input 8x8x8 b(8) b(4)",
            "here and",
        ),
        (
            "shared block q(d) { C3D<d> R } shared block s(d) { q(8) q(d) } input 8x8x8 s(4)",
            "here and",
        ),
    ],
)
def test_a_use_that_needs_other_weights_is_one_mistake_that_shows_both(
    spec: str, words: str
) -> None:
    result = one_mistake(spec)
    (found,) = (each for each in result.network.diagnostics if each.code == "shared-differs")
    assert words in found.message, found.message
    assert found.related[0].message.startswith("the first use")
    assert found.related[0].span != found.span


def test_taps_may_differ_between_calls() -> None:
    """Of pools too, whose places have to come from windows of one shape: the module has one."""
    base = "shared block up(q) { unpool(@q) C3D8 R } input 8x16x16 b: M c: "
    result = checked(base + "M up(@c) up(@b)")
    assert result.network.ok, result.network.diagnostics
    assert result.totals.params == CONV
    found = one_mistake(base + "M3s2p1 up(@c) up(@b)").network.diagnostics
    assert any("windows differ" in each.message for each in found)
    like = "shared block m(s) { C3D8 R upsample(like=@s) } input 8x16x16 e: R M f: R M m(@f) m(@e)"
    assert checked(like).network.ok


def test_a_block_and_its_label_may_have_any_names() -> None:
    """A label that is called as the block is goes on being a layer's; the part gives way."""
    assert calls(BASE + "m: C3D8 R m m") == {
        "m": "",
        "m_.conv1": "",
        "m__2.conv1": "m_.conv1",
    }


def test_tables_and_json_say_what_is_shared(run: Runner) -> None:
    shown = run("check", BASE + "m m").out
    assert "C3D8 (as m.conv1)" in shown
    rows = json.loads(run("check", BASE + "m m", "--format", "json").out)["layers"]
    assert [row["shared"] for row in rows] == [None, None, "m.conv1", "m.relu1"]
    assert [row["params"] for row in rows] == [CONV, 0, 0, 0]
    layers = cnndsl.check(BASE + "m m").layers
    assert [each.shared for each in layers] == [None, None, "m.conv1", "m.relu1"]


def test_facts_are_of_each_call() -> None:
    facts = f"expect @m params {CONV} expect @m_2 params 0 expect @m_2.conv1 shape 8x16x16"
    assert checked(f"{BASE} m m {facts}").network.ok


def test_a_checked_network_is_pickled_with_its_names() -> None:
    path = ("b1", LaterCall("m_2", "m"), "conv1")
    assert module_path(pickle.loads(pickle.dumps(path))) == ("b1", "m", "conv1")
    assert show_path(path) == "b1.m_2.conv1"


def test_shared_stands_before_block_alone() -> None:
    assert not checked("shared block m { C3D8 R } shared: C3D8 input 8x8x8 m").network.ok
    assert not checked("shared C3D8 input 8x8x8 R").network.ok


def test_many_calls_are_followed_in_a_line() -> None:
    result = checked(BASE + "m*300")
    assert len(result.rows) == 600
    assert result.totals.params == CONV


def test_a_siamese_network() -> None:
    """Two images through one tower: 1*8*9 + 8, 8*16*9 + 16 and 16*4 + 4 of it, and 4 + 1 behind it."""
    spec = (
        "shared block tower { C3D8 R M C3D16 R GAP F FC4 } input left 1x32x32 input right 1x32x32 "
        "sub( tower | @right tower ) FC1 sigmoid"
    )
    result = checked(spec)
    assert result.totals.params == 80 + 1168 + 68 + 5
    text = source(result)
    assert "def forward(self, left: torch.Tensor, right: torch.Tensor)" in text
    assert ("a = self.tower(left)" in text, "b = self.tower(right)" in text) == (True, True)
