"""What a number in a sentence counts: its noun, its unit, whom, and by which words it was counted."""

from __future__ import annotations

import functools
import re
from typing import Any, NamedTuple

from needline.claims.passage import ENGLISH, Passage, words
from needline.text.lexicon import any_of, lexicon
from needline.text.marks import APOSTROPHES, DASHES, HYPHENS, WRONG_QUOTE
from needline.text.numbers import Number, find_numbers
from needline.text.tokens import Token

_REACH = 7
_PART = 48
_LABEL = 90
_UNREAL = 40
_RIGHT_BEFORE = 25
_LEAST_GLUED = 6
_NO_HYPHENS = str.maketrans("", "", HYPHENS)
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
        label: where its label begins, as in "Houses destroyed: 300"; None where it has none.
        whole: True where the sentence speaks of a part of it: "half of the 900 families", "40 of the 70 homes".
    """

    number: Number
    unit: str
    group: str
    end: int
    inherits: bool = False
    label: int | None = None
    whole: bool = False


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
            parted = _parted().search(here.text, max(here.start, number.start - _PART), number.start)
            found.append(quantity._replace(whole=True) if parted else quantity)
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
        own = _noun_after(here, number)
        if own:
            return Quantity(number, *own)
        labelled = _labelled(here, number)
        if labelled:
            return labelled
        own = _noun_before(here, number)
        if own:
            return Quantity(number, *own)
        if last and last.unit in _UNITS and _elided(here, number) and not _like_a_year(here, number):
            return Quantity(number, last.unit, last.group, number.end, inherits=True)
    return Quantity(number, "other", "", number.end) if number.damaged else None


def _noun_after(here: Passage, number: Number) -> tuple[str, str, int] | None:
    """The noun a number stands before: `41,056 displaced men`."""
    first = here.index_at(number.end)
    if first < len(here.tokens) and here.text[number.end : number.end + 1] in set(HYPHENS):
        return None
    listed = _words()
    after = first
    while here.lower(first) in listed["joints"]:
        first += 1
    if first > after + 1 and first < len(here.tokens) and here.tokens[first].kind == "number":
        whole = _first_unit(here, first + 1, first + _REACH)  # 40 of the 70 homes
        return (whole[0], whole[1], number.end) if whole else None
    for at in range(first, min(first + _REACH, len(here.tokens))):
        token = here.tokens[at]
        if at > first and _of_whom(token.text):
            continue
        if token.kind != "word" or here.date_at(at):
            return None
        unit = _unit_of(here, at)
        if unit and not _goes_on(here, at):
            group = here.text[here.tokens[first].start : token.end]
            return unit, group if unit == "people" else _whose(here, at, group), token.end
        if not unit and token.lower in listed["stops"]:
            return None
    return None


def _whose(here: Passage, at: int, written: str) -> str:
    """Whose households, vehicles or houses: "vehicles of displaced people", "displaced households"; else nobody."""
    if here.lower(at + 1) in _words()["whose"]:
        own = _first_unit(here, at + 2, at + 2 + _REACH)
        return own[1] if own else ""
    return written if len(written.split()) > 1 else ""


def _unit_of(here: Passage, at: int) -> str:
    return _unit_of_word(here.tokens[at].text)


def tells_of_people(word: str) -> bool:
    """Whether a word is a noun by which people, households, vehicles or houses are counted, in small letters or large."""
    return word.lower() in _units()


@functools.lru_cache(maxsize=10_000)
def _unit_of_word(written: str) -> str:
    """The unit of a noun, also misspelt, broken by a hyphen, or run together with a small word beside it."""
    word = written.lower()
    unit = _units().get(word)
    if unit is None and not word.isalpha():
        unit = _units().get(word.translate(_NO_HYPHENS))
    if unit is None and len(word) >= _LEAST_GLUED:
        unit = _misspelt().get(word)
        glued = None if unit else _glued().fullmatch(word)
        unit = _units()[glued["noun"]] if glued else unit
    return unit or ("people" if _peoples().fullmatch(written) else "")


def _goes_on(here: Passage, at: int) -> bool:
    """Whether the noun only describes another one right after it: "displaced people", "families' homes"."""
    if here.lower(at + 1) in _words()["states"] and here.lower(at) not in _words()["states"]:
        return False
    after = at + 1
    if after + 1 < len(here.tokens) and here.tokens[after].kind != "word":
        after += _of_whom(here.tokens[after].text)
    return after < len(here.tokens) and here.tokens[after].kind == "word" and bool(_unit_of(here, after))


def _of_whom(mark: str) -> bool:
    """Whether a mark is the apostrophe of a plural ("families' homes"), also through a wrong encoding."""
    return mark in APOSTROPHES or bool(re.match(WRONG_QUOTE, mark))


def _labelled(here: Passage, number: Number) -> Quantity | None:
    """A number after its label: `Houses destroyed: 300`, `Deaths - 14`, `| Families 90 |`."""
    begin = max(here.start, number.start - _LABEL)
    closed = number.end >= here.end or here.text[number.end] in "|;\n\t"
    found = _label(closed=closed).search(here.text[begin : number.start])
    if not found:
        return None
    first, last = here.index_at(begin + found.start("label")), here.index_at(begin + found.start("mark"))
    best = ""
    for at in range(first, last):
        unit = _unit_of(here, at)
        best = unit if unit and (not best or unit != "people") else best
    if not best and _label_words().search(found["label"]):
        best = "people"
    if not best:
        return None
    return Quantity(number, best, found["label"].strip(), number.end, label=begin + found.start("label"))


def _noun_before(here: Passage, number: Number) -> tuple[str, str, int] | None:
    """The noun a number stands after: `the number of displaced people had risen to 90,000`, `refugees: 5,000`."""
    if here.lower(here.index_at(number.end)) in _words()["done"]:
        return "people", "", number.end
    if not _elided(here, number):
        return None
    begin = max(here.start, number.start - _FAR)
    before = here.text[begin : number.start]
    if _like_a_year(here, number):
        return None
    if _done_to().search(before) or _town_of().search(before):
        return "people", "", number.end
    verb = _amounts_to().search(before)
    if verb:
        first = here.index_at(begin + verb.start())
        for at in range(first - 1, max(-1, first - 2 * _REACH), -1):
            if here.tokens[at].text in {";", ":", "."}:
                break
            if _unit_of(here, at) and not (at and _unit_of(here, at - 1)):
                return _unit_of(here, at), here.tokens[at].text, number.end
    for found in reversed(list(_subjects().finditer(before))):
        first = here.index_at(begin + found.end())
        own = _first_unit(here, first, here.index_at(number.start))
        if own:
            return own
        if found.group().lower() in _words()["of_people"]:
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
        return token is None or token.text in {".", ",", ";", ")", ":"}
    if token.lower == "of":
        return here.lower(after + 1) in {"them", "these", "those", "whom", "which"}
    return token.lower in _words()["stops"] or token.lower == "more"


def continues(here: Passage) -> bool:
    """Whether a sentence goes on with the people of the one before: "Of these, …"."""
    start = here.text[here.start : here.start + 16].lower()
    return any(start.startswith(opening) for opening in _words()["continues"])


def has_verb(here: Passage, quantity: Quantity) -> bool:
    """Whether a number and its noun have a verb of their own: "12,000 people were pulled out"."""
    return here.lower(here.index_at(quantity.end)) in words("auxiliaries")


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
    if quantity.label is not None:
        return _told_by(here, quantity, quantity.label, quantity.number.start) or _told_by(
            here, quantity, quantity.label, high
        )
    if quantity.whole:
        ends = here.text.find(",", quantity.end, high)
        best = _nearest(here, quantity, quantity.number.end, high if ends < 0 else ends, weak=True)
        return best if best and best.at - quantity.end < _PAUSE else None
    best, same = _told_by(here, quantity, low, high), _shares(here, found, index)
    if same or (same is False and (best is None or best.describes)):
        after = found[index + 1]
        _, high = clause_of(here, found, index + 1)
        best = _told_by(here, after._replace(unit=quantity.unit), after.end, high) or best
    return best


def _told_by(here: Passage, quantity: Quantity, low: int, high: int) -> Measured | None:
    """The measure by the words of a stretch of the text: the nearest, save that a plan is a plan."""
    best = _nearest(here, quantity, low, high) or _nearest(here, quantity, low, high, weak=True)
    for planned in _planned().finditer(here.text, low, high):
        if best is None or _tells(here, planned, quantity, best):
            return Measured("planned", planned.start())
    return best


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
        True where the two are one count ("322 families (2,400 people)"), or the first a part of the next, False where they only share; None where
        they do not.
    """
    if index + 1 >= len(found):
        return None
    end, start = found[index].end, found[index + 1].number.start
    if found[index + 1].whole and start - end < _PART and _of_it().fullmatch(here.text, end, start):
        return True
    joint = _joint().fullmatch(here.text, end, start)
    return joint["same"] is not None if joint else None


