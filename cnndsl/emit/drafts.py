"""A sequence of the network as PyTorch code to be: what a class makes and what its `forward` does.

A draft is concrete, with every number in it. classes.py finds which drafts are one class, and which of
their numbers are its arguments: those numbers are the draft's slots.
"""

from typing import Any, NamedTuple, TypeAlias, Union

from cnndsl.emit.calls import render
from cnndsl.emit.made import Made, Slot, made_of
from cnndsl.emit.named import Named, held, named, names_of, said
from cnndsl.layers.torch_calls import Apply, Expression, Function, TorchLayer, X
from cnndsl.network import Placed


class LayerDraft(NamedTuple):
    """One layer: its attribute, if it has one, and how it is applied."""

    name: str
    made: Made | None
    torch: TorchLayer
    placed: Placed
    inlined: bool
    shape: str
    like: str = ""
    """The label whose value it takes the size of; with a number, a branch."""
    optional: bool = False
    """Whether it is nothing in some uses of the class, and a module in others."""

    @property
    def expression(self) -> Expression:
        if self.inlined and self.torch.inlined is not None:
            return self.torch.inlined
        return self.torch.apply

    def over_its_input(self) -> "LayerDraft":
        """The same where nothing else needs what it is given."""
        over = self.torch.written_over
        return self._replace(torch=self.torch._replace(inlined=over)) if over else self

    def apply(self, x: str, module: str, like: str = "like") -> str:
        return render(self.expression, x, module, like)

    @property
    def makes_new(self) -> bool:
        """Whether what goes out is a value of its own, that it does not need for training."""
        return self.made is not None and self.placed.layer.new

    def joins(self, over: bool) -> bool:
        """Whether it may be written around the layer before it, `over` its value if nothing else needs that.

        Only where no value is made beside that one: what a statement starts from stays in memory to its end.
        """
        call = isinstance(self.expression, Apply | Function) and self.expression.args[0] is X
        written_over = over and self.inlined and self.torch.written_over is not None
        return call and (written_over or self.placed.layer.passes_on)

    @property
    def key(self) -> tuple[Any, ...]:
        if self.torch.differs:
            return (self.name, "optional", self.placed.layer.word)
        made = self.made.key if self.made else None
        return (self.name, made, self.apply("x", "m"), self.like)

    @property
    def mades(self) -> list[Made | None]:
        return [self.made] if self.made or self.torch.differs else []


class Counted(NamedTuple):
    """A call that fills a list, copy by copy, and whether it goes by the number of the copy."""

    name: str
    call: Made
    numbered: bool


class LoopDraft(NamedTuple):
    """Copies of one layer, with what follows it."""

    names: tuple[str, ...]
    copies: tuple[tuple[LayerDraft, ...], ...]
    alike: tuple["Counted", ...] = ()
    """For copies that are made alike: how each attribute is filled, and `copies` has the first alone."""
    amount: Slot | None = None
    """How many there are then."""

    @property
    def key(self) -> tuple[Any, ...]:
        copies = tuple(tuple(layer.key for layer in copy) for copy in self.copies)
        by_number = [
            said(slot.value) for each in self.alike if each.numbered for slot in each.call.slots
        ]
        return ("counted" if self.amount else "", copies, *by_number)

    @property
    def mades(self) -> list[Made | None]:
        if self.amount:
            return [each.call for each in self.alike]
        return [made for column in self.columns.values() for made in column]

    @property
    def columns(self) -> dict[str, list[Made]]:
        """For each attribute, the calls that fill it, copy by copy."""
        columns: dict[str, list[Made]] = {}
        for copy in self.copies:
            for layer in copy:
                if layer.made:
                    columns.setdefault(layer.name, []).append(layer.made)
        return columns


