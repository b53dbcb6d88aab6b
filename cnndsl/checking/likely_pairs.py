"""What stands straight before what, in the order in which data meets the layers: likely slips are found here.

Where each is said, and in which words, is likely.py's.
"""

from cnndsl.checking.order import START, Order
from cnndsl.layers.layer import KINDS, Layer
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Branches, Step
from cnndsl.sizes import per_axis

NONE = -2
SOFTMAXES = ("softmax", "log_softmax")
RENAMES = ("id", "flatten")
"""Layers that are looked through, as dropout is."""
TAKES_OUT_MEANS = ("bn", "instancenorm")
CONVOLUTIONS = ("conv", "dwconv", "deconv")


class Pair(NamedTuple):
    """A slip: its kind, the layer that it is a slip of, and the one that makes it one."""

    kind: str
    layer: int
    other: int


class Pairs:
    """One pass over a network's entries. What is known of each one's value is `NONE` where nothing is."""

    def __init__(self, laid: Order) -> None:
        self.laid = laid
        self.found: list[Pair] = []
        self.layers = [each.layer if isinstance(each, Step) else None for each in laid.entries]
        self.uses = _uses(laid)
        count = len(laid.entries)
        self.straight = [*range(count)]
        """The entry whose value it is, dropout and what only renames apart."""
        self.linear = [NONE] * count
        """The layer with weights whose value it is, norms apart too."""
        self.from_0 = [NONE] * count
        """The layer by which nothing in it is below 0."""
        self.depth = [*range(count)]
        """The entry that says how deep it is."""
        self._followers: dict[int, list[int]] = {}
        """The layers with weights that take a softmax."""
        self._may_be_idle = {kind for kind in KINDS.values() if kind.idle_at}
        self._follow()
        for end in dict.fromkeys(laid.ends):
            self._end(end)

    def _follow(self) -> None:
        for k, layer in enumerate(self.layers):
            before = self.laid.before[k]
            j = before[0] if len(before) == 1 else START
            if layer is None:
                entry = self.laid.entries[k]
                if isinstance(entry, Branches) and len(entry.bodies) == 1 and not entry.listed:
                    self.found.append(Pair("one branch", k, k))
                continue
            role, first = layer.role, NONE
            if j != START:
                first = self.linear[j] if self.uses[j] == 1 else NONE
                self.from_0[k] = self.from_0[j] if layer.keeps_sign else NONE
            if role == "weights":
                self._weights(k, layer, j, first)
                continue
            self.depth[k] = self.depth[j] if j != START else NONE
            self._effect(k, layer, j)
            if layer.never_negative:
                self.from_0[k] = k
            if first != NONE and role == "norm":
                self.linear[k] = first
                self._norm(k, layer, j)
            elif j != START and (layer.only_in_training or layer.word in RENAMES):
                self.linear[k] = first
                if self.uses[j] == 1:
                    self.straight[k] = self.straight[j]

    def _weights(self, k: int, layer: Layer, j: int, first: int) -> None:
        own = vars(layer)
        if own.get("depth", own.get("features")) is None:
            self.depth[k] = self.depth[j] if j != START else NONE
        entry = self.laid.entries[k]
        if not isinstance(entry, Step) or entry.origin.faulty:
            return
        self.linear[k] = k
        if first != NONE and _do_as_one(self.layers[first], layer):
            self.found.append(Pair("no activation", first, k))
        if j != START:
            self._behind_softmax(k, j)

    def _behind_softmax(self, k: int, j: int) -> None:
        """Whether nothing but layers with weights takes a softmax."""
        softmax = self.layers[self.straight[j]]
        if softmax is None or softmax.word not in SOFTMAXES:
            return
        followers = self._followers.setdefault(j, [])
        followers.append(k)
        if len(followers) == self.uses[j]:
            self.found.append(Pair("softmax inside", self.straight[j], followers[0]))

    def _effect(self, k: int, layer: Layer, j: int) -> None:
        """Whether a layer does anything, whoever else takes what comes in."""
        if layer.passes_positive and j != START and self.from_0[j] != NONE:
            self.found.append(Pair("positive", k, self.from_0[j]))
        elif layer.twice_is_once and j != START and layer == self.layers[j]:
            self.found.append(Pair("twice", k, j))
        elif layer.word in SOFTMAXES:
            self.found.append(Pair("softmax", k, k))
        elif type(layer) in self._may_be_idle and layer.idle():
            self.found.append(Pair("idle", k, k))

    def _norm(self, k: int, layer: Layer, j: int) -> None:
        """Whether it takes out the bias of the convolution straight before it."""
        before = self.layers[j]
        biased = before is not None and self.is_convolution(j) and vars(before)["bias"]
        if biased and layer.word in TAKES_OUT_MEANS:
            self.found.append(Pair("bias", j, k))

    def is_convolution(self, k: int) -> bool:
        layer = self.layers[k]
        return layer is not None and layer.word in CONVOLUTIONS

    def _end(self, end: int) -> None:
        """An output: whether it is a softmax with an activation straight before it."""
        softmax = self.straight[end] if end != START else NONE
        layer = self.layers[softmax] if softmax != NONE else None
        if layer is None or layer.word not in SOFTMAXES:
            return
        (j,) = self.laid.before[softmax]
        if j == START or self.uses[j] > 1:
            return
        activation = self.layers[self.straight[j]]
        if activation is not None and activation.role == "activation":
            self.found.append(Pair("before softmax", self.straight[j], softmax))


def _uses(laid: Order) -> list[int]:
    """How often each value is taken, outputs counted in."""
    uses = [0] * len(laid.entries)
    for taken in (*laid.before, laid.ends):
        for each in taken:
            if each != START:
                uses[each] += 1
    return uses


def _do_as_one(first: Layer | None, second: Layer) -> bool:
    """Whether two layers, one straight after another, are what one could be."""
    if first is None or first.word != second.word:
        return False
    return first.word == "fc" or (
        first.word == "conv" and _looks_round(first) and _looks_round(second)
    )


def _looks_round(conv: Layer) -> bool:
    """Whether a convolution looks further than one place along every axis, in all channels."""
    own = vars(conv)
    return own["groups"] == 1 and all(size > 1 for size in per_axis(own["kernel"], 1))
