"""What is to be said of a layer at its place: why it refuses what comes in, and what of that is never read."""

from typing import TYPE_CHECKING

from cnndsl.checking.asking import Answer, unread_rows, without
from cnndsl.checking.text_places import TextPlaces
from cnndsl.diagnostics import Diagnostic
from cnndsl.layers.layer import Layer, Refusal
from cnndsl.lazy_modules import LazyModule
from cnndsl.network import Origin
from cnndsl.sizes import Shape

if TYPE_CHECKING:
    from cnndsl.checking import advice, shape_problems, unread
else:
    advice = LazyModule("cnndsl.checking.advice")
    shape_problems = LazyModule("cnndsl.checking.shape_problems")
    unread = LazyModule("cnndsl.checking.unread")


def complaints(
    layer: Layer, answer: Answer, x: Shape, origin: Origin, places: TextPlaces, is_input: bool
) -> list[Diagnostic]:
    """The diagnostics of a layer; `is_input` where the network's input is what comes in."""
    if not (answer.refusals or answer.steps):
        return []
    refusals = [each for each in answer.refusals if each.arg not in origin.faulty]
    rows = unread_rows(answer.layer, x) if answer.slides else []
    if not refusals and not any(rows):
        return []
    resized = places.resized if is_input else None
    found = []
    for refusal in refusals:
        alone = _but_for_others(layer, refusal, answer.refusals)
        case = advice.Case(alone, x, origin, places, refusal.arg, refusal.rule)
        found.append(shape_problems.describe(case, refusal, resized))
    if any(rows):
        case = advice.Case(answer.layer, x, origin, places)
        found.append(unread.find(case, rows, resized))
    return found


def _but_for_others(layer: Layer, refusal: Refusal, all_: tuple[Refusal, ...]) -> Layer:
    """A layer in which only what one refusal is about is wrong: what others are about is unknown."""
    for other in all_:
        if other is not refusal:
            layer = without(layer, other, but=refusal.doubtful) or layer
    return layer
