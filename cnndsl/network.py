"""The network between the tree and what is written out of it: layers with bound arguments, nested as written.

`structure` keeps repeats, branches, blocks and heads; `layers` is the same unrolled, with shapes, in the
order in which data meets them. A network may come from a text, and need not.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeAlias, TypeVar, Union

from cnndsl.diagnostics import Diagnostic
from cnndsl.formulas import Formula
from cnndsl.layers.arguments import TapValue
from cnndsl.layers.layer import Layer
from cnndsl.named_tuple import NamedTuple
from cnndsl.paths import Path
from cnndsl.sizes import KnownShape, product, show_shape
from cnndsl.text import Span, Text

T = TypeVar("T")


class Origin(NamedTuple):
    """Where a layer comes from: its words, and where each argument stands."""

    span: Span
    code: str
    arguments: dict[str, Span]
    faulty: frozenset[str] = frozenset()
    """Arguments that a mistake has taken away."""
    symbols: dict[str, Formula] = {}  # noqa: RUF012  (never changed)
    """Arguments that a block's body states by its parameters."""


class Step(NamedTuple):
    """One layer of a sequence; without a `layer` it is a hole that a mistake has left."""

    layer: Layer | None
    origin: Origin
    label: str = ""
    assumed: bool = False
    name: str = ""
    value: str | None = None
    """The label that means the value behind it, where that is another's or no more its own (`value_label`)."""


class Repeat(NamedTuple):
    """Copies of a part, with numbers for names: `stage1.0`. Of one layer or block they are its own: `conv1.0`."""

    copies: tuple["Sequence", ...]
    single: bool
    span: Span
    label: str = ""
    name: str = ""
    kind: str = "repeat"
    times: Formula | None = None
    """The number of copies, where a block's body states it by its parameters."""
    count_is_known: bool = True
    value: str | None = None

    @property
    def copy_of(self) -> "CopyOf | None":
        """What its copies are told that are written out by themselves."""
        return None if self.times is None else CopyOf(self.span, self.times)


class CopyOf(NamedTuple):
    """Of a copy that is written out by itself: which copies it is one of."""

    written: Span
    times: Formula
    """How many there are, by the parameters of the block whose body states it."""


class Nest(NamedTuple):
    """A labelled group, a `seq`, or a branch whose labels are another's too: its layers are named inside it."""

    body: "Sequence"
    span: Span
    label: str = ""
    name: str = ""
    value: str | None = None
    numbered: bool = False
    """Whether it is a `seq`, whose parts are named by their numbers: `0`, `1`."""
    copy_of: CopyOf | None = None

    @property
    def gives_on(self) -> bool:
        """Whether the labels inside are seen behind it."""
        return bool(value_label(self)) and not self.numbered


class Branches(NamedTuple):
    """Branches side by side. Their layers are named as if they stood one after another."""

    how: str
    bodies: tuple["Sequence", ...]
    span: Span
    word: Span
    label: str = ""
    name: str = ""
    value: str | None = None
    listed: bool = False
    """Whether `each` says how many there are, so that one alone is meant."""


class Given(NamedTuple):
    """A block's parameter and what one use gives for it."""

    name: str
    value: Any
    symbol: Formula | None = None
    """The value by the parameters of the block around the use."""
    by_default: Formula | None = None
    """Where the default holds: the default, by the parameters before it."""


class Use(NamedTuple):
    """A block where it is used."""

    block: str
    given: tuple[Given, ...]
    taps: dict[str, str]
    """Labels around the use, by the parameters that bring them in."""
    body: "Sequence"
    definition: Span
    span: Span
    label: str = ""
    name: str = ""
    value: str | None = None
    copy_of: CopyOf | None = None
    shared: bool = False
    """Whether its weights are those of the other uses of the block in the same surroundings."""


class Tap(NamedTuple):
    """Going on from a value before."""

    of: str
    span: Span
    label: str = ""
    name: str = ""

    @property
    def value(self) -> None:
        """Its label is never moved."""
        return None


