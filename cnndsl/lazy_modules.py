"""Modules that are loaded when first used: a sound spec needs no words of mistakes."""

from importlib import import_module
from typing import Any


class LazyModule:
    """A module in the place of its name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)
