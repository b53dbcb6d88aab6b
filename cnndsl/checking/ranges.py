"""The numbers of a range, `{32..256 by 32}`, and values that a choice has twice."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cnndsl.checking.evaluate import Constants, Here
from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import Edit, Fix
from cnndsl.lazy_modules import LazyModule
from cnndsl.limits import limits
from cnndsl.named_tuple import NamedTuple
from cnndsl.syntax import tree
from cnndsl.syntax.comments import oks
from cnndsl.text import Span, Text

if TYPE_CHECKING:
    from cnndsl.checking import choice_problems as problems
    from cnndsl.checking import likely_problems
else:
    likely_problems = LazyModule("cnndsl.checking.likely_problems")
    problems = LazyModule("cnndsl.checking.choice_problems")


class Evaluate(NamedTuple):
    """Works expressions out at a place, and says what is wrong there."""

    constants: Constants
    here: Here
    offset: int = 0
    """Of a word, whose spans count from its own start."""

    def __call__(self, value: tree.Expression) -> Any:
        """The number that an expression comes to; None where a mistake, which is said, hides it."""
        return self.constants.evaluate(value, self.here, self.offset)

    def say(self, finding: Diagnostic) -> None:
        self.constants.findings.add(finding.shift(self.offset), self.here.uses)

    @property
    def text(self) -> Text:
        return self.constants.findings.text

    def words(self, span: Span) -> str:
        return self.text.words(span.shift(self.offset))


def numbers(written: tree.Range, evaluate: Evaluate) -> Iterable[tree.Value]:
    """The numbers of a range; nothing stands for those that a mistake hides."""
    hidden = [tree.Missing(written.span)]
    bounds = written.first, written.last, written.step or tree.Number(1, written.span)
    if not all(_is_known(each, evaluate) for each in bounds):
        return hidden
    first, last, apart = (evaluate(each) for each in bounds)
    finding = _wrong(written, first, last, apart)
    if finding is not None:
        evaluate.say(finding)
        return hidden
    return [tree.Number(number, written.span) for number in range(first, last + 1, apart)]


def _is_known(bound: tree.Expression, evaluate: Evaluate) -> bool:
    """Whether an end of a range comes to a whole number, whatever is chosen before it."""
    if "in" in tree.names(bound):
        evaluate.say(problems.not_known(bound.span, evaluate.words(bound.span)))
        return False
    value = evaluate(bound)
    if value is not None and not isinstance(value, int):
        evaluate.say(problems.not_whole(bound.span, evaluate.words(bound.span), value))
    return isinstance(value, int)


def _wrong(written: tree.Range, first: int, last: int, apart: int) -> Diagnostic | None:
    """Why a range has no numbers, or more than are looked at."""
    if apart < 1:
        assert written.step is not None
        step = Edit(Span(written.last.span.end, written.span.end), "")
        return problems.no_step(written.step.span, apart, Fix("leave the step out", (step,)))
    if last < first:
        return problems.backwards(written.span, first, last, apart if written.step else 0)
    if (last - first) // apart >= limits().layers:
        return problems.too_many(written.span, first, last, apart)
    return None


def look_for_same(choice: tree.Choice, evaluate: Evaluate) -> None:
    """Warn of values that a choice has twice, where they are written as numbers."""
    known = [_written_numbers(option) for option in choice.options]
    met: set[Any] = set()
    for at, values in enumerate(known):
        if values & met:
            alike = (
                k for k in (at, *range(at)) if known[k] <= values & (met if k == at else values)
            )
            _say_same(choice, next(alike, None), at, evaluate)
        met |= values


def _say_same(choice: tree.Choice, idle: int | None, at: int, evaluate: Evaluate) -> None:
    """Of an option, or of one before it that has nothing else, unless its line says that it is meant."""
    options = choice.options
    span = options[at if idle is None else idle].span
    if _is_meant(evaluate.text, span.shift(evaluate.offset)):
        return
    words = evaluate.words(span)
    fix = None if idle is None else _without(choice, idle, words)
    evaluate.say(problems.same_choice(span, words, fix))


def _without(choice: tree.Choice, idle: int, words: str) -> Fix:
    """The choice without an option; of two, the other alone, which is the same."""
    span, others = choice.options[idle].span, choice.options
    if len(others) == 2 and not isinstance(others[1 - idle], tree.Range):
        return Fix(f"write `{words}`", (Edit(choice.span, words),))
    start, end = (
        (others[idle - 1].span.end, span.end) if idle else (span.start, others[1].span.start)
    )
    return Fix("leave it out", (Edit(Span(start, end), ""),))


def _is_meant(text: Text, span: Span) -> bool:
    """Whether a line says `# ok`."""
    return text.place(span.start).line in oks(text.at(span.start))


def _written_numbers(option: Any) -> frozenset[Any]:
    """The values of an option that is written in numbers alone."""
    if isinstance(option, tree.Number):
        return frozenset((option.value,))
    if isinstance(option, tree.ShapeLiteral):
        sizes = tuple(each.value for each in option.sizes if isinstance(each, tree.Number))
        return frozenset((sizes,)) if len(sizes) == len(option.sizes) else frozenset()
    return _numbers_between(option) if isinstance(option, tree.Range) else frozenset()


def _numbers_between(written: tree.Range) -> frozenset[Any]:
    bounds = written.first, written.last, written.step or tree.Number(1, written.span)
    values = [each.value for each in bounds if isinstance(each, tree.Number)]
    whole = [each for each in values if isinstance(each, int)]
    if len(whole) < 3 or whole[2] < 1 or whole[1] - whole[0] > limits().layers:
        return frozenset()
    return frozenset(range(whole[0], whole[1] + 1, whole[2]))


def look_at_one_branch(written: tree.Branches, evaluate: Evaluate) -> None:
    """Warn of an `any` with one branch alone."""
    if evaluate.constants.findings.broken_syntax() or _is_meant(evaluate.text, written.word):
        return
    end = written.span.end - 1
    text = evaluate.text.at(end)
    bracket = text.content.index("(", written.word.end - text.start) + text.start
    more = Edit(Span(end, end), "| id ")
    group = Edit(Span(written.word.start, bracket + 1), "["), Edit(Span(end, end + 1), "]")
    fixes = Fix("write `| id`", (more,)), Fix("leave `any` out", group)
    finding = likely_problems.one_branch(written.word, "any")
    evaluate.say(finding._replace(fixes=fixes))
