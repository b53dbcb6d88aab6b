"""The driver: text -> tree -> network -> figures. Each stage is one named call. Read this first.

`load` finds a spec's text, `compile_text` checks it; what is written out of a network is in emit/ and show/.
"""

import os
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice, product
from typing import TYPE_CHECKING

from cnndsl import garbage
from cnndsl import layers as _the_layer_kinds  # noqa: F401  (importing them registers them)
from cnndsl.analyse import facts
from cnndsl.analyse.figures import Result, worked_out
from cnndsl.checking import implied_flatten, inputs, likely, name_problems
from cnndsl.checking.choosing import Chooser, ChosenLet, chosen_lets
from cnndsl.checking.evaluate import Constants
from cnndsl.checking.expand import Expanded, expand
from cnndsl.checking.files import Files, Source
from cnndsl.checking.fill import add_activations, add_afters
from cnndsl.checking.infer import infer, start
from cnndsl.checking.naming import named
from cnndsl.checking.order import Order, order
from cnndsl.checking.retrying import places_of
from cnndsl.checking.trail import Answers, Passed
from cnndsl.diagnostics import Diagnostic, Enough, Findings
from cnndsl.lazy_modules import LazyModule
from cnndsl.limits import Limits, held
from cnndsl.named_tuple import NamedTuple
from cnndsl.network import Constant, Inputs, Network, Sequence
from cnndsl.resources import (
    NotFound,
    bundled,
    bundled_name,
    file_of_another_program,
    read_text,
)
from cnndsl.sizes import KnownShape
from cnndsl.spelling import closest
from cnndsl.syntax import tree
from cnndsl.text import Text
from cnndsl.validation.option_text import quoted

if TYPE_CHECKING:
    from fractions import Fraction

    from cnndsl.checking import shared_calls
else:
    shared_calls = LazyModule("cnndsl.checking.shared_calls")


class Options(NamedTuple):
    """What a command or a caller changes about a spec."""

    inputs: "dict[str, KnownShape]" = {}  # noqa: RUF012  (never changed)
    """Other shapes of inputs, by name; that of the only one may have none."""
    constants: "dict[str, int | Fraction]" = {}  # noqa: RUF012  (never changed)
    strict: bool = False
    use_below: tuple[str, ...] = ()
    """Folders from which `use` may take files, beside the first file's own."""
    limits: Limits = Limits()
    member: int | None = None
    """Of a family of networks, the one with this number."""
    chosen: "tuple[int, ...] | None" = None
    """The same by what is chosen, in the order in which choices are met."""
    fills: bool = True
    """Whether activations are filled in where a spec writes none."""


COMMON_NAMES = {"vgg11": "vgg_a", "vgg13": "vgg_b", "vgg16": "vgg_d", "vgg19": "vgg_e"}
"""What networks that come along are called elsewhere."""
NAME = r"[A-Za-z][\w.-]*"


def load(spec: str, read: Callable[[str], str] = read_text) -> Text:
    """A file's text, a bundled network's, or the words themselves."""
    other = file_of_another_program(spec)
    if other:
        there = "is" if is_file(spec) else "is no file, and by its ending it would be"
        raise NotFound(
            f"{quoted(spec)} {there} {other}; a spec is a text as `input 3x32x32 C3D8 R FC10`"
        )
    if is_file(spec) or _may_not_be_looked_at(spec):
        return Text(spec, read(spec))
    name = bundled_name(spec)
    if name is not None:
        path = bundled()[name]
        return Text(f"{name}.cnn", read(path), path)
    if _names_a_file(spec) or _names_a_network(spec):
        raise NotFound(_tried(spec))
    return Text("<text>", spec)


def _names_a_file(spec: str) -> bool:
    """Whether words that no file is called were to be a file's name, and no spec."""
    if "\n" in spec or "\r" in spec:
        return False
    if spec.endswith(".cnn") or (spec.isidentifier() and not spec[:1].isupper()):
        return True
    if spec in (os.curdir, os.pardir):
        return True
    return re.search(r"[/\\]", spec) is not None and not re.search(r"[\s<#]", spec)


def _names_a_network(spec: str) -> bool:
    """Whether words that are no layer's are a network's name as people write it: `AlexNet`, `ResNet-50`, `VGG16`."""
    if not re.fullmatch(NAME, spec) or not _bundled_as_written(spec):
        return False
    from cnndsl.syntax.word_reader import is_read
    from cnndsl.syntax.words import parse_word

    return not is_read(parse_word(spec))


def _bundled_as_written(spec: str) -> str:
    """The network that comes along under a name in other letters, or under its common name."""
    plain = re.sub(r"\W|_", "", spec.removesuffix(".cnn")).casefold()
    named = {name.replace("_", ""): name for name in bundled()}
    return COMMON_NAMES.get(plain, "") or named.get(plain, "")


def bundled_meant(spec: str) -> str:
    """The network that comes along which a name was meant for, or nothing."""
    return _bundled_as_written(spec) or closest(spec.removesuffix(".cnn"), bundled()) or ""


