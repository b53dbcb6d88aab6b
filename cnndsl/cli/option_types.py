"""The types of options: checks of validation/ as argparse takes them."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from cnndsl.validation import option_text
from cnndsl.validation.option_text import Refused

T = TypeVar("T")


def read_by(check: Callable[[str], T]) -> Callable[[str], T]:
    """A check of validation/ as the type of an option."""

    def value(given: str) -> T:
        try:
            return check(given)
        except Refused as refusal:
            raise ArgumentTypeError(str(refusal)) from None

    return value


class OneOf:
    """One of several names as the type of an option, which completion offers."""

    def __init__(self, check: Callable[[str], str], choices: Iterable[str]) -> None:
        self._read = read_by(check)
        self.choices = tuple(choices)

    def __call__(self, given: str) -> str:
        return self._read(given)


def one_of(what: str, choices: Iterable[str]) -> OneOf:
    """One of several names as the type of an option."""
    return OneOf(lambda given: option_text.choice(given, what, choices), choices)


def repeated(
    parser: ArgumentParser,
    name: str,
    type: Callable[[str], Any],
    metavar: str,
    about: str,
) -> None:
    """An option that may be given several times."""
    parser.add_argument(name, type=type, action="append", default=[], metavar=metavar, help=about)


named_shape = read_by(option_text.named_shape)
constant = read_by(option_text.constant)
count = read_by(option_text.count)
seed = read_by(option_text.seed)
member = read_by(option_text.member)
amount = read_by(option_text.amount)
limit = read_by(option_text.limit)
spec_file = read_by(option_text.spec_file)
part = read_by(option_text.part)
safetensors = read_by(option_text.safetensors)
folder = read_by(option_text.folder)
file_name = read_by(option_text.file_name)
picture_file = read_by(option_text.picture_file)
figures = read_by(option_text.figures)
figure = read_by(option_text.figure)
shard = read_by(option_text.shard)
sweep_output = read_by(option_text.sweep_output)
inches = read_by(option_text.inches)
map_file = read_by(option_text.map_file)
dtype = read_by(option_text.dtype)
device = OneOf(option_text.device, option_text.DEVICES)
class_name = read_by(option_text.class_name)
