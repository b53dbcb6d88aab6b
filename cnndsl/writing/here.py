"""What a part that is written stands in."""

from collections.abc import Iterable

from cnndsl.formulas import Formula, Name, names_in
from cnndsl.layers.arguments import TapValue
from cnndsl.network import Given, Scope, Sequence
from cnndsl.sizes import Sides
from cnndsl.writing.naming import Surroundings


class Here:
    """What a part stands in: the names around it, what labels are called, and the names that its block says."""

    def __init__(
        self,
        around: Surroundings,
        labels: Scope[str],
        said: set[str],
        given: tuple[Given, ...] = (),
        listed: str = "n",
    ) -> None:
        self.around = around
        self.labels = labels
        self.said = said
        self.given = given
        """The parameters of the block that are shapes or words, which have no formulas."""
        self.listed = listed
        """What a list may be called here; nothing inside of one."""

    def closed(self, body: Sequence, numbered: bool = False, in_list: bool = False) -> "Here":
        """Inside of a part with names of its own."""
        around, listed = Surroundings(body, numbered), "" if in_list else self.listed
        return Here(around, Scope(self.labels), self.said, self.given, listed)

    def branch(self) -> "Here":
        """Inside of a branch, which shares names, and whose labels are its own."""
        return Here(self.around, Scope(self.labels), self.said, self.given, self.listed)

    def parameter(self, value: object) -> Formula | None:
        """The parameter that a shape or a word is given for."""
        return next((Name(each.name) for each in self.given if each.value == value), None)

    def passed_on(self, given: Given) -> Given:
        """What a use is given, by the parameter that is a shape or a word."""
        found = None if given.symbol or not has_no_formula(given) else self.parameter(given.value)
        return given if found is None else given._replace(symbol=found)

    def label(self, of: str) -> str:
        return self.labels.find(of) or of

    def say(self, formulas: Iterable[Formula]) -> None:
        for each in formulas:
            self.said |= names_in(each)


def has_no_formula(given: Given) -> bool:
    value = given.value
    return isinstance(value, tuple | Sides) and not isinstance(value, TapValue)
