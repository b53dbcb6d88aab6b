"""What a report costs beside torchinfo's and fvcore's, whole processes side by side in one run.

`python benchmarks/reports.py` where cnndsl, PyTorch, torchvision, torchinfo and fvcore are installed. CPU time and the
most memory of each process; medians and ratios. fvcore's table of 5,000 layers takes minutes.
"""

import tempfile
import time
from pathlib import Path

from processes import cost, costs, row, say

ROUNDS = 5
TORCHVISION = """
import torch
library = torch.library.Library("torchvision", "FRAGMENT")
for operator in ("nms", "qnms"):
    library.define(f"{operator}(Tensor boxes, Tensor scores, float threshold) -> Tensor")
from torchvision.models import resnet152
"""
TORCHINFO = TORCHVISION + "import torchinfo; torchinfo.summary(resnet152(), (1, 3, 224, 224))"
FVCORE = """
import sys, torch
from torch import nn
from fvcore.nn import FlopCountAnalysis, flop_count_table
layers = [nn.Conv2d(3, 4, 3, padding=1)]
for _ in range({count} // 2 - 1):
    layers += [nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1)]
sys.setrecursionlimit(100_000)
print(flop_count_table(FlopCountAnalysis(nn.Sequential(*layers), torch.zeros(1, 3, 8, 8))))
"""
REPORT = ["-m", "cnndsl", "report"]


def beside_torchinfo() -> None:
    commands = {
        "cnndsl report resnet152": [*REPORT, "resnet152"],
        "cnndsl report resnet152 --all": [*REPORT, "resnet152", "--all"],
        "torchinfo, torchvision's resnet152": ["-c", TORCHINFO],
        "empty Python": ["-c", "pass"],
    }
    found = costs(commands, ROUNDS)
    for name, each in found.items():
        row(name, each)
    ours, theirs, *_ = found["cnndsl report resnet152"], found["torchinfo, torchvision's resnet152"]
    times, share = theirs.seconds / ours.seconds, ours.megabytes / theirs.megabytes
    say(f"{times:.1f} x as fast, {share:.2f} of the memory\n")


def growth(folder: Path) -> None:
    """Flat files of many layers: each convolution and each ReLU written."""
    for count in (1_000, 5_000, 10_000):
        spec = folder / f"flat{count}.cnn"
        spec.write_text("input 3x8x8\nC3D4" + "\nR C3D4" * (count // 2 - 1) + "\n")
        name = f"cnndsl report, {count:,} layers"
        row(name, costs({name: [*REPORT, str(spec), "--format", "json"]}, 3)[name])
    for count in (500, 1_000, 2_000, 5_000):
        start = time.time()
        row(f"fvcore's table, {count:,} layers", cost(["-c", FVCORE.format(count=count)]))
        if time.time() - start > 300:
            break


def main() -> None:
    beside_torchinfo()
    with tempfile.TemporaryDirectory() as folder:
        growth(Path(folder))


if __name__ == "__main__":
    main()
