"""DenseNet's figure: layers in a row, each of which takes what all before it give, with an arc for each way."""

from collections.abc import Iterator
from itertools import pairwise

from cnndsl.draw.graph.boxes import FOOT
from cnndsl.draw.graph.laid import ROW, Laid, line
from cnndsl.draw.graph.nodes import Dense
from cnndsl.draw.marks import Arc, Group, Look, Mark, Rectangle, Words
from cnndsl.draw.options import SECOND

BOX, STEP, ABOVE, BELOW = 34.0, 60.0, 26.0, 22.0
"""How wide a layer is, from one to the next, above the row for what comes in, and below the deepest arc."""
SHALLOW, DEEPER = 8.0, 9.0
"""How deep an arc over one layer hangs, and how much deeper over each further one."""
ARC = Look(stroke="muted", width=1.2)


def dense(node: Dense) -> Laid:
    """What comes in at the left, the layers, and all of it together at the right."""
    last = node.number + 1
    half = (last * STEP + BOX) / 2
    places = [k * STEP - half + BOX / 2 for k in range(last + 1)]
    foot = ABOVE + ROW
    depth = SHALLOW + DEEPER * last
    out = places[-1] + BOX / 2
    height = foot + depth + BELOW
    ways = (
        line((0, 0), (0, 8), (places[0], 8), (places[0], ABOVE), arrow=True),
        *_steps(places),
        line((out, ABOVE + ROW / 2), (out + 12, ABOVE + ROW / 2), (out + 12, height), (0, height)),
    )
    said = f"1 to {node.number}: {node.name}, which takes what all before it give"
    told = Words(0, height - 6, said, SECOND, fill="muted")
    marks = (*ways, *_arcs(places, foot), *_boxes(node, places), told)
    side = max(half + 12, told.room / 2)
    return Laid(side, side, height, marks, through=True, note=node.about.shape)


def _steps(places: list[float]) -> Iterator[Mark]:
    """The way from each layer to the next."""
    for before, place in pairwise(places):
        y = ABOVE + ROW / 2
        yield line((before + BOX / 2, y), (place - BOX / 2, y), arrow=True)


def _arcs(places: list[float], foot: float) -> Iterator[Mark]:
    """The ways over one layer and more; those that end at one place stand apart there."""
    for start, x in enumerate(places):
        for end in range(start + 2, len(places)):
            to = places[end] - BOX / 2 + BOX * (start + 1) / (end + 1)
            from_ = x + BOX / 4
            yield Arc((from_, foot), (to, foot), SHALLOW + DEEPER * (end - start), ARC)


def _boxes(node: Dense, places: list[float]) -> Iterator[Mark]:
    names = ["in", *map(str, range(1, node.number + 1)), "cat"]
    colours = ["input", *["conv"] * node.number, "merge"]
    for x, name, colour in zip(places, names, colours, strict=True):
        frame = Rectangle(x - BOX / 2, ABOVE, BOX, ROW, Look(colour, colour), 5)
        yield Group((frame, Words(x, ABOVE + ROW / 2 + FOOT, name)))
