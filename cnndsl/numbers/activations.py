"""Activations in NumPy."""

import math

import numpy as np

from cnndsl.numbers.meanings import Array

_ERF = np.frompyfunc(math.erf, 1, 1)
SELU_SCALE = 1.0507009873554804934193349852946
SELU_ALPHA = 1.6732632423543772848170429916717


def relu6(x: Array) -> Array:
    return np.clip(x, 0, 6)


def gelu(x: Array) -> Array:
    return x * (1 + _ERF(x / math.sqrt(2)).astype(float)) / 2


def softplus(x: Array) -> Array:
    return np.logaddexp(0, x)


def sigmoid(x: Array) -> Array:
    return np.exp(-softplus(-x))


def silu(x: Array) -> Array:
    return x * sigmoid(x)


def mish(x: Array) -> Array:
    return x * np.tanh(softplus(x))


def hardsigmoid(x: Array) -> Array:
    return relu6(x + 3) / 6


def hardswish(x: Array) -> Array:
    return x * hardsigmoid(x)


def sloped(x: Array, below: float | np.ndarray) -> Array:
    """x above 0, a slope below."""
    return np.where(x > 0, x, below * x)


def elu(x: Array, alpha: float = 1.0) -> Array:
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


def selu(x: Array) -> Array:
    return SELU_SCALE * elu(x, SELU_ALPHA)


def log_softmax(x: Array) -> Array:
    shifted = x - x.max(1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
