"""No code from a spec: whatever it says, the module has the syntax tree that the emitter meant, with other names."""

import ast
import builtins
import keyword
import re
from functools import cache

import pytest
from conftest import checked, sample
from hypothesis import assume, given
from hypothesis import strategies as st

from cnndsl.compile import Options, compile_text
from cnndsl.emit.build import Build
from cnndsl.emit.pytorch import source
from cnndsl.text import Text

PLACES = {
    "network": "network {0}\ninput 3x12x12\nC3D8 R GAP FC3",
    "label": "input 3x12x12\n{0}: C3D8 R C3D4*3 cat( id | @{0} ) GAP FC3",
    "group": "input 3x12x12\n{0}: [C3D8 BN R] C3D4 cat( id | @{0} ) GAP FC3",
    "inner": "input 3x12x12\nenc: [{0}: C3D8 R] cat( id | @enc.{0} ) GAP FC3",
    "head": "input 3x12x12\nC3D8 R head {0} {{ GAP FC2 }} C3D4 R GAP FC3",
    "aux": "input 3x12x12\nC3D8 R aux {0} {{ GAP FC2 }} C3D4 R GAP FC3",
    "block": "block {0}(d) {{ C3D<d> R C3D<d> R }}\ninput 3x12x12\n{0}(8) {0}(4) GAP FC3",
    "parameter": "block b({0}, n=2) {{ C3D<{0}> R C1D<n*{0}> R }}\ninput 3x12x12\nb(8) b(4) GAP FC3",
    "constant": "let {0} = 8\ninput 3x12x12\nC3D<{0}> R C3D<2*{0}> R GAP FC3",
    "tap parameter": "block b({0}) {{ cat( id | @{0} ) }}\ninput 3x12x12\na: C3D8 R C3D4 R b(@a) GAP FC3",
}
TRICKS = [
    *keyword.kwlist,
    *keyword.softkwlist,
    *(name for name in dir(builtins)),
    *"self cls torch nn F x y a b super forward __init__ __class__ __del__ _ __ _x x__ T_destination".split(),  # noqa: SIM905
    *"Module Tensor NamedTuple Any any named_tuple exception value_error Output device dtype factory".split(),  # noqa: SIM905
    *"on_this_machine he_normal crop_like divisible part zip range Net Network".split(),  # noqa: SIM905
    "x'y", 'x"y', 'x"""y', "x\\y", "x\ny", "x;import os", "x)", "x=1", "x#y", "x.y", "x{y}", "{0}", "%s", "$(x)",
    "сonv", "ｘ", "ℌello", "ﬁ", "µ", "x\u200by", "x\u202ey", "x\0y", "x\x1b[31m", "é", "x²", "Ⅷ", "ª", "x\ud800",
]  # fmt: skip
PLAIN = "own"


def shape(node: ast.AST) -> object:
    """A syntax tree without its names and texts: its kinds of nodes, its numbers, and where a text stands."""
    if isinstance(node, ast.Constant):
        return ("text",) if isinstance(node.value, str) else ("constant", node.value)
    return (type(node).__name__, *(shape(each) for each in ast.iter_child_nodes(node)))


def texts(tree: ast.AST) -> list[str]:
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def built(spec: str, name: str = "spec.cnn") -> ast.Module | None:
    result = compile_text(Text(name, spec), Options())
    return ast.parse(source(result)) if result.network.ok else None


@cache
def ordinary(place: str) -> ast.Module:
    """The module with a name there that nothing is the matter with."""
    tree = built(PLACES[place].format("Own" if place == "network" else PLAIN))
    assert tree is not None
    return tree


@cache
def literal(place: str) -> list[object]:
    """Of a constant: the module in which it is no argument, since Python or PyTorch have another use for its name."""
    tree = built(PLACES[place].format("dtype")) if place == "constant" else None
    return [] if tree is None else [shape(tree)]


def refused_or_harmless(place: str, name: str) -> bool:
    """Whether a name is taken; its module has to be that of a plain name but for the names."""
    tree = built(PLACES[place].format(name))
    if tree is None:
        return False
    meant = ordinary(place)
    assert shape(tree) in [shape(meant), *literal(place)]
    words = {word for text in texts(tree) for word in re.findall(r"[^\w\s.,:;`'()/-]", text)}
    assert words <= {word for text in texts(meant) for word in re.findall(r"\W", text)}
    for node in ast.walk(tree):
        for kind in ("id", "name", "attr", "arg"):
            found = getattr(node, kind, None)
            assert found is None or (found.isascii() and not keyword.iskeyword(found)), found
    return True


