"""An argument as it is written, for those who say what is wrong with it."""

from cnndsl.named_tuple import NamedTuple
from cnndsl.syntax import tree
from cnndsl.text import Span, Text


class WrittenArgument(NamedTuple):
    """One of the values that a layer or a block is given."""

    written: tree.WrittenLayer
    argument: tree.Argument
    text: Text
    offset: int = 0

    @property
    def span(self) -> Span:
        return self.argument.span.shift(self.offset)

    @property
    def key(self) -> Span:
        """Where its name stands, if it has one and is spelled out."""
        return Span(self.span.start, self.span.start + len(self.argument.key))

    @property
    def value(self) -> str:
        return self.text.words(self.argument.value.span.shift(self.offset))
