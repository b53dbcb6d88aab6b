"""What unfolding a spec's parts comes to: what each part is made to, and what is known of the whole so far."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from cnndsl.checking.choosing import ByDefault, Chooser
from cnndsl.checking.incoming import Incoming
from cnndsl.checking.labels import Labels
from cnndsl.checking.spot import Spot
from cnndsl.diagnostics import Diagnostic, Findings
from cnndsl.lazy_modules import LazyModule
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Choice, Origin, Scope, Sequence, Step
from cnndsl.syntax import tree
from cnndsl.text import Span

if TYPE_CHECKING:
    from cnndsl.checking import expand_problems
else:
    expand_problems = LazyModule("cnndsl.checking.expand_problems")


class Made(NamedTuple):
    """What a part is made to."""

    items: Sequence
    layers: int
    """How many it unfolds to."""
    behind: Incoming | None = None
    """What comes in behind brackets, where a file says `in`."""


Unfold: TypeAlias = Callable[[tuple[tree.Part, ...], Spot, Span], Made]
"""What the parts of a body are made to at a spot in it; the span is where it is used."""


class Dropped(NamedTuple):
    """A value that a tap leaves behind: it has to be some tap's own."""

    label: str
    scope: Scope[Span]
    span: Span
    tap: Span | None


class MadeBefore:
    """What parts have been made to, by all that they depend on: by what comes in too, where they ask for that."""

    def __init__(self, keeps: bool = True) -> None:
        self._keeps = keeps
        """Whether one body serves for all, and not each has choices of its own."""
        self._made: dict[object, Made] = {}
        self._asking: set[object] = set()
        """Of what parts depend on beside what comes in: that with which they ask for it."""

    def __len__(self) -> int:
        return len(self._made)

    def find(self, given: object, spot: Spot) -> Made | None:
        return self._made.get(self._key(given, spot))

    def keep(self, given: object, spot: Spot, made: Made, asks: bool) -> None:
        if not self._keeps:
            return
        if asks:
            self._asking.add(given)
        self._made[self._key(given, spot)] = made

    def _key(self, given: object, spot: Spot) -> object:
        return given, spot.state if given in self._asking else None


class Expansion:
    """What is known of a spec's parts so far."""

    def __init__(self, findings: Findings, chooser: Chooser | None = None) -> None:
        self.findings = findings
        self.chooser = chooser
        """Which way to go where there is a choice; all are kept side by side where nothing says so."""
        self.labels = Labels(findings)
        self.used: set[int] = set()
        """Blocks that are used, by the id of what is written."""
        self.bodies = MadeBefore(chooser is None)
        """Blocks' bodies."""
        self.seqs = MadeBefore(chooser is None)
        """Those in blocks' bodies."""
        self._shared: dict[tuple[object, Scope[Span]], Made] = {}
        """Bodies of shared blocks, by what they are given and the labels of what they are shared in."""
        self.by_default = ByDefault()
        """Blocks with what is chosen for their defaults."""
        self.said: dict[int, frozenset[str] | None] = {}
        """The words that these say, by their ids."""
        self.dropped: list[Dropped] = []
        self.broken = False
        """Whether a mistake hides a layer, so that nothing can be said of what is left out."""
        self.has_choices = False
        """Whether anything is to be chosen."""
        self.cut_short = False
        """Whether a limit has kept something from being looked at."""

    def choice(self, count: int, span: Span, unfold: Callable[[int], Made]) -> Made:
        """What one of several ways comes to, by its number; or all of them, side by side."""
        if self.chooser is not None:
            return unfold(self.chooser.choose(count))
        self.has_choices = True
        made = [unfold(number) for number in range(count)]
        options = tuple([each.items for each in made])
        return Made((Choice(options, span),), max(each.layers for each in made))

    def shared_body(self, given: object, spot: Spot) -> Made | None:
        """Of one way through a family: what a shared block has been made to, whose choices are made once."""
        return self._shared.get((given, spot.labels.outermost))

    def share(self, given: object, spot: Spot, made: Made) -> None:
        """Keep what a shared block is made to, for the other calls in the same surroundings."""
        if self.chooser is not None:
            self._shared[given, spot.labels.outermost] = made

    def say(self, finding: Diagnostic, spot: Spot) -> None:
        self.findings.add(finding, spot.uses)

    def name(self, name: str, spot: Spot) -> None:
        """Note that a block is used, though with no copies."""
        block = spot.source.blocks.get(name)
        self.used |= {id(block.written)} if block else set()

    def hole(self, span: Span) -> Step:
        self.broken = True
        return Step(None, Origin(span, "", {}))

    def too_many(self, span: Span, layers: int, spot: Spot) -> Step:
        """In the place of what unfolds to too many layers; nothing is unfolded any more."""
        if not spot.room.full:
            self.say(expand_problems.too_many_layers(span, layers), spot)
        spot.room.full = self.cut_short = True
        return self.hole(span)
