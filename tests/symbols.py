"""What stands in for PyTorch where it is not installed: generated modules run, and say what they would have done.

A value is the expression that made it. Two values are the same where the same was done in the same order, but for
the order of what is added or multiplied; reading one whose memory was written over in the meantime is an error.
"""

import builtins
from collections.abc import Callable, Iterator
from math import prod
from types import SimpleNamespace
from typing import Any

WITHOUT_EFFECT = ("flatten", "Dropout", "Flatten", "Identity")
"""What leaves a value as it is in evaluation, wherever it stands."""
COMMUTATIVE = ("add", "mul")


class Symbols:
    """One run's expressions, each known by a number."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}
        self._expressions: list[tuple[object, ...]] = []

    def of(self, *expression: object) -> int:
        if expression not in self._numbers:
            self._numbers[expression] = len(self._expressions)
            self._expressions.append(expression)
        return self._numbers[expression]

    def terms(self, name: str, key: Any) -> tuple[object, ...]:
        """What a sum, or a product, is made of."""
        if isinstance(key, tuple) and key[0] == "value":
            own, *terms = self._expressions[key[1]]
            if own == name:
                return tuple(terms)
        return (key,)

    def show(self, number: int) -> str:
        """An expression in full, for who looks for a difference."""

        def shown(part: object) -> str:
            if isinstance(part, tuple):
                inner = part[1] if part[:1] == ("value",) else None
                return self.show(inner) if isinstance(inner, int) else str(tuple(map(shown, part)))
            return str(part)

        name, *rest = self._expressions[number]
        return f"{name}({', '.join(map(shown, rest))})"


SYMBOLS = Symbols()


class Memory:
    """Where a value lies: how often it has been written over."""

    version = 0


class Value:
    """A tensor that is nothing but how it was made."""

    def __init__(self, expression: int, memory: Memory | None = None) -> None:
        self.expression = expression
        self.memory = memory or Memory()
        self.version = self.memory.version

    def read(self) -> int:
        assert self.version == self.memory.version, "read behind what has written over it"
        return self.expression

    def clone(self) -> "Value":
        return Value(self.read())

    def written_over(self, expression: int) -> "Value":
        self.memory.version += 1
        return Value(expression, self.memory)

    def __add__(self, other: Any) -> "Value":
        return Value(_operation("add", self, other))

    def __mul__(self, other: Any) -> "Value":
        return Value(_operation("mul", self, other))

    def __iadd__(self, other: Any) -> "Value":
        return self.written_over(_operation("add", self, other))

    def __imul__(self, other: Any) -> "Value":
        return self.written_over(_operation("mul", self, other))

    __radd__, __rmul__ = __add__, __mul__

    def __sub__(self, other: Any) -> "Value":
        return Value(_operation("sub", self, other))

    def __matmul__(self, other: Any) -> "Value":
        return Value(_operation("matmul", self, other))

    def __isub__(self, other: Any) -> "Value":
        return self.written_over(_operation("sub", self, other))

    def __truediv__(self, other: Any) -> "Value":
        return Value(_operation("truediv", self, other))

    def __rtruediv__(self, other: Any) -> "Value":
        return Value(_operation("truediv", other, self))

    def __pow__(self, other: Any) -> "Value":
        return Value(_operation("pow", self, other))

    def __floordiv__(self, other: Any) -> "Value":
        return Value(_operation("floordiv", self, other))

    def __getitem__(self, place: Any) -> "Value":
        return Value(SYMBOLS.of("item", self.read(), str(place)))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *given, **named: _done(name, (self, *given), named)

    def dim(self) -> int:
        """The same for all, since nothing hangs on it but how many ones are written."""
        return 4


def _key(value: Any) -> Any:
    """What an argument is, of whatever kind."""
    if isinstance(value, Value):
        return "value", value.read()
    if isinstance(value, list | tuple):
        return tuple(map(_key, value))
    return value if isinstance(value, int | float | str | None) else str(value)


def _operation(name: str, *operands: Any) -> int:
    keys = [_key(each) for each in operands]
    if name in COMMUTATIVE:
        keys = sorted((term for key in keys for term in SYMBOLS.terms(name, key)), key=str)
    return SYMBOLS.of(name, *keys)


def _done(name: str, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
    """What a function or a method of PyTorch gives."""
    if name in WITHOUT_EFFECT:
        return given[0]
    over = named.pop("inplace", False)
    if name == "chunk":
        whole, count, *_ = given
        if count == 1:
            return (whole,)
        return tuple(
            Value(SYMBOLS.of("chunk", whole.read(), count, k), whole.memory) for k in range(count)
        )
    options = tuple(sorted((key, _key(value)) for key, value in named.items()))
    expression = SYMBOLS.of(name, *map(_key, given), options)
    return given[0].written_over(expression) if over else Value(expression)


class Module:
    """What `nn.Module` is to a generated class."""

    training = False

    def __call__(self, *values: Any) -> Any:
        return self.forward(*values)  # type: ignore[attr-defined]

    def add_module(self, name: str, module: Any) -> None:
        vars(self)[name] = module

    register_parameter = add_module

    def get_submodule(self, path: str) -> Any:
        found: Any = self
        for name in path.split("."):
            found = vars(found)[name]
        return found

    def get_parameter(self, name: str) -> Any:
        first, _, rest = name.partition(".")
        inner = getattr(self, first)
        return inner.get_parameter(rest) if rest else inner

    def modules(self) -> Iterator["Module"]:
        yield self
        for each in vars(self).values():
            if isinstance(each, Module):
                yield from each.modules()

    def eval(self) -> "Module":
        return self.train(False)

    def train(self, mode: bool = True) -> "Module":
        for each in self.modules():
            each.training = mode
        return self


class Layer(Module):
    """A layer of PyTorch's own: what it was made with, and what it is given."""

    def __init__(self, *given: Any, **named: Any) -> None:
        self.given = given
        self.named = {key: value for key, value in named.items() if key not in ("device", "dtype")}
        self.weight = self.bias = Value(SYMBOLS.of("parameter", id(self)))

    def __getattr__(self, name: str) -> Any:
        """What it was made with, by name, for initialisation."""
        if name == "groups":
            return self.named.get(name, 1)
        if name == "stride":
            stride = self.named.get(name, 1)
            return stride if isinstance(stride, tuple) else (stride, stride)
        if name in ("size", "kernel_size"):
            return self.named.get(name, self.given[0])
        if name in ("alpha", "beta", "k", "normalized_shape", "eps", "p"):
            return self.named.get(name, f"{name} of {self.given}")
        raise AttributeError(name)

    def forward(self, *values: Any) -> Any:
        name = type(self).__name__
        over = self.named.get("inplace", False)
        return _done(name, (*values, id(self)), {"inplace": over})


