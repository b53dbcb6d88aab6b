"""What other tools count for the same networks, how far that is from cnndsl's figures, and exactly why.

`python benchmarks/counters.py` where PyTorch, torchvision, torchinfo, fvcore, ptflops, thop, torchlens and cnndsl are
installed. One image; each network as torchvision's module and as the generated one, without its softmax. Work is that
of evaluation, memory that of a training step. Every figure of a tool must be cnndsl's and the parts that are named,
to the last unit: else the run ends with an error.
"""

import copy
import logging
import platform
import sys
import warnings
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any, NamedTuple

import torch
import torchinfo
from census import Census, Wanted, kept_by_autograd
from counting_tools import TOOLS, Parts, Reading, Tool, traced
from torchvision import models

import cnndsl

PACKAGES = ("torch", "torchvision", "torchinfo", "fvcore", "ptflops", "thop", "torchlens")
DECONV = "network deconv\ninput 3x64x64\nC3D16 R M  C3D32 R  T2D16  C1D2"
NETWORKS = {
    "alexnet_torchvision": "alexnet",
    "vgg_d": "vgg16",
    "resnet50": "resnet50",
    "googlenet_torchvision": "googlenet",
    "mobilenet_v2": "mobilenet_v2",
    "densenet121": "densenet121",
    "efficientnet_b0": "efficientnet_b0",
    DECONV: "",
}
MEMORY = [
    "autograd keeps",
    "cnndsl: kept_activation_bytes",
    "torchinfo: forward/backward pass size",
    "TorchLens: saved activations",
    "TorchLens: total autograd memory",
]


class Subject(NamedTuple):
    name: str
    maker: str
    network: cnndsl.CheckedNetwork
    model: Any

    @property
    def image(self) -> torch.Tensor:
        return torch.zeros(1, *self.network.layers[0].input)

    def fresh(self, training: bool = False) -> Any:
        return copy.deepcopy(self.model).train(training)


def subjects() -> Iterator[Subject]:
    for spec, theirs in NETWORKS.items():
        network = cnndsl.check(spec)
        name = theirs or network.name
        if theirs:
            options = {"aux_logits": False, "init_weights": False} if theirs == "googlenet" else {}
            yield Subject(name, "torchvision", network, getattr(models, theirs)(**options))
        yield Subject(name, "cnndsl", network, cnndsl.build(network, logits=True))


def read(tool: Tool, subject: Subject, seen: Census) -> tuple[Reading, Parts]:
    """What a tool says, and the parts that make up all it has over cnndsl's figure."""
    totals = subject.network.totals
    reading = tool.read(subject.fresh(), subject.image)
    parts = {part: numbers for part, numbers in tool.parts(seen).items() if numbers}
    assert reading.figure == tool.factor * totals.macs + sum(parts.values()), (tool, parts)
    aux = totals.aux_params if subject.maker == "cnndsl" and tool.counts_what_did_not_run else 0
    assert reading.params == totals.params + aux, (tool, reading)
    return reading, parts


def memory(subject: Subject, seen: Census) -> list[int]:
    """Bytes: kept by autograd, the same as cnndsl has it, and torchinfo's and TorchLens' figures."""
    image = subject.image
    summary = torchinfo.summary(subject.fresh(), input_data=image, verbose=0)
    outputs = int(traced(subject.fresh(), image).saved_activation_memory)
    wanted = int(traced(subject.fresh(training=True), image).total_autograd_memory)
    assert summary.total_output_bytes == 8 * seen.outputs_of_layers_with_parameters
    assert outputs == 4 * (seen.image + seen.outputs + 2 * seen.running_statistics)
    assert wanted == Wanted(subject.fresh(), image).bytes, (subject.name, wanted)
    kept = kept_by_autograd(subject.fresh(), image)
    counted = int(cnndsl.report(subject.network).totals["kept_activation_bytes"])
    return [kept, counted, summary.total_output_bytes, outputs, wanted]


class Tables:
    """Rows for each subject: figures, what they have over cnndsl's, parameters, parts and memory."""

    def __init__(self) -> None:
        self.figures: list[list[Any]] = []
        self.over: list[list[Any]] = []
        self.params: list[list[Any]] = []
        self.parts: list[list[Any]] = []
        self.memory: list[list[Any]] = []

    def add(self, subject: Subject) -> None:
        totals, seen = subject.network.totals, Census(subject.model, subject.image)
        title = [subject.name, subject.maker]
        found = {name: read(tool, subject, seen) for name, tool in TOOLS.items()}
        over = {name: sum(parts.values()) for name, (_, parts) in found.items()}
        figures = [reading.figure for reading, _ in found.values()]
        params = [reading.params - totals.params for reading, _ in found.values()]
        self.figures.append([*title, totals.macs, *figures])
        self.over.append([*title, totals.macs, *over.values()])
        self.params.append([*title, totals.params, *params])
        for name, (_, parts) in found.items():
            self.parts.append([*title, name, over[name], shown(parts)])
        self.memory.append([*title, *memory(subject, seen)])


def shown(parts: Parts) -> str:
    return " + ".join(f"{part} {numbers:,}" for part, numbers in parts.items())


def say(what: str, heads: list[str], rows: list[list[Any]]) -> None:
    cells = [[f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in rows]
    rule = ["---:" if isinstance(cell, int) else "---" for cell in rows[0]]
    titled = (["network", "module", *heads], rule, *cells)
    lines = "\n".join(f"| {' | '.join(line)} |" for line in titled)
    sys.stdout.write(f"\n{what}\n\n{lines}\n")


def say_all(tables: Tables) -> None:
    named = [f"{name}: {tool.figure}" for name, tool in TOOLS.items()]
    over = [f"{name} - {'2 x ' * (tool.factor == 2)}MACs" for name, tool in TOOLS.items()]
    say("What each says", ["cnndsl: MACs", *named], tables.figures)
    say("Over cnndsl's figure", ["cnndsl: MACs", *over], tables.over)
    say("Parameters over cnndsl's", ["cnndsl", *TOOLS], tables.params)
    say("What that consists of, to the last unit", ["tool", "over", "parts"], tables.parts)
    say("Bytes", MEMORY, tables.memory)


def main() -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    tables = Tables()
    for subject in subjects():
        tables.add(subject)
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    machine = platform.processor() or platform.machine()
    sys.stdout.write(f"{machine}, no GPU used, Python {platform.python_version()}, {versions}\n")
    say_all(tables)


if __name__ == "__main__":
    main()
