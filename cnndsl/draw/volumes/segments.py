"""What stands under one label: the input, or equal layers in a row, and the pools behind them."""

from cnndsl.draw.chain import Station
from cnndsl.draw.layer_words import drawn_as
from cnndsl.draw.options import Wanted
from cnndsl.draw.step_words import (
    done_words,
    name_words,
    said_by_name,
    size_words,
    spaced_shape,
)
from cnndsl.draw.steps import Chain, is_pool
from cnndsl.draw.text_lines import TextLine
from cnndsl.draw.wrap import wrapped
from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import KnownShape, is_flat

MOST_IN_A_ROW = 6
"""Equal layers under one label."""
LABEL = 150.0
"""How wide the small lines of a label are at most."""


class Segment(NamedTuple):
    """A label's layers and pools; the input has no layers."""

    shape: KnownShape
    layers: tuple[Station, ...] = ()
    pools: tuple[Station, ...] = ()
    input_tags: tuple[str, ...] = ()
    lanes: int = 1
    """In how many parts its channels stand one above another."""
    crossed: bool = True
    """Whether each of its lanes takes all lanes before it."""

    @property
    def fill(self) -> str:
        return drawn_as(self.layers[0].layer.placed.layer) if self.layers else "input"

    @property
    def given_on(self) -> KnownShape:
        """What goes out of it."""
        return self.pools[-1].shape if self.pools else self.shape


def segments(chain: Chain) -> tuple[Segment, ...]:
    """A chain's segments in order, the input first."""
    found = [Segment(chain.input, input_tags=chain.input_tags)]
    for step in chain.steps:
        last = found[-1]
        if is_pool(step) and not is_flat(step.shape) and not is_flat(last.shape):
            found[-1] = last._replace(pools=(*last.pools, step))
        elif _goes_on(last, step):
            found[-1] = last._replace(layers=(*last.layers, step))
        else:
            found.append(Segment(step.shape, (step,)))
    return tuple(found)


def _goes_on(segment: Segment, step: Station) -> bool:
    """Whether a layer is one more of the same."""
    if not segment.layers or segment.pools or len(segment.layers) == MOST_IN_A_ROW:
        return False
    last = segment.layers[-1]
    same = last.shape == step.shape and last.tag_words == step.tag_words
    return same and not is_flat(step.shape) and done_words(last) == done_words(step)


def label(segment: Segment, wanted: Wanted) -> tuple[TextLine, ...]:
    """The name, the shape, and in small lines what is done."""
    paths = tuple(each.layer.path for each in segment.layers)
    name = name_words(paths, wanted) if paths else "input"
    small = [] if segment.layers else [", ".join(segment.input_tags)]
    if segment.layers:
        first, times = segment.layers[0], len(segment.layers)
        done = done_words(first) + (f" ×{times}" if times > 1 else "")
        small += [] if said_by_name(done, name) else [done]
        small.append(", ".join(first.tag_words))
    for pool in segment.pools:
        small.append(f"{done_words(pool)} → {size_words(pool.shape)}")
        small.append(", ".join(pool.tag_words))
    return (
        TextLine(name, 13, bold=True, fill="ink"),
        TextLine(spaced_shape(segment.shape), 13, fill="ink"),
        *(TextLine(line) for text in small for line in wrapped(text, LABEL)),
    )
