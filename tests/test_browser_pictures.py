"""What Chromium sees of pictures, on a laptop and on a telephone, in light and in dark."""

from pathlib import Path

import pytest
from browser import NARROW, WIDE, faults, opened, page_of, seen, show
from conftest import Runner
from pictures_read import accepted, drawn

from cnndsl.draw.draw import STYLES
from cnndsl.draw.marks import Circle, Line, Look, Picture, Polygon, Rectangle, Words
from cnndsl.resources import bundled

ONE_OF_EACH = {
    "volumes": "vgg_e",
    "stacks": "lenet5",
    "graph": "googlenet",
    "u": "unet",
    "table": "resnet50",
    "receptive": "vgg_d",
}
BOX = Look("conv", "conv")


@pytest.mark.slow
def test_nothing_is_wrong_with_one_of_each_style() -> None:
    assert ONE_OF_EACH.keys() == STYLES.keys()
    with opened() as page:
        for style, name in ONE_OF_EACH.items():
            text = page_of(drawn(style, name))
            for wide in (WIDE, NARROW):
                assert faults(page, text, wide) == [], style


@pytest.mark.full
@pytest.mark.parametrize("wide", [WIDE, NARROW])
@pytest.mark.parametrize("style", STYLES)
def test_nothing_is_wrong_with_any(style: str, wide: int) -> None:
    with opened() as page:
        found = {name: faults(page, page_of(drawn(style, name)), wide) for name in accepted(style)}
    assert {name: each for name, each in found.items() if each} == {}


@pytest.mark.full
def test_nor_with_any_report(run: Runner, tmp_path: Path) -> None:
    """The page with its table and its links, on a telephone."""
    file, found = tmp_path / "report.html", {}
    with opened() as page:
        for name in bundled():
            assert run("report", name, "-o", str(file)).status == 0
            found[name] = faults(page, file.read_text(encoding="utf-8"), NARROW)
    assert {name: each for name, each in found.items() if each} == {}


PLANTED = {
    "text over text: one | other": (Words(100, 50, "one"), Words(112, 56, "other")),
    "text over an edge: long words": (Rectangle(80, 40, 40, 20, BOX), Words(100, 55, "long words")),
    "text over an edge: round": (Circle(100, 50, 12, BOX), Words(100, 55, "round")),
    "text over an edge: slanted": (
        Polygon(((80, 80), (120, 20), (140, 80)), BOX),
        Words(100, 55, "slanted"),
    ),
    "text under a shape: gone": (Words(100, 55, "gone"), Rectangle(60, 20, 80, 60, BOX)),
    "line through text: crossed": (Line(((60, 45), (160, 57))), Words(100, 55, "crossed")),
    "line through a box: line-ink 40 50 160 50": (
        Line(((40, 50), (160, 50))),
        Rectangle(80, 40, 40, 20, BOX),
    ),
    "line through a box: line-muted 40 50 160 50": (
        Rectangle(80, 40, 40, 20, Look("panel", "muted")),
        Line(((40, 50), (160, 50)), Look(stroke="muted")),
    ),
    "line through a box: line-muted 40 50 100 50": (
        Rectangle(80, 40, 40, 20, BOX),
        Line(((40, 50), (100, 50)), Look(stroke="muted")),
    ),
    "too pale: faint": (
        Rectangle(60, 20, 80, 60, BOX),
        Words(100, 55, "faint", fill="muted"),
    ),
    "too pale: line-panel": (Line(((40, 50), (160, 50)), Look(stroke="panel")),),
}
"""Marks, and what is to be said of them."""
SOUND = (
    Rectangle(20, 20, 80, 40, BOX, radius=6),
    Words(60, 45, "one", size=13),
    Words(60, 57, "two", size=10),
    Line(((100, 40), (130, 40)), arrow=True),
    Rectangle(130, 20, 60, 60, Look("panel", "muted")),
    Line(((160, 80), (160, 50))),
)


def planted(*marks: object) -> str:
    picture = Picture(200, 100, (*marks,), "planted", "planted")  # type: ignore[arg-type]
    return page_of(picture)


@pytest.mark.slow
def test_what_is_wrong_is_seen() -> None:
    with opened() as page:
        assert faults(page, planted(*SOUND), WIDE) == []
        for said, marks in PLANTED.items():
            found = faults(page, planted(*marks), WIDE)
            assert any(each.startswith(f"light: {said}") for each in found), (said, found)


@pytest.mark.slow
def test_what_is_wrong_with_a_page_is_seen() -> None:
    wide = planted(*SOUND).replace('width="240"', 'width="960"')
    with opened() as page:
        show(page, wide)
        assert seen(page, "light", NARROW).frame_scrolls
        assert not seen(page, "light", WIDE).frame_scrolls
        show(page, wide.replace("overflow-x: auto", ""))
        assert "the page scrolls sideways" in seen(page, "light", NARROW).faults
        small = planted(*SOUND).replace('width="240"', 'width="200"')
        assert "light: letters of 10.00 pixels" in faults(page, small, WIDE)
