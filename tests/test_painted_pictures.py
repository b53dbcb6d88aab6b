"""Pictures in pixels and on pages: of their size, in their colours, and alike in Chromium, CairoSVG and librsvg."""

import re
import subprocess
import zlib
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from browser import opened
from pictures_read import drawn
from PIL import Image, ImageChops, ImageFilter, ImageStat
from tools import library, program

import cnndsl
from cnndsl.draw.marks import Picture, Rectangle, flat
from cnndsl.draw.palette import Theme, colour, rgb
from cnndsl.draw.raster import SCALE
from cnndsl.draw.svg import svg

SMALL = "network Small input 3x16x16 C3D4 R M FC10"
DOZEN = [
    ("volumes", "vgg_e"),
    ("volumes", "alexnet"),
    ("stacks", "lenet5"),
    ("stacks", "conv_autoencoder"),
    ("graph", "googlenet"),
    ("graph", "siamese"),
    ("graph", "yolov3"),
    ("u", "unet"),
    ("u", "attention_unet"),
    ("table", "resnet50"),
    ("table", "vgg_d"),
    ("receptive", "vgg_d"),
    ("receptive", "wavenet"),
]
BLUR = 8
"""Pixels of the screen, four of the picture: how edges are smoothed and where letters begin is each program's own."""
LIKE, MEAN = 12, 1.0
"""Of 255 parts of a colour, by how much blurred pixels differ at most, and on average. An arrow that is left out makes
18 of a blurred pixel, a short text 50.
"""
TEXTS_OF_CAIRO = 50
"""CairoSVG has letters begin at whole pixels, so that long lines end up to six of them further."""


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_png_has_the_pictures_size_and_colours(theme: Theme, tmp_path: Path) -> None:
    library("cairosvg")
    drawing = cnndsl.check(SMALL).draw("graph", theme=theme)
    drawing.save(tmp_path / "a.png")
    image = Image.open(tmp_path / "a.png").convert("RGB")
    picture = drawing.picture
    assert image.size == (ceil(SCALE * picture.width), ceil(SCALE * picture.height))
    assert image.getpixel((1, 1)) == rgb(colour("paper", theme))
    boxes = [
        each for each in flat(picture.marks) if isinstance(each, Rectangle) and each.width > 60
    ]
    assert {each.look.fill for each in boxes} >= {"input", "conv", "pool", "fc"}
    for each in boxes:
        place = int(SCALE * (each.x + 6)), int(SCALE * (each.y + each.height / 2))
        assert image.getpixel(place) == rgb(colour(each.look.fill, theme)), each


@pytest.mark.slow
@pytest.mark.parametrize("width", ["", "5in"])
def test_pdf_is_a_page_of_the_pictures_size(width: str, tmp_path: Path) -> None:
    library("cairosvg")
    drawing = cnndsl.check(SMALL).draw("graph", width=width)
    drawing.save(tmp_path / "a.pdf")
    content = (tmp_path / "a.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    said = objects(content)
    assert len(re.findall(rb"/Type\s*/Page\b", said)) == 1
    (box,) = re.findall(rb"/MediaBox\s*\[([^]]*)\]", said)
    wide, high = drawing.picture.width, drawing.picture.height
    points = 5 * 72 / wide if width else 72 / 96
    assert [float(each) for each in box.split()] == pytest.approx(
        [0, 0, wide * points, high * points], abs=0.1
    )


def objects(pdf: bytes) -> bytes:
    """A PDF's text, with what is compressed in it."""
    found = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(found)


@pytest.mark.full
def test_it_looks_alike_in_three_programs() -> None:
    with opened() as page:
        sharp = page.context.browser.new_page(device_scale_factor=SCALE)
        for style, name in DOZEN:
            picture = drawn(style, name)
            text = svg(picture, "light")
            for shown, most in (
                (text, TEXTS_OF_CAIRO),
                (re.sub("<text.*?</text>", "", text), LIKE),
            ):
                chromium = by_chromium(sharp, shown, picture)
                assert_alike(chromium, by_librsvg(shown, picture), LIKE, f"librsvg, {style} {name}")
                assert_alike(chromium, by_cairo(shown, picture), most, f"CairoSVG, {style} {name}")


def assert_alike(one: Image.Image, other: Image.Image, most: int, what: str) -> None:
    blurred = [each.filter(ImageFilter.GaussianBlur(BLUR)) for each in (one, other)]
    apart: Any = ImageChops.difference(*blurred)
    assert max(high for _, high in apart.getextrema()) <= most, what
    assert max(ImageStat.Stat(apart).mean) <= MEAN, what


def by_chromium(page: Any, text: str, picture: Picture) -> Image.Image:
    size = {"width": ceil(picture.width), "height": ceil(picture.height)}
    page.set_viewport_size(size)
    page.set_content(f'<body style="margin: 0">{text}</body>')
    page.wait_for_selector("svg", state="attached")
    return _image(page.screenshot(), picture)


def by_cairo(text: str, picture: Picture) -> Image.Image:
    return _image(library("cairosvg").svg2png(bytestring=text.encode(), scale=SCALE), picture)


def by_librsvg(text: str, picture: Picture) -> Image.Image:
    command = [program("rsvg-convert", "librsvg2-bin"), "--zoom", str(SCALE)]
    ran = subprocess.run(command, input=text.encode(), capture_output=True, check=True)
    return _image(ran.stdout, picture)


def _image(png: bytes, picture: Picture) -> Image.Image:
    """The whole pixels of a picture."""
    whole = (0, 0, int(SCALE * picture.width), int(SCALE * picture.height))
    return Image.open(BytesIO(png)).convert("RGB").crop(whole)
