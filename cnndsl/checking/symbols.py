"""Expressions as formulas of a block's parameters and of constants: what a class says in place of a number."""

from cnndsl.checking.evaluate import Constants, Here
from cnndsl.formulas import IN, Formula, Name, Operation, names_in, plus
from cnndsl.sizes import Sides
from cnndsl.syntax import tree

MOST = 60
"""Numbers, names and signs of an expression that a class says as it is written; no person reads more."""

_WITHOUT_NAMES = (tree.Number, tree.TapName, tree.ShapeLiteral, tree.SidesLiteral, tree.Layers)


def symbol(
    value: tree.ArgumentValue, constants: Constants, here: Here, offset: int = 0
) -> Formula | None:
    """The expression as a formula; None where it names none of these, or whole numbers would be others."""
    if isinstance(value, _WITHOUT_NAMES):
        return None
    nodes = [*tree.nodes(value)]
    names = [each.name for each in nodes if isinstance(each, tree.Variable)]
    if len(nodes) > MOST or not any(_has_a_name(each, constants, here) for each in names):
        return None
    if isinstance(value, tree.Variable) and value.name in here.listed:
        return here.listed[value.name]
    if isinstance(value, tree.Variable) and value.name in here.parameters:
        number = here.parameters[value.name]
        return None if number is None or isinstance(number, (tuple, Sides)) else Name(value.name)
    if isinstance(value, tree.Variable) and value.name in constants.open:
        return Name(value.name)
    return _formula(value, constants, here, offset)


def _has_a_name(name: str, constants: Constants, here: Here) -> bool:
    """Whether what a name stands for has a name in a class too, or is made of what has."""
    if name in here.listed:
        return _is_named(here.listed[name])
    if name in constants.open or name in constants.derived:
        return True
    return here.in_block and (name == "in" or (here.has_names and name in here.parameters))


def _is_named(formula: Formula | None) -> bool:
    """Whether there is a formula, and it is more than a number."""
    return formula is not None and bool(names_in(formula))


def _formula(
    value: tree.Expression, constants: Constants, here: Here, offset: int
) -> Formula | None:
    if isinstance(value, tree.Number):
        return value.value if isinstance(value.value, int) else None
    if isinstance(value, tree.Variable):
        return _variable(value, constants, here, offset)
    if isinstance(value, tree.Negative):
        inner = _formula(value.operand, constants, here, offset)
        return None if inner is None else Operation("-", (inner,))
    if isinstance(value, tree.Binary):
        return _binary(value, constants, here, offset)
    if isinstance(value, tree.Call):
        return _call(value, constants, here, offset)
    return None


def _variable(
    value: tree.Variable, constants: Constants, here: Here, offset: int
) -> Formula | None:
    if value.name in here.listed:
        return here.listed[value.name]
    if value.name in here.parameters:
        number = here.parameters[value.name]
        named = Name(value.name) if here.has_names else number
        return named if isinstance(number, int) else None
    if value.name == "in":
        return IN
    if value.name in constants.open:
        number = constants.evaluate(value, here, offset)
        return Name(value.name) if isinstance(number, int) else None
    if value.name in constants.derived:
        return _formula(constants.lets[value.name].value, constants, here, offset)
    number = None if value.name == "i" else constants.evaluate(value, here, offset)
    return number if isinstance(number, int) and number >= 0 else None


def _binary(value: tree.Binary, constants: Constants, here: Here, offset: int) -> Formula | None:
    left = _formula(value.left, constants, here, offset)
    right = _formula(value.right, constants, here, offset)
    if left is None or right is None:
        return None
    if value.sign == "+":
        return plus(left, right)
    if value.sign == "/":
        if not isinstance(constants.evaluate(value, here, offset), int):
            return None  # only an exact division is the same in whole numbers
        return Operation("//", (left, right))
    return Operation("**" if value.sign == "^" else value.sign, (left, right))


def _call(value: tree.Call, constants: Constants, here: Here, offset: int) -> Formula | None:
    part = _exact_part if value.function == "divisible" else _formula
    operands = [part(each, constants, here, offset) for each in value.operands]
    found = tuple(each for each in operands if each is not None)
    known = value.function in ("divisible", "min", "max") and len(operands) > 1
    return Operation(value.function, found) if known and len(found) == len(operands) else None


def _exact_part(
    value: tree.Expression, constants: Constants, here: Here, offset: int
) -> Formula | None:
    """What `divisible` takes: a whole number, or a half, a quarter ... of one, which is exact anywhere."""
    divides = isinstance(value, tree.Binary) and value.sign == "/"
    if isinstance(value, tree.Binary) and divides and isinstance(value.right, tree.Number):
        by = value.right.value
        whole = _formula(value.left, constants, here, offset)
        exact = isinstance(by, int) and by > 0 and by & (by - 1) == 0
        return Operation("/", (whole, by)) if exact and whole is not None else None  # type: ignore[arg-type]
    return _formula(value, constants, here, offset)
