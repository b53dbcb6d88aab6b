"""Broken and unusual files, pipes and outputs: one line that says what happened, and nothing lost."""

import io
import json
import os
import re
import resource
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import EXAMPLES, SIBLINGS

import cnndsl
from cnndsl.compile import compile_text, load
from cnndsl.resources import bundled
from cnndsl.show.problems import full
from cnndsl.show.styled_text import write

REPO = Path(__file__).parent.parent
NET = "input 3x8x8\nC3D8 R FC10\n"
needs_unix = pytest.mark.skipif(os.name != "posix", reason="needs named pipes, links and /dev")


def cnndsl_runs(*arguments: str | Path, **options: object) -> "subprocess.CompletedProcess[str]":
    """A process of its own, for what only that has: streams that are closed, limits on files."""
    environment = {**os.environ, "PYTHONPATH": str(REPO)}
    command = [sys.executable, "-m", "cnndsl", *map(str, arguments)]
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        command, env=environment, text=True, check=False, **{"capture_output": True, **options}
    )


# What is read


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"", 1, "there is no layer in this spec"),
        (b"\xef\xbb\xbf", 1, "there is no layer in this spec"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", 2, "not UTF-8 text: invalid start byte at byte 0"),
        (b"input 3x8x8\nC3D8 \xed\xa0\x80", 2, "not UTF-8 text: invalid continuation byte at byte 17"),
        (b"#" * 9000 + b"\xff", 2, "invalid start byte at byte 9000"),
        (NET.encode("utf-16"), 2, "it is UTF-16; save it as UTF-8"),
        (NET.encode("utf-16-le"), 1, "this is no text: it has a character of code 0"),
        (b"\x7fELF\x01\x01\x01\x00", 1, "this is no text"),
        (b"input 3x8x8\nC3D8 R F\0C10", 1, "this is no text"),
    ],
)  # fmt: skip
def test_what_is_no_text_says_so(  # type: ignore[no-untyped-def]
    content: bytes, status: int, said: str, run, tmp_path: Path
) -> None:
    path = tmp_path / "net.cnn"
    path.write_bytes(content)
    ran = run("check", str(path))
    assert ran.status == status
    assert said in ran.out + ran.err
    if status == 2:
        assert ran.err.startswith(f"cnndsl: {path}: ")
        assert ran.err.count("\n") == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", " \t\r\n\n", "\v", "\f", "\u2028"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_tabs_and_a_byte_order_mark_change_nothing(  # type: ignore[no-untyped-def]
    end: str, mark: str, run, tmp_path: Path
) -> None:
    path = tmp_path / "net.cnn"
    path.write_text(mark + NET.strip().replace("\n", end), encoding="utf-8", newline="")
    assert json.loads(run("check", str(path), "--format", "json").out)["totals"]["params"] == 5354


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_a_comment_ends_with_its_line(end: str, run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Files of old editors end lines with CR alone; what stands behind a comment is no part of it."""
    path = tmp_path / "net.cnn"
    path.write_text(f"input 3x8x8 # as given{end}C3D8 R{end}nosuch FC10", newline="")
    (found,) = json.loads(run("check", str(path), "--format", "json").out)["diagnostics"]
    assert (found["code"], found["line"], found["column"]) == ("name-unknown-layer", 3, 1)


def test_a_depth_is_asked_for_behind_a_comment(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Where lines end in CR alone, too: 3 * 4 + 4 and 4 * 4 + 4 of the convolutions, 256 * 10 + 10 of fc."""
    path = tmp_path / "net.cnn"
    path.write_text("input 3x8x8 # 8\rC1D4 R C1D<in> R FC10", newline="")
    totals = json.loads(run("check", str(path), "--format", "json").out)["totals"]
    assert totals["params"] == 16 + 20 + 2570


def test_a_depth_is_asked_for_in_a_file_that_is_taken_in(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Before the first file's own layers: 3 * 4 + 4 of its convolution, 4 * 4 + 4 of the block's."""
    (tmp_path / "blocks.cnn").write_text("block b { C1D<in> R }")
    path = tmp_path / "net.cnn"
    path.write_text('use "blocks.cnn" input 3x8x8 C1D4 R b')
    totals = json.loads(run("check", str(path), "--format", "json").out)["totals"]
    assert totals["params"] == 16 + 20


def test_a_folder_and_a_missing_file_say_so(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    ran = run("check", str(tmp_path))
    assert (ran.status, ran.out) == (2, "")
    assert "is a folder" in ran.err
    assert run("check", str(tmp_path / "none.cnn")).status == 2


def test_a_file_that_cannot_be_read_says_so(  # type: ignore[no-untyped-def]
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether opening or reading fails; who runs the tests may be allowed everything."""
    path = tmp_path / "net.cnn"
    path.write_text(NET)

    def no(path: str, flags: int) -> int:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("cnndsl.resources.os.open", no)
    ran = run("check", str(path))
    assert (ran.status, ran.out, ran.err) == (2, "", f"cnndsl: {path}: Permission denied\n")
    monkeypatch.undo()

    def broken(file: object) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("cnndsl.resources.read", broken)
    ran = run("check", str(path))
    assert (ran.status, ran.out, ran.err) == (2, "", f"cnndsl: {path}: Input/output error\n")


def test_what_is_said_of_a_file_sends_no_escape_codes(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for name in ("\x1b[31mred.cnn", "\x9b31mred.cnn", "\u202egnp.cnn"):
        for command in (
            ["check", name],
            ["check", "vgg_d", name],
            ["build", "vgg_d", "-o", f"none/{name}"],
        ):
            ran = run(*command)
            assert ran.status == 2
            assert ran.err.strip().isprintable()
    path = tmp_path / "net.cnn"
    path.write_text("input 3x8x8\nC3D8 \x9b31m \u202e\x1b]0;title\x07 R", encoding="utf-8")
    for form in ("full", "concise", "json", "github", "sarif"):
        assert all(
            line.isprintable() for line in run("check", str(path), "--format", form).out.split("\n")
        )


def test_markup_is_text_on_a_terminal() -> None:
    """Rich has a markup of its own, links among it; what a spec says is none."""

    class Screen(io.StringIO):
        encoding = "utf-8"  # type: ignore[assignment]

        def isatty(self) -> bool:
            return True

    said = "[red]C3D8[/red] [link=https://example.org]R[/link] :smile: [/]"
    screen = Screen()
    result = cnndsl.check(f"input 3x8x8\n{said}").result
    found = result.network.diagnostics
    for each in found:
        write(full(each, result.network.text), stream=screen)
    plain_text = re.sub(r"\x1b\[[0-9;]*m", "", screen.getvalue())
    assert said in plain_text
    assert "\x1b" not in plain_text


def test_html_and_markdown_of_a_spec_are_text(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "<script>alert(1)<|script>.cnn"
    path.write_text("input 3x8x8\nC3D<4+4> R [C1D<2*i+1>]*2 FC10")
    page = run("report", str(path), "--all", "--format", "html").out
    assert "<script>alert" not in page
    assert "C3D&lt;4+4&gt;" in page
    lines = run("report", str(path), "--all", "--format", "markdown").out.split("\n")
    table = [line for line in lines if line.startswith("|")]
    assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table}) == 1


@needs_unix
@pytest.mark.parametrize("first", ["writer", "reader"])
def test_a_pipe_that_is_written_to_is_read(  # type: ignore[no-untyped-def]
    first: str, run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it is written to before it is read, or once the reader has begun to wait."""
    pipe = tmp_path / "pipe.cnn"
    os.mkfifo(pipe)
    writer = os.open(pipe, os.O_RDWR)  # for writing alone it would open once there is a reader
    wait = os.set_blocking

    def write_and_wait(reader: int, blocking: bool) -> None:
        assert blocking
        if first == "reader":
            os.write(writer, NET.encode())
        os.close(writer)
        wait(reader, blocking)

    monkeypatch.setattr("cnndsl.resources.os.set_blocking", write_and_wait)
    if first == "writer":
        os.write(writer, NET.encode())
    ran = run("check", str(pipe), "--format", "json")
    assert ran.status == 0
    assert json.loads(ran.out)["totals"]["params"] == 5354


@needs_unix
@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null"])
def test_devices_end(path: str, run) -> None:  # type: ignore[no-untyped-def]
    assert run("check", path).status == 1


# What is taken in with `use`


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder with a file that is nobody's business, and a project beside it."""
    (tmp_path / "secret.cnn").write_text("block b { C3D8 R }")
    (tmp_path / "project" / "blocks").mkdir(parents=True)
    (tmp_path / "project" / "blocks" / "own.cnn").write_text("block b { C3D8 R }")
    (tmp_path / "project" / "blocks" / "up.cnn").write_text('use "../blocks/own.cnn"')
    return tmp_path / "project"


@pytest.mark.parametrize(
    ("used", "allowed"),
    [
        ("blocks/own.cnn", True),
        ("blocks/up.cnn", True),
        ("blocks/../blocks/own.cnn", True),
        ("../secret.cnn", False),
        ("blocks/../../secret.cnn", False),
        ("{0}/secret.cnn", False),
        ("../project2/own.cnn", False),
    ],
)
def test_use_reads_below_the_first_files_folder(  # type: ignore[no-untyped-def]
    used: str, allowed: bool, shared: Path, run
) -> None:
    (shared.parent / "project2").mkdir()
    (shared.parent / "project2" / "own.cnn").write_text("block b { C3D8 R }")
    net = shared / "net.cnn"
    net.write_text(f'use "{used.format(shared.parent)}"\ninput 3x8x8\nb FC10')
    ran = run("check", str(net), "--format", "concise")
    assert ran.status == (0 if allowed else 1)
    assert ("use-outside" in ran.out) is not allowed
    assert "C3D8" not in ran.out
    assert run("check", str(net), "--use-below", str(shared.parent)).status == 0


@needs_unix
def test_use_follows_no_link_out(shared: Path, run) -> None:  # type: ignore[no-untyped-def]
    (shared / "link.cnn").symlink_to("../secret.cnn")
    (shared / "folder").symlink_to("..")
    (shared / "inner.cnn").symlink_to("blocks/own.cnn")
    for used, code in (
        ("link.cnn", "use-outside"),
        ("folder/secret.cnn", "use-outside"),
        ("inner.cnn", ""),
    ):
        (shared / "net.cnn").write_text(f'use "{used}"\ninput 3x8x8\nb FC10')
        ran = run("check", str(shared / "net.cnn"), "--format", "json")
        assert [each["code"] for each in json.loads(ran.out)["diagnostics"]] == [code] * bool(code)


def test_a_mistake_in_a_file_that_is_taken_in_names_it(shared: Path, run) -> None:  # type: ignore[no-untyped-def]
    (shared / "blocks" / "own.cnn").write_text("block b { C3D8 R nosuch }\nblock c { C99D3p0 }")
    net = shared / "net.cnn"
    net.write_text('use "blocks/own.cnn"\ninput 3x8x8\nb c FC10')
    inner = str(shared / "blocks" / "own.cnn")
    for form in ("full", "concise", "github", "sarif", "json"):
        assert inner in run("check", str(net), "--format", form).out
    for found in json.loads(run("check", str(net), "--format", "json").out)["diagnostics"]:
        assert found["file"] == inner


# What is written


def test_a_constant_that_a_file_taken_in_lacks_is_one_mistake(tmp_path: Path) -> None:
    """It may have been meant for that file: that nothing here uses it is not said as well."""
    (tmp_path / "parts.cnn").write_text("block b { C3D<n> R }")
    main = tmp_path / "main.cnn"
    main.write_text('let n = 8 use "parts.cnn" input 3x8x8 b FC10')
    found = [each.code for each in compile_text(load(str(main))).network.diagnostics]
    assert found == ["name-unknown-constant"]


@needs_unix
@pytest.mark.slow
def test_a_full_disk_and_closed_streams_say_so() -> None:
    for command in (
        ["check", "vgg_d"],
        ["check", "vgg_d", "--format", "json"],
        ["build", "vgg_d"],
        ["report", "vgg_d"],
    ):
        with open("/dev/full", "w") as full:
            ran = cnndsl_runs(*command, stdout=full, stderr=subprocess.PIPE, capture_output=False)
        assert ran.returncode == 2
        assert ran.stderr.endswith("cnndsl: output: No space left on device\n")
    ran = cnndsl_runs("check", "vgg_d", preexec_fn=lambda: os.close(1))
    assert (ran.returncode, ran.stderr) == (2, "cnndsl: standard output is closed\n")
    ran = cnndsl_runs("check", "-", preexec_fn=lambda: os.close(0))
    assert (ran.returncode, ran.stderr) == (2, "cnndsl: standard input is closed\n")
    ran = cnndsl_runs("check", "nosuch.cnn", preexec_fn=lambda: os.close(2))
    assert ran.returncode == 2


@needs_unix
def test_a_reader_that_has_enough_is_no_trouble() -> None:
    command = f"{sys.executable} -m cnndsl check resnet152 | head -1"
    ran = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(REPO)}
    )  # fmt: skip
    assert ran.stderr == ""


@needs_unix
@pytest.mark.parametrize(
    "command", [["build", "resnet50"], ["report", "resnet50", "--format", "html"]]
)
def test_a_file_that_cannot_be_written_whole_is_not_written(
    command: list[str], tmp_path: Path
) -> None:
    """A limit on files' sizes stands for a disk that fills up."""
    out = tmp_path / "out"

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    for before in ("", "what was there"):
        if before:
            out.write_text(before)
        ran = cnndsl_runs(*command, "-o", out, preexec_fn=little_room)
        assert ran.returncode == 2
        assert ran.stderr.splitlines()[-1] == f"cnndsl: {out}: File too large"
        assert [path.name for path in tmp_path.iterdir()] == ["out"] * bool(before)
        assert not before or out.read_text() == before


def test_outputs_that_cannot_be_replaced_are_named(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for path in (tmp_path, tmp_path / "none" / "x.py", ""):
        ran = run("build", "lenet5", "-q", "-o", str(path))
        assert ran.status == 2
        assert ran.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@needs_unix
def test_a_link_as_output_stays_one(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "real.py").write_text("old")
    (tmp_path / "link.py").symlink_to("real.py")
    assert run("build", "lenet5", "-o", str(tmp_path / "link.py")).status == 0
    assert (tmp_path / "link.py").is_symlink()
    assert "class LeNet5" in (tmp_path / "real.py").read_text()


def test_two_builds_to_one_file_leave_one_whole(tmp_path: Path) -> None:
    out = tmp_path / "net.py"
    alone = {name: cnndsl.source(name) for name in ("resnet152", "vgg_d")}
    for _ in range(max(1, EXAMPLES // 100)):
        with ThreadPoolExecutor(2) as pool:
            ran = list(pool.map(lambda name: cnndsl_runs("build", name, "-q", "-o", out), alone))
        assert [each.returncode for each in ran] == [0, 0]
        assert out.read_text() in alone.values()
    assert list(tmp_path.iterdir()) == [out]


# Several at once


@pytest.mark.parametrize("each", [8, pytest.param(1, marks=pytest.mark.slow)])
def test_threads_do_not_disturb_one_another(each: int) -> None:
    """Each eighth bundled network, or all, and some nested deeply, as alone; Python's own limit is left alone."""
    deep = [
        "input 3x8x8 " + "[" * depth + "C3D4 R" + "]" * depth + " FC3" for depth in (5, 90, 100)
    ]
    specs = [*sorted(bundled().keys() - SIBLINGS)[::each], *deep] * 2

    def account(spec: str) -> tuple[object, ...]:
        found = cnndsl.check(spec)
        return found.totals, str(found), cnndsl.source(found)

    alone = [account(spec) for spec in specs[: len(specs) // 2]]
    before = sys.getrecursionlimit()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(account, specs))
    assert together == alone * 2
    assert sys.getrecursionlimit() == before


def test_limits_of_one_thread_are_not_anothers() -> None:
    def ok(layers: int) -> bool:
        return cnndsl.check("input 3x8x8 [C3D4 R]*60", limits={"layers": layers}).ok

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ok, [100, 200] * 20)) == [False, True] * 20


def test_an_unknown_word_of_a_file_that_is_taken_in_is_read_whole(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Its letters stand in that file, whose offsets go on behind those of the first."""
    (tmp_path / "blocks.cnn").write_text("# what comes along\nblock b { C3D4 R RELUX3 }\n")
    net = tmp_path / "net.cnn"
    net.write_text('use "blocks.cnn" input 3x8x8 C1D4 R b FC3')
    said = run("check", str(net)).out
    assert "blocks.cnn:2:22" in said
    assert "help: did you mean `RELU`?" in said
