"""Roads as rows: on which legs how many people depend, who would be cut off, and what changed since when."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from needline.model import Group, Leg, LegState, Mission, Place, Population, Range, When
from needline.reach.access import Roads

NOW = dt.datetime(2024, 5, 10, 12, tzinfo=dt.UTC)
MISSION = Mission(
    title="Delta", question="", as_of=NOW, entries=["PORT", "PASS"],
    groups=[Group(id="all", names=["All"]), Group(id="new", names=["New"])],
)  # fmt: skip
PLACES = [
    Place(id=code, name=code, names=[code], parent=parent)
    for code, parent in (
        ("PORT", ""), ("PASS", ""), ("DELTA", ""), ("V1", "DELTA"), ("V2", "DELTA"), ("CAMP", "V2"),
        ("BRIDGE", "DELTA"),
    )
]  # fmt: skip


def roads(
    legs: str, states: str, people: dict[tuple[str, str], tuple[float | None, float | None]], **mission
) -> Roads:
    """From `id from to vehicle` and `leg state from-day to-day`, days from now."""
    made = []
    for line in legs.split("\n"):
        id_, one, two, *vehicle = line.split()
        made.append(Leg(id=id_, file="l", row=2, from_place=one, to_place=two, km=None, hours=1.0,
                        vehicle=" ".join(vehicle)))  # fmt: skip
    told = []
    for number, line in enumerate(states.split("\n")):
        leg, state, *days = line.split()
        since, until = (None if day == "*" else NOW + dt.timedelta(days=float(day)) for day in days)
        told.append(LegState(id=f"s{number}", file="s", row=2, leg=leg, from_time=since, to_time=until, state=state,
                             reason="", control="", source=""))  # fmt: skip
    known = {key: Population(Range(*ends), ("f",)) for key, ends in people.items()}
    return Roads(msgspec.structs.replace(MISSION, **mission), made, told, known, PLACES)


CHAIN = "a PORT BRIDGE\nb BRIDGE V1\nc V1 V2"
OPEN = "a open * *\nb open * *\nc open * *"
PEOPLE = {("V1", "all"): (100, 120), ("V2", "all"): (50, 60), ("V2", "new"): (5, 5)}


@pytest.mark.parametrize(
    ("people", "behind", "rule"),
    [
        (PEOPLE, {"a": (155, 185), "b": (155, 185), "c": (55, 65)}, "all groups of all places behind"),
        ({}, {"a": (None, None), "b": (None, None), "c": (None, None)}, "nobody's number is known"),
        ({("V1", "all"): (100, None)}, {"a": (100, None), "b": (100, None), "c": (None, None)},
         "an open end stays open"),
        (
            {**PEOPLE, ("DELTA", "all"): (140, 170)},
            {"a": (155, 175), "b": (155, 175), "c": (55, 65)}, "at most the whole of their area, group by group",
        ),
        ({("CAMP", "all"): (9, 9)}, {"a": (9, 9), "b": (9, 9), "c": (9, 9)}, "a camp's people live in its area"),
        (
            {("CAMP", "all"): (9, 9), ("V2", "all"): (50, 60)},
            {"a": (50, 60), "b": (50, 60), "c": (50, 60)}, "and are in its number, where it has one",
        ),
    ],
)  # fmt: skip
def test_people_behind_single_legs(people, behind, rule):
    _, single = roads(CHAIN, OPEN, people).rows()
    assert {one.leg: (one.people_low, one.people_high) for one in single} == behind, rule
    assert all(one.cut == one.places and (one.cut_low, one.cut_high) == behind[one.leg] for one in single)


def test_a_restricted_way_round_keeps_places_from_being_cut_off():
    legs, states = f"{CHAIN}\nd V2 PASS", f"{OPEN}\nd restricted * *"
    access, single = roads(legs, states, PEOPLE).rows()
    found = {one.leg: one for one in single}
    assert set(found) == {"a", "b", "c"}, "on open roads all hang on the chain"
    assert [(one.places, one.cut, one.cut_low) for one in (found["b"], found["c"])] == [
        (["V1", "V2"], [], None),
        (["V2"], [], None),
    ]
    assert {one.place for one in access if one.restricted} == set()


def test_who_is_cut_off_is_counted_and_the_edge_is_its_evidence():
    access, single = roads(CHAIN, "a open * *\nb open * -3\nb closed -3 *\nc open * *", PEOPLE).rows()
    found = {one.place: one for one in access}
    assert (found["V1"].people_behind_low, found["V2"].people_behind_high) == (100, 65)
    assert found["V2"].trace == ["places/V2", "legs/b", "leg_states/s1", "leg_states/s2"]
    assert [one.leg for one in single] == ["a"]
    assert abs(found["V2"].cut_off_since - (NOW - dt.timedelta(days=3))) <= dt.timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("vehicles", "classes", "lost", "rule"),
    [
        ([], ["", "4x4"], {"4x4": set()}, "the classes that files name"),
        (["Truck"], ["", "truck"], {"truck": {"V2"}}, "else those the mission asks for"),
        (["truck", "4x4"], ["", "truck", "4x4"], {"truck": {"V2"}, "4x4": set()}, "in its order"),
    ],
)
def test_rows_by_vehicle(vehicles, classes, lost, rule):
    made = roads("a PORT BRIDGE\nb BRIDGE V1\nc V1 V2 4x4", OPEN, PEOPLE, vehicles=vehicles)
    access, single = made.rows()
    assert made.vehicles() == classes, rule
    for vehicle, places in lost.items():
        assert {one.place for one in access if one.vehicle == vehicle and not one.reachable_from} == places
    assert len({one.id for one in access}) == len(access) == len(classes) * 4
    assert {one.vehicle for one in single} == set(classes)


CHANGES = [
    # states, compared with this many days before, then place: was and now
    (f"{OPEN}", None, {}, "nothing changed"),
    ("a open * *\nb closed * -2\nb open -2 *\nc open * *", None, {"V1": ("none", "open"), "V2": ("none", "open")},
     "opened"),
    ("a open * *\nb open * -2\nb closed -2 *\nc open * *", None, {"V1": ("open", "none"), "V2": ("open", "none")},
     "closed"),
    (
        "a open * *\nb closed * -9\nb open -9 *\nc open * -2\nc restricted -2 *", None,
        {"V2": ("open", "restricted")}, "since the last change alone",
    ),
    (
        "a open * *\nb closed * -9\nb open -9 *\nc open * -2\nc restricted -2 *", -10,
        {"V1": ("none", "open"), "V2": ("none", "restricted")}, "or since the date the mission compares with",
    ),
    (f"{OPEN}\nb closed 2 *", None, {}, "what is to come has not changed"),
]  # fmt: skip


@pytest.mark.parametrize(("states", "compared", "changes", "rule"), CHANGES)
def test_what_changed(states, compared, changes, rule):
    before = None if compared is None else NOW + dt.timedelta(days=compared)
    made = roads(CHAIN, states, PEOPLE, compared_with=before and When("", before, before))
    found = made.changes()
    assert {one.place: (one.was, one.now) for one in found} == changes, rule
    for one in found:
        assert one.before < one.after == NOW
        assert one.legs
        assert all(f"legs/{leg}" in one.trace for leg in one.legs)


def test_a_longer_way_is_a_change_of_hours():
    legs = "a PORT V1\nb PORT BRIDGE\nc BRIDGE V1"
    (one,) = roads(legs, "a open * -1\na closed -1 *\nb open * *\nc open * *", {}).changes()
    assert (one.place, one.was, one.now, one.hours_before, one.hours_after) == ("V1", "open", "open", 1, 2)
