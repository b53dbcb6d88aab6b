"""A picture as SVG: text that a vector editor opens and a person can read.

Colours stand as attributes, and dark ones in a rule of a style element, since CairoSVG and resvg know neither
`var()` nor a rule for dark. There is no script and nothing from elsewhere.
"""

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Literal, TypeAlias

from cnndsl.draw.arrows import head, shaft
from cnndsl.draw.marks import (
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
from cnndsl.text import visible

Themes: TypeAlias = Literal["light", "dark", "auto"]
FONT = "Helvetica, Arial, 'Liberation Sans', 'Nimbus Sans', sans-serif"
DASHES = "5 3"
USUAL = Words(0, 0, "")
"""The look of a text that states no other; the whole file has it."""


def svg(picture: Picture, theme: Themes = "auto", links: str = "") -> str:
    """The picture's text; `links` is what stands before a path where a box leads somewhere, as `#row-`."""
    wide, high = number(picture.width), number(picture.height)
    size = f'width="{wide}" height="{high}"'
    if picture.inches:
        ratio = picture.height / picture.width
        size = f'width="{number(picture.inches)}in" height="{number(picture.inches * ratio, 3)}in"'
    base: Theme = "dark" if theme == "dark" else "light"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {wide} {high}" role="img" '
        f'font-family="{FONT}" font-size="{USUAL.size:g}" text-anchor="{USUAL.anchor}" '
        f'class="{USUAL.fill}" fill="{colour(USUAL.fill, base)}">',
        f"<title>{said(picture.title)}</title>",
        f"<desc>{said(picture.description)}</desc>",
        *([f"<style>{_dark_rule(picture)}</style>"] if theme == "auto" else []),
        f'<rect class="paper" width="{wide}" height="{high}" fill="{colour("paper", base)}"/>',
        *_marks(picture.marks, base, links),
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
    looks = {Look(USUAL.fill), Look("paper")}
    for mark in flat(picture.marks):
        looks.add(
            Look(mark.fill) if isinstance(mark, Words) else Look(mark.look.fill, mark.look.stroke)
        )
        if isinstance(mark, Line) and mark.arrow:
            looks.add(Look(mark.look.stroke))
    rules = sorted(f".{class_of(each)}{{{_dark(each)}}}" for each in looks)
    return f"@media (prefers-color-scheme:dark){{{''.join(rules)}}}"


def class_of(look: Look) -> str:
    """The class by which a look's colours are found: `conv`, `paper-muted`, `line-ink`."""
    if not look.stroke or look.fill == look.stroke:
        return look.fill + "-filled" * (not look.stroke and look.fill in STROKES)
    return f"{look.fill or 'line'}-{look.stroke}"


def _dark(look: Look) -> str:
    fill = f"fill:{colour(look.fill, 'dark')}" if look.fill else ""
    stroke = f"stroke:{colour(look.stroke, 'dark', stroke=True)}" if look.stroke else ""
    return ";".join(each for each in (fill, stroke) if each)


def _marks(marks: tuple[Mark, ...], theme: Theme, links: str) -> Iterator[str]:
    """The marks in order; lines of one look that follow one another are one path."""
    for key, run in groupby(marks, lambda mark: isinstance(mark, Line) and mark.look):
        if key:
            yield from _lines(tuple(each for each in run if isinstance(each, Line)), theme)
        else:
            for mark in run:
                yield from (
                    _group(mark, theme, links) if isinstance(mark, Group) else _mark(mark, theme)
                )


def _group(group: Group, theme: Theme, links: str) -> Iterator[str]:
    if not group.path and not group.title:
        yield from _marks(group.marks, theme, links)
        return
    named = f' id="{said(group.path)}"' if group.path else ""
    leads = links and group.path
    yield f'<a href="{said(links + group.path)}"{named}>' if leads else f"<g{named}>"
    if group.title:
        yield f"<title>{said(group.title)}</title>"
    yield from _marks(group.marks, theme, links)
    yield "</a>" if leads else "</g>"


def _mark(mark: Mark, theme: Theme) -> Iterator[str]:
    if isinstance(mark, Words):
        yield _words(mark, theme)
    elif isinstance(mark, Rectangle):
        place = f'x="{number(mark.x)}" y="{number(mark.y)}"'
        size = f'width="{number(mark.width)}" height="{number(mark.height)}"'
        round_ = f' rx="{number(mark.radius)}"' if mark.radius else ""
        yield f"<rect {place} {size}{round_}{_look(mark.look, theme)}/>"
    elif isinstance(mark, Circle):
        place = f'cx="{number(mark.x)}" cy="{number(mark.y)}" r="{number(mark.radius)}"'
        yield f"<circle {place}{_look(mark.look, theme)}/>"
    elif isinstance(mark, Polygon):
        yield f'<path d="{way(mark.points)}z"{_look(mark.look, theme)}/>'


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
    """The way through points, in the letters of a path."""
    (x, y), *others = ((number(x), number(y)) for x, y in points)
    pieces = [f"M{x} {y}"]
    for to_x, to_y in others:
        pieces.append(f"V{to_y}" if to_x == x else f"H{to_x}" if to_y == y else f"L{to_x} {to_y}")
        x, y = to_x, to_y
    return "".join(pieces)
