"""What is offered beside a refusal has been tried."""

import pytest
from fitting import fitted, refused, tensors

from cnndsl.weights.fit import fit
from cnndsl.weights.map_file import draft, read_map
from cnndsl.weights.misfit import Misfit
from cnndsl.weights.task import Rules


def test_a_choice_that_leads_to_another_is_followed_to_the_end() -> None:
    """Three of one shape are two choices, of which the first alone settles nothing."""
    ours = "a.weight:4x4 b.weight:4x4 c.weight:4x4"
    theirs = "x.weight:4x4 y.weight:4x4 z.weight:4x4"
    said = refused(ours, theirs, ordered=False)
    assert said.endswith(
        "would settle it:\n    a = x  # or y, and other lines behind it\n    b = y  # or z"
    )
    for lines, pairs in [
        ("a = x\nb = y", {"a": "x", "b": "y", "c": "z"}),
        ("a = x\nb = z", {"a": "x", "b": "z", "c": "y"}),
        ("a = y\nb = x", {"a": "y", "b": "x", "c": "z"}),
    ]:
        assert fitted(ours, theirs, lines, ordered=False) == pairs


def test_more_choices_than_a_few_lines_are_said_to_be_a_beginning() -> None:
    ours = " ".join(f"{name}.weight:4x4" for name in "abcdefghi")
    theirs = " ".join(f"{name}.weight:4x4" for name in "pqrstuvwx")
    said = refused(ours, theirs, ordered=False)
    assert "lines of a map file (--map) that are a beginning:\n" in said
    assert "  # or v, and other lines behind it" in said
    assert "would settle it" not in said


def test_the_order_of_the_file_is_offered_where_it_fits() -> None:
    """And not where it would be refused."""
    ours, theirs = "a.weight:4x4 b.weight:4x4", "conv2.weight:4x4 conv1.weight:4x4"
    assert "`--in-order` takes the tensors in the order" in refused(ours, theirs)
    assert fitted(ours, theirs, in_order=True) == {"a": "conv2", "b": "conv1"}
    ours, theirs = f"{ours} c.weight:9x4", f"c.weight:9x4 {theirs}"
    assert "ambiguous" in refused(ours, theirs)
    assert "--in-order" not in refused(ours, theirs)
    assert refused(ours, theirs, in_order=True)


@pytest.mark.parametrize("ordered", [True, False])
def test_shapes_that_stand_once_on_each_side_are_offered_as_lines(ordered: bool) -> None:
    ours = "a.weight:4x4 b.weight:4x9 c.weight:9x4"
    theirs = "n1.weight:9x4 n2.weight:4x4 n3.weight:4x9"
    with pytest.raises(Misfit) as found:
        fit(tensors(ours), tensors(theirs), [], Rules(ordered))
    lines = draft(found.value)
    assert [str(line) for line in read_map(lines)] == ["c = n1"]
    assert fitted(ours, theirs, lines, ordered=ordered) == {"a": "n2", "b": "n3", "c": "n1"}


def test_a_checkpoint_of_quite_another_network_is_said_to_be_that_in_a_line() -> None:
    ours = " ".join(f"c{n}.weight:8x8 c{n}.bias:8" for n in range(5))
    theirs = " ".join(f"layer{n}.weight:64x64 layer{n}.bias:64" for n in range(20))
    for rules in ({}, {"fresh_head": True, "heads": (("c4",),)}):
        assert refused(ours, theirs, **rules) == (
            "the checkpoint does not fit: it is likely of another network, for it has nothing of the shape of "
            "5 of the network's 5 kernels"
        )
    normed = " ".join(f"c{n}.weight:8x8 n{n}!8" for n in range(5))
    bare = " ".join(f"l{n}.weight:8x8" for n in range(5))
    assert "another network" not in refused(normed, bare), "it lacks the norms alone"
    near = theirs + " " + " ".join(f"c{n}.weight:8x8 c{n}.bias:8" for n in range(4))
    assert "another network" not in refused(ours, near)
