"""The scripts in examples/ do what they say, in fewer epochs and on smaller images."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


def last_accuracy(script: str, *arguments: str) -> float:
    """Runs an example as its reader does; the last accuracy that it prints, from 0 to 100."""
    ran = subprocess.run(
        [sys.executable, EXAMPLES / script, *arguments], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return float(re.findall(r"([0-9.]+)% of the test images are right", ran.stdout)[-1])


@pytest.mark.slow
def test_digits_are_learned_in_a_few_epochs() -> None:
    assert last_accuracy("digits.py", "--epochs", "5") > 90
