"""The class of a part."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from cnndsl.emit.pytorch.constructors import attributes, text
from cnndsl.emit.pytorch.docstrings import docstring
from cnndsl.emit.pytorch.expressions import attribute, module_attribute
from cnndsl.emit.pytorch.forward import forward
from cnndsl.emit.pytorch.line_breaks import BODY, STEP, CallDoc, lay_out
from cnndsl.emit.pytorch.values import written
from cnndsl.layers.torch_calls import FunctionCall
from cnndsl.program.class_names import Parameter
from cnndsl.program.classes import PartClass
from cnndsl.program.known_part import LOGITS
from cnndsl.program.module_calls import Copies, ModuleCall
from cnndsl.program.named_numbers import names_of

FACTORY = ["device: Device = None", "dtype: torch.dtype | None = None"]
"""What makers of weights are given, by name alone."""


def part_class(code: PartClass, comment: list[str]) -> list[str]:
    """The lines of a part's class; `comment` is what the writer says of it."""
    base = "nn.Sequential" if code.is_sequence else "nn.Module"
    methods = [_constructor(code), reset(code), [] if code.is_sequence else _forward(code)]
    said = docstring(STEP, comment)
    return [f"class {code.signature.name}({base}):", *apart([said, *methods])]


def apart(blocks: list[list[str]]) -> list[str]:
    """Blocks with an empty line between."""
    first, *others = [block for block in blocks if block]
    return [*first, *(line for block in others for line in ("", *block))]


def _constructor(code: PartClass) -> list[str]:
    made = made_in(code)
    if not made:
        return []
    options = [f"{LOGITS}: bool = False"] if code.signature.ends else []
    options += FACTORY if code.signature.learned else []
    given = ["self", *map(parameter, code.signature.parameters)]
    factory = [factory_line("device")] if code.signature.learned else []
    return [
        *signature([*given, *(["*", *options] if options else [])]),
        f"{BODY}super().__init__()",
        *factory,
        *made,
    ]


def signature(arguments: list[str]) -> list[str]:
    return lay_out(CallDoc("def __init__", tuple(arguments)), STEP, after=" -> None:")


def factory_line(device: str) -> str:
    return f'{BODY}factory: dict[str, Any] = {{"device": {device}, "dtype": dtype}}'


def made_in(code: PartClass) -> list[str]:
    """What a constructor makes; its weights start as `reset_parameters` has it."""
    lines = [f"{BODY}{name} = {written(local)}" for name, local in code.signature.locals]
    lines += [f"{BODY}self.{kept} = {name}" for name, kept in code.in_forward.kept.items()]
    lines += attributes(code.held, iter(code.said))
    lines += [
        f"{BODY}{_kept(name)} = {text(start)}"
        for name, start in _parameters(code)
        if names_of(start)
    ]
    return [*lines, f"{BODY}self.reset_parameters()"] if reset(code) else lines


def reset(code: PartClass) -> list[str]:
    """The method by which weights of a class start that do not do so by themselves; nothing where all do."""
    lines = [
        line
        for name, start in _parameters(code)
        for line in lay_out(
            CallDoc(
                "nn.init.constant_",
                (attribute(name, code.groups), _kept(name) if names_of(start) else text(start)),
            ),
            BODY,
        )
    ]
    he = tuple(
        "self" if name == "self" else module_attribute(name, code.groups) for name in code.start.he
    )
    lines += lay_out(CallDoc("he_normal", he), BODY) if he else []
    lines += [f"{BODY}nn.init.zeros_({_weight_of(norm)})" for norm in code.start.zero]
    return [f"{STEP}def reset_parameters(self) -> None:", *lines] if lines else []


def _weight_of(norm: str) -> str:
    """The weight of a norm; of one in a sequence, which may hold anything, as a parameter of what stands there."""
    around, bracket, inner = attribute(norm).rpartition("]")
    if not bracket:
        return f"{inner}.weight"
    return f'{around}].get_parameter("{inner.removeprefix(".")}{"." * bool(inner)}weight")'


def _kept(name: str) -> str:
    """Where a class keeps what a parameter starts from, where an argument says it."""
    return f"self._{name.replace('.', '_')}_start"


def _parameters(code: PartClass) -> Iterator[tuple[str, Any]]:
    """The parameters that a class holds itself, and the number that each starts from."""
    for held, values in code.numbers:
        named = _parameters_in(held.name, held.call) if held.call else []
        for name, value in zip(named, values, strict=False):
            if name and isinstance(
                value, FunctionCall
            ):  # else the class is given the tensor itself
                yield name, value.args[1]


def _parameters_in(name: str, made: ModuleCall) -> Iterator[str]:
    """For each number of a call the name of the parameter that it is for; nothing where it is for none."""
    if made.target == "nn.Parameter":
        yield name
        return
    names = iter(made.names or map(str, count()))
    for each in made.arguments:
        if isinstance(each, ModuleCall):
            yield from _parameters_in(f"{name}.{next(names)}", each)
        else:
            yield from [""] * len(each.slots if isinstance(each, Copies) else [each])


def parameter(each: Parameter) -> str:
    default = "" if each.default is None else f" = {each.default}"
    return f"{each.name}: {each.kind}{default}"


def _forward(code: PartClass) -> list[str]:
    several = f"tuple[{', '.join(_type(each, code) for each in code.results)}]"
    returned = several if len(code.results) > 1 else "torch.Tensor"
    return [*forward_head(code, returned), *forward(code)]


def forward_head(code: PartClass, returned: str) -> list[str]:
    arguments = ("self", *(f"{each}: {_type(each, code)}" for each in code.takes))
    return lay_out(CallDoc("def forward", arguments), STEP, after=f" -> {returned}:")


def _type(name: str, code: PartClass) -> str:
    return "torch.Size" if name in code.sizes else "torch.Tensor"
