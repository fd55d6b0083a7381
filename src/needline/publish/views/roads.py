"""Which places can be reached by road, from where, by which legs, what changed, and who is cut off."""

from __future__ import annotations

import datetime as dt

import msgspec
from markupsafe import Markup

from needline import model
from needline.publish import words
from needline.publish.marks import Marks
from needline.publish.views.graded import Graded, graded
from needline.publish.views.roadmap import Pictures, pictures

LISTED = 200
"""At most so many places or legs stand in one table of the page; the rest stand in the tables."""


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


class Single(msgspec.Struct, frozen=True, kw_only=True):
    """A leg on which places depend; `cut` says to which of them no road at all would be left."""

    leg: Markup
    word: str
    state: str
    people: Markup
    places: Markup
    cut: Markup


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A place whose access is not what it was."""

    place: Markup
    was: str
    now: str
    hours: Markup
    legs: Markup


class ByVehicle(msgspec.Struct, frozen=True):
    """A class of vehicle, and the places it cannot reach."""

    vehicle: Markup
    lost: list[Markup]
    all_reached: bool


class Said(msgspec.Struct, frozen=True):
    """A claim that speaks of a leg: who, of what."""

    claim: Markup
    about: str


class LegView(msgspec.Struct, frozen=True, kw_only=True):
    """One leg as it was at the mission's date."""

    leg: Markup
    state: str
    word: str
    since: Markup
    control: Markup
    vehicle: Markup
    reason: Markup
    said: list[Said]


class Roads(msgspec.Struct, frozen=True, kw_only=True):
    """What the section shows; pictures are empty where no leg is known."""

    at: Markup
    reach: list[Reach]
    more: bool
    cut_off: list[Markup]
    single: list[Single]
    before: Markup
    changes: list[Change]
    vehicles: list[ByVehicle]
    legs: list[LegView]
    graded: list[Graded]
    map: Pictures


def roads(marks: Marks) -> Roads | None:
    """The road section at the mission's date; None where neither a leg, nor access, nor a grade is known."""
    legs = marks.store.read(model.Leg)
    every = [
        row for row in marks.store.read(model.Access) if row.instant == marks.mission.as_of.astimezone(dt.UTC)
    ] or marks.store.read(model.Access)
    rows, scores = [row for row in every if not row.vehicle], graded(marks)
    if not legs and not rows and not scores:
        return None
    order = sorted(rows, key=lambda row: (bool(row.reachable_from), marks.by_name(row.place), row.id))
    states, changes = states_at(marks), marks.store.read(model.AccessChange)
    by_id = {leg.id: leg for leg in legs}
    said = _said(marks)
    return Roads(
        at=marks.instant(marks.mission.as_of),
        reach=[_reach(marks, row, by_id) for row in order[:LISTED]],
        more=max(len(order), len(legs)) > LISTED,
        cut_off=[marks.link(row, marks.place(row.place)) for row in order if not row.reachable_from][:LISTED],
        single=_single(marks, by_id),
        before=marks.instant(changes[0].before) if changes else Markup(""),
        changes=[
            _change(marks, row, by_id) for row in sorted(changes, key=lambda row: marks.by_name(row.place))
        ][:LISTED],
        vehicles=_vehicles(marks, every),
        legs=[_leg(marks, leg, states.get(leg.id), said.get(leg.id, [])) for leg in legs[:LISTED]],
        graded=scores,
        map=pictures(marks, legs, {leg.id: _state(states.get(leg.id)) for leg in legs}, rows),
    )


def states_at(marks: Marks) -> dict[str, model.LegState]:
    """The latest state of each leg that holds at the mission's date; legs of which nothing is known are left out."""
    at, earliest = marks.mission.as_of, dt.datetime.min.replace(tzinfo=dt.UTC)
    found: dict[str, model.LegState] = {}
    ordered = sorted(marks.store.read(model.LegState), key=lambda row: (row.from_time or earliest, row.id))
    for row in ordered:
        if (row.from_time is None or row.from_time <= at) and (row.to_time is None or at <= row.to_time):
            found[row.leg] = row
    return found


def _reach(marks: Marks, row: model.Access, legs: dict[str, model.Leg]) -> Reach:
    reached = bool(row.reachable_from)
    behind = row.people_behind_low is not None or row.people_behind_high is not None
    return Reach(
        place=marks.link(row, marks.place(row.place)),
        reached=reached,
        state=_way(marks, row),
        start=Markup("; ").join(marks.place(one) for one in row.reachable_from),
        hours=marks.number(row, "hours") if reached else Markup(""),
        only=Markup("; ").join(_between(marks, legs[one]) for one in row.only_legs if one in legs),
        behind=marks.range(row, "people_behind_low", "people_behind_high")
        if behind or row.only_legs
        else Markup(""),
        since=marks.instant(row.cut_off_since) if row.cut_off_since else Markup(""),
    )


