"""Which tensor stands for which: on names and shapes alone, without PyTorch."""

import pytest
from fitting import fitted, notes_of, refused, tensors

from cnndsl.weights.fit import fit
from cnndsl.weights.map_file import draft, read_map
from cnndsl.weights.misfit import Misfit, alone, first_difference
from cnndsl.weights.task import Rules
from cnndsl.weights.tensor_names import Tensor


def test_names_that_all_agree_go_before_the_order_of_the_file() -> None:
    pairs = fitted("a.weight:4x4 b.weight:4x4", "b.weight:4x4 a.weight:4x4")
    assert pairs == {"a": "a", "b": "b"}


def test_one_prefix_around_all_names_does_not_hide_that_they_agree() -> None:
    pairs = fitted("a.weight:4x4 b.weight:4x4", "net.b.weight:4x4 net.a.weight:4x4")
    assert pairs == {"a": "net.a", "b": "net.b"}


def test_numbers_count_as_numbers_and_the_bias_comes_after_the_weight() -> None:
    ours = "".join(f" c{n}.weight:4x4 c{n}.bias:4" for n in range(12))
    theirs = "".join(f" layer{n}.bias:4 layer{n}.weight:4x4" for n in sorted(range(12), key=str))
    pairs = fitted(ours, theirs, ordered=False)
    assert pairs == {f"c{n}": f"layer{n}" for n in range(12)}


def test_a_shortcut_that_is_registered_first() -> None:
    block = "{0}c1.weight:4x8 {0}c2.weight:8x4 {0}p.weight:{1}"
    ours = " ".join(block.format(f"b{n}.", shape) for n, shape in enumerate(("8x4", "8x8")))
    theirs = (
        "s.0.short.weight:8x4 s.0.main.0.weight:4x8 s.0.main.1.weight:8x4 "
        "s.1.short.weight:8x8 s.1.main.0.weight:4x8 s.1.main.1.weight:8x4"
    )
    assert fitted(ours, theirs)["b0.p"] == "s.0.short"
    assert fitted(ours, theirs, ordered=False)["b0.p"] == "s.0.short"


def test_layers_registered_in_another_order_than_their_numbers_are_not_swapped() -> None:
    said = refused("a.weight:4x4 b.weight:4x4", "conv2.weight:4x4 conv1.weight:4x4")
    assert "ambiguous: `a.weight` may be `conv1.weight` or `conv2.weight`" in said
    assert "--in-order" in said
    pairs = fitted("a.weight:4x4 b.weight:4x4", "conv2.weight:4x4 conv1.weight:4x4", in_order=True)
    assert pairs == {"a": "conv2", "b": "conv1"}
    one = "a = conv2"
    assert fitted("a.weight:4x4 b.weight:4x4", "conv2.weight:4x4 conv1.weight:4x4", one) == pairs


def test_the_order_of_the_file_settles_what_names_leave_open_and_the_fit_says_so() -> None:
    ours = "in.weight:4x3 x.weight:4x4 y.weight:4x4 out.weight:2x8"
    theirs = "stem.weight:4x3 right.weight:4x4 left.weight:4x4 head.weight:2x8"
    found = fit(tensors(ours), tensors(theirs), [], Rules())
    assert found.matches["x.weight"].theirs == "right.weight"
    assert [(doubt.ours, doubt.theirs, doubt.other) for doubt in found.trusted] == [
        ("x.weight", "right.weight", "left.weight")
    ]
    said = "the order of the file settles it: `x.weight` is `right.weight`, not `left.weight`"
    assert said in "\n".join(notes_of(found))
    inside = [
        f"{part}.{each}" for part, whole in (("a", ours), ("b", theirs)) for each in whole.split()
    ]
    own, other = " ".join(inside[:4]) + " z.weight:9x9", " ".join(inside[4:]) + " q.weight:9x9"
    within = fit(tensors(own), tensors(other), read_map("a = b"), Rules())
    assert "`a.x.weight` is `b.right.weight`, not `b.left.weight`" in "\n".join(notes_of(within))


