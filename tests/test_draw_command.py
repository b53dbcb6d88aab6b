"""`cnndsl draw` and `net.draw`: files by their endings, mistakes, what is refused."""

import re
import sys
from pathlib import Path

import pytest

import cnndsl
from cnndsl.cli import main

GRAPH = ["draw", "resnet18", "--style", "graph"]
BROKEN = "input 3x8x8 C3D4 R C99D2p0 FC3"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


STARTS = {
    "a.svg": b"<svg ",
    "a.tex": b"% ResNet18",
    "a.mmd": b"flowchart",
    "a.dot": b"digraph",
}


@pytest.mark.parametrize("name", STARTS)
def test_the_ending_says_what_is_written(name: str, folder: Path) -> None:
    assert main([*GRAPH, "-o", name]) == 0
    assert (folder / name).read_bytes().startswith(STARTS[name])


def test_svg_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(GRAPH) == 0
    said = capsys.readouterr().out
    assert said.startswith("<svg ")
    assert said.endswith("</svg>\n")


def test_a_mistake_is_drawn_and_replaces_no_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "a.svg"
    assert main(["draw", BROKEN, "-o", "a.svg"]) == 1
    assert 'class="wrong"' in file.read_text()
    file.write_text("good")
    assert main(["draw", BROKEN, "-o", "a.svg"]) == 1
    assert file.read_text() == "good"
    assert "not replaced" in capsys.readouterr().err
    assert main(["draw", BROKEN, "-o", "a.svg", "--force"]) == 1
    assert 'class="wrong"' in file.read_text()


REFUSED = [
    (["draw", "resnet18", "-o", "a.gif"], "a picture's file ends in .svg, .png, .pdf, .tex"),
    ([*GRAPH, "--width", "5.5"], "`5.5` is no width in print, as 5.5in"),
    ([*GRAPH, "--width", "1000in"], "no width in print"),
    ([*GRAPH, "--only", "layer9"], "`layer9` is no part of ResNet18; did you mean `layer1`?"),
    ([*GRAPH, "--titles", "none.txt"], "--titles none.txt: No such file"),
    (["draw", "resnet18", "vgg_d", "--style", "u"], "`u` draws one network"),
    (["draw", "resnet18", "vgg_d", "-o", "a.mmd"], "holds one network"),
    (["draw", BROKEN, "-o", "a.dot"], "without mistakes"),
    ([*GRAPH, "--depth", "0"], "no count"),
    (["draw", "vgg_d", "--style", "volumes", "--unfold"], "`volumes` folds no blocks"),
]


