"""The wheel, used from another folder: unpacked, and installed into an empty environment."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from cnndsl.syntax.parser_tables import write_tables

REPO = Path(__file__).parent.parent


def runs(*command: str | Path, **options: Any) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, **{"capture_output": True, "text": True, "check": True, **options}
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    runs(
        *(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder), cwd=REPO
    )
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def unpacked(wheel: Path) -> dict[str, str]:
    """Variables of a process to which the wheel's files, and not the checkout's, are cnndsl."""
    folder = wheel.parent / "unpacked"
    zipfile.ZipFile(wheel).extractall(folder)
    return {**os.environ, "PYTHONPATH": str(folder)}


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """An environment's Python with the wheel and its dependencies, and nothing else."""
    folder = wheel.parent / "env"
    runs(sys.executable, "-m", "venv", folder)
    python = folder / "bin" / "python"
    environment = {**os.environ, "PIP_CONSTRAINT": str(REPO / "constraints.txt")}
    runs(python, "-m", "pip", "install", "-q", wheel, env=environment)
    return python


def test_it_holds_what_it_needs(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "cnndsl/grammar/cnn.lark",
        "cnndsl/grammar/word.lark",
        "cnndsl/architectures/classification/vgg_d.cnn",
        "cnndsl/syntax/tables.bin",
    ):
        assert wanted in names
    assert not [name for name in names if name.startswith(("tests", "docs"))]


def test_the_stored_tables_are_used_and_only_where_they_hold(
    unpacked: dict[str, str], tmp_path: Path
) -> None:
    code = """
import cnndsl.layers
from cnndsl.syntax import parser_tables as tables
made = []
tables._make, make = lambda name: made.append(name) or make(name), tables._make
tables.parser("cnn"); tables.parser("word")
print(*made, "none")
import sys
print("lark" in sys.modules)
tables.FORM = 0
tables._made.clear()
tables.parser("cnn").parse("input 3x8x8 CRP", "file")
print(*made)
print(cnndsl.__file__)
"""
    *said, place = runs(sys.executable, "-c", code, env=unpacked, cwd=tmp_path).stdout.split()
    assert said == ["none", "False", "cnn"]
    assert place.startswith(unpacked["PYTHONPATH"])


def test_tables_are_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two builds at once, or one beside a check, meet at one file."""
    stored = tmp_path / "tables.bin"
    stored.write_bytes(b"what was there")
    seen = []

    def dump(tables: dict[str, Any], store: BinaryIO, version: int) -> None:
        store.write(b"half")
        store.flush()
        seen.append(stored.read_bytes())

    monkeypatch.setattr("cnndsl.syntax.parser_tables.GRAMMARS", {})
    monkeypatch.setattr("cnndsl.syntax.parser_tables.marshal.dump", dump)
    write_tables(str(stored))
    assert seen == [b"what was there"]
    assert stored.read_bytes() == b"half"
    assert list(tmp_path.iterdir()) == [stored]


def test_a_bundled_network_from_another_folder(unpacked: dict[str, str], tmp_path: Path) -> None:
    command = (sys.executable, "-m", "cnndsl", "check", "vgg_d", "--format", "json")
    said = json.loads(runs(*command, env=unpacked, cwd=tmp_path).stdout)
    assert said["totals"]["params"] == 138_357_544


@pytest.mark.slow
def test_the_installed_command_builds(installed: Path, tmp_path: Path) -> None:
    command = (installed.parent / "cnndsl", "build", "vgg_d", "--device", "cuda", "-o", "vgg_d.py")
    assert "138,357,544" in runs(*command, cwd=tmp_path).stdout
    assert "class VGG_D" in (tmp_path / "vgg_d.py").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("command", [["verify", "CRP"], ["weights", "CRP", "a.pt"]])
def test_what_needs_pytorch_says_so(installed: Path, tmp_path: Path, command: list[str]) -> None:
    ran = runs(installed, "-m", "cnndsl", *command, cwd=tmp_path, check=False)
    assert ran.returncode == 2
    assert "cnndsl[torch]" in ran.stderr
    assert "Traceback" not in ran.stderr