def test_numbers_of_different_names_do_not_hide_the_order_of_the_file() -> None:
    ours = "in.weight:4x3 x.weight:4x4 y.weight:4x4 out.weight:2x8"
    theirs = "stem.weight:4x3 right2.weight:4x4 left1.weight:4x4 head.weight:2x8"
    found = fit(tensors(ours), tensors(theirs), [], Rules())
    assert found.matches["x.weight"].theirs == "right2.weight"
    assert "the order of the file settles it" in notes_of(found)[0]


def test_parts_that_could_be_exchanged_are_refused_with_the_lines_that_settle_it() -> None:
    ours = "in.weight:4x3 x.weight:4x4 y.weight:4x4 out.weight:2x8"
    theirs = "stem.weight:4x3 right.weight:4x4 left.weight:4x4 head.weight:2x8"
    said = refused(ours, theirs, ordered=False)
    assert "ambiguous: `x.weight` may be `right.weight` or `left.weight`" in said
    assert "would settle it:\n    x = right  # or left" in said
    assert fitted(ours, theirs, "x = left")["y"] == "right"
    with pytest.raises(Misfit) as found:
        fit(tensors(ours), tensors(theirs), [], Rules(ordered=False))
    assert read_map(draft(found.value)) == [], "the choice is not made for the user"
    named = theirs.replace("right", "y").replace("left", "x")
    assert fitted(ours, named)["x"] == fitted(ours, named, ordered=False)["x"] == "x"


def test_the_order_of_the_file_is_not_trusted_where_it_would_tear_parts_apart() -> None:
    """A norm that stands before all blocks in the file, and behind them in the data: shapes fit, parts do not."""
    block = "b{0}.n!4 b{0}.c.weight:4x4"
    ours = f"stem.weight:4x3 {block.format(0)} {block.format(1)} last!4"
    theirs = "conv.weight:4x3 norm!4 l.0.conv.weight:4x4 l.0.norm!4 l.1.conv.weight:4x4 l.1.norm!4"
    assert [each.token for each in tensors(ours)] == [each.token for each in tensors(theirs)]
    assert "ambiguous" in refused(ours, theirs)


def test_the_order_in_like_parts_settles_what_one_part_leaves_open() -> None:
    ours = (
        "s1.c1.weight:4x4 s1.c2.weight:8x4 s1.p.weight:8x4 "
        "s2.c1.weight:4x8 s2.c2.weight:8x4 s2.p.weight:8x8"
    )
    theirs = (
        "layer1.short.weight:8x4 layer1.a.weight:4x4 layer1.b.weight:8x4 "
        "layer2.short.weight:8x8 layer2.a.weight:4x8 layer2.b.weight:8x4"
    )
    found = fit(tensors(ours), tensors(theirs), [], Rules())
    assert found.matches["s1.p.weight"].theirs == "layer1.short.weight"
    assert [doubt.ours for doubt in found.settled] == ["s1.c2.weight"]


def test_shapes_that_no_order_of_the_parts_has_are_said_to_need_a_map() -> None:
    ours, theirs = (
        "a.weight:4x4 b.weight:4x9 c.weight:9x4",
        "n1.weight:9x4 n2.weight:4x4 n3.weight:4x9",
    )
    said = refused(ours, theirs)
    assert "stands otherwise in the network\n" in said
    assert said.endswith("(--map) that would settle it:\n    c = n1"), "the first that does alone"
    assert fitted(ours, theirs, "c = n1") == {"a": "n2", "b": "n3", "c": "n1"}


