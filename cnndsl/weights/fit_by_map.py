"""A fit that follows a map file: its lines first, then aux heads by their names, then the rest without a map."""

from cnndsl.weights.aux_heads import named_heads
from cnndsl.weights.equal_shapes import reads_as
from cnndsl.weights.fit_without_map import fit_inside, fit_without_map
from cnndsl.weights.map_file import BadMap, Line, known
from cnndsl.weights.misfit import Misfit
from cnndsl.weights.outcome import Fit, Match, together
from cnndsl.weights.task import Rules, Task
from cnndsl.weights.tensor_names import Tensor, within


def fit_by_map(task: Task) -> Fit:
    """A fit by the lines of a map, and of what they leave."""
    (ours, theirs, lines, rules), found = task, Fit({})
    for line in known(lines, (each.name for each in ours), (each.name for each in theirs)):
        own = [each for each in ours if line.ours and within(each.name, line.ours)]
        other = [each for each in theirs if line.theirs and within(each.name, line.theirs)]
        if (line.ours and not own) or (line.theirs and not other):
            taken = line.theirs if own or not line.ours else line.ours
            raise BadMap(f"{line.place}: `{taken}` is settled by another line")
        found = together(found, _said(line, own, other, rules))
        ours, theirs = _without(ours, own), _without(theirs, other)
    return together(found, _unsaid(ours, theirs, rules))


def _unsaid(ours: list[Tensor], theirs: list[Tensor], rules: Rules) -> Fit:
    """What no line says: aux heads that are called so stand for each other, if all fits then."""
    pairs = [] if rules.in_order else named_heads(ours, theirs, rules.aux)
    found, own, other = Fit({}), ours, theirs
    try:
        for head, called in pairs:
            its = [each for each in own if within(each.name, head)]
            theirs_of = [each for each in other if within(each.name, called)]
            found = together(found, fit_inside(its, theirs_of, head, called, rules))
            own, other = _without(own, its), _without(other, theirs_of)
        return together(found, fit_without_map(own, other, rules))
    except Misfit:
        if not pairs:
            raise
    return fit_without_map(ours, theirs, rules)


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
        found = fit_inside(ours, theirs, line.ours, line.theirs, rules)
    except Misfit as misfit:
        raise Misfit(f"{line.place}: inside `{line}`: {misfit.message}") from None
    by_map = {name: match._replace(how="map") for name, match in found.matches.items()}
    return found._replace(matches=by_map)


def _one(line: Line, ours: Tensor, theirs: Tensor) -> Fit:
    if not reads_as(ours.shape, theirs.shape):
        raise BadMap(f"{line.place}: {ours} is not of the shape of {theirs}")
    return Fit({ours.name: Match(theirs.name, "map")})