@pytest.mark.parametrize(("arguments", "why"), REFUSED)
def test_what_cannot_be_is_refused_in_a_line(
    arguments: list[str], why: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        raise SystemExit(main(arguments))
    assert ended.value.code == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith("cnndsl: ")
    assert why in said
    assert list(folder.iterdir()) == []


def test_what_is_unfolded_is_a_graph(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", "lenet5", "--unfold"]) == 0
    assert ">5×5 conv, 6</text>" in capsys.readouterr().out


@pytest.mark.parametrize("ending", ["png", "pdf"])
def test_what_is_missing_for_pixels_is_said_in_a_line(
    ending: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, "cairosvg", None)  # as if it were not installed
    assert main([*GRAPH, "-o", f"a.{ending}"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("cnndsl: PNG and PDF need CairoSVG: pip install 'cnndsl[pictures]'")
    assert said.count("\n") == 1
    assert list(folder.iterdir()) == []


def test_titles_come_from_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "t.txt").write_text("# names\nlayer1 first stage\n\nfc   scores\n")
    assert main([*GRAPH, "--titles", "t.txt"]) == 0
    assert ">first stage</text>" in capsys.readouterr().out
    (folder / "t.txt").write_text("layer1\n")
    assert main([*GRAPH, "--titles", "t.txt"]) == 2
    assert "line 1: `layer1` is no line `PATH title`" in capsys.readouterr().err


def test_themes(capsys: pytest.CaptureFixture[str]) -> None:
    said = {}
    for theme in ("light", "dark", "auto"):
        assert main([*GRAPH, "--theme", theme]) == 0
        said[theme] = capsys.readouterr().out
    assert "prefers-color-scheme" in said["auto"]
    assert "<style>" not in said["light"] + said["dark"]
    assert 'fill="#FFF"' in said["light"]
    assert 'fill="#0F141A"' in said["dark"]
    assert re.sub("<style>.*</style>\n", "", said["auto"]) == said["light"]


def test_from_python(tmp_path: Path) -> None:
    net = cnndsl.check("resnet18")
    drawing = net.draw("graph", titles={"layer1": "first stage"}, width="5in", theme="light")
    assert drawing._repr_svg_() == drawing.svg
    assert ">first stage</text>" in drawing.svg
    assert 'width="5in"' in drawing.svg
    drawing.save(tmp_path / "a.svg")
    assert (tmp_path / "a.svg").read_text() == drawing.svg
    drawing.save(str(tmp_path / "a.tex"))
    by_path = {each.path: each for each in drawing.boxes}
    assert by_path["conv1"].texts[0] == "7×7 conv, 64, /2"
    assert by_path["conv1"].said == "64×112×112, 9,408 parameters"
    assert by_path["conv1"].place.width > 0


WRONG = [
    ({"style": "cubes"}, ValueError, "`cubes` is no style"),
    ({"style": 3}, TypeError, "style"),
    ({"depth": -1}, ValueError, "`-1` is no count"),
    ({"width": "wide"}, ValueError, "no width in print"),
    ({"width": 5}, TypeError, "a width is a text"),
    ({"theme": "blue"}, ValueError, "`blue` is no theme"),
    ({"unfold": 1}, TypeError, "`unfold` is True or False"),
    ({"only": "layer9"}, ValueError, "no part of ResNet18"),
    ({"titles": 3}, TypeError, "names by paths"),
]


@pytest.mark.parametrize(("given", "kind", "why"), WRONG)
def test_the_library_refuses_what_the_command_refuses(
    given: dict[str, object], kind: type[Exception], why: str
) -> None:
    with pytest.raises(kind, match=re.escape(why)):
        cnndsl.check("resnet18").draw(**{"style": "graph", **given})  # type: ignore[arg-type]


def test_a_picture_is_not_saved_as_something_else(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"ends in \.svg, \.png, \.pdf, \.tex"):
        cnndsl.check("resnet18").draw("graph").save(tmp_path / "a.jpg")


def test_a_report_has_the_picture_with_links_both_ways(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "resnet18", "-o", "a.html"]) == 0
    page = (folder / "a.html").read_text()
    links = re.findall('href="#([^"]*)"', page)
    names = re.findall(' id="([^"]*)"', page)
    assert set(links) <= set(names)
    assert len(set(names)) == len(names)
    assert page.index("<svg") < page.index("<table>")
    assert "<script" not in page
    # The row of layer1, and its frame.
    row = re.search(r'<tr id="(row-\d+)"[^>]*><td><a href="#layer1">layer1</a>', page)
    assert row
    assert (
        f'<g id="layer1">\n<title>64×56×56, 147,968 parameters</title>\n<a href="#{row[1]}">'
        in page
    )


def test_in_a_page_the_smallest_letters_are_twelve_pixels_high(folder: Path) -> None:
    drawing = cnndsl.check("resnet18").draw()
    assert min(re.findall('font-size="([0-9]+)"', drawing.svg), key=int) == "10"
    assert main(["report", "resnet18", "-o", "a.html"]) == 0
    size = re.search(
        '<svg .*? width="([0-9.]+)".*? viewBox="0 0 ([0-9.]+) ', (folder / "a.html").read_text()
    )
    assert size
    assert float(size[1]) == pytest.approx(1.2 * float(size[2]), abs=0.1)


def test_two_reports_in_a_page_have_names_of_their_own(folder: Path) -> None:
    assert main(["report", "resnet18", "lenet5", "-o", "a.html"]) == 0
    page = (folder / "a.html").read_text()
    names = re.findall(' id="([^"]*)"', page)
    assert len(set(names)) == len(names)
    assert set(re.findall('href="#([^"]*)"', page)) <= set(names)


def test_a_notebook_shows_the_picture() -> None:
    net = cnndsl.check("resnet18")
    for shown in (net, cnndsl.report(net)):
        page = shown._repr_html_()
        assert page.count("<svg") == 1
        assert page.index("<svg") < page.index("<table>")
        assert ' id="' not in page[page.index("<svg") : page.index("</svg>")]


def test_a_notebook_shows_what_is_sound_of_a_mistake() -> None:
    page = cnndsl.check(BROKEN)._repr_html_()
    assert page.index("<pre") < page.index("<svg")
    assert 'class="wrong"' in page
