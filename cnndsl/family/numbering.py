"""Members by their numbers: a network's place among all, as words are sorted."""

from collections.abc import Iterable, Sequence
from typing import Any

from cnndsl.family.automaton import Automaton
from cnndsl.family.letters import Letter


def word(automaton: Automaton, counts: Sequence[int], number: int) -> list[Letter]:
    """The letters of the network with a number, from 0."""
    node, found = automaton.start, []
    while node:
        for letter, to in automaton.edges[node]:
            if number < counts[to]:
                found.append(letter)
                node = to
                break
            number -= counts[to]
    return found


def number(automaton: Automaton, counts: Sequence[int], letters: Iterable[Any]) -> int | None:
    """The number of the network with letters of these orders; None where it is none of the family."""
    node, found = automaton.start, 0
    for order in letters:
        for letter, to in automaton.edges[node]:
            if letter.order == order:
                node = to
                break
            found += counts[to]
        else:
            return None
    return None if node else found
