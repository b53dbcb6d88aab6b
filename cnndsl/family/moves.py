"""What may come next in a pattern: the letters that can stand at a place, and what stands behind each.

This is the language's meaning, step by step, as checking/infer.py has it for one network.
"""

from cnndsl.checking.asking import Answer, ask
from cnndsl.checking.flow import Flow, Past
from cnndsl.checking.flow import Value as FlowValue
from cnndsl.checking.merging import strided
from cnndsl.family.hidden import activated, closed, fates
from cnndsl.family.letters import END, NEXT, Letter, of_layer, opening, tapped
from cnndsl.family.pattern import Traits, Unsupported
from cnndsl.family.places import Place, Places
from cnndsl.family.state import Ended, Fate, Labels, Open, State, Value
from cnndsl.layers.activation import Relu
from cnndsl.layers.arguments import LARGEST, TapValue
from cnndsl.layers.conv import Conv
from cnndsl.layers.joins import Join
from cnndsl.layers.layer import Layer, Refusal
from cnndsl.layers.merge import Identity, Projection, settled
from cnndsl.layers.reshape import Crop
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import (
    Branches,
    Choice,
    Counted,
    Fork,
    Inputs,
    Item,
    Later,
    Nest,
    Repeat,
    Scope,
    Sequence,
    Step,
    Tap,
    Use,
    value_label,
)
from cnndsl.sizes import KnownShape, all_known, product, spatial
from cnndsl.text import Span


class Move(NamedTuple):
    """A letter, and what stands behind it."""

    letter: Letter
    state: State | None
    """None behind the end."""


RELU = Relu()
NOW, BEHIND_A_NORM = "now", "behind a norm"
"""When a ReLU is filled in."""


class Refused(NamedTuple):
    """Where nothing can go on: what stands there, where that is written, and why it does not work."""

    span: Span
    code: str
    refusal: Refusal | None
    shape: KnownShape
    why: str = ""


