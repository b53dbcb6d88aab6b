"""What may stand at a place: kinds of tokens, by the parser's own tables, and the words among them that mean something.

Inside angle brackets that is an expression's rest, inside a shorthand word a layer's.
"""

import re

from cnndsl.checking.evaluate import FUNCTIONS
from cnndsl.index.places import Places
from cnndsl.index.reading import Reading, tokens_of
from cnndsl.index.values import Symbol
from cnndsl.index.visible import labels_at, names_at
from cnndsl.index.words import keyword_symbols, words_in_call, words_in_layers
from cnndsl.layers.layer import CODES, letters
from cnndsl.named_tuple import NamedTuple
from cnndsl.syntax.lalr import Token
from cnndsl.syntax.parser_tables import parser
from cnndsl.text import Span

GOES_ON = ("NAME", "WORD", "TAP")
"""Tokens that more letters go on."""
CHOSEN = re.compile(r"[A-Z][\w<>+*/.-]*(\{[^{}\r\n]*)$")
"""A choice in a word, as far as it is written."""
LISTED = re.compile(r"\s*\w+\s*:")
"""How a list begins: `<r: 1, 2>`."""


class Expected(NamedTuple):
    """What may stand at a place."""

    span: Span
    """What a word that is chosen stands instead of: the beginning of one, or nothing."""
    terminals: frozenset[str]
    """The kinds of tokens, by the grammar's names, that may stand behind what stands before the place."""
    words: tuple[Symbol, ...]
    """The words that may stand instead of `span`."""


def expected(places: Places, offset: int) -> Expected:
    """What may stand at a place of the first text."""
    content = places.text.content
    tokens = tokens_of(content)
    around = next((each for each in tokens if each.start_pos < offset <= each.end_pos), None)
    opened = _opened(around, offset) if around is not None else None
    if opened is not None:
        return _in_angles(places, content, opened, offset)
    begun = CHOSEN.search(content, content.rfind("\n", 0, offset) + 1, offset)
    if begun is not None and not _is_body(tokens, begun.start()):
        return _in_value(places, content, begun.start(1), offset, "choice")
    behind = Reading([each for each in tokens if each.type != "$END" and each.end_pos <= offset])
    if around is None or not (around.type in GOES_ON or str(around)[-1].isalpha()):
        return Expected(Span(offset, offset), behind.terminals, _words(places, behind, offset))
    start = around.start_pos
    before = Reading([each for each in tokens if each.end_pos <= start])
    words = (*_words(places, before, start), *_in_word(around, offset))
    return Expected(Span(start, around.end_pos), behind.terminals, words)


def _words(places: Places, reading: Reading, offset: int) -> tuple[Symbol, ...]:
    """The words that may stand behind what has been read."""
    found = [*keyword_symbols(reading.terminals)]
    if "TAP" in reading.terminals:
        found += (each._replace(name=f"@{each.name}") for each in labels_at(places, offset))
    if reading.terminals & {"NAME", "WORD"}:
        call = reading.call()
        if call and not call.defines and call.name not in FUNCTIONS:
            found += words_in_call(places, call)
        found += _names(places, reading, offset)
    return tuple(dict.fromkeys(found))


def _names(places: Places, reading: Reading, offset: int) -> list[Symbol]:
    """The names that may stand there: of numbers in a value, else of layers."""
    is_value = "NUMBER" in reading.terminals and "HOLE" not in reading.terminals
    if is_value and reading.kinds(1) != ("INPUT",):
        return names_at(places, offset)
    return words_in_layers(places, reading, offset)


def _opened(token: Token, offset: int) -> int | None:
    """Where an angle bracket inside a token opens that is not closed before a place."""
    before = str(token)[: offset - token.start_pos]
    at = before.rfind("<")
    return token.start_pos + at + 1 if at > before.rfind(">") else None


def _in_angles(places: Places, content: str, start: int, offset: int) -> Expected:
    """What may stand in an expression, or a list, between angle brackets."""
    rule = "listing" if LISTED.match(content, start) else "expression"
    return _in_value(places, content, start, offset, rule)


def _is_body(tokens: list[Token], start: int) -> bool:
    """Whether the word at a place is a head's name, so that its brace is a body's."""
    at = next((k for k, each in enumerate(tokens) if each.start_pos == start), 0)
    return at > 0 and tokens[at - 1].type in ("HEAD", "AUX", "BLOCK")


def _in_value(places: Places, content: str, start: int, offset: int, rule: str) -> Expected:
    """What may stand in a value that is part of a token, by its rule."""
    inner = tokens_of(content[start:offset])[:-1]
    word = inner[-1] if inner and inner[-1].end_pos == offset - start else None
    is_word = word is not None and word.type in ("NAME", "WORD")
    behind = Reading(inner, rule)
    words = _words(places, Reading(inner[:-1], rule) if is_word else behind, offset)
    begins = start + word.start_pos if word is not None and is_word else offset
    return Expected(Span(begins, offset), behind.terminals, words)


def _in_word(token: Token, offset: int) -> list[Symbol]:
    """The letters that may follow in a shorthand word: parameters of its layer that it does not have yet."""
    before = str(token)[: offset - token.start_pos] if token.type == "WORD" else ""
    pieces = parser("word").tokens(before, len(before))
    at = max((k for k, each in enumerate(pieces) if each.type == "CODE"), default=None)
    if at is None:
        return []
    kind, given = CODES[str(pieces[at])], {str(each) for each in pieces[at + 1 :]}
    return [
        Symbol("argument", letter, None, None, kind.arguments[name].prose)
        for letter, name in letters(kind).items()
        if letter != "size" and letter not in given
    ]
