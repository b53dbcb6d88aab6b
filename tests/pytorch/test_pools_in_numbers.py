"""Pools and norms as other programs have them, in numbers worked out by hand."""

import numpy as np
import pytest

import cnndsl.numbers.kinds  # noqa: F401  (enters what each kind means)
from cnndsl.layers.norm import LocalResponseNorm
from cnndsl.layers.pool import AvgPool, MaxPool
from cnndsl.numbers.meanings import MEANINGS, Array


def value(layer: object, x: Array) -> Array:
    return MEANINGS[type(layer)](layer, x, {})


def test_a_window_behind_the_input_finds_nothing() -> None:
    found = value(MaxPool(window=1, stride=2, ceil="caffe"), np.arange(1.0, 5).reshape(1, 1, 4))
    assert found.tolist() == [[[1, 3, -np.inf]]]


def test_an_average_without_its_padding() -> None:
    x = np.array([[[1.0, 2, 3, 4]]])
    assert value(AvgPool(window=3, stride=1, pad=1), x).tolist() == [[[1, 2, 3, 7 / 3]]]
    assert value(AvgPool(window=3, stride=1, pad=1, padded=False), x).tolist() == [
        [[1.5, 2, 3, 3.5]]
    ]
    # 4 at stride 1, as TensorFlow pads: 1 row before and 2 behind.
    alone = AvgPool(window=4, stride=1, pad="same", padded=False)
    assert value(alone, x).tolist() == [[[2, 2.5, 3, 3.5]]]


def test_a_response_within_a_channel() -> None:
    """Caffe's: x/(k + alpha/9 * the sum of the squares in 3x3 around it)^beta."""
    x = np.zeros((1, 2, 3, 3))
    x[0, 0, 1, 1], x[0, 1] = 3, 100
    norm = LocalResponseNorm(window=3, alpha=2.0, beta=0.5, k=1.0, within=True)
    found = value(norm, x)
    assert found[0, 0, 1, 1] == pytest.approx(3 / (1 + 2 * 9 / 9) ** 0.5)
    assert found[0, 1, 0, 0] == pytest.approx(100 / (1 + 2 * 4 * 100**2 / 9) ** 0.5)
