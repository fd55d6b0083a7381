"""Counts of another crisis, written a line each: people who fled across a river. The figures are made up."""

from __future__ import annotations

import datetime as dt

from needline.model import Count, Mission, asserted, content_id, read_when
from needline.model.mission import Group

# People who fled across a river from STATE to HAVEN; a quake in HAVEN; a camp there. All at a zone of +02:00.
ZONE = "Africa/Khartoum"
GROUPS = [
    Group(
        id="fled",
        names=["Those who fled"],
        stands_for=["refugees"],
        population="arrived_cumulative",
        from_place="STATE",
        within="HAVEN",
    ),
    Group(
        id="stayed",
        names=["Those who stayed"],
        stands_for=["residents"],
        population="remaining",
        within="STATE",
    ),
]


def mission(as_of: str, **more) -> Mission:
    zone = Mission(title="", question="", as_of=dt.datetime.min.replace(tzinfo=dt.UTC), zone=ZONE).tz
    instant = read_when(as_of, zone).end
    assert instant is not None
    return Mission(title="", question="", as_of=instant, zone=ZONE, groups=GROUPS, **more)


def counts(text: str) -> list[Count]:
    """Figures from lines of `name measure as-of qualifier low high`, where more is needed `key=value` after it."""
    return [_count(line.split()) for line in text.strip().splitlines()]


def _count(cells: list[str]) -> Count:
    name, measure, as_of, qualifier, low, high, *more = cells
    given = {"from": "STATE", "to": "HAVEN", "by": "ministry", "group": "refugees", "unit": "people"}
    given |= dict(one.split("=") for one in more)
    when = read_when(as_of, mission("2024-06-01").tz) if as_of != "?" else None
    number = tuple(None if one == "-" else float(one) for one in (low, high))
    known = asserted(qualifier.replace("_", " "), *number)
    return Count(
        count=content_id("count", *cells), file="counts/x.csv", row=2, name=name, statement=given.get("in", name),
        published=None, published_text="", as_of_text=as_of, as_of_start=when.start if when else None,
        as_of_end=when.end if when else None, said_by=given["by"], counted_by=given["by"], measure=measure,
        from_place=given["from"], to_place=given["to"], place_text="", group=given["group"].replace("_", " "),
        qualifier=qualifier.replace("_", " "), damaged=False, number_low=number[0] or number[1],
        number_high=number[1] or number[0], low=known.low, high=known.high, unit=given["unit"], note="", url="",
    )  # fmt: skip
