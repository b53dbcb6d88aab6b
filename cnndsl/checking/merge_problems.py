"""The words for branches that do not come together."""

from cnndsl.checking.advice import extent
from cnndsl.checking.merge_fixes import end_of, is_skip
from cnndsl.checking.taps import starts_elsewhere
from cnndsl.diagnostics import Diagnostic, Related, diagnostic
from cnndsl.fixes import Fix
from cnndsl.layers.joins import Mul
from cnndsl.network import Branches, Placed, Sequence, Step
from cnndsl.paths import Path, show_path
from cnndsl.sizes import Shape, Size, known, show_shape, spatial
from cnndsl.text import Span

NUMBERS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


@diagnostic("shape-disagree")
def disagree(
    item: Branches,
    shapes: tuple[Shape, ...],
    makers: list[Placed | None],
    axis: int | None,
    path: Path,
    fixes: tuple[Fix, ...] = (),
) -> Diagnostic:
    """The branches of `add`, `sub`, `max`, `mul`, `cat` or `split` bring shapes that do not fit together.

    `add`, `sub` and `max` want equal shapes; `mul` too, but for an axis of size 1, which serves any size, and a
    flat branch, which is a number a channel; `cat` and `split` want equal heights and widths, and join the
    channels. The message names the two branches, and the layer
    of each that made it so. In a residual block, `proj` in the place of `id` brings what came in to the
    other branch's shape.

    Bad:  input 3x32x32 C3D8 R add( C3D16 R C3D16 | id ) R FC10
    Good: input 3x32x32 C3D8 R add( C3D16 R C3D16 | proj ) R FC10
    """
    along = Mul(inputs=shapes).padded if item.how == "mul" else shapes
    one, other = _apart(along, axis, item.how == "mul")
    message = (
        f"the branches of `{item.how}` do not agree: the {number(one)} is {shown(shapes[one])}, "
        f"the {number(other)} {shown(shapes[other])}"
    )
    return Diagnostic(
        item.word,
        message,
        _difference((along[one], along[other]), axis, item.how),
        which(path),
        _way_out(item, along, makers, one, other, axis),
        brought(item, shapes, makers, (one, other)),
        fixes,
    )


def which(path: Path) -> str:
    """Which join is meant, where it is not the only one of its name."""
    return f"this is `{show_path(path)}`" if len(path) > 1 else ""


def brought(
    item: Branches,
    shapes: tuple[Shape, ...],
    makers: list[Placed | None],
    branches: tuple[int, ...],
) -> tuple[Related, ...]:
    """What some of the branches bring, and what makes it so."""
    return tuple(
        Related(
            _span(item, branch, makers[branch]),
            _made(makers[branch], shapes[branch], branch, is_skip(item.bodies[branch])),
        )
        for branch in branches
    )


def number(branch: int) -> str:
    return NUMBERS[branch] if branch < len(NUMBERS) else f"{branch + 1}th"


def shown(shape: Shape) -> str:
    """A shape, or what is known of it behind a mistake."""
    if len(shape) == 1:
        return f"{shape[0]} features, flat" if known(shape[0]) else "flat"
    if all(map(known, shape)):
        return show_shape(shape)
    said = [f"{shape[0]} channel{'s' * (shape[0] != 1)}"] if known(shape[0]) else []
    sizes = enumerate(spatial(shape))
    said += [extent(axis, len(shape) - 1, size) for axis, size in sizes if known(size)]
    return ", ".join(said) or "maps"


def _apart(shapes: tuple[Shape, ...], axis: int | None, broadcast: bool) -> tuple[int, int]:
    """The first two branches that do not agree."""
    for other in range(1, len(shapes)):
        for one in range(other):
            if axis is None and len(shapes[one]) != len(shapes[other]):
                return one, other
            if axis is not None:
                sizes = {each[axis] for each in (shapes[one], shapes[other]) if known(each[axis])}
                if len(sizes - {1} if broadcast else sizes) > 1:
                    return one, other
    return 0, 1


AXES = {
    1: ("features",),
    2: ("channels", "length"),
    3: ("channels", "height", "width"),
    4: ("channels", "depth", "height", "width"),
}


def _difference(pair: tuple[Shape, Shape], axis: int | None, how: str) -> str:
    one, other = pair
    free = 1 if how in ("cat", "split") else 0  # channels are joined, and may differ
    if axis is None:
        return (
            "one is flat, and the other is not" if 1 in map(len, pair) else "they have other axes"
        )
    said = [
        f"{name} {a} and {b}"
        for name, a, b in list(zip(AXES[len(one)], one, other, strict=True))[free:]
        if known(a) and known(b) and a != b and not (how == "mul" and 1 in (a, b))
    ]
    return ", ".join(said)


def _span(item: Branches, branch: int, maker: Placed | None) -> Span:
    if maker is not None:
        return maker.origin.span
    return end_of(next(iter(item.bodies[branch]), item))


def _made(maker: Placed | None, shape: Shape, branch: int, skip: bool) -> str:
    if maker is None and skip:
        return f"the {number(branch)} branch: {shown(shape)}, as it came in"
    if maker is None:
        return f"the {number(branch)} branch: {shown(shape)}"
    return f"this makes the {number(branch)} branch {shown(shape)}"


