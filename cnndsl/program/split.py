"""Where a classifier's trunk ends and its head begins."""

from collections.abc import Sequence
from typing import Any

from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Network
from cnndsl.program.statements import (
    Apply,
    Assign,
    Flat,
    InTraining,
    Join,
    Run,
    Statement,
    at_work,
    reads,
    shape_of,
)
from cnndsl.program.variables import TRUNK
from cnndsl.sizes import is_flat, spatial

GLOBAL = ("gap", "globalmaxpool")


class Split(NamedTuple):
    """The statements of the trunk and of the head; those of aux heads are in neither."""

    trunk: tuple[Statement, ...]
    head: tuple[Statement, ...]


def split(network: Network, statements: tuple[Statement, ...]) -> Split | None:
    """A trunk over maps, then fully connected layers with one output; None for all other networks."""
    if len(network.inputs) != 1:
        return None
    regular = [each for each in network.outputs if not each.aux]
    if len(regular) != 1 or regular[0].head or not is_flat(regular[0].shape):
        return None
    acting = [each for each in statements if not isinstance(each, InTraining)]
    start = _start(acting)
    if start is None or any(
        isinstance(each, InTraining) for each in _behind(statements, acting[start])
    ):
        return None
    return Split(tuple(acting[:start]), tuple(acting[start:]))


def _behind(statements: tuple[Statement, ...], first: Statement) -> tuple[Statement, ...]:
    return statements[next(k for k, each in enumerate(statements) if each is first) :]


def _start(acting: Sequence[Statement]) -> int | None:
    """Where the head begins: with the global pool, or with what is in rows."""
    start = len(acting)
    while start and _in_head(acting[start - 1]):
        start -= 1
    pools = [k for k in range(start, len(acting)) if _is_pool(acting[k])]
    rows = [k for k in range(start, len(acting)) if _gives_rows(acting[k])]
    if not rows or not any(_has_weights(each) for each in acting[rows[0] :]):
        return None
    found = pools[0] if pools and pools[0] < rows[0] else rows[0]
    return found or None


def _in_head(statement: Statement) -> bool:
    """Whether a statement takes the value before it alone, and looks at no places but all."""
    if not isinstance(statement, Assign):
        return True
    value = statement.value
    if statement.targets != (TRUNK,) or list(reads(value)) != [TRUNK]:
        return False
    if isinstance(value, Run):
        return all(_may_stand(each) for _, each in at_work(value.part, training=False))
    return isinstance(value, Flat) or (isinstance(value, Apply) and _may_stand(value))


def _may_stand(operation: Apply | Flat | Join) -> bool:
    if isinstance(operation, Flat):
        return True
    if isinstance(operation, Join):
        return False
    layer, x = operation.placed.layer, operation.placed.input
    if layer.role == "activation" or layer.only_in_training or layer.takes_flat:
        return True
    ends = layer.word in ("softmax", "log_softmax", "flatten", *GLOBAL)
    return ends or (set(spatial(x)) <= {1} and layer.role in ("norm", "weights"))


def _is_pool(statement: Statement) -> bool:
    value = statement.value if isinstance(statement, Assign) else None
    shape = shape_of(value) if value is not None else None
    return (
        isinstance(value, Apply)
        and value.placed.layer.word in GLOBAL
        and set(spatial(shape or ())) == {1}
    )


def _gives_rows(statement: Statement) -> bool:
    """Whether what comes out is flat."""
    value = statement.value if isinstance(statement, Assign) else None
    shape = shape_of(value) if value is not None else None
    return shape is not None and is_flat(shape)


def _has_weights(statement: Statement) -> bool:
    value = statement.value if isinstance(statement, Assign) else None
    layers: list[Any] = [value]
    if isinstance(value, Run):
        layers = [each for _, each in at_work(value.part, training=False)]
    return any(isinstance(each, Apply) and each.placed.layer.takes_flat for each in layers)
