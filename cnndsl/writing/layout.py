"""How words of a spec are laid out: a stage a line, two spaces inside of what takes several lines."""

import re
from collections.abc import Iterable
from typing import TypeAlias, Union

from cnndsl.named_tuple import NamedTuple

WIDTH = 100
STAGE = re.compile(r"\w+: .*[\[(]")
"""A part with a name that holds more than a layer: it begins a line."""


class Brackets(NamedTuple):
    """What stands in brackets: one sequence, or branches between bars."""

    open: str
    bodies: tuple["Pieces", ...]
    close: str


Piece: TypeAlias = Union[str, Brackets]
Pieces: TypeAlias = tuple[Piece, ...]


def on_one_line(pieces: Iterable[Piece]) -> str:
    return " ".join(map(_one, pieces))


def _one(piece: Piece) -> str:
    if isinstance(piece, str):
        return piece
    inner = " | ".join(map(on_one_line, piece.bodies))
    blank = "" if piece.open.endswith("[") else " "
    return f"{piece.open}{blank}{inner}{blank}{piece.close}"


def lines(pieces: Pieces, indent: str = "") -> list[str]:
    """A sequence: as many parts on a line as fit, a pool the last of them; what does not fit is opened."""
    found: list[str] = []
    row: list[str] = []
    for piece in pieces:
        words = _one(piece)
        full = len(indent) + len(" ".join([*row, words])) > WIDTH
        if row and (full or STAGE.match(words) or not _goes_on(row[0], words)):
            found, row = [*found, indent + " ".join(row)], []
        if isinstance(piece, Brackets) and len(indent) + len(words) > WIDTH:
            found += _opened(piece, indent)
            continue
        row.append(words)
        if ends_stage(words):
            found, row = [*found, indent + " ".join(row)], []
    return [*found, indent + " ".join(row)] if row else found


def _goes_on(first: str, words: str) -> bool:
    """Whether a part may stand in a line: behind a named stage only its pool and heads do."""
    return not STAGE.match(first) or ends_stage(words) or words.startswith(("aux ", "head "))


def ends_stage(words: str) -> bool:
    """Whether a layer is a pool, behind which maps are smaller."""
    return words[:1] in "MA" and words[1:2] in ("", *"0123456789sp*")


def _opened(piece: Brackets, indent: str) -> list[str]:
    found = [indent + piece.open]
    for number, body in enumerate(piece.bodies):
        if number:
            found.append(f"{indent}|")
        found += lines(body, f"{indent}  ")
    return [*found, indent + piece.close]


def group(pieces: Pieces, open: str = "[") -> Piece:
    return Brackets(open, (pieces,), "]")


def one_part(pieces: Pieces) -> Piece:
    """What a label can stand on."""
    return pieces[0] if len(pieces) == 1 else group(pieces)


def with_front(words: str, piece: Piece) -> Piece:
    return words + piece if isinstance(piece, str) else piece._replace(open=words + piece.open)


def with_end(piece: Piece, words: str) -> Piece:
    return piece + words if isinstance(piece, str) else piece._replace(close=piece.close + words)
