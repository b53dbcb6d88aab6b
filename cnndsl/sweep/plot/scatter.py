"""A plot of networks by two figures, with their front: points, or where there are many, cells in shades."""

from collections.abc import Iterable, Sequence

from cnndsl.draw.marks import Circle, Look, Mark, Picture, Point, Words, box
from cnndsl.named_tuple import NamedTuple
from cnndsl.sweep.plot.axes import AREA, HEIGHT, WIDTH, Axis, Sides, axes
from cnndsl.sweep.plot.cells import COLOUR, SHADES, cells, shaded
from cnndsl.sweep.plot.front import OnFront, marked, numbers, stepped
from cnndsl.sweep.plot.scale import scale

FEW = 400
"""So many networks are points; more are cells."""


class Network(NamedTuple):
    """A network by two of its figures."""

    number: int
    x: float
    y: float


class Plot(NamedTuple):
    """What is shown: networks, of which the front may be no part, since it is exact where they are drawn."""

    name: str
    x: Axis
    y: Axis
    networks: Sequence[Network]
    front: Sequence[Network]
    of: str
    """How many there are, in words."""


def scatter(plot: Plot) -> Picture:
    """The picture of a plot with a network or more."""
    shown = [*plot.networks, *plot.front]
    sides = Sides(
        scale((each.x for each in shown), *_free(plot.x, 0.12)),
        scale((each.y for each in shown), *_free(plot.y, 0.08)),
    )
    cloud = _cloud([sides.at(each.x, each.y) for each in plot.networks])
    front = _front(plot, sides)
    better = 1 if plot.x.most_is_best else -1, -1 if plot.y.most_is_best else 1
    labels = numbers(front, better, AREA, [*map(box, cloud)]) if front else {}
    marks: list[Mark] = [*cloud, *axes(plot.x, plot.y, sides), *_title(plot)]
    marks += [stepped(front), *marked(front, labels)] if front else []
    return Picture(WIDTH, HEIGHT, tuple(marks), plot.name, _said(plot))


def _free(axis: Axis, room: float) -> tuple[float, float]:
    """What is left free below and above: more where numbers stand, on the better side."""
    return (0.04, room) if axis.most_is_best else (room, 0.04)


def _cloud(points: Sequence[Point]) -> list[Mark]:
    if len(points) > FEW:
        return [*shaded(cells(points))]
    look = Look(f"{COLOUR}-{SHADES - 1}")
    return [Circle(x, y, 2, look) for x, y in dict.fromkeys(points)]


def _front(plot: Plot, sides: Sides) -> list[OnFront]:
    """The front from its best network by the first figure to that by the second."""
    ordered = sorted(plot.front, key=lambda each: each.x, reverse=plot.x.most_is_best)
    return [
        OnFront(sides.at(each.x, each.y), f"{each.number:,}", _of(plot, each)) for each in ordered
    ]


def _of(plot: Plot, each: Network) -> str:
    values = f"{plot.x.words} {each.x:,}, {plot.y.words} {each.y:,}"
    return f"network {each.number:,}: {values}"


def _title(plot: Plot) -> list[Mark]:
    said = (
        f"{plot.of}; the line is the front, {len(plot.front):,} of them, with numbers of networks"
    )
    if len(plot.networks) > FEW:
        said += "; darker cells hold more"
    return [
        Words(16, 26, plot.name, 15, "start", bold=True),
        Words(16, 45, said, 12, "start", fill="muted"),
    ]


def _said(plot: Plot) -> str:
    ends = _ends(plot.front, plot)
    return f"{plot.of} by {plot.x.words} and {plot.y.words}. {ends}"


def _ends(front: Iterable[Network], plot: Plot) -> str:
    values = [_of(plot, each) for each in front]
    return f"The front has {len(values):,}" + (
        f", from {values[0]} to {values[-1]}." * bool(values) or "."
    )
