"""A picture as SVG: text that a vector editor opens and a person can read.

Colours stand as attributes, and dark ones in a rule of a style element, since CairoSVG and resvg know neither
`var()` nor a rule for dark. There is no script and nothing from elsewhere.
"""

from collections.abc import Iterator, Mapping
from html import escape
from itertools import groupby
from typing import Literal, TypeAlias

from cnndsl.draw.arrows import head, shaft
from cnndsl.draw.marks import (
    Arc,
    Circle,
    Group,
    Line,
    Look,
    Mark,
    Picture,
    Point,
    Polygon,
    Rectangle,
    Words,
    flat,
)
from cnndsl.draw.palette import STROKES, Theme, colour
from cnndsl.named_tuple import NamedTuple
from cnndsl.text import visible

Themes: TypeAlias = Literal["light", "dark", "auto"]
FONT = "Helvetica, Arial, 'Liberation Sans', 'Nimbus Sans', sans-serif"
DASHES = "5 3"
SCOPE = "cnndsl-picture"
"""The class of the whole: its rules are for nothing else in a page."""
USUAL = Words(0, 0, "")
"""The look of a text that states no other; the whole file has it."""


class InPage(NamedTuple):
    """What stands around a picture that is part of a page."""

    prefix: str | None = ""
    """What the names of its groups begin with; None for no names, where the page may hold the picture twice."""
    links: Mapping[str, str] = {}
    """Where boxes lead, by their paths."""
    scale: float = 1
    """How many times as large it is as in a file."""


ALONE = InPage()


def svg(picture: Picture, theme: Themes = "auto", page: InPage = ALONE) -> str:
    """The picture's text."""
    wide, high = number(picture.width), number(picture.height)
    size = f'width="{number(picture.width * page.scale)}" height="{number(picture.height * page.scale)}"'
    if picture.inches:
        ratio = picture.height / picture.width
        size = f'width="{number(picture.inches)}in" height="{number(picture.inches * ratio, 3)}in"'
    base: Theme = "dark" if theme == "dark" else "light"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {wide} {high}" role="img" '
        f'font-family="{FONT}" font-size="{USUAL.size:g}" text-anchor="{USUAL.anchor}" '
        f'class="{SCOPE} {USUAL.fill}" fill="{colour(USUAL.fill, base)}">',
        f"<title>{said(picture.title)}</title>",
        f"<desc>{said(picture.description)}</desc>",
        *([f"<style>{_dark_rule(picture)}</style>"] if theme == "auto" else []),
        f'<rect class="paper" width="{wide}" height="{high}" fill="{colour("paper", base)}"/>',
        *_marks(picture.marks, base, page),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def number(value: float, digits: int = 1) -> str:
    """A coordinate, to a tenth."""
    return f"{round(value, digits) + 0:.{digits}f}".rstrip("0").rstrip(".")


def said(words: str) -> str:
    """A text of the spec's as a text of the file's: nothing in it is markup, and nothing unseen."""
    return escape(visible(words), quote=True)


def _dark_rule(picture: Picture) -> str:
    """The colours in dark, by the classes of the picture's marks."""
    looks = {Look("paper")}
    for mark in flat(picture.marks):
        looks.add(
            Look(mark.fill) if isinstance(mark, Words) else Look(mark.look.fill, mark.look.stroke)
        )
        if isinstance(mark, Line) and mark.arrow:
            looks.add(Look(mark.look.stroke))
    inner = sorted(f".{SCOPE} .{class_of(each)}{{{_dark(each)}}}" for each in looks)
    whole = f".{SCOPE}.{USUAL.fill}{{{_dark(Look(USUAL.fill))}}}"
    return f"@media (prefers-color-scheme:dark){{{whole}{''.join(inner)}}}"


def class_of(look: Look) -> str:
    """The class by which a look's colours are found: `conv`, `paper-muted`, `line-ink`."""
    if not look.stroke or look.fill == look.stroke:
        return look.fill + "-filled" * (not look.stroke and look.fill in STROKES)
    return f"{look.fill or 'line'}-{look.stroke}"


def _dark(look: Look) -> str:
    fill = f"fill:{colour(look.fill, 'dark')}" if look.fill else ""
    stroke = f"stroke:{colour(look.stroke, 'dark', stroke=True)}" if look.stroke else ""
    return ";".join(each for each in (fill, stroke) if each)


def _marks(marks: tuple[Mark, ...], theme: Theme, page: InPage) -> Iterator[str]:
    """The marks in order; lines of one look that follow one another are one path."""
    for key, run in groupby(marks, lambda mark: isinstance(mark, Line) and mark.look):
        if key:
            yield from _lines(tuple(each for each in run if isinstance(each, Line)), theme)
        else:
            for mark in run:
                yield from (
                    _group(mark, theme, page) if isinstance(mark, Group) else _mark(mark, theme)
                )


