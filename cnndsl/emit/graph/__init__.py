"""A program as a graph, for programs that draw: what takes what, folded as it is written.

A layer or a join is a node, a part that stands for itself is a group, and of copies the first one is shown.
"""

from html import escape
from typing import Any

from cnndsl.analyse.figures import Result
from cnndsl.program import statements as made
from cnndsl.program.variables import TRUNK, variable
from cnndsl.sizes import show_shape

Frame = dict[str, int]
"""The nodes that names' values come from."""


class Mermaid:
    """The graph in Mermaid's language; DOT says the same in other words."""

    language, ending = "Mermaid", ".mmd"
    start, end, new_line = "flowchart TB", "", "<br>"
    box, round = 'n{}["{}"]', 'n{}(["{}"])'
    group, group_end, edge = 'subgraph g{}["{}"]', "end", "n{} --> n{}"

    def __init__(self, result: Result) -> None:
        self.lines = [self.start]
        self.nodes = self.groups = 0
        self.edges: dict[str, None] = {}
        program = result.program.whole
        frame = {
            name: self._node(
                "    ", self.round, [], each.name or "input", show_shape(each.shape or ())
            )
            for name, each in zip(program.parameters, result.network.inputs, strict=True)
        }
        self._statements(program.statements, frame, "    ")
        for each in result.network.outputs:
            source = frame[variable(each.name) if each.head else program.results[0]]
            self._node("    ", self.round, [source], each.name, show_shape(each.shape))
        self.text = "\n".join([*self.lines, *self.edges, self.end]).rstrip() + "\n"

    def _node(self, indent: str, form: str, sources: list[int], *lines: str) -> int:
        self.nodes += 1
        self.lines.append(indent + form.format(self.nodes, self.new_line.join(map(escape, lines))))
        self.edges |= {f"    {self.edge.format(each, self.nodes)}": None for each in sources}
        return self.nodes

    def _statements(self, statements: Any, frame: Frame, indent: str, times: str = "") -> None:
        for each in statements:
            if isinstance(each, made.Assign):
                found = self._values(each.value, frame, indent, times)
                frame.update(zip(each.targets, found, strict=True))
            elif isinstance(each, made.InTraining):
                self._group("in training", each.body, frame, indent)

    def _copies(self, name: str, copies: Any, frame: Frame, indent: str) -> list[int]:
        """The first of them, with how many there are."""
        title = f"×{len(copies)}" if len(copies) > 1 else ""
        if title and not list(made.runs_in(copies[0])):
            self._group(title, copies[0], frame, indent)
        elif copies:
            self._statements(copies[0], frame, indent, f"{name} {title}")
        return [frame[TRUNK]]

    def _group(self, title: str, statements: Any, frame: Frame, indent: str) -> None:
        self.groups += 1
        self.lines.append(indent + self.group.format(self.groups, escape(title)))
        self._statements(statements, frame, f"{indent}    ")
        self.lines.append(indent + self.group_end)

    def _values(self, value: Any, frame: Frame, indent: str, times: str = "") -> list[int]:
        """The nodes that an operation's values come from."""
        if isinstance(value, str):
            return [frame[value]]
        if isinstance(value, made.Share):
            return [frame[value.x]] * value.among
        if isinstance(value, made.Flat | made.SizeOf):
            return [frame[value.x]]
        if isinstance(value, made.Run):
            part = value.part
            inner = dict(zip(part.parameters, map(frame.__getitem__, value.operands), strict=True))
            if part.copies:
                return self._copies(value.name, part.copies.each, inner, indent)
            block = f": {part.name}" if part.block else ""
            self._group(f"{value.name}{block} {times}".strip(), part.statements, inner, indent)
            return [inner[name] for name in part.results]
        if isinstance(value, made.Join):
            sources = [
                node for each in value.operands for node in self._values(each, frame, indent)
            ]
            return [self._node(indent, self.round, sources, value.layer.sign or value.how)]
        sources = [frame[each] for each in (value.x, *value.beside[:1])]
        lines = value.name, value.placed.origin.code, show_shape(value.shape)
        made_here = self._node(indent, self.box, list(dict.fromkeys(sources)), *lines)
        return [made_here] * (1 + value.gives_places)


class Dot(Mermaid):
    language, ending = "Graphviz", ".dot"
    start, end, new_line = "digraph {\n    node [shape=box]", "}", "\\n"
    box, round = 'n{} [label="{}"]', 'n{} [label="{}", shape=ellipse]'
    group, group_end, edge = 'subgraph cluster_{} {{ label="{}"', "}", "n{} -> n{}"


GRAPHS: dict[str, type[Mermaid]] = {"mermaid": Mermaid, "dot": Dot}
