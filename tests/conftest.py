"""What the tests share: a spec's text, checked in this process."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from cnndsl.analyse.figures import Result
from cnndsl.cli import main
from cnndsl.compile import Options, compile_text
from cnndsl.layers import KINDS
from cnndsl.text import Text

REPO = Path(__file__).parent.parent
Checker = Callable[..., Result]

EXAMPLES = int(os.environ.get("CNNDSL_EXAMPLES", "300"))
settings.register_profile(
    "ours",
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ours")


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


def specs_that_there_are() -> list[str]:
    """The networks that come along, the golden cases, and what the pages and the code show as code."""
    files = [*REPO.glob("architectures/**/*.cnn"), *REPO.glob("tests/golden/*.cnn")]
    found = {path.read_text(encoding="utf-8").partition("# ---- what")[0] for path in files}
    found |= {kind.example for kind in KINDS.values()}
    pages = [REPO / "README.md", *REPO.glob("docs/*.md"), REPO / "tests/pytorch/structures.txt"]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        found |= set(re.findall(r"```\n(.*?)```", text, re.DOTALL))
        found |= set(re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text))
        found |= set(text.splitlines())
    return sorted(found)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-golden",
        action="store_true",
        help="write what the compiler says into tests/golden",
    )


class Ran:
    """What a command said, and its exit status."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


Runner = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Runner:
    def call(*arguments: str) -> Ran:
        try:
            status = main(arguments)
        except SystemExit as stop:
            status = int(stop.code or 0)
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return call
