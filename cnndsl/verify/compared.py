"""A figure that `verify` compares, and the outputs of a module by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cnndsl.network import Output
from cnndsl.program.variables import variable
from cnndsl.sizes import show_shape


@dataclass(frozen=True)
class ComparedFigure:
    """One figure, as worked out and as PyTorch has it."""

    what: str
    worked_out: str
    in_pytorch: str

    @property
    def agrees(self) -> bool:
        return self.worked_out == self.in_pytorch


def runs(what: str, refusal: Exception) -> ComparedFigure:
    """Something that was to run, and did not."""
    return ComparedFigure(what, "runs", f"{type(refusal).__name__}: {refusal}".split("\n")[0])


def by_name(given: Any, outputs: Iterable[Output]) -> dict[str, Any]:
    """What a module returned, by the names of a network's outputs."""
    names = {variable(each.name): each.name for each in outputs}
    if not hasattr(given, "_asdict"):
        return {next(iter(names.values())): given}
    return {names.get(name, name): value for name, value in given._asdict().items()}


def shapes_of(values: Mapping[str, Any]) -> str:
    """The shapes of a batch's outputs, for each image."""
    return said({name: value.shape[1:] for name, value in values.items()})


def said(shapes: Mapping[str, Iterable[object]]) -> str:
    return ", ".join(f"{name} {show_shape(shape)}" for name, shape in shapes.items())
