"""Numbers with a name: depths and arguments that a class takes, followed through the layers' own arithmetic.

A `Named` is an int that knows how the generated class says it: `4 * d`. Arithmetic on it gives another one,
so that the PyTorch calls of layers/ come out in the class's own terms.
"""

import re
from typing import Any

from cnndsl.emit.layout import literal

NAME = re.compile(r"[A-Za-z_]\w*")
SUM = re.compile(r"\w+( \+ \w+)*")


class Named(int):
    text: str

    def __new__(cls, value: int, text: str) -> "Named":
        made = super().__new__(cls, value)
        made.text = text
        return made

    def __reduce__(self) -> Any:
        return Named, (int(self), self.text)

    def __add__(self, other: int) -> int:
        if other == 0:
            return self
        return Named(int(self) + int(other), f"{self.text} + {said(other)}")

    def __radd__(self, other: int) -> int:
        if other == 0:
            return self
        return Named(int(other) + int(self), f"{said(other)} + {self.text}")

    def __mul__(self, other: int) -> int:
        if other == 1:
            return self
        return Named(int(self) * int(other), f"{held(self)} * {held(other)}")

    def __rmul__(self, other: int) -> int:
        if other == 1:
            return self
        return Named(int(other) * int(self), f"{held(other)} * {held(self)}")

    def __floordiv__(self, other: int) -> int:
        if other == 1:
            return self
        return Named(int(self) // int(other), f"{held(self)} // {held(other)}")


class Code(str):
    """A value that is code already."""

    __slots__ = ()


def said(value: Any) -> str:
    """A value as code."""
    if isinstance(value, Named):
        return value.text
    return str(value) if isinstance(value, Code) else literal(value)


def held(value: Any) -> str:
    """The same, in brackets where more than one word would come apart."""
    text = said(value)
    return text if re.fullmatch(r"[\w.]+", text) else f"({text})"


def names_in(text: str) -> set[str]:
    return set(NAME.findall(text)) - {"min", "max", "if", "else", "i"}


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
