"""Bytes and times in the units that a person reads."""

SIZES = ((10**9, "GB"), (10**6, "MB"), (10**3, "kB"))
TIMES = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


def unit(most: float) -> tuple[int, str]:
    """The unit in which a column of bytes is shown."""
    return next((each for each in SIZES if most >= each[0]), SIZES[-1])


def amount(bytes: float) -> str:
    size, name = unit(bytes)
    return f"{bytes / size:,.2f} {name}"


def added(parts: dict[str, float]) -> str:
    """A sum of bytes with its parts, all in its unit."""
    size, _ = unit(sum(parts.values()))
    listed = " + ".join(f"{name} {value / size:,.2f}" for name, value in parts.items())
    return f"{amount(sum(parts.values()))} = {listed}"


def times(most: float) -> tuple[float, str]:
    """The unit in which a column of times is shown."""
    return next((each for each in TIMES if most >= each[0]), TIMES[-1])


def span_of(seconds: float) -> str:
    size, name = times(seconds)
    return f"{seconds / size:,.2f} {name}"
