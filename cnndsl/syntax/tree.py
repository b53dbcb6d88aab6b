"""The syntax tree: what was written, with the place of each piece. Nothing is checked here.

The names of its classes are the network's too (`Branches`, `Use`): outside of syntax/ they are written `tree.Use`.

Spans inside a shorthand word count from the word's own start, so that a word that occurs a thousand
times is understood once; the `offset` beside it places them in the file. All else counts from the file's.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias, Union

from cnndsl.named_tuple import NamedTuple
from cnndsl.text import Span

if TYPE_CHECKING:
    from fractions import Fraction

# Expressions and values


class Number(NamedTuple):
    value: "int | Fraction"
    span: Span


class Variable(NamedTuple):
    name: str
    span: Span


class Negative(NamedTuple):
    operand: "Expression"
    span: Span


class Binary(NamedTuple):
    left: "Expression"
    sign: str
    right: "Expression"
    span: Span


class Call(NamedTuple):
    function: str
    operands: tuple["Expression", ...]
    span: Span


class Missing(NamedTuple):
    """Where a mistake, already reported, stands in a value's place."""

    span: Span


class Range(NamedTuple):
    """`32..256 by 32`: the numbers from the first to the last, so far apart; the next without a step."""

    first: "Expression"
    last: "Expression"
    step: "Expression | None"
    span: Span


class Choice(NamedTuple):
    """`{32, 64}` or `{1..3}`: one of several values, in a family of networks."""

    options: tuple["Expression | ShapeLiteral | Range", ...]
    span: Span


Expression: TypeAlias = Union[Number, Variable, Negative, Binary, Call, Missing, Choice]


class SidesLiteral(NamedTuple):
    """Rows before and after every axis, `3:0`, or each of several, `3:0x1:1`."""

    axes: tuple[tuple[Expression, Expression], ...]
    span: Span


class ShapeLiteral(NamedTuple):
    """Sizes joined by x."""

    sizes: tuple[Expression, ...]
    span: Span


class TapName(NamedTuple):
    path: str
    span: Span


class Layers(NamedTuple):
    """Layers in brackets, given to a block: `act=[hardswish]`. Without any they are `id`."""

    parts: tuple["Part", ...]
    span: Span


Value: TypeAlias = Union[Expression, ShapeLiteral, SidesLiteral, TapName]
ArgumentValue: TypeAlias = Union[Value, Layers]


def operands(value: "ArgumentValue | Range") -> tuple[Expression, ...]:
    """What an expression is directly made of."""
    if isinstance(value, Negative):
        return (value.operand,)
    if isinstance(value, Binary):
        return value.left, value.right
    return value.operands if isinstance(value, Call) else ()


def _inside(value: "ArgumentValue | Range") -> "tuple[Expression | ShapeLiteral | Range, ...]":
    """What a value is directly made of, one to choose or the bounds of a range among it."""
    if isinstance(value, Choice):
        return value.options
    if isinstance(value, Range):
        return (value.first, value.last, *((value.step,) if value.step else ()))
    return value.sizes if isinstance(value, ShapeLiteral) else operands(value)


def nodes(value: ArgumentValue) -> "Iterator[ArgumentValue | Range]":
    """An expression, or a choice, and all that it is made of."""
    waiting: list[ArgumentValue | Range] = [value]
    while waiting:
        each = waiting.pop()
        yield each
        waiting += reversed(_inside(each))


def names(value: ArgumentValue) -> Iterator[str]:
    """The names in an expression."""
    for each in nodes(value):
        if isinstance(each, Variable):
            yield each.name


# Layers as written


class Argument(NamedTuple):
    """A value for a layer: by name, by shorthand letter, or by position (an empty key)."""

    key: str
    value: ArgumentValue
    span: Span


class WrittenLayer(NamedTuple):
    """One layer in either spelling."""

    name: str
    name_span: Span
    shorthand: bool
    arguments: tuple[Argument, ...]
    span: Span


class Word(NamedTuple):
    """A shorthand word: one layer or several glued."""

    text: str
    layers: tuple[WrittenLayer, ...]


# Parts of a network


class Label(NamedTuple):
    """A name as it is written; `pieces` are those of one with numbers in it, `denselayer<i+1>`."""

    name: str
    span: Span
    pieces: "tuple[str | Expression, ...]" = ()


class Shorthand(NamedTuple):
    word: Word
    offset: int
    span: Span


class Spelled(NamedTuple):
    layer: WrittenLayer
    span: Span


class Listing(NamedTuple):
    """`r: 6, 12, 18`: a name, and what it stands for in turn."""

    name: Label
    values: tuple[Value, ...]
    span: Span


