"""Which of a checkpoint's tensors stands for which of the network's: by a map, by name, else by shape and order.

Refused is what fits in several ways or leaves something over, on either side.
"""

from cnndsl.weights.mapping import BadMap, Line, known
from cnndsl.weights.match import Fit, Match, Rules, inside, matched, outside, together
from cnndsl.weights.misfit import Misfit
from cnndsl.weights.names import COUNTER, Tensor, by_name_order, is_counter, rolled_up, within
from cnndsl.weights.ways import Doubt

MOST_LINES = 8
"""With more, another network is meant."""


def fit(ours: list[Tensor], theirs: list[Tensor], lines: list[Line], rules: Rules) -> Fit:
    """Fit a checkpoint's tensors, in the order of its file, to the network's, in the order of the data."""
    counters = [each for each in theirs if is_counter(each.name)]
    own = [each for each in ours if not is_counter(each.name)]
    other = [each for each in theirs if not is_counter(each.name)]
    rules = rules._replace(ordered=rules.ordered and not by_name_order(each.name for each in other))
    try:
        found = _mapped(own, other, lines, rules)
    except Misfit as misfit:
        raise _with_lines(misfit, own, other, lines, rules) from None
    return _with_counters(found, ours, [each.name for each in counters])


def _mapped(ours: list[Tensor], theirs: list[Tensor], lines: list[Line], rules: Rules) -> Fit:
    """What the map says, then the rest."""
    found = Fit({})
    for line in known(lines, (each.name for each in ours), (each.name for each in theirs)):
        own = [each for each in ours if line.ours and within(each.name, line.ours)]
        other = [each for each in theirs if line.theirs and within(each.name, line.theirs)]
        if (line.ours and not own) or (line.theirs and not other):
            taken = line.theirs if own or not line.ours else line.ours
            raise BadMap(f"{line.place}: `{taken}` is settled by another line")
        found = together(found, _said(line, own, other, rules))
        ours, theirs = _without(ours, own), _without(theirs, other)
    return together(found, matched(ours, theirs, rules))


def _without(tensors: list[Tensor], some: list[Tensor]) -> list[Tensor]:
    gone = set(some)
    return [each for each in tensors if each not in gone]


def _said(line: Line, ours: list[Tensor], theirs: list[Tensor], rules: Rules) -> Fit:
    """What one line settles."""
    if not (line.ours and line.theirs):
        return Fit({}, tuple(each.name for each in ours), tuple(each.name for each in theirs))
    if ours[0].name == line.ours and theirs[0].name == line.theirs:
        return _one(line, ours[0], theirs[0])
    try:
        inner = matched(inside(ours, line.ours), inside(theirs, line.theirs), rules)
    except Misfit as misfit:
        raise Misfit(f"{line.place}: inside `{line}`: {misfit.message}") from None
    return Fit(
        {
            outside(name, line.ours): Match(outside(match.theirs, line.theirs), "map")
            for name, match in inner.matches.items()
        },
        settled=tuple(_outside(doubt, line) for doubt in inner.settled),
        trusted=tuple(_outside(doubt, line) for doubt in inner.trusted),
    )


def _outside(doubt: Doubt, line: Line) -> Doubt:
    """A doubt inside a part, by the names of the whole."""
    return doubt._replace(
        ours=outside(doubt.ours, line.ours),
        theirs=outside(doubt.theirs, line.theirs),
        other=outside(doubt.other, line.theirs),
    )


def _one(line: Line, ours: Tensor, theirs: Tensor) -> Fit:
    if ours.shape != theirs.shape:
        raise BadMap(f"{line.place}: {ours} is not of the shape of {theirs}")
    return Fit({ours.name: Match(theirs.name, "map")})


def _with_lines(
    misfit: Misfit, ours: list[Tensor], theirs: list[Tensor], lines: list[Line], rules: Rules
) -> Misfit:
    """The misfit with lines that would settle it, if there are any: they have been tried."""
    if misfit.lines or not (misfit.ours or misfit.theirs):
        return misfit
    own = [each.name for each in misfit.ours]
    other = [each.name for each in misfit.theirs]
    more = [Line("", part, "") for part in rolled_up(own, (each.name for each in ours))]
    more += [Line("", "", part) for part in rolled_up(other, (each.name for each in theirs))]
    if len(more) > MOST_LINES:
        return misfit
    try:
        _mapped(ours, theirs, lines + more, rules)
    except (Misfit, BadMap):
        return misfit
    misfit.lines = [f"{line}  # {'fresh values' if line.ours else 'left out'}" for line in more]
    return misfit


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
