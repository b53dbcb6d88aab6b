"""What a structure names: the labels that are tapped, and the blocks that are used."""

from collections.abc import Iterator

from cnndsl.network import Sequence, Step, Tap, Use, labels_taken
from cnndsl.walker import bodies_of


def blocks_used(body: Sequence) -> Iterator[str]:
    """The block of each use."""
    for item in body:
        if isinstance(item, Use):
            yield item.block
        for inner in bodies_of(item):
            yield from blocks_used(inner)


def tapped(body: Sequence) -> Iterator[str]:
    """The labels whose values are taken somewhere; what blocks are given for theirs as well."""
    for item in body:
        if isinstance(item, Tap):
            yield item.of
        elif isinstance(item, Step):
            yield from labels_taken(item)
        elif isinstance(item, Use):
            yield from item.taps.values()
        for inner in bodies_of(item):
            yield from tapped(inner)
