"""The report of a network: its table of parts, and in words where the weight, the work and the memory are."""

from collections.abc import Sequence

from cnndsl.analyse.devices import DEVICES
from cnndsl.analyse.figures import LayerFigures
from cnndsl.analyse.parts import Part, parts
from cnndsl.analyse.report import Report, Sums, summed
from cnndsl.paths import show_path
from cnndsl.show.layer_table import code, count, counted, endings, lacking, title, total
from cnndsl.show.styled_text import in_one_line
from cnndsl.show.tables import Column, Proportion, Table, TableRow
from cnndsl.show.units import added, span_of, times, unit
from cnndsl.sizes import show_shape
from cnndsl.text import Text

CONVENTION = "params: with biases; MACs: {}, one image; 1 {} bytes"
UNSHARED = "unshared: the parameters if every output position had weights of its own"
PARAMS = 3
"""The column of the parameters."""
MOST_MARKED = 3
SPEC = 28
"""Words of the spec are not shown at greater length on a terminal."""


def folded(report: Report, depth: int | None) -> list[Sums]:
    """The rows of the table: parts down to a depth, or every layer."""
    found = parts(report.result.network)
    return summed(report, (row for part in found for row in part.unfolded(depth)))


def table(report: Report, depth: int | None = 1, unshared: bool = False) -> Table:
    """The table with what it says in words below it, perhaps with the parameters that sharing saves."""
    shown = folded(report, depth)
    columns = [*_figures(report, shown), *_times(report, shown), *_memory(report, shown)]
    if unshared:
        columns.insert(PARAMS + 1, _count(report, shown, "unshared", "unshared_params"))
    rows = zip(*(cells for _, cells, _ in columns), strict=True)
    return Table(
        heading(report),
        tuple(column for column, _, _ in columns),
        tuple(
            TableRow(
                tuple(cells), "dim" if _is_aux(each) else "", tuple(map(show_path, each.part.paths))
            )
            for each, cells in zip(shown, rows, strict=True)
        ),
        tuple(total for _, _, total in columns),
        (
            *sentences(report),
            *((UNSHARED,) if unshared else ()),
            *endings(report.result, _convention(report, shown), bool(report.at_least)),
        ),
    )


Filled = tuple[Column, list[str | Proportion], str | Proportion]
"""A column, its cells and its total."""


def _convention(report: Report, shown: list[Sums]) -> str:
    size, name = unit(max((each.alive for each in shown), default=0))
    layers = counted([report.result], "fc")
    return CONVENTION.format(layers, f"{name} = 10^{len(str(size)) - 1}")


def words(sums: Sums, text: Text) -> str:
    """What the spec says of a row, in one line."""
    if sums.part.inner:
        return in_one_line(text.words(sums.part.span))
    return code(sums.rows[0].figures)


def heading(report: Report) -> str:
    settings = report.settings
    images = "one image" if settings.batch == 1 else f"{settings.batch} images"
    seen = report.last_view
    view = f"; sees {sees(report)} at {seen.path}" if seen and seen.view else ""
    return f"{title(report.result)}; {settings.dtype}, {images}{view}"


def sees(report: Report) -> str:
    """How much of the input the network sees before it looks at whole maps."""
    return _field(report.last_view) if report.last_view else ""


def _name(part: Part) -> str:
    return part.name if part.times == 1 else f"{part.name} x{part.times}"


def _is_aux(sums: Sums) -> bool:
    return all(row.figures.placed.aux for row in sums.rows)


def _figures(report: Report, shown: list[Sums]) -> list[Filled]:
    specs = [words(each, report.result.network.text) for each in shown]
    what = "so far" if report.result.network.partial else "total"
    with_weights = f"{report.totals['weight_layers']} with weights"
    return [
        (Column("layer", cut="left", least=12), [_name(each.part) for each in shown], what),
        (Column("spec", gives_way=3, cut="right", most=SPEC), list(specs), with_weights),
        (
            Column("output", gives_way=1),
            [show_shape(each.shape) if each.whole else "?" for each in shown],
            "",
        ),
        _count(report, shown, "params", "params"),
        _share(report, shown, "params"),
        _count(report, shown, "MACs", "macs", gives_way=1),
        _share(report, shown, "macs"),
    ]


def _count(report: Report, shown: list[Sums], title_: str, name: str, gives_way: int = 0) -> Filled:
    """A figure's column; aux heads stand in brackets."""
    cells: list[str | Proportion] = []
    for each in shown:
        said = count(getattr(each, name))
        cells.append(f"({said})" if said and _is_aux(each) else said)
    column = Column(title_, right=True, gives_way=gives_way)
    return column, cells, total(report.at_least, report.totals[name], name)


def _share(report: Report, shown: list[Sums], name: str) -> Filled:
    """The column of a figure's shares; aux heads have none."""
    own = [0 if _is_aux(each) else getattr(each, name) for each in shown]
    shares = ["" for _ in own] if name in report.at_least else _shares(own)
    return Column("share", gives_way=2), list(shares), ""


def _memory(report: Report, shown: list[Sums]) -> list[Filled]:
    size, name = unit(max((each.alive for each in shown), default=0))
    alive = [f"{each.alive / size:,.1f}" if each.alive else "" for each in shown]
    kept = ["?" if each.kept is None else f"{each.kept / size:,.1f}" for each in shown]
    most, in_all = (
        f"{lacking(report.at_least, figure)}{report.totals[figure] / size:,.1f}"
        for figure in ("peak_activation_bytes", "kept_activation_bytes")
    )
    return [
        (Column(f"alive, {name}", True, 5), list(alive), most),
        (Column(f"kept, {name}", True, 6), list(kept), in_all),
        (
            Column("sees", gives_way=4),
            [_field(each.rows[-1].figures) if each.whole else "?" for each in shown],
            "",
        ),
    ]


