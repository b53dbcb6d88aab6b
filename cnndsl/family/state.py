"""What stands at a place of a pattern, as far as anything behind it hangs on that."""

from cnndsl.checking.flow import Past
from cnndsl.family.places import Place
from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import KnownShape


class Value(NamedTuple):
    """What a label stands for."""

    number: int
    """Which of the values before it is, by their age."""
    shape: KnownShape
    past: Past


class Labels(NamedTuple):
    """The labels of a part; a block sees none of those around it."""

    closed: bool
    own: tuple[tuple[str, Value], ...] = ()

    def having(self, label: str, value: Value) -> "Labels":
        others = tuple([each for each in self.own if each[0] != label])
        return Labels(self.closed, tuple(sorted([*others, (label, value)])))


class Ended(NamedTuple):
    """The end of a branch."""

    shape: KnownShape
    conv: bool
    """Whether a convolution lies behind it."""
    stride: tuple[int, ...]
    waits: bool
    """Whether its end goes by the other branches."""


class Open(NamedTuple):
    """A join, or a head, whose branches are being spelled: what came in, and the ends so far."""

    shape: KnownShape
    past: Past
    in_part: bool
    stride: tuple[int, ...]
    number: int
    ends: tuple[Ended, ...] = ()
    how: str = ""
    ahead: bool | None = None
    """What was taken, before it, of weights that come later."""
    behind: bool | None = None
    """What is taken, inside of it, of weights that come behind it."""
    has_weights: bool = False
    """Whether some stand in it."""
    activated: bool = False
    """Whether a ReLU is filled in behind it."""


class Fate(NamedTuple):
    """Of a layer with weights: whether it is hidden, and where its activation goes that is not written."""

    hidden: bool
    behind: int | None = None
    """The join, of those around it by number, behind which that is; None for its own place."""
    nowhere: bool = False


class State(NamedTuple):
    """A place of a pattern, and what stands there."""

    place: Place
    shape: KnownShape
    past: Past = Past()
    in_part: bool = False
    stride: tuple[int, ...] = ()
    number: int = 0
    """Which value this is, where anything is tapped."""
    labels: tuple[Labels, ...] = ()
    """Those of the parts around it, the innermost last, where anything is tapped."""
    joins: tuple[Open, ...] = ()
    """Those around it, the innermost last."""
    waits: bool = False
    """Whether the branch goes by the others."""
    ahead: bool | None = None
    """Whether layers with weights come later in the same sequence; None where nothing hangs on that."""
    fate: Fate | None = None
    """What is taken for the layer with weights that stands here."""
    relu: str = ""
    """When a ReLU is filled in here: now, or behind the norm if one follows."""

    def find(self, label: str) -> Value | None:
        for each in reversed(self.labels):
            found = dict(each.own).get(label)
            if found is not None:
                return found
            if each.closed:
                return None
        return None
