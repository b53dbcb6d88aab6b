"""Aux heads by what they are called: `aux1` and `aux2`, `aux_classifier`, `auxiliary_head.0`, `AuxLogits`."""

from cnndsl.weights.tensor_names import Tensor, largest, number, parts_of, within


def named_heads(
    ours: list[Tensor], theirs: list[Tensor], aux: tuple[str, ...]
) -> list[tuple[str, str]]:
    """Our aux heads beside the parts of a checkpoint that are called so, where these are as many."""
    own = [head for head in aux if any(within(each.name, head) for each in ours)]
    other = _called_so(theirs)
    return list(zip(own, other, strict=True)) if len(own) == len(other) else []


def _called_so(theirs: list[Tensor]) -> list[str]:
    """By number; what a list of them holds, one by one."""
    parts = parts_of(each.name for each in theirs)
    called = largest(part for part in parts if _last(part).lower().startswith("aux"))
    held = {part: [each for each in parts if each.rpartition(".")[0] == part] for part in called}
    one_by_one = [
        head
        for part, inner in held.items()
        for head in (inner if all(_last(each).isdigit() for each in inner) else [part])
    ]
    return sorted(one_by_one, key=lambda part: number(_last(part)))


def _last(part: str) -> str:
    return part.rpartition(".")[2]
