"""The small text at the foot: the law of scale, and what else a reader has to know."""

from cnndsl.draw.steps import Chain
from cnndsl.draw.volumes.scale import law
from cnndsl.draw.volumes.segments import Segment
from cnndsl.sizes import is_flat


def caption(chain: Chain, found: tuple[Segment, ...]) -> str:
    """Sentences about this picture."""
    axes = max(map(len, chain.shapes)) - 1
    said = [law(chain.shapes)]
    if any(
        each.rectified for segment in found for each in segment.layers if not is_flat(segment.shape)
    ):
        said.append("A darker band is an activation.")
    if axes == 1:
        said.append("Boxes are flat: maps have one axis, which goes up.")
    if axes == 3:
        said.append("The first of the three axes of maps stands in labels alone.")
    if any(each.lanes > 1 for each in found):
        said.append(
            "Two rows are the halves of the channels; lines cross where a layer takes both."
        )
    return " ".join(said)
