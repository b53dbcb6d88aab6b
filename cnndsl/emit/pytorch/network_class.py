"""The network's own class, and the named tuples that it gives where it has several outputs."""

from cnndsl.analyse.figures import Result
from cnndsl.comments import beside, opening
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch.constructors import text
from cnndsl.emit.pytorch.docstrings import docstring, harmless
from cnndsl.emit.pytorch.features import Feature, features
from cnndsl.emit.pytorch.forward import body, forward, stretch
from cnndsl.emit.pytorch.line_breaks import BODY, STEP, CallDoc, ListDoc, lay_out
from cnndsl.emit.pytorch.part_class import (
    factory_line,
    forward_head,
    made_in,
    parameter,
    reset,
    signature,
)
from cnndsl.network import Network, Output
from cnndsl.program.class_names import IN_CHANNELS
from cnndsl.program.classes import PartClass
from cnndsl.program.known_part import LOGITS
from cnndsl.program.named_numbers import Named
from cnndsl.program.split import split
from cnndsl.program.statements import Statement
from cnndsl.program.variables import TRUNK, variable
from cnndsl.program.variants import softmax_ends
from cnndsl.sizes import KnownShape, show_shape

INIT_WEIGHTS = '''    def init_weights(self) -> None:
        """Give all weights and statistics new values, as is needed after `to_empty`."""
        for module in reversed(list(self.modules())):
            if reset := getattr(module, "reset_parameters", None):
                reset()'''

ON_SOFTMAX = (
    "leave off the softmax at the end. {} come out with it, and without it scores, which is what "
    "nn.CrossEntropyLoss takes, since it does the softmax itself"
)


def comes_out(network: Network) -> str:
    """What a network gives that ends in a softmax, or in the logarithms of one."""
    ends = softmax_ends(network)
    words = {each.layer.word for each in network.layers if each.path in ends}
    return "probabilities" if "softmax" in words else "logarithms of probabilities"


def output_classes(name: str) -> tuple[str, str]:
    """The named tuples that a network of several outputs returns: always, and in training."""
    return f"{name}Output", f"{name}TrainingOutput"


def named_tuples(network: Network, name: str) -> list[list[str]]:
    """The named tuples, with the shape of each output."""
    always, training = output_classes(name)
    regular = _regular(network)
    made = [_named_tuple(always, regular)] if len(regular) > 1 else []
    if len(regular) < len(network.outputs):
        made.append(_named_tuple(training, list(network.outputs)))
    return made


def _regular(network: Network) -> list[Output]:
    return [each for each in network.outputs if not each.aux]


def _named_tuple(name: str, outputs: list[Output]) -> list[str]:
    fields = [
        f"{STEP}{variable(each.name)}: torch.Tensor  # {show_shape(each.shape)}" for each in outputs
    ]
    return [f"class {name}(NamedTuple):", *fields]


def network_class(code: PartClass, result: Result, build: Build, tells: bool) -> list[str]:
    """The lines of the network's class; `tells` says that it tells of its features."""
    network, parts = result.network, split(result.network, result.program.whole.statements)
    told = features(result, parts.trunk, code.depths) if parts and tells else []
    vary = any(isinstance(each.channels, Named) for each in told)
    lines = [
        f"class {code.signature.name}(nn.Module):",
        *_docstring(code, network),
        "",
        *([] if vary or not told else [*_feature_info(told, STEP, ""), ""]),
        *_constructor(code, build, _feature_info(told, BODY, "self.") if vary else []),
    ]
    if started := reset(code):
        lines += ["", *started]
    if code.signature.learned and not build.inference:
        lines += ["", *INIT_WEIGHTS.split("\n")]
    returned = _returned(network, code.signature.name)
    heads = any(each.head for each in network.outputs)
    sizes = f"{code.signature.name} takes inputs of {network.comes_in}"
    runs = _with_heads(code, network, sizes) if heads else forward(code, sizes)
    if parts:
        (image,) = code.takes
        lines += ["", *_stretch("forward_features", image, code, parts.trunk, sizes)]
        lines += ["", *_stretch("forward_head", TRUNK, code, parts.head, sizes)]
        both = f"{BODY}return self.forward_head(self.forward_features({image}))"
        runs = runs if heads else [both]
    return [*lines, "", *forward_head(code, returned), *runs]


def _stretch(
    name: str, given: str, code: PartClass, statements: tuple[Statement, ...], sizes: str
) -> list[str]:
    """A method that does some of what `forward` does."""
    head = f"{STEP}def {name}(self, {given}: torch.Tensor) -> torch.Tensor:"
    return [head, *stretch(code, statements, (TRUNK,), sizes)]


