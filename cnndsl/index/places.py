"""What each place in a spec's texts means, and what comes in and goes out there."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Self

from cnndsl.analyse.figures import Result
from cnndsl.compile import Options, Record, compile_text
from cnndsl.diagnostics import Diagnostic
from cnndsl.index.book import Book
from cnndsl.index.occurrences import Occurrences
from cnndsl.index.paths import enter_paths
from cnndsl.index.statements import enter_file
from cnndsl.index.values import Occurrence, Reference, Symbol
from cnndsl.named_tuple import NamedTuple
from cnndsl.resources import real
from cnndsl.syntax import tree
from cnndsl.text import Place, Text

OF_A_NETWORK = ("network-empty", "block-unused", "constant-unused", "assumed-input")
"""What is wrong with a network and not with a library: a file of blocks and constants for others to take in."""


class FilePlace(NamedTuple):
    """A place in one of the files, with the file's own path."""

    path: str
    place: Place
    """Columns are characters; `Text.utf16` has those of protocols."""


class Places:
    """What a check knows of the places in a spec's texts."""

    def __init__(
        self, result: Result, record: Record, options: Options, read: Callable[[str], str]
    ) -> None:
        self.result = result
        self.text = result.network.text
        self.options = options
        self.read = read
        self.sources = record.sources
        self._occurrences = Occurrences(self.text, record.passed, result.rows)

    @classmethod
    def of(cls, text: Text, options: Options, read: Callable[[str], str]) -> Self:
        """Check a spec, and keep what stands where in it."""
        record = Record()
        return cls(compile_text(text, options, read, record), record, options, read)

    @property
    def texts(self) -> tuple[Text, ...]:
        """The spec's own text, and those that it takes in."""
        return (self.text, *self.text.taken_in)

    @cached_property
    def is_library(self) -> bool:
        """Whether the file has blocks or constants for others, and nothing of a network."""
        source = self.sources.get(real(self.text.path))
        entries = source.file.entries if source else ()
        rest = (tree.Block, tree.Let, tree.Use, tree.Default, tree.After)
        gives = any(isinstance(entry, tree.Block | tree.Let) for entry in entries)
        return gives and all(isinstance(entry, rest) for entry in entries)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong; of a library, not that it is no network."""
        found = self.result.network.diagnostics
        return tuple(each for each in found if not (self.is_library and each.code in OF_A_NETWORK))

    @cached_property
    def _book(self) -> Book:
        book = Book(self.text)
        for source in self.sources.values():
            enter_file(book, source, self.sources)
        own = self.sources.get(real(self.text.path))
        if own is not None:
            enter_paths(book, own.file, self.result.network.structure)
        return book

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Every place in all texts where something is named, in order."""
        return tuple(sorted(self._book.references, key=lambda each: each.span))

    def at(self, offset: int) -> Occurrence | None:
        """The innermost layer, join, tap or part around a place, or that ends there."""
        return self._occurrences.at(offset)

    def named_at(self, offset: int) -> Reference | None:
        """What is named at a place, or right before it."""
        return self._named.get(offset) or self._named.get(offset - 1)

    @cached_property
    def _named(self) -> dict[int, Reference]:
        return {at: each for each in self.references for at in range(*each.span)}

    def labelled(self, symbol: Symbol) -> Occurrence | None:
        """The layer or part that has a label; None for one that the network has not."""
        spans = (span for span, each in self._book.labelled.items() if each == symbol)
        return next(filter(None, map(self._occurrences.find, spans)), None)

    def ends_of_line(self, line: int) -> Occurrence | None:
        """What stands last in a line of the spec's own text."""
        return self._occurrences.end_of_line(line)

    @property
    def occurrences(self) -> Iterable[Occurrence]:
        """All that stands in the network, in the order of the texts."""
        return map(self._occurrences.of, self._occurrences.spans)

    def symbols(self, *kinds: str) -> list[Symbol]:
        """What is defined in the texts, of some kinds or of all."""
        found = (each.symbol for each in self.references if each.role == "definition")
        return [each for each in dict.fromkeys(found) if not kinds or each.kind in kinds]

    def uses(self, symbol: Symbol) -> list[Reference]:
        """Where a symbol is named, beside where it is defined: a block, or whatever has a name."""
        return [
            each for each in self.references if each.symbol == symbol and each.role != "definition"
        ]

    def signature(self, symbol: Symbol) -> str:
        """A block, or a kind of layer, as it is called: its name and parameters."""
        return symbol.detail if symbol.kind in ("block", "layer") else ""

    def place(self, offset: int) -> FilePlace:
        """A place with the path of the file in which it lies."""
        return FilePlace(self.text.at(offset).path, self.text.place(offset))
