"""Values and formulas as a spec has them."""

from fractions import Fraction

from cnndsl.formulas import Formula, Name, Operation
from cnndsl.layers.arguments import TapValue, WordValue
from cnndsl.sizes import Sides

BINDS = {"+": 1, "-": 1, "*": 2, "/": 2, "//": 2, "%": 2, "**": 4}
WRITTEN = {"**": "^"}
NEGATIVE, ATOM = 3, 5


def formula_words(formula: Formula) -> str:
    """`4*d`, `c//16`, `min(a, b)`."""
    return _formula(formula)[0]


def _formula(formula: Formula) -> tuple[str, int]:
    """A formula's words, and how strongly they bind."""
    if isinstance(formula, Name):
        return formula.name, ATOM
    if not isinstance(formula, Operation):
        words = number_words(formula)
        return words, NEGATIVE if words.startswith("-") else ATOM
    sign, operands = formula.sign, formula.operands
    if sign not in BINDS:
        return f"{sign}({', '.join(map(formula_words, operands))})", ATOM
    binds = BINDS[sign]
    if len(operands) == 1:
        return f"-{_within(operands[0], NEGATIVE + 1)}", NEGATIVE
    first, *others = operands
    left = _within(first, binds + (sign == "**"))
    right = [_within(each, binds + 1) for each in others]
    return WRITTEN.get(sign, sign).join([left, *right]), binds


def _within(formula: Formula, binds: int) -> str:
    words, own = _formula(formula)
    return words if own >= binds else f"({words})"


def number_words(value: object) -> str:
    """A number, exactly; a decimal without a point where it has none to show."""
    if isinstance(value, Fraction):
        decimal = repr(float(value))
        return (
            _plain(decimal)
            if Fraction(decimal) == value
            else f"{value.numerator}/{value.denominator}"
        )
    return _plain(float.__repr__(value)) if isinstance(value, float) else str(value)


def _plain(decimal: str) -> str:
    return decimal.removesuffix(".0")


def value_words(value: object) -> str:
    """A value of an argument or a parameter, a label apart."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, WordValue):
        return value.text
    if isinstance(value, TapValue):
        return f"@{value.path}"
    if isinstance(value, tuple):
        return "x".join(map(value_words, value))
    if isinstance(value, str | Sides):
        return str(value)
    return number_words(value)
