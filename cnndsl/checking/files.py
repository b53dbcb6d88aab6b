"""The files of a spec: the first one and those that it takes in with `use`, each with what it defines."""

import os
import re
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from cnndsl.checking.bind import Binder
from cnndsl.checking.evaluate import Constants, Exact
from cnndsl.checking.layer_parameters import layer_parameters, problems_of
from cnndsl.checking.name_problems import reserved_name, why_not_block, why_not_parameter
from cnndsl.checking.open_constants import open_constants
from cnndsl.diagnostics import Diagnostic, Findings
from cnndsl.layers.layer import KINDS
from cnndsl.lazy_modules import LazyModule
from cnndsl.limits import limits
from cnndsl.named_tuple import NamedTuple
from cnndsl.resources import NotText, beside, real
from cnndsl.syntax import tree
from cnndsl.syntax.limit_problems import too_deep, too_long, too_many_parameters
from cnndsl.syntax.tree_builder import parse, parse_taken_in
from cnndsl.text import Span, Text

if TYPE_CHECKING:
    from cnndsl.checking import block_problems as problems
    from cnndsl.checking import expression_problems, name_fixes
else:
    problems = LazyModule("cnndsl.checking.block_problems")
    expression_problems = LazyModule("cnndsl.checking.expression_problems")
    name_fixes = LazyModule("cnndsl.checking.name_fixes")

Reader = Callable[[str], str]
SAYS_IN = re.compile(r'\bin\b|#[^\r\n]*|"[^"\r\n]*"')
"""The word `in`, and comments and strings, where it says nothing."""


class Block(NamedTuple):
    """A block's definition, and the file whose constants, defaults and blocks its body sees."""

    written: tree.Block
    home: "Source"
    layers: frozenset[str] = frozenset()
    """The parameters that stand for layers: by default, or since the body has them in a layer's place."""
    unclear: frozenset[str] = frozenset()
    """Those of which that is a mistake, which is said."""


class Source:
    """One file, with what its layers may name."""

    def __init__(
        self,
        file: tree.File,
        start: int,
        given: dict[str, Exact],
        findings: Findings,
        uses: tuple[Span, ...],
    ) -> None:
        self.file = file
        self.start = start
        """Where its text begins, among the offsets of all."""
        self.findings = findings
        self.uses = uses
        """Where it was taken in, and before it the files that take it in."""
        self.blocks: dict[str, Block] = {}
        self.constants = Constants(file, given, findings, uses)
        self.binder = Binder(self.constants, self.blocks, findings, file.spoilt)
        self._taken: set[Source] = set()
        for entry in file.entries:
            if isinstance(entry, tree.Block):
                self._define(entry)

    def start_afresh(self, given: dict[str, Exact]) -> None:
        """Forget what has been worked out of constants, for others of a family."""
        self.constants.values = dict(given)
        self.binder.defaults.clear()

    def say(self, finding: Diagnostic) -> None:
        """Say what is wrong with the file itself."""
        self.findings.add(finding, self.uses)

    def guess(self, finding: Diagnostic) -> None:
        """Say why a file that it takes in cannot be read; what that may have named is not missed."""
        self.say(finding)
        self.constants.guessing = True

    def _define(self, block: tree.Block) -> None:
        name, span, _ = block.name
        text = self.findings.text.at(span.start)
        why = why_not_block(name)
        if why:
            self.say(reserved_name(span, name, why, problems.block_renamed(block, text)))
        elif name in KINDS:
            self.say(problems.layer_hidden(block, text))
        if len(block.parameters) > limits().parameters:
            self.say(too_many_parameters(span, name, len(block.parameters)))
            block = block._replace(parameters=block.parameters[: limits().parameters])
        self._order(block)
        seen: dict[str, Span] = {}
        for parameter in block.parameters:
            why = why_not_parameter(parameter.name)
            if why:
                better = name_fixes.free(text, parameter.name, why_not_parameter)
                own = Span(parameter.span.start, parameter.span.start + len(parameter.name))
                fix = name_fixes.parameter_renamed(
                    text, own, name, block.whole, parameter.name, better
                )
                self.say(reserved_name(parameter.span, parameter.name, why, fix))
            if parameter.name in seen:
                first = seen[parameter.name]
                self.say(problems.parameter_twice(parameter.span, parameter.name, first, text))
            seen.setdefault(parameter.name, parameter.span)
        if name in self.blocks:
            other = self.blocks[name].written
            bodies = block.whole, other.whole
            self.say(problems.block_twice(span, name, other.name.span, self.findings.text, bodies))
        else:
            self.blocks[name] = Block(block, self, layer_parameters(block))

    def _order(self, block: tree.Block) -> None:
        """Parameters without a default stand before those with one, or their place says nothing."""
        with_default = False
        for parameter in block.parameters:
            if parameter.default is None and with_default:
                fix = name_fixes.parameters_ordered(self.findings.text, block)
                self.say(problems.parameter_order(parameter.span, parameter.name, fix))
                return
            with_default |= parameter.default is not None

    def look_at_layer_parameters(self) -> None:
        """A parameter that stands for layers is no number, takes no arguments, and has no layer's or block's name."""
        for name, block in self.blocks.items():
            if block.home is self and block.layers:
                found = problems_of(block.written, block.layers, self.blocks, self.findings.text)
                self.blocks[name] = block._replace(unclear=frozenset(found))
                for finding in found.values():
                    self.say(finding)

    def take_in(self, other: "Source", use: Span) -> None:
        """The blocks and constants of another file; two of one name cannot be told apart."""
        self.constants.guessing |= other.constants.guessing
        if other in self._taken:
            return
        self._taken.add(other)
        for name, block in other.blocks.items():
            first = self.blocks.setdefault(name, block)
            if first.written is not block.written:
                self.say(problems.block_twice(use, name, first.written.name.span))
        homes = dict.fromkeys(other.constants.lets, other.constants)
        for name, home in {**other.constants.taken_in, **homes}.items():
            if name in self.constants.lets:
                self.say(
                    expression_problems.constant_twice(
                        use, name, self.constants.lets[name].name.span
                    )
                )
            elif self.constants.taken_in.setdefault(name, home) is not home:
                other_let = self.constants.taken_in[name].lets[name]
                self.say(expression_problems.constant_twice(use, name, other_let.name.span))


