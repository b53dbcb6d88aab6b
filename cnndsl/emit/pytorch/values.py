"""Numbers, formulas and other values as Python has them."""

import json
from typing import Any

from cnndsl.formulas import Formula, Name, Operation, terms
from cnndsl.program.named_numbers import Choice, Named, NamedFloat

STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, "//": 2, "%": 2, "**": 4}
NEGATIVE, WHOLE = 3, 5
"""How tightly what is no operation of two holds together."""


def literal(value: object) -> str:
    """A number, word, flag or tuple of them."""
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, tuple):
        inner = ", ".join(map(literal, value))
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    return repr(value)


def said(value: Any) -> str:
    """A value in the names that its class has for numbers."""
    if isinstance(value, Named | NamedFloat):
        return written(value.formula)
    if isinstance(value, Name):
        return value.name
    if isinstance(value, Choice):
        return f"{said(value.first)} if i == 0 else {said(value.other)}"
    if isinstance(value, tuple) and len(value) > 1:
        return f"({', '.join(map(said, value))})"
    return literal(value)


def written(formula: Formula) -> str:
    """A formula, with a sum's repeated terms told once: `in_channels + 3 * k`."""
    return _written(formula)[0]


def _written(formula: Formula) -> tuple[str, int]:
    """The text, and how tightly it holds together."""
    if isinstance(formula, Name):
        return formula.name, WHOLE
    if not isinstance(formula, Operation):
        return repr(formula), WHOLE if formula >= 0 else NEGATIVE
    sign, operands = formula.sign, formula.operands
    if sign not in STRENGTH:
        return f"{sign}({', '.join(map(written, operands))})", WHOLE
    if len(operands) == 1:
        return f"{sign}{_held(operands[0], NEGATIVE)}", NEGATIVE
    strength = STRENGTH[sign]
    if sign == "**":
        plain = all(isinstance(each, Name | int) for each in operands)
        return ("**" if plain else " ** ").join(_held(each, WHOLE) for each in operands), strength
    first, *others = _shortened(terms(formula)) if sign == "+" else operands
    if not others:
        return _written(first)
    texts = [_held(first, strength), *(_held(each, strength + 1) for each in others)]
    return f" {sign} ".join(texts), strength


def _held(formula: Formula, strength: int) -> str:
    text, own = _written(formula)
    return text if own >= strength else f"({text})"


def _shortened(found: tuple[Formula, ...]) -> list[Formula]:
    """Terms, with what stands several times in a row once, unless it is a plain number."""
    runs: list[tuple[Formula, int]] = []
    for each in found:
        if runs and runs[-1][0] == each and isinstance(each, Name | Operation):
            runs[-1] = each, runs[-1][1] + 1
        else:
            runs.append((each, 1))
    return [each if count == 1 else _times(count, each) for each, count in runs]


def _times(count: int, term: Formula) -> Formula:
    """A term several times: `4 * d` for `2 * d` twice."""
    first, *others = term.operands if isinstance(term, Operation) else (term,)
    if isinstance(term, Operation) and term.sign == "*" and isinstance(first, int):
        return Operation("*", (count * first, *others))
    return Operation("*", (count, term))
