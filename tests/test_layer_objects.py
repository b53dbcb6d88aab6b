"""Networks of layer objects: the spec that is written of them, which says the same as one that is written by hand."""

import pickle
from typing import Any

import pytest

import cnndsl
from cnndsl.layer_objects import (
    Joined,
    Part,
    Parts,
    add,
    cat,
    copies,
    dot,
    maximum,
    mix,
    mul,
    seq,
    spec_of,
    split,
    sub,
    tap,
)
from cnndsl.layers import KINDS, Layer
from cnndsl.layers.activation import Relu
from cnndsl.layers.conv import Conv
from cnndsl.layers.joins import Add
from cnndsl.layers.linear import FullyConnected
from cnndsl.layers.merge import Identity, Projection
from cnndsl.layers.norm import BatchNorm, LayerNorm
from cnndsl.layers.pool import Gap, MaxPool
from cnndsl.layers.reshape import Crop, Pad, Upsample
from cnndsl.layers.scale import Affine
from cnndsl.sizes import Sides

INPUT = (3, 32, 32)


def test_a_network_of_objects_is_checked_reported_and_built_as_a_spec_is() -> None:
    branch = [
        Conv(depth=64, bias=False),
        BatchNorm(),
        Relu(),
        Conv(depth=64, bias=False),
        BatchNorm(),
    ]
    parts: Parts = [
        Conv(depth=64),
        Relu(),
        copies(3, [add(branch, [Identity()]), Relu()]),
        MaxPool(window=3, stride=2, pad=1),
        Gap(),
        FullyConnected(features=10),
    ]
    net = cnndsl.network_of(INPUT, parts)
    same = cnndsl.check(
        "input 3x32x32 C3D64 R [ add( C3D64b0 BN R C3D64b0 BN | id ) R ]*3 P3s2p1 GAP FC10"
    )
    assert net.ok
    assert net.diagnostics == ()
    assert net.totals == same.totals
    assert [each.shape for each in net.layers] == [each.shape for each in same.layers]
    assert cnndsl.report(net).totals == cnndsl.report(same).totals
    assert cnndsl.source(net) == cnndsl.source(same)
    assert pickle.loads(pickle.dumps(net)) == net


def test_every_kind_is_written_so_that_it_is_read_as_it_was() -> None:
    for kind in KINDS.values():
        meant = cnndsl.check(kind.example).result
        shape = meant.network.input
        assert shape is not None
        layers = [row.placed.layer for row in meant.rows]
        if len(layers) > 1 or vars(layers[0]).get("like"):
            continue  # of branches, or with a label
        written = cnndsl.network_of(shape, layers)
        assert [row.placed.layer for row in written.result.rows] == layers, kind.word


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (Conv(), "conv"),
        (Conv(depth=8, kernel=(3, 5), pad="same", bias=False), "conv(depth=8, kernel=3x5, pad=same, bias=no)"),
        (LayerNorm(eps=1e-06), "layernorm(eps=1e-06)"),
        (Affine(a=2, b=-0.5), "affine(a=2, b=-0.5)"),
        (KINDS["take"](start=0, stop=2), "take(from=0, to=2)"),
        (copies(2, [Relu()]), "[ relu ]*2"),
        (seq("f", [Relu(), seq("", [Gap()])]), "f: seq[ relu seq[ gap ] ]"),
        (add([Relu()], []), "add( relu | id )"),
        (mul([Relu()], [Identity()]), "mul( relu | id )"),
        (maximum([Relu()], []), "max( relu | id )"),
        (sub([Relu()], []), "sub( relu | id )"),
        (mix([dot([Relu()], [Gap()])], [Gap()]), "mix( dot( relu | gap ) | gap )"),
        (cat([Relu(), Gap()], [Gap()]), "cat( relu gap | gap )"),
        (split([Relu()], [Relu()], [copies(2, [Relu()])]), "split( relu | relu | [ relu ]*2 )"),
        (Pad(n=Sides(3, 0)), "pad(n=3:0)"),
        (Crop(size=(Sides(0, 1), Sides(2, 0))), "crop(size=0:1x2:0)"),
        (add([Conv(depth=8, stride=2)], [Projection()]), "add( conv(depth=8, stride=2) | proj )"),
    ],
)  # fmt: skip
def test_how_a_part_is_written(part: Part, words: str) -> None:
    assert spec_of({"": INPUT}, [part]).splitlines()[-1] == words


