"""The command as a process: interrupted, with streams closed, in a folder that is gone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

INTERRUPTING = """
import os, signal, sys
from cnndsl.__main__ import run
seen = 0
def interrupt(event, arguments):
    global seen
    seen += event == {event!r}
    if event == {event!r} and seen == {number}:
        os.kill(os.getpid(), signal.SIGINT)
sys.addaudithook(interrupt)
sys.argv = {arguments!r}
run()
"""
"""The command, with Ctrl-C at the given one of the events of a kind that Python tells of."""


def process(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload, no-any-return]


def cnndsl(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return process(sys.executable, "-m", "cnndsl", *arguments, **options)


def interrupted(
    event: str, number: int, *arguments: str, cwd: Path
) -> subprocess.CompletedProcess[str]:
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    code = INTERRUPTING.format(event=event, number=number, arguments=["cnndsl", *arguments])
    return process(
        sys.executable, "-c", heard + code, cwd=cwd
    )  # also from what runs in the background


@pytest.mark.parametrize("number", [1, 2, 10, 40, 80])
def test_ctrl_c_while_modules_are_loaded_ends_in_one_line(number: int, tmp_path: Path) -> None:
    ran = interrupted("import", number, "check", "vgg_d", cwd=tmp_path)
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, "", "cnndsl: interrupted\n")


@pytest.mark.parametrize("event", ["os.chmod", "os.rename"])
def test_ctrl_c_while_a_file_is_written_leaves_what_was_there(event: str, tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text("mine")
    ran = interrupted(event, 1, "build", "vgg_d", "-q", "-o", "net.py", cwd=tmp_path)
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, "", "cnndsl: interrupted\n")
    assert [path.name for path in tmp_path.iterdir()] == ["net.py"]
    assert (tmp_path / "net.py").read_text() == "mine"


def shell(script: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A script in which `cnndsl` is the command."""
    command = f"cnndsl() {{ '{sys.executable}' -m cnndsl \"$@\"; }}\n"
    return process("sh", "-c", command + script, cwd=cwd)


def test_ctrl_c_is_left_alone_where_it_was_to_be_ignored(tmp_path: Path) -> None:
    """As for what runs in the background of a script."""
    code = INTERRUPTING.format(event="import", number=5, arguments=["cnndsl", "check", "CRCRP"])
    (tmp_path / "ran.py").write_text(code)
    ran = shell(f"trap '' INT; '{sys.executable}' ran.py", tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "38,720" in ran.stdout


@pytest.mark.parametrize("closed", ["2>&-", "<&- 2>&-"])
def test_complaints_do_not_land_where_results_do(closed: str, tmp_path: Path) -> None:
    """A file that is opened takes the number of a stream that is closed."""
    assert shell(f"cnndsl check nosuch.cnn {closed}", tmp_path).stdout == ""
    ran = shell(f"cnndsl report 'input 8 FC4' -q -o made.html {closed}", tmp_path)
    assert (ran.returncode, ran.stdout) == (0, "")
    shell(f"cnndsl report 'input 8 FC4' --format csv -o made.csv --max params=9 {closed}", tmp_path)
    assert (tmp_path / "made.html").read_text().startswith("<!DOCTYPE html>")
    assert (tmp_path / "made.csv").read_text().startswith("network,")


@pytest.mark.slow
def test_what_cannot_be_said_does_not_change_the_status(tmp_path: Path) -> None:
    ran = shell("cnndsl check nosuch.cnn 2>/dev/full; echo $?", tmp_path)
    assert (ran.stdout, ran.stderr) == ("2\n", "")
    for command in ("--help", "--version", "check --help", "check CRCRP"):
        ran = shell(f"cnndsl {command} >/dev/full; echo $?", tmp_path)
        assert (ran.stdout, ran.stderr) == ("2\n", "cnndsl: output: No space left on device\n")
    ran = shell("cnndsl check CRCRP >&-", tmp_path)
    assert (ran.returncode, ran.stderr) == (2, "cnndsl: standard output is closed\n")


GONE = "mkdir gone; cd gone; rmdir ../gone; "


@pytest.mark.parametrize("spec", ["CRCRP", "vgg_d", "- <<< CRCRP"])
def test_a_deleted_folder_is_no_matter_where_nothing_in_it_is_named(
    spec: str, tmp_path: Path
) -> None:
    text = "printf CRCRP | cnndsl check -" if spec.startswith("-") else f"cnndsl check {spec}"
    ran = shell(GONE + text, tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "total" in ran.stdout


@pytest.mark.slow
def test_what_is_to_be_written_into_a_deleted_folder_is_named(tmp_path: Path) -> None:
    ran = shell(f"{GONE}cnndsl verify CRCRP; cnndsl report CRCRP -q --measure", tmp_path)
    said = "cnndsl: the folder in which this runs has been deleted; PyTorch needs one\n"
    assert (ran.returncode, ran.stderr) == (2, said * 2)
    for command in ("build CRCRP -q -o net.py", "report CRCRP -q -o net.html"):
        ran = shell(f"{GONE}cnndsl {command}", tmp_path)
        assert (ran.returncode, ran.stdout) == (2, "")
        name = command.rpartition(" ")[2]
        assert ran.stderr == f"cnndsl: {name}: No such file or directory\n"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems' file names are Unicode")
def test_a_file_name_that_is_no_utf8_stands_in_json_as_text(tmp_path: Path) -> None:
    """Half of a surrogate pair, which Python makes of the byte, is what other readers of JSON refuse."""
    name = os.fsdecode(b"a\xff \xc3\xa9.cnn")
    (tmp_path / name).write_text("input 8 FC4 M")
    for encoding, seen in (
        ("utf-8", "a\N{REPLACEMENT CHARACTER} é.cnn"),
        ("ascii", "a\\ufffd \\u00e9.cnn"),
    ):
        environment = {**os.environ, "PYTHONIOENCODING": encoding}
        ran = cnndsl("check", name, "--format", "json", cwd=tmp_path, env=environment)
        assert f'"source": "{seen}"' in ran.stdout
        assert json.loads(ran.stdout)["diagnostics"][0]["file"] == "a\ufffd é.cnn"
    sarif = json.loads(cnndsl("check", name, "--format", "sarif", cwd=tmp_path).stdout)
    where = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert where["artifactLocation"]["uri"] == "a%FF%20%C3%A9.cnn"


@pytest.mark.parametrize(
    "command",
    [
        ["explain", "shape-unread"],
        pytest.param(["layers"], marks=pytest.mark.slow),
        ["layers", "conv"],
        pytest.param(["check", "CXQ", "--format", "sarif"], marks=pytest.mark.slow),
    ],
)
def test_python_without_docstrings_says_the_same(command: list[str]) -> None:
    """Under -OO they are read from the source."""
    with_them, without = (
        process(sys.executable, *option, "-m", "cnndsl", *command) for option in ([], ["-OO"])
    )
    assert with_them.stdout == without.stdout != ""
    assert without.stderr == ""
