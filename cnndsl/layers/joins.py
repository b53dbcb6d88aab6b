"""The ways in which branches come together."""

from functools import reduce
from operator import add, mul
from typing import Any, ClassVar, Literal, TypeAlias

from cnndsl.layers.arguments import by_checker
from cnndsl.layers.layer import JOINING, Layer
from cnndsl.layers.memory import INPUT, NOTHING, Kept, Memory
from cnndsl.layers.torch_calls import Expression, Operand, function
from cnndsl.sizes import UNKNOWN, Shape, Size, is_flat, known, product, spatial

Where: TypeAlias = Literal["in branches", "behind", "nowhere"]


class Join(Layer):
    """How branches come together. Not a kind that is written like a layer: the language has words for them."""

    keeps = NOTHING
    kinds: ClassVar[dict[str, type["Join"]]] = {}
    branches: ClassVar[int | None] = None
    """How many branches it takes, if not any number will do."""
    sign: ClassVar[str] = ""
    """Between the branches, in formulas and graphs."""
    nothing_alone: ClassVar[bool] = False
    """Whether one branch alone comes to what it is."""
    into: ClassVar[tuple[int, ...]] = ()
    """Of two branches, those whose memory it may take."""
    of_others: ClassVar[bool] = False
    """Whether the gradient of a branch needs the others, and not the branch itself."""
    led: ClassVar[bool] = False
    """Whether the first branch has the places, each of which sees all of the second."""
    activated: ClassVar[Where] = "in branches"
    """Where the activation of a branch's last weights goes that is not written."""
    inputs: tuple[Shape, ...] = by_checker(default=())
    """The shapes that the branches bring; given when they are known."""

    def __init_subclass__(cls) -> None:
        if "word" in vars(cls):
            Join.kinds[cls.word] = cls
            JOINING.add(cls.word)

    def infer(self, x: Shape) -> Shape:
        """The shape of the whole; an axis on which branches do not agree is unknown."""
        return tuple(map(self._common, self.axes))

    @property
    def axes(self) -> range:
        """The axes along which branches are to agree."""
        return range(max(map(len, self.inputs)))

    @property
    def of_one_rank(self) -> bool:
        """Whether the branches have the axes that they are to have."""
        return len(set(map(len, self.inputs))) == 1

    def agree(self, axis: int) -> bool:
        """Whether the branches fit together along an axis; axis 0 is the channels."""
        return len({each[axis] for each in self.inputs if known(each[axis])}) < 2

    def _common(self, axis: int) -> Size:
        """The size that all branches have: where one is known, the others are to have it too."""
        sizes = [each[axis] for each in self.inputs if known(each[axis])]
        return sizes[0] if sizes and self.agree(axis) else UNKNOWN

    def first(self, count: int) -> "Join":
        """The join of the first few branches."""
        joined = self.with_arguments(inputs=self.inputs[:count])
        assert isinstance(joined, Join)
        return joined

    @property
    def form(self) -> tuple[Any, ...]:
        """What its expression hangs on: the same for joins that may be one line of code."""
        return (self.word, *map(len, self.inputs))

    @property
    def together(self) -> Expression:
        """PyTorch's expression for what the branches come to, in terms of `Operand`s."""
        raise NotImplementedError

    @property
    def operands(self) -> tuple[Expression, ...]:
        return tuple(map(Operand, range(len(self.inputs))))

    def _with_shapes(self) -> list[tuple[Expression, Shape]]:
        return list(zip(self.operands, self.inputs, strict=True))


class Add(Join):
    """Branches summed."""

    word, sign = "add", "+"
    nothing_alone = new = True
    into: ClassVar[tuple[int, ...]] = (0, 1)
    activated: ClassVar[Where] = "behind"

    def other_ops(self, x: Shape) -> Size:
        return (len(self.inputs) - 1) * product(self.infer(x))

    def work_space(self, x: Shape) -> Memory:
        """Of three or more, all but the last are joined before that."""
        return Memory(
            product(self.first(len(self.inputs) - 1).infer(x)) if len(self.inputs) > 2 else 0
        )

    @property
    def together(self) -> Expression:
        return reduce(add, self.operands)


class Sub(Add):
    """The first branch less the second."""

    word, sign, branches = "sub", "−", 2
    nothing_alone = False
    into = (0,)

    @property
    def together(self) -> Expression:
        first, second = self.operands
        return first - second


class Mul(Add):
    """Branches multiplied; an axis of size 1 serves any size, and a flat branch has one place."""

    word, sign = "mul", "×"
    keeps = INPUT
    of_others = True
    into = ()
    activated = "in branches"

    @property
    def padded(self) -> tuple[Shape, ...]:
        """The shapes of the branches, flat ones with an axis of size 1 for each that others have."""
        rank = len(self.axes)
        return tuple((*each, *(1,) * (rank - len(each))) for each in self.inputs)

    @property
    def of_one_rank(self) -> bool:
        return len({len(each) for each in self.inputs} - {1}) < 2

    def agree(self, axis: int) -> bool:
        return len({each[axis] for each in self.padded if known(each[axis])} - {1}) < 2

    def _common(self, axis: int) -> Size:
        sizes = [each[axis] for each in self.padded if known(each[axis])]
        largest = max(sizes, default=1)
        all_known = len(sizes) == len(self.inputs)
        return largest if self.agree(axis) and (largest > 1 or all_known) else UNKNOWN

    @property
    def together(self) -> Expression:
        rank = len(self.axes)
        return reduce(mul, [_spread(each, shape, rank) for each, shape in self._with_shapes()])


