"""The vocabulary and the explanations: for the terminal and, generated from the same facts, for docs/."""

from cnndsl.diagnostics import CATALOGUE, CatalogueEntry
from cnndsl.docstrings import docstring
from cnndsl.layers import FAMILIES, KINDS, Layer
from cnndsl.layers.arguments import Argument
from cnndsl.show.styled_text import Line


def families() -> dict[str, list[type[Layer]]]:
    """The kinds by the module they stand in, in its order; a user's own come last."""
    rooms: dict[str, list[type[Layer]]] = {family.__name__: [] for family in FAMILIES}
    for kind in KINDS.values():
        rooms.setdefault(kind.__module__, []).append(kind)
    return {name.rpartition(".")[2]: kinds for name, kinds in rooms.items() if kinds}


def default_of(declared: Argument) -> str:
    if declared.required:
        return "needed"
    if declared.default is None:
        return declared.default_prose
    if isinstance(declared.default, bool):
        return "yes" if declared.default else "no"
    if isinstance(declared.default, float):
        return f"{declared.default:g}"
    return str(declared.default)


def letter_of(declared: Argument) -> str:
    return {"": "", "size": "the size"}.get(declared.letter, f"`{declared.letter}`")


def call_of(kind: type[Layer]) -> str:
    names = ", ".join(each.name or arg for arg, each in kind.arguments.items())
    return f"{kind.word}({names})" if names else kind.word


def prose_of(kind: type[Layer]) -> str:
    return docstring(kind)


def list_kinds() -> list[Line]:
    """Every kind with its codes, its arguments and its first sentence; a long call has a line for itself."""
    lines: list[Line] = []
    codes_width = max(len(" ".join(kind.codes)) for kind in KINDS.values())
    call_width = 36
    for family, kinds in families().items():
        lines += [[(family, "bold")]]
        for kind in kinds:
            call, first = call_of(kind), prose_of(kind).split("\n")[0]
            start: Line = [(f"  {' '.join(kind.codes):{codes_width}}", "cyan")]
            if len(call) > call_width:
                lines.append([*start, (f"  {call}", "")])
                start, call = [(" " * (codes_width + 2), "")], ""
            lines.append([*start, (f"  {call:{call_width}}", ""), (f"  {first}", "dim")])
        lines.append([])
    return [*lines, [("`cnndsl layers NAME` shows one in full", "dim")]]


def show_kind(kind: type[Layer]) -> list[Line]:
    """One kind in full; its call has a line for itself, which can be broken."""
    lines: list[Line] = [[(call_of(kind), "bold")]]
    lines += [[(" ".join(kind.codes), "cyan")]] if kind.codes else []
    lines += [[(line, "")] for line in prose_of(kind).split("\n")]
    if kind.arguments:
        lines.append([])
    for arg, declared in kind.arguments.items():
        letter = {"": "", "size": "size"}.get(declared.letter, declared.letter)
        lines.append(
            [
                (f"  {declared.name or arg:10}", "bold"),
                (f" {letter:5}", "cyan"),
                (f" {declared.prose}; {declared.type.name}; default: {default_of(declared)}", ""),
            ]
        )
    return [*lines, [], [("example: ", "bold"), (kind.example or "only inside `add`", "")]]


def explanation(entry: CatalogueEntry) -> list[Line]:
    """What `cnndsl explain CODE` prints."""
    head: Line = [(f"{entry.severity}[{entry.code}]", "bold")]
    return [head, [], *([(line, "")] for line in entry.explanation.split("\n"))]


def layers_page() -> str:
    """docs/layers.md."""
    out = [
        "# Layers",
        "",
        "Generated from the layer classes in `cnndsl/layers/`; `make docs` writes it.",
        "",
    ]
    for family, kinds in families().items():
        out += [f"## {family}", ""]
        for kind in kinds:
            codes = ", ".join(f"`{code}`" for code in kind.codes)
            out += [
                f"### `{call_of(kind)}`" + (f" · {codes}" if codes else ""),
                "",
                prose_of(kind),
                "",
            ]
            if kind.arguments:
                out += [
                    "| argument | shorthand | what it is | type | default |",
                    "|---|---|---|---|---|",
                ]
                out += [
                    f"| `{each.name or arg}` | {letter_of(each)} | {each.prose} | {each.type.name} "
                    f"| {default_of(each)} |"
                    for arg, each in kind.arguments.items()
                ]
                out.append("")
            if kind.example:
                out += [f"`{kind.example}`", ""]
    return "\n".join(out)


def diagnostics_page() -> str:
    """docs/diagnostics.md."""
    out = [
        "# Diagnostics",
        "",
        "Generated from the functions that raise them; `make docs` writes it, `cnndsl explain CODE` prints one.",
        "",
    ]
    for code in sorted(CATALOGUE):
        entry = CATALOGUE[code]
        out += [f"## {code}", "", f"*{entry.severity}*", ""]
        for line in entry.explanation.split("\n"):
            kind, _, spec = line.partition(":")
            out.append(f"{kind}: `{spec.strip()}`  " if kind in ("Bad", "Good") else line)
        out.append("")
    return "\n".join(out)
