"""The words for layers that do not fit what comes in: which function speaks for which rule, and the rest of them."""

from collections.abc import Callable
from math import gcd, isqrt
from typing import Any

from cnndsl.checking import unpool_problems, window_problems
from cnndsl.checking.advice import Case
from cnndsl.checking.text_places import Change, Resized
from cnndsl.diagnostics import Diagnostic, diagnostic
from cnndsl.layers.layer import Refusal
from cnndsl.sizes import known, show_shape


@diagnostic("shape-flat")
def after_flat(case: Case, features: int, resized: Resized | None) -> Diagnostic:
    """A layer that works on maps stands after the maps have been flattened.

    `FC` and `F` turn maps into one row of features; no convolution or pool can follow.

    Bad:  input 3x32x32 FC10 R C3D8
    Good: input 3x32x32 C3D8 R FC10
    """
    images = _images(features) if resized else []
    way_out = "put it before the first `FC` or `F`"
    if resized:
        as_ = f", as {' or '.join(f'`{show_shape(each)}`' for each in images)}" if images else ""
        way_out = f"give the input its height and width{as_}"
    fixes = [resized(each) for each in images] if resized else []
    return Diagnostic(
        case.origin.span,
        f"`{case.layer.word}` needs maps, and what comes in is flat"
        + (f": {features} feature{'s' * (features != 1)}" if known(features) else ""),
        help=way_out,
        fixes=tuple(fix for fix in fixes if fix),
    )


def _images(features: int) -> list[tuple[int, int, int]]:
    """The square images, grey and in colour, that have so many numbers."""
    sides = {depth: isqrt(features // depth) for depth in (1, 3)} if known(features) else {}
    return [(depth, side, side) for depth, side in sides.items() if depth * side * side == features]


@diagnostic("shape-groups")
def groups(case: Case, groups: int, depth: int, out: bool, other: int = 0) -> Diagnostic:
    """A number of channels does not divide into the groups that a layer wants.

    Bad:  input 3x32x32 C3D8g2 R FC10
    Good: input 4x32x32 C3D8g2 R FC10
    """
    which = "come out" if out else "come in"
    channels = "channel" if depth == 1 else "channels"
    which = which.replace("come", "comes") if depth == 1 else which
    shared = gcd(*(each for each in (depth, other) if known(each) and each))
    divisors = (each for each in range(1, min(shared, 4096) + 1) if shared % each == 0)
    idle = case.layer.idle_at.get("groups")  # where mixing them does nothing
    works = [each for each in divisors if each != idle and case.takes({"groups": each})]
    near = sorted(works, key=lambda each: abs(each - groups))[:3]
    return Diagnostic(
        case.span,
        f"{depth} {channels} {which}, and {depth} does not divide by {groups}: "
        f"{depth} % {groups} = {depth % groups}",
        help=f"take {' or '.join(map(str, sorted(near)))}" if near else "",
        fixes=case.fixes({"groups": each} for each in near),
    )


@diagnostic("shape-depth")
def depth_not_multiple(case: Case, depth: int, input: int) -> Diagnostic:
    """A depthwise convolution's depth is no multiple of the channels that come in.

    Bad:  input 4x32x32 DW3D6 R FC10
    Good: input 4x32x32 DW3D8 R FC10
    """
    lower = max(depth // input, 1) * input
    near = sorted((lower, lower + input), key=lambda each: abs(each - depth))
    return Diagnostic(
        case.span,
        f"the depth is no multiple of the {input} channels that come in: "
        f"{depth} % {input} = {depth % input}",
        help=f"the nearest are {lower} and {lower + input}",
        fixes=case.fixes({"depth": each} for each in near),
    )


@diagnostic("shape-refused")
def refused(case: Case, reason: str, offers: tuple[Change, ...], help: str = "") -> Diagnostic:
    """A layer does not fit what comes in, for the reason that it gives.

    Bad:  input 3x8x8 crop(9) FC10
    Good: input 3x8x8 crop(6) FC10
    """
    works = [each for each in offers if case.takes(each)]
    return Diagnostic(
        case.span, reason, help=help if works or not offers else "", fixes=case.fixes(works)
    )


RULES: dict[str, Callable[..., Diagnostic]] = {
    "kernel-too-large": window_problems.kernel_too_large,
    "half-padding": window_problems.half_padding,
    "pool-padding": window_problems.pool_padding,
    "out-pad": window_problems.out_padding,
    "deconv-empty": window_problems.nothing_left,
}
OTHER_RULES: dict[str, Callable[..., Diagnostic]] = {
    "groups-input": lambda case, **numbers: groups(case, out=False, **numbers),
    "groups-depth": lambda case, **numbers: groups(case, out=True, **numbers),
    "depth-multiple": depth_not_multiple,
    "unpool": unpool_problems.does_not_fit,
    "unpool-padding": unpool_problems.uneven_padding,
}


def describe(case: Case, refusal: Refusal, resized: Resized | None) -> Diagnostic:
    """The diagnostic for a refusal; `resized` changes the network's input, where that comes in here."""
    numbers: dict[str, Any] = refusal.numbers
    if refusal.rule == "flat":
        return after_flat(case, resized=resized, **numbers)
    if refusal.rule == "rank":
        return window_problems.wrong_rank(case, refusal.doubtful[1:], **numbers)
    if refusal.rule in RULES:
        return RULES[refusal.rule](case, refusal.axes, **numbers)
    if refusal.rule in OTHER_RULES:
        return OTHER_RULES[refusal.rule](case, **numbers)
    return refused(case, refusal.rule, refusal.offers, **numbers)
