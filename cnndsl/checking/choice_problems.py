"""The words for choices whose values cannot be, or are the same."""

from cnndsl.checking.likely_problems import MEANT
from cnndsl.diagnostics import Diagnostic, diagnostic
from cnndsl.fixes import Fix, replace
from cnndsl.limits import limits
from cnndsl.text import Span


@diagnostic("choice-range")
def no_range(
    span: Span, message: str, label: str = "", help: str = "", fixes: tuple[Fix, ...] = ()
) -> Diagnostic:
    """A range has no numbers in it, or too many, or an end that is no known whole number.

    A range goes from its first number up to its last one, in steps of 1 or of what `by` says. All three are whole
    numbers that are known where the range stands; `in`, the depth of what comes in, is none, since it may hang on
    what is chosen before it.

    Bad:  input 3x32x32 C3D8 R [C3D8 R]*{3..1} FC10
    Good: input 3x32x32 C3D8 R [C3D8 R]*{1..3} FC10
    """
    return Diagnostic(span, message, label, help=help, fixes=fixes)


def not_known(span: Span, words: str) -> Diagnostic:
    """`{1..in}`."""
    message = f"`{words}` is not known here, and the ends of a range are"
    return no_range(span, message, help="write a number, or a constant")


def not_whole(span: Span, words: str, value: object) -> Diagnostic:
    """`{1..2.5}`."""
    shown = f"{float(value):g}"  # type: ignore[arg-type]
    comes_to = "" if words == shown else f", which is {shown},"
    message = f"`{words}`{comes_to} is no whole number, and a range has these alone"
    return no_range(span, message, help="write the values with commas, as in `{0.1,0.2}`")


def no_step(span: Span, step: int, fix: Fix) -> Diagnostic:
    """`{1..4 by 0}`."""
    message = f"a range goes up in steps of 1 or more, and this one is {step}"
    return no_range(span, message, help=fix.title, fixes=(fix,))


def backwards(span: Span, first: int, last: int, step: int) -> Diagnostic:
    """`{3..1}`."""
    message = f"no number lies from {first:,} up to {last:,}, since {last:,} < {first:,}"
    fix = replace(span, f"{last}..{first}" + f" by {step}" * bool(step))
    return no_range(span, message, help=fix.title, fixes=(fix,))


def too_many(span: Span, first: int, last: int, step: int) -> Diagnostic:
    """`{1..99999999}`."""
    count, most = (last - first) // step + 1, limits().layers
    counted = f"({last:,} - {first:,})//{step:,} + 1 = {count:,}"
    message = f"this range has {counted} numbers, and {most:,} is the limit"
    hint = f"go in larger steps, as in `{{32..256 by 32}}`; {limits().raising('layers')}"
    return no_range(span, message, help=hint)


@diagnostic("limit-choices")
def too_many_ways(span: Span, count: int) -> Diagnostic:
    """The choices of one layer can be put together in more ways than the compiler takes: 100,000.

    `--limit layers=N` raises the limit.

    Bad:  input 3x32x32 C3D{1..1000}g{1..1000} R FC10
    Good: input 3x32x32 C3D{3,6}g{1,3} R FC10
    """
    return Diagnostic(
        span,
        f"there are {count:,} ways to write this layer, and {limits().layers:,} is the limit",
        help=f"leave less to choose; {limits().raising('layers')}",
    )


@diagnostic("likely-same-choice", "warning")
def same_choice(span: Span, words: str, fix: Fix | None) -> Diagnostic:
    """A choice has the same value twice: there are no more networks for it, only more ways to write them.

    Bad:  input 3x32x32 C3D{8,8} R FC10
    Good: input 3x32x32 C3D{8,16} R FC10
    """
    return Diagnostic(
        span,
        f"`{words}` is in this choice already",
        help=f"leave it out, {MEANT}",
        fixes=(fix,) if fix else (),
    )
