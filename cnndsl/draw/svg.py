"""A picture as SVG: text that a vector editor opens and a person can read.

Colours stand as attributes, and dark ones in a rule of a style element, since CairoSVG and resvg know neither
`var()` nor a rule for dark. There is no script and nothing from elsewhere.
"""

from collections.abc import Iterator
from html import escape
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
from cnndsl.draw.palette import Theme, colour
from cnndsl.text import visible

Themes: TypeAlias = Literal["light", "dark", "auto"]
FONT = "Helvetica, Arial, 'Liberation Sans', 'Nimbus Sans', sans-serif"
DASHES = "5 3"


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
        f'font-family="{FONT}">',
        f"<title>{said(picture.title)}</title>",
        f"<desc>{said(picture.description)}</desc>",
        *([f"<style>{_dark_rule(picture)}</style>"] if theme == "auto" else []),
        f'<rect class="f-paper" width="{wide}" height="{high}" fill="{colour("paper", base)}"/>',
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
    """The colours in dark, for those of the picture's marks."""
    fills, strokes = {"paper"}, set()
    for mark in flat(picture.marks):
        if isinstance(mark, Words):
            fills.add(mark.fill)
            continue
        fills.add(mark.look.fill)
        strokes.add(mark.look.stroke)
        if isinstance(mark, Line) and mark.arrow:
            fills.add(mark.look.stroke)
    rules = [f".f-{name}{{fill:{colour(name, 'dark')}}}" for name in sorted(fills - {""})]
    rules += [
        f".s-{name}{{stroke:{colour(name, 'dark', stroke=True)}}}"
        for name in sorted(strokes - {""})
    ]
    return f"@media (prefers-color-scheme:dark){{{''.join(rules)}}}"


def _marks(marks: tuple[Mark, ...], theme: Theme, links: str) -> Iterator[str]:
    for mark in marks:
        if isinstance(mark, Group):
            yield from _group(mark, theme, links)
        else:
            yield from _mark(mark, theme)


def _group(group: Group, theme: Theme, links: str) -> Iterator[str]:
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
        yield f'<polygon points="{_points(mark.points)}"{_look(mark.look, theme)}/>'
    elif isinstance(mark, Line):
        yield from _line(mark, theme)


def _line(line: Line, theme: Theme) -> Iterator[str]:
    points = shaft(line)
    yield f'<polyline points="{_points(points)}"{_look(line.look, theme)}/>'
    if line.arrow:
        filled = Look(fill=line.look.stroke)
        yield f'<polygon points="{_points(head(line))}"{_look(filled, theme)}/>'


def _words(words: Words, theme: Theme) -> str:
    bold = ' font-weight="bold"' if words.bold else ""
    anchor = f' text-anchor="{words.anchor}"' if words.anchor != "start" else ""
    return (
        f'<text class="f-{words.fill}" x="{number(words.x)}" y="{number(words.y)}" '
        f'font-size="{number(words.size)}"{anchor}{bold} fill="{colour(words.fill, theme)}">'
        f"{said(words.text)}</text>"
    )


def _look(look: Look, theme: Theme) -> str:
    classes = [f"f-{look.fill}"] * bool(look.fill) + [f"s-{look.stroke}"] * bool(look.stroke)
    fill = colour(look.fill, theme) if look.fill else "none"
    text = f' class="{" ".join(classes)}" fill="{fill}"'
    if look.stroke:
        text += f' stroke="{colour(look.stroke, theme, stroke=True)}"'
        text += f' stroke-width="{number(look.width)}"' if look.width != 1 else ""
        text += f' stroke-dasharray="{DASHES}"' if look.dashed else ""
    return text


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)
