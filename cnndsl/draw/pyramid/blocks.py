"""The block that layers stand in."""

from collections.abc import Iterator

from cnndsl.analyse.figures import LayerFigures
from cnndsl.network import Network, Sequence, Use
from cnndsl.paths import WHOLE, Path, Place
from cnndsl.walker import path_of, placed_bodies


def block_around(network: Network, rows: tuple[LayerFigures, ...]) -> str:
    """The name of the innermost block that holds all of some layers, or nothing."""
    paths = [row.placed.path for row in rows]
    around = ""
    for path, block in _uses(network.structure, WHOLE):
        if all(each[: len(path)] == path for each in paths):
            around = block
    return around


def _uses(body: Sequence, place: Place) -> Iterator[tuple[Path, str]]:
    """All uses of blocks, the outer ones first."""
    for item in body:
        if isinstance(item, Use):
            yield path_of(item, place), item.block
        for inner, inside in placed_bodies(item, place):
            yield from _uses(inner, inside)
