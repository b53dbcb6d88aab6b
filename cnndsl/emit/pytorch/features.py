"""The last value of a classifier's trunk at each scale."""

from collections.abc import Iterator
from typing import Any

from cnndsl.analyse.figures import LayerFigures, Result
from cnndsl.named_tuple import NamedTuple
from cnndsl.paths import Path, show_path
from cnndsl.program.statements import Apply, Assign, Run, Statement, shape_of
from cnndsl.sizes import KnownShape, is_flat, spatial


class Feature(NamedTuple):
    """The last value at one scale: the module that gives it, its channels, and how many places are one of its."""

    name: str
    channels: int
    reduction: int


def features(result: Result, trunk: tuple[Statement, ...]) -> list[Feature]:
    """The last value at each scale, of those that a module gives."""
    found: dict[Any, Feature | None] = {}
    for path, shape in _values(trunk, ()):
        reduction = _jump(result, path) if path else None
        found.pop(spatial(shape), None)
        found[spatial(shape)] = Feature(show_path(path), shape[0], reduction) if reduction else None
    return [each for each in found.values() if each is not None]


def _values(statements: tuple[Statement, ...], prefix: Path) -> Iterator[tuple[Path, KnownShape]]:
    """The maps that the trunk goes through, with the modules that give them; of a sequence, those inside first."""
    for each in statements:
        value = each.value if isinstance(each, Assign) else None
        shape = shape_of(value) if value is not None else None
        if shape is None or is_flat(shape):
            continue
        module = isinstance(value, Run) or (isinstance(value, Apply) and _has_module(value))
        path = prefix + value.path if isinstance(value, Apply | Run) else ()
        if isinstance(value, Run) and value.part.in_turn:
            yield from _values(value.part.statements, path)
        yield path if module else (), shape


def _has_module(apply: Apply) -> bool:
    """Whether a layer is a module, or has one: a crop is neither, nor is a learned factor."""
    torch = apply.placed.layer.torch(apply.placed.input)
    return torch.is_module or (torch.module is not None and torch.module.target != "nn.Parameter")


def _jump(result: Result, path: Path) -> int | None:
    """How far apart neighbours lie in the image, behind a layer or the last of a part, along all axes."""
    rows: list[LayerFigures] = [
        row for row in result.rows if row.placed.path[: len(path)] == path and not row.placed.aux
    ]
    steps = {axis.jump for axis in rows[-1].view if axis} if rows else set()
    step = steps.pop() if len(steps) == 1 else None
    return int(step) if step is not None and step == int(step) else None
