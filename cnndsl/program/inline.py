"""Parts that have nothing but functions in them, so that the generated module has no class for them."""

from cnndsl.layers.layer import NoTorch
from cnndsl.network import Item, Placed, Repeat, Sequence, Step, Use, labels_taken
from cnndsl.paths import Path, Place
from cnndsl.walker import copies_of, placed_bodies


class Inline:
    """Tells such parts of one network; each is looked at once."""

    def __init__(self, placed: dict[Path, Placed]) -> None:
        self.placed = placed
        self._known: dict[tuple[int, Place], bool] = {}

    def is_slight(self, copy: Sequence, place: Place) -> bool:
        """Whether a part has nothing but functions in it, so that it is no module."""
        key = (id(copy), place)
        if key not in self._known:
            self._known[key] = bool(copy) and all(self._is_function(each, place) for each in copy)
        return self._known[key]

    def _is_function(self, item: Item, place: Place) -> bool:
        if item.label:
            return False
        if isinstance(item, Use | Repeat):
            inner = placed_bodies(item, place)
            return len(copies_of(item)) < 2 and all(self.is_slight(*each) for each in inner)
        if (
            not isinstance(item, Step)
            or item.layer is None
            or item.origin.symbols.keys() & vars(item.layer)
        ):
            return False
        here = self.placed.get(place.path(item.name))
        if here is None or here.layer.weights(here.input):
            return False
        try:
            torch = here.layer.torch(here.input)
        except NoTorch:
            return False
        held = torch.module is not None and torch.inlined is None
        return not (held or torch.differs or labels_taken(item))
