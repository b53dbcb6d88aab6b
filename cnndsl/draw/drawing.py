"""A picture for a caller: as text, in a notebook, in a file."""

import os
from typing import Any

from cnndsl.draw.marks import Box, Picture, Words, box, flat, groups
from cnndsl.draw.raster import pdf, png
from cnndsl.draw.svg import Themes, svg
from cnndsl.draw.tikz import tikz
from cnndsl.named_tuple import NamedTuple


class PictureBox(NamedTuple):
    """A layer or part where it is drawn, with its texts: for whoever makes a page of a picture."""

    path: str
    place: Box
    texts: tuple[str, ...]
    said: str
    """Its shape and parameters."""


class Drawing:
    """A picture of networks. It shows itself in a notebook; `save` writes it, `svg` is its text."""

    def __init__(self, picture: Picture, theme: Themes = "auto") -> None:
        self.picture = picture
        self.theme = theme

    @property
    def svg(self) -> str:
        """The picture as SVG."""
        return svg(self.picture, self.theme)

    @property
    def boxes(self) -> tuple[PictureBox, ...]:
        """What is drawn of each layer and part, and where."""
        return tuple(
            PictureBox(
                group.path,
                box(group),
                tuple(each.text for each in flat(group.marks) if isinstance(each, Words)),
                group.title,
            )
            for group in groups(self.picture.marks)
            if group.path
        )

    def as_file(self, ending: str) -> str | bytes:
        """What stands in a file with an ending; on paper and in pixels it is light, unless it is to be dark."""
        fixed: Any = "dark" if self.theme == "dark" else "light"
        if ending == ".tex":
            return tikz(self.picture, fixed)
        if ending == ".svg":
            return self.svg
        return (png if ending == ".png" else pdf)(svg(self.picture, fixed))

    def save(self, file: str | os.PathLike[str]) -> None:
        """Write it to a file, whose ending says as what: .svg, .png, .pdf or .tex."""
        from cnndsl.validation.option_text import picture_file

        path = picture_file(os.fspath(file), graphs=False)
        content = self.as_file(os.path.splitext(path)[1].lower())
        with open(path, "wb") as opened:
            opened.write(content.encode() if isinstance(content, str) else content)

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return (
            f"<picture of {self.picture.title}, {self.picture.width:.0f}x{self.picture.height:.0f}>"
        )
