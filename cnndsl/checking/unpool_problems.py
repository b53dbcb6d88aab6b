"""The words for an `unpool` whose label is no max pool's, or the wrong one's."""

from cnndsl.checking.advice import Case
from cnndsl.diagnostics import Diagnostic, diagnostic
from cnndsl.fixes import Fix, replace
from cnndsl.layers.window import Window
from cnndsl.sizes import Shape, known, show_shape, spatial
from cnndsl.text import Span


@diagnostic("shape-places")
def does_not_fit(case: Case, pooled: Shape | None, in_sight: tuple[str, ...]) -> Diagnostic:
    """An `unpool` takes a value that is no max pool's, or that is not of the size of what comes in.

    It puts each number back where the pool found one, so it is given as many: maps of the size and the depth
    that the pool gave. A label has a pool's places where a `maxpool` is the last layer of what it names, and
    that is no repeat and no branching: a pool, a group or a block.

    Bad:  input 3x32x32 C3D8 R p: M C3D16 R unpool(@p) C3D3
    Good: input 3x32x32 C3D8 R p: M C3D8 R unpool(@p) C3D3
    """
    choices = [f"@{label}" for label in in_sight]
    ways = [f"take {' or '.join(f'`{each}`' for each in choices)}"] if choices else []
    x, own = case.x, case.places.is_own(case.span)
    if pooled is None:
        found = "this label is no max pool's, so it has no places to put numbers back to"
        ways = ways or ["label the `maxpool` itself, as in `p: M`, and take `@p`"]
    else:
        found = f"{_apart(x, pooled)}: the pool gave {show_shape(pooled)}, and what comes in is {show_shape(x)}"
        ways += _made_alike(x, pooled) if not choices else []
    fixes = _taps(case, choices) if own else ()
    return Diagnostic(case.span, found, help="; ".join(ways), fixes=fixes)


def _apart(x: Shape, pooled: Shape) -> str:
    """Where two shapes differ, with the numbers."""
    if len(x) != len(pooled):
        return f"{len(x) - 1} axes come in, and the pool's maps have {len(pooled) - 1}"
    names = ("channels", *_axes(len(x) - 1))
    pairs = zip(names, x, pooled, strict=True)
    return ", ".join(
        f"{a} != {b} {name}" for name, a, b in pairs if known(a) and known(b) and a != b
    )


def _axes(rank: int) -> tuple[str, ...]:
    return (("places",), ("rows", "columns"), ("frames", "rows", "columns"))[min(rank, 3) - 1]


def _made_alike(x: Shape, pooled: Shape) -> list[str]:
    """What would give the size that the pool gave."""
    if len(x) != len(pooled) or spatial(x) != spatial(pooled):
        return ["take the label of a pool that gave as much, or bring the maps to that size first"]
    return [f"give the layer before it a depth of {pooled[0]}"]


def _taps(case: Case, choices: list[str]) -> tuple[Fix, ...]:
    """Another label written for the one that is taken."""
    words = case.places.text.words(case.span)
    at = words.find("@")
    if at < 0 or not case.once:
        return ()
    tap = Span(case.span.start + at, case.span.end)
    return tuple(replace(tap, each) for each in choices)


@diagnostic("shape-places-padding")
def uneven_padding(case: Case, window: Window) -> Diagnostic:
    """A max pool that adds more rows at one side than at the other has no places to go back to.

    They would count in maps that are wider than what came in.

    Bad:  input 3x9x9 C3D8 R p: maxpool(2, pad=same) C3D8 R unpool(@p) C3D3
    Good: input 3x9x9 C3D8 R p: maxpool(2, ceil=yes) C3D8 R unpool(@p) C3D3
    """
    return Diagnostic(
        case.span,
        f"the pool of this label adds {window.before} rows before and {window.after} behind, "
        "so its places count in wider maps",
        help="give the pool as many rows at both sides, or `ceil=yes` in the place of `pad=same` or `ceil=caffe`",
    )
