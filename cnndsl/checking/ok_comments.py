"""The comments `# ok` of a spec's files: what they silence, and those that silence nothing."""

from collections.abc import Iterable

from cnndsl.checking import likely_problems as problems
from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import Edit, Fix
from cnndsl.syntax.comments import oks
from cnndsl.text import Span, Text


class OkComments:
    """Where a writer says that what looks like a slip is meant."""

    def __init__(self, text: Text) -> None:
        self.text = text
        files = [text, *text.taken_in]
        self._oks = {file.start: found for file in files if (found := oks(file))}
        self._needed: set[tuple[int, int]] = set()

    def __bool__(self) -> bool:
        return bool(self._oks)

    def _line(self, span: Span) -> tuple[int, int]:
        return self.text.at(span.start).start, self.text.place(span.start).line

    def at(self, span: Span) -> bool:
        """Whether a slip's line has an `# ok`, which is needed from now on."""
        start, line = self._line(span)
        found = line in self._oks.get(start, {})
        if found:
            self._needed.add((start, line))
        return found

    def unneeded(self, built: Iterable[Span]) -> list[Diagnostic]:
        """Those that silence nothing; of another file, where what stands on the line is built here."""
        waiting = {
            (start, line): span
            for start, lines in self._oks.items()
            for line, span in lines.items()
            if (start, line) not in self._needed
        }
        if not waiting:
            return []
        lines = {self._line(span) for span in built} if self.text.taken_in else set()
        return [
            problems.ok_unused(span, self._without(span))
            for key, span in waiting.items()
            if key[0] == self.text.start or key in lines
        ]

    def _without(self, span: Span) -> Fix:
        """The comment without its `ok`: no comment at all where no other words follow."""
        file = self.text.at(span.start)
        start, end = span.start - file.start, span.end - file.start
        if file.content[end : end + 1].strip():
            return Fix("leave out `ok`", (Edit(span, "# "),))
        blanks = start - len(file.content[:start].rstrip(" \t"))
        return Fix("leave it out", (Edit(Span(span.start - blanks, span.end), ""),))
