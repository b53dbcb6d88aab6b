"""What a build settles. Its values become code, so that none is kept that has not been looked at."""

from dataclasses import dataclass

from cnndsl.gates import given
from cnndsl.gates.words import Refused


@dataclass(frozen=True)
class Build:
    """Defaults of the constructor, the class's name, what the module is for; Refused for what is none of these."""

    device: str | None = None
    dtype: str | None = None
    class_name: str | None = None
    logits: bool = False
    zero_last_norm: bool = False
    inference: bool = False

    def __post_init__(self) -> None:
        gates = {"device": given.device, "dtype": given.dtype, "class_name": given.class_name}
        for name, gate in gates.items():
            if getattr(self, name) is not None:
                object.__setattr__(self, name, gate(getattr(self, name)))
        for name in ("logits", "zero_last_norm", "inference"):
            given.flag(getattr(self, name), name)
        if self.inference and self.zero_last_norm:
            raise Refused(
                "a last norm at zero is for training, and a build for inference takes trained weights"
            )
