"""A family of networks: all that a pattern's choices make, each network once, with its number."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from cnndsl.checking.expand import Expanded
from cnndsl.diagnostics import Diagnostic, Findings
from cnndsl.family import numbering
from cnndsl.family import ways as writing
from cnndsl.family.automaton import Automaton, Builder, networks
from cnndsl.family.letters import Letter
from cnndsl.family.moves import Moves
from cnndsl.family.pattern import Pattern, World, choices_in, traits_of
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Inputs
from cnndsl.text import Span

if TYPE_CHECKING:
    from cnndsl.analyse.figures import Result

MOST_STATES = 300_000
"""States that are looked at before an automaton is given up."""
Member = Callable[[tuple[int, ...]], "Result"]
"""The network that choices make, checked like any other."""


class Never(NamedTuple):
    """A place of the text at which choices come to nothing."""

    span: Span
    ways: int
    """How many ways to choose that takes away."""
    why: Diagnostic


class Family:
    """A pattern's members, through its automaton."""

    how = "exact"

    def __init__(self, pattern: Pattern, member: Member) -> None:
        self.pattern = pattern
        self._member = member
        self._moves = Moves(traits_of(pattern))
        shape = pattern.inputs[0].shape
        assert shape is not None
        self._starts = tuple(self._moves.start(world.body, shape, ()) for world in pattern.worlds)
        self.automaton: Automaton = Builder(self._moves, MOST_STATES).build(self._starts)

    @cached_property
    def counts(self) -> list[int]:
        """How many networks go on from each node of the automaton."""
        return networks(self.automaton)

    @property
    def count(self) -> int:
        """How many networks there are."""
        return self.counts[self.automaton.start] if self.automaton.start >= 0 else 0

    @cached_property
    def ways(self) -> writing.Ways:
        """How many ways there are to write them, and where others come to nothing."""
        return writing.count(self._moves, self._starts)

    @cached_property
    def ranges(self) -> dict[str, tuple[int, int]]:
        """The least and the most of each figure."""
        return {}

    @cached_property
    def never(self) -> tuple["Never", ...]:
        """Where choices come to nothing, with what is said of a network that goes that way."""
        return tuple(map(self._never, self.ways.lost))

    def _never(self, lost: writing.Lost) -> "Never":
        chosen = writing.choices_to(self._moves, self._starts, lost.state)
        found = self._member(chosen).network.diagnostics
        errors = [each for each in found if each.severity == "error"]
        here = [each for each in errors if each.span == lost.refused.span]
        return Never(lost.refused.span, lost.ways, (here or errors)[0])

    @property
    def choices_written(self) -> int:
        """How many choices stand in the text."""
        return choices_in(self.pattern)

    def word(self, number: int) -> list[Letter]:
        """The letters of a member."""
        return numbering.word(self.automaton, self.counts, number)

    def choices(self, number: int) -> tuple[int, ...]:
        """What is chosen for a member, in the order in which choices are met."""
        return writing.choices(self._moves, self._starts, self.word(number))

    def number(self, letters: Sequence[Letter]) -> int | None:
        """The number of a network; None where it is none of the family."""
        return numbering.number(self.automaton, self.counts, [each.order for each in letters])

    def __getitem__(self, number: int) -> "Result":
        """A member, checked."""
        if not 0 <= number < self.count:
            raise IndexError(f"there are {self.count:,} networks: 0 to {self.count - 1:,}")
        return self._member(self.choices(number))


def family_of(
    bodies: Sequence[Expanded], inputs: Inputs, member: Member, findings: Findings
) -> Family | None:
    """The family that a spec is; None, and it is said, where no choice makes a network."""
    if any(each.shape is None for each in inputs):
        return None
    worlds = tuple(World(each.body) for each in bodies)
    family = Family(Pattern(worlds, inputs, False), member)
    if family.count:
        return family
    for each in family.never:
        findings.add(each.why)
    return None
