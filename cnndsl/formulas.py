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
    """A difference; of what a sum ends in, the sum without it."""
    *others, last = terms(left)
    if others and last == right:
        return sum_of(tuple(others))
    return Operation("-", (left, right))


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
