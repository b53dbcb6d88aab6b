"""The syntax tree: what was written, with the place of each piece. Nothing is checked here.

Spans inside a shorthand word count from the word's own start, so that a word that occurs a thousand
times is understood once; the `offset` beside it places them in the file. All else counts from the file's.
"""

from typing import TYPE_CHECKING, NamedTuple, TypeAlias, Union

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


Expression: TypeAlias = Union[Number, Variable, Negative, Binary, Call, Missing]


class ShapeLiteral(NamedTuple):
    """Sizes joined by x."""

    sizes: tuple[Expression, ...]
    span: Span


class TapName(NamedTuple):
    path: str
    span: Span


Value: TypeAlias = Union[Expression, ShapeLiteral, TapName]

# Layers as written


class Argument(NamedTuple):
    """A value for a layer: by name, by shorthand letter, or by position (an empty key)."""

    key: str
    value: Value
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
    name: str
    span: Span


class Shorthand(NamedTuple):
    word: Word
    offset: int
    span: Span


class Spelled(NamedTuple):
    layer: WrittenLayer
    span: Span


class Group(NamedTuple):
    parts: tuple["Part", ...]
    span: Span


class Later(NamedTuple):
    """A part of the language that the compiler reads and does not build yet."""

    what: str
    span: Span


class Hole(NamedTuple):
    """Where a mistake, already reported, stands in a layer's place."""

    span: Span


Body: TypeAlias = Union[Shorthand, Spelled, Group, Later, Hole]


class Part(NamedTuple):
    """A layer or a bracketed part, with its label and its number of copies."""

    body: Body
    span: Span
    label: Label | None = None
    times: Value | None = None
    separator: Span | None = None


# Statements


class Network(NamedTuple):
    name: str
    span: Span


class Input(NamedTuple):
    shape: ShapeLiteral | Missing | None
    channels_last: bool
    span: Span


class Let(NamedTuple):
    name: Label
    value: Expression | Missing
    span: Span


class Default(NamedTuple):
    layer: WrittenLayer
    span: Span


class After(NamedTuple):
    kind: Label
    parts: tuple[Part, ...]
    span: Span


class Expect(NamedTuple):
    path: TapName | None
    figure: Label
    value: Value
    span: Span


class BlockLater(NamedTuple):
    """A block's definition: its name is known, its body not looked at yet."""

    name: str
    span: Span


Statement: TypeAlias = Union[Network, Input, Let, Default, After, Expect, BlockLater, Later]


class File(NamedTuple):
    """A whole spec, in order."""

    entries: tuple[Statement | Part, ...]
    spoilt: frozenset[str]
    """Statements and constants that mistakes have taken away; what only follows from that is silent."""

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(entry for entry in self.entries if isinstance(entry, Part))
