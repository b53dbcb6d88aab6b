"""A network as one Python file with one PyTorch module, as a person would write it.

The same spec always gives the same bytes: nothing here depends on the time, the machine or the folder.
"""

import os
import re

from cnndsl.analyse.figures import Result
from cnndsl.emit.build import Build as Build
from cnndsl.emit.classes import Classes, PartClass
from cnndsl.emit.constructors import attributes
from cnndsl.emit.folding import FOLD, Folds, conversion
from cnndsl.emit.forward import forward
from cnndsl.emit.layout import STEP, WIDTH, CallDoc, ListDoc, lay_out
from cnndsl.emit.starts import Starts
from cnndsl.emit.starts import helper as he
from cnndsl.emit.variants import for_inference, without_softmax
from cnndsl.gates.words import Refused
from cnndsl.network import Network, Output
from cnndsl.program.program import Program
from cnndsl.program.variables import variable
from cnndsl.sizes import show_shape

HARMLESS = re.compile(r"[\w.+-][\w .+-]*")
"""A file's name that can stand in a docstring; another one could end it, and go on as code."""
IMPORTED = {"torch", "nn", "F", "Any", "NamedTuple"}
HELPERS = {
    "divisible": '''def divisible(x: float, n: int) -> int:
    """The multiple of `n` nearest to `x`, at least `n` and at least nine tenths."""
    nearest = max(n, int(x + n / 2) // n * n)
    return nearest + n if 10 * nearest < 9 * x else nearest''',
    "crop_like": '''def crop_like(x: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    """The middle of `x`, of the height and width of `like`."""
    for axis in range(2, x.dim()):
        margin = x.size(axis) - like.size(axis)
        x = x.narrow(axis, margin // 2, like.size(axis))
    return x''',
    "on_this_machine": '''def on_this_machine(device: torch.device | str | None) -> torch.device | str | None:
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


def source(result: Result, build: Build | None = None) -> str:
    """The generated file's text."""
    build = build or Build()
    heads = [each.name for each in result.network.outputs if each.aux]
    result, folds = settled(result, build)
    network = result.network
    name = build.class_name or network.name
    taken = IMPORTED | {name, *output_classes(name)}
    starts = None if build.inference else Starts(network.layers, build.zero_last_norm)
    classes = Classes(result.program.whole, taken, starts, folds)
    whole = classes.whole(name)
    methods = conversion(heads, bool(folds)) if build.inference else []
    body = [_part_class(code) for code in classes.made]
    body.append(_network_class(whole, network, build, methods))
    text = "\n\n\n".join("\n".join(lines) for lines in [*_outputs(network, name), *body])
    for called, helper in HELPERS.items():
        if f"{called}(" in text:
            text = f"{helper}\n\n\n{text}"
    if starts and starts.held:
        text = f"{he(starts.held)}\n\n\n{text}"
    if folds:
        text = f"{FOLD}\n\n\n{text}"
    mixed = starts is not None and starts.mixed
    return f"{_head(result, name, text, mixed)}\n\n\n{text}\n"


def asked_for(result: Result, build: Build) -> str:
    """The file's text for who has asked for it: an option that would change nothing is refused."""
    text = source(result, build)
    if build.zero_last_norm and "nn.init.zeros_(self." not in text:
        raise Refused(f"no residual branch of {result.network.name} ends in a norm")
    return text


def settled(result: Result, build: Build) -> tuple[Result, Folds]:
    """The network as a build wants it, and the norms that went into layers."""
    folds: Folds = {}
    if build.inference:
        result, folds = for_inference(result)
    if build.logits:
        network = without_softmax(result.network)
        result = result._replace(network=network, program=Program(network))
    return result, folds


def output_classes(name: str) -> tuple[str, str]:
    """The named tuples that a network of several outputs returns: always, and in training."""
    return f"{name}Output", f"{name}TrainingOutput"


def _outputs(network: Network, name: str) -> list[list[str]]:
    """The named tuples, with the shape of each output."""
    always, training = output_classes(name)
    regular = [each for each in network.outputs if not each.aux]
    made = [_named_tuple(always, regular)] if len(regular) > 1 else []
    if len(regular) < len(network.outputs):
        made.append(_named_tuple(training, list(network.outputs)))
    return made


def _named_tuple(name: str, outputs: list[Output]) -> list[str]:
    fields = [
        f"{STEP}{variable(each.name)}: torch.Tensor  # {show_shape(each.shape)}" for each in outputs
    ]
    return [f"class {name}(NamedTuple):", *fields]


def _head(result: Result, name: str, text: str, mixed: bool) -> str:
    sums = result.totals
    origin = os.path.basename(result.network.text.name)
    made_from = f"`{origin}`" if HARMLESS.fullmatch(origin) else "a spec"
    imports = ["import torch"]
    if re.search(r"\bF\.", text):
        imports.append("import torch.nn.functional as F")
    imports.append("from torch import nn")
    used = {"Any": r"\bfactory: (dict|Any)\b", "NamedTuple": r"\(NamedTuple\):"}
    typing = [name for name, pattern in used.items() if re.search(pattern, text)]
    if typing:
        imports[:0] = [f"from typing import {', '.join(typing)}", ""]
    said = f'"""{name}: {sums.params:,} parameters, {sums.macs:,} multiply-accumulates an image.'
    if sums.aux_params:
        said += f"\n\nIts aux heads, in training only, have another {sums.aux_params:,} parameters."
    return "\n".join(
        [
            said,
            "",
            *_on_weights(text, mixed),
            f'Written by cnndsl from {made_from}.\n"""',
            "",
            *imports,
            "",
            f'__all__ = ["{name}"]',
        ]
    )


def _on_weights(text: str, mixed: bool) -> list[str]:
    """How weights start, or where they come from, as the file's docstring says it."""
    said = []
    if "def convert_state(" in text:
        said.append(
            "For inference: what only training needs is gone, and it starts in evaluation mode."
        )
        if "fold_norm(" in text:
            said.append("Batch norms are in the layers before them.")
        said.append("`convert_state` makes its weights of the trained network's state dict.")
    if "he_normal(" in text:
        said.append("Weights that feed a ReLU start as He has it, all others as PyTorch has it.")
    if mixed:
        said.append("Copies of a layer start alike: one that feeds a ReLU is enough.")
    if "nn.init.zeros_(self." in text:
        said.append("Residual blocks that end in a norm start as their shortcuts: it starts at 0.")
    return [*said, ""] if said else []


def _signature(first: str, arguments: list[str]) -> list[str]:
    return lay_out(CallDoc(f"def {first}", tuple(arguments)), STEP, after=" -> None:")


def _constructor(code: PartClass) -> list[str]:
    """What follows `super().__init__()`."""
    lines = [f"{STEP * 2}{name} = {text}" for name, text in code.locals]
    for name, doc, condition in attributes(code.held, iter(code.texts)):
        made = lay_out(doc, STEP * (3 if condition else 2), f"self.{name} = ")
        if condition:
            lines += [
                f"{STEP * 2}self.{name}: nn.Module = nn.Identity()",
                f"{STEP * 2}if {condition}:",
            ]
        lines += made
    started = ["self" if name == "self" else f"self.{name}" for name in code.start.he]
    if started:
        lines += lay_out(CallDoc("he_normal", tuple(started)), STEP * 2)
    lines += [f"{STEP * 2}nn.init.zeros_(self.{norm}.weight)" for norm in code.start.zero]
    return lines


def _forward(code: PartClass, returned: str = "torch.Tensor") -> list[str]:
    arguments = ["self", *(f"{each}: torch.Tensor" for each in code.takes)]
    if len(code.results) > 1:
        returned = f"tuple[{', '.join(['torch.Tensor'] * len(code.results))}]"
    head = lay_out(CallDoc("def forward", tuple(arguments)), STEP, after=f" -> {returned}:")
    return [*head, *forward(code)]


def _part_class(code: PartClass) -> list[str]:
    lines = [f"class {code.name}(nn.Module):", *_folded(code)]
    given = [each.code for each in code.parameters]
    arguments = ["self", *given, *(["**factory: Any"] if code.learned else [])]
    constructor = _constructor(code)
    if constructor:
        lines += [
            *_signature("__init__", arguments),
            f"{STEP * 2}super().__init__()",
            *constructor,
            "",
        ]
    return [*lines, *_forward(code)]


def _folded(code: PartClass) -> list[str]:
    """The layers that do what norms did, for the function that converts weights."""
    if not code.folded:
        return []
    listed = lay_out(ListDoc(code.folded, "()"), STEP, "_folded = ")
    return [f"{STEP}# layer, the trained network's norm behind it, its epsilon", *listed, ""]


def _docstring(shapes: str) -> list[str]:
    line = f'{STEP}"""From {shapes}, for each image of a batch."""'
    if len(line) <= WIDTH:
        return [line]
    start, _, ends = shapes.partition(" to ")
    listed = [f"{STEP}* {end}" for end in ends.split(", ")]
    return [f'{STEP}"""From {start}, for each image of a batch, to', "", *listed, f'{STEP}"""']


def _network_class(
    code: PartClass, network: Network, build: Build, methods: list[str]
) -> list[str]:
    regular = [each for each in network.outputs if not each.aux]
    ends = [show_shape(each.shape) for each in regular]
    if len(regular) > 1:
        ends = [f"{each.name} {shape}" for each, shape in zip(regular, ends, strict=True)]
    shapes = f"{show_shape(network.input or ())} to {', '.join(ends)}"
    dtype = f"torch.{build.dtype}" if build.dtype else "None"
    automatic = build.device == "auto"
    device = f'"{build.device}"' if build.device and not automatic else "None"
    lines = [
        f"class {code.name}(nn.Module):",
        *_docstring(shapes),
        "",
        *_folded(code),
        *_signature(
            "__init__",
            [
                "self",
                f"device: torch.device | str | None = {device}",
                f"dtype: torch.dtype | None = {dtype}",
            ],
        ),
        f"{STEP * 2}super().__init__()",
    ]
    if automatic:
        lines += [
            f"{STEP * 2}if device is None:",
            f'{STEP * 3}device = torch.accelerator.current_accelerator(True) or "cpu"',
        ]
    if code.learned:
        checked = "on_this_machine(device)" if build.device not in (None, "cpu") else "device"
        lines.append(f'{STEP * 2}factory: dict[str, Any] = {{"device": {checked}, "dtype": dtype}}')
    body = _forward(code, _returned(network, code.name))
    ending = _ending(network, code.name, code.results[0])
    made = [*_constructor(code), *([f"{STEP * 2}self.eval()"] if build.inference else [])]
    return [*lines, *made, "", *body[:-1], *ending, *(["", *methods] if methods else [])]


def _ending(network: Network, name: str, trunk: str) -> list[str]:
    """The end of the network's own `forward`, for its outputs. `trunk` is the name of its end."""
    always, training = output_classes(name)
    values = [variable(each.name) if each.head else trunk for each in network.outputs]
    regular = sum(not each.aux for each in network.outputs)
    ends = values[0] if regular == 1 else f"{always}({', '.join(values[:regular])})"
    lines = [f"{STEP * 2}return {ends}"]
    if regular < len(values):
        lines[:0] = [
            f"{STEP * 2}if self.training:",
            *lay_out(CallDoc(training, tuple(values)), STEP * 3, "return "),
        ]
    return lines


def _returned(network: Network, name: str) -> str:
    """What the network's own `forward` returns, as an annotation."""
    always, training = output_classes(name)
    regular = sum(not each.aux for each in network.outputs)
    kinds = ["torch.Tensor" if regular == 1 else always]
    return " | ".join(kinds + [training] * (regular < len(network.outputs)))