class Fork(NamedTuple):
    """A head: what ends in an output of its own, while the trunk goes on."""

    part: "Item"
    output: str
    aux: bool
    span: Span
    label: str = ""
    name: str = ""

    @property
    def value(self) -> None:
        """Its label is never moved."""
        return None


class Choice(NamedTuple):
    """In a family of networks: what may stand here, one of several sequences."""

    options: tuple["Sequence", ...]
    span: Span
    label: str = ""
    name: str = ""
    value: str | None = None


class Counted(NamedTuple):
    """In a family of networks: a part of which there may be so many copies, or so many."""

    copies: "Repeat"
    """The most of them."""
    counts: tuple[int, ...]
    span: Span
    label: str = ""
    name: str = ""
    value: str | None = None


class Later(NamedTuple):
    """In a family of networks: a part that asks for `in`, where that hangs on what is chosen before it."""

    unfold: Callable[[Any], "Sequence"]
    """What it comes to, by the flow that comes in."""
    likely: "Sequence"
    """What it comes to where that is unknown."""
    span: Span
    label: str = ""
    name: str = ""
    value: str | None = None


Item: TypeAlias = Union[Step, Repeat, Nest, Branches, Use, Tap, Fork, Choice, Counted, Later]
Sequence: TypeAlias = tuple[Item, ...]


class Placed(NamedTuple):
    """A layer at its place in the network, with the shapes that go in and out."""

    path: Path
    layer: Layer
    origin: Origin
    assumed: bool
    input: KnownShape
    output: KnownShape
    sources: tuple[Path, ...]
    """The layers whose outputs it takes, by path, or inputs by theirs: an empty path is the first."""
    depth_assumed: bool = False
    aux: bool = False


class Output(NamedTuple):
    """What a network gives: the name, the shape, and the layer that it comes from."""

    name: str
    shape: KnownShape
    source: Path
    aux: bool = False
    head: bool = False
    """Whether it is a head's, and not the trunk's end."""


class Input(NamedTuple):
    """What comes into a network."""

    name: str
    """Nothing for the only one, if the spec gives it none."""
    shape: KnownShape | None
    """None where a mistake hides it."""
    path: Path = ()
    """What layers that take it have among their sources."""
    axes: int = 0
    """How many sizes are written where a mistake hides them."""

    @property
    def words(self) -> str:
        """Its name, if it has one, and its shape."""
        return f"{self.name} {show_shape(self.shape) if self.shape else 'unknown'}".strip()


Inputs: TypeAlias = tuple[Input, ...]
"""In the order of the spec: the trunk goes on from the first."""


def inputs_of(shapes: Mapping[str, KnownShape]) -> Inputs:
    """Inputs by their names."""
    return placed_inputs(Input(name, shape) for name, shape in shapes.items())


def placed_inputs(inputs: Iterable[Input]) -> Inputs:
    """Inputs with paths: the first has none."""
    first, *others = inputs
    return (first, *(each._replace(path=(f"@{each.name}",)) for each in others))


class Constant(NamedTuple):
    """A number of the spec that has a name: what a module may take as an argument."""

    name: str
    value: Any
    """A whole number or a fraction."""
    span: Span
    open: bool
    """Whether what it makes is known by its name."""


class Network(NamedTuple):
    """A checked network, with everything that was found on the way."""

    name: str
    text: Text
    inputs: Inputs
    structure: Sequence
    layers: tuple[Placed, ...]
    outputs: tuple[Output, ...]
    partial: bool
    diagnostics: tuple[Diagnostic, ...]
    constants: tuple[Constant, ...] = ()
    shares: bool = False
    """Whether it has shared parts."""

    @property
    def input(self) -> KnownShape | None:
        """The shape of the first input; None where that is not known."""
        return self.inputs[0].shape if self.inputs else None

    @property
    def shapes(self) -> dict[str, KnownShape]:
        """The shapes of all inputs by name, of those that are known."""
        return {each.name: each.shape for each in self.inputs if each.shape}

    @property
    def comes_in(self) -> str:
        """What comes in, in words: shapes, with the names that they have."""
        return ", ".join(each.words for each in self.inputs) or "unknown"

    @property
    def input_names(self) -> tuple[str, ...]:
        """What the inputs are called; nothing where a mistake hides one of them."""
        known = len(self.shapes) == len(self.inputs)
        return tuple(self.shapes) if known else ()

    @property
    def image(self) -> int:
        """How many numbers come in; 0 where that is not known."""
        return sum(map(product, self.shapes.values()))

    @property
    def ok(self) -> bool:
        return not any(found.severity == "error" for found in self.diagnostics)