def _nearest(
    here: Passage, quantity: Quantity, low: int, high: int, *, weak: bool = False
) -> Measured | None:
    number = quantity.number
    best: tuple[int, Measured] | None = None
    for found in _telling(here.text, here.start, here.end, weak=weak):
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
    before = here.text[max(low, trigger.start() - _UNREAL) : trigger.start()]
    if before and _unreal().search(before):
        return True
    begins = quantity.number.start
    return trigger.end() <= begins < trigger.end() + _PAUSE and trigger[0].lower() in _words()["leaves"]


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
    return name == "share_with_disability" or (unit == "houses" and name in _words()["not_of_houses"])


def clause_of(here: Passage, found: list[Quantity], index: int) -> tuple[int, int]:
    """
    The part of a sentence that speaks of a number: from the number before to the one after, or a semicolon.

    A number that is told once more in another unit ("5,120 families (23,456 people)") has the words of that one too.
    """
    number = found[index].number
    low = found[index - 1].end if index else here.start
    high = found[index + 1].number.start if index + 1 < len(found) else here.end
    before = here.text.rfind(";", low, number.start)
    after = here.text.find(";", number.end, high)
    if after < 0 and _shares(here, found, index):
        high = found[index + 2].number.start if index + 2 < len(found) else here.end
    return (low if before < 0 else before + 1), (high if after < 0 else after)


