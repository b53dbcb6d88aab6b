"""What is said of a pattern as a whole."""

from cnndsl.diagnostics import Diagnostic, diagnostic
from cnndsl.family.listed import MOST_WAYS
from cnndsl.text import Span


@diagnostic("family-too-large", "error")
def too_many_ways(span: Span, reason: str) -> Diagnostic:
    """A family has something in it for which its networks have to be checked one by one, and is too large for that.

    A family is counted, and its figures are known, without a look at each network, however many there are. A
    shared block, an `unpool`, labels beside activations that are filled in, and a few others are looked at network
    by network, up to some thousand ways to choose.

    Bad:  input 3x8x8 shared block m { [C3D3 R]*{1..2} } m m [C3D{1..8} R]*8 FC10
    Good: input 3x8x8 shared block m { [C3D3 R]*{1..2} } m m [C3D{1..8} R]*2 FC10
    """
    return Diagnostic(
        span,
        f"the family has {reason}, so its networks are checked one by one, "
        f"and there are more than {MOST_WAYS:,} ways to choose",
        help="take fewer choices, or write it without",
    )
