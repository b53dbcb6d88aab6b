"""A fit without a map: tensors by name, and the rest by shape, in the one order that fits."""

from cnndsl.weights.equal_shapes import aligned
from cnndsl.weights.misfit import Ambiguous, Misfit, alone, first_difference, in_doubt
from cnndsl.weights.orderings import FILE, Doubt, Ordering
from cnndsl.weights.outcome import Fit, How, Match, inside, outside, together
from cnndsl.weights.search import TooMany, search
from cnndsl.weights.task import Rules, too_much
from cnndsl.weights.tensor_names import Tensor, agreeing, crossing, groups, shared_part, within


def fit_without_map(ours: list[Tensor], theirs: list[Tensor], rules: Rules) -> Fit:
    """Without a map: by name, and the rest by shape; where shapes do not fit, by those that hold the same numbers."""
    try:
        return _matched(ours, theirs, rules)
    except Ambiguous:
        raise
    except Misfit:
        own, other = aligned(ours, theirs)
        if (own, other) == (ours, theirs):
            raise
    return _matched(own, other, rules)


def _matched(ours: list[Tensor], theirs: list[Tensor], rules: Rules) -> Fit:
    if rules.in_order:
        return _in_order(ours, theirs, rules)
    same = agreeing(ours, theirs) or _agreeing_inside(ours, theirs)
    named = set(same.values())
    own = [each for each in ours if each.name not in same]
    other = [each for each in theirs if each.name not in named]
    by_name = Fit({name: Match(same[name], "name") for name in same})
    if not (own or other):
        return by_name
    against = _against_order(ours, theirs, same, rules)
    return together(by_name._replace(settled=against), _by_shape(own, other, rules))


def _agreeing_inside(ours: list[Tensor], theirs: list[Tensor]) -> dict[str, str]:
    """The same, where one piece stands before all their names."""
    around = shared_part(each.name for each in theirs)
    same = agreeing(ours, inside(theirs, around)) if around else {}
    return {name: f"{around}.{named}" for name, named in same.items()}


def arrangements(ours: list[Tensor], aux: tuple[str, ...]) -> list[list[Tensor]]:
    """Our tensors with the aux heads where they branch off, and behind all else."""
    behind = sorted(ours, key=lambda each: any(within(each.name, head) for head in aux))
    return [ours] if behind == ours else [ours, behind]


def _in_order(ours: list[Tensor], theirs: list[Tensor], rules: Rules) -> Fit:
    for own in arrangements(ours, rules.aux):
        if _alike(own, theirs):
            return _matches(own, theirs, "order")
    raise _misfit(ours, theirs, rules)


def _alike(ours: list[Tensor], theirs: list[Tensor]) -> bool:
    return [each.token for each in ours] == [each.token for each in theirs]


def _matches(ours: list[Tensor], theirs: list[Tensor], how: How) -> Fit:
    pairs = zip(ours, theirs, strict=True)
    return Fit({own.name: Match(other.name, how) for own, other in pairs})


def _against_order(
    ours: list[Tensor], theirs: list[Tensor], same: dict[str, str], rules: Rules
) -> tuple[Doubt, ...]:
    """Where the order of the file, which fits too, says something else than names that agree: in the whole, or in
    names that differ in a number alone.
    """
    if not rules.ordered:
        return ()
    if _alike(ours, theirs):
        return _exchanged(ours, theirs, same)
    in_file = {each.name: each for each in theirs}
    agreed: dict[tuple[str, str], list[Tensor]] = {}
    for each in ours:
        for group in groups(each.name) if each.name in same else ():
            agreed.setdefault(group, []).append(each)
    found: dict[str, Doubt] = {}
    for own in agreed.values():
        named = {same[each.name] for each in own}
        other = [each for name, each in in_file.items() if name in named]
        if _alike(own, other):
            found |= {
                doubt.ours: doubt
                for doubt in _exchanged(own, other, same)
                if doubt.ours not in found
            }
    return tuple(found[each.name] for each in ours if each.name in found)


def _exchanged(ours: list[Tensor], theirs: list[Tensor], same: dict[str, str]) -> tuple[Doubt, ...]:
    return tuple(
        Doubt(own.name, same[own.name], other.name, against=FILE)
        for own, other in zip(ours, theirs, strict=True)
        if same.get(own.name, other.name) != other.name
    )


def _by_shape(ours: list[Tensor], theirs: list[Tensor], rules: Rules) -> Fit:
    """The one fit, wherever the aux heads stand."""
    orderings = [(own, _searched(own, theirs, rules)) for own in arrangements(ours, rules.aux)]
    fits = [_sure(own, theirs, ordering, rules) for own, ordering in orderings if ordering]
    if not fits:
        raise _misfit(ours, theirs, rules)
    first = fits[0]
    for other in fits[1:]:
        for own, match in first.matches.items():
            if other.matches[own].theirs != match.theirs:
                doubt = Doubt(own, match.theirs, other.matches[own].theirs)
                raise in_doubt((doubt,))
    return first


def _searched(ours: list[Tensor], theirs: list[Tensor], rules: Rules) -> Ordering | None:
    try:
        return search(ours, theirs, rules) if len(ours) == len(theirs) else None
    except TooMany:
        raise Misfit(
            "too many orders have the network's shapes; a map file (--map) of a few parts narrows them"
        ) from None


def _sure(ours: list[Tensor], theirs: list[Tensor], ordering: Ordering, rules: Rules) -> Fit:
    """What an order says, if nothing of it is in doubt but what the order of the file settles."""
    stored = rules.ordered and list(ordering.order) == theirs
    if ordering.doubts and not (stored and not crossing(ours, theirs)):
        raise in_doubt(ordering.doubts)
    found = _matches(ours, list(ordering.order), "order" if stored else "shape")
    return found._replace(settled=ordering.settled, trusted=ordering.doubts)


def _misfit(ours: list[Tensor], theirs: list[Tensor], rules: Rules) -> Misfit:
    if not (too_much(ours, theirs) or too_much(theirs, ours)):
        return Misfit(
            "the checkpoint has the network's shapes, but what its names put together or number one after another "
            "stands otherwise in the network"
        )
    return Misfit(
        f"the checkpoint does not fit: {first_difference(ours, theirs, rules.ordered)}",
        *alone(ours, theirs),
    )


def fit_inside(
    ours: list[Tensor], theirs: list[Tensor], part: str, other: str, rules: Rules
) -> Fit:
    """What a part of ours and one of theirs hold, matched by the same rules."""
    aux = tuple(head[len(part) + 1 :] for head in rules.aux if head.startswith(f"{part}."))
    inner = fit_without_map(inside(ours, part), inside(theirs, other), rules._replace(aux=aux))
    return outside(inner, part, other)
