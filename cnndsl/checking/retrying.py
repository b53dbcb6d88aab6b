"""A network followed once more with one text place changed: what all the layers that are written there say then."""

from cnndsl.checking.asking import Answer
from cnndsl.checking.flow import Flow
from cnndsl.checking.infer import follow, likely_shape, start
from cnndsl.checking.text_places import Answered, Change, Resized, TextPlaces
from cnndsl.checking.trail import Context, Trail
from cnndsl.diagnostics import Silence
from cnndsl.layers.layer import Layer
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Branches, Fork, Inputs, Item, Nest, Repeat, Sequence, Step, Use
from cnndsl.text import Span, Text

ROOM = 100_000
"""Layers that are followed for one network's sake, all its mistakes together."""


class _TooMuch(Exception):
    """There is no room to follow the network once more."""


class Retries:
    """Follows a network again, as often as there is room for it."""

    def __init__(self, body: Sequence, inputs: Inputs, text: Text) -> None:
        self.body = body
        self.inputs = inputs
        self.text = text
        self.room = ROOM

    def copies(self, span: Span, change: Change) -> list[Answered] | None:
        """The layers of a text place, each with what comes in; None where there is no room to find out."""
        retry, changed = _Retry(self, span), _Changed(span, change).sequence(self.body)
        try:
            follow(changed, start(self.inputs), Context(retry, []))
        except _TooMuch:
            return None
        return retry.seen


def places_of(
    body: Sequence, inputs: Inputs, text: Text, resized: Resized | None = None
) -> TextPlaces:
    """The text places of a network, which can be changed and tried."""
    return TextPlaces(body, text, resized, Retries(body, inputs, text).copies)


class _Retry(Trail):
    """A quiet trail that keeps what the layers of one text place say."""

    def __init__(self, retries: Retries, span: Span) -> None:
        super().__init__(likely_shape(retries.inputs), Silence(retries.text))
        self.retries = retries
        self.span = span
        self.seen: list[Answered] = []

    def answer(self, layer: Layer, step: Step, flow: Flow, context: Context) -> Answer:
        if self.retries.room <= 0:
            raise _TooMuch
        self.retries.room -= 1
        answer = super().answer(layer, step, flow, context)
        if _stands_at(step, self.span):
            assert flow.shape is not None
            self.seen.append(Answered(answer, flow.shape))
        return answer


def _stands_at(step: Step, span: Span) -> bool:
    """Whether a layer is written at a place, and not filled in there behind the one that is."""
    return step.origin.span == span and not step.assumed


class _Changed(NamedTuple):
    """A text place and other arguments for its layers."""

    span: Span
    change: Change

    def sequence(self, body: Sequence) -> Sequence:
        return tuple(map(self.item, body))

    def item(self, item: Item) -> Item:
        """An item with its layers changed; copies that are one and the same stay so."""
        if isinstance(item, Step):
            if item.layer is None or not _stands_at(item, self.span):
                return item
            return item._replace(layer=item.layer.with_arguments(**self.change))
        if isinstance(item, Branches):
            return item._replace(bodies=tuple(map(self.sequence, item.bodies)))
        if isinstance(item, Repeat):
            made = {id(copy): self.sequence(copy) for copy in item.copies}
            return item._replace(copies=tuple(made[id(copy)] for copy in item.copies))
        if isinstance(item, Nest | Use):
            return item._replace(body=self.sequence(item.body))
        if isinstance(item, Fork):
            return item._replace(part=self.item(item.part))
        return item
