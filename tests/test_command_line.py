"""What the command line takes and says: help, words that are none of it, files to write, completion."""

import json
import os
import pty
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import Runner

import cnndsl
from cnndsl.cli.completion import SCRIPTS
from cnndsl.cli.files import Failure, keep_apart
from cnndsl.cli.options import COMMANDS, SHELLS
from cnndsl.cli.parser import options_of, parsers
from cnndsl.validation import option_text
from cnndsl.validation.option_text import Refused

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
    for name in arguments if arguments[0] == "fmt" else []:
        if name.endswith(".cnn"):
            Path(name).write_text("C3D64 R\n")
    ran = run(*arguments)
    assert (ran.status, ran.err) == (0, "")
    if "-o" in arguments:
        assert Path(arguments[arguments.index("-o") + 1]).stat().st_size > 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("chek vgg_d", "`chek` is no command; did you mean `check`?"),
        ("vgg_d", "`vgg_d` is a spec and no command; `cnndsl check vgg_d` checks it"),
        ("xyzzy", "`xyzzy` is no command; there are check, build, verify, report, compare, draw, expand,"),
        ("check --formt json vgg_d", "`--formt` is no option of `cnndsl check`; did you mean `--format`?"),
        ("check vgg_d --format=jsn", "argument --format: `jsn` is no choice; did you mean `json`?"),
        ("build vgg_d vgg_a", "`vgg_a` is one argument too many"),
        ("show resnt50", "no network that comes along is called `resnt50`; did you mean `resnet50`?"),
        ("networks xyzzy cifar", "no network that comes along has `xyzzy` and `cifar`;"),
        ("layers denss", "no layer is called `denss`; did you mean `dense`?"),
        ("layers xyzzy", "no layer is called `xyzzy`; `cnndsl layers` lists them"),
        ("layers batchnrm", "no layer is called `batchnrm`; did you mean `batchnorm`?"),
        ("--format json check vgg_d", "`--format` stands behind a command, as in `cnndsl check ... --format`"),
        ("-V", "`-V` is no option; "),
        ("CRCRP", "`CRCRP` is no command; there are check, build, verify, report, compare, draw, expand,"),
        ("check - -", "`-` is standard input, which can be read once"),
        ("check CRCRP --input 3x8x8 --input 3x9x9", "argument --input: is given twice, with two values"),
        ("report CRCRP -o a.html -o b.html", "argument -o: is given twice, with two values"),
        ("check CRCRP --use-below nosuch", "argument --use-below: `nosuch` is no folder"),
        ("build vgg_d --class 3x", "argument --class: `3x` cannot be a class's name: a name starts with a letter"),
        ("build vgg_d -o torch.py", "argument -o: `torch.py` would be imported in the place of `torch` itself"),
        ("build vgg_d -o typing.py", "argument -o: `typing.py` would be imported in the place of `typing` itself"),
        ("compare CRCRP --set q=0", "--set q: <text> has no such constant (it has none)"),
        ("explain shape-unrea", "no diagnostic has the code `shape-unrea`; did you mean `shape-unread`?"),
        ("explain argument", "no diagnostic has the code `argument`; there are argument-missing, argument-order,"),
        ("check ..", "`..` is a folder; a spec is a file, a bundled network's name or a text"),
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


@pytest.mark.parametrize(
    ("name", "meant"),
    [("AlexNet", "alexnet"), ("VGG_D", "vgg_d"), ("VGG16", "vgg_d"), ("resnet-50", "resnet50")],
)
def test_a_network_as_people_write_it_is_answered_with_its_name(
    run: Runner, name: str, meant: str
) -> None:
    said = (
        f"`{name}` is no file, no bundled network and no spec's text; "
        f"did you mean the bundled network `{meant}`?"
    )
    assert run("check", name).err == f"cnndsl: {said}\n"
    with pytest.raises(ValueError, match=re.escape(said)):
        cnndsl.check(name)
    assert run("check", "CRCRP").status == 0, "which is a text"


