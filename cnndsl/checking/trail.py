"""What following a network goes by and leaves behind: the trail of its layers, and what is around a part of it."""

from collections.abc import Callable

from cnndsl.checking.asking import Answer, ask
from cnndsl.checking.assumed_depths import depth_assumed
from cnndsl.checking.complaints import complaints
from cnndsl.checking.flow import Afters, Flow, Value
from cnndsl.checking.taps import Taps
from cnndsl.checking.text_places import TextPlaces
from cnndsl.diagnostics import Diagnostic, Findings, Silence
from cnndsl.layers.arguments import LARGEST
from cnndsl.layers.joins import Join
from cnndsl.layers.layer import Layer
from cnndsl.limits import limits
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Item, Origin, Output, Placed, Scope, Sequence, Step, Use
from cnndsl.paths import WHOLE, Path, Place, letters_of, show_path
from cnndsl.sizes import UNKNOWN, Shape, known, product, show_shape
from cnndsl.syntax.limit_problems import too_large_a_value, too_many_names
from cnndsl.text import Span
from cnndsl.walker import inside


class Met(NamedTuple):
    """A part as it was followed where it was met first: its layers, and what went out."""

    body: Sequence
    """Kept so that its id stays its own."""
    marks: dict[Path, Path]
    """What stands for the layers around it from which something comes in."""
    before: Path
    """What stands in paths before the names inside it."""
    layers: tuple[Placed, ...]
    end: Flow


class Learned(NamedTuple):
    """A part wherever it stands: its layers, by their names inside it, and what goes out."""

    body: Sequence
    layers: tuple[tuple[Path, Placed], ...]
    letters: int
    """Of their names inside it."""
    end: Flow


Memo = dict[object, Met | Learned | None]
"""Parts that have been met, by what came in; None for one that is followed each time."""


class Tries:
    """What has been followed for its shapes alone, for one network's sake."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        """Those that are shown."""
        self.crops = 0
        """Tries of branches for the size that a crop leaves, inside of other tries."""
        self.ends: dict[object, tuple[Item, Flow, Scope[Value]]] = {}
        """What items came to, by what came in, and the labels that they gave on."""
        self.taps = Taps(findings)


class Answers:
    """What layers and joins make of what comes in, asked once for a whole check."""

    def __init__(self) -> None:
        self.of_layers: dict[tuple[int, Shape], Answer] = {}
        """Those without a refusal, by the layer object, which they keep alive."""
        self.of_joins: dict[tuple[str, Shape, tuple[Shape, ...]], tuple[Join, Shape]] = {}
        """The joins whose branches agree, by their kind, what comes in, and the branches' shapes."""


class Passed(NamedTuple):
    """An item that was met, at its place, with the shapes before and behind it: mistakes hide sizes of these."""

    item: Item
    place: Place
    before: Shape | None
    behind: Shape | None


