"""The layer kinds, one module for each family. Importing this package enters them all in the registry."""

from cnndsl.layers import (
    activation,
    blur,
    conv,
    coords,
    joins,
    linear,
    local,
    merge,
    norm,
    pool,
    regularise,
    reshape,
    scale,
    shuffle,
    unpool,
)
from cnndsl.layers.layer import CODES, KINDS, Layer, Refusal

FAMILIES = (
    conv,
    local,
    pool,
    blur,
    linear,
    activation,
    norm,
    regularise,
    reshape,
    unpool,
    coords,
    shuffle,
    scale,
    merge,
)

__all__ = ["CODES", "FAMILIES", "KINDS", "Layer", "Refusal", "joins"]
