"""What a picture says of a layer: `3×3 conv, 64, /2`; in a block's body in terms of its parameters."""

from collections.abc import Mapping
from typing import Any

from cnndsl.draw.formula_words import formula_words
from cnndsl.formulas import Formula
from cnndsl.layers.arguments import TapValue
from cnndsl.layers.joins import Join
from cnndsl.layers.layer import Layer
from cnndsl.sizes import KnownShape, per_axis

NO_SYMBOLS: Mapping[str, Formula] = {}
WINDOWS = ("kernel", "window")
SAID_AFTER = {"dilation": "dilation {}", "groups": "{} groups"}
"""Further arguments that make another layer for a reader, where they are not 1."""
COLOURS = {"weights": "conv", "norm": "norm", "activation": "norm", "pool": "pool", "other": "norm"}
SMALL = ("norm", "activation")
SMALL_KINDS = (
    "dropout",
    "drop_path",
    "flatten",
    "scale",
    "lrn",
    "l2norm",
    "grn",
    "softmax",
    "log_softmax",
)
"""Kinds that are a tag on the layer before them, beside norms and activations."""


def drawn_as(layer: Layer) -> str:
    """The palette's name for a layer."""
    if isinstance(layer, Join):
        return "merge"
    return layer.drawn_as or COLOURS[layer.role]


def name_of(layer: Layer) -> str:
    """What a layer's kind is called in pictures."""
    return layer.in_words or layer.word.replace("_", " ")


def is_small(layer: Layer) -> bool:
    """Whether a layer is a tag in the row of the one before it."""
    return layer.role in SMALL or layer.word in SMALL_KINDS


def words(layer: Layer, rank: int, symbols: Mapping[str, Formula] = NO_SYMBOLS) -> str:
    """A layer in words, over inputs with so many axes."""
    told = vars(layer)
    window = next((each for each in WINDOWS if each in told), "")
    if layer.word == "proj":
        return "projection"
    depth = "features" if "features" in told else "depth"
    if not window and depth not in told:
        return f"{name_of(layer)} {', '.join(_others(layer, symbols))}".strip()
    parts = [sized(layer, window, rank, symbols) if window else name_of(layer)]
    if told.get(depth) is not None:
        text = value(told[depth], symbols.get(depth))
        parts = [f"{parts[0]} {text}"] if not window else [*parts, text]
    steps = stride_words(layer, window, rank, symbols)
    parts += [f"/{steps}"] if steps else []
    for name, form in SAID_AFTER.items():
        if told.get(name, 1) != 1 or name in symbols:
            parts.append(form.format(value(told[name], symbols.get(name))))
    return ", ".join(parts)


def sized(layer: Layer, window: str, rank: int, symbols: Mapping[str, Formula]) -> str:
    """`3×3 conv`; of one axis `3-wide conv`."""
    if rank == 1 and window not in symbols:
        return f"{value(vars(layer)[window])}-wide {name_of(layer)}"
    sides = _per_axis(vars(layer)[window], symbols.get(window), rank)
    return f"{'×'.join(sides)} {name_of(layer)}"


def stride_words(layer: Layer, window: str, rank: int, symbols: Mapping[str, Formula]) -> str:
    """What the stride is, if it is not 1; of a pool that says none it is the window."""
    steps = vars(layer).get("stride", 1)
    if steps is None:
        steps = vars(layer)[window]
    if set(per_axis(steps, max(rank, 1))) == {1} and "stride" not in symbols:
        return ""
    sides = _per_axis(steps, symbols.get("stride"), max(rank, 1))
    return sides[0] if len(set(sides)) == 1 else "×".join(sides)


def _per_axis(given: Any, symbol: Formula | None, rank: int) -> list[str]:
    if symbol is not None:
        return [value(given, symbol)] * max(rank, 1)
    return [str(each) for each in per_axis(given, max(rank, 1))]


def _others(layer: Layer, symbols: Mapping[str, Formula]) -> list[str]:
    """The arguments of a kind that has neither window nor depth, where they are not what holds anyway."""
    return [
        value(vars(layer)[name], symbols.get(name))
        for name, each in layer.arguments.items()
        if vars(layer)[name] != each.default and not isinstance(vars(layer)[name], bool)
    ]


def value(given: Any, symbol: Formula | None = None) -> str:
    """A number as pictures have it, or the formula that stands for it: `4·d`."""
    if symbol is not None:
        return formula_words(symbol)
    if isinstance(given, TapValue):
        return f"@{given.path}"
    if isinstance(given, tuple):
        return "×".join(map(value, given))
    if isinstance(given, int | str):
        return str(given)
    return f"{float(given):.4g}" if hasattr(given, "real") else str(given)


def shape_words(shape: KnownShape) -> str:
    """`64×56×56`."""
    return "×".join(map(str, shape))


def tag(layer: Layer) -> str:
    """A small layer in a word."""
    return name_of(layer)
