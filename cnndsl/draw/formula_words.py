"""A formula as a picture has it: `4·d`, `(in + k)/2`."""

from cnndsl.formulas import Formula, Name, Operation

SIGNS = {"+": " + ", "-": " − ", "*": "·", "/": "/", "//": "/", "%": " mod ", "**": "^"}
STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, "//": 2, "%": 2, "**": 3}
WHOLE = 4


def formula_words(formula: Formula) -> str:
    """The formula in signs of arithmetic."""
    return _written(formula)[0]


def _written(formula: Formula) -> tuple[str, int]:
    """The text, and how tightly it holds together."""
    if isinstance(formula, Name):
        return formula.name, WHOLE
    if not isinstance(formula, Operation):
        return f"{formula:g}" if isinstance(formula, float) else str(formula), WHOLE
    if formula.sign not in STRENGTH:
        return f"{formula.sign}({', '.join(map(formula_words, formula.operands))})", WHOLE
    if len(formula.operands) == 1:
        return f"−{_held(formula.operands[0], WHOLE)}", STRENGTH["+"]
    strength = STRENGTH[formula.sign]
    first, *others = formula.operands
    texts = [_held(first, strength), *(_held(each, strength + 1) for each in others)]
    return SIGNS[formula.sign].join(texts), strength


def _held(formula: Formula, strength: int) -> str:
    text, own = _written(formula)
    return text if own >= strength else f"({text})"
