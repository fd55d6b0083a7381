"""What a number in a sentence counts: its noun, its unit, whom, and by which words it was counted."""

from __future__ import annotations

import functools
import re
from typing import Any, NamedTuple

from needline.claims.passage import ENGLISH, Passage
from needline.text.lexicon import any_of, lexicon
from needline.text.marks import HYPHENS
from needline.text.numbers import Number, find_numbers
from needline.text.tokens import Token

_REACH = 7
_FAR = 240
_PAUSE = 60
_PAUSES = re.compile(r"[,;]|\b(?:and|but|while)\b")
_UNITS = ("people", "households", "vehicles", "houses")


class Quantity(NamedTuple):
    """
    A number with what it counts.

    Args:
        number: as read.
        unit: people, households, vehicles, houses, percent, or other for a damaged number of nobody knows what.
        group: whom, as written ("displaced women"); empty where the sentence names nobody.
        end: where the noun ends, in characters of the text; the number's end where it has none.
        inherits: True where the noun is that of a number before.
    """

    number: Number
    unit: str
    group: str
    end: int
    inherits: bool = False


class Measured(NamedTuple):
    """
    What was counted: the measure, where the words that tell it stand, and whether they only describe the noun
    ("displaced men").
    """

    name: str
    at: int
    describes: bool = False


def quantities(here: Passage, carried: Quantity | None = None) -> list[Quantity]:
    """
    The counted numbers of a sentence: people, households, vehicles, houses, and every damaged number.

    Args:
        here: the sentence.
        carried: last quantity of the sentence before, for one that goes on with it ("Of these, …").
    """
    taken = [(date.start - here.start, date.end - here.start) for date in here.dates]
    numbers = [_moved(one, here.start) for one in find_numbers(here.text[here.start : here.end], taken)]
    found: list[Quantity] = []
    for number in numbers:
        last = found[-1] if found else (carried if continues(here) else None)
        quantity = _quantity(here, number, last)
        if quantity:
            found.append(quantity)
    return found


def _moved(number: Number, by: int) -> Number:
    digits = (number.digits[0] + by, number.digits[1] + by)
    return number._replace(start=number.start + by, end=number.end + by, digits=digits)


def _quantity(here: Passage, number: Number, last: Quantity | None) -> Quantity | None:
    if number.unit == "percent":
        return Quantity(number, "percent", "", number.end)
    if number.unit and not number.damaged:
        return None
    if not number.unit:
        own = _noun_after(here, number) or _noun_before(here, number)
        if own:
            unit, group, end = own
            return Quantity(number, unit, group, end)
        if last and last.unit in _UNITS and _elided(here, number):
            return Quantity(number, last.unit, last.group, number.end, inherits=True)
    return Quantity(number, "other", "", number.end) if number.damaged else None


def _noun_after(here: Passage, number: Number) -> tuple[str, str, int] | None:
    """The noun a number stands before: `41,056 displaced men`."""
    first = here.index_at(number.end)
    if first < len(here.tokens) and here.text[number.end : number.end + 1] in set(HYPHENS):
        return None
    words = _words()
    while here.lower(first) in words["joints"]:
        first += 1
    for at in range(first, min(first + _REACH, len(here.tokens))):
        token = here.tokens[at]
        if token.kind != "word" or here.date_at(at):
            return None
        unit = _unit_of(here, at)
        if unit and not _goes_on(here, at):
            group = here.text[here.tokens[first].start : token.end]
            return unit, group if unit == "people" else _whose(here, at, group), token.end
        if not unit and token.lower in words["stops"]:
            return None
    return None


def _whose(here: Passage, at: int, written: str) -> str:
    """Whose households, vehicles or houses: "vehicles of displaced people", "displaced households"; else nobody."""
    if here.lower(at + 1) in _words()["whose"]:
        own = _first_unit(here, at + 2, at + 2 + _REACH)
        return own[1] if own else ""
    return written if len(written.split()) > 1 else ""


def _unit_of(here: Passage, at: int) -> str:
    token = here.tokens[at]
    unit: str = _units().get(token.lower, "")
    return unit or ("people" if _peoples().fullmatch(token.text) else "")


def _goes_on(here: Passage, at: int) -> bool:
    """Whether the noun only describes another one right after it: "displaced people", "refugee families"."""
    return at + 1 < len(here.tokens) and here.tokens[at + 1].kind == "word" and bool(_unit_of(here, at + 1))


def _noun_before(here: Passage, number: Number) -> tuple[str, str, int] | None:
    """The noun a number stands after: `the number of displaced people had risen to 90,000`, `refugees: 5,000`."""
    if here.lower(here.index_at(number.end)) in _words()["done"]:
        return "people", "", number.end
    if not _elided(here, number):
        return None
    begin = max(here.start, number.start - _FAR)
    before = here.text[begin : number.start]
    for found in reversed(list(_subjects().finditer(before))):
        first = here.index_at(begin + found.end())
        own = _first_unit(here, first, here.index_at(number.start))
        if own:
            return own
        if found.group().lower() in _words()["of_people"]:
            return "people", "", number.end
    label = re.search(r"(?P<noun>[^\W\d_]+)\s?(?::|\u2013|-|=)\s?$", before)
    if label and _units().get(label["noun"].lower()):
        return _units()[label["noun"].lower()], label["noun"], number.end
    return None


