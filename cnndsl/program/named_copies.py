"""Copies that stand by themselves: all that a part runs, `denselayer1` and `denselayer2`, or some parts of a `seq`."""

from itertools import groupby
from typing import TypeAlias

from cnndsl.formulas import Formula
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import CopyOf
from cnndsl.program.statements import Assign, Idle, Part, Run, Statement
from cnndsl.program.variables import TRUNK


class NamedCopies(NamedTuple):
    """Copies whose names are a word and a number, one more each time; in a `seq` the number alone."""

    word: str
    first: int
    """The number of the first."""
    statements: tuple[Statement, ...]
    times: Formula
    """How many there are, in terms of the parameters around."""

    @property
    def name(self) -> str:
        return copy_name(self.word, self.first)


def copy_name(word: str, first: int) -> str:
    """The name of a copy, by its number `i`."""
    return f"{word}{{i + {first}}}" if first else f"{word}{{i}}"


class _Numbered(NamedTuple):
    """What copies have in common: the word, the number less that of the statement, and where they are written."""

    word: str
    offset: int
    copies: CopyOf


Step: TypeAlias = Statement | NamedCopies


def with_named_copies(part: Part) -> list[Step]:
    """A part's statements, copies with names as one; as they are where it does more than running parts in turn."""
    runs = [(each, _run(each)) for each in part.statements if not isinstance(each, Idle)]
    in_turn = part.in_turn or (not part.takes and all(run for _, run in runs))
    if part.results != (TRUNK,) or not in_turn:
        return list(part.statements)
    steps: list[Step] = []
    for common, group in groupby(enumerate(runs), lambda each: _common(each[0], each[1][1])):
        numbers, found = zip(*group, strict=True)
        statements = tuple(each for each, _ in found)
        if common is None:
            steps += statements
            continue
        first, times = common.offset + numbers[0], common.copies.times
        steps.append(NamedCopies(common.word, first, statements, times))
    return steps


def _run(statement: Statement) -> Run | None:
    """The part of which a statement is all, where it goes on with the newest value."""
    if not isinstance(statement, Assign) or statement.targets != (TRUNK,):
        return None
    made = statement.value
    return made if isinstance(made, Run) and made.operands == (TRUNK,) else None


def _common(number: int, run: Run | None) -> _Numbered | None:
    if run is None or run.copy_of is None:
        return None
    word = run.name.rstrip("0123456789")
    own = run.name.removeprefix(word)
    return _Numbered(word, int(own) - number, run.copy_of) if own and own == str(int(own)) else None
