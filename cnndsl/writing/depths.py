"""Depths that were filled in, put into the structure: as numbers, and in blocks, whose uses share words, as `in`."""

from collections.abc import Iterable

from cnndsl.formulas import IN, Formula
from cnndsl.network import Item, Placed, Repeat, Sequence, Step, Use
from cnndsl.paths import Path, Place
from cnndsl.walker import bodies_of, inside, with_bodies


def with_depths(body: Sequence, layers: Iterable[Placed]) -> Sequence:
    """The same structure, in which every convolution says its depth."""
    assumed = {placed.path: placed for placed in layers if placed.depth_assumed}
    return _sequence(body, Place(), assumed, False) if assumed else body


def _sequence(body: Sequence, place: Place, assumed: dict[Path, Placed], again: bool) -> Sequence:
    return tuple([_item(item, place, assumed, again) for item in body])


def _item(item: Item, place: Place, assumed: dict[Path, Placed], again: bool) -> Item:
    """An item; `again` says whether its words may stand for several layers."""
    if isinstance(item, Step):
        placed = assumed.get(place.path(item.name))
        return _with_depth(item, placed, again) if placed and item.layer else item
    again = again or isinstance(item, Use)
    bodies = tuple(
        _copy(body, item, number, place, assumed, again)
        for number, body in enumerate(bodies_of(item))
    )
    return with_bodies(item, bodies)


def _copy(
    body: Sequence, item: Item, number: int, place: Place, assumed: dict[Path, Placed], again: bool
) -> Sequence:
    """A copy; the layer of one that has no brackets has the copy's number for a name."""
    within = inside(item, place, number)
    if not (isinstance(item, Repeat) and item.single):
        return _sequence(body, within, assumed, again)
    return tuple(_item(each, within, assumed, again) for each in body)


def _with_depth(step: Step, placed: Placed, again: bool) -> Step:
    depth = vars(placed.layer)["depth"]
    comes_in: dict[str, Formula] = {"depth": IN} if again and depth == placed.input[0] else {}
    symbols = step.origin.symbols | comes_in
    assert step.layer is not None
    layer = step.layer.with_arguments(depth=depth)
    return step._replace(layer=layer, origin=step.origin._replace(symbols=symbols))
