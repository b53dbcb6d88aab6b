"""Fresh values for parts, and for heads whose number of classes is another."""

import pytest
from fitting import fitted, notes_of, refused, tensors

from cnndsl.weights.fit import fit
from cnndsl.weights.map_file import draft, read_map
from cnndsl.weights.misfit import Misfit, WeightsError
from cnndsl.weights.outcome import Fit
from cnndsl.weights.report import report
from cnndsl.weights.task import Rules
from cnndsl.weights.tensor_names import Tensor

OURS = "c.weight:4x3 d.weight:4x4 fc.weight:2x4 fc.bias:2"
THEIRS = "c1.weight:4x3 c2.weight:4x4 head.weight:9x4 head.bias:9"
HEADS = (("fc",),)


def taken(theirs: str, ours: str = OURS, **rules: object) -> Fit:
    return fit(tensors(ours), tensors(theirs), [], Rules(**rules))  # type: ignore[arg-type]


def test_a_head_of_another_number_of_classes_takes_fresh_values_and_theirs_is_left_out() -> None:
    found = taken(THEIRS, fresh_head=True, heads=HEADS)
    assert (found.kept, found.left) == (("fc.weight", "fc.bias"), ("head.weight", "head.bias"))
    assert {name: match.theirs for name, match in found.matches.items()} == {
        "c.weight": "c1.weight",
        "d.weight": "c2.weight",
    }
    assert notes_of(found) == ["fresh values: fc", "left out: head"]
    assert refused(OURS, THEIRS, heads=HEADS).endswith("  `--fresh-head` does the same")


def test_a_head_that_fits_keeps_its_values_unless_it_is_named() -> None:
    same = THEIRS.replace(":9", ":2")
    assert taken(same, fresh_head=True, heads=HEADS).kept == ()
    found = taken(same, fresh=("fc",))
    assert (found.kept, found.left) == (("fc.weight", "fc.bias"), ("head.weight", "head.bias"))


def test_of_several_heads_only_those_that_do_not_fit() -> None:
    ours = "c.weight:4x3 a.weight:2x4 b.weight:5x4"
    heads = (("a",), ("b",))
    found = taken("c.weight:4x3 x.weight:9x4 y.weight:5x4", ours, fresh_head=True, heads=heads)
    assert (found.kept, found.left) == (("a.weight",), ("x.weight",))
    found = taken("c.weight:4x3 x.weight:9x4 y.weight:8x4", ours, fresh_head=True, heads=heads)
    assert (found.kept, found.left) == (("a.weight", "b.weight"), ("x.weight", "y.weight"))


def test_a_head_that_fits_is_not_made_fresh_for_what_is_left_over_elsewhere() -> None:
    more = f"{THEIRS.replace(':9', ':2')} aux.weight:9x4 aux.bias:9"
    for asked in ({"fresh_head": True}, {"fresh": ("fc",)}):
        said = refused(OURS, more, heads=HEADS, **asked)
        assert said.endswith(
            "lines of a map file (--map) that would settle it:\n    - = aux  # left out"
        )
        assert fitted(OURS, more, "- = aux", heads=HEADS, **asked)["d"] == "c2"


def test_a_head_that_fits_is_not_left_out_with_what_lies_beside_it() -> None:
    body = "c1.weight:4x3 c2.weight:4x4"
    theirs = f"{body} heads.fc.weight:2x4 heads.fc.bias:2 heads.aux.weight:9x4 heads.aux.bias:9"
    said = refused(OURS, theirs, fresh_head=True, heads=HEADS)
    assert said.endswith("    - = heads.aux  # left out")


def test_a_part_in_the_middle_and_one_that_the_checkpoint_has_not() -> None:
    found = taken(THEIRS.replace(":9", ":2").replace("4x4", "4x9"), fresh=("d",))
    assert (found.kept, found.left) == (("d.weight",), ("c2.weight",))
    found = taken("c1.weight:4x3 head.weight:2x4 head.bias:2", fresh=("d",))
    assert (found.kept, found.left) == (("d.weight",), ())


def test_what_is_left_out_is_called_as_ours_or_it_is_asked_for() -> None:
    ours = "c.weight:4x3 d.weight:4x4 e.weight:4x7 f.weight:5x4"
    theirs = "c.weight:4x3 d.weight:4x4 x.weight:4x4 f.weight:5x4"
    assert taken(theirs.replace("x.", "e."), ours, fresh=("e",)).left == ("e.weight",)
    other = theirs.replace("d.", "y.")
    said = refused(ours, other, fresh=("e",), ordered=False)
    assert "several parts of the checkpoint may be what is to be left out" in said
    assert fitted(ours, other, "- = x", fresh=("e",), ordered=False)["d"] == "y"


