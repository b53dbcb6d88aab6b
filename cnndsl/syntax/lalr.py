"""The LALR parser, run from a grammar's tables: a text's tokens, the parser's stacks, and the trees that it makes.

The tables are lark's work (parser_tables.py), done when the package is built: importing lark costs more time than
checking a network does.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, TypeAlias

from cnndsl.named_tuple import NamedTuple
from cnndsl.text import Span


class Token(str):
    """A piece of a text, with its kind and its place."""

    __slots__ = ("end_pos", "start_pos", "type")
    type: str
    start_pos: int
    end_pos: int

    @classmethod
    def at(cls, start: int, kind: str, text: str, end: int) -> "Token":
        token = cls(text)
        token.type = kind
        token.start_pos = start
        token.end_pos = end
        return token

    def instead(self, kind: str, text: str) -> "Token":
        """Another token in the place of this one."""
        return Token.at(self.start_pos, kind, text, self.end_pos)


def token_span(token: Token) -> Span:
    return Span(token.start_pos, token.end_pos)


class Tree:
    """What a rule has put together: tokens, and trees of other rules."""

    __slots__ = ("children", "data")

    def __init__(self, data: str, children: list[Any]) -> None:
        self.data = data
        """The rule's name."""
        self.children = children

    def tokens(self) -> Iterator[Token]:
        """Its tokens, and those of the trees in it, in their order."""
        waiting: list[Any] = [self]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Tree):
                waiting += reversed(node.children)
            else:
                yield node


Make: TypeAlias = Callable[[str, list[Any]], Any]
"""What a rule's name and its parts are made to; a list, whose name begins with `_`, has to be a tree."""


class Unexpected(Exception):
    """A token that cannot stand where it does."""

    def __init__(self, token: Token) -> None:
        super().__init__(token)
        self.token = token


class Rule(NamedTuple):
    """How a rule is put together once all that it consists of is there."""

    origin: str
    size: int
    name: str
    """The tree's name: the rule's own, or its alias."""
    spread: tuple[bool, ...]
    """Which of its parts are no more than a list, whose own parts take their place; empty where none is."""
    lone: bool
    """Whether a single part stands for the whole."""


class ParseTable(NamedTuple):
    """A grammar, ready to run. An action from 0 is the next state; one below, a rule's number less 1, negated."""

    pattern: str
    """All terminals, each a named group."""
    words: dict[str, dict[str, str]]
    """Texts that make a terminal another one: a NAME `let` is a LET."""
    ignored: frozenset[str]
    actions: tuple[dict[str, int], ...]
    starts: dict[str, int]
    ends: dict[str, int]
    rules: tuple[Rule, ...]


class Parser:
    """A table with its pattern compiled."""

    def __init__(self, table: ParseTable) -> None:
        self.table = table

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self.table.pattern)

    def tokens(self, text: str, most: int) -> list[Token]:
        """The tokens of a text, up to so many, and the one at the end; no terminal knows an UNKNOWN character."""
        words, ignored = self.table.words, self.table.ignored
        found: list[Token] = []
        before = 0
        for match in self._pattern.finditer(text):
            if len(found) == most:
                break
            start, end = match.span()
            kind: Any = match.lastgroup
            if start != before:
                found.append(Token.at(before, "UNKNOWN CHARACTER", text[before], before + 1))
            before = end
            if kind not in ignored:
                words_of = words.get(kind)
                if words_of:
                    kind = words_of.get(match[0], kind)
                found.append(Token.at(start, kind, match[0], end))
        if before != len(text):
            found.append(Token.at(before, "UNKNOWN CHARACTER", text[before], before + 1))
        found.append(Token.at(len(text), "$END", "", len(text)))
        return found

    def parse(self, text: str, start: str) -> Tree:
        """The tree of a whole text; Unexpected where it goes wrong."""
        stacks = Stacks(self.table, start)
        *tokens, end = self.tokens(text, len(text))
        for token in tokens:
            stacks.feed(token)
        tree: Tree = stacks.feed(end)
        return tree


