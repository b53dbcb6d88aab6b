"""Tensors by name and shape, which is all that a fit looks at; and what names say: of parts, numbers and roles."""

import re
from collections.abc import Iterable
from itertools import islice, takewhile
from typing import TypeAlias

from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import show_shape

ROLES = ("weight", "bias", "running_mean", "running_var")
"""What a layer may hold, in the order in which PyTorch lists it."""
ELSEWHERE = {
    "kernel": "weight",
    "gamma": "weight",
    "beta": "bias",
    "moving_mean": "running_mean",
    "moving_var": "running_var",
    "moving_variance": "running_var",
}
"""What TensorFlow and Keras call them."""
COUNTER = "num_batches_tracked"
PREFIXES = ("module.", "_orig_mod.")
"""What DistributedDataParallel and torch.compile put before every name."""
Shape: TypeAlias = tuple[int, ...]
Token: TypeAlias = tuple[str, Shape]
Number: TypeAlias = tuple[tuple[int, str, str], ...]
Families: TypeAlias = dict[tuple[str, str], dict[str, int]]
"""Names that differ in a number alone, by the part that they stand in and their stem, and where each begins."""


class Tensor(NamedTuple):
    """A tensor's name and shape. A parameter that is no layer's own counts as a weight."""

    name: str
    shape: Shape
    read_as: Shape | None = None
    """The shape that it goes by, where another one has the same numbers in the same order."""

    @property
    def token(self) -> Token:
        """What tensors must share to stand for one another."""
        called = self.name.rpartition(".")[2]
        role = called if called in ROLES else ELSEWHERE.get(called, ROLES[0])
        return role, self.shape if self.read_as is None else self.read_as

    def __str__(self) -> str:
        return f"{self.name} {show_shape(self.shape) or 'single'}"


def stem(key: str) -> str:
    """The letters before the first number: `conv` of `conv1`."""
    return re.split(r"\d", key, maxsplit=1)[0]


def number(key: str) -> Number:
    """What follows the stem, numbers and letters in turn, so that 2 comes before 10 and 3a before 3b."""
    pieces = re.findall(r"\d+|\D+", key[len(stem(key)) :])
    digits = [each.lstrip("0") if each.isdecimal() else "" for each in pieces]
    return tuple((len(own), own, each) for own, each in zip(digits, pieces, strict=True))


def by_name_order(names: Iterable[str]) -> bool:
    """Whether names stand in the order of the alphabet, which says nothing of the data's."""
    listed = list(names)
    return listed == sorted(listed)


def shared_part(names: Iterable[str]) -> str:
    """The first piece of all names, where it is the same: `net` of `net.conv.weight`."""
    first = {name.partition(".")[0] if "." in name else "" for name in names}
    return first.pop() if len(first) == 1 else ""


def added_prefix(names: Iterable[str]) -> str:
    """What a wrapper of PyTorch's has put before every name."""
    all_names = list(names)
    around = (each for each in PREFIXES if all(name.startswith(each) for name in all_names))
    return next(around, "") if all_names else ""


def is_counter(name: str) -> bool:
    return name.rpartition(".")[2] == COUNTER


def layer(name: str) -> str:
    """The layer that holds a tensor, or a parameter that stands alone."""
    around, _, role = name.rpartition(".")
    return around if around and role in ROLES else name


def within(name: str, part: str) -> bool:
    return name == part or name.startswith(f"{part}.")


def parts_of(names: Iterable[str]) -> dict[str, list[str]]:
    """All parts, tensors among them, each with the names of its tensors."""
    parts: dict[str, list[str]] = {}
    for name in names:
        pieces = name.split(".")
        for end in range(1, len(pieces) + 1):
            parts.setdefault(".".join(pieces[:end]), []).append(name)
    return parts


def rolled_up(chosen: Iterable[str], all_names: Iterable[str]) -> list[str]:
    """The largest parts of which nothing but the chosen tensors is made."""
    wanted = dict.fromkeys(chosen)
    whole = [part for part, inside in parts_of(all_names).items() if wanted.keys() >= set(inside)]
    return largest(whole)


def largest(parts: Iterable[str]) -> list[str]:
    """Those that lie in no other."""
    listed = dict.fromkeys(parts)
    return [part for part in listed if not any(each in listed for each in _around(part))]


def _around(part: str) -> Iterable[str]:
    pieces = part.split(".")
    return (".".join(pieces[:end]) for end in range(1, len(pieces)))


def crossing(ours: list[Tensor], theirs: list[Tensor]) -> bool:
    """Whether, side by side, a part of ours ends inside a part of theirs that begins before it, or the like."""
    own, other = _stretches(ours), _stretches(theirs)
    return any(
        start < begin < end < last or begin < start < last < end
        for start, end in own
        for begin, last in other
    )


def _stretches(tensors: list[Tensor]) -> set[tuple[int, int]]:
    """The places from which and up to which each part of several layers reaches."""
    places = {each.name: place for place, each in enumerate(tensors)}
    parts = parts_of(places).values()
    several = (inside for inside in parts if len({layer(name) for name in inside}) > 1)
    return {(places[inside[0]], places[inside[-1]] + 1) for inside in several}


def agreeing(ours: list[Tensor], theirs: list[Tensor]) -> dict[str, str]:
    """Tensors of the same name, role and shape, where names may be trusted.

    Numbers are trusted as a whole or not at all: `conv1` is not `conv1` where one side counts from 0.
    """
    tokens = {each.name: each.token for each in theirs}
    same = [each.name for each in ours if tokens.get(each.name) == each.token]
    if len(same) == min(len(ours), len(theirs)):
        return {name: name for name in same}
    own, other = siblings(ours), siblings(theirs)
    return {name: name for name in same if all(own[each] == other[each] for each in groups(name))}


def groups(name: str) -> list[tuple[str, str]]:
    """At each level of a name: the part around it, and the stem."""
    pieces = name.split(".")
    return [(".".join(pieces[:at]), stem(piece)) for at, piece in enumerate(pieces)]


def siblings(tensors: Iterable[Tensor]) -> dict[tuple[str, str], set[str]]:
    """The names that differ in a number alone, by the part that they stand in and their stem."""
    return {group: set(places) for group, places in families(tensors).items()}


def families(tensors: Iterable[Tensor], depth: int = 0) -> Families:
    """The same from some depth on, each with the place where it begins."""
    found: Families = {}
    for place, each in enumerate(tensors):
        pairs = zip(groups(each.name), each.name.split("."), strict=True)
        for group, piece in islice(pairs, depth, None):
            found.setdefault(group, {}).setdefault(piece, place)
    return found


def around(tensors: Iterable[Tensor]) -> int:
    """How many pieces all names begin with."""
    names = [each.name.split(".") for each in tensors]
    pairs = zip(min(names), max(names), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
