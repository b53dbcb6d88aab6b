"""The style that suits networks when none is named."""

from cnndsl.analyse.figures import Result
from cnndsl.draw.options import Unsuited
from cnndsl.draw.pyramid import is_pyramid
from cnndsl.draw.steps import Chain, chain_of
from cnndsl.draw.volumes.rows import MOST_LABELS
from cnndsl.draw.volumes.segments import segments
from cnndsl.sizes import KnownShape, is_flat

MOST_SHEETS = 20
"""Channels that can be drawn as sheets at their usual distance."""
MOST_ROWS = 3
"""Of volumes; a graph folds what is repeated, and is shorter then."""


def suited(results: tuple[Result, ...]) -> str:
    """`u` where ways skip back up a pyramid, `stacks` and `volumes` for chains with maps, `graph` for the rest."""
    if len(results) > 1:
        return "table"
    if is_pyramid(results[0]):
        return "u"
    try:
        chain = chain_of(results, "volumes")
    except Unsuited:
        return "graph"
    maps = tuple(shape for shape in chain.shapes if not is_flat(shape))
    if not chain.steps or not maps or len(segments(chain)) > MOST_ROWS * MOST_LABELS:
        return "graph"
    return "stacks" if _are_few_sheets(chain, maps) else "volumes"


def _are_few_sheets(chain: Chain, maps: tuple[KnownShape, ...]) -> bool:
    """Whether each map can be a sheet, in one row of labels."""
    planes = all(len(shape) == 3 for shape in maps)
    few = max(shape[0] for shape in maps) <= MOST_SHEETS
    return planes and few and len(chain.steps) < MOST_LABELS