class Trail:
    """Follows a network's layers one by one. A mistake gives one report, and hides what only follows from it."""

    def __init__(
        self,
        shape: Shape | None,
        findings: Findings,
        places: TextPlaces | None = None,
        tries: Tries | None = None,
        shares: bool = False,
        answers: "Answers | None" = None,
        passed: list[Passed] | None = None,
    ) -> None:
        self.findings = findings
        self.places = places
        """Where the layers are written; None where only the shapes are wanted, and nothing is said."""
        self.quiet = places is None
        self.passed = passed
        """Where every item that is met is kept, if anything asks for that."""
        self.shares = shares
        """Whether there are shared parts, whose names go by what is around them."""
        self.tries = tries or Tries(findings)
        self.memo: Memo = {}
        """Blocks' bodies."""
        self.rank = len(shape) - 1 if shape and len(shape) > 1 else 2
        """The axes that maps have: what is taken for them behind a mistake."""
        self.outputs: list[Output] = []
        self.letters = 0
        """Of the layers' names."""
        self.broken = shape is None
        self.answers = answers or Answers()
        self.sound: set[tuple[int, Shape]] = set()
        """Layer objects, shared by many places, of which nothing is to be said where some shape comes in."""
        self.assumed: dict[tuple[Span, str], list[tuple[int, str]]] = {}
        """Depths that were filled in, and why, by the place of the layer."""

    def quietly(self, shape: Shape | None) -> "Trail":
        """One for the shapes alone, of what will be followed again."""
        silence = Silence(self.findings.text)
        return Trail(shape, silence, tries=self.tries, answers=self.answers)

    def note_assumed_depths(self) -> None:
        """One note for each place, with the depths of all its copies."""
        for (span, code), taken in self.assumed.items():
            self.findings.add(depth_assumed(span, code, taken))

    def answer(self, layer: Layer, step: Step, flow: Flow, context: "Context") -> Answer:
        """What a layer makes of what comes in; what is to be said of that is said."""
        x = flow.shape
        assert x is not None
        key = id(layer), x
        known_answer = self.answers.of_layers.get(key)
        if known_answer and (self.quiet or key in self.sound):
            return known_answer
        answer = known_answer or ask(layer, x, self.rank)
        if not (known_answer or answer.refusals):
            if not context.can_hold(step.origin, answer.output):
                return Answer(layer, (UNKNOWN,) * len(answer.output), slides=False)
            self.answers.of_layers[key] = answer
        found = []
        if self.places:
            found = complaints(layer, answer, x, step.origin, self.places, not flow.source)
        for each in found:
            context.say(each._replace(note=_which(context.path(step.name))))
        if not (found or self.broken or answer.refusals or step.origin.faulty):
            self.sound.add(key)
        return answer


def _which(path: Path) -> str:
    """Which copy of a repeated part is meant."""
    return f"this is layer `{show_path(path)}`" if len(path) > 1 else ""


def no_afters(place: Span) -> dict[str, Sequence]:
    """Nothing stands behind any layer that is not written there."""
    return {}


class Context(NamedTuple):
    """What is around a part while it is followed; each part hands it on to those inside of it."""

    trail: Trail
    layers: list[Placed]
    """Where its layers go."""
    where: Place = WHOLE
    uses: tuple[Span, ...] = ()
    """Where the blocks around it are used, from the outermost use on."""
    afters: Afters = no_afters
    """What stands behind layers though it is not filled in yet."""

    def path(self, name: str) -> Path:
        return self.where.path(name)

    def inside(self, item: Item, copy: int) -> "Context":
        """Inside one of an item's copies. A quiet trail names nothing, and what stops it is said of where it began."""
        trail, layers, where, uses, afters = self
        if trail.quiet:
            return self
        uses = (*uses, item.span) if isinstance(item, Use) else uses
        return Context(trail, layers, inside(item, where, copy), uses, afters)

    def quietly(self, shape: Shape | None) -> "Context":
        """For what is tried here for its shapes alone."""
        return Context(self.trail.quietly(shape), [], uses=self.uses, afters=self.afters)

    def say(self, finding: Diagnostic) -> None:
        self.trail.findings.add(finding, self.uses)

    def place(self, placed: Placed) -> None:
        """Put a layer behind those before it, unless a mistake hides what it is."""
        if not self.trail.broken:
            self.layers.append(placed)
            self.count_letters(letters_of(placed.path), placed.origin.span)

    def count_letters(self, letters: int, span: Span) -> None:
        """Count the letters of layers' names; `span` is where they get too many."""
        self.trail.letters += letters
        if self.trail.letters > limits().names:
            self.trail.findings.stop(too_many_names(span), self.uses)

    def can_hold(self, origin: Origin, output: Shape) -> bool:
        """Whether there can be a value of a shape, which is said where there cannot."""
        if not all(map(known, output)) or product(output) <= LARGEST:
            return True
        self.say(too_large_a_value(origin.span, origin.code, show_shape(output)))
        return False


Follow = Callable[[Sequence, Flow, Context], Flow]
"""What comes out of a sequence."""