class Group(NamedTuple):
    parts: tuple["Part", ...]
    span: Span
    numbered: bool = False
    """Whether it is a `seq`, whose parts have numbers."""


class Branch(NamedTuple):
    """What stands between two bars; with `each`, as many branches as that says."""

    parts: tuple["Part", ...]
    each: Listing | Expression | None = None


class Branches(NamedTuple):
    """Branches side by side: `cat`, `add`, `max`, `dot` and others; of those of `any`, one is chosen."""

    how: str
    bodies: tuple[Branch, ...]
    span: Span
    word: Span


class Tap(NamedTuple):
    """`@enc1` in a layer's place: going on from a value before."""

    label: str
    span: Span


class Hole(NamedTuple):
    """Where a mistake, already reported, stands in a layer's place."""

    span: Span


Body: TypeAlias = Union[Shorthand, Spelled, Group, Branches, Tap, Hole]


class Part(NamedTuple):
    """A layer or a bracketed part, with its label and its number of copies."""

    body: Body
    span: Span
    label: Label | None = None
    times: Value | Listing | None = None
    separator: Span | None = None
    optional: Span | None = None
    """The `?` of a part that may be left out."""

    @property
    def is_plain_group(self) -> bool:
        """Whether it is brackets around parts, and no more than these."""
        brackets = isinstance(self.body, Group) and not self.body.numbered
        return brackets and not (self.label or self.times or self.optional)

    @property
    def is_bare(self) -> bool:
        """Whether it is a word, and no more than that: no brackets, label or copies."""
        alone = self.label is None and self.times is None
        return alone and isinstance(self.body, (Shorthand, Spelled))


def parts_in(parts: Iterable[Part]) -> Iterator[Part]:
    """Parts, and all that are in their brackets, branches and what blocks are given, in no order."""
    waiting = list(parts)
    while waiting:
        part = waiting.pop()
        yield part
        body = part.body
        if isinstance(body, Group):
            waiting += body.parts
        elif isinstance(body, Branches):
            waiting += (each for inner in body.bodies for each in inner.parts)
        elif isinstance(body, Spelled):
            given = (each.value for each in body.layer.arguments)
            waiting += (
                each for value in given if isinstance(value, Layers) for each in value.parts
            )


def counts_of(part: Part) -> Iterator[Value]:
    """What says how many copies or branches of a part there are, or what each of them is for."""
    branches = part.body.bodies if isinstance(part.body, Branches) else ()
    for each in (part.times, *(branch.each for branch in branches)):
        if isinstance(each, Listing):
            yield from each.values
        elif each is not None:
            yield each


# Statements


class Network(NamedTuple):
    name: str
    span: Span


class Input(NamedTuple):
    shape: ShapeLiteral | Missing | None
    channels_last: bool
    span: Span
    name: Label | None = None


class Let(NamedTuple):
    name: Label
    value: Expression | Missing
    span: Span


class Default(NamedTuple):
    layer: WrittenLayer
    span: Span


class After(NamedTuple):
    kind: Label | None
    """None for `after none`."""
    parts: tuple[Part, ...]
    span: Span


class Expect(NamedTuple):
    path: TapName | None
    figure: Label
    value: Value
    span: Span


class Parameter(NamedTuple):
    """A parameter of a block; without a default it has to be given."""

    name: str
    default: ArgumentValue | None
    span: Span


class Block(NamedTuple):
    """A block's definition; `span` is that of its name and parameters."""

    name: Label
    parameters: tuple[Parameter, ...]
    parts: tuple[Part, ...]
    span: Span
    whole: Span
    shared: bool = False
    """Whether its uses have one set of weights."""


class Use(NamedTuple):
    """`use "blocks.cnn"`."""

    file: str
    span: Span


class Head(NamedTuple):
    """A fork of the trunk that ends in an output; `aux` ones exist in training only."""

    name: Label
    aux: bool
    parts: tuple[Part, ...]
    span: Span


Statement: TypeAlias = Union[Network, Input, Let, Default, After, Expect, Block, Use, Head]


class File(NamedTuple):
    """A whole spec, in order."""

    entries: tuple[Statement | Part, ...]
    spoilt: frozenset[str]
    """Statements and constants that mistakes have taken away; what only follows from that is silent."""

    @property
    def trunk(self) -> tuple[Part | Head, ...]:
        """What data goes through, in order."""
        return tuple(entry for entry in self.entries if isinstance(entry, (Part, Head)))


def labels(parts: tuple[Part | Head, ...]) -> frozenset[str]:
    """The labels of parts that stand one after another."""
    return frozenset(part.label.name for part in parts if isinstance(part, Part) and part.label)
