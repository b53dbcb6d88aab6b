"""Shapes that hold the same numbers, and aux heads that stand elsewhere: found, and said."""

import pytest
from fitting import fitted, notes_of, refused, tensors

from cnndsl.weights.equal_shapes import reads_as
from cnndsl.weights.fit import fit
from cnndsl.weights.task import Rules


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((64, 32), (64, 32, 1, 1), True),
        ((64,), (64, 1, 1), True),
        ((64,), (1, 64, 1, 1), True),
        ((8, 3, 7), (8, 3, 7, 1), True),
        ((1,), (1, 1, 1), True),
        ((4096, 25088), (4096, 512, 7, 7), True),
        ((8, 3, 1, 7), (8, 3, 7, 1), False),
        ((64, 1), (1, 64), False),
        ((1,), (64,), False),
        ((64, 32), (32, 64, 1, 1), False),
        ((64, 144), (16, 64, 3, 3), False),
        ((64, 16, 9), (64, 16, 3, 3), False),
    ],
)
def test_which_shapes_hold_the_same_numbers_in_the_same_order(
    one: tuple[int, ...], other: tuple[int, ...], same: bool
) -> None:
    assert reads_as(one, other) is reads_as(other, one) is same


def test_a_fully_connected_layer_is_a_convolution_of_1x1_in_both_directions() -> None:
    wide, flat = "a.weight:4x3x1x1 a.bias:4 b.weight:2x4x1x1", "x.weight:4x3 x.bias:4 y.weight:2x4"
    for ours, theirs in ((wide, flat), (flat, wide)):
        found = fit(tensors(ours), tensors(theirs), [], Rules())
        assert [match.theirs[0] for match in found.matches.values()] in (list("xxy"), list("aab"))
    assert notes_of(fit(tensors(wide), tensors(flat), [], Rules())) == [
        "the same numbers in another shape: a.weight 4x3 as 4x3x1x1, b.weight 2x4 as 2x4x1x1"
    ]


def test_the_very_shape_goes_before_one_with_ones() -> None:
    """Each block has a norm's factor [4] and a layer scale, which their file has as [4] and [4, 1, 1]."""
    ours = "b.n.weight:4 b.n.bias:4 b.c.weight:4x4 b.s:4x1x1 d.n.weight:4 d.n.bias:4 d.c.weight:4x4 d.s:4x1x1"
    theirs = "x.0.gamma:4 x.0.c.weight:4x4 x.0.n.weight:4 x.0.n.bias:4 x.1.g:4x1x1 x.1.c.weight:4x4 x.1.n.weight:4"
    found = fit(tensors(ours), tensors(f"{theirs} x.1.n.bias:4"), [], Rules())
    assert found.matches["b.s"].theirs == "x.0.gamma"
    assert found.matches["d.s"].theirs == "x.1.g"
    assert [each.ours for each in found.reshaped] == ["b.s"]
    ours = "a.weight:4 b.weight:4x1 c.weight:4 d.weight:4x1"
    theirs = "p.0.weight:4 p.1.weight:4x1 p.2.weight:4 q.weight:4"
    assert fitted(ours, theirs, ordered=False)["a"] == "p.0"


def test_a_shape_that_may_be_read_as_two_is_read_as_none() -> None:
    ours, theirs = "a.weight:4x3x1x7 b.weight:4x3x7x1", "a.weight:4x3x7 b.weight:4x3x7"
    assert "does not fit" in refused(ours, theirs)


def test_a_line_of_a_map_reads_ones_too() -> None:
    assert fitted("a.weight:4x3x1x1", "x.weight:4x3", "a.weight = x.weight") == {"a": "x"}


TRUNK = "a.weight:4x3 {aux}b.weight:4x4 fc.weight:9x4"
AUX = "loss.c.weight:2x4 loss.d.weight:9x2 "


