"""What each output sees of the network's input, along each axis, not clipped to it; of several inputs, of one.

An output's view is the stretch from its first place to its last. Behind an upsampling or a transposed
convolution, neighbours may see stretches of different lengths; they come again after a few outputs, and
`Axis` has one of each.
"""

from functools import cached_property
from itertools import compress
from math import gcd, lcm
from typing import TYPE_CHECKING

from cnndsl.layers.joins import Join
from cnndsl.layers.layer import Layer
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Input, Network, Placed
from cnndsl.paths import Path
from cnndsl.sizes import KnownShape, certain, is_flat, known, spatial

if TYPE_CHECKING:
    from fractions import Fraction

MOST_STRETCHES = 4096
"""Beyond that many different stretches (after resizing in odd ratios, again and again) a view is unknown."""


ONE_PLACE: tuple[tuple[int, ...], ...] = ((), (1,))
"""The sizes along an axis of what is the same at all places of another branch."""


class KnownLook(NamedTuple):
    """A `Look` of a sound network."""

    step: int
    first: int
    last: int
    parts: int


class Axis(NamedTuple):
    """Views along one axis: those of the first few outputs, and how far on the next few see.

    A shift of 0 is one place's view that all have, since it is spread over them.
    """

    shift: int
    first: tuple[int, ...]
    last: tuple[int, ...]

    @property
    def field(self) -> int:
        """How much the widest view covers."""
        return max(last - first for first, last in zip(self.first, self.last, strict=True)) + 1

    @property
    def jump(self) -> "int | Fraction":
        """How far apart two neighbours see, on the average."""
        whole, rest = divmod(self.shift, len(self.first))
        if not rest:
            return whole
        from fractions import Fraction

        return Fraction(self.shift, len(self.first))

    @property
    def start(self) -> int:
        """The first place that the first output sees; below 0 in the padding."""
        return self.first[0]

    def seen_by(self, output: int) -> tuple[int, int]:
        """The first and the last place that an output sees."""
        return self._of(self.first, output), self._of(self.last, output)

    def through(self, look: KnownLook) -> "Axis | None":
        """The views of what looks at this."""
        count = len(self.first)
        if count == look.parts == 1:
            low, high = (
                self.first[0] + look.first * self.shift,
                self.last[0] + look.last * self.shift,
            )
            return Axis(look.step * self.shift, (low,), (high,))
        whole = look.parts * count
        period = whole // gcd(look.step, whole)
        if period > MOST_STRETCHES:
            return None
        places = range(period)
        return Axis(
            period * look.step // look.parts // count * self.shift,
            tuple(self._of(self.first, (i * look.step + look.first) // look.parts) for i in places),
            tuple(self._of(self.last, (i * look.step + look.last) // look.parts) for i in places),
        )

    def _of(self, ends: tuple[int, ...], place: int) -> int:
        times, rest = divmod(place, len(ends))
        return ends[rest] + times * self.shift

    def beside(self, other: "Axis") -> "Axis | None":
        """Where both are seen: from the first place of either to the last."""
        if self == other:
            return self
        if self.shift * len(other.first) != other.shift * len(self.first):
            return None
        period = lcm(len(self.first), len(other.first))
        if period > MOST_STRETCHES:
            return None
        places = range(period)
        return Axis(
            self.shift * (period // len(self.first)),
            tuple(min(self._of(self.first, i), other._of(other.first, i)) for i in places),
            tuple(max(self._of(self.last, i), other._of(other.last, i)) for i in places),
        )

    def as_wide_as(self, other: "Axis") -> "Axis":
        """Where the other is one place that is stretched over these: its own steps, and the wider view."""
        more = max(other.field - self.field, 0)
        return self._replace(last=tuple(last + more for last in self.last))


View = tuple[Axis | None, ...]
"""One for each axis of the network's input; None where it is not known."""


def first_seen(network: Network) -> dict[Path, Input]:
    """The input that each layer's view is of, by its path: the first that it sees, a flat one after all others."""
    inputs = sorted(network.inputs, key=lambda each: is_flat(each.shape or (0,)))
    found = {(): 0} | {each.path: number for number, each in enumerate(inputs)}
    for placed in network.layers:
        found[placed.path] = min(map(found.__getitem__, placed.sources))
    return {path: inputs[number] for path, number in found.items()} if inputs else {}


def views(network: Network) -> dict[Path, View]:
    """What each layer's outputs see, by its path, of one input; and what inputs see, by theirs."""
    whole = [(each.path, len(each.shape or (0,)) - 1) for each in network.inputs]
    found: dict[Path, View] = {path: (Axis(1, (0,), (0,)),) * axes for path, axes in whole}
    of = first_seen(network) if len(whole) > 1 else {}
    asked: dict[tuple[int, KnownShape], tuple[KnownLook, ...] | None] = {}
    for placed in network.layers:
        branches = [*map(found.__getitem__, placed.sources)]
        if of and len(branches) > 1:
            see = [of[each] is of[placed.path] for each in placed.sources]
            seen = _together_of(placed, branches, see)
        else:
            seen = together(placed.layer, placed.input, branches)
        key = (id(placed.layer), placed.input)
        looks = (
            asked[key]
            if key in asked
            else asked.setdefault(key, looks_of(placed.layer, placed.input, placed.output))
        )
        found[placed.path] = through(seen, looks)
    return found


def through(seen: View, looks: tuple[KnownLook, ...] | None) -> View:
    """What is seen by what looks so, None for what cannot be said, at what sees this."""
    if looks is None:
        return (None,) * len(seen)
    if len(looks) != len(seen):  # of an input with other axes, all places see the same
        return seen
    return tuple([axis and axis.through(look) for axis, look in zip(seen, looks, strict=True)])


class Views:
    """What all layers of a network see. It is worked out when first asked for: most checks show none of it."""

    def __init__(self, network: Network) -> None:
        self._network = network

    @cached_property
    def by_path(self) -> dict[Path, View]:
        return views(self._network)


class Sight:
    """What one layer of a network sees; two are equal where that is the same."""

    __slots__ = ("_path", "_views")

    def __init__(self, views: Views, path: Path) -> None:
        self._views = views
        self._path = path

    @property
    def view(self) -> View:
        return self._views.by_path[self._path]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sight) and self.view == other.view

    def __hash__(self) -> int:
        return hash(self.view)


def looks_of(layer: Layer, x: KnownShape, output: KnownShape) -> tuple[KnownLook, ...] | None:
    """How a layer looks along each axis: nothing for its own place, None where that cannot be said."""
    looks = layer.looks(x)
    if looks:
        if not all(known(each) for look in looks for each in look):
            return None
        return tuple(KnownLook(*map(certain, look)) for look in looks)
    resizes = spatial(x) != spatial(output)
    return None if resizes and not isinstance(layer, Join) else ()


def together(layer: Layer, x: KnownShape, branches: list[View]) -> View:
    """Where branches meet, what all of them see."""
    if len(branches) == 1:
        return branches[0]
    return _joined(*_taken(layer, x, branches))


def _taken(
    layer: Layer, x: KnownShape, branches: list[View]
) -> tuple[list[View], list[KnownShape]]:
    """What each branch sees for a place of the join, and the sizes that it has there."""
    alike = (x,) * len(branches)  # a pool's places and what is put there
    shapes: list[KnownShape] = [shape[1:] for shape in vars(layer).get("inputs", alike)]
    if isinstance(layer, Join) and layer.led:
        return [branches[0], _whole(branches[1], shapes[1])], [shapes[0], ()]
    return branches, shapes


def _joined(branches: list[View], shapes: list[KnownShape]) -> View:
    pairs = enumerate(zip(*branches, strict=True))
    return tuple([_met(axes, [sizes[k : k + 1] for sizes in shapes]) for k, axes in pairs])


def _together_of(placed: Placed, branches: list[View], see: list[bool]) -> View:
    """What all of the branches that see an input see of it, where others do not."""
    all_views, all_shapes = _taken(placed.layer, placed.input, branches)
    views, shapes = list(compress(all_views, see)), list(compress(all_shapes, see))
    places = [
        all(sizes[number : number + 1] in ONE_PLACE for sizes in shapes)
        for number in range(len(spatial(placed.output)))
    ]
    return tuple(
        Axis(0, axis.first[:1], axis.last[:1])
        if axis and places[number : number + 1] == [True]
        else axis
        for number, axis in enumerate(_joined(views, shapes))
    )


def _whole(seen: View, sizes: KnownShape) -> View:
    """What is seen of all places of a branch at once."""
    looks = [KnownLook(size, 0, size - 1, 1) for size in sizes[: len(seen)]]
    looks += [KnownLook(1, 0, 0, 1)] * (len(seen) - len(looks))
    return tuple(axis and axis.through(look) for axis, look in zip(seen, looks, strict=True))


def _met(axes: tuple[Axis | None, ...], sizes: list[tuple[int, ...]]) -> Axis | None:
    """What is seen along one axis, of branches that have these sizes there."""
    stretched = [
        each in ONE_PLACE or (axis is not None and not axis.shift)
        for each, axis in zip(sizes, axes, strict=True)
    ]
    stretched = [False] * len(axes) if all(stretched) else stretched
    own = [axis for axis, is_one in zip(axes, stretched, strict=True) if not is_one]
    whole = own[0]
    for axis in own[1:]:
        whole = whole.beside(axis) if whole and axis else None
    for axis, is_one in zip(axes, stretched, strict=True):
        if is_one:
            whole = whole.as_wide_as(axis) if whole and axis else None
    return whole
