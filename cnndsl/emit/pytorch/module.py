"""A network as one Python file with one PyTorch module, as a person would write it.

The same spec always gives the same bytes: nothing here depends on the time, the machine or the folder.
"""

from typing import Any

from cnndsl.analyse.figures import Result
from cnndsl.emit.build import Build, settled
from cnndsl.emit.pytorch.constructors import attributes
from cnndsl.emit.pytorch.expressions import attribute, own_forward
from cnndsl.emit.pytorch.file_head import Uses, head
from cnndsl.emit.pytorch.forward import body, forward
from cnndsl.emit.pytorch.line_breaks import STEP, WIDTH, CallDoc, lay_out
from cnndsl.emit.pytorch.values import literal, written
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Network, Output
from cnndsl.program.class_names import Parameter
from cnndsl.program.classes import Classes, PartClass
from cnndsl.program.initialisation import Starts
from cnndsl.program.layer_classes import LayerClass
from cnndsl.program.variables import variable
from cnndsl.sizes import show_shape
from cnndsl.validation.option_text import Refused

IMPORTED = {"torch", "nn", "F", "Any", "Device", "NamedTuple"}


class Module(NamedTuple):
    """A generated file, and what its classes are."""

    text: str
    classes: tuple[PartClass, ...]


def source(result: Result, build: Build | None = None) -> str:
    """The generated file's text."""
    return module(result, build or Build()).text


def asked_for(result: Result, build: Build) -> str:
    """The file's text for who has asked for it: an option that would change nothing is refused."""
    made = module(result, build)
    if build.zero_last_norm and not any(each.start.zero for each in made.classes):
        raise Refused(f"no residual branch of {result.network.name} ends in a norm")
    return made.text


def module(result: Result, build: Build) -> Module:
    result = settled(result, build)
    network = result.network
    name = build.class_name or network.name
    taken = IMPORTED | {name, *output_classes(name)}
    starts = None if build.inference else Starts(network.layers, build.zero_last_norm)
    classes = Classes(result.program.whole, taken, starts)
    whole = classes.whole(name)
    outputs = _outputs(network, name)
    layers = tuple(classes.layers.made.values())
    classes_made = [*map(_layer_class, layers), *outputs, *map(_part_class, classes.made)]
    classes_made.append(_network_class(whole, network, build))
    made = (*classes.made, whole)
    uses = Uses(made, layers, starts, bool(outputs), build)
    blocks = [*head(result, name, uses), *("\n".join(lines) for lines in classes_made)]
    return Module("\n\n\n".join(blocks) + "\n", made)


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


def _signature(first: str, arguments: list[str]) -> list[str]:
    return lay_out(CallDoc(f"def {first}", tuple(arguments)), STEP, after=" -> None:")


FACTORY = "device: Device = None", "dtype: torch.dtype | None = None"
"""What makers of weights are given, by name alone."""


def _constructor(code: PartClass) -> list[str]:
    """What follows `super().__init__()`."""
    lines = [f"{STEP * 2}{name} = {written(local)}" for name, local in code.signature.locals]
    lines += attributes(code.held, iter(code.said))
    started = ["self" if name == "self" else attribute(name, code.by_key) for name in code.start.he]
    if started:
        lines += lay_out(CallDoc("he_normal", tuple(started)), STEP * 2)
    lines += [f"{STEP * 2}nn.init.zeros_(self.{norm}.weight)" for norm in code.start.zero]
    return lines


def _forward(code: PartClass) -> list[str]:
    several = f"tuple[{', '.join(['torch.Tensor'] * len(code.results))}]"
    returned = several if len(code.results) > 1 else "torch.Tensor"
    return [*_forward_head(code, returned), *forward(code)]


def _forward_head(code: PartClass, returned: str) -> list[str]:
    arguments = ("self", *(f"{each}: torch.Tensor" for each in code.takes))
    return lay_out(CallDoc("def forward", arguments), STEP, after=f" -> {returned}:")


def _part_class(code: PartClass) -> list[str]:
    base = "nn.Sequential" if code.is_sequence else "nn.Module"
    lines = [f"class {code.signature.name}({base}):"]
    arguments = ["self", *map(_parameter, code.signature.parameters)]
    arguments += ["*", *FACTORY] if code.signature.learned else []
    constructor = _constructor(code)
    if constructor:
        lines += [*_signature("__init__", arguments), f"{STEP * 2}super().__init__()"]
        lines += [FACTORY_LINE] if code.signature.learned else []
        lines += constructor
    if not code.is_sequence:
        lines += [*([""] if constructor else []), *_forward(code)]
    return lines


