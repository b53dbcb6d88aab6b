"""Which of a checkpoint's tensors stands for which of the network's: by a map, by name, else by shape and order.

Refused is what fits in several ways or leaves something over, on either side.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from cnndsl.weights.covers import covers
from cnndsl.weights.found import Fit, Match, Reshaped
from cnndsl.weights.fresh import fitted
from cnndsl.weights.mapping import Line
from cnndsl.weights.match import Rules
from cnndsl.weights.misfit import Misfit, WeightsError
from cnndsl.weights.names import COUNTER, Tensor, by_name_order, is_counter
from cnndsl.weights.readings import aligned

MOST_TRIED = 4
"""Choices of parts, on either side, that are tried before they are offered."""


def fit(ours: list[Tensor], theirs: list[Tensor], lines: list[Line], rules: Rules) -> Fit:
    """Fit a checkpoint's tensors, in the order of its file, to the network's, in the order of the data."""
    counters = [each for each in theirs if is_counter(each.name)]
    own = [each for each in ours if not is_counter(each.name)]
    other = [each for each in theirs if not is_counter(each.name)]
    rules = rules._replace(ordered=rules.ordered and not by_name_order(each.name for each in other))
    try:
        found = fitted(own, other, lines, rules)
    except Misfit as misfit:
        raise _with_ways_out(misfit, own, other, lines, rules) from None
    found = _with_counters(found, ours, [each.name for each in counters])
    return found._replace(
        kept=tuple(each.name for each in ours if each.name in found.kept),
        left=tuple(each.name for each in theirs if each.name in found.left),
        reshaped=_reshaped(found, ours, theirs),
    )


def _reshaped(found: Fit, ours: list[Tensor], theirs: list[Tensor]) -> tuple[Reshaped, ...]:
    was = {each.name: each.shape for each in theirs}
    pairs = [
        (each, was[found.matches[each.name].theirs]) for each in ours if each.name in found.matches
    ]
    return tuple(Reshaped(own.name, was, own.shape) for own, was in pairs if was != own.shape)


def _with_ways_out(
    misfit: Misfit, ours: list[Tensor], theirs: list[Tensor], lines: list[Line], rules: Rules
) -> Misfit:
    """The misfit with lines and options that would settle it, if there are any: they have been tried."""
    if misfit.lines or not (misfit.ours or misfit.theirs):
        return misfit
    for more in _lines_to_try(ours, theirs):
        with suppress(WeightsError):
            found = fitted(ours, theirs, lines + more, rules)
            misfit.lines = [
                f"{line}  # {'fresh values' if line.ours else 'left out'}" for line in more
            ]
            misfit.options = _options(found, ours, theirs, lines, rules, more)
            break
    return misfit


def _lines_to_try(ours: list[Tensor], theirs: list[Tensor]) -> Iterator[list[Line]]:
    """Lines that would take from each side what it has too much of."""
    own, other = aligned(ours, theirs)
    needed, there = (Counter(each.token for each in side) for side in (own, other))
    for fresh in islice(covers(own, needed - there), MOST_TRIED):
        for left in islice(covers(other, there - needed), MOST_TRIED):
            yield [*(Line("", part, "") for part in fresh), *(Line("", "", part) for part in left)]


def _options(
    found: Fit,
    ours: list[Tensor],
    theirs: list[Tensor],
    lines: list[Line],
    rules: Rules,
    more: list[Line],
) -> str:
    """The options of the command that come to the same as the lines."""
    fresh = tuple(line.ours for line in more if line.ours)
    tries = {
        "--fresh-head": rules._replace(fresh_head=True),
        " ".join(f"--fresh {part}" for part in fresh): rules._replace(fresh=(*rules.fresh, *fresh)),
    }
    for options, asked in tries.items():
        with suppress(WeightsError):
            if options and fitted(ours, theirs, lines, asked).matches == found.matches:
                return options
    return ""


def _with_counters(found: Fit, ours: list[Tensor], counters: list[str]) -> Fit:
    """The counts of batches beside the variances, where the checkpoint has them."""
    matches, used = dict(found.matches), set()
    own_names = {each.name for each in ours}
    for name, match in found.matches.items():
        own, other = _counter(name), _counter(match.theirs)
        if name.endswith("running_var") and own in own_names and other in counters:
            matches[own] = Match(other, match.how)
            used.add(other)
    ordered = {each.name: matches[each.name] for each in ours if each.name in matches}
    kept = tuple(each.name for each in ours if is_counter(each.name) and each.name not in matches)
    left = tuple(name for name in counters if name not in used)
    return found._replace(matches=ordered, kept=found.kept + kept, left=found.left + left)


def _counter(name: str) -> str:
    return (name.rpartition(".")[0] + f".{COUNTER}").lstrip(".")
