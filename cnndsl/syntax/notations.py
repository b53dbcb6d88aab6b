"""Other notations of the same things, and where each of them is looked for."""

import re
from collections.abc import Callable

from cnndsl.fixes import replace
from cnndsl.syntax import mistakes
from cnndsl.syntax.angles import expressions_in_words
from cnndsl.syntax.brackets import (
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
from cnndsl.syntax.called import called_word
from cnndsl.syntax.calls import call
from cnndsl.syntax.forms import Form, hole, is_layer, layer_form
from cnndsl.syntax.keywords import keyword_forms, keywords_as_names
from cnndsl.syntax.lalr import Token, token_span
from cnndsl.syntax.machine import Machine, block_names, takes_in_files
from cnndsl.syntax.other_inputs import other_input, shape_first
from cnndsl.syntax.other_labels import label_or_tap
from cnndsl.syntax.other_signs import (
    comment,
    letter_in_number,
    long_arrow,
    name_in_capitals,
    sign_of_fact,
)
from cnndsl.syntax.other_statements import other_sign
from cnndsl.syntax.papers import names_of_words, paper_layer
from cnndsl.syntax.separators import bare_power, comma_in_number, other_separator, stray_arrow
from cnndsl.text import Span

AT_A_TOKEN: tuple[Callable[[Machine, Token], Form | None], ...] = (
    name_in_capitals,
    call,
    letter_in_number,
    long_arrow,
    called_word,
    paper_layer,
    sign_of_fact,
    label_or_tap,
    other_sign,
    comma_in_number,
    bare_power,
    other_separator,
    join_brackets,
    join_without_bracket,
    count_without_brackets,
    stray_copies,
    layer_form,
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
PARAMETERS = re.compile(r"[A-Z][\w.]*[ \t]+[a-z][0-9]")


def at_token(machine: Machine, token: Token) -> Form | None:
    """What a token that cannot stand where it does was meant to be, in another notation."""
    for find in AT_A_TOKEN:
        form = find(machine, token)
        if form is not None:
            return form
    return None


def before_reading(machine: Machine) -> list[Form]:
    """Forms that a reader of single tokens would take for something else; the last first."""
    forms = _inputs(machine)
    keywords_as_names(machine)
    taken = {form.start for form in forms}
    forms += [form for form in keyword_forms(machine) if form.start not in taken]
    forms += brackets_behind_names(machine)
    if ANGLES.search(machine.content):
        forms += expressions_in_words(machine)
    if COUNT.search(machine.content):
        forms += _counts(machine)
    if WORDS.search(machine.content):
        forms += names_of_words(machine)
    if PARAMETERS.search(machine.content):
        forms += _parameters_apart(machine)
    forms.sort(key=lambda form: -form.start)
    return forms


def _inputs(machine: Machine) -> list[Form]:
    found = []
    for at, token in enumerate(machine.tokens):
        if token.type in ("INPUT", "SLIDE_INPUT") or (
            token.type in ("NAME", "WORD") and token.casefold().startswith("input")
        ):
            form = other_input(machine, at)
            found += [form] if form else []
    return found


def _counts(machine: Machine) -> list[Form]:
    """`[C R]x2`, `C3D8 x2`."""
    tokens = machine.tokens
    parts = [at for at, token in enumerate(tokens[:-1]) if token.type in ("RSQB", "WORD")]
    spots = [at for at in parts if tokens[at + 1][:1] in ("x", "×", "X")]
    return [form for at in spots if (form := count_at(machine, at))]


def _parameters_apart(machine: Machine) -> list[Form]:
    """`C3D64 s2 p1`: white space stands between a layer and its parameters."""
    tokens = machine.tokens
    blocks = block_names(tokens)
    if takes_in_files(tokens):
        return []  # which may bring a block of that name
    found = []
    for at, token in enumerate(tokens):
        end, text = at + 1, str(token)
        while token.type == "WORD" and _is_parameter(machine, end, blocks):
            text += tokens[end]
            end += 1
        if end > at + 1 and is_layer(text):
            whole = Span(token.start_pos, tokens[end - 1].end_pos)
            finding = mistakes.word(
                token_span(tokens[at + 1]),
                f"white space stands between `{token}` and its parameter",
                help=f"write `{text}`",
                fixes=(replace(whole, text, safe=True),),
            )
            found.append(hole(machine, at, whole.end, finding))
    return found


def _is_parameter(machine: Machine, at: int, blocks: set[str]) -> bool:
    token = machine.tokens[at]
    if token.type != "NAME" or machine.begins_line(at) or str(token) in blocks:
        return False
    return re.fullmatch(r"(?:[a-wyz][0-9]+(?:x[0-9]+)*)+", token) is not None
