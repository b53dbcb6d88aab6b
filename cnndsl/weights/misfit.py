"""Why a checkpoint does not fit a network, in words, with the lines of a map file that would settle it."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from cnndsl.weights.orderings import Doubt
from cnndsl.weights.tensor_names import Tensor, Token

SHOWN = 6


class WeightsError(Exception):
    """A checkpoint that is not read, does not fit, or a map that cannot be followed."""


class WeightsWarning(UserWarning):
    """A fit that should be looked at: the order of the file settled what names could not, say."""


class Misfit(WeightsError):
    """What does not fit: in words; the tensors that are one side's alone; lines that would settle it."""

    def __init__(
        self,
        message: str,
        ours: Iterable[Tensor] = (),
        theirs: Iterable[Tensor] = (),
        lines: Iterable[str] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.ours, self.theirs, self.lines = list(ours), list(theirs), list(lines)
        self.options = ""
        """Options of the command that come to the same as the lines."""
        self.choice = False
        """Whether other lines are as likely."""
        self.settles = True
        """Whether the lines settle it, and are not only a beginning."""
        self.hint = ""
        """What the checkpoint was likely made with."""

    def __str__(self) -> str:
        said = [self.message]
        said += _some("the network alone has", self.ours)
        said += _some("the checkpoint alone has", self.theirs)
        what = "would settle it" if self.settles else "are a beginning"
        said += _some(f"lines of a map file (--map) that {what}:", self.lines)
        said += [f"  `{self.options}` does the same"] if self.options else []
        said += [f"  {self.hint}"] if self.hint else []
        return "\n".join(said)


class Ambiguous(Misfit):
    """Several orders fit. Its lines are one choice for each place, and no more likely than the other."""

    def __init__(
        self, message: str, lines: Iterable[str] = (), doubts: tuple[Doubt, ...] = ()
    ) -> None:
        super().__init__(message, lines=lines)
        self.choice = True
        self.doubts = doubts


def _some(what: str, listed: list[Any]) -> list[str]:
    more = [f"    and {len(listed) - SHOWN} more"] if len(listed) > SHOWN else []
    return [f"  {what}", *(f"    {each}" for each in listed[:SHOWN]), *more] if listed else []


def in_doubt(doubts: tuple[Doubt, ...]) -> Ambiguous:
    """Several orders fit, and no name tells which is meant."""
    first = doubts[0]
    places = f" (one of {len(doubts)} such places)" if len(doubts) > 1 else ""
    return Ambiguous(
        f"ambiguous: `{first.ours}` may be `{first.theirs}` or `{first.other}`, of the same shape{places}",
        doubts=doubts,
    )


def alone(ours: list[Tensor], theirs: list[Tensor]) -> tuple[list[Tensor], list[Tensor]]:
    """The tensors on either side that have nothing to stand for on the other, as far as shapes tell: first those
    between what both sides begin and end with.
    """
    own, other = ([each.token for each in side] for side in (ours, theirs))
    start = _alike(own, other)
    end = _alike(own[start:][::-1], other[start:][::-1])
    needed, there = Counter(own), Counter(other)
    return (
        _surplus(ours, needed - there, start, len(ours) - end),
        _surplus(theirs, there - needed, start, len(theirs) - end),
    )


def _alike(one: list[Token], other: list[Token]) -> int:
    """How many tokens both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _surplus(tensors: list[Tensor], surplus: Counter[Token], start: int, end: int) -> list[Tensor]:
    found = []
    places = [*range(start, end), *range(start), *range(end, len(tensors))]
    for place in places:
        if surplus[tensors[place].token] > 0:
            surplus[tensors[place].token] -= 1
            found.append(place)
    return [tensors[place] for place in sorted(found)]


def first_difference(ours: list[Tensor], theirs: list[Tensor], ordered: bool) -> str:
    """How far the order of the file leads, where it has one."""
    for place, (own, other) in enumerate(zip(ours, theirs, strict=False)):
        if own.token != other.token and ordered:
            return f"after {place} of {len(ours)} tensors the network has {own}, the checkpoint {other}"
    if not ours:
        return f"the checkpoint has {_several(theirs)} beside the network's"
    if not theirs:
        return f"the checkpoint lacks {_several(ours)} of the network's"
    return f"the network has {len(ours)} tensors, the checkpoint {len(theirs)}"


def _several(tensors: list[Tensor]) -> str:
    return "one tensor" if len(tensors) == 1 else f"{len(tensors):,} tensors"
