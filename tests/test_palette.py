"""The colours of pictures: contrasts as WCAG 2 has them, and fills that the colour-blind tell apart."""

from itertools import combinations
from math import dist
from typing import get_args

import pytest
from pictures_read import drawn

from cnndsl.draw.draw import STYLES
from cnndsl.draw.marks import Circle, Leaf, Rectangle, Words, box, flat
from cnndsl.draw.palette import FILLS, LINES, STROKES, Theme, colour, contrast, rgb

KINDS = ("conv", "pool", "fc", "up", "merge", "norm", "input")
GROUNDS = ("paper", "panel")
THEMES = get_args(Theme)
SENSES = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""The matrices of Machado, Oliveira and Fernandes 2009, for the whole lack of a cone, on linear parts of a colour."""
APART = 11
"""In CIELAB, where 2.3 is what can just be told apart beside one another (Mahy 1994): five times as much across a
picture.
"""
ONE_OF_EACH = {
    "volumes": "alexnet",
    "stacks": "lenet5",
    "graph": "googlenet",
    "u": "attention_unet",
    "table": "vgg_d",
    "receptive": "resnet18",
}


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("000000", "FFFFFF") == pytest.approx(21)
    assert contrast("777777", "FFFFFF") == pytest.approx(4.48, abs=0.005)
    assert contrast("FF0000", "0000FF") == pytest.approx(2.15, abs=0.005)


@pytest.mark.parametrize("theme", THEMES)
def test_ink_is_read_on_all_fills(theme: Theme) -> None:
    for fill in (*KINDS, *GROUNDS, "wrong"):
        assert contrast(colour("ink", theme), colour(fill, theme)) >= 4.5, fill
    for fill in GROUNDS:
        assert contrast(colour("muted", theme), colour(fill, theme)) >= 4.5, fill
    assert contrast(colour("paper", theme), colour("ink", theme)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_strokes_are_seen_on_all_that_lies_under_them(theme: Theme) -> None:
    for kind in KINDS:
        stroke = colour(kind, theme, stroke=True)
        for fill in (*KINDS, *GROUNDS):
            assert contrast(stroke, colour(fill, theme)) >= 3, (kind, fill)
    for name in (*LINES, "ink", "muted"):
        for fill in GROUNDS:
            assert contrast(colour(name, theme), colour(fill, theme)) >= 3, (name, fill)
    for fill in ("wrong", *GROUNDS):
        assert contrast(colour("wrong", theme, stroke=True), colour(fill, theme)) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("style", STYLES)
def test_texts_of_pictures_are_read_on_what_is_under_them(style: str, theme: Theme) -> None:
    picture = drawn(style, ONE_OF_EACH[style])
    marks = list(flat(picture.marks))
    found = {
        (each.fill, under(each, marks[:number]))
        for number, each in enumerate(marks)
        if isinstance(each, Words)
    }
    assert found
    for text, fill in found:
        assert contrast(colour(text, theme), colour(fill, theme)) >= 4.5, (text, fill)


@pytest.mark.parametrize("sense", SENSES)
@pytest.mark.parametrize("theme", THEMES)
def test_any_two_fills_are_told_apart(theme: Theme, sense: str) -> None:
    seen = {kind: as_seen(colour(kind, theme), sense) for kind in KINDS}
    near = {(a, b): dist(seen[a], seen[b]) for a, b in combinations(KINDS, 2)}
    assert {pair: each for pair, each in near.items() if each < APART} == {}


def test_every_kind_has_a_fill_and_a_stroke() -> None:
    assert {*KINDS, "wrong"} == {*STROKES}
    assert {*STROKES} < {*FILLS}


def under(words: Words, painted: list[Leaf]) -> str:
    """The fill that a text stands on."""
    place = box(words)
    x, y = place.x + place.width / 2, place.y + place.height / 2
    for mark in reversed(painted):
        if isinstance(mark, Rectangle | Circle) and mark.look.fill:
            area = box(mark)
            if 0 < x - area.x < area.width and 0 < y - area.y < area.height:
                return mark.look.fill
    return "paper"


def as_seen(colour: str, sense: str) -> tuple[float, float, float]:
    """A colour in CIELAB as it comes to eyes without a kind of cones."""
    parts = [linear(part) for part in rgb(colour)]
    red, green, blue = (
        min(max(sum(a * b for a, b in zip(row, parts, strict=True)), 0), 1) for row in SENSES[sense]
    )
    return lab(red, green, blue)


def linear(part: float) -> float:
    part /= 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def lab(red: float, green: float, blue: float) -> tuple[float, float, float]:
    """CIE 1976 L*a*b* of linear sRGB, under D65."""
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)
