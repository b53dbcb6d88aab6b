"""The panels of blocks, one for each form of a block; and which use of a shared block is which."""

from typing import Any

from cnndsl.draw.graph.nodes import Panel, Series, faces, parts_in
from cnndsl.network import Use
from cnndsl.paths import Path, Place
from cnndsl.walker import path_of


class Panels:
    """Bodies of blocks that are drawn by themselves, by what tells them apart: first the block's name."""

    def __init__(self) -> None:
        self._found: dict[Any, Panel] = {}
        self._forms: dict[str, list[Any]] = {}
        self._shared: dict[tuple[Path, str], list[Path]] = {}

    def used_in(self, trunk: Series) -> list[Panel]:
        """Those of the blocks in a trunk, then those of blocks in blocks."""
        keys = dict.fromkeys(parts_in(trunk))
        for key in (waiting := list(keys)):
            bodies = self._found[key].bodies if key in self._found else ()
            more = [each for body in bodies for each in parts_in(body) if each not in keys]
            keys |= dict.fromkeys(more)
            waiting += dict.fromkeys(more)
        found = (self._found[key] for key in keys if key in self._found)
        return sorted(found, key=lambda each: each.level)

    def body(self, key: Any) -> Series:
        """The body in a panel; nothing where there is none."""
        return self._found[key].bodies[0] if key in self._found else ()

    def add(self, key: Any, panel: Panel) -> None:
        """Draw a body by itself; once for all that look alike but for numbers."""
        before = self._found.setdefault(key, panel)
        if faces(panel.bodies[0]) not in map(faces, before.bodies):
            self._found[key] = before._replace(bodies=before.bodies + panel.bodies)

    def form(self, key: tuple[Any, ...]) -> str:
        """Of a block that looks otherwise in some uses, which of its forms this is."""
        forms = self._forms.setdefault(key[0], [])
        if key not in forms:
            forms.append(key)
        return f", form {forms.index(key) + 1}" if forms[0] != key else ""

    def number(self, item: Use, place: Place) -> str:
        """Of a shared block, which of its uses this is."""
        if not item.shared:
            return ""
        uses = self._shared.setdefault((place.owner, item.block), [])
        path = path_of(item, place)
        if path not in uses:
            uses.append(path)
        return f", shared use {uses.index(path) + 1}"
