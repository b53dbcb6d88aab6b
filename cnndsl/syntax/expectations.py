"""What a token that cannot stand where it does was probably meant to be."""

import re
from collections.abc import Callable
from typing import NamedTuple

from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import replace
from cnndsl.syntax import mistakes
from cnndsl.syntax.lalr import Token, token_span
from cnndsl.syntax.other_words import our_name

AFTER = {
    "NETWORK": "the network's name",
    "INPUT": "the input's shape, as in `input 3x224x224`",
    "LET": "the constant's name",
    "EQUAL": "a value",
    "COLON": "the layer or part that has this label",
    "DEFAULT": "a layer's lowercase name, as in `default conv(bias=no)`",
    "AFTER": "a layer's lowercase name, as in `after conv { BN R }`",
    "EXPECT": "a figure and its value, as in `expect params 138_357_544`",
    "STAR": "a number of copies: a number, or an expression in angle brackets, `*<n>`",
    "COMMA": "an argument",
    "TAP": "a figure and its value, as in `expect @conv1 params 34_944`",
    "LPAR": "an argument",
    "USE": 'a file\'s name in quotes, as in `use "blocks.cnn"`',
    "BLOCK": "the block's name",
    "ARROW": "a layer",
}
HINTS = {
    "LPAR": "parts are put in `[ ]`",
    "STAR": "copies are written behind a layer, once: `[C3 R]*2`",
    "DOUBLESLASH": "a comment starts with `#`",
    "ANGLE": "here an expression needs no brackets: `{}`",
}
SHAPE_HELP = "a shape is sizes joined by x, channels first: `input 3x224x224`"


class Slip(NamedTuple):
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
    following: Token | None,
    accepts: Callable[[str], bool],
    begins_line: bool,
) -> Slip:
    """The words for an unexpected token, from those around it."""
    return (
        _empty_branch(token, before)
        or _size_apart(token, before, following)
        or _papers_word(token, before)
        or _sign(token, before, following)
        or _size_in_front(token, following)
        or _fat_arrow(token, following)
        or _called_word(token, before)
        or _choice(token, before)
        or (None if begins_line else _shape(token, before))
        or Slip(_plain(token, before, accepts, begins_line))
    )


def _empty_branch(token: Token, before: list[Token]) -> Slip | None:
    """`add( C3 | )`, `cat( | C3 )`."""
    types = [each.type for each in before]
    opened = types[-2:-1] in (["CAT"], ["ADD"], ["MUL"], ["SPLIT"]) and types[-1] == "LPAR"
    if token.type in ("BAR", "RPAR") and types and (types[-1] == "BAR" or opened):
        return Slip(mistakes.empty_branch(token_span(before[-1]).until(token_span(token))))
    return None


def _size_apart(token: Token, before: list[Token], following: Token | None) -> Slip | None:
    """`FC-4096` and `FC 4096`."""
    if token.type != "NUMBER" or not before:
        return None
    dash = before[-1].type == "DASH"
    word = before[-2] if dash and len(before) > 1 else before[-1]
    if word.type != "WORD" or not str(word)[-1].isalpha():
        return None
    if dash and not (
        word.end_pos == before[-1].start_pos and before[-1].end_pos == token.start_pos
    ):
        return None
    rest = following if following is not None and following.start_pos == token.end_pos else None
    rest = rest if rest is not None and rest.type == "WORD" else None
    if rest is not None and not re.match(r"D[0-9<]", rest):
        return None
    if rest is None and following is not None and following.type == "COLON":
        return None
    whole = token_span(word).until(token_span(rest or token))
    mended = f"{word}{token}{rest or ''}"
    what = f"`{before[-1]}`" if dash else "white space"
    finding = mistakes.word(
        token_span(before[-1]) if dash else token_span(token),
        f"{what} stands between `{word}` and its number",
        help=f"write `{mended}`",
        fixes=(replace(whole, mended, safe=True),),
    )
    return Slip(finding, takes_back=True, takes=2 if rest is not None else 1)


def _papers_word(token: Token, before: list[Token]) -> Slip | None:
    """`CONV3-64`, as VGG's own table has it."""
    if token.type != "NUMBER" or len(before) < 2 or before[-1].type != "DASH":
        return None
    word = re.fullmatch(r"(?:C|CONV)([0-9]+)", before[-2])
    if word is None or before[-1].end_pos != token.start_pos:
        return None
    whole = token_span(before[-2]).until(token_span(token))
    mended = f"C{word[1]}D{token}"
    finding = mistakes.word(
        token_span(before[-1]),
        "a depth is written with `D`, not with a dash",
        help=f"write `{mended}`",
        fixes=(replace(whole, mended, safe=True),),
    )
    return Slip(finding, takes_back=True, takes=1)


def _sign(token: Token, before: list[Token], following: Token | None) -> Slip | None:
    """`C3D+8`: a number has no sign."""
    if token.type != "PLUS" or not before or before[-1].type != "WORD" or following is None:
        return None
    if before[-1].end_pos != token.start_pos or following.type != "NUMBER":
        return None
    finding = mistakes.word(
        token_span(token), "a number in a word has no sign", help=f"write `{before[-1]}{following}`"
    )
    return Slip(finding, takes_back=True, takes=2)


