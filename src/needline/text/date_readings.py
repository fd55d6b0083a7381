"""What each form of a date means: a match, and the day of publication, to first day, last day, hour."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
from collections.abc import Callable

from needline.text.date_forms import STRETCHES, counted, lead, words
from needline.text.lexicon import any_of

_WEEK = 7
_AHEAD = dt.timedelta(days=31)
_SATURDAY = 5
_NOON = 12
_TO_COME = {"next", "this coming", "coming"}
_CENTURY, _HUNDRED = 2000, 100
_HOURS_OF_A_DAY = 24
_LEAD = 16
Read = tuple[dt.date | None, dt.date | None, dt.time | None, bool] | None


def _iso(found: re.Match[str], _published: dt.date | None) -> Read:
    day = _date(int(found["iso_y"]), int(found["iso_m"]), int(found["iso_d"]))
    clock = _time(found["iso_h"], found["iso_min"], found["iso_z"]) if found["iso_h"] else None
    return (day, day, clock, False) if day else None


def _numeric(found: re.Match[str], _published: dt.date | None) -> Read:
    """`30.09.2023`, `30/09/2023`; a stroke with both numbers up to 12 could be either and stays unknown."""
    day, month, year = int(found["num_d"]), int(found["num_m"]), int(found["num_y"])
    year += _CENTURY if year < _HUNDRED else 0
    if found["num_sep"] != "." and day <= _NOON and month <= _NOON and day != month:
        return None, None, None, False
    if month > _NOON:
        day, month = month, day
    date = _date(year, month, day)
    return date, date, None, False


def _compact(found: re.Match[str], _published: dt.date | None) -> Read:
    """`29-Sep-2023`, `2023/09/29`."""
    if found["cp_d"]:
        day = _date(int(found["cp_y"]), words()["months"][found["cp_m"].lower()], int(found["cp_d"]))
    else:
        day = _date(int(found["ymd_y"]), int(found["ymd_m"]), int(found["ymd_d"]))
    return (day, day, None, False) if day else None


def _month_day(found: re.Match[str], published: dt.date | None) -> Read:
    """Every order of day, month and year in words, with a second day where it is a period."""
    form = "dm" if found["dm_m"] else "md"
    month, other = words()["months"][found[f"{form}_m"].lower()], found["dm_m1"] or found["md_m2"]
    day, end = int(found[f"{form}_d"]), int(found[f"{form}_e"] or found[f"{form}_d2"] or found[f"{form}_d"])
    first_month, last_month = (month, month)
    if other:
        named = words()["months"][other.lower()]
        first_month, last_month = (named, month) if form == "dm" else (month, named)
    begin, closing = (first_month, day, found[f"{form}_y1"]), (last_month, end, found[f"{form}_y"])
    return _period(begin, closing, published, ahead=not closing[2] and _is_ahead(found))


_Day = tuple[int, int, str | None]


def _period(begin: _Day, end: _Day, published: dt.date | None, *, ahead: bool = False) -> Read:
    """A period from one day to another (month, day, year); a year that is not given is that of the end."""
    year = end[2] or (begin[2] if begin[:2] <= end[:2] else None)
    if year is None and published is None:
        return None, None, None, False
    last = _date(int(year), *end[:2]) if year else (_next if ahead else _latest)(published, *end[:2])
    if last is None:
        return None
    first = _date(int(begin[2]) if begin[2] else last.year, *begin[:2])
    if first and first > last and not begin[2] and begin[0] != end[0]:
        first = _date(last.year - 1, *begin[:2])
    if first is None or first > last:
        return None
    return first, last, None, year is None


def _months(found: re.Match[str], published: dt.date | None) -> Read:
    """`between November 2016 and February 2017`, `from January to 5 March`."""
    months = words()["months"]
    begin, end = months[found["mm_m1"].lower()], months[found["mm_m2"].lower()]
    day = int(found["mm_d"] or 1)
    read = _period((begin, 1, found["mm_y1"]), (end, day, found["mm_y2"]), published)
    if read is None or read[1] is None or found["mm_d"]:
        return read
    last = read[1].replace(day=calendar.monthrange(read[1].year, read[1].month)[1])
    return read[0], last, None, read[3]


def _month(found: re.Match[str], published: dt.date | None) -> Read:
    name, year = found["mo_m"].lower(), found["mo_y"]
    if year is None and not _led(found, "month"):
        return None
    if year is None and published is None:
        return None, None, None, False
    month = words()["months"][name]
    if year:
        first = _date(int(year), month, 1)
    elif _is_ahead(found) and published is not None:
        first = dt.date(published.year + (month < published.month), month, 1)
    else:
        first = _latest(published, month, 1)
    if first is None:
        return None
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first, last, None, year is None


def _year(found: re.Match[str], _published: dt.date | None) -> Read:
    written, first = found["year"], found["year"][:4]
    sure = _led(found, "sure_year")
    if not sure and (not _led(found, "year") or counted().match(found.string, found.end())):
        return None
    ending = re.search(r"\d+$", written[4:])
    last = first[: 4 - len(ending[0])] + ending[0] if ending else first
    if last < first:
        return None
    return dt.date(int(first), 1, 1), dt.date(int(last), 12, 31), None, False


def _led(found: re.Match[str], name: str) -> bool:
    """Whether what was found is a date by the word before it."""
    return bool(lead(name).search(found.string[max(0, found.start() - _LEAD) : found.start()]))


def _decade(found: re.Match[str], _published: dt.date | None) -> Read:
    year = int(found["decade"][:4])
    return dt.date(year, 1, 1), dt.date(year + 9, 12, 31), None, False


def _weekday(found: re.Match[str], published: dt.date | None) -> Read:
    if published is None:
        return None, None, None, True
    wanted = words()["weekdays"][found["wd"].lower()]
    if (found["wd_lead"] or "").lower() in _TO_COME:
        day = published + dt.timedelta(days=(wanted - published.weekday() - 1) % _WEEK + 1)
    elif (found["wd_lead"] or "").lower() in {"last", "this past"}:
        day = published - dt.timedelta(days=(published.weekday() - wanted - 1) % _WEEK + 1)
    elif _is_ahead(found):
        day = published + dt.timedelta(days=(wanted - published.weekday() - 1) % _WEEK + 1)
    else:
        day = published - dt.timedelta(days=(published.weekday() - wanted) % _WEEK)
    return day, day, None, True


def _is_ahead(found: re.Match[str]) -> bool:
    """Whether a date is of what is still to be done: "aims to reach them by Monday", "will open on 2 July"."""
    before = found.string[max(0, found.start() - _AIM) : found.start()]
    before = _ENDED.split(before)[-1]
    if _BY.search(before) and _aims().search(before):
        return True
    will = _WILL.search(before)
    return will is not None and not _told().search(before, will.start())


@functools.cache
def _aims() -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(words()['aims'])}\b")


_AIM = 160
_ENDED = re.compile(r"(?<![ap]\.m)[.!?]\s")
_BY = re.compile(
    r"\b(?:by|before|until|till|no\slater\sthan)\s(?:(?:the|end|middle|beginning|of|early|mid|late)[\s-]){0,4}"
    r"(?:[\d:.]{1,5}\s?(?:[ap]\.?m\.?)?\s(?:on\s)?|(?:noon|midnight|midday)\s(?:on\s)?)?$",
    re.IGNORECASE,
)
_WILL = re.compile(
    r"\b(?:will|shall|won't)\s[^,;:]{1,80}?\b(?:on|in|from|before|after|until|by|this|of|and)\s$"
)


@functools.cache
def _told() -> re.Pattern[str]:
    """Words of saying between what will be and a date: the day it was said, "will leave, he said on Friday"."""
    return re.compile(rf"\b{any_of(words()['saying'])}\b")


def _relative(found: re.Match[str], published: dt.date | None) -> Read:
    if published is None:
        return None, None, None, True
    first, last = words()["relative"][" ".join(found["rel"].lower().split())]
    return published + dt.timedelta(days=first), published + dt.timedelta(days=last), None, True


def _ago(found: re.Match[str], published: dt.date | None) -> Read:
    """`three days ago` is a day; months and years ago are the whole month or year."""
    if published is None:
        return None, None, None, True
    number, unit = _counted(found["ago_n"]), found["ago_u"]
    if unit in {"month", "year"}:
        return _whole(published, unit, -number)
    day = published - dt.timedelta(days=number * (_WEEK if unit == "week" else 1))
    return day, day, None, True


def _past(found: re.Match[str], published: dt.date | None) -> Read:
    """`in the past 24 hours`, `over the last two weeks`: up to the day of publication."""
    if published is None:
        return None, None, None, True
    number = _counted(found["past_n"] or "1")
    days = {
        "hour": -(-number // _HOURS_OF_A_DAY),
        "day": number,
        "week": _WEEK * number,
        "month": 30 * number,
    }
    return published - dt.timedelta(days=days[found["past_u"]]), published, None, True


def _counted(written: str) -> int:
    """A small number in digits or words."""
    numbers: dict[str, int] = {"a": 1, "an": 1, "fourteen": 14, **words()["hours"]}
    return int(written) if written.isdigit() else numbers[written.lower()]


def _whole(published: dt.date, unit: str, step: int) -> Read:
    """The month or the year so many away from that of publication."""
    if unit == "year":
        year = published.year + step
        return (dt.date(year, 1, 1), dt.date(year, 12, 31), None, True) if year >= 1 else None
    months = published.year * _NOON + published.month - 1 + step
    if months < _NOON:
        return None
    first = dt.date(months // _NOON, months % _NOON + 1, 1)
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1]), None, True


def _stretch(found: re.Match[str], published: dt.date | None) -> Read:
    """`this weekend`, `last week`, `last month`: a Monday to its Sunday, or the Saturday and Sunday of it."""
    if published is None:
        return None, None, None, True
    if found["st_the"]:
        saturday = published - dt.timedelta(days=(published.weekday() - _SATURDAY) % _WEEK)
        return saturday, saturday + dt.timedelta(days=1), None, True
    step, what = STRETCHES[found["st_lead"].lower()], found["st_what"]
    if what in {"month", "year"}:
        return _whole(published, what, step)
    monday = published - dt.timedelta(days=published.weekday()) + dt.timedelta(weeks=step)
    if what == "weekend":
        return monday + dt.timedelta(days=_SATURDAY), monday + dt.timedelta(days=_WEEK - 1), None, True
    return monday, monday + dt.timedelta(days=_WEEK - 1), None, True


def _ordinal_day(found: re.Match[str], published: dt.date | None) -> Read:
    """`the 19th`: the latest day of that number not after publication."""
    if published is None:
        return None, None, None, True
    wanted = int(found["ord"])
    if not _led(found, "day"):
        return None
    for back in range(62):
        day = published - dt.timedelta(days=back)
        if day.day == wanted:
            return day, day, None, True
    return None


def _quarter(found: re.Match[str], _published: dt.date | None) -> Read:
    """`Q3 2023`, `the first half of 2023`."""
    year = int(found["qu_y"] or found["qu_y2"])
    months = 6 if found["qu_what"] == "half" else 3
    word = found["qu_w"]
    number = int(found["qu_n"]) if found["qu_n"] else _NTH.get(word, 12 // months)
    if number * months > _NOON:
        return None
    last = number * months
    return (
        dt.date(year, last - months + 1, 1),
        dt.date(year, last, calendar.monthrange(year, last)[1]),
        None,
        False,
    )


_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4}


def _no_day(_found: re.Match[str], _published: dt.date | None) -> Read:
    return None


def _clock(found: re.Match[str], _published: dt.date | None) -> Read:
    clock = _time(found["ck_h"] or found["mil_h"], found["ck_m"] or found["mil_m"], found["ck_z"])
    return (None, None, clock, False) if clock else None


def _clock_of_twelve(found: re.Match[str], _published: dt.date | None) -> Read:
    hour = int(found["tw_h"])
    if not 1 <= hour <= _NOON:
        return None
    hour = hour % _NOON + (_NOON if found["tw_half"].lower() == "p" else 0)
    clock = _time(str(hour), found["tw_m"])
    return (None, None, clock, False) if clock else None


def _clock_in_words(found: re.Match[str], _published: dt.date | None) -> Read:
    if found["wc_word"]:
        return None, None, dt.time(words()["clock"][found["wc_word"].lower()]), False
    hour = found["wc_h"].lower()
    number = int(hour) if hour.isdigit() else words()["hours"][hour]
    late = words()["parts"][" ".join(found["wc_part"].lower().split())]
    if not 1 <= number <= _NOON:
        return None
    return None, None, dt.time(number % _NOON + late if number < _NOON else _NOON), False


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


def _next(published: dt.date | None, month: int, day: int) -> dt.date | None:
    """The first such day from that of publication on."""
    if published is None:
        return None
    later = (_date(published.year + step, month, day) for step in range(5))
    return next((one for one in later if one and one >= published), None)


_Reader = Callable[[re.Match[str], dt.date | None], Read]
READERS: dict[str, _Reader] = {
    "iso": _iso,
    "numeric": _numeric,
    "compact": _compact,
    "no_day": _no_day,
    "quarter": _quarter,
    "months": _months,
    "month_day": _month_day,
    "month": _month,
    "decade": _decade,
    "clock12": _clock_of_twelve,
    "clock_words": _clock_in_words,
    "clock": _clock,
    "weekday": _weekday,
    "ago": _ago,
    "past": _past,
    "relative": _relative,
    "stretch": _stretch,
    "ordinal": _ordinal_day,
    "bare_year": _year,
}
"""What reads each form."""


def unclear(form: str, found: re.Match[str], read: Read) -> str:
    """Why a date has no day: "impossible" where the calendar has none, "ambiguous" where two; else empty."""
    if read is not None and read[0] is not None:
        return ""
    if form == "numeric":
        day, month = int(found["num_d"]), int(found["num_m"])
        if 1 <= day <= _NOON and 1 <= month <= _NOON:
            return "ambiguous"
        return "impossible" if len(found["num_y"]) == len("2023") else ""
    if read is not None or form not in {"no_day", "iso", "compact", "month_day"}:
        return ""
    period = form == "month_day" and (found["dm_e"] or found["dm_d2"] or found["md_e"] or found["md_d2"])
    return "" if period else "impossible"
