"""What every layer kind is made of, and the registry of them all.

A kind is one class: its word and codes, its arguments, its shape rule, weights, work and PyTorch call.
Kinds know neither the syntax nor diagnostics nor torch. A rule that cannot hold raises `Refusal` through
`need`, naming the argument at fault; the checker finds the place and the words.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar, Literal, NoReturn, TypeVar, dataclass_transform

from cnndsl.layers.arguments import LABEL, Argument, ByChecker, argument, by_checker
from cnndsl.layers.memory import OUTPUT, Kept, Memory
from cnndsl.layers.torch_calls import TorchLayer
from cnndsl.sizes import Shape, Size, per_axis, product

Role = Literal["weights", "norm", "activation", "pool", "other"]


class Refusal(Exception):
    """A shape rule that does not hold: which rule, at which argument, and its numbers."""

    def __init__(
        self,
        rule: str,
        arg: str,
        numbers: dict[str, Any],
        also: tuple[str, ...] = (),
        axes: tuple[int, ...] = (),
        offers: tuple[dict[str, Any], ...] = (),
    ) -> None:
        super().__init__(rule)
        self.rule = rule
        self.arg = arg
        self.numbers = numbers
        self.doubtful = (arg, *also) if arg else also
        """The arguments of which one is at fault: what hangs on none of them is as it is written."""
        self.axes = axes
        """The axes at fault, where an argument has one number an axis; all, where none is named."""
        self.offers = offers
        """Other arguments that may have been meant, for whoever tries them."""


class NoTorch(ValueError):
    """A kind that can be checked and counted, and not built."""


def need(
    condition: bool,
    rule: str,
    *,
    arg: str = "",
    also: tuple[str, ...] = (),
    axes: tuple[int, ...] = (),
    offers: tuple[dict[str, Any], ...] = (),
    **numbers: Any,
) -> None:
    """State a condition of a shape rule. `rule` is a code's last part, or the reason in words.

    `also` are further arguments that may be at fault; `axes`, `offers` and `help` say more of the way out.
    """
    if not condition:
        refuse(rule, arg=arg, also=also, axes=axes, offers=offers, **numbers)


def refuse(
    rule: str,
    *,
    arg: str = "",
    also: tuple[str, ...] = (),
    axes: tuple[int, ...] = (),
    offers: tuple[dict[str, Any], ...] = (),
    **numbers: Any,
) -> NoReturn:
    """Say that a condition does not hold, where its ways out take some working out."""
    raise Refusal(rule, arg, numbers, also, axes, offers)


PLAIN = frozenset({int})
"""Of what sizes are that are known and have no names: two that are equal are the same."""
L = TypeVar("L", bound="Layer")
T = TypeVar("T")


def remembered(method: Callable[[L, Shape], T]) -> Callable[[L, Shape], T]:
    """A method that is asked of the same inputs again and again, and works out each answer once."""

    @wraps(method)
    def answer(self: L, x: Shape) -> T:
        if not PLAIN.issuperset(map(type, x)):
            return method(self, x)
        key = method, x
        if key not in self._answers:
            self._answers[key] = method(self, x)
        return self._answers[key]  # type: ignore[no-any-return]

    return answer


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(argument, by_checker)
)
class Layer:
    """A kind of layer; an instance is one with its arguments bound."""

    __slots__ = ("__dict__", "__weakref__", "_answers")
    _answers: dict[object, Any]
    """What has been remembered."""

    word: ClassVar[str]
    codes: ClassVar[tuple[str, ...]] = ()
    role: ClassVar[Role] = "other"
    in_words: ClassVar[str] = ""
    """What a picture calls it, where that is not its word."""
    drawn_as: ClassVar[str] = ""
    """The kind whose colour it has in pictures, where its role does not say it."""
    example: ClassVar[str]
    """An input and the layer, for the documentation and the tests."""
    also: ClassVar[str] = ""
    """What PyTorch, Keras and others call it: no names here, but whoever writes one is told the right one."""
    much_like: ClassVar[str] = ""
    """Names of theirs for what is not quite the same."""
    arguments: ClassVar[dict[str, Argument]] = {}
    label_arguments: ClassVar[tuple[str, ...]] = ()
    """The names of its arguments that are labels."""
    _defaults: ClassVar[dict[str, Any]] = {}
    _letters: ClassVar[dict[str, str]] = {}
    settings: ClassVar[frozenset[str]] = frozenset()
    """The names of its arguments, and of what the checker settles beside them."""
    in_place: ClassVar[bool] = False
    """Whether the output may take the input's memory."""
    view: ClassVar[bool] = False
    """Whether PyTorch gives its input's memory on, looked at in another way."""
    new: ClassVar[bool] = False
    """Whether it makes a value that its own gradient does not need, so that what follows may write over it."""
    may_write_over: ClassVar[bool] = False
    """Whether it writes over its input where nothing else needs that, whatever its arguments are."""
    keeps: ClassVar[Kept | None] = None
    """What training keeps of it, where that is the same for any input."""
    only_in_training: ClassVar[bool] = False
    """Whether it changes nothing in evaluation."""
    passes_on: ClassVar[bool] = False
    """Whether in evaluation it gives on what it is given, and makes no value."""
    takes_flat: ClassVar[bool] = False
    """Whether it is given rows of numbers: what comes in is flattened before it, where it is not flat."""
    takes_places: ClassVar[bool] = False
    """Whether what it takes of a label are the places where a max pool found its numbers."""
    decided_by_rounding: ClassVar[bool] = False
    """Whether a number that is rounded otherwise may go to another place."""
    passes_positive: ClassVar[bool] = False
    """Whether numbers from 0 on go through as they are."""
    idle_at: ClassVar[dict[str, int]] = {}
    """Values of arguments with which it gives on what it is given."""
    twice_is_once: ClassVar[bool] = False
    """Whether the same layer straight after it has nothing left to do."""

    def __init_subclass__(cls) -> None:
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Argument)}
        cls.arguments = {**cls.arguments, **own}
        cls._defaults = {name: each.default for name, each in cls.arguments.items()}
        cls._letters = {each.letter: name for name, each in cls.arguments.items() if each.letter}
        cls.label_arguments = tuple(
            name for name, each in cls.arguments.items() if each.type.name == LABEL
        )
        beside = {name: value for name, value in vars(cls).items() if isinstance(value, ByChecker)}
        cls.settings = cls.settings | own.keys() | beside.keys()
        for name, value in beside.items():
            setattr(cls, name, value.default)
        if "word" in vars(cls):
            register(cls)

    def __init__(self, **given: Any) -> None:
        if not given.keys() <= self.settings:
            raise TypeError(_not_taken(type(self), given))
        self.__dict__.update(self._defaults | given)
        object.__setattr__(self, "_answers", {})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a layer is frozen; use `with_arguments`")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), *vars(self).values()))

    def __reduce__(self) -> tuple[Any, ...]:
        return _made_again, (type(self), vars(self))

    @property
    def gives_on(self) -> bool:
        """Whether what goes out is what came in, under another name or in another shape."""
        return self.view

    @property
    def writes_over(self) -> bool:
        """Whether it writes over its input where nothing else needs that."""
        return self.may_write_over

    @property
    def rectifies(self) -> bool:
        """Whether it is a ReLU or its like, so that He's initialisation suits the weights that feed it."""
        return False

    @property
    def never_negative(self) -> bool:
        """Whether nothing that goes out is below 0."""
        return False

    @property
    def keeps_sign(self) -> bool:
        """Whether nothing below 0 goes out where nothing below 0 comes in."""
        return False

    def idle(self) -> bool:
        """Whether its arguments alone make it give on what it is given."""
        return bool(self.idle_at) and all(
            all(each == value for each in per_axis(vars(self)[name], 1))
            for name, value in self.idle_at.items()
        )

    def with_arguments(self, **changes: Any) -> "Layer":
        return type(self)(**{**vars(self), **changes})

    def infer(self, x: Shape) -> Shape:
        """The shape that goes out, for the shape that comes in."""
        return x

    def weights(self, x: Shape) -> dict[str, Shape]:
        """What is learned, by PyTorch's names."""
        return {}

    def buffers(self, x: Shape) -> Size:
        """How many numbers are kept that are not learned."""
        return 0

    def unshared(self, x: Shape) -> Size:
        """Weights needed if every output position had its own."""
        return self.params(x)

    def params(self, x: Shape) -> Size:
        return sum(product(shape) for shape in self.weights(x).values())

    def macs(self, x: Shape) -> Size | None:
        """Multiply-accumulates, for one image; None for a kind with weights that does not say."""
        return None if self.weights(x) else 0

    def other_ops(self, x: Shape) -> Size:
        """Elementwise operations: one for each number that goes out, unless the kind says otherwise."""
        return product(self.infer(x))

    def kept(self, x: Shape) -> Kept | None:
        """What training keeps of it, beside what it has learned; None for a kind that does not say."""
        return self.keeps

    def kept_over(self, x: Shape) -> Kept:
        """The same where it writes over its input."""
        return OUTPUT

    def kept_at_start(self, x: Shape) -> Kept | None:
        """The same where nothing before it learns, so that its input needs no gradient."""
        return self.kept(x)

    def work_space(self, x: Shape) -> Memory:
        """What PyTorch holds in evaluation while it works, beside what goes in and out."""
        return Memory()

    def windows(self, x: Shape) -> tuple[Any, ...]:
        """How it looks at its input, a `Window` for each axis; nothing for what looks at one place."""
        return ()

    def looks(self, x: Shape) -> tuple[Any, ...]:
        """What each output sees of it, a `Look` for each axis; nothing where that is its own place."""
        return tuple(window.look for window in self.windows(x))

    def torch(self, x: Shape) -> TorchLayer:
        """The PyTorch call, as data."""
        raise NoTorch(f"`{self.word}` has no PyTorch call: its class gives none")


