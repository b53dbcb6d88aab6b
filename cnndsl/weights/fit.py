"""Which of a checkpoint's tensors stands for which of the network's: by a map, by name, else by shape and order.

Refused is what fits in several ways or leaves something over, on either side.
"""

from contextlib import suppress

from cnndsl.weights.fit_with_fresh import fit_with_fresh
from cnndsl.weights.map_file import Line
from cnndsl.weights.misfit import Ambiguous, Misfit
from cnndsl.weights.outcome import Fit, Match, Reshaped
from cnndsl.weights.suggestions import with_suggestions
from cnndsl.weights.task import Rules, Task
from cnndsl.weights.tensor_names import COUNTER, Tensor, by_name_order, is_counter


def fit(ours: list[Tensor], theirs: list[Tensor], lines: list[Line], rules: Rules) -> Fit:
    """Fit a checkpoint's tensors, in the order of its file, to the network's, in the order of the data."""
    counters = [each for each in theirs if is_counter(each.name)]
    own = [each for each in ours if not is_counter(each.name)]
    other = [each for each in theirs if not is_counter(each.name)]
    ordered = rules.ordered and not by_name_order(each.name for each in other)
    task = Task(own, other, lines, rules._replace(ordered=ordered))
    found = _fitted(task)
    found = _with_counters(found, ours, [each.name for each in counters])
    return found._replace(
        kept=_in_turn(ours, found.kept),
        left=_in_turn(theirs, found.left),
        reshaped=_reshaped(found, ours, theirs),
    )


def _fitted(task: Task) -> Fit:
    """A fit with numbers upwards; else, if that is no question of choice, with numbers downwards too."""
    try:
        return fit_with_fresh(task)
    except Misfit as misfit:
        if not isinstance(misfit, Ambiguous):
            with suppress(Misfit):
                return fit_with_fresh(task.either_way())
        raise with_suggestions(misfit, task) from None


def _in_turn(tensors: list[Tensor], names: tuple[str, ...]) -> tuple[str, ...]:
    """Names in the order of their tensors."""
    some = set(names)
    return tuple(each.name for each in tensors if each.name in some)


def _reshaped(found: Fit, ours: list[Tensor], theirs: list[Tensor]) -> tuple[Reshaped, ...]:
    was = {each.name: each.shape for each in theirs}
    pairs = [
        (each, was[found.matches[each.name].theirs]) for each in ours if each.name in found.matches
    ]
    return tuple(Reshaped(own.name, was, own.shape) for own, was in pairs if was != own.shape)


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
