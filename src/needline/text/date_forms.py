"""The forms dates are written in, as one pattern made from the word list."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import Any

from needline.text.lexicon import any_of, lexicon
from needline.text.marks import DASHES, HYPHENS, WRONG_DASH

_SHORT_MONTH = 4  # letters: May, June, July, and all that are cut short
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d\d"
_NTH = r"(?:st|nd|rd|th)?"
_DASH = rf"\s?(?:[{HYPHENS}{DASHES}/]|{WRONG_DASH})\s?"
_TO = rf"(?:{_DASH}|\s{{1,2}}(?:to|and|until|till|through)\s{{1,2}}(?:the\s)?)"
_TO_ONLY = rf"(?:{_DASH}|\s{{1,2}}(?:to|until|till|through)\s{{1,2}}(?:the\s)?)"
_BETWEEN = r"(?P<{0}>(?<=between\s)|(?<=Between\s)|(?<=between\s\s)|(?<=Between\s\s))?"
_PARTS = "(?:morning|afternoon|evening|night)"
_COUNTED_OFF = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen)"
_GOES_ON = (
    r"(?!\s(?!(?:and|or|to|at|in|on|when|after|before|by|with|from|it|its|they|he|she|we|there|that|this|the|as|"
    r"while|because|for|but|not|until|some|more|about|over|at least|an?|no|during|under|into|\d\S*)\b)\w)"
)

FORMS: tuple[str, ...] = (
    "iso",
    "numeric",
    "compact",
    "no_day",
    "months",
    "quarter",
    "month_day",
    "month",
    "decade",
    "clock12",
    "clock_words",
    "clock",
)
FORMS += ("weekday", "ago", "past", "relative", "stretch", "ordinal", "bare_year")
"""The forms, the more telling first."""

CORE = {"months": "months_core", "stretch": "stretch_core"}
"""Forms that begin with a word that is no part of the date, and the group that is the date itself."""


def words() -> dict[str, Any]:
    """The words of dates."""
    return lexicon("needline.text.en", "dates")


@functools.cache
def lead(name: str) -> re.Pattern[str]:
    """What stands right before a month, a year or a day that is a date by this word alone ("in May", "the 19th")."""
    if name == "day":
        return re.compile(r"(?:\bthe|\d(?:st|nd|rd|th)\sand)\s{1,2}$", re.IGNORECASE)
    return re.compile(rf"(?:(?<!\w){any_of(words()['before'][name])}[\s-]{{1,2}}|\()$", re.IGNORECASE)


@functools.cache
def counted() -> re.Pattern[str]:
    """Nouns right after four digits that are a number and no year."""
    return re.compile(rf"\s{any_of(words()['counted'])}\b")


STRETCHES = {
    "this": 0,
    "this coming": 0,
    "the coming": 1,
    "next": 1,
    "last": -1,
    "previous": -1,
    "the previous": -1,
    "this past": -1,
}
"""What stands before a week, a month or a year, and how far it leads from that of publication."""


@functools.cache
def telling() -> frozenset[str]:
    """Words of which every date without a digit has one, in small letters."""
    listed = words()
    named = (*listed["months"], *listed["weekdays"], *listed["relative"], *listed["clock"], *listed["parts"])
    return frozenset(part for one in named for part in one.split() if part not in {"the", "in", "at"}) | {
        *("ago", "past", "last", "previous", "week", "weekend", "month", "year")
    }


@functools.cache
def grammar() -> re.Pattern[str]:
    """One pattern of all forms."""
    forms = {**_forms_of_days(), **_forms_of_months_and_years(), **_forms_of_hours()}
    whole = "|".join(f"(?P<{name}>{forms[name]})" for name in FORMS)
    return re.compile(
        rf"(?<![\w#])(?=\d|{any_of(_capital_beginnings())}|{any_of(_small_beginnings())}\b)(?:{whole})"
    )


def _small_beginnings() -> set[str]:
    """The words in small letters that a date can begin with."""
    listed = words()
    named = (*listed["relative"], *listed["clock"], *listed["hours"], *STRETCHES)
    return {one.split()[0] for one in named} | {
        *(
            "next",
            "last",
            "this",
            "coming",
            "past",
            "previous",
            "between",
            "from",
            "the",
            "a",
            "an",
            "fourteen",
            "first",
            "second",
            "third",
            "fourth",
        )
    }


def _capital_beginnings() -> set[str]:
    """What a date can begin with that has a capital; all others begin with a digit or in small letters."""
    listed = words()
    named = (*listed["months"], *listed["weekdays"], *listed["relative"], *listed["clock"], *listed["hours"])
    begun = {one.split()[0] for one in (*named, *STRETCHES, *_LEADS)}
    return {one[:1].upper() + one[1:] for one in begun} | {*_SHORT_WEEKDAYS, "Between", "From", "The", "Q"}


_LEADS = ("next", "last", "this past", "this coming", "coming", "this")
_SHORT_WEEKDAYS = ("Mon", "Tue", "Tues", "Wed", "Thu", "Thur", "Thurs", "Fri", "Sat", "Sun")


def _forms_of_days() -> dict[str, str]:
    listed = words()
    month, weekday = _capitalised(listed["months"]), _capitalised(listed["weekdays"])
    full = _capitalised(name for name in listed["months"] if len(name) > _SHORT_MONTH)
    month_first = (
        rf"(?:(?<![Ii]n\s)|(?!{month}\.?\s\d{{1,2}}\s{any_of(listed['counted'])}\b))(?!{full}\.\s)"
        rf"{_BETWEEN.format('md_btw')}(?P<md_m>{month})\.?\s{{1,2}}(?P<md_d>{_DAY}){_NTH}(?:"
        rf"(?:,?\s(?P<md_y1>{_YEAR}))?(?(md_btw){_TO}|{_TO_ONLY})(?P<md_m2>{month})\.?\s(?P<md_e>{_DAY}){_NTH}"
        rf"|{_TO}(?P<md_d2>{_DAY}){_NTH})?(?![\d:]|[,.]\d)(?:,?\s{{0,2}}(?P<md_y>{_YEAR})(?!\d|,\d))?"
    )
    day_first = (
        rf"{_BETWEEN.format('dm_btw')}(?P<dm_d>{_DAY}){_NTH}(?:"
        rf"\s{{1,2}}(?:of\s)?(?P<dm_m1>{month})\.?(?:,?\s(?P<dm_y1>{_YEAR}))?(?(dm_btw){_TO}|{_TO_ONLY})(?P<dm_e>{_DAY}){_NTH}"
        rf"|{_TO}(?P<dm_d2>{_DAY}){_NTH})?\s{{1,2}}(?:of\s)?"
        rf"(?P<dm_m>{month})(?:(?!\w)|(?=\d{{4}}))(?:\.?,?\s{{0,2}}(?P<dm_y>{_YEAR})(?!\d|,\d))?"
    )
    leads = _capitalised(_LEADS, both=True)
    short = rf"{any_of(_SHORT_WEEKDAYS)}\.?"
    dated = "".join(
        rf"|(?<={word}\s)"
        for word in ("[Oo]n", "[Bb]y", "since", "[Ff]rom", "dated", "until", "before", "after")
    )
    return {
        "no_day": rf"(?:{dated[1:]})(?:3[2-9]|[4-9]\d|00?)\s{month}\b(?:,?\s{_YEAR})?",
        "iso": r"(?P<iso_y>(?:19|20)\d\d)-(?P<iso_m>\d\d)-(?P<iso_d>\d\d)(?:[T\s](?P<iso_h>[0-2]\d):"
        r"(?P<iso_min>[0-5]\d)(?::\d\d)?(?P<iso_z>Z|[+-]\d\d:?\d\d)?)?(?!\d)",
        "numeric": rf"(?P<num_d>\d{{1,2}})(?P<num_sep>[./-])(?P<num_m>\d{{1,2}})(?P=num_sep)"
        rf"(?P<num_y>{_YEAR}|(?:(?<=/)|(?<=\d\d\.\d\d\.))\d\d(?![.:/-]))(?!\d)",
        "compact": rf"(?P<cp_d>{_DAY})[{HYPHENS}]?(?P<cp_m>{month})[{HYPHENS}]?(?P<cp_y>{_YEAR})(?!\d)"
        rf"|(?P<ymd_y>{_YEAR})(?P<ymd_sep>[/.])(?P<ymd_m>0?[1-9]|1[0-2])(?P=ymd_sep)(?P<ymd_d>{_DAY})(?!\d)",
        "month_day": rf"(?=[\dA-Z])(?:(?:{weekday}|{short}),?\s(?:the\s)?)?(?:{day_first}|{month_first})",
        "weekday": rf"(?=[A-Zlntc])(?:(?P<wd_lead>{leads})\s)?(?P<wd>{weekday})\b(?:\s(?P<wd_part>{_PARTS})\b)?",
        "ago": rf"(?P<ago_n>(?i:{_COUNTED_OFF}))\s(?P<ago_u>day|week|month|year)s?\sago\b",
        "past": r"(?:(?<=the\s)|(?<=these\s))(?:past|last|previous)\s"
        rf"(?:(?P<past_n>{_COUNTED_OFF})\s)?(?P<past_u>hour|day|week|month)s?\b",
        "relative": rf"(?P<rel>{_capitalised(listed['relative'], both=True)})\b(?:\s(?P<rel_part>{_PARTS})\b)?",
        "stretch": rf"(?P<stretch_core>(?P<st_lead>{_capitalised(STRETCHES, both=True)})\s"
        r"(?P<st_what>weekend|week|month|year))\b"
        r"|[Tt]he\s(?P<st_the>weekend)\b",
        "ordinal": rf"(?P<ord>[12]?\d|3[01])(?:st|nd|rd|th)\b{_GOES_ON}",
    }


def _forms_of_months_and_years() -> dict[str, str]:
    listed = words()
    month = _capitalised(listed["months"])
    stretch = (
        r"(?:(?:early|mid|late|the end of|the start of|the beginning of)[\s-]{1,2}"
        r"(?:to\s(?:early|mid|late)[\s-])?)?"
    )
    not_day = rf"(?!\s(?:\d{{1,2}}(?![\d,]\d|\d|\s{any_of(listed['counted'])}\b)))"
    in_words = r"(?P<qu_w>first|second|third|fourth|last)\s(?P<qu_what>quarter|half)\sof\s"
    return {
        "months": rf"(?P<mm_btw>[Bb]etween|[Ff]rom)\s{{1,2}}{stretch}"
        rf"(?P<months_core>(?P<mm_m1>{month})(?:\s{{0,2}}(?P<mm_y1>{_YEAR}))?{_TO}"
        rf"{stretch}(?:(?P<mm_d>{_DAY}){_NTH}\s)?(?P<mm_m2>{month})(?![a-z])(?:\s{{0,2}}(?P<mm_y2>{_YEAR})(?!\d|,\d))?)",
        "month": rf"(?=[A-Z])(?P<mo_m>{month})(?:\.?,?\s{{0,2}}(?P<mo_y>{_YEAR})(?!\d|,\d)|\b{not_day})",
        "quarter": rf"Q(?P<qu_n>[1-4])[\s/-]{{0,2}}(?:of\s)?(?P<qu_y>{_YEAR})"
        rf"|(?:(?<=the\s)|(?<=The\s)){in_words}(?P<qu_y2>{_YEAR})",
        "decade": rf"{_YEAR[:-2]}0s\b",
        "bare_year": rf"(?P<year>{_YEAR}(?:{_TO}(?:(?:19|20)\d\d|(?<=[-/])\d\d))?)(?![\w%:]|[,.]\d)",
    }


def _forms_of_hours() -> dict[str, str]:
    listed = words()
    return {
        "clock12": r"(?P<tw_h>\d{1,2})(?:[:.](?P<tw_m>[0-5]\d))?\s?(?P<tw_half>[ap])\.?m\b\.?",
        "clock_words": rf"(?P<wc_word>{_capitalised(listed['clock'], both=True)})\b"
        rf"|(?P<wc_h>{_capitalised(listed['hours'], both=True)}|\d{{1,2}})\s(?:o'clock\s)?"
        rf"(?P<wc_part>{any_of(listed['parts'])})\b",
        "clock": r"(?P<ck_h>[01]?\d|2[0-3])[:h](?P<ck_m>[0-5]\d)(?:\s?(?P<ck_z>GMT|UTC|Z)\b)?(?![:\d])"
        r"|(?<=[Aa]t\s)(?P<mil_h>[01]\d|2[0-3])(?P<mil_m>[0-5]\d)\s?(?:hrs|hours|h)\b",
    }


def _capitalised(words: Iterable[str], *, both: bool = False) -> str:
    """A pattern for any of some words with a capital, or also without."""
    listed = list(words)
    return any_of([word[:1].upper() + word[1:] for word in listed] + (listed if both else []))
