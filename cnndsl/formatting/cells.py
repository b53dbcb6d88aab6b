"""The layers of a line, each a cell that may stand under another line's."""

from cnndsl.formatting.lines import Line
from cnndsl.formatting.pieces import Pieces
from cnndsl.named_tuple import NamedTuple


class Cell(NamedTuple):
    """A layer with the brackets that begin before it and end behind it, by the places of its pieces."""

    start: int
    end: int
    name: str
    role: str
    brackets: str
    body: int
    """What is behind its label, if it has one."""
    layer: int
    """Where the layer itself begins, behind brackets and labels."""


def cells_of(line: Line, written: Pieces) -> tuple[Cell, ...]:
    """The cells from a line's start on, up to where something else than a layer stands."""
    found: list[Cell] = []
    at = line.start
    while line.moves and at < line.end:
        cell = _cell(at, line.end, written)
        if cell is None:
            break
        found.append(cell)
        at = cell.end
    return tuple(found)


def _cell(start: int, line_end: int, written: Pieces) -> Cell | None:
    """The cell that begins at a place, if it ends on the line."""
    pieces, parts = written
    part = parts.get(start)
    body = part.body if part else start
    brackets = ""
    while part is not None and part.inside:
        brackets += "seq[" if pieces[part.inside - 2].kind == "SEQ" else "["
        part = parts.get(part.inside)
    if part is None or part.end > line_end:
        return None
    end = part.end
    while end < line_end and pieces[end].kind == "RSQB":
        brackets += "]"
        end += 1 + 2 * (end + 1 < line_end and pieces[end + 1].kind == "STAR")
    return Cell(start, end, part.name, part.role, brackets, body, part.body)
