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
from cnndsl.family.pattern import Pattern, World, choices_in, traits_of, writes_activation
from cnndsl.family.state import State
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Inputs
from cnndsl.text import Span

if TYPE_CHECKING:
    from cnndsl.analyse.figures import Result

MOST_STATES = 300_000
"""States that are looked at before an automaton is given up."""
Member = Callable[[tuple[int, ...], bool], "Result"]
"""The network that choices make, checked like any other, with activations filled in or without."""


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
        self._fills = not writes_activation(pattern)
        self._member = member
        traits = traits_of(pattern)
        self._moves = Moves(traits)
        self._as_written = Moves(traits._replace(adds=False))
        """Without what is added behind hidden layers, which changes no way to write a network."""
        self._starts = self._starts_of(self._moves)
        self.automaton: Automaton = Builder(self._moves, MOST_STATES).build(self._starts)

    def _starts_of(self, moves: Moves) -> tuple[State, ...]:
        """Where networks begin, with each combination of constants."""
        shape = self.pattern.inputs[0].shape
        assert shape is not None
        return tuple(moves.start(world.body, shape, ()) for world in self.pattern.worlds)

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
        return writing.count(self._as_written, self._starts_of(self._as_written))

    @cached_property
    def ranges(self) -> dict[str, tuple[int, int]]:
        """The least and the most of each figure."""
        return {}

    @cached_property
    def never(self) -> tuple["Never", ...]:
        """Where choices come to nothing, with what is said of a network that goes that way."""
        return tuple(map(self._never, self.ways.lost))

    def _never(self, lost: writing.Lost) -> "Never":
        moves = self._as_written
        chosen = writing.choices_to(moves, self._starts_of(moves), lost.state)
        found = self._member(self._with_constants(chosen), self._fills).network.diagnostics
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
        found = writing.choices(self._moves, self._starts, self.word(number))
        return self._with_constants(found)

    def _with_constants(self, chosen: tuple[int, ...]) -> tuple[int, ...]:
        """The same with the choices of constants, in the place of the number of their combination."""
        worlds = self.pattern.worlds
        if len(worlds) == 1:
            return (*worlds[0].chosen, *chosen)
        return (*worlds[chosen[0]].chosen, *chosen[1:])

    def number(self, letters: Sequence[Letter]) -> int | None:
        """The number of a network; None where it is none of the family."""
        return numbering.number(self.automaton, self.counts, [each.order for each in letters])

    def __getitem__(self, number: int) -> "Result":
        """A member, checked."""
        if not 0 <= number < self.count:
            raise IndexError(f"there are {self.count:,} networks: 0 to {self.count - 1:,}")
        return self._member(self.choices(number), self._fills)


def family_of(
    unfolded: Sequence[tuple[tuple[int, ...], Expanded]],
    inputs: Inputs,
    member: Member,
    findings: Findings,
) -> Family | None:
    """The family that a spec is; None, and it is said, where no choice makes a network."""
    if any(each.shape is None for each in inputs):
        return None
    worlds = tuple(World(each.body, each.afters, chosen) for chosen, each in unfolded)
    family = Family(Pattern(worlds, inputs), member)
    if family.count:
        return family
    for each in family.never:
        findings.add(each.why)
    return None
