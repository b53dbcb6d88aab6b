"""A network worked out from its structure, layer by layer, with a module's own weights and PyTorch's functions.

It knows nothing of the generated `forward`: a branch, a tap or a copy that goes another way there gives other
numbers here.
"""

from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from cnndsl.analyse.figures import Result
from cnndsl.analyse.walk import Walk
from cnndsl.emit.calls import render
from cnndsl.network import Placed
from cnndsl.running import draw_weights


class Interpreter(Walk[torch.Tensor]):
    """Runs one network."""

    def __init__(self, result: Result, model: nn.Module) -> None:
        super().__init__(result.network, aux=model.training)
        self.model = model

    def layer(self, placed: Placed, x: torch.Tensor, like: torch.Tensor | None) -> torch.Tensor:
        layer = placed.layer
        if vars(layer).get("joined"):
            layer = layer.with_arguments(joined=False)
        call = layer.torch(placed.input)
        module = self._held(placed.path)
        expression = call.inlined if module is None and call.inlined is not None else call.apply
        names: dict[str, Any] = {"torch": torch, "F": F, "x": x, "module": module, "like": like}
        value = eval(render(expression, "x", "module", "like"), names)
        assert tuple(value.shape[1:]) == placed.output, placed.path
        return value  # type: ignore[no-any-return]

    def shares(self, x: torch.Tensor, count: int) -> list[torch.Tensor]:
        return list(torch.chunk(x, count, 1))

    def join(self, placed: Placed, ends: list[torch.Tensor]) -> torch.Tensor:
        how = placed.layer.word
        if how in ("cat", "split"):
            return torch.cat(ends, 1)
        whole = ends[0]
        for end in ends[1:]:
            whole = whole + end if how == "add" else whole * end
        return whole

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


def assert_same_outputs(result: Result, model: nn.Module) -> None:
    """The module and the interpreter agree in evaluation, on a batch of two."""
    draw_weights(model.eval(), torch.float32)
    image = torch.randn(2, *(result.network.input or ()))
    with torch.no_grad():
        given = model(image)
        expected = Interpreter(result, model).outputs(image)
    values = [given] if isinstance(given, torch.Tensor) else list(given)
    assert len(values) == len(expected)
    for value, wanted in zip(values, expected.values(), strict=True):
        scale = wanted.abs().max().clamp(min=1e-6)
        assert bool(((value - wanted).abs() <= 1e-4 * scale).all())
