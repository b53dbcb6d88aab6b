"""What tests of pictures of chains share: networks that are compiled once, and a picture's text read back."""

from functools import cache
from typing import NamedTuple
from xml.etree import ElementTree

from conftest import network

from cnndsl.analyse.figures import Result
from cnndsl.compile import compile_text
from cnndsl.draw.draw import STYLES
from cnndsl.draw.marks import Picture
from cnndsl.draw.options import Unsuited, Wanted
from cnndsl.draw.palette import colour
from cnndsl.draw.svg import USUAL, svg
from cnndsl.resources import bundled
from cnndsl.text import Text

NAMESPACE = "{http://www.w3.org/2000/svg}"


class Told(NamedTuple):
    """A text of a picture."""

    text: str
    size: float


@cache
def checked(spec: str) -> Result:
    return compile_text(Text("spec.cnn", spec))


@cache
def drawn(name: str, style: str) -> Picture:
    return STYLES[style]((network(name),), Wanted())


@cache
def accepted(style: str) -> dict[str, Picture]:
    """The pictures of all bundled networks that a style accepts."""
    return {name: drawn(name, style) for name in bundled() if not refusal(network(name), style)}


def refusal(result: Result, style: str) -> str:
    """Why a style does not draw a network; nothing where it does."""
    try:
        STYLES[style]((result,), Wanted())
    except Unsuited as reason:
        return str(reason)
    return ""


@cache
def read_back(picture: Picture) -> ElementTree.Element:
    """The picture's SVG, as a program reads it."""
    return ElementTree.fromstring(svg(picture))


def texts(picture: Picture) -> list[Told]:
    found = read_back(picture).iter(f"{NAMESPACE}text")
    return [Told(each.text or "", float(each.get("font-size", USUAL.size))) for each in found]


def groups(picture: Picture) -> dict[str, ElementTree.Element]:
    """The groups with a path, by it."""
    found = [each for each in read_back(picture).iter(f"{NAMESPACE}g") if each.get("id")]
    assert len({each.get("id") for each in found}) == len(found)
    return {each.get("id", ""): each for each in found}


def title(group: ElementTree.Element) -> str:
    return group.findtext(f"{NAMESPACE}title") or ""


def fronts(group: ElementTree.Element, fill: str) -> list[ElementTree.Element]:
    """The upright rectangles of a fill in a group."""
    found = group.iter(f"{NAMESPACE}rect")
    return [each for each in found if each.get("fill") == colour(fill, "light")]


def number(element: ElementTree.Element, name: str) -> float:
    return float(element.get(name, "nan"))
