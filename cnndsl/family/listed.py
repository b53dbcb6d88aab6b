"""A family member by member: where an automaton cannot carry its pattern, every way to choose is checked."""

from collections.abc import Iterator

from cnndsl.analyse.figures import Result
from cnndsl.family.automaton import Automaton, Edge
from cnndsl.family.letters import Letter
from cnndsl.family.member import Choices, Member, Never
from cnndsl.family.spelling import Spelled
from cnndsl.text import Span

MOST_WAYS = 10_000
"""Ways to choose that are checked, some thousand a second."""


class TooMany(Exception):
    """There are more ways to choose than are checked one by one."""


class Listed:
    """All that a pattern's choices make, each checked."""

    how = "members"

    def __init__(self, member: Member) -> None:
        self._written: dict[object, Choices] = {}
        """A way to write each network, by the orders of its letters."""
        self._ways = 0
        self._lost: dict[Span, Never] = {}
        words: dict[object, list[Letter]] = {}
        for result in _all(member):
            if result.network.ok:
                self._ways += 1
                word = Spelled(result.network).word
                key = _key(word)
                words.setdefault(key, word)
                self._written.setdefault(key, tuple(number for number, _ in result.chosen))
            else:
                self._lose(result)
        self.automaton: Automaton = _of_words([words[key] for key in sorted(words)])  # type: ignore[type-var]

    def _lose(self, result: Result) -> None:
        errors = [each for each in result.network.diagnostics if each.severity == "error"]
        before = self._lost.get(errors[0].span, Never(errors[0].span, 0, errors[0]))
        self._lost[errors[0].span] = before._replace(ways=before.ways + 1)

    def choices(self, word: list[Letter]) -> Choices:
        """What is chosen for a member, in the order in which choices are met."""
        return self._written[_key(word)]

    def ways(self) -> tuple[int, tuple[Never, ...]]:
        """How many ways there are to write the networks, and where others come to nothing."""
        return self._ways, tuple(self._lost[span] for span in sorted(self._lost))


def _key(word: list[Letter]) -> tuple[object, ...]:
    return tuple(letter.order for letter in word)


def _all(member: Member) -> Iterator[Result]:
    """Every way to choose, in order: the last choice that can be another is the next to change."""
    chosen: Choices = ()
    for _ in range(MOST_WAYS):
        result = member(chosen)
        yield result
        met = list(result.chosen)
        while met and met[-1][0] + 1 == met[-1][1]:
            met.pop()
        if not met:
            return
        chosen = (*(number for number, _ in met[:-1]), met[-1][0] + 1)
    raise TooMany


class _Tree:
    """Words that begin alike, one in another."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.behind: list[_Tree | None] = []


def _of_words(words: list[list[Letter]]) -> Automaton:
    """The smallest automaton that spells some words, which are sorted."""
    root = _Tree()
    for word in words:
        here = root
        for letter in word[:-1]:
            if not here.letters or here.letters[-1].order != letter.order:
                here.letters.append(letter)
                here.behind.append(_Tree())
            last = here.behind[-1]
            assert last is not None
            here = last
        here.letters.append(word[-1])
        here.behind.append(None)
    return _merged(root)


def _merged(root: _Tree) -> Automaton:
    edges: list[tuple[Edge, ...]] = [()]
    known: dict[tuple[Edge, ...], int] = {}
    numbers: dict[int, int] = {}
    waiting = [(root, False)]
    while waiting:
        node, is_done = waiting.pop()
        if not is_done:
            waiting.append((node, True))
            waiting += [(each, False) for each in node.behind if each is not None]
            continue
        pairs = zip(node.letters, node.behind, strict=True)
        own = tuple(Edge(letter, numbers[id(to)] if to else 0) for letter, to in pairs)
        if own not in known:
            known[own] = len(edges)
            edges.append(own)
        numbers[id(node)] = known[own]
    return Automaton(tuple(edges), numbers[id(root)] if root.letters else -1)