def _first_unit(here: Passage, first: int, after: int) -> tuple[str, str, int] | None:
    for at in range(first, min(first + _REACH, after, len(here.tokens))):
        unit = _unit_of(here, at)
        if unit and not _goes_on(here, at):
            return unit, here.text[here.tokens[first].start : here.tokens[at].end], here.tokens[at].end
    return None


def _elided(here: Passage, number: Number) -> bool:
    """Whether a number stands without a noun: a mark, a verb or a preposition follows it."""
    after = here.index_at(number.end)
    token: Token | None = here.tokens[after] if after < len(here.tokens) else None
    if token is None or token.kind != "word":
        return token is None or token.text in {".", ",", ";", ")", ":"}
    if token.lower == "of":
        return here.lower(after + 1) in {"them", "these", "those", "whom", "which"}
    return token.lower in _words()["stops"] or token.lower == "more"


def continues(here: Passage) -> bool:
    """Whether a sentence goes on with the people of the one before: "Of these, …"."""
    start = here.text[here.start : here.start + 16].lower()
    return any(start.startswith(opening) for opening in _words()["continues"])


def names_nobody(word: str) -> bool:
    """Whether a noun says that people or households are counted, but not whose: "people", "families"."""
    return word.lower() in _words()["generic"] or _units().get(word.lower()) == "households"


# measures


def measure_of(here: Passage, found: list[Quantity], index: int) -> Measured | None:
    """
    What a number of a sentence measures: the nearest telling words in its clause; None where there are none.

    Words right before a number and words after it up to the next number count; words that are weak ("displaced
    people") give way to any other.
    """
    quantity = found[index]
    low, high = clause_of(here, found, index)
    strong = _nearest(here, quantity, _triggers(weak=False), low, high)
    best = strong or _nearest(here, quantity, _triggers(weak=True), low, high)
    planned = _planned().search(here.text, low, high)
    if planned and (best is None or best.name != "targeted"):
        return Measured("planned", planned.start())
    return best


def _nearest(
    here: Passage, quantity: Quantity, triggers: re.Pattern[str], low: int, high: int
) -> Measured | None:
    number = quantity.number
    best: tuple[int, Measured] | None = None
    for found in triggers.finditer(here.text, low, high):
        name = next(name for name, value in found.groupdict().items() if value is not None)
        if _unfit(name, quantity.unit):
            continue
        far = _far(here, found, quantity)
        inside = number.end <= found.start() and found.end() < quantity.end
        if best is None or far < best[0]:
            best = (far, Measured(name, found.start(), inside))
    return best[1] if best else None


def _far(here: Passage, trigger: re.Match[str], quantity: Quantity) -> int:
    """How far telling words are from a number and its noun; a pause between them counts as a long way."""
    number = quantity.number
    if trigger.end() > number.start:
        return max(0, trigger.start() - quantity.end)
    return distance(here.text, trigger.end(), number.start)


def distance(text: str, start: int, end: int) -> int:
    """How far apart two passages are: the characters between them, and a long way for every pause."""
    return end - start + _PAUSE * len(_PAUSES.findall(text, start, end))


def _unfit(name: str, unit: str) -> bool:
    """Whether a measure cannot have a unit: percents are of disability, houses are damaged or destroyed."""
    if unit == "percent":
        return name != "share_with_disability"
    if name in {"destroyed", "damaged"}:
        return unit not in {"houses", "vehicles", "other"}
    return name == "share_with_disability" or (unit == "houses" and name in {"killed", "injured"})


def clause_of(here: Passage, found: list[Quantity], index: int) -> tuple[int, int]:
    """The part of a sentence that speaks of a number: from the number before to the one after, or a semicolon."""
    number = found[index].number
    low = found[index - 1].end if index else here.start
    high = found[index + 1].number.start if index + 1 < len(found) else here.end
    before = here.text.rfind(";", low, number.start)
    after = here.text.find(";", number.end, high)
    return (low if before < 0 else before + 1), (high if after < 0 else after)


# lexicon, read once


def _words() -> dict[str, Any]:
    return lexicon(ENGLISH, "people")


def measures() -> dict[str, dict[str, Any]]:
    """The measures of the lexicon by name."""
    return {one["name"]: one for one in lexicon(ENGLISH, "measures")["measure"]}


@functools.cache
def _units() -> dict[str, str]:
    return {noun: unit for unit in _UNITS for noun in _words()[unit]}


@functools.cache
def _peoples() -> re.Pattern[str]:
    return re.compile(_words()["peoples"])


@functools.cache
def _subjects() -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(_words()['subjects'])}\b", re.IGNORECASE)


@functools.cache
def _triggers(*, weak: bool) -> re.Pattern[str]:
    listed = [one for one in measures().values() if one["words"] and one.get("weak", False) == weak]
    groups = (f"(?P<{one['name']}>{'|'.join(one['words'])})" for one in listed)
    return re.compile(rf"(?<!\w)(?:{'|'.join(groups)})(?!\w)", re.IGNORECASE)


@functools.cache
def _planned() -> re.Pattern[str]:
    return phrases("planned")


@functools.cache
def phrases(name: str) -> re.Pattern[str]:
    """The patterns of a list of `measures.toml` as one."""
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(lexicon(ENGLISH, 'measures')[name]['words'])})(?!\w)", re.IGNORECASE
    )