class Moves:
    """Works out, once for each state, what may come next."""

    def __init__(self, traits: Traits) -> None:
        self.traits = traits
        self.places = Places()
        self.refused: dict[State, Refused] = {}
        """Where the way ends."""
        self._straight: dict[State, tuple[State, ...] | Move | None] = {}
        self._known: dict[State, dict[Move, int]] = {}
        self._answers: dict[tuple[Layer, KnownShape], Answer] = {}
        self._letters: dict[tuple[int, KnownShape], Letter] = {}
        self._unfolded: dict[object, Sequence] = {}

    def start(self, body: Sequence, inputs: Inputs) -> State:
        """In front of a network, where its inputs come in."""
        place = self.places.at(body, 0, Places.end)
        shapes = [each.shape or () for each in inputs]
        values = [Value(number, shape, Past()) for number, shape in enumerate(shapes)]
        named = [(each.name, value) for each, value in zip(inputs, values, strict=True)]
        own = tuple(sorted(each for each in named if each[0] in self.traits.taps))
        labels = (Labels(True, own),) if self.traits.taps else ()
        stride = (1,) * (len(shapes[0]) - 1) if self.traits.projects else ()
        return State(place, shapes[0], stride=stride, labels=labels)

    def of(self, state: State) -> dict[Move, int]:
        """The moves from a state, and in how many ways each comes about."""
        known = self._known.get(state)
        if known is not None:
            return known
        waiting = [state]
        while waiting:
            each = waiting[-1]
            if each in self._known:
                waiting.pop()
                continue
            ways = self.straight(each)
            if ways is None:
                self._known[each] = {}
            elif isinstance(ways, Move):
                self._known[each] = {ways: 1}
            else:
                missing = [way for way in ways if way not in self._known]
                if missing:
                    waiting += missing
                    continue
                self._known[each] = self._together(ways)
        return self._known[state]

    def _together(self, ways: tuple[State, ...]) -> dict[Move, int]:
        if len(ways) == 1:
            return self._known[ways[0]]
        found: dict[Move, int] = {}
        for way in ways:
            for move, count in self._known[way].items():
                found[move] = found.get(move, 0) + count
        return found

    def straight(self, state: State) -> "tuple[State, ...] | Move | None":
        """The one letter that stands here, or the ways that go on from here; None where nothing can."""
        if state not in self._straight:
            self._straight[state] = self._worked_out(state)
        return self._straight[state]

    def _worked_out(self, state: State) -> "tuple[State, ...] | Move | None":
        place = state.place
        if state.relu and not _lets_through(state):
            letter = self._letter(RELU, state.shape, state.shape)
            return Move(letter, state._replace(relu="", number=self._new(state)))
        match place.kind:
            case "end":
                return () if state.ahead else Move(END, None)
            case "item":
                return self._item(state, place.item[place.number], place)
            case "label":
                assert place.next
                value = Value(state.number, state.shape, state.past)
                *outer, own = state.labels
                labels = (*outer, own.having(place.item, value))
                return (state._replace(place=place.next, labels=labels),)
            case "copies":
                return self._copies(state, place.item, place.number, place)
            case "leaving":
                return (self._left(state, place),)
            case "branch end":
                return self._branch_end(state, place.item, place.number, place)
            case _:
                assert place.next
                joins = state.joins
                back = _back(state, joins[-1], place.next)
                return Move(END, back._replace(joins=joins[:-1]))

    # What stands in a sequence

    def _item(self, state: State, item: Item, place: Place) -> "tuple[State, ...] | Move | None":
        assert place.next
        behind = self.places.at(place.item, place.number + 1, place.next)
        label = value_label(item)
        if label in self.traits.taps:
            behind = self.places.labelled(label, behind)
        if isinstance(item, Step):
            return self._step(state, item, behind)
        if isinstance(item, Choice):
            return tuple(
                [state._replace(place=self.places.at(each, 0, behind)) for each in item.options]
            )
        if isinstance(item, Counted | Repeat):
            return (state._replace(place=self.places.copies(item, 0, behind)),)
        if isinstance(item, Later):
            return (state._replace(place=self.places.at(self._later(state, item), 0, behind)),)
        if isinstance(item, Branches):
            return self._branches(state, item, behind)
        if isinstance(item, Tap):
            return self._tap(state, item, behind)
        if isinstance(item, Fork):
            return self._head(state, item, behind)
        return (self._entered(state, item, item.body, behind),)

    def _entered(self, state: State, item: Item, body: Sequence, behind: Place) -> State:
        """Inside of what has labels of its own, or is a block."""
        traits = self.traits
        if not (traits.taps or traits.asks_past):
            return state._replace(place=self.places.at(body, 0, behind))
        inner = self.places.at(body, 0, self.places.leaving(item, behind))
        labels = state.labels
        if traits.taps:
            if isinstance(item, Use):
                own = [(name, state.find(label)) for name, label in item.taps.items()]
                known = tuple(sorted((name, value) for name, value in own if value))
                labels = (*labels, Labels(True, known))
            else:
                labels = (*labels, Labels(False))
        in_part = state.in_part or isinstance(item, Use)
        return state._replace(place=inner, labels=labels, in_part=in_part)

    def _left(self, state: State, place: Place) -> State:
        """Behind what has labels of its own: a plain group gives them on."""
        assert place.next
        item, labels = place.item, state.labels
        if self.traits.taps:
            *outer, around, own = labels
            if isinstance(item, Nest) and item.gives_on:
                for name, value in own.own:
                    around = around.having(f"{item.label}.{name}", value)
            labels = (*outer, around)
        in_part = state.joins[-1].in_part if state.joins else False
        in_part = in_part or place_is_in_block(place.next)
        return state._replace(place=place.next, labels=labels, in_part=in_part)

    def _copies(
        self, state: State, item: Counted | Repeat, done: int, place: Place
    ) -> "tuple[State, ...]":
        assert place.next
        repeat = item.copies if isinstance(item, Counted) else item
        counts = item.counts if isinstance(item, Counted) else (len(repeat.copies),)
        ways = [state._replace(place=place.next)] * counts.count(done)
        if any(each > done for each in counts):
            behind = self.places.copies(item, done + 1, place.next)
            ways.append(self._entered(state, repeat, repeat.copies[done], behind))
        return tuple(ways)

    def _later(self, state: State, item: Later) -> Sequence:
        """A part that asks for `in`, where that is known."""
        seen = {name: value for each in state.labels for name, value in each.own}
        key = id(item), state.shape, state.past, state.in_part, tuple(seen.items())
        if key not in self._unfolded:
            scope: Scope[FlowValue] = Scope()
            for name, value in seen.items():
                scope.own[name] = FlowValue(value.shape, (), value.past)
            flow = Flow(state.shape, (), scope, state.past, state.in_part, state.stride)
            self._unfolded[key] = item.unfold(flow)
        return self._unfolded[key]

    # Letters

    def _step(self, state: State, step: Step, behind: Place) -> "tuple[State, ...] | Move | None":
        assert step.layer
        layer = self._complete(state, step, step.layer, behind)
        if layer is None:
            return None
        if isinstance(layer, Identity) or (isinstance(layer, Projection) and layer.agrees):
            return (
                state._replace(place=behind, waits=isinstance(layer, Projection) or state.waits),
            )
        weights = layer.role == "weights" and self.traits.adds
        if weights and state.fate is None:
            return fates(state)
        answer = self._answer(layer, state.shape)
        output = answer.output
        if answer.refusals or not all_known(output) or product(output) > LARGEST:
            refusal = answer.refusals[0] if answer.refusals else None
            self._refuse(state, step.origin.span, step.origin.code, refusal)
            return None
        past = _past(state.past, layer) if self.traits.asks_past else state.past
        stride = state.stride
        if self.traits.projects:
            stride = strided(stride, answer)
        waits = state.waits or isinstance(layer, Projection | Crop)
        moved = State(
            behind,
            output,
            past,
            state.in_part,
            stride,
            self._new(state),
            state.labels,
            state.joins,
            waits,
            state.ahead,
            relu=NOW if state.relu else "",
        )
        if weights and state.fate:
            moved = self._added(moved, step, layer, state.fate)
        return Move(self._letter(layer, state.shape, output), moved)

    def _added(self, state: State, step: Step, layer: Layer, fate: Fate) -> State:
        """Behind a layer with weights, with what is added to it."""
        if not fate.hidden:
            return state
        added = self.traits.afters(step.origin.span).get(layer.word)
        if added:
            state = state._replace(place=self.places.at(added, 0, state.place))
        if not self.traits.activates or added == () or fate.nowhere:
            return state
        return (
            state._replace(relu=BEHIND_A_NORM)
            if fate.behind is None
            else activated(state, fate.behind)
        )

    def _new(self, state: State) -> int:
        """The number of a value that is made here, the youngest of all."""
        if not self.traits.taps:
            return 0
        numbers = [value.number for each in state.labels for _, value in each.own]
        numbers += [each.number for each in state.joins]
        return max([state.number, *numbers]) + 1

    def _complete(self, state: State, step: Step, layer: Layer, behind: Place) -> Layer | None:
        """A layer with what is taken from what stands there; None where that does not work."""
        for name in layer.label_arguments:
            given = vars(layer)[name]
            if isinstance(given, TapValue):
                value = state.find(given.path)
                if value is None:
                    self._left_out(state, step.origin.span, step.origin.code, given.path)
                    return None
                layer = layer.with_arguments(**{name: value.shape})
        if isinstance(layer, Conv) and layer.depth is None:
            doubled = (
                state.past.conv and state.past.pool and not state.past.join and not state.in_part
            )
            return layer.complete(state.shape, first=not state.past.conv, pooled=doubled)
        if isinstance(layer, Projection) and layer.to is None:
            return self._projection(state, step, layer, behind)
        if isinstance(layer, Crop) and layer.size is None:
            return self._crop(state, layer, behind)
        return layer

    def _left_out(self, state: State, span: Span, code: str, label: str) -> None:
        """Say that what is tapped is left out."""
        why = f"`@{label}` has no value where the part that is labelled so is left out"
        self._refuse(state, span, code, None, why)

    def _projection(
        self, state: State, step: Step, layer: Projection, behind: Place
    ) -> Layer | None:
        if behind.kind != "branch end" or behind.item.how != "add":
            return layer  # which is refused
        others = [each for each in state.joins[-1].ends if not each.waits]
        if not others:
            raise Unsupported("`proj` stands before the branch that it goes by")
        likely = others[0].stride or (0,) * (len(others[0].shape) - 1)
        made = settled(layer, state.shape, others[0].shape, likely)
        if made is None:
            sizes = "x".join(map(str, state.shape)), "x".join(map(str, others[0].shape))
            why = "no projection makes {} of {}".format(*reversed(sizes))
            self._refuse(state, step.origin.span, step.origin.code, None, why)
        return made

    def _crop(self, state: State, layer: Crop, behind: Place) -> Layer:
        """A crop without a size takes the smallest of all branches."""
        if behind.kind != "branch end":
            raise Unsupported("a `crop` without a size that is not last in its branch")
        ends = state.joins[-1].ends
        if behind.number + 1 < len(behind.item.bodies) or any(each.waits for each in ends):
            raise Unsupported("a `crop` without a size before other branches")
        shapes = [*(each.shape for each in ends), state.shape]
        if len({len(each) for each in shapes}) > 1 or Join.kinds[behind.item.how].led:
            return layer
        target = tuple(map(min, zip(*map(spatial, shapes), strict=True)))
        there = any(spatial(each.shape) == target for each in ends)
        return layer.with_arguments(size=target, joined=there)

    def _answer(self, layer: Layer, x: KnownShape) -> Answer:
        key = layer, x
        if key not in self._answers:
            self._answers[key] = ask(layer, x, max(len(x) - 1, 2))
        return self._answers[key]

    def _letter(self, layer: Layer, x: KnownShape, output: KnownShape) -> Letter:
        key = id(layer), x
        if key not in self._letters:
            self._letters[key] = of_layer(layer, x, output)
        return self._letters[key]

    def _refuse(
        self, state: State, span: Span, code: str, refusal: Refusal | None, why: str = ""
    ) -> None:
        self.refused[state] = Refused(span, code, refusal, state.shape, why)

    def _tap(self, state: State, item: Tap, behind: Place) -> "tuple[State, ...] | Move | None":
        value = state.find(item.of)
        if value is None:
            self._left_out(state, item.span, f"@{item.of}", item.of)
            return None
        moved = state._replace(
            place=behind, shape=value.shape, past=value.past, number=value.number
        )
        if value.number == state.number:
            return (moved,)
        return Move(tapped(value.number), moved)

    # Joins and heads

    def _branches(self, state: State, item: Branches, behind: Place) -> "Move | None":
        shape = state.shape
        if item.how == "split" and shape[0] % len(item.bodies):
            why = f"{shape[0]} channels do not divide into {len(item.bodies)} branches"
            self._refuse(state, item.word, item.how, None, why)
            return None
        around = Open(shape, state.past, state.in_part, state.stride, state.number)
        around = around._replace(how=item.how, ahead=state.ahead)
        joins = (*state.joins, around)
        return Move(opening(item.how), self._branch(state._replace(joins=joins), item, 0, behind))

    def _branch(self, state: State, item: Branches, number: int, behind: Place) -> State:
        """At the start of a branch."""
        around = state.joins[-1]
        shape = around.shape
        if item.how == "split":
            shape = (shape[0] // len(item.bodies), *shape[1:])
        inner = self.places.at(item.bodies[number], 0, self.places.branch_end(item, number, behind))
        labels = (*state.labels, Labels(False)) if self.traits.taps else ()
        stride = (1,) * (len(shape) - 1) if self.traits.projects else ()
        return State(
            inner,
            shape,
            around.past,
            self.traits.asks_past,
            stride,
            around.number,
            labels,
            state.joins,
        )

    def _branch_end(
        self, state: State, item: Branches, number: int, place: Place
    ) -> "tuple[State, ...] | Move | None":
        assert place.next
        if state.ahead:
            return ()
        *outer, around = state.joins
        end = Ended(state.shape, state.past.conv, state.stride, state.waits)
        around = around._replace(ends=(*around.ends, end))
        labels = state.labels[:-1]
        if number + 1 < len(item.bodies):
            there = state._replace(joins=(*outer, around), labels=labels, number=around.number)
            return Move(NEXT, self._branch(there, item, number + 1, place.next))
        return self._joined(state, item, around, place.next)

    def _joined(
        self, state: State, item: Branches, around: Open, behind: Place
    ) -> "tuple[State, ...] | Move | None":
        holds, ahead = closed(around)
        if not holds:
            return ()
        shapes = tuple([end.shape for end in around.ends])
        join = Join.kinds[item.how](inputs=shapes)
        agree = join.of_one_rank and all(map(join.agree, join.axes))
        output = join.infer(around.shape) if agree else ()
        if not output or not all_known(output) or product(output) > LARGEST:
            why = f"the branches of `{item.how}` do not agree: " + " and ".join(
                "x".join(map(str, shape)) for shape in shapes
            )
            self._refuse(state, item.word, item.how, None, why)
            return None
        past, stride = around.past, around.stride
        if self.traits.asks_past:
            past = Past(any(end.conv for end in around.ends), join=True)
        if self.traits.projects:
            ends = (
                around.ends[:1]
                if join.led
                else [end for end in around.ends if spatial(end.shape) == spatial(output)]
                or list(around.ends)
            )
            inside = max(end.stride for end in ends)
            if len(stride) == len(inside):
                stride = tuple(a * b for a, b in zip(stride, inside, strict=True))
        *outer, _ = state.joins
        there = State(
            behind,
            output,
            past,
            around.in_part,
            stride,
            self._new(state),
            state.labels[:-1],
            tuple(outer),
            ahead=ahead,
            relu=NOW if around.activated else "",
        )
        return Move(Letter(END.order, join, around.shape, output), there)

    def _head(self, state: State, item: Fork, behind: Place) -> Move:
        around = Open(state.shape, state.past, state.in_part, state.stride, state.number)
        inner = self.places.at((item.part,), 0, self.places.head_end(item, behind))
        labels = (*state.labels, Labels(False)) if self.traits.taps else ()
        kind = "aux" if item.aux else "head"
        there = state._replace(place=inner, joins=(*state.joins, around), labels=labels)
        return Move(opening(kind, item.output), there)


def _back(state: State, around: Open, behind: Place) -> State:
    """The trunk behind a head, which goes on as before it."""
    return State(
        behind,
        around.shape,
        around.past,
        around.in_part,
        around.stride,
        around.number,
        state.labels[:-1],
    )


def _lets_through(state: State) -> bool:
    """Whether what stands at a place comes before a ReLU that is filled in: a norm, or what is no letter."""
    place = state.place
    if place.kind != "item":
        return place.kind in ("label", "copies", "leaving")
    item = place.item[place.number]
    if isinstance(item, Step):
        return state.relu == BEHIND_A_NORM and item.layer is not None and item.layer.role == "norm"
    return not isinstance(item, Branches | Tap | Fork)


def place_is_in_block(place: Place) -> bool:
    """Whether a place is in a block, up to the join around it."""
    here: Place | None = place
    while here is not None and here.kind not in ("branch end", "head end"):
        if here.kind == "leaving" and isinstance(here.item, Use):
            return True
        here = here.next
    return False


def _past(past: Past, layer: Layer) -> Past:
    if isinstance(layer, Conv):
        return Past(True, False, past.join)
    return past._replace(pool=True) if layer.role == "pool" else past
