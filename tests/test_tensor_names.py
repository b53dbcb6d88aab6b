"""What the names of a checkpoint's tensors say: which agree, which stand together, what is learned of an order."""

import pytest

from cnndsl.weights.orderings import (
    Doubt,
    Ordering,
    Pattern,
    differing,
    learned_from,
    without_overlaps,
)
from cnndsl.weights.tensor_names import (
    Tensor,
    agreeing,
    by_name_order,
    crossing,
    largest,
    number,
    rolled_up,
    shared_part,
)


def grouped(letters: str) -> list[Tensor]:
    """One tensor a letter, which is the part that it lies in."""
    return [Tensor(f"{part}.{place}.weight", (1,)) for place, part in enumerate(letters)]


@pytest.mark.parametrize(
    ("ours", "theirs", "cross"),
    [
        ("aaabb", "xxxyy", False),  # the same stretches
        ("aaabb", "xxxxx", False),  # both inside of one
        ("aaabb", "xxyyy", True),  # y begins inside of a and ends behind it
        ("aaabb", "xxxxy", True),  # x ends inside of b, and begins before it
        ("aaabb", "xyyxx", False),  # x reaches around all, and y ends where a does
        ("aaaab", "xyyzz", True),  # z begins inside of a and ends behind it
        ("aaaab", "xyyzw", False),  # y lies inside of a
        ("aaaab", "xyzwv", False),  # no part of theirs has several layers
    ],
)
def test_stretches_that_cross(ours: str, theirs: str, cross: bool) -> None:
    assert crossing(grouped(ours), grouped(theirs)) is cross
    assert crossing(grouped(theirs), grouped(ours)) is cross


def test_numbers_come_in_their_order() -> None:
    names = ["conv10", "conv2", "conv3b", "conv3a", "conv", "conv2.1"]
    ordered = ["conv", "conv2", "conv2.1", "conv3a", "conv3b", "conv10"]
    assert sorted(names, key=number) == ordered


@pytest.mark.parametrize(
    ("names", "part"),
    [(["net.a", "net.b"], "net"), (["net.a", "b"], ""), (["net", "net.a"], ""), (["a", "a"], "")],
)
def test_a_piece_that_all_names_begin_with(names: list[str], part: str) -> None:
    assert shared_part(names) == part


def test_parts_are_told_of_as_a_whole_where_all_of_them_is_meant() -> None:
    names = ["a.x.weight", "a.x.bias", "a.y.weight", "b.weight"]
    assert rolled_up(names[:2], names) == ["a.x"]
    assert rolled_up(names[:3], names) == ["a"]
    assert rolled_up(names[1:3], names) == ["a.x.bias", "a.y"]
    assert largest(["a", "a.x", "a.x.bias", "ab.c", "b.x"]) == ["a", "ab.c", "b.x"]
    assert by_name_order(["a", "b", "b"])
    assert not by_name_order(["b", "a"])


def test_names_agree_as_a_whole_or_where_their_siblings_do() -> None:
    def tensors(*names: str, size: int = 1) -> list[Tensor]:
        return [Tensor(f"{name}.weight", (size,)) for name in names]

    ours = tensors("conv1", "conv2", "fc")
    assert agreeing(ours, tensors("conv1", "conv2", "fc", "head")).keys() == {
        *("conv1.weight", "conv2.weight", "fc.weight"),
    }
    # They count from 0: conv1 is another one. fc has a stem of its own.
    assert agreeing(ours, tensors("conv0", "conv1", "fc")) == {"fc.weight": "fc.weight"}
    assert agreeing(ours, tensors("conv1", "conv2", size=2)) == {}


A, B, C, D = (Tensor(f"{letter}.weight", (1,)) for letter in "abcd")


def test_orders_differ_in_stretches_that_have_the_same_tensors() -> None:
    one = Ordering((A, B, C, D))
    assert list(differing(one, Ordering((A, C, B, D)))) == [(1, 3)]
    assert list(differing(one, Ordering((B, A, D, C)))) == [(0, 2), (2, 4)]
    assert list(differing(one, Ordering((B, C, D, A)))) == [(0, 4)]
    assert list(differing(one, one)) == []


def test_doubts_that_overlap_are_one() -> None:
    first, second, apart = (Doubt("", "", "", *ends) for ends in ((0, 2), (1, 4), (4, 5)))
    assert without_overlaps([apart, second, first]) == (first._replace(end=4), apart)
    against = second._replace(against="the file's order")
    assert without_overlaps([first, against]) == (against,)


def test_an_order_is_learned_where_nothing_is_in_doubt_and_like_parts_agree() -> None:
    first, second = Pattern("like", ("a", "b"), 0, 2), Pattern("like", ("b", "c"), 2, 4)
    both = {("like", "a", "b"), ("like", "b", "c")}
    assert learned_from(Ordering((), patterns=(first, second))) == both
    open_ = Doubt("", "", "", 1, 3)
    assert learned_from(Ordering((), (open_,), patterns=(first, second))) == set()
    assert learned_from(Ordering((), (), (open_._replace(start=2),), (first, second))) == {
        ("like", "a", "b")  # it ends where the doubt begins
    }
    assert learned_from(Ordering((), (open_._replace(end=2),), (), (first, second))) == {
        ("like", "b", "c")
    }
    other = Pattern("like", ("b", "a"), 4, 6)
    assert learned_from(Ordering((), patterns=(first, second, other))) == {("like", "b", "c")}


def test_numbers_in_names_of_any_letters_have_an_order() -> None:
    """A superscript is no digit of a number, though Python calls it one."""
    names = [
        "c",
        "c1",
        "c1\u00b2",
        "c1a",
        "c2",
        "c2_2",
        "c2_10",
        "c2b",
        "c10",
        "c010x",
        "c\u0661\u0662",
    ]
    ordered = sorted(names, key=number)
    assert ordered.index("c2") < ordered.index("c10") < ordered.index("c\u0661\u0662")
    assert (
        ordered.index("c1") < ordered.index("c1a") < ordered.index("c1\u00b2") < ordered.index("c2")
    )
    long = ["c" + digit * 9_999 for digit in "12"]  # more than `int` takes
    assert sorted([*reversed(long), "c9"], key=number) == ["c9", *long]
    assert ordered.index("c2_2") < ordered.index("c2_10") < ordered.index("c2b")
