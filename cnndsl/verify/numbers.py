"""The module run with numbers: in float64 held against NumPy's, then as it was asked for, on its device.

NumPy's numbers are worked out once, on the CPU, for weights that every type of numbers has exactly.
"""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from cnndsl.analyse.figures import Result
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import module_class
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Network, Output
from cnndsl.numbers.evaluation import Outputs, settle
from cnndsl.numbers.meanings import Array, WrongMeaning
from cnndsl.program.folded_weights import folded
from cnndsl.sizes import product
from cnndsl.verify.compared import ComparedFigure, by_name, runs, said, shapes_of
from cnndsl.verify.smaller_input import QUICK, smaller, work
from cnndsl.verify.tolerances import TOLERANCES, distance

LARGEST_RUN = 2 * 1024**3
"""Bytes of weights and activations up to which the network is also run."""
LARGEST_WORK = 50 * 10**9
"""Operations for one image up to which its numbers are worked out in NumPy: some seconds."""


class Numbers(NamedTuple):
    """What NumPy makes of a batch of images, and the weights with which it does."""

    network: Network
    images: list[torch.Tensor]
    """One batch of each input."""
    outputs: Outputs
    weights: dict[str, torch.Tensor]


class RunOutcome(NamedTuple):
    """What came out of running a module."""

    comparisons: list[ComparedFigure]
    remarks: list[str]
    numbers: Numbers | None = None


def run(make: Any, result: Result, build: Build) -> RunOutcome:
    """Both runs of a generated class, each where it is sure to fit."""
    first = _in_float64(make, result, build)
    second = _as_asked_for(make, result, build, first.numbers)
    both = first.comparisons + second.comparisons
    return RunOutcome(both, first.remarks + second.remarks, first.numbers)


def _in_float64(make: Any, result: Result, build: Build) -> RunOutcome:
    """On a small input, where rounding leaves nine digits to compare."""
    small = smaller(result, build)
    at = small.network.comes_in
    if reason := _too_much(small):
        return RunOutcome([], [f"not compared: the numbers ({reason}, input {at})"])
    images = 2 if work(small) <= QUICK else 1
    try:
        with _Undrawn():
            model = make(device="cpu", dtype=torch.float64).eval()
        draw_weights(model, _dtype(build))
        numbers = _worked_out(small.network, model, images, _dtype(build))
        comparisons, largest = _held_against(numbers, model, numbers.images, "float64")
    except WrongMeaning:
        raise
    except Exception as refusal:  # whatever a generated module raises is a difference
        return RunOutcome([runs("run in float64", refusal)], [])
    remarks = _not_compared(numbers.outputs)
    if comparisons and all(each.agrees for each in comparisons):
        within = f"within {largest:.1g} of the largest, input {at}"
        remarks.insert(0, f"numbers: the same as NumPy's in float64 {within}")
    weights = model.to(_dtype(build)).state_dict()  # exact, and no larger than they will be
    return RunOutcome(comparisons, remarks, numbers._replace(weights=weights))


def _dtype(build: Build) -> Any:
    return getattr(torch, build.dtype or "float32")


def _not_compared(outputs: Outputs) -> list[str]:
    return [
        f"not compared: the numbers of {name} ({', '.join(sorted(reasons))})"
        for name, reasons in outputs.unknown.items()
    ]


def _too_much(result: Result) -> str:
    """Why a network's numbers are not worked out, where they are not."""
    sums = result.totals
    needed = 8 * (sums.params + sums.aux_params) + 8 * sums.peak_activation_bytes
    if needed > LARGEST_RUN:
        return f"it would take about {needed / 1024**3:.1f} GiB"
    if work(result) > LARGEST_WORK:
        return f"{work(result):,} operations are more than {LARGEST_WORK:,}"
    return ""


