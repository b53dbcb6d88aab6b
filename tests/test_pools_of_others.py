"""Pools and norms as other programs have them: Caffe's last windows, LRN within a channel."""

import pytest
from conftest import checked


@pytest.mark.parametrize("pad", [0, 1])
@pytest.mark.parametrize("stride", [1, 2, 3, 4])
@pytest.mark.parametrize("window", [1, 2, 3])
@pytest.mark.parametrize("size", range(4, 10))
def test_caffes_outputs(size: int, window: int, stride: int, pad: int) -> None:
    """pooling_layer.cpp: ceil((H + 2p - k)/s) + 1; only where there is padding, what starts behind that is cut."""
    if 2 * pad > window:
        return
    expected = -(-(size + 2 * pad - window) // stride) + 1
    if pad and (expected - 1) * stride >= size + pad:
        expected -= 1
    result = checked(f"input 1x{size} maxpool({window}, {stride}, {pad}, ceil=caffe)")
    assert result.network.layers[-1].output == (1, expected)


def test_what_caffe_cannot_average_is_refused() -> None:
    (problem,) = checked("input 1x4 avgpool(1, 2, ceil=caffe)").network.diagnostics
    assert "row 4, behind all 4" in problem.message
    assert checked("input 1x4 avgpool(1, 2, ceil=yes)").network.layers[-1].output == (1, 2)


def test_a_window_within_a_channel_is_odd() -> None:
    (problem,) = checked("input 2x9x9 lrn(4, within=yes)").network.diagnostics
    assert "4 is even" in problem.message
    assert {fix.edits[0].text for fix in problem.fixes} == {"3", "5"}
