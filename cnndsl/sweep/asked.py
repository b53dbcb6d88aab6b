"""The rows that answer what is asked of a family: today by checking members one by one.

`asked` is all that others call.
"""

import hashlib
import random
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from cnndsl.analyse.report import Report, report
from cnndsl.compile import Again
from cnndsl.sweep.rows import Kind, Row, Rows
from cnndsl.sweep.wanted import Wanted
from cnndsl.version import __version__
from cnndsl.writing.members import spec_of_member

MOST_LISTED = 20_000
"""Networks that are looked at for one answer."""
BIG = 1 << 63


class TooMany(Exception):
    """A family is too large for what is asked."""


def asked(again: Again, wanted: Wanted, layers: str = "") -> Rows:
    """The answer, as rows. `layers` are what a file of layer kinds says, for the checksum."""
    return Members(again, wanted, layers)


class Members:
    """A family's members, each checked for its row."""

    def __init__(self, again: Again, wanted: Wanted, layers: str) -> None:
        self._given = again, wanted, layers
        self._again, self._wanted = again, wanted

    def __reduce__(self) -> Any:
        """What has been worked out stays where it is."""
        return Members, self._given

    @cached_property
    def _family(self) -> Any:
        return self._again.at({}, self._again.options.inputs).family

    @cached_property
    def _first(self) -> Report:
        return report(self._family[0], self._wanted.settings)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        spec = ("spec",) * self._wanted.spec
        return ("member", "choices", *self._first.totals, "receptive_field", *spec)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        number: Kind = "big" if self._family.count > BIG else "whole"
        totals: list[Kind] = [
            "real" if each == "seconds" else "whole" for each in self._first.totals
        ]
        spec: list[Kind] = ["text"] * self._wanted.spec
        return (number, "text", *totals, "whole", *spec)

    @property
    def count(self) -> int:
        if self._wanted.how == "all":
            return int(self._family.count)
        return self._wanted.draws if self._wanted.how == "sample" else len(self._chosen)

    @cached_property
    def checksum(self) -> str:
        again, wanted, layers = self._given
        options = again.options
        texts = again.content, [content for _, content in again.taken_in], layers
        given = sorted(options.inputs.items()), sorted(options.constants.items())
        said = repr((__version__, texts, given, wanted))
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()

    def rows(self, first: int, last: int) -> Iterator[Row]:
        """The rows of a range, each worked out when its turn comes."""
        if self._wanted.how == "all":
            return self._within(first, last)
        if self._wanted.how == "sample":
            return self._drawn(first, last)
        return iter(self._chosen[first:last])

    def _row(self, number: int) -> Row:
        result = self._family[number]
        found = report(result, self._wanted.settings)
        view = found.last_view
        field = min((axis.field for axis in view.view if axis), default=None) if view else None
        choices = " ".join(map(str, self._family.choices(number)))
        spec = (spec_of_member(result.network),) if self._wanted.spec else ()
        return (number, choices, *found.totals.values(), field, *spec)

    def _within(self, first: int, last: int) -> Iterator[Row]:
        """Those of some members that are within all limits."""
        for number in range(first, last):
            row = self._row(number)
            if all(each.hold(self._value(row, each.figure)) for each in self._wanted.bounds):
                yield row

    @cached_property
    def _listed(self) -> list[Row]:
        """All members within the limits."""
        count = self._family.count
        if count > MOST_LISTED:
            raise TooMany(f"{count:,} networks; so far {MOST_LISTED:,} can be looked at for that")
        return [*self._within(0, count)]

    def _value(self, row: Row, figure: str) -> Any:
        return row[self.columns.index(figure.removeprefix("-"))]

    def _drawn(self, first: int, last: int) -> Iterator[Row]:
        """Each draw has a generator of its own, so that it hangs on no other."""
        limited, count = bool(self._wanted.bounds), self._family.count
        among = len(self._listed) if limited else count
        for number in range(first, last) if among else ():
            drawn = random.Random(f"{self._wanted.seed} {number}").randrange(among)
            yield self._listed[drawn] if limited else self._row(drawn)

    @cached_property
    def _chosen(self) -> list[Row]:
        """The front, or the rank."""
        known = [row for row in self._listed if None not in self._key(row)]
        ordered = sorted(known, key=self._key)
        if self._wanted.how == "front":
            return self._best(ordered)
        return ordered[: self._wanted.top or None]

    def _key(self, row: Row) -> tuple[Any, ...]:
        """What is less for a better row; of equal ones they stay in the order of their numbers."""
        return tuple(
            value if value is None or not name.startswith("-") else -value
            for name in self._wanted.figures
            for value in [self._value(row, name)]
        )

    def _best(self, ordered: list[Row]) -> list[Row]:
        """The rows that none is as good as in every figure: only an earlier one could be."""
        front: list[tuple[tuple[Any, ...], Row]] = []
        for row in ordered:
            key = self._key(row)
            if not any(_is_as_good(other, key) for other, _ in front):
                front.append((key, row))
        return [row for _, row in front]


def _is_as_good(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return all(a <= b for a, b in zip(one, other, strict=True))