FACTORY_LINE = f'{STEP * 2}factory: dict[str, Any] = {{"device": device, "dtype": dtype}}'


def _layer_class(made: LayerClass) -> list[str]:
    """A class for a layer that PyTorch has no module for."""
    lines = [f"class {made.name}({made.base}):", f'{STEP}"""{made.says}"""', ""]
    if made.parameters:
        given = ["self", *(_given(*each) for each in made.parameters)]
        lines += [*_signature("__init__", given), f"{STEP * 2}super().__init__()"]
        lines += [f"{STEP * 2}self.{name} = {name}" for name, *_ in made.parameters]
        lines.append("")
    lines.append(f"{STEP}def forward(self, x: torch.Tensor) -> torch.Tensor:")
    if made.only_in_training:
        lines += [f"{STEP * 2}if not self.training:", f"{STEP * 3}return x"]
    return [*lines, *lay_out(own_forward(made.does), STEP * 2, "return ")]


def _given(name: str, kind: str, default: Any) -> str:
    return f"{name}: {kind}" + ("" if default is None else f" = {literal(default)}")


def _parameter(each: Parameter) -> str:
    default = "" if each.default is None else f" = {each.default}"
    return f"{each.name}: {each.kind}{default}"


def _docstring(shapes: str) -> list[str]:
    line = f'{STEP}"""From {shapes}, for each image of a batch."""'
    if len(line) <= WIDTH:
        return [line]
    start, _, ends = shapes.partition(" to ")
    listed = [f"{STEP}* {end}" for end in ends.split(", ")]
    return [f'{STEP}"""From {start}, for each image of a batch, to', "", *listed, f'{STEP}"""']


def _network_class(code: PartClass, network: Network, build: Build) -> list[str]:
    regular = [each for each in network.outputs if not each.aux]
    ends = [show_shape(each.shape) for each in regular]
    if len(regular) > 1:
        ends = [f"{each.name} {shape}" for each, shape in zip(regular, ends, strict=True)]
    shapes = f"{show_shape(network.input or ())} to {', '.join(ends)}"
    dtype = f"torch.{build.dtype}" if build.dtype else "None"
    automatic = build.device == "auto"
    device = f'"{build.device}"' if build.device and not automatic else "None"
    lines = [
        f"class {code.signature.name}(nn.Module):",
        *_docstring(shapes),
        "",
        *_signature(
            "__init__",
            ["self", "*", f"device: Device = {device}", f"dtype: torch.dtype | None = {dtype}"],
        ),
        f"{STEP * 2}super().__init__()",
    ]
    if automatic:
        lines += [
            f"{STEP * 2}if device is None:",
            f'{STEP * 3}device = torch.accelerator.current_accelerator(True) or "cpu"',
        ]
    if code.signature.learned:
        checked = "on_this_machine(device)" if build.names_a_device else "device"
        lines.append(f'{STEP * 2}factory: dict[str, Any] = {{"device": {checked}, "dtype": dtype}}')
    made = [*_constructor(code), *([f"{STEP * 2}self.eval()"] if build.inference else [])]
    runs = [
        *_forward_head(code, _returned(network, code.signature.name)),
        *(_with_heads(code, network) if _has_heads(network) else forward(code)),
    ]
    return [*lines, *made, "", *runs]


def _has_heads(network: Network) -> bool:
    return any(each.head for each in network.outputs)


def _with_heads(code: PartClass, network: Network) -> list[str]:
    """The network's own `forward`, where it has several outputs."""
    always, training = output_classes(code.signature.name)
    trunk = code.results[0]
    values = [variable(each.name) if each.head else trunk for each in network.outputs]
    regular = sum(not each.aux for each in network.outputs)
    ends = values[0] if regular == 1 else f"{always}({', '.join(values[:regular])})"
    lines = body(code)
    if regular < len(values):
        lines.append(f"{STEP * 2}if self.training:")
        lines += lay_out(CallDoc(training, tuple(values)), STEP * 3, "return ")
    return [*lines, f"{STEP * 2}return {ends}"]


def _returned(network: Network, name: str) -> str:
    """What the network's own `forward` returns, as an annotation."""
    always, training = output_classes(name)
    regular = sum(not each.aux for each in network.outputs)
    kinds = ["torch.Tensor" if regular == 1 else always]
    return " | ".join(kinds + [training] * (regular < len(network.outputs)))
