"""The words for what is wrong with a network's parts: too many, none, or one that nothing uses."""

from cnndsl.diagnostics import Diagnostic, diagnostic
from cnndsl.fixes import replace
from cnndsl.limits import limits
from cnndsl.text import Span


@diagnostic("limit-unfold")
def too_many_layers(span: Span, layers: int) -> Diagnostic:
    """Repeats and blocks unfold to more layers than the compiler takes: 100,000.

    `--limit layers=N` raises the limit.

    Bad:  input 3x32x32 [[C3D8 R]*1000]*1000 FC10
    Good: input 3x32x32 [[C3D8 R]*10]*10 FC10
    """
    return Diagnostic(
        span,
        f"this unfolds to {layers:,} layers, and {limits().layers:,} is the limit",
        help=f"take fewer copies; {limits().raising('layers', layers)}",
    )


@diagnostic("network-empty")
def empty_network(span: Span) -> Diagnostic:
    """A spec without a layer.

    Bad:  input 3x32x32
    Good: input 3x32x32 C3D8 FC10
    """
    return Diagnostic(
        span, "there is no layer in this spec", help="as in `input 3x32x32 C3D12 R P FC10`"
    )


@diagnostic("value-unused", "warning")
def value_unused(span: Span, words: str, tap: Span | None, tap_words: str) -> Diagnostic:
    """A tap goes on from another value, and what stood before it is used by nothing.

    Bad:  input 3x8x8 a: C3D8 R C3D4 @a FC10
    Good: input 3x8x8 a: C3D8 R C3D4 cat( id | @a ) FC10
    """
    shown = " ".join(words.split())
    shown = shown if len(shown) <= 40 else f"{shown[:37]}..."
    joined = [f"{how}( id | {tap_words} )" for how in ("cat", "add")] if tap else []
    return Diagnostic(
        span,
        f"nothing uses what `{shown}` gives: a tap goes on from another value",
        help=f"join the two, as in `{(joined or ['cat( id | @enc1 )'])[0]}`, or remove it",
        fixes=tuple(replace(tap, words) for words in joined) if tap else (),
    )
