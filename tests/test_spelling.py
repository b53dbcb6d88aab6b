"""Misspelt names: what is near, and what only looks so to a machine."""

import pytest

from cnndsl.fixes import Edit, applied
from cnndsl.layers import KINDS
from cnndsl.spelling import listed, near, one_slip, slips
from cnndsl.text import Span


@pytest.mark.parametrize(
    ("word", "names", "meant"),
    [
        ("krenel", ["kernel", "stride"], ["kernel"]),  # two letters swapped
        ("clases", ["classes", "n"], ["classes"]),  # one left out
        ("leakyrelu", ["leaky_relu", "relu"], ["leaky_relu"]),  # `_` is no letter
        ("Kernel", ["kernel"], ["kernel"]),
        ("channels", ["classes", "c"], []),  # three slips
        ("std", ["stride"], []),
        ("b", ["bn", "d"], []),  # every letter is near to every other
        ("bas", ["bias", "base"], ["bias", "base"]),  # two readings are two choices
    ],
)
def test_near_names(word: str, names: list[str], meant: list[str]) -> None:
    assert near(word, names) == meant


@pytest.mark.parametrize("word", ["activation", "attention", "memory", "input", "neuron", "cell"])
def test_no_layer_is_near_to_what_is_another_thing(word: str) -> None:
    assert near(word, KINDS) == []


def test_slips_are_letters_left_out_put_in_exchanged_or_swapped() -> None:
    assert slips("conv", "conv", 2) == 0
    assert slips("cnov", "conv", 2) == 1
    assert slips("convv", "conv", 2) == 1
    assert slips("cov", "conv", 2) == 1
    assert slips("kitten", "sitting", 3) == 3  # k-s, e-i, and a g
    assert slips("kitten", "sitting", 2) > 2
    assert one_slip("strde", "stride")
    assert not one_slip("strd", "stride")


def test_names_in_a_sentence() -> None:
    assert listed(["a"]) == "`a`"
    assert listed(["a", "b", "c"], "or") == "`a`, `b` or `c`"


def test_edits_are_applied_wherever_they_stand_and_in_any_order() -> None:
    edits = [Edit(Span(8, 8), "!"), Edit(Span(3, 5), "d")]
    assert applied("C3DD8 R", [edit._replace(span=edit.span.shift(-1)) for edit in edits]) == (
        "C3d8 R!"
    )
