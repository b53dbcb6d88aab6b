"""Names of PyTorch, Keras, TensorFlow and Caffe for what has another one here.

What a layer is called elsewhere stands in its class, `also` and `much_like`; what an argument is called, here.
"""

import re
from collections.abc import Collection
from functools import lru_cache

from cnndsl.layers.layer import CODES, KINDS, Layer, letters
from cnndsl.named_tuple import NamedTuple

ARGUMENTS = {
    "depth": "filters out_channels channels num_filters num_output out_planes",
    "kernel": "kernel_size filter_size ksize k size window",
    "k": "kernel kernel_size filt_size filter_size ksize k_size",
    "window": "kernel kernel_size pool_size local_size ksize k size",
    "stride": "strides",
    "pad": "padding pads",
    "dilation": "dilation_rate dilations rate atrous",
    "groups": "group num_groups",
    "bias": "use_bias bias_term",
    "out_pad": "output_padding",
    "features": "units out_features num_classes classes num_output neurons depth size out_channels",
    "ceil": "ceil_mode",
    "padded": "count_include_pad",
    "within": "within_channel",
    "size": "output_size",
    "eps": "epsilon",
    "p": "rate prob probability dropout_rate drop_prob drop_rate",
    "slope": "negative_slope alpha leak",
    "factor": "scale_factor scale upscale_factor downscale_factor block_size",
    "mode": "interpolation padding_mode",
    "corners": "align_corners",
    "n": "padding pad rows",
    "start": "start begin",
    "stop": "stop end",
    "init": "init_value init_values",
    "low": "min min_val min_value lower clip_value_min",
    "high": "max max_val max_value upper clip_value_max",
    "a": "scale factor weight",
    "b": "offset shift bias",
    "bn": "norm batchnorm",
}
"""What others call an argument, by its name in the class."""
DIMENSIONS = re.compile(r"(?<=[a-z])[123]d")
"""How many axes a layer works on, which here the input says."""
KNOWN_HERE = frozenset(
    ["in_channels", "in_features", "num_features", "input_dim", "input_channels", "num_channels"]
)
"""What others have to say, and here is known: the depth of what comes in."""
NO_MATTER = frozenset(["inplace", "device", "dtype", "name", "data_format", "input_shape"])
"""What changes nothing that a spec speaks of."""


class Meant(NamedTuple):
    """A layer that another name stands for, and whether for the very same."""

    word: str
    same: bool


def plain(name: str) -> str:
    """A name without what spellings differ in: `AvgPool_2d` is `avgpool`."""
    return DIMENSIONS.sub("", name.casefold().replace("_", ""))


def meant(name: str) -> tuple[Meant, ...]:
    """The layers that a name of elsewhere, or another spelling of one of ours, stands for."""
    exact = _table(len(KINDS)).get(name.casefold().replace("_", ""), ())
    return exact or _table(len(KINDS)).get(plain(name).removesuffix("layer"), ())


def known_names() -> Collection[str]:
    """Every name that stands for one layer, ours too, in small letters and without `_`."""
    return [name for name, found in _table(len(KINDS)).items() if len(found) == 1]


def argument_meant(kind: type[Layer], key: str) -> str | None:
    """The argument that a layer's key of elsewhere, or a letter of shorthand, stands for, as a spec names it."""
    by_letter = letters(kind).get(key)
    for name, each in kind.arguments.items():
        if name == by_letter or key.casefold() in ARGUMENTS.get(name, "").split():
            return each.name or name
    return None


@lru_cache(maxsize=1)
def _table(kinds: int) -> dict[str, tuple[Meant, ...]]:
    """Every name without its underlines; `kinds` is how many there are, which only grows."""
    found: dict[str, dict[str, bool]] = {}
    for kind in KINDS.values():
        for name in kind.much_like.split():
            found.setdefault(name.replace("_", ""), {})[kind.word] = False
    for kind in KINDS.values():
        for name in kind.also.split():
            found[name.replace("_", "")] = {kind.word: True}
    for code, kind in CODES.items():
        if len(code) > 3 and code.casefold() not in found:
            found[code.casefold()] = {kind.word: True}
    for word in KINDS:
        found[word.replace("_", "")] = {word: True}
    return {
        name: tuple(Meant(word, same and len(words) == 1) for word, same in words.items())
        for name, words in found.items()
    }
