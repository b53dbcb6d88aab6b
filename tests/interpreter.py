"""A network worked out from its structure, layer by layer, with a module's own layers and PyTorch's functions.

It knows nothing of the generated `forward`: a branch, a tap or a copy that goes another way there gives other
numbers here. The functions may be those of `symbols.py`, which give no numbers but what was done.
"""

from typing import Any

from cnndsl.analyse.figures import Result
from cnndsl.analyse.walk import PlacedWalk
from cnndsl.emit.pytorch.expressions import expression
from cnndsl.emit.pytorch.line_breaks import flat
from cnndsl.network import Placed
from cnndsl.paths import Path, module_path


class Interpreter(PlacedWalk[Any]):
    """Runs one network; `torch` and `functional` are PyTorch, or what stands in for it."""

    def __init__(self, result: Result, model: Any, torch: Any, functional: Any) -> None:
        super().__init__(result.network, aux=model.training)
        self.model, self.torch, self.functional = model, torch, functional
        self.places: dict[Path, Any] = {}
        """Where max pools found their numbers, and in maps of which size."""

    def layer(self, placed: Placed, x: Any, like: Any) -> Any:
        layer = placed.layer
        if vars(layer).get("joined"):
            layer = layer.with_arguments(joined=False)
        call = layer.torch(placed.input)
        module = self.held(placed.path)
        if layer.takes_flat:
            x = self.torch.flatten(x, 1)
        if call.is_module and module is None:
            assert layer.gives_on
            return x
        if call.is_module:
            given = module(x.clone())  # which may write over what it is given
            if not isinstance(given, tuple):
                return given
            value, self.places[placed.path] = given[0], (given[1], x.size())
            return value
        if layer.takes_places:
            return module(x, *self.places[placed.sources[1]])
        names = {"torch": self.torch, "F": self.functional, "x": x, "module": module, "like": like}
        return eval(flat(expression(call.apply, "x", "module")), names)

    def shares(self, x: Any, count: int) -> list[Any]:
        return list(self.torch.chunk(x, count, 1))

    def join(self, placed: Placed, ends: list[Any]) -> Any:
        how = placed.layer.word
        shapes = vars(placed.layer)["inputs"]
        if how in ("cat", "split"):
            return self.torch.cat(ends, 1)
        if how == "max":
            return self._largest(ends)
        if how in ("dot", "mix"):
            return self._attending(how, ends, shapes)
        whole, *others = (
            end[(slice(None), slice(None), *[None] * (len(placed.output) - len(shape)))]
            if len(shape) < len(placed.output)
            else end
            for end, shape in zip(ends, shapes, strict=True)
        )
        for end in others:
            whole = whole - end if how == "sub" else whole + end if how == "add" else whole * end
        return whole

    def _largest(self, ends: list[Any]) -> Any:
        if len(ends) == 1:
            return ends[0]
        return self.torch.maximum(*ends) if len(ends) == 2 else self.torch.stack(ends).amax(0)

    def _attending(self, how: str, ends: list[Any], shapes: tuple[Any, ...]) -> Any:
        """Of maps the places in rows, the sum over channels or places, and the places of the first again."""
        first, second = (
            each.unsqueeze(2) if len(shape) == 1 else each.flatten(2)
            for each, shape in zip(ends, shapes, strict=True)
        )
        whole = (second.transpose(1, 2) if how == "dot" else second) @ first
        one, other = map(len, shapes)
        if one == 1 and how == "mix":
            return whole.flatten(1) if other == 1 else whole.unflatten(2, (1,) * (other - 1))
        return whole.flatten(1) if one == 1 else whole.unflatten(2, ends[0].size()[2:])

    def held(self, path: Path) -> Any:
        """What the module has under a path: a module, a parameter, or nothing."""
        found: Any = self.model
        for name in module_path(path):
            found = getattr(found, str(name), None)
        return found
