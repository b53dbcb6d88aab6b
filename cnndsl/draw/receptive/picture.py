"""The picture of views: nested rectangles on the input, or stretches below it where it has one axis."""

from cnndsl.analyse.figures import Result
from cnndsl.draw.framing import MARGIN, framed, mistake, said_of_network, size_of
from cnndsl.draw.layer_words import shape_words
from cnndsl.draw.marks import Picture
from cnndsl.draw.options import SECOND, Unsuited, Wanted
from cnndsl.draw.passing import trunk
from cnndsl.draw.receptive.labels import Label, columns, label
from cnndsl.draw.receptive.scale import Scale, scale_for
from cnndsl.draw.receptive.seen import Seen, input_seen, named, seeing_all, views_of
from cnndsl.draw.receptive.squares import LEADER, squares
from cnndsl.draw.receptive.stretches import stretches
from cnndsl.draw.text_widths import shortened

LARGEST, SMALLEST = 430.0, 130.0
"""How wide and high all views are together, at most, and where there is little room."""
LONGEST_NAME = 210.0


def receptive(results: tuple[Result, ...], wanted: Wanted) -> Picture:
    """What the middle output of each layer sees, at its true place."""
    (result,) = results
    shape = input_seen(result).shape or ()
    if len(shape) > 3:
        raise Unsuited("`receptive` draws views of one axis or two, and this input has three")
    found = views_of(result)
    shown = named(found)
    labels = _labels(shown, wanted)
    scale = scale_for(shown, shape[1:], _room(labels, wanted))
    draw = squares if len(shape) == 3 else stretches
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
