"""cnndsl: convolutional networks in the notation of the lecture, checked and compiled to PyTorch.

The names below are loaded when they are first used; checking needs lark alone.
"""

from cnndsl.version import __version__ as __version__

__all__ = [
    "CheckedNetwork",
    "SpecError",
    "WeightsError",
    "WeightsWarning",
    "build",
    "check",
    "compare",
    "fit_weights",
    "format",
    "network_of",
    "report",
    "source",
]

TYPE_CHECKING = False
"""As checkers of types take it; `typing` takes longer to load than all else here."""

if TYPE_CHECKING:
    from typing import Any

    from cnndsl.api import (
        CheckedNetwork,
        SpecError,
        build,
        check,
        fit_weights,
        format,  # noqa: A004
        network_of,
        source,
    )
    from cnndsl.reports import compare, report
    from cnndsl.weights.misfit import WeightsError, WeightsWarning


def __getattr__(name: str) -> "Any":
    if name in ("WeightsError", "WeightsWarning"):
        from cnndsl.weights import misfit

        return getattr(misfit, name)
    if name in ("compare", "report"):
        from cnndsl import reports

        return getattr(reports, name)
    if name in __all__:
        from cnndsl import api

        return getattr(api, name)
    raise AttributeError(f"module 'cnndsl' has no attribute '{name}'")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
