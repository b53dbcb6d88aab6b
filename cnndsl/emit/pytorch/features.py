"""The last value of a classifier's trunk at each scale."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from cnndsl.analyse.figures import LayerFigures, Result
from cnndsl.named_tuple import NamedTuple
from cnndsl.paths import Path, module_path, show_path
from cnndsl.program.known_part import Depths
from cnndsl.program.statements import Apply, Assign, Run, Statement, is_chain, shape_of
from cnndsl.sizes import KnownShape, is_flat, spatial


class Feature(NamedTuple):
    """The last value at one scale: the module that gives it, its channels, and how many places are one of its."""

    name: str
    channels: int
    """As the class says it."""
    reduction: int


def features(result: Result, trunk: tuple[Statement, ...], depths: Depths) -> list[Feature]:
    """The last value at each scale, of those that a module gives by itself alone."""
    found: dict[Any, Feature | None] = {}
    values = list(_values(trunk, ()))
    again = Counter(module_path(path) for path, _ in values)
    for path, shape in values:
        reduction = _jump(result, path) if path and again[module_path(path)] == 1 else None
        depth = depths.at(path)
        found.pop(spatial(shape), None)
        found[spatial(shape)] = (
            Feature(show_path(path), shape[0] if depth is None else depth, reduction)
            if reduction
            else None
        )
    return [each for each in found.values() if each is not None]


def _values(statements: tuple[Statement, ...], prefix: Path) -> Iterator[tuple[Path, KnownShape]]:
    """The maps that the trunk goes through, with the modules that give them; of a chain, those inside first.

    What is inside a block is that block's own business.
    """
    for each in statements:
        value = each.value if isinstance(each, Assign) else None
        shape = shape_of(value) if value is not None else None
        if shape is None or is_flat(shape):
            continue
        module = isinstance(value, Apply | Run)
        path = prefix + value.path if isinstance(value, Apply | Run) else ()
        part = value.part if isinstance(value, Run) else None
        if part and (part.in_turn or (is_chain(part) and not part.block)):
            yield from _values(part.statements, path)
        yield path if module else (), shape


def _jump(result: Result, path: Path) -> int | None:
    """How far apart neighbours lie in the image, behind a layer or the last of a part, along all axes."""
    rows: list[LayerFigures] = [
        row for row in result.rows if row.placed.path[: len(path)] == path and not row.placed.aux
    ]
    steps = {axis.jump for axis in rows[-1].view if axis} if rows else set()
    step = steps.pop() if len(steps) == 1 else None
    return int(step) if step is not None and step == int(step) else None
