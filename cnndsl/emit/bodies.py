"""A class's body as drafts: its layers in the class's own terms, and the calls that make its parts."""

from typing import Any

from cnndsl.emit.copies import one_call
from cnndsl.emit.drafts import (
    Counted,
    Draft,
    HeadDraft,
    JoinDraft,
    Kept,
    LayerDraft,
    LoopDraft,
    TapDraft,
    layer_draft,
)
from cnndsl.emit.made import Slot
from cnndsl.emit.named import Named, named, replaced, said
from cnndsl.emit.parts import Parts, part
from cnndsl.emit.sites import Site, Sites
from cnndsl.layers.arguments import Tap as TapValue
from cnndsl.layers.merge import Join
from cnndsl.network import (
    Branches,
    Fork,
    Item,
    Placed,
    Repeat,
    Scope,
    Sequence,
    Step,
    Tap,
    inner_prefix,
    is_class,
    value_label,
)
from cnndsl.sizes import show_shape

IN = "\0"
Names = tuple[str, str]


class Body:
    """Drafts one occurrence of a class."""

    def __init__(
        self,
        site: Site,
        sites: Sites,
        parts: Parts,
        depth: int,
        alias: dict[str, str],
        tap_names: tuple[str, ...] = (),
    ) -> None:
        self.tap_names = tap_names
        self.site = site
        self.placed = sites.placed
        self.slight = sites.slight
        self.parts = parts
        self.depth = depth
        self.alias = alias
        """What a parameter is called in the code, where that is another name or an expression."""

        self.kept = sites.wanted.everywhere(site.body) | set(site.gives)
        self.scope: Scope[int] = Scope()
        """The depths of labelled values."""

    def drafts(self) -> tuple[list[Draft], int]:
        """The drafts, and the depth that goes out."""
        for (label, shape), name in zip(self.site.takes.items(), self.tap_names, strict=True):
            self.scope.own[label] = Named(shape[0] if shape else 0, name)
        return self.sequence(self.site.body, (self.site.prefix, ""), self.depth, self.scope)

    def symbol(self, text: str, depth: int) -> str:
        """An expression of the spec in the class's terms."""
        text = text.replace(IN, "IN_") if IN in text else text
        return replaced(text, {**self.alias, "IN_": said(depth)})

    def sequence(
        self, body: Sequence, names: Names, depth: int, scope: Scope[int]
    ) -> tuple[list[Draft], int]:
        drafts: list[Draft] = []
        for item in body:
            made, depth = self._item(item, names, depth, scope)
            drafts += made
            if label := value_label(item):
                scope.own[label] = depth
                if label in self.kept:
                    drafts.append(Kept(label))
        return drafts, depth

    def _item(
        self, item: Item, names: Names, depth: int, scope: Scope[int]
    ) -> tuple[list[Draft], int]:
        path = f"{names[0]}{item.name}{names[1]}"
        if isinstance(item, Step):
            draft, depth = self._layer(item, item.name, bool(item.label), self.placed[path], depth)
            return [draft], depth
        if isinstance(item, Tap):
            found = scope.find(item.of)
            return [TapDraft(item.of)], depth if found is None else found
        if isinstance(item, Branches):
            return self._join(item, names, depth, scope)
        if isinstance(item, Fork):
            (inner, *_), _ = self._item(item.part, names, depth, Scope(scope))
            return [HeadDraft(inner, item.output, item.aux)], depth
        if is_class(item):
            return part(self, item, names, depth, scope)
        assert isinstance(item, Repeat)
        return self._loop(item, names, depth)

    # Layers

    def _layer(
        self,
        step: Step,
        name: str,
        labelled: bool,
        placed: Placed,
        depth: int,
        settings: dict[str, Any] | None = None,
    ) -> tuple[LayerDraft, int]:
        """A layer with the class's own names for its numbers, and the depth behind it."""
        layer = placed.layer
        changes: dict[str, Any] = dict(settings or {})
        for argument, text in step.origin.symbols.items():
            value = vars(layer).get(argument)
            if isinstance(value, int | float) and not isinstance(value, bool):
                said_so = self.symbol(text, depth)
                whole = type(layer).arguments[argument].type.decimal and not self._is_float(text)
                changes[argument] = named(value, f"float({said_so})" if whole else said_so)
        layer = layer.with_arguments(**changes) if changes else layer
        x = (depth, *placed.input[1:])
        draft = layer_draft(name, placed, labelled, show_shape(placed.output), layer.torch(x))
        like = [each.path for each in vars(step.layer).values() if isinstance(each, TapValue)]
        draft = draft._replace(like=like[0] if like else "")
        return draft, self._known(layer.infer(x)[0], placed)

    def _is_float(self, text: str) -> bool:
        """Whether an expression is a parameter that is no whole number here."""
        return isinstance(self.site.numbers.get(text), float)

    def _known(self, depth: int, placed: Placed) -> int:
        return depth if depth == placed.output[0] else placed.output[0]

    def _loop(self, repeat: Repeat, names: Names, depth: int) -> tuple[list[Draft], int]:
        copies = []
        found: dict[str, None] = {}
        count = self.count(repeat, depth)
        for number, copy in enumerate(repeat.copies):
            before, after = inner_prefix(repeat, *names, number)
            layers = []
            for step in copy:
                assert isinstance(step, Step)
                found[step.name] = None
                label = repeat.label if step.name == repeat.name else ""
                placed = self.placed[f"{before}{step.name}{after}"]
                draft, depth = self._layer(step, step.name, bool(label), placed, depth)
                layers.append(draft)
            copies.append(tuple(layers))
        return self._counted(LoopDraft(tuple(found), tuple(copies)), repeat, count, depth)

    def count(self, repeat: Repeat, depth: int) -> int:
        """How many copies there are, in the class's terms, where a depth comes into the first."""
        count = len(repeat.copies)
        return named(count, self.symbol(repeat.times, depth)) if repeat.times else count

    def _counted(
        self, draft: LoopDraft, repeat: Repeat, count: int, depth: int
    ) -> tuple[list[Draft], int]:
        """Copies that are made alike, where a block's body states how many there are."""
        keys = {tuple(layer.key for layer in copy) for copy in draft.copies}
        if not repeat.times or len(keys) > 1 or not any(layer.made for layer in draft.copies[0]):
            return [draft], depth
        copies, behind = list(draft.copies), depth
        for _ in range(2 if len(copies) == 1 else 0):  # as the next ones would be made
            following = []
            for step, layer in zip(repeat.copies[0], draft.copies[0], strict=True):
                assert isinstance(step, Step)
                made, behind = self._layer(step, step.name, False, layer.placed, behind)
                following.append(layer._replace(made=made.made))
            copies.append(tuple(following))
        alike = []
        for column in zip(*copies, strict=True):
            calls = [layer.made for layer in column if layer.made]
            one = one_call(calls, count, behind) if calls else None
            if calls and one is None:
                return [draft], depth
            alike += [Counted(column[0].name, one.call, one.numbered)] if one else []
        first = draft.copies[0]
        if len({tuple(layer.shape for layer in copy) for copy in draft.copies}) > 1:
            first = tuple(layer._replace(shape="") for layer in first)
        counted = draft._replace(copies=(first,), alike=tuple(alike), amount=Slot("copies", count))
        return [counted], depth

    # Branches

    def _join(
        self, item: Branches, names: Names, depth: int, scope: Scope[int]
    ) -> tuple[list[Draft], int]:
        placed = self.placed[f"{names[0]}{item.name}{names[1]}"]
        share = depth // len(item.bodies) if item.how == "split" else depth
        found: dict[int, tuple[list[Draft], int]] = {}
        projected = [k for k, body in enumerate(item.bodies) if self._projects(body, names)]
        rest = [k for k in range(len(item.bodies)) if k not in projected]
        for k in rest:
            found[k] = self.sequence(item.bodies[k], names, share, Scope(scope))
        for k in projected:
            found[k] = self._project(item.bodies[k], names, share, Scope(scope), found[rest[0]][1])
        bodies = [found[k][0] for k in range(len(item.bodies))]
        sizes = [placed_input[1:] for placed_input in vars(placed.layer)["inputs"]]
        for k, drafts in enumerate(bodies):
            bodies[k] = [_with_size(draft, k, bodies, sizes) for draft in drafts]
        join = placed.layer
        assert isinstance(join, Join)
        inputs = tuple((found[k][1], *size) for k, size in enumerate(sizes))
        behind = join.with_arguments(inputs=inputs).infer(placed.input)[0]
        draft = JoinDraft(item.how, tuple(map(tuple, bodies)), show_shape(placed.output))
        return [draft], self._known(behind, placed)

    def _projects(self, body: Sequence, names: Names) -> bool:
        last = body[-1] if body else None
        if not isinstance(last, Step):
            return False
        return bool(self._torch_of(last, names).differs)

    def _torch_of(self, step: Step, names: Names) -> Any:
        placed = self.placed[f"{names[0]}{step.name}{names[1]}"]
        return placed.layer.torch(placed.input)

    def _project(
        self, body: Sequence, names: Names, depth: int, scope: Scope[int], target: int
    ) -> tuple[list[Draft], int]:
        """A branch whose last layer takes the depth of another branch."""
        drafts, depth = self.sequence(body[:-1], names, depth, scope)
        step = body[-1]
        assert isinstance(step, Step)
        placed = self.placed[f"{names[0]}{step.name}{names[1]}"]
        settings = {"to": (target, *placed.output[1:])} if target == placed.output[0] else {}
        last, _ = self._layer(step, step.name, bool(step.label), placed, depth, settings)
        return [*drafts, last], target


def _with_size(
    draft: Draft, branch: int, bodies: list[list[Draft]], sizes: list[tuple[int, ...]]
) -> Draft:
    """A crop to the size of another branch, whose value is there already; else to the size itself."""
    if not isinstance(draft, LayerDraft) or not vars(draft.placed.layer).get("joined"):
        return draft
    for other, size in enumerate(sizes):
        ready = other < branch or all(renames(each) for each in bodies[other])
        if other != branch and ready and size == draft.placed.output[1:]:
            return draft._replace(like=f"{other}")
    plain = draft.placed.layer.with_arguments(joined=False)
    return draft._replace(torch=plain.torch(draft.placed.input))


def renames(draft: Draft) -> bool:
    """Whether it is what came in, or a value before."""
    return isinstance(draft, TapDraft) or (
        isinstance(draft, LayerDraft) and draft.made is None and draft.apply("x", "") == "x"
    )
