"""Members of a family, as whoever works with it asks for them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from cnndsl.diagnostics import Diagnostic
from cnndsl.named_tuple import NamedTuple
from cnndsl.text import Span

if TYPE_CHECKING:
    from cnndsl.analyse.figures import Result

Choices: TypeAlias = tuple[int, ...]
"""What is chosen, by number, in the order in which choices are met."""
Member: TypeAlias = 'Callable[[Choices], "Result"]'
"""The network that choices make, checked like any other."""


class Never(NamedTuple):
    """A place of the text at which choices come to nothing."""

    span: Span
    ways: int
    """How many ways to choose that takes away."""
    why: Diagnostic
