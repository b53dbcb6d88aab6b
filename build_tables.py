"""The package build's one step of its own: the parser's tables, made from grammar/ and the layer classes."""

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TablesHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, self.root)
        try:
            import cnndsl.layers  # noqa: F401  (registers the vocabulary)
            from cnndsl.syntax.parser_tables import write_tables

            write_tables()
        finally:
            sys.path.remove(self.root)
