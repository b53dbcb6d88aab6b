"""A block's use: what it gives for each parameter, and what holds where it gives nothing."""

from typing import TYPE_CHECKING, Any

from cnndsl.checking.evaluate import Constants, Here
from cnndsl.checking.files import Block
from cnndsl.checking.given_layers import default_layers, given_layers
from cnndsl.checking.spot import Spot
from cnndsl.checking.symbols import symbol
from cnndsl.checking.written_argument import WrittenArgument
from cnndsl.diagnostics import Findings
from cnndsl.fixes import Fix, replace
from cnndsl.formulas import Formula
from cnndsl.layers.arguments import TapValue, WordValue
from cnndsl.layers.layer import CODES, KINDS
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
    bound = Bound((), here.parameters, {})
    stated = _Match(written, block, findings, caller).arguments()
    given = _stated(stated, bound, caller)
    for parameter in block.written.parameters:
        name, default = parameter.name, parameter.default
        if name in here.parameters:
            continue
        if default is None or name in block.unclear:
            here.parameters[name] = None  # missing, or a mistake, which has been said
        elif isinstance(default, tree.Layers):
            here.parameters[name] = default_layers(default, block, here, caller)
        else:
            given.append(_by_default(name, default, block, here))
    order = {parameter.name: place for place, parameter in enumerate(block.written.parameters)}
    given.sort(key=lambda each: order[each.name])
    return bound._replace(given=tuple(given))


def _stated(stated: dict[str, tree.ArgumentValue], bound: Bound, caller: Spot) -> list[Given]:
    """Take in what a use gives; back come the numbers and words among it."""
    given: list[Given] = []
    constants = caller.source.constants
    for name, argument in stated.items():
        if isinstance(argument, tree.Layers):
            layers = given_layers(argument, name, caller)
            bound.taps.update(layers.taps(argument.span))
            bound.values[name] = layers
        else:
            value = caller_value(argument, constants, caller.here)
            if isinstance(argument, tree.TapName):
                bound.taps[name] = argument
            elif isinstance(value, TapValue):  # a tap that the caller was itself given
                bound.taps[name] = tree.TapName(value.path, argument.span)
            bound.values[name] = value
            given.append(Given(name, value, symbol(argument, constants, caller.here)))
    return given


def _by_default(name: str, default: tree.Value, block: Block, here: Here) -> Given:
    """Take in a default, which is worked out where the block is used."""
    home = block.home.constants
    value = here.parameters[name] = caller_value(default, home, here)
    formula = symbol(default, home, here)
    return Given(name, value, None, _number(value) if formula is None else formula)


def _number(value: Any) -> Formula | None:
    """A number that is written into a class; None for what is none."""
    if value is None or isinstance(value, (tuple, str, Sides)):
        return None
    return value if isinstance(value, int) else float(value)


def caller_value(value: tree.Value, constants: Constants, here: Here) -> Any:
    """A number, or what else a parameter may hand on: a shape, a word, a label."""
    if isinstance(value, tree.TapName):
        return TapValue(value.path)
    if isinstance(value, (tree.ShapeLiteral, tree.SidesLiteral)):
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
        block: Block,
        findings: Findings,
        caller: Spot,
    ) -> None:
        self.written = written
        self.block = block.written
        self.layers = block.layers
        self.unclear = block.unclear
        self.findings = findings
        self.caller = caller
        self.names = [parameter.name for parameter in self.block.parameters]
        self.broken = False

    def _say(self, span: Span, message: str, fixes: tuple[Fix, ...] = ()) -> None:
        self.broken = True
        shown = signature(self.block, self.findings)
        found = block_problems.wrong_argument(span, message, shown, self.block.span, fixes)
        self.findings.add(found, self.caller.uses)

    def arguments(self) -> dict[str, tree.ArgumentValue]:
        found: dict[str, tree.ArgumentValue] = {}
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
                found[name] = self._of_its_sort(name, given)
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

    def _of_its_sort(self, name: str, given: WrittenArgument) -> tree.ArgumentValue:
        """A value, if it is of the sort that the parameter takes: layers in brackets, or none."""
        value, wanted = given.argument.value, name in self.layers
        bare = isinstance(value, tree.Variable) and self.caller.stands_for_layers(value.name)
        if name in self.unclear:
            return tree.Missing(value.span)
        right = isinstance(value, tree.Layers) == wanted and not bare
        if right or isinstance(value, tree.Missing):
            return value
        if wanted:
            why = f"`{name}` stands for layers, and these are given in brackets"
            known = bare or (isinstance(value, tree.Variable) and self._is_layer(value.name))
            self._say(value.span, why, (replace(value.span, f"[{given.value}]", safe=known),))
        else:
            why = (
                f"`{name}` does not stand for layers in this block, and `{given.value}` are layers"
            )
            self._say(value.span, why)
        return tree.Missing(value.span)

    def _is_layer(self, name: str) -> bool:
        return name in KINDS or name in CODES or name in self.caller.source.blocks
