"""The picture of views: nested rectangles on the input, or stretches below it where it has one axis."""

from collections.abc import Iterator

from cnndsl.analyse.figures import Result
from cnndsl.draw.framing import MARGIN, framed, mistake, said_of_layers, said_of_network, size_of
from cnndsl.draw.layer_words import drawn_as, shape_words
from cnndsl.draw.marks import Group, Line, Look, Mark, Picture, Rectangle
from cnndsl.draw.options import SECOND, TEXT, Unsuited, Wanted
from cnndsl.draw.passing import trunk
from cnndsl.draw.receptive.labels import STEP, Columns, Label, columns, label
from cnndsl.draw.receptive.seen import Seen, Stretch, input_seen, named, seeing_all, views_of
from cnndsl.draw.text_widths import shortened
from cnndsl.named_tuple import NamedTuple

LARGEST, SMALLEST = 430.0, 130.0
"""How wide and high all views are together, at most, and where there is little room."""
LEADER = 34.0
LONGEST_NAME = 210.0
BAR = 11.0
"""How high a stretch is drawn."""


class Scale(NamedTuple):
    """From places of the input to the picture."""

    pixels: float
    left: int
    top: int

    def rectangle(self, rows: Stretch, across: Stretch, look: Look) -> Rectangle:
        x, y = (across[0] - self.left) * self.pixels, (rows[0] - self.top) * self.pixels
        wide, high = across[1] - across[0], rows[1] - rows[0]
        return Rectangle(x, y, wide * self.pixels, high * self.pixels, look)


def receptive(results: tuple[Result, ...], wanted: Wanted) -> Picture:
    """What the middle output of each layer sees, at its true place."""
    (result,) = results
    shape = input_seen(result).shape or ()
    if len(shape) > 3:
        raise Unsuited("`receptive` draws views of one axis or two, and this input has three")
    found = views_of(result)
    shown = named(found)
    labels = _labels(shown, wanted)
    scale = _scale(shown, shape[1:], _room(labels, wanted))
    draw = _squares if len(shape) == 3 else _stretches
    marks = draw(shown, shape[1:], labels, scale)
    if result.network.partial:
        body = size_of(marks)
        marks = (
            *marks,
            *mistake(result, body.x, body.y + body.height + 20, wanted.room - 2 * MARGIN),
        )
    caption = _caption(result, len(found) - len(shown), scale)
    return framed(results, wanted, marks, caption, second=said_of_network(result))


def _room(labels: tuple[Label, ...], wanted: Wanted) -> float:
    """How wide views may be beside their labels."""
    beside = columns(labels, LEADER + 6).right
    room = min(wanted.room - 2 * MARGIN - beside, LARGEST)
    if room < SMALLEST:
        raise Unsuited(f"`receptive` needs {wanted.room + SMALLEST - room:.0f} pixels at least")
    return room


def _labels(shown: tuple[Seen, ...], wanted: Wanted) -> tuple[Label, ...]:
    longest = min(LONGEST_NAME, wanted.room / 4)
    return tuple(label(each, wanted, longest) for each in shown)


def _scale(shown: tuple[Seen, ...], sizes: tuple[int, ...], room: float) -> Scale:
    """So that the input and all views fit."""
    whole = tuple((0, size) for size in sizes)
    along = [*zip(whole, *(each.stretches for each in shown), strict=True)]
    firsts = [min(first for first, _ in axis) for axis in along]
    lasts = [max(last for _, last in axis) for axis in along]
    longest = max(last - first for first, last in zip(firsts, lasts, strict=True))
    return Scale(room / longest, firsts[-1], firsts[0])


def _squares(
    shown: tuple[Seen, ...], sizes: tuple[int, ...], labels: tuple[Label, ...], scale: Scale
) -> tuple[Mark, ...]:
    rows, across = (0, sizes[0]), (0, sizes[1])
    input_ = scale.rectangle(rows, across, Look("input"))
    rectangles = [
        scale.rectangle(each.stretches[0], each.stretches[1], Look(_kind(each))) for each in shown
    ]
    order = sorted([input_, *rectangles], key=lambda each: -each.width * each.height)
    outlines = [each._replace(look=Look(stroke=each.look.fill)) for each in order]
    whole = size_of(tuple(order))
    at = columns(labels, whole.width + LEADER + 6)
    leading = _leading(shown, rectangles, labels, at, whole.height)
    edge = input_._replace(look=Look(stroke="ink", width=1.6))
    return (*order, *outlines, edge, *leading)


