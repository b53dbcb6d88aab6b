"""Where the grammars and the bundled networks lie: in a wheel beside this file, in a checkout one up."""

from functools import cache
from pathlib import Path


class NotFound(Exception):
    """A spec that is no file, no bundled network and no text."""


@cache
def folder(name: str) -> Path:
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def bundled() -> dict[str, Path]:
    """The networks that come along, by name."""
    return {path.stem: path for path in sorted(folder("architectures").glob("*.cnn"))}
