"""The style that suits networks when none is named."""

from cnndsl.analyse.figures import Result
from cnndsl.draw.chain import is_chain, stations
from cnndsl.draw.pyramid import is_pyramid
from cnndsl.sizes import is_flat

MOST_SHEETS = 20
"""Channels that can be drawn as sheets."""
MOST_VOLUMES = 40
"""Layers that can be drawn as volumes."""


def suited(results: tuple[Result, ...]) -> str:
    """`u` where ways skip back up a pyramid, `stacks` and `volumes` for chains, `graph` for the rest."""
    if len(results) > 1:
        return "table"
    (result,) = results
    if is_pyramid(result):
        return "u"
    if not is_chain(result) or result.network.partial:
        return "graph"
    maps = [each.shape for each in stations(result.rows) if not is_flat(each.shape)]
    planes = bool(maps) and all(len(shape) == 3 for shape in maps)
    if not planes or len(maps) > MOST_VOLUMES:
        return "graph"
    return "stacks" if max(shape[0] for shape in maps) <= MOST_SHEETS else "volumes"
