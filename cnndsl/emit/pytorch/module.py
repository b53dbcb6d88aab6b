"""A network as one Python file with one PyTorch module, as a person would write it.

The same spec always gives the same bytes: nothing here depends on the time, the machine or the folder.
"""

from cnndsl.analyse.figures import Result
from cnndsl.emit.build import Build, settled
from cnndsl.emit.pytorch.constructors import attributes
from cnndsl.emit.pytorch.file_head import Uses, head
from cnndsl.emit.pytorch.forward import forward
from cnndsl.emit.pytorch.line_breaks import STEP, WIDTH, CallDoc, ListDoc, lay_out
from cnndsl.emit.pytorch.values import written
from cnndsl.emit.pytorch.weights import conversion, folded
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Network, Output
from cnndsl.program.class_names import Parameter
from cnndsl.program.classes import Classes, PartClass
from cnndsl.program.initialisation import Starts
from cnndsl.program.variables import variable
from cnndsl.sizes import show_shape
from cnndsl.validation.option_text import Refused

IMPORTED = {"torch", "nn", "F", "Any", "NamedTuple"}


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
    heads = [each.name for each in result.network.outputs if each.aux]
    result, folds = settled(result, build)
    network = result.network
    name = build.class_name or network.name
    taken = IMPORTED | {name, *output_classes(name)}
    starts = None if build.inference else Starts(network.layers, build.zero_last_norm)
    classes = Classes(result.program.whole, taken, starts, folds)
    whole = classes.whole(name)
    methods = conversion(heads, bool(folds)) if build.inference else []
    outputs = _outputs(network, name)
    body = [*outputs, *map(_part_class, classes.made)]
    body.append(_network_class(whole, network, build, methods))
    made = (*classes.made, whole)
    uses = Uses(made, starts, bool(folds), bool(outputs), build)
    blocks = [*head(result, name, uses), *("\n".join(lines) for lines in body)]
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


def _constructor(code: PartClass) -> list[str]:
    """What follows `super().__init__()`."""
    lines = [f"{STEP * 2}{name} = {written(local)}" for name, local in code.signature.locals]
    for name, doc, condition in attributes(code.held, iter(code.said)):
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
    lines = [f"class {code.signature.name}(nn.Module):", *_folded(code)]
    given = list(map(_parameter, code.signature.parameters))
    arguments = ["self", *given, *(["**factory: Any"] if code.signature.learned else [])]
    constructor = _constructor(code)
    if constructor:
        lines += [
            *_signature("__init__", arguments),
            f"{STEP * 2}super().__init__()",
            *constructor,
            "",
        ]
    return [*lines, *_forward(code)]


def _parameter(each: Parameter) -> str:
    default = "" if each.default is None else f" = {each.default}"
    return f"{each.name}: {each.kind}{default}"


def _folded(code: PartClass) -> list[str]:
    """The layers that do what norms did, for the function that converts weights."""
    if not code.folded:
        return []
    found = tuple(folded(layer, fold) for layer, fold in code.folded)
    listed = lay_out(ListDoc(found, "()"), STEP, "_folded = ")
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
        f"class {code.signature.name}(nn.Module):",
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
    if code.signature.learned:
        checked = "on_this_machine(device)" if build.names_a_device else "device"
        lines.append(f'{STEP * 2}factory: dict[str, Any] = {{"device": {checked}, "dtype": dtype}}')
    body = _forward(code, _returned(network, code.signature.name))
    ending = _ending(network, code.signature.name, code.results[0])
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