def test_fresh_parts_and_fresh_heads_together_with_a_map() -> None:
    ours = f"z.weight:7x7 {OURS}"
    found = fitted(ours, THEIRS, "d = c2", fresh=("z",), fresh_head=True, heads=HEADS)
    assert found == {"c": "c1", "d": "c2"}


def test_a_part_that_does_not_help_leaves_the_misfit_of_the_rest() -> None:
    said = refused(OURS, THEIRS, fresh=("c",))
    assert "does not fit" in said
    assert "fc.weight 2x4" in said


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("conv.weightt", "did you mean `conv.weight`?"),
        (
            "classifier",
            "`classifier`: the network has no such layer or part with weights; its classes are made in `fc`",
        ),
    ],
)
def test_a_part_that_is_none(part: str, said: str) -> None:
    ours = OURS.replace("c.", "conv.")
    with pytest.raises(WeightsError) as found:
        fit(tensors(ours), tensors(THEIRS), [], Rules(fresh=(part,), heads=HEADS))
    assert said in str(found.value)


def test_two_parts_that_could_be_left_out_are_both_named_and_the_choice_is_not_made() -> None:
    """A model and its average in one set."""
    both = "ema.c.weight:4x3 ema.fc.weight:2x4 net.c.weight:4x3 net.fc.weight:2x4"
    said = refused("a.weight:4x3 b.weight:2x4", both)
    assert said.endswith("    - = net  # left out\n    # or - = ema")
    with pytest.raises(Misfit) as found:
        fit(tensors("a.weight:4x3 b.weight:2x4"), tensors(both), [], Rules())
    assert read_map(draft(found.value)) == []
    for left, taken in (("net", "ema.c"), ("ema", "net.c")):
        assert fitted("a.weight:4x3 b.weight:2x4", both, f"- = {left}")["a"] == taken


def test_what_is_left_over_is_said_beside_what_a_map_and_an_option_say() -> None:
    theirs = f"{THEIRS} old.weight:3x3 aux.weight:9x9"
    said = refused(OURS, theirs, "- = old", fresh=("fc",), heads=HEADS)
    assert said.endswith("    - = head  # left out\n    - = aux  # left out")
    assert fitted(OURS, theirs, "- = old\n- = head\n- = aux", fresh=("fc",))["d"] == "c2"


def test_choices_of_other_lengths_are_choices_too_and_what_is_called_aux_comes_first() -> None:
    said = refused(
        "a.weight:4x3 b.weight:2x4", "p.c.weight:4x3 p.d.weight:2x4 x.weight:4x3 y.weight:2x4"
    )
    assert said.endswith("    - = p  # left out\n    # or - = x; - = y")
    said = refused("a.weight:4x3 b.weight:2x4", "x.weight:4x3 aux.weight:2x4 head.weight:2x4")
    assert said.endswith("    - = aux  # left out\n    # or - = head")


def test_counts_of_batches_go_with_what_is_fresh_and_are_not_said_to_be_missing() -> None:
    counted = [
        *tensors("c.weight:4x3 n!4 d.weight:4x4 m!4"),
        Tensor("n.num_batches_tracked", ()),
        Tensor("m.num_batches_tracked", ()),
    ]
    found = fit(counted, counted, [], Rules(fresh=("m",)))
    assert found.left[-1] == "m.num_batches_tracked"
    assert notes_of(found) == ["fresh values: m", "left out: m"]


def test_a_part_with_values_by_the_map_is_not_to_be_fresh() -> None:
    said = r"m:1: `d = c2` has values for what `--fresh d` leaves fresh; one of them has to go"
    whole = THEIRS.replace("head", "fc").replace(":9", ":2")
    with pytest.raises(WeightsError, match=said):
        fitted(OURS, whole, "d = c2", fresh=("d",))
    assert "d" not in fitted(OURS, whole, fresh=("d",))
    assert fitted(OURS, whole, "d = c2")["d"] == "c2"
    assert "d" not in fitted(OURS, whole, "d = -", fresh=("d",)), "both say the same"


def test_what_is_fresh_is_in_no_doubt() -> None:
    """Of two layers that the order of the file alone tells apart, one is not taken."""
    ours = "in.weight:4x3 x.weight:4x4 y.weight:4x4 out.weight:2x8"
    theirs = "stem.weight:4x3 right.weight:4x4 left.weight:4x4 head.weight:2x8"
    assert [doubt.ours for doubt in taken(theirs, ours).trusted] == ["x.weight"]
    found = taken(theirs, ours, fresh=("x", "out"))
    assert found.kept == ("x.weight", "out.weight")
    assert found.trusted == ()


def test_a_fit_of_fresh_values_alone_says_so() -> None:
    found = taken("", "c.weight:4x3", fresh=("c",))
    assert [*report("net", found, pairs=True)] == ["net: 1 tensors: 0 from the checkpoint"]
