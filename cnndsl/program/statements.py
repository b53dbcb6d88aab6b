"""The statements of a program, and the operations in them.

A part is a stretch of the network that runs with names of its own, as a `forward` does. Its statements name
values: a name stands for its value until it is given another, or the part has run.
"""

from collections.abc import Iterator
from typing import Any, TypeAlias, Union

from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Given, Placed, Repeat
from cnndsl.paths import Path
from cnndsl.sizes import KnownShape
from cnndsl.text import Span


class Apply(NamedTuple):
    """A layer at work."""

    name: str
    """Its own name in the part."""
    path: Path
    """Where it is, from the part on: the name, with the number of a copy."""
    placed: Placed
    x: "Operand"
    labelled: bool = False
    like: str = ""
    """The name of the value whose size it takes."""
    over: bool = False
    """Whether it writes over what it is given, which nothing else needs."""

    @property
    def shape(self) -> KnownShape:
        return self.placed.output


class Run(NamedTuple):
    """A part at work: once, or as one of several copies."""

    name: str
    path: Path
    """What stands before the paths of its layers, from the part around it on."""
    part: "Part"
    start: str
    """The name of what comes in, which a part may not need."""
    operands: tuple[str, ...]
    given: tuple[Given, ...] = ()
    """What the parameters of a block are."""

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


class Share(NamedTuple):
    """Equal shares of a value's channels."""

    x: str
    among: int


class Hidden(NamedTuple):
    """A value that a mistake has hidden."""


Operation: TypeAlias = Union[Apply, Run, Join]
Operand: TypeAlias = Union[str, Operation]
"""The name of a value, or what gives it in the same statement."""


class Assign(NamedTuple):
    """Give a value a name; of a part that gives several, or of shares, each has its own."""

    targets: tuple[str, ...]
    value: Operand | Share | Hidden


class Idle(NamedTuple):
    """A layer that gives on what is there, and so is nothing in the code."""

    path: Path
    placed: Placed


class Loop(NamedTuple):
    """Copies, one after another, each going on with what the one before it has made."""

    names: tuple[str, ...]
    """Of the layers or of the part in them."""
    target: str
    """The name of what they go on with."""
    copies: tuple[tuple["Statement", ...], ...]
    repeat: Repeat


class InTraining(NamedTuple):
    """What is done in training alone."""

    body: tuple["Statement", ...]


Statement: TypeAlias = Union[Assign, Idle, Loop, InTraining]


class Part(NamedTuple):
    """What runs with names of its own, and becomes a class where it is built."""

    name: str
    """What the class is called after."""
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


def unwrapped(value: Operand | Share | Hidden) -> tuple[Operand | Share | Hidden, list[Apply]]:
    """What a statement makes, and the layers around that, in order, which make no value beside it."""
    around: list[Apply] = []
    while isinstance(value, Apply) and (value.over or not isinstance(value.x, str)):
        around.insert(0, value)
        value = value.x
    return value, around


def operations(value: Operand | Share | Hidden) -> Iterator[Operation]:
    """The operations of a value, in the order in which they work."""
    if isinstance(value, Apply):
        yield from operations(value.x)
    elif isinstance(value, Join):
        for each in value.operands:
            yield from operations(each)
    if isinstance(value, Apply | Join | Run):
        yield value


def reads(value: Operand | Share | Hidden) -> Iterator[str]:
    """The names that a value is made of."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Apply):
        yield from reads(value.x)
        yield from (value.like,) if value.like else ()
    elif isinstance(value, Run):
        yield from value.operands
    elif isinstance(value, Join):
        for each in value.operands:
            yield from reads(each)
    elif isinstance(value, Share):
        yield value.x


def unfolded(statements: tuple[Statement, ...], training: bool) -> Iterator[Assign | Idle]:
    """What is done in a run, one after another: all copies, and in training what is done there alone."""
    for each in statements:
        if isinstance(each, Assign | Idle):
            yield each
        elif isinstance(each, Loop):
            for copy in each.copies:
                yield from unfolded(copy, training)
        elif training:
            yield from unfolded(each.body, training)


def needs(statements: tuple[Statement, ...], results: tuple[str, ...], name: str) -> bool:
    """Whether what a name stands for at first is read, by statements or as a result."""
    for each in unfolded(statements, training=True):
        if isinstance(each, Assign):
            if name in reads(each.value):
                return True
            if name in each.targets:
                return False
    return name in results


def names_in(statements: tuple[Statement, ...]) -> set[str]:
    """All names that statements give to something."""
    done = unfolded(statements, training=True)
    return {name for each in done if isinstance(each, Assign) for name in each.targets}


def runs_in(statements: tuple[Statement, ...]) -> Iterator[Run]:
    """The calls of parts, in order."""
    for each in unfolded(statements, training=True):
        if isinstance(each, Assign) and isinstance(each.value, Run):
            yield each.value


def empty_in(statements: tuple[Statement, ...]) -> list[Repeat]:
    """The repeats of parts that are not there, and are in other uses of the same block."""
    loops = [each for each in statements if isinstance(each, Loop) and not each.copies]
    heads = (each.body for each in statements if isinstance(each, InTraining))
    return [each.repeat for each in loops] + [each for body in heads for each in empty_in(body)]


def joins_in(statements: tuple[Statement, ...]) -> Iterator[tuple[Join, tuple[Statement, ...]]]:
    """The joins, each with the statements before it."""
    for number, each in enumerate(statements):
        if isinstance(each, InTraining):
            yield from joins_in(each.body)
        value = each.value if isinstance(each, Assign) else None
        made = unwrapped(value)[0] if value is not None else None
        if isinstance(made, Join):
            yield made, statements[:number]


def at_work(part: Part, training: bool, prefix: Path = ()) -> Iterator[tuple[Path, Apply | Join]]:
    """The layers and joins of a run, in the order in which they work, by their paths."""
    for each in unfolded(part.statements, training):
        for operation in operations(each.value) if isinstance(each, Assign) else ():
            if isinstance(operation, Run):
                yield from at_work(operation.part, training, prefix + operation.path)
            else:
                yield prefix + operation.path, operation


def shape_of(value: Operand | Share | Hidden) -> KnownShape | None:
    """The shape of what an operation gives."""
    return value.shape if isinstance(value, Apply | Run | Join) else None


def shapes_of(statements: tuple[Statement, ...]) -> tuple[Any, ...]:
    """The shapes that statements leave; of copies, each shape once."""
    found: list[Any] = []
    for each in statements:
        if isinstance(each, Assign):
            found.append(shape_of(each.value))
        elif isinstance(each, Loop):
            found.append(tuple(dict.fromkeys(map(shapes_of, each.copies))))
        elif isinstance(each, InTraining):
            found.append(shapes_of(each.body))
    return tuple(found)


def with_copies(alike: list[tuple[Statement, ...]]) -> tuple[Statement, ...]:
    """The statements of occurrences that do the same, with the copies that some do not have."""
    return tuple(map(_with_copies, zip(*map(_acting, alike), strict=True)))


def _acting(statements: tuple[Statement, ...]) -> list[Statement]:
    return [each for each in statements if not isinstance(each, Idle)]


def _with_copies(alike: tuple[Statement, ...]) -> Statement:
    first = alike[0]
    if isinstance(first, InTraining):
        return InTraining(
            with_copies([each.body for each in alike if isinstance(each, InTraining)])
        )
    loops = (each for each in alike if isinstance(each, Loop) and each.copies)
    return next(loops, first)
