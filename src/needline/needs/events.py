"""Dated events with place and actors, out of claims and the states of roads: the timeline."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

import msgspec

from needline.model import Claim, Event, Recipe, Report, Source, content_id
from needline.needs.statements import by_whom
from needline.needs.whereabouts import place_in
from needline.places import Gazetteer
from needline.text.dates import DateMention, find_dates
from needline.text.lexicon import any_of, lexicon

_TELLING = {"states", "reports", "confirms", "announces", "estimates", "permits", "promises", "plans"}
_TO_COME = {"permits", "promises", "plans"}
_BEFORE = 60
"""Characters before an event's word in which "will" or "plans to" makes it one to come."""


def events(
    claims: Iterable[Claim],
    reports: Iterable[Report],
    sources: Iterable[Source],
    places: Gazetteer,
    zone: ZoneInfo,
    roads: Iterable[Event] = (),
) -> list[Event]:
    """
    Find the events that claims tell of.

    Claims that deny, accuse, demand, ask or warn tell of none: what is alleged stands in the register. The day is the
    date nearest to the event's word in its passage, the day of saying left out; without one, the event is known to have
    been told of by the day of saying, or of publication.

    Args:
        claims: of all reports.
        reports: whence they come.
        sources: whose names may stand among the actors.
        places: the mission's gazetteer.
        zone: the mission's.
        roads: what happened on roads, as their states say it.

    Returns:
        list: by day, those to come and those without a day in their place among them.
    """
    by_id = {report.id: report for report in reports}
    known = _known(sources)
    told = [one for claim in claims for one in _told(claim, by_id.get(claim.report), known, places, zone)]
    together: dict[tuple[object, ...], list[Event]] = {}
    for one in sorted(told, key=lambda one: (one.last or dt.date.max, one.trace)):
        together.setdefault(_key(one), []).append(one)
    found = [*(_together(key, some) for key, some in together.items()), *roads]
    return sorted(
        found, key=lambda one: (one.last or dt.date.max, one.first or dt.date.min, one.what, one.event)
    )


def _key(one: Event) -> tuple[object, ...]:
    """What makes it the same event as another passage's: kind, day and place; without a day nothing does."""
    if one.first is None:
        return (one.what, *one.trace)
    return (one.what, one.first, one.last, one.place)


def _together(key: Sequence[object], some: Sequence[Event]) -> Event:
    """What several passages tell of one event."""
    return msgspec.structs.replace(
        some[0],
        event=content_id("event", *map(str, key)),
        announced=all(one.announced for one in some),
        who=sorted({name for one in some for name in one.who}),
        by=sorted({name for one in some for name in one.by}),
        trace=sorted({ref for one in some for ref in one.trace}),
    )


def _told(
    claim: Claim, report: Report | None, known: str, places: Gazetteer, zone: ZoneInfo
) -> Iterator[Event]:
    """The events of one claim, each by itself."""
    if claim.kind not in _TELLING or claim.negated or claim.set_aside or report is None:
        return
    published = report.published.astimezone(zone).date() if report.published else None
    dates = [
        date._replace(start=date.start + claim.start, end=date.end + claim.start)
        for date in find_dates(claim.passage, published)
        if date.first is not None and date.text != claim.said_on_text
    ]
    names = _names(known)
    by = by_whom(claim) or report.publisher or report.file
    seen: set[str] = set()
    for span in claim.content:
        called = [one.span() for one in re.finditer(rf"(?<!\w)(?:{known})(?!\w)", span.text)] if known else []
        for found in _grammar().finditer(span.text):
            what = _kinds()[found.lastgroup or ""]
            if what in seen or any(start <= found.start() < end for start, end in called):
                continue
            seen.add(what)
            at = (span.start + found.start(), span.start + found.end())
            day = _day(at, dates, claim)
            ahead = claim.kind in _TO_COME or bool(
                _not_yet().search(span.text[max(0, found.start() - _BEFORE) : found.start()])
            )
            later = day is not None and published is not None and day[0] > published
            yield Event(
                event="",
                what=what,
                announced=later or (ahead and (day is None or published is None or day[1] >= published)),
                first=day[0] if day else None,
                last=day[1] if day else claim.said_on or published,
                place=place_in(span.text, places, found.start()),
                who=sorted({one.group().strip() for one in names.finditer(span.text)}),
                by=[by],
                content=span.text,
                trace=[f"claims/{claim.claim}"],
                recipe=Recipe(rule="event@1").text(),
            )


def _day(at: tuple[int, int], dates: Sequence[DateMention], claim: Claim) -> tuple[dt.date, dt.date] | None:
    """The date nearest to a word, within what is said; elsewhere in the sentence only where nothing else is said."""
    inside = [one for one in dates if any(span.start <= one.start < span.end for span in claim.content)]
    near = sorted(inside, key=lambda one: (max(one.start - at[1], at[0] - one.end, 0), one.start))
    for one in near:
        if one.first is not None and one.last is not None:
            return one.first, one.last
    return None


@functools.cache
def _grammar() -> re.Pattern[str]:
    listed = lexicon("needline.needs.en", "events")["event"]
    parts = (f"(?P<e{at}>{'|'.join(one['words'])})" for at, one in enumerate(listed))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


@functools.cache
def _kinds() -> dict[str, str]:
    listed = lexicon("needline.needs.en", "events")["event"]
    return {f"e{at}": one["what"] for at, one in enumerate(listed)}


@functools.cache
def _not_yet() -> re.Pattern[str]:
    words = "|".join(lexicon("needline.needs.en", "events")["not_yet"])
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def _known(sources: Iterable[Source]) -> str:
    """A pattern for the mission's sources by every name; a word in the name of an office tells of no event."""
    named = sorted({name for one in sources for name in (one.name, *one.aliases) if name})
    return any_of(named) if named else ""


@functools.cache
def _names(known: str) -> re.Pattern[str]:
    """A pattern for those who act: the mission's sources, and "Russian peacekeepers" and the like."""
    actors = "|".join(lexicon("needline.needs.en", "events")["actors"])
    name = r"[A-Z][\w’'-]+(?:[ ][A-Z][\w’'-]+){0,3}"
    groups = rf"{name}[ ](?:{actors})|(?:{actors})[ ]of[ ](?:the[ ])?{name}"
    sources = f"|{known}" if known else ""
    return re.compile(rf"(?<!\w)(?:{groups}{sources})(?!\w)")
