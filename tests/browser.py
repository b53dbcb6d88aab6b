"""Chromium, and what it sees of a picture in a page of ours, by its own boxes and colours (picture_seen.js)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

from tools import library, program

from cnndsl.draw.marks import Picture
from cnndsl.draw.on_page import framed
from cnndsl.draw.text_widths import width
from cnndsl.show.tables import as_page

LOOKS = (Path(__file__).parent / "picture_seen.js").read_text(encoding="utf-8")
WIDE, NARROW, HIGH = 1280, 390, 800
"""The window of a laptop and of a telephone, in pixels."""
NEAR = 0.5
"""What may lie over one another: coordinates stand in files to a tenth of a pixel, a text's middle and both of its
ends are rounded so, and half a pixel is what smoothed edges take anyway.
"""
Scheme = Literal["light", "dark"]


class Seen(NamedTuple):
    """What a browser says of a picture in a page."""

    found: list[str]
    """What is wrong, in words."""
    ground: str
    """The colour of its paper."""
    letters: float
    """How many pixels of the screen the smallest letters are high."""
    larger: bool
    """Whether it is wider than its frame."""
    frame_scrolls: bool
    page_scrolls: bool
    widths: list[tuple[str, float, bool, float]]
    """Its texts: letters' size, whether they are bold, and how wide they are set."""

    @property
    def faults(self) -> list[str]:
        """What is wrong with the picture, and with how it stands in the page."""
        return [
            *self.found,
            *(
                f"wider than we think: {words} {set_}"
                for words, size, bold, set_ in self.widths
                if set_ > width(words, size, bold)
            ),
            *[f"letters of {self.letters:.2f} pixels"] * (round(self.letters, 1) < 12),
            *["the page scrolls sideways"] * self.page_scrolls,
            *["what is wider than its frame does not scroll in it"]
            * (self.larger != self.frame_scrolls),
        ]


@contextmanager
def opened() -> Iterator[Any]:
    """A page of Chromium's. A test's page is its own, since what playwright runs stays in the thread."""
    playwright = library("playwright.sync_api")
    chromium = program("chromium", "chromium")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium)
        yield browser.new_page()
        browser.close()


def page_of(picture: Picture) -> str:
    """A page as `report` writes it, with nothing but a picture."""
    return as_page(()).replace("<body>", f"<body>\n{framed(picture)}", 1)


def show(page: Any, text: str) -> None:
    """Put a page's text into Chromium, and wait until its picture is there."""
    page.set_content(text)
    page.wait_for_selector("svg.cnndsl-picture", state="attached")


def seen(page: Any, scheme: Scheme, wide: int) -> Seen:
    """What is seen of the picture that a page shows now, in a window."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": wide, "height": HIGH})
    told = page.evaluate(LOOKS, NEAR)
    return Seen(**{**told, "widths": [tuple(each) for each in told["widths"]]})


def faults(page: Any, text: str, wide: int) -> list[str]:
    """What is wrong with a page's picture, in light and in dark."""
    show(page, text)
    light, dark = seen(page, "light", wide), seen(page, "dark", wide)
    themed = ["light is dark's ground"] * (light.ground == dark.ground)
    return (
        themed
        + [f"light: {each}" for each in light.faults]
        + [f"dark: {each}" for each in dark.faults]
    )