def _group(group: Group, theme: Theme, page: InPage) -> Iterator[str]:
    named = group.path and page.prefix is not None
    if not named and not group.title:
        yield from _marks(group.marks, theme, page)
        return
    name = f' id="{said(f"{page.prefix}{group.path}")}"' if named else ""
    yield f"<g{name}>"
    if group.title:
        yield f"<title>{said(group.title)}</title>"
    yield from _linked(group, theme, page)
    yield "</g>"


def _linked(group: Group, theme: Theme, page: InPage) -> Iterator[str]:
    """A group's marks, its own in a link if it leads somewhere; groups inside have links of their own."""
    leads = page.links.get(group.path)
    if not leads:
        yield from _marks(group.marks, theme, page)
        return
    inner = tuple(each for each in group.marks if isinstance(each, Group))
    yield f'<a href="{said(leads)}">'
    yield from _marks(tuple(each for each in group.marks if each not in inner), theme, page)
    yield "</a>"
    yield from _marks(inner, theme, page)


def _mark(mark: Mark, theme: Theme) -> Iterator[str]:
    if isinstance(mark, Words):
        yield _words(mark, theme)
    elif isinstance(mark, Rectangle):
        place = f'x="{number(mark.x)}" y="{number(mark.y)}"'
        size = f'width="{number(mark.width)}" height="{number(mark.height)}"'
        round_ = f' rx="{number(mark.radius)}"' if mark.radius else ""
        yield f"<rect {place} {size}{round_}{_look(mark.look, theme)}/>"
    elif isinstance(mark, Arc):
        yield f'<path d="{_arc(mark)}"{_look(mark.look, theme)}/>'
    elif isinstance(mark, Circle):
        place = f'cx="{number(mark.x)}" cy="{number(mark.y)}" r="{number(mark.radius)}"'
        yield f"<circle {place}{_look(mark.look, theme)}/>"
    elif isinstance(mark, Polygon):
        points = " ".join(f"{number(x)},{number(y)}" for x, y in mark.points)
        yield f'<polygon points="{points}"{_look(mark.look, theme)}/>'


def _arc(arc: Arc) -> str:
    (x, y), *others = (arc.start, *arc.bends, arc.end)
    ways = " ".join(f"{number(to_x)} {number(to_y)}" for to_x, to_y in others)
    return f"M{number(x)} {number(y)}C{ways}"


def _lines(lines: tuple[Line, ...], theme: Theme) -> Iterator[str]:
    """Lines of one look, and the heads of those that are arrows."""
    look = lines[0].look
    yield f'<path d="{"".join(way(shaft(each)) for each in lines)}"{_look(look, theme)}/>'
    heads = "".join(f"{way(head(each))}z" for each in lines if each.arrow)
    if heads:
        yield f'<path d="{heads}"{_look(Look(fill=look.stroke), theme)}/>'


def _words(words: Words, theme: Theme) -> str:
    place = f'x="{number(words.x)}" y="{number(words.y)}"'
    size = f' font-size="{number(words.size)}"' if words.size != USUAL.size else ""
    anchor = f' text-anchor="{words.anchor}"' if words.anchor != USUAL.anchor else ""
    bold = ' font-weight="bold"' if words.bold else ""
    fill = _look(Look(words.fill), theme)
    return f"<text {place}{size}{anchor}{bold}{fill}>{said(words.text)}</text>"


def _look(look: Look, theme: Theme) -> str:
    """The attributes of a look; letters and arrows' heads have theirs from the whole, if they are the usual ones."""
    if look == Look(USUAL.fill):
        return ""
    fill = colour(look.fill, theme) if look.fill else "none"
    text = f' class="{class_of(look)}" fill="{fill}"'
    if look.stroke:
        text += f' stroke="{colour(look.stroke, theme, stroke=True)}"'
        text += f' stroke-width="{number(look.width)}"' if look.width != 1 else ""
        text += f' stroke-dasharray="{DASHES}"' if look.dashed else ""
    return text


def way(points: tuple[Point, ...]) -> str:
    """The way through points, in the letters of a path: each from the one before it."""
    (x, y), *others = ((round(x, 1), round(y, 1)) for x, y in points)
    pieces = [f"M{number(x)} {number(y)}"]
    for to_x, to_y in others:
        right, down = number(to_x - x), number(to_y - y)
        both = f"l{right}{'' if down.startswith('-') else ' '}{down}"
        pieces.append(f"v{down}" if right == "0" else f"h{right}" if down == "0" else both)
        x, y = to_x, to_y
    return "".join(pieces)
