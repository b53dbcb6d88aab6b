"""Mistakes in the arguments of kinds: each is one error that says its numbers, and what its help says works."""

from typing import NamedTuple

import pytest
from conftest import checked


class Mistake(NamedTuple):
    code: str
    says: str
    help: str
    mended: str
    """The layer as the help has it."""


MISTAKES = {
    "3x8x8 clip(3, 1)": Mistake(
        "shape-refused", "nothing lies between 3 and 1", "swap them", "clip(1, 3)"
    ),
    "3x8x8 clip(2, 2)": Mistake(
        "shape-refused", "every number would become 2", "a larger second one", "clip(2, 3)"
    ),
    "3x8x8 clip(1)": Mistake("argument-missing", "needs `b`", "clip(b=...)", "clip(1, 2)"),
    "3x8x8 clip(0, max=1)": Mistake("argument-unknown", "no `max`", "mean `b`", "clip(0, b=1)"),
    "3x8x8 l2norm(0)": Mistake("argument-value", "not above 0", "above 0 up to 1", "l2norm(1)"),
    "3x8x8 l2norm(2)": Mistake("argument-value", "above 1", "above 0 up to 1", "l2norm(0.1)"),
    "6 grn": Mistake("shape-flat", "is flat: 6 features", "height and width", "R"),
    "6 eca": Mistake("shape-flat", "is flat: 6 features", "height and width", "R"),
    "6x5x5 eca(4)": Mistake("shape-refused", "4 is even: a channel", "take 3 or 5", "eca(5)"),
    "6x5x5 eca(13)": Mistake("shape-refused", "13 > 2*6 - 1", "at most 11", "eca(11)"),
    "6x5x5 eca(0)": Mistake("size-invalid", "it is below 1", "", "eca(1)"),
    "6x5x5 eca(3x3)": Mistake("argument-value", "one number", "from 1", "eca(3)"),
    "6 blur(3, 2)": Mistake("shape-flat", "is flat: 6 features", "height and width", "R"),
    "3x8x8 blur(3)": Mistake("argument-missing", "needs `stride`", "stride=", "blur(3, 2)"),
    "3x8x8 blur(filt_size=3, stride=2)": Mistake(
        "argument-unknown", "no `filt_size`", "mean `k`", "blur(k=3, stride=2)"
    ),
    "3x8x8 blur(0, 2)": Mistake("size-invalid", "it is below 1", "", "blur(1, 2)"),
    "3x8x8 blur(3, 0)": Mistake("size-invalid", "it is below 1", "", "blur(3, 1)"),
    "3x8x8 blur(3x3x3, 1)": Mistake("shape-rank", "3", "", "blur(3x3, 1)"),
    "3x3x8 blur(7, 2)": Mistake(
        "shape-refused",
        "reflects 3 rows beside the outermost one, and there is 2",
        "5",
        "blur(5, 2)",
    ),
    "3x3x8 blur(7x20, 2)": Mistake("shape-refused", "and there is 2", "5x15", "blur(5x15, 2)"),
    "3x1x8 blur(3, 1)": Mistake("shape-refused", "and there is 0", "at most 1", "blur(1, 1)"),
    "3x200x200 blur(129, 1)": Mistake("shape-refused", "below 2**-126", "127", "blur(127, 1)"),
    "6 local(8, 3)": Mistake("shape-flat", "is flat: 6 features", "height and width", "R"),
    "3x8x8 local(kernel=3)": Mistake("argument-missing", "needs `depth`", "depth=", "local(8, 3)"),
    "3x8x8 local(8, 9, pad=0)": Mistake(
        "shape-kernel-too-large", "8 + 2*0 < 9", "at most 8", "local(8, 8, pad=0)"
    ),
    "3x8x8 local(8, 9, pad=0, stride=2)": Mistake(
        "shape-kernel-too-large",
        "8 + 2*0 < 9",
        "padding of at least 1",
        "local(8, 9, pad=1, stride=2)",
    ),
    "3x8x8 local(8, 4)": Mistake("shape-half-padding", "(4-1)/2", "pad=1", "local(8, 4, pad=1)"),
    "3x8x8 local(8, 3x3x3)": Mistake("shape-rank", "has 3 axes", "or 2", "local(8, 3x3)"),
    "3x8x8 local(8, 3, 0)": Mistake("size-invalid", "below 1", "1 is what", "local(8, 3, 1)"),
    "3x8x8 local(8, 3, groups=2)": Mistake(
        "argument-unknown", "`groups`", "`depth`", "local(8, 3)"
    ),
    "6 coords": Mistake("shape-flat", "is flat: 6 features", "height and width", "R"),
    "3x8x8 coords(2)": Mistake("argument-too-many", "one value too many", "", "coords"),
    "3x8x8 prelu(2)": Mistake("argument-value", "yes or no", "yes or no", "prelu(no)"),
    "3x8x8 scale(one=2)": Mistake("argument-value", "yes or no", "yes or no", "scale(one=yes)"),
}


@pytest.mark.parametrize("spec", MISTAKES)
def test_a_mistake_says_its_numbers_and_a_way_out(spec: str) -> None:
    mistake, (shape, _, layer) = MISTAKES[spec], spec.partition(" ")
    result = checked(f"input {shape}\n{layer}")
    (found,) = result.network.diagnostics
    assert (found.code, found.severity) == (mistake.code, "error")
    assert mistake.says in found.message
    assert mistake.help in found.help
    line, column = result.network.text.place(found.span.start)
    assert (line, column > 1 or "needs" in found.message) == (2, True)
    assert checked(f"input {shape}\n{mistake.mended}").network.ok
