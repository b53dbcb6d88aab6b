"""Shapes that hold the same numbers in the same order: `[o, i]` is `[o, i, 1, 1]`, `[C]` is `[C, 1, 1]`."""

from collections import Counter

from cnndsl.sizes import product
from cnndsl.weights.tensor_names import Shape, Tensor, Token


def reads_as(one: Shape, other: Shape) -> bool:
    """Whether one shape may be read as the other: ones put in, or a fully connected layer kept as a convolution.

    Ones are never moved: a kernel of 1x7 is none of 7x1.
    """
    few, many = sorted((one, other), key=len)
    if len(few) == len(many):
        return one == other
    unrolled = len(few) == 2 and few[0] == many[0] and product(few) == product(many)
    return _puts_in_ones(few, many) or unrolled


def _puts_in_ones(few: Shape, many: Shape) -> bool:
    """Whether `many` is `few` with ones in between, before or behind."""
    left = list(few)
    for size in many:
        if left and left[0] == size:
            left.pop(0)
        elif size != 1:
            return False
    return not left


def aligned(ours: list[Tensor], theirs: list[Tensor]) -> tuple[list[Tensor], list[Tensor]]:
    """Both sides by the shapes that stand for one another, where one side has too many of a shape and the other
    too many of one that may be read as it, and as no further one.
    """
    own, other = Counter(each.token for each in ours), Counter(each.token for each in theirs)
    pairs = _partners(own - other, other - own)
    goes_by: dict[Token, Shape] = {}
    for pair in pairs:
        shape = min((shape for _, shape in pair), key=len)
        goes_by |= dict.fromkeys(pair, shape)
    return _going_by(ours, goes_by), _going_by(theirs, goes_by)


def _partners(own: Counter[Token], other: Counter[Token]) -> list[tuple[Token, Token]]:
    pairs = [
        (one, another)
        for one in own
        for another in other
        if one[0] == another[0] and reads_as(one[1], another[1])
    ]
    times = Counter(token for pair in pairs for token in pair)
    return [pair for pair in pairs if times[pair[0]] == times[pair[1]] == 1]


def _going_by(tensors: list[Tensor], goes_by: dict[Token, Shape]) -> list[Tensor]:
    return [each._replace(read_as=goes_by.get(each.token, each.read_as)) for each in tensors]
