"""The layers that every way from the input to an output passes."""

from collections.abc import Iterator, Mapping

from cnndsl.analyse.figures import LayerFigures, Result
from cnndsl.network import Input


def all_pass(sources: Mapping[int, tuple[int, ...]], end: int) -> Iterator[int]:
    """Of layers with numbers, in order, those that all ways to an end pass; they start at 0."""
    own = behind(sources, end)
    furthest: dict[int, int] = {}
    for number in sorted(own):
        for each in sources.get(number, ()):
            furthest[each] = max(furthest.get(each, 0), number)
    last = 0
    for number in sorted(own):
        if last <= number:
            yield number
        last = max(last, furthest.get(number, 0))


def behind(sources: Mapping[int, tuple[int, ...]], end: int) -> set[int]:
    """All that an end takes, straight or by others, and itself."""
    found, waiting = {end}, [end]
    for number in waiting:
        new = [each for each in sources.get(number, ()) if each not in found]
        found.update(new)
        waiting += new
    return found


def trunk(result: Result, seen: Input) -> tuple[LayerFigures, ...]:
    """The rows that every way from an input to the network's last output passes."""
    rows = result.rows
    numbers = {seen.path: 0}
    numbers |= {row.placed.path: k for k, row in enumerate(rows, 1) if row.sees in ("", seen.name)}
    sources = {
        k: tuple(numbers[each] for each in rows[k - 1].placed.sources if each in numbers)
        for k in numbers.values()
        if k
    }
    ends = [each for each in result.network.outputs if not each.head] or result.network.outputs
    end = numbers.get(ends[-1].source, 0) if ends else max(numbers.values())
    return tuple(rows[k - 1] for k in all_pass(sources, end) if k)
