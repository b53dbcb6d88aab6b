"""A series of nodes one below another on one spine, with arrows between, and frames around series."""

from collections.abc import Iterator

from cnndsl.draw.graph.boxes import PAD, SPACE, Piece, box, came_from, head, natural, pill
from cnndsl.draw.graph.branching import branching
from cnndsl.draw.graph.dense import dense
from cnndsl.draw.graph.laid import GAP, Laid, line, lines_first
from cnndsl.draw.graph.nodes import Branching, Dense, Frame, From, Head, Node, Part, Row, Series
from cnndsl.draw.marks import Group, Look, Mark, Rectangle, Words
from cnndsl.draw.options import SECOND, TEXT
from cnndsl.draw.text_widths import width

FRAME, HEADING, BESIDE = 10.0, 26.0, 7.0
"""What is left around a frame's inside, above it for its name, and between a line and what is noted beside it."""


def standard(series: Series) -> float:
    """One width for the boxes of a series: that of the widest."""
    return max((_wanted(node) for node in series), default=0)


def _wanted(node: Node) -> float:
    if isinstance(node, Row | Part):
        return natural(node)
    if isinstance(node, Frame):
        heading = sum(each.room + SPACE for each in _heading(node)) + 2 * PAD
        return max(heading, standard(node.body) + 2 * FRAME)
    return standard(node.spine) if isinstance(node, Branching) else 0


def lay_series(
    series: Series, most: float, room: float = 0, before: str = "", told: str = ""
) -> Laid:
    """The nodes with the lines between them."""
    return stacked(tuple(lay_all(series, most, max(room, standard(series)), before, told)))


def lay_all(
    series: Series, most: float, room: float, before: str = "", told: str = ""
) -> Iterator[Laid]:
    """Each node by itself, in boxes of one width; a shape is noted where its sizes are others than before.

    `most` is how wide branches may be, `before` the shape that comes in; `told` is a shape that need not be noted,
    since it stands around them.
    """
    last = max((k for k, node in enumerate(series) if not isinstance(node, Head)), default=-1)
    for number, node in enumerate(series):
        ends = isinstance(node, Head) and number > last and _no_more(series[number + 1 :])
        ended = node._replace(ends=ends) if isinstance(node, Head) else node
        laid = _lay(ended, most, room, before)
        changes = _sizes(laid.note) and _sizes(laid.note) != _sizes(before)
        yield laid._replace(note=laid.note if changes and laid.note != told else "")
        before = laid.note or before


def with_heads(series: Series, nodes: tuple[Laid, ...]) -> tuple[Laid, ...]:
    """Laid nodes, each in one with the heads behind it, so that no column begins with a head."""
    found: list[list[Laid]] = []
    for node, laid in zip(series, nodes, strict=True):
        if isinstance(node, Head) and found:
            found[-1].append(laid)
        else:
            found.append([laid])
    return tuple(stacked(tuple(each)) for each in found)


def _no_more(heads: Series) -> bool:
    """Whether none of the heads at a trunk's end goes on from the trunk."""
    return all(isinstance(each, Head) and each.source for each in heads)


def _sizes(shape: str) -> str:
    """The places along each axis, without the channels."""
    return shape.partition("×")[2]


def _lay(node: Node, most: float, room: float, before: str) -> Laid:
    if isinstance(node, Row | Part):
        return box(node, room)
    if isinstance(node, Frame):
        return _frame(node, most, room, before)
    if isinstance(node, From):
        return came_from(node)
    if isinstance(node, Dense):
        return dense(node)
    if isinstance(node, Head):
        return head(node)
    return branching(node, lay_series, most, room, before)


def stacked(nodes: tuple[Laid, ...]) -> Laid:
    """Laid nodes one below another."""
    between: list[Mark] = []
    marks: list[Mark] = []
    y = 0.0
    for number, node in enumerate(nodes):
        if number:
            between += _between(nodes[number - 1], node, y)
            y += GAP
        marks += node.at(0, y)
        y += node.height
    left = max((node.left for node in nodes), default=0)
    right = max((node.right for node in nodes), default=0)
    notes = (BESIDE + width(node.note, SECOND) for node in nodes[:-1] if node.note)
    right = max(right, *notes, 0)
    last = nodes[-1] if nodes else Laid(0, 0, 0)
    return Laid(
        left,
        right,
        y,
        (*between, *marks),
        enters=nodes[0].enters if nodes else True,
        through=nodes[0].through if nodes else True,
        note=last.note,
        ends=last.ends,
        pale=any(node.pale for node in nodes),
    )


def _between(above: Laid, below: Laid, y: float) -> Iterator[Mark]:
    """The line from one node to the next, and the shape that goes along it."""
    if not below.enters or above.ends:
        return
    pale = above.pale or below.pale
    yield line((0, y), (0, y + GAP), arrow=not below.through, pale=pale)
    if above.note:
        yield Words(BESIDE, y + GAP / 2 + 3.6, above.note, SECOND, "start", fill="muted")


def _heading(frame: Frame) -> tuple[Piece, ...]:
    name = Piece(frame.name, TEXT, bold=True)
    given = Piece(frame.given, SECOND + 1, fill="muted")
    shape = Piece(frame.about.shape, SECOND, fill="muted")
    count = pill(frame.times)
    return tuple(each for each in (name, given, shape, count) if each.text)


def _frame(frame: Frame, most: float, room: float, before: str) -> Laid:
    """A series in a frame with its name; the frame is as wide as the boxes beside it."""
    inner = lay_series(frame.body, most - 2 * FRAME, room - 2 * FRAME, before, frame.about.shape)
    left = max(room / 2, inner.left + FRAME)
    right = max(room / 2, inner.right + FRAME)
    top = HEADING if _heading(frame) else FRAME
    entry = top - 4 if inner.through or not inner.left else top
    height = top + inner.height + FRAME
    ground = Rectangle(-left, 0, left + right, height, Look("panel", "norm"), 7)
    ways = [line((0, entry), (0, top))] if inner.through else []
    if inner.through and not inner.left:
        ways.append(line((0, top + inner.height), (0, height)))
    inside = lines_first((*ways, *inner.at(0, top)))
    marks = (ground, *_heading_marks(frame, left, right), *inside)
    group = Group(marks, frame.about.path, frame.about.title)
    return Laid(left, right, height, (group,), pale=inner.pale)


def _heading_marks(frame: Frame, left: float, right: float) -> Iterator[Mark]:
    """The name at the left, the shape and the count at the right."""
    x, end, middle = -left + PAD, right - PAD, HEADING / 2
    for piece in _heading(frame):
        if piece.text in (frame.name, frame.given):
            yield from piece.marks(x, middle)
            x += piece.room + SPACE
    for piece in reversed(_heading(frame)):
        if piece.text not in (frame.name, frame.given):
            end -= piece.room
            yield from piece.marks(end, middle)
            end -= SPACE
