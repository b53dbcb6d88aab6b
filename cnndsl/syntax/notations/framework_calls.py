"""Calls of PyTorch and Keras where a layer stands: `nn.Conv2d(3, 64, 3)`, `Conv2D(64, 3, activation="relu")`.

What a call leaves out is what that program takes: a convolution without padding is `p0` here.
"""

import re

from cnndsl.syntax.lalr import Token
from cnndsl.syntax.notations.brackets import holds_layers
from cnndsl.syntax.notations.framework_translation import PART, in_spec
from cnndsl.syntax.notations.notation_problems import other_call
from cnndsl.syntax.notations.replacement import Replacement, hole
from cnndsl.syntax.token_parser import TokenParser
from cnndsl.text import Span

LONGEST = 4000
START = re.compile(r"(?:[A-Za-z_]\w*\s*\.\s*)*[A-Za-z_]\w*\s*\(")
NAMED = re.compile(
    r"(?:(?:self\s*\.\s*)?(?P<given>[A-Za-z_]\w*)\s*=|\((?P<shown>\w+)\)\s*:)\s*(?=[A-Za-z_][\w.\s]{0,80}\()"
)
"""A name before a call: `self.conv1 = ` in a program, `(conv1): ` as PyTorch shows it."""


def call(parser: TokenParser, token: Token) -> Replacement | None:
    """A call of another program, at its dot or its bracket."""
    named = _named_call(parser, token)
    if named is not None:
        return named
    start = parser.at - 1
    if start < 0 or not (token.type == "LPAR" or str(token).startswith(".")):
        return None
    word = parser.tokens[start]
    found = START.match(parser.content, word.start_pos)
    if found is None or word.type not in ("NAME", "WORD") or found.end() <= token.start_pos:
        return None
    if holds_layers(parser, parser.at):
        return None
    dotted = "." in found[0]
    if not dotted and word.type != "WORD":
        return None
    end = _closing(parser.content, found.end() - 1)
    if end is None:
        return None
    words = parser.content[word.start_pos : end]
    mended = in_spec(words)
    if mended and start and parser.tokens[start - 1].type == "COLON":
        mended = _labelled(words, mended)
    if mended is None and not dotted and not PART.search(words):
        return None
    span = Span(word.start_pos, end)
    return hole(parser, start, end, other_call(span, _short(words), mended))


def _named_call(parser: TokenParser, token: Token) -> Replacement | None:
    """`self.conv1 = nn.Conv2d(3, 8, 3)`, `(conv1): Conv2d(3, 8, 3)`: the name becomes a label."""
    start = parser.at - (token.type != "LPAR")
    if start < 0 or not (token.type in ("LPAR", "EQUAL") or str(token).startswith(".")):
        return None
    first = parser.tokens[start]
    found = NAMED.match(parser.content, first.start_pos)
    opened = found and START.match(parser.content, found.end())
    if not found or not opened or found.end() <= token.start_pos:
        return None
    end = _closing(parser.content, opened.end() - 1)
    if end is None:
        return None
    words = parser.content[found.end() : end]
    mended = in_spec(words)
    mended = mended and _labelled(words, mended)
    label = found["given"] or found["shown"]
    if (
        mended
        and (" " not in mended or mended.startswith("seq["))
        and re.fullmatch(r"[A-Za-z]\w*", label)
    ):
        mended = f"{label}: {mended}"
    span = Span(first.start_pos, end)
    return hole(
        parser, start, end, other_call(span, _short(parser.content[span.start : end]), mended)
    )


def _labelled(words: str, mended: str) -> str:
    """What a call is behind a label: the parts of PyTorch's `Sequential` are those of a `seq`."""
    return f"seq[{mended}]" if re.match(r"[\w.\s]*\bSequential\s*\(", words) else mended


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= 40 else f"{flat[:37]}..."


def _closing(content: str, opener: int) -> int | None:
    """Behind the bracket that closes a call; brackets and quotes inside it are looked at."""
    depth, quote = 0, ""
    for at in range(opener, min(len(content), opener + LONGEST)):
        letter = content[at]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        else:
            depth += (letter in "([{") - (letter in ")]}")
            if depth == 0:
                return at + 1
    return None
