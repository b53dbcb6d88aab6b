"""A family through the automaton of its pattern: all that is asked of it is exact, however many networks there are."""

from cnndsl.family import ways as writing
from cnndsl.family.automaton import Automaton, Builder
from cnndsl.family.letters import Letter
from cnndsl.family.member import Choices, Member, Never
from cnndsl.family.moves import Moves
from cnndsl.family.pattern import Pattern, traits_of
from cnndsl.family.state import State

MOST_STATES = 300_000
"""States that are looked at before an automaton is given up."""


class Exact:
    """What a pattern's automaton says. Unsupported where it cannot carry the pattern."""

    how = "exact"

    def __init__(self, pattern: Pattern, member: Member) -> None:
        self._pattern = pattern
        self._member = member
        traits = traits_of(pattern)
        self._moves = Moves(traits)
        self._as_written = Moves(traits._replace(adds=False))
        """Without what is added behind hidden layers, which changes no way to write a network."""
        self._starts = self._starts_of(self._moves)
        self.automaton: Automaton = Builder(self._moves, MOST_STATES).build(self._starts)

    def _starts_of(self, moves: Moves) -> tuple[State, ...]:
        """Where networks begin, with each combination of constants."""
        worlds = self._pattern.worlds
        return tuple(moves.start(world.body, self._pattern.inputs) for world in worlds)

    def choices(self, word: list[Letter]) -> Choices:
        """What is chosen for a member, in the order in which choices are met."""
        return self._with_constants(writing.choices(self._moves, self._starts, word))

    def ways(self) -> tuple[int, tuple[Never, ...]]:
        """How many ways there are to write the networks, and where others come to nothing."""
        found = writing.count(self._as_written, self._starts_of(self._as_written))
        return found.sound, tuple(map(self._never, found.lost))

    def _never(self, lost: writing.Lost) -> Never:
        moves = self._as_written
        chosen = writing.choices_to(moves, self._starts_of(moves), lost.state)
        found = self._member(self._with_constants(chosen)).network.diagnostics
        errors = [each for each in found if each.severity == "error"]
        here = [each for each in errors if each.span == lost.refused.span]
        return Never(lost.refused.span, lost.ways, (here or errors)[0])

    def _with_constants(self, chosen: Choices) -> Choices:
        """The same with the choices of constants, in the place of the number of their combination."""
        worlds = self._pattern.worlds
        if len(worlds) == 1:
            return (*worlds[0].chosen, *chosen)
        return (*worlds[chosen[0]].chosen, *chosen[1:])
