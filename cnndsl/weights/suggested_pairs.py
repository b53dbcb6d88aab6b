"""Lines of a map that a refusal suggests and that pair two layers: where several orders fit, or none does but some
shapes occur only once.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from cnndsl.weights.fit_with_fresh import fit_with_fresh
from cnndsl.weights.map_file import Line
from cnndsl.weights.misfit import Ambiguous, Misfit, WeightsError
from cnndsl.weights.orderings import Doubt
from cnndsl.weights.task import Task
from cnndsl.weights.tensor_names import layer

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
    """Whether a task has a fit, or would have with further choices."""
    try:
        return bool(fit_with_fresh(task).matches)
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
            fit_with_fresh(task.with_lines([_line(each, each.theirs) for each in doubts]))
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
    """Whether a task has a fit."""
    with suppress(WeightsError):
        return bool(fit_with_fresh(task).matches)
    return False
