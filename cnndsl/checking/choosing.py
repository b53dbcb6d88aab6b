"""Choices in a family of networks: the ways to write a part without them, and which way one member goes."""

import re
from collections.abc import Collection, Iterable
from itertools import product
from math import prod
from typing import Any

from cnndsl.checking import ranges
from cnndsl.checking.evaluate import ALONE, Constants
from cnndsl.checking.files import Block, Source
from cnndsl.checking.ranges import Evaluate
from cnndsl.limits import limits
from cnndsl.named_tuple import NamedTuple
from cnndsl.syntax import tree
from cnndsl.text import Text


class Chooser:
    """Goes one way through a family: the choices in the order in which they are met, each by its number."""

    def __init__(self, chosen: Collection[int]) -> None:
        self._chosen = list(chosen)
        self.met: list[tuple[int, int]] = []
        """What was chosen, and of how many, in order; where nothing is said, the first."""

    def choose(self, count: int) -> int:
        at = len(self.met)
        number = self._chosen[at] if at < len(self._chosen) else 0
        self.met.append((number, count))
        return number


def values(choice: tree.Choice, evaluate: Evaluate) -> tuple[Any, ...]:
    """What is to choose from, its ranges written out."""
    found: list[tree.Value] = []
    for option in choice.options:
        found += ranges.numbers(option, evaluate) if isinstance(option, tree.Range) else [option]
    if len(choice.options) > 1:
        ranges.look_for_same(choice, evaluate)
    return tuple(found)


def ways_to_write(written: tree.WrittenLayer, evaluate: Evaluate) -> list[tree.WrittenLayer]:
    """A layer, or a block's use, with one value for each argument."""
    if not any(isinstance(each.value, tree.Choice) for each in written.arguments):
        return [written]
    values_of = [_arguments(each, evaluate) for each in written.arguments]
    count = prod(map(len, values_of))
    if count > limits().layers:
        from cnndsl.checking.choice_problems import too_many_ways

        evaluate.say(too_many_ways(written.span, count))
        return [written._replace(arguments=tuple(each[0] for each in values_of))]
    return [written._replace(arguments=arguments) for arguments in product(*values_of)]


def words_of(words: str, written: tree.WrittenLayer, way: tree.WrittenLayer, text: Text) -> str:
    """A layer's words with what is chosen in the place of its choices."""
    pairs = zip(written.arguments, way.arguments, strict=True)
    chosen = (_words(way.value, text) for each, way in pairs if isinstance(each.value, tree.Choice))
    return re.sub(r"\{[^{}]*\}", lambda found: next(chosen, found[0]), words)


def _words(value: tree.ArgumentValue, text: Text) -> str:
    """What stands for a value; of a range, the number."""
    return f"{value.value}" if isinstance(value, tree.Number) else text.words(value.span)


def _arguments(argument: tree.Argument, evaluate: Evaluate) -> list[tree.Argument]:
    if not isinstance(argument.value, tree.Choice):
        return [argument]
    return [argument._replace(value=each) for each in values(argument.value, evaluate)]


def _stated(block: Block, use: tree.WrittenLayer) -> frozenset[str]:
    """The parameters for which a use gives something."""
    pairs = zip(block.written.parameters, use.arguments, strict=False)
    by_place = {parameter.name for parameter, argument in pairs if not argument.key}
    return frozenset(by_place | {argument.key for argument in use.arguments})


def _blocks(block: Block, stated: frozenset[str], evaluate: Evaluate) -> list[Block]:
    parameters = block.written.parameters
    ways = product(
        *(
            _defaults(each, evaluate)
            if isinstance(each.default, tree.Choice) and each.name not in stated
            else [each]
            for each in parameters
        )
    )
    return [block._replace(written=block.written._replace(parameters=way)) for way in ways]


def _defaults(parameter: tree.Parameter, evaluate: Evaluate) -> list[tree.Parameter]:
    assert isinstance(parameter.default, tree.Choice)
    return [parameter._replace(default=each) for each in values(parameter.default, evaluate)]


class ByDefault:
    """Blocks with one value for each default that is to be chosen: each made once, so that its body is known again."""

    def __init__(self) -> None:
        self._known: dict[object, list[Block]] = {}

    def of(self, block: Block, use: tree.WrittenLayer, evaluate: Evaluate) -> list[Block]:
        """The ways that a use leaves open."""
        if not any(isinstance(each.default, tree.Choice) for each in block.written.parameters):
            return [block]
        stated = _stated(block, use)
        key = id(block.written), stated
        if key not in self._known:
            self._known[key] = _blocks(block, stated, evaluate)
        return self._known[key]


def branches(written: tree.Branches, evaluate: Evaluate) -> list[tree.Branches]:
    """A join with one value for each number, or list, of branches that is to be chosen."""
    ways = product(*(_branch(each, evaluate) for each in written.bodies))
    return [written._replace(bodies=bodies) for bodies in ways]


def _branch(branch: tree.Branch, evaluate: Evaluate) -> list[tree.Branch]:
    each = branch.each
    if isinstance(each, tree.Listing):
        return [branch._replace(each=way) for way in listings(each, evaluate)]
    if isinstance(each, tree.Choice):
        return [branch._replace(each=way) for way in values(each, evaluate)]
    return [branch]


def listings(listing: tree.Listing, evaluate: Evaluate) -> list[tree.Listing]:
    """The ways to write a list."""
    each = [
        values(value, evaluate) if isinstance(value, tree.Choice) else (value,)
        for value in listing.values
    ]
    return [listing._replace(values=chosen) for chosen in product(*each)]


class ChosenLet(NamedTuple):
    """A constant that is chosen once for the whole network."""

    constants: Constants
    name: str
    values: tuple[Any, ...]

    def take(self, number: int) -> None:
        """Let the constant be one of its values."""
        self.constants.values[self.name] = self.values[number]


def chosen_lets(sources: Iterable[Source], given: Collection[str]) -> list[ChosenLet]:
    """The constants that are to be chosen, of all files, but those that the command line gives."""
    found = []
    for source in sources:
        constants = source.constants
        evaluate = Evaluate(constants, ALONE)
        for name, let in constants.lets.items():
            if isinstance(let.value, tree.Choice) and name not in given:
                numbers = tuple(evaluate(each) for each in values(let.value, evaluate))
                found.append(ChosenLet(constants, name, numbers))
    return found
