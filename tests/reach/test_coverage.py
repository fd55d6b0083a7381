"""Whom the response reached: the largest activity, not the sum, of people who may be the same."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needline.model import Activity, Mission, Place
from needline.model.demography import at_least
from needline.model.mission import FigureRules
from needline.reach.coverage import CAPPED, TOO_MANY, Ends, coverage, reached

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


STATUS = [
    # reached or targeted by status, then ongoing, completed, planned, targeted: the rule it shows
    ([{"status": "ongoing", "reached": 5, "targeted": 9}], (5, 5), (None, None), (None, None), (9, 9), "goes on"),
    ([{"status": "completed", "reached": 5}], (None, None), (5, 5), (None, None), (None, None), "is over"),
    (
        [{"status": "ongoing", "reached": 5}, {"status": "completed", "reached": 7}],
        (5, 5), (7, 7), (None, None), (None, None), "each apart",
    ),
    (
        [{"status": "planned", "targeted": 5}, {"status": "planned", "targeted": 7}],
        (None, None), (None, None), (7, 12), (7, 12), "plans as a range",
    ),
    ([{"status": "cancelled", "targeted": 5}], (None, None), (None, None), (None, None), (None, None), "nobody"),
    ([{"status": "suspended", "reached": 3, "targeted": 5}], (None, None), (None, None), (None, None), (5, 5), "halt"),
]  # fmt: skip


@pytest.mark.parametrize(("ones", "ongoing", "completed", "planned", "targeted", "rule"), STATUS)
def test_each_status_stands_apart(ones, ongoing, completed, planned, targeted, rule):
    found = reached(activities(*ones), None, None)
    assert found[1:5] == (ongoing, completed, planned, targeted), rule


def test_what_was_halted_has_reached_whom_it_reached():
    found = reached(activities({"status": "suspended", "reached": 3}, {"status": "cancelled"}), None, None)
    assert (found.reached, found.uncounted) == ((3, 3), 0)


@pytest.mark.parametrize(
    ("ones", "low", "high", "rule"),
    [
        ([{"unit": "women", "reached": 40}, {"unit": "men", "reached": 30}], 70, 70, "women and men differ"),
        ([{"unit": "women", "reached": 40}, {"unit": "women", "reached": 30}], 40, 70, "women may be the same"),
        ([{"unit": "women", "reached": 40}, {"unit": "girls", "reached": 30}], 70, 70, "so are women and girls"),
        ([{"unit": "women", "reached": 40}, {"unit": "children", "reached": 30}], 70, 70, "and women and children"),
        ([{"unit": "men", "reached": 40}, {"reached": 50}], 50, 90, "people of whom nothing is said may be the men"),
        (
            [{"reached": 50, "reached_by": {"f": 40, "m": 10}}, {"reached": 50, "reached_by": {"f": 10, "m": 40}}],
            80, 100, "forty women and forty men at least",
        ),
        (
            [{"reached": 50, "reached_by": {"f 0-17": 30, "f 18+": 20}}, {"reached": 25, "reached_by": {"f": 25}}],
            50, 75, "the women of both may be the same",
        ),
        (
            [{"reached": 9, "reached_by": {"0-4": 9}}, {"reached": 8, "reached_by": {"5-17": 8}}],
            9, 17, "children of two ages are children, who are counted together",
        ),
        ([{"reached": 9, "reached_by": {"10-24": 9}}, {"reached": 8, "reached_by": {"18+": 8}}], 9, 17, "overlap"),
    ],
)  # fmt: skip
def test_records_that_state_different_people_add_up(ones, low, high, rule):
    assert reached(activities(*ones), None, None).reached == (low, high), rule


@pytest.mark.parametrize(
    ("parts", "least", "rule"),
    [
        ({}, 0, "no parts"),
        ({"f": 3, "m": 4}, 7, "by sex"),
        ({"f": 3, "m": 4, "0-17": 5, "18+": 2}, 7, "by sex, and the same people by age"),
        ({"0-4": 2, "0-17": 5}, 5, "the small children are among the children"),
        ({"f 0-17": 1, "m 0-17": 2, "f 18+": 3, "m 18+": 4}, 10, "by both"),
        ({"18+": 10, "60+": 3}, 10, "the old are among the adults"),
        ({"18-59": 10, "60+": 3}, 13, "or stand beside them"),
    ],
)
def test_how_many_people_parts_are(parts, least, rule):
    assert at_least(parts) == least, rule


PLACES = [
    Place(id=code, name=code, names=[code], parent=parent)
    for code, parent in (("LAND", ""), ("A", "LAND"), ("B", "LAND"), ("CAMP", "A"), ("LOOP", "LOOP"))
]

ROLLED = [
    # activities by place, population by place, then reached in LAND, A, B: the rule it shows
    (
        {"A": [5], "B": [7]},
        {},
        (12, 12),
        (5, 5),
        (7, 7),
        "people of places side by side are different people",
    ),
    ({"A": [5, 4], "B": [7]}, {}, (12, 16), (5, 9), (7, 7), "ends add up"),
    (
        {"LAND": [20], "A": [5], "B": [7]},
        {},
        (20, 32),
        (5, 5),
        (7, 7),
        "who is reached in the land may live in A or B",
    ),
    ({"CAMP": [3], "A": [5]}, {}, (5, 8), (5, 8), None, "a camp lies in its area"),
    ({"CAMP": [9], "A": [5]}, {}, (9, 14), (9, 14), None, "its people too"),
    ({"A": [5, 5], "B": [7]}, {"A": 6}, (12, 13), (5, 6), (7, 7), "an area is capped before it is added"),
    ({"A": [5], "B": [7]}, {"LAND": 10}, (10, 10), (5, 5), (7, 7), "the land is capped too"),
]


@pytest.mark.parametrize(("by_place", "people", "land", "a", "b", "rule"), ROLLED)
def test_coverage_adds_up_over_places(by_place, people, land, a, b, rule):
    rows = activities(
        *({"place": place, "reached": float(n)} for place, ones in by_place.items() for n in ones)
    )
    population = {(place, "hit"): float(most) for place, most in people.items()}
    found = {one.place: one for one in coverage(MISSION, rows, population, PLACES)}
    for place, expected in (("LAND", land), ("A", a), ("B", b)):
        row = found.get(place)
        assert (row and (row.reached_low, row.reached_high)) == expected, f"{rule}, {place}"


def test_a_cap_is_flagged_where_it_holds_and_the_sum_is_kept():
    rows = activities(
        {"place": "A", "reached": 5.0}, {"place": "A", "reached": 5.0}, {"place": "B", "reached": 9.0}
    )
    found = {
        one.place: one for one in coverage(MISSION, rows, {("A", "hit"): 6.0, ("B", "hit"): 8.0}, PLACES)
    }
    assert (found["A"].flags, found["A"].stated) == ([CAPPED], 10)
    assert (found["B"].flags, found["B"].stated) == ([CAPPED, TOO_MANY], 9)
    assert (found["LAND"].flags, found["LAND"].stated, found["LAND"].reached_high) == ([TOO_MANY], 19, 14)


def test_activities_without_a_place_stand_in_no_cell_and_a_circle_of_parents_ends():
    rows = activities({"place": "", "reached": 5.0}, {"place": "LOOP", "reached": 1.0})
    assert [one.place for one in coverage(MISSION, rows, {}, PLACES)] == ["LOOP"]


numbers = st.integers(0, 1000).map(float)


@st.composite
def responses(draw):
    ones = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["LAND", "A", "B", "CAMP"]),
                st.sampled_from(["ongoing", "completed", "planned"]),
                numbers,
                st.sampled_from(["", "f", "m", "0-17", "f 18+"]),
            ),
            min_size=1,
            max_size=8,
        )
    )
    made = [
        {
            "place": place,
            "status": status,
            "reached": n,
            "targeted": n,
            "reached_by": {part: n} if part else {},
        }
        for place, status, n, part in ones
    ]
    population = {
        (place, "hit"): most
        for place in ("LAND", "A", "B", "CAMP")
        if (most := draw(st.none() | numbers)) is not None
    }
    return activities(*made), population


@given(responses())
def test_reached_is_a_range_and_never_above_the_population(world):
    rows, population = world
    for one in coverage(MISSION, rows, population, PLACES):
        for low, high in ((one.reached_low, one.reached_high), (one.ongoing_low, one.ongoing_high),
                          (one.completed_low, one.completed_high), (one.planned, one.planned_high)):  # fmt: skip
            assert (low is None) == (high is None)
            assert low is None or 0 <= low <= high <= population.get((one.place, one.group), float("inf"))
        for part in (one.ongoing_high, one.completed_high):
            assert part is None or (one.reached_high is not None and part <= one.reached_high)


@given(responses())
def test_one_more_activity_never_lowers_what_is_reached(world):
    rows, population = world
    before = {one.place: one for one in coverage(MISSION, rows[:-1], population, PLACES)}
    for one in coverage(MISSION, rows, population, PLACES):
        least = before.get(one.place)
        if least is not None and least.reached_low is not None:
            assert one.reached_low >= least.reached_low
            assert one.reached_high >= least.reached_high


@given(responses(), st.randoms(use_true_random=False))
def test_the_order_of_activities_changes_nothing(world, random):
    rows, population = world
    again = random.sample(rows, len(rows))
    one, two = (coverage(MISSION, found, population, PLACES) for found in (rows, again))
    assert [(a.place, a.reached_low, a.reached_high, sorted(a.trace)) for a in one] == [
        (b.place, b.reached_low, b.reached_high, sorted(b.trace)) for b in two
    ]
