"""Names inside values: constants, parameters and lists in expressions; labels in taps."""

from collections.abc import Collection, Iterator

from cnndsl.index.book import Book
from cnndsl.index.environment import Environment
from cnndsl.index.values import Symbol
from cnndsl.network import Scope
from cnndsl.syntax import tree
from cnndsl.text import Span


def enter_value(
    book: Book,
    value: tree.ArgumentValue,
    here: Environment,
    offset: int = 0,
    words: Collection[str] = (),
) -> None:
    """Enter the names in a value; alone, one of the `words` that are understood there is no name."""
    if isinstance(value, tree.TapName):
        enter_tap(book, value.path, value.span, here)
    elif not (isinstance(value, tree.Variable) and value.name in words):
        for each in _variables(value, words):
            found = here.names.get(each.name) or book.constant(here.source, each.name)
            book.name(each.span.shift(offset), found)


def _variables(value: tree.ArgumentValue, words: Collection[str]) -> Iterator[tree.Variable]:
    """The names in a value; of those to choose from, none that is a word."""
    options = value.options if isinstance(value, tree.Choice) else ()
    for expression in _expressions(value):
        for node in tree.nodes(expression):
            if isinstance(node, tree.Variable) and not (node in options and node.name in words):
                yield node


def _expressions(value: tree.ArgumentValue) -> Iterator[tree.Expression]:
    if isinstance(value, tree.ShapeLiteral):
        yield from value.sizes
    elif isinstance(value, tree.SidesLiteral):
        for axis in value.axes:
            yield from axis
    elif not isinstance(value, tree.TapName | tree.Layers):
        yield value


def enter_tap(book: Book, path: str, span: Span, here: Environment) -> None:
    """Enter what a tap names: a parameter, a list, or the labels along its path."""
    names = path.split(".")
    start = span.end - len(path)
    for name, symbol in zip(names, tapped(path, here), strict=False):
        book.name(Span(start, start + len(name)), symbol)
        start += len(name) + 1


def tapped(path: str, here: Environment) -> list[Symbol | None]:
    """What a tap's path means, name by name; nothing where there is no such label."""
    if path in here.names:
        return [here.names[path]]
    found = path if here.labels.find(path) else _inside_groups(path, here.labels)
    if found is None:
        return []
    holder, names = here.labels.holder(found), found.split(".")
    symbols = [holder.own.get(".".join(names[: k + 1])) for k in range(len(names))]
    return symbols[-len(path.split(".")) :]


def _inside_groups(path: str, labels: Scope[Symbol]) -> str | None:
    """Plain groups are transparent, where one label alone is called so."""
    names = labels.inside_groups(path)
    return names[0] if len(names) == 1 else None
