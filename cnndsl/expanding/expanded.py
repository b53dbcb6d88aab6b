"""The driver: a spec's text, step by step, to one in which nothing is left to be known."""

from cnndsl.analyse.figures import Result
from cnndsl.compile import Options
from cnndsl.expanding.assumptions import write_assumptions
from cnndsl.expanding.given import given_written
from cnndsl.expanding.one_piece import in_one_piece
from cnndsl.expanding.work import Work, behind_comments
from cnndsl.fixes import applied
from cnndsl.formatting.layout import formatted
from cnndsl.named_tuple import NamedTuple
from cnndsl.syntax import tree
from cnndsl.syntax.tree_builder import parse
from cnndsl.text import Text
from cnndsl.writing.members import spec_of_member
from cnndsl.writing.written import flat_spec_of, spec_of

NO_FACTS = "`expect` is left out: --set and --input make another network"
NO_FACTS_OF_MEMBERS = "`expect` is left out: it speaks of the family's file"
ANEW = "written anew, without comments: no edit of the text could say all"
STILL_ASSUMED = "what is assumed stays so: no text could say it under the same names"


class NotExpanded(Exception):
    """A spec of which no text was found that says all and is the same network."""


class Expanded(NamedTuple):
    """A spec's text, and what is to be said of how it came about."""

    content: str
    notes: tuple[str, ...] = ()


def expanded(result: Result, options: Options | None = None) -> Expanded:
    """The text of a checked spec without mistakes, expanded; every step is tried.

    NotExpanded where neither the text in one piece nor one that is written anew is the same network.
    """
    options = options or Options()
    if options.member is not None:
        return _member(result)
    work = Work(result, Options(limits=options.limits))
    piece = Text("", in_one_piece(result.network.text))
    edits = given_written(parse(piece)[0], piece, options)
    goes_on = work.take(applied(piece.content, edits))
    if goes_on:
        _name(work)
        write_assumptions(work)
    notes = [NO_FACTS] if _loses_facts(result, options) else []
    if not goes_on or work.assumed():
        notes.append(_anew(work, goes_on))
    return Expanded(laid_out(work.content), tuple(notes))


def _member(result: Result) -> Expanded:
    """A member of a family, whose spec has all of them: written of its structure, behind the file's first comments."""
    text = result.network.text
    comments = text.content[: behind_comments(text.content)]
    entries = parse(text)[0].entries
    has_facts = any(isinstance(entry, tree.Expect) for entry in entries)
    content = laid_out(comments + spec_of_member(result.network))
    return Expanded(content, (NO_FACTS_OF_MEMBERS,) * has_facts)


def flat(result: Result) -> Expanded:
    """A checked spec without mistakes, a layer a line."""
    content = result.network.text.content
    return Expanded(laid_out(content[: behind_comments(content)] + flat_spec_of(result.network)))


def laid_out(content: str) -> str:
    """The text in the one layout."""
    return formatted(Text("", content)).content


def _loses_facts(result: Result, options: Options) -> bool:
    entries = parse(result.network.text)[0].entries
    has_facts = any(isinstance(entry, tree.Expect) for entry in entries)
    return has_facts and bool(options.constants or options.inputs)


def _name(work: Work) -> None:
    """The name that the file gives."""
    name = work.now.network.name
    if not work.says(tree.Network) and name != "Network":
        work.insert(behind_comments(work.content), f"network {name}")


def _anew(work: Work, or_as_it_is: bool) -> str:
    """The text of the structure, where none of the spec's own can say all; and what is said of that."""
    comments = work.content[: behind_comments(work.content)]
    if work.take(comments + spec_of(work.wanted.network)):
        return ANEW
    if not or_as_it_is:
        raise NotExpanded("cannot be expanded: no text in one piece is the same network")
    return STILL_ASSUMED
