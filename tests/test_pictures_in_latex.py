"""Pictures as LaTeX: a page of their size with all their texts, whatever stands in these; TeX runs nothing of them."""

import re
import subprocess
from pathlib import Path
from unicodedata import normalize

import pytest
from conftest import network
from pictures_read import drawn
from tools import program

from cnndsl.draw.draw import draw
from cnndsl.draw.marks import Picture, Words, flat
from cnndsl.draw.options import Wanted
from cnndsl.draw.palette import Theme
from cnndsl.draw.tikz import tikz

TEX = ("-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error")
DOZEN = [
    ("volumes", "vgg_e"),
    ("volumes", "alexnet"),
    ("stacks", "lenet5"),
    ("stacks", "conv_autoencoder"),
    ("graph", "googlenet"),
    ("graph", "yolov3"),
    ("graph", "siamese"),
    ("u", "unet"),
    ("u", "attention_unet"),
    ("table", "resnet50"),
    ("receptive", "vgg_d"),
    ("receptive", "wavenet"),
]
ASCII = "".join(map(chr, range(33, 127)))
HOSTILE = {
    ASCII[:32]: ASCII[:32],
    ASCII[32:63]: ASCII[32:63],
    ASCII[63:]: ASCII[63:],
    r"\input{/etc/passwd}": r"\input{/etc/passwd}",
    r"\write18{touch ran}": r"\write18{touch ran}",
    r"^^M^^5cinput x": r"^^M^^5cinput x",
    "100 % of {it} $x_1$": "100 % of {it} $x_1$",
    r"\end{document}": r"\end{document}",
    "}}}\\par\\relax #1": "}}}\\par\\relax #1",
    "--- -- `` '' ?` !` <<": "--- -- `` '' ?` !` <<",
    "ÄÖÜäöüß éèêë ñ ç å ø": "ÄÖÜäöüß éèêë ñ ç å ø",
    "łódź čšž Ő ğ ı æ œ": "lódź čšž Ő ğ ı æ œ",
    "文字 слой طبقة שכבה": "?? ???? ???? ????",
    "3×3·4² − 5 → 6 … 7–8": "3×3·4² − 5 → 6 … 7–8",
    "≤ ∞ √ α β Ω €": "? ? ? ? ? ? ?",
    "a\tb\x07c\x1bd": "a b?c?d",
    "e\u0301 a\u200bb \u202ec": "é a?b ?c",
    "a\u0330\u0323 \U0001f600": "a?? ?",
    "  two  spaces  ": "two spaces",
}
"""Texts, and what LaTeX makes of them: letters that its fonts have not are question marks."""


def compiled(text: str, folder: Path) -> Path:
    """The PDF of a LaTeX file; what TeX says of it has no error and no letter that is missing."""
    (folder / "picture.tex").write_text(text, encoding="utf-8")
    command = [program("pdflatex", "texlive-pictures"), *TEX, "picture.tex"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    said = ran.stdout.decode(errors="replace")
    assert ran.returncode == 0, said[-600:]
    assert not re.search("<[^<>]*pk>", said), "letters are pixels"
    assert (
        re.findall("^(?:!|.*(?:Missing character|undefined|Warning|Overfull)).*", said, re.M) == []
    )
    return folder / "picture.pdf"


def check_page(pdf: Path, picture: Picture) -> None:
    """One page, of the picture's size."""
    command = [program("pdfinfo", "poppler-utils"), str(pdf)]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    pages, wide, high = re.search(
        r"Pages:\s+(\d+).*Page size:\s+([\d.]+) x ([\d.]+) pts", said, re.S
    ).groups()  # type: ignore[union-attr]
    points = picture.inches * 72 / picture.width if picture.inches else 72 / 96
    assert pages == "1"
    assert (float(wide), float(high)) == pytest.approx(
        (picture.width * points, picture.height * points), abs=0.1
    )


SIGNS = {"_": "", "^": "ˆ", "~": "˜", "…": "...", '"': "”", "'": "’", "`": "`"}
"""What is read of a sign: an underscore is a line and no letter, and some are drawn by accents or by their like."""


def texts_of(pdf: Path) -> str:
    """What stands on the page, line by line."""
    command = [program("pdftotext", "poppler-utils"), "-raw", str(pdf), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def texts(picture: Picture) -> list[str]:
    return [each.text for each in flat(picture.marks) if isinstance(each, Words)]


def as_read(text: str) -> str:
    """A text as it is read from a page: without blanks, letters and accents apart and without ligatures."""
    return "".join(normalize("NFKD", "".join(SIGNS.get(sign, sign) for sign in text)).split())


@pytest.mark.full
@pytest.mark.parametrize(("style", "name"), DOZEN)
def test_it_is_a_page_with_all_its_texts(style: str, name: str, tmp_path: Path) -> None:
    picture = drawn(style, name)
    pdf = compiled(tikz(picture), tmp_path)
    check_page(pdf, picture)
    page = as_read(texts_of(pdf))
    assert [each for each in texts(picture) if as_read(each) not in page] == []


def page_of_lines(lines: list[str]) -> Picture:
    """A picture of texts alone, in all weights and colours that there are."""
    marks = tuple(
        Words(300, 20 * line, text, bold=bool(line % 2), fill="muted" if line % 3 else "ink")
        for line, text in enumerate(lines, 1)
    )
    return Picture(600, 20 * len(lines) + 20, marks, " ".join(lines), "lines")


@pytest.mark.full
def test_hostile_texts_are_texts(tmp_path: Path) -> None:
    picture = page_of_lines(list(HOSTILE))
    pdf = compiled(tikz(picture), tmp_path)
    check_page(pdf, picture)
    assert as_read(texts_of(pdf)) == "".join(map(as_read, HOSTILE.values()))
    assert {each.suffix for each in tmp_path.iterdir()} == {".tex", ".log", ".aux", ".pdf"}


@pytest.mark.full
def test_all_letters_of_europe_compile(tmp_path: Path) -> None:
    """Those below U+0250, of which TeX's fonts have some."""
    signs = "".join(map(chr, range(0xC0, 0x250)))
    picture = page_of_lines([signs[start : start + 16] for start in range(0, len(signs), 16)])
    pdf = compiled(tikz(picture), tmp_path)
    check_page(pdf, picture)
    assert "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ" in normalize("NFC", texts_of(pdf))


@pytest.mark.full
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_in_print_it_is_as_wide_as_wanted(theme: Theme, tmp_path: Path) -> None:
    picture = draw((network("resnet50"),), Wanted("graph", inches=5.5))
    check_page(compiled(tikz(picture, theme), tmp_path), picture)
