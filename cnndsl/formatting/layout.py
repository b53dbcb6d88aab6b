"""A spec in the one layout: text -> tokens in lines -> labels, tables and columns -> text."""

from cnndsl import garbage
from cnndsl import layers as _the_layer_kinds  # noqa: F401  (importing them registers them)
from cnndsl.diagnostics import Diagnostic
from cnndsl.formatting.cells import cells_of
from cnndsl.formatting.columns import in_columns
from cnndsl.formatting.comments import with_comments
from cnndsl.formatting.indentation import indented
from cnndsl.formatting.lines import MARK, lines_of
from cnndsl.formatting.pieces import pieces_of
from cnndsl.formatting.runs import behind_labels
from cnndsl.formatting.tables import in_tables
from cnndsl.formatting.widths import usual_blanks
from cnndsl.named_tuple import NamedTuple
from cnndsl.syntax.lalr import Tree
from cnndsl.syntax.tree_builder import parse_with_tokens
from cnndsl.text import LINE_END, Text


class Formatted(NamedTuple):
    """A text in the one layout; as it was, where its syntax has errors."""

    content: str
    errors: tuple[Diagnostic, ...]


def formatted(text: Text) -> Formatted:
    """Lay a text out; what it says stays the same, and so do its line ends and a byte-order mark."""
    with garbage.left_alone():
        return _formatted(text)


def _formatted(text: Text) -> Formatted:
    _, found, tree = parse_with_tokens(text)
    if found:
        return Formatted(text.content, tuple(found))
    mark = MARK * text.content.startswith(MARK)
    laid_out = _laid_out(text.content, tree)
    return Formatted(mark + laid_out.replace("\n", _line_end(text.content)), ())


def _line_end(content: str) -> str:
    """That of the first line; a carriage return alone is none that others read."""
    first = LINE_END.search(content)
    return "\r\n" if first and first[0] == "\r\n" else "\n"


def _laid_out(content: str, tree: Tree) -> str:
    written = pieces_of(tree)
    pieces = written.pieces
    lines = lines_of(content, pieces)
    rows = [cells_of(line, written) for line in lines]
    blanks = usual_blanks(pieces)
    blanks |= behind_labels(lines, rows, pieces, blanks)
    blanks |= in_tables(lines, rows, written, blanks)
    blanks |= in_columns(lines, rows, pieces, blanks)
    return "".join(f"{line}\n" for line in with_comments(lines, indented(lines, pieces, blanks)))
