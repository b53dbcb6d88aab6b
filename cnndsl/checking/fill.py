"""What a slide leaves out of a sequence: what `after` says once, and the activations nobody writes.

Decisions are made over the layers in the order in which data meets them, then put into the structure.
"""

from collections.abc import Callable, Iterator, Mapping

from cnndsl.checking.order import NEVER, Order, order
from cnndsl.diagnostics import Diagnostic, Findings, diagnostic
from cnndsl.layers.activation import Relu
from cnndsl.network import Branches, Fork, Item, Origin, Repeat, Sequence, Step, Tap
from cnndsl.text import Span

Afters = Callable[[Span], Mapping[str, Sequence]]
"""What `after` says in the file where a place is."""


@diagnostic("assumed-activation", "note")
def activation_assumed(span: Span, count: int) -> Diagnostic:
    """No activation is written between the layers with weights, as on many a slide: ReLUs are filled in.

    A ReLU follows each hidden layer with weights (after its norm, where one follows directly); hidden is
    what has another such layer behind it. The last ones in the branches of `add` have theirs once, after the
    sum. As soon as a spec writes an activation itself, or says
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


def insert(body: Sequence, additions: Iterator[Sequence]) -> Sequence:
    """Put after each layer, and each join of branches, what belongs there; copies that stay alike stay one."""
    items: list[Item] = []
    for item in body:
        if isinstance(item, Branches):
            bodies = tuple(insert(branch, additions) for branch in item.bodies)
            items += (item._replace(bodies=bodies), *next(additions))
        elif isinstance(item, Step):
            items += (item, *next(additions))
        elif isinstance(item, Repeat):
            items.append(item._replace(copies=_insert_copies(item.copies, additions)))
        elif isinstance(item, Fork):
            (part,) = insert((item.part,), additions)  # a head's last layer is followed by nothing
            items.append(item._replace(part=part))
        elif isinstance(item, Tap):
            items.append(item)
        else:
            items.append(item._replace(body=insert(item.body, additions)))
    return tuple(items)


def _insert_copies(
    copies: tuple[Sequence, ...], additions: Iterator[Sequence]
) -> tuple[Sequence, ...]:
    made: dict[tuple[int, tuple[int, ...]], Sequence] = {}
    filled = []
    for copy in copies:
        own = [next(additions) for _ in order(copy).entries]
        key = (id(copy), tuple(map(id, own)))
        if key not in made:
            made[key] = insert(copy, iter(own))
        filled.append(made[key])
    return tuple(filled)


def add_afters(body: Sequence, afters_of: Afters) -> Sequence:
    """`after conv { BN R }`: what follows each hidden layer of a kind."""
    found = order(body)
    additions: list[Sequence] = [()] * len(found.entries)
    for k, entry in enumerate(found.entries):
        if isinstance(entry, Step) and entry.layer and found.hidden(k):
            additions[k] = afters_of(entry.origin.span).get(entry.layer.word, ())
    return insert(body, iter(additions)) if any(additions) else body


def add_activations(body: Sequence, afters_of: Afters, findings: Findings) -> Sequence:
    """A ReLU after each hidden layer, where the spec has no activation between layers with weights.

    `after conv { }` keeps convolutions as they are.
    """
    found = order(body)
    hidden = [
        k
        for k, entry in enumerate(found.entries)
        if isinstance(entry, Step)
        and found.hidden(k)
        and entry.layer
        and afters_of(entry.origin.span).get(entry.layer.word) != ()
    ]
    if not hidden or found.has_activation():
        return body
    additions: list[Sequence] = [()] * len(found.entries)
    relus: dict[Span, Sequence] = {}
    for k in dict.fromkeys(_place(found, each) for each in hidden):
        if found.first_weight[k] == NEVER:
            continue
        place = _span(found.entries[k])
        relu = Step(Relu(), Origin(place, "R", {}), assumed=True)
        additions[k] = relus.setdefault(place, (relu,))
    findings.add(activation_assumed(_span(found.entries[hidden[0]]), len(hidden)))
    return insert(body, iter(additions))


def _span(entry: Step | Branches) -> Span:
    return entry.origin.span if isinstance(entry, Step) else entry.word


def _place(found: Order, k: int) -> int:
    """Where a layer's activation goes: after its norm; after the sum, for the last one in a branch of `add`."""
    within = found.sum_of.get(k)
    if within is None or found.first_weight[k] < within:
        return k + 1 if found.norm_follows(k) else k
    while within is not None and found.first_weight[k] > within:
        k = within
        within = found.sum_of.get(k)
    return k
