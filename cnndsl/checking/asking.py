"""A layer asked what it makes of what comes in, to the end: what it refuses, and what does not hang on that."""

from typing import Any

from cnndsl.layers.layer import Layer, Refusal
from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import UNKNOWN, Shape, Size, known


class Answer(NamedTuple):
    """What a layer makes of what comes in."""

    layer: Layer
    """With what it was refused for unknown."""
    output: Shape
    refusals: tuple[Refusal, ...] = ()
    slides: bool = True
    """Whether it can be asked for its windows."""
    steps: tuple[int, ...] = ()
    """How far its windows move along each axis, 0 where that is not known; nothing where it has none."""

    @property
    def fits(self) -> bool:
        return self.slides and not self.refusals


def ask(layer: Layer, x: Shape, axes: int = 2) -> Answer:
    """Ask for the shape that goes out.

    Behind each refusal the arguments of which one is at fault are taken for unknown, and the layer is asked
    again: so every mistake in it is found, and all that does not hang on them. `axes` are those of maps,
    for a layer that stands where there are none any more.
    """
    refusals: list[Refusal] = []
    while True:
        try:
            return Answer(layer, layer.infer(x), tuple(refusals), steps=_steps(layer, x))
        except Refusal as refusal:
            refusals.append(refusal)
            rank = axes if refusal.rule == "flat" else len(x) - 1
            less = None if refusal.rule == "flat" else without(layer, refusal)
        except (
            TypeError
        ):  # a kind of one's own, which does what cannot be done with an unknown number
            if not refusals:
                raise
            less = None
        if less is None:
            return Answer(layer, _unknown(layer, x, rank), tuple(refusals), slides=False)
        layer = less


def _steps(layer: Layer, x: Shape) -> tuple[int, ...]:
    return tuple([look.stride if known(look.stride) else 0 for look in layer.windows(x)])


def without(layer: Layer, refusal: Refusal, but: tuple[str, ...] = ()) -> Layer | None:
    """A layer with what a refusal is about unknown; None where that is no argument, or is unknown already.

    `but` are arguments that stay as they are.
    """
    given = vars(layer)
    about = [arg for arg in refusal.doubtful if arg in given and arg not in but]
    changes = {arg: _hidden(given[arg], refusal) for arg in about}
    if all(_same(given[arg], value) for arg, value in changes.items()):
        return None
    return layer.with_arguments(**changes)


def _hidden(value: object, refusal: Refusal) -> object:
    """An argument's value, unknown along the axes at fault where it says one number an axis."""
    if not isinstance(value, tuple) or not refusal.axes:
        return UNKNOWN
    return tuple(UNKNOWN if axis in refusal.axes else each for axis, each in enumerate(value))


def _same(before: object, after: object) -> bool:
    """Whether nothing has become unknown."""
    if isinstance(before, tuple) and isinstance(after, tuple):
        return all(map(_same, before, after))
    return known(before) == known(after)


def _unknown(layer: Layer, x: Shape, rank: int) -> Shape:
    """What is known of the shape behind a layer that refuses by no argument of its own."""
    if layer.role == "norm" and len(x) == rank + 1:
        return x
    depth = vars(layer).get("depth")
    return (UNKNOWN if depth is None else depth, *(UNKNOWN for _ in range(rank)))


def takes(layer: Layer, x: Shape, change: dict[str, Any]) -> bool:
    """Whether a layer takes what comes in, with some of its arguments changed to what is known."""
    values = (each if isinstance(each, tuple) else (each,) for each in change.values())
    if not all(known(number) for value in values for number in value):
        return False
    try:
        layer.with_arguments(**change).infer(x)
    except Refusal:
        return False
    return True


def unread_rows(layer: Layer, x: Shape) -> list[Size]:
    """How much of the input no window of a layer reads, along each axis."""
    if layer.role not in ("weights", "pool"):
        return []
    return [look.unread if known(look.size) else 0 for look in layer.windows(x)]
