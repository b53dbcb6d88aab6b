"""Texts beyond a limit (limits.py), and empty ones: how a text is found to be so, and the words for it."""

from cnndsl.diagnostics import Diagnostic, diagnostic
from cnndsl.limits import limits
from cnndsl.syntax.lalr import Token, token_span
from cnndsl.syntax.token_parser import CLOSER_OF, OPENER_OF
from cnndsl.text import Span


def too_much(content: str, tokens: list[Token]) -> Diagnostic | None:
    """Why a text is not read at all, which its tokens show."""
    most = limits()
    if len(tokens) - 1 > most.words:
        return too_long(token_span(tokens[-2]), "words, numbers and signs", "words")
    binary = content.find("\0")
    if binary >= 0:
        return no_text(Span(binary, binary + 1))
    longest = max(tokens, key=len)
    if len(longest) > most.letters:
        return word_too_long(token_span(longest), len(longest))
    depth = 0
    for token in tokens:
        if token.type in CLOSER_OF:
            depth += 1
            if depth > most.nesting:
                return too_deep(token_span(token))
        elif token.type in OPENER_OF:
            depth -= 1
    return None


def is_nested_too_deeply(expression: str) -> bool:
    """Whether an expression, whose text is a word's, has more brackets in one another than may be."""
    depth = 0
    for letter in expression:
        depth += (letter == "(") - (letter == ")")
        if depth > limits().nesting:
            return True
    return False


@diagnostic("limit-word")
def word_too_long(span: Span, letters: int) -> Diagnostic:
    """A word, a name or a number is longer than the compiler takes: 2,000 characters.

    `--limit letters=N` raises the limit.
    """
    return Diagnostic(
        span,
        f"this word has {letters:,} characters, and {limits().letters:,} is the limit",
        help=f"put white space between layers; {limits().raising('letters')}",
    )


@diagnostic("limit-nesting")
def too_deep(span: Span, what: str = "brackets and blocks are nested") -> Diagnostic:
    """Brackets and blocks are nested more deeply than the compiler takes: 100.

    Copies of a block or of branches count as two levels, and so does a label on branches, which makes a
    group of them. No network comes near the limit, and nothing raises it: what is nested is worked out by calls in
    calls, which Python ends at 1,000.
    """
    return Diagnostic(
        span,
        f"{what} more than {limits().nesting:,} deep, which is the limit",
        help="write parts one after another, or repeat them with `*`; "
        "copies of a block and branches with a label are two levels",
    )


@diagnostic("limit-size")
def too_long(span: Span, what: str, name: str) -> Diagnostic:
    """A file is larger than the compiler takes: 4,000,000 characters, or 300,000 words, numbers and signs.

    A file that `use` takes in counts with the first one's characters. `--limit characters=N` and
    `--limit words=N` raise the limits.
    """
    return Diagnostic(
        span,
        f"this is more than {getattr(limits(), name):,} {what}, which is the limit; nothing behind it is read",
        help=f"is it a spec? {limits().raising(name)}",
    )


@diagnostic("limit-number")
def number_out_of_bounds(span: Span, fine: bool) -> Diagnostic:
    """A number is larger than any use, or so fine that its fraction has a denominator beyond 2**256.

    Numbers are worked out exactly, and so as fractions: 1e-99 is 1/10**99.

    Bad:  input 3x32x32 FC<1e999>
    Good: input 3x32x32 FC<1e3>
    """
    if fine:
        message = "as a fraction this number has a denominator beyond 2**256"
        return Diagnostic(span, message, help="write it with fewer digits, or as 0")
    message = "this number is too large"
    return Diagnostic(span, message, help="sizes stay below 2**63, other numbers below 3.4e38")


@diagnostic("limit-names")
def too_many_names(span: Span) -> Diagnostic:
    """Deeply nested parts have long names, and together they are more than the compiler takes: 10,000,000 letters.

    `--limit names=N` raises the limit.
    """
    return Diagnostic(
        span,
        f"the names of all layers have more than {limits().names:,} letters, which is the limit",
        help=f"nest parts less deeply, or give them shorter labels; {limits().raising('names')}",
    )


@diagnostic("limit-parameters")
def too_many_parameters(span: Span, name: str, count: int) -> Diagnostic:
    """A block has more parameters than the compiler takes: 30.

    `--limit parameters=N` raises the limit.
    """
    return Diagnostic(
        span,
        f"`{name}` has {count:,} parameters, and {limits().parameters:,} is the limit",
        help=f"use constants (`let`) in the block; {limits().raising('parameters')}",
    )


@diagnostic("shape-too-large")
def too_large_a_value(span: Span, words: str, shape: str) -> Diagnostic:
    """What comes out has more numbers than anything can hold: 2^63 - 1.

    Bad:  input 3x32x32 U1000000000 U1000000000 GAP FC10
    Good: input 3x32x32 U2 U2 GAP FC10
    """
    return Diagnostic(
        span,
        f"`{words}` makes {shape} of what comes in, more than 2^63 - 1 numbers",
        help="nothing holds so many: take smaller sizes",
    )


@diagnostic("text-binary")
def no_text(span: Span) -> Diagnostic:
    """A file is no text: it has characters of code 0, as programs, pictures and UTF-16 have.

    A spec is UTF-8 text.
    """
    return Diagnostic(
        span, "this is no text: it has a character of code 0", help="save it as UTF-8 text"
    )


@diagnostic("limit-crops")
def too_many_crops(span: Span) -> Diagnostic:
    """Crops without a size stand in one another's branches, so that sizes are tried too often: 10,000 times.

    `--limit crops=N` raises the limit.
    """
    return Diagnostic(
        span,
        f"the crops in these branches need more than {limits().crops:,} tries, which is the limit",
        help=f"give the crops a size, as `crop(14)`; {limits().raising('crops')}",
    )
