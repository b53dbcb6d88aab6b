"""Networks side by side: their layers lined up as a diff lines up text, and what changes between two.

What is compared are rows of an account: layers, or parts that are folded into one row. Two rows are the same
where their layers are; first those are lined up that also come to the same shape.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher

from cnndsl.analyse.parts import Part, parts
from cnndsl.analyse.report import Report, Sums, summed
from cnndsl.named_tuple import NamedTuple

Line = tuple[Sums | None, ...]
"""What stands side by side, one for each network; None where a network has nothing there."""


class Change(NamedTuple):
    """A line of two networks where they differ."""

    kind: str
    """`added`, `removed`, or `changed`."""
    first: Sums | None
    second: Sums | None


def lined_up(reports: Sequence[Report], depth: int | None) -> list[Line]:
    """The rows of all networks, side by side."""
    return side_by_side([_rows(report, depth) for report in reports])


def side_by_side(rows_of_all: Sequence[list[Sums]]) -> list[Line]:
    """Rows of several networks, lined up."""
    lines: list[Line] = []
    for number, rows in enumerate(rows_of_all):
        pairs = _paired([_newest(line) for line in lines], rows)
        empty: Line = (None,) * number
        lines = [
            (*(lines[old] if old is not None else empty), rows[new] if new is not None else None)
            for old, new in pairs
        ]
    return _slid([list(line) for line in lines])


def changes(first: Report, second: Report) -> list[Change]:
    """Where two networks differ, layer by layer."""
    found = []
    for one, other in lined_up([first, second], None):
        if one is None or other is None:
            found.append(Change("removed" if other is None else "added", one, other))
        elif differ(one, other):
            found.append(Change("changed", one, other))
    return found


def differ(one: Sums, other: Sums) -> bool:
    return _layers(one) != _layers(other) or _figures(one) != _figures(other)


def _rows(report: Report, depth: int | None) -> list[Sums]:
    """The rows of an account; copies of single layers stand one by one, as on a slide."""
    found = parts(report.result.network)
    return summed(report, (row for part in found for row in _unfolded(part, depth)))


def _unfolded(part: Part, depth: int | None) -> Iterator[Part]:
    for each in part.unfolded(depth):
        copies = each.head.inner if each.head.times > 1 else ()
        plain = copies and not any(copy.head.inner for copy in copies)
        yield from copies if plain else (each,)


def _slid(lines: list[list[Sums | None]]) -> list[Line]:
    """The same with every row as far up as it may stand, as one writes a table."""
    for column in range(len(lines[0]) if lines else 0):
        free = 0
        for number, line in enumerate(lines):
            if line[column] is None:
                continue
            rising = (k for k in range(free, number) if _may_rise(lines[k], line, column))
            at = next(rising, number)
            if at < number:
                lines[at][column], line[column] = line[column], None
            free = at + 1
    return [tuple(line) for line in lines]


def _may_rise(above: list[Sums | None], line: list[Sums | None], column: int) -> bool:
    """Whether a row finds its like above; its kind will do, where it has no like here."""
    row = line[column]
    if row is None or above[column] is not None:
        return False
    higher = [each for each in above if each]
    if any(_alike(each) == _alike(row) for each in higher):
        return True
    here = [each for k, each in enumerate(line) if each and k != column]
    alike = any(_alike(each) == _alike(row) for each in here)
    return not alike and any(_kind(each) == _kind(row) for each in higher)


def _newest(line: Line) -> Sums:
    return next(each for each in reversed(line) if each)


def _layers(sums: Sums) -> Hashable:
    return tuple(row.figures.placed.layer for row in sums.rows)


def _figures(sums: Sums) -> Hashable:
    return (sums.shape, sums.params, sums.macs)


def _with_shapes(sums: Sums) -> Hashable:
    return (_layers(sums), sums.rows[0].figures.placed.input, sums.shape)


def _alike(sums: Sums) -> Hashable:
    return (_layers(sums), sums.shape)


def _with_rank(sums: Sums) -> Hashable:
    return (_layers(sums), len(sums.shape))


def _kind(sums: Sums) -> Hashable:
    return (sums.rows[0].figures.kind, sums.shape)


def _word(sums: Sums) -> Hashable:
    return (sums.rows[0].figures.kind, len(sums.shape))


Pair = tuple[int | None, int | None]


def _paired(old: list[Sums], new: list[Sums]) -> list[Pair]:
    """Numbers of rows that stand side by side: alike first, then what could stand for one another."""
    keys = (_with_shapes, _alike, _with_rank, _kind, _word)
    return _between(old, new, range(len(old)), range(len(new)), keys)


def _between(
    old: list[Sums],
    new: list[Sums],
    a: range,
    b: range,
    keys: tuple[Callable[[Sums], Hashable], ...],
) -> list[Pair]:
    if not a or not b or not keys:
        return [*((k, None) for k in a), *((None, k) for k in b)]
    ours, theirs = [keys[0](old[k]) for k in a], [keys[0](new[k]) for k in b]
    pairs: list[Pair] = []
    i = j = 0
    for block in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks():
        pairs += _between(old, new, a[i : block.a], b[j : block.b], keys[1:])
        pairs += [(a[block.a + k], b[block.b + k]) for k in range(block.size)]
        i, j = block.a + block.size, block.b + block.size
    return pairs
