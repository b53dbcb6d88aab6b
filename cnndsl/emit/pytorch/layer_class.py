"""The class of a layer that PyTorch has no module for."""

from collections.abc import Iterator
from typing import Any

from cnndsl.emit.pytorch.docstrings import docstring
from cnndsl.emit.pytorch.expressions import own_forward
from cnndsl.emit.pytorch.line_breaks import BODY, STEP, CallDoc, lay_out
from cnndsl.emit.pytorch.part_class import FACTORY, apart, factory_line, signature
from cnndsl.emit.pytorch.values import literal, written
from cnndsl.layers.torch_calls import Expression, Let, OwnTensor, attributes_in
from cnndsl.program.layer_classes import LayerClass


def layer_class(made: LayerClass) -> list[str]:
    """The lines of a layer's class."""
    at_once = [f"{BODY}if not self.training:", f"{BODY}{STEP}return x"]
    runs = [
        f"{STEP}def forward(self, x: torch.Tensor) -> torch.Tensor:",
        *(at_once if made.only_in_training else []),
        *_statements(made.does),
    ]
    blocks = [docstring(STEP, [made.says]), _constructor(made), _reset(made), runs]
    return [f"class {made.name}({made.base}):", *apart(blocks)]


def _statements(does: Expression) -> Iterator[str]:
    """A line for each value with a name, and what is returned."""
    while isinstance(does, Let):
        yield from lay_out(own_forward(does.value), BODY, f"{does.name} = ")
        does = does.body
    yield from lay_out(own_forward(does), BODY, "return ")


def _constructor(made: LayerClass) -> list[str]:
    names = {name for name, *_ in made.parameters}
    if made.holds:
        names &= attributes_in(made.does)
    kept = [f"{BODY}self.{name} = {name}" for name, *_ in made.parameters if name in names]
    if not (kept or made.holds):
        return []
    given = ["self", *(_given(*each) for each in made.parameters)]
    lines = [f"{BODY}super().__init__()", *kept]
    if not made.holds:
        return [*signature(given), *lines]
    held = [line for each in made.holds for line in _held(each)]
    started = f"{BODY}self.reset_parameters()"
    return [*signature([*given, "*", *FACTORY]), *lines, factory_line("device"), *held, started]


def _held(tensor: OwnTensor) -> list[str]:
    if tensor.start is None:
        return [f"{BODY}self.{tensor.name} = None"]
    empty = CallDoc("torch.empty", (*map(written, tensor.shape), "**factory"))
    return lay_out(CallDoc("nn.Parameter", (empty,)), BODY, f"self.{tensor.name} = ")


def _reset(made: LayerClass) -> list[str]:
    """The method by which what a class holds starts."""
    starts = (each.start for each in made.holds if each.start is not None)
    lines = [line for start in starts for line in lay_out(own_forward(start), BODY)]
    return [f"{STEP}def reset_parameters(self) -> None:", *lines] if lines else []


def _given(name: str, kind: str, default: Any) -> str:
    return f"{name}: {kind}" + ("" if default is None else f" = {literal(default)}")
