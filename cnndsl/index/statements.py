"""A file's statements, and the parts between them: every name that is given, and every one that is used."""

import os
from collections.abc import Mapping

from cnndsl.checking.files import Source
from cnndsl.checking.layer_parameters import layer_parameters
from cnndsl.index.book import Book, layer_symbol
from cnndsl.index.calls import enter_layer
from cnndsl.index.environment import Environment
from cnndsl.index.mentions import enter_value
from cnndsl.index.parts import enter_given, enter_parts
from cnndsl.index.values import Symbol
from cnndsl.layers.layer import KINDS
from cnndsl.network import Scope
from cnndsl.resources import real
from cnndsl.syntax import tree
from cnndsl.text import Span


def enter_file(book: Book, source: Source, sources: Mapping[str, Source]) -> None:
    """Enter all that one of the files names; it may take in the others. A default taps labels of where it holds."""
    whole = book.whole(book.text.at(source.start))
    here = Environment(source, _inputs(book, source.file, whole), whole.end)
    for entry in source.file.entries:
        if isinstance(entry, tree.Part):
            enter_parts(book, (entry,), here)
        elif isinstance(entry, tree.Head):
            _enter_head(book, entry, here)
        elif isinstance(entry, tree.Block):
            _enter_block(book, entry, here)
        elif isinstance(entry, tree.Use):
            _enter_file_use(book, entry, sources)
        elif not isinstance(entry, tree.Default):
            _enter_statement(book, entry, here._replace(labels=Scope()))
    for entry in source.file.entries:
        if isinstance(entry, tree.Default) and entry.layer.name in KINDS:
            enter_layer(book, KINDS[entry.layer.name], entry.layer, here)


def _inputs(book: Book, file: tree.File, whole: Span) -> Scope[Symbol]:
    """The inputs that have names, which all taps of the trunk see."""
    trunk: Scope[Symbol] = Scope()
    for entry in file.entries:
        if isinstance(entry, tree.Input) and entry.name:
            name, span, _ = entry.name
            trunk.own.setdefault(name, book.define("input", name, span, whole, entry.span))
    return trunk


def _enter_statement(
    book: Book,
    entry: tree.Network | tree.Input | tree.Let | tree.After | tree.Expect,
    here: Environment,
) -> None:
    """What sees constants and blocks alone."""
    if isinstance(entry, tree.Network):
        scope = book.whole(book.text.at(entry.span.start))
        book.define("network", entry.name, entry.span, scope, entry.span)
    elif isinstance(entry, tree.Let):
        book.name(entry.name.span, book.of_let(entry), "definition")
        enter_value(book, entry.value, here)
    elif isinstance(entry, tree.Input):
        if entry.shape is not None:
            enter_value(book, entry.shape, here)
    elif isinstance(entry, tree.After):
        if entry.kind and entry.kind.name in KINDS:
            book.name(entry.kind.span, layer_symbol(KINDS[entry.kind.name]))
        enter_parts(book, entry.parts, here._replace(end=entry.span.end))
    else:
        book.name(entry.figure.span, Symbol("figure", entry.figure.name, None, None))
        enter_value(book, entry.value, here)


def _enter_head(book: Book, head: tree.Head, here: Environment) -> None:
    """A head, whose name no tap sees."""
    name, span, _ = head.name
    book.labelled[head.span] = book.define("head", name, span, head.span, head.span)
    enter_parts(book, head.parts, here.inside(head.span.end))


def _enter_block(book: Book, block: tree.Block, here: Environment) -> None:
    """A block: a default sees the parameters before it, and the body sees all of them."""
    book.name(block.name.span, book.block(block), "definition")
    within = here._replace(labels=Scope(), end=block.whole.end, layers=layer_parameters(block))
    for parameter in block.parameters:
        symbol = book.parameter(block, parameter.name)
        assert symbol is not None
        start = parameter.span.start
        book.name(Span(start, start + len(parameter.name)), symbol, "definition")
        if isinstance(parameter.default, tree.Layers):
            enter_given(book, parameter.default, within._replace(layers=_seen(within)))
        elif parameter.default is not None:
            enter_value(book, parameter.default, within)
        within = within.knowing(symbol)
    enter_parts(book, block.parts, within)


def _seen(here: Environment) -> frozenset[str]:
    """The parameters that stand for layers, of those that are seen."""
    return here.layers.intersection(here.names)


def _enter_file_use(book: Book, use: tree.Use, sources: Mapping[str, Source]) -> None:
    """A file that is taken in, which is its own symbol."""
    where = os.path.join(os.path.dirname(book.text.at(use.span.start).path), use.file)
    source = sources.get(real(where)) if "\0" not in where else None
    if source is not None:
        start = Span(source.start, source.start)
        book.name(use.span, Symbol("file", use.file, start, None))
