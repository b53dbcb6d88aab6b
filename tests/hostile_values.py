"""Values that nobody should give, for every parameter of every public function; and how each call may end."""

import ast
import decimal
import inspect
import json
import os
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import cnndsl
from cnndsl.layers.pool import Gap

SPEC = "let width = 1\ninput 3x8x8\nC3D<8*width> BN R FC3"
MARKER = Path(__file__).parent / "a_value_was_run"
RUN = f"__import__('pathlib').Path({str(MARKER)!r}).touch()"


def _raises(*_: object, **__: object) -> Any:
    raise RuntimeError("a value's own code was run")


RAISING = [
    "__str__", "__repr__", "__format__", "__bool__", "__eq__", "__ne__", "__hash__", "__len__",
    "__iter__", "__contains__", "__getitem__", "__getattr__", "__int__", "__float__", "__index__", "__fspath__",
    "__add__", "__radd__", "__lt__", "__call__", "keys", "items",
]  # fmt: skip
Raises = type("Raises", (), dict.fromkeys(RAISING, _raises) | {"__class__": property(_raises)})


def odd(kind: type) -> type:
    """A class of its own of a kind, all of whose own code raises."""
    return type(f"Odd{kind.__name__}", (kind,), dict.fromkeys(RAISING, _raises))


def lies(kind: type) -> Any:
    """What says that it is of a kind, and is not."""
    return type("Liar", (), {"__class__": kind})()


def gives(value: object, method: str) -> Any:
    return type("Gives", (), {method: lambda self: value})()


def nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


class Noisy(str):
    """Another text than the one that it holds."""

    __slots__ = ()

    def __str__(self) -> str:
        return f'cpu" + {RUN} + "'

    __format__ = __repr__ = lambda self, *_: str(self)  # type: ignore[assignment]
    removeprefix = partition = lambda self, *_: str(self)  # type: ignore[assignment]


TEXTS = [
    "", " ", "x", "no", "9", "-1", "0.5", "nan", "float32", "cuda:300", "cuda:²", "cuda:01", "cuda:1\n",
    "adam", "h100",
    "class", "print", "None", "__init__", "é", "ｘ", "x" * 100_000, "\0", "a\0b", "\ud800",
    "\x1b[31m", "a\nb", "\u202e", "\u2028",
    f'cpu" + {RUN} + "', f"cpu'); {RUN}; ('", f"float32; {RUN}", f"float32)\n{RUN}\n(", f"A:\n    {RUN}\nclass B",
    f'"""\n{RUN}\n"""', f"network N\ninput 3x8x8 # {RUN}\nFC3", f"<script>{RUN}</script>", "../../etc/passwd",
    "/", "/dev/null",
    "C3D8 R FX1 (", "input 3x8x8 C3D8 @x", "vgg_dd.cnn", "a" * 300 + ".cnn",
]  # fmt: skip
NUMBERS = [
    0, 1, -1, 3, 2**31, 2**63 - 1, 2**63, 10**400, -(10**400), 10**5000, 0.0, 0.5, -0.5, 1e22, 1e308, 5e-324,
    float("nan"), float("inf"), Fraction(1, 3), Fraction(10**50, 3), Fraction(1, 10**5000), 1j,
    decimal.Decimal("0.5"),
]  # fmt: skip
HELD: list[Any] = [
    (), [], {}, set(), (3, 8, 8), [3, 16, 16], (0, 8, 8), (3, -8, 8), (3, 8, 8.0), (3, None, 8), (True, 8, 8),
    ("3", "8", "8"),
    (3, 8, 10**400), (1,) * 6, (1,) * 100_000, range(3), nested(2000), ["a", 3], ["\0"], [Path("x")],
    {"width": 3}, {"width": 0.5},
    {"width": None}, {"width": "3"}, {"width": float("nan")}, {"nosuch": 3}, {3: 3}, {None: None}, {"wid th": 1},
    {"width\x1b": 1}, {"width=3": 1}, {"layers": 10}, {"layers": 10**30}, {"layers": 1.5}, {"layers": True},
    {"\x1b": 1},
    {"\ud800": 1}, {"width": {"width": 1}}, {"width": [3]}, {RUN: 1}, {"width": RUN}, {"a": {"a": {}}},
    {"param_groups": 1},
]  # fmt: skip
THINGS: list[Any] = [
    None, True, False, ..., NotImplemented, object(), object, type, len, lambda: 3, sys, iter([3]), b"",
    b"vgg_d", bytearray(b"x"),
    memoryview(b"x"), Path("."), Path("nosuch.cnn"), Path("a\0b"), Path("\ud800"), Path("CRCRP"),
    Path(__file__), Raises(), Raises,
    lies(str), lies(int), lies(tuple), lies(dict), lies(cnndsl.CheckedNetwork), odd(str)("x"),
    odd(str)("vgg_d"), odd(int)(3),
    odd(float)(0.5), odd(tuple)((3, 8, 8)), odd(list)([3, 8, 8]), odd(dict)({"width": 3}), odd(bytes)(b"x"),
    Noisy("cpu"),
    Noisy("float32"), Noisy("Mine"), gives(3, "__index__"), gives(RUN, "__index__"), gives(10**5000, "__index__"),
    gives("vgg_d", "__fspath__"), gives(b"vgg_d", "__fspath__"), gives(b"\xff\0", "__fspath__"),
    gives(3, "__fspath__"),
    gives(Noisy("vgg_d"), "__fspath__"), {"width": Raises()}, {Raises: 1}, {Noisy("width"): odd(int)(2)},
    (Raises(), 8, 8),
    [Raises()], (odd(int)(3), 8, 8), cnndsl.SpecError((), ""), cnndsl,
]  # fmt: skip
VALUES = [*TEXTS, *NUMBERS, *HELD, *THINGS]

