"""Branches side by side, with the fork above and what joins them below."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from math import inf
from typing import TypeAlias

from cnndsl.draw.graph.boxes import FOOT, SPACE, Piece, in_row, pill, tag, width_of
from cnndsl.draw.graph.laid import GAP, Laid, line
from cnndsl.draw.graph.nodes import BARS, Branching, Series, narrowed
from cnndsl.draw.marks import Circle, Group, Look, Mark, Rectangle, Words
from cnndsl.draw.options import SECOND, TEXT

APART, FORK, BAR, RADIUS = 18.0, 9.0, 22.0, 10.0
"""Between branches; from the top to the fork; the height of a bar; of the circle of a sum."""
PASSING = 16.0
"""The room of a branch that has nothing on it."""
Lay: TypeAlias = Callable[[Series, float, float, str], Laid]
"""Lays a series, for branches no wider than so much, in boxes so wide, behind a shape."""
NOTHING_ON_IT = Laid(PASSING / 2, PASSING / 2, 0, through=True)


def branching(node: Branching, lay: Lay, most: float, room: float, before: str) -> Laid:
    """A sum, with its longest branch on the spine; or others side by side, and a bar.

    Where they would be wider than `most`, their rows are made narrower, those of branches in branches with them.
    """
    pairs = [(each, room if each is node.spine else 0) for each in node.bodies]
    if node.word not in BARS:
        pairs.sort(key=lambda pair: pair[0] is not node.spine)
    laid = [lay(each, inf, own, before) if each else NOTHING_ON_IT for each, own in pairs]
    places = _places(laid, node.word in BARS)
    top = FORK + GAP if any(each.enters for each in laid) else 0
    foot = top + max(each.height for each in laid) + GAP
    marks = [*_forked(laid, places, top)]
    for x, each in zip(places, laid, strict=True):
        marks += each.at(x, top)
    left = max(each.left - x for x, each in zip(places, laid, strict=True))
    right = max(each.right + x for x, each in zip(places, laid, strict=True))
    narrow = narrowed((node,))[0]
    if left + right > most and isinstance(narrow, Branching) and narrow != node:
        return branching(narrow, lay, most, 0, before)
    joined = _barred if node.word in BARS else _summed
    return joined(node, Laid(left, right, foot, tuple(marks)), laid, places, top)


def _places(laid: list[Laid], barred: bool) -> list[float]:
    """Where the branches' spines are: from the first on to the right, or around the middle."""
    places = [0.0]
    for before, each in pairwise(laid):
        places.append(places[-1] + before.right + APART + each.left)
    takes = [x for x, each in zip(places, laid, strict=True) if each.enters]
    if not barred:
        return places
    middle = takes[0] if len(takes) == 1 else (places[0] + places[-1]) / 2
    return [each - middle for each in places]


def _barred(
    node: Branching, whole: Laid, laid: list[Laid], places: list[float], top: float
) -> Laid:
    """Branches that end in a bar as wide as they are."""
    need = width_of(_bar_pieces(node)) / 2
    middle = (whole.right - whole.left) / 2
    left, right = max(whole.left, need - middle), max(whole.right, need + middle)
    ends = tuple(
        line((x, top + each.height), (x, whole.height), arrow=True, pale=each.pale)
        for x, each in zip(places, laid, strict=True)
    )
    bar = _bar(node, left, right, whole.height)
    return _whole(node, laid, left, right, whole.height + BAR, (*whole.marks, *ends, bar))


def _summed(
    node: Branching, whole: Laid, laid: list[Laid], places: list[float], top: float
) -> Laid:
    """Branches that meet in a circle on the spine, with a label beside it."""
    meet, half = whole.height + RADIUS, _half(node)
    ways = tuple(_into_circle(node, laid, places, top, meet))
    label = Piece(f"@{node.about.label}", SECOND, fill="muted") if node.about.label else None
    told = label.marks(-half - SPACE - label.room, meet) if label else ()
    left = max(whole.left, half + SPACE + label.room) if label else whole.left
    right = max(whole.right, half)
    marks = (*whole.marks, *ways, *_sign(node, meet), *told)
    return _whole(node, laid, max(left, half), right, meet + RADIUS, marks)


def _whole(
    node: Branching,
    laid: list[Laid],
    left: float,
    right: float,
    height: float,
    marks: tuple[Mark, ...],
) -> Laid:
    enters = any(each.enters for each in laid)
    pale = not node.about.title
    return Laid(left, right, height, marks, enters, True, node.about.shape, pale=pale)


def _forked(laid: list[Laid], places: list[float], top: float) -> Iterator[Mark]:
    """The lines from above to each branch that takes what comes in."""
    takes = [x for x, each in zip(places, laid, strict=True) if each.enters]
    if not takes:
        return
    yield line((0, 0), (0, FORK))
    if len(takes) > 1 or takes[0] != 0:
        yield Circle(0, FORK, 2.5, Look("ink"))
        ends = sorted({0.0, min(takes), max(takes)})
        yield line(*((x, FORK) for x in ends))
    for x, each in zip(places, laid, strict=True):
        if each.enters:
            yield line((x, FORK), (x, top), arrow=not each.through, pale=each.pale)


def _into_circle(
    node: Branching, laid: list[Laid], places: list[float], top: float, meet: float
) -> Iterator[Mark]:
    """The longest branch from above, the others from the right, dashed where they project."""
    half = _half(node)
    for number, (x, each) in enumerate(zip(places, laid, strict=True)):
        start = (x, top + each.height)
        if number == 0:
            yield line(start, (0, meet - RADIUS), arrow=True, pale=each.pale)
        else:
            yield line(start, (x, meet), (half, meet), arrow=True, pale=each.pale)


def _half(node: Branching) -> float:
    """Half the width of the sum's circle, or of the pill that has a word."""
    return RADIUS if len(node.sign) == 1 else Piece(node.word).room / 2 + 9


def _sign(node: Branching, meet: float) -> tuple[Mark, ...]:
    half = _half(node)
    look = Look("merge", "merge")
    text = node.sign if len(node.sign) == 1 else node.word
    shape: Mark = (
        Circle(0, meet, RADIUS, look)
        if half == RADIUS
        else Rectangle(-half, meet - RADIUS, 2 * half, 2 * RADIUS, look, RADIUS)
    )
    words = Words(0, meet + FOOT, text, TEXT, bold=half == RADIUS)
    return (Group((shape, words), node.about.path, node.about.title),)


def _bar_pieces(node: Branching) -> tuple[Piece, ...]:
    label = (tag(f"@{node.about.label}"),) if node.about.label else ()
    count = (pill(node.times),) if node.times else ()
    return (Piece(node.word), *label, *count)


def _bar(node: Branching, left: float, right: float, y: float) -> Mark:
    frame = Rectangle(-left, y, left + right, BAR, Look("merge", "merge"), 4)
    inner = in_row(_bar_pieces(node), (right - left) / 2, y + BAR / 2)
    return Group((frame, *inner), node.about.path, node.about.title)
