"""The words for likely slips: what can be built as it stands, and is hardly meant.

Each is a warning; `# ok` at the end of its line says that it is meant.
"""

from cnndsl.diagnostics import Diagnostic, Related, diagnostic
from cnndsl.fixes import Fix
from cnndsl.text import Span

MEANT = "or `# ok` at the line's end if it is meant"


@diagnostic("likely-activation-missing", "warning")
def activation_missing(
    span: Span, first: str, second: str, other: Span, activation: str
) -> Diagnostic:
    """Two fully connected layers, or two convolutions, follow one another with no activation between.

    What two of them do in a row, one does as well: a product of two matrices is a matrix, and norms and
    dropout between them are looked through. It is said where a spec writes activations itself, of convolutions
    without groups that look further than one place along every axis, and only where the first's value goes
    nowhere else; 1x1 convolutions, and pairs as 1x3 and 3x1, stand so in many a network. `after conv { }`
    says that convolutions stay bare, `after none` that all layers do, and `# ok` at the line's end that these do.

    Bad:  input 3x32x32 C3D8 C3D8 R M FC10
    Good: input 3x32x32 C3D8 R C3D8 R M FC10
    """
    return Diagnostic(
        span,
        f"no activation stands between `{first}` and `{second}`: what both do, one does as well",
        help=f"write `{activation}` between them, {MEANT}",
        related=(Related(other, "the other one"),) if other != span else (),
    )


@diagnostic("likely-no-effect", "warning")
def no_effect(span: Span, code: str, why: str, maker: Span) -> Diagnostic:
    """A layer does nothing: it gives on what it is given.

    A pool of window 1 at stride 1, an upsampling by 1, dropout with probability 0, a ReLU behind another or
    behind a sigmoid, the softmax of one number, which is always 1: what was meant is another number, or
    another layer. It is said where the values are written as numbers there, and not where a parameter or a
    constant comes to them.

    Bad:  input 3x32x32 C3D8 R R M FC10
    Good: input 3x32x32 C3D8 R M FC10
    """
    return Diagnostic(
        span,
        f"`{code}` does nothing: {why}",
        help=f"leave it out, {MEANT}",
        related=(Related(maker, "by this layer"),) if maker != span else (),
    )


@diagnostic("likely-one-branch", "warning")
def one_branch(span: Span, how: str) -> Diagnostic:
    """A join has one branch alone, and so there is nothing to join.

    In a residual block the other branch is what came in, `id`, or a projection of it, `proj`.

    Bad:  input 3x32x32 C3D8 R add( C3D8 R C3D8 ) R FC10
    Good: input 3x32x32 C3D8 R add( C3D8 R C3D8 | id ) R FC10
    """
    return Diagnostic(
        span,
        f"`{how}` has one branch alone: there is nothing to {'choose' if how == 'any' else 'join'}",
        help=f"write the other branch behind `|`, as `| id`, leave `{how}` out, {MEANT}",
    )


@diagnostic("likely-softmax-inside", "warning")
def softmax_inside(span: Span, code: str, follower: str, behind: Span) -> Diagnostic:
    """A softmax stands straight before another layer with weights.

    It makes shares of numbers, which sum to 1, for the end of a network or for attention. Between two layers
    with weights stands an activation.

    Bad:  input 3x32x32 C3D8 R M FC64 S FC10 S
    Good: input 3x32x32 C3D8 R M FC64 R FC10 S
    """
    return Diagnostic(
        span,
        f"`{code}`, a softmax, stands straight before `{follower}`, which has weights",
        help=f"write an activation in its place or leave it out, {MEANT}",
        related=(Related(behind, "the layer behind it"),) if behind != span else (),
    )


@diagnostic("likely-activation-before-softmax", "warning")
def activation_before_softmax(span: Span, code: str, softmax: Span) -> Diagnostic:
    """An activation stands straight before the last softmax.

    Softmax takes numbers of either sign, and gives each class its share. What a ReLU has cut to 0 is the same
    for all those classes, and does not learn.

    Bad:  input 3x32x32 C3D8 R M FC10 R S
    Good: input 3x32x32 C3D8 R M FC10 S
    """
    return Diagnostic(
        span,
        f"`{code}` stands straight before the last softmax, which wants the numbers as they are",
        help=f"leave it out, {MEANT}",
        related=(Related(softmax, "the softmax"),) if softmax != span else (),
    )


@diagnostic("likely-bias-unused", "note")
def bias_unused(span: Span, code: str, kind: str, norm: str, others: int) -> Diagnostic:
    """A batch norm or an instance norm takes out the bias of the convolution before it.

    It subtracts each channel's mean, and so the bias with it: one learned number a channel that does nothing.
    It is said once in a file, at the first of its convolutions that says nothing of its bias.

    Bad:  input 3x32x32 C3D8 BN R M FC10
    Good: input 3x32x32 C3D8b0 BN R M FC10
    """
    no_bias = "b0" if code[:1].isupper() else "bias=no"
    more = f", and so it is with {others:,} more" if others else ""
    return Diagnostic(
        span,
        f"`{code}` has a bias, which `{norm}` behind it takes out again{more}",
        help=f"write `{no_bias}`, or `default {kind}(bias=no)` for the whole file",
    )


@diagnostic("ok-unused", "note")
def ok_unused(span: Span, fix: Fix) -> Diagnostic:
    """A comment `# ok` stands on a line at which no likely slip is found.

    It says that what the compiler takes for a likely slip is meant, on the line that the warning points at,
    inside a block the block's line. It never silences mistakes, nor other warnings.

    Bad:  input 3x32x32 C3D8 R M FC10  # ok
    Good: input 3x32x32 C3D8 C3D8 R M FC10  # ok: one large window, as published
    """
    return Diagnostic(
        span,
        "`# ok` silences nothing here",
        help="leave it out; it stands on the line that a likely slip's warning points at",
        fixes=(fix,),
    )
