"""Whom the response reached: the largest activity, not the sum, of people who may be the same."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needline.model import Activity, Mission
from needline.model.mission import FigureRules
from needline.reach.coverage import Ends, coverage, reached

AS_OF = dt.datetime(2023, 2, 10, 12, tzinfo=dt.UTC)
MISSION = Mission(title="Quake", question="", as_of=AS_OF, zone="Europe/Istanbul")
BLANK = Activity(
    id="", file="activities/a.csv", row=2, organisation="A", partner="", donor="", sector="shelter", activity="",
    unit="people", place="TR31", group="hit", status="ongoing", start="", end="", targeted=None, reached=None,
    source="",
)  # fmt: skip


def activities(*ones: dict) -> list[Activity]:
    return [msgspec.structs.replace(BLANK, id=f"a{number}", **one) for number, one in enumerate(ones)]


@pytest.mark.parametrize(
    ("ones", "size", "most", "low", "high", "planned", "uncounted", "rule"),
    [
        ([], None, None, None, None, None, 0, "nothing was done"),
        ([{"reached": 500}], None, None, 500, 500, None, 0, "one activity reached whom it says"),
        ([{"reached": 500}, {"reached": 300}], None, None, 500, 800, None, 0, "the same people, or others: 500 to 800"),
        ([{"reached": 500}, {"reached": 300}], None, 600, 500, 600, None, 0, "a sum never passes the population"),
        ([{"reached": 900}], None, 600, 600, 600, None, 0, "nor does one activity"),
        ([{"reached": 500}], None, 0, 0, 0, None, 0, "nobody lives there"),
        ([{"reached": 0}], None, None, 0, 0, None, 0, "nobody was reached, which is not the same as not known"),
        ([{"reached": None, "targeted": 900}], None, None, None, None, None, 1, "aimed at is not reached"),
        ([{"status": "planned", "targeted": 900}], None, None, None, None, 900, 0, "a plan is told apart"),
        (
            [{"status": "planned", "targeted": 900}, {"status": "planned", "targeted": 400}, {"reached": 100}],
            None, None, 100, 100, 900, 0, "plans do not add up either",
        ),
        ([{"status": "planned", "reached": 50}], None, None, None, None, None, 1, "a plan has reached nobody"),
        ([{"status": "completed", "reached": 70}], None, None, 70, 70, None, 0, "what is completed has reached people"),
        ([{"unit": "households", "reached": 40}], None, None, None, None, None, 1, "households without a size"),
        ([{"unit": "households", "reached": 40}], 5.0, None, 200, 200, None, 0, "with a size they are"),
        ([{"unit": "Families ", "reached": 40}], 5.0, None, 200, 200, None, 0, "families are households"),
        ([{"unit": "kits", "reached": 40}], 5.0, None, None, None, None, 1, "kits are counted in no people"),
        ([{"unit": "Individuals", "reached": 40}], None, None, 40, 40, None, 0, "people by another word"),
        (
            [{"unit": "kits", "reached": 40}, {"reached": 10}], None, None, 10, 10, None, 1,
            "what cannot be counted is said, and the rest is counted",
        ),
    ],
)  # fmt: skip
def test_reached(ones, size, most, low, high, planned, uncounted, rule):
    found = reached(activities(*ones), size, most)
    assert (found.reached, found.planned.low, found.uncounted) == (Ends(low, high), planned, uncounted), rule


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=6), st.none() | st.integers(0, 20_000))
def test_whoever_was_reached_lies_between_the_largest_and_the_sum_within_the_population(numbers, most):
    found = reached(activities(*({"reached": float(one)} for one in numbers)), None, most).reached
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.high <= sum(numbers)
    if most is None:
        assert (found.low, found.high) == (max(numbers), sum(numbers))
    else:
        assert found.high <= most


def test_a_cell_is_a_place_a_group_and_a_sector():
    rows = activities(
        {"reached": 500.0, "organisation": "B"},
        {"reached": 300.0, "organisation": "A"},
        {"reached": 200.0, "sector": "wash"},
        {"reached": 100.0, "group": ""},
        {"reached": 50.0, "place": "TR63"},
    )
    found = {(one.place, one.group, one.sector): one for one in coverage(MISSION, rows, {})}
    assert {key: (one.reached_low, one.reached_high) for key, one in found.items()} == {
        ("TR31", "", "shelter"): (100, 100),
        ("TR31", "hit", "shelter"): (500, 800),
        ("TR31", "hit", "wash"): (200, 200),
        ("TR63", "hit", "shelter"): (50, 50),
    }
    assert found["TR31", "hit", "shelter"].organisations == ["A", "B"]
    assert found["TR31", "hit", "shelter"].trace == ["activities/a0", "activities/a1"]


@pytest.mark.parametrize(
    ("one", "counted", "rule"),
    [
        ({"start": "2023-02-10"}, True, "it began that day"),
        ({"start": "2023-02-11"}, False, "it begins the day after: it has reached nobody yet"),
        ({"start": "2023-02-11T08:00", "status": "completed"}, False, "whatever it says of itself"),
        ({"start": ""}, True, "without a date it is taken as begun"),
        ({"start": "2023-03-01", "status": "planned", "targeted": 9.0}, True, "a plan of later stays a plan"),
    ],
)
def test_what_begins_after_the_instant_has_reached_nobody(one, counted, rule):
    assert bool(coverage(MISSION, activities({"reached": 9.0, **one}), {})) == counted, rule


def test_the_day_is_that_of_the_missions_zone():
    """22:30 UTC on the tenth is the eleventh at +03:00."""
    late = msgspec.structs.replace(MISSION, as_of=dt.datetime(2023, 2, 10, 22, 30, tzinfo=dt.UTC))
    assert coverage(late, activities({"reached": 9.0, "start": "2023-02-11"}), {})


def test_the_population_caps_its_own_cell_only():
    rows = activities({"reached": 500.0}, {"reached": 500.0, "group": "hosts"})
    found = coverage(MISSION, rows, {("TR31", "hit"): 300.0})
    assert [(one.group, one.reached_high) for one in found] == [("hit", 300.0), ("hosts", 500.0)]


def test_household_size_is_the_missions():
    sized = msgspec.structs.replace(MISSION, figures=FigureRules(household_size=4.5))
    (found,) = coverage(sized, activities({"unit": "households", "reached": 10.0}), {})
    assert (found.reached_low, found.uncounted) == (45.0, 0)


@pytest.mark.parametrize(
    ("unit", "counted"),
    [
        ("person", True), ("IDPs", True), ("men", True), ("Women", True), (" children ", True), ("learners", True),
        ("parcels", False), ("m3", False), ("", False),
    ],
)  # fmt: skip
def test_units_that_are_people(unit, counted):
    found = reached(activities({"unit": unit, "reached": 5}), None, None)
    assert (found.reached.low, found.uncounted) == ((5, 0) if counted else (None, 1))


def test_a_family_is_a_household():
    assert reached(activities({"unit": "Family", "reached": 5}), 4.0, None).reached.low == 20
