"""Flattens that an `fc` implies in a `seq`: where one cannot be done in front, it would take a number unseen."""

from typing import TYPE_CHECKING

from cnndsl.diagnostics import Findings
from cnndsl.layers.linear import FullyConnected
from cnndsl.layers.merge import Identity
from cnndsl.lazy_modules import LazyModule
from cnndsl.network import Item, Nest, Placed, Sequence, Step, Use
from cnndsl.paths import WHOLE, Path, Place
from cnndsl.sizes import is_flat
from cnndsl.text import Span
from cnndsl.walker import placed_bodies

if TYPE_CHECKING:
    from cnndsl.checking import seq_problems
else:
    seq_problems = LazyModule("cnndsl.checking.seq_problems")


def find(body: Sequence, layers: tuple[Placed, ...], findings: Findings) -> None:
    """Say where `F` has to be written in a `seq`."""
    flattening = {each.path: each for each in layers if _flattens(each)}
    texts = (findings.text, *findings.text.taken_in)
    if flattening and any("seq" in each.content for each in texts):
        _Finder(flattening, findings).sequence(body, WHOLE, ())


def _flattens(placed: Placed) -> bool:
    """Whether a layer is an `fc` that implies a flatten in front of it."""
    return isinstance(placed.layer, FullyConnected) and not is_flat(placed.input)


class _Finder:
    def __init__(self, flattening: dict[Path, Placed], findings: Findings) -> None:
        self.flattening = flattening
        """Each `fc` that implies a flatten, by its path."""
        self.findings = findings

    def sequence(self, body: Sequence, place: Place, uses: tuple[Span, ...]) -> None:
        for item in body:
            within = (*uses, item.span) if isinstance(item, Use) else uses
            for inner, around in placed_bodies(item, place):
                if _is_seq(item):
                    self._seq(inner, around, within, True)
                else:
                    self.sequence(inner, around, within)

    def _seq(self, body: Sequence, place: Place, uses: tuple[Span, ...], in_front: bool) -> bool:
        """Look at a `seq`; whether a flatten of what comes out could still be done in front of the outermost."""
        for item in body:
            if isinstance(item, Step):
                here = self.flattening.get(place.path(item.name))
                if here is not None and not in_front:
                    found = seq_problems.flatten_in_a_seq(
                        item.origin, here.input, self.findings.text
                    )
                    self.findings.add(found, uses)
                in_front &= _takes_each_number_alone(item)
            elif isinstance(item, Nest) and item.numbered:
                in_front = self._seq(item.body, place.inside(item.name), uses, in_front)
            else:
                self.sequence((item,), place, uses)
                in_front = False
        return in_front


def _is_seq(item: Item) -> bool:
    return isinstance(item, Nest) and item.numbered


def _takes_each_number_alone(step: Step) -> bool:
    """Whether it makes no difference if a layer stands before a flatten or behind it."""
    layer = step.layer
    alone = layer is not None and (layer.role == "activation" or layer.only_in_training)
    return alone or isinstance(layer, Identity)
