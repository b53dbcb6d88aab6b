"""Formulas: what a number is in terms of names, `4 * d`. A back-end writes them as its language has them."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias, Union

from cnndsl.named_tuple import NamedTuple


class Name(NamedTuple):
    """A parameter, or another name that stands for a number."""

    name: str


class Operation(NamedTuple):
    """`+` of any number of operands, `-`, `*`, `/`, `//`, `%` and `**` of two, or a function's name.

    `-` of one operand is its negative; `if first` is the first operand for the first copy, else the second.
    """

    sign: str
    operands: tuple["Formula", ...]


Formula: TypeAlias = Union[int, float, Name, Operation]

IN = Name("in")
"""The depth of what comes in where the formula stands."""
COPY = Name("i")
"""The number of a copy, from 0 on."""


def plus(left: Formula, right: Formula) -> Operation:
    return Operation("+", (*terms(left), *terms(right)))


def minus(left: Formula, right: Formula) -> Formula:
    """A difference: `d` for `d + 1 - 1`, and for `3 * d - 2 * d`."""
    *others, last = terms(left)
    if others and last == right:
        return sum_of(tuple(others))
    (more, of_what), (less, of_same) = _multiple(left), _multiple(right)
    if of_what != of_same or more <= less:
        return Operation("-", (left, right))
    return of_what if more == less + 1 else Operation("*", (more - less, of_what))


def _multiple(formula: Formula) -> tuple[int, Formula]:
    """How many times something a formula is."""
    if isinstance(formula, Operation) and formula.sign == "*":
        times, of_what = formula.operands
        if isinstance(times, int):
            return times, of_what
    return 1, formula


def terms(formula: Formula) -> tuple[Formula, ...]:
    """What a sum is made of; anything else is itself."""
    summed = isinstance(formula, Operation) and formula.sign == "+"
    return formula.operands if isinstance(formula, Operation) and summed else (formula,)


def sum_of(found: tuple[Formula, ...]) -> Formula:
    return found[0] if len(found) == 1 else Operation("+", found)


def nodes(formula: Formula) -> Iterator[Formula]:
    """The formula and all that it is made of."""
    yield formula
    if isinstance(formula, Operation):
        for operand in formula.operands:
            yield from nodes(operand)


def names_in(formula: Formula) -> frozenset[str]:
    """The names that it is made of, without a copy's number."""
    found = (each.name for each in nodes(formula) if isinstance(each, Name) and each != COPY)
    return frozenset(found)


def replaced(formula: Formula, by_name: Mapping[str, Formula]) -> Formula:
    """Formulas in the place of names."""
    if isinstance(formula, Name):
        return by_name.get(formula.name, formula)
    if not isinstance(formula, Operation):
        return formula
    operands = tuple(replaced(each, by_name) for each in formula.operands)
    if formula.sign == "+":
        operands = tuple(term for each in operands for term in terms(each))
    return Operation(formula.sign, operands)
