"""The order in which data meets the layers: which layers lie behind which, through branches, taps and heads.

Entries are the layers, and the joins of branches, as they stand in the text with its repeats unrolled.
"""

from cnndsl.layers.joins import Join
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Branches, Fork, Item, Scope, Sequence, Step, Use
from cnndsl.text import Span
from cnndsl.walker import Walk

NEVER = 1 << 60
START = -1
TRUNK = -1


class Order(NamedTuple):
    """The entries of a network, and the way between them."""

    entries: list[Step | Branches]
    before: list[tuple[int, ...]]
    """The entries whose values each one takes."""
    join_of: dict[int, int]
    """For what stands in a branch that is activated elsewhere, behind a sum or not at all: the innermost join."""
    first_weight: list[int]
    """The nearest layer with weights that lies behind each entry, aux heads apart."""
    ends: list[int]
    """What the heads end in, then what the trunk ends in, if that is an output."""
    bodies: list[tuple[int, Use]]
    """The blocks' bodies, each use of its own, and the body that the use stands in."""
    body_of: list[int]
    """The body that each entry stands in; `TRUNK` outside of blocks."""
    shared: frozenset[int] = frozenset()
    """Those with weights that are hidden since they are so in another call of what is shared."""

    def hidden(self, k: int) -> bool:
        """Whether an entry has weights, and another such layer lies behind it."""
        behind = self.first_weight[k] != NEVER or k in self.shared
        return role(self.entries[k]) == "weights" and behind

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
    if isinstance(entry, Branches):
        return Join.kinds[entry.how].role
    return entry.layer.role if entry.layer else "other"


def ends_in_head(trunk: Sequence) -> bool:
    """Whether nothing but aux heads follows the last head."""
    last = next(
        (each for each in reversed(trunk) if not isinstance(each, Fork) or not each.aux), None
    )
    return isinstance(last, Fork)


def order(body: Sequence) -> Order:
    laid = _Layout()
    end = laid.sequence(body, START, Scope(), _Around(None, TRUNK))
    found = Order(
        laid.entries,
        laid.before,
        laid.join_of,
        laid.first_weights(),
        laid.ends if ends_in_head(body) else [*laid.ends, end],
        laid.bodies,
        laid.body_of,
    )
    if not any(use.shared for _, use in laid.bodies):
        return found
    return found._replace(shared=_hidden_elsewhere(found))


def _hidden_elsewhere(found: Order) -> frozenset[int]:
    """The entries that are hidden in another call of what is shared."""
    starts: dict[int, int] = {}
    places: list[tuple[int, Span, int] | None] = []
    for k, body in enumerate(found.body_of):
        call = _call(found, body)
        if call is None:
            places.append(None)
            continue
        around, use = found.bodies[call]
        places.append((_owner(found, around), use.definition, k - starts.setdefault(call, k)))
    hidden = {place for k, place in enumerate(places) if place and found.hidden(k)}
    return frozenset(k for k, place in enumerate(places) if place in hidden)


def _call(found: Order, body: int) -> int | None:
    """The outermost call around a body that is part of no ordinary block inside of it."""
    call = None
    while body != TRUNK and found.bodies[body][1].shared:
        body, call = found.bodies[body][0], body
    return call


def _owner(found: Order, body: int) -> int:
    """The body whose shared parts those are that are called in a body."""
    while body != TRUNK and found.bodies[body][1].shared:
        body = found.bodies[body][0]
    return body


class _Around(NamedTuple):
    """What a sequence stands in."""

    join: list[int] | None
    """Gathers the entries of the innermost join whose branches are activated elsewhere."""
    body: int
    """The block's body."""


class _Layout(Walk[int, _Around]):
    """Lays the entries out, one after another."""

    def __init__(self) -> None:
        self.entries: list[Step | Branches] = []
        self.before: list[tuple[int, ...]] = []
        self.join_of: dict[int, int] = {}
        self.aux: set[int] = set()
        """Entries in aux heads that take the trunk's values."""
        self.ends: list[int] = []
        self.bodies: list[tuple[int, Use]] = []
        self.body_of: list[int] = []

    def enter(
        self, entry: Step | Branches, taken: tuple[int, ...], scope: Scope[int], around: _Around
    ) -> int:
        self.entries.append(entry)
        self.before.append(taken)
        self.body_of.append(around.body)
        number = len(self.entries) - 1
        if around.join is not None:
            around.join.append(number)
        return number

    def tapped(self, label: str, scope: Scope[int]) -> int:
        found = scope.find(label)
        return START if found is None else found

    def head(self, fork: Fork, x: int, scope: Scope[int], around: _Around) -> None:
        first = len(self.entries)
        self.ends.append(self.sequence((fork.part,), x, scope, around))
        self.aux |= {first} if fork.aux else set()

    def inside(self, item: Item, copy: int, around: _Around) -> _Around:
        if not isinstance(item, Use):
            return around
        self.bodies.append((around.body, item))
        return _Around(around.join, len(self.bodies) - 1)

    def branches(self, item: Branches, x: int, scope: Scope[int], around: _Around) -> int:
        elsewhere = Join.kinds[item.how].activated != "in branches"
        within = _Around([], around.body) if elsewhere else around
        ends = tuple(self.sequence(body, x, Scope(scope), within) for body in item.bodies)
        join = self.enter(item, ends, scope, around)
        if elsewhere and within.join is not None:
            self.join_of |= dict.fromkeys(within.join, join)
        return join

    def first_weights(self) -> list[int]:
        found = [NEVER] * len(self.entries)
        for k in range(len(self.entries) - 1, -1, -1):
            nearest = k if role(self.entries[k]) == "weights" else found[k]
            for each in self.before[k] if k not in self.aux else ():
                if each != START and nearest < found[each]:
                    found[each] = nearest
        return found
