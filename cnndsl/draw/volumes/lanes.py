"""Two lanes, as AlexNet is drawn: where convolutions have two groups, the halves of the channels stand apart."""

from cnndsl.draw.volumes.segments import Segment
from cnndsl.sizes import is_flat

GROUPS = 2


def with_lanes(found: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Segments in two lanes each, from behind the input to before the last, if any has two groups."""
    if not any(map(_is_grouped, found)):
        return found
    inner = found[1:-1] if is_flat(found[-1].shape) else found[1:]
    if any(each.shape[0] % GROUPS for each in inner):
        return found
    halved = tuple(each._replace(lanes=GROUPS, crossed=not _is_grouped(each)) for each in inner)
    return (found[0], *halved, *found[1 + len(halved) :])


def _is_grouped(segment: Segment) -> bool:
    return any(_groups(each.layer.placed.layer) == GROUPS for each in segment.layers)


def _groups(layer: object) -> int:
    return int(vars(layer).get("groups", 1))
