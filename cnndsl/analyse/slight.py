"""Parts that have nothing but functions in them, so that the generated module has no class for them."""

from cnndsl.layers.arguments import Tap as TapValue
from cnndsl.network import Item, Placed, Repeat, Sequence, Step, Use, copies_of, inner_prefix

Names = tuple[str, str]


def is_slight(copy: Sequence, placed: dict[str, Placed], names: Names) -> bool:
    """Whether a part has nothing but functions in it, so that it is no module."""
    return bool(copy) and all(_is_function(each, placed, names) for each in copy)


def _is_function(item: Item, placed: dict[str, Placed], names: Names) -> bool:
    if item.label:
        return False
    if isinstance(item, Use | Repeat):
        inner = copies_of(item)
        return len(inner) < 2 and all(
            is_slight(copy, placed, inner_prefix(item, *names)) for copy in inner
        )
    if (
        not isinstance(item, Step)
        or item.layer is None
        or item.origin.symbols.keys() & vars(item.layer)
    ):
        return False
    here = placed[f"{names[0]}{item.name}{names[1]}"]
    if here.layer.weights(here.input):
        return False
    torch = here.layer.torch(here.input)
    held = torch.module is not None and torch.inlined is None
    tapped = any(isinstance(value, TapValue) for value in vars(item.layer).values())
    return not (held or torch.differs or tapped)