def test_parts_with_numbers() -> None:
    part = seq("features", [Conv(depth=8), copies(2, [Relu()]), seq("", [Gap()])])
    net = cnndsl.network_of(INPUT, [part, FullyConnected(features=10)])
    assert [each.path for each in net.layers] == [
        *("features.0", "features.1.relu1", "features.2.relu1", "features.3.0", "fc1"),
    ]
    found = cnndsl.network_of(INPUT, [seq("", [Relu()])]).diagnostics
    assert [each.code for each in found] == ["name-missing"]
    found = cnndsl.network_of(INPUT, [seq("seq", [Relu()])]).diagnostics
    assert [each.code for each in found] == ["name-reserved"]


def test_no_activation_is_filled_in() -> None:
    net = cnndsl.network_of(INPUT, [Conv(depth=8), Gap(), FullyConnected(features=10)])
    assert [each.kind for each in net.layers] == ["conv", "gap", "fc"]


def test_a_mistake_points_at_the_layer_as_it_is_written() -> None:
    net = cnndsl.network_of(INPUT, [Conv(depth=8, groups=2), Conv(depth=0)])
    assert not net.ok
    assert [each.code for each in net.diagnostics] == ["shape-groups", "size-invalid"]
    assert "conv(depth=8, groups=2)\n  |               ^^^^^^^^" in net.problems()
    with pytest.raises(cnndsl.SpecError):
        cnndsl.source(net)


DEEP: Any = [Relu()]
for _ in range(1000):
    DEEP = [copies(1, DEEP)]


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        (Relu(), "a network is a list of its parts, and not `Relu`"),
        ([Relu], "a part of a network is a layer"),
        ([Layer()], "a part of a network is a layer"),
        ([Add()], "a part of a network is a layer"),
        (["R"], "a part of a network is a layer.* and not `str`"),
        ([[Relu()]], "a part of a network is a layer.* and not `list`"),
        ([Conv(depth="8) FC10")], "`depth` of `conv` cannot be `8"),
        ([Conv(depth=10**30)], f"`depth` of `conv` cannot be 1{'0' * 30}"),
        ([Conv(depth=None, kernel=(3, None))], "`kernel` of `conv` cannot be None"),
        ([Upsample(like=object())], "`like` of `upsample` cannot be `object`"),
        ([copies(-1, [Relu()])], "-1"),
        ([seq("f: FC10 g", [Relu()])], "`f: FC10 g` is no name"),
        ([seq("f\n", [Relu()])], "is no name"),
        ([seq(3, [Relu()])], "a name is a word, and not `int`"),  # type: ignore[arg-type]
        ([Joined("fc(3) add", ([], []))], "`fc\\(3\\) add` is no join"),
        ([copies(2, Relu())], "a network is a list of its parts"),  # type: ignore[arg-type]
        (DEEP, "parts nest up to 100 deep"),
    ],
)  # fmt: skip
def test_what_is_no_part_is_refused(parts: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        cnndsl.network_of(INPUT, parts)


def test_several_inputs_are_given_by_name_and_tapped() -> None:
    shapes = {"left": (3, 8, 8), "right": (3, 8, 8)}
    parts = [
        cat([Identity()], [tap("right")]),
        Conv(depth=4),
        Relu(),
        Gap(),
        FullyConnected(features=2),
    ]
    net = cnndsl.network_of(shapes, parts)
    same = cnndsl.check("input left 3x8x8 input right 3x8x8 cat( id | @right ) C3D4 R GAP FC2")
    assert net.ok
    assert net.inputs == shapes
    assert cnndsl.source(net).split("\n", 2)[2] == cnndsl.source(same).split("\n", 2)[2]


def test_a_tap_names_an_input() -> None:
    with pytest.raises(ValueError, match="a tap has an input's name"):
        cnndsl.network_of((3, 8, 8), [tap("")])
    with pytest.raises(ValueError, match="no name of letters"):
        cnndsl.network_of((3, 8, 8), [tap("a b")])
    with pytest.raises(ValueError, match="this one is empty"):
        cnndsl.network_of({}, [Relu()])
