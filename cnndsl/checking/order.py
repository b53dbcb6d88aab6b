"""The order in which data meets the layers: which layers lie behind which, through branches, taps and heads.

Entries are the layers, and the joins of branches, as they stand in the text with its repeats unrolled.
"""

from typing import NamedTuple

from cnndsl.network import (
    Branches,
    Fork,
    Nest,
    Repeat,
    Scope,
    Sequence,
    Step,
    Tap,
    Use,
    copies_of,
    value_label,
)

NEVER = 1 << 60
START = -1
TRUNK = -1


class Order(NamedTuple):
    """The entries of a network, and the way between them."""

    entries: list[Step | Branches]
    before: list[tuple[int, ...]]
    """The entries whose values each one takes."""
    sum_of: dict[int, int]
    """For what stands in a branch of `add`, the innermost sum."""
    first_weight: list[int]
    """The nearest layer with weights that lies behind each entry, aux heads apart."""
    ends: list[int]
    """What the heads end in, then what the trunk ends in, if that is an output."""
    bodies: list[tuple[int, Use]]
    """The blocks' bodies, each use of its own, and the body that the use stands in."""
    body_of: list[int]
    """The body that each entry stands in; `TRUNK` outside of blocks."""

    def hidden(self, k: int) -> bool:
        """Whether an entry has weights, and another such layer lies behind it."""
        return role(self.entries[k]) == "weights" and self.first_weight[k] != NEVER

    def norm_follows(self, k: int) -> bool:
        """Whether a norm stands directly behind an entry."""
        after = k + 1
        if after >= len(self.entries) or role(self.entries[after]) != "norm":
            return False
        return self.before[after] == (k,)

    def has_activation(self) -> bool:
        """Whether an activation stands between layers with weights."""
        reached = [False] * len(self.entries)
        for k, entry in enumerate(self.entries):
            reached[k] = any(
                each != START and (reached[each] or role(self.entries[each]) == "weights")
                for each in self.before[k]
            )
            if reached[k] and role(entry) == "activation" and self.first_weight[k] != NEVER:
                return True
        return False


def role(entry: Step | Branches) -> str:
    return entry.layer.role if isinstance(entry, Step) and entry.layer else "other"


def ends_in_head(trunk: Sequence) -> bool:
    """Whether nothing but aux heads follows the last head."""
    last = next(
        (each for each in reversed(trunk) if not isinstance(each, Fork) or not each.aux), None
    )
    return isinstance(last, Fork)


def order(body: Sequence) -> Order:
    laid = _Layout()
    end = laid.sequence(body, START, Scope(), _Around(None, TRUNK))
    return Order(
        laid.entries,
        laid.before,
        laid.sum_of,
        laid.first_weights(),
        laid.ends if ends_in_head(body) else [*laid.ends, end],
        laid.bodies,
        laid.body_of,
    )


class _Around(NamedTuple):
    """What a sequence stands in."""

    sum: list[int] | None
    """Gathers the entries of the innermost sum."""
    body: int
    """The block's body."""


class _Layout:
    """Lays the entries out, one after another."""

    def __init__(self) -> None:
        self.entries: list[Step | Branches] = []
        self.before: list[tuple[int, ...]] = []
        self.sum_of: dict[int, int] = {}
        self.aux: set[int] = set()
        """Entries in aux heads that take the trunk's values."""
        self.ends: list[int] = []
        self.bodies: list[tuple[int, Use]] = []
        self.body_of: list[int] = []

    def sequence(self, body: Sequence, at: int, scope: Scope[int], around: _Around) -> int:
        """Lay out a sequence behind an entry; the last entry."""
        for item in body:
            if isinstance(item, Step):
                at = self._enter(item, (at,), around)
            elif isinstance(item, Branches):
                at = self._branches(item, at, scope, around)
            elif isinstance(item, Tap):
                found = scope.find(item.of)
                at = START if found is None else found
            elif isinstance(item, Fork):
                first = len(self.entries)
                self.ends.append(self.sequence((item.part,), at, Scope(scope), around))
                self.aux |= {first} if item.aux else set()
            else:
                at = self._copies(item, at, scope, around)
            if label := value_label(item):
                scope.own[label] = at
        return at

    def _copies(
        self, item: Repeat | Nest | Use, at: int, scope: Scope[int], around: _Around
    ) -> int:
        """Lay out a part with surroundings of its own."""
        if isinstance(item, Use):
            self.bodies.append((around.body, item))
            around = around._replace(body=len(self.bodies) - 1)
        for copy in copies_of(item):
            inner = scope.block(item.taps) if isinstance(item, Use) else Scope(scope)
            at = self.sequence(copy, at, inner, around)
            if isinstance(item, Nest):
                scope.take(item.label, inner)
        return at

    def _enter(self, entry: Step | Branches, before: tuple[int, ...], around: _Around) -> int:
        self.entries.append(entry)
        self.before.append(before)
        self.body_of.append(around.body)
        number = len(self.entries) - 1
        if around.sum is not None:
            around.sum.append(number)
        return number

    def _branches(self, item: Branches, at: int, scope: Scope[int], around: _Around) -> int:
        is_sum = item.how == "add"
        within = around._replace(sum=[]) if is_sum else around
        ends = tuple(self.sequence(body, at, Scope(scope), within) for body in item.bodies)
        join = self._enter(item, ends, around)
        if is_sum and within.sum is not None:
            self.sum_of |= dict.fromkeys(within.sum, join)
        return join

    def first_weights(self) -> list[int]:
        found = [NEVER] * len(self.entries)
        for k in range(len(self.entries) - 1, -1, -1):
            nearest = k if role(self.entries[k]) == "weights" else found[k]
            for each in self.before[k] if k not in self.aux else ():
                if each != START:
                    found[each] = min(found[each], nearest)
        return found
