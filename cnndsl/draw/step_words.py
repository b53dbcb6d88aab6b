"""What is said of the steps of a chain: names, what is done, and what comes of it."""

from itertools import takewhile

from cnndsl.draw.chain import Station
from cnndsl.draw.layer_words import (
    NO_SYMBOLS,
    SAID_AFTER,
    WINDOWS,
    name_of,
    shape_words,
    sized,
    stride_words,
    value,
    words,
)
from cnndsl.draw.options import TEXT, Wanted
from cnndsl.draw.steps import is_pool
from cnndsl.draw.text_widths import shortened
from cnndsl.layers.layer import Layer
from cnndsl.sizes import KnownShape, is_flat, spatial

LONGEST_NAME = 240.0
"""How wide a name may be that is still shown as a whole."""
LONGEST_NUMBER = 9
"""Digits of a name's number that is told by itself."""


def name_words(paths: tuple[str, ...], wanted: Wanted) -> str:
    """`conv1`; of several `conv3–4`, `repeat1.0–1.conv1`, `features.8, 11`."""
    return cut(_joined([wanted.title(path) for path in paths]), wanted)


def cut(name: str, wanted: Wanted) -> str:
    """A name that is no wider than a label may be."""
    return shortened(name, min(LONGEST_NAME, wanted.room / 2), TEXT, bold=True)


def _joined(names: list[str]) -> str:
    """Names that differ in a number as one."""
    first, *others = names
    if not others:
        return first
    start = _same_start(names).rstrip("0123456789")
    number, dot, ending = first.removeprefix(start).partition(".")
    numbers = [each.removeprefix(start).removesuffix(dot + ending) for each in names]
    if not all(each.isdecimal() and len(each) < LONGEST_NUMBER for each in numbers):
        return f"{first} – {names[-1]}"
    in_turn = [int(each) - place for place, each in enumerate(numbers)]
    if len(set(in_turn)) == 1:
        numbers = [f"{number}–{numbers[-1]}"]
    return f"{start}{', '.join(numbers)}{dot}{ending}"


def _same_start(names: list[str]) -> str:
    """What all names begin with."""
    signs = takewhile(lambda each: len(set(each)) == 1, zip(*names, strict=False))
    return "".join(each[0] for each in signs)


def spaced_shape(shape: KnownShape) -> str:
    """`96 × 55 × 55`."""
    return " × ".join(map(str, shape))


def done_words(station: Station) -> str:
    """`11×11 conv, stride 4`; of a pool `max pool 3×3/2`."""
    layer = station.layer.placed.layer
    rank = len(station.layer.placed.input) - 1
    window = next((each for each in WINDOWS if each in vars(layer)), "")
    if not window or not rank:
        return name_of(layer) if "features" in vars(layer) else words(layer, rank)
    step = stride_words(layer, window, rank, NO_SYMBOLS)
    size = sized(layer, window, rank, NO_SYMBOLS)
    if is_pool(station):
        size = size.removesuffix(name_of(layer)).strip().removesuffix("-wide")
        return f"{name_of(layer)} {size}" + (f"/{step}" if step not in ("", size) else "")
    return ", ".join([size, *([f"stride {step}"] if step else []), *_further(layer)])


def _further(layer: Layer) -> list[str]:
    told = vars(layer)
    return [
        form.format(value(told[name]))
        for name, form in SAID_AFTER.items()
        if told.get(name, 1) != 1
    ]


def size_words(shape: KnownShape) -> str:
    """How large maps are: `27` for 27×27, `25×5`."""
    sides = shape if is_flat(shape) else spatial(shape)
    return str(sides[0]) if len(set(sides)) == 1 else shape_words(sides)


def said_by_name(done: str, name: str) -> bool:
    """Whether a name says already what is done: `fc1` of `fc`."""
    return name.startswith(done) and name.removeprefix(done).isdigit()
