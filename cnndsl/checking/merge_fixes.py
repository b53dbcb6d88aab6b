"""The edits with which branches come together: a projection, a crop, another depth; each tried before it is offered."""

from cnndsl.checking.advice import Case
from cnndsl.checking.asking import ask, takes
from cnndsl.checking.text_places import TextPlaces
from cnndsl.fixes import Edit, Fix, replace
from cnndsl.layers.joins import Join
from cnndsl.layers.joins import places as places_of
from cnndsl.layers.layer import KINDS
from cnndsl.layers.merge import Projection, settled
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Branches, Item, Placed, Sequence, Step
from cnndsl.paths import Path
from cnndsl.sizes import Shape, Size, known, spatial
from cnndsl.text import Span

CROPPED = ("add", "sub", "max", "cat")
"""Joins of branches with equal heights and widths."""


class Side(NamedTuple):
    """A branch: what is written, what it brings, and which layer made it so."""

    body: Sequence
    shape: Shape
    maker: Placed | None
    layers: list[Placed]
    """Those up to the first mistake of the network."""


def of_branches(
    item: Branches, sides: list[Side], axes: list[int], places: TextPlaces
) -> tuple[Fix, ...]:
    """What makes branches agree that do not along some axes; without axes one is flat, and another is not."""
    if not places.once(item.word) or not all(known(size) for side in sides for size in side.shape):
        return ()
    if not axes:
        return tuple(fix for fix in [_unflattened(item, sides, places)] if fix)
    found: list[Fix | None] = []
    if Join.kinds[item.how].led:
        return _of_attention(item.how, sides, places)
    if item.how == "add":
        found += [_projected(k, sides, places) for k in range(len(sides))]
    if axes == [0] and item.how != "cat":
        found += _of_either_depth(sides, places)
    if 0 not in axes and item.how in CROPPED:
        found.append(_cropped(sides, places))
    return tuple(fix for fix in found if fix)


def _of_attention(how: str, sides: list[Side], places: TextPlaces) -> tuple[Fix, ...]:
    """The same depth for both branches of `dot`; for the weights of `mix`, a channel for each place."""
    if how == "dot":
        found = _of_either_depth(sides, places)
    else:
        found = [_of_depth(places_of(sides[1].shape), sides[:1], places)]
    return tuple(fix for fix in found if fix)


def _of_either_depth(sides: list[Side], places: TextPlaces) -> list[Fix | None]:
    """Each branch's depth, written in the others."""
    depths = dict.fromkeys(side.shape[0] for side in sides)
    return [_of_depth(depth, sides, places) for depth in depths]


def is_skip(body: Sequence) -> bool:
    """Whether a branch is what came in."""
    return all(isinstance(each, Step) and each.layer and each.layer.word == "id" for each in body)


def _projected(number: int, sides: list[Side], places: TextPlaces) -> Fix | None:
    """`proj` for `id`, where all other branches bring one shape that it reaches."""
    own = sides[number]
    others = {side.shape for k, side in enumerate(sides) if k != number}
    if len(own.body) != 1 or not is_skip(own.body) or len(others) != 1:
        return None
    span = end_of(own.body[0])
    (target,) = others
    made = settled(Projection(), own.shape, target, (0,) * (len(target) - 1))
    return replace(span, "proj") if made and places.once(span) else None


def _of_depth(depth: Size, sides: list[Side], places: TextPlaces) -> Fix | None:
    """That depth written in the branches that have another."""
    edits: list[Edit] = []
    for side in sides:
        if side.shape[0] == depth:
            continue
        edit = side.maker and _depth_edit(side.maker, side.layers, depth, places)
        if not edit:
            return None
        edits.append(edit)
    return Fix(f"write {' and '.join(f'`{edit.text}`' for edit in edits)}", tuple(edits))


