"""Branches, followed side by side and brought together.

Projections, and crops without a size, wait for the other branches.
"""

from operator import mul
from typing import TYPE_CHECKING

from cnndsl.checking.asking import Answer
from cnndsl.checking.flow import Flow, Past, branch_start
from cnndsl.checking.trail import Context, Follow, Passed
from cnndsl.layers.joins import Dot, Join, Mix
from cnndsl.layers.joins import places as places_of
from cnndsl.layers.merge import Projection, settled
from cnndsl.layers.reshape import Crop
from cnndsl.lazy_modules import LazyModule
from cnndsl.limits import limits
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Branches, Item, Origin, Placed, Sequence, Step
from cnndsl.sizes import UNKNOWN, Shape, Size, all_known, known, smaller, spatial
from cnndsl.syntax.limit_problems import too_many_crops

if TYPE_CHECKING:
    from cnndsl.checking import attention_problems, merge_fixes
    from cnndsl.checking import merge_problems as problems
else:
    attention_problems = LazyModule("cnndsl.checking.attention_problems")
    problems = LazyModule("cnndsl.checking.merge_problems")
    merge_fixes = LazyModule("cnndsl.checking.merge_fixes")


class Branch(NamedTuple):
    """A branch that has been followed: its end, and the layers on the way."""

    end: Flow
    layers: list[Placed]
    shape: Shape
    apart: tuple[int, ...] = ()
    """Axes along which a projection could not bring it to the other branch's shape."""


def strided(before: tuple[int, ...], answer: Answer) -> tuple[int, ...]:
    """The stride along each axis behind a layer; 0 where it is no whole number, nothing where axes change."""
    axes, steps = len(answer.output) - 1, answer.steps
    if steps and len(steps) == len(before) == axes:
        return tuple(map(mul, before, steps))
    moved = answer.layer.word in ("deconv", "upsample", "pixel_shuffle", "pixel_unshuffle")
    return (0,) * axes if moved or len(before) != axes else before


def branches(follow: Follow, item: Branches, flow: Flow, context: Context) -> Flow:
    """Follow all branches and join them."""
    if flow.shape is None:
        return flow
    trail, incoming = context.trail, flow.shape
    if item.how == "split" and known(incoming[0]) and incoming[0] % len(item.bodies):
        shares = len(item.bodies)
        if trail.places:
            fixes = merge_fixes.of_split(shares, context.layers, flow.source, trail.places)
            context.say(problems.uneven_split(item.word, incoming[0], shares, fixes))
        trail.broken = True
    before = len(context.layers)
    found = _Side(follow, item, flow, context).follow_all()
    context.layers[before:] = [placed for branch in found for placed in branch.layers]
    key = item.how, incoming, tuple(branch.shape for branch in found)
    joins = trail.answers.of_joins
    join, output = joins.get(key) or _joined(item, incoming, found, context)
    if all_known(output):
        joins[key] = join, output
    origin = Origin(item.word, trail.findings.text.words(item.word), {})
    if not context.can_hold(origin, output):
        output = (UNKNOWN,) * len(output)
    path, ends = context.path(item.name), [branch.end for branch in found]
    if not (all_known(incoming) and all_known(output)):
        trail.broken = True
    elif not trail.quiet:
        sources = tuple(end.source for end in ends)
        context.place(Placed(path, join, origin, False, incoming, output, sources, aux=flow.aux))
    past = Past(any(end.past.conv for end in ends), join=True)
    stride = _strided_on(flow.stride, max(end.stride for end in _placing(join, ends, output)))
    return flow._replace(shape=output, source=path, past=past, stride=stride)


def _placing(join: Join, ends: list[Flow], output: Shape) -> list[Flow]:
    """The branches whose places are those of the whole: not one that is stretched over the others, however it pools."""
    if join.led:
        return ends[:1]
    return [end for end in ends if spatial(end.shape or ()) == spatial(output)] or ends


def _strided_on(before: tuple[int, ...], inside: tuple[int, ...]) -> tuple[int, ...]:
    """The stride behind a join: as before it, where branches end with other axes."""
    if len(before) != len(inside):
        return before
    return tuple(a * b for a, b in zip(before, inside, strict=True))