@pytest.mark.parametrize("called", ["aux_classifier", "AuxLogits", "auxiliary_head.0"])
def test_an_aux_head_is_found_wherever_it_was_registered(called: str) -> None:
    theirs = "backbone.x.weight:4x3 backbone.y.weight:4x4 classifier.weight:9x4 "
    aux = f"{called}.0.weight:2x4 {called}.4.weight:9x2"
    for file in (f"{theirs} {aux}", f"{aux} {theirs}"):
        for ordered in (True, False):
            pairs = fitted(TRUNK.format(aux=AUX), file, aux=("loss",), ordered=ordered)
            assert pairs["loss.d"] == f"{called}.4"
            assert pairs["b"] == "backbone.y"
    assert "stands otherwise in the network" in refused(TRUNK.format(aux=AUX), f"{theirs} {aux}")


def test_an_aux_head_of_another_name_is_found_by_its_shapes_alone() -> None:
    theirs = (
        "body.x.weight:4x3 body.y.weight:4x4 head.weight:9x4 deep.0.weight:2x4 deep.1.weight:9x2"
    )
    assert fitted(TRUNK.format(aux=AUX), theirs, aux=("loss",))["loss.c"] == "deep.0"
    assert fitted(TRUNK.format(aux=AUX), theirs, aux=("loss",), in_order=True)["b"] == "body.y"


def test_an_aux_head_as_the_head_is_told_by_its_name_and_else_by_the_order_alone() -> None:
    """Both heads have one shape; the file has the aux head before the other."""
    ours = "a.weight:4x3 loss.weight:9x4 b.weight:4x4 fc.weight:9x4"
    body = "net.x.weight:4x3 net.y.weight:4x4"
    for ordered in (True, False):
        named = f"{body} aux_head.weight:9x4 decode_head.weight:9x4"
        assert fitted(ours, named, aux=("loss",), ordered=ordered)["loss"] == "aux_head"
    other = f"{body} one.weight:9x4 a.weight:9x4"
    assert "ambiguous" in refused(ours, other, aux=("loss",), ordered=False)
    found = fit(tensors(ours), tensors(other), [], Rules(aux=("loss",)))
    assert "the order of the file settles it: `fc.weight` is `one.weight`" in notes_of(found)[-1]


def test_a_layer_that_may_be_the_aux_heads_or_the_trunks_is_refused() -> None:
    """Where the aux head branches off, `x0` fits it and a layer before it; behind all else, the trunk's two."""
    ours = "a.weight:4x4 loss.weight:4x4 b.weight:4x4"
    said = refused(ours, "x0.0.weight:4x4 x0.1.weight:4x4 x1.weight:4x4", aux=("loss",))
    assert "ambiguous: `loss.weight` may be `x0.1.weight` or `x1.weight`" in said


def test_two_aux_heads_go_by_their_numbers() -> None:
    ours = "a.weight:4x3 l1.weight:9x4 b.weight:4x4 l2.weight:9x4 c.weight:5x4"
    theirs = "n.a.weight:4x3 n.b.weight:4x4 n.c.weight:5x4 aux2.weight:9x4 aux1.weight:9x4"
    pairs = fitted(ours, theirs, aux=("l1", "l2"))
    assert (pairs["l1"], pairs["l2"]) == ("aux1", "aux2")


def test_heads_that_one_side_lacks_have_lines_and_options_that_settle_it() -> None:
    theirs = "backbone.x.weight:4x3 backbone.y.weight:4x4 classifier.weight:9x4"
    said = refused(TRUNK.format(aux=AUX), theirs, aux=("loss",))
    assert said.endswith("    loss = -  # fresh values\n  `--fresh loss` does the same")
    assert (
        fitted(TRUNK.format(aux=AUX), theirs, aux=("loss",), fresh=("loss",))["fc"] == "classifier"
    )
    without = TRUNK.format(aux="")
    both = f"{theirs} aux_classifier.0.weight:2x4 aux_classifier.4.weight:9x2"
    assert refused(without, both).endswith("    - = aux_classifier  # left out")
    assert fitted(without, both, "- = aux_classifier")["fc"] == "classifier"
