"""What a picture shows of a mistake: the place, with its message; behind it, what is not known."""

from cnndsl.analyse.figures import Result
from cnndsl.diagnostics import Diagnostic
from cnndsl.draw.graph.nodes import About, Row
from cnndsl.network import Step


class Mistakes:
    """The errors of a spec, each shown at the layer that it points at."""

    def __init__(self, result: Result) -> None:
        self.text = result.network.text
        self.errors = [each for each in result.network.diagnostics if each.severity == "error"]
        self.shown: dict[str, Diagnostic] = {}
        """Those that a layer shows, by its path."""

    def row(self, step: Step, path: str) -> Row:
        """A layer that is not known: the broken one, if an error points at it, or one behind."""
        span = step.origin.span
        words = step.origin.code or self.text.at(span.start).content[span.start : span.end] or "?"
        for found in self.errors:
            taken = found in self.shown.values() and self.shown.get(path) is not found
            if span.start <= found.span.start < max(span.end, span.start + 1) and not taken:
                self.shown[path] = found
                return Row(words, "wrong", about=About(path), state="wrong", note=found.message)
        return Row(words, "", about=About(path), state="unknown")

    def rest(self) -> tuple[Row, ...]:
        """The errors that no layer shows."""
        seen = list(self.shown.values())
        left = (each for each in self.errors if each not in seen)
        return tuple(Row(each.code, "wrong", state="wrong", note=each.message) for each in left)
