"""The labels along a path of a fact, `expect @stage1.0.conv1 params 36_864`: those of blocks and branches as well."""

from collections.abc import Iterator

from cnndsl.index.book import Book
from cnndsl.network import Fork, Item, Repeat, Sequence, Step
from cnndsl.syntax import tree
from cnndsl.text import Span
from cnndsl.walker import copies_of, open_bodies


class Paths:
    """A network's structure by names."""

    def __init__(self, structure: Sequence) -> None:
        self.structure = structure
        self._known: dict[int, dict[str, Item]] = {}

    def along(self, names: list[str]) -> Iterator[Item]:
        """The items that the names of a path lead through, as far as there are any; copies' numbers give none."""
        body: Sequence = self.structure
        item: Item | None = None
        for name in names:
            if isinstance(item, Repeat) and name.isdecimal():
                copy = item.copies[int(name)] if int(name) < len(item.copies) else ()
                body = (
                    copies_of(copy[0])[0] if item.single and copy and copies_of(copy[0]) else copy
                )
                item = None
                continue
            item = self._members(body).get(name)
            if item is None:
                return
            yield item
            part = item.part if isinstance(item, Fork) else item
            item = part
            body = (copies_of(part) or ((),))[0]

    def _members(self, body: Sequence) -> dict[str, Item]:
        """The items of a sequence by their names, with those that share its names."""
        if id(body) not in self._known:
            found: dict[str, Item] = {}
            for item in body:
                found.setdefault(item.name, item)
                for inner in open_bodies(item):
                    for name, each in self._members(inner).items():
                        found.setdefault(name, each)
            self._known[id(body)] = found
        return self._known[id(body)]


def enter_paths(book: Book, file: tree.File, structure: Sequence) -> None:
    """Enter the labels that a file's facts name."""
    paths = Paths(structure)
    for entry in file.entries:
        if isinstance(entry, tree.Expect) and entry.path is not None:
            _enter_path(book, entry.path, paths)


def _enter_path(book: Book, path: tree.TapName, paths: Paths) -> None:
    names = path.path.split(".")
    start = path.span.end - len(path.path)
    found = paths.along(names)
    item = next(found, None)
    for name in names:
        if item is not None and item.name == name:
            symbol = book.labelled.get(span_of(item))
            if symbol is not None and symbol.name == name:
                book.name(Span(start, start + len(name)), symbol)
            item = next(found, None)
        start += len(name) + 1


def span_of(item: Item) -> Span:
    """Where an item is written."""
    return item.origin.span if isinstance(item, Step) else item.span
