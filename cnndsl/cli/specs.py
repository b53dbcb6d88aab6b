"""The specs that a command is given, and the networks that they are under its options."""

import argparse
from typing import TYPE_CHECKING, Any

from cnndsl.cli.files import Failure, standard_input

if TYPE_CHECKING:
    from fractions import Fraction

    from cnndsl.analyse.figures import Result
    from cnndsl.compile import Options
    from cnndsl.text import Text

    Constants = dict[str, int | Fraction]


def options(arguments: argparse.Namespace, constants: "Constants | None" = None) -> "Options":
    """What the options of a spec say; with other constants, for one of several networks."""
    from cnndsl.compile import Options
    from cnndsl.limits import limits

    if constants is None:
        constants = dict(arguments.set)
        _set_once(arguments.set)
    given = _inputs(arguments.input), constants, arguments.strict, tuple(arguments.use_below)
    return Options(*given, limits(), arguments.member)


def _inputs(given: list[tuple[str, Any]]) -> dict[str, Any]:
    """The shapes of inputs by name, each given once."""
    shapes = dict[str, Any]()
    for name, shape in given:
        if shapes.setdefault(name, shape) != shape:
            raise Failure(
                f"argument --input: {f'{name} ' * bool(name)}is given twice, with two values"
            )
    return shapes


def _set_once(given: list[tuple[str, Any]]) -> None:
    """Refuse two values for a constant where there is one network."""
    values = dict[str, Any]()
    for name, value in given:
        if values.setdefault(name, value) != value:
            raise Failure(
                f"--set {name}: is given {values[name]} and {value}; "
                f"`cnndsl compare SPEC --set {name}={values[name]} --set {name}={value}` shows both"
            )


def variants(given: list[tuple[str, Any]]) -> list["Constants"]:
    """The constants of each network that is compared: all combinations of the values that each is given."""
    from itertools import product

    values: dict[str, dict[Any, None]] = {}
    for name, value in given:
        values.setdefault(name, {})[value] = None
    return [dict(zip(values, chosen, strict=True)) for chosen in product(*values.values())]


def compile_spec(
    spec: str,
    arguments: argparse.Namespace,
    constants: "Constants | None" = None,
    takes_families: bool = False,
) -> "Result":
    """The network that a spec is, or the member that is asked for; a family, for commands that take one."""
    from cnndsl.compile import NoMember, compile_text

    chosen = options(arguments, constants)
    try:
        result = compile_text(load_spec(spec), chosen)
    except NoMember as refusal:
        raise Failure(f"--member {chosen.member}: {refusal}") from None
    know_names(result, chosen)
    if result.family is not None and not takes_families:
        raise Failure(one_of(result))
    return result


def one_of(result: "Result") -> str:
    """What is said of a family where one network is wanted."""
    name, count = result.network.text.name, result.family.count
    which = (
        "`--member 0` is it"
        if count == 1
        else f"choose one with `--member N`, N from 0 to {count - 1:,}"
    )
    return f"{name} is a family of {count:,} network{'s' * (count != 1)}: {which}"


def load_spec(spec: str) -> "Text":
    from cnndsl.compile import load
    from cnndsl.resources import NotText
    from cnndsl.text import Text

    try:
        return Text("<stdin>", standard_input()) if spec == "-" else load(spec)
    except (NotText, OSError) as problem:
        why = getattr(problem, "strerror", None) or problem
        raise Failure(f"{'<stdin>' if spec == '-' else spec}: {why}") from None


def know_names(result: "Result", options: "Options") -> None:
    """Refuse a value for a constant, or a shape for an input, that the spec has not."""
    from cnndsl.validation.option_text import Refused, known_constants, known_inputs

    file, option = result.network.text.name, "--set"
    try:
        known_constants(options.constants, result.constants, file)
        option = "--input"
        known_inputs(options.inputs, result.network.input_names, file)
    except Refused as refusal:
        raise Failure(f"{option} {refusal}") from None
