"""Sizes and shapes, and the only arithmetic on them that shape rules need.

A size is a whole number, or `UNKNOWN` in the place of one that a mistake has hidden. Rules use these
helpers and plain arithmetic, and never branch on a size; an open size (a formula) can later take the
same way. The layers of a network have known shapes: what is worked out of a network alone has numbers.
"""

from collections.abc import Iterable, Iterator
from typing import TypeAlias, TypeGuard, TypeVar

T = TypeVar("T")


class Unknown:
    """A size that a mistake has hidden.

    It swallows every operation and meets every condition, so that nothing which only follows from that
    mistake is reported. Rules, those of kinds of one's own among them, write a condition as `a == b`: so it
    equals everything, and whoever asks whether two sizes are the same asks `known` or `exactly` first.
    """

    def _same(self, *_: object) -> "Unknown":
        return self

    def _holds(self, _: object) -> bool:
        return True

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __neg__ = _same
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _same
    __lt__ = __le__ = __gt__ = __ge__ = _holds

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0

    def __str__(self) -> str:
        return "?"

    __repr__ = __str__


UNKNOWN = Unknown()

Size: TypeAlias = int | Unknown
Shape: TypeAlias = tuple[Size, ...]
"""Channels first, then one size an axis; a flat shape has features alone."""
KnownShape: TypeAlias = tuple[int, ...]
PerAxis: TypeAlias = Size | tuple[Size, ...]
"""One number for every axis, or one an axis."""


class Sides:
    """Rows before and after along an axis, told apart: `3:0`. No tuple, which is one number an axis."""

    __slots__ = ("after", "before")

    def __init__(self, before: Size, after: Size) -> None:
        self.before, self.after = before, after

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sides) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __iter__(self) -> Iterator[Size]:
        return iter((self.before, self.after))

    def __str__(self) -> str:
        return f"{self.before}:{self.after}"

    __repr__ = __str__


Rows: TypeAlias = Size | Sides | tuple[Size | Sides, ...]
"""Rows at the sides of every axis, or of each; one number is for both sides."""
S = TypeVar("S", int, Size)
"""What is worked out of known sizes alone is known."""


def known(value: T | Unknown) -> TypeGuard[T]:
    return not isinstance(value, Unknown)


def unknown_size() -> Size:
    """What is told where a mistake hides a size, or nothing is followed."""
    return UNKNOWN


def all_known(shape: Shape) -> TypeGuard[KnownShape]:
    return Unknown not in map(type, shape)


def certain(size: Size) -> int:
    """A size that is known for certain, as all sizes of a network's layers are."""
    assert not isinstance(size, Unknown)
    return size


def exactly(shape: Shape | None) -> tuple[int | None, ...] | None:
    """A shape for which only the same one serves: in it, what is unknown equals itself alone."""
    if shape is None or all_known(shape):
        return shape
    return tuple(size if known(size) else None for size in shape)


def smaller(a: Size, b: Size) -> Size:
    return (a if a < b else b) if known(a) and known(b) else UNKNOWN


def divide_up(a: S, b: S) -> S:
    return -(-a // b)


def product(sizes: Iterable[S]) -> S:
    total: S = 1
    for size in sizes:
        total = total * size
    return total


def per_axis(value: PerAxis, rank: int) -> Shape:
    """One number an axis, from one for all or from one each."""
    return value if isinstance(value, tuple) else (value,) * rank


def sides_of(value: Rows, rank: int) -> tuple[Sides, ...]:
    """The rows before and after, for each axis."""
    each = value if isinstance(value, tuple) else (value,) * rank
    return tuple(rows if isinstance(rows, Sides) else Sides(rows, rows) for rows in each)


def is_flat(shape: Shape) -> bool:
    return len(shape) == 1


def spatial(shape: tuple[S, ...]) -> tuple[S, ...]:
    return shape[1:]


def show_shape(shape: Iterable[object]) -> str:
    return "x".join(map(str, shape))
