"""The commands as a user runs them: what is printed where, and the exit status."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).parent.parent


def test_check_takes_files_names_and_text(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.cnn").write_text("input 3x8x8 C3D4 R FC10")
    (tmp_path / "vgg_e.cnn").write_text("input 3x8x8 FC7")
    assert "138,357,544" in run("check", "vgg_d").out
    assert "138,357,544" in run("check", "vgg_d.cnn").out
    assert "mine, input 3x8x8" in run("check", "mine.cnn").out
    assert "38,720" in run("check", "CRCRP").out
    assert "FC7" in run("check", "vgg_e.cnn").out, "a file wins over a bundled name"


@pytest.mark.parametrize("spec", ["nosuch", "nosuch.cnn", "some/folder.cnn", "vgg_dd"])
def test_what_is_no_spec_says_what_was_tried(run, spec: str) -> None:  # type: ignore[no-untyped-def]
    ran = run("check", spec)
    assert (ran.status, ran.out) == (2, "")
    assert "no file, no bundled network and no spec's text" in ran.err
    assert ran.err.count("\n") == 1


def test_exit_statuses(run) -> None:  # type: ignore[no-untyped-def]
    assert run("check", "input 3x8x8 FC10").status == 0
    assert run("check", "input 3x9x9 M FC10").status == 0, "a warning alone"
    assert run("check", "--strict", "input 3x9x9 M FC10").status == 1
    assert run("check", "CXR").status == 1
    assert run("check", "vgg_d", "CXR").status == 1
    assert run("check").status == 2
    assert run("check", "--format", "nonsense", "CRP").status == 2
    assert run("check", "--input", "3x", "CRP").status == 2
    assert run("check", "--set", "n", "CRP").status == 2
    assert run("check", "--set", "n=3", "CRP").status == 2
    assert run("explain", "nosuch").status == 2
    assert run("layers", "nosuch").status == 2


def test_json_is_one_object_or_a_list(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("check", "--format", "json", "cifar_example")
    document = json.loads(ran.out)
    assert ran.err == ""
    assert document["version"] == 1
    assert document["ok"] is True
    assert document["partial"] is False
    assert document["network"] == "CifarExample"
    assert document["source"] == "cifar_example.cnn"
    assert document["input"] == [3, 32, 32]
    assert document["inputs"] == {"input": [3, 32, 32]}
    assert document["outputs"] == {"out": [10]}
    assert document["totals"]["params"] == 31_066
    assert document["totals"]["flops"] == 2 * document["totals"]["macs"]
    assert document["layers"][0] == {
        "path": "conv",
        "kind": "conv",
        "code": "C3D12",
        "file": "cifar_example.cnn",
        "line": 5,
        "column": 26,
        "assumed": False,
        "aux": False,
        "input": [3, 32, 32],
        "shape": [12, 32, 32],
        "params": 12 * 28,
        "buffers": 0,
        "unshared_params": 12 * 32 * 32 * 28,
        "macs": 12 * 32 * 32 * 27,
        "flops": 24 * 32 * 32 * 27,
        "other_ops": 12 * 32 * 32,
        "activations": 12 * 32 * 32,
        "receptive_field": [3, 3],
        "jump": [1, 1],
        "start": [-1, -1],
        "shared": None,
    }
    assert [
        type(each) for each in json.loads(run("check", "--format", "json", "CRP", "vgg_a").out)
    ] == [dict, dict]


def test_json_of_vgg_d_has_the_contracts_first_layer(run) -> None:  # type: ignore[no-untyped-def]
    document = json.loads(run("check", "--format", "json", "vgg_d").out)
    layer = document["layers"][0]
    assert (layer["path"], layer["code"], layer["params"]) == ("conv1.0", "C3D64", 1792)
    assert (layer["unshared_params"], layer["macs"]) == (89_915_392, 86_704_128)
    assert document["totals"]["weight_layers"] == 16
    assert document["totals"]["activations"] == 15_237_608
    assert [layer["assumed"] for layer in document["layers"][:3]] == [False, True, False]


def test_json_of_mistakes(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("check", "--format", "json", "input 3x8x8\nC3D8 R C11D8p0s1s2 FC10")
    document = json.loads(ran.out)
    assert ran.status == 1
    assert document["ok"] is False
    assert document["partial"] is True
    assert document["outputs"] == {}
    assert [layer["path"] for layer in document["layers"]] == ["conv1", "relu1"]
    assert document["totals"]["params"] == 8 * 28
    kernel, twice = document["diagnostics"]
    assert (kernel["code"], kernel["line"], kernel["column"]) == ("shape-kernel-too-large", 2, 9)
    assert (kernel["end_line"], kernel["end_column"]) == (2, 11)
    assert "8 + 2*0 < 11" in kernel["message"]
    assert twice["related"][0]["message"] == "first given here"
    assert set(kernel) >= {"file", "note", "help", "related", "fixes", "severity"}


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("model.onnx", "an ONNX model"),
        ("yolo.cfg", "a Darknet configuration"),
        ("net.pth", "a file of PyTorch"),
        ("net.py", "a Python program"),
        ("deploy.prototxt", "a Caffe network"),
    ],
)
def test_a_file_of_another_program_is_said_to_be_that(name, what, tmp_path, run) -> None:  # type: ignore[no-untyped-def]
    missing = run("check", name)
    assert missing.status == 2
    assert f"`{name}` is no file, and by its ending it would be {what}" in missing.err
    (tmp_path / name).write_bytes(b"\x00\x01")
    there = run("check", str(tmp_path / name))
    assert there.status == 2
    assert f"{name}` is {what}" in there.err


def test_fixes_mend_the_text(run) -> None:  # type: ignore[no-untyped-def]
    for spec, mended in {
        "input 3x8x8 C3D6l FC9": "input 3x8x8 C3D61 FC9",
        "input 3x8x8 FC-9": "input 3x8x8 FC9",
        "input 3x8x8 C3D8 R] FC9": "input 3x8x8 C3D8 R FC9",
        "input 227x227x3 C3D8 R FC9": "input 3x227x227 C3D8 R FC9",
        "input 3x8x8 cnov(8) R FC9": "input 3x8x8 conv(8) R FC9",
        "input 3x8x8 ReLU FC9": "input 3x8x8 relu FC9",
    }.items():
        (found,) = json.loads(run("check", "--format", "json", spec).out)["diagnostics"]
        (fix,) = found["fixes"]
        assert fix["line"] == fix["end_line"] == 1
        assert spec[: fix["column"] - 1] + fix["text"] + spec[fix["end_column"] - 1 :] == mended


def test_github_and_concise_and_sarif(run) -> None:  # type: ignore[no-untyped-def]
    spec = "input 3x8x8 CX%1 FC10"
    assert run("check", "--format", "github", "input 3x8x8 X FC10").out == (
        "::error file=<text>,line=1,col=13,endLine=1,endColumn=14,title=name-unknown-layer"
        "::no layer has the code `X` (`cnndsl layers` shows them all)\n"
    )
    concise = run("check", "--format", "concise", spec).out.splitlines()
    assert all(line.startswith("<text>:1:") for line in concise)
    document = json.loads(run("check", "--format", "sarif", "CXR", "vgg_d").out)
    assert document["version"] == "2.1.0"
    results = document["runs"][0]["results"]
    rules = [rule["id"] for rule in document["runs"][0]["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in results)


def test_set_and_input_and_strict(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("check", "sound_1d", "--set", "classes=35")
    assert ran.status == 0
    assert f"{84_074 + 25 * 129:,}" in ran.out
    assert "facts-skipped" in ran.out
    assert run("check", "vgg_d", "--input", "3x64x64").status == 0
    assert run("check", "--strict", "vgg_d").status == 1
    unknown = run("check", "vgg_d", "--set", "nosuch=3")
    assert unknown.status == 2
    assert "no such constant" in unknown.err


def test_quiet_says_only_problems(run) -> None:  # type: ignore[no-untyped-def]
    assert run("check", "-q", "input 3x8x8 FC10").out == ""
    assert "unread" in run("check", "-q", "input 3x9x9 M FC10").out


def test_build_prints_or_writes(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    target = tmp_path / "net.py"
    printed = run("build", "vgg_d", "--device", "cuda")
    assert printed.status == 0
    assert "assumed-activation" in printed.err
    compile(printed.out, "printed", "exec")
    assert 'device: Device = "cuda"' in printed.out
    written = run("build", "vgg_d", "--device", "cuda", "-o", str(target))
    assert target.read_text() == printed.out
    assert f"wrote {target}" in written.out
    target.write_text(written_text := target.read_text().replace("64, 3", "64, 5"))
    changed = run("build", "vgg_d", "-o", str(target))
    assert (changed.status, target.read_text()) == (2, written_text)
    assert "changed since it was built; --force replaces it" in changed.err
    assert run("build", "vgg_d", "--device", "cuda", "-o", str(target), "--force").status == 0
    assert target.read_text() == printed.out
    assert run("build", "vgg_d", "-o", str(target)).status == 0, "as it was built"
    target.write_text("mine")
    assert run("build", "CXR", "-o", str(target)).status == 1
    assert target.read_text() == "mine", "a failed build leaves what is there"
    assert run("build", "CRP", "-o", str(tmp_path)).status == 2
    assert run("build", "CRP", "-o", str(tmp_path / "no" / "where.py")).status == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["net.py"]


def test_build_options(run) -> None:  # type: ignore[no-untyped-def]
    out = run("build", "-q", "vgg_a", "--dtype", "bfloat16", "--class", "Mine", "--logits").out
    assert "class Mine(nn.Module)" in out
    assert "torch.bfloat16" in out
    assert "logits: bool = True" in out
    assert run("build", "vgg_a", "--device", "tpu").status == 2
    assert run("build", "vgg_a", "--class", "for").status == 2
    assert run("build", "vgg_a", "--dtype", "int8").status == 2


def test_layers_and_explain(run) -> None:  # type: ignore[no-untyped-def]
    assert "dwconv" in run("layers").out
    assert "how far the filter moves" in run("layers", "C").out
    assert run("layers", "C").out == run("layers", "conv").out
    assert "AlexNet" in run("explain", "shape-unread").out


def test_standard_input_and_a_closed_pipe() -> None:
    command = [sys.executable, "-m", "cnndsl", "check", "-"]
    ran = subprocess.run(
        command, input=b"INPUT [227x227x3] C11D96s4p0", capture_output=True, cwd=REPO, check=False
    )
    assert ran.returncode == 0
    assert b"96x55x55" in ran.stdout
    assert b"34,944" in ran.stdout
    binary = subprocess.run(
        command, input=b"\xff\xfe\x00", capture_output=True, cwd=REPO, check=False
    )
    assert binary.returncode == 2
    assert binary.stderr.count(b"\n") == 1
    closed = subprocess.run(
        f"{sys.executable} -m cnndsl check vgg_d | head -1",
        shell=True,
        capture_output=True,
        cwd=REPO,
        check=False,
    )
    assert b"Traceback" not in closed.stderr


def test_nothing_from_a_spec_reaches_the_terminal_as_a_command(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("check", "input 3x8x8 C3D8 \x1b[31m\x07 [red]R[/red] FC10")
    assert "\x1b" not in ran.out
    assert "\x07" not in ran.out


@pytest.mark.parametrize(
    "spec",
    [
        "input 3x8x8 C3D<16/2> R FC3",
        "input 3x8x8\nC3D8 R FC3 # see https://example.org",
        "C3D<16/2>",
        "CRP#a/b",
    ],
)
def test_a_text_with_a_slash_is_a_text(run, spec: str) -> None:  # type: ignore[no-untyped-def]
    assert run("check", spec).status == 0


@pytest.mark.parametrize(
    "spec", ["nets/vgg", "nets\\vgg", "my net.cnn", "./vgg", "vggd", "nets/my net.cnn"]
)
def test_what_could_be_a_file_is_not_taken_for_a_text(run, spec: str) -> None:  # type: ignore[no-untyped-def]
    ran = run("check", spec)
    assert (ran.status, ran.out) == (2, "")
    assert "no file" in ran.err


def test_json_has_a_figure_or_a_layer_on_each_line(run) -> None:  # type: ignore[no-untyped-def]
    lines = run("check", "input 3x8x8 C3D2 R FC2", "--format", "json").out.splitlines()
    start = lines.index(' "layers": [')
    layers = lines[start + 1 : lines.index(" ],", start)]
    paths = [json.loads(line.rstrip(","))["path"] for line in layers]
    assert paths == ["conv1", "relu1", "fc1"]
    assert '  "out": [2]' in lines
    assert ' "set": {},' in lines