def _way_out(
    item: Branches,
    shapes: tuple[Shape, ...],
    makers: list[Placed | None],
    one: int,
    other: int,
    axis: int | None,
) -> str:
    a, b = shapes[one], shapes[other]
    if axis is None:
        flat = next((k for k in (one, other) if len(shapes[k]) == 1), None)
        if flat is None or _came_so(item.bodies[flat]):
            return _flattened(item.how, shapes, flat, other if flat == one else one)
        steps = [each for each in item.bodies[flat] if isinstance(each, Step)]
        fcs = [each for each in steps if each.layer and each.layer.word == "fc"]
        n = shapes[flat][0]
        instead = f": `C1D{n}` in place of `{fcs[-1].origin.code}`" if fcs and known(n) else ""
        return f"1x1 convolutions keep the axes of maps{instead}"
    skip = next((k for k in (one, other) if is_skip(item.bodies[k])), None)
    if item.how == "add" and skip is not None:
        target = shapes[other if skip == one else one]
        if _reachable(shapes[skip], target):
            depth = shapes[skip][0]
            alone = axis == 0 and not _sizes_differ(a, b) and known(depth)
            same = f"give the other branch depth {depth}, or " if alone else ""
            return f"{same}write `proj` in the place of `id`: it brings what came in to the other branch's shape"
    if axis == 0 and _sizes_differ(a, b) and item.how != "mul":
        return "give both the same depth, stride and padding"
    if item.how == "add" and axis == 0:
        return f"give both the same depth, {a[0]} or {b[0]}, or end one branch in `proj`"
    if axis == 0:
        return f"give both the same depth, {a[0]} or {b[0]}"
    near = all(
        2 * min(m, n) > max(m, n)
        for m, n in zip(a[1:], b[1:], strict=True)
        if known(m) and known(n)
    )
    crop = ", or end the larger in `crop`" if near and item.how != "mul" else ""
    return f"give both the same stride and padding{crop}"


def _came_so(body: Sequence) -> bool:
    """Whether a branch begins with a value from elsewhere, or is what came in."""
    return is_skip(body) or starts_elsewhere(body[0])


def _flattened(how: str, shapes: tuple[Shape, ...], flat: int | None, maps: int) -> str:
    """The way out for values that come from inputs of different ranks; `flat` is the flat one, if one is."""
    if flat is None and how == "mul":
        return "end one of them in `GAP F`: `mul` takes a flat value for a number a channel"
    if flat is None:
        return "end both in `GAP F`: flat values have no axes that differ"
    same = how in ("cat", "split") or not known(shapes[flat][0])
    ending = "GAP F" if same else f"GAP FC{shapes[flat][0]}"
    return f"end the {number(maps)} branch in `{ending}`, so that both are flat"


def _sizes_differ(a: Shape, b: Shape) -> bool:
    return any(known(m) and known(n) and m != n for m, n in zip(a[1:], b[1:], strict=True))


def _reachable(start: Shape, target: Shape) -> bool:
    """Whether a 1x1 convolution at some stride makes one shape of the other."""
    return all(
        reachable(size, wanted)
        for size, wanted in zip(spatial(start), spatial(target), strict=True)
    )


def reachable(size: Size, wanted: Size) -> bool:
    """The same along one axis."""
    return not known(size) or not known(wanted) or (wanted <= size and _ends(size, wanted))


def _ends(size: int, wanted: int) -> bool:
    stride = (size - 1) // wanted + 1
    return (size - 1) // stride + 1 == wanted


@diagnostic("shape-projection")
def no_projection(
    span: Span, start: Shape, target: Shape, maker: Placed | None, fixes: tuple[Fix, ...] = ()
) -> Diagnostic:
    """`proj` cannot bring what came in to the shape of the other branch.

    A 1x1 convolution at stride S makes (W - 1)/S + 1 of W: it takes away whole strides, never a border.

    Bad:  input 3x32x32 C3D8 R add( C3D8p0 R C3D8p0 | proj ) R FC10
    Good: input 3x32x32 C3D8 R add( C3D8p0 R C3D8p0 | crop ) R FC10
    """
    flat = len(start) != len(target)
    why = "" if flat else _arithmetic(start, target)
    related = (Related(maker.origin.span, f"this makes it {shown(target)}"),) if maker else ()
    return Diagnostic(
        span,
        f"`proj` cannot make {shown(target)} of {shown(start)}",
        why,
        help="keep both branches flat, or neither" if flat else _other_way(start, target),
        related=related,
        fixes=fixes,
    )


def _other_way(start: Shape, target: Shape) -> str:
    """What to do where no stride will do."""
    if any(known(n) and known(m) and n > m for m, n in zip(start[1:], target[1:], strict=True)):
        return "a projection never makes maps larger: write the `upsample` or `deconv` that does"
    crop = "crop" if start[0] == target[0] else f"crop C1D{target[0]}"
    return f"pad the convolutions of the other branch, or write `{crop}` in its place"


def _arithmetic(start: Shape, target: Shape) -> str:
    for size, wanted in zip(spatial(start), spatial(target), strict=True):
        if not reachable(size, wanted):
            return f"no stride S has ({size} - 1)/S + 1 = {wanted}"
    return ""


@diagnostic("shape-split")
def uneven_split(span: Span, depth: int, count: int, fixes: tuple[Fix, ...] = ()) -> Diagnostic:
    """The channels that come in do not divide into equal shares, one for each branch of `split`.

    Bad:  input 3x32x32 C3D9 R split( id | C3 R ) FC10
    Good: input 3x32x32 C3D8 R split( id | C3 R ) FC10
    """
    lower = depth // count * count
    nearest = f"{lower} or {lower + count}" if lower else f"{count}"
    return Diagnostic(
        span,
        f"{depth} channels do not divide into {count} equal shares: {depth} % {count} = {depth % count}",
        help=f"take a depth of {nearest} before it",
        fixes=fixes,
    )