def _way(marks: Marks, row: model.Access) -> str:
    """How a place is reached, in words."""
    if row.place in marks.mission.entries:
        return "a way in"
    if not row.reachable_from:
        return words.WAYS["none"]
    return words.WAYS["restricted" if row.restricted else "open"]


def _single(marks: Marks, legs: dict[str, model.Leg]) -> list[Single]:
    """The legs on which most people depend first; of vehicles only the one that gets through."""
    rows = [row for row in marks.store.read(model.SingleLeg) if not row.vehicle and row.leg in legs]
    rows.sort(key=lambda row: (-(row.people_high or row.people_low or 0.0), -len(row.places), row.leg))
    return [
        Single(
            leg=marks.link(row, _ends(marks, legs[row.leg])),
            word=words.STATES.get(row.state, row.state),
            state=row.state,
            people=marks.range(row, "people_low", "people_high"),
            places=Markup("; ").join(marks.place(one) for one in row.places[:LISTED]),
            cut=_cut(marks, row),
        )
        for row in rows[:LISTED]
    ]


def _cut(marks: Marks, row: model.SingleLeg) -> Markup:
    if not row.cut:
        return Markup("no place: a restricted or uncertain way is left")
    places = (
        Markup("all of them")
        if row.cut == row.places
        else Markup("; ").join(marks.place(one) for one in row.cut[:LISTED])
    )
    return Markup("{}, {} people").format(places, marks.range(row, "cut_low", "cut_high"))


def _change(marks: Marks, row: model.AccessChange, legs: dict[str, model.Leg]) -> Change:
    hours = (
        Markup("{} → {}").format(marks.number(row, "hours_before"), marks.number(row, "hours_after"))
        if row.hours_before is not None and row.hours_after is not None
        else Markup("")
    )
    return Change(
        place=marks.link(row, marks.place(row.place)),
        was=words.WAYS[row.was],
        now=words.WAYS[row.now],
        hours=hours,
        legs=Markup("; ").join(_between(marks, legs[one]) for one in row.legs if one in legs),
    )


def _vehicles(marks: Marks, rows: list[model.Access]) -> list[ByVehicle]:
    """For each class of vehicle, the places that others reach and it does not."""
    through = {row.place for row in rows if not row.vehicle and row.reachable_from}
    classes = sorted({row.vehicle for row in rows if row.vehicle})
    found = []
    for vehicle in classes:
        lost = [
            row for row in rows if row.vehicle == vehicle and not row.reachable_from and row.place in through
        ]
        lost.sort(key=lambda row: marks.by_name(row.place))
        links = [marks.link(row, marks.place(row.place)) for row in lost[:LISTED]]
        found.append(ByVehicle(marks.written(vehicle), links, not lost))
    return found


def _said(marks: Marks) -> dict[str, list[Said]]:
    """What claims say of each leg."""
    found: dict[str, list[Said]] = {}
    for row in marks.store.read(model.LegClaim):
        claim = marks.store.get(model.Claim, row.claim)
        if claim is None:
            continue
        report = marks.store.get(model.Report, claim.report)
        who = Markup("{} in {}").format(
            words.CLAIM_KINDS.get(claim.kind, claim.kind), marks.code(report.file if report else claim.report)
        )
        found.setdefault(row.leg, []).append(Said(marks.link(claim, who), ", ".join(row.about)))
    return found


def _between(marks: Marks, leg: model.Leg) -> Markup:
    return marks.link(leg, _ends(marks, leg))


def _ends(marks: Marks, leg: model.Leg) -> Markup:
    ends = Markup("{} to {}").format(marks.place(leg.from_place), marks.place(leg.to_place))
    return Markup("{} ({})").format(ends, marks.written(" / ".join(leg.names))) if leg.names else ends


def _leg(marks: Marks, leg: model.Leg, state: model.LegState | None, said: list[Said]) -> LegView:
    key = _state(state)
    vehicle = (state.vehicle if state else "") or leg.vehicle
    return LegView(
        leg=_between(marks, leg),
        state=key,
        word=words.STATES[key],
        since=marks.instant(state.from_time) if state and state.from_time else Markup(""),
        control=marks.written(state.control) if state and state.control else Markup(""),
        vehicle=marks.written(vehicle.replace("|", ", ")) if vehicle else Markup(""),
        reason=marks.link(state, marks.written(state.reason)) if state and state.reason else Markup(""),
        said=said,
    )


def _state(state: model.LegState | None) -> str:
    return state.state if state and state.state in words.STATES else "unknown"