def _depth_edit(
    maker: Placed, layers: list[Placed], depth: Size, places: TextPlaces
) -> Edit | None:
    """Another depth for a layer, where those behind it keep it."""
    name = "features" if maker.layer.word == "fc" else "depth"
    change = {name: depth}
    span = maker.origin.span
    case = Case(maker.layer, maker.input, maker.origin, places)
    behind = layers[layers.index(maker) + 1 :]
    kept = all(
        takes(each.layer, (depth, *spatial(each.input)), {}) and each.input[0] == each.output[0]
        for each in behind
    )
    if name not in maker.origin.arguments or not places.once(span) or not kept:
        return None
    fix = case.fix(change) if case.takes(change) else None
    return fix.edits[0] if fix else None


def _cropped(sides: list[Side], places: TextPlaces) -> Fix | None:
    """`crop` at the end of the branches that are the larger, by less than half."""
    shapes = [spatial(side.shape) for side in sides]
    least = tuple(map(min, zip(*shapes, strict=True)))
    most = tuple(map(max, zip(*shapes, strict=True)))
    larger = [side for side, sizes in zip(sides, shapes, strict=True) if sizes != least]
    ends = [end_of(side.body[-1]) for side in larger if side.body]
    close = all(2 * small > large for small, large in zip(least, most, strict=True))
    if not close or len(ends) < len(larger) or not all(map(places.is_own, ends)):
        return None
    edits = tuple(
        Edit(Span(end.end, end.end), " crop")
        if places.text.words(end) != "id"
        else Edit(end, "crop")
        for end in ends
    )
    return Fix("end the larger in `crop`", edits)


def _unflattened(item: Branches, sides: list[Side], places: TextPlaces) -> Fix | None:
    """1x1 convolutions for the fully connected layers of the branches that are flat."""
    edits: list[Edit] = []
    shapes: list[Shape] = []
    for side in sides:
        body = side.body
        if len(side.shape) > 1:
            shapes.append(side.shape)
            continue
        x: Shape = side.layers[0].input if side.layers else ()
        for part in body:
            if not isinstance(part, Step) or part.layer is None or not x:
                return None
            layer = part.layer
            if layer.word == "fc":
                span = part.origin.span
                features = vars(layer)["features"]
                if part.origin.code != f"FC{features}" or not places.once(span):
                    return None
                edits.append(Edit(span, f"C1D{features}"))
                layer = KINDS["conv"](depth=features, kernel=1)
            answer = ask(layer, x)
            if answer.refusals:
                return None
            x = answer.output
        shapes.append(x)
    join = Join.kinds[item.how](inputs=tuple(shapes))
    if not join.of_one_rank or not all(map(join.agree, join.axes)):
        return None
    return Fix(f"write {' and '.join(f'`{edit.text}`' for edit in edits)}", tuple(edits))


def of_projection(span: Span, start: Shape, target: Shape, places: TextPlaces) -> tuple[Fix, ...]:
    """A crop in the place of `proj`, where a border is all that is too much."""
    pairs = list(zip(spatial(start), spatial(target), strict=False))
    whole = len(start) == len(target) and all(map(known, (*start, *target)))
    if not whole or not places.once(span) or not all(n <= m < 2 * n for m, n in pairs):
        return ()
    return (replace(span, "crop" if start[0] == target[0] else f"crop C1D{target[0]}"),)


def of_split(count: int, layers: list[Placed], source: Path, places: TextPlaces) -> tuple[Fix, ...]:
    """Depths that divide into so many shares, for the layer from which the channels come."""
    behind: list[Placed] = []
    by_path = {placed.path: placed for placed in layers}
    maker = by_path.get(source)
    while maker and "depth" not in maker.origin.arguments and len(maker.sources) == 1:
        if maker.input[:1] != maker.output[:1]:
            return ()
        behind.insert(0, maker)
        maker = by_path.get(maker.sources[0])
    if maker is None or "depth" not in maker.origin.arguments:
        return ()
    lower = maker.output[0] // count * count
    depths = [each for each in (lower, lower + count) if each]
    edits = [_depth_edit(maker, [maker, *behind], each, places) for each in depths]
    return tuple(Fix(f"write `{edit.text}`", (edit,)) for edit in edits if edit)


def end_of(item: Item) -> Span:
    """The words of a part."""
    return item.origin.span if isinstance(item, Step) else item.span
