"""What stands between two tokens of one line, by the grammar's rule that has both."""

from enum import Enum, auto

from cnndsl.syntax.lalr import Token, Tree


class Gap(Enum):
    """What may stand between two tokens."""

    NONE = auto()
    ONE = auto()
    ITEM = auto()
    """One blank between layers, or two where the writer has two or more: a group of layers ends there."""
    BEFORE_SIGN = auto()
    BEHIND_SIGN = auto()
    """Round an arrow or an operator: a blank on both sides, or on neither, as the writer has it."""


APART = frozenset(
    "statement network let default after expect use block head input branches branch listing part option".split()  # noqa: SIM905
)
"""Rules whose pieces stand apart, where no sign between them says otherwise; those of all others are glued."""
GLUED_TO_WHAT_IS_BEFORE = frozenset(("COMMA", "COLON", "STAR", "LPAR", "QUESTION"))


def gap_between(rule: str, before: Token | Tree, after: Token | Tree) -> Gap:
    """The gap between two neighbours that a rule has put together."""
    left, right = _kind(before), _kind(after)
    if rule in ("file", "sequence"):
        return Gap.BEHIND_SIGN if _ends_in_separator(before) else Gap.ITEM
    if rule in ("entry", "binary"):
        return Gap.BEFORE_SIGN if isinstance(after, Token) else Gap.BEHIND_SIGN
    if rule == "choice" or (rule == "option" and "RANGE" in (left, right)):
        return Gap.NONE
    if right in GLUED_TO_WHAT_IS_BEFORE or left == "STAR":
        return Gap.NONE
    if left == "COMMA":
        return Gap.ONE
    if rule != "branches" and (left == "LPAR" or right == "RPAR"):
        return Gap.NONE
    return Gap.ONE if rule in APART else Gap.NONE


def _kind(child: Token | Tree) -> str:
    return child.type if isinstance(child, Token) else child.data


def _ends_in_separator(entry: Token | Tree) -> bool:
    return isinstance(entry, Tree) and isinstance(entry.children[-1], Token)
