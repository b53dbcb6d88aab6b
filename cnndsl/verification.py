"""`verify`: the generated module, run in PyTorch and held against what was worked out without it.

On the meta device every layer's shape, the parameters and the work; then one run on the CPU.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils.flop_counter import FlopCounterMode

from cnndsl.analyse.figures import Result
from cnndsl.emit.calls import events
from cnndsl.emit.drafts import layer_draft
from cnndsl.emit.pytorch import Build, source, without_softmax
from cnndsl.network import Network, walk
from cnndsl.sizes import show_shape

LARGEST_RUN = 2 * 1024**3
"""Bytes of weights and activations up to which the network is also run."""


@dataclass(frozen=True)
class Comparison:
    """One figure, as worked out and as PyTorch has it."""

    what: str
    worked_out: str
    in_pytorch: str

    @property
    def agrees(self) -> bool:
        return self.worked_out == self.in_pytorch


@dataclass(frozen=True)
class Verification:
    comparisons: tuple[Comparison, ...]
    layers: int
    remark: str

    @property
    def ok(self) -> bool:
        return all(each.agrees for each in self.comparisons)


def module_class(result: Result, build: Build) -> Any:
    """The generated class, made from its text."""
    network = without_softmax(result.network) if build.logits else result.network
    space: dict[str, Any] = {"__name__": f"cnndsl_generated_{network.name}"}
    exec(compile(source(result, build), f"<generated {network.name}>", "exec"), space)
    return space[build.class_name or network.name]


class _Observer(TorchFunctionMode):  # type: ignore[misc]
    """Notes each call that gives a tensor, outside of modules that hold a layer; and those modules."""

    def __init__(self, model: torch.nn.Module, held: set[str]) -> None:
        super().__init__()
        self.seen: list[tuple[str, tuple[int, ...]]] = []
        self.depth = 0
        for path, module in model.named_modules():
            if path in held:
                module.register_forward_pre_hook(self._enter)
                module.register_forward_hook(lambda _m, _i, out, path=path: self._leave(path, out))

    def _enter(self, *_: Any) -> None:
        self.depth += 1

    def _leave(self, path: str, out: torch.Tensor) -> None:
        self.depth -= 1
        self.seen.append((path, tuple(out.shape)))

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        out = func(*args, **(kwargs or {}))
        if self.depth == 0 and isinstance(out, torch.Tensor):
            self.seen.append((func.__name__, tuple(out.shape)))
        return out


def verify(result: Result, build: Build | None = None) -> Verification:
    build = build or Build()
    network = without_softmax(result.network) if build.logits else result.network
    make = module_class(result, build)
    model = make(device="meta", dtype=torch.float32).eval()
    shape = (1, *(network.input or ()))
    expected, held = _expected(network)
    observer = _Observer(model, held)
    image = torch.empty(shape, device="meta")
    with torch.no_grad(), FlopCounterMode(display=False) as flops, observer:
        try:
            model(image)
        except (RuntimeError, ValueError) as refusal:
            said = str(refusal).split("\n")[0]
            return Verification((Comparison("run on meta", "runs", said),), len(network.layers), "")
    statistics = [
        b for name, b in model.named_buffers() if not name.endswith("num_batches_tracked")
    ]
    comparisons = [
        *_compare_shapes(expected, observer.seen),
        _numbers("parameters", result.totals.params, sum(p.numel() for p in model.parameters())),
        _numbers("buffers", result.totals.buffers, sum(b.numel() for b in statistics)),
        _numbers("MACs", result.totals.macs, flops.get_total_flops() // 2),
    ]
    ran, remark = _run(make, network, shape, result, build)
    return Verification((*comparisons, *ran), len(network.layers), remark)


def _numbers(what: str, worked_out: int, in_pytorch: int) -> Comparison:
    return Comparison(what, f"{worked_out:,}", f"{in_pytorch:,}")


def _expected(network: Network) -> tuple[list[tuple[str, str, str]], set[str]]:
    """Calls in order, each with its layer's path and, for the layer's last, the shape."""
    labelled = {path for path, _, label in walk(network.structure) if label}
    expected: list[tuple[str, str, str]] = []
    held: set[str] = set()
    for placed in network.layers:
        draft = layer_draft(placed.path, placed, placed.path in labelled)
        if draft.made is not None:
            held.add(placed.path)
        names = events(draft.expression, placed.path)
        shapes = ["" for _ in names[:-1]] + [show_shape(placed.output)]
        expected += [(name, placed.path, size) for name, size in zip(names, shapes, strict=False)]
    return expected, held


def _compare_shapes(
    expected: list[tuple[str, str, str]], seen: list[tuple[str, tuple[int, ...]]]
) -> list[Comparison]:
    """Every layer's shape, call by call; a call too many or too few is a difference too."""
    comparisons = []
    for (name, path, shape), (seen_name, seen_shape) in zip(expected, seen, strict=False):
        shown = show_shape(seen_shape[1:])
        comparisons.append(
            Comparison(f"{path}, {name}", f"{name} {shape or shown}", f"{seen_name} {shown}")
        )
    comparisons.append(Comparison("calls", str(len(expected)), str(len(seen))))
    return comparisons


def _run(
    make: Any, network: Network, shape: tuple[int, ...], result: Result, build: Build
) -> tuple[list[Comparison], str]:
    """One run on a device, where its memory is sure to suffice."""
    needed = 4 * result.totals.params + 2 * result.totals.activation_bytes
    device = "cpu" if build.device in (None, "auto") else str(build.device)
    if needed > LARGEST_RUN:
        return [], f"not run: it would take about {needed / 1024**3:.1f} GiB"
    if not _is_there(device):
        return [], f"not run: there is no {device} here"
    dtype = getattr(torch, build.dtype or "float32")
    try:
        model = make(device=device, dtype=dtype).eval()
        with torch.no_grad():
            out = model(torch.randn(shape, device=device, dtype=dtype))
    except RuntimeError as refusal:
        return [Comparison(f"run on {device}", "runs", str(refusal).split("\n")[0])], ""
    shown = show_shape(out.shape[1:]) + ("" if bool(torch.isfinite(out).all()) else ", not finite")
    return [
        Comparison(f"run on {device}", show_shape(network.output or ()), shown)
    ], f"runs on {device}"


def _is_there(device: str) -> bool:
    if device.startswith("cuda"):
        return bool(torch.cuda.is_available())
    return device != "mps" or bool(torch.backends.mps.is_available())
