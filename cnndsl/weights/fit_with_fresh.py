"""A fit in which some parts take fresh values (`--fresh`, `--fresh-head`): what the checkpoint has for them is left
out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, combinations, islice

from cnndsl.spelling import closest, listed
from cnndsl.validation.option_text import quoted
from cnndsl.weights.fit_by_map import fit_by_map
from cnndsl.weights.map_file import Line
from cnndsl.weights.misfit import Ambiguous, Misfit, WeightsError
from cnndsl.weights.outcome import Fit
from cnndsl.weights.surplus import parts_of_surplus
from cnndsl.weights.task import Head, Task, too_much
from cnndsl.weights.tensor_names import Tensor, Token, largest, parts_of, within

MOST_TRIED = 16
"""Sets of parts that may be left out, and sets of heads."""


def fit_with_fresh(task: Task) -> Fit:
    """A fit by a map, with fresh values for some parts and, if so asked, for heads that do not fit."""
    _check_known(task)
    _check_said_once(task)
    try:
        return _with_fresh(task) if task.rules.fresh else fit_by_map(task)
    except Misfit as misfit:
        if not task.rules.fresh_head:
            raise
        return _with_fresh_heads(task, misfit)


def _with_fresh_heads(task: Task, misfit: Misfit) -> Fit:
    """The fit without as few heads as possible; else why there is none, by what came nearest to one."""
    for heads in _some(task.rules.heads):
        try:
            return _leaving_out(task, heads)
        except Ambiguous as nearer:
            misfit = nearer
        except Misfit:
            pass
    raise misfit


def _some(heads: tuple[Head, ...]) -> Iterator[tuple[Head, ...]]:
    """As few heads as possible."""
    sets = chain.from_iterable(combinations(heads, size) for size in range(1, len(heads)))
    yield from islice(sets, MOST_TRIED)
    if heads:
        yield heads


def _check_known(task: Task) -> None:
    parts = parts_of(each.name for each in task.ours)
    for part in task.rules.fresh:
        if part not in parts:
            raise WeightsError(
                f"{quoted(part)}: the network has no such layer or part with weights{_meant(part, parts, task)}"
            )


def _check_said_once(task: Task) -> None:
    for line in task.lines:
        for part in task.rules.fresh:
            if line.theirs and line.ours and within(line.ours, part):
                raise WeightsError(
                    f"{line.place}: `{line}` has values for what `--fresh {part}` leaves fresh; one of them has to go"
                )


def _meant(part: str, parts: Iterable[str], task: Task) -> str:
    near = closest(part, parts)
    if near:
        return f"; did you mean `{near}`?"
    last = [layer for head in task.rules.heads for layer in head]
    return f"; its classes are made in {listed(last)}" if last else ""


def _with_fresh(task: Task) -> Fit:
    """A fit in which parts of ours take fresh values, whatever the checkpoint has for them."""
    with suppress(Misfit):
        return _emptied(fit_by_map(task), task.rules.fresh)
    return _leaving_out(task)


def _leaving_out(task: Task, heads: tuple[Head, ...] = ()) -> Fit:
    """The same, where the checkpoint has nothing that fits them; heads are those that nothing in it fits."""
    fresh = largest((*task.rules.fresh, *chain.from_iterable(heads)))
    said = {line.ours for line in task.lines if not line.theirs}
    task = task.with_lines([Line("", part, "") for part in fresh if part not in said])
    own, other = task.unsaid()
    surplus = too_much(other, own)
    fits: list[tuple[int, Fit]] = []
    if not any(_tokens(task.ours, head) <= surplus for head in heads):
        for left_out in islice(parts_of_surplus(other, surplus), MOST_TRIED):
            if len(left_out) > (fits[0][0] if fits else len(fresh)):
                break
            with suppress(Misfit):
                more = task.with_lines([Line("", "", part) for part in left_out])
                fits.append((len(left_out), fit_by_map(more)))
    if not fits:
        return fit_by_map(task)  # which says what does not fit
    return _agreed([found for _, found in fits], fresh)


def _tokens(tensors: list[Tensor], parts: Head) -> Counter[Token]:
    return Counter(each.token for each in tensors if any(within(each.name, part) for part in parts))


def _agreed(fits: list[Fit], parts: list[str]) -> Fit:
    """The fit that all come to, else the one that leaves out what is called as ours."""
    names = {part.rpartition(".")[2] for part in parts}
    best = [found for found in fits if _layers(found.left) == names] or fits
    for other in best[1:]:
        if other.matches != best[0].matches:
            choices = [f"- = {part}" for found in best[:2] for part in found.left]
            raise Ambiguous(
                "ambiguous: several parts of the checkpoint may be what is to be left out",
                lines=choices,
            )
    return best[0]


def _layers(names: Iterable[str]) -> set[str]:
    return {name.rpartition(".")[0].rpartition(".")[2] for name in names}


def _emptied(found: Fit, parts: tuple[str, ...]) -> Fit:
    """The fit without what it has found for some parts."""
    fresh = {name for name in found.matches if any(within(name, part) for part in parts)}
    return found._replace(
        matches={name: match for name, match in found.matches.items() if name not in fresh},
        kept=(*found.kept, *fresh),
        left=(*found.left, *(found.matches[name].theirs for name in fresh)),
        settled=tuple(doubt for doubt in found.settled if doubt.ours not in fresh),
        trusted=tuple(doubt for doubt in found.trusted if doubt.ours not in fresh),
    )
