"""The words for branches that do not come together."""

from cnndsl.diagnostics import Diagnostic, Related, diagnostic
from cnndsl.network import Branches, Placed, Sequence, Step
from cnndsl.sizes import Shape, known, show_shape, spatial
from cnndsl.text import Span

NUMBERS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


@diagnostic("shape-disagree")
def disagree(
    item: Branches,
    shapes: tuple[Shape, ...],
    makers: list[Placed | None],
    axis: int | None,
    path: str,
) -> Diagnostic:
    """The branches of `add`, `mul`, `cat` or `split` bring shapes that do not fit together.

    `add` wants equal shapes; `mul` too, but for an axis of size 1, which serves any size; `cat` and `split`
    want equal heights and widths, and join the channels. The message names the two branches, and the layer
    of each that made it so. In a residual block, `proj` in the place of `id` brings what came in to the
    other branch's shape.

    Bad:  input 3x32x32 C3D8 R add( C3D16 R C3D16 | id ) R FC10
    Good: input 3x32x32 C3D8 R add( C3D16 R C3D16 | proj ) R FC10
    """
    one, other = _apart(shapes, axis, item.how == "mul")
    pair = (shapes[one], shapes[other])
    message = (
        f"the branches of `{item.how}` do not agree: the {_number(one)} is {_shown(pair[0])}, "
        f"the {_number(other)} {_shown(pair[1])}"
    )
    related = tuple(
        Related(
            _span(item, branch, makers[branch]),
            _made(makers[branch], shapes[branch], branch, _is_skip(item.bodies[branch])),
        )
        for branch in (one, other)
    )
    return Diagnostic(
        item.word,
        message,
        _difference(pair, axis, item.how),
        f"this is `{path}`" if "." in path else "",
        _way_out(item, shapes, makers, one, other, axis),
        related,
    )


def _number(branch: int) -> str:
    return NUMBERS[branch] if branch < len(NUMBERS) else f"{branch + 1}th"


def _shown(shape: Shape) -> str:
    return show_shape(shape) if len(shape) > 1 else f"{shape[0]} features, flat"


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
    part = next(iter(item.bodies[branch]), item)
    return part.origin.span if isinstance(part, Step) else part.span


def _made(maker: Placed | None, shape: Shape, branch: int, skip: bool) -> str:
    if maker is None and skip:
        return f"the {_number(branch)} branch: {_shown(shape)}, as it came in"
    if maker is None:
        return f"the {_number(branch)} branch: {_shown(shape)}"
    return f"this makes the {_number(branch)} branch {_shown(shape)}"


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
        return (
            "1x1 convolutions keep height and width: `C1D64` in place of `FC64`, `GAP` before them"
        )
    skip = next((k for k in (one, other) if _is_skip(item.bodies[k])), None)
    if item.how == "add" and skip is not None:
        target = shapes[other if skip == one else one]
        if _reachable(shapes[skip], target):
            depth = shapes[skip][0]
            same = f"give the other branch depth {depth}, or " if spatial(a) == spatial(b) else ""
            return f"{same}write `proj` in the place of `id`: it brings what came in to the other branch's shape"
    places = any(known(m) and known(n) and m != n for m, n in zip(a[1:], b[1:], strict=True))
    if axis == 0 and places and item.how != "mul":
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


def _is_skip(body: Sequence) -> bool:
    """Whether a branch is what came in."""
    return all(isinstance(each, Step) and each.layer and each.layer.word == "id" for each in body)


def _reachable(start: Shape, target: Shape) -> bool:
    """Whether a 1x1 convolution at some stride makes one shape of the other."""
    return all(
        not known(wanted) or not known(size) or (wanted <= size and _ends(size, wanted))
        for size, wanted in zip(spatial(start), spatial(target), strict=True)
    )


def _ends(size: int, wanted: int) -> bool:
    stride = (size - 1) // wanted + 1
    return (size - 1) // stride + 1 == wanted


@diagnostic("shape-projection")
def no_projection(span: Span, start: Shape, target: Shape, maker: Placed | None) -> Diagnostic:
    """`proj` cannot bring what came in to the shape of the other branch.

    A 1x1 convolution at stride S makes (W - 1)/S + 1 of W: it takes away whole strides, never a border.

    Bad:  input 3x32x32 C3D8 R add( C3D8p0 R C3D8p0 | proj ) R FC10
    Good: input 3x32x32 C3D8 R add( C3D8p0 R C3D8p0 | crop ) R FC10
    """
    flat = len(start) != len(target)
    why = "" if flat else _arithmetic(start, target)
    related = (Related(maker.origin.span, f"this makes it {_shown(target)}"),) if maker else ()
    return Diagnostic(
        span,
        f"`proj` cannot make {_shown(target)} of {_shown(start)}",
        why,
        help="keep both branches flat, or neither" if flat else _other_way(start, target),
        related=related,
    )


def _other_way(start: Shape, target: Shape) -> str:
    """What to do where no stride will do."""
    if any(known(n) and known(m) and n > m for m, n in zip(start[1:], target[1:], strict=True)):
        return "a projection never makes maps larger: write the `upsample` or `deconv` that does"
    crop = "crop" if start[0] == target[0] else f"crop C1D{target[0]}"
    return f"pad the convolutions of the other branch, or write `{crop}` in its place"


def _arithmetic(start: Shape, target: Shape) -> str:
    for size, wanted in zip(spatial(start), spatial(target), strict=True):
        if known(size) and known(wanted) and (wanted > size or not _ends(size, wanted)):
            return f"no stride S has ({size} - 1)/S + 1 = {wanted}"
    return ""


@diagnostic("shape-split")
def uneven_split(span: Span, depth: int, count: int) -> Diagnostic:
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
    )
