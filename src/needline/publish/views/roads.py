"""Which places can be reached by road, from where, by which legs, and who is cut off."""

from __future__ import annotations

import datetime as dt

import msgspec
from markupsafe import Markup

from needline import model
from needline.publish import words
from needline.publish.marks import Marks
from needline.publish.schematic import Road, Sheet, Town, draw


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """Whether one place can be reached."""

    place: Markup
    reached: bool
    state: str
    start: Markup
    hours: Markup
    only: Markup
    behind: Markup
    since: Markup


class LegView(msgspec.Struct, frozen=True, kw_only=True):
    """One leg as it was at the mission's date."""

    leg: Markup
    state: str
    word: str
    since: Markup
    reason: Markup


class Roads(msgspec.Struct, frozen=True, kw_only=True):
    """What the section shows; pictures are empty where no coordinates are known."""

    at: Markup
    reach: list[Reach]
    cut_off: list[Markup]
    legs: list[LegView]
    wide: Markup
    narrow: Markup


def roads(marks: Marks) -> Roads | None:
    """The road section at the mission's date; None where neither a leg nor access is known."""
    legs = marks.store.read(model.Leg)
    rows = [
        row for row in marks.store.read(model.Access) if row.instant == marks.mission.as_of.astimezone(dt.UTC)
    ]
    rows = rows or marks.store.read(model.Access)
    if not legs and not rows:
        return None
    order = sorted(rows, key=lambda row: (bool(row.reachable_from), marks.by_name(row.place), row.id))
    states = {leg.id: state_at(marks, leg.id) for leg in legs}
    wide, narrow = _pictures(marks, legs, states)
    return Roads(
        at=marks.instant(marks.mission.as_of),
        reach=[_reach(marks, row) for row in order],
        cut_off=[marks.link(row, marks.place(row.place)) for row in order if not row.reachable_from],
        legs=[_leg(marks, leg, states[leg.id]) for leg in legs],
        wide=wide,
        narrow=narrow,
    )


def state_at(marks: Marks, leg: str) -> model.LegState | None:
    """The latest state of a leg that holds at the mission's date; None where nothing is known of it."""
    at = marks.mission.as_of
    holding = [
        row
        for row in marks.store.read(model.LegState)
        if row.leg == leg
        and (row.from_time is None or row.from_time <= at)
        and (row.to_time is None or at < row.to_time)
    ]
    earliest = dt.datetime.min.replace(tzinfo=dt.UTC)
    return max(holding, key=lambda row: (row.from_time or earliest, row.id), default=None)


def _reach(marks: Marks, row: model.Access) -> Reach:
    reached = bool(row.reachable_from)
    legs = {leg.id: leg for leg in marks.store.read(model.Leg)}
    return Reach(
        place=marks.link(row, marks.place(row.place)),
        reached=reached,
        state=_way(marks, row),
        start=Markup("; ").join(marks.place(one) for one in row.reachable_from),
        hours=marks.number(row, "hours") if reached else Markup(""),
        only=Markup("; ").join(_between(marks, legs[one]) for one in row.only_legs if one in legs),
        behind=marks.range(row, "people_behind_low", "people_behind_high")
        if row.only_legs or not reached
        else Markup(""),
        since=marks.instant(row.cut_off_since) if row.cut_off_since else Markup(""),
    )


def _way(marks: Marks, row: model.Access) -> str:
    """How a place is reached, in words."""
    if row.place in marks.mission.entries:
        return "a way in"
    if not row.reachable_from:
        return "no open road"
    return "only by restricted or uncertain legs" if row.restricted else "by open road"


def _between(marks: Marks, leg: model.Leg) -> Markup:
    return marks.link(leg, Markup("{} to {}").format(marks.place(leg.from_place), marks.place(leg.to_place)))


def _leg(marks: Marks, leg: model.Leg, state: model.LegState | None) -> LegView:
    key = state.state if state else "unknown"
    return LegView(
        leg=_between(marks, leg),
        state=key,
        word=words.STATES.get(key, key),
        since=marks.instant(state.from_time) if state and state.from_time else Markup(""),
        reason=marks.link(state, marks.written(state.reason)) if state and state.reason else Markup(""),
    )


def _pictures(
    marks: Marks, legs: list[model.Leg], states: dict[str, model.LegState | None]
) -> tuple[Markup, Markup]:
    """The same map drawn for a wide page and for a phone."""
    ends = {code for leg in legs for code in (leg.from_place, leg.to_place)}
    cut = {row.place for row in marks.store.read(model.Access) if not row.reachable_from}
    towns = [
        Town(place.id, place.name, place.lat, place.lon, _look(marks, place.id, cut))
        for place in marks.store.read(model.Place)
        if place.id in ends and place.lat is not None and place.lon is not None
    ]
    if len(towns) < 2:  # noqa: PLR2004 - a map of one town shows nothing
        return Markup(""), Markup("")
    lines = [Road(leg.from_place, leg.to_place, _state(states[leg.id])) for leg in legs]
    title = "Schematic map of the roads; the table below says the same in words"
    tall = min(260.0 + 14 * len(towns), 640.0)
    wide = Sheet(width=1000, height=tall, font=14, margin=90)
    narrow = Sheet(width=320, height=min(260.0 + 28 * len(towns), 900.0), font=13, margin=52)
    return draw(towns, lines, wide, title), draw(towns, lines, narrow, title)


def _state(state: model.LegState | None) -> str:
    return state.state if state and state.state in words.STATES else "unknown"


def _look(marks: Marks, code: str, cut: set[str]) -> str:
    if code in marks.mission.entries:
        return "entry"
    return "cut" if code in cut else ""
