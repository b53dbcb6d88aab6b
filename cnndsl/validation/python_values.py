"""The values that a caller gives to the library: written as an option's text, and checked as that.

What a value itself would run (`__str__`, `__eq__`, `__iter__` of a class of the caller's) is not run: a `str`,
an `int` or a `tuple` of a class of its own is taken for what it holds. Asked are `__index__` and `__fspath__`,
which are there for that, and a mapping that is no `dict` for what it holds.
"""

import operator
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NoReturn, TypeGuard, TypeVar

from cnndsl.limits import Limits
from cnndsl.sizes import show_shape
from cnndsl.validation import option_text
from cnndsl.validation.option_text import DTYPES, Refused, quoted

if TYPE_CHECKING:
    from fractions import Fraction

T = TypeVar("T")
ALL_DTYPES = (*DTYPES, "float64")
"""Those of a module; commands have no use for the last."""
MOST_DIGITS = 100
"""A whole number is written out up to that."""
A_SPEC = "a spec is a file's name, a bundled network's name, or a text as in \"input 3x32x32 C3D8 R FC10\""


class WrongKind(Refused, TypeError):
    """A value of a kind that is never taken: a TypeError, as Python has it, and Refused like any other."""


def is_a(value: object, kind: type[T]) -> TypeGuard[T]:
    """Whether a value is of a kind, whatever it says of itself."""
    return issubclass(type(value), kind)


def kind(value: object) -> str:
    """A value's kind, in words."""
    name = type.__dict__["__name__"].__get__(type(value))
    return "None" if value is None else quoted(name)


def wrong(wanted: str, value: object) -> NoReturn:
    raise WrongKind(f"{wanted}, and not {kind(value)}")


def text(value: object, wanted: str) -> str:
    return str.__str__(value) if is_a(value, str) else wrong(wanted, value)


def flag(value: object, name: str) -> bool:
    return value is True if type(value) is bool else wrong(f"`{name}` is True or False", value)


def whole(value: object) -> int | None:
    """A whole number as Python's own, of NumPy and PyTorch too; None for what is none."""
    if is_a(value, bool):
        return None
    if is_a(value, int):
        return int.__int__(value)
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except Exception:  # whatever a class of the caller's makes of it
        return None


def written(number: int) -> str:
    """A whole number in words that say how long it is, where it is longer than any that is taken."""
    if abs(number) < 10**MOST_DIGITS:
        return str(number)
    digits = round(number.bit_length() * 0.30103)
    return f"about {'-' * (number < 0)}10^{digits:,}"


def shape(value: object) -> tuple[int, ...]:
    """An input's shape from a tuple or a list, `torch.Size` and NumPy's numbers among them."""
    wanted = "an input is a tuple of sizes, channels first, as (3, 224, 224)"
    found = held(value)
    if found is None:
        wrong(wanted, value)
    return option_text.shape("x".join(map(_size, found)))


def inputs(value: object) -> dict[str, tuple[int, ...]]:
    """Shapes of inputs by name; that of the only one may be given without."""
    if held(value) is not None:
        return {"": shape(value)}
    wanted = (
        "an input is a tuple of sizes, channels first, as (3, 224, 224); several are a dict of such"
    )
    found = dict(_input(name, sizes) for name, sizes in _items(value, wanted))
    if not found:
        raise Refused(f"{wanted}, and this one is empty")
    return found


def _input(name: object, sizes: object) -> tuple[str, tuple[int, ...]]:
    called = text(name, "an input's name is a text")
    return option_text.named_shape(f"{called}={show_shape(shape(sizes))}")


def _size(value: object) -> str:
    number = whole(value)
    if number is not None:
        return written(number)
    if is_a(value, float):
        return float.__repr__(value)
    wrong("a size of an input is a whole number", value)


def held(value: object) -> tuple[object, ...] | None:
    """What a list or a tuple holds; None for what is neither."""
    if is_a(value, list):
        return tuple(list.__iter__(value))
    return tuple(tuple.__iter__(value)) if is_a(value, tuple) else None


def _items(value: Any, wanted: str) -> list[tuple[Any, Any]]:
    """What a dict holds, or another mapping."""
    if is_a(value, dict):
        return list(dict.items(value))
    try:
        return [(name, value[name]) for name in value.keys()]  # noqa: SIM118  (a list has none)
    except Exception:  # whatever a class of the caller's makes of it
        wrong(wanted, value)


def constants(value: object) -> "dict[str, int | Fraction]":
    """Constants' other values: whole numbers, fractions, and floats for the decimals that they show."""
    if value is None:
        return {}
    found = _items(value, 'constants are a dict, as {"classes": 10}')
    return dict(_constant(name, number) for name, number in found)


def _constant(name: object, number: object) -> "tuple[str, int | Fraction]":
    called = text(name, "a constant's name is a text")
    return option_text.constant(f"{called}={_number(called, number)}")


