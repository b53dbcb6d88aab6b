"""cnndsl from Python: `check`, `network_of`, `format`, `source`, `build` and `fit_weights`.

What a caller gives is checked as the command line's options are (validation/).
"""

import os
import warnings
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cnndsl import json_records
from cnndsl.analyse.figures import Result
from cnndsl.compile import Options, compile_text, load, load_file
from cnndsl.json_records import Problem, Totals
from cnndsl.limits import held
from cnndsl.resources import NotText
from cnndsl.text import Text, visible
from cnndsl.validation import python_values
from cnndsl.validation.option_text import known_constants, known_inputs

if TYPE_CHECKING:
    from fractions import Fraction

    from cnndsl.draw.drawing import Drawing
    from cnndsl.layer_objects import Parts
    from cnndsl.weights.transfer import Transfer


OF_OBJECTS = "<layers>"
"""What the text is called that is written of a network of layer objects."""


class SpecError(Exception):
    """A spec with errors was to be built; `diagnostics` has them all."""

    def __init__(self, diagnostics: tuple[Problem, ...], shown: str) -> None:
        super().__init__(diagnostics, shown)
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        return str(self.args[1])


class CheckedNetwork:
    """A checked spec: what was found, each layer's figures, and the totals.

    It can be pickled, copied and compared: two are equal where all that they say is, and what is built of them.
    """

    def __init__(self, result: Result) -> None:
        if not python_values.is_a(result, Result):
            python_values.wrong("`cnndsl.check` makes a checked network of a spec", result)
        self.result = result

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return self.result.network.ok

    @property
    def name(self) -> str:
        return self.result.network.name

    @property
    def inputs(self) -> dict[str, tuple[int, ...]]:
        """The shape of each input by its name, `input` for one that has none; in order."""
        shapes = self.result.network.shapes.items()
        return {name or "input": tuple(shape) for name, shape in shapes}

    @cached_property
    def layers(self) -> tuple[json_records.Layer, ...]:
        """Every layer in the order in which data meets it, with its figures by the names of JSON."""
        from cnndsl.show.as_json import layers

        return json_records.layers(layers(self.result))

    @property
    def totals(self) -> Totals:
        """The figures of the whole network: `totals.params`, `totals["params"]`."""
        return Totals(self.result.totals._asdict())

    @cached_property
    def diagnostics(self) -> tuple[Problem, ...]:
        """What was found, in the order of the text."""
        from cnndsl.show.as_json import diagnostics

        return json_records.problems(diagnostics(self.result.network))

    def problems(self) -> str:
        """The diagnostics in full, as `cnndsl check` prints them."""
        from cnndsl.show.problems import full
        from cnndsl.show.styled_text import plain

        text = self.result.network.text
        return "".join(plain(full(found, text)) for found in self.result.network.diagnostics)

    @property
    def spec(self) -> str:
        """A spec of the network in which nothing is left to be known, written from its structure alone.

        Layers, paths and totals are the same; of a network of layer objects equal parts in a row are copies of one.
        """
        from cnndsl.writing.written import spec_of

        network = _sound(self).result.network
        return spec_of(network, fold=network.text.name == OF_OBJECTS)

    def to_dict(self) -> dict[str, Any]:
        """What `check --format json` writes."""
        from cnndsl.show.as_json import document

        return document(self.result)

    def draw(
        self,
        style: str = "",
        *,
        unfold: bool = False,
        depth: int = 0,
        width: str = "",
        landscape: bool = False,
        theme: str = "auto",
        only: str = "",
        titles: Mapping[str, str] | None = None,
    ) -> "Drawing":
        """A picture of the network, with the options of `cnndsl draw`; `titles` are names by paths.

        It shows itself in a notebook; `.save("net.pdf")` writes it, `.svg` is its text.
        """
        from cnndsl.draw.draw import draw
        from cnndsl.draw.drawing import Drawing
        from cnndsl.draw.options import Wanted

        wanted = Wanted(
            python_values.style(style),
            python_values.flag(unfold, "unfold"),
            python_values.levels(depth),
            python_values.inches(width),
            python_values.flag(landscape, "landscape"),
            python_values.text(only, "`only` is a part's path, as 'layer1.0'"),
            python_values.titles(titles),
        )
        return Drawing(draw((self.result,), wanted), python_values.theme(theme))

    def __str__(self) -> str:
        from cnndsl.show.layer_table import table
        from cnndsl.show.styled_text import plain
        from cnndsl.show.tables import lines

        return self.problems() + plain(lines(table(self.result)))

    def __repr__(self) -> str:
        sums = self.result.sums
        return f"<{self.name}: {sums.params:,} parameters, {sums.macs:,} MACs>"

    def _repr_html_(self) -> str:
        from cnndsl.draw.on_page import in_notebook
        from cnndsl.show.layer_table import table
        from cnndsl.show.notebook import problems
        from cnndsl.show.tables import html

        shown = html(table(self.result)) if self.result.rows else ""
        return problems(self.result) + in_notebook((self.result,)) + shown

    def __eq__(self, other: object) -> bool:
        return python_values.is_a(other, CheckedNetwork) and _same(self.result, other.result)

    def __hash__(self) -> int:
        return hash(self.result.network.text)

    def __reduce__(self) -> tuple[Any, ...]:
        import pickle

        return _unpickled, (type(self), pickle.dumps(self.result))

    def __copy__(self) -> "CheckedNetwork":
        return self  # nothing of it ever changes

    def __deepcopy__(self, memo: object) -> "CheckedNetwork":
        return self


