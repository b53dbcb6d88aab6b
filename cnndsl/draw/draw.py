"""A picture of checked networks: in the style that is named, or in the one that suits them."""

from collections.abc import Callable
from typing import TypeAlias

from cnndsl.analyse.figures import Result
from cnndsl.draw.choice import suited
from cnndsl.draw.graph.picture import graph
from cnndsl.draw.marks import Picture
from cnndsl.draw.only import only
from cnndsl.draw.options import Unsuited, Wanted
from cnndsl.draw.pyramid import u
from cnndsl.draw.receptive import receptive
from cnndsl.draw.stacks.stacks import stacks
from cnndsl.draw.table import table
from cnndsl.draw.volumes.volumes import volumes

Style: TypeAlias = Callable[[tuple[Result, ...], Wanted], Picture]
STYLES: dict[str, Style] = {
    "volumes": volumes,
    "stacks": stacks,
    "graph": graph,
    "u": u,
    "table": table,
    "receptive": receptive,
}
SEVERAL = ("table", "graph")
"""Those that draw several networks side by side."""


def draw(results: tuple[Result, ...], wanted: Wanted) -> Picture:
    """The networks' picture; `Unsuited` where a style cannot show them."""
    if wanted.only:
        results = tuple(only(result, wanted.only) for result in results)
    folds = wanted.unfold or bool(wanted.depth)
    style = wanted.style or ("graph" if folds else suited(results))
    if folds and style != "graph":
        raise Unsuited(f"what is folded is for `graph` to say; `{style}` folds no blocks")
    if len(results) > 1 and style not in SEVERAL:
        raise Unsuited(
            f"`{style}` draws one network; several stand side by side in a `table` or a `graph`"
        )
    return STYLES[style](results, wanted)
