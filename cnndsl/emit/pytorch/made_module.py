"""The generated module, made from its text. PyTorch is needed here, and nowhere else in emit/."""

from typing import Any

from cnndsl.analyse.figures import Result
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch.module import source


def module_class(result: Result, build: Build, text: str = "") -> Any:
    """What the generated file calls the network; its text may be there already."""
    name = result.network.name
    space: dict[str, Any] = {"__name__": f"cnndsl_generated_{name}"}
    exec(compile(text or source(result, build), f"<generated {name}>", "exec"), space)
    return space[build.class_name or name]