@pytest.mark.parametrize("place", sample(sorted(PLACES)))
def test_a_name_is_refused_or_a_name(place: str) -> None:
    assert refused_or_harmless(place, "Own2" if place == "network" else "own2")
    bad = {"class", "None", "__init__", "_", "x'y", "сonv", "ｘ", "é", "x;import os"}
    tried = [name for name in {*sample(TRICKS), *bad} if "\n" not in name]
    taken = {name for name in tried if refused_or_harmless(place, name)}
    if place != "constant":  # which is worked out, and need not be a name in the module
        assert not bad & taken


@given(st.sampled_from(sorted(PLACES)), st.text(min_size=1, max_size=12))
def test_any_name_is_refused_or_a_name(place: str, name: str) -> None:
    assume(not set(name) & set(" \t\n\r#[](){}|@:"))
    spec = PLACES[place].format(name)
    tree = built(spec)
    if tree is None:
        return
    shown = {each for text in texts(tree) for each in text}
    assert shown <= set(map(chr, range(32, 127))) | {"\n"}
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert {getattr(node, "module", None) or node.names[0].name for node in imports} <= {
        "torch", "torch.nn.functional", "torch.types", "typing"
    }  # fmt: skip


@cache
def shape_of(spec: str) -> object:
    """The shape of what a spec is built as."""
    tree = built(spec)
    assert tree is not None
    return shape(tree)


@given(
    st.text(max_size=30),
    st.sampled_from(["", '"""\nimport os\n"""', "\\", "'''", "\N{RIGHT-TO-LEFT OVERRIDE}"]),
)
def test_a_files_name_is_no_code(name: str, trick: str) -> None:
    assume("\0" not in name)  # which no file's has
    spec = "input 3x12x12 C3D8 R GAP FC3"
    tree = built(spec, f"{name}{trick}.cnn")
    assert tree is not None
    assert shape(tree) == shape_of(spec)


@given(st.text(max_size=40))
def test_comments_and_strings_are_no_code(words: str) -> None:
    said = re.sub(r"[\r\n]", " ", words)
    tree = built(f"input 3x12x12 # {said}\nC3D8 R FC3 # {said}")
    assert tree is None or shape(tree) == shape_of("input 3x12x12 C3D8 R FC3")


BUILDS = {
    "device": ("cpu", "cuda", "auto"),
    "dtype": ("float32",),
    "class_name": ("Own",),
}
"""Values of a build whose modules differ in more than names and texts."""


@given(
    st.sampled_from(sorted(BUILDS)),
    st.one_of(
        st.sampled_from(TRICKS),
        st.text(max_size=20),
        st.from_regex(r"(cpu|cuda|cuda:[0-9]+|float(16|32)|Own)\W.*", fullmatch=True),
    ),
)
def test_what_a_build_is_given_is_refused_or_a_name(what: str, words: str) -> None:
    result = checked("input 3x12x12 C3D8 R GAP FC3")
    try:
        tree = ast.parse(source(result, Build(**{what: words})))  # type: ignore[arg-type]
    except ValueError:
        return
    known = [ast.parse(source(result, Build(**{what: each}))) for each in BUILDS[what]]  # type: ignore[arg-type]
    assert shape(tree) in [shape(each) for each in known]
    assert words in ast.unparse(tree)


@pytest.mark.parametrize("inference", [False, True])
def test_numbers_are_written_as_numbers(inference: bool) -> None:
    """A size is a whole number, whatever expression it comes from; a fraction is a float."""
    spec = "let a = 7/2\ninput 3x12x12\nC3D<2*a> BN R DO<a/7> leaky_relu(1/3) C1D<1_0> GAP FC<1e1>"
    tree = ast.parse(source(checked(spec), Build(inference=inference)))
    numbers = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and not isinstance(node.value, str | bool)
    }
    assert {7, 10, 1 / 3} <= numbers
    assert all(type(number) in (int, float, type(None)) for number in numbers)
