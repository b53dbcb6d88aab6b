"""Pieces side by side, in as few rows as there is room for, and those about as wide as one another."""

from cnndsl.draw.even_rows import even_rows
from cnndsl.draw.stacks.pieces import Piece
from cnndsl.draw.text_lines import height_of
from cnndsl.named_tuple import NamedTuple

GAP, LABEL_GAP = 26.0, 12.0


class Row(NamedTuple):
    """Pieces from x = 0 on, and where the middles of what is done stand."""

    pieces: tuple[Piece, ...]
    done_at: tuple[float, ...]
    width: float

    @property
    def half_height(self) -> float:
        return max(each.body.height for each in self.pieces) / 2

    @property
    def labels(self) -> float:
        return max(height_of(each.label) for each in self.pieces)

    @property
    def done(self) -> float:
        return max(height_of(each.done) for each in self.pieces)


def rows(found: tuple[Piece, ...], room: float) -> tuple[Row, ...]:
    """Pieces in rows that fit into some room."""
    return even_rows(lambda room: _filled(found, room), room)


def _filled(found: tuple[Piece, ...], room: float) -> tuple[Row, ...]:
    """Rows of as many pieces as fit into each; one alone always does."""
    made: list[Row] = []
    for piece in found:
        tried = row((*made[-1].pieces, piece)) if made else None
        if tried and tried.width <= room:
            made[-1] = tried
        else:
            made.append(row((piece,)))
    return tuple(made)


def row(found: tuple[Piece, ...]) -> Row:
    """Pieces side by side; where texts need it, they stand further apart."""
    placed: list[Piece] = []
    done_at: list[float] = []
    for piece in found:
        left = _left(placed, done_at, piece)
        done_at.append((_end(placed) + left) / 2)
        placed.append(piece._replace(body=piece.body._replace(x=left)))
    right = max(
        *(each.middle + each.half_label for each in placed),
        *(x + each.half_done for x, each in zip(done_at, placed, strict=True)),
        _end(placed),
    )
    return Row(tuple(placed), tuple(done_at), right)


def _end(placed: list[Piece]) -> float:
    """Where the last piece ends; before the first the row begins."""
    return placed[-1].body.x + placed[-1].body.width if placed else 0


def _left(placed: list[Piece], done_at: list[float], piece: Piece) -> float:
    """Where a piece begins, behind those before it."""
    half = piece.body.width / 2
    if not placed:
        return max(0, piece.half_label - half, 2 * piece.half_done)
    last = placed[-1]
    end = _end(placed)
    done_from = done_at[-1] + last.half_done + LABEL_GAP if last.done else 0
    return max(
        end + GAP,
        last.middle + last.half_label + LABEL_GAP + piece.half_label - half,
        2 * (done_from + piece.half_done) - end,
        2 * piece.half_done - end,
    )
