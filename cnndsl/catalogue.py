"""Every diagnostic: importing this enters them all in the catalogue, for `explain`, the documentation and the tests.

A check loads the words of what it finds alone.
"""

from cnndsl.analyse import facts
from cnndsl.checking import (
    assumed_depths,
    attention_problems,
    bind_problems,
    block_problems,
    choice_problems,
    copy_name_problems,
    expand_problems,
    expression_problems,
    fill,
    input_problems,
    inputs,
    labels,
    layer_name_problems,
    likely_problems,
    list_problems,
    merge_problems,
    name_problems,
    seq_problems,
    shape_problems,
    shared_calls,
    unpool_problems,
    unread,
    window_problems,
)
from cnndsl.diagnostics import CATALOGUE
from cnndsl.syntax import choice_problems as written_choices
from cnndsl.syntax import glued_words, limit_problems, syntax_problems
from cnndsl.syntax.notations import notation_problems

STAGES = (
    *(written_choices, glued_words, limit_problems, syntax_problems, notation_problems),
    *(
        attention_problems,
        bind_problems,
        block_problems,
        choice_problems,
        assumed_depths,
        expand_problems,
        expression_problems,
        fill,
        input_problems,
        inputs,
    ),
    *(labels, layer_name_problems, likely_problems, list_problems, merge_problems, name_problems),
    *(copy_name_problems, seq_problems, shape_problems, shared_calls),
    *(unpool_problems, unread, window_problems, facts),
)
"""The modules that have the words."""

__all__ = ["CATALOGUE", "STAGES"]
