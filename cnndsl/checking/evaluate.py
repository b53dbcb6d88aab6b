"""Expressions, to exact numbers; constants, in any order. What goes wrong is worded in expression_problems.py."""

import re
from collections.abc import Callable, Collection, Mapping
from math import isqrt
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, Union, cast

from cnndsl.checking.name_problems import RESERVED, reserved_name, why_not
from cnndsl.diagnostics import Diagnostic, Findings
from cnndsl.formulas import Formula
from cnndsl.layers.layer import KINDS
from cnndsl.lazy_modules import LazyModule
from cnndsl.named_tuple import NamedTuple
from cnndsl.sizes import Sides, Size, known
from cnndsl.spelling import closest
from cnndsl.syntax import tree
from cnndsl.syntax.expressions import FINEST
from cnndsl.text import Span, Text

if TYPE_CHECKING:
    from fractions import Fraction

    from cnndsl.checking import expression_problems as problems
    from cnndsl.checking import name_fixes
else:
    problems = LazyModule("cnndsl.checking.expression_problems")
    name_fixes = LazyModule("cnndsl.checking.name_fixes")

DEEPEST = 100
"""Expressions in one another."""
BEYOND_USE = 10**40
"""More than any size and any number that a float32 holds."""
GIVEN_ALONE = r"([a-z_]\w*)\((?:[^()]*,)?\s*(\w+=)?$"
"""A call as far as one of its values."""
Exact: TypeAlias = Union[int, "Fraction"]


