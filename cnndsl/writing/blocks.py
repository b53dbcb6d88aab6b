"""The blocks that a structure uses: a definition for each body that a block comes to, with what it takes."""

from cnndsl.formulas import Formula, names_in
from cnndsl.layers.joins import Join
from cnndsl.layers.layer import KINDS
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Given, Use
from cnndsl.text import Span
from cnndsl.writing.layout import Brackets, Piece, Pieces, on_one_line
from cnndsl.writing.words import formula_words, value_words


class Definition:
    """A block as it is written: its body, the parameters that this names, and defaults that uses leave to it."""

    def __init__(self, name: str, shared: bool, body: Pieces, parameters: list[str]) -> None:
        self.name = name
        self.shared = shared
        self.body = body
        self.parameters = parameters
        self.defaults: dict[str, Formula] = {}

    def piece(self) -> Piece:
        word = "shared block" if self.shared else "block"
        stated = [each for each in self.parameters if each not in self.defaults]
        stated += [
            f"{each}={formula_words(self.defaults[each])}"
            for each in self.parameters
            if each in self.defaults
        ]
        brackets = f"({', '.join(stated)})" if stated else ""
        return Brackets(f"{word} {self.name}{brackets} {{", (self.body,), "}")


class Body(NamedTuple):
    """What a use comes to: its words, and the names in them."""

    pieces: Pieces
    names: frozenset[str]


class Blocks:
    """All definitions. What is known of uses is gathered while a structure is gone through once; then it is written."""

    def __init__(self) -> None:
        self.found: dict[tuple[Span, str], Definition] = {}
        self._taken: set[str] = set()

    def definition(self, use: Use, body: Body) -> Definition:
        """The definition of a use; of one block there are several where its body is another in each."""
        key = use.definition, on_one_line(body.pieces)
        if key not in self.found:
            known = [given.name for given in use.given if given.name not in use.taps]
            names = _with_those_of_defaults(body.names, use.given)
            parameters = [each for each in known if each in names]
            parameters += [plain(each) for each in use.taps if plain(each) in body.names]
            name = self._name(use.block, "_n" if use.shared else "_")
            self.found[key] = Definition(name, use.shared, body.pieces, parameters)
        return self.found[key]

    def _name(self, block: str, before_number: str) -> str:
        """A name that no other block and no layer has, nor the further calls of what is shared: `mlp_2`."""
        number, name = 1, block
        while name in self._taken or name in KINDS or name in Join.kinds:
            number += 1
            name = f"{block}{before_number}{number}"
        self._taken.add(name)
        return name

    def pieces(self) -> Pieces:
        return tuple(each.piece() for each in self.found.values())


def _with_those_of_defaults(names: frozenset[str], given: tuple[Given, ...]) -> frozenset[str]:
    """The names in a body, and those in the defaults of what they name."""
    for each in reversed(given):
        if each.name in names and each.by_default is not None:
            names |= names_in(each.by_default)
    return names


def plain(parameter: str) -> str:
    """What a parameter is called: one that came with given layers has a dot in its name."""
    return parameter.replace(".", "_")


def arguments(use: Use, definition: Definition, taps: dict[str, str]) -> str:
    """What a use gives, in brackets: values in order, those behind a default that it leaves by name."""
    given = {plain(each): f"@{label}" for each, label in taps.items()}
    given |= {
        each.name: _value(each)
        for each in use.given
        if each.name not in use.taps and not _is_left(each, definition)
    }
    ordered = [each for each in definition.parameters if each not in definition.defaults]
    ordered += [each for each in definition.parameters if each in definition.defaults]
    words: list[str] = []
    in_order = True
    for name in ordered:
        in_order = in_order and name in given
        if name in given:
            words.append(given[name] if in_order else f"{name}={given[name]}")
    return f"({', '.join(words)})" if words else ""


def _is_left(given: Given, definition: Definition) -> bool:
    """Whether a use leaves a value to the default that its block has."""
    if given.by_default is None or given.name not in definition.parameters:
        return False
    return definition.defaults.setdefault(given.name, given.by_default) == given.by_default


def _value(given: Given) -> str:
    return value_words(given.value) if given.symbol is None else formula_words(given.symbol)
