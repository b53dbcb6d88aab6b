"""Nodes that look alike but for their numbers as one: `dilation 1, 2, 4`, and of many the first and the last."""

import re
from collections.abc import Iterable
from typing import Any

from cnndsl.draw.graph.nodes import Branching, Frame, Head, Node, Part, Row, Series, face

NUMBER = re.compile(r"\d[\d.]*(?:e-?\d+)?")
MOST_LISTED = 4
"""So many values are listed; of more the first and the last are told."""


def alike(series: Series) -> Any:
    """What is seen of a series, but for the numbers in it."""
    return tuple(map(_alike, series))


def _alike(node: Node) -> Any:
    if isinstance(node, Row):
        return face(node._replace(words=NUMBER.sub("0", node.words)))
    if isinstance(node, Part):
        return face(node._replace(given=tuple((name, "") for name, _ in node.given)))
    if isinstance(node, Frame):
        return (node.name, NUMBER.sub("0", node.given), alike(node.body), node.times)
    if isinstance(node, Branching):
        return (node.word, node.about.label, tuple(map(alike, node.bodies)))
    return face(node)


def merged(several: tuple[Series, ...]) -> Series:
    """Series that look alike as one."""
    return tuple(_merged(nodes) for nodes in zip(*several, strict=True))


def _merged(nodes: tuple[Node, ...]) -> Node:
    last: Any = nodes[-1]
    found: Any = nodes
    if isinstance(last, Row):
        return last._replace(words=together(each.words for each in found))
    if isinstance(last, Part):
        pairs = zip(*(each.given for each in found), strict=True)
        given = tuple((pair[0][0], together(said for _, said in pair)) for pair in pairs)
        return last._replace(given=given)
    if isinstance(last, Frame):
        given_text = together(each.given for each in found)
        return last._replace(given=given_text, body=merged(tuple(each.body for each in found)))
    if isinstance(last, Branching):
        bodies = zip(*(each.bodies for each in found), strict=True)
        return last._replace(bodies=tuple(map(merged, bodies)))
    return last if isinstance(last, Head) else nodes[-1]


def together(texts: Iterable[str]) -> str:
    """Texts as one, with all values of the numbers in which they differ."""
    split = [re.split(r"(\s+)", text) for text in texts]
    if len({len(each) for each in split}) > 1:
        return "".join(split[-1])
    return "".join(_values(list(dict.fromkeys(words))) for words in zip(*split, strict=True))


def _values(words: list[str]) -> str:
    if len(words) == 1:
        return words[0]
    ends = words[0][len(words[0].rstrip(",")) :]
    plain = [each.rstrip(",") for each in words]
    listed = ", ".join(plain) if len(plain) <= MOST_LISTED else f"{plain[0]}…{plain[-1]}"
    return listed + ends
