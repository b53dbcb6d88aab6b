"""How a layer is written in PyTorch, as data: the module to make and the expression that applies it.

Nothing here knows PyTorch; names are those under which the generated file imports things (`nn.`, `F.`,
`torch.`). emit/ turns these values into text, and nothing else does.
"""

from collections.abc import Callable
from typing import Any

from cnndsl.named_tuple import NamedTuple


class Expression:
    """A value of the generated `forward`. Arithmetic on it makes further expressions."""

    __slots__ = ()

    def __add__(self, other: Any) -> "Expression":
        return Arithmetic("+", self, other)

    def __sub__(self, other: Any) -> "Expression":
        return Arithmetic("-", self, other)

    def __mul__(self, other: Any) -> "Expression":
        return Arithmetic("*", self, other)

    def __truediv__(self, other: Any) -> "Expression":
        return Arithmetic("/", self, other)

    def __matmul__(self, other: Any) -> "Expression":
        return Arithmetic("@", self, other)

    def __radd__(self, other: Any) -> "Expression":
        return Arithmetic("+", other, self)

    def __rmul__(self, other: Any) -> "Expression":
        return Arithmetic("*", other, self)

    def __getitem__(self, index: tuple[Any, ...]) -> "Expression":
        return Subscript(self, index)

    def __getattr__(self, name: str) -> Any:
        """`X.flatten(1)`: the method call, as data."""
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **options: MethodCall(self, name, args, options)

    def __call__(self, *args: Any) -> "Expression":
        return CallExpression(self, args)


class Symbol(Expression):
    """`X`, what comes in, `MODULE`, the layer's own module, or a value by the name that `let` gave it."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class Operand(Symbol):
    """The value of one of the branches that come together, by its number."""

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        super().__init__(f"operand {number}")
        self.number = number


class Attribute(Expression):
    """What a class of the file's own has of its base, as `eps` of a norm."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class Number(Expression):
    """A number of a `forward`, and what it is worked out of: by names, for which a class may have arguments."""

    __slots__ = ("how", "parts")

    def __init__(self, how: Callable[..., Any], **parts: Any) -> None:
        self.how, self.parts = how, parts

    @property
    def value(self) -> Any:
        return self.how(*self.parts.values())


def number(**part: Any) -> Number:
    """`number(start=2)`: a number as it is."""
    return Number(lambda value: value, **part)


class Let(Expression):
    """An expression that needs a value several times, in a line of its own before it."""

    __slots__ = ("body", "name", "value")

    def __init__(self, name: str, value: Any, body: Any) -> None:
        self.name, self.value, self.body = name, value, body


def let(name: str, value: Expression, body: Callable[[Expression], Expression]) -> Expression:
    return Let(name, value, body(Symbol(name)))


class Arithmetic(Expression):
    __slots__ = ("left", "right", "sign")

    def __init__(self, sign: str, left: Any, right: Any) -> None:
        self.sign, self.left, self.right = sign, left, right


class MethodCall(Expression):
    __slots__ = ("args", "method", "options", "owner")

    def __init__(self, owner: Any, method: str, args: Any, options: Any) -> None:
        self.owner, self.method, self.args, self.options = owner, method, args, options


class Subscript(Expression):
    __slots__ = ("index", "owner")

    def __init__(self, owner: Any, index: tuple[Any, ...]) -> None:
        self.owner, self.index = owner, index


class CallExpression(Expression):
    __slots__ = ("args", "target")

    def __init__(self, target: Any, args: Any) -> None:
        self.target, self.args = target, args


class FunctionCall(Expression):
    """A call of one of PyTorch's functions: `function("torch.sigmoid", X)`.

    `learned` says that it makes what is learned, and so takes `device` and `dtype`.
    """

    __slots__ = ("args", "learned", "options", "target")

    def __init__(self, target: str, args: Any, options: Any, learned: bool = False) -> None:
        self.target, self.args, self.options, self.learned = target, args, options, learned