# lexicon, read once


def _words() -> dict[str, Any]:
    return lexicon(ENGLISH, "people")


@functools.cache
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


@functools.lru_cache(maxsize=4)
def _telling(text: str, start: int, end: int, *, weak: bool) -> list[re.Match[str]]:
    """The telling words of a sentence, looked for once for all its numbers."""
    return list(_triggers(weak=weak).finditer(text, start, end))


@functools.cache
def _triggers(*, weak: bool) -> re.Pattern[str]:
    """The telling words of all measures; longer ones ("registered as displaced") before others."""
    listed = list(measures().values())
    groups = [f"(?P<{one['name']}_>{'|'.join(one['first'])})" for one in listed if one.get("first")] * (not weak)
    kind = "weak" if weak else "words"
    groups += [f"(?P<{one['name']}>{'|'.join(one[kind])})" for one in listed if one.get(kind)]
    glued = any_of(_words()["glued_before"])
    before = rf"(?<!\w)(?:{glued}|(?<=-))?"
    return re.compile(rf"\b{before}(?:{'|'.join(groups)})(?:(?!\w)|(?={_glued_after()}\b)|(?-i:(?=[A-Z])))", re.IGNORECASE)


def _glued_after() -> str:
    return any_of(_words()["glued_after"])


@functools.cache
def _done_to() -> re.Pattern[str]:
    """A verb that is done to people, right before a number: "killed 12"."""
    return re.compile(rf"(?<!\w){any_of(_words()['done_to'])}\s$", re.IGNORECASE)