EXPECTED = (ValueError, TypeError, OSError, cnndsl.SpecError, cnndsl.WeightsError)
Call = Callable[[Any], Any]
GIVEN: dict[str, Any] = {
    "spec": SPEC, "net": SPEC, "result": None, "weights": {}, "other": None, "input": (3, 8, 8), "parts": [Gap()],
}  # fmt: skip
"""What stands at a parameter that has no default, while another one is tried."""


def parameters(function: Callable[..., Any], name: str) -> Iterator[tuple[str, Call]]:
    """A call for each parameter that a function has."""
    found = [
        each for each in inspect.signature(function).parameters.values() if each.name != "self"
    ]
    for tried in found:
        if tried.kind is tried.VAR_POSITIONAL:
            yield f"{name}.{tried.name}[0]", lambda value: function(value, SPEC)
            yield f"{name}.{tried.name}[1]", lambda value: function(SPEC, value)
            continue
        needed = {p.name: GIVEN[p.name] for p in found if p.default is p.empty}

        def call(value: Any, tried: str = tried.name, needed: dict[str, Any] = needed) -> Any:
            return function(**{**needed, tried: value})

        yield f"{name}.{tried.name}", call


def calls() -> dict[str, Call]:
    """Every parameter of every public function, of every public class, and of the methods of what functions return."""
    found: dict[str, Call] = {}
    for name in cnndsl.__all__:
        public = getattr(cnndsl, name)
        if not (inspect.isclass(public) and issubclass(public, Exception)):
            found |= parameters(public, name)
    made = (cnndsl.check(SPEC), cnndsl.report(SPEC), cnndsl.compare(SPEC, SPEC))
    for each in made:
        for name, _ in inspect.getmembers(type(each), inspect.isfunction):
            if not name.startswith("_") or name == "__eq__":
                found |= parameters(getattr(each, name), f"{type(each).__name__}.{name}")
    return found


CALLS = calls()
OF_PYTORCH = {
    name for name in CALLS if name.startswith(("build.", "fit_weights.", "report.measure"))
}
"""Those that need PyTorch where they are given what is right."""


def harmless(name: str, value: Any) -> None:
    """Hold that a call ends in a right result or in a refusal; and that it runs nothing, and closes nothing."""
    kept = os.open(os.devnull, os.O_RDONLY)
    try:
        right(CALLS[name](value))
    except EXPECTED as refusal:
        said = str(refusal)
        several = isinstance(refusal, cnndsl.SpecError | cnndsl.WeightsError)
        pythons_own = isinstance(refusal, OSError)
        assert said, f"{name}: nothing is said of {type(value)}"
        assert all(line.isprintable() for line in (said.splitlines() if several else [said])), said
        assert len(said) < 700 or several or pythons_own, said
    finally:
        assert not MARKER.exists(), f"{name} runs {value!r}"
        for descriptor in (0, 1, 2, kept):
            os.fstat(descriptor)
        os.close(kept)


def right(result: Any) -> None:
    """Hold that what a call gives can be used."""
    if isinstance(result, str) and result.startswith('"""'):
        ast.parse(result)
    elif hasattr(type(result), "to_dict"):
        json.dumps(result.to_dict())
        assert str(result)
        assert result._repr_html_()
