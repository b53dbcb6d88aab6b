"""Why a checkpoint does not fit a network, in words, with the lines of a map file that would settle it."""

from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

from cnndsl.weights.names import Tensor, Token, layer
from cnndsl.weights.ways import Doubt

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
        self.hint = ""
        """What the checkpoint was likely made with."""

    def __str__(self) -> str:
        said = [self.message]
        said += _some("the network alone has", self.ours)
        said += _some("the checkpoint alone has", self.theirs)
        said += _some("lines of a map file (--map) that would settle it:", self.lines)
        said += [f"  `{self.options}` does the same"] if self.options else []
        said += [f"  {self.hint}"] if self.hint else []
        return "\n".join(said)


class Ambiguous(Misfit):
    """Several orders fit. Its lines are one choice for each place, and no more likely than the other."""

    def __init__(self, message: str, lines: Iterable[str]) -> None:
        super().__init__(message, lines=lines)
        self.choice = True


def _some(what: str, listed: list[Any]) -> list[str]:
    more = [f"    and {len(listed) - SHOWN} more"] if len(listed) > SHOWN else []
    return [f"  {what}", *(f"    {each}" for each in listed[:SHOWN]), *more] if listed else []


def in_doubt(doubts: tuple[Doubt, ...], ordered: bool) -> Ambiguous:
    """Several orders fit, and no name tells which is meant."""
    first = doubts[0]
    places = f" (one of {len(doubts)} such places)" if len(doubts) > 1 else ""
    way_out = (
        "; `--in-order` takes the tensors in the order in which the file has them"
        if ordered
        else ""
    )
    return Ambiguous(
        f"ambiguous: `{first.ours}` may be `{first.theirs}` or `{first.other}`, of the same shape{places}{way_out}",
        lines=[
            f"{layer(doubt.ours)} = {layer(doubt.theirs)}  # or {layer(doubt.other)}"
            for doubt in dict.fromkeys(doubts)
        ],
    )


def alone(ours: list[Tensor], theirs: list[Tensor]) -> tuple[list[Tensor], list[Tensor]]:
    """The tensors on either side that have nothing to stand for on the other, as far as shapes tell."""
    tokens = [each.token for each in ours], [each.token for each in theirs]
    matched = SequenceMatcher(None, *tokens, autojunk=False).get_opcodes()
    only_ours = [each for op in matched if op[0] != "equal" for each in ours[op[1] : op[2]]]
    only_theirs = [each for op in matched if op[0] != "equal" for each in theirs[op[3] : op[4]]]
    own, other = Counter(tokens[0]), Counter(tokens[1])
    return _surplus(only_ours, own - other), _surplus(only_theirs, other - own)


def _surplus(tensors: list[Tensor], surplus: Counter[Token]) -> list[Tensor]:
    found = []
    for each in tensors:
        if surplus[each.token] > 0:
            surplus[each.token] -= 1
            found.append(each)
    return found


def first_difference(ours: list[Tensor], theirs: list[Tensor], ordered: bool) -> str:
    """How far the order of the file leads, where it has one."""
    for place, (own, other) in enumerate(zip(ours, theirs, strict=False)):
        if own.token != other.token and ordered:
            return f"after {place} of {len(ours)} tensors the network has {own}, the checkpoint {other}"
    return f"the network has {len(ours)} tensors, the checkpoint {len(theirs)}"
