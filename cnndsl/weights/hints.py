"""What a checkpoint that does not fit was likely made with, and what makes it fit."""

import re
from collections import Counter

from cnndsl.weights.tensor_names import Shape, Tensor

MADE_WITH = {
    r"(^|\.)(weight_g|parametrizations\.weight\.original0)$": (
        "it has weight norms; `torch.nn.utils.parametrize.remove_parametrizations(LAYER, 'weight')`, or "
        "`torch.nn.utils.remove_weight_norm(LAYER)`, takes them off where it was made"
    ),
    r"(^|\.)weight_mask$": (
        "it is pruned; `torch.nn.utils.prune.remove(LAYER, 'weight')` makes that final where it was made"
    ),
    r"(^|\.)weight_orig$": (
        "it has spectral norms; `torch.nn.utils.remove_spectral_norm(LAYER)` takes them off where it was made"
    ),
    r"(^|\.)(zero_point|weight_scale|qweight|_packed_params.*)$": (
        "it is quantised; take the checkpoint from before that"
    ),
    r"(^|\.)lora_[aA]": "it has low-rank additions; `merge_and_unload()` takes them in where it was made",
}
"""By what tensors are called."""
KERAS = (
    "its kernels stand as TensorFlow has them, heights and widths first; `permute(3, 2, 0, 1)`, and `t()` for "
    "fully connected layers, brings them into PyTorch's order"
)


def hint(ours: list[Tensor], theirs: list[Tensor]) -> str:
    """The likeliest reason, if there is a sign of one."""
    for pattern, what in MADE_WITH.items():
        if any(re.search(pattern, each.name) for each in theirs):
            return what
    return KERAS if _is_kerass(ours, theirs) else ""


def _is_kerass(ours: list[Tensor], theirs: list[Tensor]) -> bool:
    """Whether kernels fit if their axes are exchanged, and not as they are."""
    own, other = _kernels(ours), _kernels(theirs)
    with_reversed_queues = Counter[Shape](
        (o, i, height, width) for height, width, i, o in other.elements()
    )
    return bool(own) and own != other and not own - with_reversed_queues


def _kernels(tensors: list[Tensor]) -> Counter[Shape]:
    shapes: list[Shape] = [each.shape for each in tensors]
    return Counter(shape for shape in shapes if len(shape) == 4)
