"""Parts of a body that are classes of their own: the calls that make them; and parts that are too slight for one."""

from typing import TYPE_CHECKING, Protocol

from cnndsl.emit.copies import one_call
from cnndsl.emit.drafts import Draft, PartDraft
from cnndsl.emit.made import Made, Slot
from cnndsl.emit.named import named, said
from cnndsl.network import (
    Given,
    Item,
    Repeat,
    Scope,
    Use,
    copies_of,
    inner_prefix,
)
from cnndsl.text import Span

if TYPE_CHECKING:
    from cnndsl.emit.bodies import Body

Names = tuple[str, str]


class Part(Protocol):
    """What a body needs to know of a part that is a class."""

    @property
    def takes(self) -> tuple[str, ...]: ...

    @property
    def gives(self) -> tuple[str, ...]: ...

    @property
    def shape(self) -> str: ...

    @property
    def ignores_input(self) -> bool: ...

    @property
    def ends_in_norm(self) -> str: ...

    def depth_of(self, label: str) -> int: ...

    def call(
        self, caller: "Body", depth: int, taps: list[int], given: tuple[Given, ...]
    ) -> tuple[Made, int]:
        """The call that makes it, and the depth behind it, both in the caller's terms."""


class Parts(Protocol):
    def part(self, prefix: str) -> Part: ...

    def example(self, block: str, place: Span) -> Made | None: ...


def part(
    body: "Body", item: Item, names: Names, depth: int, scope: Scope[int]
) -> tuple[list[Draft], int]:
    """What a part is in the body around it, and the depth behind it."""
    copies = copies_of(item)
    if (
        len(copies) == 1
        and not item.label
        and body.slight.is_slight(copies[0], inner_prefix(item, *names))
    ):
        return body.sequence(copies[0], inner_prefix(item, *names), depth, Scope(scope))
    count = body.count(item, depth) if isinstance(item, Repeat) else 1
    calls: list[Made] = []
    draft = PartDraft(item.name, (), isinstance(item, Repeat), (), (), ())
    for number, copy in enumerate(copies):
        inside, use = inner_prefix(item, *names, number), item
        if isinstance(item, Repeat) and item.single:
            use = copy[0]
            inside = inner_prefix(use, *inside)
        given = use.given if isinstance(use, Use) else ()
        taps = use.taps if isinstance(use, Use) else {}
        made = body.parts.part(inside[0])
        takes = tuple(taps.get(label, label) for label in made.takes)
        call, depth = made.call(body, depth, [scope.find(label) or 0 for label in takes], given)
        calls.append(call)
        draft = draft._replace(
            takes=takes,
            gives=made.gives,
            shapes=(*draft.shapes, made.shape)
            if draft.shapes[-1:] != (made.shape,)
            else draft.shapes,
            ignores_input=made.ignores_input,
            ends_in_norm=made.ends_in_norm,
        )
        for label in made.gives:
            scope.own[f"{item.label}.{label}"] = made.depth_of(label)
    draft = draft._replace(calls=tuple(calls))
    if not isinstance(item, Repeat):
        return [draft], depth
    if item.times and len(calls) == 1:  # as the next copies would be made, if there were any
        following = []
        ahead = depth
        for _ in range(2):
            call, ahead = made.call(body, ahead, [scope.find(label) or 0 for label in takes], given)
            following.append(call)
        return _copies(body, draft, item, count, depth, (following, ahead))
    return _copies(body, draft, item, count, depth)


def _copies(
    body: "Body",
    draft: PartDraft,
    repeat: Repeat,
    count: int,
    depth: int,
    ahead: tuple[list[Made], int] | None = None,
) -> tuple[list[Draft], int]:
    """Copies that are made alike, as one call and how many there are."""
    if not draft.calls:
        example = body.parts.example(repeat.kind, repeat.span)
        none = draft._replace(amount=Slot("copies", count), example=example)
        return ([none] if example else []), depth
    following, behind = ahead or ([], depth)
    made = one_call([*draft.calls, *following], count, behind)
    if made is None:
        return [draft], depth
    if following:
        changed = said(made.depth) != said(behind)
        made = made._replace(depth=named(int(depth), said(made.depth)) if changed else depth)
    alike = draft._replace(calls=(made.call,), amount=Slot("copies", count), numbered=made.numbered)
    return [alike], made.depth
