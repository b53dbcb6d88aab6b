"""A copy of the project in which one fault at a time is planted, and the tests that reach it are run."""

import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from faults.reach import Reach

REPO = Path(__file__).parent.parent.parent
TABLES = Path("cnndsl/syntax/tables.bin")
MEMORY = 12 << 30
"""Bytes; a fault may ask for all there is."""
PATIENCE = 10
"""How many times longer than usual the tests may take before a fault counts as noticed."""


class Verdict(NamedTuple):
    """What became of a fault: the part of the tests that noticed it, none where it lives, and how."""

    noticed_in: str
    by: str


class Proof:
    """A copy of the project in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wanted = folder / "out" / "tests"
        listed = _run(["git", "ls-files", "-co", "--exclude-standard"], REPO).stdout
        for name in [*listed.splitlines(), str(TABLES)]:
            if (REPO / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(REPO / name, folder / name)
        self.wanted.parent.mkdir(exist_ok=True)
        _run([sys.executable, "-m", "compileall", "-q", "cnndsl"], folder)

    def note(self, notes: Path, tests: list[str]) -> None:
        """Run tests, and note what they reach beside what is noted."""
        notes.mkdir(parents=True, exist_ok=True)
        self._pytest(tests, None, FAULTS_NOTES=str(notes))

    def verdict(self, file: str, text: str, reach: Reach, lines: range, seconds: float) -> Verdict:
        """Whether a module with a fault in some of its lines is noticed: first in `make check`."""
        path = self.folder / file
        sound = path.read_text(encoding="utf-8")
        path.write_text(text, encoding="utf-8")
        try:
            for part in ("check", "test"):
                tests = reach.tests(file, lines, part, seconds)
                if tests and (by := self._noticed(tests, reach)):
                    return Verdict(part, by)
        finally:
            path.write_text(sound, encoding="utf-8")
        return Verdict("", "")

    def _noticed(self, tests: list[str], reach: Reach) -> str:
        """The test that fails, or what else goes wrong."""
        self.wanted.write_text("\n".join(tests))
        files = sorted({test.partition("::")[0] for test in tests})
        usual = 30 + sum(reach.seconds[test] for test in tests)
        try:
            ran = self._pytest(files, PATIENCE * usual, FAULTS_TESTS=str(self.wanted))
        except subprocess.TimeoutExpired:
            return "no end"
        if not ran.returncode:
            return ""
        failed = [line for line in ran.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
        return failed[0] if failed else ran.stdout[-200:]

    def _pytest(
        self, files: list[str], seconds: float | None, **settings: str
    ) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join([str(self.folder), str(self.folder / "tests")])
        settings |= {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
        stop_early = [] if seconds is None else ["-x"]
        command = [sys.executable, "-m", "pytest", "-p", "faults.plugin", "-rfE", "--tb=no"]
        return _run(command + stop_early + files, self.folder, seconds, settings)


def _run(
    command: list[str],
    folder: Path,
    seconds: float | None = None,
    settings: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a command, and end all that it has started where it does not end in time."""
    started = subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | (settings or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=_little_memory,
    )
    try:
        said, _ = started.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(started.pid, signal.SIGKILL)
        started.communicate()
        raise
    return subprocess.CompletedProcess(command, started.returncode, said)


def _little_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