def _same(one: Result, other: Result) -> bool:
    """Whether they are one network, whatever was given for the run."""
    as_is: dict[str, Any] = {"given": (), "again": None, "resized": False}
    return one._replace(**as_is) == other._replace(**as_is)


def _unpickled(kind: Any, found: bytes) -> Any:
    import pickle

    return kind(pickle.loads(found))


def check(
    spec: str | os.PathLike[str],
    *,
    input: Sequence[int] | Mapping[str, Sequence[int]] | None = None,
    constants: "Mapping[str, int | float | Fraction] | None" = None,
    strict: bool = False,
    use_below: Sequence[str | os.PathLike[str]] | str | os.PathLike[str] = (),
    limits: Mapping[str, int] | None = None,
    member: int | None = None,
) -> CheckedNetwork:
    """Check a spec: a file, a bundled network's name, or the text itself.

    `input` is another input, channels first, or shapes of several by name; `constants` have other values by
    name, a float for the decimal that it shows. `use` takes in files below the spec's own folder, and below
    those of `use_below`. `limits` raises bounds on the work by name, as `{"layers": 1_000_000}`. Of a family of
    networks, `member` is the one with a number.

    ValueError or TypeError for what is none of these, OSError for a file that cannot be read.
    """
    shapes = {} if input is None else python_values.inputs(input)
    values = python_values.constants(constants)
    below = python_values.folders(use_below)
    options = Options(
        shapes,
        values,
        python_values.flag(strict, "strict"),
        below,
        python_values.limits(limits),
        None if member is None else python_values.member(member),
    )
    with held(options.limits):
        text = _text(spec)
    result = compile_text(text, options)
    known_constants(values, result.constants, text.name)
    known_inputs(shapes, result.network.input_names, text.name)
    return CheckedNetwork(result)


def network_of(
    input: Sequence[int] | Mapping[str, Sequence[int]], parts: "Parts"
) -> CheckedNetwork:
    """Check a network of layer objects: its input, channels first, or several by name, and its parts in order.

    A part is a layer, as `Conv(depth=64)`, or what cnndsl/layer_objects.py makes of others: `copies(3, [...])`,
    `seq("features", [...])`, `add([...], [...])` or another join, `maximum` for `max`; or `tap("right")`, going
    on from an input. Nothing is filled in but a depth that is left out. What is found points at the spec that
    is written of the network.
    """
    from cnndsl.layer_objects import spec_of

    return CheckedNetwork(
        compile_text(Text(OF_OBJECTS, spec_of(python_values.inputs(input), parts)))
    )


def _text(spec: object) -> Text:
    """What `check` is given; a file that is no text is named."""
    file = python_values.path(spec)
    words = file or python_values.spec(spec)
    try:
        return load_file(words) if file else load(words)
    except NotText as problem:
        raise NotText(f"{visible(words)}: {problem}") from None


