"""Which parts of a network are one class: the same code but for numbers, and those become its arguments.

A part is settled over all its occurrences at once, and the parts inside it before it.
"""

from typing import Any, NamedTuple

from cnndsl.emit.bodies import IN, Body, variable
from cnndsl.emit.columns import Column, Resolved, columns, merged, resolve
from cnndsl.emit.constructors import Attribute, attributes
from cnndsl.emit.drafts import ALWAYS, Draft, Made, Slot
from cnndsl.emit.forward import forward
from cnndsl.emit.named import Named, names_in, replaced, said
from cnndsl.emit.sites import Site, Sites
from cnndsl.network import Given, Network
from cnndsl.sizes import show_shape
from cnndsl.text import Span


class Parameter(NamedTuple):
    """An argument of a class."""

    name: str
    kind: str
    default: int | None = None

    @property
    def code(self) -> str:
        annotated = f"{self.name}: {self.kind}" if self.kind else self.name
        return annotated if self.default is None else f"{annotated} = {self.default}"


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
            named = type(each.value) is int and each.symbol
            known[each.name] = (
                Named(each.value, caller.symbol(each.symbol, depth)) if named else each.value
            )
        slots = []
        for parameter in self.code.parameters:
            name = parameter.name
            if name in self.values:
                value = self.values[name]
            elif name in known:
                value = known[name]
            else:
                value = Named(self.site.numbers[name], caller.symbol(name, depth))
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
        return Named(int(self.out), text) if names_in(text) else int(self.out)


class Classes:
    """The classes of one network, inner ones first."""

    def __init__(self, network: Network, taken: set[str]) -> None:
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

    def example(self, block: str) -> Made | None:
        """How a block's part is made, where all its uses are one class."""
        keys = [key for key, sites in self.sites.by_key.items() if sites[0].name == block]
        codes = {self.part(site.prefix).code for key in keys for site in self.sites.by_key[key]}
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
        drafts, _ = Body(site, self.sites.placed, self, self.shape[0], {}).drafts()
        resolved = resolve(columns([drafts]))
        return self._code(name, [site], [drafts], resolved, (), ())

    def part(self, prefix: str) -> Settled:
        if prefix not in self.settled:
            self._settle(self.sites.by_prefix[prefix].key)
        return self.settled[prefix]

    def _settle(self, key: Span) -> None:
        """Classes for all occurrences of a part."""
        sites = self.sites.by_key[key]
        terms = _Terms(sites, self.explicit)
        families: dict[object, list[tuple[Site, Body, list[Draft], int]]] = {}
        for site in sites:
            body = Body(site, self.sites.placed, self, terms.depth(site), terms.alias)
            drafts, out = body.drafts()
            alike = (tuple(draft.key for draft in drafts), tuple(site.takes), site.gives)
            families.setdefault(alike, []).append((site, body, drafts, out))
        for members in families.values():
            self._family(members, terms)

    def _family(self, members: list[tuple[Site, Body, list[Draft], int]], terms: "_Terms") -> None:
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
                tuple(f"{variable(label)}_channels" for label in site.takes),
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
        lines = forward(drafts, takes, tuple(map(variable, sites[0].gives)))
        return ClassCode(
            name, parameters, locals_, made, takes, tuple(lines), learned, sites[0].gives
        )


class _Terms:
    """What the names of a part's code are: the depth that comes in, a block's parameters, those around."""

    def __init__(self, sites: list[Site], explicit: set[tuple[Span, str]]) -> None:
        first = sites[0]
        self.first = first
        names = {each.name for each in first.given}
        self.depth_name = next(
            name for name in ("in_channels", "channels", "depth_in") if name not in names
        )
        depths = {site.shape[:1] for site in sites}
        self.varies = first.block or len(depths) > 1
        self.alias: dict[str, str] = {}
        self.locals: dict[str, str] = {}
        self.defaults: dict[str, int] = {}
        for column in zip(*(site.given for site in sites), strict=True):
            left_out = next((each for each in column if each.by_default is not None), None)
            if left_out is not None:
                self._default(left_out, (first.key, left_out.name) in explicit)

    def _default(self, each: Given, given_somewhere: bool) -> None:
        text = each.by_default or ""
        if text.lstrip("-").isdigit():
            self.defaults[each.name] = int(text)
        elif not given_somewhere and text:
            shown = replaced(text.replace(IN, "IN_"), {**self.alias, "IN_": self.depth_name})
            if shown.isidentifier():
                self.alias[each.name] = shown
            else:
                self.locals[each.name] = shown

    def depth(self, site: Site) -> int:
        depth = site.shape[0] if site.shape else 0
        return Named(depth, self.depth_name) if self.varies else depth

    def reserved(self, sites: list[Site]) -> set[str]:
        """Names that mean something already."""
        taps = {f"{variable(label)}_channels" for label in sites[0].takes}
        return {self.depth_name, *sites[0].numbers, *taps}

    def locals_for(self, used: set[str]) -> tuple[tuple[str, str], ...]:
        """The names that need a line of their own, in order."""
        wanted: dict[str, str] = {}
        for name, text in reversed(self.locals.items()):
            if name in used or any(name in names_in(other) for other in wanted.values()):
                wanted[name] = text
        return tuple(reversed(wanted.items()))

    def parameters(self, free: set[str], resolved: Resolved) -> tuple[Parameter, ...]:
        order = [self.depth_name, *(each.name for each in self.first.given)]
        order += sorted(free - set(order))
        plain = [
            Parameter(name, "int") for name in order if name in free and name not in self.defaults
        ]
        own = [Parameter(name, _kind(column)) for name, column in resolved.own.items()]
        default = [
            Parameter(name, "int", self.defaults[name])
            for name in order
            if name in free & set(self.defaults)
        ]
        return (*plain, *own, *default)


def _kind(column: Column) -> str:
    kinds = {type(value).__name__ for value in column}
    return kinds.pop() if kinds in ({"int"}, {"float"}, {"bool"}, {"str"}) else ""
