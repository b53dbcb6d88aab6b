"""Tensors matched without a map: by name, and the rest by shape, in the one order that fits."""

from typing import Literal, NamedTuple, TypeAlias

from cnndsl.weights.misfit import Misfit, alone, first_difference, in_doubt
from cnndsl.weights.names import Tensor, agreeing, crossing, shared_part
from cnndsl.weights.search import TooMany, search
from cnndsl.weights.ways import Doubt

How: TypeAlias = Literal["map", "name", "order", "shape"]
HOW: dict[How, str] = {
    "map": "by the map file",
    "name": "by name",
    "order": "by order and shape",
    "shape": "by shape, in the order of the names",
}


class Match(NamedTuple):
    """A tensor of theirs that stands for one of ours, and how it was found."""

    theirs: str
    how: How


class Fit(NamedTuple):
    """Every tensor of both sides: matched, kept as it is, or left out."""

    matches: dict[str, Match]
    kept: tuple[str, ...] = ()
    """Of ours, with fresh values."""
    left: tuple[str, ...] = ()
    """Of theirs, left out."""
    settled: tuple[Doubt, ...] = ()
    """What shapes left open and names decided."""
    trusted: tuple[Doubt, ...] = ()
    """What shapes and names left open and the order of the file decided."""


class Rules(NamedTuple):
    """How to fit: whether the checkpoint's order means something, and whether it is to be trusted alone."""

    ordered: bool = True
    in_order: bool = False


def matched(ours: list[Tensor], theirs: list[Tensor], rules: Rules) -> Fit:
    """Without a map: by name, and the rest by shape."""
    if rules.in_order:
        return _in_order(ours, theirs)
    same = agreeing(ours, theirs) or _agreeing_inside(ours, theirs)
    named = set(same.values())
    own = [each for each in ours if each.name not in same]
    other = [each for each in theirs if each.name not in named]
    by_name = Fit({name: Match(same[name], "name") for name in same})
    if not (own or other):
        return by_name
    _against_names(ours, theirs, same, rules)
    return together(by_name, _by_shape(own, other, rules))


def _agreeing_inside(ours: list[Tensor], theirs: list[Tensor]) -> dict[str, str]:
    """The same, where one piece stands before all their names."""
    around = shared_part(each.name for each in theirs)
    same = agreeing(ours, inside(theirs, around)) if around else {}
    return {name: f"{around}.{named}" for name, named in same.items()}


def _in_order(ours: list[Tensor], theirs: list[Tensor]) -> Fit:
    if [each.token for each in ours] != [each.token for each in theirs]:
        raise _misfit(ours, theirs)
    return _matches(ours, theirs, "order")


def _matches(ours: list[Tensor], theirs: list[Tensor], how: How) -> Fit:
    pairs = zip(ours, theirs, strict=True)
    return Fit({own.name: Match(other.name, how) for own, other in pairs})


def _against_names(
    ours: list[Tensor], theirs: list[Tensor], same: dict[str, str], rules: Rules
) -> None:
    """Refuse names that agree where the order of the file, which fits too, says something else."""
    if not rules.ordered or [each.token for each in ours] != [each.token for each in theirs]:
        return
    for own, other in zip(ours, theirs, strict=True):
        named = same.get(own.name, other.name)
        if named != other.name:
            raise in_doubt((Doubt(own.name, named, other.name),), True)


def _by_shape(ours: list[Tensor], theirs: list[Tensor], rules: Rules) -> Fit:
    try:
        way = search(ours, theirs, rules.ordered) if len(ours) == len(theirs) else None
    except TooMany:
        raise Misfit(
            "too many orders have the network's shapes; a map file (--map) of a few parts narrows them"
        ) from None
    if way is None:
        raise _misfit(ours, theirs)
    stored = rules.ordered and list(way.order) == theirs
    if way.doubts and not (stored and not crossing(ours, theirs)):
        raise in_doubt(way.doubts, rules.ordered)
    found = _matches(ours, list(way.order), "order" if stored else "shape")
    return found._replace(settled=way.settled, trusted=way.doubts)


def _misfit(ours: list[Tensor], theirs: list[Tensor]) -> Misfit:
    if [each.token for each in ours] == [each.token for each in theirs]:
        return Misfit(
            "the checkpoint's shapes are the network's, but its names say another order; "
            "`--in-order` takes them as they stand in the file"
        )
    return Misfit(
        f"the checkpoint does not fit: {first_difference(ours, theirs)}", *alone(ours, theirs)
    )


def together(one: Fit, other: Fit) -> Fit:
    return Fit(
        {**one.matches, **other.matches},
        one.kept + other.kept,
        one.left + other.left,
        one.settled + other.settled,
        one.trusted + other.trusted,
    )


def inside(tensors: list[Tensor], part: str) -> list[Tensor]:
    """Tensors by their names in a part; of a part that is one tensor, an empty name."""
    return [each._replace(name=each.name[len(part) + 1 :]) for each in tensors]


def outside(name: str, part: str) -> str:
    """A name in a part as one of the whole."""
    return f"{part}.{name}".rstrip(".")