def test_an_argument_that_is_empty_is_none(run: Runner) -> None:
    """As of a variable that a script has not set."""
    for command in ("report", "build"):
        ran = run(command, "CRCRP", "-o", "")
        assert (ran.status, ran.out) == (2, "")
        assert ran.err.startswith("cnndsl: argument -o: an empty text is no file's name")


def test_the_same_value_may_be_given_twice(run: Runner) -> None:
    twice = ["--input", "3x8x8", "--input", "3x8x8"]
    assert run("check", "C3D8", *twice).out == run("check", "C3D8", *twice[:2]).out


def test_a_file_that_begins_like_an_option_is_named(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-x.cnn").write_text("input 8 FC4")
    assert "the file is `./-x.cnn`" in run("check", "-x.cnn").err
    for words in (["./-x.cnn"], ["--", "-x.cnn"]):
        assert run("check", *words).status == 0


def test_help_is_a_command_too(run: Runner) -> None:
    assert run("help", "check").out == run("check", "--help").out
    assert run("help").out == run("--help").out != ""


def test_the_specs_that_can_be_read_are_checked_all_the_same(run: Runner) -> None:
    ran = run("check", "crcrp", "nosuch.cnn", "input 3x8x8 CXR", "-q")
    assert ran.status == 2
    assert "name-unknown-layer" in ran.out
    assert ran.err == "cnndsl: `nosuch.cnn` is no file, no bundled network and no spec's text\n"
    found = json.loads(run("check", "crcrp", "nosuch.cnn", "--format", "json").out)
    assert [each["network"] for each in found] == ["CRCRP_Stack"]


def test_codes_may_be_pasted_as_they_are_printed(run: Runner) -> None:
    shown = run("explain", "shape-unread").out
    assert run("explain", "warning[shape-unread]").out == shown


def test_quiet_names_are_json_where_that_is_asked_for(run: Runner) -> None:
    document = json.loads(run("networks", "-q", "--format", "json", "lenet_caffe").out)
    assert [each["name"] for each in document["networks"]] == ["lenet_caffe"]


def test_what_all_commands_share_may_stand_before_the_command(run: Runner, own_kinds: str) -> None:
    assert run("-q", "--no-color", "check", "vgg_d").out == run("check", "vgg_d", "-q").out
    assert "total" not in run("-q", "check", "vgg_d").out
    ran = run("--layers", own_kinds, "check", "input 3x8x8 C3D8 blend FC2")
    assert ran.status == 0
    assert "blend1" in ran.out


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


def test_what_is_read_is_not_written_over(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("net", "net.pth", "weights"):
        Path(name).write_text("input 8 FC4")
    Path("link").symlink_to("net")
    for command, said in (
        ("build net -o net", "-o net: that is the spec itself"),
        ("build net -o link", "-o link: that is the spec itself"),
        ("report CRCRP net -o net", "-o net: that is the spec itself"),
        ("weights net net.pth --save-map net", "--save-map net: that is the spec itself"),
        (
            "weights net weights --save-map weights",
            "--save-map weights: that is the checkpoint itself",
        ),
        ("weights net net.pth --save-map net.pth", "`net.pth` would be a file of PyTorch"),
        (
            "weights net net.pth -o a.safetensors --save-map a.safetensors",
            "would be a file of weights",
        ),
        ("weights net net.pth --save-map -", "a map is written to a file"),
    ):
        ran = run(*command.split())
        assert (ran.status, ran.out) == (2, ""), command
        assert said in ran.err
    assert {path.read_text() for path in tmp_path.iterdir()} == {"input 8 FC4"}


def test_two_files_are_not_written_in_one_place(tmp_path: Path) -> None:
    place = str(tmp_path / "a")
    with pytest.raises(Failure, match="that is where -o is written"):
        keep_apart({"-o": place, "--save-map": place}, [])
    keep_apart({"-o": place, "--save-map": None, "--other": "-"}, [("spec", "CRCRP")])


def test_a_file_that_may_not_be_written_stays(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "net.py"
    path.write_text("mine")
    monkeypatch.setattr("os.access", lambda path, mode: False)  # whoever runs this may be root
    ran = run("build", "crcrp", "-q", "-o", str(path))
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == f"cnndsl: {path}: may not be written\n"
    assert path.read_text() == "mine"


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
        ("cnndsl check my", "my own.cnn"),
        ("cnndsl report vgg_d --device h200 --optimizer adama", "adamax"),
        ("cnndsl build vgg_d --device m", "mps"),
    ],
)
def test_bash_completes(run: Runner, line: str, offered: str, tmp_path: Path) -> None:
    (tmp_path / "mine.cnn").touch()
    (tmp_path / "my own.cnn").touch()
    (tmp_path / "done.bash").write_text(run("completion", "bash").out)
    typed = " ".join(map(shlex.quote, line.split(" ")))
    script = f"""source ./done.bash
    COMP_WORDS=({typed}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _cnndsl; echo "${{COMPREPLY[*]}}" """
    ran = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert (ran.stdout.strip(), ran.stderr) == (offered, "")


# Terminals


def on_a_terminal(command: str, columns: int) -> list[str]:
    """What a command shows on a terminal of a width, without colours."""
    terminal, own = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "cnndsl", *shlex.split(command)],
        stdout=own,
        env={**os.environ, "COLUMNS": str(columns), "TERM": "xterm"},
    )
    os.close(own)
    shown = b""
    with suppress(OSError):  # how a terminal ends
        while piece := os.read(terminal, 4096):
            shown += piece
    os.close(terminal)
    assert running.wait() == 0
    return re.sub(r"\x1b\[[0-9;]*m", "", shown.decode()).splitlines()


