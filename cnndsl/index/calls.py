"""Layers and blocks where they are written: what their names, keys and values mean."""

from cnndsl.checking.block_arguments import WORDS
from cnndsl.index.book import Book, argument_symbol, layer_symbol
from cnndsl.index.environment import Environment
from cnndsl.index.mentions import enter_value
from cnndsl.index.values import Symbol
from cnndsl.layers.layer import CODES, KINDS, Layer, argument_names
from cnndsl.syntax import tree
from cnndsl.text import Span


def enter_shorthand(book: Book, body: tree.Shorthand, here: Environment) -> None:
    """Enter what the layers of a word name; their spans count from the word's start."""
    for layer in body.word.layers:
        kind = CODES.get(layer.name)
        if kind is not None:
            enter_layer(book, kind, layer, here, body.offset)


def enter_spelled(book: Book, layer: tree.WrittenLayer, here: Environment) -> list[tree.Layers]:
    """Enter what a layer or a block's use names; back come the layers that it is given."""
    name = layer.name
    if name in here.layers:
        book.name(layer.name_span, here.names[name])
    elif name in here.source.blocks:
        enter_use(book, here.source.blocks[name].written, layer, here)
    elif name in KINDS:
        enter_layer(book, KINDS[name], layer, here)
    else:
        for argument in layer.arguments:
            enter_value(book, argument.value, here)
    values = (argument.value for argument in layer.arguments)
    return [value for value in values if isinstance(value, tree.Layers)]


def enter_layer(
    book: Book, kind: type[Layer], layer: tree.WrittenLayer, here: Environment, offset: int = 0
) -> None:
    """Enter a kind's name, and its arguments."""
    book.name(layer.name_span.shift(offset), layer_symbol(kind))
    for place, argument in enumerate(layer.arguments):
        symbol = argument_symbol(kind, argument.key, layer.shorthand)
        _enter_key(book, argument, symbol, offset)
        words = () if layer.shorthand else words_of(kind, argument.key, place)
        enter_value(book, argument.value, here, offset, words)


def words_of(kind: type[Layer], key: str, place: int) -> tuple[str, ...]:
    """The words that an argument understands, by its name or its place."""
    by_place = [*kind.arguments][place : place + 1]
    names = [argument_names(kind)[key]] if key in argument_names(kind) else by_place
    return next((kind.arguments[name].type.words for name in names), ())


def enter_use(book: Book, block: tree.Block, layer: tree.WrittenLayer, here: Environment) -> None:
    """Enter a block where it is used, and the parameters that it is given by name."""
    book.name(layer.name_span, book.block(block))
    for argument in layer.arguments:
        _enter_key(book, argument, book.parameter(block, argument.key), 0)
        enter_value(book, argument.value, here, words=frozenset(WORDS) - here.names.keys())


def _enter_key(book: Book, argument: tree.Argument, symbol: Symbol | None, offset: int) -> None:
    """A key, where it is written."""
    key, start = argument.key, argument.span.start
    if key:
        book.name(Span(start, start + len(key)).shift(offset), symbol, "key")
