"""A chain as the steps of its picture: each a layer with what only changes its numbers, from the input on."""

from cnndsl.analyse.figures import LayerFigures, Result
from cnndsl.draw.chain import Station, is_chain, stations
from cnndsl.draw.layer_words import drawn_as, is_small, tag
from cnndsl.draw.options import Unsuited
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Branches, Fork, Sequence, Tap
from cnndsl.sizes import KnownShape
from cnndsl.walker import bodies_of

MOST_STEPS = 120
"""Of which a picture can still be read."""


class Chain(NamedTuple):
    """What styles of chains draw."""

    result: Result
    input: KnownShape
    input_tags: tuple[str, ...]
    """What is done to the input before the first step."""
    steps: tuple[Station, ...]

    @property
    def shapes(self) -> tuple[KnownShape, ...]:
        """All that is drawn, the input first."""
        return (self.input, *(step.shape for step in self.steps))

    @property
    def mistake(self) -> str:
        """What is said of the mistake that cuts it short; nothing of a sound one."""
        if not self.result.network.partial:
            return ""
        found = [each for each in self.result.network.diagnostics if each.severity == "error"]
        return found[0].message if found else "a mistake stands here"

    @property
    def description(self) -> str:
        """The whole in a sentence."""
        sums, network = self.result.sums, self.result.network
        return (
            f"{network.name}, one layer after another from an input of {network.comes_in}: "
            f"{sums.weight_layers} layers with weights, {sums.params:,} parameters."
            + (f" It is cut short by a mistake: {self.mistake}." if self.mistake else "")
        )


def chain_of(results: tuple[Result, ...], style: str) -> Chain:
    """A network's chain; `Unsuited` where it is none."""
    result, *others = results
    if others:
        raise Unsuited(f"`{style}` draws one network; several stand side by side in a `table`")
    if not never_branches(result):
        raise Unsuited(
            f"`{style}` draws one layer after another, and {result.network.name} branches"
        )
    if result.network.input is None:
        raise Unsuited(f"`{style}` needs the input's shape, which a mistake hides")
    found = _folded(stations(result.rows), result.network.input)
    if len(found) > MOST_STEPS:
        raise Unsuited(
            f"{result.network.name} has {len(found)} layers to draw; `{style}` has room for {MOST_STEPS}"
        )
    first = found[:1] if found and is_small(found[0].layer.placed.layer) else ()
    tags = tuple(tag(each.placed.layer) for each in _rows(first) if each.kind != "flatten")
    return Chain(result, result.network.input, tags, found[len(first) :])


def never_branches(result: Result) -> bool:
    """Whether a network is a chain; one that is cut short also where nothing is worked out of it."""
    return is_chain(result) and not (
        result.network.partial and _has_branches(result.network.structure)
    )


def _has_branches(body: Sequence) -> bool:
    return any(
        isinstance(item, Branches | Fork | Tap) or any(map(_has_branches, bodies_of(item)))
        for item in body
    )


def is_pool(station: Station) -> bool:
    return drawn_as(station.layer.placed.layer) == "pool"


def _folded(found: tuple[Station, ...], before: KnownShape) -> tuple[Station, ...]:
    """Stations, of which those that keep the shape and have no weights are tags."""
    folded: list[Station] = []
    for station in found:
        if folded and _only_changes_numbers(station, before):
            last = folded[-1]
            folded[-1] = last._replace(tags=(*last.tags, *_rows((station,))))
        else:
            folded.append(station)
        before = (station.tags[-1] if station.tags else station.layer).shape
    return tuple(folded)


def _only_changes_numbers(station: Station, before: KnownShape) -> bool:
    layer = station.layer.placed.layer
    return (
        layer.role == "other"
        and drawn_as(layer) not in ("pool", "up")
        and not station.layer.params
        and station.shape == before
    )


def _rows(found: tuple[Station, ...]) -> tuple[LayerFigures, ...]:
    """The layers of stations, those that are tags among them."""
    return tuple(row for station in found for row in (station.layer, *station.tags))
