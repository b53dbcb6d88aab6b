"""Generated modules beside torchvision's own classes, with the same weights: forward passes and training steps.

`python benchmarks/generated.py` where PyTorch, torchvision and cnndsl are installed. In every round each module
runs once, in an order that turns round; shown are medians, and the median of the rounds' ratios. Options say on
what device, in which types and batches, and how many rounds.
"""

import argparse
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import torch

import cnndsl

# Its compiled operators belong to detection and may be missing; their names alone are wanted.
LIBRARY = torch.library.Library("torchvision", "FRAGMENT")
for operator in ("nms", "qnms"):
    if not hasattr(torch.ops.torchvision, operator):
        LIBRARY.define(f"{operator}(Tensor boxes, Tensor scores, float threshold) -> Tensor")

from torchvision import models  # noqa: E402

NETWORKS = {
    "vgg_d": "vgg16",
    "resnet50": "resnet50",
    "googlenet_torchvision": "googlenet",
    "mobilenet_v2": "mobilenet_v2",
    "densenet121": "densenet121",
    "efficientnet_b0": "efficientnet_b0",
}


class Setting(NamedTuple):
    device: str
    dtype: torch.dtype
    batch: int

    @property
    def layout(self) -> torch.memory_format:
        halves = self.dtype == torch.bfloat16
        return torch.channels_last if halves else torch.contiguous_format

    def place(self, value: Any) -> Any:
        return value.to(self.device, self.dtype).to(memory_format=self.layout)

    def __str__(self) -> str:
        layout = " channels_last" if self.layout == torch.channels_last else ""
        return f"{self.device} {str(self.dtype).removeprefix('torch.')}{layout}, batch {self.batch}"


def modules(name: str) -> dict[str, Any]:
    """torchvision's, the generated one and that for inference, with the same weights."""
    options = {"init_weights": False} if NETWORKS[name] == "googlenet" else {}
    theirs = getattr(models, NETWORKS[name])(**options).train()
    with torch.no_grad():
        theirs(torch.randn(16, 3, 64, 64))  # so that norms have figures of their own
    state = cnndsl.fit_weights(name, theirs.state_dict())
    ours = cnndsl.build(name, logits=True)
    ours.load_state_dict(state)
    inference = cnndsl.build(name, logits=True, inference=True)
    inference.load_state_dict(cnndsl.fit_weights(name, state, inference=True))
    return {"torchvision": theirs, "generated": ours, "--inference": inference}


def forward(model: Any, image: torch.Tensor) -> Callable[[], Any]:
    def run() -> Any:
        with torch.inference_mode():
            return model.eval()(image)

    return run


def training_step(model: Any, image: torch.Tensor) -> Callable[[], Any]:
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-6)

    def run() -> None:
        given = model.train()(image)
        outputs = [given] if isinstance(given, torch.Tensor) else list(given)
        optimizer.zero_grad()
        sum(each.float().square().mean() for each in outputs).backward()  # type: ignore[union-attr]
        optimizer.step()

    return run


def seconds(run: Callable[[], Any]) -> float:
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    start = time.perf_counter()
    run()
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return time.perf_counter() - start


def interleaved(runs: dict[str, Callable[[], Any]], rounds: int) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for run in [*runs.values(), *runs.values()]:
        run()
    for number in range(rounds):
        for name in runs if number % 2 else reversed(runs):
            taken[name].append(seconds(runs[name]))
    return taken


def rows(name: str, setting: Setting, rounds: int) -> Iterator[str]:
    made = {kind: setting.place(model) for kind, model in modules(name).items()}
    image = setting.place(torch.randn(setting.batch, 3, 224, 224))
    outputs = {kind: forward(model, image)().float() for kind, model in made.items()}
    expected = outputs["torchvision"]
    away = max(
        float((each - expected).abs().max() / expected.abs().max()) for each in outputs.values()
    )
    trained = {kind: made[kind] for kind in ("torchvision", "generated")}
    timed = {
        "forward": {kind: forward(model, image) for kind, model in made.items()},
        "training step": {kind: training_step(model, image) for kind, model in trained.items()},
    }
    for what, runs in timed.items():
        taken = interleaved(runs, rounds)
        theirs = taken["torchvision"]
        for kind, own in taken.items():
            if kind != "torchvision":
                ratio = statistics.median(a / b for a, b in zip(own, theirs, strict=True))
                times = [f"{1000 * statistics.median(each):.2f}" for each in (theirs, own)]
                yield f"| {name} | {setting} | {what} | {kind} | {times[0]} | {times[1]} | {ratio:.3f} | {away:.0e} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--batches", type=int, nargs="+")
    parser.add_argument("--dtypes", nargs="+")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--networks", nargs="+", default=list(NETWORKS))
    arguments = parser.parse_args()
    on_cuda = arguments.device.startswith("cuda")
    batches = arguments.batches or ([1, 64] if on_cuda else [1, 8])
    dtypes = arguments.dtypes or (["float32", "bfloat16"] if on_cuda else ["float32"])
    machine = (
        torch.cuda.get_device_name() if on_cuda else platform.processor() or platform.machine()
    )
    say = sys.stdout.write
    say(f"{machine}, {torch.get_num_threads()} threads, Python {platform.python_version()}, ")
    say(f"torch {torch.__version__}, {arguments.rounds} rounds\n\n")
    say("| network | where | what | module | torchvision, ms | ms | ratio | outputs apart |\n")
    say("|---|---|---|---|---:|---:|---:|---:|\n")
    for name in arguments.networks:
        for dtype in dtypes:
            for batch in batches:
                setting = Setting(arguments.device, getattr(torch, dtype), batch)
                for row in rows(name, setting, arguments.rounds):
                    say(row + "\n")
                    sys.stdout.flush()


if __name__ == "__main__":
    main()
