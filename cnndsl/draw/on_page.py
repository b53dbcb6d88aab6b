"""Pictures above the tables of a page: boxes lead to the rows of what they show, and rows to boxes."""

from collections.abc import Sequence
from itertools import accumulate

from cnndsl.analyse.figures import Result
from cnndsl.draw.draw import draw
from cnndsl.draw.marks import Picture, Words, flat, groups
from cnndsl.draw.options import Unsuited, Wanted
from cnndsl.draw.svg import ALONE, InPage, svg
from cnndsl.show.tables import Table

MOST_LAYERS = 4000
"""So many layers are drawn where nobody has asked for a picture."""
SMALLEST = 12
"""So many pixels high are a picture's smallest letters in a page."""


def shown(results: tuple[Result, ...]) -> Picture | None:
    """The picture of networks, if they are not too large for one that nobody asked for."""
    if not any(each.rows or each.network.diagnostics for each in results):
        return None
    if sum(len(each.rows) for each in results) > MOST_LAYERS:
        return None
    try:
        return draw(results, Wanted())
    except Unsuited:
        return None


def in_notebook(results: tuple[Result, ...]) -> str:
    """The picture as a notebook shows it, in a frame in which it scrolls; its boxes have no names there."""
    picture = shown(results)
    return framed(picture, InPage(None)) if picture else ""


def framed(picture: Picture, page: InPage = ALONE) -> str:
    """A picture in a frame that scrolls, so that its letters keep their size."""
    sizes = [each.size for each in flat(picture.marks) if isinstance(each, Words)]
    text = svg(picture, page=page._replace(scale=max(1, SMALLEST / min(sizes, default=SMALLEST))))
    return f'<div style="overflow-x: auto">\n{text}</div>\n'


def linked(results: Sequence[Result], tables: Sequence[Table]) -> tuple[list[str], list[Table]]:
    """A picture for each table, and the tables with links to the boxes."""
    pictures, found = [], []
    for number, (result, table) in enumerate(zip(results, tables, strict=True)):
        prefix = f"n{number + 1}-" if len(tables) > 1 else ""
        picture = shown((result,))
        boxes = [each.path for each in groups(picture.marks) if each.path] if picture else []
        rows = {path: k for k, row in reversed([*enumerate(table.rows)]) for path in row.paths}
        parts = _with_parts(rows)
        anchors = {box: f"#{prefix}row-{parts[box]}" for box in boxes if box in parts}
        pictures.append(framed(picture, InPage(prefix, anchors)) if picture else "")
        found.append(_with_links(table, prefix, boxes))
    return pictures, found


def _with_parts(rows: dict[str, int]) -> dict[str, int]:
    """The row of each layer, and of each part that it stands in the first of its layers' rows."""
    found: dict[str, int] = {}
    for path, row in rows.items():
        for part in accumulate(path.split("."), "{}.{}".format):
            found[part] = min(row, found.get(part, row))
    return found


def _with_links(table: Table, prefix: str, boxes: list[str]) -> Table:
    """The table's rows with names, and links to the boxes that show what is in them."""
    known = set(boxes)
    rows = tuple(
        row._replace(
            anchor=f"{prefix}row-{number}",
            link=next((f"#{prefix}{box}" for box in _parts_of(row.paths) if box in known), ""),
        )
        for number, row in enumerate(table.rows)
    )
    return table._replace(rows=rows)


def _parts_of(paths: tuple[str, ...]) -> list[str]:
    """The parts that all of a row's layers stand in, the innermost first; then its layers."""
    ways = [list(accumulate(path.split("."), "{}.{}".format)) for path in paths]
    common = [part for part in (ways[0] if ways else []) if all(part in way for way in ways)]
    return [*reversed(common), *paths]
