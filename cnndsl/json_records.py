"""What JSON has of a network, as Python's values: layers, totals, problems and their fixes, under the names of JSON.

Places are lines and columns here; in the compiler's own `Fix`, `Edit` and `Related` they are spans.
"""

from collections.abc import Iterable
from typing import Any

from cnndsl.diagnostics import Severity
from cnndsl.named_tuple import NamedTuple
from cnndsl.spelling import closest


class Totals(dict[str, Any]):
    """Figures by item and by name: `totals["params"]`, `totals.params`."""

    __slots__ = ()

    def __missing__(self, name: str) -> Any:
        raise KeyError(self._unknown(name))

    def __getattr__(self, name: str) -> Any:
        if name in self:
            return self[name]
        raise AttributeError(self._unknown(name))

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self]

    def _unknown(self, name: object) -> str:
        near = closest(name, self) if isinstance(name, str) else None
        hint = f"did you mean {near!r}?" if near else f"the figures are {', '.join(self)}"
        return f"no figure is called {name!r}; {hint}"


class Layer(NamedTuple):
    """A layer at its place in the network. Shapes are channels first; counts are those of one image."""

    path: str
    """Its name in the module: `conv1.0`."""
    kind: str
    """The spelled-out name: `conv`."""
    code: str
    """What the spec says."""
    file: str
    line: int
    """Where it says so; lines and columns count from 1."""
    column: int
    assumed: bool
    """Whether the spec leaves it out, and it was filled in."""
    aux: bool
    """Whether it lies in an aux head."""
    input: tuple[int, ...]
    shape: tuple[int, ...]
    """What goes out."""
    params: int
    """Learned numbers, biases included."""
    buffers: int
    """Numbers that are kept and not learned: a norm's running statistics."""
    unshared_params: int
    """What it would need if every output position had weights of its own."""
    macs: int | None
    """Multiply-accumulates; None where its kind does not say."""
    flops: int | None
    """Twice that."""
    other_ops: int
    """All that is elementwise."""
    activations: int
    """Numbers that go out; 0 for what works in place or renames."""
    receptive_field: tuple[int | None, ...]
    """How much of the network's input an output sees, for each axis; None where that is not known."""
    jump: tuple[int | float | None, ...]
    """How far apart two neighbours see."""
    start: tuple[int | None, ...]
    """The first place that the first output sees; below 0 in the padding."""
    view_of: str | None = None
    """With several inputs: the one that these are views of, the first that it sees."""
    shared: str | None = None
    """Of a further call of a shared part: the layer whose weights it has, with which they are counted."""
    activation_bytes: int | None = None
    """In a report, for its type and batch, as all bytes."""
    alive_bytes: int | None = None
    """In a report: what is alive at once in inference while it works."""
    kept_bytes: int | None = None
    """In a report: what training keeps for its gradients; None where its kind does not say."""
    seconds: float | None = None
    """In a report for a device: the least time."""
    bound: str | None = None
    """In a report for a device, what sets that: `memory`, `arithmetic`, or nothing."""
    intensity: float | None = None
    """In a report for a device: operations for each byte that is moved."""
    measured_seconds: float | None = None
    """In a report that measured it."""


class Related(NamedTuple):
    """Another place that the reader should look at."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str


class Edit(NamedTuple):
    """Other words for a stretch of a file; an empty stretch is where words are put in."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class Fix(NamedTuple):
    """What mends a problem, in one edit or several; what the only edit says stands here too."""

    title: str
    safe: bool
    """Whether it can be nothing else, and changes no other layer."""
    edits: tuple[Edit, ...]
    file: str | None = None
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    text: str | None = None


class Problem(NamedTuple):
    """A diagnostic with its place in lines and columns, both from 1; an end is the place after the last character."""

    code: str
    severity: Severity
    message: str
    line: int
    column: int
    end_line: int
    end_column: int
    note: str
    help: str
    file: str
    label: str
    """What stands under the caret."""
    related: tuple[Related, ...]
    fixes: tuple[Fix, ...]
    """Of several, the likeliest first; they are choices."""


def layers(documents: Iterable[dict[str, Any]]) -> tuple[Layer, ...]:
    """The layers of a document, lists as tuples."""
    return tuple(map(_layer, documents))


def _layer(document: dict[str, Any]) -> Layer:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in document.items()
    }
    return Layer(**values)


def problems(documents: Iterable[dict[str, Any]]) -> tuple[Problem, ...]:
    """The diagnostics of a document."""
    return tuple(map(_problem, documents))


def _problem(document: dict[str, Any]) -> Problem:
    related = tuple(Related(**each) for each in document["related"])
    fixes = tuple(map(_fix, document["fixes"]))
    return Problem(**{**document, "related": related, "fixes": fixes})


def _fix(document: dict[str, Any]) -> Fix:
    return Fix(**{**document, "edits": tuple(Edit(**each) for each in document["edits"])})
