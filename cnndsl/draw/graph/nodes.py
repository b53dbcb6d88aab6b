"""What a graph is made of before anything has a place: rows, folded parts, frames, branches, heads, taps."""

from collections.abc import Iterator
from typing import Any, Literal, TypeAlias, Union

from cnndsl.draw.graph.given_words import Stated
from cnndsl.named_tuple import NamedTuple

State: TypeAlias = Literal["sound", "wrong", "unknown"]


class About(NamedTuple):
    """Where a node stands in the network, and what is said of it where it is pointed at."""

    path: str = ""
    shape: str = ""
    """What goes out, `64×56×56`."""
    title: str = ""
    label: str = ""
    """The label by which others take its value."""


NOTHING = About()
BARS = ("concatenate", "split")
"""Joins whose branches stay side by side in what comes out."""


class Row(NamedTuple):
    """A layer, and what is done to its output at once."""

    words: str
    colour: str
    tags: tuple[str, ...] = ()
    about: About = NOTHING
    name: str = ""
    """What it is called, if it has a title of its own."""
    times: str = ""
    small: bool = False
    """Whether it is no more than a tag on a row before it, if there is one."""
    state: State = "sound"
    note: str = ""
    """What is wrong with it."""
    narrow: int = 0
    """How little room there is: from 1 on its tags stand below its words, at 2 these are in two lines."""

    def with_tag(self, small: "Row") -> "Row":
        """This row with a small one as its tag; the label behind both is the small one's."""
        about = self.about._replace(shape=small.about.shape, label=small.about.label)
        return self._replace(tags=(*self.tags, small.words), about=about)

    def takes(self, other: "Row") -> bool:
        """Whether another row is a tag on this one."""
        return other.small and self.state == "sound" and not (self.times or self.about.label)


class Part(NamedTuple):
    """A block's use, whose body is drawn by itself."""

    name: str
    block: str
    given: Stated = ()
    panel: Any = None
    """What tells its body from others."""
    about: About = NOTHING
    times: str = ""


class Dense(NamedTuple):
    """Copies each of which takes what all before it give: they stand in a row, with arcs."""

    name: str
    number: int
    panel: Any = None
    about: About = NOTHING
    times: str = ""


class Frame(NamedTuple):
    """What is drawn with its inside where it stands: a stage, a small block, copies."""

    name: str
    given: str
    body: "Series"
    about: About = NOTHING
    times: str = ""


class Branching(NamedTuple):
    """Branches side by side and how they come together."""

    word: str
    sign: str
    bodies: tuple["Series", ...]
    about: About = NOTHING
    times: str = ""

    @property
    def spine(self) -> "Series":
        """Of a sum and its like, the branch that is drawn straight on: the longest; of others none."""
        return () if self.word in BARS else max(self.bodies, key=rows_in)


class Head(NamedTuple):
    """What ends in an output of its own."""

    name: str
    aux: bool
    part: Part
    source: str = ""
    """The label from whose value it goes on; nothing for that of the trunk where it stands."""
    ends: bool = False
    """Whether nothing follows it in the trunk."""
    times: str = ""


class From(NamedTuple):
    """Going on from a value before, or from an input."""

    label: str
    shape: str = ""
    """Of an input that comes in here."""
    times: str = ""


Node: TypeAlias = Union[Row, Part, Dense, Frame, Branching, Head, From]
Series: TypeAlias = tuple[Node, ...]


class Panel(NamedTuple):
    """A block's body, drawn once, in terms of its own parameters."""

    title: str
    bodies: tuple[Series, ...]
    """Those of its uses that differ in numbers."""
    path: str
    level: int
    """How many blocks deep it is first met."""


def narrowed(series: Series) -> Series:
    """A series whose rows take less room."""
    return tuple(map(_narrow, series))


def _narrow(node: Node) -> Node:
    if isinstance(node, Row):
        return node._replace(narrow=min(node.narrow + 1, 2))
    if isinstance(node, Frame):
        return node._replace(body=narrowed(node.body))
    if isinstance(node, Branching):
        return node._replace(bodies=tuple(map(narrowed, node.bodies)))
    return node


def face(node: Node) -> Any:
    """What is seen of a node: equal for two that look the same, wherever they stand."""
    if isinstance(node, Row):
        return (node.words, node.tags, node.colour, node.about.label, node.name, node.state)
    if isinstance(node, Part):
        return (node.name, node.block, node.given, node.panel, node.about.label)
    if isinstance(node, Frame):
        return (node.name, node.given, faces(node.body), node.times)
    if isinstance(node, Branching):
        return (node.word, node.about.label, tuple(map(faces, node.bodies)), node.times)
    return node


def faces(series: Series) -> Any:
    """What is seen of a series."""
    return tuple(map(face, series))


def rows_in(series: Series) -> int:
    """How many boxes a series has, one above another or side by side."""
    return sum(map(_rows, series))


def _rows(node: Node) -> int:
    if isinstance(node, Frame):
        return rows_in(node.body)
    return sum(map(rows_in, node.bodies)) if isinstance(node, Branching) else 1


def parts_in(series: Series) -> Iterator[Any]:
    """What tells apart the bodies of the parts in a series, those in frames, branches and heads too."""
    for node in series:
        if isinstance(node, Part | Head):
            yield (node.part if isinstance(node, Head) else node).panel
        elif isinstance(node, Frame):
            yield from parts_in(node.body)
        elif isinstance(node, Branching):
            for body in node.bodies:
                yield from parts_in(body)
        elif isinstance(node, Dense):
            yield node.panel


def branches(series: Series) -> bool:
    """Whether anything in a series branches."""
    return any(
        isinstance(node, Branching | Head) or (isinstance(node, Frame) and branches(node.body))
        for node in series
    )
