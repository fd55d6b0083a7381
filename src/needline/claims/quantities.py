"""What a number in a sentence counts: its noun, its unit, and whom."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from needline.claims.bare import is_a_name, is_done_by_people, is_in_a_state, of_unlisted
from needline.claims.counted import UNITS, is_apostrophe, people_pattern, people_words, unit_of_word
from needline.claims.passage import Passage, words
from needline.text.digits import is_doubtful
from needline.text.lexicon import any_of, lexicon
from needline.text.marks import DASHES, HYPHENS
from needline.text.numbers import Number, find_numbers
from needline.text.tokens import Token

_REACH = 7
PART = 48
_LABEL = 90
_LABEL_WORDS = 40
_LABEL_MARKS = frozenset(":=|\t.\u2026" + HYPHENS + DASHES)
_FAR = 240
_HUNDRED = 100
_MOST = 100
"""Numbers in one passage; no sentence of words has so many."""

_PERCENT = re.compile(r"\s?(?:%|per[\s-]?cent\b|pct\b)", re.IGNORECASE)
_NEXT_LABELLED = re.compile(rf"\s?(?:[:=]|\s[{HYPHENS}{DASHES}]\s)\s{{0,3}}[~<>]?\d")


class Quantity(NamedTuple):
    """
    A number with what it counts.

    Args:
        number: as read.
        unit: people, households, vehicles, houses, percent, or other for a damaged number of nobody knows what.
        group: whom, as written ("displaced women"); empty where the sentence names nobody.
        end: where the noun ends, in characters of the text; the number's end where it has none.
        inherits: True where the noun is that of a number before.
        label: where its label begins, as in "Houses destroyed: 300"; None where it has none.
        label_end: where its label ends, where that is not right before it, as the header of its column.
        line: the line of the table it stands in; None outside tables.
        caption: the line over that table, which may tell what its header does not; None where there is none.
        whole: True where the sentence speaks of a part of it: "half of the 900 families", "40 of the 70 homes".
    """

    number: Number
    unit: str
    group: str
    end: int
    inherits: bool = False
    label: int | None = None
    whole: bool = False
    label_end: int | None = None
    line: tuple[int, int] | None = None
    caption: tuple[int, int] | None = None


def quantities(here: Passage, carried: Quantity | None = None) -> list[Quantity]:
    """
    The counted numbers of a sentence: people, households, vehicles, houses, and every damaged number.

    Args:
        here: the sentence.
        carried: last quantity of the sentence before, for one that goes on with it ("Of these, …").
    """
    if is_crowded(here):
        return []
    taken = [(date.start - here.start, date.end - here.start) for date in here.dates]
    numbers = [moved(one, here.start) for one in find_numbers(here.text[here.start : here.end], taken)]
    found: list[Quantity] = []
    for number in numbers if len(numbers) <= _MOST else ():
        last = found[-1] if found else (carried if continues(here) else None)
        quantity = _quantity(here, number, last)
        if quantity:
            parted = _parted().search(here.text, max(here.start, number.start - PART), number.start)
            found.append(quantity._replace(whole=True) if parted else quantity)
    return found


def is_crowded(here: Passage) -> bool:
    """Whether a passage is a heap of numbers, of which no rule can tell what each of them counts."""
    if len(here.tokens) <= _MOST or here.end - here.start <= 2 * _MOST:
        return False
    if sum(one.kind == "number" or one.text.isdigit() for one in here.tokens) > _MOST:
        return True
    in_words = lexicon("needline.text.en", "numbers")["values"]
    told = sum(
        low in in_words or one.kind == "number" for one, low in zip(here.tokens, here.lowered, strict=True)
    )
    return told > _MOST and len(find_numbers(here.text[here.start : here.end])) > _MOST


def moved(number: Number, by: int) -> Number:
    """A number found in a part of the text, at its place in the whole."""
    digits = (number.digits[0] + by, number.digits[1] + by)
    return number._replace(start=number.start + by, end=number.end + by, digits=digits)


def _quantity(here: Passage, number: Number, last: Quantity | None) -> Quantity | None:
    if number.unit in {"percent", "share"}:
        return _share(here, number)
    if number.unit == "blank":
        return _in_place_of_number(here, number)
    if number.unit and not number.damaged:
        return None
    found = None if number.unit else _with_noun(here, number, last)
    damaged = number.damaged and not is_doubtful(here.text[slice(*number.digits)])
    return found or (Quantity(number, "other", "", number.end) if damaged else None)


def _share(here: Passage, number: Number) -> Quantity | None:
    """A share in percent, with those it is a share of where they follow: "one in four children"."""
    sign = _PERCENT.match(here.text, number.end)
    found = _noun_after(here, number._replace(end=sign.end()) if sign else number)
    number = in_percent(number)
    if found is None:
        return Quantity(number, "percent", "", number.end) if number.unit == "percent" else None
    unit, group, end = found
    return Quantity(number, "percent", group or unit, end)


def in_percent(number: Number) -> Number:
    """A share as percent: 25 for "one in four"; any other number as it is."""
    if number.unit != "share" or number.high is None:
        return number
    return number._replace(low=round(_HUNDRED * number.low, 2), high=round(_HUNDRED * number.high, 2))


def _in_place_of_number(here: Passage, number: Number) -> Quantity | None:
    """Marks of which nothing can be read, right before what would be counted (`__ killed`) or after its label."""
    at = here.index_at(number.end)
    word = here.lower(at)
    unit = unit_of_word(here.tokens[at].text) if word.isalpha() else ""
    if word in people_words()["labels"] and not unit:
        unit = "people"
    if number.text.startswith("[") and number.start > here.start:
        unit = ""
    if unit:
        return Quantity(number, unit, here.tokens[at].text, here.tokens[at].end)
    return None if number.text == "N/A" else _labelled(here, number)


def _with_noun(here: Passage, number: Number, last: Quantity | None) -> Quantity | None:
    """A number with the noun after it, its label, the noun before it, or that of the number before."""
    after = _noun_of_other(here, number) or _noun_after(here, number)
    if after and after[0] == "houses" and _is_supply(here, after[2]):
        return None
    if after and _labels_next(here, after[2]) and (own := _labelled(here, number)):
        return own
    if after:
        return Quantity(number, *after)
    labelled = _labelled(here, number)
    if labelled:
        return labelled
    return _without_noun(here, number, last)


def _without_noun(here: Passage, number: Number, last: Quantity | None) -> Quantity | None:
    """A number with neither noun nor label: by what stands before it, the number before, or the verb behind it."""
    before = _noun_before(here, number)
    if before:
        return Quantity(number, *before)
    if (
        last
        and last.unit in UNITS
        and not _other_label(here, number)
        and _elided(here, number)
        and not _like_a_year(here, number)
    ):
        return Quantity(number, last.unit, last.group, number.end, inherits=True)
    if _like_a_year(here, number) or is_a_name(here, number):
        return None
    if is_in_a_state(here, number):
        return Quantity(number, "people", "", number.end)
    unlisted = of_unlisted(here, number)
    return Quantity(number, "people", *unlisted) if unlisted else None


def _noun_after(here: Passage, number: Number) -> tuple[str, str, int] | None:
    """The noun a number stands before: `41,056 displaced men`."""
    first = here.index_at(number.end)
    if first < len(here.tokens) and here.text[number.end : number.end + 1] in set(HYPHENS):
        return None
    listed = people_words()
    after = first
    while here.lower(first) in listed["joints"]:
        first += 1
    if here.lower(after) in listed["sorts"] and here.lower(after + 1) in {"and", "or"}:
        other = _of_sorts(here, after + 2)  # 43 confirmed and 20 probable cases
        return (other[0], here.tokens[after].text, number.end) if other else None
    if first > after + (here.lower(after) != "of") and _is_number(here, first):
        whole = _first_unit(here, first + 1, first + _REACH)  # 40 of the 70 homes
        return (whole[0], whole[1], number.end) if whole else None
    return _noun_from(here, first)


def _noun_from(here: Passage, first: int) -> tuple[str, str, int] | None:
    listed = people_words()
    for at in range(first, min(first + _REACH, len(here.tokens))):
        token = here.tokens[at]
        if at > first and is_apostrophe(token.text):
            continue
        if token.kind != "word" or here.date_at(at) or token.lower in listed["beasts"]:
            return None
        unit = _unit_of(here, at)
        if unit and not _goes_on(here, at):
            group = here.text[here.tokens[first].start : token.end]
            return unit, group if unit == "people" else _whose(here, at, group), token.end
        if not unit and token.lower in listed["stops"]:
            return None
    return None


def _is_supply(here: Passage, end: int, first: int | None = None) -> bool:
    """Whether what could be lived in is counted as something given: "300 tents", and not "300 tents burned"."""
    at = here.index_at(end - 1)
    if here.lower(at) not in people_words()["supplies"]:
        return False
    beside = here.lowered[max(0, at - _REACH) if first is None else here.index_at(first) : at + _REACH]
    return set(people_words()["ruined"]).isdisjoint(beside)


def _is_number(here: Passage, at: int) -> bool:
    return at < len(here.tokens) and here.tokens[at].kind == "number"


def _of_sorts(here: Passage, at: int) -> tuple[str, str, int] | None:
    """The noun of a number after "and", where nothing but what sort they are of stands before it."""
    if not _is_number(here, at):
        return None
    while here.lower(at + 1) in people_words()["sorts"]:
        at += 1
    return _first_unit(here, at + 1, at + 3)


def _noun_of_other(here: Passage, number: Number) -> tuple[str, str, int] | None:
    """The noun of the number that a number stands in the place of: "12 rather than 120 people"."""
    other = _NOT_OTHER.match(here.text, number.end, here.end)
    first = here.index_at(other.end()) if other else 0
    found = _first_unit(here, first, first + _REACH) if other else None
    return (found[0], found[1], number.end) if found else None


_NOT_OTHER = re.compile(
    r",?\s(?:(?:and|but)\s)?(?:not|rather\sthan|instead\sof)\s(?:about\s|some\s|the\s)?"
    r"\d[\d,. ]{0,12}(?<=[\d,])\s(?=\w)",
    re.IGNORECASE,
)


def _labels_next(here: Passage, end: int) -> bool:
    """Whether a noun is the label of the number after it: the "Injured" of "Killed: 12 Injured: 40"."""
    return bool(_NEXT_LABELLED.match(here.text, end, here.end))


def _whose(here: Passage, at: int, written: str) -> str:
    """Whose households, vehicles or houses: "vehicles of displaced people", "displaced households"; else nobody."""
    if here.lower(at + 1) in people_words()["whose"]:
        own = _first_unit(here, at + 2, at + 2 + _REACH)
        return own[1] if own else ""
    return written if len(written.split()) > 1 else ""


def _unit_of(here: Passage, at: int) -> str:
    return unit_of_word(here.tokens[at].text)


def _goes_on(here: Passage, at: int) -> bool:
    """Whether the noun only describes another one right after it: "displaced people", "families' homes"."""
    if here.lower(at + 1) in people_words()["states"] and here.lower(at) not in people_words()["states"]:
        return False
    after = at + 1
    if after + 1 < len(here.tokens) and here.tokens[after].kind != "word":
        after += is_apostrophe(here.tokens[after].text)
    return after < len(here.tokens) and here.tokens[after].kind == "word" and bool(_unit_of(here, after))


def _labelled(here: Passage, number: Number) -> Quantity | None:
    """A number after its label: `Houses destroyed: 300`, `Deaths - 14`, `| Families 90 |`."""
    begin = max(here.start, number.start - _LABEL)
    closed = number.end >= here.end or here.text[number.end] in "|;\n\t"
    before = here.text[begin : number.start]
    if not closed and _LABEL_MARKS.isdisjoint(before[-_LABEL_WORDS:]):
        return None
    found = _label(closed=closed).search(before)
    if not found:
        return None
    first, last = here.index_at(begin + found.start("label")), here.index_at(begin + found.start("mark"))
    best = ""
    for at in range(first, last):
        unit = _unit_of(here, at)
        best = unit if unit and (not best or unit != "people") else best
    if best == "houses" and _is_supply(here, here.tokens[last - 1].end, begin + found.start("label")):
        best = ""
    if not best and people_pattern("labels").search(found["label"]):
        best = "people"
    if not best:
        return None
    return Quantity(number, best, found["label"].strip(), number.end, label=begin + found.start("label"))


def _other_label(here: Passage, number: Number) -> bool:
    """Whether a number has a label of its own, of which nothing is counted: "schools used as shelters: 12"."""
    label = _OWN_LABEL.search(here.text, max(here.start, number.start - _LABEL), number.start)
    listed = people_words()
    return label is not None and label[1].split()[-1].lower() not in {*listed["stops"], *listed["labels"]}


_OWN_LABEL = re.compile(r"[;,.\n]\s([^\W\d_][^\d:;,.\n]{2,60}):\s$")


def _noun_before(here: Passage, number: Number) -> tuple[str, str, int] | None:
    """The noun a number stands after: `the number of displaced people had risen to 90,000`, `killing 12`."""
    done = is_done_by_people(here, number)
    if done and not is_a_name(here, number) and not (done == "to" and _like_a_year(here, number)):
        return "people", "", number.end
    if not _elided(here, number) or _like_a_year(here, number):
        return None
    begin = max(here.start, number.start - _FAR)
    before = here.text[begin : number.start]
    if _done_to().search(before) or _town_of().search(before):
        return "people", "", number.end
    return _amounting(here, number, begin, before) or _subject(here, number, begin, before)


def _amounting(here: Passage, number: Number, begin: int, before: str) -> tuple[str, str, int] | None:
    """The subject of a verb of amount: `the people who fled are 3,400`."""
    verb = _amounts_to().search(before)
    first = here.index_at(begin + verb.start()) if verb else 0
    for at in range(first - 1, max(-1, first - 2 * _REACH), -1):
        if here.tokens[at].text in {";", ":", "."}:
            return None
        lacked = (
            here.lower(at - 1) in people_words()["lacking"] or here.lower(at - 2) in people_words()["lacking"]
        )
        if _unit_of(here, at) and not lacked and not (at and _unit_of(here, at - 1)):
            return _unit_of(here, at), here.tokens[at].text, number.end
    return None


def _subject(here: Passage, number: Number, begin: int, before: str) -> tuple[str, str, int] | None:
    """What "the number of …" or "the toll" before a number counts."""
    for found in reversed(list(_subjects().finditer(before))):
        first = here.index_at(begin + found.end())
        own = _first_unit(here, first, here.index_at(number.start))
        if own:
            return own
        if found.group().lower() in people_words()["of_people"]:
            return "people", "", number.end
    return None


def _like_a_year(here: Passage, number: Number) -> bool:
    """Whether digits without a mark may be a year, where nothing after them is counted."""
    return bool(re.fullmatch(r"(?:19|20)\d\d", here.text[slice(*number.digits)])) and not number.damaged


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
        listed = here.lower(here.index_at(number.start) - 1) in _LISTING  # 12 (OCHA); 15 (IOM)
        listed = listed and bool(_BY_WHOM.match(here.text, number.end, here.end))
        return listed or token is None or token.text in {".", ",", ";", ")", ":"}
    if token.lower == "of":
        return here.lower(after + 1) in {"them", "these", "those", "whom", "which"}
    return token.lower in people_words()["stops"] or token.lower == "more"


_LISTING = {";", "/"}
_BY_WHOM = re.compile(r"\s?\([A-Z]")


def continues(here: Passage) -> bool:
    """Whether a sentence goes on with the people of the one before: "Of these, …"."""
    start = here.text[here.start : here.start + 16].lower()
    return start.startswith(tuple(people_words()["continues"]))


def is_change(here: Passage, quantity: Quantity) -> bool:
    """Whether a number is how far another one rose or fell, and not that one: "the toll rose by 12 to 150"."""
    start = quantity.number.start
    return bool(_changes_by().search(here.text, max(here.start, start - PART), start))


def has_verb(here: Passage, quantity: Quantity) -> bool:
    """Whether a number and its noun have a verb of their own: "12,000 people were pulled out"."""
    return here.lower(here.index_at(quantity.end)) in words("auxiliaries")


@functools.cache
def _subjects() -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(people_words()['subjects'])}\b", re.IGNORECASE)


@functools.cache
def _done_to() -> re.Pattern[str]:
    """A verb that is done to people, right before a number: "killed 12"."""
    return re.compile(rf"(?<!\w){any_of(people_words()['done_to'])}\s$", re.IGNORECASE)


@functools.cache
def _town_of() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(people_words()['towns'])}\sof\s$", re.IGNORECASE)


@functools.cache
def _amounts_to() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(people_words()['amounts_to'])}\s(?:now\s|already\s)?$", re.IGNORECASE)


@functools.cache
def _changes_by() -> re.Pattern[str]:
    verbs = any_of(lexicon("needline.text.en", "numbers")["between"]["changes"])
    return re.compile(
        rf"(?<!\w){verbs}\sby\s(?:(?:a|an|another|further|additional)\s){{0,2}}$", re.IGNORECASE
    )


@functools.cache
def _parted() -> re.Pattern[str]:
    """What stands before a number of which a part is told: "half of the", "40 of these"."""
    part = rf"(?:\d|(?<!\w){any_of(people_words()['parts'])})"
    return re.compile(
        rf"(?:{part}\s(?:of\s(?:the|these|those|some|its|all)|the)\s(?:\w+\s){{0,2}}|\d\sof\s)$",
        re.IGNORECASE,
    )


@functools.cache
def _label(*, closed: bool) -> re.Pattern[str]:
    """
    A label right before a number: up to a mark, at the beginning of the sentence or of its cell.

    A number that closes its sentence or cell needs no mark: "Displaced families 2,150".
    """
    marks = rf"(?:\s?(?::|=|\t|\|)\s{{0,3}}|\s[{HYPHENS}{DASHES}]\s)(?:\w+\s){{0,2}}$"
    marks += r"|\s?(?:\.{3,80}|\u2026{1,40})\s?$"
    marks += r"|\s{1,60}$" if closed else ""
    verb = rf"(?!.{{0,60}}(?<!\w){any_of(people_words()['stops_labels'])}(?!\w))" if closed else ""
    return re.compile(
        rf"(?:^|[|;,.()\n\t\u2022*]|[{DASHES}]\s|\d\s)\s{{0,4}}{verb}(?P<label>[^\W\d_][^|;:.\n\t\d]{{1,70}}?)"
        rf"(?P<mark>{marks})"
    )
