"""The two Lark parsers: loaded from the tables that were built with the package, else made in memory.

The tables lie in the package's own folder and hold for one version of lark, one text of each grammar and
one vocabulary. Where any of these differs they are not used.
"""

import os
import pickle
from functools import cache
from typing import Any

import lark
from lark import Lark

from cnndsl.layers.layer import CODES, all_letters
from cnndsl.resources import folder, read_text

STORE = os.path.join(os.path.dirname(__file__), "tables.pickle")
GRAMMARS = {"cnn": ("file", "expression"), "word": ("word",)}


def vocabulary() -> dict[str, str]:
    """The registry's part of word.lark: a pattern for each terminal that names layers."""
    codes = sorted(CODES, key=lambda code: (-len(code), code))
    capitals = "".join(sorted(letter for letter in all_letters() if letter.isupper()))
    return {"CODE": "|".join(codes), "LETTER": f"[a-wyz{capitals}]"}


def _grammar(name: str) -> str:
    return read_text(os.path.join(folder("grammar"), f"{name}.lark"))


def _key(name: str) -> tuple[object, ...]:
    """What a stored table depends on."""
    return (lark.__version__, _grammar(name), *(vocabulary().items() if name == "word" else ()))


def _make(name: str) -> Lark:
    patterns = vocabulary() if name == "word" else {}

    def give_vocabulary(terminal: lark.lexer.TerminalDef) -> None:
        if terminal.name in patterns:
            terminal.pattern = lark.lexer.PatternRE(patterns[terminal.name])

    return Lark(
        _grammar(name),
        parser="lalr",
        lexer="basic",
        start=list(GRAMMARS[name]),
        keep_all_tokens=True,
        maybe_placeholders=False,
        edit_terminals=give_vocabulary,
    )


@cache
def _stored() -> dict[str, Any]:
    try:
        with open(STORE, "rb") as store:
            stored: dict[str, Any] = pickle.load(store)
            return stored
    except (OSError, EOFError, pickle.UnpicklingError):
        return {}


_made: dict[tuple[object, ...], Lark] = {}


def parser(name: str) -> Lark:
    """The parser for a grammar, for the layers that are registered now."""
    key = _key(name)
    if key not in _made:
        stored = _stored().get(name)
        if stored and stored["key"] == key:
            _made[key] = Lark._load_from_dict(  # type: ignore[no-untyped-call]
                stored["data"], stored["memo"]
            )
        else:
            _made[key] = _make(name)
    return _made[key]


def tokens(name: str, text: str) -> list[lark.Token]:
    """The tokens of a text; the lexer is made once, where lark itself would make one for each text."""
    made = parser(name)
    if not hasattr(made, "lexer"):
        made.lexer = made._build_lexer()
    return list(made.lex(text))


def write_tables(path: str = STORE) -> None:
    """Build the tables; the package's build does this once."""
    tables = {}
    for name in GRAMMARS:
        data, memo = _make(name).memo_serialize([lark.lexer.TerminalDef, lark.grammar.Rule])
        # A function cannot be stored, and its work is done.
        data["options"]["edit_terminals"] = None
        tables[name] = {"key": _key(name), "data": data, "memo": memo}
    with open(path, "wb") as store:
        pickle.dump(tables, store)
