"""Map files, and what a refusal says of the ways out."""

import pytest
from fitting import fitted, refused, tensors

from cnndsl.weights.fit import fit
from cnndsl.weights.map_file import BadMap, as_map, read_map
from cnndsl.weights.misfit import alone
from cnndsl.weights.task import Rules


def test_another_number_of_classes() -> None:
    ours = "c.weight:4x3 fc.weight:2x4 fc.bias:2"
    theirs = "conv.weight:4x3 head.weight:9x4 head.bias:9"
    said = refused(ours, theirs)
    assert "the network alone has\n    fc.weight 2x4\n    fc.bias 2\n" in said
    assert "the checkpoint alone has\n    head.weight 9x4\n    head.bias 9\n" in said
    assert said.endswith(
        "would settle it:\n    fc = -  # fresh values\n    - = head  # left out\n  `--fresh fc` does the same"
    )
    found = fit(tensors(ours), tensors(theirs), read_map("fc = -\n- = head"), Rules())
    assert (found.kept, found.left) == (("fc.weight", "fc.bias"), ("head.weight", "head.bias"))
    assert as_map(found) == "c = conv\nfc.weight = -\nfc.bias = -\n- = head.weight\n- = head.bias\n"
    again = fit(tensors(ours), tensors(theirs), read_map(as_map(found)), Rules())
    assert (again.kept, again.left) == (found.kept, found.left)


def test_heads_that_the_network_has_not() -> None:
    ours = "c.weight:4x3 d.weight:4x4 fc.weight:9x4"
    theirs = "conv.weight:4x3 aux.fc.weight:9x4 aux2.fc.weight:9x7 x.weight:4x4 fc2.weight:9x4"
    assert "- = aux2" in refused(ours, theirs)
    assert fitted(ours, theirs, "- = aux\n- = aux2")["fc"] == "fc2"


def test_a_map_of_parts_is_fitted_inside_by_the_same_rules() -> None:
    ours = "m.a.weight:4x4 m.b.weight:4x4 n.a.weight:4x4 n.b.weight:4x4"
    theirs = "right.0.weight:4x4 right.1.weight:4x4 left.0.weight:4x4 left.1.weight:4x4"
    pairs = fitted(ours, theirs, "m = left  # the first branch\n\nn = right")
    assert pairs == {"m.a": "left.0", "m.b": "left.1", "n.a": "right.0", "n.b": "right.1"}
    assert fitted(ours, theirs, "m = left\nn.b = right.0")["n.a"] == "right.1"
    assert fitted(ours, theirs, "m = left\nn.b.weight = right.0\nn.a = right.1.weight") == {
        **pairs,
        "n.a": "right.1",
        "n.b": "right.0",
    }
    assert "m:1: inside `m = left.0`: the checkpoint does not fit" in refused(
        ours, theirs, "m = left.0"
    )


@pytest.mark.parametrize(
    ("map", "said"),
    [
        ("x", "m:1: `x` is not `OURS = THEIRS`"),
        ("\nx = y z", "m:2: `x = y z` is not"),
        ("- = -", "is not `OURS = THEIRS`"),
        ("conv9 = conv", "m:1: the network has no `conv9`; did you mean `conv`?"),
        ("conv = cnov", "the checkpoint has no `cnov`; did you mean `conv`?"),
        ("conv = conv\nfc = conv", "m:2: `conv` is settled by another line"),
        ("conv = conv\nconv = fc", "m:2: `conv` is settled by another line"),
        ("conv.weight = fc.weight", "conv.weight 4x3 is not of the shape of fc.weight 2x4"),
    ],
)
def test_mistakes_in_a_map(map: str, said: str) -> None:
    both = tensors("conv.weight:4x3 fc.weight:2x4")
    with pytest.raises(BadMap) as found:
        fit(both, both, read_map(map, "m"), Rules())
    assert said in str(found.value)


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        ("c.weight_g:4x1x1x1 c.weight_v:4x3x5x5", "it has weight norms"),
        ("c.parametrizations.weight.original0:4x1x1x1 c.x:4x3x5x5", "it has weight norms"),
        ("c.weight_orig:4x3x5x5 c.weight_mask:4x3x5x5", "it is pruned"),
        ("c.weight_orig:4x3x5x5 c.weight_u:4", "it has spectral norms"),
        ("c.weight:4x3x5x5 c.zero_point:4", "it is quantised"),
        ("c.base.weight:4x3x5x5 c.lora_A.weight:4x3", "low-rank"),
        ("c.kernel:5x5x3x4 d.kernel:1x1x4x4", "its kernels stand as TensorFlow has them"),
    ],
)
def test_what_a_checkpoint_that_does_not_fit_was_made_with(theirs: str, said: str) -> None:
    refusal = refused("c.weight:4x3x5x5 d.weight:4x4x1x1", theirs)
    assert said in refusal.splitlines()[-1]
    assert "would settle it" not in refusal, "its numbers are others than they seem"
    one_more = refused("c.weight:4x3x5x5 d.weight:4x4x1x1", "c.weight:4x3x5x5 e.weight:4x9x1x1")
    assert one_more.endswith("  `--fresh d` does the same")


def test_what_all_names_agree_on_leaves_only_what_is_missing_or_too_much() -> None:
    ours = "a.weight:4x3 b.weight:4x4"
    assert "the checkpoint has one tensor beside the network's" in refused(
        ours, f"{ours} x.weight:5"
    )
    assert "the checkpoint lacks 2 tensors of the network's" in refused(
        f"{ours} c.weight:5 d.weight:6", ours
    )


def test_what_is_alone_lies_between_what_both_sides_begin_and_end_with() -> None:
    ours, theirs = tensors("a:4 b:5 c:4 d:6"), tensors("a:4 x:4 b:5 y:7 c:4 d:6")
    own, other = alone(ours, theirs)
    assert (own, [each.name for each in other]) == ([], ["x", "y"])
