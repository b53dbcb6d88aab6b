"""The tables of the two grammars: those that were built with the package, else made by lark here and now.

The stored ones lie in the package's own folder and hold for one text of each grammar and one vocabulary.
Where either differs they are not used.
"""

import marshal
import os
from functools import cache
from typing import Any

from cnndsl.layers.layer import CODES, all_letters
from cnndsl.resources import folder
from cnndsl.syntax.lalr import Parser, ParseTable, Rule

STORE = os.path.join(os.path.dirname(__file__), "tables.bin")
ANY_PYTHON = 2
"""The version of the stored form that every Python can read."""
FORM = 1
"""Of the stored tables; to be raised when `Table` changes."""
GRAMMARS = {"cnn": ("file", "expression", "listing", "choice"), "word": ("word",)}


def vocabulary() -> dict[str, str]:
    """The registry's part of word.lark: a pattern for each terminal that names layers."""
    codes = sorted(CODES, key=lambda code: (-len(code), code))
    capitals = "".join(sorted(letter for letter in all_letters() if letter.isupper()))
    return {"CODE": "|".join(codes), "LETTER": f"[a-wyz{capitals}]"}


@cache
def _grammar(name: str) -> str:
    with open(os.path.join(folder("grammar"), f"{name}.lark"), encoding="utf-8") as file:
        return file.read()


def _key(name: str) -> tuple[object, ...]:
    """What a stored table depends on."""
    return (FORM, _grammar(name), *(vocabulary().items() if name == "word" else ()))


def by_lark(name: str) -> Any:
    """A grammar as lark itself runs it."""
    from lark import Lark
    from lark.lexer import PatternRE, TerminalDef

    patterns = vocabulary() if name == "word" else {}

    def give_vocabulary(terminal: TerminalDef) -> None:
        if terminal.name in patterns:
            terminal.pattern = PatternRE(patterns[terminal.name])

    return Lark(
        _grammar(name),
        parser="lalr",
        lexer="basic",
        start=list(GRAMMARS[name]),
        keep_all_tokens=True,
        maybe_placeholders=False,
        edit_terminals=give_vocabulary,
    )


def _make(name: str) -> ParseTable:
    """Have lark work a table out of its grammar."""
    made = by_lark(name)
    return ParseTable(*_lexer(made), *_automaton(made))


def _lexer(made: Any) -> tuple[str, dict[str, dict[str, str]], frozenset[str]]:
    """Of what lark made: the pattern of all terminals, the texts that are words, and what is passed over."""
    lexer = made._build_lexer()
    terminals = lexer.scanner.terminals  # made with the callbacks, so ask for it first
    words = {
        kind: {each.pattern.value: each.name for each in words.scanner.terminals}
        for kind, words in lexer.callback.items()
    }
    pattern = "|".join(f"(?P<{each.name}>{each.pattern.to_regexp()})" for each in terminals)
    return pattern, words, frozenset(lexer.ignore_types)


def _automaton(made: Any) -> tuple[Any, ...]:
    """Of what lark made: actions, rules, and where each start begins and ends."""
    from lark.parsers.lalr_analysis import Shift

    table = made.parser.parser._parse_table
    rules = {rule: number for number, rule in enumerate(made.rules)}
    actions = tuple(
        {
            name: target if action is Shift else ~rules[target]
            for name, (action, target) in table.states[state].items()
        }
        for state in range(len(table.states))
    )
    return actions, dict(table.start_states), dict(table.end_states), tuple(map(_rule, rules))


def _rule(rule: Any) -> Rule:
    spread = tuple(not each.is_term and each.name.startswith("_") for each in rule.expansion)
    name = rule.alias or rule.origin.name
    lone = bool(rule.options.expand1 and not rule.alias)
    return Rule(str(rule.origin.name), len(spread), str(name), spread if any(spread) else (), lone)


@cache
def _stored() -> dict[str, Any]:
    try:
        with open(STORE, "rb") as store:
            stored: dict[str, Any] = marshal.loads(store.read())  # which `load` reads byte by byte
            return stored
    except (OSError, EOFError, ValueError, TypeError):
        return {}


_made: dict[tuple[object, ...], Parser] = {}


def parser(name: str) -> Parser:
    """The parser for a grammar, for the layers that are registered now."""
    key = _key(name)
    if key not in _made:
        held, table = _stored().get(name, (None, ()))
        _made[key] = Parser(_table(*table) if held == key else _make(name))
    return _made[key]


def _table(*parts: Any) -> ParseTable:
    """Of plain values, which is all that can be stored."""
    table = ParseTable(*parts)
    return table._replace(rules=tuple(Rule(*rule) for rule in table.rules))


def write_tables(path: str = STORE) -> None:
    """Build the tables; the package's build does this once, and who reads them meanwhile has the old or the new."""
    tables = {}
    for name in GRAMMARS:
        *others, rules = _make(name)
        tables[name] = (_key(name), (*others, tuple(tuple(rule) for rule in rules)))
    half = f"{path}.{os.getpid()}"
    with open(half, "wb") as store:
        marshal.dump(tables, store, ANY_PYTHON)
    os.replace(half, path)
