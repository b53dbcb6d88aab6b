"""The network between the tree and what is written out of it: layers with bound arguments, nested as written.

`structure` keeps repeats and labelled parts; `layers` is the same unrolled, with shapes, in the order in
which data meets them. A network may come from a text, and need not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias, Union

from cnndsl.diagnostics import Diagnostic
from cnndsl.layers.layer import Layer
from cnndsl.sizes import Shape
from cnndsl.text import Span, Text


class Origin(NamedTuple):
    """Where a layer comes from: its words, and where each argument stands."""

    span: Span
    code: str
    arguments: dict[str, Span]
    faulty: frozenset[str] = frozenset()
    """Arguments that a mistake has taken away."""


class Step(NamedTuple):
    """One layer of a sequence; without a `layer` it is a hole that a mistake has left."""

    layer: Layer | None
    origin: Origin
    label: str = ""
    assumed: bool = False
    name: str = ""


class Repeat(NamedTuple):
    """Copies of a part. The copies of one layer carry its own name: `conv1.0`, `conv1.1`."""

    copies: tuple["Sequence", ...]
    single: bool
    span: Span
    label: str = ""
    name: str = ""


class Nest(NamedTuple):
    """A labelled group: its layers have names of their own inside it."""

    body: "Sequence"
    span: Span
    label: str = ""
    name: str = ""


Item: TypeAlias = Union[Step, Repeat, Nest]
Sequence: TypeAlias = tuple[Item, ...]


class Placed(NamedTuple):
    """A layer at its place in the network, with the shapes that go in and out."""

    path: str
    layer: Layer
    origin: Origin
    assumed: bool
    input: Shape
    output: Shape
    depth_assumed: bool = False


@dataclass(frozen=True)
class Network:
    """A checked network, with everything that was found on the way."""

    name: str
    text: Text
    input: Shape | None
    structure: Sequence
    layers: tuple[Placed, ...]
    partial: bool
    diagnostics: tuple[Diagnostic, ...]

    @property
    def ok(self) -> bool:
        return not any(found.severity == "error" for found in self.diagnostics)

    @property
    def output(self) -> Shape | None:
        return self.layers[-1].output if self.layers else self.input


def walk(body: Sequence, prefix: str = "", suffix: str = "") -> Iterator[tuple[str, Step, str]]:
    """Every layer's path, the layer, and the label that makes it a module of its own, if one does."""
    for item in body:
        if isinstance(item, Step):
            yield f"{prefix}{item.name}{suffix}", item, item.label
            continue
        copies = item.copies if isinstance(item, Repeat) else (item.body,)
        for number, copy in enumerate(copies):
            before, after = inner_prefix(item, prefix, number)
            for path, step, label in walk(copy, before, after):
                own = isinstance(item, Repeat) and item.single and step.name == item.name
                yield path, step, item.label if own else label


def inner_prefix(item: Repeat | Nest, prefix: str, copy: int = 0) -> tuple[str, str]:
    """What stands before and after a layer's own name inside a part: the one way paths are made."""
    if isinstance(item, Nest):
        return f"{prefix}{item.name}.", ""
    if item.single:
        return prefix, f".{copy}"
    return f"{prefix}{item.name}.{copy}.", ""
