"""The words for a depth that is filled in."""

from typing import TYPE_CHECKING

from cnndsl.diagnostics import Diagnostic, diagnostic
from cnndsl.lazy_modules import LazyModule
from cnndsl.text import Span

if TYPE_CHECKING:
    from cnndsl.checking import assumption_fixes
else:
    assumption_fixes = LazyModule("cnndsl.checking.assumption_fixes")

FIRST = "as the first convolution's"
AS_IT_COMES = "as it comes in"
DOUBLED = "doubled after a pool"
BY_WHAT_COMES_IN = {AS_IT_COMES: "in", DOUBLED: "2*in"}
"""Why a depth is taken, and the depth in terms of what comes in."""


@diagnostic("assumed-depth", "note")
def depth_assumed(span: Span, code: str, taken: list[tuple[int, str]]) -> Diagnostic:
    """A convolution has no depth, as on many a slide: it is filled in.

    The first has 64; another keeps the depth of what comes in. In a plain chain, as VGG has it, it is
    doubled once if a pool lies between it and the convolution before: in the trunk, its groups and heads,
    before any join of branches. Inside a block or a branch, and behind a join, nothing is doubled. Under
    `--strict` this is an error.

    Bad:  input 3x32x32 C R FC10
    Good: input 3x32x32 C3D64 R FC10
    """
    depths = [str(depth) for depth, _ in taken]
    if len(set(depths)) > 1:
        shown = ", ".join(depths[:6]) + (", ..." if len(depths) > 6 else "")
        reasons = {why for _, why in taken}
        why = reasons.pop()
        said = BY_WHAT_COMES_IN.get(why) if not reasons else None
        return Diagnostic(
            span,
            f"`{code}` has no depth: {shown} are taken{f', {why}' if said else ''}",
            help=f"say it: `{_depth(code, said)}`" if said else "say it with `i`, or copy by copy",
            fixes=(assumption_fixes.depth_written(span, code, said),) if said else (),
        )
    depth, why = taken[0]
    say = _depth(code, str(depth))
    return Diagnostic(
        span,
        f"`{code}` has no depth: {depth} is taken, {why}",
        help=f"say it: `{say}`",
        fixes=(assumption_fixes.depth_written(span, code, str(depth)),),
    )


def _depth(code: str, said: str) -> str:
    """A depth as an argument of a layer in either spelling."""
    return f"D{assumption_fixes.in_word(said)}" if code[:1].isupper() else f"depth={said}"
