"""A layer in a cell, in the notation of VGG's table: `conv3-256`, `FC-4096`."""

from cnndsl.draw.layer_words import SAID_AFTER, name_of, words
from cnndsl.layers.layer import Layer
from cnndsl.sizes import KnownShape, per_axis


def cell_words(layer: Layer, taken: KnownShape, given: KnownShape) -> str:
    """`conv<window>-<channels>`, with the stride where it is not 1; other kinds in words."""
    if layer.word == "fc":
        return f"FC-{given[0]}"
    rank = len(taken) - 1
    told = vars(layer)
    if layer.label_arguments:
        return name_of(layer)
    if layer.role != "weights" or "kernel" not in told:
        return words(layer, rank)
    sides = [str(each) for each in per_axis(told["kernel"], max(rank, 1))]
    window = sides[0] if len(set(sides)) == 1 else "×".join(sides)
    return ", ".join([f"{name_of(layer)}{window}-{given[0]}", *_further(layer, rank)])


def _further(layer: Layer, rank: int) -> list[str]:
    told = vars(layer)
    found = []
    steps = [str(each) for each in per_axis(told.get("stride") or 1, max(rank, 1))]
    if set(steps) != {"1"}:
        found.append(f"/{steps[0] if len(set(steps)) == 1 else '×'.join(steps)}")
    found += [form.format(told[key]) for key, form in SAID_AFTER.items() if told.get(key, 1) != 1]
    return found