def source(
    net: CheckedNetwork | str | os.PathLike[str],
    *,
    device: Any = None,
    dtype: Any = None,
    class_name: str | None = None,
    logits: bool = False,
    zero_last_norm: bool = False,
    inference: bool = False,
) -> str:
    """The generated PyTorch module as text; the options are those of `build`."""
    from cnndsl.emit.build import Build
    from cnndsl.emit.pytorch import asked_for

    wanted = Build(device, dtype, class_name, logits, zero_last_norm, inference)
    return asked_for(_sound(net).result, wanted).text


def build(
    net: CheckedNetwork | str | os.PathLike[str],
    *,
    device: Any = None,
    dtype: Any = None,
    class_name: str | None = None,
    logits: bool = False,
    zero_last_norm: bool = False,
    inference: bool = False,
) -> Any:
    """The network as a PyTorch module, made on its device in its type. Needs `cnndsl[torch]`.

    `device` is cpu, cuda, cuda:N, mps, meta or auto, `dtype` float32, float16, bfloat16 or float64, each by
    name or as PyTorch has it.
    """
    from cnndsl.emit.build import Build
    from cnndsl.emit.pytorch import asked_for, module_class

    wanted = Build(device, dtype, class_name, logits, zero_last_norm, inference)
    result = _sound(net).result
    return module_class(result, wanted, asked_for(result, wanted).text)()


def fit_weights(
    net: CheckedNetwork | str | os.PathLike[str],
    weights: str | os.PathLike[str] | dict[str, Any],
    *,
    map: str = "",
    key: str | None = None,
    in_order: bool = False,
    fresh: Sequence[str] | str = (),
    fresh_head: bool = False,
    seed: int = 0,
    dtype: Any = None,
    inference: bool = False,
) -> "Transfer":
    """The network's state dict with the values of a checkpoint: a file, or a state dict.

    `map` has the lines of a map file; parts named in `fresh` take fresh values, and with `fresh_head` the heads
    that do not fit. With `inference` they are the values of the module that `build` makes for inference. The dict
    also says how it was found: `.matches`, `.fresh`, `.left`, `.notes`, `.map`.
    What should be looked at is warned of (`WeightsWarning`), what does not fit raises `WeightsError`. Needs
    `cnndsl[torch]`.
    """
    checkpoint = python_values.checkpoint(weights)
    lines = python_values.text(map, '`map` has the lines of a map file, as in "fc1 = -"')
    at = None if key is None else python_values.text(key, "`key` is a name in the checkpoint")
    options: dict[str, Any] = {
        "in_order": python_values.flag(in_order, "in_order"),
        "fresh": python_values.parts(fresh),
        "fresh_head": python_values.flag(fresh_head, "fresh_head"),
        "seed": python_values.seed(seed),
        "dtype": None if dtype is None else python_values.dtype(dtype),
        "inference": python_values.flag(inference, "inference"),
    }
    result = _sound(net).result
    from cnndsl.weights.checkpoint import loaded
    from cnndsl.weights.map_file import read_map
    from cnndsl.weights.misfit import WeightsWarning
    from cnndsl.weights.transfer import transfer

    found = transfer(result, loaded(checkpoint, at), read_map(lines), **options)
    for sentence in found.doubtful:
        warnings.warn(sentence, WeightsWarning, stacklevel=2)
    return found


def format(spec: str) -> str:  # noqa: A001  (it is `cnndsl.format`)
    """A spec's text in the one layout, as `cnndsl fmt` writes it: what it says stays the same.

    SpecError, with the diagnostics, for a text that has errors of syntax.
    """
    from cnndsl.formatting.layout import formatted

    text = Text("<text>", python_values.text(spec, "`spec` is a spec's text"))
    made = formatted(text)
    if made.errors:
        _sound(CheckedNetwork(compile_text(text)))
    return made.content


def _sound(net: Any) -> CheckedNetwork:
    checked: CheckedNetwork = net if python_values.is_a(net, CheckedNetwork) else check(net)
    if not checked.ok:
        raise SpecError(checked.diagnostics, checked.problems())
    if checked.result.family is not None:
        count = checked.result.family.count
        which = f"check it with `member=`, a number from 0 to {count - 1:,}"
        raise ValueError(f"{checked.result.network.text.name} is a family of networks: {which}")
    return checked
