"""A text read as far as a place: which tokens may come next there, and which brackets are open around it."""

from itertools import pairwise

from cnndsl.limits import limits
from cnndsl.named_tuple import NamedTuple
from cnndsl.syntax.lalr import Stacks, Token, Tree
from cnndsl.syntax.parser_tables import parser
from cnndsl.syntax.token_parser import CLOSER_OF, JOINS, OPENER_OF

BEGIN_LAYERS = frozenset(("NAME", "WORD", "TAP", "LSQB", "SEQ", *JOINS))
OF_CALLS = ("NAME", "MAX")
"""What stands before the bracket of a call."""


class OpenCall(NamedTuple):
    """A call whose bracket is still open: of a layer, a block or a function, or a block's own parameters."""

    name: str
    defines: bool
    """Whether it is a block's definition."""
    keys: tuple[str, ...]
    """The names of what it is given before the place."""
    place: int
    """How many commas stand before it."""
    key: str
    """What the value at the place is for, where it has a name."""
    begins: bool
    """Whether an argument begins at the place."""


class Reading:
    """The parser behind some tokens; what makes it impossible for one to stand is dropped, as the smallest mistake."""

    def __init__(self, tokens: list[Token], start: str = "file") -> None:
        self._stacks = Stacks(parser("cnn").table, start)
        self.values = self._stacks.values
        for token in tokens:
            self._take(token)
        self.terminals = self._stacks.possible()

    def _take(self, token: Token) -> None:
        """Take a token in, if it can stand anywhere; what begins a layer, where one could begin."""
        beside = ("HOLE",) if token.type in BEGIN_LAYERS else ()
        taken = self._stacks.accepts(token.type)
        dropped = 0 if taken else self._stacks.in_the_way(token.type, *beside)
        if dropped is not None:
            for _ in range(dropped):
                self._stacks.pop()
            self._stacks.feed(token)

    @property
    def last(self) -> Token | None:
        """The last token, if nothing has been made of it yet."""
        return self.values[-1] if self.values and isinstance(self.values[-1], Token) else None

    def kinds(self, count: int) -> tuple[str, ...]:
        """The kinds of the last few pieces; of what is put together already, the rule."""
        return tuple(
            each.type if isinstance(each, Token) else each.data for each in self.values[-count:]
        )

    def call(self) -> OpenCall | None:
        """The innermost bracket that is open around the place, if it is a call's."""
        at = self._innermost()
        if at is None or at == 0 or self.values[at].type != "LPAR":
            return None
        name = self.values[at - 1]
        if not isinstance(name, Token) or name.type not in OF_CALLS:
            return None
        given = _flat(self.values[at + 1 :])
        before = self.values[at - 2] if at > 1 else None
        key = str(given[-2]) if len(given) > 1 and given[-1].type == "EQUAL" else ""
        return OpenCall(
            str(name),
            isinstance(before, Token) and before.type == "BLOCK",
            tuple(str(a) for a, b in pairwise(given) if b.type == "EQUAL"),
            sum(each.type == "COMMA" for each in given),
            key,
            not given or given[-1].type == "COMMA",
        )

    def _innermost(self) -> int | None:
        depth = 0
        for at in range(len(self.values) - 1, -1, -1):
            each = self.values[at]
            if isinstance(each, Token) and each.type in OPENER_OF:
                depth += 1
            elif isinstance(each, Token) and each.type in CLOSER_OF:
                if not depth:
                    return at
                depth -= 1
        return None


def _flat(values: list[Token | Tree]) -> list[Token]:
    """The tokens that stand in no further bracket."""
    found, depth = [], 0
    for value in values:
        for token in (value,) if isinstance(value, Token) else value.tokens():
            depth -= token.type in OPENER_OF
            if not depth:
                found.append(token)
            depth += token.type in CLOSER_OF
    return found


def tokens_of(content: str) -> list[Token]:
    """The tokens of a text, as many as are looked at."""
    return parser("cnn").tokens(content, limits().words)
