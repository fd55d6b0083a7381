"""Roads that opened or closed, out of the states of legs: events beside those that reports tell of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo

from needline.model import Event, Leg, LegState, Place, Recipe, Source, content_id

_WHAT = {
    "open": "opening of a road or crossing",
    "restricted": "restriction of a road or crossing",
    "closed": "closing of a road or crossing",
}
"""What begins with a state, in the words of `events.toml`."""


def on_roads(
    states: Iterable[LegState],
    legs: Iterable[Leg],
    sources: Iterable[Source],
    places: Iterable[Place],
    zone: ZoneInfo,
) -> Iterator[Event]:
    """
    Find the events of roads: a state that begins on a day, one event for all legs of a road.

    Args:
        states: of legs; one without a beginning is no event.
        legs: whose names a road has; a leg without is called by its two places.
        sources: who says so.
        places: of the mission.
        zone: in which a state begins on a day.

    Yields:
        Event: with the reason as it was written down, and those in control as the ones concerned.
    """
    called, names = {place.id: place.name for place in places}, {source.id: source.name for source in sources}
    roads = {leg.id: _road(leg, called) for leg in legs}
    together: dict[tuple[str, dt.date, str, str], list[LegState]] = {}
    for one in states:
        if one.from_time is not None and one.state in _WHAT and one.leg in roads:
            day = one.from_time.astimezone(zone).date()
            together.setdefault((one.state, day, roads[one.leg], one.source), []).append(one)
    for (state, day, road, source), some in together.items():
        reasons = dict.fromkeys(one.reason for one in some if one.reason)
        yield Event(
            event=content_id("event", state, day, road, source),
            what=_WHAT[state],
            announced=False,
            first=day,
            last=day,
            place="",
            who=sorted({one.control for one in some if one.control}),
            by=[names.get(source, source)],
            content=": ".join(one for one in (road, "; ".join(reasons)) if one),
            trace=[f"leg_states/{one.id}" for one in some],
            recipe=Recipe(rule="event@1").text(),
        )


def _road(leg: Leg, called: Mapping[str, str]) -> str:
    """What a leg's road is called."""
    ends = " – ".join(called.get(code, code) for code in (leg.from_place, leg.to_place))
    return leg.names[0] if leg.names else ends
