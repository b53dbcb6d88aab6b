"""A block's use: what it gives for each parameter, and what holds where it gives nothing."""

from typing import TYPE_CHECKING, Any

from cnndsl.checking.evaluate import Constants, Here
from cnndsl.checking.files import Block
from cnndsl.checking.spot import Spot
from cnndsl.checking.symbols import symbol
from cnndsl.checking.written_argument import WrittenArgument
from cnndsl.diagnostics import Findings
from cnndsl.fixes import Fix
from cnndsl.formulas import Formula
from cnndsl.layers.arguments import TapValue, WordValue
from cnndsl.lazy_modules import LazyModule
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Given
from cnndsl.sizes import Sides
from cnndsl.spelling import did_you_mean
from cnndsl.syntax import tree
from cnndsl.text import Span

if TYPE_CHECKING:
    from cnndsl.checking import argument_fixes, block_problems
else:
    argument_fixes = LazyModule("cnndsl.checking.argument_fixes")
    block_problems = LazyModule("cnndsl.checking.block_problems")

WORDS = ("yes", "no", "valid", "half", "full", "same", "causal", "reflect")


class Bound(NamedTuple):
    """What is given for each parameter of a block; None for a value that a mistake hides."""

    given: tuple[Given, ...]
    values: dict[str, Any]
    taps: dict[str, tree.TapName]


def bind_use(
    written: tree.WrittenLayer, block: Block, caller: Spot, here: Here, findings: Findings
) -> Bound:
    """Match what is written to the block's parameters. `here` becomes what names mean in its body."""
    stated = _Match(written, block.written, findings, caller.uses).arguments()
    bound = Bound((), here.parameters, {})
    given: list[Given] = []
    constants = caller.source.constants
    for name, argument in stated.items():
        value = caller_value(argument, constants, caller.here)
        if isinstance(argument, tree.TapName):
            bound.taps[name] = argument
        elif isinstance(value, TapValue):  # a tap that the caller was itself given
            bound.taps[name] = tree.TapName(value.path, argument.span)
        here.parameters[name] = value
        given.append(Given(name, value, symbol(argument, constants, caller.here)))
    home = block.home.constants
    for parameter in block.written.parameters:
        if parameter.name in here.parameters:
            continue
        if parameter.default is None:
            here.parameters[parameter.name] = None  # missing, which has been said
            continue
        value = caller_value(parameter.default, home, here)
        formula = symbol(parameter.default, home, here)
        here.parameters[parameter.name] = value
        by_default = _number(value) if formula is None else formula
        given.append(Given(parameter.name, value, None, by_default))
    order = {parameter.name: place for place, parameter in enumerate(block.written.parameters)}
    given.sort(key=lambda each: order[each.name])
    return bound._replace(given=tuple(given))


def _number(value: Any) -> Formula | None:
    """A number that is written into a class; None for what is none."""
    if value is None or isinstance(value, tuple | str | Sides):
        return None
    return value if isinstance(value, int) else float(value)


def caller_value(value: tree.Value, constants: Constants, here: Here) -> Any:
    """A number, or what else a parameter may hand on: a shape, a word, a label."""
    if isinstance(value, tree.TapName):
        return TapValue(value.path)
    if isinstance(value, tree.ShapeLiteral | tree.SidesLiteral):
        return constants.sizes(value, here)
    brought = here.brought(value)
    if brought is not None:
        return TapValue(value.name) if isinstance(brought, TapValue) else brought  # type: ignore[union-attr]
    if isinstance(value, tree.Variable) and value.name in WORDS:
        return WordValue(value.name)
    return constants.evaluate(value, here)


def signature(block: tree.Block, findings: Findings) -> str:
    words = findings.text.words(block.span)
    return " ".join(words.split())


class _Match:
    """Arguments to parameters: by position, then by name."""

    def __init__(
        self,
        written: tree.WrittenLayer,
        block: tree.Block,
        findings: Findings,
        uses: tuple[Span, ...],
    ) -> None:
        self.written = written
        self.block = block
        self.findings = findings
        self.uses = uses
        self.names = [parameter.name for parameter in block.parameters]
        self.broken = False

    def _say(self, span: Span, message: str, fixes: tuple[Fix, ...] = ()) -> None:
        self.broken = True
        shown = signature(self.block, self.findings)
        found = block_problems.wrong_argument(span, message, shown, self.block.span, fixes)
        self.findings.add(found, self.uses)

    def arguments(self) -> dict[str, tree.Value]:
        found: dict[str, tree.Value] = {}
        places: dict[str, tree.Argument] = {}
        stated = {argument.key for argument in self.written.arguments}
        text = self.findings.text.at(self.written.span.start)
        named = False
        for position, argument in enumerate(self.written.arguments):
            key = argument.key
            given = WrittenArgument(self.written, argument, text)
            if not key and named:
                why = "a value without a name stands behind one with a name"
                fixes = argument_fixes.named(given, argument_fixes.free_names(given, self.names))
                self._say(argument.span, why, fixes)
                continue
            named |= bool(key)
            if not key and position >= len(self.names):
                taken = f"takes {len(self.names)}" if self.names else "takes none"
                why = f"one value too many: `{self.written.name}` {taken}"
                self._say(argument.span, why, (argument_fixes.takes_out(given),))
            elif key and key not in self.names:
                missed = [name for name in self.names if name not in stated]
                hint, fixes = did_you_mean(given.key, key, missed)
                why = f"`{self.written.name}` takes no `{key}`{f': {hint}' if hint else ''}"
                self._say(argument.span, why, fixes)
            elif (name := key or self.names[position]) in found:
                first = places[name].span
                self._say(
                    argument.span,
                    f"`{name}` is given twice",
                    argument_fixes.one_of_two(given, first),
                )
            else:
                found[name] = argument.value
                places[name] = argument
        missing = [
            f"`{parameter.name}`"
            for parameter in self.block.parameters
            if parameter.default is None and parameter.name not in found
        ]
        if missing and not self.broken:
            needed = " and ".join(filter(None, [", ".join(missing[:-1]), missing[-1]]))
            self._say(self.written.span, f"`{self.written.name}` needs {needed}")
        return found
