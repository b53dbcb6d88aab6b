"""Writes what `make full` ran, when and how long, into docs/testing.md: `full_run.py RESULTS.xml EXAMPLES`."""

import os
import platform
import sys
import xml.etree.ElementTree as ET
from importlib.metadata import version
from pathlib import Path

from generate import filled

PAGE = Path(__file__).parent / "testing.md"
TOOLS = [
    "torch",
    "torchvision",
    "lightning",
    "accelerate",
    "timm",
    "torchinfo",
    "numpy",
    "onnxruntime",
    "onnxscript",
    "safetensors",
    "lark",
    "hypothesis",
    "pytest",
]


def figures(results: Path, examples: int) -> str:
    """A table of the run that pytest's JUnit file tells of."""
    run = ET.parse(results).getroot()[0]
    tests, skipped = int(run.attrib["tests"]), int(run.attrib["skipped"])
    failed = int(run.attrib["failures"]) + int(run.attrib["errors"])
    cuda = sum(each.attrib["name"].startswith("test_cuda[") for each in run)
    rows = {
        "day": run.attrib["timestamp"][:10],
        "tests": f"{tests:,}: {failed} failed, {skipped} skipped",
        "on CUDA": f"{cuda} of them" if cuda else "none: run with `CUDA=no`",
        "examples": f"{examples:,}",
        "time": f"{float(run.attrib['time']) / 60:.0f} minutes",
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "with": ", ".join(
            [f"Python {platform.python_version()}", *(f"{tool} {version(tool)}" for tool in TOOLS)]
        ),
    }
    lines = ["| what | last time |", "|---|---|", *(f"| {each} | {rows[each]} |" for each in rows)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    table = figures(Path(sys.argv[1]), int(sys.argv[2]))
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), {"full run": table}), encoding="utf-8")
