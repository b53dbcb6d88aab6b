"""What a token that cannot stand where it does was probably meant to be."""

import re
from collections.abc import Callable

from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import Fix, insert, remove, replace
from cnndsl.layers.layer import KINDS
from cnndsl.named_tuple import NamedTuple
from cnndsl.syntax import choice_problems, syntax_problems
from cnndsl.syntax.lalr import Token, token_span
from cnndsl.syntax.notations.layer_names import our_name
from cnndsl.syntax.token_parser import JOINS

AFTER = {
    "NETWORK": "the network's name",
    "INPUT": "the input's shape, as in `input 3x224x224`",
    "LET": "the constant's name",
    "EQUAL": "a value",
    "COLON": "the layer or part that has this label",
    "DEFAULT": "a layer's lowercase name, as in `default conv(bias=no)`",
    "AFTER": "a layer's lowercase name, as in `after conv { BN R }`, or `none`",
    "EXPECT": "a figure and its value, as in `expect params 138_357_544`",
    "STAR": "a number of copies: a number, or an expression in angle brackets, `*<n>`",
    "COMMA": "an argument",
    "TAP": "a figure and its value, as in `expect @conv1 params 34_944`",
    "LPAR": "an argument",
    "USE": 'a file\'s name in quotes, as in `use "blocks.cnn"`',
    "BLOCK": "the block's name",
    "ARROW": "a layer",
    "SEQ": "its parts in brackets, as in `features: seq[C3D64 R M]`",
}
HINTS = {
    "LPAR": "parts are put in `[ ]`",
    "LBRACE": "parts are put in `[ ]`; a choice is glued to its word, as in `C3D{{32,64}}`",
    "STAR": "copies are written behind a layer, once: `[C3 R]*2`",
    "QUESTION": "`?` stands right behind a layer or a bracketed part, which it leaves out or in",
    "DOUBLESLASH": "a comment starts with `#`",
    "ANGLE": "here an expression needs no brackets: `{}`",
}
SHAPE_HELP = "a shape is sizes joined by x, channels first: `input 3x224x224`"


class Explanation(NamedTuple):
    """A diagnostic, and how much belongs to the mistake."""

    diagnostic: Diagnostic
    takes_back: bool = False
    """The word before."""
    takes: int = 0
    """So many tokens from the unexpected one on; 0 where that is not known."""
    spoils: str = ""
    """A statement that is not to be believed."""


def describe(
    token: Token,
    before: list[Token],
    content: str,
    accepts: Callable[[str], bool],
    begins_line: bool,
) -> Explanation:
    """The words for an unexpected token, from those around it."""
    return (
        _empty_branch(token, before)
        or _called_word(token, before)
        or _each(token)
        or _choice(token, accepts)
        or (None if begins_line else _shape(token, before))
        or Explanation(_plain(token, before, content, accepts, begins_line))
    )


def _empty_branch(token: Token, before: list[Token]) -> Explanation | None:
    """`add( C3 | )`, `cat( | C3 )`."""
    types = [each.type for each in before]
    opened = len(types) > 1 and types[-2] in JOINS and types[-1] == "LPAR"
    if token.type in ("BAR", "RPAR") and types and (types[-1] == "BAR" or opened):
        span = token_span(before[-1]).until(token_span(token))
        fixes: tuple[Fix, ...] = (insert(span.end - len(token), "id "),)
        if token.type == "BAR" and types[-1] == "BAR":
            fixes = (remove(token_span(token), title="write one `|`"), *fixes)
        return Explanation(syntax_problems.empty_branch(span)._replace(fixes=fixes))
    return None


def _called_word(token: Token, before: list[Token]) -> Explanation | None:
    """`Conv(64)`: what has arguments in brackets is spelled out, and lowercase."""
    if token.type != "LPAR" or not before or before[-1].type != "WORD":
        return None
    word = before[-1]
    name = None if re.search("[123]d$", word.casefold()) else our_name(word)
    hint = f"spelled out it is lowercase: `{name or word.lower()}(...)`"
    finding = syntax_problems.word(
        token_span(word),
        f"`{word}` is shorthand, and takes no brackets",
        help=hint,
        fixes=(replace(token_span(word), name, safe=True),) if name and _takes(name) else (),
    )
    return Explanation(finding, takes_back=True)


def _each(token: Token) -> Explanation | None:
    """`each` where no branch starts."""
    if token.type != "EACH":
        return None
    hint = (
        "it says at the start of a branch how many there are, as in `cat( each(3) C3D8 | id )`; "
        "copies one after another are `[C3D8]*3`"
    )
    place = "the start of a branch"
    return Explanation(syntax_problems.unexpected(token_span(token), "each", place, hint))


def _takes(name: str) -> bool:
    """Whether a layer takes anything in brackets."""
    return bool(KINDS[name].arguments)


