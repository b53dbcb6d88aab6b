"""The module run on the meta device: shapes, parameters and work beside those worked out; then the numbers."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils.flop_counter import FlopCounterMode

from cnndsl.analyse.figures import Result
from cnndsl.emit.build import Build, as_run
from cnndsl.emit.pytorch import module_class
from cnndsl.layers.torch_calls import events
from cnndsl.network import Network
from cnndsl.paths import module_path, show_path
from cnndsl.program.statements import Apply, Flat, Join, Part, at_work
from cnndsl.sizes import show_shape
from cnndsl.verify.compared import ComparedFigure, by_name, runs, said, shapes_of
from cnndsl.verify.numbers import RunOutcome, converted, run

IN_PLACE = {"__iadd__": "add", "add_": "add", "__isub__": "sub", "sub_": "sub"}
"""What a sum is called that takes the memory of what is summed."""


@dataclass(frozen=True)
class Verification:
    comparisons: tuple[ComparedFigure, ...]
    layers: int
    remarks: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return all(each.agrees for each in self.comparisons)


class _Observer(TorchFunctionMode):  # type: ignore[misc]
    """Notes each call that gives a tensor, outside of modules that hold a layer; and those modules."""

    def __init__(self, model: torch.nn.Module, held: set[str]) -> None:
        super().__init__()
        self.seen: list[tuple[str, tuple[int, ...]]] = []
        self.depth = 0
        self.hooks = []
        for path, module in model.named_modules():
            if path in held:
                self.hooks += [
                    module.register_forward_pre_hook(self._enter),
                    module.register_forward_hook(
                        lambda _m, _i, out, path=path: self._leave(path, out)
                    ),
                ]

    def leave_modules(self) -> None:
        for hook in self.hooks:
            hook.remove()

    def _enter(self, *_: Any) -> None:
        self.depth += 1

    def _leave(self, path: str, out: torch.Tensor | tuple[torch.Tensor, ...]) -> None:
        self.depth -= 1
        value = out[0] if isinstance(out, tuple) else out  # a max pool may give its places, too
        self.seen.append((path, tuple(value.shape)))

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        out = func(*args, **(kwargs or {}))
        if self.depth == 0 and isinstance(out, torch.Tensor):
            name = IN_PLACE.get(func.__name__, func.__name__)
            self.seen.append((name, tuple(out.shape)))
        return out


def verify(result: Result, build: Build | None = None) -> Verification:
    build = build or Build()
    trained, make = result, module_class(result, build)
    result = as_run(result, build)
    network = result.network
    model = make(device="meta", dtype=torch.float32)
    comparisons = [
        _counts("parameters", _parameters(result), sum(p.numel() for p in model.parameters())),
        _counts("buffers", result.sums.buffers, _statistics(model)),
    ]
    for training in (False, True) if any(each.aux for each in network.outputs) else (False,):
        comparisons += _run_on_meta(network, model.train(training), result, build)
    ran = run(make, result, build)
    if build.inference and ran.numbers:
        after = converted(trained, build, ran.numbers.images)
        ran = RunOutcome(ran.comparisons + after.comparisons, ran.remarks + after.remarks)
    return Verification((*comparisons, *ran.comparisons), len(network.layers), tuple(ran.remarks))


def _parameters(result: Result) -> int:
    return result.sums.params + result.sums.aux_params


def _statistics(model: torch.nn.Module) -> int:
    """Numbers that are kept, without the counts of batches, outside of aux heads."""
    return sum(
        b.numel() for name, b in model.named_buffers() if not name.endswith("num_batches_tracked")
    )


def _run_on_meta(
    network: Network, model: torch.nn.Module, result: Result, build: Build
) -> list[ComparedFigure]:
    """Every call's shape, the outputs, and the work, in one run without numbers."""
    training = model.training
    outputs = [each for each in network.outputs if training or not each.aux]
    expected, held = _expected(result.program.whole, training)
    observer = _Observer(model, held)
    images = [torch.empty((2, *shape), device="meta") for shape in network.shapes.values()]
    with _deep_calls(), torch.no_grad(), FlopCounterMode(display=False) as flops, observer:
        try:
            given = model(*images)
        except Exception as refusal:  # whatever a generated module raises is a difference
            return [runs("run on meta", refusal)]
        finally:
            observer.leave_modules()
    shapes = said({each.name: each.shape for each in outputs})
    comparisons = [
        *_compare_shapes(expected, observer.seen),
        ComparedFigure("outputs", shapes, shapes_of(by_name(given, outputs))),
    ]
    if not training:
        done = flops.get_total_flops() // 4  # two images, two operations
        comparisons.append(_counts("MACs", result.sums.macs, done))
    return comparisons


@contextmanager
def _deep_calls() -> Iterator[None]:
    """Lets calls nest as deep as modules at the limit do, of which PyTorch's counter makes several each."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(2 * before)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _counts(what: str, worked_out: int, in_pytorch: int) -> ComparedFigure:
    return ComparedFigure(what, f"{worked_out:,}", f"{in_pytorch:,}")


def _expected(program: Part, training: bool) -> tuple[list[tuple[str, str, str]], set[str]]:
    """Calls in order, each with its layer's path and, for the layer's last, the shape."""
    expected: list[tuple[str, str, str]] = []
    held: set[str] = set()
    for placed_at, each in at_work(program, training):
        path = show_path(module_path(placed_at))
        names = _calls(path, each)
        if path in names:
            held.add(path)
        shapes = ["" for _ in names[:-1]] + [show_shape(each.shape)]
        expected += [(name, path, size) for name, size in zip(names, shapes, strict=False)]
    return expected, held


def _calls(path: str, at_work: Apply | Flat | Join) -> list[str]:
    """The calls of one layer or join, in order."""
    if isinstance(at_work, Flat):
        return [path]
    if isinstance(at_work, Join):
        return events(at_work.layer.together, path)
    layer = at_work.placed.layer.torch(at_work.placed.input)
    if layer.is_module:
        return [path]
    return [
        call
        for name in events(layer.apply, path)
        for call in (["narrow"] * (len(at_work.shape) - 1) if name == "crop_like" else [name])
    ]


def _compare_shapes(
    expected: list[tuple[str, str, str]], seen: list[tuple[str, tuple[int, ...]]]
) -> list[ComparedFigure]:
    """Every layer's shape, call by call; a call too many or too few is a difference too."""
    comparisons = []
    for (name, path, shape), (seen_name, seen_shape) in zip(expected, seen, strict=False):
        shown = show_shape(seen_shape[1:])
        comparisons.append(
            ComparedFigure(f"{path}, {name}", f"{name} {shape or shown}", f"{seen_name} {shown}")
        )
    comparisons.append(ComparedFigure("calls", str(len(expected)), str(len(seen))))
    return comparisons
