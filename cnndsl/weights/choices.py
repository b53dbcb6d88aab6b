"""Lines that pair layers: where several orders fit, and where none does but some shapes are there only once."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from cnndsl.weights.fresh import fitted
from cnndsl.weights.mapping import Line
from cnndsl.weights.misfit import Ambiguous, Misfit, WeightsError
from cnndsl.weights.names import layer
from cnndsl.weights.task import Task
from cnndsl.weights.ways import Doubt

MOST_LINES = 6
"""With more, the map is the user's own work."""


def with_choices(misfit: Ambiguous, task: Task) -> Misfit:
    """The misfit with a line for each choice that is left when those before it are made."""
    doubts, misfit.settles = _to_the_end(misfit.doubts[0], task)
    lines = [_line(doubt, doubt.theirs) for doubt in doubts]
    for place, (doubt, line) in enumerate(zip(doubts, lines, strict=True)):
        before, other = lines[:place], _line(doubt, doubt.other)
        if fits(task.with_lines([*before, other, *lines[place + 1 :]])):
            misfit.lines.append(f"{line}  # or {other.theirs}")
        elif _may_be(task.with_lines([*before, other])):
            misfit.lines.append(f"{line}  # or {other.theirs}, and other lines behind it")
        else:
            misfit.lines.append(str(line))
    return misfit


def _may_be(task: Task) -> bool:
    """Whether it fits, or would with further choices."""
    try:
        return bool(fitted(task).matches)
    except Ambiguous:
        return True
    except WeightsError:
        return False


def _to_the_end(doubt: Doubt, task: Task) -> tuple[list[Doubt], bool]:
    """The doubts that follow one another, and whether the last is settled with them."""
    doubts: list[Doubt] = []
    while len(doubts) < MOST_LINES:
        doubts.append(doubt)
        try:
            fitted(task.with_lines([_line(each, each.theirs) for each in doubts]))
        except Ambiguous as more:
            if not more.doubts:
                return doubts, False
            doubt = more.doubts[0]
        except WeightsError:
            return doubts, False
        else:
            return doubts, True
    return doubts, False


def _line(doubt: Doubt, theirs: str) -> Line:
    return Line("", layer(doubt.ours), layer(theirs))


def with_only_pairs(misfit: Misfit, task: Task) -> Misfit:
    """The misfit with one line that settles it, else with all pairs whose shapes stand once on each side."""
    pairs = list(_only_pairs(task))
    one = next(([line] for line in pairs[:MOST_LINES] if fits(task.with_lines([line]))), pairs)
    misfit.lines = list(map(str, one))
    misfit.settles = len(one) == 1 or fits(task.with_lines(one))
    return misfit


def _only_pairs(task: Task) -> Iterator[Line]:
    own, other = task.unsaid()
    here, there = (Counter(each.token for each in side) for side in (own, other))
    called = {each.token: each.name for each in other}
    for each in own:
        if here[each.token] == there[each.token] == 1 and each.token[0] == "weight":
            yield Line("", layer(each.name), layer(called[each.token]))


def fits(task: Task) -> bool:
    """Whether it does."""
    with suppress(WeightsError):
        return bool(fitted(task).matches)
    return False
