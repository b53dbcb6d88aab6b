"""`check --fix` and `--diff`: what is safe is mended to its end, files keep their form, and all else is left alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Runner, checked

from cnndsl.compile import Options
from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import Edit, Fix, whole
from cnndsl.fixing import MOST_ROUNDS, apply_safe_fixes
from cnndsl.text import Span, Text

SLIPS = "network A\ninput 3x32x32\n[C3D6l R) M\ncnov(8) R GAP FC10\n"
MENDED = "network A\ninput 3x32x32\n[C3D61 R] M\nconv(8) R GAP FC10\n"


def mended(spec: str, strict: bool = False) -> str:
    return apply_safe_fixes(
        Text("spec.cnn", spec), Options(strict=strict)
    ).result.network.text.content


def file(folder: Path, content: bytes | str, name: str = "a.cnn") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_all_that_is_safe_is_mended_in_one_call(run: Runner, tmp_path: Path) -> None:
    path = file(tmp_path, SLIPS)
    ran = run("check", "--fix", str(path))
    assert path.read_text() == MENDED
    assert ran.status == 0
    places = [line.split(": ")[0] for line in ran.out.splitlines()[:3]]
    assert places == [f"{path}:3:6", f"{path}:3:9", f"{path}:4:1"]
    assert "`)` cannot close `[`: mended: write `]`" in ran.out
    assert "conv2" in ran.out  # the table of the mended network
    again = run("check", "--fix", str(path), str(path))
    assert again.out.count(f"{path}: nothing to mend\n") == 2
    assert path.read_text() == MENDED


def test_what_a_mistake_hides_is_mended_in_the_same_call() -> None:
    """What a layer takes is known once it has a name that there is."""
    (found,) = checked("input 3x8x8 cnov(8, krenel=3) R FC10").network.diagnostics
    assert found.code == "name-unknown-layer"
    assert mended("input 3x8x8 cnov(8, krenel=3) R FC10") == "input 3x8x8 conv(8, kernel=3) R FC10"


def test_diff_shows_it_and_changes_nothing(run: Runner, tmp_path: Path) -> None:
    path = file(tmp_path, SLIPS.rstrip("\n"))
    ran = run("check", "--diff", str(path))
    assert path.read_text() == SLIPS.rstrip("\n")
    assert ran.status == 1  # of the file as it is
    assert ran.out == (
        f"--- {path}\n+++ {path}\n@@ -1,4 +1,4 @@\n network A\n input 3x32x32\n"
        "-[C3D6l R) M\n-cnov(8) R GAP FC10\n\\ No newline at end of file\n"
        "+[C3D61 R] M\n+conv(8) R GAP FC10\n\\ No newline at end of file\n"
    )
    (tmp_path / "change").write_text(ran.out)
    subprocess.run(["patch", "-s", str(path), str(tmp_path / "change")], check=True)
    assert path.read_text() == MENDED.rstrip("\n")
    sound = run("check", "--diff", str(path))
    assert (sound.status, sound.out, sound.err) == (0, "", f"{path}: nothing to mend\n")
    assert run("check", "--diff", "--format", "json", str(path)).status == 2


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"input 3x8x8\r\nC3D6l\r\nFC10\r\n", b"input 3x8x8\r\nC3D61\r\nFC10\r\n"),
        (b"input 3x8x8\rC3D6l\rFC10", b"input 3x8x8\rC3D61\rFC10"),
        (b"\xef\xbb\xbfinput 3x8x8 C3D6l FC10", b"\xef\xbb\xbfinput 3x8x8 C3D61 FC10"),
        (
            "# für alle ≤ 8\ninput 3×8×8 C3D6l FC10".encode(),
            "# für alle ≤ 8\ninput 3×8×8 C3D61 FC10".encode(),
        ),
    ],
)
def test_a_file_keeps_its_form(
    run: Runner, tmp_path: Path, content: bytes, expected: bytes
) -> None:
    path = file(tmp_path, content)
    path.chmod(0o640)
    assert run("check", "--fix", str(path)).status == 0
    assert path.read_bytes() == expected
    assert path.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["a.cnn"]


def test_a_link_is_followed(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    path = file(tmp_path / "real", SLIPS)
    link = tmp_path / "link.cnn"
    link.symlink_to(path)
    assert run("check", "--fix", str(link)).status == 0
    assert link.is_symlink()
    assert path.read_text() == MENDED


def test_files_taken_in_from_the_specs_own_folder_are_mended_and_others_left(
    run: Runner, tmp_path: Path
) -> None:
    (tmp_path / "own").mkdir()
    block = "block b { C3D6l R }\n"
    here = file(tmp_path / "own", block, "here.cnn")
    far = file(tmp_path, block.replace(" b ", " c "), "far.cnn")
    spec = file(tmp_path / "own", 'use "here.cnn" use "../far.cnn"\ninput 3x8x8 b c cnov(4) FC10\n')
    ran = run("check", "--fix", "--use-below", str(tmp_path), str(spec))
    assert ran.status == 1
    assert here.read_text() == "block b { C3D61 R }\n"
    assert far.read_text() == "block c { C3D6l R }\n"
    assert "b c conv(4) FC10" in spec.read_text()
    assert f"{here}:1:15: " in ran.out
    assert "error[syntax-word]" in ran.out


def test_a_text_is_printed_alone_and_all_else_said_beside_it(run: Runner) -> None:
    ran = run("check", "--fix", "input 3x8x8 C3D6l R X FC10")
    assert ran.out == "input 3x8x8 C3D61 R X FC10\n"
    assert "<text>:1:17: " in ran.err
    assert "error[name-unknown-layer]" in ran.err
    assert ran.status == 1
    as_json = run("check", "--fix", "--format", "json", "input 3x8x8 C3D6l R FC10")
    assert as_json.out == "input 3x8x8 C3D61 R FC10\n"
    assert json.loads(as_json.err[as_json.err.index("{") :])["ok"]
    assert run("check", "--fix", "CRP", "CRM").status == 2
    assert run("check", "--fix", "-", "CRM").status == 2


def test_standard_input_is_printed_to_the_byte() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "cnndsl", "check", "--fix", "-"],
        input=b"input 3x8x8\r\nC3D6l R\r\nFC10",
        capture_output=True,
        check=True,
    )
    assert ran.stdout == b"input 3x8x8\r\nC3D61 R\r\nFC10"
    assert b"<stdin>:2:5: " in ran.stderr


def test_what_is_left_is_said_in_the_format_that_is_asked_for(run: Runner, tmp_path: Path) -> None:
    paths = [str(file(tmp_path, "input 3x8x8 C3D6l R X FC10", f"{name}.cnn")) for name in "ab"]
    documents = json.loads(run("check", "--fix", "--format", "json", *paths).out)
    assert [[each["code"] for each in one["diagnostics"]] for one in documents] == [
        ["name-unknown-layer"]
    ] * 2
    concise = run("check", "--fix", "--format", "concise", paths[0])
    assert concise.out.startswith(f"{paths[0]}:1:21: error[name-unknown-layer]")
    assert concise.err == f"{paths[0]}: nothing to mend\n"


def test_networks_that_come_along_stay_as_they_are(run: Runner, tmp_path: Path) -> None:
    path = file(tmp_path, SLIPS)
    for command in ("--fix", "--diff"):
        for name in ("vgg_d", "vgg_d.cnn"):
            ran = run("check", command, str(path), name)
            assert (ran.status, ran.out) == (2, "")
            assert "mend a copy: `cnndsl show vgg_d -o my_vgg_d.cnn`" in ran.err
    assert path.read_text() == SLIPS  # looked at before anything is written


@pytest.mark.parametrize("name", ["a b.cnn", 'a"b\\c.cnn', "a\x1b\nb.cnn", "é.cnn"])
def test_a_difference_is_what_patch_takes_whatever_the_name(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """As git writes them: a tab behind a name with blanks, quotes around one with odd bytes."""
    monkeypatch.chdir(tmp_path)
    Path(name).write_text("input 3x8x8 C3D64 s2\n")
    shown = run("check", "--diff", name).out
    assert "\x1b" not in shown
    assert len(shown.splitlines()) == 5
    assert shown.startswith(
        {"a b.cnn": "--- a b.cnn\t\n", "é.cnn": '--- "\\303\\251.cnn"'}.get(name, '--- "a')
    )
    subprocess.run(["git", "apply", "-p0", "-"], input=shown.encode(), check=True)
    assert Path(name).read_text() == "input 3x8x8 C3D64s2\n"


def test_what_cannot_be_written_stays_whole(run: Runner, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.cnn")
    assert run("check", "--fix", str(tmp_path / "pipe.cnn")).status == 2
    assert run("check", "--fix", str(tmp_path / "none.cnn")).status == 2
    assert run("check", "--fix", "--set", "n=3", str(file(tmp_path, SLIPS))).status == 2
    assert (tmp_path / "a.cnn").read_text() == SLIPS


def test_a_file_that_use_misspells_is_the_one_beside_it(run: Runner, tmp_path: Path) -> None:
    file(tmp_path, "block b { C3D8 R }\n", "blocks.cnn")
    for written in ("blocks", "bloks.cnn"):
        spec = file(tmp_path, f'use "{written}"\ninput 3x8x8 b FC10\n')
        assert run("check", "--fix", str(spec)).status == 0
        assert spec.read_text() == 'use "blocks.cnn"\ninput 3x8x8 b FC10\n'
    spec = file(tmp_path, 'use "a.cnn"\ninput 3x8x8 C3D8 R FC10\n')
    assert run("check", "--fix", str(spec)).status == 1  # that it was to be another is as likely
    (found,) = json.loads(run("check", "--format", "json", str(spec)).out)["diagnostics"]
    assert [(fix["safe"], fix["end_line"], fix["text"]) for fix in found["fixes"]] == [
        (False, 2, "")
    ]


def test_a_text_of_more_mistakes_than_a_check_says_is_mended_to_its_end() -> None:
    """A check says 100 mistakes: 250 take three rounds."""
    spec = "input 3x8x8 " + "cnov(8) R " * 250 + "FC10"
    found = apply_safe_fixes(Text("spec.cnn", spec))
    assert len(found.done) == 250
    assert found.result.network.text.content == "input 3x8x8 " + "conv(8) R " * 250 + "FC10"


def test_a_guess_and_a_fact_are_left(run: Runner, tmp_path: Path) -> None:
    spec = "input 3x8x8 C3D8 R FC10\nexpect params 1\n"
    path = file(tmp_path, spec)
    assert run("check", "--fix", str(path)).status == 1
    assert path.read_text() == spec


def test_a_person_sees_that_there_are_fixes(run: Runner, tmp_path: Path) -> None:
    path = file(tmp_path, SLIPS)
    out = run("check", str(path)).out
    assert f"3 of these are mended by `cnndsl check --fix {path}`\n" in out
    for form in ("concise", "json", "github", "sarif"):
        assert "--fix" not in run("check", "--format", form, str(path)).out
    assert "this is mended by `cnndsl check --fix`" in run("check", "input 3x8x8 C3D6l R FC9").out
    assert "--fix" not in run("check", "input 3x8x8 X R FC9").out
    assumed = run("check", "--strict", "C R FC10").out
    assert "2 of these are mended by `cnndsl check --strict --fix`\n" in assumed
    odd = file(tmp_path, SLIPS, "a b;c.cnn")
    assert "by `cnndsl check --fix`\n" in run("check", str(odd)).out


def test_mending_ends_whatever_a_fix_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fix that mends nothing is made once a round, and rounds have an end."""
    growing = Diagnostic(Span(0, 0), "", fixes=(Fix("", (Edit(Span(0, 0), "#"),), True),))
    result = checked("CRP")
    network = result.network._replace(diagnostics=(growing, growing))

    def compiled(text: Text, *_: object) -> object:
        return result._replace(network=network._replace(text=text))

    monkeypatch.setattr("cnndsl.fixing.compile_text", compiled)
    found = apply_safe_fixes(Text("spec.cnn", "CRP"))
    assert found.result.network.text.content == "#" * MOST_ROUNDS + "CRP"
    assert len(found.done) == MOST_ROUNDS


