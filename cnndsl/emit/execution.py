"""The generated module, made from its text. PyTorch is needed here, and nowhere else in emit/."""

from typing import Any

from cnndsl.analyse.figures import Result
from cnndsl.emit.pytorch import Build, source


def module_class(result: Result, build: Build) -> Any:
    """What the generated file calls the network."""
    name = result.network.name
    space: dict[str, Any] = {"__name__": f"cnndsl_generated_{name}"}
    exec(compile(source(result, build), f"<generated {name}>", "exec"), space)
    return space[build.class_name or name]