class Stacks:
    """A parse under way: states, and what has been read and is not yet complete.

    `make` says what becomes of a rule's name and its parts.
    """

    def __init__(self, table: ParseTable, start: str, make: Make = Tree) -> None:
        self._actions = table.actions
        self._rules = table.rules
        self._make = make
        self._states = [table.starts[start]]
        self._end = table.ends[start]
        self.values: list[Any] = []

    def feed(self, token: Token) -> Any:
        """Take a token in; after the last one, the whole."""
        actions, states = self._actions, self._states
        kind = token.type
        while True:
            action = actions[states[-1]].get(kind)
            if action is None:
                raise Unexpected(token)
            if action >= 0:
                states.append(action)
                self.values.append(token)
                return None
            self._complete(self._rules[~action])
            if kind == "$END" and states[-1] == self._end:
                return self.values[-1]

    def _complete(self, rule: Rule) -> None:
        """Put a rule's parts together: a tree, or the only part itself."""
        states, values = self._states, self.values
        at = len(values) - rule.size
        parts = values[at:]
        del values[at:], states[at + 1 :]
        if rule.spread:
            parts = _spread(parts, rule.spread)
        if rule.lone and len(parts) == 1:
            values.append(parts[0])
        else:
            values.append(self._make(rule.name, parts))
        states.append(self._actions[states[-1]][rule.origin])

    def accepts(self, kind: str) -> bool:
        """Whether a token would be taken in here, after whatever it completes."""
        return self._accept(self._states.copy(), kind)

    def possible(self) -> frozenset[str]:
        """The kinds of tokens that would be taken in here, the end among them where all is complete."""
        kinds = (kind for kind in self._actions[self._states[-1]] if kind.isupper())
        return frozenset(kind for kind in kinds if self.accepts(kind) or self._ends(kind))

    def _ends(self, kind: str) -> bool:
        """Whether a kind is the end, and what has been read a whole."""
        states = self._states.copy()
        self._accept(states, kind)
        return kind == "$END" and states[-1] == self._end

    def in_the_way(self, *kinds: str) -> int | None:
        """How many of the last incomplete pieces have to go before each of some tokens is taken in; None for all."""
        for dropped in range(len(self._states)):
            states = self._states[: len(self._states) - dropped]
            if all(self._accept(states.copy(), kind) for kind in kinds):
                return dropped
        return None

    def _accept(self, states: list[int], kind: str) -> bool:
        """Whether a token would be taken in behind some states, which this uses up."""
        actions = self._actions
        while kind in actions[states[-1]]:
            action = actions[states[-1]][kind]
            if action >= 0:
                return True
            rule = self._rules[~action]
            del states[len(states) - rule.size :]
            states.append(actions[states[-1]][rule.origin])
        return False

    def pop(self) -> Any:
        """Drop the last incomplete piece."""
        self._states.pop()
        return self.values.pop()


def _spread(parts: list[Any], spread: tuple[bool, ...]) -> list[Any]:
    """The parts, with those of lists. A list in front is continued, so that a long one is never copied."""
    whole: list[Any] = parts[0].children if spread[0] else [parts[0]]
    for part, is_list in zip(parts[1:], spread[1:], strict=True):
        if is_list:
            whole += part.children
        else:
            whole.append(part)
    return whole


class Builder:
    """What becomes of a tree: a method for each rule's name is given what its parts have become.

    It goes through a tree from its leaves up, without a call inside a call, however deep the tree is.
    """

    def build(self, tree: Tree) -> Any:
        waiting, order = [tree], []
        while waiting:
            node = waiting.pop()
            trees = [child for child in node.children if type(child) is Tree]
            order.append((node, len(trees)))
            waiting += trees
        made: list[Any] = []
        for node, count in reversed(order):  # what is in a tree stands before it, in order
            parts = node.children.copy()
            if count:
                inner = iter(made[-count:])
                del made[-count:]
                parts = [next(inner) if type(each) is Tree else each for each in parts]
            made.append(getattr(self, node.data)(parts))
        return made.pop()

    def made(self, name: str, parts: list[Any]) -> Any:
        """What becomes of a rule's parts as soon as all of them are read."""
        return Tree(name, parts) if name[0] == "_" else getattr(self, name)(parts)
