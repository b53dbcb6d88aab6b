"""Pixels that no window reads: where a division leaves more over than padding, and the ways out."""

from collections.abc import Callable

from cnndsl.checking.advice import Case
from cnndsl.checking.asking import takes
from cnndsl.checking.text_places import Change, Resized
from cnndsl.diagnostics import Diagnostic, diagnostic
from cnndsl.fixes import Fix
from cnndsl.layers.layer import Layer
from cnndsl.layers.window import Window
from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import PerAxis, Shape, Size, certain, known, show_shape

AXES = {1: ("columns",), 2: ("rows", "columns"), 3: ("frames", "rows", "columns")}
FURTHEST = 4096
"""Paddings that are tried for all axes at once, at the most."""


class WaysOut(NamedTuple):
    """Sizes that divide exactly, the nearest below and above, and paddings that leave nothing unread."""

    sizes: tuple[Shape, ...] = ()
    exact: PerAxis | None = None
    only_padding: PerAxis | None = None
    none_at_all: bool = False
    """Whether it is certain that no padding divides exactly."""


def find(case: Case, left: list[Size], resized: Resized | None) -> Diagnostic:
    """What a layer's windows leave unread: so many rows along each axis.

    `resized` changes the network's input, where that is what comes in here.
    """
    looks: tuple[Window, ...] = case.layer.windows(case.x)
    what = [f"{n} {_axis(axis, n)}" for n, axis in zip(left, AXES[len(looks)], strict=True) if n]
    whole = all(known(number) for look in looks for number in look)
    ways = _ways_out(case, looks) if whole else WaysOut()
    paddings: list[Change] = [
        {"pad": pad} for pad in (ways.exact, ways.only_padding) if pad is not None
    ]
    inputs = [resized((case.x[0], *sizes)) for sizes in ways.sizes] if resized and case.once else []
    fixes = (*(fix for fix in inputs if fix), *case.fixes(paddings))
    return unread(case, looks[left.index(max(left))], what, ways, fixes)


def _axis(name: str, count: Size) -> str:
    return name[:-1] if count == 1 else name


def _ways_out(case: Case, looks: tuple[Window, ...]) -> WaysOut:
    below = tuple(look.size - look.room % look.stride for look in looks)
    above = tuple(look.size + -look.room % look.stride for look in looks)
    sizes = tuple(each for each in (below, above) if _divides(case.layer, (case.x[0], *each)))
    if not all(look.before == look.after for look in looks):
        return WaysOut(sizes)
    pool = case.layer.role == "pool"
    most = [look.kernel // 2 if pool else max(look.stride, look.reach) for look in looks]
    for_all = not isinstance(case.value("pad"), tuple)
    exact: PerAxis | None = None
    if for_all:
        exact = _together(case, looks, most, _leaves_nothing)
    each = [_halved(look, limit) for look, limit in zip(looks, most, strict=True)]
    if exact is None:
        exact = _tried(case, each)
    if exact is not None:
        return WaysOut(sizes, exact)
    covered: PerAxis | None = None
    if for_all:
        covered = _together(case, looks, most, _leaves_padding)
    if covered is None:
        covered = _tried(case, [_covered(*both) for both in zip(looks, most, strict=True)])
    return WaysOut(sizes, None, covered, None in each)


def _divides(layer: Layer, x: Shape) -> bool:
    return (
        min(x) > 0
        and takes(layer, x, {})
        and all(look.room % look.stride == 0 for look in layer.windows(x))
    )


def _leaves_nothing(look: Window, pad: int) -> bool:
    return (look.size + 2 * pad - look.reach) % look.stride == 0


def _leaves_padding(look: Window, pad: int) -> bool:
    return (look.size + 2 * pad - look.reach) % look.stride <= pad


def _together(
    case: Case, looks: tuple[Window, ...], most: list[Size], good: Callable[[Window, int], bool]
) -> int | None:
    """The smallest padding that is good along every axis."""
    limit = min(most) if case.layer.role == "pool" else max(most)
    for pad in range(min(certain(limit), FURTHEST) + 1):
        if all(good(look, pad) for look in looks) and case.takes({"pad": pad}):
            return pad
    return None


def _tried(case: Case, pads: list[Size | None]) -> Shape | None:
    """One padding an axis, where each has one and the layer takes them."""
    found = tuple(pad for pad in pads if pad is not None)
    return found if len(found) == len(pads) and case.takes({"pad": found}) else None


def _halved(look: Window, most: Size) -> Size | None:
    """The smallest p for which W + 2p - F divides by the stride."""
    stride, wanted = look.stride, (look.reach - look.size) % look.stride
    if wanted % 2 and stride % 2 == 0:
        return None
    least = max((look.reach - look.size + 1) // 2, 0)
    first = wanted // 2 if wanted % 2 == 0 else (wanted + stride) // 2
    pad = least + (first - least) % (stride if stride % 2 else stride // 2)
    return pad if pad <= most else None


def _covered(look: Window, most: Size) -> Size | None:
    """The smallest padding along one axis that leaves only padding over."""
    least = max((look.reach - look.size + 1) // 2, 0)
    rest = (2 * least + look.size - look.reach) % look.stride
    # Each row of padding leaves two more over, until the window takes another step: 0 or 1 are left then.
    pad = least if rest <= least else least + (look.stride - rest + 1) // 2
    return pad if pad <= most else None


@diagnostic("shape-unread", "warning")
def unread(
    case: Case, look: Window, what: list[str], ways: WaysOut, fixes: tuple[Fix, ...]
) -> Diagnostic:
    """A division is not exact, and what is left over is input that no window ever sees.

    With r = (W + 2P - F) mod S, r rows are left over at the end; when r > P, r - P of them are real input.
    AlexNet's first convolution on 224 is the classic: (224 - 11)/4 leaves 1, while 223 and 227 divide.
    Where only padding is left over, or the window is smaller than its stride, nothing is said.

    Bad:  input 3x224x224 C11D8s4p0 R GAP FC10
    Good: input 3x227x227 C11D8s4p0 R GAP FC10
    """
    w, f, p, s = look.size, look.reach, look.before, look.stride
    verb = "is" if len(what) == 1 and what[0].startswith("1 ") else "are"
    return Diagnostic(
        case.origin.span,
        f"({w} - {f} + 2*{p})/{s} + 1 is not a whole number: "
        f"{' and '.join(what)} of the input {verb} never read",
        f"{w} - {f} + 2*{p} = {look.room}, and {look.room} mod {s} = {look.room % s}",
        help="; ".join(each for each in (_sizes(ways.sizes), *_paddings(case, ways)) if each),
        fixes=fixes,
    )


def _sizes(sizes: tuple[Shape, ...]) -> str:
    alike = all(len(set(each)) == 1 for each in sizes)
    shown = [show_shape(each[:1] if alike else each) for each in sizes]
    if not shown:
        return ""
    return (
        f"input sizes {' and '.join(shown)} divide exactly"
        if len(shown) > 1
        else f"the input size {shown[0]} divides exactly"
    )


def _paddings(case: Case, ways: WaysOut) -> list[str]:
    """What is said of paddings."""
    said = ["no padding does"] if ways.none_at_all else []
    if ways.exact is not None:
        verb = "so does" if ways.sizes else "so that it divides exactly, take"
        said.append(f"{verb} padding {case.shown('pad', ways.exact)}")
    if ways.only_padding is not None:
        said.append(f"{case.shown('pad', ways.only_padding)} leaves only padding over")
    return said
