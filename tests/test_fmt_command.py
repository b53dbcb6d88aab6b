"""`cnndsl fmt`: files written whole or left alone, what it says of them, and its exit status."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPO, Runner

LOOSE = b"C3D64   R\r\nFC10     S"
LAID_OUT = b"C3D64  R\r\nFC10  S\r\n"
BROKEN = b"input 3x8x8\nC3D64 (\n"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    monkeypatch.chdir(tmp_path)
    contents = {"loose.cnn": LOOSE, "good.cnn": LAID_OUT, "broken.cnn": BROKEN}
    for name, content in contents.items():
        Path(name).write_bytes(content)
    return {name: tmp_path / name for name in contents}


def from_standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_files_are_written_and_said(run: Runner, files: dict[str, Path]) -> None:
    before = files["good.cnn"].stat()  # a file that is written is a new one
    ran = run("fmt", "loose.cnn", "good.cnn")
    assert (ran.status, ran.out, ran.err) == (0, "loose.cnn: formatted\n", "")
    assert files["loose.cnn"].read_bytes() == LAID_OUT
    assert files["good.cnn"].stat().st_ino == before.st_ino
    assert run("fmt", "loose.cnn").out == ""


def test_quietly(run: Runner, files: dict[str, Path]) -> None:
    assert run("fmt", "-q", "loose.cnn").out == ""
    assert files["loose.cnn"].read_bytes() == LAID_OUT


def test_a_mark_and_a_mode_stay(run: Runner, files: dict[str, Path]) -> None:
    files["loose.cnn"].write_bytes(b"\xef\xbb\xbf" + LOOSE)
    files["loose.cnn"].chmod(0o640)
    assert run("fmt", "loose.cnn").status == 0
    assert files["loose.cnn"].read_bytes() == b"\xef\xbb\xbf" + LAID_OUT
    assert files["loose.cnn"].stat().st_mode & 0o777 == 0o640


def test_check_says_what_would_change_and_changes_nothing(
    run: Runner, files: dict[str, Path]
) -> None:
    ran = run("fmt", "--check", "good.cnn", "loose.cnn")
    assert (ran.status, ran.out) == (1, "loose.cnn: would be formatted\n")
    assert files["loose.cnn"].read_bytes() == LOOSE
    assert run("fmt", "--check", "good.cnn").status == 0


def test_diff_is_a_patch(run: Runner, files: dict[str, Path]) -> None:
    ran = run("fmt", "--diff", "loose.cnn", "good.cnn")
    assert ran.status == 0
    assert ran.out.startswith("--- loose.cnn\n+++ loose.cnn\n@@ -1,2 +1,2 @@\n-C3D64   R")
    assert files["loose.cnn"].read_bytes() == LOOSE
    assert run("fmt", "--diff", "--check", "loose.cnn").status == 1
    assert run("fmt", "--diff", "--check", "good.cnn").status == 0
    files["loose.cnn"].write_text("C3D64   R\n")
    Path("change").write_text(run("fmt", "--diff", "loose.cnn").out)
    subprocess.run(["patch", "-s", "loose.cnn", "change"], check=True)
    assert files["loose.cnn"].read_text() == "C3D64  R\n"


def test_one_with_syntax_errors_is_left_alone_and_the_others_are_written(
    run: Runner, files: dict[str, Path]
) -> None:
    ran = run("fmt", "broken.cnn", "loose.cnn")
    assert ran.status == 1
    assert "error[syntax-word]" in ran.out
    assert "--> broken.cnn:2:1\n" in ran.out
    assert "broken.cnn: not formatted, because of its syntax errors\n" in ran.out
    assert files["broken.cnn"].read_bytes() == BROKEN
    assert files["loose.cnn"].read_bytes() == LAID_OUT


def test_other_errors_are_none_of_its_business(run: Runner, files: dict[str, Path]) -> None:
    files["loose.cnn"].write_text("input 3x2x2\nC5D8p0   R  nothing(3)\n")
    assert run("fmt", "loose.cnn").status == 0
    assert files["loose.cnn"].read_text() == "input 3x2x2\nC5D8p0  R  nothing(3)\n"


def test_what_cannot_be_read_is_in_nobodys_way(run: Runner, files: dict[str, Path]) -> None:
    Path("latin.cnn").write_bytes(b"C3D64 R # \xe9\n")
    Path("folder").mkdir()
    ran = run("fmt", "no.cnn", "latin.cnn", "folder", "model.onnx", "vgg_d", "loose.cnn")
    assert ran.status == 2
    said = ran.err.splitlines()
    assert said[0] == "cnndsl: no.cnn: there is no such file"
    assert said[1].startswith("cnndsl: latin.cnn: not UTF-8 text")
    assert (
        said[2] == f"cnndsl: folder: a folder; name its files, as {os.path.join('folder', '*.cnn')}"
    )
    assert "an ONNX model" in said[3]
    assert said[4] == "cnndsl: vgg_d: there is no such file"
    assert files["loose.cnn"].read_bytes() == LAID_OUT


def test_standard_input_is_printed_laid_out(
    run: Runner, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from_standard_input(monkeypatch, b"C3D64   R\n")
    ran = run("fmt", "-")
    assert (ran.status, ran.out, ran.err) == (0, "C3D64  R\n", "")
    from_standard_input(monkeypatch, b"C3D64   R\n")
    ran = run("fmt", "--check", "-", "--stdin-filename", "net.cnn")
    assert (ran.status, ran.out) == (1, "net.cnn: would be formatted\n")
    from_standard_input(monkeypatch, BROKEN)
    ran = run("fmt", "-", "--stdin-filename", "net.cnn")
    assert (ran.status, ran.out) == (1, "")
    assert "--> net.cnn:2:1" in ran.err
    assert run("fmt", "-", "-").status == 2


def test_kinds_of_ones_own(run: Runner, files: dict[str, Path], own_kinds: str) -> None:
    files["loose.cnn"].write_text("halve   R\nhalve blend  R\n")
    assert run("fmt", "--layers", own_kinds, "loose.cnn").status == 0
    assert files["loose.cnn"].read_text() == "halve  R\nhalve blend  R\n"


def test_hooks_do_what_pre_commit_asks_of_them(run: Runner, files: dict[str, Path]) -> None:
    """Their entries, as it runs them: the files behind."""
    hooks = (REPO / ".pre-commit-hooks.yaml").read_text()
    entries = dict(re.findall(r"- id: (\S+)\n(?:  .*\n)*?  entry: cnndsl (.*)\n", hooks))
    assert set(entries) == {"cnndsl-fmt", "cnndsl-check"}
    Path("net.cnn").write_text("input 3x8x8\nC3D64   R\nFC10\n")
    assert run(*entries["cnndsl-fmt"].split(), "net.cnn").status == 0
    assert Path("net.cnn").read_text() == "input 3x8x8\nC3D64  R\nFC10\n"
    assert run(*entries["cnndsl-check"].split(), "net.cnn").status == 0
    assert run(*entries["cnndsl-check"].split(), "broken.cnn").status == 1