@functools.cache
def _town_of() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(_words()['towns'])}\sof\s$", re.IGNORECASE)


@functools.cache
def _amounts_to() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(_words()['amounts_to'])}\s(?:now\s|already\s)?$", re.IGNORECASE)


@functools.cache
def _unreal() -> re.Pattern[str]:
    """Words after which something is not told to have been: "should be", "allowed to", "permission to"."""
    return re.compile(rf"(?<!\w){any_of(_words()['unreal'])}\s(?:\w+\s){{0,2}}?$", re.IGNORECASE)


@functools.cache
def _parted() -> re.Pattern[str]:
    """What stands before a number of which a part is told: "half of the", "40 of these"."""
    part = rf"(?:\d|(?<!\w){any_of(_words()['parts'])})"
    return re.compile(rf"{part}\s(?:of\s(?:the|these|those|some|its|all)|the)\s(?:\w+\s){{0,2}}$", re.IGNORECASE)


@functools.cache
def _of_it() -> re.Pattern[str]:
    return re.compile(r"\sof\s(?:the|these|those|its|all)\s(?:\w+\s){0,2}", re.IGNORECASE)


@functools.cache
def _joint() -> re.Pattern[str]:
    same = r"(?P<same>\s?[(\[]|,?\s(?:or|i\.e\.|that is)\s)"
    return re.compile(rf"(?:{same}|,?\s(?:and|including|plus|&)\s|,\s)(?:\w+\s){{0,3}}", re.IGNORECASE)


@functools.cache
def _label(*, closed: bool) -> re.Pattern[str]:
    """
    A label right before a number: up to a mark, at the beginning of the sentence or of its cell.

    A number that closes its sentence or cell needs no mark: "Displaced families 2,150".
    """
    marks = rf"(?:\s?(?::|=|\t|\|)\s{{0,3}}|\s[{HYPHENS}{DASHES}]\s)(?:\w+\s){{0,2}}$"
    marks += r"|\s{1,4}$" if closed else ""
    verb = rf"(?!.{{0,60}}(?<!\w){any_of(_words()['stops_labels'])}(?!\w))" if closed else ""
    return re.compile(
        rf"(?:^|[|;,.()\n\t\u2022*]|[{DASHES}]\s)\s{{0,4}}{verb}(?P<label>[^\W\d_][^|;:.\n\t\d]{{1,70}}?)"
        rf"(?P<mark>{marks})"
    )


@functools.cache
def _label_words() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(_words()['labels'])}(?!\w)", re.IGNORECASE)


@functools.cache
def _misspelt() -> dict[str, str]:
    """Common nouns with a letter left out, or two in the wrong order."""
    found: dict[str, str] = {}
    for noun in _words()["misspelt"]:
        for at in range(1, len(noun)):
            for wrong in (noun[:at] + noun[at + 1 :], noun[:at] + noun[at : at + 2][::-1] + noun[at + 2 :]):
                if wrong not in _units():
                    found[wrong] = _units()[noun]
    return found


@functools.cache
def _glued() -> re.Pattern[str]:
    """A noun run together with a word beside it, as text had from a page: "peoplewere", "displacedpeople"."""
    listed = _words()
    return re.compile(
        rf"(?:(?P<lead>{any_of(listed['glued_before'])})?(?P<noun>{any_of(listed['misspelt'])})(?P<tail>{_glued_after()})?)"
    )


@functools.cache
def _planned() -> re.Pattern[str]:
    return phrases("planned")


@functools.cache
def phrases(name: str) -> re.Pattern[str]:
    """The patterns of a list of `measures.toml` as one."""
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(lexicon(ENGLISH, 'measures')[name]['words'])})(?!\w)", re.IGNORECASE
    )
