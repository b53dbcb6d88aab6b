"""What is asked of a picture."""

from cnndsl.named_tuple import NamedTuple

PIXELS = 96
"""In an inch."""
SMALLEST_IN_PRINT = 7 * PIXELS / 72
"""Seven points, in pixels."""
WIDEST = 920
"""So wide may a picture be whose texts are 13 pixels high, of which second lines are 10: they stay readable where
the whole is fitted into a page.
"""
TEXT, SECOND, HEADING = 13.0, 10.0, 17.0
"""The sizes of letters: in boxes, of second lines, of a picture's name."""
PAGE, SLIDE = 4 / 3, 16 / 9
"""How many times as wide as high a picture is best: in a page, on a slide."""


class Wanted(NamedTuple):
    """How a picture is to be."""

    style: str = ""
    """Nothing for the one that suits the network."""
    unfold: bool = False
    depth: int = 0
    """How many levels of parts are drawn; 0 for all."""
    inches: float = 0
    """The width in print; 0 for none."""
    landscape: bool = False
    only: str = ""
    """The path of a block or stage that alone is drawn."""
    titles: tuple[tuple[str, str], ...] = ()
    """Names that are shown instead of paths, by these."""

    @property
    def room(self) -> float:
        """How wide a layout may be whose smallest letters stay readable."""
        if not self.inches:
            return WIDEST
        return min(self.inches * PIXELS * SECOND / SMALLEST_IN_PRINT, WIDEST)

    @property
    def shape(self) -> float:
        """How many times as wide as high the picture is best."""
        return SLIDE if self.landscape else PAGE

    def title(self, path: str) -> str:
        """What a layer or part is called in the picture."""
        return dict(self.titles).get(path, path)


class Unsuited(ValueError):
    """A style that does not fit a network, with the reason in one line."""
