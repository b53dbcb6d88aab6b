"""The scripts in examples/ do what they say, in fewer epochs and on smaller images."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from test_torchvision import models

import cnndsl

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
    assert last_accuracy("digits.py", "--epochs", "4") > 90


@pytest.mark.slow
def test_fine_tuning_changes_the_head_alone(tmp_path: Path) -> None:
    torchvisions = models.resnet18().state_dict()
    torch.save(torchvisions, tmp_path / "resnet18.pth")
    accuracy = last_accuracy(
        "fine_tune.py",
        str(tmp_path / "resnet18.pth"),
        *("--output", str(tmp_path / "digits.pth"), "--size", "32", "--epochs", "6"),
    )
    assert accuracy > 60  # the trunk's weights are random here; guesses are right in 10 %
    tuned = torch.load(tmp_path / "digits.pth", weights_only=True)
    assert tuned.keys() == torchvisions.keys()
    for name, values in tuned.items():
        if not name.startswith("fc."):
            assert torch.equal(values, torchvisions[name]), name
    net = cnndsl.check("resnet18", constants={"classes": 10})
    start = cnndsl.fit_weights(net, torchvisions, fresh_head=True)
    assert start.fresh == ("fc.weight", "fc.bias")
    for name in start.fresh:
        assert tuned[name].shape == start[name].shape
        assert not torch.equal(tuned[name], start[name]), name
