"""What a layer's argument may be: its type, range, default and one line of prose.

`argument(...)` declares one inside a layer class. Values come here already evaluated; where they
stood in a text is the checker's business.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import PerAxis, Rows, Sides, Size

Padding: TypeAlias = PerAxis | str
"""Rows added at every side of an axis, or the word that works them out."""
PADDING_WORDS = ("valid", "half", "full", "same")
LARGEST = 2**63 - 1
LARGEST_FLOAT = 3.4028234663852886e38
SMALLEST_FLOAT = 1.1754943508222875e-38
"""Float32's, subnormal numbers apart, which lose their digits and which not every device has."""


class WordValue(NamedTuple):
    """A bare word given as a value: `half`, `yes`, `nearest`."""

    text: str


class TapValue(NamedTuple):
    """A label given as a value: `@enc1`."""

    path: str


class Unsuitable(Exception):
    """A value that an argument cannot take, with the reason in words."""

    def __init__(self, reason: str, *, size: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.size = size


class Type(NamedTuple):
    """A type of argument: how it is called, how a value is read, the words it understands."""

    name: str
    read: Callable[[object], object]
    words: tuple[str, ...] = ()
    decimal: bool = False
    """Whether its values are floats, as PyTorch has them."""


def _whole(value: object, least: int) -> int:
    if isinstance(value, (WordValue, TapValue)):
        raise Unsuitable("a number is wanted")
    if isinstance(value, tuple):
        raise Unsuitable("one number is wanted (copies of a layer are written `*2`)")
    if isinstance(value, Sides):
        raise Unsuitable(f"one number is wanted (`pad({value})` tells two sides apart)")
    if not isinstance(value, int):
        raise Unsuitable("it is not a whole number", size=True)
    number = value
    if number < least:
        raise Unsuitable(f"it is below {least}", size=True)
    if number > LARGEST:
        raise Unsuitable("it does not fit into 64 bits", size=True)
    return number


def whole(least: int = 1) -> Type:
    return Type(f"a whole number from {least}", lambda value: _whole(value, least))


def _sizes(value: object, least: int) -> PerAxis:
    if isinstance(value, tuple) and not isinstance(value, (WordValue, TapValue)):
        return tuple(_whole(size, least) for size in value)
    return _whole(value, least)


def sizes(least: int = 1) -> Type:
    return Type(
        f"a whole number from {least}, or one an axis (`3x3`)", lambda value: _sizes(value, least)
    )


def _rows(value: object, least: int) -> Size | Sides:
    if isinstance(value, Sides):
        return Sides(_whole(value.before, 0), _whole(value.after, 0))
    return _whole(value, least)


def rows(least: int = 0) -> Type:
    """Numbers that may be told apart for the two sides; `least` is that of one alone."""

    def read(value: object) -> Rows:
        if isinstance(value, tuple) and not isinstance(value, (WordValue, TapValue)):
            return tuple(_rows(each, least) for each in value)
        return _rows(value, least)

    return Type(f"a whole number from {least}, `before:after`, or one an axis (`3x3`)", read)


def _word(value: object, words: tuple[str, ...]) -> str | None:
    if not isinstance(value, WordValue):
        return None
    if value.text not in words:
        raise Unsuitable(f"it is none of {', '.join(words)}")
    return value.text


def padding(*more: str) -> Type:
    """`more` are words that not every layer with padding takes."""
    words = PADDING_WORDS + more

    def read(value: object) -> Padding:
        return _word(value, words) or _sizes(value, 0)

    return Type(f"a whole number from 0, one an axis, or one of {', '.join(words)}", read, words)


def flag(*more: str) -> Type:
    """`more` are words that say yes in a way of their own."""
    words = ("yes", "no", *more)
    said = f"{', '.join(words[:-1])} or {words[-1]}"

    def read(value: object) -> bool | str:
        if value in (0, 1):
            return bool(value)
        if not isinstance(value, WordValue):
            raise Unsuitable(f"{said} is wanted")
        word = _word(value, words)
        return word == "yes" if word in ("yes", "no") else str(word)

    return Type(said, read, words)


LABEL = "a label, as `@enc1`"


def tap() -> Type:
    def read(value: object) -> TapValue:
        if not isinstance(value, TapValue):
            raise Unsuitable("a label is wanted, as in `@enc1`")
        return value

    return Type(LABEL, read)


def choice(*words: str) -> Type:
    def read(value: object) -> str:
        word = _word(value, words)
        if word is None:
            raise Unsuitable(f"one of {', '.join(words)} is wanted")
        return word

    return Type(f"one of {', '.join(words)}", read, words)


def real(low: float | None = None, high: float | None = None, *, above: bool = False) -> Type:
    """A number between two bounds that float32 can hold; `above` leaves out the lower bound itself."""
    bounds = [] if low is None else [f"{'above' if above else 'from'} {low:g}"]
    bounds += [] if high is None else [f"up to {high:g}"]
    name = " ".join(["a number", *bounds])

    def read(value: object) -> float:
        if isinstance(value, (WordValue, TapValue, tuple)):
            raise Unsuitable("one number is wanted")
        number: Any = value
        if low is not None and (number < low or (above and number == low)):
            raise Unsuitable(f"it is not {'above' if above else 'at least'} {low:g}")
        if high is not None and number > high:
            raise Unsuitable(f"it is above {high:g}")
        if abs(number) > LARGEST_FLOAT:
            raise Unsuitable(f"it is beyond {LARGEST_FLOAT:g}, where float32 ends")
        if 0 < abs(number) < SMALLEST_FLOAT:
            raise Unsuitable(f"it is nearer to 0 than {SMALLEST_FLOAT:g}, where float32 ends")
        return float(number)

    return Type(name, read, decimal=True)


class Argument(NamedTuple):
    """One argument of a layer kind."""

    type: Type
    prose: str
    default: Any
    required: bool
    letter: str
    """The letter of the shorthand parameter; `size` for what follows the code; empty for none."""
    default_prose: str
    name: str = ""
    """What a spec calls it, where that is no name in Python."""


_REQUIRED = object()


def argument(
    type: Type,
    prose: str,
    *,
    default: Any = _REQUIRED,
    letter: str = "",
    otherwise: str = "",
    name: str = "",
) -> Any:
    """Declare an argument; `otherwise` says what holds where a default of None stands."""
    required = default is _REQUIRED
    default = float(default) if type.decimal and isinstance(default, int) else default
    return Argument(type, prose, None if required else default, required, letter, otherwise, name)


class ByChecker(NamedTuple):
    """What the checker settles of a layer where it stands, and no spec gives; and what holds before."""

    default: Any


def by_checker(*, default: Any) -> Any:
    """Declare something that the checker settles."""
    return ByChecker(default)