def test_kernels_and_moving_means_are_what_they_are_called_elsewhere() -> None:
    norm = "b.beta:4 b.gamma:4 b.moving_mean:4 b.moving_variance:4"
    found = fit(tensors("c.weight:4x4 n!4"), tensors(f"{norm} c.kernel:4x4"), [], Rules())
    assert [match.theirs for match in found.matches.values()] == [
        "c.kernel",
        "b.gamma",
        "b.beta",
        "b.moving_mean",
        "b.moving_variance",
    ]
    scaled = "x.c.weight:4x4 x.c.bias:4 x.gamma:4 x.n.weight:4 x.n.bias:4"
    ours = "a.weight:4x4 a.bias:4 b.weight:4 b.bias:4 s:4"
    assert fit(tensors(ours), tensors(scaled), [], Rules()).matches["s"].theirs == "x.gamma"


def test_lists_whose_layers_are_used_in_turns() -> None:
    ours = "c1.weight:4x3 n1!4 c2.weight:4x4 n2!4"
    assert fitted(ours, "convs.0.weight:4x3 convs.1.weight:4x4 bns.0!4 bns.1!4") == {
        "c1": "convs.0",
        "n1": "bns.0",
        "c2": "convs.1",
        "n2": "bns.1",
    }
    same = "convs1.0.weight:4x4 convs1.1.weight:4x4 convs2.0.c.weight:4x4 convs2.1.c.weight:4x4"
    assert "ambiguous" in refused("a.weight:4x4 b.weight:4x4 c.weight:4x4 d.weight:4x4", same)


def test_numbers_that_start_elsewhere_are_no_names_that_agree() -> None:
    ours = "conv1.weight:4x4 conv2.weight:4x4 fc.weight:2x4"
    theirs = "conv0.weight:4x4 conv1.weight:4x4 fc.weight:2x4"
    for ordered in (True, False):
        assert fitted(ours, theirs, ordered=ordered) == {
            "conv1": "conv0",
            "conv2": "conv1",
            "fc": "fc",
        }


@pytest.mark.parametrize(
    ("ours", "theirs", "taken", "other"),
    [
        (
            "left.weight:4x4 right.weight:4x4 fc.weight:2x4",
            "right.weight:4x4 left.weight:4x4 head.weight:2x4",
            "left.weight",
            "right.weight",
        ),
        (
            "sc1.conv1.weight:4x4 sc1.k.weight:4x9 sc1.proj1.weight:4x4 fc.weight:2x4",
            "b.shortcut.weight:4x4 b.k1.weight:4x9 b.conv1.weight:4x4 head.weight:2x4",
            "b.conv1.weight",
            "b.shortcut.weight",
        ),
        (
            "sc1.conv1.weight:4x4 sc1.proj1.weight:4x4 fc.weight:2x4",
            "b.shortcut.0.weight:4x4 b.body.conv1.weight:4x4 head.weight:2x4",
            "b.body.conv1.weight",
            "b.shortcut.0.weight",
        ),
    ],
)
def test_names_that_agree_win_over_the_order_of_the_file_and_the_fit_says_so(
    ours: str, theirs: str, taken: str, other: str
) -> None:
    unordered = fit(tensors(ours), tensors(theirs), [], Rules(ordered=False))
    assert "order of the file" not in "\n".join(notes_of(unordered))  # which says nothing there
    found = fit(tensors(ours), tensors(theirs), [], Rules())
    first = tensors(ours)[0].name
    assert found.matches[first].theirs == taken
    assert f"against the order of the file: `{first}` is `{taken}`, not `{other}`" in "\n".join(
        notes_of(found)
    )


