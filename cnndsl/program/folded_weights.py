"""A trained network's values as those of its module for inference: norms in the layers before them, no aux heads."""

from collections.abc import Mapping
from typing import Any

from cnndsl.network import Network
from cnndsl.paths import module_path, show_path
from cnndsl.program.folding import Fold
from cnndsl.program.variants import for_inference


def folded(network: Network, tensors: Mapping[str, Any]) -> dict[str, Any]:
    """The state dict of the module for inference. `tensors` are all of the trained one."""
    _, folds = for_inference(network)
    aux = tuple(f"{each}." for each in _of_aux_heads(network))
    state = {name: value for name, value in tensors.items() if not name.startswith(aux)}
    for path, norms in folds.items():
        for norm in norms if module_path(path) == path else ():
            _fold(state, show_path(path), norm)
    return state


def _of_aux_heads(network: Network) -> set[str]:
    """The names of aux heads, and of what is shared and called in them alone."""
    heads = {each.name for each in network.outputs if each.aux}
    calls = [(show_path(module_path(each.path)), each.aux) for each in network.layers]
    kept = {path for path, aux in calls if not aux}
    return heads | {path for path, _ in calls if path not in kept}


def _fold(state: dict[str, Any], layer: str, fold: Fold) -> None:
    """Let a layer, its channels along an axis, do what the norm behind it does."""
    norm = show_path(fold.norm)
    mean, variance, factor, offset = (
        state.pop(f"{norm}.{name}", None)
        for name in ("running_mean", "running_var", "weight", "bias")
    )
    state.pop(f"{norm}.num_batches_tracked", None)
    old = f"{layer}.0" if f"{layer}.0.weight" in state else layer  # of a projection
    weight, bias = state.pop(f"{old}.weight"), state.pop(f"{old}.bias", None)
    scale = (variance.double() + fold.eps).rsqrt() * (1 if factor is None else factor)
    moved = ((0 if bias is None else bias) - mean.double()) * scale
    shape = [1] * weight.dim()
    shape[fold.axis] = -1
    state[f"{layer}.weight"] = (weight * scale.view(shape)).to(weight.dtype)
    state[f"{layer}.bias"] = (moved if offset is None else moved + offset).to(weight.dtype)
