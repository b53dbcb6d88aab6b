"""cnndsl from Python: `check`, `source`, `build` and `fit_weights`."""

from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

from cnndsl.analyse.figures import LayerFigures, Result, Totals
from cnndsl.compile import Options, compile_text, load
from cnndsl.diagnostics import Diagnostic, Severity
from cnndsl.limits import held, raised
from cnndsl.sizes import Shape
from cnndsl.text import Text


class Problem(NamedTuple):
    """A diagnostic with its place in lines and columns, both from 1."""

    code: str
    severity: Severity
    message: str
    line: int
    column: int
    end_line: int
    end_column: int
    note: str
    help: str


def _problem(found: Diagnostic, text: Text) -> Problem:
    place = (*text.place(found.span.start), *text.place(found.span.end))
    return Problem(found.code, found.severity, found.message, *place, found.note, found.help)


class SpecError(Exception):
    """A spec with errors was to be built; `diagnostics` has them all."""

    def __init__(self, diagnostics: tuple[Problem, ...], shown: str) -> None:
        super().__init__(shown)
        self.diagnostics = diagnostics


class CheckedNetwork:
    """A checked spec: what was found, each layer's figures, and the totals."""

    def __init__(self, result: Result) -> None:
        self.result = result

    @property
    def ok(self) -> bool:
        return self.result.network.ok

    @property
    def name(self) -> str:
        return self.result.network.name

    @property
    def layers(self) -> tuple[LayerFigures, ...]:
        return self.result.rows

    @property
    def totals(self) -> Totals:
        return self.result.totals

    @property
    def diagnostics(self) -> tuple[Problem, ...]:
        network = self.result.network
        return tuple(_problem(found, network.text) for found in network.diagnostics)

    def problems(self) -> str:
        """The diagnostics in full, as `cnndsl check` prints them."""
        from cnndsl.show.lines import plain
        from cnndsl.show.problems import full

        text = self.result.network.text
        return "".join(plain(full(found, text)) for found in self.result.network.diagnostics)

    def __str__(self) -> str:
        from cnndsl.show.lines import plain
        from cnndsl.show.table import table
        from cnndsl.show.tables import lines

        return self.problems() + plain(lines(table(self.result)))

    def __repr__(self) -> str:
        return f"<{self.name}: {self.totals.params:,} parameters, {self.totals.macs:,} MACs>"

    def _repr_html_(self) -> str:
        from cnndsl.show.table import table
        from cnndsl.show.tables import html

        problems = self.problems()
        return (f"<pre>{escape(problems)}</pre>\n" if problems else "") + html(table(self.result))


def check(
    spec: str,
    *,
    input: Shape | None = None,
    constants: dict[str, int] | None = None,
    strict: bool = False,
    use_below: Sequence[str] = (),
    limits: dict[str, int] | None = None,
) -> CheckedNetwork:
    """Check a spec: a path, a bundled network's name, or the text itself.

    `use` takes in files below the spec's own folder, and below those of `use_below`. `limits` raises bounds
    on the work by name, as `{"layers": 1_000_000}`.
    """
    options = Options(input, dict(constants or {}), strict, tuple(use_below), raised(limits or {}))
    with held(options.limits):
        text = load(spec)
    return CheckedNetwork(compile_text(text, options))


def source(net: CheckedNetwork | str, **build_options: Any) -> str:
    """The generated PyTorch module as text.

    Options: `device`, `dtype`, `class_name`, `logits`, `zero_last_norm`, `inference`.
    """
    from cnndsl.emit.pytorch import Build
    from cnndsl.emit.pytorch import source as pytorch_source

    return pytorch_source(_sound(net).result, Build(**build_options))


def build(
    net: CheckedNetwork | str,
    *,
    device: Any = None,
    dtype: Any = None,
    class_name: str | None = None,
    logits: bool = False,
    zero_last_norm: bool = False,
    inference: bool = False,
) -> Any:
    """The network as a PyTorch module, made on its device in its type. Needs `cnndsl[torch]`.

    `device` is one that PyTorch knows, or `auto`; `dtype` float32, float16, bfloat16 or float64.
    """
    kind = None if dtype is None else str(dtype).removeprefix("torch.")
    if kind not in (None, "float32", "float16", "bfloat16", "float64"):
        raise ValueError(f"`{kind}` is no dtype; one of float32, float16, bfloat16, float64")
    from cnndsl.emit.execution import module_class
    from cnndsl.emit.pytorch import Build

    place = None if device is None else str(device)
    wanted = Build(place, kind, class_name, logits, zero_last_norm, inference)
    return module_class(_sound(net).result, wanted)()


def fit_weights(
    net: CheckedNetwork | str,
    weights: str | dict[str, Any],
    *,
    map: str = "",
    key: str | None = None,
    in_order: bool = False,
    seed: int = 0,
    dtype: str | None = None,
) -> dict[str, Any]:
    """The network's state dict with the values of a checkpoint: a file, or a state dict.

    `map` has the lines of a map file. What does not fit raises `WeightsError`. Needs `cnndsl[torch]`.
    """
    from cnndsl.weights.checkpoint import checkpoint, read
    from cnndsl.weights.mapping import read_map
    from cnndsl.weights.transfer import transfer

    given = checkpoint(weights, key) if isinstance(weights, dict) else read(weights, key)
    options: dict[str, Any] = {"in_order": in_order, "seed": seed, "dtype": dtype}
    return transfer(_sound(net).result, given, read_map(map), **options).tensors


def _sound(net: CheckedNetwork | str) -> CheckedNetwork:
    checked = check(net) if isinstance(net, str) else net
    if not checked.ok:
        raise SpecError(checked.diagnostics, checked.problems())
    return checked
