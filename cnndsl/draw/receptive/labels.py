"""The labels beside views: name, size and step, in columns."""

from collections.abc import Iterable

from cnndsl.draw.marks import Words
from cnndsl.draw.options import TEXT, Wanted
from cnndsl.draw.receptive.seen import Seen
from cnndsl.draw.text_widths import shortened, width
from cnndsl.named_tuple import NamedTuple

STEP = 21.0
APART = 18.0


class Label(NamedTuple):
    """What is said of a view."""

    name: str
    size: str
    step: str


def label(seen: Seen, wanted: Wanted, room: float) -> Label:
    """Its words, with a name that fits."""
    paths = seen.rows[0].path
    name = seen.name if wanted.title(paths) == paths else wanted.title(paths)
    return Label(shortened(name, room, TEXT, bold=True), _sides(seen.field), f"step {_step(seen)}")


def _sides(sizes: Iterable[object]) -> str:
    return "×".join(map(str, sizes))


def _step(seen: Seen) -> str:
    return str(seen.step[0]) if len(set(seen.step)) == 1 else _sides(seen.step)


class Columns(NamedTuple):
    """Where the columns of labels begin, and where they end."""

    left: float
    size: float
    """Where sizes end."""
    step: float
    right: float

    def words(self, what: Label, y: float) -> tuple[Words, ...]:
        """A label in a line whose letters stand on `y`."""
        return (
            Words(self.left, y, what.name, TEXT, "start", bold=True),
            Words(self.size, y, what.size, TEXT, "end"),
            Words(self.step, y, what.step, TEXT, "start", fill="muted"),
        )


def columns(labels: tuple[Label, ...], left: float) -> Columns:
    """Columns that are as wide as their widest."""
    names = max(width(each.name, TEXT, bold=True) for each in labels)
    sizes = max(width(each.size, TEXT) for each in labels)
    steps = max(width(each.step, TEXT) for each in labels)
    size = left + names + APART + sizes
    return Columns(left, size, size + APART, size + APART + steps)
