"""Where a figure's people came from and went, and when it held."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from needline.claims.measuring import Measured, distance, measures, phrases
from needline.claims.passage import ENGLISH, Passage
from needline.model import Span, When, read_when
from needline.places import Mention
from needline.text.dates import DateMention
from needline.text.lexicon import any_of, lexicon
from needline.text.marks import DASHES, HYPHENS

_BEFORE = 40
_LONGEST = 31
_LEAD = 14


class Whereabouts(NamedTuple):
    """
    Places of a figure.

    Args:
        from_place, to_place: codes; empty where not given or not known.
        text: the places as written.
        named: sides on which the words name a place, known or not: "from", "to".
        ambiguous: names that several places bear.
        stays: they are told to be there, and not to have come.
    """

    from_place: str
    to_place: str
    text: str
    named: tuple[str, ...] = ()
    ambiguous: tuple[Mention, ...] = ()
    stays: bool = False


def whereabouts(
    here: Passage,
    mentions: list[Mention],
    measured: Measured,
    number: tuple[int, int],
    clause: tuple[int, int],
    *,
    beside: Sequence[Span] = (),
) -> Whereabouts:
    """
    The places of a figure: by the word before each name, those of its own clause before those of the sentence.

    Args:
        here: the sentence.
        mentions: names of places in it, as `with_unknown` gives them.
        measured: what was counted; it says on which side "in" stands.
        number: where the number stands.
        clause: the part of the sentence that speaks of the number.
        beside: passages whose places are none of the figure's: names of sources ("the Government of Chad").
    """
    sides: dict[str, Mention] = {}
    hosting = False
    rule = measures().get(measured.name, {})
    stays = rule.get("place", "from") == "from" and not rule.get("towards")
    every = [one for one in mentions if not _within(one, beside) and not _is_of_telling(here, one)]
    if len(every) > 1:
        every = [one for one in every if not _is_dateline(here, one)] or every
    for mention in sorted(every, key=lambda one: _distance(here.text, one, number, clause)):
        side = _side(here, mention)
        side = rule.get("place", "from") if side == "in" else side
        beyond = sides and stays and not clause[0] <= mention.start < clause[1]
        beyond = beyond or (not stays and measured.at < clause[1] <= mention.start)
        beyond = beyond or _heads_another(here, mention, number)
        if not side and mention.end <= number[0] and _HOSTS.match(here.text, mention.end):
            side, hosting = "to", hosting or "to" not in sides
        if side and side not in sides and not beyond:
            sides[side] = mention
    found = _of_sides(sides)
    return found._replace(stays=True) if hosting else found


_HOSTS = re.compile(r"\s(?:[a-z]+\s)?(?:hosts?|hosted|hosting|shelters|sheltered)\s(?:[a-z]+\s){0,4}~?\d")


def _is_of_telling(here: Passage, mention: Mention) -> bool:
    """Whether a place is that of a briefing: "told reporters in Geneva", "said in Goma"."""
    before = here.text[max(here.start, mention.start - _BEFORE) : mention.start]
    return " in " in before and bool(_TOLD_IN.search(before))


_TOLD_IN = re.compile(
    r"\b(?:told\s(?:a\s|the\s)?[A-Za-z]+(?:\s[a-z]+)?|said|speaking|briefing|(?:news\s|press\s)?conference|interview)\sin\s$"
)


def _is_dateline(here: Passage, mention: Mention) -> bool:
    """Whether a place in capitals opens the text of an agency: "GOMA (Reuters) - "."""
    if mention.start - here.start > _MOST_MARKS or not mention.text.isupper():
        return False
    return bool(_DATELINE.match(here.text, mention.end, here.end))


_MOST_MARKS = 4
_DATELINE = re.compile(rf"[^.;:]{{0,40}}?\s[{HYPHENS}{DASHES}]{{1,2}}\s|:\s")


def came_to(where: Whereabouts, here: Passage) -> Whereabouts:
    """Places of those who are abroad: "refugees in Chad" came to Chad, and "refugees from Sudan" from there."""
    inside = _in_place().search(here.text, here.start, here.end)
    if where.named != ("from",) or not inside or inside["name"].split()[0] not in where.text:
        return where
    return where._replace(from_place="", to_place=where.from_place, named=("to",), stays=True)


@functools.cache
def _in_place() -> re.Pattern[str]:
    return re.compile(r"\b(?:in|inside|across|throughout|within)\s(?:[a-z]+\s){0,2}(?P<name>[A-Z]\w+)")


def in_table(listed: Sequence[tuple[str, Mention]], measured: Measured) -> Whereabouts:
    """The places of a number in a table: the first on each side, "in" by what was counted."""
    sides: dict[str, Mention] = {}
    for side, mention in listed:
        own = measures().get(measured.name, {}).get("place", "from") if side == "in" else side
        sides.setdefault(own, mention)
    return _of_sides(sides)


def _of_sides(sides: dict[str, Mention]) -> Whereabouts:
    named = tuple(side for side in ("from", "to") if side in sides)
    return Whereabouts(
        sides["from"].code if "from" in sides else "",
        sides["to"].code if "to" in sides else "",
        " \u2192 ".join(sides[side].text for side in named),
        named,
        tuple(sides[side] for side in named if len(sides[side].candidates) > 1),
    )


def _heads_another(here: Passage, mention: Mention, number: tuple[int, int]) -> bool:
    """Whether a name after a number is the label of what follows it: "Aleppo: 12 dead; Tawila: 3 dead"."""
    if mention.start < number[1] or not _NEXT_LABEL.match(here.text, mention.end):
        return False
    return not _leading().search(here.text, max(here.start, mention.start - _BEFORE), mention.start)


def _within(mention: Mention, spans: Sequence[Span]) -> bool:
    return any(span.start <= mention.start < span.end for span in spans)


def _distance(
    text: str, mention: Mention, number: tuple[int, int], clause: tuple[int, int]
) -> tuple[bool, bool, int]:
    """Known places of its own clause first, the nearest before the others."""
    ends = (mention.end, number[0]) if mention.end <= number[0] else (number[1], mention.start)
    far = distance(text, *ends)
    return not clause[0] <= mention.start < clause[1], not mention.candidates, far


def with_unknown(here: Passage, known: list[Mention]) -> list[Mention]:
    """
    The names of places in a sentence, also of those that the mission does not know.

    A capitalised name behind a word of direction that is no place of the mission, and no date, stays as written.
    """
    found = list(known)
    taken = [(mention.start, mention.end) for mention in known]
    taken += [(date.start, date.end) for date in here.dates]
    for one in _named_place().finditer(here.text, here.start, here.end):
        start, end = one.span("name")
        if not any(start < after and before < end for before, after in taken):
            found.append(Mention(start, end, one["name"], []))
    return found


@functools.cache
def _named_place() -> re.Pattern[str]:
    data = lexicon(ENGLISH, "measures")["places"]
    leads = any_of(one for side in ("from", "to", "in") for one in data[side])
    name = r"(?P<name>[A-Z][^\W_]+(?:[-'\u2019\s][A-Z][^\W_]+){0,3})"
    return re.compile(rf"\b(?:{leads})\s(?:(?:{any_of(data['between'])})\s){{0,3}}{name}")


def _side(here: Passage, mention: Mention) -> str:
    """`from`, `to` or `in`, by the last such word before a name; empty where none leads to it."""
    before = here.text[max(here.start, mention.start - _BEFORE) : mention.start]
    found = _leading().search(before)
    if found:
        return next(side for side in ("from", "to", "in") if found[f"{side}_"])
    after = here.text[mention.end : min(here.end, mention.end + 4)]
    opens = not before.strip(_MARKS) or bool(_OF_CELL.search(before))
    if _OF_BRACKET.match(after):
        return "in"
    labels = opens and (bool(_LABELS.match(after)) or bool(_CELL.search(before)))
    return "in" if labels else ""


_MARKS = " \t-*\u2022\u00b7|>("
_OF_CELL = re.compile(
    rf"(?:[|;\t]|\s[{HYPHENS}{DASHES}]\s|[.:]\s|\bthe|^)\s*$|[|;]\s*[^|;:]{{1,40}}:\s$|^[^|;:]{{1,40}}:\s$"
)
_CELL = re.compile(r"(?:^|[|;])\s*[^|;:]{1,40}:\s$")
_NEXT_LABEL = re.compile(rf"\)?\s?:|\s[{HYPHENS}{DASHES}]\s[~<>]?\d|\s?\([~<>]?\d")
_OF_BRACKET = re.compile(r"\s?\([~<>]?\d")
_LABELS = re.compile(rf"\s?[:|(\t]|\s[~<>]?\d|\s[{HYPHENS}{DASHES}]\s|\)?:")


@functools.cache
def _leading() -> re.Pattern[str]:
    """A word of direction, with no more between it and the name than "the city of"."""
    data = lexicon(ENGLISH, "measures")["places"]
    sides = "|".join(f"(?P<{side}_>{any_of(data[side])})" for side in ("from", "to", "in"))
    between = rf"(?:(?i:{any_of(data['between'])})\s|[A-Z]\w+(?:,?\s(?:and\s)?|\s?/\s?)){{0,5}}"
    return re.compile(rf"(?<!\w)(?i:{sides})\s{between}$")


def as_of(
    here: Passage,
    number: tuple[int, int],
    *,
    said: DateMention | None,
    published: dt.datetime | None,
    zone: ZoneInfo,
    ahead: bool = False,
    clause: tuple[int, int] | None = None,
) -> When:
    """
    When a figure held: the date of its clause, not after publication; else it is only not later than it was said.

    Args:
        here: the sentence.
        number: where the number stands.
        said: day of saying, which is no date of the figure but an end to it.
        published: start of the day, or instant, of publication.
        zone: the mission's zone.
        clause: the part of the sentence that speaks of the number; None where it has no other.
        ahead: it is aimed at or possible, and no date up to which it may come true is one at which it held.
    """
    public = published.astimezone(zone).date() if published else None
    days = [
        one
        for one in here.dates
        if one is not said and not _aside(here, one) and not (ahead and _AIMED.search(_lead(here, one)))
    ]
    days = [one for one in days if not (public and one.first and one.first > public)]
    low, high = clause or (here.start, here.end)
    if high < here.end and _COMPARED.search(here.text, number[1], high):
        days = [one for one in days if one.start < high]
    if any(number[1] <= one.start < high for one in days) and low > here.start:
        days = [
            one for one in days if not (one.end <= number[0] and _of_other_clause(here, one, low, number[0]))
        ]
    nearest = min(
        days, key=lambda one: min(abs(one.start - number[1]), abs(number[0] - one.end)), default=None
    )
    said_day = said.first if said else None
    last = said_day or public
    if nearest is not None:
        before = here.text[max(here.start, nearest.start - _LEAD) : nearest.start]
        return _when(nearest, last, zone, over=bool(_OVER.search(before)))
    return When("", None, read_when(last.isoformat(), zone).end if last else None)


_COMPARED = re.compile(
    r"(?:,\s|\()?\b(?:up|down|rising|compared|increas\w+|decreas\w+)\s(?:from|with|to|on)\s(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
"""What leads to the number that another one is held against: "60, up from 43 on Tuesday"."""


def _of_other_clause(here: Passage, date: DateMention, low: int, start: int) -> bool:
    """Whether a date before a number closes the clause of the number before: "on Monday and 30 people …"."""
    between = here.text[date.end : start]
    return date.start < low or bool(_CLOSES.match(between))


_CLOSES = re.compile(r"(?:,|;)?\s(?:and|but|while|whereas)\s(?:\w+\s){0,2}$|(?:,|;)\s$", re.IGNORECASE)


def _when(date: DateMention, last: dt.date | None, zone: ZoneInfo, *, over: bool = False) -> When:
    """
    A date as a moment in the zone; an hour without a day is one of the last day it can be.

    Args:
        date, last, zone: the date, the last day it can be, and whose days they are.
        over: it is a period over which people were counted ("between 1 and 8 May"): it held at its end.
    """
    day = date.first or (last if date.clock else None)
    if day is None or (date.first is None and date.clock is None):
        return When(date.text, None, read_when(last.isoformat(), zone).end if last else None)
    if date.clock and (date.first is None or date.first == date.last):
        at = dt.datetime.combine(day, date.clock, date.clock.tzinfo or zone).astimezone(dt.UTC)
        return When(date.text, at, at)
    end = date.last or day
    if date.part:
        begins, lasts = _PARTS[date.part]
        start = dt.datetime.combine(day, dt.time(begins), zone).astimezone(dt.UTC)
        return When(date.text, start, start + dt.timedelta(hours=lasts))
    start_day = end if over else day
    return When(date.text, read_when(start_day.isoformat(), zone).start, read_when(end.isoformat(), zone).end)


_PARTS = {"morning": (0, 12), "afternoon": (12, 6), "evening": (16, 8), "night": (18, 12)}
"""Parts of a day, taken wide: the hour they begin at, and how many they last."""

_OVER = re.compile(r"\b(?:between|from|during|over|in|within|the|these)[\s-]{1,2}$", re.IGNORECASE)


_ASIDE = re.compile(
    r"\b(?:since|from|after|before|following|(?<!on\s)the|between|of the|post|pre)[\s-]$", re.IGNORECASE
)


def _aside(here: Passage, date: DateMention) -> bool:
    """Whether a date is not that of a count: "since 24 September", "the 25 September explosion"."""
    before = here.text[max(here.start, date.start - _LEAD) : date.start]
    period = date.first != date.last and bool(_FROM_TO.search(before)) and bool(_JOINED.search(date.text))
    days = (date.last - date.first).days if date.first and date.last else 0
    counted = date.text.startswith(("past ", "last ", "previous ")) and date.first != date.last
    return not period and (days > _LONGEST or (bool(_ASIDE.search(before)) and not counted))


def _lead(here: Passage, date: DateMention) -> str:
    """What stands right before a date."""
    return here.text[max(here.start, date.start - _LEAD) : date.start]


_AIMED = re.compile(
    r"\b(?:by|before|until|till|within|in|on|next|to)\s(?:the\s)?(?:end\sof\s)?$", re.IGNORECASE
)


_FROM_TO = re.compile(r"\b(?:between|from)\s{1,2}$", re.IGNORECASE)
_JOINED = re.compile(r"\s(?:and|to|until|till|through)\s")


def of_one_day(here: Passage, name: str, clause: tuple[int, int], number: tuple[int, int]) -> str:
    """The measure of a single day where the words say so ("26,600 in a day"), else the measure itself."""
    daily: str = measures().get(name, {}).get("in_day", "")
    if not daily:
        return name
    if phrases("in_day").search(here.text, clause[0], clause[1]):
        return daily
    opening = here.dates and clause[0] <= here.dates[0].start < number[0]
    opening = opening and here.dates[0].end <= number[0] and here.dates[0].first == here.dates[0].last
    on = (
        opening and here.text[max(here.start, here.dates[0].start - 3) : here.dates[0].start].lower() == "on "
    )
    if on and here.dates[0].clock is None and not phrases("so_far").search(here.text, here.start, here.end):
        return daily
    return name
