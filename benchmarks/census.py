"""What passes through a module: numbers in and out of every call and layer, and what autograd keeps of them.

For `counters.py`, which explains other tools' figures with it. Nothing here is taken from those tools.
"""

from collections import Counter
from typing import Any

import torch
from torch import nn
from torch.autograd.graph import saved_tensors_hooks
from torch.nn.functional import max_pool2d
from torch.overrides import TorchFunctionMode


class Census(TorchFunctionMode):
    """One image's forward pass in evaluation: how many numbers, by the names of functions and of modules."""

    def __init__(self, model: nn.Module, image: torch.Tensor) -> None:
        super().__init__()
        self.image = image.numel()
        self.calls_in, self.calls_out = Counter[str](), Counter[str]()
        self.modules_in, self.modules_out = Counter[str](), Counter[str]()
        self.biases = self.windows = self.spread = self.norm_parameters = 0
        self.outputs_of_layers_with_parameters = self.running_statistics = 0
        leaves = [module for module in model.modules() if not list(module.children())]
        hooks = [leaf.register_forward_hook(self.module_ran) for leaf in leaves]
        with torch.no_grad(), self:
            model.eval()(image)
        for hook in hooks:
            hook.remove()

    def __torch_function__(
        self, function: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        result = function(*args, **(kwargs or {}))
        if isinstance(result, torch.Tensor):
            name = "max_pool2d" if function is max_pool2d else function.__name__
            self.calls_out[name] += result.numel()
            self.calls_in[name] += args[0].numel() if isinstance(args[0], torch.Tensor) else 0
            if name in ("max_pool2d", "avg_pool2d"):
                self.windows += result.numel() * size_as_written(args[1])
        return result

    def module_ran(self, module: Any, given: Any, result: torch.Tensor) -> None:
        name, parameters = type(module).__name__, sum(each.numel() for each in module.parameters())
        self.modules_in[name] += given[0].numel()
        self.modules_out[name] += result.numel()
        self.outputs_of_layers_with_parameters += result.numel() if parameters else 0
        if isinstance(module, nn.BatchNorm2d):
            self.norm_parameters += parameters
            self.running_statistics += 2 * module.num_features
        elif parameters and module.bias is not None:
            self.biases += result.numel()
        if isinstance(module, nn.ConvTranspose2d):
            more_positions = result.shape[2:].numel() - given[0].shape[2:].numel()
            self.spread += more_positions * module.weight.numel()

    @property
    def norms(self) -> int:
        return self.modules_out["BatchNorm2d"]

    @property
    def outputs(self) -> int:
        """Of every function, and of modules that hand on what they were given."""
        handed_on = self.modules_out["Identity"] + self.modules_out["StochasticDepth"]
        return sum(self.calls_out.values()) + handed_on


def size_as_written(window: int | tuple[int, int]) -> int:
    """A window's size where a square one that is written as one number counts as that number."""
    return window if isinstance(window, int) else window[0] * window[1]


def kept_by_autograd(model: nn.Module, image: torch.Tensor) -> int:
    """Bytes that a training step keeps from its forward pass for the backward one, parameters and buffers left out."""
    own = {each.untyped_storage().data_ptr() for each in (*model.parameters(), *model.buffers())}
    kept: dict[int, torch.UntypedStorage] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        kept[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage()
        return tensor

    with saved_tensors_hooks(keep, lambda tensor: tensor):
        model.train()(image)
    return sum(storage.nbytes() for place, storage in kept.items() if place not in own)


class Wanted(TorchFunctionMode):
    """Bytes that each function of a training step's forward pass keeps, unless it writes over its input.

    Parameters count, and what several functions keep counts for each of them.
    """

    def __init__(self, model: nn.Module, image: torch.Tensor) -> None:
        super().__init__()
        self.bytes = 0
        with self:
            model.train()(image)

    def __torch_function__(
        self, function: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        result = function(*args, **(kwargs or {}))
        if isinstance(result, torch.Tensor) and not any(result is each for each in args):
            operation = result.grad_fn
            names = [name for name in dir(operation) if name.startswith("_saved_")]
            saved = [getattr(operation, name) for name in names]
            tensors = [each for each in saved if isinstance(each, torch.Tensor)]
            self.bytes += sum({each.data_ptr(): each.nbytes for each in tensors}.values())
        return result
