"""Statements whose first word is not quite theirs: `blok fire(s, e) {`, `Block`, `def`, `expct`, `inptu`, `n = 5`.

They are found before a text is read, by what follows the word, and read as what was meant.
"""

import re
from collections.abc import Callable

from cnndsl.syntax.lalr import Token, token_span
from cnndsl.syntax.notations.brackets import matching
from cnndsl.syntax.notations.notation_problems import missing_let, misspelt_keyword
from cnndsl.syntax.notations.replacement import Replacement
from cnndsl.syntax.statement_keywords import FORMS, keyword_meant
from cnndsl.syntax.token_parser import CLOSER_OF, OPENER_OF, TokenParser, block_names

SIZES = ("SHAPE", "SIDES", "NUMBER", "SLIDE_SHAPE")
NAMES = ("NAME", "WORD")


def misspelt_keywords(parser: TokenParser) -> list[Replacement]:
    """The misspelt first words of a text's statements, from its end on, so that places stay where they are."""
    words = {str(token) for token in parser.tokens}
    likely = {word: keyword for word in words if (keyword := keyword_meant(word))}
    if not likely and "=" not in parser.content:
        return []
    blocks = block_names(parser.tokens)
    found = []
    for at, token in enumerate(parser.tokens):
        if token.type not in NAMES or str(token) in blocks:
            continue
        keyword = likely.get(str(token))
        if keyword and FOLLOWS[keyword](parser, at):
            finding = misspelt_keyword(token_span(token), str(token), keyword, FORMS[keyword])
            found.append(
                Replacement(finding, at, at + 1, [token.instead(keyword.upper(), keyword)])
            )
        elif _is_constant(parser, at):
            finding = missing_let(token_span(token), str(token))
            found.append(Replacement(finding, at, at + 1, [token.instead("LET", "let"), token]))
    return found[::-1]


def _type(parser: TokenParser, at: int) -> str:
    return parser.tokens[at].type if at < len(parser.tokens) else "$END"


def _same_line(parser: TokenParser, at: int) -> bool:
    return at < len(parser.tokens) and not parser.begins_line(at)


def _names(parser: TokenParser, at: int) -> bool:
    """A name that stands alone on what is left of the line, where nothing stands before the word."""
    first = at == 0 or parser.begins_line(at)
    alone = (
        _type(parser, at + 2) == "$END"
        or parser.begins_line(at + 2)
        or (parser.tokens[at + 2].type in ("INPUT", "SLIDE_INPUT"))
    )
    return first and _type(parser, at + 1) in NAMES and _same_line(parser, at + 1) and alone


def _body(parser: TokenParser, at: int) -> bool:
    """A name and, perhaps behind parameters, a brace."""
    if _type(parser, at + 1) not in NAMES:
        return False
    closer = matching(parser, at + 2) if _type(parser, at + 2) == "LPAR" else at + 1
    return closer is not None and _type(parser, closer + 1) == "LBRACE"


def _fact(parser: TokenParser, at: int) -> bool:
    name = at + 1 + (_type(parser, at + 1) == "TAP")
    return _type(parser, name) == "NAME" and _type(parser, name + 1) in SIZES


def _types(*wanted: tuple[str, ...]) -> Callable[[TokenParser, int], bool]:
    """Whether tokens of some types follow."""

    def follow(parser: TokenParser, at: int) -> bool:
        return all(_type(parser, at + k) in types for k, types in enumerate(wanted, 1))

    return follow


FOLLOWS: dict[str, Callable[[TokenParser, int], bool]] = {
    "network": _names,
    "let": _types(NAMES, ("EQUAL",)),
    "default": _types(("NAME",), ("LPAR",)),
    "after": _types(("NAME",), ("LBRACE",)),
    "expect": _fact,
    "use": _types(("STRING",)),
    "block": _body,
    "head": _types(NAMES, ("LBRACE",)),
    "aux": _types(NAMES, ("LBRACE",)),
    "input": _types(SIZES),
}


def _is_constant(parser: TokenParser, at: int) -> bool:
    """`n = 5` at the start of a line."""
    if _type(parser, at + 1) != "EQUAL" or _type(parser, at + 2) not in (
        "NUMBER",
        "NAME",
        "LPAR",
    ):
        return False
    after = parser.tokens[at + 2]
    if after.type == "NAME" and parser.content[after.end_pos : after.end_pos + 1] in (".", "("):
        return False  # a call of another program
    return at == 0 or (parser.begins_line(at) and not _in_brackets(parser, at))


def _in_brackets(parser: TokenParser, at: int) -> bool:
    depth = 0
    for token in parser.tokens[:at]:
        depth += (token.type in CLOSER_OF) - (token.type in OPENER_OF)
    return depth > 0


NAMED = ("LET", "NETWORK", "BLOCK", "HEAD", "AUX")
WORDS_OF_THE_LANGUAGE = frozenset(
    "NETWORK INPUT LET DEFAULT AFTER EXPECT USE BLOCK HEAD AUX CAT ADD SUB MUL MAX DOT MIX SPLIT ANY SEQ EACH".split()  # noqa: SIM905
)


def keywords_as_names(parser: TokenParser) -> set[str]:
    """Take a keyword that stands where only a name can for a name, which it cannot be: the checker says so.

    Where it is a constant's, expressions have another name for it, of which nothing is said: one of those given back.
    """
    tokens = parser.tokens
    constants = set()
    for at, token in enumerate(tokens[:-1]):
        if token.type in WORDS_OF_THE_LANGUAGE:
            before = tokens[at - 1].type if at else ""
            if tokens[at + 1].type == "COLON" or (before in NAMED and not parser.begins_line(at)):
                tokens[at] = token.instead("NAME", str(token))
                constants |= {str(token)} if before == "LET" else set()
        elif token.type == "WORD" and at > 1 and _names_a_figure(tokens, at):
            tokens[at] = token.instead("NAME", str(token))
    for word in constants:
        _rename(tokens, word)
    return {word.title() for word in constants}


def _rename(tokens: list[Token], word: str) -> None:
    """Call a constant by a name as long, in angle brackets and in arguments; a function keeps its own."""
    for at, token in enumerate(tokens[:-1]):
        if "<" in token:
            renamed = re.sub(rf"\b{word}\b(?!\s*\()", word.title(), token)
            tokens[at] = token.instead(token.type, renamed)
        elif token == word and token.type in WORDS_OF_THE_LANGUAGE and at:
            argument = tokens[at - 1].type in ("LPAR", "COMMA", "EQUAL")
            if argument and tokens[at + 1].type in ("RPAR", "COMMA"):
                tokens[at] = token.instead("NAME", word.title())


def _names_a_figure(tokens: list[Token], at: int) -> bool:
    before, first = tokens[at - 1].type, tokens[at - 2].type
    return before == "EXPECT" or (before == "TAP" and first == "EXPECT")