class _GivenOn:
    """The names of labels inside plain groups."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._by_ending: dict[int, tuple[int, dict[str, list[str]]]] = {}
        """How many of these are sorted by their last so many parts, and those."""

    def ending_in(self, ending: str) -> list[str]:
        """Those that end so; each name is looked at once for endings of as many parts."""
        parts = ending.count(".") + 1
        done, found = self._by_ending.get(parts, (0, {}))
        for name in self.names[done:]:
            pieces = name.rsplit(".", parts)
            if len(pieces) > parts:
                found.setdefault(".".join(pieces[1:]), []).append(name)
        self._by_ending[parts] = len(self.names), found
        return found.get(ending, [])


class Scope(Generic[T]):
    """What labels stand for: a part's own, then those around it."""

    __slots__ = ("_given_on", "outer", "own")

    def __init__(self, outer: "Scope[T] | None" = None) -> None:
        self.own: dict[str, T] = {}
        self._given_on: _GivenOn | None = None
        """What plain groups give on, if any does."""
        self.outer = outer

    def find(self, label: str) -> T | None:
        scope: Scope[T] | None = self
        while scope is not None:
            if label in scope.own:
                return scope.own[label]
            scope = scope.outer
        return None

    def holder(self, label: str) -> "Scope[T]":
        """The scope that has a label: this one or one around it."""
        return self if label in self.own or self.outer is None else self.outer.holder(label)

    @property
    def outermost(self) -> "Scope[T]":
        scope = self
        while scope.outer is not None:
            scope = scope.outer
        return scope

    def visible(self) -> list[str]:
        """The labels that are seen here, its own first."""
        scope: Scope[T] | None = self
        names: dict[str, None] = {}
        while scope is not None:
            names |= dict.fromkeys(scope.own)
            scope = scope.outer
        return list(names)

    def block(self, taps: dict[str, str]) -> "Scope[T]":
        """A block's own: it sees of its caller's what the caller gives it."""
        inner: Scope[T] = Scope()
        for parameter, label in taps.items():
            found = self.find(label)
            if found is not None:
                inner.own[parameter] = found
        return inner

    def take(self, label: str, inner: "Scope[T]") -> None:
        """A plain group is transparent: what is labelled inside it is seen behind it."""
        given = {f"{label}.{name}": value for name, value in inner.own.items()}
        self.own |= given
        self._given_on = self._given_on or _GivenOn()
        self._given_on.names += given

    def inside_groups(self, ending: str) -> list[str]:
        """The names of labels inside plain groups that end so."""
        scope: Scope[T] | None = self
        found: dict[str, None] = {}
        while scope is not None:
            if scope._given_on:
                found |= dict.fromkeys(scope._given_on.ending_in(ending))
            scope = scope.outer
        return list(found)


def labels_taken(step: Step) -> tuple[str, ...]:
    """The labels that a layer's arguments name, as in `upsample(like=@e1)`."""
    layer = step.layer
    values = [vars(layer)[name] for name in layer.label_arguments] if layer else ()
    return tuple([each.path for each in values if isinstance(each, TapValue)])


def value_label(item: Item) -> str:
    """The label that means the value behind an item: its own, unless fill.py has moved it.

    A label on a layer means the layer with what was added to it, so the last of that has the value.
    """
    return item.label if item.value is None else item.value
