"""What a report costs beside torchinfo's and fvcore's, whole processes side by side in one run.

`python benchmarks/reports.py` where cnndsl, PyTorch, torchvision, torchinfo and fvcore are installed. CPU time and the
most memory of each process; medians and ratios. fvcore's table of 5,000 layers takes minutes.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

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


class Cost(NamedTuple):
    seconds: float
    megabytes: float


def cost(arguments: list[str]) -> Cost:
    """The CPU time of a whole Python process, and the most memory it had."""
    child = os.fork()
    if not child:
        void = os.open(os.devnull, os.O_WRONLY)
        os.dup2(void, 1)
        os.dup2(void, 2)
        os.execv(sys.executable, [sys.executable, *arguments])
    _, status, used = os.wait4(child, 0)
    assert status == 0, arguments[:4]
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def median(costs: list[Cost]) -> Cost:
    columns = zip(*costs, strict=True)
    return Cost(*(statistics.median(column) for column in columns))


def say(what: str, found: Cost) -> None:
    line = f"{what:44} {found.seconds:8.2f} s of CPU {found.megabytes:8.0f} MB\n"
    sys.stdout.write(line)
    sys.stdout.flush()


def beside_torchinfo() -> None:
    commands = {
        "cnndsl report resnet152": [*REPORT, "resnet152"],
        "cnndsl report resnet152 --all": [*REPORT, "resnet152", "--all"],
        "torchinfo, torchvision's resnet152": ["-c", TORCHINFO],
        "empty Python": ["-c", "pass"],
    }
    taken: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, arguments in commands.items():
            taken[name].append(cost(arguments))
    found = {name: median(costs) for name, costs in taken.items()}
    for name, each in found.items():
        say(name, each)
    ours, theirs, *_ = found["cnndsl report resnet152"], found["torchinfo, torchvision's resnet152"]
    times, share = theirs.seconds / ours.seconds, ours.megabytes / theirs.megabytes
    sys.stdout.write(f"{times:.1f} x as fast, {share:.2f} of the memory\n\n")


def growth(folder: Path) -> None:
    """Flat files of many layers: each convolution and each ReLU written."""
    for count in (1_000, 5_000, 10_000):
        spec = folder / f"flat{count}.cnn"
        spec.write_text("input 3x8x8\nC3D4" + "\nR C3D4" * (count // 2 - 1) + "\n")
        arguments = [*REPORT, str(spec), "--format", "json"]
        say(f"cnndsl report, {count:,} layers", median([cost(arguments) for _ in range(3)]))
    for count in (500, 1_000, 2_000, 5_000):
        start = time.time()
        say(f"fvcore's table, {count:,} layers", cost(["-c", FVCORE.format(count=count)]))
        if time.time() - start > 300:
            break


def main() -> None:
    beside_torchinfo()
    with tempfile.TemporaryDirectory() as folder:
        growth(Path(folder))


if __name__ == "__main__":
    main()
