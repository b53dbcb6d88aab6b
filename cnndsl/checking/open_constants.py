"""Which constants keep their names on the way to a module, where another number may be given for them."""

from collections.abc import Iterable

from cnndsl.checking.evaluate import Constants
from cnndsl.checking.symbols import MOST
from cnndsl.syntax import tree


def open_constants(constants: Constants, blocks: Iterable[tree.Block]) -> None:
    """Find those that are written as numbers, and those worked out of them, where names mean one thing each."""
    hidden = {each.name for block in blocks for each in block.parameters}
    lets = {name: let.value for name, let in constants.lets.items()}
    numbers = {name for name, value in lets.items() if isinstance(value, tree.Number)} - hidden
    others = {name: value for name, value in lets.items() if name not in numbers}
    while True:
        derived = {
            name
            for name, value in others.items()
            if name not in hidden and _is_derived(value, numbers)
        }
        lost = {each for name in others.keys() - derived for each in _names(others[name])}
        roots = lost.union(*(_names(others[name]) for name in lost & derived))
        if not roots & numbers:
            break
        numbers -= roots
    constants.open, constants.derived = frozenset(numbers), frozenset(derived)


def _names(value: tree.Expression | tree.Missing) -> set[str]:
    return set() if isinstance(value, tree.Missing) else set(tree.names(value))


def _is_derived(value: tree.Expression | tree.Missing, numbers: set[str]) -> bool:
    """Whether an expression is made of constants that are numbers, and short enough to be read."""
    if isinstance(value, tree.Missing):
        return False
    return set() < _names(value) <= numbers and sum(1 for _ in tree.nodes(value)) <= MOST
