"""Problems as a notebook shows them: in a block of fixed width, with the colours of a terminal."""

from cnndsl.analyse.figures import Result
from cnndsl.show.problems import full
from cnndsl.show.styled_text import Line

BLOCK = "font-family: monospace; white-space: pre-wrap; overflow-x: auto; line-height: 1.3"
WHOLE = '<span style="white-space: pre">{}</span>'
"""A line that is not broken: carets stay under their words."""
STYLES = {
    "bold": "font-weight: bold",
    "red": "color: #c0392b",
    "yellow": "color: #b8860b",
    "cyan": "color: #1a8a94",
    "blue": "color: #3a6fc4",
}


def problems(result: Result, notes: bool = True) -> str:
    """What was found, as HTML; nothing where there is nothing."""
    network = result.network
    found = [each for each in network.diagnostics if notes or each.severity != "note"]
    lines = [line for each in found for line in full(each, network.text)]
    return f'<pre style="{BLOCK}">{block(lines)}</pre>\n' if lines else ""


def block(lines: list[Line]) -> str:
    """Lines as HTML that shows them as they are."""
    return "".join(map(_line, lines))


def _line(line: Line) -> str:
    html = "".join(_piece(*piece) for piece in line)
    is_of_the_spec = bool(line) and line[0][0].endswith("| ")
    return (WHOLE.format(html) if is_of_the_spec else html) + "\n"


def _piece(words: str, style: str) -> str:
    from html import escape

    css = "; ".join(STYLES[each] for each in style.split())
    return f'<span style="{css}">{escape(words)}</span>' if css and words else escape(words)
