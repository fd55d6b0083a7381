"""By which words a number was counted: arrived, displaced, destroyed."""

from __future__ import annotations

import functools
import re
from typing import Any, NamedTuple

from needline.claims.counted import glued_after, people_words
from needline.claims.passage import ENGLISH, Passage, words
from needline.claims.quantities import PART, Quantity
from needline.text.lexicon import any_of, lexicon

_UNREAL = 40
_RIGHT_BEFORE = 25
_PAUSE = 60
_PAUSES = re.compile(r"[,;]|\b(?:and|but|while)\b")


class Measured(NamedTuple):
    """
    What was counted: the measure, where the words that tell it stand, and whether they only describe the noun
    ("displaced men").
    """

    name: str
    at: int
    describes: bool = False


_UNTOLD = Measured("other", 0)
"""Of a whole of which only a part is told: what was done to the part is not done to it."""


def measure_of(here: Passage, found: list[Quantity], index: int) -> Measured | None:
    """
    What a number of a sentence measures: the nearest telling words in its clause; None where there are none.

    Words right before a number and words after it up to the next number count; words that are weak ("displaced
    people") give way to any other.
    """
    quantity = found[index]
    low, high = clause_of(here, found, index)
    if quantity.label is not None:
        ends = quantity.label_end or quantity.number.start
        if quantity.line:
            best = _told_by(here, quantity, quantity.label, ends)
            return best or (_told_by(here, quantity, *quantity.caption) if quantity.caption else None)
        return _told_by(here, quantity, quantity.label, ends) or _told_by(
            here, quantity, quantity.label, high
        )
    if quantity.whole:
        ends = here.text.find(",", quantity.end, high)
        best = _nearest(here, quantity, quantity.number.end, high if ends < 0 else ends, weak=True)
        told = here.text[quantity.end : best.at] if best else ""
        if best and len(told) < _PAUSE and not _auxiliary().search(told):
            return best
        return _nearest(here, quantity, quantity.number.end, quantity.end) or _UNTOLD
    best, same = _told_by(here, quantity, low, high), _shares(here, found, index)
    if same or (same is False and (best is None or best.describes)):
        after = found[index + 1]
        _, high = clause_of(here, found, index + 1)
        best = _told_by(here, after._replace(unit=quantity.unit), after.end, high) or best
    return best


def _told_by(here: Passage, quantity: Quantity, low: int, high: int) -> Measured | None:
    """The measure by the words of a stretch of the text: the nearest, save that a plan is a plan."""
    best = _nearest(here, quantity, low, high) or _nearest(here, quantity, low, high, weak=True)
    best = _right_behind(here, quantity, low, high, best) or best
    for planned in phrases("planned").finditer(here.text, low, high):
        if best is None or _tells(here, planned, quantity, best):
            return Measured("planned", planned.start())
    return best


def _right_behind(
    here: Passage, quantity: Quantity, low: int, high: int, best: Measured | None
) -> Measured | None:
    """A participle right behind the noun, where what was found is of the clause before: "and 900 displaced"."""
    begins = quantity.number.start
    if best is None or quantity.label is not None or not low <= best.at < begins:
        return None
    if not _PAUSES.search(here.text, best.at, begins) or quantity.end == quantity.number.end:
        return None
    weak = _nearest(here, quantity, quantity.end, high, weak=True)
    return weak if weak and not here.text[quantity.end : weak.at].strip() else None


def _tells(here: Passage, planned: re.Match[str], quantity: Quantity, best: Measured) -> bool:
    """Whether words of a plan are of this number: nearer than those of its measure, or right before them."""
    if best.name == "targeted":
        return False
    if 0 <= best.at - planned.end() < _RIGHT_BEFORE or best.at in range(planned.start(), planned.end()):
        return True
    number = quantity.number.start
    far = abs(best.at - quantity.end) if best.at >= number else distance(here.text, best.at, number)
    return _far(here, planned, quantity) < far


def _shares(here: Passage, found: list[Quantity], index: int) -> bool | None:
    """
    Whether a number shares the words after the next one: `500 families and 90 soldiers crossed`.

    Returns:
        True where the two are one count ("322 families (2,400 people)"), or the first is a part of the next; False
        where they only share; None where they do not.
    """
    if index + 1 >= len(found):
        return None
    end, start = found[index].end, found[index + 1].number.start
    if found[index + 1].whole and start - end < PART and _of_it().fullmatch(here.text, end, start):
        return True
    joint = _joint().fullmatch(here.text, end, start)
    return joint["same"] is not None if joint else None


def _nearest(
    here: Passage, quantity: Quantity, low: int, high: int, *, weak: bool = False
) -> Measured | None:
    number = quantity.number
    best: tuple[int, Measured] | None = None
    bounds = (low, high) if quantity.line else (here.start, here.end)
    for found in _telling(here.text, *bounds, weak=weak):
        if found.start() < low or found.end() > high:
            continue
        name = (found.lastgroup or "").rstrip("_")
        if unfit(name, quantity.unit) or _tells_not(here, found, quantity, low):
            continue
        far = _far(here, found, quantity)
        inside = number.end <= found.start() and found.end() < quantity.end
        if best is None or far < best[0]:
            best = (far, Measured(name, found.start(), inside))
    return best[1] if best else None