@pytest.mark.parametrize(
    "command",
    [
        "check resnet18",
        "report resnet18 --unshared --device h200",
        pytest.param("compare resnet18 resnet34", marks=pytest.mark.slow),
        "networks lecture",
        "sweep 'input 3x32x32 C3D{8,16} [C3D8 R]*{1..3} FC10' --front params,macs",
        "layers",
        "layers conv",
        pytest.param("explain shape-unread", marks=pytest.mark.slow),
    ],
)
def test_nothing_is_wider_than_a_terminal(command: str) -> None:
    lines = on_a_terminal(command, 60)
    assert max(map(len, lines)) <= 60
    assert len(lines) > 3


def test_the_prose_of_a_layer_goes_on_below_itself() -> None:
    lines = on_a_terminal("layers conv", 60)
    at = next(k for k, line in enumerate(lines) if line.startswith("  kernel "))
    column = lines[at].index("the filter")
    assert lines[at + 1][:column].strip() == ""
    assert lines[at + 1][column] != " "


LARGEST = 2**63 - 1


@pytest.mark.parametrize(
    ("read", "least"), [(option_text.seed, 0), (option_text.count, 1)], ids=["seed", "count"]
)
def test_whole_numbers_are_taken_from_the_least_to_what_64_bits_hold(
    read: Callable[[str], int], least: int
) -> None:
    for number in (least, 1, 10, LARGEST):
        assert read(str(number)) == number
    for words in (str(least - 1), str(LARGEST + 1), "", "-0", "1.0", "1e3", "1_0", " 1", "\u0661"):
        with pytest.raises(Refused, match="is no "):
            read(words)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        *(("macs=5", 5), ("macs=5K", 5_000), ("macs=1.5M", 1_500_000), ("macs=.5k", 500)),
        *(("macs=2G", 2 * 10**9), ("macs=1T", 10**12), ("macs=1Ki", 1024), ("macs=1MiB", 2**20)),
        *(("macs=3GB", 3 * 10**9), ("macs=1_000", 1000), ("macs=1e3", 1000), ("macs=1.25", 1.25)),
        *(("macs=1ms", 0.001), ("macs=1.5us", 1.5e-6), ("macs=2ns", 2e-9), ("macs=3s", 3)),
    ],
)
def test_amounts_are_thousands_or_powers_of_1024(words: str, value: float) -> None:
    assert option_text.amount(words) == ("macs", value)
