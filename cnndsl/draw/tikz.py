"""A picture as TikZ, from the marks that the SVG is written from: a file that LaTeX makes a page of by itself.

What stands between `\\begin{tikzpicture}` and its end can be taken into a paper; it needs the package tikz alone.
"""

import re
from collections.abc import Iterator
from unicodedata import normalize

from cnndsl.draw.arrows import head, shaft
from cnndsl.draw.marks import (
    Arc,
    Circle,
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
from cnndsl.draw.svg import number
from cnndsl.text import visible

POINTS = 72.27 / 96
"""TeX's points in a pixel."""
SPECIAL = {
    "\\": r"\ensuremath{\backslash}",
    "{": r"\ensuremath{\{}",
    "}": r"\ensuremath{\}}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "×": r"\ensuremath{\times}",
    "·": r"\ensuremath{\cdot}",
    "−": r"\ensuremath{-}",
    "²": r"\ensuremath{^2}",
    "³": r"\ensuremath{^3}",
    "…": r"\ldots{}",
    "–": r"\textendash{}",
    "→": r"\ensuremath{\to}",
    "<": r"\ensuremath{<}",
    ">": r"\ensuremath{>}",
    "|": r"\ensuremath{|}",
    "`": r"\`{}",
    "$": r"\symbol{36}",  # `\$` is in a font that may have letters of pixels alone
    '"': r"\textquotedblright{}",
} | {sign: f"\\{sign}" for sign in "#%&_"}
ANCHORS = {"start": "base west", "middle": "base", "end": "base east"}
LETTERS = "ßÆæŒœØøŁłı"
ACCENTS = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0327"
"""Those that TeX's own fonts put on a letter, beside which they have further letters."""
PAIRS = re.compile("(?<=-)-|(?<=')'")
"""What TeX would make one sign of."""
HEAD = r"""\documentclass{article}
\usepackage{fix-cm,tikz}
\pagestyle{empty}
\parindent=0pt \topskip=0pt \hoffset=-1in \voffset=-1in
\oddsidemargin=0pt \topmargin=0pt \headheight=0pt \headsep=0pt
"""


def tikz(picture: Picture, theme: Theme = "light") -> str:
    """The file's text."""
    unit = picture.inches * 72.27 / picture.width if picture.inches else POINTS
    wide, high = f"{picture.width * unit:.2f}pt", f"{picture.height * unit:.2f}pt"
    lines = [
        f"% {' '.join(visible(picture.title).split())}",
        f"{HEAD}\\paperwidth={wide} \\textwidth={wide} \\pdfpagewidth={wide}",
        f"\\paperheight={high} \\textheight=1.01\\paperheight \\pdfpageheight={high}",
        "\\begin{document}",
        *(
            f"\\definecolor{{{_name(*each)}}}{{HTML}}{{{_html(*each, theme)}}}"
            for each in sorted(set(_names(picture)))
        ),
        f"\\begin{{tikzpicture}}[x={unit:.4f}pt,y=-{unit:.4f}pt,inner sep=0pt]",
        f"\\fill[f-paper,use as bounding box] (0,0) rectangle ({number(picture.width)},{number(picture.height)});",
        *(line for mark in flat(picture.marks) for line in _mark(mark, unit)),
        "\\end{tikzpicture}",
        "\\end{document}",
    ]
    return "\n".join(lines) + "\n"


def _names(picture: Picture) -> Iterator[tuple[str, bool]]:
    """The colours that are used: a palette's name, and whether it is that of a stroke."""
    yield "paper", False
    for mark in flat(picture.marks):
        if isinstance(mark, Words):
            yield mark.fill, False
            continue
        yield from [(mark.look.fill, False)] * bool(mark.look.fill)
        yield from [(mark.look.stroke, True)] * bool(mark.look.stroke)


def _name(name: str, stroke: bool) -> str:
    return f"{'s' if stroke else 'f'}-{name}"


def _html(name: str, stroke: bool, theme: Theme) -> str:
    plain = colour(name, theme, stroke).removeprefix("#")
    return plain if len(plain) == 6 else "".join(2 * part for part in plain)


def escaped(words: str) -> str:
    """A text as TeX reads it; letters that its own fonts have not are question marks."""
    return PAIRS.sub(r"{}\g<0>", "".join(map(_sign, normalize("NFC", visible(words)))))


def _sign(sign: str) -> str:
    if sign.isascii() or sign in SPECIAL or sign in LETTERS:
        return SPECIAL.get(sign, sign)
    letter, *accents = tuple(normalize("NFD", sign))
    has_it = letter.isascii() and letter.isalpha() and len(accents) == 1 and accents[0] in ACCENTS
    return sign if has_it and sign < "\u0180" else "?"


def _mark(mark: Mark, unit: float) -> Iterator[str]:
    if isinstance(mark, Words):
        size = mark.size * unit
        bold = "\\bfseries" * mark.bold
        font = f"\\fontsize{{{size:.2f}}}{{{size * 1.2:.2f}}}\\selectfont{bold}"
        place = f"({number(mark.x)},{number(mark.y)})"
        options = f"anchor={ANCHORS[mark.anchor]},text=f-{mark.fill},font=\\sffamily{font}"
        yield f"\\node[{options}] at {place} {{{escaped(mark.text)}}};"
    elif isinstance(mark, Rectangle):
        corner = f",rounded corners={mark.radius * unit:.2f}pt" if mark.radius else ""
        foot = f"({number(mark.x + mark.width)},{number(mark.y + mark.height)})"
        yield f"\\path[{_look(mark.look, unit)}{corner}] ({number(mark.x)},{number(mark.y)}) rectangle {foot};"
    elif isinstance(mark, Circle):
        place = f"({number(mark.x)},{number(mark.y)})"
        yield f"\\path[{_look(mark.look, unit)}] {place} circle [radius={mark.radius * unit:.2f}pt];"
    elif isinstance(mark, Arc):
        start, first, second, end = (
            f"({number(x)},{number(y)})" for x, y in (mark.start, *mark.bends, mark.end)
        )
        yield f"\\path[{_look(mark.look, unit)}] {start} .. controls {first} and {second} .. {end};"
    elif isinstance(mark, Polygon):
        yield f"\\path[{_look(mark.look, unit)}] {_way(mark.points)} -- cycle;"
    elif isinstance(mark, Line):
        yield f"\\path[{_look(mark.look, unit)}] {_way(shaft(mark))};"
        if mark.arrow:
            yield f"\\path[fill=s-{mark.look.stroke}] {_way(head(mark))} -- cycle;"


def _look(look: Look, unit: float) -> str:
    found = [f"fill=f-{look.fill}"] * bool(look.fill)
    if look.stroke:
        found += [f"draw=s-{look.stroke}", f"line width={look.width * unit:.2f}pt"]
    if look.dashed:
        found.append(f"dash pattern=on {5 * unit:.2f}pt off {3 * unit:.2f}pt")
    return ",".join(found)


def _way(points: tuple[Point, ...]) -> str:
    return " -- ".join(f"({number(x)},{number(y)})" for x, y in points)
