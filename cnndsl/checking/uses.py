"""Blocks where they are used: each use's body, worked out once for the same arguments."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cnndsl.checking.blocks import Bound, bind_use, signature
from cnndsl.checking.copying import Sized
from cnndsl.checking.evaluate import Here
from cnndsl.checking.files import Block
from cnndsl.checking.flow import Value
from cnndsl.checking.spot import Spot
from cnndsl.later import Later
from cnndsl.layers.arguments import Tap as TapValue
from cnndsl.limits import limits
from cnndsl.network import Scope, Use
from cnndsl.sizes import exactly
from cnndsl.syntax import tree
from cnndsl.text import Span

if TYPE_CHECKING:
    from cnndsl.checking import block_problems
    from cnndsl.checking.expand import Expander
else:
    block_problems = Later("cnndsl.checking.block_problems")


class Uses:
    """The uses of all blocks, while a network is unfolded."""

    def __init__(self, expander: "Expander") -> None:
        self.expander = expander
        self.findings = expander.findings
        self._used: set[int] = set()
        self._bodies: dict[object, Sized] = {}

    def name(self, name: str, spot: Spot) -> None:
        """Note that a block is used, though with no copies."""
        block = spot.source.blocks.get(name)
        self._used |= {id(block.written)} if block else set()

    def no_tap(self, parameter: str, block: Block) -> None:
        """Say that a parameter has to be a tap, where the block is used."""
        uses, written = self.findings.uses, block.written
        self.findings.uses = uses[:-1]
        message = f"`{parameter}` has to be a label, as `@enc1`: the block goes on from it"
        shown = signature(written, self.findings)
        self.findings.add(block_problems.wrong_argument(uses[-1], message, shown, written.span))
        self.findings.uses = uses

    def use(self, written: tree.WrittenLayer, block: Block, spot: Spot) -> Sized:
        """A block's body, with what is given for its parameters."""
        expander = self.expander
        self._used.add(id(block.written))
        if block in spot.blocks:
            around = spot.blocks[spot.blocks.index(block) :]
            ring = [each.written.name.name for each in around]
            self.findings.add(block_problems.block_recursion(written.name_span, ring))
            return (expander.hole(written.span),), 0
        here = Here(expander.incoming, in_block=True)
        bound = bind_use(written, block, spot, here, self.findings)
        taps = self._taps(bound, spot)
        seen = expander.flow.scope.block(taps) if expander.flow else Scope()
        taken = tuple(
            (name, exactly(value.shape), value._replace(shape=None, source=""))
            for name, value in seen.own.items()
        )
        key = (id(block.written), _given(bound), taken, expander.state)
        if key not in self._bodies and len(self._bodies) >= limits().bodies:
            if not expander.cut_short:
                self.findings.add(block_problems.too_many_bodies(written.span))
            expander.overflown = expander.cut_short = True
            return (expander.hole(written.span),), 0
        if key not in self._bodies:
            inside = _inside(block, here, bound.taps, spot)
            self._bodies[key] = self._body(block, inside, seen, written.span)
        body, size = self._bodies[key]
        name = block.written.name.name
        use = Use(name, bound.given, taps, body, block.written.whole, written.span)
        return ((use,) if body else ()), max(size, 1)

    def _taps(self, bound: Bound, spot: Spot) -> dict[str, str]:
        """The caller's labels, by the parameters that they are given for."""
        found = {}
        for parameter, tap in bound.taps.items():
            label = self.expander.tap(tap.path, tap.span, spot)
            if label is None:
                self.expander.broken = True
            else:
                found[parameter] = label
        return found

    def _body(self, block: Block, spot: Spot, seen: Scope[Value], use: Span | None) -> Sized:
        expander = self.expander
        before = expander.flow
        if before is not None:
            expander.flow = before._replace(scope=seen, in_part=True)
        uses = self.findings.uses
        self.findings.uses = [*uses, use] if use else uses
        made = expander.nested(block.written.parts, spot, use or block.written.span)
        self.findings.uses = uses
        expander.labels.close(spot.labels, f"the block `{block.written.name.name}`")
        expander.flow = before
        return made

    def look_at_unused(self) -> None:
        """Blocks that nothing uses: their own mistakes are said all the same."""
        source = self.expander.source
        if self.findings.broken_syntax() or self.expander.cut_short:
            return
        broken, self.expander.flow = self.expander.broken, None
        unused = [each for each in source.blocks.values() if id(each.written) not in self._used]
        for block in unused:
            here = Here()
            here.parameters |= dict.fromkeys(each.name for each in block.written.parameters)
            self._body(block, _inside(block, here, here.parameters), Scope(), None)
        meant = self.findings.has("name-unknown-layer")  # by a name that has a slip, perhaps
        for block in unused if not meant else ():
            if id(block.written) not in self._used and block.home is source:
                name = block.written.name
                self.findings.add(
                    block_problems.block_unused(
                        name.span, name.name, self.findings.text, block.written.whole
                    )
                )
        self.expander.broken = broken


def _inside(block: Block, here: Here, taps: Iterable[str], use: Spot | None = None) -> Spot:
    """A spot in a block's body, where the labels that it is given are its own."""
    labels: Scope[Span] = Scope()
    labels.own |= dict.fromkeys(taps, block.written.span)
    depth, around = (use.depth, use.blocks) if use else (0, ())
    return Spot(block.home, here, labels, depth, (*around, block))


def _given(bound: Bound) -> object:
    """What a body depends on: all values, and of a tap that it is one."""
    return tuple(
        (name, "tap" if isinstance(value, TapValue) else value)
        for name, value in bound.values.items()
    )