def _number(name: str, value: object) -> str:
    number = whole(value)
    if number is not None:
        return written(number)
    if is_a(value, float):
        return float.__repr__(value)
    from fractions import Fraction

    if type(value) is Fraction:
        return f"{written(value.numerator)}/{written(value.denominator)}"
    wrong(f"the constant {quoted(name)} is an int, a float or a Fraction", value)


def limits(value: object) -> Limits:
    """The usual bounds on the work but for those that are given."""
    if value is None:
        return Limits()
    found = _items(value, 'limits are a dict, as {"layers": 1_000_000}')
    return Limits(**dict(_limit(name, most) for name, most in found))


def _limit(name: object, most: object) -> tuple[str, int]:
    called = text(name, "a limit's name is a text")
    return called, option_text.bound(called, whole(most))


def count(value: object, what: str) -> int:
    number = whole(value)
    if number is None and not is_a(value, float):
        wrong(f"{what} is a whole number", value)
    return option_text.count(_size(value))


def seed(value: object) -> int:
    number = whole(value)
    return (
        option_text.seed(written(number))
        if number is not None
        else wrong("a seed is a number", value)
    )


def member(value: object) -> int:
    """The number of a family's member."""
    number = whole(value)
    if number is None:
        wrong("a member is a whole number from 0", value)
    return option_text.member(written(number))


def choice(value: object, what: str, choices: Iterable[str]) -> str:
    return option_text.choice(text(value, f"{_a(what)} is a name"), what, choices)


def _a(what: str) -> str:
    return f"{'an' if what[0] in 'aeiou' else 'a'} {what}"


def dtype(value: object, choices: Iterable[str] = ALL_DTYPES) -> str:
    """A type by its name, or PyTorch's own."""
    found = _torch("dtype", value)
    return choice(found.removeprefix("torch.") if found else value, "dtype", choices)


def device(value: object) -> str:
    """Where a module is made: by its name, or PyTorch's own."""
    found = _torch("device", value)
    if found and found.partition(":")[0] != "cuda":
        found = found.removesuffix(":0")  # of which there is one
    return option_text.device(found or text(value, "a device is a name"), ("meta",))


def _torch(kind: str, value: object) -> str:
    """What PyTorch calls a value of its own; nothing for another one."""
    torch = sys.modules.get("torch")
    known = getattr(torch, kind, None)
    return str(value) if known and is_a(value, known) else ""


def class_name(value: object) -> str:
    return option_text.class_name(text(value, "a class's name is a text"))


def path(value: object) -> str | None:
    """A file's name from a Path and its like; None for what is none."""
    if not issubclass(type(value), os.PathLike):
        return None
    try:
        name = str.__str__(os.fsdecode(value))  # type: ignore[arg-type]
    except Exception:  # whatever a class of the caller's makes of it
        wrong("a path names a file", value)
    return option_text.file_name(name)


def spec(value: object) -> str:
    """What `check` takes beside paths."""
    if is_a(value, str):
        return str.__str__(value)
    torch = sys.modules.get("torch")
    module = getattr(getattr(torch, "nn", None), "Module", None)
    if module and is_a(value, module):
        wrong(
            f"there is no `import_module` yet that would write a spec of a module; {A_SPEC}", value
        )
    wrong(A_SPEC, value)


def folders(value: object) -> tuple[str, ...]:
    """Folders from one or from several."""
    found = held(value)
    return tuple(
        option_text.folder(path(each) or text(each, "`use_below` is a list of folders"))
        for each in ((value,) if found is None else found)
    )


def parts(value: object) -> tuple[str, ...]:
    """Parts of a network from one name or from several."""
    found = held(value)
    wanted = '`fresh` is a list of names, as ["fc1"]'
    return tuple(
        option_text.part(text(each, wanted)) for each in ((value,) if found is None else found)
    )


def checkpoint(value: object) -> "str | dict[object, object]":
    """A file of weights, or what such a file holds."""
    if is_a(value, dict):
        return dict(dict.items(value))
    wanted = "a checkpoint is a file's name or a state dict, as `state_dict()` gives it"
    return path(value) or option_text.file_name(text(value, wanted))


def style(value: object) -> str:
    """A picture's style; nothing for the one that suits the network."""
    found = text(value, "a style is a word, as 'graph'")
    return choice(found, "style", option_text.STYLES) if found else ""


def levels(value: object) -> int:
    """How many levels of parts are drawn; 0 for all."""
    return 0 if whole(value) == 0 else count(value, "a depth")


def theme(value: object) -> Any:
    return choice(value, "theme", option_text.THEMES)


def inches(value: object) -> float:
    """A width in print; nothing for none."""
    found = text(value, "a width is a text, as '5.5in'")
    return option_text.inches(found) if found else 0


def titles(value: object) -> tuple[tuple[str, str], ...]:
    """Titles by paths."""
    wanted = "`titles` are names by paths, as {'layer1': 'first stage'}"
    pairs = [] if value is None else _items(value, wanted)
    return tuple((text(path, wanted), text(title, wanted)) for path, title in pairs)
