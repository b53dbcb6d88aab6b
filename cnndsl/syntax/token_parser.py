"""The parser, driven token by token: what has been read, which brackets are open, what could follow.

What to do about a mistake is for recovery.py to say.
"""

from itertools import pairwise

from cnndsl.limits import limits
from cnndsl.syntax.lalr import Make, Stacks, Token, Tree
from cnndsl.syntax.parser_tables import parser

OPENER_OF = {"RPAR": "LPAR", "RSQB": "LSQB", "RBRACE": "LBRACE"}
CLOSER_OF = {opener: closer for closer, opener in OPENER_OF.items()}

JOINS = ("CAT", "ADD", "SUB", "MUL", "MAX", "DOT", "MIX", "SPLIT", "ANY")
"""What has branches."""

STATEMENTS = frozenset(
    "NETWORK INPUT SLIDE_INPUT LET DEFAULT AFTER AFTER_NONE EXPECT USE BLOCK HEAD AUX $END".split()  # noqa: SIM905
)
PUNCTUATION = (
    "DOUBLESLASH",
    "SLASH",
    "COMMA",
    "ARROW",
    "DASH",
    "QUESTION",
    "EQUAL",
    "COLON",
    "BAR",
)
IN_FRONT = ("INPUT", "SLIDE_INPUT", "SHAPE", "SLIDE_SHAPE", "ARROW")
"""What stands in front of a line's first layer."""


def block_names(tokens: list[Token]) -> set[str]:
    """The names of the blocks of a text."""
    return {str(name) for word, name in pairwise(tokens) if word.type == "BLOCK"}


def parameter_names(tokens: list[Token]) -> set[str]:
    """The names of the parameters of a text's blocks, which may stand for layers."""
    found: set[str] = set()
    for at, token in enumerate(tokens[:-3]):
        if token.type == "BLOCK" and tokens[at + 2].type == "LPAR":
            depth = 0
            for before, each in pairwise(tokens[at + 2 :]):
                depth += (before.type in CLOSER_OF) - (before.type in OPENER_OF)
                if not depth:
                    break
                if depth == 1 and before.type in ("LPAR", "COMMA"):
                    found.add(str(each))
    return found


def takes_in_files(tokens: list[Token]) -> bool:
    """Whether a text uses others, which may bring blocks and constants of any name."""
    return any(token.type == "USE" for token in tokens)


class TokenParser:
    """The parser over one text, with its tokens and its stacks."""

    def __init__(self, content: str, make: Make = Tree) -> None:
        self.read(content)
        stacks = Stacks(parser("cnn").table, "file", make)
        self.at = 0
        self.values = stacks.values
        """What has been read and is not yet complete: tokens and trees."""
        self.feed, self.pop, self.accepts = stacks.feed, stacks.pop, stacks.accepts

    def read(self, content: str) -> None:
        """Take a text, before any of it is looked at."""
        self.content = content
        self.tokens = parser("cnn").tokens(content, limits().words)

    def piece(self, start: int, end: int) -> list[Token]:
        """The tokens of a stretch of the text, without one at its end."""
        *found, _ = parser("cnn").tokens(self.content[start:end], limits().words)
        return [
            Token.at(each.start_pos + start, each.type, str(each), each.end_pos + start)
            for each in found
        ]

    def openers(self) -> list[Token]:
        """The brackets that are open, the innermost last."""
        found: list[Token] = []
        for value in self.values:
            if isinstance(value, Token) and value.type in CLOSER_OF:
                found.append(value)
            elif isinstance(value, Token) and value.type in OPENER_OF:
                found.pop()
        return found

    def begins_line(self, index: int) -> bool:
        """Whether a line ends between a token and the one before it."""
        if not index:
            return False
        gap = self.content[self.tokens[index - 1].end_pos : self.tokens[index].start_pos]
        return "\n" in gap or "\r" in gap

    def first_layer_of_line(self, index: int) -> int:
        """The first token of a token's line, behind the input and its arrow."""
        start = index
        while start > 0 and not self.begins_line(start):
            start -= 1
        while start < index and self.tokens[start].type in IN_FRONT:
            start += 1
        return start

    def closed_later(self, opener: Token) -> bool:
        """Whether the bracket that is open here is closed further on."""
        depth = 1
        for token in self.tokens[self.at :]:
            depth += (token.type == opener.type) - (token.type == CLOSER_OF[opener.type])
            if depth == 0:
                return True
        return False

    def puts_in(self, sign: Token) -> bool:
        """Have a missing sign stand here, and say whether that is sound: no bracket that nothing closes."""
        sound = self.accepts(sign.type) and (sign.type != "LPAR" or self.closed_later(sign))
        if sound:
            self.tokens.insert(self.at, sign)
        return sound

    def closing_on_this_line(self, depth: int, stops: frozenset[str]) -> int | None:
        """Where the brackets around the current place close, so many deep, if that is on the same line."""
        for index in range(self.at, len(self.tokens)):
            token = self.tokens[index]
            if token.type in stops:
                return None
            if index > self.at and self.begins_line(index):
                return None
            depth += (token.type in CLOSER_OF) - (token.type in OPENER_OF)
            if depth == 0:
                return index
        return None

    def take_back_word(self) -> None:
        """Drop the word before, which belongs to a mistake: it may be a token still, or a part already."""
        *_, below, top = None, None, *self.values
        if isinstance(top, Token) and top.type == "DASH":
            top = below
        if (isinstance(top, Tree) and top.data == "part") or getattr(top, "type", "") == "WORD":
            while self.pop() is not top:
                pass