class _Undrawn(TorchFunctionMode):  # type: ignore[misc]
    """Leaves out what a module draws when it is made, which takes a while and is drawn anew."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in (torch.Tensor.uniform_, torch.Tensor.normal_, torch.nn.init.kaiming_uniform_):
            return args[0] if args else kwargs["tensor"]
        return func(*args, **(kwargs or {}))


def draw_weights(model: Any, dtype: Any) -> None:
    """Weights and running statistics that tell layers apart, the same at every run, exact in a type.

    A sum of many keeps about the size of what is summed; factors lie around 1 and offsets around 0.
    """
    random = torch.Generator().manual_seed(0)
    for name, value in model.state_dict().items():
        if value.is_floating_point():
            middle = 1.0 if value.dim() == 1 and name.endswith(("weight", "running_var")) else 0.0
            reach = (3 / product(value.shape[1:])) ** 0.5 if value.dim() > 1 else 0.5
            drawn = torch.empty(value.shape, dtype=dtype)
            value.copy_(drawn.uniform_(middle - reach, middle + reach, generator=random))


def _worked_out(network: Network, model: Any, images: int, dtype: Any) -> Numbers:
    random = torch.Generator().manual_seed(1)
    drawn = [
        torch.randn((images, *shape), generator=random, dtype=dtype).double()
        for shape in network.shapes.values()
    ]
    weights = {name: value for name, value in model.state_dict().items() if value.dim()}
    shared = {name: value.numpy() for name, value in weights.items()}
    outputs = settle(network, shared, *(each.numpy() for each in drawn))
    return Numbers(network, drawn, outputs, model.state_dict())


def _held_against(
    numbers: Numbers, model: Any, images: list[torch.Tensor], rounding: str
) -> tuple[list[ComparedFigure], float]:
    """The module's outputs beside NumPy's, and the largest difference."""
    with torch.no_grad():
        values = by_name(model(*images), _regular(numbers.network))
    given = {name: value.double().cpu().numpy() for name, value in values.items()}
    said = f"within {TOLERANCES[rounding]:g} of NumPy's in {rounding}"
    return _side_by_side("numbers", numbers.outputs.known, given, TOLERANCES[rounding], said)


def _side_by_side(
    what: str, wanted: Mapping[str, Array], given: Mapping[str, Array], allowed: float, said: str
) -> tuple[list[ComparedFigure], float]:
    """Outputs of two kinds, in the words for those that agree, and the largest difference."""
    apart = {name: distance(value, given[name]) for name, value in wanted.items()}
    comparisons = [
        ComparedFigure(
            f"{what} of {name}",
            said,
            said if away <= allowed else f"{away:.1g} of the largest away",
        )
        for name, away in apart.items()
    ]
    return comparisons, max(apart.values(), default=0.0)


def _regular(network: Network) -> list[Output]:
    return [each for each in network.outputs if not each.aux]


def _as_asked_for(make: Any, result: Result, build: Build, numbers: Numbers | None) -> RunOutcome:
    """On the device and in the type that were asked for: the whole input, then the small one."""
    needed = 4 * (result.totals.params + result.totals.aux_params)
    needed += 2 * result.totals.activation_bytes
    device = "cpu" if build.device in (None, "auto") else str(build.device)
    if needed > LARGEST_RUN:
        return RunOutcome([], [f"not run: it would take about {needed / 1024**3:.1f} GiB"])
    if not _is_there(device):
        return RunOutcome([], [f"not run: there is no {device} here"])
    try:
        with _Undrawn() if numbers else nullcontext():
            model = make(device=device, dtype=_dtype(build)).eval()
        if numbers:
            model.load_state_dict(numbers.weights)
        comparisons = [_whole(result.network, model, device, _dtype(build))]
        if not numbers or not numbers.outputs.known:
            return RunOutcome(comparisons, [f"runs on {device}"])
        if kinds := _decided_by_rounding(result.network):
            why = f"rounded otherwise, {kinds} may put a number at another place"
            return RunOutcome(comparisons, [f"runs on {device}; not compared: its numbers ({why})"])
        rounding = _rounding(device, build)
        images = [each.to(device, _dtype(build)) for each in numbers.images]
        held, largest = _held_against(numbers, model, images, rounding)
    except Exception as refusal:
        return RunOutcome([runs(f"run on {device}", refusal)], [])
    within = f"in {rounding} within {largest:.1g} of NumPy's numbers"
    return RunOutcome([*comparisons, *held], [f"runs on {device}, {within}"])


def _decided_by_rounding(network: Network) -> str:
    """The kinds of layers that tell which of two nearly equal numbers is larger, where it has any."""
    kinds = (each.layer for each in network.layers if each.layer.decided_by_rounding)
    return ", ".join(dict.fromkeys(f"`{layer.word}`" for layer in kinds))


def converted(result: Result, build: Build, images: list[torch.Tensor]) -> RunOutcome:
    """A trained network's outputs beside those of its module for inference, with its weights converted."""
    on_cpu: dict[str, Any] = {"device": "cpu", "dtype": torch.float64}
    trained = module_class(result, replace(build, inference=False))(**on_cpu).eval()
    draw_weights(trained, torch.float64)
    model = module_class(result, build)(**on_cpu)
    model.load_state_dict(folded(result.network, trained.state_dict()))
    with torch.no_grad():
        both = [by_name(each(*images), _regular(result.network)) for each in (trained, model)]
    before, after = ({name: value.numpy() for name, value in each.items()} for each in both)
    allowed = TOLERANCES["float64"]
    said = f"within {allowed:g} of the trained network's"
    comparisons, largest = _side_by_side("converted weights' numbers", before, after, allowed, said)
    remark = (
        f"converted weights give the trained network's numbers within {largest:.1g}, in float64"
    )
    return RunOutcome(comparisons, [remark])


def _whole(network: Network, model: Any, device: str, dtype: Any) -> ComparedFigure:
    """The outputs' shapes at the network's own input, and that they are numbers; the largest of none is -inf."""
    regular = _regular(network)
    with torch.no_grad():
        images = [
            torch.randn((1, *shape), device=device, dtype=dtype)
            for shape in network.shapes.values()
        ]
        given = model(*images)
    values = by_name(given, regular)
    finite = all(bool((value < float("inf")).all()) for value in values.values())
    stated = said({each.name: each.shape for each in regular})
    return ComparedFigure(
        f"run on {device}", stated, shapes_of(values) + ("" if finite else ", not finite")
    )


def _rounding(device: str, build: Build) -> str:
    """The type whose rounding the numbers show: on a GPU, convolutions may shorten float32."""
    name = build.dtype or "float32"
    short = device.startswith("cuda") and torch.backends.cudnn.allow_tf32
    return "tf32" if name == "float32" and short else name


def _is_there(device: str) -> bool:
    if device.startswith("cuda"):
        return int(device.partition(":")[2] or 0) < int(torch.cuda.device_count())
    return device != "mps" or bool(torch.backends.mps.is_available())
