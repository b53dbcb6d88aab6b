"""What a build settles. Its values become code, so that none is kept that has not been looked at."""

from dataclasses import dataclass

from cnndsl.analyse.figures import Result, worked_out
from cnndsl.program.program import Program
from cnndsl.program.variants import for_inference, without_softmax
from cnndsl.validation import python_values
from cnndsl.validation.option_text import Refused


@dataclass(frozen=True)
class Build:
    """Defaults of the constructor, the class's name, what the module is for; Refused for what is none of these."""

    device: str | None = None
    dtype: str | None = None
    class_name: str | None = None
    logits: bool = False
    zero_last_norm: bool = False
    inference: bool = False

    @property
    def names_a_device(self) -> bool:
        """Whether it is made for a device that need not be there."""
        return self.device not in (None, "cpu")

    def __post_init__(self) -> None:
        checks = {
            "device": python_values.device,
            "dtype": python_values.dtype,
            "class_name": python_values.class_name,
        }
        for name, check in checks.items():
            if getattr(self, name) is not None:
                object.__setattr__(self, name, check(getattr(self, name)))
        for name in ("logits", "zero_last_norm", "inference"):
            python_values.flag(getattr(self, name), name)
        if self.inference and self.zero_last_norm:
            raise Refused(
                "a last norm at zero is for training, and a build for inference takes trained weights"
            )


def as_made(result: Result, build: Build) -> Result:
    """The network that a build makes a module of."""
    if build.inference:
        network, _ = for_inference(result.network)
        result = worked_out(network, result.constants)
    return result


def as_run(result: Result, build: Build) -> Result:
    """What the module does where it is made without arguments."""
    result = as_made(result, build)
    if build.logits:
        network = without_softmax(result.network)
        result = result._replace(network=network, program=Program(network))
    return result
