"""Reading a text that has mistakes, and how to go on after one at the next sound place.

One mistake gives one report. A broken part leaves a HOLE, which hides what only follows from it; a broken
statement leaves nothing but its name among those `spoilt`.
"""

from typing import Any

from cnndsl.diagnostics import Diagnostic, Enough, too_many_mistakes
from cnndsl.syntax import broken_constructs, syntax_problems
from cnndsl.syntax.lalr import Token, Tree, Unexpected, token_span
from cnndsl.syntax.limit_problems import too_much
from cnndsl.syntax.missing_brackets import has_projection, missing_sign, where_closed, where_opened
from cnndsl.syntax.not_a_spec import not_a_spec
from cnndsl.syntax.notations.dispatch import at_token, before_reading
from cnndsl.syntax.notations.keywords import keywords_as_names
from cnndsl.syntax.notations.unicode_letters import with_our_letters
from cnndsl.syntax.syntax_problems import CLOSERS
from cnndsl.syntax.token_parser import CLOSER_OF, OPENER_OF, PUNCTUATION, STATEMENTS, TokenParser
from cnndsl.syntax.unexpected_tokens import Explanation, describe

SHAPES = ("SHAPE", "NUMBER", "ANGLE")
"""Behind which an input ends."""
MOST_WORK = 4_000_000
"""Tokens that are looked at, at the most, for what mistakes have to do with one another: each may look at all."""


def recover(content: str, findings: list[Diagnostic]) -> tuple[Tree, set[str]]:
    """The tree of a whole text, with holes where mistakes stood, and what they have spoilt."""
    return _Run(content, findings).parse()