class Max(Join):
    """The largest of the branches, number by number."""

    word, role = "max", "activation"
    nothing_alone = True

    def other_ops(self, x: Shape) -> Size:
        return (len(self.inputs) - 1) * product(self.infer(x))

    def kept(self, x: Shape) -> Kept:
        if len(self.inputs) == 2:
            return INPUT
        return Kept(output=True, own=self.work_space(x))

    def work_space(self, x: Shape) -> Memory:
        """Three or more are put into one value first."""
        count = len(self.inputs)
        return Memory(count * product(self.infer(x)) if count > 2 else 0)

    @property
    def together(self) -> Expression:
        if len(self.inputs) == 2:
            return function("torch.maximum", *self.operands)
        stacked: Any = function("torch.stack", self.operands)
        largest: Expression = stacked.amax(0)
        return largest


class Cat(Join):
    """Branches side by side, along the channels."""

    word = "cat"
    in_words = "concatenate"

    def agree(self, axis: int) -> bool:
        return axis == 0 or super().agree(axis)

    def infer(self, x: Shape) -> Shape:
        depth: Size = 0
        for each in self.inputs:
            depth = depth + each[0]
        return (depth, *map(self._common, self.axes[1:]))

    def other_ops(self, x: Shape) -> Size:
        return 0

    @property
    def together(self) -> Expression:
        return function("torch.cat", self.operands, dim=1)


class Split(Cat):
    """Equal shares of the channels, one for each branch, joined along the channels."""

    word = "split"


class Attending(Join):
    """What sees all places of the second branch at each place of the first; a flat branch has one place."""

    branches, led, of_others = 2, True, True
    keeps = INPUT
    activated = "nowhere"

    @property
    def axes(self) -> range:
        return range(1)

    @property
    def of_one_rank(self) -> bool:
        return True

    def other_ops(self, x: Shape) -> Size:
        return 0

    def _in_rows(self) -> tuple[Any, ...]:
        """The branches with their places along one axis."""
        return tuple(_in_a_row(each, shape) for each, shape in self._with_shapes())


class Dot(Attending):
    """At each place of the first branch, its inner product with every place of the second."""

    word = "dot"

    def infer(self, x: Shape) -> Shape:
        first, second = self.inputs
        return (places(second), *spatial(first))

    def macs(self, x: Shape) -> Size:
        return product(self.inputs[0]) * places(self.inputs[1])

    @property
    def together(self) -> Expression:
        first, second = self._in_rows()
        products = second.transpose(1, 2) @ first
        return _out_of_a_row(products, self.inputs[0], Operand(0))


class Mix(Attending):
    """At each place of the first branch, the sum of the second's places, weighted by the first's channels."""

    word = "mix"

    def agree(self, axis: int) -> bool:
        first, second = self.inputs
        return not known(first[0]) or not known(places(second)) or first[0] == places(second)

    def infer(self, x: Shape) -> Shape:
        """A flat first branch has one place, and so one along each axis of the second."""
        first, second = self.inputs
        axes = (1,) * (len(second) - 1) if is_flat(first) else spatial(first)
        return (second[0], *axes)

    def macs(self, x: Shape) -> Size:
        return product(self.inputs[0]) * self.inputs[1][0]

    @property
    def together(self) -> Expression:
        first, second = self._in_rows()
        sums: Any = second @ first
        if is_flat(self.inputs[0]) and len(self.inputs[1]) > 2:
            one_place: Expression = sums.unflatten(2, (1,) * (len(self.inputs[1]) - 1))
            return one_place
        shape = self.inputs[1] if is_flat(self.inputs[0]) else self.inputs[0]
        return _out_of_a_row(sums, shape, Operand(0))


def places(shape: Shape) -> Size:
    """How many places there are in maps; a flat value is one."""
    return product(spatial(shape))


def _in_a_row(value: Expression, shape: Shape) -> Any:
    """A value with its places along one axis."""
    if is_flat(shape):
        return value.unsqueeze(2)
    return value if len(shape) == 2 else value.flatten(2)


def _out_of_a_row(value: Any, shape: Shape, like: Any) -> Expression:
    """A value with its places along the axes that a shape has."""
    sizes = {1: value.flatten(1), 2: value}
    unfolded: Expression = sizes.get(len(shape), value.unflatten(2, like.size()[(slice(2, None),)]))
    return unfolded


def _spread(value: Expression, shape: Shape, rank: int) -> Expression:
    """A flat value as maps of one place."""
    if is_flat(shape) and rank > 1:
        return value[(slice(None), slice(None), *(None,) * (rank - 1))]
    return value
