"""Whatever order a checkpoint's modules were registered in: a fit is right, or refused."""

from collections.abc import Iterator
from typing import Any

import pytest
from conftest import EXAMPLES
from hypothesis import given, settings
from hypothesis import strategies as st

from cnndsl.weights.fit import fit
from cnndsl.weights.misfit import Misfit
from cnndsl.weights.outcome import Fit
from cnndsl.weights.task import Rules
from cnndsl.weights.tensor_names import Tensor


@pytest.mark.slow
def test_more_than_a_thousand_layers_in_one_list() -> None:
    """More than Python nests calls; and one that lies between too many, which is found without trying all."""
    ours = [Tensor(f"c{n}.{role}", (n % 7,)) for n in range(1200) for role in ("weight", "bias")]
    theirs = [each._replace(name=f"net.{each.name[1:]}") for each in ours]
    for ordered in (True, False):
        found = fit(ours, theirs, [], Rules(ordered))
        assert all(f"net.{own[1:]}" == match.theirs for own, match in found.matches.items())
    more = [*theirs[:1200], Tensor("x.weight", (9,)), *theirs[1200:]]
    with pytest.raises(Misfit) as refused:
        fit(ours, more, [], Rules())
    assert refused.value.lines == ["- = x  # left out"]
    every_second = [each for each in theirs if each.name.endswith("weight")]
    with pytest.raises(Misfit, match="the network has 2400 tensors, the checkpoint 1200"):
        fit(ours, sorted(every_second), [], Rules(ordered=False))


Node = dict[str, Any]


@st.composite
def modules(draw: st.DrawFn, depth: int = 3) -> Node:
    """A module as nested dicts in the order in which data meets its layers; a leaf is a layer's size."""
    node: Node = {}
    counts: dict[str, int] = {}
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["a", "b", "c"]))
        counts[kind] = counts.get(kind, 0) + 1
        name = f"{kind}{counts[kind]}"
        if depth and draw(st.integers(0, 2)) == 0:
            inner = draw(modules(depth=depth - 1))
            copies = draw(st.integers(1, 3))
            node[f"{kind}{name}"] = (
                {str(n): draw(resized(inner)) for n in range(copies)} if copies > 1 else inner
            )
        else:
            node[name] = draw(st.integers(1, 2))
    return node


@st.composite
def resized(draw: st.DrawFn, node: Node) -> Node:
    """Another copy of the same class, of other sizes."""
    return {
        name: draw(resized(inner)) if isinstance(inner, dict) else draw(st.integers(1, 2))
        for name, inner in node.items()
    }


def leaves(node: Node, path: str = "") -> Iterator[Tensor]:
    for name, inner in node.items():
        if isinstance(inner, dict):
            yield from leaves(inner, f"{path}{name}.")
        else:
            yield from (Tensor(f"{path}{name}.{role}", (inner,)) for role in ("weight", "bias"))


@st.composite
def registered(draw: st.DrawFn, node: Node) -> Node:
    """The same module, registered in another order; numbers still ascend."""
    left = dict(node)
    shuffled: Node = {}
    while left:
        first = {name.rstrip("0123456789"): name for name in reversed(left)}
        name = draw(st.sampled_from(sorted(first.values())))
        inner = left.pop(name)
        shuffled[name] = draw(registered(inner)) if isinstance(inner, dict) else inner
    return shuffled


@settings(max_examples=EXAMPLES // 2)
@given(st.data(), st.booleans())
def test_a_fit_is_right_or_refused(data: st.DataObject, ordered: bool) -> None:
    node = data.draw(modules())
    truth = list(leaves(node))
    ours = [
        Tensor(f"own{n // 2}.{'weight' if n % 2 == 0 else 'bias'}", each.shape)
        for n, each in enumerate(truth)
    ]
    theirs = list(leaves(data.draw(registered(node)))) if ordered else sorted(truth)
    try:
        found: Fit = fit(ours, theirs, [], Rules(ordered))
    except Misfit as misfit:
        if not str(misfit).startswith("ambiguous"):
            raise
        return
    given = [found.matches[each.name].theirs for each in ours]
    if found.trusted:  # it says so, and what it says is the order of the file
        assert ordered
        assert given == [each.name for each in theirs]
    else:
        assert given == [each.name for each in truth]


@given(st.data(), st.booleans(), st.sets(st.sampled_from("abc")))
def test_a_fit_by_names_that_agree_in_part_is_right_or_refused(
    data: st.DataObject, ordered: bool, renamed: set[str]
) -> None:
    """Ours have the same names but for some kinds: those that agree are right."""
    truth = list(leaves(data.draw(modules())))
    table = str.maketrans({kind: chr(ord(kind) + 23) for kind in renamed})
    ours = [
        each._replace(
            name=f"{each.name.rpartition('.')[0].translate(table)}.{each.name.rpartition('.')[2]}"
        )
        for each in truth
    ]
    theirs = sorted(truth, key=lambda each: data.draw(st.integers(0, 3)) if ordered else each.name)
    try:
        found: Fit = fit(ours, theirs, [], Rules(ordered))
    except Misfit:
        return
    wrong = [
        own.name
        for own, meant in zip(ours, truth, strict=True)
        if found.matches[own.name].theirs != meant.name
    ]
    assert not wrong or found.trusted, wrong
