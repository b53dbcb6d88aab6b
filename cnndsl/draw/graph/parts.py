"""The figures of a network's layers and parts by their paths, as a picture tells them."""

from cnndsl.analyse.figures import LayerFigures, Result
from cnndsl.draw.graph.nodes import About
from cnndsl.draw.layer_words import shape_words
from cnndsl.paths import Path, show_path


class PartFigures:
    """What is said of a layer, or of all layers inside a part."""

    def __init__(self, result: Result) -> None:
        self.rows: dict[Path, LayerFigures] = {row.placed.path: row for row in result.rows}
        self._params: dict[Path, int] = {}
        self._last: dict[Path, LayerFigures] = {}
        for row in result.rows:
            for length in range(1, len(row.placed.path) + 1):
                path = row.placed.path[:length]
                self._params[path] = self._params.get(path, 0) + row.params
                self._last[path] = row

    def about(self, path: Path, label: str = "") -> About:
        """Where a layer or part stands, the shape that comes out of it, and its parameters."""
        shown, last = show_path(path), self._last.get(path)
        if last is None:
            return About(shown, label=label)
        shape = shape_words(last.shape)
        params = self._params[path]
        said = f"{shape}, {params:,} parameters" if params else shape
        return About(shown, shape, said, label)
