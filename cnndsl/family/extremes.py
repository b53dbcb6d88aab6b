"""The least and the most of each figure, from every node of a walk on, and so over all networks."""

from cnndsl.family.walk import Walk

Extremes = list[tuple[int, ...]]
"""By node, a number for each figure; empty where nothing goes on."""


def least(walk: Walk) -> Extremes:
    """The least that is still to come, by node."""
    found: Extremes = [()] * len(walk.steps)
    found[0] = _at_end(walk)
    for node, steps in enumerate(walk.steps[1:], 1):
        ways = {(step.to, step.weights) for step in steps}
        sums = [[a + b for a, b in zip(found[to], own, strict=True)] for to, own in ways]
        found[node] = tuple(map(min, zip(*sums, strict=True)))
    return found


def most(walk: Walk) -> Extremes:
    """The most that is still to come, by node."""
    found: Extremes = [()] * len(walk.steps)
    found[0] = _at_end(walk)
    for node, steps in enumerate(walk.steps[1:], 1):
        ways = {(step.to, step.weights) for step in steps}
        sums = [[a + b for a, b in zip(found[to], own, strict=True)] for to, own in ways]
        found[node] = tuple(map(max, zip(*sums, strict=True)))
    return found


def ranges(walk: Walk) -> list[tuple[int, int]]:
    """The least and the most of each figure."""
    return list(zip(least(walk)[walk.start], most(walk)[walk.start], strict=True))


def networks(walk: Walk) -> list[int]:
    """How many networks go on from each node."""
    counts = [1]
    for steps in walk.steps[1:]:
        counts.append(sum([counts[step.to] for step in steps]))
    return counts


def _at_end(walk: Walk) -> tuple[int, ...]:
    figures = len(walk.steps[walk.start][0].weights) if walk.start > 0 else 0
    return (0,) * figures
