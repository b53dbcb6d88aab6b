"""What a refusal suggests: lines of a map file and options that make the checkpoint fit. All have been tried."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from cnndsl.weights.fit_with_fresh import fit_with_fresh
from cnndsl.weights.hints import hint
from cnndsl.weights.map_file import Line
from cnndsl.weights.misfit import SHOWN, Ambiguous, Misfit, WeightsError
from cnndsl.weights.outcome import Fit
from cnndsl.weights.suggested_pairs import fits, with_choices, with_only_pairs
from cnndsl.weights.surplus import parts_of_surplus
from cnndsl.weights.task import Task, too_much
from cnndsl.weights.tensor_names import Tensor, within

MOST_TRIED = 4
"""Choices of parts, on either side."""
IN_ORDER = "; `--in-order` takes the tensors in the order in which the file has them"


def with_suggestions(misfit: Misfit, task: Task) -> Misfit:
    """The misfit with what would settle it, if a few parts do; not where its numbers are other than they seem."""
    if task.rules.ordered and fits(task._replace(rules=task.rules._replace(in_order=True))):
        misfit.message += IN_ORDER
    if isinstance(misfit, Ambiguous):
        return with_choices(misfit, task) if misfit.doubts else misfit
    if misfit.ours or misfit.theirs:
        return _with_parts(misfit, task)
    return with_only_pairs(misfit, task)


def _with_parts(misfit: Misfit, task: Task) -> Misfit:
    """The misfit with parts to be fresh or left out, or what it is likely due to."""
    misfit.hint = hint(task.ours, task.theirs)
    if misfit.hint:
        return misfit
    if another := _of_another_network(task):
        return Misfit(another)
    tried = list(islice(_tried(task), 2)) or list(islice(_tried(task.either_way()), 2))
    if not tried:
        return misfit
    (lines, found), *others = tried
    misfit.lines = [_said(line) for line in lines]
    misfit.lines += [f"# or {'; '.join(map(str, other))}" for other, _ in others]
    misfit.choice = bool(others)
    misfit.options = "" if others else _options(found, lines, task)
    misfit.ours = _in(task.ours, [line.ours for line in lines])
    misfit.theirs = _in(task.theirs, [line.theirs for line in lines])
    return misfit


def _of_another_network(task: Task) -> str:
    """What to say where most of the kernels of a network of some size have no like on the other side."""
    own, other = task.unsaid()
    kernels = [each for each in own if len(each.shape) > 1]
    missing = too_much(kernels, other).total()
    if len(own) <= SHOWN or 2 * missing <= len(kernels):
        return ""
    return (
        "the checkpoint does not fit: it is likely of another network, for it has nothing of the shape of "
        f"{missing:,} of the network's {len(kernels):,} kernels"
    )


def _said(line: Line) -> str:
    return f"{line}  # {'fresh values' if line.ours else 'left out'}"


def _in(tensors: list[Tensor], parts: list[str]) -> list[Tensor]:
    return [each for each in tensors if any(within(each.name, part) for part in parts if part)]


def _tried(task: Task) -> Iterator[tuple[list[Line], Fit]]:
    """Lines that settle it and come to different fits, the likeliest first."""
    known: list[Fit] = []
    for more in _lines(task):
        with suppress(WeightsError):
            found = fit_with_fresh(task.with_lines(more))
            if found.matches and all(found.matches != other.matches for other in known):
                known.append(found)
                yield more, found


def _lines(task: Task) -> Iterator[list[Line]]:
    """Lines that would take from each side what it has too much of, what is to be fresh in it or not."""
    asked = [Line("", part, "") for part in task.rules.fresh]
    for own, other in (task.unsaid(), task.with_lines(asked).unsaid()):
        for fresh in islice(parts_of_surplus(own, too_much(own, other)), MOST_TRIED):
            for left in islice(parts_of_surplus(other, too_much(other, own)), MOST_TRIED):
                yield [
                    *(Line("", part, "") for part in fresh),
                    *(Line("", "", part) for part in left),
                ]


def _options(found: Fit, lines: list[Line], task: Task) -> str:
    """The options of the command that come to the same as the lines."""
    fresh = tuple(line.ours for line in lines if line.ours)
    rules = task.rules
    tries = {
        "--fresh-head": rules._replace(fresh_head=True),
        " ".join(f"--fresh {part}" for part in fresh): rules._replace(fresh=(*rules.fresh, *fresh)),
    }
    for options, asked in tries.items():
        with suppress(WeightsError):
            if options and fit_with_fresh(task._replace(rules=asked)).matches == found.matches:
                return options
    return ""
