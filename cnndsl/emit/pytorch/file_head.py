"""The head of a module's file: its docstring, its imports, and the functions that come along."""

from textwrap import wrap

from cnndsl.analyse.figures import Result
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch.line_breaks import WIDTH
from cnndsl.emit.pytorch.weights import he_normal
from cnndsl.formulas import Operation, nodes
from cnndsl.layers.torch_calls import functions_in
from cnndsl.named_tuple import NamedTuple
from cnndsl.program.classes import PartClass
from cnndsl.program.initialisation import Starts
from cnndsl.program.layer_classes import LayerClass
from cnndsl.program.named_numbers import formulas_of

HELPERS = {
    "divisible": '''def divisible(x: float, n: int) -> int:
    """The multiple of `n` nearest to `x`, at least `n` and at least nine tenths."""
    nearest = max(n, int(x + n / 2) // n * n)
    return nearest + n if 10 * nearest < 9 * x else nearest''',
    "crop_like": '''def crop_like(x: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    """The middle of `x`, of the height and width of `like`."""
    for axis in AXES:
        margin = x.size(axis) - like.size(axis)
        x = x.narrow(axis, margin // 2, like.size(axis))
    return x''',
    "on_this_machine": '''def on_this_machine(device: Device) -> Device:
    """The device, which has to be there."""
    try:
        torch.empty(0, device=device)
    except (AssertionError, RuntimeError):
        found = torch.accelerator.current_accelerator(True)
        count = torch.accelerator.device_count() if found else 0
        there = ["cpu", *(f"{found}:{number}" for number in range(count))]
        raise ValueError(f"no {device} here; there is {', '.join(there)}") from None
    return device''',
}
"""Functions that come along where a class calls them."""


class Uses(NamedTuple):
    """What a file's classes are, and what they make use of."""

    classes: tuple[PartClass, ...]
    layers: tuple[LayerClass, ...]
    starts: Starts | None
    named_tuples: bool
    ordered: bool
    """Whether a sequence in a sequence has modules with names."""
    build: Build
    rank: int
    """How many axes its maps have."""

    @property
    def functions(self) -> set[str]:
        """The functions that layers and numbers are made with, by their names in the file."""
        applied = [each for code in self.classes for each in code.applied.values()]
        applied += [each.does for each in self.layers]
        found = {name for each in applied for name in functions_in(each)}
        said = (each for code in self.classes for each in code.said)
        formulas = [formula for value in said for formula in formulas_of(value)]
        formulas += [local for code in self.classes for _, local in code.signature.locals]
        parts = (part for formula in formulas for part in nodes(formula))
        return found | {part.sign for part in parts if isinstance(part, Operation)}

    @property
    def learned(self) -> bool:
        return any(each.signature.learned for each in self.classes)

    @property
    def zeroed(self) -> bool:
        return any(each.start.zero for each in self.classes)

    @property
    def helpers(self) -> list[str]:
        """The functions that come along."""
        used = self.functions
        used |= {"on_this_machine"} if self.learned and self.build.names_a_device else set()
        axes = str(tuple(range(2, self.rank + 2)))
        found = [
            helper.replace("AXES", axes)
            for name, helper in reversed(HELPERS.items())
            if name in used
        ]
        if self.starts and self.starts.held:
            found.insert(0, he_normal(self.starts.held))
        return found


def head(result: Result, name: str, uses: Uses) -> list[str]:
    """The docstring with the imports, and the functions that come along."""
    sums = result.sums
    title = f"{name}: {sums.params:,} parameters, {sums.macs:,} multiply-accumulates an image."
    more = _on_weights(uses)
    alone = not (more or sums.aux_params)
    said = "\n".join(wrap(f'"""{title}', WIDTH - 3 * alone, break_on_hyphens=False))
    if sums.aux_params:
        said += f"\n\nIts aux heads, in training only, have another {sums.aux_params:,} parameters."
    lines = [
        f'{said}"""' if alone else "\n".join([said, *more, '"""']),
        "",
        *_imports(uses),
        "",
        f'__all__ = ["{name}"]',
    ]
    return ["\n".join(lines), *uses.helpers]


def _imports(uses: Uses) -> list[str]:
    typing = ["Any"] * uses.learned + ["NamedTuple"] * uses.named_tuples
    functional = any(name.startswith("F.") for name in uses.functions)
    standard = ["from collections import OrderedDict"] * uses.ordered
    standard += [f"from typing import {', '.join(typing)}"] if typing else []
    return [
        *([*standard, ""] if standard else []),
        "import torch",
        *(["import torch.nn.functional as F"] if functional else []),
        "from torch import nn",
        "from torch.types import Device",
    ]


def _on_weights(uses: Uses) -> list[str]:
    """How weights start, or where they come from, as the file's docstring says it."""
    said = []
    if uses.build.inference:
        said.append(
            "For inference: what only training needs is gone, and it starts in evaluation mode."
        )
        said.append("Its weights come of trained ones: `cnndsl weights --inference`.")
    if uses.starts and uses.starts.held:
        said.append("Weights that feed a ReLU start as He has it, all others as PyTorch has it.")
    if uses.starts and uses.starts.mixed:
        said.append("Copies of a layer start alike: one that feeds a ReLU is enough.")
    if uses.zeroed:
        said.append("Residual blocks that end in a norm start as their shortcuts: it starts at 0.")
    return ["", *said] if said else []