class PartDraft(NamedTuple):
    """A part that is a class of its own: one instance, or the copies of a repeat."""

    name: str
    calls: tuple[Made, ...]
    repeated: bool
    shapes: tuple[str, ...]
    takes: tuple[str, ...]
    """Labels whose values it is given, beside what comes in."""
    gives: tuple[str, ...]
    """Labels inside it whose values it gives back, beside what goes out."""
    amount: Slot | None = None
    """For copies that are made alike: how many there are, and `calls` has one or none."""
    example: Made | None = None
    """Where there are none here: how they are made elsewhere."""
    ignores_input: bool = False
    """Whether it starts from a label's value."""
    numbered: bool = False
    """Whether the call goes by the number of the copy."""
    ends_in_norm: str = ""
    """Its attribute for the norm at its end, if it ends in one."""

    @property
    def key(self) -> tuple[Any, ...]:
        if self.amount:
            numbered = [said(slot.value) for made in self.calls for slot in made.slots]
            by_number = tuple(numbered) if self.numbered else ()
            return (self.name, "alike", self.takes, *by_number, *self._how)
        calls = tuple(made.key for made in self.calls)
        return (self.name, calls, self.repeated, self.takes, self.gives)

    @property
    def _how(self) -> list[tuple[Any, ...]]:
        calls = self.calls or ((self.example,) if self.example else ())
        return [made.key for made in calls]

    @property
    def mades(self) -> list[Made | None]:
        if self.amount and not self.calls:
            return [None]
        return list(self.calls)


class JoinDraft(NamedTuple):
    """Branches and how they come together."""

    how: str
    bodies: tuple[tuple["Draft", ...], ...]
    shape: str

    @property
    def shares(self) -> bool:
        """Whether each branch takes a part of the channels; one alone takes them all."""
        return self.how == "split" and len(self.bodies) > 1

    @property
    def key(self) -> tuple[Any, ...]:
        return (self.how, *(tuple(draft.key for draft in body) for body in self.bodies))


class TapDraft(NamedTuple):
    """Going on from a value before."""

    of: str

    @property
    def key(self) -> tuple[Any, ...]:
        return ("tap", self.of)


class HeadDraft(NamedTuple):
    """An output of its own."""

    part: "Draft"
    output: str
    aux: bool

    @property
    def key(self) -> tuple[Any, ...]:
        return ("head", self.output, self.part.key)


class Kept(NamedTuple):
    """A value that is wanted again, under its label."""

    label: str

    @property
    def key(self) -> tuple[Any, ...]:
        return ("kept", self.label)


Draft: TypeAlias = Union[LayerDraft, LoopDraft, PartDraft, JoinDraft, TapDraft, HeadDraft, Kept]


def layer_draft(
    name: str, placed: Placed, labelled: bool, shape: str = "", torch: TorchLayer | None = None
) -> LayerDraft:
    torch = torch or placed.layer.torch(placed.input)
    made = _with_half_padding(made_of(torch.module), placed) if torch.module else None
    by_arguments = made is not None and any(names_of(each.value) for each in made.slots)
    if made and torch.differs:
        made = _following(made)
    inlined = torch.inlined is not None and not labelled and not by_arguments
    made = None if inlined else made
    return LayerDraft(name, made, torch, placed, inlined, shape)


def _following(made: Made) -> Made:
    return made._replace(
        arguments=tuple(
            _following(each) if isinstance(each, Made) else each._replace(follows=True)
            for each in made.arguments
        )
    )


def _with_half_padding(made: Made, placed: Placed) -> Made:
    """Half padding of a kernel or a dilation that is an argument follows it: `k // 2`, `2 * dilation`."""
    values = {slot.name: slot.value for slot in made.slots}
    kernel, dilation = values.get("kernel_size"), values.get("dilation", 1)
    if vars(placed.layer).get("pad") != "half" or not isinstance(kernel, int):
        return made
    if isinstance(kernel, Named):
        rows = named(int(kernel) // 2, f"{held(kernel)} // 2")
    elif isinstance(dilation, Named):
        rows = dilation * (kernel // 2) if kernel > 3 else dilation
    else:
        return made
    arguments = [
        each._replace(value=rows)
        if isinstance(each, Slot) and each.name == "padding" and each.value == rows
        else each
        for each in made.arguments
    ]
    return made._replace(arguments=tuple(arguments))
