"""The index of a spec: what stands where in its texts, what may stand there, and other names for what is named."""

from collections.abc import Callable

from cnndsl.compile import Options
from cnndsl.fixes import Edit
from cnndsl.index import renaming
from cnndsl.index.expected import Expected, expected
from cnndsl.index.places import Places
from cnndsl.index.values import Symbol
from cnndsl.limits import held
from cnndsl.resources import read_text
from cnndsl.text import Text


class Index(Places):
    """What a check knows of the places in a spec's texts, for whoever edits them."""

    def rename(self, symbol: Symbol, new: str) -> tuple[Edit, ...] | str:
        """The edits that give a symbol another name in all texts; or why it cannot have that."""
        return renaming.rename(self, symbol, new)

    def expected(self, offset: int) -> Expected:
        """What may stand at a place of the spec's own text, behind what stands before it."""
        with held(self.options.limits):
            return expected(self, offset)


def index_of(
    text: Text, options: Options | None = None, read: Callable[[str], str] = read_text
) -> Index:
    """Check a spec, and keep what stands where in it."""
    return Index.of(text, options or Options(), read)
