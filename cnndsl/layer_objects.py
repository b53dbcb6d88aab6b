"""The spec of a network given as layer objects, so that one made in Python is checked, shown and built as any other.

Each argument that is given is written by its name. What points at words, a diagnostic, a table or a fix, has
words to point at. Nothing is filled in: `after none` says so. What a caller gives is looked at here, value by value;
the network that it comes to is written by writing/, as short as it can be (`net.spec`).
"""

from collections.abc import Mapping, Sequence
from typing import NoReturn, TypeAlias, Union

from cnndsl.layers.arguments import LARGEST
from cnndsl.layers.joins import Join
from cnndsl.layers.layer import KINDS, Layer
from cnndsl.limits import limits
from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import KnownShape, Sides, show_shape
from cnndsl.validation import python_values
from cnndsl.validation.option_text import Refused, quoted
from cnndsl.writing.layers import spelled

A_PART = (
    "a part of a network is a layer, as `Conv(depth=8)`, `copies`, `seq`, `add`, `sub`, `mul`, "
    "`maximum`, `dot`, `mix`, `cat`, `split` or `tap`"
)


class Repeated(NamedTuple):
    """Parts one after another, several times."""

    times: int
    parts: "Parts"


class Numbered(NamedTuple):
    """Parts one after another, named by their numbers; in another of its kind it needs no name."""

    name: str
    parts: "Parts"


class Joined(NamedTuple):
    """Branches side by side; one without parts is what comes in."""

    how: str
    branches: tuple["Parts", ...]


class Tapped(NamedTuple):
    """Going on from an input that has a name."""

    name: str


Part: TypeAlias = Union[Layer, Repeated, Numbered, Joined, Tapped]
Parts: TypeAlias = Sequence[Part]


def copies(times: int, parts: Parts) -> Repeated:
    return Repeated(times, parts)


def seq(name: str, parts: Parts) -> Numbered:
    return Numbered(name, parts)


def tap(name: str) -> Tapped:
    return Tapped(name)


def add(*branches: Parts) -> Joined:
    return Joined("add", branches)


def sub(*branches: Parts) -> Joined:
    return Joined("sub", branches)


def mul(*branches: Parts) -> Joined:
    return Joined("mul", branches)


def maximum(*branches: Parts) -> Joined:
    return Joined("max", branches)


def dot(*branches: Parts) -> Joined:
    return Joined("dot", branches)


def mix(*branches: Parts) -> Joined:
    return Joined("mix", branches)


def cat(*branches: Parts) -> Joined:
    return Joined("cat", branches)


def split(*branches: Parts) -> Joined:
    return Joined("split", branches)


def spec_of(inputs: Mapping[str, KnownShape], parts: object) -> str:
    """The spec of a network: its inputs by name, the only one perhaps without, then a line for each part."""
    stated = [" ".join(["input", *_words(name), show_shape(each)]) for name, each in inputs.items()]
    return "\n".join([*stated, "after none", *_sequence(parts, 0), ""])


def _sequence(parts: object, depth: int) -> list[str]:
    if depth > limits().nesting:
        raise Refused(f"parts nest up to {limits().nesting} deep")
    found = python_values.held(parts)
    if found is None:
        python_values.wrong("a network is a list of its parts", parts)
    return [_part(each, depth) for each in found]


def _part(part: object, depth: int) -> str:
    if python_values.is_a(part, Repeated):
        times = python_values.count(part.times, "a number of copies")
        return f"[ {' '.join(_sequence(part.parts, depth + 1))} ]*{times}"
    if python_values.is_a(part, Numbered):
        label = _label(part.name)
        return f"{label}seq[ {' '.join(_sequence(part.parts, depth + 1))} ]"
    if python_values.is_a(part, Joined):
        how, found = (
            python_values.choice(part.how, "join", Join.kinds),
            python_values.held(part.branches),
        )
        branches = [" ".join(_sequence(each, depth + 1)) for each in found or ()]
        return f"{how}( {' | '.join(each or 'id' for each in branches)} )"
    if python_values.is_a(part, Tapped):
        words = _words(part.name)
        if not words:
            raise Refused("a tap has an input's name, and this one has none")
        return f"@{words[0]}"
    return _layer(part) if python_values.is_a(part, Layer) else python_values.wrong(A_PART, part)


def _layer(layer: Layer) -> str:
    kind = type(layer)
    if kind not in KINDS.values():
        python_values.wrong(A_PART, layer)
    stated = {}
    for name, declared in kind.arguments.items():
        words = _value(vars(layer)[name], kind.word, name)
        if words != _value(declared.default, kind.word, name):
            stated[name] = words
    return spelled(kind, stated, by_name=True)


def _label(name: object) -> str:
    """A name as a label, and nothing for none."""
    return "".join(f"{words}: " for words in _words(name))


def _words(name: object) -> list[str]:
    """A name, if it is one that a spec can have; nothing for none."""
    words = python_values.text(name, "a name is a word")
    if words and not (words.isascii() and words.isidentifier()):
        raise Refused(f"{quoted(words)} is no name of letters, digits and `_`")
    return [words] if words else []


def _value(value: object, word: str, name: str) -> str:
    """A value as a spec has it; nothing for None."""
    if value is None:
        return ""
    if type(value) is bool:
        return "yes" if value else "no"
    if python_values.is_a(value, float):
        return float.__repr__(value)
    if python_values.is_a(value, str):
        text = str.__str__(value)
        return text if text.isidentifier() else _wrong(quoted(text), word, name)
    sizes = python_values.held(value)
    return "x".join(_rows(each, word, name) for each in ((value,) if sizes is None else sizes))


def _rows(value: object, word: str, name: str) -> str:
    """A size, or rows before and after."""
    if type(value) is not Sides:
        return _whole(value, word, name)
    return ":".join(_whole(each, word, name) for each in value)


def _whole(value: object, word: str, name: str) -> str:
    number = python_values.whole(value)
    if number is None or abs(number) > LARGEST:
        _wrong(
            python_values.kind(value) if number is None else python_values.written(number),
            word,
            name,
        )
    return str(number)


def _wrong(shown: str, word: str, name: str) -> NoReturn:
    raise Refused(f"`{name}` of `{word}` cannot be {shown}")
