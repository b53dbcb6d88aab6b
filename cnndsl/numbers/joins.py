"""What branches come to, in NumPy, by the word that joins them."""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np

from cnndsl.numbers.meanings import Array


def product(ends: Sequence[Array]) -> Array:
    """Branches multiplied; a flat one is a number a channel."""
    axes = max(end.ndim for end in ends)
    return reduce(np.multiply, [_with_axes(end, axes) for end in ends])


def dot(ends: Sequence[Array]) -> Array:
    """Places p of the second branch, by their products with the places q of the first."""
    first, second = ends
    products = np.einsum("ncp,ncq->npq", _in_rows(second), _in_rows(first))
    return products.reshape(len(first), -1, *first.shape[2:])


def mix(ends: Sequence[Array]) -> Array:
    """Places p of the second branch, summed at the places q of the first."""
    first, second = ends
    axes = first.shape[2:] if first.ndim > 2 else (1,) * (second.ndim - 2)
    sums = np.einsum("npq,ncp->ncq", _in_rows(first), _in_rows(second))
    return sums.reshape(len(first), -1, *axes)


JOINED: dict[str, Callable[[Any], Array]] = {
    "add": lambda ends: reduce(np.add, ends),
    "sub": lambda ends: np.subtract(*ends),
    "mul": product,
    "max": lambda ends: np.max(ends, axis=0),
    "dot": dot,
    "mix": mix,
    "cat": lambda ends: np.concatenate(ends, 1),
    "split": lambda ends: np.concatenate(ends, 1),
}


def _with_axes(value: Array, axes: int) -> Array:
    return value.reshape(*value.shape, *(1,) * (axes - value.ndim))


def _in_rows(value: Array) -> Array:
    """Maps with their places along one axis; a flat value has one place."""
    return value.reshape(*value.shape[:2], -1)
