"""What comes in at a spot of the text. It is followed there only when something asks for it, as `in` does."""

from collections.abc import Callable
from itertools import chain

from cnndsl.checking.flow import Flow
from cnndsl.checking.infer import follow
from cnndsl.checking.trail import Context
from cnndsl.network import Scope, Sequence
from cnndsl.sizes import UNKNOWN, Size


class Incoming:
    """What comes in, worked out the first time that it is asked for."""

    def __init__(self, flow: Flow | None = None) -> None:
        self._flow = flow

    @property
    def is_asked_for(self) -> bool:
        return self._flow is not None

    @property
    def flow(self) -> Flow:
        if self._flow is None:
            self._flow = self._worked_out()
        return self._flow

    def depth(self) -> Size:
        """What `in` means there."""
        shape = self.flow.shape
        return shape[0] if shape else UNKNOWN

    def _worked_out(self) -> Flow:
        raise NotImplementedError


def unknown_flow(incoming: Incoming | None) -> Incoming | None:
    """The same with maps of unknown sizes, in the place of what hangs on a choice."""
    first = incoming
    while isinstance(first, Behind | Changed):
        first = first.before
    if first is None:
        return None
    flow = first.flow
    return Incoming(flow._replace(shape=(UNKNOWN,) * len(flow.shape or ()), scope=Scope()))


class Changed(Incoming):
    """What comes into a part, of what comes in where that stands."""

    def __init__(self, before: Incoming, change: Callable[[Flow], Flow]) -> None:
        super().__init__()
        self.before = before
        self._change = change

    def _worked_out(self) -> Flow:
        return self._change(self.before.flow)


class Behind(Incoming):
    """What comes in behind some items."""

    def __init__(self, before: Incoming, items: Sequence, context: Context) -> None:
        super().__init__()
        self.before = before
        self._items = items
        self._context = context

    def _worked_out(self) -> Flow:
        """The items are followed in one go with those before them that nothing has asked behind."""
        before: Incoming = self
        followed: list[Sequence] = []
        while isinstance(before, Behind) and not before.is_asked_for:
            followed.append(before._items)
            before = before.before
        items = tuple(chain.from_iterable(reversed(followed)))
        return follow(items, before.flow, self._context)
