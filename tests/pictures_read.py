"""Pictures read back from their SVG: what stands where, and what is said of each layer."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple
from xml.etree import ElementTree

from conftest import network

from cnndsl.analyse.figures import LayerFigures, Result
from cnndsl.compile import compile_text
from cnndsl.draw.draw import STYLES
from cnndsl.draw.marks import Picture
from cnndsl.draw.options import Unsuited, Wanted
from cnndsl.draw.svg import svg
from cnndsl.resources import bundled
from cnndsl.text import Text

SVG = "{http://www.w3.org/2000/svg}"


class ReadBox(NamedTuple):
    x: float
    y: float
    width: float
    height: float


class Part(NamedTuple):
    """A group of the file."""

    path: str
    title: str
    texts: tuple[str, ...]
    boxes: tuple[ReadBox, ...]


@cache
def drawn(style: str, *names: str) -> Picture:
    """Bundled networks in a style."""
    return STYLES[style](tuple(map(network, names)), Wanted())


@cache
def accepted(style: str) -> tuple[str, ...]:
    """The bundled networks that a style draws."""
    return tuple(name for name in bundled() if _is_drawn(style, name))


def _is_drawn(style: str, name: str) -> bool:
    try:
        return bool(drawn(style, name))
    except Unsuited:
        return False


def spec(text: str) -> Result:
    return compile_text(Text("spec.cnn", text))


def root(picture: Picture) -> ElementTree.Element:
    return ElementTree.fromstring(svg(picture))


def texts(picture: Picture) -> tuple[str, ...]:
    """All texts, in their order in the file."""
    return tuple(each.text or "" for each in root(picture).iter(f"{SVG}text"))


def parts(picture: Picture) -> Iterator[Part]:
    for group in root(picture).iter(f"{SVG}g"):
        yield Part(
            group.get("id", ""),
            group.findtext(f"{SVG}title", ""),
            tuple(each.text or "" for each in group.findall(f"{SVG}text")),
            tuple(map(_box, group.findall(f"{SVG}rect"))),
        )


def _box(found: ElementTree.Element) -> ReadBox:
    x, y, width, height = (float(found.get(name, 0)) for name in ReadBox._fields)
    return ReadBox(x, y, width, height)


def boxes(picture: Picture) -> tuple[ReadBox, ...]:
    """All rectangles but the ground."""
    return tuple(map(_box, root(picture).iter(f"{SVG}rect")))[1:]


def by_path(result: Result) -> dict[str, LayerFigures]:
    return {row.path: row for row in result.rows}


def params_said(title: str) -> int:
    found = re.search(r"([\d,]+) parameters", title)
    assert found, title
    return int(found[1].replace(",", ""))


def paths_are_unique(picture: Picture) -> bool:
    paths = [each.path for each in parts(picture) if each.path]
    return len(paths) == len(set(paths))
