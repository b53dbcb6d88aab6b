"""How many networks of a walk have at most so much of one figure.

A node's networks by their sums are one whole number: so many bits for each sum, in which its networks are counted. To
go on by a step is to move that number along and add it, exactly, at the speed at which memory is added up.
"""

from math import gcd

from cnndsl.family.extremes import least, most, networks
from cnndsl.family.walk import Walk
from cnndsl.named_tuple import NamedTuple

MOST_BYTES = 2**28
"""Of all nodes' numbers together; beyond it sums are rounded, and counted from below and above."""


class Between(NamedTuple):
    """How many networks lie within limits: at least and at most so many, the same where it is known."""

    least: int
    most: int

    @property
    def is_exact(self) -> bool:
        return self.least == self.most


def count(walk: Walk, place: int, low: int | None, high: int | None) -> Between:
    """How many networks have a figure within bounds, their ends included."""
    if walk.start < 0:
        return Between(0, 0)
    total = networks(walk)[walk.start]
    up_to = Between(total, total) if high is None else _up_to(walk, place, high)
    below = Between(0, 0) if low is None else _up_to(walk, place, low - 1)
    return Between(max(up_to.least - below.most, 0), max(up_to.most - below.least, 0))


def _up_to(walk: Walk, place: int, high: int) -> Between:
    low, far = (each(walk)[walk.start][place] for each in (least, most))
    total = networks(walk)[walk.start]
    if high < low or high >= far:
        return Between(0, 0) if high < low else Between(total, total)
    more = _more(walk, place)
    unit = gcd(*(each for own in more for each in own))
    bits = total.bit_length() + 1
    reach = _reach(more, walk, high - low)
    size = sum(each for each in reach if each > 0) * bits // 8
    rough = -(-size // (MOST_BYTES * unit))
    if rough <= 1:
        found = _counted(walk, more, reach, unit, bits, up=False)
        return Between(found, found)
    return Between(*[_counted(walk, more, reach, unit * rough, bits, up) for up in (True, False)])


def _more(walk: Walk, place: int) -> list[list[int]]:
    """By node, how much more than the least each step comes to."""
    lowest = [each[place] if each else 0 for each in least(walk)]
    return [
        [step.weights[place] + lowest[step.to] - lowest[node] for step in steps]
        for node, steps in enumerate(walk.steps)
    ]


def _reach(more: list[list[int]], walk: Walk, room: int) -> list[int]:
    """By node, how much more than the least may still come; below 0 where nothing may."""
    found = [-1] * len(more)
    found[walk.start] = room
    for node in range(walk.start, 0, -1):
        for step, own in zip(walk.steps[node], more[node], strict=True):
            found[step.to] = max(found[step.to], found[node] - own)
    return found


def _counted(
    walk: Walk, more: list[list[int]], reach: list[int], unit: int, bits: int, up: bool
) -> int:
    """Those within, sums in units; rounded up all that are counted lie within, else all that do are counted."""
    numbers = [1]
    for node in range(1, walk.start + 1):
        total = 0
        room = reach[node] // unit
        for step, own in zip(walk.steps[node], more[node], strict=True):
            along = -(-own // unit) if up else own // unit
            if along <= room and reach[node] >= 0:
                total += numbers[step.to] << (bits * along)
        numbers.append(total & ((1 << bits * (room + 1)) - 1) if reach[node] >= 0 else 0)
    return numbers[walk.start] % ((1 << bits) - 1)
