"""Where each of the other notations is looked for: at a token that cannot stand, or before a text is read."""

import re
from collections.abc import Callable

from cnndsl.fixes import replace
from cnndsl.syntax import syntax_problems
from cnndsl.syntax.lalr import Token, token_span
from cnndsl.syntax.notations.angle_brackets import expressions_in_words
from cnndsl.syntax.notations.brackets import (
    brackets_behind_names,
    count_at,
    count_behind,
    count_first,
    count_without_brackets,
    join_brackets,
    join_without_bracket,
    round_brackets,
    stray_copies,
)
from cnndsl.syntax.notations.choices import (
    behind_word,
    branches_in_brackets,
    broken_choice,
    choice_of_input,
    glued_bodies,
    in_a_layers_place,
    in_expression,
    mark_in_order,
    quantifier,
)
from cnndsl.syntax.notations.copy_names import copy_name, copy_names_in_other_brackets
from cnndsl.syntax.notations.each import each_elsewhere, list_of_each
from cnndsl.syntax.notations.framework_calls import call
from cnndsl.syntax.notations.inputs import other_input, shape_first
from cnndsl.syntax.notations.keywords import misspelt_keywords
from cnndsl.syntax.notations.labels import label_or_tap
from cnndsl.syntax.notations.papers import names_of_words, paper_layer
from cnndsl.syntax.notations.replacement import Replacement, hole, is_layer
from cnndsl.syntax.notations.separators import (
    bare_power,
    comma_in_number,
    other_separator,
    stray_arrow,
)
from cnndsl.syntax.notations.seqs import other_seqs
from cnndsl.syntax.notations.shorthand_calls import called_word
from cnndsl.syntax.notations.signs import (
    comment,
    letter_in_number,
    long_arrow,
    name_in_capitals,
    point_first,
    sign_of_fact,
)
from cnndsl.syntax.notations.size_lists import listed_sizes
from cnndsl.syntax.notations.slides import slide_layer
from cnndsl.syntax.notations.statements import other_sign
from cnndsl.syntax.token_parser import TokenParser, block_names, takes_in_files
from cnndsl.text import Span

AT_A_TOKEN: tuple[Callable[[TokenParser, Token], Replacement | None], ...] = (
    broken_choice,
    behind_word,
    in_expression,
    mark_in_order,
    branches_in_brackets,
    quantifier,
    in_a_layers_place,
    name_in_capitals,
    call,
    letter_in_number,
    point_first,
    long_arrow,
    called_word,
    listed_sizes,
    paper_layer,
    sign_of_fact,
    copy_name,
    list_of_each,
    each_elsewhere,
    label_or_tap,
    other_sign,
    comma_in_number,
    bare_power,
    other_separator,
    join_brackets,
    join_without_bracket,
    count_without_brackets,
    stray_copies,
    slide_layer,
    comment,
    stray_arrow,
    shape_first,
    count_first,
    count_behind,
    round_brackets,
)
ANGLES = re.compile(
    r"[A-Z][\w.]*[A-Za-z$][(\[{\w$]|conv[ \t]*\([ \t]*[0-9]+[x×]|D[0-9]+[x×][0-9]|do0\."
)
COUNT = re.compile(r"[\]\w][ \t]*[x×X][ \t]*[0-9]")
WORDS = re.compile(r"[A-Za-z]{3}[ \t-][A-Za-z]{3}")
SEQS = re.compile(r"[A-Za-z]\s*[\[({]")
PARAMETERS = re.compile(r"[A-Z][\w.]*[ \t]+[a-z][0-9]")


def at_token(parser: TokenParser, token: Token) -> Replacement | None:
    """What a token that cannot stand where it does was meant to be, in another notation."""
    for find in AT_A_TOKEN:
        replacement = find(parser, token)
        if replacement is not None:
            return replacement
    return None


def before_reading(parser: TokenParser) -> list[Replacement]:
    """Forms that a reader of single tokens would take for something else; the last first."""
    replacements = _inputs(parser)
    taken = {replacement.start for replacement in replacements}
    replacements += [
        replacement for replacement in misspelt_keywords(parser) if replacement.start not in taken
    ]
    if SEQS.search(parser.content):
        replacements += other_seqs(parser)
    replacements += brackets_behind_names(parser)
    replacements += glued_bodies(parser)
    replacements += copy_names_in_other_brackets(parser)
    if ANGLES.search(parser.content):
        replacements += expressions_in_words(parser)
    if COUNT.search(parser.content):
        replacements += _counts(parser)
    if WORDS.search(parser.content):
        replacements += names_of_words(parser)
    if PARAMETERS.search(parser.content):
        replacements += _parameters_apart(parser)
    replacements.sort(key=lambda replacement: -replacement.start)
    return _apart(replacements)


def _apart(replacements: list[Replacement]) -> list[Replacement]:
    """Those that end where the next one begins, or before: what is around another is said once that is mended."""
    found: list[Replacement] = []
    for each in replacements:
        if not found or each.end <= found[-1].start or each.start == found[-1].start:
            found.append(each)
    return found


def _inputs(parser: TokenParser) -> list[Replacement]:
    found = []
    for at, token in enumerate(parser.tokens):
        if token.type in ("INPUT", "SLIDE_INPUT") or (
            token.type in ("NAME", "WORD") and token.casefold().startswith("input")
        ):
            replacement = choice_of_input(parser, at) or other_input(parser, at)
            found += [replacement] if replacement else []
    return found


def _counts(parser: TokenParser) -> list[Replacement]:
    """`[C R]x2`, `C3D8 x2`."""
    tokens = parser.tokens
    parts = [at for at, token in enumerate(tokens[:-1]) if token.type in ("RSQB", "WORD")]
    spots = [at for at in parts if tokens[at + 1][:1] in ("x", "×", "X")]
    return [replacement for at in spots if (replacement := count_at(parser, at))]


def _parameters_apart(parser: TokenParser) -> list[Replacement]:
    """`C3D64 s2 p1`: white space stands between a layer and its parameters."""
    tokens = parser.tokens
    blocks = block_names(tokens)
    if takes_in_files(tokens):
        return []  # which may bring a block of that name
    found = []
    for at, token in enumerate(tokens):
        end, text = at + 1, str(token)
        while token.type == "WORD" and _is_parameter(parser, end, blocks):
            text += tokens[end]
            end += 1
        if end > at + 1 and is_layer(text):
            whole = Span(token.start_pos, tokens[end - 1].end_pos)
            finding = syntax_problems.word(
                token_span(tokens[at + 1]),
                f"white space stands between `{token}` and its parameter",
                help=f"write `{text}`",
                fixes=(replace(whole, text, safe=True),),
            )
            found.append(hole(parser, at, whole.end, finding))
    return found


def _is_parameter(parser: TokenParser, at: int, blocks: set[str]) -> bool:
    token = parser.tokens[at]
    if token.type != "NAME" or parser.begins_line(at) or str(token) in blocks:
        return False
    if parser.tokens[at + 1].type == "COLON":
        return False  # a label
    return re.fullmatch(r"(?:[a-wyz][0-9]+(?:x[0-9]+)*)+", token) is not None
