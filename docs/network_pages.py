"""What the pages say of the networks that come along: docs/networks.md, the tables elsewhere, and docs/modules/."""

import sys
from pathlib import Path

from cnndsl.bundled_networks import BundledNetwork, entries
from cnndsl.compile import compile_text, load
from cnndsl.emit.pytorch import source

sys.path.append(str(Path(__file__).parent))
from library_networks import HELD, LIBRARIES, Held

INTRODUCTION = """# The networks that come along

{count} networks, by what they are for. `cnndsl check NAME` shows one, `cnndsl show NAME` its spec in one piece, \
`cnndsl build NAME` its module; `cnndsl networks` looks for words, fields and limits. A name leads to its spec, \
the columns at the end to the module that it builds and to its picture. Each states its figures with `expect`.

*Beside* says what a network was held against: parameters, MACs by PyTorch's counter, and the outputs in evaluation \
for the same weights, to float error. *As it is* means that the library's state dict loads without `cnndsl weights` \
([weights](weights.md)). *Written out* is a reference of our own in plain PyTorch, \
[after the paper or its code](../tests/pytorch/reference_networks.py), for what no library here has. The others are \
held against PyTorch layer by layer, as all are. Versions: {versions}.
"""


THUMBNAIL = (
    '<a href="pictures/{name}.svg"><img src="pictures/{name}.svg" alt="{title}" height="64"></a>'
)
"""A picture that leads to itself at its own size."""


def networks_page() -> str:
    """All networks, a table for each field."""
    known = entries()
    versions = ", ".join(f"{library} {version}" for library, version in LIBRARIES.items())
    parts = [INTRODUCTION.format(count=len(known), versions=versions)]
    parts += [f"## {field.capitalize()}\n\n{_table(found)}" for field, found in _by_field(known)]
    apart = [f"* `{name}`: {held.apart}" for name, held in HELD.items() if held.apart]
    parts.append("## What is not compared\n\n" + "\n".join(apart) + "\n")
    return "\n".join(parts)


def _by_field(known: list[BundledNetwork]) -> list[tuple[str, list[BundledNetwork]]]:
    fields = sorted({each.field for each in known})
    return [(field, [each for each in known if each.field == field]) for field in fields]


def _table(found: list[BundledNetwork]) -> str:
    rows = ["| network | what it is | input | parameters | MACs | beside | module | picture |"]
    rows.append("|---|---|---|---:|---:|---|---|---|")
    for each in found:
        result = compile_text(load(each.name))
        year = f" ({each.year})" if each.year else ""
        cells = (
            f"[`{each.name}`](../architectures/{each.field}/{each.name}.cnn)",
            f"{each.title}: {each.source}{year}",
            result.network.comes_in,
            f"{result.sums.params:,}",
            f"{result.sums.macs:,}",
            _beside(HELD.get(each.name)),
            f"[{result.network.name}](modules/{each.name}.py)",
            THUMBNAIL.format(name=each.name, title=result.network.name),
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _beside(held: Held | None) -> str:
    if held is None:
        return ""
    if held.library == "reference":
        return "written out"
    return f"{held.library}'s `{held.network}`{', as it is' * held.as_it_is}"


def names_by_field() -> str:
    """The names alone, a line for each field."""
    lines = [
        f"* **{field}**: " + ", ".join(f"`{each.name}`" for each in found)
        for field, found in _by_field(entries())
    ]
    return "\n".join(lines) + "\n"


def weights_table() -> str:
    """Which library's weights come how."""
    rows = ["| network | library | its network | its state dict |", "|---|---|---|---|"]
    for name, held in HELD.items():
        if held.library != "reference":
            how = "loads as it is" if held.as_it_is else "`cnndsl weights`"
            rows.append(f"| `{name}` | {held.library} | `{held.network}` | {how} |")
    return "\n".join(rows) + "\n"


def module_text(name: str) -> str:
    """The module that a network builds."""
    return source(compile_text(load(name)))
