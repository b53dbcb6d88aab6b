"""Modules that are loaded when something of them is first asked for: a sound spec needs no words of mistakes."""

from importlib import import_module
from typing import Any


class Later:
    """A module in the place of its name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)
