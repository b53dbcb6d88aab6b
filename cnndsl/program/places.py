"""Labels for what an `unpool` takes: the places where a max pool found its numbers, and the size that these are in.

They are called as if they were labels inside the pool's own, so that they go where a label goes: into a block
that is given it, out of the group that it stands in.
"""

PLACES, WITHIN = "@", "#"
"""Behind the pool's label, and a dot; alone where a part ends in the pool."""
OF_A_POOL = (PLACES, WITHIN)
WORDS = {PLACES: "places", WITHIN: "size"}


def of_a_pool(label: str) -> tuple[str, ...]:
    """Both, of the pool that has a label; of the one at a part's end where that is empty."""
    return tuple(f"{label}.{each}" if label else each for each in OF_A_POOL)


def is_size(label: str) -> bool:
    """Whether a label stands for a size, and no tensor."""
    return label[-1:] == WITHIN


def in_words(label: str) -> str:
    """A label with words for these two: `pool1_places`."""
    for mark, word in WORDS.items():
        label = label.replace(f".{mark}", f"_{word}").replace(mark, word)
    return label