def _tells_not(here: Passage, trigger: re.Match[str], quantity: Quantity, low: int) -> bool:
    """Whether telling words are of something else: "should return", or "left" before those it left somewhere."""
    if (
        trigger.lastgroup == "reached"
        and trigger[0].lower().startswith("reach")
        and _amounts(here, trigger, quantity)
    ):
        return True
    before = here.text[max(low, trigger.start() - _UNREAL) : trigger.start()]
    if before and _unreal().search(before):
        return True
    begins = quantity.number.start
    return trigger.end() <= begins < trigger.end() + _PAUSE and trigger[0].lower() in people_words()["leaves"]


def _amounts(here: Passage, trigger: re.Match[str], quantity: Quantity) -> bool:
    """Whether "reached" says how many the subject is: "the number reached 300 people", and not "WFP reached 300"."""
    if quantity.label is not None:
        return False
    bare = quantity.end == quantity.number.end
    return bare or bool(_counts().search(here.text, here.start, trigger.start()))


def _far(here: Passage, trigger: re.Match[str], quantity: Quantity) -> int:
    """How far telling words are from a number and its noun; a pause between them counts as a long way."""
    number = quantity.number
    if trigger.end() > number.start:
        return max(0, trigger.start() - quantity.end)
    return distance(here.text, trigger.end(), number.start)


def distance(text: str, start: int, end: int) -> int:
    """How far apart two passages are: the characters between them, and a long way for every pause."""
    return end - start + _PAUSE * len(_PAUSES.findall(text, start, end))


def unfit(name: str, unit: str) -> bool:
    """Whether a measure cannot have a unit: percents are of disability, houses do not arrive."""
    if unit == "percent":
        return name != "share_with_disability"
    if name in {"destroyed", "damaged"}:
        return unit not in {"houses", "vehicles", "other"}
    return name == "share_with_disability" or (unit == "houses" and name in people_words()["not_of_houses"])


def clause_of(here: Passage, found: list[Quantity], index: int) -> tuple[int, int]:
    """
    The part of a sentence that speaks of a number: from the number before to the one after, or a semicolon.

    A number that is told once more in another unit ("5,120 families (23,456 people)") has the words of that one too.
    """
    number, line = found[index].number, found[index].line
    if line:
        return line
    low = found[index - 1].end if index else here.start
    high = found[index + 1].number.start if index + 1 < len(found) else here.end
    before = here.text.rfind(";", low, number.start)
    after = here.text.find(";", number.end, high)
    if after < 0 and _shares(here, found, index):
        high = found[index + 2].number.start if index + 2 < len(found) else here.end
    return (low if before < 0 else before + 1), (high if after < 0 else after)


@functools.cache
def measures() -> dict[str, dict[str, Any]]:
    """The measures of the lexicon by name."""
    return {one["name"]: one for one in lexicon(ENGLISH, "measures")["measure"]}


@functools.lru_cache(maxsize=4)
def _telling(text: str, start: int, end: int, *, weak: bool) -> list[re.Match[str]]:
    """The telling words of a sentence, looked for once for all its numbers."""
    return list(_triggers(weak=weak).finditer(text, start, end))


@functools.cache
def _triggers(*, weak: bool) -> re.Pattern[str]:
    """The telling words of all measures; longer ones ("registered as displaced") before others."""
    listed = list(measures().values())
    groups = [f"(?P<{one['name']}_>{'|'.join(one['first'])})" for one in listed if one.get("first")] * (
        not weak
    )
    kind = "weak" if weak else "words"
    groups += [f"(?P<{one['name']}>{'|'.join(one[kind])})" for one in listed if one.get(kind)]
    glued = any_of(people_words()["glued_before"])
    before = rf"(?<!\w)(?:{glued}|(?<=-))?"
    return re.compile(
        rf"\b{before}(?:{'|'.join(groups)})(?:(?!\w)|(?={glued_after()}\b)|(?-i:(?=[A-Z])))", re.IGNORECASE
    )


@functools.cache
def _unreal() -> re.Pattern[str]:
    """Words after which something is not told to have been: "should be", "allowed to", "permission to"."""
    return re.compile(rf"(?<!\w){any_of(people_words()['unreal'])}\s(?:\w+\s){{0,2}}?$", re.IGNORECASE)


@functools.cache
def _counts() -> re.Pattern[str]:
    """Words of what amounts to a number."""
    listed = [*people_words()["subjects"], "total", "caseload", "displacement", "casualties", "deaths"]
    return re.compile(rf"(?<!\w){any_of(listed)}(?!\w)", re.IGNORECASE)


@functools.cache
def _auxiliary() -> re.Pattern[str]:
    """A verb between a whole and what was done: then it was done to the part, "half of the 400 were displaced"."""
    return re.compile(rf"(?<!\w){any_of(words('auxiliaries'))}(?!\w)", re.IGNORECASE)


@functools.cache
def _of_it() -> re.Pattern[str]:
    return re.compile(r"\sof\s(?:(?:the|these|those|its|all)\s(?:\w+\s){0,2})?", re.IGNORECASE)


@functools.cache
def _joint() -> re.Pattern[str]:
    same = r"(?P<same>\s?[(\[]|,?\s(?:or|i\.e\.|that is)\s)"
    without = r",?\s(?:(?:and|but)\s)?(?:not|rather than|instead of)\s"
    return re.compile(
        rf"(?:{same}|,?\s(?:and|including|plus|&)\s|{without}|,\s)(?:\w+\s){{0,3}}", re.IGNORECASE
    )


@functools.cache
def phrases(name: str) -> re.Pattern[str]:
    """The patterns of a list of `measures.toml` as one."""
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(lexicon(ENGLISH, 'measures')[name]['words'])})(?!\w)", re.IGNORECASE
    )
