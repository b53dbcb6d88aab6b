"""Maps of another size: each axis by itself, as a product with a matrix of shares."""

from collections.abc import Callable

import numpy as np

from cnndsl.numbers.meanings import Array, Undecided

SHARPNESS = -0.75
"""The free number of cubic interpolation, as PyTorch has it."""


def resized(x: Array, sizes: tuple[int, ...], shares: Callable[[int, int], Array]) -> Array:
    """`shares` gives the matrix from a size to another: a row for each number that comes out."""
    for axis, size in enumerate(sizes, 2):
        matrix = shares(x.shape[axis], size)
        x = np.moveaxis(np.moveaxis(x, axis, -1) @ matrix.T, -1, axis)
    return x


def nearest(x: Array, sizes: tuple[int, ...]) -> Array:
    for axis, size in enumerate(sizes, 2):
        x = x.take(_nearest(x.shape[axis], size), axis)
    return x


def _nearest(size: int, wanted: int) -> Array:
    """Which number stands at each place. PyTorch finds it by rounding, and at some sizes misses it by one."""
    places = np.arange(wanted)
    found = places * size // wanted
    for rounding in (np.float32, np.float64):
        if (np.floor(places.astype(rounding) * rounding(size / wanted)) != found).any():
            raise Undecided(f"from {size} to {wanted} PyTorch's rounding decides what is nearest")
    return found


def means(size: int, wanted: int) -> Array:
    """Means of as many parts; where they do not come out even, neighbours overlap."""
    parts = np.arange(wanted)
    starts, ends = parts * size // wanted, -(-(parts + 1) * size // wanted)
    places = np.arange(size)
    inside = (starts[:, None] <= places) & (places < ends[:, None])
    return inside / (ends - starts)[:, None]


def _centres(size: int, wanted: int, corners: bool) -> Array:
    """Where the middle of each number that comes out lies among those that come in.

    With `corners` the outermost lie on the outermost, and one alone on the first.
    """
    if corners:
        return np.arange(wanted) * (size - 1) / max(wanted - 1, 1)
    return (np.arange(wanted) + 0.5) * size / wanted - 0.5


def linear(size: int, wanted: int, corners: bool = False) -> Array:
    """Between the two neighbours; beyond the outermost, these themselves."""
    centres = np.clip(_centres(size, wanted, corners), 0, size - 1)
    distances = np.abs(centres[:, None] - np.arange(size))
    return np.maximum(1 - distances, 0)


def cubic(size: int, wanted: int, corners: bool = False) -> Array:
    """Between four neighbours; where one lies outside, the outermost stands for it."""
    matrix = np.zeros((wanted, size))
    for row, centre in enumerate(_centres(size, wanted, corners)):
        first = int(np.floor(centre)) - 1
        for place in range(first, first + 4):
            matrix[row, min(max(place, 0), size - 1)] += _cubic_share(abs(centre - place))
    return matrix


def _cubic_share(distance: float) -> float:
    a, t = SHARPNESS, distance
    if t <= 1:
        return ((a + 2) * t - (a + 3)) * t * t + 1
    return ((a * t - 5 * a) * t + 8 * a) * t - 4 * a
