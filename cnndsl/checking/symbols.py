"""Expressions of a block's body as Python has them: what the generated class says in place of a number.

`IN` stands for the depth of what comes in where the expression stands; emit/ puts its own name there.
"""

from cnndsl.checking.evaluate import Constants, Here
from cnndsl.syntax import tree

IN = "\0"
MOST = 60
"""Numbers, names and signs of an expression that a class says as it is written; no person reads more."""
STRENGTH = {"+": 1, "-": 1, "*": 2, "//": 2, "%": 2}


def symbol(value: tree.Value, constants: Constants, here: Here, offset: int = 0) -> str:
    """The expression as Python code; empty where it names no parameter, or Python would say it otherwise."""
    if isinstance(value, tree.TapName | tree.ShapeLiteral) or not here.in_block:
        return ""
    wanted = {*here.parameters, "in"}
    if wanted.isdisjoint(tree.names(value)) or sum(1 for _ in tree.nodes(value)) > MOST:
        return ""
    if isinstance(value, tree.Variable) and value.name in here.parameters:
        number = here.parameters[value.name]
        return "" if number is None or isinstance(number, tuple) else value.name
    text, _ = _code(value, constants, here, offset) or ("", 0)
    return text


def _code(
    value: tree.Expression, constants: Constants, here: Here, offset: int
) -> tuple[str, int] | None:
    """The code, and how tightly it holds together."""
    if isinstance(value, tree.Number):
        return (str(value.value), 4) if isinstance(value.value, int) else None
    if isinstance(value, tree.Variable):
        return _variable(value, constants, here, offset)
    if isinstance(value, tree.Negative):
        inner = _code(value.operand, constants, here, offset)
        return (f"-{_held(inner, 3)}", 3) if inner else None
    if isinstance(value, tree.Binary):
        return _binary(value, constants, here, offset)
    if isinstance(value, tree.Call) and value.function == "divisible":
        operands = [_part(each, constants, here, offset) for each in value.operands]
        if len(operands) == 2 and all(operands):
            return f"divisible({', '.join(each[0] for each in operands if each)})", 4
    if isinstance(value, tree.Call) and value.function in ("min", "max"):
        operands = [_code(each, constants, here, offset) for each in value.operands]
        if all(operands) and len(operands) > 1:
            return f"{value.function}({', '.join(each[0] for each in operands if each)})", 4
    return None


def _variable(
    value: tree.Variable, constants: Constants, here: Here, offset: int
) -> tuple[str, int] | None:
    if value.name in here.parameters:
        number = here.parameters[value.name]
        return (value.name, 4) if isinstance(number, int) else None
    if value.name == "in":
        return IN, 4
    number = None if value.name == "i" else constants.evaluate(value, here, offset)
    return (str(number), 4) if isinstance(number, int) and number >= 0 else None


def _binary(
    value: tree.Binary, constants: Constants, here: Here, offset: int
) -> tuple[str, int] | None:
    left = _code(value.left, constants, here, offset)
    right = _code(value.right, constants, here, offset)
    sign = value.sign
    if left is None or right is None:
        return None
    if sign == "/":
        if not isinstance(constants.evaluate(value, here, offset), int):
            return None  # only an exact division is the same in whole numbers
        sign = "//"
    strength = STRENGTH[sign]
    return f"{_held(left, strength)} {sign} {_held(right, strength + 1)}", strength


def _part(
    value: tree.Expression, constants: Constants, here: Here, offset: int
) -> tuple[str, int] | None:
    """What `divisible` takes: a whole number, or a half, a quarter ... of one, which is exact in Python too."""
    if (
        isinstance(value, tree.Binary)
        and value.sign == "/"
        and isinstance(value.right, tree.Number)
    ):
        by = value.right.value
        whole = _code(value.left, constants, here, offset)
        if whole and isinstance(by, int) and by > 0 and by & (by - 1) == 0:
            return f"{_held(whole, 2)} / {by}", 2
        return None
    return _code(value, constants, here, offset)


def _held(code: tuple[str, int], strength: int) -> str:
    text, own = code
    return text if own >= strength else f"({text})"
