"""What is nested to the limit works in every command, within Python's own limit on calls; what is deeper is refused."""

import pickle
from pathlib import Path

import pytest
from conftest import checked, problems
from nested import INPUT, deep_in_calls, nested

import cnndsl
from cnndsl.cli import main
from cnndsl.limits import MOST, Limits

LEVELS = Limits().nesting
DEEP = nested(LEVELS)
COMMANDS = [
    ["check"],
    ["report"],
    ["build"],
    ["build", "--inference"],
    ["draw"],
    ["draw", "--unfold"],
]
FORMATS = [
    *(["check", each] for each in ("--diff", "--fix", "--strict")),
    *(["check", "--format", each] for each in ("json", "concise", "github", "sarif")),
    *(["report", "--format", each] for each in ("json", "csv", "markdown", "html")),
    ["report", "--all"],
    ["build", "--logits"],
]


def test_the_limit_is_the_one_that_is_stated() -> None:
    assert LEVELS == MOST["nesting"] == 100


SLOW = {
    "all at once",
    "an aux head",
    "copies of blocks",
    "crops",
    "in",
    "labelled blocks",
    "labelled branches",
    "labelled copies",
    "parameters",
    "projections",
    "split",
    "tap arguments",
    "taps",
}
"""What takes longest, and is made of what others have alone."""
EACH = pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.slow] * (name in SLOW)) for name in sorted(DEEP)],
)


@EACH
def test_what_is_within_the_limit_goes_through_every_command(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "deep.cnn"
    spec.write_text(DEEP[name])
    for command in COMMANDS:
        works(command, spec, capsys)
    assert deep_in_calls(lambda: main(["compare", str(spec), str(spec)])) in (0, None)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cat", "copies", "labelled groups"])
def test_what_is_within_the_limit_is_shown_in_every_format(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """How deep formats go does not hang on what is nested, but on its being branches, copies or labels."""
    spec = tmp_path / "deep.cnn"
    spec.write_text(DEEP[name])
    for command in FORMATS:
        works(command, spec, capsys)


def works(command: list[str], spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = deep_in_calls(lambda: main([command[0], str(spec), *command[1:]]))
    printed = capsys.readouterr()
    assert status in (0, None), printed
    if command[0] == "build":
        compile(printed.out, "generated", "exec")


@EACH
def test_what_is_within_the_limit_is_kept_and_compared(name: str) -> None:
    """What Python's own pickling and comparing do, which go down into what they are given."""
    found, other = cnndsl.check(DEEP[name]), cnndsl.check(DEEP[name])
    assert found.result is not other.result
    assert deep_in_calls(lambda: found == other)
    assert deep_in_calls(lambda: pickle.loads(pickle.dumps(found))) == found
    assert deep_in_calls(lambda: hash(found)) == hash(other)
    reports = cnndsl.report(found), cnndsl.report(other)
    assert deep_in_calls(lambda: reports[0] == reports[1])
    assert deep_in_calls(lambda: pickle.loads(pickle.dumps(reports[0]))) == reports[0]
    changed = cnndsl.check(DEEP[name].replace("FC3", "FC4"))
    assert deep_in_calls(lambda: found != changed)


@pytest.mark.parametrize("name", sorted(DEEP))
def test_one_level_more_is_refused(name: str) -> None:
    """Two more, for what makes two of each."""
    more = nested(LEVELS + 2)[name]
    found = deep_in_calls(lambda: problems(checked(more), "error"))
    assert {code for code, *_ in found} in ({"limit-nesting"}, {"expression-depth"})


def _chain(folder: Path, files: int, text: str) -> Path:
    for k in range(files):
        more = f'use "f{k + 1}.cnn" ' if k < files - 1 else ""
        (folder / f"f{k}.cnn").write_text(more + text.replace("@", str(k)).replace("#", str(k + 1)))
    return folder / "f0.cnn"


@pytest.mark.parametrize(("files", "works"), [(100, True), (101, False)])
def test_files_that_take_in_files(files: int, works: bool, tmp_path: Path) -> None:
    last = files - 1
    spec = _chain(tmp_path, files, "block b@ { b# R }")
    (tmp_path / f"f{last}.cnn").write_text(f"block b{last} {{ C3D3 }}")
    spec.write_text(f'use "f1.cnn" {INPUT} b1 FC3')
    found = deep_in_calls(lambda: cnndsl.check(str(spec)))
    assert found.ok == works
    if not works:
        assert "limit-nesting" in {each.code for each in found.diagnostics}
    else:
        compile(deep_in_calls(lambda: cnndsl.source(found)), "generated", "exec")
