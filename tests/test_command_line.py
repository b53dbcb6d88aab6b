"""What the command line takes and says: help, words that are none of it, files to write, completion."""

import json
import shlex
import subprocess
from pathlib import Path

import pytest
from conftest import Runner

from cnndsl.cli.arguments import options_of, parsers
from cnndsl.cli.completion import SCRIPTS
from cnndsl.cli.options import COMMANDS, SHELLS

NEEDS_TORCH = ("verify", "weights")
SLOW = {"cnndsl networks": pytest.mark.slow}
EXAMPLES = [example for each in COMMANDS.values() for example in each.examples]


def words_of(example: str) -> list[str]:
    """The arguments of `cnndsl` in an example, without what a shell does with its output."""
    command = example.removeprefix('eval "$(').removesuffix(')"').partition(" > ")[0]
    name, *words = shlex.split(command)
    assert name == "cnndsl"
    return words


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_two_examples(run: Runner, command: str) -> None:
    ran = run(command, "--help")
    assert ran.status == 0
    shown = ran.out.partition("examples:\n")[2].splitlines()
    assert shown == [f"  {example}" for example in COMMANDS[command].examples]
    assert len(shown) == 2


@pytest.mark.parametrize(
    "example", [pytest.param(each, marks=SLOW.get(each, ())) for each in EXAMPLES]
)
def test_examples_work(
    run: Runner, example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = words_of(example)
    if arguments[0] in NEEDS_TORCH:
        parsers(arguments)[0].parse_args(arguments)
        return
    ran = run(*arguments)
    assert (ran.status, ran.err) == (0, "")
    if "-o" in arguments:
        assert Path(arguments[arguments.index("-o") + 1]).stat().st_size > 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("chek vgg_d", "`chek` is no command; did you mean `check`?"),
        ("vgg_d", "`vgg_d` is a spec and no command; `cnndsl check vgg_d` checks it"),
        ("xyzzy", "`xyzzy` is no command; there are check, build, verify, report, compare, weights,"),
        ("check --formt json vgg_d", "`--formt` is no option of `cnndsl check`; did you mean `--format`?"),
        ("check vgg_d --format=jsn", "argument --format: `jsn` is no choice; did you mean `json`?"),
        ("build vgg_d vgg_a", "`vgg_a` is one argument too many"),
        ("show resnt50", "no network that comes along is called `resnt50`; did you mean `resnet50`?"),
        ("networks xyzzy cifar", "no network that comes along has `xyzzy` and `cifar`;"),
        ("layers denss", "no layer is called `denss`; did you mean `dense`?"),
        ("layers xyzzy", "no layer is called `xyzzy`; `cnndsl layers` lists them"),
        ("layers batchnrm", "no layer is called `batchnrm`; did you mean `batchnorm`?"),
        ("build vgg_d --device cuda:\uff11", "argument --device: `cuda:\uff11` is no device;"),
    ],
)  # fmt: skip
def test_words_that_are_none_are_answered_with_what_was_meant(
    run: Runner, words: str, said: str
) -> None:
    ran = run(*words.split())
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"cnndsl: {said}")
    assert ran.err.count("\n") == 1


def test_what_all_commands_share_may_stand_before_the_command(run: Runner, own_kinds: str) -> None:
    assert run("-q", "--no-color", "check", "vgg_d").out == run("check", "vgg_d", "-q").out
    assert "total" not in run("-q", "check", "vgg_d").out
    ran = run("--layers", own_kinds, "check", "input 3x8x8 C3D8 mix FC2")
    assert ran.status == 0
    assert "mix1" in ran.out


