"""A network's program, as a value."""

from typing import TYPE_CHECKING, Any

from cnndsl.network import Network

if TYPE_CHECKING:
    from cnndsl.program.statements import Part


class Program:
    """What a network does, in order. It is worked out once, when first asked for, and is the same wherever it is."""

    __slots__ = ("_whole", "network", "peak")

    def __init__(self, network: Network) -> None:
        self.network = network
        self._whole: Part | None = None
        self.peak: int | None = None
        """The bytes alive at once in float32, where they have been worked out."""

    @property
    def whole(self) -> "Part":
        """The part that is the network itself."""
        if self._whole is None:
            from cnndsl.program.lower import lower

            self._whole = lower(self.network)
        return self._whole

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Program) and self.network.structure == other.network.structure

    def __hash__(self) -> int:
        return hash(self.network.name)

    def __reduce__(self) -> tuple[Any, ...]:
        return Program, (self.network,)
