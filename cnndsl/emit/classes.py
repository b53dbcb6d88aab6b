"""Which parts of a network are one class: the same code but for numbers, and those become its arguments.

A part is settled over all its occurrences at once, and the parts inside it before it.
"""

from typing import Any, NamedTuple

from cnndsl.analyse.variables import variable
from cnndsl.emit.bodies import Body
from cnndsl.emit.columns import Resolved, columns, merged, resolve
from cnndsl.emit.constructors import Attribute, attributes
from cnndsl.emit.drafts import Draft, JoinDraft, TapDraft
from cnndsl.emit.folding import Folds
from cnndsl.emit.forward import forward
from cnndsl.emit.layout import CallDoc
from cnndsl.emit.made import ALWAYS, Made, Slot
from cnndsl.emit.named import Named, named, names_in, replaced, said
from cnndsl.emit.sites import Site, Sites, as_number
from cnndsl.emit.starts import Starts, common, last_norm, layers_of
from cnndsl.emit.terms import Parameter, Terms
from cnndsl.network import Given, Network
from cnndsl.sizes import show_shape
from cnndsl.text import Span


class ClassCode(NamedTuple):
    """A class as it will be written."""

    name: str
    parameters: tuple[Parameter, ...]
    locals: tuple[tuple[str, str], ...]
    """Names that the constructor gives to expressions first."""
    attributes: tuple[Attribute, ...]
    takes: tuple[str, ...]
    forward: tuple[str, ...]
    learned: bool
    gives: tuple[str, ...] = ()
    ignores_input: bool = False
    """Whether its body starts from a label's value, and not from what comes in."""
    starts: tuple[CallDoc, ...] = ()
    """What its constructor says of how weights start."""
    ends_in_norm: str = ""
    """The attribute for the norm at its end, if it ends in one."""
    folded: tuple[str, ...] = ()
    """Its layers that do what a norm did, the norm, and how."""
    methods: tuple[str, ...] = ()
    """Lines of what it can do beside `forward`."""


class Settled(NamedTuple):
    """One occurrence of a part whose class is known."""

    site: Site
    code: ClassCode
    values: dict[str, Any]
    """The arguments that no other name stands for."""
    out: int
    shape: str
    depths: dict[str, int]
    depth_name: str
    tap_names: tuple[str, ...]

    @property
    def takes(self) -> tuple[str, ...]:
        return tuple(self.site.takes)

    @property
    def gives(self) -> tuple[str, ...]:
        return self.site.gives

    @property
    def ignores_input(self) -> bool:
        return self.code.ignores_input

    @property
    def ends_in_norm(self) -> str:
        return self.code.ends_in_norm

    def depth_of(self, label: str) -> int:
        return int(self.depths.get(label, 0))

    def call(
        self, caller: Body, depth: int, taps: list[int], given: tuple[Given, ...]
    ) -> tuple[Made, int]:
        known: dict[str, Any] = {
            self.depth_name: depth,
            **dict(zip(self.tap_names, taps, strict=True)),
        }
        for each in given:
            value = as_number(each.value)
            known[each.name] = (
                named(value, caller.symbol(each.symbol, depth)) if each.symbol else value
            )
        slots = []
        for parameter in self.code.parameters:
            name = parameter.name
            if name in self.values:
                value = self.values[name]
            elif name in known:
                value = known[name]
            else:
                value = named(self.site.numbers[name], caller.symbol(name, depth))
            if parameter.default is None:
                slots.append(Slot(name, value))
            else:
                slots.append(Slot(name, value, True, parameter.default))
            known[name] = value
        made = Made(self.code.name, tuple(slots), self.code.learned)
        return made, self._behind(caller, known)

    def _behind(self, caller: Body, known: dict[str, Any]) -> int:
        """The depth that goes out, in the caller's terms; a plain number where it has no names."""
        if not isinstance(self.out, Named):
            return self.out
        text = self.out.text
        for name, expression in reversed(self.code.locals):
            text = replaced(text, {name: expression})
        if not names_in(text) <= set(known):
            return int(self.out)
        text = replaced(text, {name: said(value) for name, value in known.items()})
        return named(int(self.out), text) if names_in(text) else int(self.out)


