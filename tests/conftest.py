"""What the tests share: a spec's text, checked in this process."""

import gc
import os
import re
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings

from cnndsl.__main__ import ENOUGH_TO_COLLECT
from cnndsl.analyse.figures import Result
from cnndsl.cli import main
from cnndsl.compile import Options, compile_text, load
from cnndsl.layers import KINDS
from cnndsl.text import Text

REPO = Path(__file__).parent.parent
Checker = Callable[..., Result]
T = TypeVar("T")

USUAL = 300
EXAMPLES = int(os.environ.get("CNNDSL_EXAMPLES", USUAL))
"""How many a test tries that can try any number; `make check` and `make full` have numbers of their own."""
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


def sample(things: Sequence[T]) -> Sequence[T]:
    """All of them, or evenly spread ones where less than the usual number of examples is tried."""
    return things[:: max(1, USUAL // EXAMPLES)]


_SIBLINGS = """
convnext_base convnext_large convnext_small deeplabv3_resnet101 densenet161 densenet169 densenet201
efficientnet_b1 efficientnet_b2 efficientnet_b3 efficientnet_b4 efficientnet_b6 efficientnet_b7 efficientnet_v2_l
efficientnet_v2_m fcn_resnet101 mnasnet0_75 mnasnet1_0 mnasnet1_3 regnet_x_16gf regnet_x_1_6gf regnet_x_32gf
regnet_x_3_2gf regnet_x_800mf regnet_x_8gf regnet_y_128gf regnet_y_16gf regnet_y_1_6gf regnet_y_32gf
regnet_y_3_2gf regnet_y_800mf regnet_y_8gf resnet101 resnet101_v1 resnet110_cifar resnet152 resnet152_v1
resnet56_cifar resnext101_64x4d senet154 seresnet101 seresnet152 shufflenet_v2_x1_0 shufflenet_v2_x1_5
shufflenet_v2_x2_0 vgg11_bn vgg13_bn vgg19_bn vgg_b vgg_c vgg_e wide_resnet101_2
"""
SIBLINGS = frozenset(_SIBLINGS.split())
"""Networks that differ in numbers alone from others that are tried, or are those with more layers."""


def tried(names: Iterable[str]) -> list[Any]:
    """Networks to hold against PyTorch; their siblings in `make full` alone."""
    return [
        pytest.param(name, marks=pytest.mark.full) if name in SIBLINGS else name
        for name in sorted(names)
    ]


@cache
def network(name: str) -> Result:
    """A network that comes along, compiled once for all who only read it."""
    return compile_text(load(name))


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
    pages = [REPO / "README.md", *REPO.glob("docs/*.md"), REPO / "tests/structures.txt"]
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
    parser.addoption(
        "--full",
        action="store_true",
        help="run what is marked `full` too, and let nothing be skipped",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what is marked `full` to those who ask for it."""
    left = [each for each in items if each.get_closest_marker("full")]
    if left and not config.getoption("--full"):
        config.hook.pytest_deselected(items=left)
        items[:] = [each for each in items if each not in left]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under `--full` a test that lacks what it needs fails, and says what that is."""
    report = yield
    if report.skipped and item.config.getoption("--full"):
        report.outcome = "failed"
        report.longrepr = (
            f"{item.nodeid} is not run here, and --full skips nothing: {report.longrepr[2]}"
        )
    return report


def pytest_collection_finish() -> None:
    """Look for garbage as rarely as the program itself does, and never among the tests."""
    gc.freeze()
    gc.set_threshold(ENOUGH_TO_COLLECT)


def pytest_runtest_setup() -> None:
    """PyTorch's random numbers do not hang on which tests ran in the process before."""
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(0)


LAYERS = '''
from cnndsl.layers.layer import Layer
from cnndsl.layers.pool import MaxPool

class Mix(Layer):
    """A kind with weights that says neither its work nor what training keeps."""

    word = "blend"
    example = "input 3x4x4 blend"

    def weights(self, x):
        return {"weight": (x[0], x[0])}

class Halve(Layer):
    """A kind that comes to another size and does not say what it sees."""

    word = "halve"
    example = "input 3x4x4 halve"

    def infer(self, x):
        return (x[0], *(size // 2 for size in x[1:]))
'''


@pytest.fixture
def own_kinds(tmp_path: Path) -> Iterator[str]:
    """A file of kinds, which are forgotten behind the test."""
    path = tmp_path / "mine.py"
    path.write_text(LAYERS)
    before = dict(KINDS)
    yield str(path)
    for word in KINDS.keys() - before.keys():
        del KINDS[word]


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
