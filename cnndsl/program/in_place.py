"""Which layers write over what they are given; `lower.py` says where nothing else needs that."""

from cnndsl.network import Placed


def may_write_over(placed: Placed, labelled: bool) -> bool:
    """Whether a layer can write over its input: not where it is a module, for its class's sake."""
    by_arguments = placed.origin.symbols.keys() & vars(placed.layer)
    return placed.layer.writes_over and not labelled and not by_arguments
