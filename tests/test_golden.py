"""Golden cases: specs with what the compiler says of them in comments below a marker.

`make golden` rewrites them; the difference is read before it is committed. Each diagnostic of the catalogue
has a case named after its code.
"""

import re
from pathlib import Path

import pytest

from cnndsl.catalogue import CATALOGUE
from cnndsl.compile import Options, compile_text
from cnndsl.limits import Limits
from cnndsl.show.layer_table import table
from cnndsl.show.problems import full
from cnndsl.show.styled_text import plain
from cnndsl.show.tables import lines
from cnndsl.text import Text

FOLDER = Path(__file__).parent / "golden"
CASES = sorted(FOLDER.glob("*.cnn"))
MARKER = "# ---- what the compiler says ----\n"


def options_of(spec: str) -> Options:
    """A first line `# run with --input SHAPE` or `--limit NAME=N` has that in the place of what is usual."""
    option = re.match(r"# run with --(input|limit) ([a-z]*)=?([\dx]+)$", spec.split("\n")[0])
    if option and option[1] == "input":
        return Options(inputs={"": tuple(map(int, option[3].split("x")))})
    if option:
        return Options(limits=Limits(**{option[2]: int(option[3])}))
    return Options()


def said(name: str, spec: str) -> str:
    result = compile_text(Text(name, spec), options_of(spec))
    shown = "".join(plain(full(found, result.network.text)) for found in result.network.diagnostics)
    if result.rows:
        shown += plain(lines(table(result)))
    return "".join(f"# {line}".rstrip() + "\n" for line in shown.splitlines())


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_compiler_says_what_the_case_says(path: Path, request: pytest.FixtureRequest) -> None:
    spec, marker, expected = path.read_text(encoding="utf-8").partition(MARKER)
    found = said(path.name, spec)
    if request.config.getoption("--rewrite-golden"):
        path.write_text(f"{spec}{MARKER}{found}", encoding="utf-8")
        return
    assert marker, f"{path.name} has no marker yet: run `make golden` and read the difference"
    assert found == expected


def test_every_diagnostic_has_a_case_that_raises_it() -> None:
    cases = {path.stem: path.read_text(encoding="utf-8").partition(MARKER) for path in CASES}
    for code in CATALOGUE:
        assert code in cases, f"tests/golden/{code}.cnn is missing"
        assert f"[{code}]" in cases[code][2], f"tests/golden/{code}.cnn does not raise it"
