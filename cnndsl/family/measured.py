"""A family with its figures: ranges, limits, fronts, ranks, draws, for a type, a batch and a device."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from cnndsl.analyse.report import USUAL, Settings
from cnndsl.family import draws
from cnndsl.family.automaton import Automaton
from cnndsl.family.extremes import ranges
from cnndsl.family.fronts import Front, Member
from cnndsl.family.limits import Bound, within
from cnndsl.family.limits import count as count_within
from cnndsl.family.longest import Longest
from cnndsl.family.pattern import Unsupported
from cnndsl.family.powers import Between
from cnndsl.family.ranks import Ranked
from cnndsl.family.tallies import TICKS, tally
from cnndsl.family.walk import Follower, Step, Walk, walk_of
from cnndsl.sizes import KnownShape, product

Number = int | float
Limits = Mapping[str, tuple[Number | None, Number | None]]
"""The least and the most of figures by name, ends included; None where nothing is asked."""
NO_LIMITS: Limits = {}


class Measured:
    """The questions to a family. A figure of which the greatest is wanted has a minus before its name."""

    def __init__(
        self, automaton: Automaton, shapes: Sequence[KnownShape], settings: Settings = USUAL
    ) -> None:
        self._automaton = automaton
        self._shapes = tuple(shapes)
        self._settings = settings
        self._walks: dict[tuple[str, ...], Walk] = {}
        self._taps = any(
            len(letter.order) == 3 and letter.order[1] == "@"
            for own in automaton.edges
            for letter, _ in own
        )

    def ranges(
        self, figures: Sequence[str], limits: Limits = NO_LIMITS
    ) -> dict[str, tuple[Number, Number]]:
        """The least and the most of each figure; nothing where no network lies within the limits."""
        walk = self._within(figures, limits)
        if walk.start < 0:
            return {}
        found = ranges(walk)
        return {
            name: (_shown(name, low), _shown(name, high))
            for name, (low, high) in zip(figures, found, strict=True)
        }

    def count(self, limits: Limits = NO_LIMITS) -> Between:
        """How many networks lie within limits."""
        figures = tuple(limits)
        return count_within(self.walk(figures), _bounds(figures, limits))

    def front(
        self, *figures: str, limits: Limits = NO_LIMITS
    ) -> list[tuple[int, dict[str, Number]]]:
        """The exact front, with the lowest number for each point."""
        return [self._said(figures, each) for each in Front(self._within(figures, limits)).members]

    def rank(self, figure: str, limits: Limits = NO_LIMITS) -> Iterator[tuple[int, Number]]:
        """Networks by a figure, the best first, those alike by number; as many as are taken."""
        for found, number in Ranked(self._within((figure,), limits)):
            yield number, _shown(figure, found)

    def within(self, limits: Limits = NO_LIMITS) -> Iterator[int]:
        """The numbers of all networks within limits, in order."""
        return iter(draws.Draws(self._within((), limits)))

    def sample(self, count: int, seed: int | None = None, limits: Limits = NO_LIMITS) -> list[int]:
        """The numbers of so many networks within limits, drawn evenly, some perhaps more than once."""
        random = Random(seed)
        found = draws.Draws(self._within((), limits))
        return found.sample(count, random) if limits else found.places(count, random)

    def figures_of(self, numbers: Sequence[int], figures: Sequence[str]) -> list[dict[str, Number]]:
        """The figures of networks by their numbers."""
        names = tuple(figures)
        found = draws.figures_of(self.walk(names), numbers)
        return [self._said(names, Member(0, each))[1] for each in found]

    def walk(self, figures: Sequence[str]) -> Walk:
        """The whole family with some figures on its edges."""
        names = tuple(figures)
        if names not in self._walks:
            followers = [self._follower(name.removeprefix("-")) for name in names]
            signs = [-1 if name.startswith("-") else 1 for name in names]
            found = walk_of(self._automaton, followers)
            self._walks[names] = found if min(signs, default=1) > 0 else _signed(found, signs)
        return self._walks[names]

    def _follower(self, figure: str) -> Follower:
        if figure == "weight_layers":
            return Longest(len(self._shapes), self._taps)
        if figure == "receptive_field":
            from cnndsl.family.seen import Seeing

            return Seeing(self._automaton, self._shapes, self._taps)
        found = tally(figure, self._settings, sum(map(product, self._shapes)))
        if found is None:
            raise Unsupported(f"`{figure}`")
        return found

    def _within(self, figures: Sequence[str], limited: Limits) -> Walk:
        """The networks within limits, with some figures."""
        given = {name.removeprefix("-") for name in figures}
        others = tuple(name for name in limited if name not in given)
        names = (*figures, *others)
        walk = self.walk(names)
        if limited:
            walk = within(walk, _bounds(names, limited))
        return _first(walk, len(figures)) if others else walk

    def _said(self, figures: Sequence[str], member: Member) -> tuple[int, dict[str, Number]]:
        shown = map(_shown, figures, member.figures)
        return member.number, {
            name.removeprefix("-"): figure for name, figure in zip(figures, shown, strict=True)
        }


def _shown(name: str, found: int) -> Number:
    figure = -found if name.startswith("-") else found
    return figure / TICKS if name.removeprefix("-") == "seconds" else figure


def _bounds(names: Sequence[str], limited: Limits) -> list[Bound]:
    """For each figure of a walk; one with a minus has its bounds the other way round."""
    found = []
    for name in names:
        least, most = limited.get(name.removeprefix("-"), (None, None))
        lower, upper = _whole(name, least, up=True), _whole(name, most, up=False)
        if name.startswith("-"):
            lower, upper = None if upper is None else -upper, None if lower is None else -lower
        found.append(Bound(lower, upper))
    return found


def _whole(name: str, end: Number | None, up: bool) -> int | None:
    """An end of a bound in whole numbers."""
    if end is None:
        return None
    exact = int(end * TICKS) if name.removeprefix("-") == "seconds" else end
    return -int(-exact // 1) if up else int(exact // 1)


def _signed(walk: Walk, signs: list[int]) -> Walk:
    def own(step: Step) -> Step:
        pairs = zip(signs, step.weights, strict=True)
        return step._replace(weights=tuple([sign * each for sign, each in pairs]))

    return walk._replace(steps=tuple([tuple(map(own, steps)) for steps in walk.steps]))


def _first(walk: Walk, count: int) -> Walk:
    """A walk with its first few figures alone."""
    return walk._replace(
        steps=tuple(
            [
                tuple([step._replace(weights=step.weights[:count]) for step in steps])
                for steps in walk.steps
            ]
        )
    )