def test_like_parts_settle_one_of_more_orders_than_are_looked_at() -> None:
    """Two queues of six go together in 924 ways; in the other part the one that is registered last comes first."""
    keys = [f"{queue}{n}" for queue in "ab" for n in range(6)]
    sizes = {key: n + 5 for n, key in enumerate(keys)}
    ours = " ".join(f"s1.c{n}.weight:4x4 s2.c{n}.weight:4x{n + 5}" for n in range(12)).split()
    theirs = [f"layer1.{key}.weight:4x4" for key in sorted(keys, reverse=True)]
    theirs += [f"layer2.{key}.weight:4x{size}" for key, size in sizes.items()]
    pairs = fitted(
        " ".join(sorted(ours, key=lambda word: word[:2])), " ".join(theirs), ordered=False
    )
    assert [pairs[f"s1.c{n}"] for n in range(12)] == [f"layer1.{key}" for key in keys]


def test_names_that_agree_win_over_the_order_in_like_parts() -> None:
    ours = (
        "s1.conv1.weight:4x4 s1.c2.weight:8x4 s1.down.weight:8x4 "
        "s2.c1.weight:4x8 s2.c2.weight:8x4 s2.p.weight:8x8"
    )
    theirs = (
        "layer1.c2.weight:8x4 layer1.a.weight:4x4 layer1.down.weight:8x4 "
        "layer2.down.weight:8x4 layer2.a.weight:4x8 layer2.c2.weight:8x8"
    )
    assert fitted(ours, theirs)["s1.down"] == "layer1.down"


def test_an_order_that_no_part_of_the_names_keeps_is_taken_when_asked() -> None:
    ours = "a.weight:4x3 b.weight:5x4 c.weight:4x5 d.weight:2x4"
    theirs = "x.p.weight:4x3 y.p.weight:5x4 x.q.weight:4x5 y.q.weight:2x4"
    assert "`--in-order` takes the tensors in the order" in refused(ours, theirs)
    assert fitted(ours, theirs, in_order=True)["c"] == "x.q"


def test_counts_of_batches_are_optional_and_go_with_the_variance() -> None:
    counted = [*tensors("bn!4"), Tensor("bn.num_batches_tracked", ())]
    norm = [*tensors("norm!4"), Tensor("norm.num_batches_tracked", ())]
    assert fit(counted, tensors("norm!4"), [], Rules()).kept == ("bn.num_batches_tracked",)
    found = fit(counted, norm, [], Rules())
    assert found.matches["bn.num_batches_tracked"].theirs == "norm.num_batches_tracked"


def test_it_is_said_how_far_the_order_of_a_file_leads() -> None:
    ours = [Tensor("a.weight", (4, 3)), Tensor("b.weight", (5, 4)), Tensor("c.weight", (2,))]
    theirs = [Tensor("x.weight", (4, 3)), Tensor("y.weight", (6, 4))]
    assert first_difference(ours, theirs, ordered=True) == (
        "after 1 of 3 tensors the network has b.weight 5x4, the checkpoint y.weight 6x4"
    )
    assert first_difference(ours, theirs, ordered=False) == (
        "the network has 3 tensors, the checkpoint 2"
    )
    assert first_difference(ours[:1], theirs[:1], ordered=True) == (
        "the network has 1 tensors, the checkpoint 1"
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "left"),
    [
        ("a.weight:4 b.weight:4", "x.weight:4 y.weight:4 z.weight:4", ([], ["z"])),
        ("a.weight:4 b.weight:4 c.weight:4", "x.weight:4", (["b", "c"], [])),
        ("a.weight:4 b.weight:5 c.weight:4", "x.weight:4 y.weight:4", (["b"], [])),
        (
            "a.weight:5 b.weight:4 c.weight:6",
            "x.weight:5 y.weight:7 z.weight:4 w.weight:6",
            ([], ["y"]),
        ),
        ("a.weight:4", "x.weight:5", (["a"], ["x"])),
    ],
)
def test_tensors_that_are_one_too_many_stand_between_what_both_sides_begin_and_end_with(
    ours: str, theirs: str, left: tuple[list[str], list[str]]
) -> None:
    """What begins alike is no end of the same."""
    found = alone(tensors(ours), tensors(theirs))
    assert tuple([each.name.partition(".")[0] for each in side] for side in found) == left
