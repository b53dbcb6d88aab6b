"""Which constants of a spec are arguments of its module: those for which any number gives the same layers.

A constant that is only the width of last layers is one, as is the probability of a dropout. All others are tried:
with other numbers the spec has to be a network, and its module the same code.
"""

from collections.abc import Callable, Iterator
from typing import Any

from cnndsl.analyse.figures import Result
from cnndsl.checking.name_problems import why_not_parameter
from cnndsl.formulas import IN, Formula, Name, names_in, nodes
from cnndsl.layers.layer import Refusal
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Constant, Given, Nest, Network, Placed, Repeat, Use
from cnndsl.paths import Path
from cnndsl.program.class_names import IN_CHANNELS
from cnndsl.sizes import KnownShape
from cnndsl.walker import bodies_of

TRIED = (1, 2, 3, 5, 10, 64)
"""Numbers that constants are tried with."""
OTHERWISE_USED = ("logits", "in_channels", "Device")
"""Names that mean something else in a network's constructor alone."""
Code = Callable[[Result, "Arguments"], str]
"""A module's text but for its words, where some constants are arguments."""


class Arguments(NamedTuple):
    """The constants that are arguments, in their order, and behind them perhaps the depth that comes in."""

    names: tuple[str, ...]
    features: bool
    """Whether what the module tells of its features holds for all their numbers."""


def arguments(result: Result, code: Code) -> Arguments:
    network = result.network
    found = {each.name: _as_argument(each, result, code) for each in network.constants}
    names = [name for name, how in found.items() if how]
    alone = len(network.inputs) == 1 and network.input
    if alone and _takes_any_depth((), alone[0], network):
        names.append(IN_CHANNELS)
    return Arguments(tuple(names), all(how is None or how.features for how in found.values()))


def _as_argument(constant: Constant, result: Result, code: Code) -> Arguments | None:
    """A constant as the one argument, if it is one."""
    name, network = constant.name, result.network
    if not constant.open or name in OTHERWISE_USED or why_not_parameter(name):
        return None
    at_end = Arguments((name,), features=True)
    layers = [each for each in network.layers if _names(each, name)]
    inside = _in_structure(name, network)
    if not isinstance(constant.value, int):
        drops = all(_drops(each, name) for each in layers)
        return at_end if 0 <= constant.value <= 1 and not inside and drops else None
    if not inside and all(_is_width(each, name, network) for each in layers):
        return at_end
    tried = constant.value > 0 and result.again is not None
    choices = [Arguments((name,), features) for features in (True, False)] if tried else []
    return next((each for each in choices if _same_code(each, result, code)), None)


def _names(placed: Placed, name: str) -> bool:
    return any(name in names_in(each) for each in placed.origin.symbols.values())


def _in_structure(name: str, network: Network) -> bool:
    """Whether a number of copies, or a block's parameter, is said by a constant."""
    for item in _items(network):
        copies = item.copy_of if isinstance(item, Repeat | Nest | Use) else None
        counts = copies is not None and name in names_in(copies.times)
        if counts or (isinstance(item, Use) and _is_given(name, item)):
            return True
    return False


def _is_given(name: str, use: Use) -> bool:
    """Whether a constant says what a block's parameter is."""
    return any(name in names_in(each) for given in use.given for each in _formulas(given))


def _formulas(given: Given) -> list[Formula]:
    """What a parameter is said by, where it is given or left out."""
    return [each for each in (given.symbol, given.by_default) if each is not None]


def _items(network: Network) -> Iterator[Any]:
    """All items of the structure, those around before those inside; what is used many times once."""
    waiting: list[Any] = [network.structure]
    seen: set[int] = set()
    while waiting:
        for item in waiting.pop():
            yield item
            new = [body for body in bodies_of(item) if id(body) not in seen]
            seen.update(map(id, new))
            waiting += new


def _drops(placed: Placed, name: str) -> bool:
    """Whether a layer takes a constant for its probability."""
    return placed.layer.only_in_training and placed.origin.symbols == {"p": Name(name)}


def _is_width(placed: Placed, name: str, network: Network) -> bool:
    """Whether a constant is how many numbers come out of a layer, and what follows takes any number of them."""
    (argument, formula), *others = placed.origin.symbols.items()
    wide = argument in ("features", "depth") and formula == Name(name)
    own = vars(placed.layer).get("groups", 1) == 1 and placed.layer.word in ("fc", "conv")
    return wide and own and not others and _takes_any_depth(placed.path, placed.output[0], network)


def _takes_any_depth(path: Path, depth: Any, network: Network) -> bool:
    """Whether what takes a layer's value takes one of any depth."""
    takers: dict[Path, list[Placed]] = {}
    for each in network.layers:
        for source in each.sources:
            takers.setdefault(source, []).append(each)
    waiting, by_depth = [path], _by_depth(network)
    while waiting:
        for taker in takers.get(waiting.pop(), ()):
            assumed = taker.depth_assumed and path != ()  # behind an input it is 64 for any depth
            if len(taker.sources) != 1 or assumed or _goes_by_depth(taker, by_depth):
                return False
            behind = [_behind(taker, tried) for tried in TRIED]
            if behind == list(TRIED):
                waiting.append(taker.path)
            elif behind != [taker.output[0]] * len(TRIED):
                return False
    return True


def _by_depth(network: Network) -> set[str]:
    """Parameters of blocks that go by the depth that comes in, in some use."""
    found: set[str] = set()
    for item in _items(network):
        for given in item.given if isinstance(item, Use) else ():
            if any(IN in nodes(each) or found & names_in(each) for each in _formulas(given)):
                found.add(given.name)
    return found


def _goes_by_depth(placed: Placed, by_depth: set[str]) -> bool:
    formulas = placed.origin.symbols.values()
    return any(IN in nodes(each) or by_depth & names_in(each) for each in formulas)


def _behind(placed: Placed, depth: int) -> int | None:
    """The depth behind a layer for another one before it; None where it is refused."""
    shape: KnownShape = (depth, *placed.input[1:])
    try:
        behind = placed.layer.infer(shape)
    except Refusal:
        return None
    same = behind[1:] == placed.output[1:]
    return behind[0] if same and isinstance(behind[0], int) else None


def _same_code(named: Arguments, result: Result, code: Code) -> bool:
    """Whether the module is the same code for other numbers of an argument, which are but its defaults."""
    (name,) = named.names
    meant = code(result, named)
    for tried in TRIED:
        other = result.again.at({name: tried}, result.network.shapes)
        single = tried == 1 and _only_counts(name, result.network)  # and its class has no other
        if not other.network.ok or not (single or code(other, named) == meant):
            return False
    return True


def _only_counts(name: str, network: Network) -> bool:
    """Whether a constant is nothing but how many copies there are."""
    uses = (item for item in _items(network) if isinstance(item, Use))
    said = any(_is_given(name, use) for use in uses)
    return not said and not any(_names(each, name) for each in network.layers)
