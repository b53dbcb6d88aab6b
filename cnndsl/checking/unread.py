"""Pixels that no window reads: where a division leaves more over than padding, and the ways out."""

from cnndsl.diagnostics import Diagnostic, diagnostic
from cnndsl.layers.window import Window
from cnndsl.network import Placed
from cnndsl.sizes import known
from cnndsl.text import Span

AXES = {1: ("columns",), 2: ("rows", "columns"), 3: ("frames", "rows", "columns")}


def find(placed: Placed) -> Diagnostic | None:
    """A layer's windows over its input, if they leave input unread."""
    if placed.layer.role not in ("weights", "pool"):
        return None
    looks: tuple[Window, ...] = placed.layer.windows(placed.input)
    left = [look.unread if known(look.size) else 0 for look in looks]
    if not any(left):
        return None
    worst = looks[left.index(max(left))]
    what = [f"{n} {_axis(axis, n)}" for n, axis in zip(left, AXES[len(looks)], strict=True) if n]
    most = worst.kernel // 2 if placed.layer.role == "pool" else max(worst.stride, worst.reach)
    exact, only_padding = _paddings(worst, most)
    return unread(placed.origin.span, placed, worst, " and ".join(what), exact, only_padding)


def _axis(name: str, count: int) -> str:
    return name[:-1] if count == 1 else name


def _paddings(look: Window, most: int) -> tuple[int | None, int | None]:
    """The smallest padding that divides exactly, and the smallest that leaves only padding over."""
    stride, lacking = look.stride, look.reach - look.size
    least = max((lacking + 1) // 2, 0)
    exact = _halved(lacking, stride, least)
    rest = (2 * least - lacking) % stride
    # Each row of padding leaves two more over, until the window takes another step: 0 or 1 are left then.
    only_padding = least if rest <= least else least + (stride - rest + 1) // 2
    return (
        exact if exact is not None and exact <= most else None,
        only_padding if only_padding <= most else None,
    )


def _halved(number: int, stride: int, least: int) -> int | None:
    """The smallest p from `least` on for which 2p and a number are the same but for whole strides."""
    wanted = number % stride
    if wanted % 2 and stride % 2 == 0:
        return None
    first = wanted // 2 if wanted % 2 == 0 else (wanted + stride) // 2
    period = stride if stride % 2 else stride // 2
    return least + (first - least) % period


@diagnostic("shape-unread", "warning")
def unread(
    span: Span, placed: Placed, look: Window, what: str, exact: int | None, only_padding: int | None
) -> Diagnostic:
    """A division is not exact, and what is left over is input that no window ever sees.

    With r = (W + 2P - F) mod S, r rows are left over at the end; when r > P, r - P of them are real input.
    AlexNet's first convolution on 224 is the classic: (224 - 11)/4 leaves 1, while 223 and 227 divide.
    Where only padding is left over, or the window is smaller than its stride, nothing is said.

    Bad:  input 3x224x224 C11D8s4p0 R GAP FC10
    Good: input 3x227x227 C11D8s4p0 R GAP FC10
    """
    w, f, p, s = look.size, look.reach, look.before, look.stride
    rest = look.room % s
    division = f"({w} - {f} + 2*{p})/{s} + 1"
    verb = "is" if what.startswith("1 ") and "and" not in what else "are"
    lower, upper = w - rest, w - rest + s
    sizes = (
        f"{lower} and {upper} divide exactly"
        if lower >= f - 2 * p and lower > 0
        else f"{upper} divides exactly"
    )
    if exact is not None:
        padding = f"so does padding `p{exact}`"
    else:
        padding = "no padding does"
        if only_padding is not None:
            padding += f"; `p{only_padding}` leaves only padding over"
    return Diagnostic(
        span,
        f"{division} is not a whole number: {what} of the input {verb} never read",
        f"{w} - {f} + 2*{p} = {look.room}, and {look.room} mod {s} = {rest}",
        help=f"input sizes {sizes}; {padding}",
    )
