"""Bytes and times at the edges of their units."""

import pytest

from cnndsl.show.units import added, amount, span_of


@pytest.mark.parametrize(
    ("bytes", "shown"),
    [
        (10**9, "1.00 GB"),
        (10**9 - 10**4, "999.99 MB"),
        (10**6, "1.00 MB"),
        (10**6 - 10, "999.99 kB"),
        (10**3, "1.00 kB"),
        (10, "0.01 kB"),
        (1234 * 10**9, "1,234.00 GB"),
    ],
)
def test_bytes(bytes: int, shown: str) -> None:
    assert amount(bytes) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (1.0, "1.00 s"),
        (0.99, "990.00 ms"),
        (1e-3, "1.00 ms"),
        (1e-6, "1.00 µs"),
        (5e-10, "0.50 ns"),
    ],
)
def test_times(seconds: float, shown: str) -> None:
    assert span_of(seconds) == shown


def test_a_sum_and_its_parts_have_one_unit() -> None:
    parts = {"weights": 1_200_000.0, "activations": 300_000.0}
    assert added(parts) == "1.50 MB = weights 1.20 + activations 0.30"
