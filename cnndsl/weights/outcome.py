"""The outcome of fitting: every tensor of both sides is matched, takes fresh values, or is left out."""

from typing import Literal, TypeAlias

from cnndsl.named_tuple import NamedTuple
from cnndsl.weights.orderings import Doubt
from cnndsl.weights.tensor_names import Shape, Tensor

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


class Reshaped(NamedTuple):
    """A tensor of ours that has a checkpoint's numbers in another shape."""

    ours: str
    was: Shape
    shape: Shape


class Fit(NamedTuple):
    """What becomes of every tensor of both sides."""

    matches: dict[str, Match]
    kept: tuple[str, ...] = ()
    """Of ours, with fresh values."""
    left: tuple[str, ...] = ()
    """Of theirs, left out."""
    settled: tuple[Doubt, ...] = ()
    """What shapes left open and names decided."""
    trusted: tuple[Doubt, ...] = ()
    """What shapes and names left open and the order of the file decided."""
    reshaped: tuple[Reshaped, ...] = ()


def together(one: Fit, other: Fit) -> Fit:
    """Two fits of different tensors as one."""
    first, second = one._asdict().values(), other._asdict().values()
    matches, *rest = zip(first, second, strict=True)
    return Fit(matches[0] | matches[1], *(a + b for a, b in rest))


def inside(tensors: list[Tensor], part: str) -> list[Tensor]:
    """Tensors by their names in a part; of a part that is one tensor, an empty name."""
    return [each._replace(name=each.name[len(part) + 1 :]) for each in tensors]


def outside(found: Fit, ours: str, theirs: str) -> Fit:
    """A fit of what two parts hold, by the names of the whole."""

    def doubts(inner: tuple[Doubt, ...]) -> tuple[Doubt, ...]:
        return tuple(
            each._replace(
                ours=_whole(each.ours, ours),
                theirs=_whole(each.theirs, theirs),
                other=_whole(each.other, theirs),
            )
            for each in inner
        )

    return Fit(
        {
            _whole(name, ours): match._replace(theirs=_whole(match.theirs, theirs))
            for name, match in found.matches.items()
        },
        settled=doubts(found.settled),
        trusted=doubts(found.trusted),
    )


def _whole(name: str, part: str) -> str:
    return f"{part}.{name}".rstrip(".")
