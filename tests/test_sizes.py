"""Sizes: the unknown one in arithmetic and conditions, and mypy, which tells it from a number."""

import operator
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cnndsl.sizes import UNKNOWN, Unknown, all_known, certain, divide_up, exactly, known, product

REPO = Path(__file__).parent.parent
TYPED = """
from typing import assert_type

from cnndsl.layers.conv import Conv
from cnndsl.network import Placed
from cnndsl.sizes import (
    UNKNOWN, KnownShape, Shape, Size, Unknown, all_known, certain, divide_up, known, per_axis, product
)


def a_size_is_no_number(size: Size, shape: Shape) -> None:
    number: int = size  # type: ignore[assignment]
    number = UNKNOWN  # type: ignore[assignment]
    numbers: tuple[int, ...] = shape  # type: ignore[assignment]
    range(size)  # type: ignore[arg-type]
    size / 2  # type: ignore[operator]


def a_kind_takes_any_size_and_gives_any(size: Size, shape: Shape) -> None:
    conv = Conv(depth=UNKNOWN, kernel=(size, 3), stride=size, groups=size)
    assert_type(conv.infer(shape), Shape)
    assert_type(conv.params(shape), Size)


def plain_arithmetic_serves_all(size: Size, shape: Shape) -> None:
    assert_type(2 * size // 3 - -size % 2 + 1, Size)
    assert_type(UNKNOWN + 1, Unknown)
    assert_type(1 - UNKNOWN, Unknown)
    assert_type(size % 2 == 0, bool)
    assert_type(divide_up(size, 2), Size)
    assert_type(product(shape), Size)
    assert_type(per_axis(size, 2), Shape)


def what_is_known_is_a_number(size: Size, shape: Shape, placed: Placed) -> None:
    assert_type(certain(size), int)
    if known(size):
        assert_type(size, int)
    if all_known(shape):
        assert_type(shape, KnownShape)
        assert_type(product(shape), int)
    assert_type(placed.output, KnownShape)
    assert_type(divide_up(placed.output[0], 2), int)
"""


@pytest.mark.slow
def test_mypy_tells_a_size_from_a_number(tmp_path: Path) -> None:
    """Under --strict an `ignore` with nothing to ignore is a mistake, and so is another type than the asserted."""
    written = tmp_path / "typed.py"
    written.write_text(TYPED)
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file=",
        "--cache-dir",
        str(tmp_path),
    ]
    ran = subprocess.run(
        [*command, str(written)], capture_output=True, text=True, check=False, cwd=REPO
    )
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize(
    "sign", [operator.add, operator.sub, operator.mul, operator.floordiv, operator.mod]
)
def test_arithmetic_with_what_is_unknown_is_unknown(
    sign: Callable[[object, object], object],
) -> None:
    assert not any(map(known, (sign(UNKNOWN, 2), sign(2, UNKNOWN), sign(UNKNOWN, UNKNOWN))))


def test_what_is_worked_out_of_it_is_unknown() -> None:
    assert not any(map(known, (-UNKNOWN, divide_up(UNKNOWN, 2), product((2, UNKNOWN, 3)))))


@pytest.mark.parametrize(
    "compares", [operator.lt, operator.le, operator.eq, operator.ge, operator.gt]
)
def test_it_meets_every_condition(compares: Callable[[object, object], bool]) -> None:
    assert compares(UNKNOWN, 2)
    assert compares(2, UNKNOWN)
    assert compares(UNKNOWN, UNKNOWN)


def test_a_shape_is_known_where_all_its_sizes_are() -> None:
    assert all_known((3, 32, 32))
    assert all_known(())
    assert not all_known((3, UNKNOWN, 32))


def test_only_the_same_shape_is_exactly_the_same() -> None:
    assert (3, UNKNOWN) == (3, 4)
    assert exactly((3, UNKNOWN)) != exactly((3, 4))
    assert exactly((3, UNKNOWN)) == exactly((3, Unknown()))
    assert exactly(None) is None


def test_nothing_is_certain_of_what_is_unknown() -> None:
    assert certain(7) == 7
    with pytest.raises(AssertionError):
        certain(UNKNOWN)
