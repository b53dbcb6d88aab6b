"""How far the module's numbers may be from NumPy's, by type; and how far they are."""

import numpy as np

from cnndsl.numbers.meanings import Array

TOLERANCES = {"float64": 1e-9, "float32": 1e-4, "tf32": 2e-2, "float16": 2e-2, "bfloat16": 1e-1}
"""By the type in which a module was run, as shares of an output's largest number.

Each is far above what rounding makes of the networks that come along (2e-14, 2e-6, 2e-3 and 1e-2 for
float64, float32, float16 and bfloat16), and the first two far below what a mistake makes of them. tf32 is
what a GPU may make of float32 in convolutions; it has the digits of float16.
"""
SMALLEST = 1e-6
"""Below it, an output is taken for nothing but rounding."""


def distance(wanted: Array, given: Array) -> float:
    """The largest difference, as a share of the largest number; infinite where one alone is no finite number."""
    if wanted.shape != given.shape:
        return float("inf")
    apart = wanted != given
    if not np.isfinite([wanted[apart], given[apart]]).all():
        return float("inf")
    largest = np.abs(wanted[np.isfinite(wanted)]).max(initial=SMALLEST)
    return float(np.abs(wanted[apart] - given[apart]).max(initial=0.0) / largest)