def _not_taken(kind: type[Layer], given: dict[str, Any]) -> str:
    others = ", ".join(f"`{name}`" for name in given if name not in kind.settings)
    return f"`{kind.word}` takes no {others}; it takes {', '.join(kind.arguments) or 'nothing'}"


def _made_again(kind: type[Layer], arguments: dict[str, Any]) -> Layer:
    """A layer out of a pickle, or a copy."""
    return kind(**arguments)


KINDS: dict[str, type[Layer]] = {}
CODES: dict[str, type[Layer]] = {}


JOINING: set[str] = set()
"""Words that join branches, and so are no layer's."""


class Clash(Exception):
    """A layer kind whose word or code is taken, or could not be told from another."""


def register(kind: type[Layer]) -> None:
    """Enter a kind by its word and codes."""
    if kind.word in KINDS and KINDS[kind.word].__module__ != kind.__module__:
        raise Clash(f"the word `{kind.word}` is taken by {KINDS[kind.word].__name__}")
    if kind.word in JOINING:
        raise Clash(f"the word `{kind.word}` joins branches")
    for code in kind.codes:
        if not (code.isascii() and code.isalpha() and code.isupper()):
            raise Clash(f"the code `{code}` of {kind.word} is not made of capital letters")
        if any(code in letters(each) for each in [kind, *KINDS.values()]):
            raise Clash(f"the code `{code}` of {kind.word} is the letter of a parameter")
        if code in CODES and CODES[code].word != kind.word:
            raise Clash(f"the code `{code}` of {kind.word} is taken by {CODES[code].word}")
        CODES[code] = kind
    for letter in letters(kind):
        if letter != "size" and (letter in CODES or letter == "x" or len(letter) > 1):
            raise Clash(
                f"the letter `{letter}` of {kind.word} could not be told from something else"
            )
    KINDS[kind.word] = kind


def argument_names(kind: type[Layer]) -> dict[str, str]:
    """Attribute names by the names that a spec uses (`from` is no attribute in Python)."""
    return {each.name or name: name for name, each in kind.arguments.items()}


def all_letters() -> set[str]:
    """The letters of every kind's shorthand parameters."""
    return {letter for kind in KINDS.values() for letter in letters(kind)} - {"size"}


def letters(kind: type[Layer]) -> dict[str, str]:
    """Argument names by shorthand letter; the size after the code is under `size`."""
    return kind._letters
