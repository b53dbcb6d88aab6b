"""The layers that every way from the input to an output passes."""

from collections.abc import Iterator, Mapping

from cnndsl.analyse.figures import LayerFigures, Result


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


def trunk(result: Result) -> tuple[LayerFigures, ...]:
    """The rows that every way to the network's last output passes."""
    numbers = {each.path: 0 for each in result.network.inputs}
    numbers |= {row.placed.path: k for k, row in enumerate(result.rows, 1)}
    sources = {
        k: tuple(map(numbers.__getitem__, row.placed.sources))
        for k, row in enumerate(result.rows, 1)
    }
    ends = [each for each in result.network.outputs if not each.head] or result.network.outputs
    end = numbers[ends[-1].source] if ends else len(result.rows)
    return tuple(result.rows[k - 1] for k in all_pass(sources, end) if k)
