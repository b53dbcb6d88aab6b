"""Programs and libraries that pictures are looked at with; a test whose tool is missing fails, and says which."""

import importlib
import shutil
from typing import Any

import pytest


def program(command: str, package: str) -> str:
    """Where a program lies that a package of Debian's has."""
    found = shutil.which(command)
    if not found:
        pytest.fail(f"`{command}` is not installed: apt-get install {package}", pytrace=False)
    return found


def library(name: str) -> Any:
    """A module of a library that `make .venv/pictures` installs."""
    try:
        return importlib.import_module(name)
    except (ModuleNotFoundError, OSError) as missing:
        pytest.fail(f"`{name}` cannot be loaded: make .venv/pictures ({missing})", pytrace=False)
