"""Numbers with a name: depths and arguments that a class takes, followed through the layers' own arithmetic.

A `Named` is an int that knows how the generated class says it: `4 * d`. Arithmetic on it gives another one,
so that the PyTorch calls of layers/ come out in the class's own terms.
"""

import re
from typing import Any

from cnndsl.emit.layout import literal

NAME = re.compile(r"[A-Za-z_]\w*")
AGAIN = re.compile(r"( \+ ([A-Za-z_]\w*))\1+(?![\w.]| [*/])")
TWICE = re.compile(r"^([A-Za-z_]\w*)( \+ \1)+(?![\w.]| [*/])")
SUM = re.compile(r"\w+( \+ \w+)*")
LONGEST = 1_000
"""Letters of what a number is called."""
LONGEST_SUM = 5_000
"""The same for a plain sum, as of a dense block's copies, which is told in short in the end."""
MOST_BRACKETS = 100
"""Half of what Python takes inside of one another."""


class Named(int):
    text: str

    def __new__(cls, value: int, text: str) -> "Named":
        made = super().__new__(cls, value)
        made.text = text
        return made

    def __add__(self, other: int) -> Any:
        if other == 0:
            return self
        return named(int(self) + int(other), f"{self.text} + {said(other)}")

    def __radd__(self, other: int) -> Any:
        if other == 0:
            return self
        return named(int(other) + int(self), f"{said(other)} + {self.text}")

    def __mul__(self, other: int) -> Any:
        if other == 1:
            return self
        return named(int(self) * int(other), f"{held(self)} * {held(other)}")

    def __rmul__(self, other: int) -> Any:
        if other == 1:
            return self
        return named(int(other) * int(self), f"{held(other)} * {held(self)}")

    def __floordiv__(self, other: int) -> Any:
        if other == 1:
            return self
        return named(int(self) // int(other), f"{held(self)} // {held(other)}")


class NamedFloat(float):
    """A number with a name that is no whole one, and that nothing is reckoned with."""

    text: str

    def __new__(cls, value: float, text: str) -> "NamedFloat":
        made = super().__new__(cls, value)
        made.text = text
        return made


class Code(str):
    """A value that is code already, and the names in it."""

    names: frozenset[str]
    plain: str
    """The same with numbers in the place of names."""

    def __new__(cls, text: str, names: frozenset[str] = frozenset(), plain: str = "") -> "Code":
        made = super().__new__(cls, text)
        made.names = names
        made.plain = plain or text
        return made


def named(value: int | float, text: str) -> Any:
    """A number with a name; a plain one where that would be no name that a person reads."""
    if not isinstance(value, int):
        return NamedFloat(float(value), text)
    return Named(value, text) if _is_readable(text) else int(value)


def _is_readable(text: str) -> bool:
    """Whether a text is short enough: through copies it may grow, and double with each of them."""
    if len(text) <= LONGEST:
        return text.count("(") <= MOST_BRACKETS
    return len(text) <= LONGEST_SUM and SUM.fullmatch(text) is not None


def said(value: Any) -> str:
    """A value as code."""
    if isinstance(value, Named | NamedFloat):
        return value.text
    if isinstance(value, tuple) and len(value) > 1:
        return f"({', '.join(map(said, value))})"
    return str(value) if isinstance(value, Code) else literal(value)


def has_name(value: Any) -> bool:
    """Whether a value is said otherwise than as the number that it is."""
    return isinstance(value, Named | NamedFloat) or bool(isinstance(value, Code) and value.names)


def names_of(value: Any) -> frozenset[str]:
    """The names that a value says."""
    if isinstance(value, Code):
        return value.names - {"i"}
    if isinstance(value, tuple):
        return frozenset(name for each in value for name in names_of(each))
    return frozenset(names_in(value.text)) if isinstance(value, Named | NamedFloat) else frozenset()


def held(value: Any) -> str:
    """The same, in brackets where more than one word would come apart."""
    text = said(value)
    return text if re.fullmatch(r"[\w.]+", text) else f"({text})"


def names_in(text: str) -> set[str]:
    return set(NAME.findall(text)) - {"min", "max", "divisible", "float", "if", "else", "i"}


def replaced(text: str, names: dict[str, str]) -> str:
    """Names put in the place of others, in brackets where they are more than a name."""
    if text in names:
        return names[text]
    loose = SUM.fullmatch(text) is not None

    def put(match: re.Match[str]) -> str:
        other = names.get(match[0], match[0])
        plain = loose and " if " not in other
        return other if plain or re.fullmatch(r"\w+", other) else f"({other})"

    return NAME.sub(put, text)


def shortened(text: str) -> str:
    """A sum with what is added again and again told once: `in_channels + 3 * k`."""
    text = AGAIN.sub(lambda found: f" + {found[0].count('+')} * {found[2]}", text)
    return TWICE.sub(lambda found: f"{found[0].count('+') + 1} * {found[1]}", text)
