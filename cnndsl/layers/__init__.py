"""The layer kinds, one module for each family. Importing this package enters them all in the registry."""

from cnndsl.layers import (
    activation,
    conv,
    joins,
    linear,
    merge,
    norm,
    pool,
    regularise,
    reshape,
    scale,
    shuffle,
)
from cnndsl.layers.layer import CODES, KINDS, Layer, Refusal

FAMILIES = (conv, pool, linear, activation, norm, regularise, reshape, shuffle, scale, merge)

__all__ = ["CODES", "FAMILIES", "KINDS", "Layer", "Refusal", "joins"]
