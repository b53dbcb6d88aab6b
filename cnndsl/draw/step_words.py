"""What is said of the steps of a chain: names, what is done, and what comes of it."""

from itertools import takewhile

from cnndsl.draw.chain import Station
from cnndsl.draw.layer_words import (
    NO_SYMBOLS,
    SAID_AFTER,
    WINDOWS,
    name_of,
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


def name_words(paths: tuple[str, ...], wanted: Wanted) -> str:
    """`conv1`; of several `conv3–4`, `repeat1.0–1.conv1`."""
    first, last = wanted.title(paths[0]), wanted.title(paths[-1])
    return cut(first if first == last else _from_to(first, last), wanted)


def cut(name: str, wanted: Wanted) -> str:
    """A name that is no wider than a label may be."""
    return shortened(name, min(LONGEST_NAME, wanted.room / 2), TEXT, bold=True)


def _from_to(first: str, last: str) -> str:
    pairs = zip(first, last, strict=False)
    same = first[: sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))]
    start = same.rstrip("0123456789")
    first_end, last_end = first.removeprefix(start), last.removeprefix(start)
    dot, ending = first_end.partition(".")[1:]
    if dot and last_end.endswith(dot + ending):
        number, other = first_end.partition(".")[0], last_end.removesuffix(dot + ending)
        if number.isdigit() and other.isdigit():
            return f"{start}{number}–{other}{dot}{ending}"
    if first_end.isdigit() and last_end.isdigit():
        return f"{first}–{last_end}"
    return f"{first} – {last}"


def shape_words(shape: KnownShape) -> str:
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
    return str(sides[0]) if len(set(sides)) == 1 else "×".join(map(str, sides))


def said_by_name(done: str, name: str) -> bool:
    """Whether a name says already what is done: `fc1` of `fc`."""
    return name.startswith(done) and name.removeprefix(done).isdigit()
