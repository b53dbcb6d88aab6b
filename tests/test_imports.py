"""What imports what: the order of the house, and what start-up must not load."""

import ast
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from cnndsl.syntax.parser_tables import STORE

PACKAGE = Path(__file__).parent.parent / "cnndsl"
MODULES = sorted(PACKAGE.rglob("*.py"))
STAGES = [
    {"named_tuple"},
    {
        "text",
        "sizes",
        "paths",
        "limits",
        "formulas",
        "lazy_modules",
        "unfinished_files",
        "docstrings",
        "python_trees",
        "garbage",
        "version",
    },
    {"fixes"},
    {"resources", "spelling"},
    {"diagnostics"},
    {"json_records"},
    {"layers"},
    {"syntax"},
    {"formatting"},
    {"network", "bundled_networks", "comments"},
    {"walker"},
    {"checking"},
    {"program"},
    {"analyse"},
    {"validation"},
    {"emit", "show"},
    {"numbers"},
    {"draw"},
    {"catalogue", "compile", "verify", "measuring"},
    {"fixing", "index"},
    {"writing"},
    {"expanding"},
    {"sweep"},
    {"weights"},
    {"layer_objects"},
    {"api"},
    {"reports"},
    {"cli"},
    {"__main__", "__init__"},
]
"""From the ground up: a stage uses what stands below it, and itself."""


BACK_END = "cnndsl.emit.pytorch"


def stage_of(name: str) -> int:
    return next(height for height, stage in enumerate(STAGES) if name in stage)


@cache
def syntax_tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


NAMES = {name_of(path): path for path in MODULES}


