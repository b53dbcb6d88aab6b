"""The table of what each layer kind makes of numbers. `kinds.py` fills it for those that come along.

It does without NumPy, so that a file of your own kinds can be checked where there is none.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeAlias, TypeVar

from cnndsl.layers.layer import Layer

if TYPE_CHECKING:
    import numpy as np

L = TypeVar("L", bound=Layer)
P = ParamSpec("P")
Array: TypeAlias = "np.ndarray"
"""A batch: images first, then channels, then an axis for each size of the maps; float64."""
Weights: TypeAlias = Mapping[str, Array]
"""What a layer has learned and what it keeps, by PyTorch's names."""


class Undecided(Exception):
    """A meaning whose numbers PyTorch's own rounding decides, so that nothing can be held against them."""


class WrongMeaning(Exception):
    """A meaning that fails, or gives another shape than its layer says."""


Meaning: TypeAlias = Callable[Concatenate[L, Array, Weights, P], Array]
"""Of the layer, what comes in and its weights; where it takes a pool's places, of what came into that, too."""
MEANINGS: dict[type[Layer], Callable[..., Array]] = {}


def meaning(kind: type[L]) -> Callable[[Meaning[L, P]], Meaning[L, P]]:
    """Enter a function as what layers of this kind make of what comes in, once they are trained."""

    def enter(function: Meaning[L, P]) -> Meaning[L, P]:
        MEANINGS[kind] = function
        return function

    return enter
