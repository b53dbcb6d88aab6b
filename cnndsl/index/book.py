"""The symbols of a spec's files, and every place where one is named, as they are found."""

from cnndsl.checking.files import Source
from cnndsl.index.values import Kind, Reference, Role, Symbol
from cnndsl.layers.layer import Layer, argument_names, letters
from cnndsl.show.vocabulary import call_of
from cnndsl.syntax import tree
from cnndsl.text import Span, Text

LONGEST = 80
"""Characters of a detail."""


class Book:
    """Enters symbols and references. Symbols that say the same are equal."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.references: list[Reference] = []
        self.labelled: dict[Span, Symbol] = {}
        """Labels and heads, by where the parts stand that have them."""

    def define(self, kind: Kind, name: str, at: Span, scope: Span, detail: Span) -> Symbol:
        """Enter a symbol where it gets its name; `detail` are words about it."""
        symbol = Symbol(kind, name, at, scope, self._line(detail))
        self.name(at, symbol, "definition")
        return symbol

    def name(self, span: Span, symbol: Symbol | None, role: Role = "use") -> None:
        """Enter a place where a symbol is named, if there is such a symbol."""
        if symbol is not None:
            self.references.append(Reference(span, symbol, role))

    def whole(self, text: Text) -> Span:
        """All of a file."""
        return Span(text.start, text.start + len(text.content))

    def constant(self, source: Source, name: str) -> Symbol | None:
        """What a constant's name means in a file, whose own or taken in."""
        constants = source.constants
        home = constants if name in constants.lets else constants.taken_in.get(name)
        let = home and home.lets.get(name)
        return self.of_let(let) if let else None

    def of_let(self, let: tree.Let) -> Symbol:
        at = let.name.span
        scope = self.whole(self.text.at(at.start))
        return Symbol("constant", let.name.name, at, scope, self._line(let.span))

    def block(self, block: tree.Block) -> Symbol:
        at = block.name.span
        scope = self.whole(self.text.at(at.start))
        return Symbol("block", block.name.name, at, scope, self._line(block.span))

    def parameter(self, block: tree.Block, name: str) -> Symbol | None:
        """A parameter of a block."""
        found = (each for each in block.parameters if each.name == name)
        first = next(found, None)
        if first is None:
            return None
        at = Span(first.span.start, first.span.start + len(name))
        return Symbol("parameter", name, at, block.whole, self._line(first.span))

    def _line(self, span: Span) -> str:
        """Words in one line, cut where they are many."""
        words = self.text.words(Span(span.start, min(span.end, span.start + 4 * LONGEST)))
        line = " ".join(words.split())
        return line if len(line) <= LONGEST else f"{line[: LONGEST - 3]}..."


def layer_symbol(kind: type[Layer]) -> Symbol:
    """A kind of layer, which the language brings along."""
    return Symbol("layer", kind.word, None, None, call_of(kind))


def argument_symbol(kind: type[Layer], key: str, shorthand: bool) -> Symbol | None:
    """An argument of a kind, by its name or its letter; the size of a word has none."""
    unlettered = shorthand and key == "size"
    name = (letters(kind) if shorthand else argument_names(kind)).get(key)
    if name is None or unlettered:
        return None
    declared = kind.arguments[name]
    return Symbol("argument", declared.name or name, None, None, declared.prose)
