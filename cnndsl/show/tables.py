"""Tables of figures: one description, shown as plain lines, with colour, in Markdown or in HTML.

What a report or a comparison says in its cells is its own module's; nothing here knows networks.
"""

from collections.abc import Sequence
from typing import TypeAlias, Union

from cnndsl.named_tuple import NamedTuple
from cnndsl.show.styled_text import Line, Piece

BAR, SHORT_BAR = 8, 4
"""How many characters a share of 100 % is long."""
EIGHTHS = " ▏▎▍▌▋▊▉"
LEAST = 8
"""Words are not cut shorter than this, unless a column says otherwise."""


class Proportion(NamedTuple):
    """A part of a whole, shown as a number and a bar."""

    of_whole: float
    most: bool = False
    """Whether no other row has more."""

    @property
    def percent(self) -> str:
        return f"{100 * self.of_whole:.1f} %"

    def text(self, length: int) -> str:
        whole, rest = divmod(round(8 * length * self.of_whole), 8)
        bar = "█" * whole + (EIGHTHS[rest] if rest else "")
        return f"{self.percent:>7} {bar.ljust(length)}{'◀' if self.most else ' '}"


Cell: TypeAlias = Union[str, Proportion]


class Column(NamedTuple):
    """A column's title, how it stands, and what gives way first where there is little room."""

    title: str
    right: bool = False
    gives_way: int = 0
    """The column with the highest number goes first; one with 0 never."""
    cut: str = ""
    """The side on which its words may be cut, `left` or `right`."""
    least: int = LEAST
    """How narrow it may become by that."""
    most: int = 0
    """How wide its words may be on a terminal, if that is bounded; elsewhere they are whole."""


class TableRow(NamedTuple):
    cells: tuple[Cell, ...]
    style: str = ""
    paths: tuple[str, ...] = ()
    """The layers that it stands for."""
    anchor: str = ""
    """Its name in a page."""
    link: str = ""
    """Where its first cell leads in a page."""


class Table(NamedTuple):
    title: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    total: tuple[Cell, ...] = ()
    notes: tuple[str, ...] = ()
    """What stands below: what the figures say, then what they are."""


def lines(table: Table, width: int | None = None) -> list[Line]:
    """As text in columns; of a width, if one is given."""
    table, bar = _fitted(table, width)
    columns, widths = table.columns, _widths(table, bar, width is not None)
    if width is not None:
        _cut(table, widths, _whole(widths) - width)

    def line(cells: Sequence[Cell], style: str) -> Line:
        pieces: list[Piece] = []
        for cell, column, room in zip(cells, columns, widths, strict=True):
            text = _text(cell, bar)
            text = _shortened(text, room, column.cut)
            own = "bold yellow" if isinstance(cell, Proportion) and cell.most else style
            pieces += [(text.rjust(room) if column.right else text.ljust(room), own), ("  ", "")]
        return pieces[:-1]

    rule: Line = [("-" * _whole(widths), "dim")]
    head = line([column.title for column in columns], "bold")
    body = [line(row.cells, row.style) for row in table.rows]
    total = [rule, line(table.total, "bold")] if table.total else []

    def wrapped(text: str, style: str) -> list[Line]:
        if not width:
            return [[(text, style)]]
        from textwrap import wrap

        return [[(each, style)] for each in wrap(text, max(width, LEAST))]

    notes = [line for note in table.notes for line in wrapped(note, "")]
    return [*wrapped(table.title, "bold"), head, rule, *body, *total, *notes]


def _shortened(text: str, room: int, side: str) -> str:
    if len(text) <= room:
        return text
    return "…" + text[len(text) - room + 1 :] if side == "left" else text[: room - 1] + "…"


def _text(cell: Cell, bar: int) -> str:
    return cell.text(bar) if isinstance(cell, Proportion) else cell


def _whole(widths: list[int]) -> int:
    return sum(widths) + 2 * (len(widths) - 1)


def _widths(table: Table, bar: int, bounded: bool) -> list[int]:
    """How wide the columns are; bounded, where that is said of one."""
    listed = [[column.title for column in table.columns], *(row.cells for row in table.rows)]
    cells = [*listed, table.total] if table.total else listed
    widths = [max(len(_text(cell, bar)) for cell in column) for column in zip(*cells, strict=True)]
    return [
        min(width, column.most) if bounded and column.most else width
        for width, column in zip(widths, table.columns, strict=True)
    ]


def _fitted(table: Table, width: int | None) -> tuple[Table, int]:
    """The table with the columns that there is room for, and how long its bars are.

    Columns that give way go before the bars get shorter, those that do so unwillingly after.
    """
    if width is None:
        return table, BAR
    for bar, unwilling in ((BAR, 2), (SHORT_BAR, 0)):
        while True:
            widths = _widths(table, bar, True)
            columns = table.columns
            room = sum(widths[k] - least for k, least in _least(table, widths).items())
            if _whole(widths) - room <= width:
                return table, bar
            last = max(range(len(widths)), key=lambda k: columns[k].gives_way)
            if columns[last].gives_way <= unwilling:
                break
            table = _without(table, last)
    return table, SHORT_BAR


def _least(table: Table, widths: list[int]) -> dict[int, int]:
    """How narrow the columns may become whose words may be cut."""
    totals = [len(_text(cell, SHORT_BAR)) for cell in table.total] or [0] * len(widths)
    return {
        k: min(widths[k], max(column.least, totals[k]))
        for k, column in enumerate(table.columns)
        if column.cut
    }