def _fat_arrow(token: Token, following: Token | None) -> Slip | None:
    """`=>` for `->`."""
    if token.type != "EQUAL" or following is None or str(following) != ">":
        return None
    span = token_span(token).until(token_span(following))
    return Slip(mistakes.unexpected(span, "=>", "`->` or white space", fix="->"), takes=2)


def _size_in_front(token: Token, following: Token | None) -> Slip | None:
    """`128C3`: the depth comes after the code."""
    if token.type != "NUMBER" or following is None or following.type != "WORD":
        return None
    if following.start_pos != token.end_pos:
        return None
    whole = token_span(token).until(token_span(following))
    mended = f"{following}{'D' if str(following).startswith('C') else ''}{token}"
    if str(following)[-1].isdigit() and "D" not in mended:
        mended = f"{following}"
    return Slip(
        mistakes.word(
            whole,
            f"`{token}{following}` starts with a number",
            "the code comes first",
            help=f"write `{mended}`",
            fixes=(replace(whole, mended, safe=True),),
        ),
        takes=2,
    )


def _called_word(token: Token, before: list[Token]) -> Slip | None:
    """`Conv(64)`: what has arguments in brackets is spelled out, and lowercase."""
    if token.type != "LPAR" or not before or before[-1].type != "WORD":
        return None
    word = before[-1]
    name = our_name(str(word)) or str(word).lower()
    hint = f"spelled out it is lowercase: `{name}(...)`"
    return Slip(
        mistakes.word(token_span(word), f"`{word}` is shorthand, and takes no brackets", help=hint),
        takes_back=True,
    )


def _choice(token: Token, before: list[Token]) -> Slip | None:
    """`C3D{32,64}` stands for several networks."""
    if token.type != "LBRACE" or not before or before[-1].type != "WORD":
        return None
    return Slip(mistakes.reserved(token_span(token), str(token)), takes_back=True)


def _shape(token: Token, before: list[Token]) -> Slip | None:
    types = [each.type for each in before]
    if not {"INPUT", "SLIDE_INPUT"} & set(types):
        return None
    if str(token).startswith(("x", "×")) and types[-1] in ("SHAPE", "NUMBER"):
        return Slip(
            mistakes.unexpected(
                token_span(token), str(token), "a size right after each x", SHAPE_HELP
            ),
            spoils="input",
        )
    if token.type == "SHAPE" and types[-1] == "SLIDE_INPUT":
        hint = f"write `INPUT [{token}]` with the channels last, or `input` and channels first"
        finding = mistakes.unexpected(token_span(token), str(token), "a shape in brackets", hint)
        return Slip(finding, takes=1, spoils="input")
    if token.type in ("$END", "LSQB"):
        return None
    if types[-1] == "INPUT" or token.type in ("STAR", "COMMA"):
        return Slip(
            mistakes.unexpected(token_span(token), str(token), "a shape", SHAPE_HELP),
            spoils="input",
        )
    return None


def _plain(
    token: Token, before: list[Token], accepts: Callable[[str], bool], begins_line: bool
) -> Diagnostic:
    previous = before[-1].type if before else ""
    if begins_line and (previous in AFTER or not accepts("HOLE")) and token.type != "RPAR":
        expected = AFTER.get(previous) or _expected(previous, accepts)
        return mistakes.incomplete(
            token_span(before[-1]), "the line ends too soon", label=f"expected {expected}"
        )
    if token.type == "$END":
        return mistakes.incomplete(
            token_span(before[-1]) if before else token_span(token),
            "the spec ends too soon",
            label=f"expected {AFTER.get(previous) or _expected(previous, accepts)}",
        )
    if token.type in ("LBRACE", "QUESTION"):
        return mistakes.reserved(token_span(token), str(token))
    if token.type == "HOLE":
        return stray(token)
    return mistakes.unexpected(
        token_span(token), str(token), _expected(previous, accepts), _hint(token, before, accepts)
    )


def _hint(token: Token, before: list[Token], accepts: Callable[[str], bool]) -> str:
    """The way out for a token that is often put where it cannot stand."""
    previous = before[-1] if before else None
    if previous is not None and previous.type == "STAR" and token.type == "NAME":
        return f"write `*<{token}>`"
    if previous is not None and token.type == "COLON" and previous.type not in ("NAME", "WORD"):
        return f"`{previous}` is a word of the language and cannot be a label"
    if previous is not None and previous.type in ("LET", "NETWORK") and str(token).isalpha():
        return f"`{token}` is a word of the language and cannot be a name"
    if token.type == "COMMA" and accepts("DOTS"):
        return "layers are kept apart by white space or `->`"
    if token.type in ("COMMA", "LPAR") and accepts("RPAR"):
        return "sizes are joined by x, as `3x3`"
    if token.type == "STAR" and not accepts("DOTS"):
        return ""
    return HINTS.get(token.type, "").format(str(token).strip("<>"))


def stray(token: Token) -> Diagnostic:
    """A character that no other token has."""
    if str(token).startswith(">"):
        return mistakes.unopened(token_span(token), ">")
    if str(token).startswith("@"):
        return mistakes.incomplete(token_span(token), "a label must follow `@`", "as in `@conv1`")
    return mistakes.unknown_character(token_span(token), str(token))


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
    if accepts("LBRACE") and not accepts("WORD"):
        return "`{`"
    if accepts("LPAR") and not accepts("WORD"):
        return "`(`"
    return "a layer"
