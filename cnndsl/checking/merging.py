"""Branches, followed side by side and brought together.

Projections, and crops without a size, wait for the other branches.
"""

from typing import TYPE_CHECKING, NamedTuple

from cnndsl.checking.asking import Answer
from cnndsl.checking.flow import Flow, Past, branch_start
from cnndsl.later import Later
from cnndsl.layers.merge import Join, Projection, settled
from cnndsl.layers.reshape import Crop
from cnndsl.limits import limits
from cnndsl.network import Branches, Item, Origin, Placed, Sequence, Step
from cnndsl.sizes import UNKNOWN, Shape, Size, all_known, known, smaller, spatial
from cnndsl.syntax.too_much import too_many_crops

if TYPE_CHECKING:
    from cnndsl.checking import merge_fixes
    from cnndsl.checking import merge_problems as problems
    from cnndsl.checking.infer import Walk
else:
    problems = Later("cnndsl.checking.merge_problems")
    merge_fixes = Later("cnndsl.checking.merge_fixes")


class Branch(NamedTuple):
    """A branch that has been followed: its end, and the layers on the way."""

    end: Flow
    layers: list[Placed]
    shape: Shape
    apart: tuple[int, ...] = ()
    """Axes along which a projection could not bring it to the other branch's shape."""


def strided(before: tuple[int, ...], answer: Answer, x: Shape) -> tuple[int, ...]:
    """The stride along each axis behind a layer; 0 where it is no whole number, nothing where axes change."""
    axes = len(answer.output) - 1
    looks = answer.layer.windows(x)
    if len(looks) == len(before) == axes and looks:
        steps = (look.stride if known(look.stride) else 0 for look in looks)
        return tuple(stride * step for stride, step in zip(before, steps, strict=True))
    moved = answer.layer.word in ("deconv", "upsample", "pixel_shuffle", "pixel_unshuffle")
    return (0,) * axes if moved or len(before) != axes else before


def branches(walk: "Walk", item: Branches, flow: Flow, prefix: str, suffix: str) -> Flow:
    """Follow all branches and join them."""
    if flow.shape is None:
        return flow
    path, incoming = f"{prefix}{item.name}{suffix}", flow.shape
    if item.how == "split" and known(incoming[0]) and incoming[0] % len(item.bodies):
        shares, places = len(item.bodies), walk.places
        if places:
            fixes = merge_fixes.of_split(shares, walk.layers, flow.source, places)
            walk.findings.add(problems.uneven_split(item.word, incoming[0], shares, fixes))
        walk.broken = True
    before = len(walk.layers)
    found = _Side(walk, item, flow, (prefix, suffix)).follow()
    del walk.layers[before:]
    for branch in found:
        walk.layers += branch.layers
    shapes = tuple(branch.shape for branch in found)
    output = _joined(walk, item, incoming, found, path)
    words = walk.findings.text.words(item.word)
    origin = Origin(item.word, words, {})
    if not walk.can_hold(origin, output):
        output = (UNKNOWN,) * len(output)
    first = max(found, key=lambda branch: branch.end.stride)
    ends = [branch.end for branch in found]
    if not (all_known(incoming) and all_known(output)):
        walk.broken = True
    elif not walk.broken and not walk.quiet:
        join = Join.kinds[item.how]().with_arguments(inputs=shapes)
        walk.named(item.word, len(path))
        sources = tuple(end.source for end in ends)
        walk.layers.append(
            Placed(path, join, origin, False, incoming, output, sources, aux=flow.aux)
        )
    stride = flow.stride
    if len(stride) == len(first.end.stride):
        stride = tuple(a * b for a, b in zip(stride, first.end.stride, strict=True))
    return flow._replace(
        shape=output,
        source=path,
        past=Past(any(end.past.conv for end in ends), join=True),
        stride=stride,
    )


def _joined(walk: "Walk", item: Branches, incoming: Shape, found: list[Branch], path: str) -> Shape:
    """The shape of the whole, and what does not agree."""
    shapes = tuple(branch.shape for branch in found)
    ranks = {len(shape) for shape in shapes}
    join = Join.kinds[item.how]().with_arguments(inputs=shapes)
    assert isinstance(join, Join)
    axes = [] if len(ranks) > 1 else [k for k in range(len(shapes[0])) if not join.agree(k)]
    if walk.places and (axes or (len(ranks) > 1 and all(any(map(known, each)) for each in shapes))):
        makers = [_maker(branch, axes) for branch in found]
        axis = axes[0] if axes else None
        sides = [
            merge_fixes.Side(item.bodies[k], branch.shape, makers[k], branch.layers)
            for k, branch in enumerate(found)
        ]
        fixes = merge_fixes.of_branches(item, sides, axes, walk.places)
        walk.findings.add(problems.disagree(item, shapes, makers, axis, path, fixes))
    if len(ranks) > 1:
        return (UNKNOWN,) * max(ranks)
    apart = {axis for branch in found for axis in branch.apart}
    output = join.infer(incoming)
    return tuple(UNKNOWN if axis in apart else size for axis, size in enumerate(output))


def _maker(branch: Branch, axes: list[int]) -> Placed | None:
    """The layer of a branch that gave it the sizes in question; None where they came in so."""
    for placed in reversed(branch.layers):
        if len(placed.input) != len(placed.output):
            return placed
        if any(placed.input[axis : axis + 1] != placed.output[axis : axis + 1] for axis in axes):
            return placed
        if 0 in axes and placed.layer.role == "weights":
            return placed
    return None


