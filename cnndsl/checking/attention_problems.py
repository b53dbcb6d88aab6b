"""The words for joins that take two branches, and for what `dot` and `mix` cannot make of theirs."""

from cnndsl.checking.merge_problems import brought, number, shown, which
from cnndsl.diagnostics import Diagnostic, diagnostic
from cnndsl.fixes import Fix
from cnndsl.network import Branches, Placed
from cnndsl.paths import Path
from cnndsl.sizes import Shape, Size, spatial
from cnndsl.text import Span

ANOTHER = {
    "sub": "write what is taken away behind `|`, as in `sub( id | @x )`",
    "dot": "write what it is multiplied with behind `|`, as in `dot( C1D64 | C1D64 )`",
    "mix": "write the weights, `|`, and what is weighted, as in `mix( dot( C1D64 | C1D64 ) S | C1D64 )`",
}
FEWER = {
    "sub": "what is taken away may be a sum: `sub( A | add( B | C ) )`",
    "dot": "branches are put side by side by `cat`, and summed by `add`",
    "mix": "branches are put side by side by `cat`, and summed by `add`",
}


@diagnostic("join-branches")
def wrong_number(span: Span, how: str, branches: int, takes: int) -> Diagnostic:
    """`sub`, `dot` and `mix` take two branches: what comes first is not what comes second.

    Bad:  input 3x32x32 C3D8 R a: C3D8 R sub( @a ) GAP FC10
    Good: input 3x32x32 C3D8 R a: C3D8 R sub( C3D8 R | @a ) GAP FC10
    """
    return Diagnostic(
        span,
        f"`{how}` takes {takes} branches, and {branches} {'is' if branches == 1 else 'are'} written",
        help=ANOTHER[how] if branches < takes else FEWER[how],
    )


@diagnostic("shape-dot")
def depths_differ(
    item: Branches,
    shapes: tuple[Shape, ...],
    makers: list[Placed | None],
    path: Path,
    fixes: tuple[Fix, ...] = (),
) -> Diagnostic:
    """The branches of `dot` have other depths: an inner product multiplies channel by channel.

    Bad:  input 3x8x8 C3D16 R mix( dot( C1D8 | C1D16 ) S | id ) GAP FC10
    Good: input 3x8x8 C3D16 R mix( dot( C1D8 | C1D8 ) S | id ) GAP FC10
    """
    (first, *_), (second, *_) = shapes
    return Diagnostic(
        item.word,
        f"`dot` multiplies channel by channel: the {number(0)} branch has {first}, the {number(1)} {second}",
        f"the {number(0)} branch is {shown(shapes[0])}, the {number(1)} {shown(shapes[1])}",
        which(path),
        f"give both the same depth, {first} or {second}",
        brought(item, shapes, makers, (0, 1)),
        fixes,
    )


@diagnostic("shape-mix")
def weights_differ(
    item: Branches,
    shapes: tuple[Shape, ...],
    makers: list[Placed | None],
    places: Size,
    path: Path,
    fixes: tuple[Fix, ...] = (),
) -> Diagnostic:
    """The first branch of `mix` has other than one channel for each place of the second.

    Its channels are the weights of these places: `dot( A | B )` gives one for each place of `B`, and
    `C1D1 F` one for each place of what comes in.

    Bad:  input 3x8x8 C3D16 R mix( C1D32 S | id ) GAP FC10
    Good: input 3x8x8 C3D16 R mix( C1D64 S | id ) GAP FC10
    """
    weights, axes = shapes[0][0], spatial(shapes[1])
    sizes = f"{' * '.join(map(str, axes))} = {places}" if len(axes) > 1 else str(places)
    return Diagnostic(
        item.word,
        f"`mix` takes a weight for each place: the {number(0)} branch has {weights} "
        f"channel{'s' * (weights != 1)}, the {number(1)} {sizes} place{'s' * (places != 1)}",
        f"the {number(0)} branch is {shown(shapes[0])}, the {number(1)} {shown(shapes[1])}",
        which(path),
        f"give the {number(0)} branch a depth of {places}, as `dot( A | B )` has it where `B` is of those sizes",
        brought(item, shapes, makers, (0, 1)),
        fixes,
    )
