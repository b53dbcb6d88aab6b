"""`seq[...]` as others have it: `seq( C R )`, `Sequential[C R]`, `features seq[C R]` without a colon."""

from cnndsl.fixes import Edit, Fix, insert
from cnndsl.layers.layer import KINDS
from cnndsl.syntax import syntax_problems
from cnndsl.syntax.lalr import Token, token_span
from cnndsl.syntax.notations.brackets import KINDS as BRACKETS
from cnndsl.syntax.notations.brackets import matching
from cnndsl.syntax.notations.framework_translation import PART, in_spec
from cnndsl.syntax.notations.notation_problems import other_brackets
from cnndsl.syntax.notations.replacement import Replacement
from cnndsl.syntax.statement_keywords import means_seq
from cnndsl.syntax.token_parser import (
    CLOSER_OF,
    TokenParser,
    block_names,
    parameter_names,
    takes_in_files,
)


def other_seqs(parser: TokenParser) -> list[Replacement]:
    """Every `seq` of a text that is written otherwise."""
    tokens = parser.tokens
    blocks = block_names(tokens)
    layers = blocks | parameter_names(tokens)
    words = [at for at, token in enumerate(tokens[:-1]) if _may_be_seq(parser, at, blocks)]
    found = [_written(parser, at) for at in words]
    found += [_unlabelled(parser, at, layers) for at in words if tokens[at].type == "SEQ"]
    return [each for each in found if each]


def _may_be_seq(parser: TokenParser, at: int, blocks: set[str]) -> bool:
    """Whether a word in front of a bracket is, or may be meant as, `seq`."""
    token, behind = parser.tokens[at], parser.tokens[at + 1]
    if behind.type not in CLOSER_OF or (at and str(parser.tokens[at - 1]).startswith(".")):
        return False
    own = token.type in ("NAME", "WORD") and str(token) not in blocks
    glued = behind.type == "LSQB" and token.end_pos == behind.start_pos
    taken_in = token.type == "NAME" and takes_in_files(parser.tokens)
    return token.type == "SEQ" or (own and not taken_in and means_seq(str(token), glued))


def _written(parser: TokenParser, at: int) -> Replacement | None:
    """`Sequential[C R]`, `seq( C R )`: other words, other brackets, or both."""
    word, opener = parser.tokens[at : at + 2]
    end = matching(parser, at + 1)
    if end is None or end == at + 2 or (word.type == "SEQ" and opener.type == "LSQB"):
        return None
    closer = parser.tokens[end]
    if opener.type == "LPAR" and _is_call(parser.content[word.start_pos : closer.end_pos]):
        return None
    edits = [Edit(token_span(word), "seq")] if str(word) != "seq" else []
    if opener.type != "LSQB":
        edits += [Edit(token_span(opener), "["), Edit(token_span(closer), "]")]
    if str(word) == "seq":
        why = "the parts of `seq` stand in `[ ]`"
        mended = f"{BRACKETS['LSQB']} {BRACKETS['RSQB']}"
        finding = other_brackets(token_span(opener), str(opener), why, tuple(edits), mended)
    else:
        fix = Fix("write `seq[ ]`", tuple(edits), safe=True)
        message = f"`{word}` is written `seq` here"
        finding = syntax_problems.word(
            token_span(word), message, help="write `seq[...]`", fixes=(fix,)
        )
    parser.tokens[end] = closer.instead("RSQB", "]")  # what stands inside may be replaced as well
    new = [word.instead("SEQ", "seq"), opener.instead("LSQB", "[")]
    return Replacement(finding, at, at + 2, new)


def _is_call(words: str) -> bool:
    """Whether it is PyTorch's or Keras' own `Sequential(...)`, with their layers in it."""
    return in_spec(words) is not None or PART.search(words) is not None


def _unlabelled(parser: TokenParser, at: int, layers: set[str]) -> Replacement | None:
    """`features seq[C R]`: a label's colon is missing."""
    before = parser.tokens[at - 1] if at else None
    if before is None or before.type != "NAME" or parser.begins_line(at):
        return None
    known = str(before) in KINDS or str(before) in layers or takes_in_files(parser.tokens)
    if known or (at > 1 and parser.tokens[at - 2].type in ("NETWORK", "LET", "EXPECT")):
        return None
    word = parser.tokens[at]
    finding = syntax_problems.unexpected(
        token_span(word), "seq", f"a `:` behind the label `{before}`"
    )
    finding = finding._replace(fixes=(insert(before.end_pos, ":", safe=True),))
    return Replacement(finding, at, at, [Token.at(before.end_pos, "COLON", ":", before.end_pos)])
