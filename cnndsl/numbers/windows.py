"""Windows over maps: patches, convolutions as matrix products over them, and pools. Any number of axes."""

from collections.abc import Iterator
from functools import reduce

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnndsl.layers.window import Window
from cnndsl.numbers.meanings import Array
from cnndsl.sizes import certain

Looks = tuple[Window, ...]
"""One window for each axis of the maps."""
LARGEST_PRODUCT = 2**23
"""Numbers in the patches that are multiplied at once: 64 MiB."""

TIED = 1e-10
"""How near, to the largest of all, two numbers lie of which rounding may say either is larger."""


def _overhang(look: Window) -> int:
    """How far the last window of a rounded-up pool reaches beyond the padding."""
    padded = look.size + look.before + look.after
    return certain(max((look.output - 1) * look.stride + look.reach - padded, 0))


def patches(x: Array, looks: Looks, fill: float = 0.0) -> Array:
    """Every window, without copies: images, channels, the places, and the entries of each window."""
    margins = [(look.before, look.after + _overhang(look)) for look in looks]
    if any(map(any, margins)):
        x = np.pad(x, [(0, 0), (0, 0), *margins], constant_values=fill)
    axes = tuple(range(2, x.ndim))
    every = sliding_window_view(x, tuple(look.reach for look in looks), axes)
    places = [slice(0, (look.output - 1) * look.stride + 1, look.stride) for look in looks]
    entries = [slice(None, None, look.dilation) for look in looks]
    return every[(slice(None), slice(None), *places, *entries)]


def convolution(x: Array, weight: Array, looks: Looks, groups: int = 1) -> Array:
    """One matrix product: a row for each filter, a column for each patch; some rows of the map at once."""
    windows = patches(x, looks)
    filters = weight.reshape(groups, len(weight) // groups, -1)
    places, rank = tuple(certain(look.output) for look in looks), len(looks)
    out = np.empty((len(x), len(weight), *places))
    step = max(LARGEST_PRODUCT * places[0] // max(windows[0].size, 1), 1)
    for image, given in zip(out, windows, strict=True):
        for first in range(0, places[0], step):
            some = given[:, first : first + step]
            columns = np.moveaxis(some, range(-rank, 0), range(1, rank + 1))
            product = filters @ columns.reshape(groups, filters.shape[2], -1)
            image[:, first : first + step] = product.reshape(len(weight), -1, *places[1:])
    return out


def transposed_convolution(
    x: Array, weight: Array, axes: list[tuple[int, ...]], groups: int
) -> Array:
    """The same product with the filters transposed; each patch is then added where it belongs.

    An axis is its size, kernel, stride, padding, output padding and dilation.
    """
    kernel = weight.shape[2:]
    filters = weight.reshape(groups, len(weight) // groups, -1).swapaxes(1, 2)
    product = filters @ x.reshape(len(x), groups, x.shape[1] // groups, -1)
    spread = product.reshape(len(x), groups * weight.shape[1], *kernel, *x.shape[2:])
    sizes = [(size - 1) * s + d * (k - 1) + 1 + o for size, k, s, _, o, d in axes]
    out = np.zeros((*spread.shape[:2], *sizes))
    for entry in np.ndindex(*kernel):
        starts = [at * axis[5] for at, axis in zip(entry, axes, strict=True)]
        places = [
            slice(start, start + (size - 1) * s + 1, s)
            for start, (size, _, s, *_) in zip(starts, axes, strict=True)
        ]
        out[(slice(None), slice(None), *places)] += spread[(slice(None), slice(None), *entry)]
    left = [slice(p, size - p) for size, (_, _, _, p, _, _) in zip(sizes, axes, strict=True)]
    return out[(slice(None), slice(None), *left)]


def _entries(windows: Array, rank: int) -> Iterator[Array]:
    """The first number of every window, then the second, and so on."""
    for entry in np.ndindex(*windows.shape[-rank:]):
        yield windows[(..., *entry)]


def largest(x: Array, looks: Looks) -> Array:
    """The largest number of each window; padding counts for nothing."""
    return reduce(np.maximum, _entries(patches(x, looks, -np.inf), len(looks)))


def places(x: Array, looks: Looks) -> Array:
    """Where the largest number of each window stands, the first of several: by its number in the map."""
    rank = len(looks)
    entries = patches(x, looks, -np.inf)
    kernel = entries.shape[-rank:]
    inside = np.unravel_index(entries.reshape(*entries.shape[:-rank], -1).argmax(-1), kernel)
    starts = np.ogrid[tuple(slice(certain(look.output)) for look in looks)]
    found = [
        start * look.stride - look.before + entry * look.dilation
        for start, entry, look in zip(starts, inside, looks, strict=True)
    ]
    return np.ravel_multi_index(tuple(found), x.shape[2:])


def nearly_tied(x: Array, looks: Looks) -> bool:
    """Whether rounding may decide in some window which number is the largest: not among zeros, as a ReLU gives."""
    entries = patches(x, looks, -np.inf)
    flat = entries.reshape(*entries.shape[: -len(looks)], -1)
    if flat.shape[-1] == 1:
        return False
    second, first = np.moveaxis(np.partition(flat, -2)[..., -2:], -1, 0)
    zeros = (first == 0) & (second == 0)
    return bool((~zeros & (first - second < TIED * np.abs(x).max())).any())


def mean(x: Array, looks: Looks, padded: bool) -> Array:
    """The mean of each window. Padding counts as zeros, if at all; what lies beyond it does not count."""
    total = sum(_entries(patches(x, looks), len(looks)))
    return total / reduce(np.multiply.outer, [_counted(look, padded) for look in looks])


def _counted(look: Window, padded: bool) -> Array:
    """How much of each window lies within the input, or within what it is padded to."""
    starts = np.arange(certain(look.output)) * look.stride - look.before
    first, end = (-look.before, look.size + look.after) if padded else (0, look.size)
    return np.minimum(starts + look.reach, end) - np.maximum(starts, first)
