"""A family of networks: all that a pattern's choices make, each network once, with its number."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from cnndsl.checking.expand import Expanded
from cnndsl.diagnostics import Findings
from cnndsl.family import numbering
from cnndsl.family.automaton import networks
from cnndsl.family.exact import Exact
from cnndsl.family.letters import Letter
from cnndsl.family.listed import Listed, TooMany
from cnndsl.family.member import Choices, Member, Never
from cnndsl.family.pattern import Pattern, Unsupported, World, choices_in, writes_activation
from cnndsl.family.problems import too_many_ways
from cnndsl.network import Inputs
from cnndsl.text import Span

if TYPE_CHECKING:
    from cnndsl.analyse.figures import Result


class Family:
    """A pattern's members."""

    def __init__(self, pattern: Pattern, found: Exact | Listed, member: Member) -> None:
        self.how = found.how
        """How what is said of it was had: `exact`, by its automaton, or `members`, one by one."""
        self.automaton = found.automaton
        self.choices_written = choices_in(pattern)
        """How many choices stand in the text."""
        self._found = found
        self._member = member

    @cached_property
    def counts(self) -> list[int]:
        """How many networks go on from each node of the automaton."""
        return networks(self.automaton)

    @property
    def count(self) -> int:
        """How many networks there are."""
        return self.counts[self.automaton.start] if self.automaton.start >= 0 else 0

    @cached_property
    def _ways(self) -> tuple[int, tuple[Never, ...]]:
        return self._found.ways()

    @property
    def ways(self) -> int:
        """How many ways there are to write them."""
        return self._ways[0]

    @property
    def never(self) -> tuple[Never, ...]:
        """Where choices come to nothing, with what is said of a network that goes that way."""
        return self._ways[1]

    @cached_property
    def ranges(self) -> dict[str, tuple[int, int]]:
        """The least and the most of each figure."""
        return {}

    def word(self, number: int) -> list[Letter]:
        """The letters of a member."""
        return numbering.word(self.automaton, self.counts, number)

    def choices(self, number: int) -> Choices:
        """What is chosen for a member, in the order in which choices are met."""
        return self._found.choices(self.word(number))

    def number(self, letters: Sequence[Letter]) -> int | None:
        """The number of a network; None where it is none of the family."""
        return numbering.number(self.automaton, self.counts, [each.order for each in letters])

    def __getitem__(self, number: int) -> "Result":
        """A member, checked."""
        if not 0 <= number < self.count:
            raise IndexError(f"there are {self.count:,} networks: 0 to {self.count - 1:,}")
        return self._member(self.choices(number))


def family_of(
    unfolded: Sequence[tuple[Choices, Expanded]],
    inputs: Inputs,
    check: "Callable[[Choices, bool], Result]",
    findings: Findings,
) -> Family | None:
    """The family that a spec is; None, and it is said, where no choice makes a network.

    `check` is given what is chosen, and whether activations are filled in.
    """
    if any(each.shape is None for each in inputs):
        return None
    worlds = tuple(World(each.body, each.afters, chosen) for chosen, each in unfolded)
    pattern = Pattern(worlds, inputs)
    fills = not writes_activation(pattern)

    def member(chosen: Choices) -> "Result":
        return check(chosen, fills)

    try:
        family = Family(pattern, _looked_through(pattern, member), member)
    except TooMany as reason:
        findings.add(too_many_ways(Span(0, 0), str(reason)))
        return None
    if family.count:
        return family
    for each in family.never:
        findings.add(each.why)
    return None


def _looked_through(pattern: Pattern, member: Member) -> Exact | Listed:
    try:
        return Exact(pattern, member)
    except Unsupported as reason:
        try:
            return Listed(member)
        except TooMany:
            raise TooMany(str(reason)) from None
