"""The lines of a spec: which pieces stand on each, its comment, and whether an empty line is before it."""

import re
from itertools import pairwise

from cnndsl.formatting.pieces import CLOSERS, OPENERS, Piece
from cnndsl.named_tuple import NamedTuple
from cnndsl.text import LINE_END

COMMENT_OR_END = re.compile(r"#[^\r\n]*|\r\n|\n|\r")
MARK = "\ufeff"
"""With which some programs begin a file."""
FORMAT_OFF = re.compile(r"#\s*fmt:\s*off\b")


class Line(NamedTuple):
    """A line; one without pieces has a comment."""

    start: int
    end: int
    """Its pieces."""
    comment: str = ""
    after_empty: bool = False
    as_is: str = ""
    """How it is written, where it says `# fmt: off`."""
    within: int = -1
    """The bracket that it begins in, the innermost one; -1 outside of all."""

    @property
    def moves(self) -> bool:
        """Whether it has pieces that may be laid out."""
        return self.end > self.start and not self.as_is


def lines_of(content: str, pieces: list[Piece]) -> list[Line]:
    """The lines as the writer broke them, but for bars at their ends and brackets of bodies."""
    lines = _broken_bodies(_bars_in_front(_written(content, pieces), pieces), pieces)
    around = _brackets(pieces)
    return [line._replace(within=around[line.start]) for line in lines]


def next_to(line: Line, below: Line) -> bool:
    """Whether of two lines, the one right behind the other, nothing stands between."""
    return line.moves and below.moves and not below.after_empty


def _written(content: str, pieces: list[Piece]) -> list[Line]:
    """The lines as they are: each ends behind its comment, between two pieces."""
    content += "\n"
    lines: list[Line] = []
    start, begins, behind, comment, empty = 0, 0, 0, "", False
    for number in range(len(pieces) + 1):
        until = pieces[number].start if number < len(pieces) else len(content)
        for found in COMMENT_OR_END.finditer(content, behind, until):
            if found[0].startswith("#"):
                comment = found[0].rstrip()
                continue
            if number > start or comment:
                as_is = _as_is(content[begins : found.start()], comment) if number > start else ""
                lines.append(Line(start, number, comment, empty and bool(lines), as_is))
            empty = not (number > start or comment)
            start, begins, comment = number, found.end(), ""
        behind = pieces[number].end if number < len(pieces) else until
    return lines


def _as_is(written: str, comment: str) -> str:
    if not FORMAT_OFF.match(comment):
        return ""
    return LINE_END.sub("\n", written.removeprefix(MARK)).rstrip()


def _bars_in_front(lines: list[Line], pieces: list[Piece]) -> list[Line]:
    """A bar at a line's end begins the next line that has pieces; what is a comment alone stays between them."""
    moved = list(lines)
    for above, below in pairwise(k for k, line in enumerate(lines) if line.end > line.start):
        at_end = pieces[lines[above].end - 1].kind == "BAR"
        if at_end and lines[above].moves and lines[below].moves:
            for k in range(above, below):
                moved[k] = moved[k]._replace(end=moved[k].end - 1)
                moved[k + 1] = moved[k + 1]._replace(start=moved[k + 1].start - 1)
    return [line for line in moved if line.end > line.start or line.comment]


def _broken_bodies(lines: list[Line], pieces: list[Piece]) -> list[Line]:
    """A body in braces over several lines begins behind its brace, and ends before one that stands alone."""
    number_of = [number for number, line in enumerate(lines) for _ in range(line.start, line.end)]
    cuts: set[int] = set()
    open_: list[int] = []
    for at, piece in enumerate(pieces):
        if piece.kind == "LBRACE":
            open_.append(at)
        elif piece.kind == "RBRACE":
            brace = open_.pop()
            if number_of[brace] != number_of[at]:
                cuts |= {brace + 1, at, at + 1}
    return [each for line in lines for each in _cut(line, cuts, pieces)] if cuts else lines


def _cut(line: Line, cuts: set[int], pieces: list[Piece]) -> list[Line]:
    """A line in pieces; its comment stays with the first that is more than a closing brace."""
    at = [cut for cut in range(line.start + 1, line.end) if cut in cuts] if line.moves else []
    if not at:
        return [line]
    starts, ends = [line.start, *at], [*at, line.end]
    spoken_of = int(pieces[line.start].kind == "RBRACE")
    return [
        Line(
            start, end, line.comment if number == spoken_of else "", line.after_empty and not number
        )
        for number, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]


def _brackets(pieces: list[Piece]) -> list[int]:
    """For each place, and the one at the end, the innermost bracket that is open before it."""
    around, open_ = [], [-1]
    for at, piece in enumerate(pieces):
        around.append(open_[-1])
        if piece.kind in OPENERS:
            open_.append(at)
        elif piece.kind in CLOSERS:
            open_.pop()
    return [*around, open_[-1]]