class _Side:
    """The branches of one item; those that wait for the others come last."""

    def __init__(self, walk: "Walk", item: Branches, flow: Flow, names: tuple[str, str]) -> None:
        self.walk = walk
        self.item = item
        self.flow = flow
        self.names = names
        self.found: dict[int, Branch] = {}

    def follow(self) -> list[Branch]:
        bodies = self.item.bodies
        waiting: list[int] = []
        for number, body in enumerate(bodies):
            if self._waits(body):
                waiting.append(number)
            else:
                self._follow(number, body)
        crops = [number for number in waiting if any(map(_bare_crop, bodies[number]))]
        if crops:
            self._crop(crops)
        for number in waiting:
            if number not in crops:
                self._project(number)
        return [self.found[number] for number in range(len(bodies))]

    def _waits(self, body: Sequence) -> bool:
        return any(map(_bare_crop, body)) or (
            self.item.how == "add" and bool(body) and _projection(body[-1]) is not None
        )

    def _follow(self, number: int, body: Sequence) -> None:
        before = len(self.walk.layers)
        flow = branch_start(self.item.how, self.flow, len(self.item.bodies))
        end = self.walk.sequence(body, flow, *self.names)
        layers = self.walk.layers[before:]
        self.found[number] = Branch(end, layers, end.shape or ())

    def _crop(self, numbers: list[int]) -> None:
        """Crops without a size take the smallest of all branches."""
        ends = [branch.shape for branch in self.found.values()]
        tried = list(map(self._uncropped, [self.item.bodies[number] for number in numbers]))
        if all(map(known, self.flow.shape or ())):  # what is not known there is yet to be said
            tried = [shape for shape in tried if all(map(known, spatial(shape)))]
        ends += tried
        if not ends:
            for number in numbers:
                self._follow(number, _without_crops(self.item.bodies[number]))
            return
        ranks = {len(shape) for shape in ends}
        if len(ranks) > 1 or ranks == {1}:
            for number in numbers:  # refuses: there is no size to take
                self._follow(number, self.item.bodies[number])
            return
        axes = range(1, min(ranks))
        target = tuple(_smallest([shape[axis] for shape in ends]) for axis in axes)
        for number in numbers:
            body = self.item.bodies[number]
            there = self._is_there(number, target)
            self._follow(number, tuple(_cropped(step, target, there) for step in body))

    def _is_there(self, number: int, target: Shape) -> bool:
        """Whether a branch of the size that is wanted stands before a branch, or is a value before."""
        return any(
            branch.shape[1:] == target
            and (other < number or not any(placed.layer.word != "id" for placed in branch.layers))
            for other, branch in self.found.items()
        )

    def _uncropped(self, body: Sequence) -> Shape:
        """The shape of a branch whose crops leave everything."""
        tried = self.walk.tried
        tried.crops += self.walk.quiet  # inside of another, whose tries they multiply
        if tried.crops > limits().crops:
            tried.findings.stop(too_many_crops(self.item.word))
        quiet = self.walk.quietly(self.flow.shape)
        flow = branch_start(self.item.how, self.flow, len(self.item.bodies))
        return quiet.sequence(_without_crops(body), flow, "", "").shape or ()

    def _project(self, number: int) -> None:
        """A projection takes the shape of the first other branch."""
        body = self.item.bodies[number]
        step = body[-1]
        layer = _projection(step)
        assert isinstance(step, Step)
        assert layer is not None
        other = next(iter(self.found.values()), None)
        if other is None:
            self._follow(number, body)  # refuses: there is nothing to agree with
            return
        there = len(self.walk.layers)
        flow = branch_start(self.item.how, self.flow, len(self.item.bodies))
        end = self.walk.sequence(body[:-1], flow, *self.names)
        before = end.shape or ()
        likely = other.end.stride or (0,) * (len(other.shape) - 1)
        made = settled(layer, before, other.shape, likely)
        if made is None:
            self._refuse(step, before, other)
        else:
            end = self.walk.sequence((step._replace(layer=made),), end, *self.names)
        shape = end.shape or () if made else other.shape
        apart = () if made else _apart(before, other.shape)
        self.found[number] = Branch(end, self.walk.layers[there:], shape, apart)

    def _refuse(self, step: Step, before: Shape, other: Branch) -> None:
        """Say that no projection makes one shape of another."""
        self.walk.broken = True
        places = self.walk.places
        if places and any(map(known, before)) and any(map(known, other.shape)):
            maker = _maker(other, list(range(1, len(other.shape))))
            fixes = merge_fixes.of_projection(step.origin.span, before, other.shape, places)
            self.walk.findings.add(
                problems.no_projection(step.origin.span, before, other.shape, maker, fixes)
            )


def _apart(before: Shape, other: Shape) -> tuple[int, ...]:
    """The axes along which no projection makes one shape of another; all where one is flat."""
    if len(before) != len(other):
        return tuple(range(len(other)))
    pairs = enumerate(zip(before, other, strict=True))
    return tuple(axis for axis, each in pairs if axis and not problems.reachable(*each))


def _projection(item: object) -> Projection | None:
    layer = item.layer if isinstance(item, Step) else None
    return layer if isinstance(layer, Projection) else None


def _bare_crop(item: object) -> bool:
    layer = item.layer if isinstance(item, Step) else None
    return isinstance(layer, Crop) and layer.size is None


def _without_crops(body: Sequence) -> Sequence:
    return tuple(step for step in body if not _bare_crop(step))


def _cropped(item: Item, target: Shape, joined: bool) -> Item:
    if not isinstance(item, Step) or item.layer is None or not _bare_crop(item):
        return item
    return item._replace(layer=item.layer.with_arguments(size=target, joined=joined))


def _smallest(sizes: list[Size]) -> Size:
    least = sizes[0]
    for size in sizes[1:]:
        least = smaller(least, size)
    return least