def function(target: str, *args: Any, **options: Any) -> Expression:
    return FunctionCall(target, args, options)


def convolutions_start(name: str) -> Expression:
    """The call that fills an attribute as PyTorch fills a convolution's filters."""
    return function("nn.init.kaiming_uniform_", Attribute(name), a=Arithmetic("**", 5, 0.5))


NO_TENSOR = ("float", "size")
"""Calls in expressions whose result is no tensor."""
OPERATORS = {"+": "add", "-": "sub", "*": "mul", "/": "div", "@": "matmul"}


def parts_of(value: Any) -> list[Any]:
    """What an expression is directly made of, in the order in which Python works it out."""
    if isinstance(value, Arithmetic):
        return [value.left, value.right]
    if isinstance(value, MethodCall):
        return [value.owner, *value.args, *value.options.values()]
    if isinstance(value, Subscript):
        return [value.owner, *value.index]
    if isinstance(value, CallExpression):
        return [*value.args, value.target]
    if isinstance(value, FunctionCall):
        return [*value.args, *value.options.values()]
    if isinstance(value, Let):
        return [value.value, value.body]
    if isinstance(value, slice):
        return [value.start, value.stop, value.step]
    return list(value) if isinstance(value, tuple) else []


def events(value: Any, module: str) -> list[str]:
    """The calls that give a tensor, in order, as an observer of the run sees them."""
    inner = [each for part in parts_of(value) for each in events(part, module)]
    if isinstance(value, Arithmetic):
        return [*inner, OPERATORS[value.sign]]
    if isinstance(value, MethodCall):
        return inner if value.method in NO_TENSOR else [*inner, value.method]
    if isinstance(value, Subscript):
        sizes = isinstance(value.owner, MethodCall) and value.owner.method in NO_TENSOR
        return inner if sizes else [*inner, "__getitem__"]
    if isinstance(value, CallExpression):
        return [*inner, module if value.target is MODULE else "call"]
    if isinstance(value, FunctionCall):
        name = value.target.rpartition(".")[2]
        return inner if name in NO_TENSOR else [*inner, name]
    return inner


def functions_in(value: Any) -> set[str]:
    """The names of the functions that an expression calls."""
    own = {value.target} if isinstance(value, FunctionCall) else set()
    return own.union(*map(functions_in, parts_of(value)))


def numbers_in(value: Any) -> list[Number]:
    """The numbers of an expression that may vary, in order."""
    inner = [each for part in parts_of(value) for each in numbers_in(part)]
    return [value, *inner] if isinstance(value, Number) else inner


def attributes_in(value: Any) -> set[str]:
    """The names of what an expression takes of its class."""
    own = {value.name} if isinstance(value, Attribute) else set()
    return own.union(*map(attributes_in, parts_of(value)))


def as_number(value: Any) -> Any:
    """What is no expression, without the name that it may have."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return int(value) if whole else (type(value).__name__, value)


def key_of(value: Any, of_plain: Callable[[Any], Any] = as_number) -> Any:
    """What two expressions have in common that do the same, by what stands for their numbers and words."""
    if isinstance(value, Symbol):
        return value.name
    if isinstance(value, Number):
        return ("number", *value.parts)
    if isinstance(value, Expression):
        names: tuple[str, ...] = type(value).__slots__
        own = (key_of(getattr(value, name), of_plain) for name in names)
        return (type(value).__name__, *own)
    if isinstance(value, tuple):
        return tuple(key_of(each, of_plain) for each in value)
    if isinstance(value, dict):
        return tuple((name, key_of(each, of_plain)) for name, each in value.items())
    if isinstance(value, slice):
        return key_of((value.start, value.stop, value.step), of_plain)
    return of_plain(value)


X = Symbol("x")
MODULE = Symbol("module")
LIKE = Symbol("like")
"""Another value, whose size is taken."""
SIZE = MethodCall(LIKE, "size", (), {})
PLACES = Symbol("places")
"""Where a max pool found its numbers."""
WITHIN = Symbol("within")
"""The size of the maps that these places are in."""


class TorchModule(NamedTuple):
    """The object that holds a layer's weights or state: `nn.Conv2d(3, 64, 3, padding=1)`."""

    target: str
    positional: dict[str, Any]
    """By name, in order; written without the names."""
    keyword: dict[str, Any]
    learned: bool
    """Whether it takes `device` and `dtype`."""
    usual: dict[str, Any]
    """What PyTorch takes for a keyword that is left out."""


