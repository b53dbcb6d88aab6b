"""`cnndsl sweep --front X,Y -o FILE.svg`: the networks by two figures, with their front."""

from collections.abc import Iterable

from cnndsl.cli.files import Failure
from cnndsl.compile import Again
from cnndsl.draw.svg import svg
from cnndsl.sweep.asked import asked
from cnndsl.sweep.plot.axes import Axis
from cnndsl.sweep.plot.scatter import Network, Plot, scatter
from cnndsl.sweep.rows import Rows
from cnndsl.sweep.wanted import Wanted

MOST_DRAWN = 100_000
"""Networks behind the front; of more, so many are drawn at random, unless `--sample` says how many."""


def plot(name: str, again: Again, wanted: Wanted) -> str:
    """The plot's text."""
    front = asked(again, wanted)
    everything = asked(again, wanted._replace(how="all"))
    sampled = wanted.draws or everything.count > MOST_DRAWN
    drawn = wanted._replace(how="sample", draws=wanted.draws or MOST_DRAWN)
    behind = asked(again, drawn) if sampled else everything
    x, y = (Axis(each.removeprefix("-"), each.startswith("-")) for each in wanted.figures)
    best, networks = [*_networks(front, x, y)], [*_networks(behind, x, y)]
    if not best:
        raise Failure("no network is within the limits, so there is nothing to draw")
    of = f"{len(networks):,} {'drawn at random' if sampled else 'networks'}"
    of += " within the limits" * bool(wanted.bounds)
    return svg(scatter(Plot(name, x, y, networks, best, of)))


def _networks(rows: Rows, x: Axis, y: Axis) -> Iterable[Network]:
    """The rows that have both figures."""
    member, *places = (rows.columns.index(name) for name in ("member", x.figure, y.figure))
    for row in rows.rows(0, rows.count):
        one, other = (row[k] for k in places)
        if one is not None and other is not None:
            yield Network(row[member], one, other)
