"""Texts as TeX reads them: every sign is printed, and none is a command, a comment or a part of one."""

import re

import pytest

from cnndsl.draw.marks import Circle, Line, Look, Picture, Polygon, Rectangle, Words
from cnndsl.draw.tikz import ACCENTS, SPECIAL, escaped, tikz

ASCII = "".join(map(chr, range(32, 127)))
COMMANDS = re.compile(r"\\(?:[a-zA-Z]+|.)")


def test_plain_letters_stay() -> None:
    assert escaped("conv3-64, /2 (a.b) = c; d: e! f? [g] + h * i @ j") == (
        "conv3-64, /2 (a.b) = c; d: e! f? [g] + h * i @ j"
    )


def test_no_sign_of_ascii_is_special_to_tex() -> None:
    """What is left without our own commands has none of the signs that TeX takes otherwise than as letters."""
    for sign in ASCII:
        left = COMMANDS.sub("", escaped(sign)).replace("{}", "")
        in_mathematics = sign in "<>|" and left == f"{{{sign}}}"
        assert in_mathematics or not set(left) & set('\\#$%&~_^`"|<>'), sign
    for sign in "#%&_":
        assert escaped(sign) == f"\\{sign}"
    assert escaped(r"\input{x}") == r"\ensuremath{\backslash}input\ensuremath{\{}x\ensuremath{\}}"
    assert escaped("^^M") == r"\textasciicircum{}\textasciicircum{}M"


def test_braces_are_paired_whatever_is_written() -> None:
    for sign in (*ASCII, "\n", "\x1b", "文", "é"):
        plain = re.sub(r"\\[{}]", "", escaped(f"}}{sign}{{"))
        assert plain.count("{") == plain.count("}"), sign


def test_signs_that_tex_would_put_together_stay_apart() -> None:
    assert escaped("--- ''' a-b") == "-{}-{}- '{}'{}' a-b"
    assert escaped("“–”") == r"?\textendash{}?"
    assert escaped("?`!`") == r"?\`{}!\`{}"


@pytest.mark.parametrize("text", ["ÄöüßéçñåøŁœ", "šžČğő"])
def test_letters_of_tex_s_fonts_stay(text: str) -> None:
    assert escaped(text) == text


def test_other_letters_are_question_marks() -> None:
    assert escaped("文字 ж α ≤ ạ̈ đ \x07 \u202e") == "?? ? ? ? ?? ? ? ?"


def test_letters_may_be_written_with_their_accents_behind() -> None:
    for accent in ACCENTS:
        assert escaped(f"q{accent}") == "q?"
    assert escaped("e\u0301o\u0308c\u0327") == "éöç"


def test_the_page_is_as_large_as_the_picture() -> None:
    text = tikz(Picture(960, 480, (), "a\\b%\n\x07c", "d"))
    assert "\\paperwidth=722.70pt" in text  # 960/96 inches of 72.27 points
    assert "\\pdfpageheight=361.35pt" in text
    assert "use as bounding box] (0,0) rectangle (960,480);" in text
    assert text.splitlines()[0] == "% a\\b%␊␇c"
    wide = tikz(Picture(960, 480, (), "a", "b", inches=5))
    assert "\\pdfpagewidth=361.35pt" in wide


def test_all_marks_are_written_with_their_colours() -> None:
    look = Look("conv", "conv", 2, dashed=True)
    marks = (
        Rectangle(1, 2, 3, 4, look),
        Circle(5, 6, 7, Look("pool")),
        Polygon(((0, 0), (1, 0), (1, 1)), Look(stroke="ink")),
        Line(((0, 0), (20, 0)), arrow=True),
        Words(8, 9, "100%", bold=True, anchor="end"),
    )
    text = tikz(Picture(96, 96, marks, "a", "b"), "dark")
    assert "(1,2) rectangle (4,6);" in text
    assert "(5,6) circle [radius=5.27pt];" in text
    assert "(0,0) -- (1,0) -- (1,1) -- cycle;" in text
    assert "(0,0) -- (16.5,0);" in text
    assert "(20,0) -- (13,3.2) -- (13,-3.2) -- cycle;" in text
    assert "anchor=base east" in text
    assert "{100\\%};" in text
    assert "line width=1.51pt,dash pattern=on 3.76pt off 2.26pt" in text
    named = set(re.findall(r"\\definecolor\{([^}]*)\}", text))
    used = set(re.findall(r"(?:fill|draw|text)=([fs]-[a-z]+)", text)) | {"f-paper"}
    assert named == used
    assert "{HTML}{0F141A}" in text


def test_what_is_special_has_one_way_to_be_written() -> None:
    assert set("\\{}#$%&_^~") <= SPECIAL.keys()
