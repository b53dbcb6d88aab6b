"""The gates as argparse takes them: what they refuse stands behind the option's name."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from cnndsl.gates import words
from cnndsl.gates.words import Refused

T = TypeVar("T")


def read_by(gate: Callable[[str], T]) -> Callable[[str], T]:
    """A gate as the type of an option."""

    def value(given: str) -> T:
        try:
            return gate(given)
        except Refused as refusal:
            raise ArgumentTypeError(str(refusal)) from None

    return value


class OneOf:
    """One of several names as the type of an option, which completion offers."""

    def __init__(self, gate: Callable[[str], str], choices: Iterable[str]) -> None:
        self._read = read_by(gate)
        self.choices = tuple(choices)

    def __call__(self, given: str) -> str:
        return self._read(given)


def one_of(what: str, choices: Iterable[str]) -> OneOf:
    """One of several names as the type of an option."""
    return OneOf(lambda given: words.choice(given, what, choices), choices)


def repeated(
    parser: ArgumentParser,
    name: str,
    type: Callable[[str], Any],
    metavar: str,
    about: str,
) -> None:
    """An option that may be given several times."""
    parser.add_argument(name, type=type, action="append", default=[], metavar=metavar, help=about)


shape = read_by(words.shape)
constant = read_by(words.constant)
count = read_by(words.count)
seed = read_by(words.seed)
amount = read_by(words.amount)
limit = read_by(words.limit)
spec_file = read_by(words.spec_file)
part = read_by(words.part)
safetensors = read_by(words.safetensors)
folder = read_by(words.folder)
file_name = read_by(words.file_name)
map_file = read_by(words.map_file)
dtype = read_by(words.dtype)
device = OneOf(words.device, words.DEVICES)
class_name = read_by(words.class_name)
