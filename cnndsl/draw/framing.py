"""What styles have in common: a picture's name and caption, its margins, and what is said of a network."""

from cnndsl.analyse.figures import LayerFigures, Result
from cnndsl.draw.layer_words import shape_words
from cnndsl.draw.marks import Box, Look, Mark, Picture, Rectangle, Words, around, box, moved
from cnndsl.draw.options import HEADING, SECOND, SLIDE, TEXT, Wanted
from cnndsl.draw.text_widths import shortened, width
from cnndsl.draw.wrap import wrapped

MARGIN = 16.0
LINE = 1.35
"""From one line of a text to the next, in letters."""


def name_of_network(result: Result, wanted: Wanted) -> str:
    """What a network is called in its picture."""
    name = result.network.name or "network"
    return shortened(wanted.title(name), wanted.room - 2 * MARGIN, HEADING, bold=True)


def said_of_network(result: Result) -> str:
    """A network in a line: what comes in, layers with weights, parameters."""
    sums = result.sums
    shapes = ", ".join(shape_words(each) for each in result.network.shapes.values())
    layers = "layer" if sums.weight_layers == 1 else "layers"
    return f"input {shapes}, {sums.weight_layers} {layers} with weights, {sums.params:,} parameters"


def said_of_layers(rows: tuple[LayerFigures, ...]) -> str:
    """A layer and what belongs to it, where it is pointed at."""
    params = sum(row.params for row in rows)
    return f"{rows[0].path}: {shape_words(rows[-1].shape)}, {params:,} parameters"


def lines_at(x: float, y: float, lines: tuple[str, ...], size: float = SECOND) -> tuple[Words, ...]:
    """Lines below one another, of which the first has its foot at `y`."""
    step = size * LINE
    return tuple(
        Words(x, y + k * step, line, size, "start", fill="muted") for k, line in enumerate(lines)
    )


def framed(
    results: tuple[Result, ...],
    wanted: Wanted,
    marks: tuple[Mark, ...],
    caption: str,
    heading: str = "",
    second: str = "",
) -> Picture:
    """Marks with a name over them and a caption below, inside of margins."""
    body = around(*map(box, marks))
    title = heading or name_of_network(results[0], wanted)
    most = wanted.room - 2 * MARGIN
    lines = wrapped(second, most, SECOND) if second else ()
    wide = max(body.width, width(title, HEADING, bold=True), *_widths(lines), min(most, 300))
    slide = wanted.room if wanted.landscape else 0
    head = MARGIN + HEADING * 0.76
    top = head + 8 + len(lines) * SECOND * LINE + 14
    foot = top + body.height + 14 + SECOND
    below = wrapped(caption, wide, SECOND)
    end = foot + (len(below) - 1) * SECOND * LINE - 6 if below else top + body.height
    high = end + MARGIN
    full = max(wide + 2 * MARGIN, min(slide, high * SLIDE))
    left = MARGIN + (full - 2 * MARGIN - body.width) / 2 * wanted.landscape
    placed = tuple(moved(mark, left - body.x, top - body.y) for mark in marks)
    name = Words(MARGIN, head, title, HEADING, "start", bold=True)
    texts = lines_at(MARGIN, head + 8 + SECOND, lines) + lines_at(MARGIN, foot, below)
    said = ". ".join(
        f"{each.network.name or 'network'}: {said_of_network(each)}" for each in results
    )
    return Picture(full, high, (name, *placed, *texts), title, f"{said}.", wanted.inches)


def _widths(lines: tuple[str, ...]) -> tuple[float, ...]:
    return tuple(width(line, SECOND) for line in lines)


def mistake(result: Result, x: float, y: float, room: float) -> tuple[Mark, ...]:
    """A dashed box for what a mistake hides, with its message in it."""
    errors = [each for each in result.network.diagnostics if each.severity == "error"]
    message = errors[0].message if errors else "a mistake hides what comes here"
    lines = wrapped(message, room - 20, TEXT)
    wide = max(width(line, TEXT) for line in lines) + 20
    look = Look(fill="wrong", stroke="wrong", dashed=True)
    step = TEXT * LINE
    texts = (Words(x + 10, y + 20 + k * step, line, TEXT, "start") for k, line in enumerate(lines))
    return (Rectangle(x, y, wide, len(lines) * step + 14, look, 4), *texts)


def size_of(marks: tuple[Mark, ...]) -> Box:
    """The box around marks."""
    return around(*map(box, marks))
