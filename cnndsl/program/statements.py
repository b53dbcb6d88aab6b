"""The statements of a program, and the operations in them.

A part is a stretch of the network that runs with names of its own, as a `forward` does. Its statements name
values: a name stands for its value until it is given another, or the part has run.
"""

from collections.abc import Iterator
from typing import Any, TypeAlias, Union

from cnndsl.layers.joins import Join as JoinLayer
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import CopyOf, Given, Placed, Repeat
from cnndsl.paths import Path
from cnndsl.program.places import is_size
from cnndsl.sizes import KnownShape
from cnndsl.text import Span


class Apply(NamedTuple):
    """A layer at work."""

    name: str
    """Its own name in the part."""
    path: Path
    """Where it is, from the part on: the name, with the number of a copy."""
    placed: Placed
    x: str
    """The name of what it is given."""
    beside: tuple[str, ...] = ()
    """The names of what else it takes: the value whose size it takes, or a pool's places and their size."""
    over: bool = False
    """Whether it writes over what it is given, which nothing else needs."""
    end: bool = False
    """Whether it is the softmax of an output, which is left off where scores are asked for."""

    @property
    def shape(self) -> KnownShape:
        return self.placed.output

    @property
    def gives_places(self) -> bool:
        """Whether it gives a second value, the places where it found its numbers."""
        return bool(vars(self.placed.layer).get("gives_places"))


class Flat(NamedTuple):
    """A value put into a row, as a fully connected layer takes it: no layer of the network, and a module in code."""

    name: str
    path: Path
    x: str
    size: int
    places: int
    """Of the maps before it: where they are several, they fix the size of the network's input."""

    @property
    def shape(self) -> KnownShape:
        return (self.size,)


class Run(NamedTuple):
    """A part at work."""

    name: str
    path: Path
    """What stands before the paths of its layers, from the part around it on."""
    part: "Part"
    start: str
    """The name of what comes in, which a part may not need."""
    operands: tuple[str, ...]
    given: tuple[Given, ...] = ()
    """What the parameters of a block are."""
    copy_of: CopyOf | None = None
    """Of a copy with a name or a number of its own: which copies it is one of."""

    @property
    def shape(self) -> KnownShape:
        return self.part.output


class Join(NamedTuple):
    """Branches coming together."""

    how: str
    path: Path
    placed: Placed
    operands: tuple["Operand", ...]
    shortcuts: tuple[bool, ...]
    """Which of them are values from before, or projections of these."""
    into: int | None = None
    """The operand whose memory a sum takes, since nothing else needs it."""

    @property
    def shape(self) -> KnownShape:
        return self.placed.output

    @property
    def layer(self) -> "JoinLayer":
        assert isinstance(self.placed.layer, JoinLayer)
        return self.placed.layer


class Share(NamedTuple):
    """Equal shares of a value's channels."""

    x: str
    among: int


class SizeOf(NamedTuple):
    """The size of a value, which takes no memory."""

    x: str


class Hidden(NamedTuple):
    """A value that a mistake has hidden."""


Operand: TypeAlias = Union[str, Apply]
"""The name of a value, or the projection that gives it in the same statement."""
Value: TypeAlias = Union[str, Apply, Flat, Run, Join, Share, SizeOf, Hidden]
"""What a statement gives a name to."""


class Assign(NamedTuple):
    """Give a value a name; of a part that gives several, or of shares, each has its own."""

    targets: tuple[str, ...]
    value: Value


class Idle(NamedTuple):
    """A layer that gives on what is there, and so is nothing in the code."""

    path: Path
    placed: Placed


class InTraining(NamedTuple):
    """What is done in training alone."""

    body: tuple[Assign | Idle, ...]


Statement: TypeAlias = Union[Assign, Idle, InTraining]


class Copies(NamedTuple):
    """What is repeated, one after another."""

    repeat: Repeat
    each: tuple[tuple[Statement, ...], ...]
    """The statements of each copy."""


