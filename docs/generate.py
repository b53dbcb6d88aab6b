"""Writes what docs/ and the README take from the code. A test says when they are stale."""

import re
import sys
from pathlib import Path

import cnndsl.catalogue  # noqa: F401  (enters every diagnostic)
from cnndsl.analyse.devices import DEVICES
from cnndsl.analyse.report import OF_A_REPORT, report
from cnndsl.compile import compile_text, load
from cnndsl.emit.pytorch import source
from cnndsl.resources import bundled
from cnndsl.show.layer_table import table
from cnndsl.show.problems import full
from cnndsl.show.report import table as report_table
from cnndsl.show.styled_text import plain
from cnndsl.show.tables import lines
from cnndsl.show.vocabulary import diagnostics_page, layers_page
from cnndsl.text import Text

REPO = Path(__file__).parent.parent
sys.path.append(str(Path(__file__).parent))
from network_pages import module_text, names_by_field, networks_page, weights_table  # noqa: E402
from picture_pages import all_pictures  # noqa: E402

WEIGHTS = REPO / "docs" / "weights.md"
COUNTING = REPO / "docs" / "counting.md"


def said(spec: str) -> str:
    """What `cnndsl check` says of a spec in a pipe."""
    result = compile_text(Text("lenet.cnn", spec))
    problems = "".join(
        plain(full(found, result.network.text)) for found in result.network.diagnostics
    )
    return problems + ("\n" if problems else "") + plain(lines(table(result)))


def mistake(spec: str) -> str:
    result = compile_text(Text("lenet.cnn", spec))
    (found,) = (each for each in result.network.diagnostics if each.severity == "error")
    return plain(full(found, result.network.text))


def first_class(spec: str) -> str:
    """The first class of the module that a spec becomes."""
    text = source(compile_text(Text("residual.cnn", spec)))
    start = text.index("\nclass ") + 1
    return text[start : text.index("\n\n\nclass ", start)]


def account(name: str) -> str:
    """What `cnndsl report` says of a bundled network on a narrow terminal."""
    return plain(lines(report_table(report(compile_text(load(name)))), 80))


def devices() -> str:
    """The devices as a table; rates that a device has not are left empty."""
    rows = ["| name | device | GB/s | float32 | TF32 | float16 | bfloat16 | source |"]
    rows.append("|---|---|---:|---:|---:|---:|---:|---|")
    for name, each in DEVICES.items():
        rates = (each.float32, each.tf32, each.float16, each.bfloat16)
        shown = " | ".join(f"{rate:,g}" if rate else "" for rate in rates)
        rows.append(f"| `{name}` | {each.title} | {each.bandwidth:,g} | {shown} | {each.source} |")
    return "\n".join(rows) + "\n"


def of_a_report() -> str:
    """The totals of a report, beside those of a check."""
    rows = [f"| `{name}` | {what} |" for name, what in OF_A_REPORT.items()]
    return "\n".join(["| total | what it is |", "|---|---|", *rows]) + "\n"


def counting(old: str) -> str:
    return filled(old, {"devices": devices(), "of a report": of_a_report()})


def filled(old: str, parts: dict[str, str]) -> str:
    """A page with its generated parts anew: each stands between two comments that name it."""
    for name, text in parts.items():
        old = re.sub(
            rf"(<!-- {name} -->\n).*?(<!-- end -->)",
            lambda m, t=text: m[1] + t + m[2],
            old,
            flags=re.S,
        )
    return old


def fenced(text: str, language: str = "") -> str:
    return f"```{language}\n{text.strip()}\n```\n"


def readme(old: str) -> str:
    """The README with its generated parts anew."""
    spec = re.findall(r"<!-- spec -->\n```\n(.*?)```", old, re.S)[0]
    wrong = re.findall(r"<!-- wrong spec -->\n```\n(.*?)```", old, re.S)[0]
    residual = re.findall(r"<!-- residual spec -->\n```\n(.*?)```", old, re.S)[0]
    parts = {
        "residual class": fenced(first_class(residual), "python"),
        "check": fenced(said(spec)),
        "report": fenced(account("vgg_d")),
        "module": fenced(source(compile_text(Text("lenet.cnn", spec))), "python"),
        "mistake": fenced(mistake(wrong)),
        "networks": names_by_field(),
    }
    return filled(old, parts)


def pages() -> dict[Path, str]:
    """Every generated page with its text, but for what takes all networks."""
    return {
        REPO / "docs" / "layers.md": layers_page(),
        REPO / "docs" / "diagnostics.md": diagnostics_page(),
        COUNTING: counting(COUNTING.read_text(encoding="utf-8")),
        WEIGHTS: filled(WEIGHTS.read_text(encoding="utf-8"), {"weights": weights_table()}),
        REPO / "README.md": readme((REPO / "README.md").read_text(encoding="utf-8")),
    }


def of_networks() -> dict[Path, str]:
    """The page of all networks, and the module that each builds."""
    modules = {REPO / "docs" / "modules" / f"{name}.py": module_text(name) for name in bundled()}
    return {REPO / "docs" / "networks.md": networks_page(), **modules}


def of_pictures() -> dict[Path, str]:
    """The pictures of the networks, and those that the pages show."""
    return {REPO / "docs" / "pictures" / name: text for name, text in all_pictures()}


if __name__ == "__main__":
    wanted = of_pictures() if sys.argv[1:] == ["pictures"] else {**pages(), **of_networks()}
    for path, text in wanted.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"wrote {path.relative_to(REPO)}\n")
