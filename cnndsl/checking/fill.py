"""What a slide leaves out of a sequence: what `after` says once, and the activations nobody writes.

Decisions are made over the layers in the order in which data meets them, then put into the structure.
"""

from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic, Findings, diagnostic
from cnndsl.layers.activation import Relu
from cnndsl.network import Item, Nest, Origin, Repeat, Sequence, Step
from cnndsl.text import Span


@diagnostic("assumed-activation", "note")
def activation_assumed(span: Span, count: int) -> Diagnostic:
    """No activation is written between the layers with weights, as on many a slide: ReLUs are filled in.

    A ReLU follows each hidden layer with weights (after its norm, where one follows directly); hidden is
    what has another such layer behind it. As soon as a spec writes an activation itself, or says
    `after conv { R }`, nothing is filled in. Under `--strict` this is an error.

    Bad:  input 3x32x32 C3D8 M FC10
    Good: input 3x32x32 C3D8 R M FC10
    """
    where = "the hidden layer" if count == 1 else f"each of the {count} hidden layers"
    return Diagnostic(
        span,
        f"no activation is written: a ReLU follows {where}",
        help="write `R` where you want one, or `after conv { }` where you want none",
    )


def flat(body: Sequence) -> Iterator[Step]:
    """Every layer, in the order in which data meets them."""
    stack: list[Iterator[Item]] = [iter(body)]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif isinstance(item, Step):
            yield item
        elif isinstance(item, Nest):
            stack.append(iter(item.body))
        else:
            stack.append(iter([each for copy in item.copies for each in copy]))


def _role(step: Step) -> str:
    return step.layer.role if step.layer else "other"


def _hidden(steps: list[Step]) -> list[bool]:
    """For each layer, whether it has weights and another one with weights lies behind it."""
    last = max((k for k, step in enumerate(steps) if _role(step) == "weights"), default=-1)
    return [_role(step) == "weights" and k < last for k, step in enumerate(steps)]


def insert(body: Sequence, additions: Iterator[Sequence]) -> Sequence:
    """Put after each layer what belongs there; copies that stay alike stay one and the same."""
    items: list[Item] = []
    for item in body:
        if isinstance(item, Step):
            items += (item, *next(additions))
        elif isinstance(item, Nest):
            items.append(item._replace(body=insert(item.body, additions)))
        else:
            items.append(item._replace(copies=_insert_copies(item, additions)))
    return tuple(items)


def _insert_copies(repeat: Repeat, additions: Iterator[Sequence]) -> tuple[Sequence, ...]:
    made: dict[tuple[int, tuple[int, ...]], Sequence] = {}
    copies = []
    for copy in repeat.copies:
        own = [next(additions) for _ in flat(copy)]
        key = (id(copy), tuple(map(id, own)))
        if key not in made:
            made[key] = insert(copy, iter(own))
        copies.append(made[key])
    return tuple(copies)


def add_afters(body: Sequence, afters: dict[str, Sequence]) -> Sequence:
    """`after conv { BN R }`: what follows each hidden layer of a kind."""
    if not afters:
        return body
    steps = list(flat(body))
    additions = [
        afters.get(step.layer.word, ()) if hidden and step.layer else ()
        for step, hidden in zip(steps, _hidden(steps), strict=True)
    ]
    return insert(body, iter(additions))


def add_activations(body: Sequence, afters: dict[str, Sequence], findings: Findings) -> Sequence:
    """A ReLU after each hidden layer, where the spec has no activation between layers with weights.

    `after conv { }` keeps convolutions as they are.
    """
    steps = list(flat(body))
    bare = {kind for kind, added in afters.items() if not added}
    hidden = [
        is_hidden and step.layer is not None and step.layer.word not in bare
        for step, is_hidden in zip(steps, _hidden(steps), strict=True)
    ]
    weighted = [k for k, step in enumerate(steps) if _role(step) == "weights"]
    if not any(hidden) or any(
        _role(step) == "activation" for step in steps[weighted[0] : weighted[-1]]
    ):
        return body
    additions: list[Sequence] = [()] * len(steps)
    relus: dict[Span, Sequence] = {}
    for k in (k for k, is_hidden in enumerate(hidden) if is_hidden):
        at = k + 1 if _role(steps[k + 1]) == "norm" else k
        place = steps[at].origin.span
        relu = Step(Relu(), Origin(place, "R", {}), assumed=True)
        additions[at] = relus.setdefault(place, (relu,))
    first = steps[hidden.index(True)].origin.span
    findings.add(activation_assumed(first, sum(hidden)))
    return insert(body, iter(additions))
