"""The activations of PyTorch and Keras, and how they are written here."""

from typing import Any

from cnndsl.syntax.notations.framework_layers import Arguments, Untold

ACTIVATIONS = {
    "relu": "R",
    "softmax": "S",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "gelu": "gelu",
    "swish": "silu",
    "silu": "silu",
    "elu": "elu",
    "selu": "selu",
    "softplus": "softplus",
    "relu6": "relu6",
}


def layer_behind(name: Any) -> str:
    """The activation that Keras takes as an argument of a layer."""
    if name in (None, "linear"):
        return ""
    if name not in ACTIVATIONS:
        raise Untold
    return f" {ACTIVATIONS[name]}"


def leaky_slope(given: Arguments) -> str:
    slope = given.pop("negative_slope", given.pop("alpha", None))
    if type(slope) not in (int, float, type(None)):
        raise Untold
    return "leaky_relu" if slope is None else f"leaky_relu({slope})"


def keras_slope(given: Arguments) -> str:
    """Keras takes 0.3 where nothing is said."""
    slope = given.pop("alpha", given.pop("negative_slope", 0.3))
    return leaky_slope({"negative_slope": slope})


def learned_slope(given: Arguments) -> str:
    """PyTorch takes one slope for all channels, or one for each of the channels that there are."""
    slopes = given.pop("num_parameters", 1)
    if type(slopes) is not int or slopes < 1:
        raise Untold
    return "prelu" if slopes == 1 else "prelu(one=no)"


def bounds(given: Arguments) -> str:
    """Between -1 and 1, unless it is said."""
    low, high = given.pop("min_val", -1), given.pop("max_val", 1)
    if not {type(low), type(high)} <= {int, float}:
        raise Untold
    return f"clip({low}, {high})"


def clamp(given: Arguments) -> str:
    """Both bounds have to be there."""
    return bounds({"min_val": given.pop("min"), "max_val": given.pop("max")})


def named_activation(given: Arguments) -> str:
    return layer_behind(given.pop("activation_name")).strip()
