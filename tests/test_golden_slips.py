"""Small specs with one slip, and all that is said of each: message, label, way out, and what each fix would edit.

`make golden` rewrites what is said; the difference is read before it is committed. A spec of one's own is put in
by hand, between two lines of signs. The first come from random slips, those kept that reached code of their own.
"""

from pathlib import Path

import pytest

from cnndsl.compile import compile_text
from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import Fix
from cnndsl.text import Text

PATH = Path(__file__).parent / "golden" / "slips.txt"
NEXT = "========\n"
SAID = "--------\n"


def said(spec: str) -> str:
    """Everything that a reader, an editor or `--fix` gets to know of a spec, in short."""
    found = compile_text(Text("", spec)).network.diagnostics
    return "".join(f"{line}\n" for each in found for line in _lines(each))


def _lines(found: Diagnostic) -> list[str]:
    place = f"{found.span.start}-{found.span.end}"
    lines = [f"{place} {found.code}: {found.message}"]
    lines += [f"    {each}" for each in (found.label, found.note, found.help) if each]
    lines += [f"    {each.span.start}-{each.span.end} {each.message}" for each in found.related]
    return [*lines, *(f"    {_edits(fix)}" for fix in found.fixes)]


def _edits(fix: Fix) -> str:
    edits = ", ".join(f"{each.span.start}-{each.span.end} {each.text!r}" for each in fix.edits)
    return f"{'fix' if fix.safe else 'choice'}: {fix.title}: {edits}"


def cases() -> dict[str, str]:
    """What the file has: specs, and what is said of them."""
    written = PATH.read_text(encoding="utf-8").split(NEXT)[1:]
    parted = [case.partition(SAID) for case in written]
    return {spec.removesuffix("\n"): what for spec, _, what in parted}


def test_what_is_said_of_slips_is_what_was_read(request: pytest.FixtureRequest) -> None:
    expected = cases()
    found = {spec: said(spec) for spec in expected}
    if request.config.getoption("--rewrite-golden"):
        text = "".join(f"{NEXT}{spec}\n{SAID}{what}" for spec, what in found.items())
        PATH.write_text(text, encoding="utf-8")
        return
    for spec in expected:
        assert found[spec] == expected[spec], spec
