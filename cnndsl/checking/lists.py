"""Lists: a copy, or a branch, for each of several values, `<r: 1, 2, 4>` and `each(r: 6, 12, 18)`."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cnndsl.checking import uses
from cnndsl.checking.block_arguments import caller_value
from cnndsl.checking.expansion import Expansion
from cnndsl.checking.name_problems import why_not_parameter
from cnndsl.checking.spot import Spot
from cnndsl.checking.symbols import symbol
from cnndsl.layers.arguments import TapValue, WordValue
from cnndsl.layers.layer import KINDS
from cnndsl.lazy_modules import LazyModule
from cnndsl.syntax import tree

if TYPE_CHECKING:
    from cnndsl.checking import list_problems
else:
    list_problems = LazyModule("cnndsl.checking.list_problems")


def spots(
    expansion: Expansion, listing: tree.Listing, spot: Spot, of: tuple[tree.Part, ...]
) -> Iterator[Spot]:
    """The spot, with the list's name standing for each of its values in turn; `of` are the parts that it is for."""
    name = listing.name.name
    taken = _why_taken(name, spot)
    if taken:
        expansion.say(list_problems.name_taken(listing.name.span, name, taken), spot)
    elif not _is_used(expansion, name, of):
        expansion.say(list_problems.name_unused(listing), spot)
    for written in listing.values:
        value = _value(expansion, written, spot)
        formula = symbol(written, spot.source.constants, spot.here)
        number = value if isinstance(value, int) else None
        yield spot.with_value(name, value, number if formula is None else formula)


def _is_used(expansion: Expansion, name: str, parts: tuple[tree.Part, ...]) -> bool:
    """Whether the words of some parts have a name in them."""
    words = expansion.findings.text.words(parts[0].body.span.until(parts[-1].span))
    return re.search(rf"\b{name}\b", words) is not None


def _why_taken(name: str, spot: Spot) -> str:
    """Why a list cannot have a name, or nothing where it can."""
    constants = spot.source.constants
    if name in spot.here.listed:
        return "a list around it is called so"
    if name in spot.here.parameters:
        return "a parameter of the block is called so"
    if name in constants.lets or name in constants.values or name in constants.taken_in:
        return "a constant is called so"
    return why_not_parameter(name)


def _value(expansion: Expansion, written: tree.Value, spot: Spot) -> Any:
    """What a value of a list comes to: whatever an argument may be."""
    constants, here = spot.source.constants, spot.here
    if isinstance(written, tree.TapName):
        label = uses.tap(expansion, written.path, written.span, spot)
        return TapValue(label) if label else None
    known = {*constants.lets, *constants.taken_in, *here.parameters, "i", "in"}
    if isinstance(written, tree.Variable) and written.name not in known and _is_word(written.name):
        return WordValue(written.name)
    return caller_value(written, constants, here)


def _is_word(name: str) -> bool:
    """Whether some argument of a layer takes a word."""
    return any(
        name in each.type.words for kind in KINDS.values() for each in kind.arguments.values()
    )
