"""Every code block of docs/training.md runs, in the page's order and in one folder."""

import functools
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from conftest import REPO, Runner
from test_torchvision import models

PAGE = (REPO / "docs" / "training.md").read_text(encoding="utf-8")
BLOCKS = [
    (PAGE.count("\n", 0, found.start(2)), found[1], found[2])
    for found in re.finditer(r"^```(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
]
"""The line above each block, its language and its text."""


@pytest.mark.slow
def test_the_page_runs_from_top_to_bottom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Runner
) -> None:
    torch._dynamo.reset()
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    # Inductor needs a C++ compiler and minutes; tests/pytorch/test_everywhere.py has it.
    monkeypatch.setattr(torch, "compile", functools.partial(torch.compile, backend="aot_eager"))
    torch.save(models.resnet18().state_dict(), "resnet18.pth")
    names: dict[str, Any] = {}
    for line, language, text in BLOCKS:
        if language == "python":
            # Empty lines in front, so that a traceback has the page's own line.
            exec(compile("\n" * line + text, str(REPO / "docs" / "training.md"), "exec"), names)
        else:
            for command in text.splitlines():
                ran = run(*shlex.split(command)[1:])
                assert ran.status == 0, ran.out + ran.err
    del sys.modules["resnet20"]
