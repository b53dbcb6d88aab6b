"""A network worked out from its structure, layer by layer, with a module's own weights.

It knows nothing of the generated `forward`: a branch, a tap or a copy that goes another way there gives other
numbers here.
"""

from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from cnndsl.analyse.figures import Result
from cnndsl.emit.calls import render
from cnndsl.layers.arguments import Tap as TapValue
from cnndsl.network import (
    Branches,
    Fork,
    Item,
    Nest,
    Scope,
    Sequence,
    Step,
    Tap,
    Use,
    copies_of,
    inner_prefix,
)


class Interpreter:
    """Runs one network."""

    def __init__(self, result: Result, model: nn.Module) -> None:
        self.network = result.network
        self.placed = {placed.path: placed for placed in result.network.layers}
        self.model = model
        self.outputs: dict[str, torch.Tensor] = {}

    def run(self, image: torch.Tensor) -> dict[str, torch.Tensor]:
        """Every output, by name."""
        end = self._sequence(self.network.structure, "", "", image, Scope())
        names = [output.name for output in self.network.outputs]
        return {name: self.outputs.get(name, end) for name in names if name in self._alive()}

    def _alive(self) -> set[str]:
        return {each.name for each in self.network.outputs if self.model.training or not each.aux}

    def _sequence(
        self, body: Sequence, prefix: str, suffix: str, x: torch.Tensor, scope: Scope[torch.Tensor]
    ) -> torch.Tensor:
        for item in body:
            x = self._item(item, prefix, suffix, x, scope)
            if item.label:
                scope.own[item.label] = x
        return x

    def _item(
        self, item: Item, prefix: str, suffix: str, x: torch.Tensor, scope: Scope[torch.Tensor]
    ) -> torch.Tensor:
        if isinstance(item, Step):
            return self._layer(item, f"{prefix}{item.name}{suffix}", x, scope)
        if isinstance(item, Tap):
            return self._value(item.of, scope)
        if isinstance(item, Branches):
            return self._join(item, prefix, suffix, x, scope)
        if isinstance(item, Fork):
            if self.model.training or not item.aux:
                self.outputs[item.output] = self._item(item.part, prefix, suffix, x, Scope(scope))
            return x
        for number, copy in enumerate(copies_of(item)):
            inner = scope.block(item.taps) if isinstance(item, Use) else Scope(scope)
            x = self._sequence(copy, *inner_prefix(item, prefix, suffix, number), x, inner)
            if isinstance(item, Nest):
                scope.take(item.label, inner)
        return x

    def _value(self, label: str, scope: Scope[torch.Tensor]) -> torch.Tensor:
        found = scope.find(label)
        assert found is not None
        return found

    def _join(
        self,
        item: Branches,
        prefix: str,
        suffix: str,
        x: torch.Tensor,
        scope: Scope[torch.Tensor],
    ) -> torch.Tensor:
        count = len(item.bodies)
        shares = torch.split(x, x.shape[1] // count, 1) if item.how == "split" else [x] * count
        ends = [
            self._sequence(body, prefix, suffix, share, Scope(scope))
            for body, share in zip(item.bodies, shares, strict=True)
        ]
        if item.how in ("cat", "split"):
            return torch.cat(ends, 1)
        whole = ends[0]
        for end in ends[1:]:
            whole = whole + end if item.how == "add" else whole * end
        return whole

    def _layer(
        self, step: Step, path: str, x: torch.Tensor, scope: Scope[torch.Tensor]
    ) -> torch.Tensor:
        placed = self.placed[path]
        layer = placed.layer
        if vars(layer).get("joined"):
            layer = layer.with_arguments(joined=False)
        call = layer.torch(placed.input)
        module = self._held(path)
        expression = call.inlined if module is None and call.inlined is not None else call.apply
        labels = [each.path for each in vars(step.layer).values() if isinstance(each, TapValue)]
        like = self._value(labels[0], scope) if labels else None
        names: dict[str, Any] = {"torch": torch, "F": F, "x": x, "module": module, "like": like}
        value = eval(render(expression, "x", "module", "like"), names)
        assert tuple(value.shape[1:]) == placed.output, path
        return value  # type: ignore[no-any-return]

    def _held(self, path: str) -> Any:
        """What the module has under a path: a module, a parameter, or nothing."""
        found: Any = self.model
        for name in path.split("."):
            if isinstance(found, nn.ParameterList):
                return found[int(name)]
            found = getattr(found, name, None)
            if found is None:
                return None
        return found


def randomize(model: nn.Module) -> None:
    """Weights and running statistics that tell layers apart and keep the sizes of what goes through."""
    with torch.no_grad():
        for key, value in model.state_dict().items():
            if key.endswith("running_var"):
                value.uniform_(0.5, 1.5)
            elif value.is_floating_point() and value.dim() > 1:
                value.normal_(std=(1 / max(value[0].numel(), 1)) ** 0.5)
            elif value.is_floating_point():
                value.uniform_(0.5, 1.5)


def assert_same_outputs(result: Result, model: nn.Module) -> None:
    """The module and the interpreter agree in evaluation, on a batch of two."""
    randomize(model.eval())
    image = torch.randn(2, *(result.network.input or ()))
    with torch.no_grad():
        given = model(image)
        expected = Interpreter(result, model).run(image)
    values = [given] if isinstance(given, torch.Tensor) else list(given)
    assert len(values) == len(expected)
    for value, wanted in zip(values, expected.values(), strict=True):
        scale = wanted.abs().max().clamp(min=1e-6)
        assert bool(((value - wanted).abs() <= 1e-4 * scale).all())