def test_sarif_has_the_fixes(run: Runner, tmp_path: Path) -> None:
    path = file(tmp_path, SLIPS)
    document = json.loads(run("check", "--format", "sarif", str(path)).out)
    assert document["runs"][0]["results"][1]["fixes"] == [
        {
            "description": {"text": "write `]`"},
            "artifactChanges": [
                {
                    "artifactLocation": {"uri": str(path)},
                    "replacements": [
                        {
                            "deletedRegion": {
                                "startLine": 3,
                                "startColumn": 9,
                                "endLine": 3,
                                "endColumn": 10,
                            },
                            "insertedContent": {"text": "]"},
                        }
                    ],
                }
            ],
        }
    ]


@pytest.mark.parametrize(
    ("content", "words", "left"),
    [
        ("a\nlet n = 1\nb", "let n = 1", "a\nb"),
        ("a\r\n  let n = 1  \r\nb", "let n = 1", "a\r\nb"),
        ("a\rlet n = 1\rb", "let n = 1", "a\rb"),
        ("let n = 1", "let n = 1", ""),
        ("a\nlet n = 1", "let n = 1", "a\n"),
        ("let n = 1 input 3", "let n = 1", "input 3"),
        ("input 3 let n = 1\nb", "let n = 1", "input 3\nb"),
        ("let n = 1 # words\nb", "let n = 1", "# words\nb"),
    ],
)
def test_what_is_taken_out_whole_leaves_no_empty_line(content: str, words: str, left: str) -> None:
    at = content.index(words)
    span = whole(content, Span(at + 5, at + 5 + len(words)), start=5)
    assert content[: span.start - 5] + content[span.end - 5 :] == left
