"""What `check` says of a family of networks: how many there are, within which figures, and what comes to nothing."""

from typing import Any

from cnndsl.analyse.figures import Result
from cnndsl.show.styled_text import Line, visible
from cnndsl.show.tables import Column, Table, TableRow, lines
from cnndsl.text import Text

COLUMNS = (Column("figure"), Column("least", right=True), Column("most", right=True))


def document(result: Result) -> dict[str, Any]:
    """What JSON says of a family."""
    family, text = result.family, result.network.text
    return {
        "networks": family.count,
        "ways": family.ways.sound,
        "choices": family.choices_written,
        "how": family.how,
        "ranges": {name: list(each) for name, each in family.ranges.items()},
        "never": [_never(each, text) for each in family.never],
    }


def _never(each: Any, text: Text) -> dict[str, Any]:
    place = text.place(each.span.start)
    return {
        "file": text.at(each.span.start).name,
        "line": place.line,
        "column": place.column,
        "ways": each.ways,
        "message": each.why.message,
    }


def summary(result: Result, width: int | None = None) -> list[Line]:
    """A family's account, as text."""
    family = result.family
    rows = tuple(
        TableRow((name.replace("_", " "), f"{least:,}", f"{most:,}"))
        for name, (least, most) in family.ranges.items()
    )
    return [*lines(Table(_title(result), COLUMNS, rows, (), tuple(_notes(result))), width)]


def _title(result: Result) -> str:
    family, network = result.family, result.network
    return f"{network.name}, input {network.comes_in}: {_networks(family.count)}"


def _networks(count: int) -> str:
    return "1 network" if count == 1 else f"{count:,} networks"


def _notes(result: Result) -> list[str]:
    family, text = result.family, result.network.text
    ways = family.ways.sound
    said = [f"{ways:,} {'way' if ways == 1 else 'ways'} to write them"]
    for each in family.never:
        place = text.place(each.span.start)
        where = f"{visible(text.at(each.span.start).name)}:{place.line}:{place.column}"
        said.append(f"{where}: {each.ways:,} more come to nothing: {visible(each.why.message)}")
    said.append(f"`--member N` is one of them, from 0 to {family.count - 1:,}")
    return said
