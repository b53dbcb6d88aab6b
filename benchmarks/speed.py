"""Every goal for speed and memory, beside an empty Python, lark, Khronos' NNEF parser and torchinfo, in one run.

`python benchmarks/speed.py` from an environment with the installed wheel of cnndsl and with nnef 1.0.10,
PyTorch, torchvision and torchinfo. CPU time and the most memory of whole processes, in turns, medians; ratios
are what to compare. Each row says its goal, and whether it is met.
"""

import math
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from processes import costs, row, say

ROUNDS = 15
FEW = 5
INPUT = "input 64x32x32\n"
BLOCK = "block b(d) { C3D<d> BN R add( id | C3D<d> R ) }\n"
VGG_D = [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"]
TORCHINFO = """
import torch
library = torch.library.Library("torchvision", "FRAGMENT")
for operator in ("nms", "qnms"):
    library.define(f"{operator}(Tensor boxes, Tensor scores, float threshold) -> Tensor")
from torchvision.models import vgg16
import torchinfo
torchinfo.summary(vgg16(), (1, 3, 224, 224))
"""
NNEF = """
import sys, nnef
graph = nnef.parse_string(open(sys.argv[1]).read())
nnef.infer_shapes(graph)
assert graph.tensors["output"].shape == eval(sys.argv[2])
"""
CNNDSL = ["-m", "cnndsl"]


class Nnef:
    """A network in NNEF's text, layer by layer."""

    def __init__(self, channels: int, size: int) -> None:
        self.lines = [f"x0 = external<scalar>(shape = [1,{channels},{size},{size}]);"]
        self.channels, self.size, self.count = channels, size, 0

    def step(self, call: str) -> None:
        self.count += 1
        self.lines.append(f"x{self.count} = {call.replace('@', f'x{self.count - 1}')};")

    def weights(self, name: str, shape: list[int]) -> str:
        label = f"{name}{self.count}"
        self.lines.append(f"{label} = variable<scalar>(shape = {shape}, label = '{label}');")
        return label

    def conv(self, depth: int) -> None:
        kernel = self.weights("f", [depth, self.channels, 3, 3])
        bias = self.weights("b", [1, depth])
        where = "stride = [1,1], dilation = [1,1], padding = [(1,1),(1,1)], border = 'constant'"
        self.step(f"conv(@, {kernel}, {bias}, {where}, groups = 1)")
        self.channels = depth

    def pool(self) -> None:
        window = "size = [1,1,2,2], stride = [1,1,2,2], dilation = [1,1,1,1]"
        self.step(f"max_pool(@, {window}, padding = [(0,0),(0,0),(0,0),(0,0)], border = 'ignore')")
        self.size //= 2

    def linear(self, features: int) -> None:
        taken = self.channels * self.size**2
        self.step(f"reshape(@, shape = [1,{taken}])") if self.size > 1 else None
        kernel, bias = self.weights("f", [features, taken]), self.weights("b", [1, features])
        self.step(f"linear(@, {kernel}, {bias})")
        self.channels, self.size = features, 1

    def text(self) -> str:
        body = "\n".join([*self.lines, f"output = copy(x{self.count});"])
        return f"version 1.0;\ngraph g(x0) -> (output)\n{{\n{body}\n}}\n"


def nnef_of_vgg_d() -> str:
    net = Nnef(3, 224)
    for depth in VGG_D:
        if isinstance(depth, int):
            net.conv(depth)
            net.step("relu(@)")
        else:
            net.pool()
    for features in (4096, 4096, 1000):
        net.linear(features)
        net.step("relu(@)" if features == 4096 else "softmax(@)")
    return net.text()


def nnef_flat(layers: int) -> str:
    net = Nnef(64, 32)
    for _ in range(layers // 2):
        net.conv(64)
        net.step("relu(@)")
    return net.text()


def goal(what: str, value: float, most: float, unit: str = "x") -> None:
    say(
        f"    {what}: {value:.2f}{unit}, the goal is {most:g}{unit}: {'met' if value <= most else 'MISSED'}"
    )


def small(folder: Path) -> None:
    """VGG-D from start to end, and what else starts and ends soon."""
    (folder / "vgg.nnef").write_text(nnef_of_vgg_d())
    bundled = [path.stem for path in sorted(Path(_package(), "architectures").glob("*/*.cnn"))]
    found = costs(
        {
            "empty Python": ["-c", "pass"],
            "import lark": ["-c", "import lark"],
            "check vgg_d --format json": [*CNNDSL, "check", "vgg_d", "--format", "json"],
            "check vgg_d, on a terminal": [*CNNDSL, "check", "vgg_d"],
            "nnef, VGG-D": ["-c", NNEF, str(folder / "vgg.nnef"), "[1, 1000]"],
            "build resnet152": [*CNNDSL, "build", "resnet152"],
            "report resnet152": [*CNNDSL, "report", "resnet152"],
            f"check, all {len(bundled)} bundled networks": [*CNNDSL, "check", *bundled, "--format", "json"],
        },
        ROUNDS,
    )  # fmt: skip
    empty = found["empty Python"].seconds
    for name, each in found.items():
        row(name, each, f"{each.seconds / empty:5.1f} x an empty Python")
    check = found["check vgg_d --format json"]
    goal("check --format json", check.seconds / empty, 8, " x an empty Python")
    goal(
        "on a terminal",
        found["check vgg_d, on a terminal"].seconds / empty,
        13,
        " x an empty Python",
    )
    goal("beside nnef", check.seconds / found["nnef, VGG-D"].seconds, 1)
    goal("build resnet152", found["build resnet152"].seconds, 0.3, " s")
    goal("report resnet152", found["report resnet152"].seconds, 0.3, " s")
    goal(
        "all bundled networks",
        found[f"check, all {len(bundled)} bundled networks"].seconds,
        1,
        " s",
    )
    torchinfo = costs({"torchinfo, torchvision's vgg16": ["-c", TORCHINFO]}, FEW)
    for name, each in torchinfo.items():
        row(name, each)
        goal("time of torchinfo's", check.seconds / each.seconds, 1 / 20)
        goal("memory of torchinfo's", check.megabytes / each.megabytes, 1 / 10)


def large(folder: Path) -> None:
    """Flat files, and the same by copies and blocks."""
    specs = {f"{n:,} flat layers": INPUT + "C3D64 R\n" * (n // 2) for n in (1000, 10_000, 100_000)}
    specs["[C3D64 R]*10000"] = INPUT + "[C3D64 R]*10000"
    specs["20,000 flat layers"] = INPUT + "C3D64 R\n" * 10_000
    specs["a block used 10,000 times"] = BLOCK + INPUT + "b(64)\n" * 10_000
    specs["b(64)*10000"] = BLOCK + INPUT + "b(64)*10000"
    specs["70,000 flat layers"] = INPUT + "C3D64 R\n" * 35_000
    commands = {}
    for number, (name, spec) in enumerate(specs.items()):
        (folder / f"{number}.cnn").write_text(spec)
        commands[name] = [*CNNDSL, "check", str(folder / f"{number}.cnn"), "--format", "json"]
    (folder / "flat.nnef").write_text(nnef_flat(10_000))
    commands["nnef, 10,000 flat layers"] = [
        "-c",
        NNEF,
        str(folder / "flat.nnef"),
        "[1, 64, 32, 32]",
    ]
    found = costs(commands, FEW)
    for name, each in found.items():
        row(name, each)
    thousands = [found[f"{n:,} flat layers"] for n in (1000, 10_000, 100_000)]
    empty = costs({"vgg": [*CNNDSL, "check", "C3D64 R", "--format", "json"]}, ROUNDS)["vgg"]
    ten = thousands[1]
    goal(
        "10,000 flat layers beside nnef", ten.seconds / found["nnef, 10,000 flat layers"].seconds, 1
    )
    goal("10,000 flat layers", ten.seconds, 1, " s")
    goal("10,000 flat layers", ten.megabytes, 120, " MB")
    for what, less, more in (("10,000", thousands[0], ten), ("100,000", ten, thousands[2])):
        goal(
            f"growth of time to {what}",
            exponent(less.seconds, more.seconds, empty.seconds),
            1.1,
            "",
        )
        goal(
            f"growth of memory to {what}",
            exponent(less.megabytes, more.megabytes, empty.megabytes),
            1.1,
            "",
        )
    for name, rows in (
        ("[C3D64 R]*10000", "20,000"),
        ("a block used 10,000 times", "70,000"),
        ("b(64)*10000", "70,000"),
    ):
        share = found[name].seconds / found[f"{rows} flat layers"].seconds
        say(f"    {name}: {share:.2f} of the time of {rows} flat layers")


def exponent(less: float, more: float, start: float) -> float:
    """Of the growth over a factor of ten, what a process costs by itself taken off."""
    return math.log10((more - start) / (less - start))


def library() -> None:
    import cnndsl
    from cnndsl.resources import bundled, read_text

    text = read_text(bundled()["vgg_d"])
    for _ in range(20):
        cnndsl.check(text)
    taken = []
    for _ in range(ROUNDS):
        before = time.process_time()
        for _ in range(20):
            cnndsl.check(text)
        taken.append((time.process_time() - before) / 20)
    goal("cnndsl.check(text) on VGG-D in a loop", 1000 * statistics.median(taken), 3, " ms")


def _package() -> str:
    import cnndsl

    return os.path.dirname(str(cnndsl.__file__))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        small(Path(folder))
        large(Path(folder))
    library()


if __name__ == "__main__":
    sys.exit(main())