class Part(NamedTuple):
    """What runs with names of its own, and becomes a class where it is built, or a plain sequence of modules."""

    name: str
    """What the class is called after: a block or a label; nothing where the writer has given no name."""
    written: Span
    """Where it is written: occurrences of one writing may be one class."""
    input: KnownShape
    output: KnownShape
    takes: dict[str, KnownShape]
    """The labels whose values it is given beside what comes in."""
    gives: dict[str, KnownShape]
    """The labels whose values it gives back beside what goes out."""
    numbers: dict[str, Any]
    """What the parameters around it are here, its own included."""
    block: bool
    modules: tuple[str, ...]
    """The names of its layers and parts, as they are written; of what is no module in code too."""
    statements: tuple[Statement, ...]
    results: tuple[str, ...]
    """The names of what it gives back."""
    parameters: tuple[str, ...]
    """The names of what it is given: of what comes in, if it needs that, and of what it takes."""
    in_turn: bool = False
    """Whether it is a plain sequence of modules, made where it stands, and no class."""
    ends: bool = False
    """Whether the softmax of an output is in it."""
    head_at: int | None = None
    """The number of the statement from which on only the newest value is held: a classifier's head."""
    copies: Copies | None = None
    """What they are copies of, where that sequence is a repeat."""

    @property
    def sizes(self) -> frozenset[str]:
        """The names, of what it is given and gives back, that stand for sizes."""
        given = self.parameters[len(self.parameters) - len(self.takes) :]
        labels = (*self.takes, *self.gives)
        labelled = zip(labels, (*given, *self.results[1:]), strict=True)
        return frozenset(name for label, name in labelled if is_size(label))


def operations(value: Value) -> Iterator[Apply | Flat | Run | Join]:
    """The operations of a value, in the order in which they work."""
    if isinstance(value, Join):
        for each in value.operands:
            yield from operations(each)
    if isinstance(value, Apply | Flat | Run | Join):
        yield value


def reads(value: Value) -> Iterator[str]:
    """The names that a value is made of."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Apply):
        yield from (value.x, *value.beside)
    elif isinstance(value, Run):
        yield from value.operands
    elif isinstance(value, Join):
        for each in value.operands:
            yield from reads(each)
    elif isinstance(value, Share | Flat | SizeOf):
        yield value.x


def unfolded(statements: tuple[Statement, ...], training: bool) -> Iterator[Assign | Idle]:
    """What is done in a run, one after another; in training, what is done there alone too."""
    for each in statements:
        if isinstance(each, Assign | Idle):
            yield each
        elif training:
            yield from each.body


def needs(statements: tuple[Statement, ...], results: tuple[str, ...], name: str) -> bool:
    """Whether what a name stands for at first is read, by statements or as a result."""
    for each in unfolded(statements, training=True):
        if isinstance(each, Assign):
            if name in reads(each.value):
                return True
            if name in each.targets:
                return False
    return name in results


def runs_in(statements: tuple[Statement, ...]) -> Iterator[Run]:
    """The calls of parts, in order."""
    for each in unfolded(statements, training=True):
        if isinstance(each, Assign):
            yield from (made for made in operations(each.value) if isinstance(made, Run))


def joins_in(statements: tuple[Statement, ...]) -> Iterator[tuple[Join, tuple[Statement, ...]]]:
    """The joins, each with the statements before it."""
    for number, each in enumerate(statements):
        if isinstance(each, InTraining):
            yield from joins_in(each.body)
        if isinstance(each, Assign) and isinstance(each.value, Join):
            yield each.value, statements[:number]


def at_work(
    part: Part, training: bool, prefix: Path = ()
) -> Iterator[tuple[Path, Apply | Flat | Join]]:
    """The layers and joins of a run, in the order in which they work, by their paths."""
    for each in unfolded(part.statements, training):
        for operation in operations(each.value) if isinstance(each, Assign) else ():
            if isinstance(operation, Run):
                yield from at_work(operation.part, training, prefix + operation.path)
            else:
                yield prefix + operation.path, operation


def is_chain(part: Part) -> bool:
    """Whether a part does one thing to what the thing before gave, from what comes in to what goes out."""
    made = [each for each in part.statements if not isinstance(each, Idle)]
    values = [each.value for each in made if isinstance(each, Assign)]
    given = [
        value.operands if isinstance(value, Run) else (value.x,)
        for value in values
        if isinstance(value, Apply | Flat | Run)
    ]
    return len(given) == len(made) and len({part.results, *given}) == 1


def shape_of(value: Value) -> KnownShape | None:
    """The shape of what an operation gives."""
    return value.shape if isinstance(value, Apply | Flat | Run | Join) else None


def shapes_of(statements: tuple[Statement, ...]) -> tuple[Any, ...]:
    """The shapes that statements leave."""
    return tuple(
        shape_of(each.value) if isinstance(each, Assign) else shapes_of(each.body)
        for each in statements
        if not isinstance(each, Idle)
    )
