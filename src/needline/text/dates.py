"""Dates in a text, read against its day of publication: days, weekdays, periods, hours of the clock."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from needline.text.lexicon import any_of, lexicon
from needline.text.marks import DASHES, HYPHENS

_WEEK = 7
_AHEAD = dt.timedelta(days=31)
_SATURDAY = 5
_NOON = 12
_TO_COME = {"next", "this coming", "coming"}
_STRETCHES = {
    "this": 0,
    "this coming": 0,
    "the coming": 1,
    "next": 1,
    "last": -1,
    "previous": -1,
    "this past": -1,
}


class DateMention(NamedTuple):
    """
    A date in a text.

    Args:
        start, end: where, in characters of the text.
        text: as written; `text == original[start:end]`.
        first, last: the days it spans, both included; None where they cannot be known, as "Friday" in a text
            without a day of publication.
        clock: the hour, where one is given, with its zone where that is given too; None otherwise.
        relative: True where it was resolved against the day of publication.
    """

    start: int
    end: int
    text: str
    first: dt.date | None
    last: dt.date | None
    clock: dt.time | None = None
    relative: bool = False

    @property
    def value(self) -> str:
        """ISO 8601: a day, a day with its hour, an hour alone, or `first/last`; empty where not known."""
        clock = f"{self.clock:%H:%M}" if self.clock else ""
        if self.first is None or self.last is None:
            return clock
        if self.first == self.last:
            return f"{self.first}T{clock}" if clock else f"{self.first}"
        return f"{self.first}/{self.last}"


def find_dates(text: str, published: dt.date | None = None) -> list[DateMention]:
    """
    Find the dates and hours of a text.

    Args:
        text: the text.
        published: day of publication; weekdays, "yesterday" and days without a year are read against it.

    Returns:
        list[DateMention]: in order, none overlapping. A day without a year is the latest such day that is not more
        than a month after publication; a weekday is the latest not after it.
    """
    return list(_merged(text, _mentions(text, published)))


def _mentions(text: str, published: dt.date | None) -> Iterator[DateMention]:
    for found in _grammar().finditer(text):
        name = next(name for name in _READERS if found[name] is not None)
        core = next((group for group in _CORE.get(name, ()) if found[group] is not None), name)
        read = _READERS[name](found, published)
        if read is not None:
            first, last, clock, relative = read
            yield DateMention(*found.span(core), found[core], first, last, clock, relative)


_Read = tuple[dt.date | None, dt.date | None, dt.time | None, bool] | None


def _merged(text: str, mentions: Iterator[DateMention]) -> Iterator[DateMention]:
    """Join a day and the hour that belongs to it: "at 20:00 on 29 September"."""
    held: DateMention | None = None
    for mention in mentions:
        if held is None:
            held = mention
        elif _belong(text, held, mention):
            day, hour = (held, mention) if mention.clock else (mention, held)
            passage = held.start, mention.end, text[held.start : mention.end]
            held = DateMention(*passage, day.first, day.last, hour.clock, day.relative)
        else:
            yield held
            held = mention
    if held is not None:
        yield held


_BETWEEN = re.compile(r"(?:,|\s|\b(?:at|on|of|by|as|local|time|around|about|the|evening|morning)\b){1,8}")


def _belong(text: str, first: DateMention, last: DateMention) -> bool:
    if bool(first.clock) == bool(last.clock):
        return False
    day = last if first.clock else first
    gap = text[first.end : last.start]
    return (day.first is None or day.first == day.last) and len(gap) <= 24 and bool(_BETWEEN.fullmatch(gap))  # noqa: PLR2004


# readers: a match and the day of publication to first day, last day, hour, relative


def _iso(found: re.Match[str], _published: dt.date | None) -> _Read:
    day = _date(int(found["iso_y"]), int(found["iso_m"]), int(found["iso_d"]))
    clock = _time(found["iso_h"], found["iso_min"], found["iso_z"]) if found["iso_h"] else None
    return (day, day, clock, False) if day else None


def _numeric(found: re.Match[str], _published: dt.date | None) -> _Read:
    """`30.09.2023`, `30/09/2023`; a stroke with both numbers up to 12 could be either and stays unknown."""
    day, month, year = int(found["num_d"]), int(found["num_m"]), int(found["num_y"])
    if found["num_sep"] != "." and day <= _NOON and month <= _NOON and day != month:
        return None, None, None, False
    if month > _NOON:
        day, month = month, day
    date = _date(year, month, day)
    return date, date, None, False


def _month_day(found: re.Match[str], published: dt.date | None) -> _Read:
    """Every order of day, month and year in words, with a second day where it is a period."""
    form = "dm" if found["dm_m"] else "md"
    month = _words()["months"][found[f"{form}_m"].lower()]
    first_day, last_day = int(found[f"{form}_d"]), int(found[f"{form}_d2"] or found[f"{form}_d"])
    year = found[f"{form}_y"]
    first_month = _words()["months"][found["dm_m1"].lower()] if found["dm_m1"] else month
    if year is None and published is None:
        return None, None, None, False
    last = _date(int(year), month, last_day) if year else _latest(published, month, last_day)
    first = last and _date(last.year, first_month, first_day)
    if first is None or last is None or first > last:
        return None
    return first, last, None, year is None


def _month(found: re.Match[str], published: dt.date | None) -> _Read:
    name, year = (found["mo_m"] or found["month_alone"]).lower(), found["mo_y"]
    if year is None and published is None:
        return None, None, None, False
    month = _words()["months"][name]
    first = _date(int(year), month, 1) if year else _latest(published, month, 1)
    if first is None:
        return None
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first, last, None, year is None


def _year(found: re.Match[str], _published: dt.date | None) -> _Read:
    first = found["year"][:4]
    ending = re.search(r"\d+$", found["year"][4:])
    last = first[: 4 - len(ending[0])] + ending[0] if ending else first
    if last < first:
        return None
    return dt.date(int(first), 1, 1), dt.date(int(last), 12, 31), None, False


def _decade(found: re.Match[str], _published: dt.date | None) -> _Read:
    year = int(found["decade"][:4])
    return dt.date(year, 1, 1), dt.date(year + 9, 12, 31), None, False


def _weekday(found: re.Match[str], published: dt.date | None) -> _Read:
    if published is None:
        return None, None, None, True
    wanted = _words()["weekdays"][found["wd"].lower()]
    if (found["wd_lead"] or "").lower() in _TO_COME:
        day = published + dt.timedelta(days=(wanted - published.weekday() - 1) % _WEEK + 1)
    else:
        day = published - dt.timedelta(days=(published.weekday() - wanted) % _WEEK)
    return day, day, None, True


def _relative(found: re.Match[str], published: dt.date | None) -> _Read:
    if published is None:
        return None, None, None, True
    first, last = _words()["relative"][" ".join(found["rel"].lower().split())]
    return published + dt.timedelta(days=first), published + dt.timedelta(days=last), None, True


def _stretch(found: re.Match[str], published: dt.date | None) -> _Read:
    """`this weekend`, `last week`: a Monday to its Sunday, or the Saturday and Sunday of it."""
    if published is None:
        return None, None, None, True
    step, what = _STRETCHES[found["st_lead"].lower()], found["st_what"]
    monday = published - dt.timedelta(days=published.weekday()) + dt.timedelta(weeks=step)
    if what == "weekend":
        return monday + dt.timedelta(days=_SATURDAY), monday + dt.timedelta(days=_WEEK - 1), None, True
    return monday, monday + dt.timedelta(days=_WEEK - 1), None, True


def _ordinal_day(found: re.Match[str], published: dt.date | None) -> _Read:
    """`the 19th`: the latest day of that number not after publication."""
    if published is None:
        return None, None, None, True
    wanted = int(found["ord"])
    for back in range(62):
        day = published - dt.timedelta(days=back)
        if day.day == wanted:
            return day, day, None, True
    return None


def _clock(found: re.Match[str], _published: dt.date | None) -> _Read:
    clock = _time(found["ck_h"], found["ck_m"], found["ck_z"])
    return (None, None, clock, False) if clock else None


def _clock_of_twelve(found: re.Match[str], _published: dt.date | None) -> _Read:
    hour = int(found["tw_h"])
    if not 1 <= hour <= _NOON:
        return None
    hour = hour % _NOON + (_NOON if found["tw_half"].lower() == "p" else 0)
    clock = _time(str(hour), found["tw_m"])
    return (None, None, clock, False) if clock else None


def _clock_in_words(found: re.Match[str], _published: dt.date | None) -> _Read:
    if found["wc_word"]:
        return None, None, dt.time(_words()["clock"][found["wc_word"].lower()]), False
    hour = found["wc_h"].lower()
    number = int(hour) if hour.isdigit() else _words()["hours"][hour]
    late = _words()["parts"][" ".join(found["wc_part"].lower().split())]
    if not 1 <= number <= _NOON:
        return None
    return None, None, dt.time(number % _NOON + late if number < _NOON else _NOON), False


# the arithmetic of the calendar


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _time(hour: str, minute: str | None, zone: str | None = None) -> dt.time | None:
    try:
        return dt.time(int(hour), int(minute or 0), tzinfo=_offset(zone) if zone else None)
    except ValueError:
        return None


def _offset(zone: str) -> dt.timezone:
    """`+04:00`, `Z`, `GMT` as a time zone."""
    if zone[0] not in "+-":
        return dt.UTC
    ahead = dt.timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return dt.timezone(ahead if zone[0] == "+" else -ahead)


def _latest(published: dt.date | None, month: int, day: int) -> dt.date | None:
    """The latest such day that is not more than a month after publication."""
    if published is None:
        return None
    for year in range(published.year + 1, published.year - 5, -1):
        found = _date(year, month, day)
        if found and found <= published + _AHEAD:
            return found
    return None


# the grammar, made once from the word list


def _words() -> dict[str, Any]:
    return lexicon("needline.text.en", "dates")


_Reader = Callable[[re.Match[str], dt.date | None], _Read]

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d\d"
_NTH = r"(?:st|nd|rd|th)?"
_TO = rf"(?:\s?[{HYPHENS}{DASHES}/]\s?|\s(?:to|and|until|till|through)\s(?:the\s)?)"

_READERS: dict[str, _Reader] = {
    "iso": _iso,
    "numeric": _numeric,
    "month_day": _month_day,
    "month": _month,
    "decade": _decade,
    "clock12": _clock_of_twelve,
    "clock_words": _clock_in_words,
    "clock": _clock,
    "weekday": _weekday,
    "relative": _relative,
    "stretch": _stretch,
    "ordinal": _ordinal_day,
    "bare_year": _year,
}
"""The forms, the more telling first, each with what reads it."""

_CORE = {"month": ("month_core", "month_alone"), "bare_year": ("year",), "ordinal": ("ordinal_core",)}
"""Forms that are known by the word before them, and the groups that are the date itself."""


@functools.cache
def _grammar() -> re.Pattern[str]:
    """One pattern of all forms."""
    forms = {**_forms_of_days(), **_forms_of_months_and_years(), **_forms_of_hours()}
    whole = "|".join(f"(?P<{name}>{forms[name]})" for name in _READERS)
    return re.compile(rf"(?<!\w)(?:{whole})")


def _forms_of_days() -> dict[str, str]:
    words = _words()
    month, weekday = _capitalised(words["months"]), _capitalised(words["weekdays"])
    month_first = (
        rf"(?P<md_m>{month})\.?\s{{1,2}}(?P<md_d>{_DAY}){_NTH}(?:{_TO}(?P<md_d2>{_DAY}){_NTH})?(?![\d:]|[,.]\d)"
        rf"(?:,?\s{{1,2}}(?P<md_y>{_YEAR})(?!\d|,\d))?"
    )
    day_first = (
        rf"(?P<dm_d>{_DAY}){_NTH}(?:\s(?P<dm_m1>{month}))?(?:{_TO}(?P<dm_d2>{_DAY}){_NTH})?\s(?:of\s)?"
        rf"(?P<dm_m>{month})(?!\w)(?:\.?,?\s{{1,2}}(?P<dm_y>{_YEAR})(?!\d|,\d))?"
    )
    leads = _capitalised(["next", "last", "this coming", "coming", "this"], both=True)
    return {
        "iso": r"(?P<iso_y>(?:19|20)\d\d)-(?P<iso_m>\d\d)-(?P<iso_d>\d\d)(?:[T\s](?P<iso_h>[0-2]\d):"
        r"(?P<iso_min>[0-5]\d)(?::\d\d)?(?P<iso_z>Z|[+-]\d\d:?\d\d)?)?(?!\d)",
        "numeric": rf"(?P<num_d>\d{{1,2}})(?P<num_sep>[./])(?P<num_m>\d{{1,2}})(?P=num_sep)"
        rf"(?P<num_y>{_YEAR})(?!\d)",
        "month_day": rf"(?:{weekday},?\s)?(?:{day_first}|{month_first})",
        "weekday": rf"(?:(?P<wd_lead>{leads})\s)?(?P<wd>{weekday})\b",
        "relative": rf"(?P<rel>{_capitalised(words['relative'], both=True)})\b",
        "stretch": rf"(?P<st_lead>{_capitalised(_STRETCHES, both=True)})\s(?P<st_what>weekend|week)\b",
        "ordinal": r"[Tt]he\s(?P<ordinal_core>(?P<ord>[12]?\d|3[01])(?:st|nd|rd|th))\b(?!\s\w)",
    }


def _forms_of_months_and_years() -> dict[str, str]:
    words = _words()
    month = _capitalised(words["months"])
    leads = _capitalised(words["before"]["month"], both=True)
    return {
        "month": rf"(?:{leads}[\s-])?(?P<month_core>(?P<mo_m>{month})\.?,?\s(?P<mo_y>{_YEAR})(?!\d|,\d))"
        rf"|{leads}[\s-](?P<month_alone>{month})\b(?!\s\d)",
        "decade": rf"{_YEAR[:-2]}0s\b",
        "bare_year": rf"(?:{_capitalised(words['before']['year'], both=True)}[\s-]"
        rf"(?P<year>{_YEAR}(?:{_TO}(?:19|20)?\d\d)?)(?![\w%:]|[,.]\d|\s{any_of(words['counted'])}\b))",
    }


def _forms_of_hours() -> dict[str, str]:
    words = _words()
    return {
        "clock12": r"(?P<tw_h>\d{1,2})(?:[:.](?P<tw_m>[0-5]\d))?\s?(?P<tw_half>[ap])\.?m\b\.?",
        "clock_words": rf"(?P<wc_word>{_capitalised(words['clock'], both=True)})\b"
        rf"|(?P<wc_h>{_capitalised(words['hours'], both=True)}|\d{{1,2}})\s(?:o'clock\s)?"
        rf"(?P<wc_part>{any_of(words['parts'])})\b",
        "clock": r"(?P<ck_h>[01]?\d|2[0-3]):(?P<ck_m>[0-5]\d)(?:\s?(?P<ck_z>GMT|UTC)\b)?(?![:\d])",
    }


def _capitalised(words: Iterable[str], *, both: bool = False) -> str:
    """A pattern for any of some words with a capital, or also without."""
    listed = list(words)
    return any_of([word[:1].upper() + word[1:] for word in listed] + (listed if both else []))
