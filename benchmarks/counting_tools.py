"""Other tools that count: what each says of a module, and what that has over cnndsl's figures.

The parts follow the tools' own source; `counters.py` holds them against what the tools say.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import fvcore.nn
import thop
import torch
import torchinfo
import torchlens
from census import Census
from torch.utils.flop_counter import FlopCounterMode
from torchlens.backends.torch.wrappers import unwrap_torch

# Its compiled operators belong to detection and may be missing; their names alone are wanted.
LIBRARY = torch.library.Library("torchvision", "FRAGMENT")
for operator in ("nms", "qnms"):
    if not hasattr(torch.ops.torchvision, operator):
        LIBRARY.define(f"{operator}(Tensor boxes, Tensor scores, float threshold) -> Tensor")

import ptflops  # noqa: E402  (loads torchvision)

PTFLOPS_MODULES = ("ReLU", "ReLU6", "MaxPool2d", "AvgPool2d", "AdaptiveAvgPool2d")
PTFLOPS_CALLS = ("relu", "relu6", "silu", "max_pool2d", "avg_pool2d", "adaptive_avg_pool2d")
TORCHLENS_COSTS = {
    5: ("batch_norm", "silu"),
    4: ("sigmoid",),
    2: ("dropout",),
    1: ("relu", "relu6", "hardtanh", "add", "add_", "mul"),
}

Parts = dict[str, int]


class Reading(NamedTuple):
    figure: int
    params: int


class Tool(NamedTuple):
    """A tool: what it calls its figure, how it is read, and what it has over `factor` x cnndsl's MACs."""

    figure: str
    read: Callable[[Any, torch.Tensor], Reading]
    factor: int
    parts: Callable[[Census], Parts]
    counts_what_did_not_run: bool = True


def read_torch(model: Any, image: torch.Tensor) -> Reading:
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        model(image)
    return Reading(counter.get_total_flops(), sum(each.numel() for each in model.parameters()))


def read_torchinfo(model: Any, image: torch.Tensor) -> Reading:
    summary = torchinfo.summary(model, input_data=image, verbose=0)
    return Reading(summary.total_mult_adds, summary.total_params)


def torchinfo_parts(seen: Census) -> Parts:
    return {
        "biases": seen.biases,
        "norms' parameters": seen.norm_parameters,
        "deconv filters at outputs instead of inputs": seen.spread,
    }


def read_fvcore(model: Any, image: torch.Tensor) -> Reading:
    found = fvcore.nn.FlopCountAnalysis(model, image).unsupported_ops_warnings(False)
    return Reading(int(found.total()), fvcore.nn.parameter_count(model)[""])


def fvcore_parts(seen: Census) -> Parts:
    pools = seen.calls_in["adaptive_avg_pool2d"]
    return {"2 x norms": 2 * seen.norms, "inputs of adaptive pools": pools}


def ptflops_reader(backend: str) -> Callable[[Any, torch.Tensor], Reading]:
    def read(model: Any, image: torch.Tensor) -> Reading:
        options = {"as_strings": False, "print_per_layer_stat": False, "backend": backend}
        return Reading(*ptflops.get_model_complexity_info(model, tuple(image.shape[1:]), **options))

    return read


def ptflops_parts(seen: Census) -> Parts:
    modules = {f"nn.{name}": seen.modules_in[name] for name in PTFLOPS_MODULES}
    calls = {f"F.{name}": seen.calls_in[name] for name in PTFLOPS_CALLS}
    return {"biases": seen.biases, "2 x norms": 2 * seen.norms} | modules | calls


def read_thop(model: Any, image: torch.Tensor) -> Reading:
    return Reading(*map(int, thop.profile(model, (image,), verbose=False)))


def thop_parts(seen: Census) -> Parts:
    pool = "AdaptiveAvgPool2d"
    return {
        "4 x norms": 4 * seen.norms,
        f"inputs and outputs of nn.{pool}": seen.modules_in[pool] + seen.modules_out[pool],
        "outputs of nn.AvgPool2d": seen.modules_out["AvgPool2d"],
        "deconv filters at outputs instead of inputs": seen.spread,
    }


def traced(model: Any, image: torch.Tensor) -> Any:
    trace = torchlens.trace(model, image)
    unwrap_torch()  # ptflops knows PyTorch's functions by identity
    return trace


def torchlens_reader(figure: str) -> Callable[[Any, torch.Tensor], Reading]:
    def read(model: Any, image: torch.Tensor) -> Reading:
        trace = traced(model, image)
        return Reading(int(getattr(trace, figure)), trace.num_params)

    return read


def torchlens_parts(seen: Census) -> Parts:
    costs = {
        f"{cost} x {name}" if cost > 1 else name: cost * seen.calls_out[name]
        for cost, names in TORCHLENS_COSTS.items()
        for name in names
    }
    pools = {"pools": seen.windows, "adaptive pools": seen.calls_in["adaptive_avg_pool2d"]}
    return {"biases": seen.biases} | costs | pools


TOOLS = {
    "torch": Tool("total flops", read_torch, 2, lambda seen: {}),
    "torchinfo": Tool("total mult-adds", read_torchinfo, 1, torchinfo_parts),
    "fvcore": Tool("flops", read_fvcore, 1, fvcore_parts),
    "ptflops": Tool("MACs", ptflops_reader("pytorch"), 1, ptflops_parts),
    "ptflops, aten": Tool("MACs", ptflops_reader("aten"), 1, lambda seen: {"biases": seen.biases}),
    "thop": Tool("MACs", read_thop, 1, thop_parts, counts_what_did_not_run=False),
    "TorchLens": Tool("MACs", torchlens_reader("total_macs_forward"), 1, lambda seen: {}),
    "TorchLens, FLOPs": Tool("FLOPs", torchlens_reader("total_flops_forward"), 2, torchlens_parts),
}