def _may_not_be_looked_at(spec: str) -> bool:
    """Whether a path leads through a folder that may not be entered, so that nothing is known of it."""
    try:
        os.stat(spec)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return False


def is_file(spec: str) -> bool:
    """Whether a spec is the path of a file, which wins over all else that it might be."""
    try:
        return os.path.exists(spec) and not os.path.isdir(spec)
    except ValueError:
        return False  # with a character that no name has


def _tried(spec: str) -> str:
    if os.path.isdir(spec):
        return f"{quoted(spec)} is a folder; a spec is a file, a bundled network's name or a text"
    near = bundled_meant(spec)
    hint = f"; did you mean the bundled network `{near}`?" if near else ""
    return f"{quoted(spec)} is no file, no bundled network and no spec's text{hint}"


def load_file(path: str, read: Callable[[str], str] = read_text) -> Text:
    """A file's text, or a bundled network's; what is neither is not taken for a text."""
    text = load(path, read)
    if text.name == "<text>" and not os.path.exists(path):
        raise NotFound(_tried(path))
    return text


class NoMember(ValueError):
    """A family has no network of a number, or a spec is no family."""


class Record:
    """What a check leaves behind for whoever asks what stands where in a text; by itself it keeps none of it."""

    def __init__(self) -> None:
        self.sources: dict[str, Source] = {}
        """The files, by where they lie."""
        self.passed: list[Passed] = []
        """Every item of the network, once for each of its copies."""


def compile_text(
    text: Text,
    options: Options | None = None,
    read: Callable[[str], str] = read_text,
    record: Record | None = None,
) -> Result:
    """Check a spec; one with too many mistakes is no network. `record` takes in what is met on the way."""
    options = options or Options()
    findings = Findings(text, options.strict)
    with held(options.limits), garbage.left_alone():
        try:
            return _compiled(text, options, read, findings, record)
        except Enough:
            nothing = Network("Network", text, (), (), (), (), True, findings.ordered)
            return worked_out(nothing, tuple(options.constants))


def _compiled(
    text: Text,
    options: Options,
    read: Callable[[str], str],
    findings: Findings,
    record: Record | None,
) -> Result:
    """Parse a spec, bind and unfold its layers, infer their shapes, hold its facts against them."""
    files = Files(text, read, options.constants, findings, options.use_below)
    if record is not None:
        record.sources = files.known
    source = files.first()
    chooser = None if options.chosen is None else Chooser(options.chosen)
    lets = chosen_lets(files.all, options.constants)
    first = [chooser.choose(len(each.values)) if chooser else 0 for each in lets]
    for each, number in zip(lets, first, strict=True):
        each.take(number)

    given = inputs.resolve(source.file, options.inputs, source.constants, findings)
    answers = Answers()
    unfold = partial(_unfolded, files, source, given, findings, answers, chooser)
    expanded = unfold()
    if chooser is None and (lets or expanded.has_choices):
        worlds = _worlds(files, lets, expanded, unfold, findings)
        return _family(text, options, read, source, given, worlds, findings)
    if options.member is not None and chooser is None and not findings.has_errors():
        raise NoMember(f"{text.name} is one network, and no family of networks")
    body, laid = _filled(files, expanded, options.fills, findings)
    body = named(body)
    has_shared = any(each.written.shared for file in files.all for each in file.blocks.values())
    if has_shared:
        body = shared_calls.named_calls(body)
    resized = None if options.inputs else inputs.resized(source.file, text)
    places = places_of(body, given, text, resized)
    passed = record.passed if record is not None else None
    shapes = infer(body, given, findings, places, has_shared, answers, passed)
    if has_shared and not shapes.partial:
        shared_calls.find_differences(body, shapes.layers, findings)
    implied_flatten.find(body, shapes.layers, findings)
    as_written = not (options.constants or options.inputs)
    likely.find(laid, shapes.layers, files.all, findings, as_written)

    name = _name(source.file, text, findings)
    mistakes = findings.network_mistakes()
    is_partial = shapes.partial or expanded.broken or bool(mistakes)
    constants = tuple(_constants(source))
    network = Network(
        name,
        text,
        given,
        body,
        shapes.layers,
        shapes.outputs,
        is_partial,
        (),
        constants,
        has_shared,
    )
    names, given_here = tuple(source.constants.names), tuple(options.constants.items())
    result = worked_out(network, names, given_here)
    judged = facts.Facts(result, _doubtful(source.file, mistakes), findings)
    _hold_facts(source.file, options, judged, source.constants)
    source.constants.finish({name for each in files.all for name in each.constants.used})
    checked = network._replace(diagnostics=findings.ordered)
    again = Again(text.name, text.content, text.path, _taken_in(text), options)
    chosen = tuple(chooser.met) if chooser else ()
    return result._replace(
        network=checked, resized=bool(options.inputs), again=again, chosen=chosen
    )


def _constants(source: Source) -> Iterator[Constant]:
    """The numbers of the spec that have names and are used."""
    known = source.constants.values
    for name, let in source.constants.lets.items():
        value = known.get(name)  # of those that something has asked for
        if isinstance(let.value, tree.Number) and value is not None:
            yield Constant(name, value, let.name.span, name in source.constants.open)


