"""A layer kind of one's own: one class in one file, from the documentation's own text."""

import re
import subprocess
import sys
from pathlib import Path

REPO = Path(__file__).parent.parent.parent
SWISH, MEANING = re.findall(
    r"```python\n(.*?)```", (REPO / "docs" / "architecture.md").read_text(), re.S
)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cnndsl", *arguments],
        capture_output=True,
        text=True,
        cwd=REPO,
        check=False,
    )


def test_one_class_is_parsed_checked_counted_built_and_explained(tmp_path: Path) -> None:
    mine = tmp_path / "mine.py"
    mine.write_text(SWISH)
    spec = "input 3x8x8 C3D4 SW3 C3D4SW swish2(beta=1) FC10"
    checked = run("check", spec, "--layers", str(mine))
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "swish2_3" in checked.stdout
    built = run("build", "-q", spec, "--layers", str(mine))
    assert "x * torch.sigmoid(x * self.beta)" in built.stdout
    assert "self.swish2_1 = Swish2(beta=3.0)" in built.stdout
    verified = run("verify", spec, "--layers", str(mine))
    assert "agrees with PyTorch" in verified.stdout, verified.stdout + verified.stderr
    assert "not compared: the numbers of out (`swish2` has no NumPy meaning)" in verified.stdout
    assert "how steep" in run("layers", "SW", "--layers", str(mine)).stdout
    assert (
        run("check", "input 8 SW0.5 swich2", "--layers", str(mine)).stdout.count(
            "did you mean `swish2`"
        )
        == 1
    )
    assert run("check", spec).returncode == 1


def test_a_function_beside_the_class_lets_its_numbers_be_compared(tmp_path: Path) -> None:
    mine = tmp_path / "mine.py"
    spec = "input 3x8x8 C3D4 SW3 FC10"
    for meaning, status, said in (
        (MEANING, 0, "numbers: the same as NumPy's"),
        (MEANING.replace("-layer.beta", "-1.01 * layer.beta"), 1, "differs  numbers of out"),
        (MEANING.replace("return x", "return x[:, 1:]"), 2, ""),
    ):
        mine.write_text(SWISH + meaning)
        ran = run("verify", spec, "--layers", str(mine))
        assert ran.returncode == status, ran.stdout + ran.stderr
        assert said in ran.stdout


def test_a_kind_without_a_pytorch_call_is_checked_and_not_built(tmp_path: Path) -> None:
    mine = tmp_path / "mine.py"
    mine.write_text(SWISH[: SWISH.index("    def torch")])
    assert run("check", "input 3x8x8 C3D4 SW FC10", "--layers", str(mine)).returncode == 0
    built = run("build", "input 3x8x8 C3D4 SW FC10", "--layers", str(mine))
    assert built.returncode == 2
    assert (
        built.stderr.splitlines()[-1]
        == "cnndsl: `swish2` has no PyTorch call: its class gives none"
    )


def test_a_file_that_cannot_be_used_says_why_in_one_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    for text, reason in {
        "1/0": "ZeroDivisionError",
        "def (": "SyntaxError",
        SWISH.replace('"SW"', '"FC"'): "is taken by fc",
        SWISH.replace('"SW"', '"D"'): "letter of a parameter",
        SWISH.replace('"SW"', '"sw"'): "capital letters",
        SWISH.replace('"swish2"', '"relu"'): "is taken by Relu",
        SWISH.replace('"swish2"', '"mix"'): "joins branches",
    }.items():
        broken.write_text(text)
        ran = run("check", "input 8 FC3", "--layers", str(broken))
        assert ran.returncode == 2, text
        assert reason in ran.stderr
        assert ran.stderr.count("\n") == 1
    assert run("check", "input 8 FC3", "--layers", str(tmp_path / "no.py")).returncode == 2
