"""A layer as a spec has it, as short as can be: `C3D64s2b0`, or spelled out where shorthand cannot say it."""

import re
from collections.abc import Callable, Mapping

from cnndsl.formulas import Formula
from cnndsl.layers.arguments import Argument, TapValue
from cnndsl.layers.layer import Layer
from cnndsl.writing.words import formula_words, value_words

SHORT_NUMBER = r"[0-9]+(\.[0-9]+)?"
SHOWN_CODES = {"gap": "GAP"}
"""Where another code than the first is what people read with ease."""


def layer_words(
    layer: Layer, symbols: Mapping[str, Formula], label: Callable[[str], str] = str
) -> str:
    """A layer; `symbols` has arguments that are formulas, and `label` says what a label is called here."""
    stated = {
        name: formula_words(symbols[name]) if name in symbols else _value(value, label)
        for name, declared in layer.arguments.items()
        if _is_stated(layer, declared, value := vars(layer)[name], name in symbols)
    }
    return _short(layer, stated, symbols) or spelled(type(layer), stated)


def _is_stated(layer: Layer, declared: Argument, value: object, is_formula: bool) -> bool:
    """Whether an argument is written: not at its default, but for the size of what has weights."""
    if declared.letter == "size" and layer.role == "weights":
        return True
    return is_formula or declared.required or not _same(value, declared.default)


def _same(value: object, default: object) -> bool:
    return type(value) is type(default) and value == default


def _value(value: object, label: Callable[[str], str]) -> str:
    return f"@{label(value.path)}" if isinstance(value, TapValue) else value_words(value)


def _short(layer: Layer, stated: Mapping[str, str], symbols: Mapping[str, Formula]) -> str:
    """The layer in shorthand; nothing where that has no letters for it."""
    if not layer.codes:
        return ""
    words = {"size": ""}
    for name, said in stated.items():
        letter = layer.arguments[name].letter
        value = f"<{said}>" if name in symbols else _short_value(vars(layer)[name], said)
        if not letter or not value:
            return ""
        words[letter] = value
    size = words.pop("size")
    code = SHOWN_CODES.get(layer.word, layer.codes[0])
    return code + size + "".join(letter + value for letter, value in words.items())


def _short_value(value: object, said: str) -> str:
    """A value as a word of shorthand has it; nothing for one that no word has."""
    if isinstance(value, bool):
        return str(int(value))
    said = "0" if value == "valid" else said
    return said if re.fullmatch(rf"{SHORT_NUMBER}(x{SHORT_NUMBER})*", said) else ""


def spelled(kind: type[Layer], stated: Mapping[str, str], by_name: bool = False) -> str:
    """A call: values in their order as far as all are stated, the others by name; or all of them by name."""
    given: list[str] = []
    in_order = not by_name
    for name, declared in kind.arguments.items():
        in_order = in_order and name in stated
        if name in stated:
            given.append(stated[name] if in_order else f"{declared.name or name}={stated[name]}")
    return f"{kind.word}({', '.join(given)})" if given else kind.word
