"""A spec's tokens as pieces of lines, in order, and where its parts begin and end among them."""

import re
from typing import Any

from cnndsl.formatting.gaps import Gap, gap_between
from cnndsl.layers.layer import CODES, KINDS, Layer
from cnndsl.named_tuple import NamedTuple
from cnndsl.syntax.lalr import Token, Tree
from cnndsl.syntax.words import parse_word

OPENERS = ("LPAR", "LSQB", "LBRACE", "CHOICE")
CLOSERS = ("RPAR", "RSQB", "RBRACE", "CHOSEN")
CHOICES = {"LBRACE": "CHOICE", "RBRACE": "CHOSEN"}
"""What the braces of a choice are, which are no body's."""
SHAPES = ("SHAPE", "SIDES", "SLIDE_SHAPE")
BRACES = re.compile(r"\{[^{}]*\}")
STEP = re.compile(r"(?<=[\w)])\s*(?<![A-Za-z_])by(?!\w)\s*")
ANGLES_OR_BLANKS = re.compile(r"(<[^<>]*>)|\s+")
OTHER_NORMS = ("lrn", "l2norm", "grn")
"""Kinds that stand where norms do, though the registry's norms are those that make a bias needless."""
FACT_IN_THOUSANDS = 5
"""Digits from which on a fact has underscores."""


class Piece(NamedTuple):
    """A token as it is written out."""

    text: str
    kind: str
    gap: Gap
    """What stands before it on its line."""
    written: int
    """How many blanks the writer has put before it, ends of lines and comments with them."""
    start: int
    end: int
    """Its place in the text that was given."""


class Part(NamedTuple):
    """A layer, a block's use, a group or a join, by the places of its pieces."""

    end: int
    """The first piece behind it."""
    body: int
    """The first piece behind its label."""
    inside: int
    """Of a group, the first piece behind the bracket; 0 of anything else."""
    name: str
    """The code or the word that it begins with; nothing of a join or a tap."""
    role: str
    """What it does in a line of layers: two of one role stand under one another."""


class Pieces(NamedTuple):
    """All that is written, comments apart."""

    pieces: list[Piece]
    parts: dict[int, Part]
    """By the places of their first pieces."""


BLOCK = "block"
"""The role of a block's use."""


def pieces_of(tree: Tree) -> Pieces:
    """The pieces of a parser's tree; however deep it is, without a call inside a call."""
    pieces: list[Piece] = []
    parts: dict[int, Part] = {}
    waiting: list[tuple[Any, Gap, str]] = [(tree, Gap.ITEM, "")]
    while waiting:
        node, gap, rule = waiting.pop()
        if isinstance(node, _PartEnd):
            parts[node.start] = _part(node, pieces)
        elif isinstance(node, Token):
            if node.type != "$END":
                pieces.append(_piece(node, gap, rule, pieces))
        else:
            if node.data == "part":
                waiting.append((_PartEnd(len(pieces), node), gap, rule))
            waiting += _from_the_last(node, gap, rule)
    return Pieces(pieces, parts)


class _PartEnd(NamedTuple):
    """Where all pieces of a part have been passed."""

    start: int
    tree: Tree


def _from_the_last(node: Tree, gap: Gap, rule: str) -> list[tuple[Any, Gap, str]]:
    """What a rule has put together, each with the gap before it and with the rule, which an `expect` remains."""
    data, children = node.data, node.children
    rule = data if rule != "expect" else rule
    found = [
        (children[at], gap_between(data, children[at - 1], children[at]), rule)
        for at in range(len(children) - 1, 0, -1)
    ]
    return [*found, (children[0], gap, rule)] if children else []


def _piece(token: Token, gap: Gap, rule: str, before: list[Piece]) -> Piece:
    start = token.start_pos
    kind = CHOICES.get(token.type, token.type) if rule == "choice" else token.type
    written = start - (before[-1].end if before else 0)
    return Piece(_spelled(token, kind, rule), kind, gap, written, start, token.end_pos)


def _spelled(token: Token, kind: str, rule: str) -> str:
    """A token's text: shapes glued with `x`, facts in thousands, no tabs; else as it is written."""
    text = str(token)
    if kind in SHAPES:
        text = ANGLES_OR_BLANKS.sub(lambda found: found[1] or "", text)
    if kind in (*SHAPES, "WORD"):
        text = text.replace("×", "x")
    if kind == "WORD" and "{" in text:
        text = BRACES.sub(lambda found: _chosen(found[0]), text)
    if kind in ("BLOCK", "AFTER_NONE"):
        text = " ".join(text.split())
    if kind == "NUMBER" and rule == "expect":
        digits = text.replace("_", "")
        if digits.isdigit() and len(digits) >= FACT_IN_THOUSANDS:
            text = f"{int(digits):_}"
    return text if kind == "STRING" else text.replace("\t", " ")


def _chosen(text: str) -> str:
    """A choice in a word, without blanks but around `by`."""
    return ",".join(
        " by ".join("".join(piece.split()) for piece in STEP.split(option))
        for option in text.split(",")
    )


def _part(found: _PartEnd, pieces: list[Piece]) -> Part:
    first = found.tree.children[0]
    labelled = first.data == "label"
    body = found.tree.children[2] if labelled else first
    at = found.start + (1 + sum(1 for _ in first.tokens()) if labelled else 0)
    inside = at + 1 + (pieces[at].kind == "SEQ") if body.data == "group" else 0
    name, role = _name_and_role(body)
    return Part(len(pieces), at, inside, name, role)


def _name_and_role(body: Tree) -> tuple[str, str]:
    """By a layer's kind: weights, norm, activation, pool; a kind that is none of these is a role of its own."""
    word = str(body.children[0])
    if body.data == "shorthand":
        read = parse_word(word).word
        name = read.layers[0].name if read else ""
        return name, _role(CODES.get(name))
    if body.data == "spelled":
        return word, _role(KINDS[word]) if word in KINDS else BLOCK
    return "", body.data if body.data != "branches" else word


def _role(kind: type[Layer] | None) -> str:
    if kind is None:
        return ""
    if kind.word in OTHER_NORMS:
        return "norm"
    return str(kind.drawn_as or kind.word if kind.role == "other" else kind.role)
