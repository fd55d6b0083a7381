"""Dates in a text, read against its day of publication: days, weekdays, periods, hours of the clock."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from needline.text.date_forms import CORE, FORMS, grammar, telling
from needline.text.date_readings import READERS, unclear
from needline.text.lexicon import small_words

_BLOCK = re.compile(r"\n\s*\n")
_DIGIT = re.compile(r"\d")


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
        unclear: "impossible" for a day that no calendar has (31 February), "ambiguous" for one that can be two
            (03/04/2023); empty otherwise.
        part: morning, afternoon, evening or night, where the text says so; empty otherwise.
    """

    start: int
    end: int
    text: str
    first: dt.date | None
    last: dt.date | None
    clock: dt.time | None = None
    relative: bool = False
    part: str = ""
    unclear: str = ""

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
    for start, end in _blocks(text):
        for found in grammar().finditer(text, start, end):
            name = next(name for name in FORMS if found[name] is not None)
            core = CORE.get(name, name)
            core = core if found[core] is not None else name
            read = READERS[name](found, published)
            doubt = unclear(name, found, read)
            if doubt:
                yield DateMention(*found.span(core), found[core], None, None, unclear=doubt)
            elif read is not None:
                first, last, clock, relative = read
                part = (found["wd_part"] or found["rel_part"] or _part(found["rel"])) if relative else ""
                yield DateMention(*found.span(core), found[core], first, last, clock, relative, part)


def _part(written: str | None) -> str:
    """The part of a day that a relative word ends in: "this morning", "last night"."""
    last = written.split()[-1].lower() if written else ""
    return last if last in {"morning", "afternoon", "evening", "night"} else ""


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """The paragraphs that can hold a date: by a digit, or a word of dates."""
    start = 0
    for gap in (*_BLOCK.finditer(text), None):
        end = gap.start() if gap else len(text)
        if _DIGIT.search(text, start, end) or not telling().isdisjoint(small_words(text[start:end])):
            yield start, end
        start = gap.end() if gap else end


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