@cache
def imported(path: Path) -> frozenset[str]:
    """The modules of the package that one names, wherever in it: for their types alone, or later, too."""
    found: set[str] = set()
    for node in ast.walk(syntax_tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            inner = {f"{node.module}.{each.name}" for each in node.names}
            found |= (inner & NAMES.keys()) or {node.module}
        elif isinstance(node, ast.Import):
            found.update(each.name for each in node.names)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            given = node.args if node.func.id in ("LazyModule", "import_module") else []
            found.update(str(each.value) for each in given if isinstance(each, ast.Constant))
    return frozenset(found & NAMES.keys())


def imports(path: Path) -> list[str]:
    """What stands straight in the package of all that a module imports: its stages, and other modules."""
    return [name.split(".")[1] for name in imported(path) if "." in name]


def ring_from(start: str, uses: dict[str, frozenset[str]]) -> list[str]:
    """The shortest way from a module back to itself; empty where there is none."""
    ways = {name: [start] for name in uses[start]}
    waiting = list(ways)
    for name in waiting:
        if name == start:
            return ways[name]
        for each in uses.get(name, frozenset()) - ways.keys():
            ways[each] = [*ways[name], name]
            waiting.append(each)
    return []


def rings(uses: dict[str, frozenset[str]]) -> set[tuple[str, ...]]:
    """Of all modules that import one another in a ring, one ring at least, from its first name on."""
    found = (ring_from(name, uses) for name in uses)
    return {tuple(ring) for ring in found if ring and ring[0] == min(ring)}


def test_a_stage_uses_only_what_stands_under_it() -> None:
    for path in MODULES:
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for used in imports(path):
            if own == "show" and path.name == "verification.py" and used == "verify":
                continue  # for its type alone
            assert used == own or stage_of(used) < stage_of(own), f"{path} uses {used}"


def test_a_back_end_is_known_by_three_names() -> None:
    for path in MODULES:
        if path.is_relative_to(PACKAGE / "emit" / "pytorch"):
            continue
        for node in ast.walk(syntax_tree(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(BACK_END):
                names = {alias.name for alias in node.names}
                assert node.module == BACK_END, path
                assert names <= {"asked_for", "module_class", "source"}, path


def test_nothing_is_looked_up_in_what_is_written() -> None:
    """What was made is in values, and not found again in a text by a pattern."""
    patterns = [
        path.relative_to(PACKAGE).as_posix()
        for folder in ("program", "emit")
        for path in (PACKAGE / folder).rglob("*.py")
        for node in ast.walk(syntax_tree(path))
        if isinstance(node, ast.Import) and any(alias.name == "re" for alias in node.names)
    ]
    assert patterns == [
        "emit/stamp.py"
    ]  # for a file's name in a comment, and for its own first lines


def test_no_modules_import_one_another() -> None:
    """Not even for their types: what knows each other is one thing."""
    uses = {name: imported(path) for name, path in NAMES.items()}
    assert rings(uses) == set()


def test_a_ring_of_imports_is_found() -> None:
    uses = {"a": {"b"}, "b": {"c", "d"}, "c": {"a"}, "d": {"d2"}, "d2": {"d"}, "e": {"a"}}
    found = rings({name: frozenset(used) for name, used in uses.items()})
    assert found == {("a", "b", "c"), ("d", "d2")}


def test_layers_know_neither_syntax_nor_diagnostics_nor_torch() -> None:
    for path in (PACKAGE / "layers").glob("*.py"):
        text = path.read_text()
        assert not {"syntax", "diagnostics", "checking", "text"} & set(imports(path))
        assert "import torch\n" not in text
        assert "from torch import" not in text


def loaded(code: str) -> set[str]:
    ran = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules, file=sys.stderr)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=PACKAGE.parent,
    )
    return set(ran.stderr.split())


def test_start_up_loads_no_torch_numpy_pygments_or_rich() -> None:
    modules = loaded("from cnndsl.cli import main; main(['check', 'vgg_d', '--format', 'json'])")
    heavy = {
        "torch",
        "numpy",
        "pygments",
        "rich",
        "rich.table",
        "click",
        "fractions",
        "decimal",
        "difflib",
        "dataclasses",
        "inspect",
        "logging",
        "pathlib",
        "tempfile",
        "threading",
    }
    assert heavy & modules == set()
    assert "lark" not in modules or not os.path.exists(STORE)


def test_a_table_of_layers_needs_no_program() -> None:
    """What the network does in order is worked out for its memory, and for its module."""
    modules = loaded("from cnndsl.cli import main; main(['check', 'resnet18'])")
    assert not {"cnndsl.program.lower", "cnndsl.analyse.inference"} & modules
    modules = loaded("from cnndsl.cli import main; main(['check', 'resnet18', '--format', 'json'])")
    assert {"cnndsl.program.lower", "cnndsl.analyse.inference"} <= modules


def test_importing_the_package_loads_nothing_of_it() -> None:
    modules = loaded("import cnndsl")
    assert {name for name in modules if name.startswith("cnndsl")} == {"cnndsl", "cnndsl.version"}


def test_checking_from_python_loads_nothing_of_weights_numbers_or_pytorch() -> None:
    modules = loaded("import cnndsl; cnndsl.check('vgg_d')")
    assert not {name for name in modules if name.startswith(("cnndsl.weights", "cnndsl.numbers"))}
    assert not {"torch", "numpy", "difflib"} & modules


def test_public_names_are_no_modules_names() -> None:
    import cnndsl

    modules = {path.stem for path in PACKAGE.iterdir()}
    assert not set(cnndsl.__all__) & modules


def test_functions_stay_small_and_modules_say_what_they_are() -> None:
    for path in MODULES:
        tree = syntax_tree(path)
        assert ast.get_docstring(tree), f"{path} has no docstring"
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno + 1 <= 50, f"{path}: {node.name}"


def test_the_catalogue_has_every_module_with_words_of_a_diagnostic() -> None:
    from cnndsl.catalogue import STAGES

    own = {
        str(path.relative_to(PACKAGE.parent).with_suffix("")).replace("/", ".")
        for path in PACKAGE.rglob("*.py")
        if "@diagnostic(" in path.read_text() and path.stem != "diagnostics"
    }
    assert {stage.__name__ for stage in STAGES} == own


def test_a_sound_spec_needs_no_words_of_mistakes() -> None:
    """What is loaded for them would be a third of the start."""
    code = (
        "import sys; from cnndsl.compile import compile_text, load; compile_text(load('resnet50'));"
        "print(*sorted(name for name in sys.modules if name.startswith('cnndsl.')))"
    )
    env = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True
    )
    loaded = set(ran.stdout.split())
    unwanted = {
        f"cnndsl.{name}"
        for name in (
            "syntax.recovery",
            "syntax.notations.dispatch",
            "syntax.unknown_words",
            "syntax.notations.notation_problems",
            "checking.advice",
            "checking.bind_problems",
            "checking.layer_name_problems",
            "checking.name_fixes",
            "checking.shape_problems",
            "checking.merge_problems",
        )
    }
    assert "cnndsl.checking.infer" in loaded
    assert not loaded & unwanted


def test_a_check_keeps_nothing_for_an_index() -> None:
    modules = loaded(
        "from cnndsl.checking import infer; from cnndsl.cli import main;"
        "infer.Passed = None; sys_exit = main(['check', 'vgg_d']); assert sys_exit == 0"
    )
    assert "cnndsl.checking.infer" in modules
    assert not {name for name in modules if name.startswith("cnndsl.index")}


def test_a_report_that_is_not_shown_loads_no_pictures() -> None:
    modules = loaded("import cnndsl; cnndsl.report('lenet5').totals")
    assert not {name for name in modules if name.startswith("cnndsl.draw")}
