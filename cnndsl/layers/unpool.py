"""Unpooling: numbers back to the places where a max pool found its own."""

from typing import ClassVar

from cnndsl.layers.arguments import argument, by_checker, tap
from cnndsl.layers.layer import Layer, need, refuse
from cnndsl.layers.memory import NOTHING
from cnndsl.layers.pool import MaxPool
from cnndsl.layers.torch_calls import MODULE, PLACES, WITHIN, TorchLayer, X, module, operator
from cnndsl.layers.window import Look, Window, tidy
from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import UNKNOWN, Shape, Unknown, known, spatial


class Found(NamedTuple):
    """Where a max pool found its numbers: the pool, and the shape of what came into it."""

    pool: MaxPool
    before: Shape

    @property
    def windows(self) -> tuple[Window, ...]:
        return self.pool.windows(self.before)


class Unpool(Layer):
    """Numbers put back where a max pool found its own, in maps of the size that came into that, with zeros between."""

    word = "unpool"
    drawn_as = "up"
    also = "max_unpool max_unpooling unpooling unmaxpool"
    example = "input 3x8x8 p: M unpool(@p)"
    keeps = NOTHING
    keeps_sign = True
    takes_places: ClassVar = True
    decided_by_rounding: ClassVar = True

    pool: Shape = argument(tap(), "the label of a `maxpool`, whose places are taken")
    found: Found | Unknown | None = by_checker(default=None)
    """What is known of that pool; None where the label is no max pool's."""
    in_sight: tuple[str, ...] = by_checker(default=())
    """The labels of max pools whose places would do."""

    def infer(self, x: Shape) -> Shape:
        need(len(x) > 1, "flat", features=x[0])
        if not (known(self.pool) and known(self.found)):
            return tuple(UNKNOWN for _ in x)
        if self.found is None or self.pool != x:
            pooled = None if self.found is None else self.pool
            refuse("unpool", arg="pool", pooled=pooled, in_sight=self.in_sight)
        uneven = [look for look in self.found.windows if look.before != look.after]
        need(not uneven, "unpool-padding", arg="pool", window=next(iter(uneven), None))
        return (x[0], *spatial(self.found.before))

    @property
    def windows_of_pool(self) -> tuple[Window, ...]:
        assert isinstance(self.found, Found)
        return self.found.windows

    def looks(self, x: Shape) -> tuple[Look, ...]:
        """All whose windows reach a place: one, where these do not overlap, or leave some out."""
        return tuple(
            Look(1, look.before - max(look.reach - look.stride, 0), look.before, look.stride)
            for look in self.windows_of_pool
        )

    def torch(self, x: Shape) -> TorchLayer:
        """PyTorch asks a pool without dilation for the sizes that may come out: its kernel is as wide."""
        looks = self.windows_of_pool
        kernel = tidy(tuple(look.reach for look in looks))
        stride = tidy(tuple(look.stride for look in looks))
        options = {} if stride == kernel else {"stride": stride}
        if (rows := tidy(tuple(look.before for look in looks))) != 0:
            options["padding"] = rows
        made = module(f"nn.MaxUnpool{len(looks)}d", False, _kernel_size=kernel, **options)
        return operator(MODULE(X, PLACES, WITHIN), made)
