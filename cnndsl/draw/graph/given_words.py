"""What a block is given at one use, in words: `depth=256, stride=2`."""

from collections.abc import Mapping
from itertools import islice
from typing import TypeAlias

from cnndsl.draw.layer_words import value
from cnndsl.formulas import Formula, names_in, nodes, replaced
from cnndsl.layers.arguments import TapValue
from cnndsl.network import Given, Use

MOST_SIGNS = 24
"""Of a formula in a box: numbers, names and signs."""
NAMED_BELOW = 4
"""So many arguments are given by place alone; fewer say their names."""
Names: TypeAlias = Mapping[str, Formula]
"""What the parameters of the block around are in terms of the body that is drawn; what is not in it is itself."""
Stated: TypeAlias = tuple[tuple[str, str], ...]
"""Arguments by their names."""


def told_in(symbols: Names, names: Names | None) -> Names:
    """Formulas in terms of the body that is drawn, of those that are no plain number in it."""
    if names is None:
        return {}
    found = {name: replaced(each, names) for name, each in symbols.items()}
    return {name: each for name, each in found.items() if names_in(each) and _is_short(each)}


def _is_short(formula: Formula) -> bool:
    """Whether a person reads a formula in a box; of a longer one the number is told."""
    return sum(1 for _ in islice(nodes(formula), MOST_SIGNS + 1)) <= MOST_SIGNS


def stated(use: Use, names: Names | None) -> Stated:
    """Its arguments, without those that hold by default; in a block's body by that block's parameters."""
    return tuple(
        (each.name, _given(each, use, names)) for each in use.given if each.by_default is None
    )


def _given(given: Given, use: Use, names: Names | None) -> str:
    if isinstance(given.value, TapValue):
        return f"@{use.taps.get(given.name, given.value.path)}"
    symbols = {} if given.symbol is None else {"": given.symbol}
    return value(given.value, told_in(symbols, names).get(""))


def given_text(given: Stated) -> str:
    """Arguments in a line; of many the values alone."""
    named = len(given) < NAMED_BELOW
    return ", ".join(f"{name}={said}" if named else said for name, said in given)


def names_inside(use: Use, names: Names | None) -> Names | None:
    """What the parameters of a block are, in terms of the body in which a use of it stands."""
    if names is None:
        return None
    inside: dict[str, Formula] = {}
    for each in use.given:
        found = _in_terms(each, names, inside)
        if found is not None and _is_short(found):
            inside[each.name] = found
        elif isinstance(each.value, int | float):
            inside[each.name] = each.value
    return inside


def _in_terms(given: Given, names: Names, inside: Names) -> Formula | None:
    """A value in terms of the body around; a default is in terms of the parameters before it."""
    if given.symbol is not None:
        return replaced(given.symbol, names)
    return None if given.by_default is None else replaced(given.by_default, inside)


def parameters(use: Use) -> str:
    """A block's heading: its name and parameters."""
    names = ", ".join(each.name for each in use.given)
    return f"{use.block}({names})" if names else use.block
