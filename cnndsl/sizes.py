"""Sizes and shapes, and the only arithmetic on them that shape rules need.

A size is a whole number. `UNKNOWN` stands for one that a mistake has hidden: it swallows every
operation and meets every condition, so that nothing which only follows from that mistake is reported.
Rules use these helpers and plain arithmetic, and never branch on a size; an open size (a formula) can
later take the same way.
"""

from collections.abc import Iterable
from typing import Any, TypeAlias, cast

Size: TypeAlias = int
Shape: TypeAlias = tuple[Size, ...]
"""Channels first, then one size an axis; a flat shape has features alone."""
PerAxis: TypeAlias = int | tuple[int, ...]
"""One number for every axis, or one an axis."""


class _Unknown:
    def _same(self, *_: object) -> "_Unknown":
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


UNKNOWN: Size = cast(int, _Unknown())


def known(value: object) -> bool:
    return not isinstance(value, _Unknown)


def exactly(shape: Shape | None) -> tuple[int | None, ...] | None:
    """A shape for which only the same one serves: in it, what is unknown equals itself alone."""
    return None if shape is None else tuple(size if known(size) else None for size in shape)


def smaller(a: Size, b: Size) -> Size:
    return (a if a < b else b) if known(a) and known(b) else UNKNOWN


def divide_up(a: Size, b: Size) -> Size:
    return -(-a // b)


def product(sizes: Iterable[Size]) -> Size:
    total: Any = 1
    for size in sizes:
        total = total * size
    return cast(Size, total)


def per_axis(value: PerAxis, rank: int) -> tuple[int, ...]:
    """One number an axis, from one for all or from one each."""
    return value if isinstance(value, tuple) else (value,) * rank


def is_flat(shape: Shape) -> bool:
    return len(shape) == 1


def spatial(shape: Shape) -> Shape:
    return shape[1:]


def show_shape(shape: Iterable[object]) -> str:
    return "x".join(map(str, shape))
