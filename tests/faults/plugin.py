"""For pytest: notes which tests reach which lines, or runs those that are asked for, in their order.

`FAULTS_NOTES` names the folder that the notes go to, `FAULTS_TESTS` a file with the tests that are to run.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from coverage import Coverage
from faults.reach import LINES, TESTS


class Notes:
    """How long each test takes, whether `make check` leaves it out, and, in coverage's own file, its lines."""

    def __init__(self, folder: Path) -> None:
        self.tests = folder / TESTS
        self.seconds: dict[str, float] = defaultdict(float)
        self.late: set[str] = set()
        self.failed: set[str] = set()
        """Those that would fail without a fault, and so notice none."""
        self.coverage = Coverage(folder / LINES, source=["cnndsl"], config_file=False)
        self.coverage.set_option("run:relative_files", True)
        self.coverage.load()
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        if item.get_closest_marker("slow") or item.nodeid.startswith("tests/pytorch/"):
            self.late.add(item.nodeid)
        self.coverage.switch_context(item.nodeid)
        return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration
        self.failed |= {report.nodeid} if report.failed else set()

    def pytest_sessionfinish(self) -> None:
        self.coverage.stop()
        self.coverage.save()
        before = json.loads(self.tests.read_text()) if self.tests.exists() else {}
        found = {
            test: (seconds, test in self.late)
            for test, seconds in self.seconds.items()
            if test not in self.failed
        }
        self.tests.write_text(json.dumps(before | found))


class Chosen:
    """The tests that are to run, in their order."""

    def __init__(self, wanted: list[str]) -> None:
        self.places = {test: place for place, test in enumerate(wanted)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        wanted = [item for item in items if item.nodeid in self.places]
        items[:] = sorted(wanted, key=lambda item: self.places[item.nodeid])


def pytest_configure(config: pytest.Config) -> None:
    if folder := os.environ.get("FAULTS_NOTES"):
        config.pluginmanager.register(Notes(Path(folder)))
    if tests := os.environ.get("FAULTS_TESTS"):
        config.pluginmanager.register(Chosen(Path(tests).read_text().splitlines()))
