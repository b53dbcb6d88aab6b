"""Single boxes: a layer's row with its tags, a folded part, pills, a head, an input."""

from cnndsl.draw.graph.given_words import given_text
from cnndsl.draw.graph.laid import MOST_LETTERS, ROW, Laid, line
from cnndsl.draw.graph.nodes import From, Head, Part, Row
from cnndsl.draw.marks import Circle, Group, Look, Mark, Rectangle, Words
from cnndsl.draw.options import SECOND, TEXT
from cnndsl.draw.text_widths import width
from cnndsl.draw.wrap import wrapped
from cnndsl.named_tuple import NamedTuple

PAD, SPACE = 9.0, 6.0
"""What is left at a box's sides, and between what stands in it."""
TAG = 18.0
FOOT = 4.7
"""How far a text's foot is below the middle of its box."""
NOTE_LINE, SECOND_LINE = 13.0, 20.0
"""How much a line of a message is high, and a second line of a box."""


class Piece(NamedTuple):
    """A text in a box: plain, or in a small box of its own."""

    text: str
    size: float = TEXT
    bold: bool = False
    fill: str = "ink"
    ground: str = ""
    """The fill of its own box, if it has one."""

    @property
    def room(self) -> float:
        return width(self.short, self.size, self.bold) + (10 if self.ground else 0)

    @property
    def short(self) -> str:
        long = len(self.text) > MOST_LETTERS
        return self.text[: MOST_LETTERS - 1] + "…" if long else self.text

    def marks(self, x: float, middle: float) -> tuple[Mark, ...]:
        """From a place to the right."""
        words = Words(x + self.room / 2, middle + FOOT * self.size / TEXT, self.short, self.size)
        words = words._replace(bold=self.bold, fill=self.fill)
        if not self.ground:
            return (words,)
        round_ = TAG / 2 if self.ground == "ink" else 4
        return Rectangle(x, middle - TAG / 2, self.room, TAG, Look(self.ground), round_), words


def tag(text: str) -> Piece:
    return Piece(text, SECOND, ground="paper")


def pill(text: str) -> Piece:
    """The black one that counts copies."""
    return Piece(text, SECOND + 1, True, "paper", "ink")


def box_lines(node: Row | Part) -> tuple[tuple[Piece, ...], ...]:
    """What stands in a box, from left to right, in one line or in several."""
    if isinstance(node, Part):
        return (pieces(node),)
    count = (pill(node.times),) if node.times else ()
    label = (tag(f"@{node.about.label}"),) if node.about.label else ()
    name = (Piece(node.name, bold=True),) if node.name else ()
    first, rest = node.words, ""
    if node.narrow > 1:
        first, _, rest = node.words.partition(", ")
    words, behind = (*name, Piece(first)), (*map(tag, node.tags), *label, *count)
    if not node.narrow:
        return ((*words, *behind),)
    return tuple(each for each in (words, (Piece(rest),) if rest else (), behind) if each)


def pieces(node: Part) -> tuple[Piece, ...]:
    """What stands in a part's box: its name, the block, what that is given, how many there are."""
    count = (pill(node.times),) if node.times else ()
    texts = (
        Piece(node.name, bold=True),
        Piece(node.block, bold=not node.name),
        Piece(given_text(node.given), SECOND + 1, fill="muted"),
    )
    return (*(each for each in texts if each.text), *count)


def natural(node: Row | Part) -> float:
    """How wide a box has to be."""
    return max(map(width_of, box_lines(node)))


def width_of(found: tuple[Piece, ...]) -> float:
    """How wide a box is with these in it."""
    return sum(each.room for each in found) + SPACE * (len(found) - 1) + 2 * PAD


def box(node: Row | Part, room: float) -> Laid:
    """A row or a part as a box of some width, with what is wrong below it."""
    found, wide = box_lines(node), max(room, natural(node))
    high = ROW + SECOND_LINE * (len(found) - 1)
    frame = Rectangle(-wide / 2, 0, wide, high, _look(node), 5)
    inner = [
        mark
        for number, each in enumerate(found)
        for mark in in_row(each, 0, ROW / 2 + SECOND_LINE * number - 2 * number)
    ]
    notes = wrapped(node.note, wide - 4, SECOND) if isinstance(node, Row) else ()
    told: tuple[Mark, ...] = tuple(
        Words(-wide / 2 + 2, high + NOTE_LINE * (k + 1), each, SECOND, "start")
        for k, each in enumerate(notes)
    )
    group = Group((frame, *inner, *told), node.about.path, node.about.title)
    pale = isinstance(node, Row) and node.state != "sound"
    below = NOTE_LINE * len(notes) + (4 if notes else 0)
    return Laid(wide / 2, wide / 2, high + below, (group,), note=node.about.shape, pale=pale)


def in_row(found: tuple[Piece, ...], centre: float, middle: float) -> tuple[Mark, ...]:
    """Pieces side by side around a place."""
    x = centre - (sum(each.room for each in found) + SPACE * (len(found) - 1)) / 2
    marks: list[Mark] = []
    for each in found:
        marks += each.marks(x, middle)
        x += each.room + SPACE
    return tuple(marks)


def _look(node: Row | Part) -> Look:
    if isinstance(node, Part):
        return Look("panel", "ink", 1.5)
    if node.state == "unknown":
        return Look("paper", "muted", 1, True)
    return Look(
        node.colour, node.colour, 1.5 if node.state == "wrong" else 1, node.state == "wrong"
    )


def came_from(node: From) -> Laid:
    """Where a series goes on from a value before, or an input comes in."""
    if node.shape:
        return box(Row(f"{node.label} {node.shape}", "input"), 0)._replace(enters=False)
    words = Piece(f"from {node.label}", SECOND, fill="muted")
    wide = words.room + 2 * 8
    frame = Rectangle(-wide / 2, 0, wide, TAG, Look("paper", "muted", 1, True), 9)
    marks = (frame, *in_row((words,), 0, TAG / 2))
    return Laid(wide / 2, wide / 2, TAG, marks, enters=False)


def head(node: Head) -> Laid:
    """A stub to the right of the spine, which goes on: an output of its own, dashed for an auxiliary one."""
    kind = "aux " if node.aux and not node.name.startswith("aux") else ""
    part = node.part._replace(name=f"{kind}{node.name} head")
    source = (Piece(f"from {node.source}", SECOND, fill="muted"),) if node.source else ()
    found = (*source, *pieces(part))
    wide, start, middle = width_of(found), 30.0, ROW / 2
    look = Look("panel", "ink", 1.2, node.aux)
    frame = Rectangle(start, 0, wide, ROW, look, 14)
    group = Group(
        (frame, *in_row(found, start + wide / 2, middle)), part.about.path, part.about.title
    )
    dot = Circle(0, middle, 2.5, Look("ink"))
    if node.source:
        through = () if node.ends else (line((0, 0), (0, ROW)),)
        return Laid(4, start + wide, ROW, (*through, group), not node.ends, True, ends=node.ends)
    way = line((0, 0), (0, middle if node.ends else ROW))
    marks = (way, dot, line((0, middle), (start, middle), arrow=True), group)
    return Laid(4, start + wide, ROW, marks, through=True, ends=node.ends)
