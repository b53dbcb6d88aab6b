"""A shorthand word, read letter by letter; with spans from its own start."""

from cnndsl.diagnostics import Diagnostic
from cnndsl.named_tuple import NamedTuple
from cnndsl.syntax.expressions import numbers
from cnndsl.syntax.glued_words import is_layer_or_chain
from cnndsl.syntax.lalr import Token, Tree, Unexpected, token_span
from cnndsl.syntax.parser_tables import parser
from cnndsl.syntax.tree import Argument, Word, WrittenLayer
from cnndsl.text import Span


class ParsedWord(NamedTuple):
    """A word's layers, or what is wrong with it."""

    word: Word | None
    findings: tuple[Diagnostic, ...]
    stopped: int | None = None
    """The character from which on it cannot be read."""


def is_read(read: ParsedWord) -> bool:
    """Whether a word is one layer, or a chain of layers that a reader sees."""
    return read.word is not None and is_layer_or_chain(read.word.text, read.word.layers)


def read_word(text: str) -> ParsedWord:
    """A word letter by letter."""
    if text.count("<") != text.count(">"):
        return ParsedWord(None, (), 0)
    try:
        tree = parser("word").parse(text, "word")
    except Unexpected as stop:
        return ParsedWord(None, (), stop.token.start_pos)
    findings: list[Diagnostic] = []
    layers = tuple(_layer(layer, findings) for layer in tree.children if isinstance(layer, Tree))
    return ParsedWord(None if findings else Word(text, layers), tuple(findings))


def _layer(tree: Tree, findings: list[Diagnostic]) -> WrittenLayer:
    code, *rest = tree.children
    assert isinstance(code, Token)
    name_span = token_span(code)
    arguments = tuple(_argument(part, findings) for part in rest if isinstance(part, Tree))
    end = arguments[-1].span.end if arguments else name_span.end
    return WrittenLayer(str(code), name_span, True, arguments, Span(name_span.start, end))


def _argument(tree: Tree, findings: list[Diagnostic]) -> Argument:
    tokens = list(tree.tokens())
    key = "size"
    start = token_span(tokens[0]).start
    if tree.data == "parameter":
        key = str(tokens.pop(0))
    span = Span(start, token_span(tokens[-1]).end)
    return Argument(key, numbers("".join(tokens), token_span(tokens[0]).start, findings), span)
