"""Which tests reach which lines, as coverage has it."""

import json
from pathlib import Path

from coverage import CoverageData

LINES, TESTS = "lines.coverage", "tests.json"


class Reach:
    """The tests by the lines that they reach, and how long each takes."""

    def __init__(self, notes: Path) -> None:
        self.data = CoverageData(str(notes / LINES))
        self.data.read()
        noted = json.loads((notes / TESTS).read_text())
        self.seconds: dict[str, float] = {test: seconds for test, (seconds, _) in noted.items()}
        self.part = {test: "test" if late else "check" for test, (_, late) in noted.items()}
        """What runs a test first: `make check`, or `make test`."""

    def tests(self, file: str, lines: range, part: str, seconds: float) -> list[str]:
        """The fastest tests of a part that reach a line, as many as take so long.

        What runs when a module is loaded is reached by all that reach anything of it.
        """
        by_line = self.data.contexts_by_lineno(file)
        reaching = {test for line in lines for test in by_line.get(line, ())} & self.part.keys()
        reaching = (
            reaching or {test for tests in by_line.values() for test in tests} & self.part.keys()
        )
        found, left = [], seconds
        for test in sorted(reaching, key=lambda test: self.seconds[test]):
            if self.part[test] == part and left > 0:
                left -= self.seconds[test]
                found.append(test)
        return found
