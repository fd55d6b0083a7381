"""
Worlds whose truth is known: people arrive in the areas of a country hour by hour, and sources count them.

Every hour some sources give a figure of an area, or of the whole country: exact, rounded, "more than", "up to" or
"between", all of them true. A press agency repeats some and names whom it cites. Of the figures a stated share is then
turned into lies: their number is multiplied or divided, and the truth no longer lies in what they assert.
"""

from __future__ import annotations

import datetime as dt
import random
from typing import NamedTuple

from needline.model import Count, Mission, Place, asserted, content_id
from needline.model.mission import Group

START = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
HOME, LAND = "HOME", "LAND"
WITNESSES = ("ministry", "agency", "red cross", "rescue")
AT_LEAST = 200
"""People an area has at first, so that a lie is a lie by more than a rounding."""


class World(NamedTuple):
    """
    A world and what was said of it.

    Args:
        mission: asks at an hour of the last third.
        places: the country and its areas.
        counts: what was said, lies and copies among it.
        truth: of each measure, place and hour.
        lies: ids of the counts that are not true, copies of them among these.
    """

    mission: Mission
    places: list[Place]
    counts: list[Count]
    truth: dict[tuple[str, str, int], int]
    lies: set[str]

    def asked(self) -> int:
        """The hour the mission asks for."""
        return round((self.mission.as_of - START) / HOUR)


def world(
    seed: int, *, areas: int, hours: int, a_quantity: int, lies: float = 0.0, copies: float = 0.2
) -> World:
    """
    Make a world.

    Args:
        seed: of everything drawn.
        areas: of the country.
        hours: at which figures are given.
        a_quantity: independent figures of each area and measure at each hour that is reported.
        lies: share of the figures that become lies.
        copies: share of the figures that the press repeats.
    """
    draw = random.Random(seed)  # noqa: S311 - a world, not a secret
    names = [f"A{number:04}" for number in range(areas)]
    truth = _truth(draw, names, hours)
    counts: list[Count] = []
    honest: dict[str, int] = {}
    for (measure, place, hour), value in truth.items():
        if place == LAND and hour % 3:
            continue
        for number in range(a_quantity):
            one = _said(draw, measure, place, hour, value, WITNESSES[number % len(WITNESSES)])
            counts.append(one)
            honest[one.count] = value
    liars = set(draw.sample(sorted(honest), round(lies * len(honest))))
    told, lied = [], set[str]()
    for one in counts:
        if one.count in liars:
            lie = _lie(draw, one, honest[one.count])
            told.append(lie)
            lied.add(lie.count)
        else:
            told.append(one)
    repeated = []
    for one in told:
        if draw.random() < copies:
            repeated.append(_copy(one))
            if one.count in lied:
                lied.add(repeated[-1].count)
    draw.shuffle(told)
    asked = START + (2 * hours // 3) * HOUR
    places = [Place(id=LAND, name="Land", names=["Land"], kind="country")]
    places += [Place(id=name, name=name, names=[name], kind="area", parent=LAND) for name in names]
    group = Group(
        id="arrived", names=["Arrived"], population="arrived_cumulative", from_place=HOME, within=LAND
    )
    mission = Mission(title="", question="", as_of=asked, groups=[group])
    return World(mission, places, [*told, *repeated], truth, lied)


def _truth(draw: random.Random, names: list[str], hours: int) -> dict[tuple[str, str, int], int]:
    truth: dict[tuple[str, str, int], int] = {}
    for name in names:
        arrived = draw.randint(AT_LEAST, 20 * AT_LEAST)
        registered = arrived // 2
        for hour in range(hours):
            arrived += draw.choice((0, draw.randint(0, arrived // 4)))
            registered += draw.randint(0, arrived - registered)
            truth["arrived_cumulative", name, hour] = arrived
            truth["registered_cumulative", name, hour] = registered
    for hour in range(hours):
        for measure in ("arrived_cumulative", "registered_cumulative"):
            truth[measure, LAND, hour] = sum(truth[measure, name, hour] for name in names)
    return truth


def _said(draw: random.Random, measure: str, place: str, hour: int, value: int, who: str) -> Count:
    """A true figure: what is asserted holds the truth."""
    way = draw.choices(("exact", "about", "more than", "up to", "between"), (5, 2, 1, 1, 1))[0]
    low: float | None = float(value)
    high: float | None = float(value)
    if way == "about":
        low = high = float(round(value, -2))
        if value not in asserted(way, low, high):
            way, low, high = "exact", float(value), float(value)
    elif way == "more than":
        low, high = float(value - value % 100), None
    elif way == "up to":
        low, high = None, float(value + 100 - value % 100)
    elif way == "between":
        low, high = float(round(value * 0.95)), float(round(value * 1.05))
    return _count(measure, place, hour, way, low, high, who, who)


def _lie(draw: random.Random, one: Count, value: int) -> Count:
    """A figure that is not true: off by a third to threefold, and said as exactly as before."""
    factor = draw.uniform(1.35, 3.0)
    wrong = float(round(value * factor if draw.random() < 0.5 else value / factor))
    hour = round(((one.as_of_start or START) - START) / HOUR)
    way = one.qualifier if one.qualifier == "about" else "exact"
    if wrong == value or value in asserted(way, wrong, wrong):
        way, wrong = "exact", wrong + AT_LEAST
    return _count(one.measure, one.to_place, hour, way, wrong, wrong, one.said_by, one.counted_by)


def _copy(one: Count) -> Count:
    hour = round(((one.as_of_start or START) - START) / HOUR)
    ends = (
        one.number_low if one.low is not None else None,
        one.number_high if one.high is not None else None,
    )
    if one.qualifier not in {"more than", "up to"}:
        ends = (one.number_low, one.number_high)
    return _count(one.measure, one.to_place, hour, one.qualifier, *ends, "press", one.counted_by)


def _count(
    measure: str,
    place: str,
    hour: int,
    way: str,
    low: float | None,
    high: float | None,
    said_by: str,
    counted_by: str,
) -> Count:
    number = (low if low is not None else high, high if high is not None else low)
    known = asserted(way, *number)
    at = START + hour * HOUR
    return Count(
        count=content_id("count", measure, place, hour, way, low, high, said_by, counted_by),
        file="counts/world.csv",
        row=2,
        name="",
        statement="",
        published=at,
        published_text="",
        as_of_text=at.isoformat(),
        as_of_start=at,
        as_of_end=at,
        said_by=said_by,
        counted_by=counted_by,
        measure=measure,
        from_place=HOME,
        to_place=place,
        place_text=place,
        group="all",
        qualifier=way,
        damaged=False,
        number_low=number[0],
        number_high=number[1],
        low=known.low,
        high=known.high,
        unit="people",
        note="",
        url="",
    )
