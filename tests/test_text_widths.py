"""Our widths of texts, held against Liberation Sans, which is as wide as Helvetica and Arial."""

from pathlib import Path

import pytest
from PIL import ImageFont

from cnndsl.draw.text_widths import SLACK, shortened, width

FOLDERS = ("/usr/share/fonts/truetype/liberation", "/usr/share/fonts/truetype/liberation2")
ASCII = "".join(map(chr, range(32, 127)))
KNOWN = f"{ASCII}×·²³–—…→ÆæŒœ"
WORDS = [
    "3×3 conv, 64, /2",
    "input 3×224×224, 50 layers with weights, 25,557,032 parameters",
    "bottleneck(depth, stride)",
    "layer4.2.add1–relu3",
    "max pool 2×2/2 → 112",
    "WAVELET fit jill",
]
OTHERS = ["Äöüßéèêëñçåø", "Łódź šťastný", "Æsir œuvre", "Ωμέγα αβγδ", "Жёлтая щука", "7 ÷ 2 ± 1"]
"""Of letters that our table has not: they are taken for others, or for wide ones."""


def font(bold: bool) -> ImageFont.FreeTypeFont:
    name = f"LiberationSans-{'Bold' if bold else 'Regular'}.ttf"
    found = [place for folder in FOLDERS if (place := Path(folder, name)).exists()]
    if not found:
        pytest.fail("Liberation Sans is not installed: apt-get install fonts-liberation")
    return ImageFont.truetype(str(found[0]), 1000, layout_engine=ImageFont.Layout.BASIC)


@pytest.mark.slow
@pytest.mark.parametrize("bold", [False, True])
def test_each_sign_is_as_wide_as_in_the_font(bold: bool) -> None:
    """To a thousandth of its size; that is what the font's table is rounded to."""
    own = font(bold)
    for sign in KNOWN:
        assert width(sign, 1000, bold) / SLACK == pytest.approx(own.getlength(sign), abs=1.5), sign


@pytest.mark.slow
@pytest.mark.parametrize("bold", [False, True])
def test_no_text_is_wider_than_we_think(bold: bool) -> None:
    own = font(bold)
    for words in (*WORDS, *OTHERS):
        assert own.getlength(words) <= width(words, 1000, bold), words
    for words in WORDS:
        assert width(words, 1000, bold) <= 1.03 * SLACK * own.getlength(words), words


def test_a_width_grows_with_the_letters_and_their_size() -> None:
    assert width("", 13) == 0
    assert width("ab", 13) == pytest.approx(width("a", 13) + width("b", 13))
    assert width("ab", 26) == pytest.approx(2 * width("ab", 13))
    assert width("ab", 13, bold=True) > width("ab", 13)
    assert width("W", 1000) == pytest.approx(944 * SLACK)
    assert width("é", 13) == width("e\u0301", 13) == width("e", 13)
    assert width("文", 1000) == pytest.approx(1000 * SLACK)


def test_what_is_shortened_fits_and_is_a_beginning() -> None:
    text = "layer4.2.add1–relu3"
    assert shortened(text, width(text, 13), 13) == text
    for room in range(20, 120, 7):
        short = shortened(text, room, 13)
        assert width(short, 13) <= room
        assert short.endswith("…")
        assert text.startswith(short[:-1])
        longer = f"{text[: len(short)]}…"
        assert width(longer, 13) > room
