"""Lark's parser, driven token by token, and how it goes on after a mistake at the next sound place.

One mistake gives one report. A broken part leaves a HOLE, which hides what only follows from it; a broken
statement leaves nothing but its name among those `spoilt`.
"""

from typing import Any

from lark import Token, Tree
from lark.exceptions import UnexpectedToken
from lark.parsers.lalr_analysis import Shift

from cnndsl.diagnostics import Diagnostic
from cnndsl.syntax import mistakes
from cnndsl.syntax.expectations import describe
from cnndsl.syntax.expressions import token_span
from cnndsl.syntax.mistakes import CLOSERS
from cnndsl.syntax.tables import parser
from cnndsl.text import Span

NESTING_LIMIT = 500
OPENER_OF = {"RPAR": "LPAR", "RSQB": "LSQB", "RBRACE": "LBRACE"}
CLOSER_OF = {opener: closer for closer, opener in OPENER_OF.items()}
STATEMENTS = frozenset(
    [
        "NETWORK",
        "INPUT",
        "SLIDE_INPUT",
        "LET",
        "DEFAULT",
        "AFTER",
        "EXPECT",
        "USE",
        "BLOCK",
        "HEAD",
        "AUX",
        "$END",
    ]
)


def parse_tokens(content: str, findings: list[Diagnostic]) -> tuple[Tree[Token], set[str]]:
    """Lark's tree of a whole text, with holes where mistakes stood."""
    return _Run(content, findings).parse()