@pytest.mark.parametrize(
    ("command", "what"),
    [
        ("report CRCRP -o x.pdf", "would be a picture or a page; what is written is .html, "),
        ("compare vgg_a vgg_d -o x.onnx", "would be an ONNX model; what is written is .html, "),
        ("report CRCRP -o x.foo", "its ending does not say what to write; what is written is "),
        ("report CRCRP --format csv -o x.html", "would be a page, and --format says csv"),
        ("build CRCRP -o x.pth", "`x.pth` would be a file of PyTorch; what is written is a Python"),
        ("build CRCRP -o x.cnn", "`x.cnn` would be a spec; what is written is a Python file, .py"),
        ("show vgg_d -o x.PDF", "`x.PDF` would be a picture or a page; what is written is a spec"),
    ],
)
def test_an_ending_that_a_command_cannot_write_is_refused_before_any_work(
    run: Runner, command: str, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    broken = command.replace("CRCRP", "CXR")  # is not looked at
    for words in (command, broken):
        ran = run(*words.split())
        assert (ran.status, ran.out) == (2, "")
        assert what in ran.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("x.markdown", "**CRCRP_Stack"),
        ("x.txt", "CRCRP_Stack, input"),
        ("x.HTML", "<!DOCTYPE"),
        ("x", "CRCRP_Stack, input"),
    ],
)
def test_an_ending_says_what_is_written(run: Runner, name: str, start: str, tmp_path: Path) -> None:
    assert run("report", "crcrp", "-q", "-o", str(tmp_path / name)).status == 0
    assert (tmp_path / name).read_text().replace("\\", "").startswith(start)
    (tmp_path / "y.tmp").write_text("of a script")
    ran = run("report", "crcrp", "-q", "--format", "json", "-o", str(tmp_path / "y.tmp"))
    assert ran.status == 0
    assert json.loads((tmp_path / "y.tmp").read_text())["network"] == "CRCRP_Stack"


def test_a_constant_has_one_value_where_there_is_one_network(run: Runner) -> None:
    spec = "let w = 16 input 3x32x32 C3D<w> R GAP FC10"
    ran = run("check", spec, "--set", "w=16", "--set", "w=32")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == (
        "cnndsl: --set w: is given 16 and 32; `cnndsl compare SPEC --set w=16 --set w=32` shows both\n"
    )
    assert run("check", spec, "--set", "w=16", "--set", "w=16").status == 0


@pytest.mark.parametrize("name", ["dense", "Linear", "nn.Linear", "fully_connected"])
def test_a_layer_is_found_by_its_names_elsewhere(run: Runner, name: str) -> None:
    assert run("layers", name).out == f"`{name}` is `fc` here\n\n{run('layers', 'fc').out}"


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_has_every_command_and_option(run: Runner, shell: str) -> None:
    script = run("completion", shell).out
    made = parsers(list(COMMANDS))[1]
    for command, parser in made.items():
        lines = [line for line in script.splitlines() if command in line]
        for option in options_of(parser):
            for name in option.option_strings:
                written = {"fish": f"-l {name[2:]} " if name[:2] == "--" else f"-s {name[1:]} "}
                assert any(written.get(shell, name) in line for line in lines), (command, name)
    assert set(SCRIPTS) == set(SHELLS)


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("cnndsl ch", "check"),
        ("cnndsl --no-color rep", "report"),
        ("cnndsl check --fo", "--format"),
        ("cnndsl check --format ", "full concise json github sarif"),
        ("cnndsl show vgg_a", "vgg_a vgg_a_lrn"),
        ("cnndsl layers max", "maxpool"),
        ("cnndsl explain shape-un", "shape-unread"),
        ("cnndsl check mine.c", "mine.cnn"),
        ("cnndsl build vgg_d -o mi", "mine.cnn"),
    ],
)
def test_bash_completes(run: Runner, line: str, offered: str, tmp_path: Path) -> None:
    (tmp_path / "mine.cnn").touch()
    (tmp_path / "done.bash").write_text(run("completion", "bash").out)
    typed = " ".join(map(shlex.quote, line.split(" ")))
    script = f"""source ./done.bash
    COMP_WORDS=({typed}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _cnndsl; echo "${{COMPREPLY[*]}}" """
    ran = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert (ran.stdout.strip(), ran.stderr) == (offered, "")