def _divisible(value: Any, step: Any) -> Any:
    """The multiple of `step` nearest to `value`, and not below nine tenths of it."""
    rounded = max(step, (2 * value + step) // (2 * step) * step)
    return rounded + step if rounded * 10 < value * 9 else rounded


def _ceil(value: Exact) -> Exact:
    return -(-value // 1)


def square_root(value: Exact) -> Exact:
    """Exact where it comes out, else the double that is nearest."""
    from fractions import Fraction

    top, below = value.numerator, value.denominator
    if isqrt(top) ** 2 == top and isqrt(below) ** 2 == below:
        return Fraction(isqrt(top), isqrt(below))
    digits = 256 + max(below.bit_length() - top.bit_length(), 0)
    # One more digit says that it goes on, so that a float cannot lie just between two.
    return Fraction(float(Fraction(2 * isqrt((top << 2 * digits) // below) + 1, 2 << digits)))


FUNCTIONS: dict[str, tuple[int, int, str, Callable[..., Any]]] = {
    "min": (1, 99, "one number or more", lambda *each: min(each)),
    "max": (1, 99, "one number or more", lambda *each: max(each)),
    "round": (1, 1, "one number", round),
    "ceil": (1, 1, "one number", _ceil),
    "floor": (1, 1, "one number", lambda value: value // 1),
    "divisible": (2, 2, "two numbers", _divisible),
    "sqrt": (1, 1, "one number", square_root),
}


def _divide(a: Exact, b: Exact) -> Exact:
    if b and not a % b:
        return a // b
    from fractions import Fraction

    return Fraction(a) / b


OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _divide,
    "//": lambda a, b: a // b,
    "%": lambda a, b: a % b,
    "^": lambda a, b: a**b,
}
LARGEST_POWER = 256
"""The largest exponent of what is not 0, 1 or -1: all else is beyond use by then, and would be large to work out."""


class Copy:
    """One of several copies of a part, while it is worked out."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.is_asked_for = False
        """Whether anything in it has asked for its number."""


class Here(NamedTuple):
    """What names mean at one spot beside the constants, and what stands around it."""

    parameters: dict[str, Any]
    """Of the block and the lists around it; None where a mistake, reported, hides a value."""
    depth: Callable[[], Size] | None = None
    """Tells the depth of what comes in, where anything does."""
    in_block: bool = False
    copy: Copy | None = None
    listed: Mapping[str, Formula | None] = {}
    """What the names of the lists around it stand for, by the block's parameters and constants."""
    uses: tuple[Span, ...] = ()
    """Where the blocks around it are used, from the outermost use on."""
    waiting: Collection[str] = ()
    """The constants that wait for what stands here, each for the next."""
    has_names: bool = True
    """Whether the part that stands here knows the parameters by name, as a block's own body does."""

    def brought(self, value: tree.Value) -> Any:
        """What a bare name brings in that is no number: a word, a shape or a label; None for all else."""
        found = self.parameters.get(value.name) if isinstance(value, tree.Variable) else None
        return found if isinstance(found, (tuple, Sides)) else None


ALONE = Here({})
"""Where nothing stands around an expression: constants, facts, the input."""


class Constants:
    """The constants of a file, each worked out when it is first asked for."""

    def __init__(
        self,
        file: tree.File,
        given: dict[str, Exact],
        findings: Findings,
        uses: tuple[Span, ...] = (),
    ) -> None:
        self.findings = findings
        self.spoilt = file.spoilt
        self.lets: dict[str, tree.Let] = {}
        self.values: dict[str, Exact | None] = dict(given)
        self.used: set[str] = set()
        self.guessing = "use" in file.spoilt
        """Whether a file that may name more could not be read."""
        self.labels = tree.labels(file.trunk)
        """Labels of the file, for whoever forgets the `@` of a tap."""
        self.open: frozenset[str] = frozenset()
        """Those that another number may be given for where the network is made."""
        self.derived: frozenset[str] = frozenset()
        """Those that are worked out of these."""
        self.taken_in: dict[str, Constants] = {}
        """Constants of other files, by name."""
        for entry in file.entries:
            if isinstance(entry, tree.Let):
                self._define(entry, uses)

    def _define(self, let: tree.Let, uses: tuple[Span, ...]) -> None:
        name, span, _ = let.name
        text = self.findings.text.at(let.span.start)
        if name in RESERVED or not name.isidentifier():
            better = name_fixes.free(text, name, lambda each: why_not(each, label=False))
            fix = name_fixes.constant_renamed(text, span, name, better)
            why = why_not(name, label=False)
            self.findings.add(reserved_name(span, name, why, fix), uses)
            self.used.add(name)
        first = self.lets.setdefault(name, let)
        if first is not let:
            fixes = name_fixes.one_of_two_removed(self.findings.text, let.span, first.span)
            self.findings.add(problems.constant_twice(span, name, first.name.span, fixes), uses)

    @property
    def names(self) -> list[str]:
        """What can be given another value for a run."""
        return [*self.lets, *(name for name in self.taken_in if name not in self.lets)]

    def finish(self, used_anywhere: set[str]) -> None:
        """Work out what nothing asked for, and say so."""
        for name in self.lets:
            if name not in self.used:
                self._value_of(name, ())
        used = self.used | used_anywhere
        for name, let in self.lets.items():
            if name not in used and not self.findings.broken_syntax():
                self.findings.add(
                    problems.constant_unused(let.name.span, name, self.findings.text, let.span)
                )

    def evaluate(self, value: tree.Expression, here: Here = ALONE, offset: int = 0) -> Exact | None:
        """The number that an expression comes to; None where a mistake, reported, hides it."""
        if isinstance(value, tree.Number):
            return _plain(value.value)
        try:
            return _plain(self._evaluate(value, here, offset))
        except _Hidden:
            self.used.update(tree.names(value))
            return None

    def sizes(
        self, value: tree.ShapeLiteral | tree.SidesLiteral, here: Here, offset: int = 0
    ) -> Any:
        """The numbers of a shape, or of two sides; None where a mistake, reported, hides one."""
        if isinstance(value, tree.ShapeLiteral):
            sizes = tuple(self.evaluate(size, here, offset) for size in value.sizes)
            return None if None in sizes else sizes
        axes = [tuple(self.evaluate(side, here, offset) for side in axis) for axis in value.axes]
        if any(None in axis for axis in axes):
            return None
        found = tuple(Sides(*axis) for axis in axes)  # type: ignore[arg-type]
        return found if len(found) > 1 else found[0]

    def _evaluate(self, value: tree.Expression, here: Here, offset: int) -> Any:
        """Operands first, without calls in calls, however deeply they are nested."""
        if isinstance(value, tree.Variable):
            return self._variable(value.name, here, value.span.shift(offset))
        waiting: list[tuple[tree.Expression, int, bool]] = [(value, 0, False)]
        found: list[Any] = []
        while waiting:
            each, depth, is_ready = waiting.pop()
            span = each.span.shift(offset)
            operands = tree.operands(each)
            if is_ready:
                given = found[len(found) - len(operands) :]
                del found[len(found) - len(operands) :]
                found.append(self._applied(each, given, here, span))
            elif operands or isinstance(each, tree.Call):
                self._may_enter(each, here, span, depth)
                waiting.append((each, depth, True))
                waiting += [(operand, depth + 1, False) for operand in reversed(operands)]
            else:
                found.append(self._single(each, here, span))
        return found[0]

    def _may_enter(self, value: tree.Expression, here: Here, span: Span, depth: int) -> None:
        if depth >= DEEPEST:
            self._fail(problems.too_deep(span, DEEPEST), here)
        if isinstance(value, tree.Call) and value.function not in FUNCTIONS:
            self._fail(problems.unknown_function(span, value.function, FUNCTIONS), here)

    def _single(self, value: tree.Expression, here: Here, span: Span) -> Any:
        """What has no operands."""
        if isinstance(value, tree.Number):
            return value.value
        if isinstance(value, tree.Variable):
            return self._variable(value.name, here, span)
        raise _Hidden

    def _applied(self, value: tree.Expression, given: list[Any], here: Here, span: Span) -> Any:
        if isinstance(value, tree.Negative):
            return -given[0]
        if isinstance(value, tree.Binary):
            if value.sign == "^":
                self._may_power(given[0], given[1], here, span)
            return self._guard(lambda: OPERATIONS[value.sign](*given), here, span)
        assert isinstance(value, tree.Call)
        least, most, wanted, work = FUNCTIONS[value.function]
        if not least <= len(given) <= most:
            self._fail(problems.wrong_operands(value, span, wanted, self.findings.text), here)
        if value.function == "sqrt" and given[0] < 0:
            self._fail(problems.no_root(span, self.findings.text.words(span), given[0]), here)
        return self._guard(lambda: work(*given), here, span)

    def _may_power(self, base: Any, exponent: Any, here: Here, span: Span) -> None:
        """A power with a whole exponent from 0 is worked out, as far as it is of use."""
        if exponent.denominator != 1 or exponent < 0:
            words = self.findings.text.words(span)
            self._fail(problems.wrong_exponent(span, words, exponent), here)
        if exponent > LARGEST_POWER and base not in (-1, 0, 1):
            from cnndsl.syntax.limit_problems import number_out_of_bounds

            self._fail(number_out_of_bounds(span, abs(base) < 1), here)

    def _guard(self, work: Callable[[], Any], here: Here, span: Span) -> Any:
        """The result of some arithmetic, unless it divides by zero or grows beyond all sizes."""
        try:
            result = work()
        except ZeroDivisionError:
            words = self.findings.text.words(span)
            return self._fail(problems.division_by_zero(span, words), here)
        fine = result.denominator > FINEST
        if fine or abs(result) > BEYOND_USE:
            from cnndsl.syntax.limit_problems import number_out_of_bounds

            return self._fail(number_out_of_bounds(span, fine), here)
        return result

    def _variable(self, name: str, here: Here, span: Span) -> Exact:
        if name in here.parameters:
            value = here.parameters[name]
            if isinstance(value, (tuple, Sides)):
                self._fail(problems.no_number(span, name), here)
        elif name == "i":
            if here.copy is None:
                self._fail(problems.no_copy_number(span, here.in_block), here)
            here.copy.is_asked_for = True
            value = here.copy.number
        elif name == "in":
            if here.depth is None:
                self._fail(problems.no_depth(span), here)
            depth = here.depth()
            value = depth if known(depth) else None
        else:
            value = self.constant(name, here, span)
        if value is None:
            raise _Hidden
        return cast(Exact, value)

    def constant(self, name: str, here: Here, span: Span) -> Exact | None:
        """A constant's value; None where a mistake, reported, hides it."""
        self.used.add(name)
        if name in self.lets:
            return self._value_of(name, here.waiting)
        if name in self.values:
            return self.values[name]
        if name in self.taken_in:
            return self.taken_in[name].constant(name, here, span)
        if name in self.spoilt or self.guessing:
            return None
        names = [*here.parameters, *self.lets, *self.taken_in]
        self.used.add(closest(name, names) or "")
        is_label = name in self.labels
        tap_fits = _stands_for_a_tap(self.findings.text.at(span.start), span)
        return self._fail(problems.unknown_constant(span, name, names, is_label, tap_fits), here)

    def _value_of(self, name: str, waiting: Collection[str]) -> Exact | None:
        if name not in self.values and name in waiting:
            ring = list(waiting)
            self._say_cycle(ring[ring.index(name) :])
            return None
        if name not in self.values:
            self._work_out(name)
        return self.values[name]

    def _say_cycle(self, ring: list[str]) -> None:
        first = min(ring, key=lambda each: self.lets[each].span)
        at = ring.index(first)
        names = ring[at:] + ring[:at]
        self.findings.add(problems.constant_cycle(self.lets[first].name.span, names))

    def _work_out(self, name: str) -> None:
        """A constant, and before it those that it is worked out of, however many stand behind one another."""
        waiting = {name: tree.names(self.lets[name].value)}
        here = ALONE._replace(waiting=waiting)
        while waiting:
            last, needed = next(reversed(waiting.items()))
            before = next((each for each in needed if self._is_open(each, waiting)), None)
            if before is not None:
                waiting[before] = tree.names(self.lets[before].value)
                continue
            self.values[last] = self.evaluate(self.lets[last].value, here)
            waiting.popitem()

    def _is_open(self, name: str, waiting: Collection[str]) -> bool:
        """Whether a constant has no value yet, and is not on its way to one."""
        return name in self.lets and name not in self.values and name not in waiting

    def _fail(self, finding: Diagnostic, here: Here) -> NoReturn:
        self.findings.add(finding, here.uses)
        raise _Hidden


class _Hidden(Exception):
    """A mistake, reported, hides a value."""


def _stands_for_a_tap(text: Text, span: Span) -> bool:
    """Whether a name is all that a block, or an argument that takes a label, is given."""
    before = text.content[max(span.start - text.start - 200, 0) : span.start - text.start]
    behind = text.content[span.end - text.start :][:40]
    call = re.search(GIVEN_ALONE, before)
    alone = call is not None and re.match(r"\s*[,)]", behind) is not None
    return alone and call is not None and (call[1] not in KINDS or call[2] == "like=")


def _plain(value: Exact) -> Exact:
    """A whole number as an int."""
    return int(value) if value.denominator == 1 else value
