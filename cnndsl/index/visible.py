"""Which names are seen from a place of the first text: labels for taps, and names for expressions."""

from cnndsl.checking.evaluate import FUNCTIONS
from cnndsl.index.places import Places
from cnndsl.index.values import Symbol
from cnndsl.resources import real
from cnndsl.syntax import tree
from cnndsl.text import Span

BUILT_IN = {
    "in": "the depth of what comes in",
    "i": "the number of the copy, from 0",
}


def labels_at(places: Places, offset: int) -> list[Symbol]:
    """What a tap may name: the labels and inputs behind which a place stands, and what a block is given."""
    around = _block_around(places, offset)
    return [
        each
        for each in places.symbols("label", "input", "parameter", "list")
        if each.scope
        and each.scope.start <= offset <= each.scope.end
        and each.definition
        and _block_around(places, each.definition.start) == around
    ]


def names_at(places: Places, offset: int) -> list[Symbol]:
    """What an expression may name: parameters, lists, constants and functions."""
    seen = [
        each
        for each in places.symbols("parameter", "list")
        if each.scope and each.scope.start <= offset <= each.scope.end
    ]
    built_in = (Symbol("word", name, None, None, detail) for name, detail in BUILT_IN.items())
    functions = (Symbol("function", name, None, None) for name in FUNCTIONS)
    return [*seen, *constants(places), *built_in, *functions]


def constants(places: Places) -> list[Symbol]:
    """The constants of the file, those that it takes in too."""
    source = places.sources.get(real(places.text.path))
    names = source.constants.names if source else []
    known = {each.name: each for each in places.symbols("constant")}
    return [known[name] for name in names if name in known]


def blocks(places: Places) -> list[Symbol]:
    """The blocks of the file, those that it takes in too."""
    source = places.sources.get(real(places.text.path))
    names = source.blocks if source else {}
    return [each for each in places.symbols("block") if each.name in names]


def _block_around(places: Places, offset: int) -> Span | None:
    """The block in which a place stands; None in the trunk."""
    source = places.sources.get(real(places.text.path))
    wholes = (
        entry.whole
        for entry in (source.file.entries if source else ())
        if isinstance(entry, tree.Block)
    )
    return next((whole for whole in wholes if whole.start <= offset < whole.end), None)
