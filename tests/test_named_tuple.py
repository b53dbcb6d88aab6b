"""Named tuples of ours, held against Python's own."""

import copy
import pickle
import types
import typing
from typing import Any

import pytest

from cnndsl import named_tuple


class Ours(named_tuple.NamedTuple):
    """What is tested."""

    name: str
    sizes: tuple[int, ...] = ()
    next: "Ours | None" = None

    @property
    def count(self) -> int:
        return len(self.sizes)


class Theirs(typing.NamedTuple):
    name: str
    sizes: tuple[int, ...] = ()
    next: "Theirs | None" = None


RIGHT: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    (("a",), {}),
    (("a", (1, 2)), {}),
    (("a", (), None), {}),
    ((), {"name": "a"}),
    (("a",), {"next": "b"}),
    ((), {"sizes": (3,), "next": None, "name": "a"}),
]
WRONG: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((), {}),
    (("a", (), None, 4), {}),
    (("a",), {"other": 1}),
    (("a",), {"name": "b"}),
    ((), {"sizes": ()}),
]


def made(kind: Any) -> list[Any]:
    """Instances of a class that is new, and of the same when it has had many."""
    return [kind(*values, **named) for _ in range(2 * named_tuple.MANY) for values, named in RIGHT]


def test_instances_are_as_those_of_the_standard_library() -> None:
    ours, theirs = made(Ours), made(Theirs)
    assert list(map(tuple, ours)) == list(map(tuple, theirs))
    assert ours == theirs  # as tuples
    assert list(map(hash, ours)) == list(map(hash, theirs))
    assert list(map(repr, ours)) == [repr(each).replace("Theirs", "Ours") for each in theirs]
    assert [each._asdict() for each in ours] == [each._asdict() for each in theirs]
    assert [(each.name, each.sizes, each.next) for each in ours] == list(map(tuple, theirs))
    assert ours[1].count == 2


@pytest.mark.parametrize("used", [0, 2])
@pytest.mark.parametrize(("values", "named"), WRONG)
def test_what_does_not_fit_is_refused(
    values: tuple[Any, ...], named: dict[str, Any], used: int
) -> None:
    made_so = type(Ours)(  # one of its own, which has had none
        "Fresh", Ours.__bases__, dict(vars(Ours)) | {"_instances": used * named_tuple.MANY}
    )
    if used:
        made_so("a")
    with pytest.raises(TypeError):
        Theirs(*values, **named)
    with pytest.raises(TypeError):
        made_so(*values, **named)


@pytest.mark.parametrize("fields", [0, 1, 2])
def test_any_number_of_fields_will_do(fields: int) -> None:
    names = dict.fromkeys(["first", "second"][:fields], int)
    kind: Any = types.new_class(
        "Few", (named_tuple.NamedTuple,), exec_body=lambda body: body.update(__annotations__=names)
    )
    made_so = [kind(*range(fields)) for _ in range(2 * named_tuple.MANY)]
    assert {tuple(each) for each in made_so} == {tuple(range(fields))}
    assert type(made_so[-1]) is kind


def test_they_are_values() -> None:
    first = Ours("a", (1,))
    assert first._replace(name="b") == Ours("b", (1,))
    with pytest.raises(TypeError):
        first._replace(other=1)
    with pytest.raises(AttributeError):
        first.name = "b"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        first.other = 1  # type: ignore[attr-defined]
    assert pickle.loads(pickle.dumps(first)) == copy.copy(first) == copy.deepcopy(first) == first
    assert type(copy.deepcopy(first)) is Ours
    match first:
        case Ours(name, sizes):
            assert (name, sizes) == ("a", (1,))
