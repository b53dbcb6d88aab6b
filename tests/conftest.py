"""What the tests share: a spec's text, checked in this process."""

from collections.abc import Callable

import pytest

from cnndsl.analyse.figures import Result
from cnndsl.compile import Options, compile_text
from cnndsl.text import Text

Checker = Callable[..., Result]


def checked(spec: str, **options: object) -> Result:
    return compile_text(Text("spec.cnn", spec), Options(**options))  # type: ignore[arg-type]


def problems(result: Result, *severities: str) -> list[tuple[str, int, int]]:
    """Code, line and column of what was found, errors and warnings unless said otherwise."""
    wanted = severities or ("error", "warning")
    return [
        (found.code, *result.network.text.place(found.span.start))
        for found in result.network.diagnostics
        if found.severity in wanted
    ]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-golden",
        action="store_true",
        help="write what the compiler says into tests/golden",
    )
