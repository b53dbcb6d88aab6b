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
    return Options(*given, limits())


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
    spec: str, arguments: argparse.Namespace, constants: "Constants | None" = None
) -> "Result":
    from cnndsl.compile import compile_text

    chosen = options(arguments, constants)
    result = compile_text(load_spec(spec), chosen)
    know_names(result, chosen)
    return result


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
