"""What the compiler has to say of a spec: the Diagnostic value, and the catalogue of codes.

The words of each diagnostic stand in one function beside the stage that raises it; that function's
docstring is what `cnndsl explain CODE` prints. How diagnostics look is in show/.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Literal, NoReturn, ParamSpec

from cnndsl.fixes import Fix
from cnndsl.limits import limits
from cnndsl.named_tuple import NamedTuple
from cnndsl.text import Span, Text

Severity = Literal["error", "warning", "note"]
P = ParamSpec("P")


class Related(NamedTuple):
    """Another place that the reader should look at."""

    span: Span
    message: str


class Diagnostic(NamedTuple):
    """One thing to say, at one place."""

    span: Span
    message: str
    label: str = ""
    note: str = ""
    help: str = ""
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()
    """Of several, the likeliest first; they are choices, and none of them is safe."""
    code: str = ""
    severity: Severity = "error"

    def shift(self, offset: int) -> "Diagnostic":
        """The same, said of a text that starts at an offset."""
        return self._replace(
            span=self.span.shift(offset),
            related=tuple(each._replace(span=each.span.shift(offset)) for each in self.related),
            fixes=tuple(each.shift(offset) for each in self.fixes),
        )


class CatalogueEntry(NamedTuple):
    """A code of the catalogue with its explanation."""

    code: str
    severity: Severity
    describe: Callable[..., Diagnostic]

    @property
    def explanation(self) -> str:
        """What it means, why, a bad and a good example: the docstring of the function that describes it."""
        from cnndsl.docstrings import docstring

        return docstring(self.describe)


CATALOGUE: dict[str, CatalogueEntry] = {}


def diagnostic(
    code: str, severity: Severity = "error"
) -> Callable[[Callable[P, Diagnostic]], Callable[P, Diagnostic]]:
    """Enter a function's diagnostic in the catalogue; what the function returns gets the code."""

    def enter(describe: Callable[P, Diagnostic]) -> Callable[P, Diagnostic]:
        CATALOGUE[code] = CatalogueEntry(code, severity, describe)

        @wraps(describe)
        def found(*args: P.args, **kwargs: P.kwargs) -> Diagnostic:
            made = describe(*args, **kwargs)
            fixes = made.fixes
            if len(fixes) > 1:
                fixes = tuple(each._replace(safe=False) for each in fixes)
            return made._replace(code=code, severity=severity, fixes=fixes)

        return found

    return enter


@diagnostic("limit-mistakes")
def too_many_mistakes(span: Span, found: int) -> Diagnostic:
    """A spec has so many mistakes that checking stops: after 100, or sooner in a very large file.

    `--limit mistakes=N` raises the limit.
    """
    sooner = found < limits().mistakes
    return Diagnostic(
        span,
        f"checking stops here, after {found:,} mistakes",
        note="in a file of this size each takes long to understand" if sooner else "",
        help="mend the first ones and check again"
        + ("" if sooner else f"; {limits().raising('mistakes')}"),
    )


@diagnostic("limit-warnings", "note")
def too_many_warnings(span: Span) -> Diagnostic:
    """A spec has so many warnings and notes that the rest is left out: after 100. `--limit mistakes=N` shows more."""
    return Diagnostic(
        span,
        "more warnings and notes are left out from here on",
        help=limits().raising("mistakes"),
    )


class Enough(Exception):
    """It is of no use to go on: there are too many mistakes, or too much of something."""


SHOWN_USES = 3


class Findings:
    """The diagnostics of one text, each place and code kept once, in the order of the text."""

    ASSUMPTIONS = ("assumed-input", "assumed-depth", "assumed-activation")

    HARMLESS = ("name-twice", "name-reserved", "name-missing", "name-copies")
    """Mistakes that leave the network as it is meant."""

    def __init__(self, text: Text, strict: bool = False) -> None:
        self.text = text
        self.strict = strict
        self._found: dict[tuple[str, Span], Diagnostic] = {}
        self._counts = {True: 0, False: 0}
        """Of mistakes, and of all else."""

    def add(self, finding: Diagnostic, uses: Sequence[Span] = ()) -> None:
        """Enter a finding; `uses` are where the block or file that it is in is used, from the outermost use on."""
        if uses:
            here = tuple(Related(use, "used here") for use in reversed(uses[-SHOWN_USES:]))
            finding = finding._replace(related=(*finding.related, *here))
        if self.strict and (finding.severity == "warning" or finding.code in self.ASSUMPTIONS):
            finding = finding._replace(severity="error")
        if (finding.code, finding.span) not in self._found:
            self._enter(finding)

    def _enter(self, finding: Diagnostic) -> None:
        """Keep a finding, unless it is one too many; for a mistake that is Enough."""
        mistake = finding.severity == "error"
        self._counts[mistake] += 1
        over = self._counts[mistake] - limits().mistakes
        if over > 0:
            last = too_many_mistakes(finding.span, limits().mistakes)
            finding = last if mistake else too_many_warnings(finding.span)
        if over <= 1:
            self._found[finding.code, finding.span] = finding
        if over > 0 and mistake:
            raise Enough

    def stop(self, finding: Diagnostic, uses: Sequence[Span] = ()) -> NoReturn:
        """Add what ends the whole check: a limit on work that would be done from here on."""
        self.add(finding, uses)
        raise Enough

    def extend(self, findings: Iterable[Diagnostic], uses: Sequence[Span] = ()) -> None:
        for finding in findings:
            self.add(finding, uses)

    def __len__(self) -> int:
        return len(self._found)

    @property
    def ordered(self) -> tuple[Diagnostic, ...]:
        return tuple(sorted(self._found.values(), key=lambda finding: finding.span))

    def has_errors(self) -> bool:
        return any(finding.severity == "error" for finding in self._found.values())

    def has(self, code: str) -> bool:
        return any(found == code for found, _ in self._found)

    def broken_syntax(self) -> bool:
        return any(code.startswith("syntax-") for code, _ in self._found)

    def network_mistakes(self) -> list[Diagnostic]:
        """Those that may have made another network than the one that is meant."""
        return [
            found
            for found in self._found.values()
            if CATALOGUE[found.code].severity == "error"
            and found.code not in self.HARMLESS
            and not found.code.startswith("fact-")
        ]


class Silence(Findings):
    """Where only the shapes are wanted, and what is wrong with them is said elsewhere."""

    def add(self, finding: Diagnostic, uses: Sequence[Span] = ()) -> None:
        pass


class Mistakes(list[Diagnostic]):
    """Those of one text's syntax: Enough where there are too many."""

    def append(self, finding: Diagnostic) -> None:
        super().append(finding)
        if len(self) > limits().mistakes:
            self[-1] = too_many_mistakes(finding.span, limits().mistakes)
            raise Enough

    def extend(self, findings: Iterable[Diagnostic]) -> None:
        for finding in findings:
            self.append(finding)
