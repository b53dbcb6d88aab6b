"""Equal nodes in a row as one with a count."""

from collections.abc import Iterator
from itertools import groupby

from cnndsl.draw.graph.merged import alike, merged
from cnndsl.draw.graph.nodes import Frame, From, Head, Node, Part, Row, Series, face
from cnndsl.network import CopyOf, Item, Nest, Sequence, Step, Use
from cnndsl.text import Span

EQUAL_LAYERS = 3
"""So many equal layers in a row, each written out, are one with a count; of parts two are enough."""


def counted(series: Series) -> Series:
    """A series in which what stands several times in a row is drawn once."""
    found: list[Node] = []
    for _, run in groupby(series, face):
        nodes = list(run)
        least = EQUAL_LAYERS if isinstance(nodes[0], Row) else 2
        single = len(nodes) < least or isinstance(nodes[0], Head | From)
        found += nodes if single or nodes[0].times else [times(nodes[-1], len(nodes))]
    return tuple(found)


def runs(copies: tuple[Series, ...], as_count: str) -> Iterator[Node]:
    """Copies one after another: each run of those that look alike once; `as_count` tells the number of them all."""
    groups = [tuple(run) for _, run in groupby(copies, alike)]
    for group in groups:
        said = as_count if len(groups) == 1 and as_count else str(len(group))
        yield from once(merged(group), said if len(group) > 1 or as_count else "")


def once(copy: Series, said: str) -> Series:
    """One copy for all, with how many there are; several nodes are framed."""
    if not said:
        return copy
    if len(copy) == 1 and not copy[0].times and isinstance(copy[0], Row | Part | Frame):
        return (times(copy[0], said),)
    return (Frame("", "", copy, times=f"×{said}"),) if copy else ()


def times(node: Node, number: int | str) -> Node:
    return node._replace(times=f"×{number}")


def copy_of(item: Item) -> CopyOf | None:
    """Which copies an item is one of, if it is one that has a name of its own."""
    return item.copy_of if isinstance(item, Nest | Use) else None


def written_out(body: Sequence) -> Iterator[tuple[Item, ...]]:
    """A sequence's items, those together that are written at one place: copies of one part."""
    for _, run in groupby(body, lambda item: (type(item), _span(item))):
        yield tuple(run)


def _span(item: Item) -> Span:
    return item.origin.span if isinstance(item, Step) else item.span


def named_alike(copies: tuple[Series, ...]) -> tuple[Series, ...]:
    """Copies that have names of their own, under what these begin with."""
    names = {getattr(copy[0], "name", "") for copy in copies if copy}
    if len(names) < 2:
        return copies
    return tuple((_first_of_several(copy[0]), *copy[1:]) if copy else copy for copy in copies)


def _first_of_several(node: Node) -> Node:
    if isinstance(node, Part | Frame) and node.name:
        return node._replace(name=f"{node.name.rstrip('0123456789')}…")
    return node
