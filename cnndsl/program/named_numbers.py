"""Numbers with a name: depths and arguments that a class takes, followed through the layers' own arithmetic.

A `Named` is an int that knows how the class says it: `4 * d`. Arithmetic on it gives another one, so that the
calls of layers/ come out in the class's own terms.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from cnndsl.formulas import COPY, Formula, Name, Operation, minus, names_in, nodes, plus, terms
from cnndsl.layers.torch_calls import Expression, FunctionCall, parts_of
from cnndsl.named_tuple import NamedTuple

LONGEST = 150
"""Numbers, names and signs of a formula that a person reads."""
LONGEST_SUM = 1_000
"""The same for a plain sum, as of a dense block's copies, which is told in short in the end."""


class Named(int):
    formula: Formula

    def __new__(cls, value: int, formula: Formula) -> "Named":
        made = super().__new__(cls, value)
        made.formula = formula
        return made

    def __add__(self, other: int) -> Any:
        if _is(other, 0):
            return self
        return named(int(self) + int(other), plus(self.formula, of(other)))

    def __radd__(self, other: int) -> Any:
        return (
            self if _is(other, 0) else named(int(other) + int(self), plus(of(other), self.formula))
        )

    def __sub__(self, other: int) -> Any:
        if _is(other, 0):
            return self
        return named(int(self) - int(other), minus(self.formula, of(other)))

    def __mul__(self, other: int) -> Any:
        return self if _is(other, 1) else self._by("*", int(self) * int(other), other)

    def __rmul__(self, other: int) -> Any:
        product = Operation("*", (of(other), self.formula))
        return self if _is(other, 1) else named(int(other) * int(self), product)

    def __floordiv__(self, other: int) -> Any:
        return self if _is(other, 1) else self._by("//", int(self) // int(other), other)

    def _by(self, sign: str, value: int, other: int) -> Any:
        return named(value, Operation(sign, (self.formula, of(other))))


def _is(other: int, number: int) -> bool:
    """Whether a number is this one, and not by chance, as one with a name may be."""
    return not isinstance(other, Named) and other == number


class NamedFloat(float):
    """A number with a name that is no whole one, and that nothing is reckoned with."""

    formula: Formula

    def __new__(cls, value: float, formula: Formula) -> "NamedFloat":
        made = super().__new__(cls, value)
        made.formula = formula
        return made


class Choice(NamedTuple):
    """What the first copy takes, and what all others do."""

    first: Any
    other: Any


def named(value: int | float, formula: Formula) -> Any:
    """A number with a name; a plain one where there is none, or none that a person reads."""
    if COPY not in nodes(formula) and not names_in(formula):
        return value
    if not isinstance(value, int):
        return NamedFloat(float(value), formula)
    return Named(value, formula) if _is_readable(formula) else int(value)


def _is_readable(formula: Formula) -> bool:
    """Whether a formula is short enough: through copies it may grow, and double with each of them."""
    parts = terms(formula)
    if len(parts) < LONGEST_SUM and not any(isinstance(each, Operation) for each in parts):
        return True
    return sum(1 for _ in islice(nodes(formula), LONGEST)) < LONGEST


def of(value: int | float) -> Formula:
    """A number as a formula: its own, if it has one."""
    return value.formula if isinstance(value, Named | NamedFloat) else value


def plain(value: Any) -> Any:
    """A value without names of numbers."""
    if isinstance(value, Name):
        return value
    if isinstance(value, Choice):
        return plain(value.first)
    if isinstance(value, FunctionCall):
        options = {name: plain(each) for name, each in value.options.items()}
        return FunctionCall(value.target, tuple(map(plain, value.args)), options, value.learned)
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    if isinstance(value, NamedFloat):
        return float(value)
    return int(value) if isinstance(value, Named) else value


def key(value: Any) -> Any:
    """What two values have in common that are said alike."""
    if isinstance(value, Named | NamedFloat):
        return value.formula
    if isinstance(value, FunctionCall):
        return (value.target, *map(key, value.args), *map(key, value.options.items()))
    if isinstance(value, tuple):
        return tuple(map(key, value))
    return (type(value).__name__, value)


def names_of(value: Any) -> frozenset[str]:
    """The names that a value says."""
    formulas = (value,) if isinstance(value, Name) else formulas_of(value)
    return frozenset(name for each in formulas for name in names_in(each))


def formulas_of(value: Any) -> Iterator[Formula]:
    """The formulas that a value says."""
    if isinstance(value, Named | NamedFloat):
        yield value.formula
    inner: tuple[Any, ...] = value if isinstance(value, tuple) else ()
    if isinstance(value, FunctionCall):
        inner = (*value.args, *value.options.values())
    for each in inner:
        yield from formulas_of(each)


def names_in_expression(value: Any) -> frozenset[str]:
    """The names in all numbers of an expression."""
    inner = parts_of(value) if isinstance(value, Expression) else []
    return names_of(value).union(*map(names_in_expression, inner))


def has_name(value: Any) -> bool:
    """Whether a value is said otherwise than as the number that it is."""
    named_so = isinstance(value, Expression) and bool(names_of(value))
    return isinstance(value, Named | NamedFloat | Choice) or named_so


def goes_by_copy(value: Any) -> bool:
    """Whether a value is another for each copy."""
    numbered = isinstance(value, Named | NamedFloat) and COPY in nodes(value.formula)
    return isinstance(value, Choice) or numbered