class Held(Module):
    """`nn.ModuleList`, `nn.ModuleDict` and `nn.ParameterList`."""

    def __init__(self, held: Any = ()) -> None:
        named = held.items() if isinstance(held, dict) else enumerate(held)
        vars(self).update((str(name), each) for name, each in named)

    def __getitem__(self, name: int | str) -> Any:
        return list(self)[name] if isinstance(name, int) else vars(self)[name]

    def __iter__(self) -> Iterator[Any]:
        return (each for name, each in vars(self).items() if name != "training")


class InTurn(Held):
    """`nn.Sequential`."""

    def __init__(self, *layers: Any) -> None:
        super().__init__(layers)

    def forward(self, x: Any) -> Any:
        for layer in self:
            x = layer(x)
        return x


class _Functions:
    """PyTorch's functions, by whatever name."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *given, **named: _done(name, given, named)


class _Layers:
    """PyTorch's layers, by whatever name."""

    Module, Sequential = Module, InTurn
    ModuleList = ModuleDict = ParameterList = Held
    init = _Functions()

    def __getattr__(self, name: str) -> type[Layer]:
        made = type(name, (Layer,), {})
        setattr(self, name, made)
        return made

    @staticmethod
    def Parameter(value: Value) -> Value:  # noqa: N802
        return Value(SYMBOLS.of("parameter", value.read(), id(value)))


class Size(tuple[int, ...]):
    def numel(self) -> int:
        return prod(self)


class _Torch(_Functions):
    Tensor, Size, device, dtype = Value, Size, str, str
    accelerator = SimpleNamespace(current_accelerator=lambda check: None)
    float32, float16, bfloat16 = "float32", "float16", "bfloat16"
    Device = str

    @staticmethod
    def cat(values: Any, dim: int) -> Value:
        return values[0] if len(values) == 1 else Value(SYMBOLS.of("cat", _key(values), dim))

    @staticmethod
    def full(*given: Any, **named: Any) -> Value:
        return Value(SYMBOLS.of("full", *map(_key, given)))


functional = _Functions()
torch = _Torch()
torch.nn = _Layers()
torch.nn.functional = functional


def run(text: str) -> dict[str, Any]:
    """What a generated file defines."""

    def imported(name: str, *rest: Any) -> Any:
        return torch if name.startswith("torch") else builtins.__import__(name, *rest)

    space: dict[str, Any] = {
        "__name__": "generated",
        "__builtins__": {**vars(builtins), "__import__": imported},
    }
    exec(compile(text, "<generated>", "exec"), space)
    return space
