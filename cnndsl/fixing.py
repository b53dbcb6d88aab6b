"""`check --fix`: makes the safe fixes and checks the text again, until none is left.

Files are read through the reader that the caller gives; none is written here.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable

from cnndsl.analyse.figures import Result
from cnndsl.compile import Options, compile_text
from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import Edit, Fix, applied
from cnndsl.named_tuple import NamedTuple
from cnndsl.resources import read_text, real
from cnndsl.text import Place, Span, Text

MOST_ROUNDS = 100
"""How often a text is mended and checked again: each round brings to light what mistakes before it hid."""
A_ROUND_FOR = 100
"""Characters of a long text that allow one more, since a check says so many mistakes and no more."""


class AppliedFix(NamedTuple):
    """A fix that was made: of what, and where that stood when it was found."""

    finding: Diagnostic
    fix: Fix
    file: str
    place: Place


class FileChange(NamedTuple):
    """A file's name, and its text before and after."""

    name: str
    before: str
    after: str


class FixedSpec(NamedTuple):
    """What was done to a spec, and what is said of it now."""

    result: Result
    """Of the mended text, which is `result.network.text`."""
    done: tuple[AppliedFix, ...]
    changes: dict[str, FileChange]
    """The texts that are others now, by their paths: the spec's own, and those that it takes in."""


def apply_safe_fixes(
    text: Text,
    options: Options | None = None,
    read: Callable[[str], str] = read_text,
    may_change: Callable[[str], bool] = lambda path: False,
) -> FixedSpec:
    """Make every safe fix of errors and warnings, of notes under `strict` alone. A guess is not made.

    `may_change` says of the path of a file that is taken in whether it may be mended too.
    """
    options = options or Options()
    changes: dict[str, FileChange] = {}
    done: list[AppliedFix] = []

    def current(path: str) -> str:
        change = changes.get(real(path))
        return change.after if change else read(path)

    for _ in range(MOST_ROUNDS + len(text.content) // A_ROUND_FOR):
        result = compile_text(text, options, current)
        text = result.network.text
        chosen = _apart(
            each
            for each in safe_fixes(result, options.strict)
            if all(_is_open(text.at(edit.span.start), text, may_change) for edit in each[1].edits)
        )
        if not chosen:
            return FixedSpec(result, tuple(done), changes)
        done += (_done(finding, fix, text) for finding, fix in chosen)
        for each in (text, *text.taken_in):
            _change(each, [edit for _, fix in chosen for edit in fix.edits], text, changes)
        own = changes.get(_where(text))
        text = Text(text.name, own.after if own else text.content, text.path)
    return FixedSpec(compile_text(text, options, current), tuple(done), changes)


def safe_fixes(result: Result, strict: bool = False) -> list[tuple[Diagnostic, Fix]]:
    """The fixes that can be nothing else, with what they mend, in the order of the text."""
    return [
        (finding, fix)
        for finding in result.network.diagnostics
        if strict or finding.severity != "note"
        for fix in finding.fixes
        if fix.safe and any(result.network.text.words(span) != new for span, new in fix.edits)
    ]


def _apart(fixes: Iterable[tuple[Diagnostic, Fix]]) -> list[tuple[Diagnostic, Fix]]:
    """Those that do not meet: of two that do, the first; the other is looked for in the mended text."""
    chosen: list[tuple[Diagnostic, Fix]] = []
    taken: list[Span] = []
    for finding, fix in fixes:
        if not any(_meets(edit.span, taken) for edit in fix.edits):
            chosen.append((finding, fix))
            for edit in fix.edits:
                insort(taken, edit.span)
    return chosen


def _meets(span: Span, taken: list[Span]) -> bool:
    """Whether a stretch has a place in common, if only its end, with one of some that are apart, in order."""
    after = bisect_left(taken, span)
    near = taken[max(after - 1, 0) : after + 1]
    return any(span.start <= other.end and other.start <= span.end for other in near)


def _is_open(file: Text, first: Text, may_change: Callable[[str], bool]) -> bool:
    return file is first or may_change(file.path)


def _where(file: Text) -> str:
    return real(file.path)


def _done(finding: Diagnostic, fix: Fix, text: Text) -> AppliedFix:
    at = finding.span.start
    return AppliedFix(finding, fix, text.at(at).name, text.place(at))


def _change(file: Text, edits: list[Edit], text: Text, changes: dict[str, FileChange]) -> None:
    """Make the edits of one file, and keep what it was."""
    own = [edit for edit in edits if text.at(edit.span.start) is file]
    if own:
        after = applied(file.content, own, file.start)
        before = changes[_where(file)].before if _where(file) in changes else file.content
        changes[_where(file)] = FileChange(file.name, before, after)