class _Run:
    def __init__(self, content: str, findings: list[Diagnostic]) -> None:
        self.parser = TokenParser(content)
        self.findings = findings
        self.mended = -2
        """The last token that a mistake took away: what is wrong right behind it is the same mistake."""
        self.spoilt: set[str] = set()
        self.recoveries = 0

    def parse(self) -> tuple[Tree, set[str]]:
        content = self.parser.content
        refused = too_much(content, self.parser.tokens) or not_a_spec(content)
        if refused is not None:
            self.findings.append(refused)
            return Tree("file", []), {"input"}
        self.findings += with_our_letters(self.parser)
        self.spoilt |= keywords_as_names(self.parser)
        for replacement in before_reading(self.parser):
            self.findings.append(replacement.diagnostic)
            self.parser.tokens[replacement.start : replacement.end] = replacement.tokens
        while True:
            token = self.parser.tokens[self.parser.at]
            if token.type == "HOLE" and len(token) and self._mend(token):
                continue
            if token.type in ("INPUT", "SLIDE_INPUT"):
                self._close_before_input()
            try:
                if self._is_in_a_shapes_place(token):
                    self.spoilt.add(str(token))
                    raise Unexpected(token)
                result = self.parser.feed(token)
            except Unexpected:
                self._recover(token)
                continue
            if token.type == "HOLE":
                self.mended = self.parser.at
            if token.type == "$END":
                tree: Tree = result
                return tree, self.spoilt
            self.parser.at += 1

    def _is_in_a_shapes_place(self, token: Token) -> bool:
        """Whether a word behind `input` is not its name, since no shape follows: it is a layer's."""
        last = self.parser.values[-1] if self.parser.values else None
        behind_input = isinstance(last, Token) and last.type == "INPUT"
        if not behind_input or token.type not in ("NAME", "WORD"):
            return False
        return self.parser.tokens[self.parser.at + 1].type not in SHAPES

    def _report(self, finding: Diagnostic) -> None:
        if self.parser.at > self.mended + 1 or self.parser.begins_line(self.parser.at):
            self.findings.append(finding)

    def _close_before_input(self) -> None:
        """An input on a line of its own stands in no bracket: one that is never closed ended before it."""
        while openers := self.parser.openers():
            if not self.parser.begins_line(self.parser.at) or self.parser.closed_later(openers[-1]):
                return
            self._close(openers[-1])

    def _mend(self, token: Token) -> bool:
        """Read another notation of the same as what was meant by it."""
        self._count(token)
        replacement = None if token.type == "$END" else at_token(self.parser, token)
        if replacement is None:
            return False
        self.findings.append(replacement.diagnostic)
        first = self.parser.tokens[replacement.start]
        if replacement.start < self.parser.at:
            keeps = broken_constructs.values_before(self.parser, first)
            while len(self.parser.values) > keeps:
                self.parser.pop()
        self.parser.tokens[replacement.start : replacement.end] = replacement.tokens
        self.parser.at = replacement.start
        return True

    def _count(self, token: Token) -> None:
        """Look at no more than some mistakes of a large text."""
        self.recoveries += 1
        if self.recoveries * len(self.parser.tokens) > MOST_WORK:
            self.findings.append(too_many_mistakes(token_span(token), self.recoveries))
            raise Enough

    def _recover(self, token: Token) -> None:
        if self._mend(token):
            return
        openers = self.parser.openers()
        if mended := broken_constructs.find(self.parser, token, openers, self.spoilt):
            self._take_away(mended)
        elif token.type in OPENER_OF:
            self._recover_at_closer(token, openers)
        elif token.type in STATEMENTS and openers:
            while openers := self.parser.openers():
                self._close(openers[-1])
        else:
            self._recover_in_place(token, openers)

    def _take_away(self, slip: broken_constructs.BrokenConstruct) -> None:
        """A construct that is broken as a whole: one report, and on behind it."""
        if slip.diagnostic:
            self._report(slip.diagnostic)
        self.spoilt |= slip.spoils
        while len(self.parser.values) > slip.keeps:
            self.parser.pop()
        if slip.hole and self.parser.accepts("HOLE"):
            self._feed_hole(slip.at)
        self.parser.at = slip.ends
        self.mended = slip.ends - 1

    def _recover_at_closer(self, token: Token, openers: list[Token]) -> None:
        wanted = OPENER_OF[token.type]
        if not openers:
            self._report(self._unopened(token))
            self._skip(1)
        elif openers[-1].type == wanted:
            self._broken_inside(token, openers[-1])
        elif any(opener.type == wanted for opener in openers):
            self._close(openers[-1])
        elif self.parser.closed_later(openers[-1]):
            self._report(self._unopened(token))
            self._skip(1)
        else:
            opener = openers[-1]
            right = CLOSERS[opener.type]
            self._report(
                syntax_problems.wrong_bracket(token_span(token), str(token), str(opener), right)
            )
            self.parser.tokens[self.parser.at] = token.instead(CLOSER_OF[opener.type], right)
            self.mended = self.parser.at
            if not self.parser.accepts(CLOSER_OF[opener.type]):
                self._drop_to_hole(opener)
                self._skip(1)

    def _unopened(self, token: Token) -> Diagnostic:
        return syntax_problems.unopened(
            token_span(token), str(token), where_opened(self.parser, token)
        )

    def _broken_inside(self, token: Token, opener: Token) -> None:
        """The right bracket closes, but what it closes is empty or breaks off."""
        if self.parser.values[-1] is opener:
            self._report(
                syntax_problems.empty(
                    token_span(opener).until(token_span(token)), f"{opener} {token}"
                )
            )
        else:
            self._report(self._slip(token).diagnostic)
        self._drop_to_hole(opener)
        self._skip(1)

    def _close(self, opener: Token) -> None:
        """Report a bracket that is never closed, and close it where it can be."""
        fixes = where_closed(self.parser, opener)
        self._report(
            syntax_problems.unclosed(token_span(opener), str(opener), CLOSERS[opener.type], fixes)
        )
        closer = CLOSER_OF[opener.type]
        broken = opener.type == "LPAR" and has_projection(self.parser, opener)
        if opener.type == "LPAR" and self.parser.accepts("HOLE"):
            self._feed_hole(self.parser.tokens[self.parser.at])  # it may have ended before
        if self.parser.accepts(closer) and not broken:
            self.parser.feed(self.parser.tokens[self.parser.at].instead(closer, ""))
        else:
            self._drop_to_hole(opener)

    def _recover_in_place(self, token: Token, openers: list[Token]) -> None:
        opener = openers[-1] if openers else None
        if (
            opener is not None
            and opener.type == "LPAR"
            and self.parser.begins_line(self.parser.at)
            and not self.parser.closed_later(opener)
        ):
            self._close(opener)
            return
        slip = self._slip(token)
        sign = None if slip.diagnostic.fixes else missing_sign(self.parser, token)
        found = slip.diagnostic._replace(fixes=(sign.fix,)) if sign else slip.diagnostic
        self._report(found)
        if sign and self.parser.puts_in(token.instead(sign.type, "")):
            self.mended = self.parser.at
            return
        self.spoilt |= {slip.spoils} - {""}
        before = len(self.parser.values)
        if slip.takes_back:
            self.parser.take_back_word()
        was_statement = self._pop_to_sound()
        popped = before > len(self.parser.values)
        if self._wants_hole(token, was_statement, popped):
            self._feed_hole(token)
        if slip.takes:
            self.parser.at += slip.takes
        elif token.type == "DOUBLESLASH" or was_statement in ("after", "default"):
            self._skip(broken_constructs.line_end(self.parser, self.parser.at) - self.parser.at)
        else:
            self._skip_broken(token, len(openers) - len(self.parser.openers()))

    def _wants_hole(self, token: Token, was_statement: str, popped: bool) -> bool:
        """Whether what is taken away may have been a layer."""
        if token.type in STATEMENTS:
            return not self.parser.accepts(token.type)
        return not was_statement and (popped or token.type not in PUNCTUATION)

    def _pop_to_sound(self, *dropped: Any) -> str:
        """Drop what is incomplete, the name before a round bracket too; the statement's word if it was one."""
        while not self.parser.accepts("HOLE") or (
            dropped and getattr(dropped[0], "type", "") == "LPAR"
        ):
            dropped = (self.parser.pop(), *dropped)
        first = next((value for value in dropped if isinstance(value, Token)), None)
        if first is None or first.type not in STATEMENTS:
            return ""
        self._spoil(dropped, first)
        return str(first)

    def _spoil(self, dropped: tuple[Any, ...], first: Token) -> None:
        self.spoilt.add("input" if first.type in ("INPUT", "SLIDE_INPUT") else str(first))
        for value in dropped:
            if isinstance(value, Tree) and value.data == "name":
                self.spoilt.add(str(value.children[0]))
            elif isinstance(value, Token) and value.type in ("NAME", "WORD"):
                self.spoilt.add(str(value))

    def _drop_to_hole(self, opener: Token) -> None:
        """Take away a bracketed part that is broken, and leave a hole for it."""
        while self.parser.pop() is not opener:
            pass
        if not self._pop_to_sound(opener):
            self._feed_hole(opener)

    def _feed_hole(self, where: Token) -> None:
        self.parser.feed(where.instead("HOLE", ""))

    def _skip(self, count: int) -> None:
        self.parser.at += count
        self.mended = self.parser.at - 1

    def _skip_broken(self, token: Token, lost: int) -> None:
        """Go on behind the brackets that are lost where their end is in sight, else at the next layer."""
        if token.type in STATEMENTS:
            self.mended = self.parser.at - 1
            return
        bracketed = lost or token.type in ("LPAR", "LBRACE")
        closing = self.parser.closing_on_this_line(lost, STATEMENTS) if bracketed else None
        if closing is not None:
            self.parser.at = closing + 1
            self.mended = -2
            return
        sound = self.parser.begins_line(self.parser.at) or token.type in ("WORD", "LSQB")
        if not (sound and self.parser.accepts(token.type)):
            self._skip(1)
            previous = token
            here = self.parser.tokens[self.parser.at]
            while not self._sound(here, previous):
                previous = here
                self._skip(1)
                here = self.parser.tokens[self.parser.at]

    def _sound(self, here: Token, previous: Token) -> bool:
        """Whether reading can go on at a token, behind one that was passed over."""
        if (
            here.type in STATEMENTS
            or here.type in OPENER_OF
            or self.parser.begins_line(self.parser.at)
        ):
            return True
        return self.parser.accepts(here.type) and not self._glued(previous)

    def _glued(self, previous: Token) -> bool:
        """Whether the next token runs on from one that was passed over: `64x64`."""
        return (
            str(previous).isalnum()
            and previous.end_pos == self.parser.tokens[self.parser.at].start_pos
        )

    def _slip(self, token: Token) -> Explanation:
        """The words for a token that cannot stand where it does."""
        at, tokens = self.parser.at, self.parser.tokens
        before = tokens[max(at - 2, 0) : at]
        begins_line = self.parser.begins_line(at)
        return describe(token, before, self.parser.content, self.parser.accepts, begins_line)