def _taken_in(text: Text) -> tuple[tuple[str, str], ...]:
    return tuple((each.path, each.content) for each in text.taken_in)


class Again(NamedTuple):
    """A spec that can be checked once more, with other numbers for its constants."""

    name: str
    content: str
    path: str
    taken_in: tuple[tuple[str, str], ...]
    """The paths and contents of the files that it takes in."""
    options: Options

    def at(self, constants: "dict[str, int | Fraction]", inputs: dict[str, KnownShape]) -> Result:
        """The network that it is then."""
        files = dict(self.taken_in)
        options = self.options._replace(
            inputs=inputs, constants={**self.options.constants, **constants}, strict=False
        )
        return compile_text(Text(self.name, self.content, self.path), options, files.__getitem__)


def _unfolded(
    files: Files,
    source: Source,
    given: Inputs,
    findings: Findings,
    answers: Answers,
    chooser: Chooser | None,
) -> Expanded:
    """The network's structure, as it is written; or all that there is to choose from."""
    for each in files.all:
        each.binder.set_defaults(each.file)
    known = all(each.shape for each in given)
    flow = start(given) if known and files.ask_for_depths() else None
    return expand(source, files.all, flow, findings, answers, chooser)


def _worlds(
    files: Files,
    lets: list[ChosenLet],
    first: Expanded,
    unfold: Callable[[], Expanded],
    findings: Findings,
) -> Iterator[tuple[tuple[int, ...], Expanded]]:
    """What a family's spec is unfolded to, by what is chosen for its constants."""
    yield (0,) * len(lets), first
    for numbers in islice(product(*(range(len(each.values)) for each in lets)), 1, None):
        for source in files.all:
            source.start_afresh(files.given)
        for each, number in zip(lets, numbers, strict=True):
            each.take(number)
        yield numbers, unfold()


def _filled(
    files: Files, expanded: Expanded, activates: bool, findings: Findings
) -> tuple[Sequence, Order]:
    """The network's structure, with what slides leave out filled in; and its order."""
    body, afters, has_afters, broken, _ = expanded
    if has_afters:
        body = add_afters(body, afters, findings)
    laid = order(body)
    hidden = broken or any("after" in each.file.spoilt for each in files.all)
    if activates and not hidden:
        filled = add_activations(body, laid, afters, findings)
        if filled is not body:
            body, laid = filled, order(filled)
    return body, laid


def _family(
    text: Text,
    options: Options,
    read: Callable[[str], str],
    source: Source,
    given: Inputs,
    worlds: Iterator[tuple[tuple[int, ...], Expanded]],
    findings: Findings,
) -> Result:
    """A family of networks, or the one of them that is asked for."""
    from cnndsl.family.family import family_of

    name = _name(source.file, text, findings)

    def member(chosen: tuple[int, ...], fills: bool) -> Result:
        alone = Text(text.name, text.content, text.path)
        return compile_text(alone, options._replace(member=None, chosen=chosen, fills=fills), read)

    bodies = tuple(worlds)
    family = None if findings.has_errors() else family_of(bodies, given, member, findings)
    if family is not None and options.member is not None:
        if options.member >= family.count:
            raise NoMember(f"{text.name} has {family.count:,} networks: 0 to {family.count - 1:,}")
        return family[options.member]
    network = Network(name, text, given, (), (), (), family is None, findings.ordered)
    names, given_here = tuple(source.constants.names), tuple(options.constants.items())
    return worked_out(network, names, given_here)._replace(family=family)


def _doubtful(file: tree.File, mistakes: list[Diagnostic]) -> bool:
    """Whether a mistake outside of layers may have changed them all: in a default, a constant, the input."""
    parts = [part.span for part in file.trunk]
    return bool(file.spoilt) or any(
        not any(span.start <= found.span.start < span.end for span in parts) for found in mistakes
    )


def _hold_facts(file: tree.File, options: Options, held: facts.Facts, constants: Constants) -> None:
    stated = [entry for entry in file.entries if isinstance(entry, tree.Expect)]
    changed = ["`--set`"] * bool(options.constants) + ["`--input`"] * bool(options.inputs)
    if stated and changed:
        held.findings.add(facts.facts_skipped(stated[0].span, len(stated), " and ".join(changed)))
        return
    for fact in stated:
        held.check(fact, constants)


def _name(file: tree.File, text: Text, findings: Findings) -> str:
    """The network's own name, else the file's, else `Network`."""
    stated = [entry for entry in file.entries if isinstance(entry, tree.Network)]
    for again in stated[1:]:
        findings.add(name_problems.statement_twice(again.span, "network", stated[0].span, text))
    if stated:
        why = name_problems.why_not_network(stated[0].name)
        if why:
            from cnndsl.checking.name_fixes import free, rename

            better = free(text, stated[0].name, name_problems.why_not_network)
            fix = rename(better, [stated[0].span])
            findings.add(name_problems.reserved_name(stated[0].span, stated[0].name, why, fix))
        return stated[0].name
    stem = os.path.splitext(os.path.basename(text.name))[0]
    return "Network" if name_problems.why_not_network(stem) else stem
