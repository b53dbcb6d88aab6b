"""Copies of a part that one call makes: what is alike in all of them, and what follows the number of the copy."""

from itertools import pairwise
from typing import Any, NamedTuple

from cnndsl.emit.made import Made, Slot
from cnndsl.emit.named import Code, Named, held, named, names_in, said


class Copies(NamedTuple):
    """One call for all copies, and the depth behind the last."""

    call: Made
    depth: int
    numbered: bool
    """Whether it goes by the number of the copy, `i`."""


def one_call(calls: list[Made], count: int, depth: int) -> Copies | None:
    """A call that makes every copy; None where there is none. `count` may have a name."""
    if len({made.key for made in calls}) > 1:
        return None
    slots: list[Slot] = []
    numbered = False
    for column in zip(*(made.slots for made in calls), strict=True):
        texts = [said(slot.value) for slot in column]
        if len(set(texts)) == 1:
            slots.append(column[0])
            continue
        step = _step(texts)
        if not isinstance(count, Named) or "i" in names_in(" ".join(texts)):
            return None
        if step:
            text = f"{texts[0]} + i * {_bracketed(step)}"
            if said(depth) == f"{texts[-1]} + {step}":
                depth = named(int(depth), f"{texts[0]} + {held(count)} * {_bracketed(step)}")
        elif len(set(texts[1:])) == 1:
            text = f"{texts[0]} if i == 0 else {texts[1]}"
        else:
            return None
        numbered = True
        slots.append(column[0]._replace(value=_renamed(column[0].value, text)))
    return Copies(_with_slots(calls[0], slots), depth, numbered)


def _renamed(value: Any, text: str) -> Any:
    """A number, or code, that is said in another way."""
    return Code(text, value.names | {"i"}) if isinstance(value, Code) else named(value, text)


def _step(texts: list[str]) -> str:
    """What each copy adds to the one before, in its text: `in_channels`, `in_channels + k`."""
    added = texts[1].removeprefix(texts[0])
    if not added.startswith(" + "):
        return ""
    steady = all(after == before + added for before, after in pairwise(texts))
    return added.removeprefix(" + ") if steady else ""


def _bracketed(text: str) -> str:
    return f"({text})" if " " in text else text


def _with_slots(made: Made, slots: list[Slot]) -> Made:
    return made._replace(arguments=tuple(slots))