class _Run:
    def __init__(self, content: str, findings: list[Diagnostic]) -> None:
        lark = parser("cnn")
        self.content = content
        self.findings = findings
        self.tokens = list(lark.lex(content))
        self.tokens.append(Token("$END", "", len(content), end_pos=len(content)))
        self.machine = lark.parse_interactive("", start="file")
        self.state = self.machine.parser_state
        self.at = 0
        self.mended = -2
        """The last token that a mistake took away: what is wrong right behind it is the same mistake."""
        self.spoilt: set[str] = set()
        self.comma_seen = False
        """A comma between layers is a habit: it is reported once."""

    def parse(self) -> tuple[Tree[Token], set[str]]:
        deep = self._too_deep()
        if deep is not None:
            self.findings.append(mistakes.too_deep(deep, NESTING_LIMIT))
            return Tree("file", []), {"input"}
        while True:
            token = self.tokens[self.at]
            try:
                result = self.machine.feed_token(token)
            except UnexpectedToken:
                self._recover(token)
                continue
            if token.type == "HOLE":
                self.mended = self.at
            if token.type == "$END":
                tree: Tree[Token] = result
                return tree, self.spoilt
            self.at += 1

    def _too_deep(self) -> Span | None:
        depth = 0
        for token in self.tokens:
            if token.type in CLOSER_OF:
                depth += 1
                if depth > NESTING_LIMIT:
                    return token_span(token)
            elif token.type in OPENER_OF:
                depth -= 1
        return None

    # What is open, and what could follow

    def _openers(self) -> list[Token]:
        return [
            value
            for value in self.state.value_stack
            if isinstance(value, Token) and value.type in CLOSER_OF
        ]

    def _accepts(self, type: str) -> bool:
        """Whether a token would be shifted here, after whatever it completes."""
        states = self.state.parse_conf.states
        stack = list(self.state.state_stack)
        while type in states[stack[-1]]:
            action, rule = states[stack[-1]][type]
            if action is Shift:
                return True
            if rule.expansion:
                del stack[-len(rule.expansion) :]
            _, target = states[stack[-1]][rule.origin.name]
            stack.append(target)
        return False

    def _previous(self) -> Token | None:
        return self.tokens[self.at - 1] if self.at else None

    def _report(self, finding: Diagnostic) -> None:
        if self.at > self.mended + 1:
            self.findings.append(finding)

    # The ways on

    def _recover(self, token: Token) -> None:
        openers = self._openers()
        if token.type in OPENER_OF:
            self._recover_at_closer(token, openers)
        elif token.type in STATEMENTS and openers:
            while openers := self._openers():
                self._close(openers[-1])
        else:
            self._recover_in_place(token, openers)

    def _recover_at_closer(self, token: Token, openers: list[Token]) -> None:
        wanted = OPENER_OF[token.type]
        if not openers:
            self._report(mistakes.unopened(token_span(token), str(token)))
            self._skip(1)
        elif openers[-1].type == wanted:
            self._broken_inside(token, openers[-1])
        elif any(opener.type == wanted for opener in openers):
            self._close(openers[-1])
        elif self._closed_later(openers[-1]):
            self._report(mistakes.unopened(token_span(token), str(token)))
            self._skip(1)
        else:
            opener = openers[-1]
            right = CLOSERS[opener.type]
            self._report(mistakes.wrong_bracket(token_span(token), str(token), str(opener), right))
            self.tokens[self.at] = Token.new_borrow_pos(CLOSER_OF[opener.type], right, token)
            self.mended = self.at
            if not self._accepts(CLOSER_OF[opener.type]):
                self._drop_to_hole(opener)
                self._skip(1)

    def _broken_inside(self, token: Token, opener: Token) -> None:
        """The right bracket closes, but what it closes is empty or breaks off."""
        if self.state.value_stack[-1] is opener:
            self._report(
                mistakes.empty(token_span(opener).until(token_span(token)), f"{opener} {token}")
            )
        else:
            self._report(self._unexpected(token))
        self._drop_to_hole(opener)
        self._skip(1)

    def _closed_later(self, opener: Token) -> bool:
        depth = 1
        for token in self.tokens[self.at :]:
            depth += (token.type == opener.type) - (token.type == CLOSER_OF[opener.type])
            if depth == 0:
                return True
        return False

    def _close(self, opener: Token) -> None:
        """Report a bracket that is never closed, and close it where it can be."""
        self._report(mistakes.unclosed(token_span(opener), str(opener), CLOSERS[opener.type]))
        closer = CLOSER_OF[opener.type]
        if self._accepts(closer):
            self.machine.feed_token(
                Token.new_borrow_pos(closer, CLOSERS[opener.type], self.tokens[self.at])
            )
        else:
            self._drop_to_hole(opener)

    def _recover_in_place(self, token: Token, openers: list[Token]) -> None:
        opener = openers[-1] if openers else None
        if (
            opener is not None
            and opener.type == "LPAR"
            and self._begins_line(token)
            and not self._closed_later(opener)
        ):
            self._close(opener)
            return
        if token.type != "COMMA" or opener is not None or not self.comma_seen:
            self._report(self._unexpected(token))
        self.comma_seen |= token.type == "COMMA" and opener is None
        before = len(self.state.value_stack)
        was_statement = self._pop_to_sound()
        popped = before > len(self.state.value_stack)
        still_open = len(self._openers())
        punctuation = token.type in ("COMMA", "ARROW", "DASH", "QUESTION", "EQUAL", "COLON", "BAR")
        if token.type in STATEMENTS:
            wants_hole = not self._accepts(token.type)
        else:
            wants_hole = not was_statement and (popped or not punctuation)
        if wants_hole:
            self._feed_hole(token)
        self._skip_broken(token, len(openers) > still_open)

    def _pop(self) -> Any:
        self.state.state_stack.pop()
        return self.state.value_stack.pop()

    def _pop_to_sound(self, *dropped: Any) -> bool:
        """Drop what is incomplete, the name before a round bracket too; whether it was a statement."""
        while not self._accepts("HOLE") or (dropped and getattr(dropped[0], "type", "") == "LPAR"):
            dropped = (self._pop(), *dropped)
        first = next((value for value in dropped if isinstance(value, Token)), None)
        if first is None or first.type not in STATEMENTS:
            return False
        self._spoil(dropped, first)
        return True

    def _spoil(self, dropped: tuple[Any, ...], first: Token) -> None:
        self.spoilt.add("input" if first.type in ("INPUT", "SLIDE_INPUT") else str(first))
        for value in dropped:
            if isinstance(value, Tree) and value.data == "name":
                self.spoilt.add(str(value.children[0]))
            elif isinstance(value, Token) and value.type in ("NAME", "WORD"):
                self.spoilt.add(str(value))

    def _drop_to_hole(self, opener: Token) -> None:
        """Take away a bracketed part that is broken, and leave a hole for it."""
        while self._pop() is not opener:
            pass
        if not self._pop_to_sound(opener):
            self._feed_hole(opener)

    def _feed_hole(self, where: Token) -> None:
        self.machine.feed_token(Token.new_borrow_pos("HOLE", "", where))

    def _begins_line(self, token: Token) -> bool:
        previous = self._previous()
        if previous is None:
            return False
        return "\n" in self.content[previous.end_pos : token.start_pos]

    def _skip(self, count: int) -> None:
        self.at += count
        self.mended = self.at - 1

    def _skip_broken(self, token: Token, bracket_broken: bool) -> None:
        """Go on behind the broken bracket where its end is in sight, else at the next layer."""
        if token.type in STATEMENTS:
            self.mended = self.at - 1
            return
        bracketed = bracket_broken or token.type in ("LPAR", "LBRACE")
        closing = self._closing_on_this_line() if bracketed else None
        if closing is not None:
            self._skip(closing - self.at + 1)
            return
        sound = self._begins_line(token) or token.type in ("WORD", "LSQB")
        if not (sound and self._accepts(token.type)):
            self._skip(1)
            previous = token
            while not self._accepts(self.tokens[self.at].type) or self._glued(previous):
                if (
                    self.tokens[self.at].type in STATEMENTS
                    or self.tokens[self.at].type in OPENER_OF
                ):
                    break
                previous = self.tokens[self.at]
                self._skip(1)

    def _glued(self, previous: Token) -> bool:
        """Whether the next token runs on from one that was passed over: `64x64`."""
        return str(previous).isalnum() and previous.end_pos == self.tokens[self.at].start_pos

    def _closing_on_this_line(self) -> int | None:
        depth = 0 if self.tokens[self.at].type in CLOSER_OF else 1
        for index in range(self.at, len(self.tokens)):
            token = self.tokens[index]
            if token.type == "$END" or token.type in STATEMENTS:
                return None
            gap = self.content[self.tokens[index - 1].end_pos : token.start_pos]
            if index > self.at and "\n" in gap:
                return None
            depth += (token.type in CLOSER_OF) - (token.type in OPENER_OF)
            if depth == 0:
                return index
        return None

    def _unexpected(self, token: Token) -> Diagnostic:
        """The words for a token that cannot stand where it does; special slips first."""
        following = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else None
        before = self.tokens[max(self.at - 2, 0) : self.at]
        finding = describe(token, before, following, self._accepts)
        if finding.takes_back:
            self._take_back_word()
        return finding.diagnostic

    def _take_back_word(self) -> None:
        """The word before belongs to the mistake: it may be a token still, or a part already."""
        top = self.state.value_stack[-1]
        if isinstance(top, Token) and top.type == "DASH":
            top = self.state.value_stack[-2]
        if (isinstance(top, Tree) and top.data == "part") or getattr(top, "type", "") == "WORD":
            while self._pop() is not top:
                pass
