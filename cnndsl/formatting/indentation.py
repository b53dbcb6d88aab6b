"""How far in lines begin: by the brackets that are open, and where these stand."""

from cnndsl.formatting.gaps import Gap
from cnndsl.formatting.lines import Line
from cnndsl.formatting.pieces import CLOSERS, OPENERS, Piece
from cnndsl.formatting.widths import Blanks
from cnndsl.named_tuple import NamedTuple

STEP = 2


class Bracket(NamedTuple):
    """An open bracket: where lines inside of it begin, those that begin with a bar, and the one that closes it."""

    inside: int
    bars: int
    end: int


OUTSIDE = Bracket(0, 0, 0)


def indented(lines: list[Line], pieces: list[Piece], blanks: Blanks) -> list[str]:
    """Each line's text before its comment; of a line that is a comment, the blanks in front."""
    open_ = [OUTSIDE]
    found = []
    for line in lines:
        begins = _own_indent(line) if line.as_is else _indent(line, pieces, open_[-1])
        columns = _columns(line, begins, pieces, blanks)
        for at, column in enumerate(columns, line.start):
            if pieces[at].kind in CLOSERS:
                open_.pop()
            elif pieces[at].kind in OPENERS:
                open_.append(_bracket(at, column, line, begins, pieces))
        found.append(line.as_is or " " * begins + _text(line, pieces, blanks))
    return found


def _own_indent(line: Line) -> int:
    return len(line.as_is) - len(line.as_is.lstrip())


def _text(line: Line, pieces: list[Piece], blanks: Blanks) -> str:
    written = (" " * blanks[at] + pieces[at].text for at in range(line.start, line.end))
    return "".join(written)[blanks.get(line.start, 0) :]


def _columns(line: Line, begins: int, pieces: list[Piece], blanks: Blanks) -> list[int]:
    """Where the pieces of a line stand."""
    if line.as_is:
        return [
            begins + piece.start - pieces[line.start].start
            for piece in pieces[line.start : line.end]
        ]
    column, found = begins, []
    for at in range(line.start, line.end):
        column += blanks[at] if at > line.start else 0
        found.append(column)
        column += len(pieces[at].text)
    return found


def _bracket(at: int, column: int, line: Line, begins: int, pieces: list[Piece]) -> Bracket:
    """A bracket that ends its line has what is inside further in than the line, any other behind itself."""
    base = begins + STEP * (pieces[line.start].kind == "BAR")
    join = pieces[at].kind == "LPAR" and pieces[at + 1].gap is Gap.ONE
    if at + 1 == line.end or pieces[at].kind == "LBRACE":
        return Bracket(base + STEP * (1 + join), base + STEP, base)
    return Bracket(column + 1 + join, column, column)


def _indent(line: Line, pieces: list[Piece], bracket: Bracket) -> int:
    """How far in a line begins; a comment stands where what it speaks of does."""
    at = line.start
    kind = pieces[at].kind if at < len(pieces) else ""
    if kind in CLOSERS:
        return bracket.end if line.end > at else bracket.inside
    if kind == "BAR":
        return bracket.bars
    return bracket.inside + STEP * (kind != "LBRACE" and _goes_on(at, pieces))


def _goes_on(at: int, pieces: list[Piece]) -> bool:
    """Whether a place is in the middle of a layer or a statement."""
    if not 0 < at < len(pieces) or pieces[at].gap not in (Gap.NONE, Gap.ONE):
        return False
    return pieces[at - 1].kind not in (*OPENERS, "COMMA", "BAR")
