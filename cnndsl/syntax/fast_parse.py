"""Tokens to the parser's tree, straight through: the fast path, which nearly every text takes.

Where a token cannot stand, or something looks like another notation, recovery.py reads the text again. It is loaded
only then.
"""

import re
from typing import Any

from cnndsl.diagnostics import Diagnostic
from cnndsl.layers.layer import KINDS
from cnndsl.spelling import SIGNS
from cnndsl.syntax.lalr import Make, Token, Tree, Unexpected
from cnndsl.syntax.limit_problems import too_much
from cnndsl.syntax.statement_keywords import keyword_meant, means_seq
from cnndsl.syntax.token_parser import CLOSER_OF, OPENER_OF, TokenParser, block_names
from cnndsl.syntax.words import parse_word

FIRST_WORDS = frozenset(
    "import from class def layer layers name input_dim input_param backbone head nc".split()  # noqa: SIM905
)
"""With which files of other programs begin."""
NAMED_BY = frozenset(
    "NETWORK INPUT LET DEFAULT AFTER EXPECT TAP USE BLOCK HEAD AUX EQUAL COLON COMMA LPAR".split()  # noqa: SIM905
)
"""Behind which a name is no layer's."""
STATED = frozenset("NAME WORD SHAPE SIDES NUMBER SLIDE_SHAPE STRING TAP".split())  # noqa: SIM905
"""What may follow the first word of a statement."""
GOES_ON = frozenset(("NUMBER", "COMMA", "STAR", "HOLE"))
"""What goes on a shape that is written otherwise."""
NAMES = ("COLON", "EQUAL")
"""What stands behind a name."""
TWO_DEPTHS = re.compile(r"D[0-9]+[x×][0-9]")
FIRST_OF_NAMES = frozenset(
    "max avg average mean global adaptive batch layer group instance local leaky soft hard fully"  # noqa: SIM905
    " inner rectified parametric transposed depthwise up zero drop pixel channel center".split()
)
"""First words of layers' names in several words, as papers have them: `max pool`."""


def parse_tokens(content: str, findings: list[Diagnostic]) -> tuple[Tree, set[str]]:
    """The tree of a whole text, with holes where mistakes stood, and what they have spoilt."""
    tree: Tree | None = straight(content)
    if tree is not None:
        return tree, set()
    from cnndsl.syntax.recovery import recover

    return recover(content, findings)


def straight(content: str, make: Make = Tree) -> Any:
    """What a text is made to that is written as it is meant, as far as its tokens show; None for any other."""
    parser = TokenParser(content, make)
    other_letters = not content.isascii() and content.translate(SIGNS) != content
    if other_letters or too_much(content, parser.tokens) or _looks_otherwise(parser.tokens):
        return None
    try:
        for token in parser.tokens:
            whole = parser.feed(token)
    except Unexpected:
        return None
    return None if _has_odd_words(parser.tokens) else whole


def _looks_otherwise(tokens: list[Token]) -> bool:
    """Whether a text may be in another notation that could be read as ours all the same."""
    if str(tokens[0]) in FIRST_WORDS:
        return True
    blocks = block_names(tokens)
    depth = 0
    before = ""
    for at, token in enumerate(tokens[:-1]):
        kind = token.type
        if kind in ("NAME", "WORD"):
            if token not in blocks and _is_odd(token, before, tokens[at + 1]):
                return True
            if token == "conv" and tokens[min(at + 2, len(tokens) - 1)].type == "SHAPE":
                return True  # `conv(3x3, 64)`
        elif kind in CLOSER_OF:
            if kind == "LPAR" and before == "NAME" and tokens[at - 1].end_pos != token.start_pos:
                return True  # `relu (C R)*2`
            depth += 1
        elif kind in OPENER_OF:
            depth -= 1
        elif kind == "HOLE" or (kind == "INPUT" and (depth or _is_other_shape(tokens, at + 1))):
            return True
        before = kind
    return False


def _is_odd(token: Token, before: str, after: Token) -> bool:
    """Whether a word may be something else than a layer: `C3D64 s2`, `[C R]x2`, `blok f {`."""
    if after.type == "COLON":
        return False
    if after.type == "LSQB" and means_seq(str(token), token.end_pos == after.start_pos):
        return True
    if before == "WORD" and token.type == "NAME" and token[1:2].isdigit():
        return True
    if before == "RSQB" and token[:1] in "xX":
        return True
    if before in NAMED_BY:
        return False
    if after.type == "SEQ" and token.type == "NAME":
        return token not in KINDS  # `features seq[C R]`
    if after.type in ("NAME", "WORD", "DASH") and token.casefold() in FIRST_OF_NAMES:
        return True
    if after.type not in STATED:
        return False
    return keyword_meant(str(token)) is not None


def _is_other_shape(tokens: list[Token], at: int) -> bool:
    """Whether an input's shape, which its name may stand before, is written otherwise."""
    at += tokens[at].type in ("NAME", "WORD")
    shape, after = tokens[at], tokens[min(at + 1, len(tokens) - 1)]
    glued = after.type in ("NAME", "WORD") and after.start_pos == shape.end_pos
    if after.type == "NAME" and after[:1] == "x" and after[1:].isdigit():
        return tokens[at + 2].type != "COLON"  # `3 x32 x32`, or a block `x2`; no label
    in_angles = shape.type == "ANGLE" and "x" in shape
    return "X" in shape or in_angles or after.type in GOES_ON or glued


def _has_odd_words(tokens: list[Token]) -> bool:
    """Whether a word is no layer, or has copies that are taken for a depth: `C3D64x2`."""
    before = ["", *[token.type for token in tokens]]
    words = {
        str(token)
        for kind, token, after in zip(before, tokens, tokens[1:], strict=False)
        if token.type == "WORD" and kind not in NAMED_BY and after.type not in NAMES
    }
    return any(parse_word(word).word is None or TWO_DEPTHS.search(word) for word in words)