def _choice(token: Token, accepts: Callable[[str], bool]) -> Explanation | None:
    """`expect params {1,2}`, `network {a,b}`: a choice where one value stands."""
    if token.type != "LBRACE" or accepts("DOTS") or accepts("LBRACE"):
        return None
    if accepts("NUMBER"):
        why = "a fact is held for the network that is made, and is one number"
        return Explanation(choice_problems.no_place(token_span(token), "{", why))
    if accepts("WORD"):
        why = "a name is the same in all networks of a family"
        return Explanation(choice_problems.no_place(token_span(token), "{", why))
    return None


def _shape(token: Token, before: list[Token]) -> Explanation | None:
    types = [each.type for each in before]
    if not {"INPUT", "SLIDE_INPUT"} & set(types):
        return None
    if str(token).startswith(("x", "×")) and types[-1] in ("SHAPE", "NUMBER"):
        return Explanation(
            syntax_problems.unexpected(
                token_span(token), str(token), "a size right after each x", SHAPE_HELP
            ),
            spoils="input",
        )
    if token.type == "SHAPE" and types[-1] == "SLIDE_INPUT":
        hint = f"write `INPUT [{token}]` with the channels last, or `input` and channels first"
        finding = syntax_problems.unexpected(
            token_span(token), str(token), "a shape in brackets", hint
        )
        return Explanation(finding, takes=1, spoils="input")
    if token.type in ("$END", "LSQB"):
        return None
    if types[-1] == "INPUT" or token.type in ("STAR", "COMMA"):
        return Explanation(
            syntax_problems.unexpected(token_span(token), str(token), "a shape", SHAPE_HELP),
            spoils="input",
        )
    return None


def _plain(
    token: Token,
    before: list[Token],
    content: str,
    accepts: Callable[[str], bool],
    begins_line: bool,
) -> Diagnostic:
    previous = before[-1].type if before else ""
    if begins_line and (previous in AFTER or not accepts("HOLE")) and token.type != "RPAR":
        expected = AFTER.get(previous) or _expected(previous, accepts)
        return syntax_problems.incomplete(
            token_span(before[-1]), "the line ends too soon", label=f"expected {expected}"
        )
    if token.type == "$END":
        return syntax_problems.incomplete(
            token_span(before[-1]) if before else token_span(token),
            "the spec ends too soon",
            label=f"expected {AFTER.get(previous) or _expected(previous, accepts)}",
        )
    if token.type == "HOLE":
        return stray(token, content)
    return syntax_problems.unexpected(
        token_span(token), str(token), _expected(previous, accepts), _hint(token, before, accepts)
    )


def _hint(token: Token, before: list[Token], accepts: Callable[[str], bool]) -> str:
    """The way out for a token that is often put where it cannot stand."""
    previous = before[-1] if before else None
    if previous is not None and previous.type == "STAR" and token.type == "NAME":
        return f"write `*<{token}>`"
    if previous is not None and token.type == "COLON" and previous.type not in ("NAME", "WORD"):
        if previous.isalpha():
            return f"`{previous}` is a word of the language and cannot be a label"
        if accepts("RPAR"):
            return "rows before and after are glued, as `pad(3:0)` or `pad(<k-1>:0)`"
        return "a label is a name of letters, digits and `_`"
    if previous is not None and previous.type in ("LET", "NETWORK") and str(token).isalpha():
        return f"`{token}` is a word of the language and cannot be a name"
    if token.type == "SIDES" and accepts("RPAR"):
        return "an expression beside `:` stands in angle brackets, as `pad(<k-1>:0)`"
    if token.type == "COMMA" and accepts("DOTS"):
        return "layers are kept apart by white space or `->`"
    if token.type in ("COMMA", "LPAR") and accepts("RPAR"):
        return "sizes are joined by x, as `3x3`"
    if token.type == "STAR" and not accepts("DOTS"):
        return ""
    return HINTS.get(token.type, "").format(str(token).strip("<>"))


def stray(token: Token, content: str) -> Diagnostic:
    """A character that no other token has.

    Without it there may be another number or word: `1!5`, `.5`.
    """
    if str(token).startswith(">"):
        return syntax_problems.unopened(token_span(token), ">")
    if str(token).startswith("@"):
        return syntax_problems.incomplete(
            token_span(token), "a label must follow `@`", "as in `@conv1`"
        )
    around = content[max(token.start_pos - 1, 0) : token.end_pos + 1]
    joins = re.match(r"\w[^\w\s]+\w|\W?\.\d", around) is not None
    return syntax_problems.unknown_character(token_span(token), str(token), safe=not joins)


def _expected(previous: str, accepts: Callable[[str], bool]) -> str:
    if previous == "STAR" and not accepts("ANGLE"):
        return "a value"
    if previous in AFTER:
        return AFTER[previous]
    if accepts("NUMBER") and not accepts("DOTS"):
        return "a value"
    if accepts("COMMA") and accepts("RPAR"):
        return "`,` or `)`"
    if accepts("EQUAL") and not accepts("WORD"):
        return "`=`"
    if accepts("LBRACE") and not accepts("WORD") and not accepts("NUMBER"):
        return "`{`"
    if accepts("LPAR") and not accepts("WORD"):
        return "`(`"
    return "a layer"
