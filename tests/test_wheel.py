"""The wheel, installed into an empty environment, used from another folder."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPO = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment's Python with the wheel and its dependencies, and nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    quiet = {"check": True, "capture_output": True, "cwd": REPO}
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder],
        **quiet,  # type: ignore[call-overload]
    )
    subprocess.run([sys.executable, "-m", "venv", folder / "env"], **quiet)  # type: ignore[call-overload]
    python = folder / "env" / "bin" / "python"
    (wheel,) = folder.glob("*.whl")
    environment = {**os.environ, "PIP_CONSTRAINT": str(REPO / "constraints.txt")}
    subprocess.run([python, "-m", "pip", "install", "-q", wheel], env=environment, **quiet)  # type: ignore[call-overload]
    return python


def test_it_holds_what_it_needs(installed: Path) -> None:
    (wheel,) = installed.parent.parent.parent.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "cnndsl/grammar/cnn.lark",
        "cnndsl/grammar/word.lark",
        "cnndsl/architectures/vgg_d.cnn",
        "cnndsl/syntax/tables.bin",
    ):
        assert wanted in names
    assert not [name for name in names if name.startswith(("tests", "docs"))]


def test_a_bundled_network_from_another_folder(installed: Path, tmp_path: Path) -> None:
    ran = subprocess.run(
        [installed, "-m", "cnndsl", "check", "vgg_d", "--format", "json"],
        capture_output=True,
        check=True,
        cwd=tmp_path,
    )
    assert json.loads(ran.stdout)["totals"]["params"] == 138_357_544
    built = subprocess.run(
        [installed.parent / "cnndsl", "build", "vgg_d", "--device", "cuda", "-o", "vgg_d.py"],
        capture_output=True,
        check=True,
        cwd=tmp_path,
    )
    assert b"138,357,544" in built.stdout
    assert "class VGG_D" in (tmp_path / "vgg_d.py").read_text()


def test_the_stored_tables_are_used_and_only_where_they_hold(
    installed: Path, tmp_path: Path
) -> None:
    code = """
import cnndsl.layers
from cnndsl.syntax import tables
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
"""
    ran = subprocess.run(
        [installed, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert ran.stdout.split() == ["none", "False", "cnn"]


@pytest.mark.parametrize("command", [["verify", "CRP"], ["weights", "CRP", "a.pt"]])
def test_what_needs_pytorch_says_so(installed: Path, tmp_path: Path, command: list[str]) -> None:
    ran = subprocess.run(
        [installed, "-m", "cnndsl", *command],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert ran.returncode == 2
    assert "cnndsl[torch]" in ran.stderr
    assert "Traceback" not in ran.stderr
