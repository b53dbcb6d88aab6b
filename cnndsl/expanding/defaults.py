"""`default conv(bias=no)` written into the layers that it is for, which say then what they are by themselves."""

import re
from collections.abc import Collection, Iterator, Mapping

from cnndsl.expanding.layers_written import Written, layers_written
from cnndsl.fixes import Edit, whole
from cnndsl.layers.layer import KINDS, Layer, argument_names, letters
from cnndsl.syntax import tree
from cnndsl.text import Text
from cnndsl.writing.layers import spelled

SAID_IN_SHORTHAND = {"yes": "1", "no": "0", "valid": "0"}
IN_WORDS = {"1": "yes", "0": "no"}

Values = Mapping[str, str]
"""The words of arguments, by their names."""


def defaults_written(file: tree.File, text: Text, blocks: Collection[str]) -> Iterator[Edit]:
    """The edits: each layer of these kinds, and the statements, which go."""
    stated = [entry for entry in file.entries if isinstance(entry, tree.Default)]
    defaults = {
        each.layer.name: _given(each.layer, KINDS[each.layer.name], text, 0) for each in stated
    }
    for written in layers_written(file, blocks) if defaults else ():
        yield from _edits(written, defaults, text)
    for each in stated:
        yield Edit(whole(text.content, each.span, text.start), "")


def _edits(written: Written, defaults: Mapping[str, Values], text: Text) -> Iterator[Edit]:
    """A word is written anew where one of its layers is: in its own spelling where that has letters for it."""
    words = []
    for layer, kind in written.layers:
        given = _given(layer, kind, text, written.offset)
        more = {
            name: said for name, said in defaults.get(kind.word, {}).items() if name not in given
        }
        words.append(_with(layer, kind, given, more, text, written.offset))
    if not any(changed for changed, _ in words):
        return
    glue = "" if all(each[:1].isupper() for _, each in words) else " "
    yield Edit(written.body.span, glue.join(each for _, each in words))


def _with(
    layer: tree.WrittenLayer,
    kind: type[Layer],
    given: Values,
    more: Values,
    text: Text,
    offset: int,
) -> tuple[bool, str]:
    """A layer with more arguments, and whether there are any."""
    words = text.words(layer.span.shift(offset))
    if not more:
        return False, words
    letter = {name: letter for letter, name in letters(kind).items()}
    short = {name: _short(said) for name, said in more.items()}
    if layer.shorthand and all(short[name] and letter.get(name, "size") != "size" for name in more):
        return True, words + "".join(letter[name] + said for name, said in short.items())
    return True, spelled(kind, {**given, **more})


def _given(layer: tree.WrittenLayer, kind: type[Layer], text: Text, offset: int) -> dict[str, str]:
    """The words of a layer's arguments, by the names of its class."""
    names = letters(kind) if layer.shorthand else argument_names(kind)
    in_order = list(kind.arguments)
    found = {}
    for position, argument in enumerate(layer.arguments):
        name = names[argument.key] if argument.key or layer.shorthand else in_order[position]
        words = text.words(argument.value.span.shift(offset))
        is_flag = kind.arguments[name].type.words[:2] == ("yes", "no")
        found[name] = (
            IN_WORDS.get(words, words) if is_flag else words.removeprefix("<").removesuffix(">")
        )
    return found


def _short(said: str) -> str:
    """A value as a word of shorthand has it; nothing for one that no word has."""
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?|[0-9]+([x×][0-9]+)*", said):
        return said
    return SAID_IN_SHORTHAND.get(said, "")
