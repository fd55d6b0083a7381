"""What is said: a cue's content without what the tagger takes with it that is nobody's words."""

from __future__ import annotations

import functools
import re

from needline.claims.cues import entry_of
from needline.claims.passage import Passage, phrase_pattern, words
from needline.model import Span
from needline.text.dates import DateMention
from needline.text.lexicon import any_of
from needline.text.marks import QUOTES
from needline.text.tagger import Tagged

_BEFORE_DAYS = {"on", "at", "late", "early", "since", "in", ","}


def contents(here: Passage, one: Tagged) -> tuple[list[Span], DateMention | None]:
    """
    The passages of what is said, and the day of saying where it stands right behind the cue.

    Left out are that day, who is told, where it was said, lines of an e-mail that are quoted less, a next sentence
    that nobody quotes, and the judgement in "rejected as false claims that …"; a word for what was told stays with
    it ("reports that …").
    """
    found = [trimmed(_within_quoting(here, here.at(*place))) for place in one.content]
    found, said = _without_day(here, one.cue, found)
    found = _with_told(here, one, _without_rest(here, one, found))
    return [_without_judgement(span) for span in found], said


def is_only_days(here: Passage, one: Tagged) -> bool:
    """Whether what is said is nothing but days: "On Monday Ana wrote:"."""
    return bool(one.content) and all(_is_only_day(here, here.at(*place)) for place in one.content)


def trimmed(span: Span) -> Span:
    """A passage without commas at its end, and without the quotation marks around all of it."""
    start, end, text = span.start, span.end, span.text
    quoted = bool(_OPENS.match(text)) and bool(_CLOSES.search(text))
    head = _OPENS.match(text).end() if quoted else 0  # type: ignore[union-attr] # it matched
    tail = (_CLOSES if quoted else _COMMAS).search(text)
    last = tail.start() if tail else len(text)
    return Span(start + head, start + last, text[head:last]) if head < last else Span(start, end, text)


_OPENS = re.compile(rf"{QUOTES}\s*")


_CLOSES = re.compile(rf"[\s,.;:]*{QUOTES}[\s,.;:]*$")


_COMMAS = re.compile(r"[\s,;:]+$")


def _within_quoting(here: Passage, span: Span) -> Span:
    """A passage that begins in quoted lines of an e-mail, without the lines behind that are quoted less."""
    begin = here.text.rfind("\n", 0, span.start) + 1
    depth = _depth(here.text[begin : span.start])
    at = here.text.find("\n", span.start, span.end)
    while depth and at >= 0:
        if _depth(here.text[at + 1 : at + 1 + _MARGIN]) < depth:
            return Span(span.start, at, here.text[span.start : at])
        at = here.text.find("\n", at + 1, span.end)
    return span


_MARGIN = 16  # characters at the head of a line in which marks of quoting stand


def _depth(head: str) -> int:
    """How deeply a line is quoted: the marks at its head."""
    return len(re.findall(">", re.match(r"[>\s]*", head)[0]))  # type: ignore[index] # it always matches


def _without_rest(here: Passage, one: Tagged, content: list[Span]) -> list[Span]:
    """Content without what only tells where it was said, and without a next sentence that nobody quotes."""
    if len(content) < _SEVERAL:
        return content
    told = content[0] if content[1].text.startswith("that ") and _is_told(here, one, content[0]) else None
    return [
        span
        for span in content
        if span is not told and not _is_aside(here, one, span) and not _RUNS_ON.match(span.text)
    ] or content


_SEVERAL = 2


_RUNS_ON = re.compile(r"[.!?]\s")


def _is_told(here: Passage, one: Tagged, span: Span) -> bool:
    """Whether a passage right behind a cue is who is told: "told the desk, that …"."""
    entry = entry_of(here, *one.cue)
    return entry is not None and entry.told and one.cue[1] <= span.start <= one.cue[1] + 2


def _is_aside(here: Passage, one: Tagged, span: Span) -> bool:
    """Whether a passage right behind a cue is "on state television", "reporters"."""
    if not one.cue[1] <= span.start <= one.cue[1] + 2:
        return False
    return any(
        found and found.end() >= span.end
        for name in ("asides", "addressees")
        for found in [phrase_pattern(name).match(here.text, span.start)]
    )


def _with_told(here: Passage, one: Tagged, content: list[Span]) -> list[Span]:
    """A content that begins with "that" behind a word for what was told, with that word: "reports that 40 died"."""
    first = content[0] if content else None
    if first is None or not first.text.startswith("that ") or not here.start < first.start < here.end:
        return content
    at = here.index_at(first.start)
    begin = at - 1
    if here.lower(begin) not in words("told"):
        return content
    begin -= here.lower(begin - 1) in words("determiners")
    start = here.tokens[begin].start
    if any(start < end and first.start > place for place, end in (one.cue, *one.source)):
        return content
    return [Span(start, first.end, here.text[start : first.end]), *content[1:]]


def _without_judgement(span: Span) -> Span:
    """For "rejected as false claims that …": the claims."""
    found = _judged().match(span.text)
    start = span.start + found.end() if found else span.start
    return Span(start, span.end, span.text[start - span.start :])


@functools.cache
def _judged() -> re.Pattern[str]:
    return re.compile(rf"as\s+(?:\w+ly\s+)?{any_of(words('untrue'))}\s+(?=\w)", re.IGNORECASE)


def _without_day(
    here: Passage, cue: tuple[int, int], content: list[Span]
) -> tuple[list[Span], DateMention | None]:
    """Content without the day of saying: right after its cue, or all of one of its passages in the cue's sentence."""
    kept: list[Span] = []
    said = None
    for span in content:
        rest, day = _after_day(here, span) if _is_near(here, cue, span, content) else (span, None)
        said = said or day
        if rest is not None:
            kept.append(rest)
    return (kept, said) if kept else (content, None)


def _is_near(here: Passage, cue: tuple[int, int], span: Span, content: list[Span]) -> bool:
    """Whether a passage begins right after its cue, or stands before it beside others."""
    before = here.start <= span.start < cue[0] and len(content) > 1 and _is_only_day(here, span)
    return before or cue[1] <= span.start <= cue[1] + 2


def _is_only_day(here: Passage, span: Span) -> bool:
    """Whether a passage is nothing but a day: "On Monday"."""
    at = here.index_at(span.start)
    day = here.date_at(at + (here.lower(at) in _BEFORE_DAYS))
    return day is not None and day.end >= span.end


def _after_day(here: Passage, span: Span) -> tuple[Span | None, DateMention | None]:
    """A passage without the day that it begins with, and the day; None where it is nothing else."""
    at = here.index_at(span.start)
    at += here.lower(at) in _BEFORE_DAYS
    day = here.date_at(at)
    if day is None or not is_day(day):
        return span, None
    if day.end >= span.end:
        return None, day
    rest = here.index_at(day.end)
    rest += here.lower(rest) == ","
    if rest >= len(here.tokens) or here.tokens[rest].start >= span.end:
        return (None, day) if here.tokens[-1].start < span.end else (span, None)
    start = here.tokens[rest].start
    return Span(start, span.end, here.text[start : span.end]), day


def is_day(day: DateMention) -> bool:
    """Whether a date is one day, without an hour."""
    return day.first is not None and day.first == day.last and day.clock is None
