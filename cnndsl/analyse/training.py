"""The memory of training: what is kept for the gradients, and what an optimizer keeps of each weight."""

from cnndsl.analyse.inference import Storage
from cnndsl.layers.joins import Join as JoinLayer
from cnndsl.layers.memory import INDEX, NOTHING, Kept
from cnndsl.named_tuple import NamedTuple
from cnndsl.paths import Path
from cnndsl.program.statements import (
    Apply,
    Assign,
    Flat,
    Join,
    Part,
    Run,
    Share,
    SizeOf,
    Value,
    unfolded,
)
from cnndsl.sizes import KnownShape, certain, product

OPTIMIZERS = {
    "sgd": 0,
    "momentum": 1,
    "nesterov": 1,
    "rmsprop": 1,
    "adagrad": 1,
    "adadelta": 2,
    "adam": 2,
    "adamw": 2,
    "nadam": 2,
    "radam": 2,
    "adamax": 2,
    "amsgrad": 3,
}
"""Numbers that are kept for each weight, by the optimizer's usual name."""


class Held(NamedTuple):
    """Bytes that training keeps: for each image, and however many there are."""

    each: int = 0
    once: int = 0

    def of_batch(self, images: int) -> int:
        return images * self.each + self.once


class Given(NamedTuple):
    """What a layer gives, and in which memory."""

    storage: Storage
    learned: bool = False
    """Whether a gradient goes through it."""


Frame = dict[str, Given]


class Training:
    """What autograd keeps of one run of a program, each stretch of memory once, weights and buffers left out."""

    def __init__(self, program: Part, size: int, on_gpu: bool = False) -> None:
        self.size = size
        """The bytes of a number."""
        self.on_gpu = on_gpu
        self.kept: dict[Path, Held | None] = {}
        """By path, for the layer that first needs it; None where a kind does not say."""
        self._seen: set[Storage] = set()
        self._run(program, [*map(self._new, (program.input, *program.takes.values()))], ())

    def _new(self, shape: KnownShape, learned: bool = False) -> Given:
        return Given(Storage(product(shape) * self.size), learned)

    def _run(self, part: Part, given: list[Given], prefix: Path) -> list[Given]:
        frame = dict(zip(part.parameters, given, strict=True))
        for each in unfolded(part.statements, training=True):
            if isinstance(each, Assign):
                values = self._values(each.value, frame, prefix)
                frame.update(zip(each.targets, values, strict=True))
            else:
                self.kept[prefix + each.path] = Held()
        return [frame[name] for name in part.results]

    def _values(self, made: Value, frame: Frame, prefix: Path) -> list[Given]:
        if isinstance(made, str):
            return [frame[made]]
        if isinstance(made, Apply):
            beside = [frame[name] for name in made.beside]
            return self._layer(made, frame[made.x], beside, prefix)
        if isinstance(made, Join):
            ends = [end for each in made.operands for end in self._values(each, frame, prefix)]
            return [self._joined(made, ends, prefix)]
        if isinstance(made, Run):
            return self._run(made.part, [frame[name] for name in made.operands], prefix + made.path)
        if isinstance(made, Share):
            return [frame[made.x]] * made.among
        if isinstance(made, SizeOf):
            return [Given(Storage(0))]
        return [frame[made.x]] if isinstance(made, Flat) else [self._new((0,))]

    def _layer(self, applied: Apply, x: Given, beside: list[Given], prefix: Path) -> list[Given]:
        placed, layer = applied.placed, applied.placed.layer
        learned = x.learned or bool(layer.weights(placed.input))
        y = x if applied.over or layer.gives_on else self._new(placed.output, learned)
        keeps = layer.kept if x.learned else layer.kept_at_start
        kept = layer.kept_over(placed.input) if applied.over else keeps(placed.input)
        places = self._places(applied, beside)
        self._keep(
            prefix + applied.path, kept if learned else NOTHING, [x], y, places if learned else []
        )
        return [y, *places] if applied.gives_places else [y]

    def _places(self, applied: Apply, beside: list[Given]) -> list[Given]:
        """Where a max pool found its numbers, of that pool or of what puts numbers there."""
        if applied.gives_places:
            return [Given(Storage(INDEX * product(applied.shape)))]
        return beside[:1] if applied.placed.layer.takes_places else []

    def _joined(self, join: Join, ends: list[Given], prefix: Path) -> Given:
        learned = any(end.learned for end in ends)
        y = self._new(join.placed.output, learned)
        if join.into is not None:
            y = ends[join.into]._replace(learned=learned)
        kept = join.layer.kept(join.placed.input) if learned else NOTHING
        taken = self._factors(join.layer, ends) if join.layer.of_others else ends
        self._keep(prefix + join.path, kept, taken, y, [])
        return y

    def _factors(self, join: JoinLayer, ends: list[Given]) -> list[Given]:
        """What the gradients of a product need: each factor the other, of more than two in pairs."""
        value = ends[0]
        needed: list[Given] = []
        for count, end in enumerate(ends[1:], 2):
            needed += [value] * end.learned + [end] * value.learned
            shape = tuple(map(certain, join.first(count).infer(())))
            value = self._new(shape, value.learned or end.learned)
        return needed

    def _newly(self, values: list[Given]) -> int:
        """The bytes of values that nothing before keeps."""
        fresh = {each.storage for each in values} - self._seen
        self._seen |= fresh
        return sum(storage.size for storage in fresh)

    def _keep(
        self,
        path: Path,
        kept: Kept | None,
        taken: list[Given],
        y: Given,
        beside: list[Given],
    ) -> None:
        if kept is None:
            self.kept[path] = None
            return
        learned = any(each.learned for each in taken)
        needs = kept.input or (kept.through and learned)
        newly = self._newly(taken * needs + [y] * kept.output + beside)
        own = kept.own
        masks = certain(own.masks) * (1 if self.on_gpu else self.size)
        each = self.size * certain(own.numbers) + certain(own.bytes) + masks
        self.kept[path] = Held(newly + each, (4 if self.on_gpu else self.size) * certain(own.once))


def optimizer_bytes(name: str, params: int, size: int) -> int:
    """What an optimizer keeps beside the weights and their gradients."""
    return OPTIMIZERS[name] * params * size
