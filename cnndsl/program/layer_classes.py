"""Classes for layers that PyTorch has no module for, or whose module takes its numbers in another order."""

from collections.abc import Callable
from typing import Any

from cnndsl.formulas import Name
from cnndsl.layers.layer import Layer
from cnndsl.layers.torch_calls import Expression, OwnTensor, TorchLayer, key_of
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Placed
from cnndsl.program.module_calls import ModuleCall, Slot, call_of
from cnndsl.program.named_numbers import key, named, names_in_expression, plain


class LayerClass(NamedTuple):
    """A class of the generated file that stands for a layer."""

    name: str
    base: str
    """The module of PyTorch that it makes use of, or `nn.Module`."""
    does: Expression
    """What it makes of what it is given."""
    parameters: tuple[tuple[str, str, Any], ...]
    """The names, types and defaults of its arguments, where its base has none."""
    holds: tuple[OwnTensor, ...]
    only_in_training: bool
    says: str
    """Its docstring."""


class LayerClasses:
    """Those of one file, by what they do."""

    def __init__(self, free_name: Callable[[str], str]) -> None:
        self.free_name = free_name
        self.made: dict[Any, LayerClass] = {}

    def call(self, layer: Layer, torch: TorchLayer, placed: Placed) -> ModuleCall:
        """The call that makes a layer's module."""
        if torch.module is not None:
            taken = torch.module.positional if torch.holds else {}
            known = self._class(layer, torch, torch.module.target, taken)
            base = "" if torch.holds else known.base
            return call_of(torch.module)._replace(target=known.name, base=base)
        usual = {name: each.default for name, each in type(layer).arguments.items()}
        if torch.takes:
            known = self._class(layer, torch, "nn.Module", torch.takes)
            return ModuleCall(known.name, _slots(torch.takes, usual), False)
        arguments = _arguments(layer)
        attributes = {name: named(value, Name(f"self.{name}")) for name, value in arguments.items()}
        general = layer.with_arguments(**attributes).torch(placed.input)
        used = names_in_expression(general.apply)
        taken = {name: arguments[name] for name in arguments if f"self.{name}" in used}
        known = self._class(layer, general, "nn.Module", taken)
        return ModuleCall(known.name, _slots(taken, usual), False)

    def _class(
        self, layer: Layer, torch: TorchLayer, base: str, taken: dict[str, Any]
    ) -> LayerClass:
        holds = tuple((*each[:2], key_of(each.start, key)) for each in torch.holds)
        does = (layer.word, base, key_of(torch.apply, key), tuple(taken), holds)
        if does not in self.made:
            stem = torch.called or layer.word
            defaults = {name: each.default for name, each in type(layer).arguments.items()}
            usual = {} if holds else defaults
            parameters = tuple(
                (name, type(plain(value)).__name__, usual.get(name))
                for name, value in taken.items()
            )
            self.made[does] = LayerClass(
                self.free_name(stem),
                base,
                torch.apply,
                parameters,
                torch.holds,
                layer.only_in_training,
                torch.says or _said(layer),
            )
        return self.made[does]


def _said(layer: Layer) -> str:
    """What a kind's own docstring says of it, in short."""
    line = (type(layer).__doc__ or layer.word).strip().partition("\n")[0]
    return line if len(line) < 70 else line.partition(":")[0].rstrip(".") + "."


def _arguments(layer: Layer) -> dict[str, Any]:
    """The arguments of a layer that are numbers."""
    values = {name: vars(layer).get(name) for name in type(layer).arguments}
    return {
        name: value
        for name, value in values.items()
        if type(value) in (int, float) or hasattr(value, "formula")
    }


def _slots(taken: dict[str, Any], usual: dict[str, Any]) -> tuple[Slot, ...]:
    """Arguments of a call, by name."""
    return tuple(Slot(name, value, True, usual.get(name)) for name, value in taken.items())
