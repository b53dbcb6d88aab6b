"""The words of the language and of the registry that may stand at a place."""

from collections.abc import Iterable

from cnndsl.analyse.facts import OF_A_LAYER
from cnndsl.analyse.figures import Totals
from cnndsl.checking.block_arguments import WORDS
from cnndsl.index.book import layer_symbol
from cnndsl.index.calls import words_of
from cnndsl.index.places import Places
from cnndsl.index.reading import OpenCall, Reading
from cnndsl.index.values import Symbol
from cnndsl.index.visible import blocks, labels_at
from cnndsl.layers.layer import CODES, KINDS, argument_names
from cnndsl.resources import real
from cnndsl.syntax.parser_tables import parser

SPELLINGS = {"BLOCK": ("block", "shared block"), "HEAD": ("head",), "AFTER_NONE": ("after none",)}
"""The keywords that are no fixed words in the grammar."""


def keyword_symbols(terminals: frozenset[str]) -> list[Symbol]:
    """The keywords among some kinds of tokens."""
    fixed = {
        kind: word for words in parser("cnn").table.words.values() for word, kind in words.items()
    }
    named = ((kind, fixed[kind]) for kind in sorted(terminals & fixed.keys()))
    plain = [word for _, word in named if word.isalpha()]
    spelled = (word for kind in SPELLINGS if kind in terminals for word in SPELLINGS[kind])
    return [Symbol("word", word, None, None) for word in (*plain, *spelled)]


def words_in_layers(places: Places, reading: Reading, offset: int) -> list[Symbol]:
    """The names that may stand where no value stands."""
    last = reading.kinds(1)
    if last == ("DEFAULT",):
        return [layer_symbol(kind) for kind in KINDS.values() if kind.arguments]
    if last == ("AFTER",):
        return [layer_symbol(kind) for kind in KINDS.values() if kind.role == "weights"]
    if last == ("EXPECT",):
        return _figures(Totals._fields)
    if reading.kinds(2) == ("EXPECT", "TAP"):
        return _figures(OF_A_LAYER)
    if "HOLE" not in reading.terminals:
        return []  # a name that is given here
    parameters = (each for each in labels_at(places, offset) if each.kind == "parameter")
    kinds = map(layer_symbol, KINDS.values())
    codes = (layer_symbol(kind)._replace(name=code) for code, kind in CODES.items())
    return [*blocks(places), *parameters, *kinds, *codes]


def _figures(names: Iterable[str]) -> list[Symbol]:
    return [Symbol("figure", name, None, None) for name in names]


def words_in_call(places: Places, call: OpenCall) -> list[Symbol]:
    """The keys that a call may still be given, and the words that the value at a place understands."""
    source = places.sources.get(real(places.text.path))
    block = source.blocks.get(call.name) if source else None
    if block is not None:
        parameters = {each.name for each in block.written.parameters}
        keys = [each for each in places.symbols("parameter") if each.scope == block.written.whole]
        found = [each for each in keys if each.name in parameters]
        words: tuple[str, ...] = WORDS
    elif call.name in KINDS:
        kind = KINDS[call.name]
        found = [
            Symbol("argument", key, None, None, kind.arguments[name].prose)
            for key, name in argument_names(kind).items()
        ]
        words = words_of(kind, call.key, call.place)
    else:
        return []
    free = [each for each in found if call.begins and each.name not in call.keys]
    return [*free, *(Symbol("word", word, None, None) for word in words)]