class Classes:
    """The classes of one network, inner ones first."""

    def __init__(
        self, network: Network, taken: set[str], starts: Starts | None, folds: Folds
    ) -> None:
        self.starts = starts
        self.folds = folds
        self.shape = network.input or ()
        self.structure = network.structure
        self.sites = Sites(self.structure, self.shape, network.layers)
        self.taken = set(taken)
        self.made: list[ClassCode] = []
        self.settled: dict[str, Settled] = {}
        self.explicit = {
            (site.key, each.name)
            for sites in self.sites.by_key.values()
            for site in sites
            for each in site.given
            if each.by_default is None
        }
        """Parameters of blocks that some use gives."""

    def example(self, block: str, place: Span) -> Made | None:
        """How a block's part, or a group's, is made where it is; where that is one class."""
        sites = self.sites.by_key.get(place) or [
            site for found in self.sites.by_key.values() for site in found if site.name == block
        ]
        if all(self.sites.slight.is_slight(site.body, (site.prefix, "")) for site in sites):
            return None
        codes = {self.part(site.prefix).code for site in sites}
        code = codes.pop() if len(codes) == 1 else None
        if code is None:
            return None
        slots = (
            Slot(
                each.name,
                0,
                each.default is not None,
                ALWAYS if each.default is None else each.default,
            )
            for each in code.parameters
        )
        return Made(code.name, tuple(slots), code.learned)

    def whole(self, name: str) -> ClassCode:
        """The network's own class."""
        site = Site(self.structure, "", name, Span(0, 0), self.shape, {}, (), (), {})
        drafts, _ = Body(site, self.sites, self, self.shape[0], {}).drafts()
        resolved = resolve(columns([drafts]))
        return self._code(name, [site], [drafts], resolved, (), ())

    def part(self, prefix: str) -> Settled:
        if prefix not in self.settled:
            self._settle(self.sites.by_prefix[prefix].key)
        return self.settled[prefix]

    def _settle(self, key: Span) -> None:
        """Classes for all occurrences of a part."""
        sites = self.sites.by_key[key]
        terms = Terms(sites, self.explicit)
        families: dict[object, list[tuple[Site, Body, list[Draft], int]]] = {}
        for site in sites:
            depth = terms.depth(site)
            body = Body(site, self.sites, self, depth, terms.alias, terms.tap_names(site))
            drafts, out = body.drafts()
            alike = (tuple(draft.key for draft in drafts), tuple(site.takes), site.gives)
            families.setdefault(alike, []).append((site, body, drafts, out))
        for members in families.values():
            self._family(members, terms)

    def _family(self, members: list[tuple[Site, Body, list[Draft], int]], terms: "Terms") -> None:
        sites = [site for site, _, _, _ in members]
        alike = [drafts for _, _, drafts, _ in members]
        resolved = resolve(columns(alike), terms.reserved(sites))
        locals_ = terms.locals_for(resolved.names)
        free = set(resolved.names)
        for name, expression in locals_:
            free = free - {name} | names_in(expression)
        parameters = terms.parameters(free, resolved)
        code = self._code(
            self._free_name(sites[0].name), sites, alike, resolved, parameters, locals_
        )
        self.made.append(code)
        for number, (site, body, _, out) in enumerate(members):
            values = {name: column[number] for name, column in resolved.own.items()}
            self.settled[site.prefix] = Settled(
                site,
                code,
                values,
                out,
                self._shape(site),
                {label: body.scope.find(label) or 0 for label in site.gives},
                terms.depth_name,
                terms.tap_names(site),
            )

    def _shape(self, site: Site) -> str:
        """The shape that leaves an occurrence."""
        return show_shape(self.sites.leaving[site.prefix])

    def _free_name(self, name: str) -> str:
        camel = "".join(word[:1].upper() + word[1:] for word in name.split("_")) or "Part"
        for letter in ["", *"BCDEFGHIJKLMNOPQRSTUVWXYZ"]:
            if f"{camel}{letter}" not in self.taken:
                self.taken.add(f"{camel}{letter}")
                return f"{camel}{letter}"
        number = len(self.taken)
        self.taken.add(f"{camel}_{number}")
        return f"{camel}_{number}"

    def _code(
        self,
        name: str,
        sites: list[Site],
        alike: list[list[Draft]],
        resolved: Resolved,
        parameters: tuple[Parameter, ...],
        locals_: tuple[tuple[str, str], ...],
    ) -> ClassCode:
        """One class for sequences that differ in numbers alone."""
        drafts = merged(alike)
        made, learned = attributes(drafts, iter(resolved.texts))
        takes = tuple(map(variable, sites[0].takes))
        lines = forward(drafts, tuple(sites[0].takes), sites[0].gives)
        gives = sites[0].gives
        return ClassCode(
            name,
            parameters,
            locals_,
            made,
            takes,
            tuple(lines),
            learned,
            gives,
            _taps(drafts),
            self.starts.calls(alike) if self.starts else (),
            common(map(last_norm, alike)),
            self._folded(alike),
        )

    def _folded(self, alike: list[list[Draft]]) -> tuple[str, ...]:
        """What a class says of the norms that its layers took in."""
        found = {
            fold.said(layer.name): None
            for drafts in alike
            for layer in layers_of(drafts)
            for fold in self.folds.get(layer.placed.path, ())
        }
        return tuple(found)


def _taps(drafts: list[Draft] | tuple[Draft, ...]) -> bool:
    """Whether a body starts from labels' values, and takes nothing of what comes in."""
    first = drafts[0] if drafts else None
    if isinstance(first, JoinDraft):
        return first.how != "split" and all(map(_taps, first.bodies))
    return isinstance(first, TapDraft)