class Files:
    """Reads files, each once, and puts together what they take in."""

    def __init__(
        self,
        text: Text,
        read: Reader,
        given: dict[str, Exact],
        findings: Findings,
        below: tuple[str, ...] = (),
    ) -> None:
        self.text = text
        self.read = read
        self.below = below
        """Folders whose files may be taken in, beside those below the first file's own."""
        self.given = given
        self.findings = findings
        self.known: dict[str, Source] = {}
        self.characters = 0

    def first(self) -> Source:
        source = self._source(self.text, (), ())
        for each in self.all:
            each.look_at_layer_parameters()
        written = (block.written for block in source.blocks.values())
        open_constants(source.constants, written)
        return source

    @property
    def all(self) -> list[Source]:
        return list(self.known.values())

    def ask_for_depths(self) -> bool:
        """Whether any of them says `in`, so that shapes have to be followed while blocks are unfolded."""
        texts = [self.text, *self.text.taken_in]
        return any(found[0] == "in" for text in texts for found in SAYS_IN.finditer(text.content))

    def _source(self, text: Text, open_: tuple[str, ...], uses: tuple[Span, ...]) -> Source:
        """Read a text; `open_` are the files that take it in, one in another, and `uses` where they do."""
        file, syntax_errors = self._parsed(text)
        self.findings.extend(syntax_errors, uses)
        where = real(text.path)
        source = self.known[where] = Source(file, text.start, self.given, self.findings, uses)
        for entry in file.entries:
            if isinstance(entry, tree.Use):
                self._take_in(source, text, entry, (*open_, where))
        return source

    def _parsed(self, text: Text) -> tuple[tree.File, list[Diagnostic]]:
        self.characters += len(text.content)
        if self.characters > limits().characters:
            start = Span(text.start, text.start)
            return tree.File((), frozenset({"input"})), [
                too_long(start, "characters", "characters")
            ]
        return parse(text) if text is self.text else parse_taken_in(text)

    def _take_in(self, source: Source, text: Text, use: tree.Use, open_: tuple[str, ...]) -> None:
        path = os.path.join(os.path.dirname(text.path), use.file)
        try:
            where = real(path)
        except ValueError:  # half a letter, or a character of code 0
            source.guess(problems.use_unreadable(use.span, use.file, "no file is called so"))
            return
        if not self._may_read(where):
            source.guess(problems.use_outside(use.span, use.file, self.text.name))
            return
        if where in open_:
            ring = [os.path.basename(each) for each in open_[open_.index(where) :]]
            source.say(problems.use_circle(use.span, use.file, ring, self.text))
            return
        if where not in self.known:
            if len(open_) >= limits().nesting:
                source.guess(too_deep(use.span, "files take in one another"))
                return
            content = self._content(use, path)
            if not isinstance(content, str):
                source.guess(content)
                return
            name = os.path.join(os.path.dirname(text.name), use.file)
            taken = self.text.take_in(name, content, path)
            self._source(taken, open_, (*source.uses, use.span))
        source.take_in(self.known[where], use.span)

    def _may_read(self, where: str) -> bool:
        """Whether a file, its links followed, lies below the first one's folder, or one that the caller names."""
        return where.startswith(self._roots)

    @cached_property
    def _roots(self) -> tuple[str, ...]:
        folders = [os.path.dirname(self.text.path) or ".", *self.below]
        return tuple(os.path.join(real(each), "") for each in folders)

    def _content(self, use: tree.Use, path: str) -> str | Diagnostic:
        """A file's text, or why it cannot be read."""
        names: list[str] = []
        try:
            return self.read(path)
        except NotText as problem:
            why = f"it is {problem}"
        except FileNotFoundError:
            names = beside(path)
            why = f"there is no file `{os.path.normpath(path)}`"
        except (OSError, ValueError) as problem:
            why = str(getattr(problem, "strerror", None) or problem)
        return problems.use_unreadable(use.span, use.file, why, names)