def _cut(table: Table, widths: list[int], over: int) -> None:
    """Cut words short, always in the widest column."""
    least = _least(table, widths)
    for _ in range(over):
        wide = [k for k in least if widths[k] > least[k]]
        if not wide:
            return
        widths[max(wide, key=lambda k: widths[k])] -= 1


def _without(table: Table, k: int) -> Table:
    def left(cells: Sequence[Cell]) -> tuple[Cell, ...]:
        return (*cells[:k], *cells[k + 1 :])

    return table._replace(
        columns=(*table.columns[:k], *table.columns[k + 1 :]),
        rows=tuple(row._replace(cells=left(row.cells)) for row in table.rows),
        total=left(table.total),
    )


def markdown(table: Table) -> str:
    """As a Markdown table, with the notes below it."""

    def row(cells: Sequence[Cell], mark: str = "") -> str:
        said = [each.percent if isinstance(each, Proportion) else each.strip() for each in cells]
        marked = (f"{mark}{_in_markdown(each)}{mark}" if each else "" for each in said)
        return f"| {' | '.join(marked)} |\n"

    head = row([column.title for column in table.columns])
    rule = "|" + "|".join("---:" if column.right else "---" for column in table.columns) + "|\n"
    body = "".join(row(each.cells) for each in table.rows)
    total = row(table.total, "**") if table.total else ""
    notes = "".join(f"\n{_in_markdown(note)}\n" for note in table.notes)
    return f"**{_in_markdown(table.title)}**\n\n{head}{rule}{body}{total}{notes}"


def _in_markdown(text: str) -> str:
    """Text that Markdown shows as it is."""
    return "".join(f"\\{each}" if each in "\\`*_[]<>|" else each for each in text)


def html(table: Table) -> str:
    """As an HTML table, styles included, for a page or a notebook."""
    from html import escape

    def cell(each: Cell, column: Column, tag: str, link: str = "") -> str:
        if isinstance(each, Proportion):
            mark = ' class="most"' if each.most else ""
            bar = f'<i style="width:{100 * each.of_whole:.1f}%"></i>'
            return f'<td{mark}><span class="bar">{bar}</span> {each.percent}</td>'
        side = ' class="right"' if column.right else ' class="words"' if column.most else ""
        text = f'<a href="{escape(link)}">{escape(each)}</a>' if link else escape(each)
        return f"<{tag}{side}>{text}</{tag}>"

    def row(found: TableRow, tag: str = "td") -> str:
        links = (found.link, *[""] * len(found.cells))
        cells = zip(found.cells, table.columns, links, strict=False)
        inner = "".join(cell(each, column, tag, link) for each, column, link in cells)
        name = f' id="{escape(found.anchor)}"' if found.anchor else ""
        style = f' class="{found.style}"' if found.style else ""
        return f"<tr{name}{style}>{inner}</tr>\n"

    head = row(TableRow(tuple(column.title for column in table.columns)), "th")
    body = "".join(map(row, table.rows))
    total = f"<tfoot>{row(TableRow(table.total), 'th')}</tfoot>\n" if table.total else ""
    notes = "".join(f"<p>{escape(note)}</p>\n" for note in table.notes)
    caption = f"<caption>{escape(table.title)}</caption>\n"
    return (
        f'<div class="cnndsl"><style>{STYLE}</style>\n'
        f'<div class="wide"><table>\n{caption}<thead>{head}</thead>\n'
        f"<tbody>\n{body}</tbody>\n{total}</table></div>\n{notes}</div>\n"
    )


STYLE = """
/* What a notebook says of all tables gives way where it would move columns. */
.cnndsl { font: 14px/1.4 system-ui, sans-serif; margin-bottom: 24px; }
.cnndsl .wide { overflow-x: auto; }
.cnndsl table { border-collapse: collapse; margin: 0 !important; }
.cnndsl .dim { opacity: 0.6; }
.cnndsl .green { color: #2a8a3a; }
.cnndsl .red { color: #c0392b; }
.cnndsl .yellow { color: #b8860b; }
.cnndsl caption { text-align: left; font-weight: 600; padding: 4px 0; }
.cnndsl th, .cnndsl td { padding: 2px 10px; text-align: left !important; white-space: nowrap; }
.cnndsl th { border-bottom: 1px solid #8888; font-weight: 600; }
.cnndsl tfoot th { border-top: 1px solid #8888; border-bottom: 0; }
.cnndsl td.words { white-space: normal; min-width: 12em; max-width: 40em; }
.cnndsl .right { text-align: right !important; font-variant-numeric: tabular-nums; }
.cnndsl .bar { display: inline-block; width: 90px; height: 10px; background: #8882; }
.cnndsl .bar i { display: block; height: 10px; background: #4a7bd0; }
.cnndsl .most { font-weight: 600; }
.cnndsl .most .bar i { background: #d0702a; }
.cnndsl p { margin: 4px 0; }
.cnndsl a { color: inherit; text-decoration: underline dotted; }
.cnndsl tr:target { background: #fc03; }
.cnndsl-picture :target > :first-child + * { stroke-width: 3; }
"""


def as_markdown(tables: Sequence[Table]) -> str:
    return "\n".join(map(markdown, tables))


def as_page(tables: Sequence[Table], pictures: Sequence[str] = ()) -> str:
    """A whole HTML file; each picture stands above the table of its number."""
    from html import escape

    title = ", ".join(table.title.partition(",")[0] for table in tables)
    above = [*pictures, *[""] * len(tables)]
    body = "\n".join(picture + html(table) for picture, table in zip(above, tables, strict=False))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
        "<style>:root { color-scheme: light dark; } body { margin: 24px; }</style></head>\n"
        f"<body>\n{body}</body>\n</html>\n"
    )
