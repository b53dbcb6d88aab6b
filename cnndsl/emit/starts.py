"""How weights start: as He has it where they feed a ReLU or its like, elsewhere as PyTorch has it.

Where it is asked for, the last norm of each residual branch starts at 0, so that a block starts as its shortcut.
"""

from collections.abc import Iterator

from cnndsl.emit.drafts import Draft, HeadDraft, JoinDraft, LayerDraft, LoopDraft, PartDraft
from cnndsl.emit.layout import CallDoc
from cnndsl.layers.merge import Projection
from cnndsl.network import Placed

RESTS = ("dropout", "drop_path")
"""What changes nothing in evaluation, and may stand behind a branch's last norm."""
HELD: tuple[str, ...] = ("nn.Linear", "nn.Conv1d", "nn.Conv2d", "nn.Conv3d")
HELD += ("nn.ConvTranspose1d", "nn.ConvTranspose2d", "nn.ConvTranspose3d")
"""The modules of PyTorch that weights layers are."""


class Starts:
    """What the constructors of a network's classes say of how weights start."""

    def __init__(self, layers: tuple[Placed, ...], zero_last_norm: bool) -> None:
        self.feeding = feeding_relu(layers)
        self.zero_last_norm = zero_last_norm

    def calls(self, alike: list[list[Draft]]) -> tuple[CallDoc, ...]:
        """The calls at the end of one class's constructor."""
        own: dict[str, bool] = {}
        for layer in (each for drafts in alike for each in layers_of(drafts)):
            if layer.made and _is_weights(layer.placed):
                feeds = own.get(layer.name, False) or layer.placed.path in self.feeding
                own[layer.name] = feeds
        started = [f"self.{name}" for name, feeds in own.items() if feeds]
        parts = any(isinstance(draft, PartDraft) for draft in _flat(alike[0]))
        if len(started) > 1 and all(own.values()) and not parts:
            started = ["self"]
        calls = [CallDoc("he_normal", tuple(started))] if started else []
        if self.zero_last_norm:
            calls += [
                CallDoc("nn.init.zeros_", (f"self.{norm}.weight",))
                for norm in _last_norms(alike[0])
            ]
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
        for body in draft.bodies if isinstance(draft, JoinDraft) else ():
            yield from _last_norms(body)
        if (
            isinstance(draft, JoinDraft)
            and draft.how == "add"
            and any(map(_is_shortcut, draft.bodies))
        ):
            for body in draft.bodies:
                norm = "" if _is_shortcut(body) else last_norm(body)
                yield from (norm,) if norm else ()


def _is_shortcut(body: tuple[Draft, ...]) -> bool:
    return (
        len(body) == 1
        and isinstance(body[0], LayerDraft)
        and body[0].placed.layer.word in ("id", "proj")
    )


def last_norm(body: list[Draft] | tuple[Draft, ...]) -> str:
    """The attribute that holds the norm at the end of a sequence, if there is one that learns."""
    acting = [each for each in body if not _rests(each)]
    last = acting[-1] if acting else None
    if isinstance(last, LayerDraft) and last.placed.layer.role == "norm" and last.made:
        return last.name if last.placed.layer.weights(last.placed.input) else ""
    if isinstance(last, PartDraft) and last.ends_in_norm:
        return f"{last.name}{'[-1]' if last.repeated else ''}.{last.ends_in_norm}"
    return ""


def _rests(draft: Draft) -> bool:
    return isinstance(draft, LayerDraft) and draft.placed.layer.word in RESTS


def helper(text: str) -> str:
    """The function `he_normal`, for the modules that a file has."""
    held = [each for each in HELD if f"{each}(" in text]
    return f'''def he_normal(*parts: nn.Module) -> None:
    """He's initialisation, for layers that feed a ReLU; their biases start at 0."""
    for part in parts:
        for layer in part.modules():
            if isinstance(layer, {" | ".join(held)}):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)'''
