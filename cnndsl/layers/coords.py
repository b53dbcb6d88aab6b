"""Places told to a network: CoordConv's channels."""

from cnndsl.layers.layer import Layer, need
from cnndsl.layers.memory import NOTHING, Memory
from cnndsl.layers.torch_calls import Expression, TorchLayer, X, function, let, only
from cnndsl.sizes import Shape, Size, product, spatial

NAMES = ((), ("places",), ("rows", "columns"), ("frames", "rows", "columns"))


class Coords(Layer):
    """A channel of places for each axis, from -1 to 1, behind the others."""

    word = "coords"
    also = "coord_conv add_coords coord_channels add_coordinates"
    example = "input 3x4x5 coords"
    keeps = NOTHING

    def infer(self, x: Shape) -> Shape:
        need(len(x) > 1, "flat", features=x[0])
        return (x[0] + len(x) - 1, *spatial(x))

    def other_ops(self, x: Shape) -> Size:
        return (len(x) - 1) * product(spatial(x))

    def work_space(self, x: Shape) -> Memory:
        """Both ends, and the places of each axis; they are the same for all images."""
        return Memory(once=2 + sum(spatial(x)))

    def torch(self, x: Shape) -> TorchLayer:
        names = NAMES[len(x) - 1]
        ends = function("F.pad", X.new_full((1, 1, 1), -1.0), (0, 1), value=1.0)
        return only(let("ends", ends, lambda ends: _with_places(ends, names, ())))


def _with_places(
    ends: Expression, names: tuple[str, ...], made: tuple[Expression, ...]
) -> Expression:
    """The input with its channels of places, of which some are made already."""
    if len(made) == len(names):
        spread = (_spread(each, axis, len(names)) for axis, each in enumerate(made))
        return function("torch.cat", (X, *spread), dim=1)
    between = function(
        "F.interpolate", ends, X.size(len(made) + 2), mode="linear", align_corners=True
    )
    return let(names[len(made)], between, lambda places: _with_places(ends, names, (*made, places)))


def _spread(places: Expression, axis: int, rank: int) -> Expression:
    """The places of one axis as a channel, the same along all other axes."""
    others = [X.size(k + 2) if k != axis else -1 for k in range(rank)]
    shaped = (
        places if rank == 1 else places.view(1, 1, *(-1 if k == axis else 1 for k in range(rank)))
    )
    spread: Expression = shaped.expand(X.size(0), 1, *others)
    return spread