def _feature_info(found: list[Feature], indent: str, owner: str) -> list[str]:
    """The last value at each scale, for who makes another head for it."""
    entries = tuple(
        f'{{"name": "{each.name}", "channels": {text(each.channels)}, "reduction": {each.reduction}}}'
        for each in found
    )
    return lay_out(ListDoc(entries, "()"), indent, f"{owner}feature_info = ")


def _docstring(code: PartClass, network: Network) -> list[str]:
    """What the spec says of itself at its start, what the class takes, and what goes in and out."""
    title = [*(opening(network.text) or [f"The network {network.name}"]), *_fixed(code, network)]
    taken = [f"{each.name}: {_meant(each.name, network)}" for each in code.signature.parameters]
    taken += (
        [f"{LOGITS}: {ON_SOFTMAX.format(comes_out(network).capitalize())}"]
        if code.signature.ends
        else []
    )
    taken += ["device: where its weights are made", "dtype: the type of their numbers"]
    *others, last = _named(dict(zip(code.takes, network.shapes.values(), strict=True)))
    ends = ", ".join(_named({each.name: each.shape for each in _regular(network)}))
    shapes = [*others, last, f"to {ends}"] if others else [f"{last} to {ends}"]
    sections = [("Args", taken), ("Shape", shapes)]
    return docstring(STEP, title, sections)


def _fixed(code: PartClass, network: Network) -> list[str]:
    """The constants that another number may not be given for."""
    taken = {each.name for each in code.signature.parameters}
    named = [each for each in network.constants if each.name.isascii()]
    fixed = [each for each in named if each.name not in taken]
    return [f"`{each.name}` is {each.value}, and fixed: it makes the layers." for each in fixed]


def _meant(name: str, network: Network) -> str:
    """What an argument is: in the words beside the constant, where there are any."""
    if name == IN_CHANNELS:
        return "the depth of what comes in"
    span = next(each.span for each in network.constants if each.name == name)
    said = harmless(" ".join(beside(network.text, span)))
    return said or ("the number of classes" if name == "classes" else f"`{name}` of the spec")


def _named(shapes: dict[str, KnownShape]) -> list[str]:
    """Shapes with a batch before them; each with its name where there are several."""
    if len(shapes) == 1:
        return [*map(_shape, shapes.values())]
    return [f"{name} {_shape(shape)}" for name, shape in shapes.items()]


def _shape(shape: KnownShape) -> str:
    return f"({', '.join(map(str, ('N', *shape)))})"


def _constructor(code: PartClass, build: Build, told: list[str]) -> list[str]:
    """`told` are lines that go by its arguments."""
    dtype = f"torch.{build.dtype}" if build.dtype else "None"
    automatic = build.device == "auto"
    device = f'"{build.device}"' if build.device and not automatic else "None"
    logits = [f"{LOGITS}: bool = {build.logits}"] if code.signature.ends else []
    options = [*logits, f"device: Device = {device}", f"dtype: torch.dtype | None = {dtype}"]
    given = [parameter(each) for each in code.signature.parameters]
    lines = [*signature(["self", *given, "*", *options]), f"{BODY}super().__init__()"]
    if automatic:
        lines += [
            f"{BODY}if device is None:",
            f'{BODY}{STEP}device = torch.accelerator.current_accelerator(True) or "cpu"',
        ]
    if code.signature.learned:
        checked = "on_this_machine(device)" if build.names_a_device else "device"
        lines.append(factory_line(checked))
    return [*lines, *told, *made_in(code), *([f"{BODY}self.eval()"] if build.inference else [])]


def _with_heads(code: PartClass, network: Network, sizes: str) -> list[str]:
    """What `forward` does where there are heads."""
    always, training = output_classes(code.signature.name)
    trunk = code.results[0]
    values = [variable(each.name) if each.head else trunk for each in network.outputs]
    regular = len(_regular(network))
    ends = values[0] if regular == 1 else CallDoc(always, tuple(values[:regular]))
    lines = body(code, sizes)
    if regular < len(values):
        aux = [name for name, each in zip(values, network.outputs, strict=True) if each.aux]
        lines.append(f"{BODY}if {' and '.join(f'{name} is not None' for name in aux)}:")
        lines += lay_out(CallDoc(training, tuple(values)), BODY + STEP, "return ")
    return [*lines, *lay_out(ends, BODY, "return ")]


def _returned(network: Network, name: str) -> str:
    """What `forward` returns, as an annotation."""
    always, training = output_classes(name)
    regular = len(_regular(network))
    kinds = ["torch.Tensor" if regular == 1 else always]
    return " | ".join(kinds + [training] * (regular < len(network.outputs)))
