"""The words for what is wrong with a `seq[...]`."""

import re

from cnndsl.checking import name_fixes
from cnndsl.diagnostics import Diagnostic, diagnostic
from cnndsl.fixes import insert, remove
from cnndsl.network import Origin
from cnndsl.sizes import KnownShape, product, show_shape
from cnndsl.text import Span, Text

LABELLED = re.compile(r"[^\W\d](?:\w|<[^<>\r\n]*>)*\s*:\s*$")
AROUND = 200
"""Letters that are looked at before a layer."""


@diagnostic("name-missing")
def label_missing(span: Span, text: Text) -> Diagnostic:
    """A `seq` has no label. Its parts have numbers behind it: `features.0`, `features.1`.

    Only a `seq` in a `seq`, which has a number itself, and one that is all of a head need none.

    Bad:  input 3x32x32 seq[C3D8 R M] FC10
    Good: input 3x32x32 features: seq[C3D8 R M] FC10
    """
    taken = "features" in text.content
    label = name_fixes.free(text, "features", lambda each: "") if taken else "features"
    named = insert(span.start, f"{label}: ", title=f"call it `{label}`")
    plain = remove(Span(span.start, span.start + 3), title="write a group without numbers")
    alone = re.fullmatch(r"seq(?!.*\bseq\b).*", text.words(span), re.DOTALL)
    return Diagnostic(
        span,
        "this `seq` has no label for its numbers to stand behind",
        help=f"give it one: `{label}: seq[...]` has `{label}.0`, `{label}.1`",
        fixes=(named, plain) if alone else (named,),
    )


@diagnostic("shape-flatten")
def flatten_in_a_seq(origin: Origin, incoming: KnownShape, text: Text) -> Diagnostic:
    """An `fc` in a `seq` takes maps behind a layer, so that a flatten stands between the two and has a number.

    PyTorch's `Sequential` counts it, so it is written: `F`. Where only dropout, activations or `id` stand
    before the `fc`, the flatten is done in front of the `seq`, and takes no number.

    Bad:  input 3x8x8 net: seq[C3D8 R M FC10]
    Good: input 3x8x8 net: seq[C3D8 R M F FC10]
    """
    at, glued = _before(origin.span, text.at(origin.span.start))
    return Diagnostic(
        origin.span,
        "maps come in here: between two parts of a `seq` their flatten is a part of its own",
        f"{show_shape(incoming)} to {product(incoming):,}",
        help="write `F` before it, which counts",
        fixes=(insert(at, " F " if glued else "F ", title="write `F` before it", safe=True),),
    )


def _before(span: Span, text: Text) -> tuple[int, bool]:
    """Where a layer starts, with its label; and whether another is glued to it there."""
    before = text.content[max(span.start - text.start - AROUND, 0) : span.start - text.start]
    label = LABELLED.search(before)
    at = span.start - (len(label[0]) if label else 0)
    return at, not label and before[-1:].isalnum()
