"""The full account of a network: every layer's figures and their sums, for a type, a batch and a device."""

from collections.abc import Iterable

from cnndsl.analyse.devices import DEVICES, Bound, bound
from cnndsl.analyse.figures import BYTES, LayerFigures, Result
from cnndsl.analyse.inference import Inference
from cnndsl.analyse.parts import Part
from cnndsl.analyse.training import Held, Training, optimizer_bytes
from cnndsl.layers.merge import Identity, Projection
from cnndsl.named_tuple import NamedTuple
from cnndsl.paths import Path, show_path
from cnndsl.sizes import KnownShape

OF_A_REPORT = {
    "weight_bytes": "weights and buffers, aux heads left out",
    "activation_bytes": "the activations in bytes",
    "peak_activation_bytes": "the most that is alive at once in inference",
    "inference_bytes": "weights, buffers and that",
    "training_weight_bytes": "weights and buffers, aux heads included",
    "gradient_bytes": "a gradient for each weight, aux heads included",
    "optimizer_bytes": "what the optimizer keeps of each weight",
    "kept_activation_bytes": "what training keeps of the forward pass",
    "training_bytes": "the sum of the four before",
    "seconds": "the least time of a batch on the device, with `--device`",
    "measured_seconds": "the sum of the layers' times on this machine, with `--measure`",
}
"""Totals that go by the type, the batch, the optimizer and the device, and what they are."""


class Settings(NamedTuple):
    """For what the bytes and times are worked out."""

    dtype: str = "float32"
    batch: int = 1
    optimizer: str = "adam"
    device: str = ""


USUAL = Settings()


class Row(NamedTuple):
    """A layer with its figures; None for one that is not known."""

    figures: LayerFigures
    activation_bytes: int
    alive_bytes: int
    """What is alive at once in inference while it works; 0 for a layer of an aux head."""
    kept_bytes: int | None
    """What training keeps for its gradients, and for none before it."""
    bound: Bound | None = None
    measured: float | None = None
    """In seconds."""


WINDOWED = ("conv", "dwconv", "deconv", "maxpool", "avgpool")


class Report(NamedTuple):
    """A network's account."""

    result: Result
    settings: Settings
    rows: tuple[Row, ...]
    totals: dict[str, int | float]
    at_least: tuple[str, ...]
    """The totals that lack what a kind does not say."""
    peak_at: str
    """The layer at which most is alive."""
    measured_on: str = ""

    @property
    def last_view(self) -> LayerFigures | None:
        """The layer whose view is the network's: the last conv or pool over maps, or the join behind it."""
        own = [row.figures for row in self.rows if not row.figures.placed.aux]
        ends = [k for k, each in enumerate(own) if each.kind in WINDOWED]
        if not ends:
            return None
        last = own[ends[-1]]
        for each in own[ends[-1] + 1 :]:
            if each.placed.layer.looks(each.placed.input):
                break
            if not _is_nothing(each):
                last = each
        return last


def _is_nothing(figures: LayerFigures) -> bool:
    """Whether a row is what came in under another name, so that a network is the same without it."""
    layer = figures.placed.layer
    return isinstance(layer, Identity) or (isinstance(layer, Projection) and layer.agrees)


class Sums(NamedTuple):
    """A part's figures: the sums of its layers, None for what is not known."""

    part: Part
    rows: tuple[Row, ...]

    @property
    def whole(self) -> bool:
        """Whether no mistake has taken a layer away."""
        return len(self.rows) == len(self.part.paths)

    @property
    def params(self) -> int:
        return sum(row.figures.params for row in self.rows)

    @property
    def unshared_params(self) -> int:
        return sum(row.figures.unshared_params for row in self.rows)

    @property
    def macs(self) -> int | None:
        found = [row.figures.macs for row in self.rows]
        return None if None in found else sum(each or 0 for each in found)

    @property
    def alive(self) -> int:
        return max(row.alive_bytes for row in self.rows)

    @property
    def kept(self) -> int | None:
        found = [row.kept_bytes for row in self.rows]
        return None if None in found else sum(each or 0 for each in found)

    @property
    def shape(self) -> KnownShape:
        return self.rows[-1].figures.shape


def summed(report: Report, found: Iterable[Part]) -> list[Sums]:
    """Parts with the figures of their layers; without those that a mistake has taken away."""
    by_path = {row.figures.placed.path: row for row in report.rows}
    rows = (Sums(part, tuple(by_path[p] for p in part.paths if p in by_path)) for part in found)
    return [each for each in rows if each.rows]


UNSAID_OF_MEMORY = (
    "peak_activation_bytes",
    "inference_bytes",
    "kept_activation_bytes",
    "training_bytes",
)
"""What lacks a kind that does not say what it takes of memory."""


class NoRate(ValueError):
    """A device has no arithmetic in a type."""


def report(result: Result, settings: Settings = USUAL) -> Report:
    size, images = BYTES[settings.dtype], settings.batch
    alive = Inference(result.program.whole, size, images).alive
    kept = Training(result.program.whole, size, on_gpu=bool(settings.device)).kept
    rows = tuple(_row(figures, settings, alive, kept) for figures in result.rows)
    unknown = any(row.kept_bytes is None for row in rows)
    lacking = list(result.at_least)
    lacking += UNSAID_OF_MEMORY if unknown else []
    lacking += ["seconds"] if settings.device and result.at_least else []
    peak = max(alive, key=alive.__getitem__, default=())
    image = images * size * result.network.image
    most = alive[peak] if peak else image
    totals = _totals(result, settings, rows, most, image)
    return Report(result, settings, rows, totals, tuple(lacking), show_path(peak))


def _row(
    figures: LayerFigures, settings: Settings, alive: dict[Path, int], kept: dict[Path, Held | None]
) -> Row:
    size, images = BYTES[settings.dtype], settings.batch
    held = kept.get(figures.placed.path, Held())
    return Row(
        figures,
        images * size * figures.activations,
        alive.get(figures.placed.path, 0),
        None if held is None else held.of_batch(images),
        _bound(figures, settings) if settings.device and not figures.placed.aux else None,
    )


def _bound(figures: LayerFigures, settings: Settings) -> Bound:
    device = DEVICES[settings.device]
    if device.rate(settings.dtype, convolution=True) is None:
        raise NoRate(f"{settings.device} has no {settings.dtype}; it has float32 and float16")
    return bound(figures, device, settings.dtype, settings.batch)


def _totals(
    result: Result, settings: Settings, rows: Iterable[Row], peak: int, image: int
) -> dict[str, int | float]:
    sums, size = result.totals, BYTES[settings.dtype]
    own = [row for row in rows if not row.figures.placed.aux]
    learned = sums.params + sums.aux_params
    weights = size * (sums.params + sum(row.figures.buffers for row in own))
    trained = size * (learned + sums.buffers)
    gradients = size * learned
    extra = optimizer_bytes(settings.optimizer, learned, size)
    kept = sum(row.kept_bytes or 0 for row in rows)
    totals: dict[str, int | float] = {
        **sums._asdict(),
        "activation_bytes": image + sum(row.activation_bytes for row in own),
        "peak_activation_bytes": peak,
        "weight_bytes": weights,
        "inference_bytes": weights + peak,
        "training_weight_bytes": trained,
        "gradient_bytes": gradients,
        "optimizer_bytes": extra,
        "kept_activation_bytes": kept,
        "training_bytes": trained + gradients + extra + kept,
    }
    if settings.device:
        totals["seconds"] = sum(row.bound.seconds for row in own if row.bound)
    return totals