def _times(report: Report, shown: list[Sums]) -> list[Filled]:
    columns: list[Filled] = []
    if report.settings.device:
        least = [
            None if each.macs is None else sum(row.bound.seconds for row in each.rows if row.bound)
            for each in shown
        ]
        columns.append(
            _time("least", least, report.totals["seconds"], lacking(report.at_least, "seconds"))
        )
        columns.append((Column("bound by", gives_way=1), [_bound_by(each) for each in shown], ""))
    if report.measured_on:
        measured = [sum(row.measured or 0.0 for row in each.rows) for each in shown]
        columns.append(_time("measured", list(measured), report.totals["measured_seconds"], ""))
    return columns


def _time(what: str, seconds: Sequence[float | None], whole: float, least: str) -> Filled:
    size, name = times(max((each or 0.0 for each in seconds), default=0.0))
    cells: list[str | Proportion] = [
        "?" if each is None else f"{each / size:,.1f}" if each else "" for each in seconds
    ]
    return Column(f"{what}, {name}", True), cells, f"{least}{whole / size:,.1f}"


def _bound_by(sums: Sums) -> str:
    """What takes the larger part of the least time."""
    seconds = {"memory": 0.0, "arithmetic": 0.0}
    for row in sums.rows:
        if row.bound and row.bound.by:
            seconds[row.bound.by] += row.bound.seconds
    return max(seconds, key=lambda by: seconds[by]) if any(seconds.values()) else ""


def _shares(values: list[int | None]) -> list[str | Proportion]:
    """Each value's share; those that no other exceeds are marked, if they are few."""
    whole = sum(each or 0 for each in values)
    most = max((each or 0 for each in values), default=0)
    few = values.count(most) <= MOST_MARKED and len(values) > values.count(most)
    return [Proportion(each / whole, few and each == most) if each else "" for each in values]


def _field(figures: LayerFigures) -> str:
    """How much of the input it sees; of several, of which."""
    fields = [axis.field if axis else "?" for axis in figures.view]
    of_one = f" of {figures.sees}" if figures.sees else ""
    return f"{show_shape(fields)}{of_one}" if fields else ""


# In words


def sentences(report: Report) -> list[str]:
    """Where the parameters, the work and the memory are, and what the last layer that looks sees."""
    return [*_where(report), _inference(report), _training(report), *_on_device(report)]


def _where(report: Report) -> list[str]:
    """One line: the shares of each kind, and the layer that has most."""
    said = []
    for what, name in (("params", "params"), ("macs", "MACs")):
        counted = {
            row.figures.path: (row, getattr(row.figures, what) or 0)
            for row in report.rows
            if not row.figures.placed.aux
        }
        whole = sum(value for _, value in counted.values())
        if not whole or what in report.at_least:
            continue
        kinds: dict[str, int] = {}
        for row, value in counted.values():
            kinds[row.figures.kind] = kinds.get(row.figures.kind, 0) + value
        listed = sorted(kinds.items(), key=lambda each: -each[1])[:3]
        shares = ", ".join(f"{kind} {100 * value / whole:.1f} %" for kind, value in listed if value)
        path, (_, most) = max(counted.items(), key=lambda each: each[1][1])
        others = sum(value == most for _, value in counted.values()) - 1
        which = f"layers {path} and {others} more, each" if others else f"layer {path},"
        said.append(f"{name}: {shares}; heaviest {which} {100 * most / whole:.1f} %")
    return said


def _inference(report: Report) -> str:
    totals = report.totals
    where = f" alive at {report.peak_at}" if report.peak_at else ""
    parts = {"weights": totals["weight_bytes"], f"values{where}": totals["peak_activation_bytes"]}
    return f"inference: {lacking(report.at_least, 'inference_bytes')}{added(parts)}"


def _training(report: Report) -> str:
    totals, optimizer = report.totals, report.settings.optimizer
    parts = {
        "weights": totals["training_weight_bytes"],
        "gradients": totals["gradient_bytes"],
        optimizer: totals["optimizer_bytes"],
        "values": totals["kept_activation_bytes"],
    }
    return f"training: {lacking(report.at_least, 'training_bytes')}{added(parts)}"


def _on_device(report: Report) -> list[str]:
    said = []
    if report.settings.device:
        device = DEVICES[report.settings.device]
        seconds = {"memory": 0.0, "arithmetic": 0.0}
        for row in report.rows:
            if row.bound and row.bound.by:
                seconds[row.bound.by] += row.bound.seconds
        share = 100 * seconds["memory"] / (sum(seconds.values()) or 1.0)
        rate = device.rate(report.settings.dtype, convolution=True) or 0.0
        least = lacking(report.at_least, "seconds")
        said.append(
            f"{device.title}: {least}{span_of(report.totals['seconds'])} a batch, an estimate from below, "
            f"at {device.bandwidth:,g} GB/s and {rate / 1e12:,g} TFLOP/s; {share:.0f} % bound by memory"
        )
    if report.measured_on:
        whole = span_of(report.totals["measured_seconds"])
        said.append(f"measured on {report.measured_on}, layer by layer: {whole} a batch")
    return said