def _kind(seen: Seen) -> str:
    return drawn_as(seen.rows[0].placed.layer)


def _leading(
    shown: tuple[Seen, ...],
    rectangles: list[Rectangle],
    labels: tuple[Label, ...],
    at: Columns,
    height: float,
) -> Iterator[Mark]:
    """Labels with leaders, the largest view's at the top."""
    listed = sorted(zip(rectangles, shown, labels, strict=True), key=_outermost)
    feet = _spread([each.y + 4 for each, _, _ in listed], height)
    edge = 0.0
    for (rectangle, seen, words), y in zip(listed, feet, strict=True):
        elbow = at.left - 16
        edge = min(max(rectangle.y + 4, edge + 2), rectangle.y + rectangle.height / 2)
        start = (rectangle.x + rectangle.width, edge)
        thin = Look(stroke="ink", width=0.8)
        marks: tuple[Mark, ...] = (
            Line((start, (elbow, y)), thin),
            Line(((elbow, y), (at.left - 4, y)), thin),
            *at.words(words, y + TEXT * 0.36),
        )
        yield Group(marks, seen.rows[0].path, said_of_layers(seen.rows))


def _outermost(each: tuple[Rectangle, Seen, Label]) -> tuple[float, float]:
    return each[0].y, -each[0].width


def _spread(wanted: list[float], height: float) -> list[float]:
    """Heights in order, none nearer than a line to the next, as near those that are wanted as can be."""
    groups: list[tuple[float, int]] = []
    for number, y in enumerate(wanted):
        mean, count = y - number * STEP, 1
        while groups and groups[-1][0] > mean:
            other, more = groups.pop()
            mean, count = (mean * count + other * more) / (count + more), count + more
        groups.append((mean, count))
    lowest = max(height - 8 - (len(wanted) - 1) * STEP, 8.0)
    means = [min(max(mean, 8.0), lowest) for mean, count in groups for _ in range(count)]
    return [mean + number * STEP for number, mean in enumerate(means)]


def _stretches(
    shown: tuple[Seen, ...], sizes: tuple[int, ...], labels: tuple[Label, ...], scale: Scale
) -> tuple[Mark, ...]:
    """The input as a strip, and below it what is seen of it, line by line."""
    at = columns(labels, size_of(tuple(_bars(shown, sizes, scale))).width + 20)
    bars = list(_bars(shown, sizes, scale))
    whole = at.words(Label("input", str(sizes[0]), ""), bars[0].y + BAR / 2 + 4.7)
    marks: list[Mark] = [bars[0], *whole[:2]]
    for seen, bar, words in zip(shown, bars[1:], labels, strict=True):
        said = said_of_layers(seen.rows)
        marks.append(Group((bar, *at.words(words, bar.y + BAR / 2 + 4.7)), seen.rows[0].path, said))
    return tuple(marks)


def _bars(shown: tuple[Seen, ...], sizes: tuple[int, ...], scale: Scale) -> Iterator[Rectangle]:
    every = [((0, sizes[0]), "input"), *((each.stretches[0], _kind(each)) for each in shown)]
    for number, ((first, last), kind) in enumerate(every):
        x, wide = (first - scale.left) * scale.pixels, max((last - first) * scale.pixels, 1)
        yield Rectangle(x, number * STEP, wide, BAR, Look(kind, kind))


def _caption(result: Result, left_out: int, scale: Scale) -> str:
    seen = input_seen(result)
    name = f" `{seen.name}`" if len(result.network.inputs) > 1 else ""
    whole = shape_words(seen.shape or ())
    said = [
        f"What the middle output of each layer sees of the input{name}, {whole}, at its place;",
        "what reaches beyond the input is padding. The step is how far on the next output sees.",
        f"One place is {scale.pixels:.3g} pixels wide.",
    ]
    if left_out:
        said.append(f"The {left_out} views that change least are left out.")
    behind = seeing_all(result)
    rows = trunk(result, seen)
    everywhere = [row.path for row in rows if row.path in behind]
    if everywhere:
        said.append(
            f"From {shortened(everywhere[0], LONGEST_NAME, SECOND)} on outputs see all of it."
        )
    if len(rows) < len(result.rows):
        said.append("Layers inside of branches are not shown.")
    return " ".join(said)
