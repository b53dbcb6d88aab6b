"""Each layer timed in PyTorch by itself, on the machine's own device, beside what was worked out.

A layer is a network of its own here, built by emit/ as any other; layers that are equal are timed once.
"""

import operator
import statistics
import time
from collections.abc import Callable
from typing import Any

import torch

from cnndsl.analyse.figures import Result, worked_out
from cnndsl.analyse.report import Report, Settings
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import module_class
from cnndsl.layers.joins import Join
from cnndsl.layers.torch_calls import (
    OPERATORS,
    Arithmetic,
    FunctionCall,
    MethodCall,
    Operand,
    Subscript,
    parts_of,
)
from cnndsl.network import Network, Output, Placed, Step, inputs_of
from cnndsl.paths import show_path
from cnndsl.sizes import Shape, spatial
from cnndsl.text import Text, visible
from cnndsl.validation.option_text import Refused

WARM_UP, LEAST_RUNS, SECONDS, MOST_SECONDS = 3, 5, 0.05, 1.0
"""Runs before the first that counts; how often and how long a layer is timed at least, but for very slow ones."""


def own_device() -> str:
    found = torch.accelerator.current_accelerator(True)
    return str(found) if found else "cpu"


def measured(report: Report) -> Report:
    """The report with the median time of each layer in inference, and their sum."""
    device = own_device()
    known: dict[Any, float] = {}
    rows = []
    with torch.inference_mode():
        for row in report.rows:
            placed = row.figures.placed
            if not placed.aux:
                key = (placed.layer, placed.input)
                if key not in known:
                    known[key] = _seconds(placed, report.settings, device)
                row = row._replace(measured=known[key])
            rows.append(row)
    whole = sum(row.measured or 0.0 for row in rows)
    title = torch.cuda.get_device_name() if device.startswith("cuda") else device
    if device == "cpu":
        title += f", {torch.get_num_threads()} threads"
    return report._replace(
        rows=tuple(rows), totals={**report.totals, "measured_seconds": whole}, measured_on=title
    )


def _seconds(placed: Placed, settings: Settings, device: str) -> float:
    """The median time of one layer for a batch; Refused where PyTorch cannot run it here."""
    if placed.layer.gives_on or placed.layer.passes_on:
        return 0.0
    try:
        return _median(_runner(placed, settings, device), device)
    except (RuntimeError, MemoryError) as problem:
        why = visible(str(problem).strip().partition("\n")[0]) or "there is not enough memory"
        images = f"{settings.batch:,} images of {settings.dtype}"
        raise Refused(
            f"{show_path(placed.path)} is not measured on {device} with {images}: {why}"
        ) from None


def _median(run: Callable[[], Any], device: str) -> float:
    taken: list[float] = []
    begun = time.perf_counter()
    for _ in range(WARM_UP):
        run()
        _finish(device)
        if time.perf_counter() - begun > SECONDS:
            break
    while len(taken) < (LEAST_RUNS if sum(taken) < MOST_SECONDS else 1) or sum(taken) < SECONDS:
        start = time.perf_counter()
        run()
        _finish(device)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def _finish(device: str) -> None:
    if device != "cpu":
        torch.accelerator.synchronize()


def _runner(placed: Placed, settings: Settings, device: str) -> Callable[[], Any]:
    dtype = getattr(torch, settings.dtype)

    def values(shape: Shape) -> torch.Tensor:
        return torch.rand(settings.batch, *shape, device=device, dtype=dtype)

    if isinstance(placed.layer, Join):
        together, inputs = placed.layer.together, [values(shape) for shape in placed.layer.inputs]
        return lambda: done(together, inputs)
    if placed.layer.takes_places:
        return _unpooling(placed, values(placed.input))
    model = module_class(_alone(placed), Build(dtype=settings.dtype))(device=device).eval()
    image = values(placed.input)
    return lambda: model(image)


def done(value: Any, operands: list[torch.Tensor]) -> Any:
    """What an expression comes to, as a module works it out."""
    parts = [done(each, operands) for each in parts_of(value)]
    if isinstance(value, Operand):
        return operands[value.number]
    if isinstance(value, Arithmetic):
        return getattr(operator, OPERATORS[value.sign])(*parts)
    if isinstance(value, MethodCall):
        owner, *given = parts
        return getattr(owner, value.method)(*given)
    if isinstance(value, Subscript):
        return parts[0][value.index if torch.is_tensor(parts[0]) else value.index[0]]
    if isinstance(value, FunctionCall):
        options = dict(zip(value.options, parts[len(value.args) :], strict=True))
        return getattr(torch, value.target.removeprefix("torch."))(
            *parts[: len(value.args)], **options
        )
    return tuple(parts) if isinstance(value, tuple) else value


def _unpooling(placed: Placed, image: torch.Tensor) -> Callable[[], Any]:
    """A run of an unpool, which is given some places or other."""
    made = placed.layer.torch(placed.input).module
    assert made is not None
    kind = getattr(torch.nn, made.target.removeprefix("nn."))
    unpool = kind(*made.positional.values(), **made.keyword)
    here = image.shape[2:]
    places = torch.arange(here.numel(), device=image.device).view(here).expand(image.shape)
    return lambda: unpool(image, places, (len(image), *placed.output))


def _alone(placed: Placed) -> Result:
    """A network of one layer; what takes another's size is given that size."""
    layer = placed.layer
    changes: dict[str, Any] = {}
    if vars(layer).get("like") is not None:
        changes = {"like": None, "size": spatial(placed.output)}
    if vars(layer).get("joined"):
        changes = {"joined": False}
    layer = layer.with_arguments(**changes) if changes else layer
    origin = placed.origin._replace(symbols={})
    step = Step(layer, origin, name="layer")
    only = placed._replace(path=("layer",), layer=layer, origin=origin, sources=((),))
    output = Output("out", placed.output, ("layer",))
    text = Text("<text>", "")
    network = Network(
        "Alone", text, inputs_of({"": placed.input}), (step,), (only,), (output,), False, ()
    )
    return worked_out(network)
