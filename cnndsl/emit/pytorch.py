"""A network as one Python file with one PyTorch module, as a person would write it.

The same spec always gives the same bytes: nothing here depends on the time, the machine or the folder.
"""

import os
import re
from dataclasses import dataclass, replace

from cnndsl.analyse.figures import Result
from cnndsl.emit.classes import ClassCode, Classes
from cnndsl.emit.layout import STEP, CallDoc, lay_out
from cnndsl.nesting import with_room
from cnndsl.network import Nest, Network, Repeat, Sequence, Step
from cnndsl.sizes import show_shape

IMPORTED = {"torch", "nn", "F"}


@dataclass(frozen=True)
class Build:
    """What a build settles: defaults of the constructor, the class's name, the last softmax."""

    device: str | None = None
    dtype: str | None = None
    class_name: str | None = None
    logits: bool = False


@with_room
def source(result: Result, build: Build | None = None) -> str:
    """The generated file's text."""
    build = build or Build()
    network = without_softmax(result.network) if build.logits else result.network
    name = build.class_name or network.name
    classes = Classes(network.layers, IMPORTED | {name})
    whole = classes.whole(network.structure, name)
    body = [*(_part_class(code) for code in classes.made), _network_class(whole, network, build)]
    text = "\n\n\n".join("\n".join(lines) for lines in body)
    return f"{_head(result, name, text)}\n\n\n{text}\n"


def _head(result: Result, name: str, text: str) -> str:
    sums = result.totals
    origin = os.path.basename(result.network.text.name)
    made_from = f"`{origin}`" if origin != "<text>" else "a spec"
    imports = ["import torch"]
    if re.search(r"\bF\.", text):
        imports.append("import torch.nn.functional as F")
    imports.append("from torch import nn")
    said = f'"""{name}: {sums.params:,} parameters, {sums.macs:,} multiply-accumulates an image.'
    return "\n".join(
        [
            said,
            "",
            f'Written by cnndsl from {made_from}.\n"""',
            "",
            *imports,
            "",
            f'__all__ = ["{name}"]',
        ]
    )


def _signature(first: str, arguments: list[str]) -> list[str]:
    return lay_out(CallDoc(f"def {first}", tuple(arguments)), STEP, after=" -> None:")


def _attributes(code: ClassCode) -> list[str]:
    return [
        line for name, doc in code.attributes for line in lay_out(doc, STEP * 2, f"self.{name} = ")
    ]


def _forward(code: ClassCode) -> list[str]:
    return [
        f"{STEP}def forward(self, x: torch.Tensor) -> torch.Tensor:",
        *code.forward,
        f"{STEP * 2}return x",
    ]


def _part_class(code: ClassCode) -> list[str]:
    lines = [f"class {code.name}(nn.Module):"]
    arguments = ["self", *code.parameters, *(["**factory"] if code.learned else [])]
    if code.attributes:
        lines += [
            *_signature("__init__", arguments),
            f"{STEP * 2}super().__init__()",
            *_attributes(code),
            "",
        ]
    return [*lines, *_forward(code)]


def _network_class(code: ClassCode, network: Network, build: Build) -> list[str]:
    shapes = f"{show_shape(network.input or ())} to {show_shape(network.output or ())}"
    dtype = f"torch.{build.dtype}" if build.dtype else "None"
    automatic = build.device == "auto"
    device = f'"{build.device}"' if build.device and not automatic else "None"
    lines = [
        f"class {code.name}(nn.Module):",
        f'{STEP}"""From {shapes}, for each image of a batch."""',
        "",
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
        lines.append(f'{STEP * 2}factory = {{"device": device, "dtype": dtype}}')
    return [*lines, *_attributes(code), "", *_forward(code)]


def without_softmax(network: Network) -> Network:
    """The network without its last softmax, for a loss that wants scores."""
    last = network.layers[-1] if network.layers else None
    if last is None or last.layer.word not in ("softmax", "log_softmax"):
        return network
    return replace(network, structure=_without_last(network.structure), layers=network.layers[:-1])


def _without_last(body: Sequence) -> Sequence:
    last = body[-1]
    if isinstance(last, Step):
        return body[:-1]
    if isinstance(last, Nest):
        inner = _without_last(last.body)
        return (*body[:-1], last._replace(body=inner)) if inner else body[:-1]
    assert isinstance(last, Repeat)
    inner = _without_last(last.copies[-1])
    copies = (*last.copies[:-1], *((inner,) if inner else ()))
    return (*body[:-1], *((last._replace(copies=copies),) if copies else ()))
