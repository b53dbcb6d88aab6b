"""A picture's frame: the network's name and totals above what a style has laid out, a caption below."""

from typing import Protocol

from cnndsl.analyse.figures import Result
from cnndsl.draw.layer_words import shape_words
from cnndsl.draw.marks import Mark, Picture, Words, moved
from cnndsl.draw.options import HEADING, SECOND, Wanted
from cnndsl.draw.text_widths import shortened, width

MARGIN, TOP, CAPTION = 16.0, 62.0, 16.0


class Area(Protocol):
    """Marks that take up some room, from 0, 0 on."""

    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...
    @property
    def marks(self) -> tuple[Mark, ...]: ...


def titled(result: Result, area: Area, wanted: Wanted, captions: tuple[str, ...] = ()) -> Picture:
    """The whole picture."""
    said = totals(result)
    name = shortened(result.network.name, wanted.room - 2 * MARGIN, HEADING, bold=True)
    heads = (
        Words(MARGIN, MARGIN + 13, name, HEADING, "start", bold=True),
        Words(MARGIN, MARGIN + 30, said, SECOND, "start", fill="muted"),
    )
    foot = TOP + area.height + 8
    notes = tuple(
        Words(MARGIN, foot + CAPTION * (k + 1) - 4, each, SECOND, "start", fill="muted")
        for k, each in enumerate(captions)
    )
    texts = max(width(name, HEADING, bold=True), *(width(t, SECOND) for t in (said, *captions)))
    wide = max(area.width, texts) + 2 * MARGIN
    marks = (*heads, *(moved(each, MARGIN, TOP) for each in area.marks), *notes)
    high = foot + CAPTION * len(captions) + MARGIN - 8
    described = f"{result.network.name}: {said}."
    return Picture(wide, high, marks, result.network.name, described, wanted.inches)


def totals(result: Result) -> str:
    """A network in a line: what comes in, how deep it is, and its parameters."""
    sums, network = result.sums, result.network
    inputs = " and ".join(
        f"{each.name} {shape_words(each.shape)}".strip() for each in network.inputs if each.shape
    )
    figures = (
        f"{sums.weight_layers} layers with weights, {sums.params:,} parameters, {sums.macs:,} MACs"
    )
    if network.partial:
        return f"input {inputs or 'unknown'}; with a mistake, so that its totals are not known"
    return f"input {inputs}; {figures}"
