"""Figures that hang on a layer and its input alone, and are added up as they are."""

from collections.abc import Callable
from functools import partial

from cnndsl.analyse.figures import BYTES, counts_of
from cnndsl.analyse.report import Settings
from cnndsl.family.letters import Letter
from cnndsl.family.walk import Place, State
from cnndsl.named_tuple import NamedTuple

Weigh = Callable[[Letter], int]
"""What a letter adds to a figure."""
TICKS = 2**100
"""Seconds are counted in parts so small that no layer's time has to be rounded."""


class Counted(NamedTuple):
    """A letter's own figures; 0 for what its kind does not say."""

    params: int = 0
    buffers: int = 0
    unshared_params: int = 0
    macs: int = 0
    other_ops: int = 0
    activations: int = 0


NOTHING = Counted()


def counted(letter: Letter) -> Counted:
    """What a letter's layer says; that of a further call of a shared part has its weights from the first."""
    if letter.layer is None:
        return NOTHING
    found = counts_of(letter.layer, letter.input, letter.output)
    weights = (0, 0) if len(letter.order) > 3 else found[:2]
    return Counted(*weights, found[2], found[3] or 0, *found[4:])


class Tally:
    """Adds up one figure."""

    def __init__(
        self,
        own: Weigh,
        aux: Weigh | None = None,
        at_end: int = 0,
    ) -> None:
        self._of = (own, aux)
        self._at_end = at_end
        self._known: dict[tuple[int, bool], int] = {}

    def start(self) -> State:
        return None

    def follow(self, state: State, place: Place) -> tuple[State, int]:
        return None, self._at_end if place.is_last else self._weight(place.letter, place.is_aux)

    def _weight(self, letter: Letter, is_aux: bool) -> int:
        key = id(letter), is_aux
        if key not in self._known:
            of = self._of[is_aux]
            self._known[key] = of(letter) if of else 0
        return self._known[key]


def _nothing(letter: Letter) -> int:
    return 0


def _named(figure: str, times: int, letter: Letter) -> int:
    found: int = getattr(counted(letter), figure)
    return times * found


def _held(times: int, letter: Letter) -> int:
    """Bytes of weights and buffers."""
    own = counted(letter)
    return times * (own.params + own.buffers)


def _ticks(of: Settings, letter: Letter) -> int:
    """The least time on a device."""
    from cnndsl.analyse.devices import DEVICES, roofline

    if letter.layer is None:
        return 0
    own = counted(letter)
    work = 2 * own.macs, own.other_ops
    weights = own.params + own.buffers
    found = roofline(
        letter.layer,
        letter.input,
        letter.output,
        weights,
        work,
        DEVICES[of.device],
        of.dtype,
        of.batch,
    )
    return int(found.seconds * TICKS)


def tally(figure: str, of: Settings, image: int) -> Tally | None:
    """What adds up a figure; None for one that is no sum of what the layers say by themselves."""
    size = BYTES[of.dtype]
    if figure in ("activations", "activation_bytes"):
        times = 1 if figure == "activations" else size * of.batch
        return Tally(partial(_named, "activations", times), None, times * image)
    if figure == "seconds" and of.device:
        return Tally(partial(_ticks, of))
    own = _of_trunk(figure, size)
    if own is not None:
        return Tally(own)
    every = _of_aux_too(figure, size, of.optimizer)
    if figure == "aux_params":
        return Tally(_nothing, partial(_named, "params", 1))
    return Tally(every, every) if every is not None else None


def _of_trunk(figure: str, size: int) -> Weigh | None:
    """What is added up without aux heads."""
    if figure in ("params", "unshared_params", "macs", "other_ops"):
        return partial(_named, figure, 1)
    if figure == "flops":
        return partial(_named, "macs", 2)
    return partial(_held, size) if figure == "weight_bytes" else None


def _of_aux_too(figure: str, size: int, optimizer: str) -> Weigh | None:
    """What is added up of aux heads too."""
    if figure == "buffers":
        return partial(_named, "buffers", 1)
    if figure == "training_weight_bytes":
        return partial(_held, size)
    if figure == "gradient_bytes":
        return partial(_named, "params", size)
    if figure == "optimizer_bytes":
        from cnndsl.analyse.training import OPTIMIZERS

        return partial(_named, "params", OPTIMIZERS[optimizer] * size)
    return None
