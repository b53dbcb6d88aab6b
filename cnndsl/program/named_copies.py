"""Copies with names of their own, `denselayer1`, `denselayer2`, that are all that a part runs."""

from itertools import groupby
from typing import TypeAlias

from cnndsl.formulas import Formula
from cnndsl.named_tuple import NamedTuple
from cnndsl.program.statements import Assign, Idle, Part, Run, Statement
from cnndsl.program.variables import TRUNK


class NamedCopies(NamedTuple):
    """Copies whose names are a word and a number, one more each time."""

    word: str
    first: int
    """The number of the first."""
    statements: tuple[Statement, ...]
    times: Formula
    """How many there are, in terms of the parameters around."""

    @property
    def name(self) -> str:
        """The name of a copy, by its number `i`."""
        return f"{self.word}{{i + {self.first}}}" if self.first else f"{self.word}{{i}}"


class _Numbered(NamedTuple):
    """What copies have in common: the word, the number less that of the statement, and how many there are."""

    word: str
    offset: int
    times: Formula


Step: TypeAlias = Statement | NamedCopies


def with_named_copies(part: Part) -> list[Step]:
    """A part's statements, copies with names as one; as they are where it does more than running parts in turn."""
    runs = [(each, _run(each)) for each in part.statements if not isinstance(each, Idle)]
    if part.results != (TRUNK,) or part.takes or not all(run for _, run in runs):
        return list(part.statements)
    steps: list[Step] = []
    for common, group in groupby(enumerate(runs), lambda each: _common(each[0], each[1][1])):
        numbers, found = zip(*group, strict=True)
        statements = tuple(each for each, _ in found)
        if common is None:
            steps += statements
        else:
            steps.append(
                NamedCopies(common.word, common.offset + numbers[0], statements, common.times)
            )
    return steps


def _run(statement: Statement) -> Run | None:
    """The part of which a statement is all, where it goes on with the newest value."""
    if not isinstance(statement, Assign) or statement.targets != (TRUNK,):
        return None
    made = statement.value
    return made if isinstance(made, Run) and made.operands == (TRUNK,) else None


def _common(number: int, run: Run | None) -> _Numbered | None:
    if run is None or run.times is None:
        return None
    word = run.name.rstrip("0123456789")
    own = run.name.removeprefix(word)
    return _Numbered(word, int(own) - number, run.times) if own and own == str(int(own)) else None