def is_plain(value: Expression) -> bool:
    """Whether an expression is a module's call, `module(x)`."""
    called = isinstance(value, CallExpression) and value.target is MODULE
    return called and value.args == (X,)


class OwnTensor(NamedTuple):
    """What a class of the file's own has learned."""

    name: str
    shape: tuple[Any, ...]
    """Numbers, and names of what the class is given."""
    start: Expression | None
    """The call that fills it; None for a bias that the class does without."""


class TorchLayer(NamedTuple):
    """A layer in PyTorch: the module that does it, or an expression, and the module in that where one is needed."""

    apply: Expression
    module: TorchModule | None = None
    differs: tuple[tuple[str, Any, Any], ...] = ()
    """For what is the identity in some places: it has a module where any two of these numbers differ."""
    operator: bool = False
    """Whether the expression stands in `forward` itself; else it is a module's, which the file has a class for."""
    called: str = ""
    """The name of that class, where the kind's own will not do."""
    holds: tuple[OwnTensor, ...] = ()
    """What that class holds, where PyTorch has no module that does; `module` is then what it is given."""
    says: str = ""
    """Its docstring, where the kind's own will not do."""
    takes: dict[str, Any] = {}  # noqa: RUF012  (never changed)
    """The numbers that it is made with, where these are no arguments of the kind: `Attribute`s of the expression."""

    @property
    def plain(self) -> bool:
        """Whether it is PyTorch's module and nothing around that."""
        return is_plain(self.apply)

    @property
    def is_module(self) -> bool:
        """Whether a module takes what comes in and gives what goes out."""
        return self.plain or not self.operator


def module(
    target: str, learned: bool = True, usual: dict[str, Any] | None = None, /, **arguments: Any
) -> TorchModule:
    """Arguments named with a leading underscore are positional: `_in_channels=3`."""
    positional = {name[1:]: value for name, value in arguments.items() if name.startswith("_")}
    keyword = {name: value for name, value in arguments.items() if not name.startswith("_")}
    return TorchModule(target, positional, keyword, learned, usual or {})


def held(
    made: TorchModule, apply: Expression | None = None, called: str = "", says: str = ""
) -> TorchLayer:
    """A layer that is a module of PyTorch's; with an expression, one that does this with what the module gives."""
    return TorchLayer(apply or MODULE(X), made, called=called, says=says)


def own(
    apply: Expression, *holds: OwnTensor, given: dict[str, Any] | None = None, called: str = ""
) -> TorchLayer:
    """A layer that is a class of the file's own, with tensors of its own; `given` are its arguments."""
    made = TorchModule("nn.Module", given or {}, {}, True, {})
    return TorchLayer(apply, made, called=called, holds=holds)


def stateless(target: str, **arguments: Any) -> TorchLayer:
    """A layer that is a module without weights."""
    return held(module(target, False, **arguments))


def only(
    expression: Expression, called: str = "", takes: dict[str, Any] | None = None
) -> TorchLayer:
    """A layer that is an expression of what comes in: the file has a class for it, made with these numbers."""
    return TorchLayer(expression, called=called, takes=takes or {})


def operator(expression: Expression, made: TorchModule | None = None) -> TorchLayer:
    """A layer that is an expression in `forward`, and no module, or more than its module."""
    return TorchLayer(expression, made, operator=True)