def _joined(
    item: Branches, incoming: Shape, found: list[Branch], context: Context
) -> tuple[Join, Shape]:
    """The join and the shape of the whole; what does not agree is said."""
    shapes = tuple(branch.shape for branch in found)
    join = Join.kinds[item.how](inputs=shapes)
    axes = [k for k in join.axes if not join.agree(k)] if join.of_one_rank else []
    if axes or not (join.of_one_rank or not all(any(map(known, each)) for each in shapes)):
        _disagree(item, join, found, axes, context)
    if not join.of_one_rank:
        return join, (UNKNOWN,) * len(join.axes)
    apart = {axis for branch in found for axis in branch.apart}
    output = join.infer(incoming)
    return join, tuple(UNKNOWN if axis in apart else size for axis, size in enumerate(output))


def _disagree(
    item: Branches, join: Join, found: list[Branch], axes: list[int], context: Context
) -> None:
    """Say that branches do not agree, and what of them makes it so."""
    places = context.trail.places
    if not places:
        return
    makers = [_maker(branch, axes) for branch in found]
    sides = [
        merge_fixes.Side(body, branch.shape, maker, branch.layers)
        for body, branch, maker in zip(item.bodies, found, makers, strict=True)
    ]
    fixes = merge_fixes.of_branches(item, sides, axes, places)
    shapes = tuple(branch.shape for branch in found)
    axis, path = axes[0] if axes else None, context.path(item.name)
    if isinstance(join, Dot):
        context.say(attention_problems.depths_differ(item, shapes, makers, path, fixes))
    elif isinstance(join, Mix):
        there = places_of(shapes[1])
        context.say(attention_problems.weights_differ(item, shapes, makers, there, path, fixes))
    else:
        context.say(problems.disagree(item, shapes, makers, axis, path, fixes))


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

    def __init__(self, follow: Follow, item: Branches, flow: Flow, context: Context) -> None:
        self.follow = follow
        self.item = item
        self.flow = flow
        self.context = context
        self.found: dict[int, Branch] = {}

    def follow_all(self) -> list[Branch]:
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

    def _start(self) -> Flow:
        return branch_start(self.item.how, self.flow, len(self.item.bodies))

    def _follow(self, number: int, body: Sequence) -> None:
        before = len(self.context.layers)
        end = self.follow(body, self._start(), self.context)
        self.found[number] = Branch(end, self.context.layers[before:], end.shape or ())

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
        if len(ranks) > 1 or ranks == {1} or Join.kinds[self.item.how].led:
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
        trail, tries = self.context.trail, self.context.trail.tries
        tries.crops += trail.quiet  # inside of another, whose tries they multiply
        if tries.crops > limits().crops:
            tries.findings.stop(too_many_crops(self.item.word), self.context.uses)
        quiet = self.context.quietly(self.flow.shape)
        return self.follow(_without_crops(body), self._start(), quiet).shape or ()

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
        there = len(self.context.layers)
        end = self.follow(body[:-1], self._start(), self.context)
        before = end.shape or ()
        likely = other.end.stride or (0,) * (len(other.shape) - 1)
        made = settled(layer, before, other.shape, likely)
        if made is None:
            self._refuse(step, before, other)
        else:
            end = self.follow((step._replace(layer=made),), end, self.context)
        shape = end.shape or () if made else other.shape
        apart = _hidden(shape, other.shape) if made else _apart(before, other.shape)
        self.found[number] = Branch(end, self.context.layers[there:], shape, apart)

    def _refuse(self, step: Step, before: Shape, other: Branch) -> None:
        """Say that no projection makes one shape of another."""
        trail = self.context.trail
        trail.broken = True
        if trail.passed is not None:
            hidden = (UNKNOWN,) * len(other.shape)
            trail.passed.append(Passed(step, self.context.where, before, hidden))
        places = trail.places
        if places and any(map(known, before)) and any(map(known, other.shape)):
            span, target = step.origin.span, other.shape
            maker = _maker(other, list(range(1, len(target))))
            fixes = merge_fixes.of_projection(span, before, target, places)
            self.context.say(problems.no_projection(span, before, target, maker, fixes))


def _apart(before: Shape, other: Shape) -> tuple[int, ...]:
    """The axes along which no projection makes one shape of another; all where one is flat."""
    if len(before) != len(other):
        return tuple(range(len(other)))
    pairs = enumerate(zip(before, other, strict=True))
    return tuple(axis for axis, each in pairs if axis and not problems.reachable(*each))


def _hidden(shape: Shape, other: Shape) -> tuple[int, ...]:
    """The axes along which a projection was refused."""
    pairs = enumerate(zip(shape, other, strict=True))
    return tuple(axis for axis, (own, wanted) in pairs if known(wanted) and not known(own))


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
