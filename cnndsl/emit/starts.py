"""How weights start: as He has it where they feed a ReLU or its like, elsewhere as PyTorch has it.

Where it is asked for, the last norm of each residual branch starts at 0, so that a block starts as its shortcut.
"""

from collections.abc import Iterable, Iterator

from cnndsl.emit.bodies import renames
from cnndsl.emit.drafts import Draft, HeadDraft, JoinDraft, LayerDraft, LoopDraft, PartDraft
from cnndsl.emit.layout import CallDoc
from cnndsl.emit.made import Made
from cnndsl.layers.merge import Identity, Projection
from cnndsl.network import Placed

HELD: tuple[str, ...] = ("nn.Linear", "nn.Conv1d", "nn.Conv2d", "nn.Conv3d")
HELD += ("nn.ConvTranspose1d", "nn.ConvTranspose2d", "nn.ConvTranspose3d")
"""The modules of PyTorch that weights layers are."""


class Starts:
    """What the constructors of a network's classes say of how weights start."""

    def __init__(self, layers: tuple[Placed, ...], zero_last_norm: bool) -> None:
        self.feeding = feeding_relu(layers)
        self.zero_last_norm = zero_last_norm
        self.held: set[str] = set()
        """The modules of PyTorch that start as He has it."""
        self.mixed = False
        """Whether some of a layer's copies feed a ReLU, and some do not."""

    def calls(self, alike: list[list[Draft]]) -> tuple[CallDoc, ...]:
        """The calls at the end of one class's constructor."""
        own: dict[str, bool] = {}
        for layer in (each for drafts in alike for each in layers_of(drafts)):
            if layer.made and _is_weights(layer.placed):
                feeds = layer.placed.path in self.feeding
                self.mixed |= own.get(layer.name, feeds) != feeds
                feeds = own[layer.name] = own.get(layer.name, False) or feeds
                self.held |= _targets(layer.made) if feeds else set()
        started = [f"self.{name}" for name, feeds in own.items() if feeds]
        parts = any(isinstance(draft, PartDraft) for draft in _flat(alike[0]))
        if len(started) > 1 and all(own.values()) and not parts:
            started = ["self"]
        calls = [CallDoc("he_normal", tuple(started))] if started else []
        if self.zero_last_norm:
            norms, *others = ([*_last_norms(drafts)] for drafts in alike)
            everywhere = [norm for norm in norms if all(norm in other for other in others)]
            calls += [CallDoc("nn.init.zeros_", (f"self.{norm}.weight",)) for norm in everywhere]
        return tuple(calls)


def feeding_relu(layers: tuple[Placed, ...]) -> set[str]:
    """The layers, by path, whose output meets a ReLU or its like before other weights or the end."""
    followers: dict[str, list[Placed]] = {}
    found: set[str] = set()
    for placed in reversed(layers):
        for after in followers.get(placed.path, ()):
            passes = not _is_weights(after) and after.layer.role != "activation"
            if after.layer.rectifies or (passes and after.path in found):
                found.add(placed.path)
        for source in placed.sources:
            followers.setdefault(source, []).append(placed)
    return found


def _is_weights(placed: Placed) -> bool:
    if isinstance(placed.layer, Projection):
        return not placed.layer.agrees
    return placed.layer.role == "weights"


def _flat(drafts: list[Draft] | tuple[Draft, ...]) -> Iterator[Draft]:
    """The drafts of a class, those in branches and heads too."""
    for draft in drafts:
        if isinstance(draft, JoinDraft):
            for body in draft.bodies:
                yield from _flat(body)
        elif isinstance(draft, HeadDraft):
            yield from _flat((draft.part,))
        else:
            yield draft


def layers_of(drafts: list[Draft]) -> Iterator[LayerDraft]:
    """The layers of a class."""
    for draft in _flat(drafts):
        if isinstance(draft, LayerDraft):
            yield draft
        elif isinstance(draft, LoopDraft):
            yield from (layer for copy in draft.copies for layer in copy)


def _last_norms(drafts: list[Draft] | tuple[Draft, ...]) -> Iterator[str]:
    """The norms at the ends of residual branches."""
    for draft in drafts:
        if isinstance(draft, HeadDraft):
            yield from _last_norms((draft.part,))
        if not isinstance(draft, JoinDraft):
            continue
        for body in draft.bodies:
            yield from _last_norms(body)
        if draft.how == "add" and any(map(_is_shortcut, draft.bodies)):
            norms = (last_norm(body) for body in draft.bodies if not _is_shortcut(body))
            yield from filter(None, norms)


def _is_shortcut(body: tuple[Draft, ...]) -> bool:
    """What came in or a value before, or the projection of it."""
    *before, last = body
    projects = isinstance(last, LayerDraft) and last.placed.layer.word == "proj"
    return all(map(renames, before)) and (projects or renames(last))


def last_norm(body: list[Draft] | tuple[Draft, ...]) -> str:
    """The attribute that holds the norm at the end of a sequence, if there is one that learns."""
    acting = [each for each in body if not _rests(each)]
    last = acting[-1] if acting else None
    if isinstance(last, PartDraft) and last.ends_in_norm and last.calls:
        return f"{last.name}{'[-1]' if last.repeated else ''}.{last.ends_in_norm}"
    place = ""
    if isinstance(last, LoopDraft) and not last.amount:
        acting = [each for each in last.copies[-1] if not _rests(each)]
        last, place = (acting[-1] if acting else None), "[-1]"
    if isinstance(last, LayerDraft) and last.placed.layer.role == "norm" and last.made:
        learns = last.placed.layer.weights(last.placed.input)
        return f"{last.name}{place}" if learns else ""
    return ""


def common(found: Iterable[str]) -> str:
    """What all occurrences of a class say, where they say the same."""
    said = set(found)
    return said.pop() if len(said) == 1 else ""


def _rests(draft: Draft) -> bool:
    """Whether it changes nothing in evaluation, and so may stand behind a branch's last norm."""
    if not isinstance(draft, LayerDraft):
        return False
    layer = draft.placed.layer
    return layer.only_in_training or isinstance(layer, Identity)


def _targets(made: Made) -> set[str]:
    """The modules with weights in a call."""
    inner = (_targets(each) for each in made.arguments if isinstance(each, Made))
    return {made.target}.intersection(HELD).union(*inner)


HE = '''def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, HELD):
                STARTED
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)'''
PLAIN = 'nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")'
SPREAD = """inputs: float = layer.weight[0].numel()
                if isinstance(layer, SPREADING):
                    inputs = layer.weight[:, 0].numel() / layer.groups
                    inputs /= torch.Size(layer.stride).numel()
                nn.init.normal_(layer.weight, std=(2 / inputs) ** 0.5)"""
"""Of a transposed convolution, each output is a sum over the inputs that its strided windows meet."""


def helper(held: set[str]) -> str:
    """The function `he_normal`, for the modules that it is given."""
    spreading = " | ".join(each for each in HELD if each in held and "Transpose" in each)
    started = SPREAD.replace("SPREADING", spreading) if spreading else PLAIN
    listed = " | ".join(each for each in HELD if each in held)
    return HE.replace("HELD", listed).replace("STARTED", started)
