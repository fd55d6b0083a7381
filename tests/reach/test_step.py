"""The step on small missions: whom a cut would leave behind, what is said of what cannot be counted, and why."""

from __future__ import annotations

import datetime as dt

import pytest

from needline import reconcile
from needline.model import Access, Coverage, Leg, LegState, Problem, read_ref
from needline.reach import RECOMPUTE, run
from needline.store import Store

MISSION = """
title = "Valley after the quake"
as_of = 2023-02-10T12:00:00+03:00
zone = "Europe/Istanbul"
entries = ["PORT"]
[[groups]]
id = "there"
names = ["People of the valley"]
population = "remaining"
within = "VAL"
[[sectors]]
id = "shelter"
name = "Shelter"
"""
PLACES = (
    "code,name,kind,parent\nPORT,Port,crossing,\nVAL,Valley,region,\nV1,Upper,area,VAL\nV2,Lower,area,VAL\n"
)
COUNTS = "id,as_of,said_by,measure,from_place,to_place,group,qualifier,low,high,unit\n"
LEGS = "id,from,to,km,hours,vehicle\na,PORT,V2,30,1,\nb,V2,V1,20,2,\n"
STATES = """leg,from_time,to_time,state,reason,control,source
a,,,open,,,
b,,2023-02-06,open,,,
b,2023-02-06T04:17,,{},,,
"""
ACTIVITIES = """id,organisation,sector,unit,place,group,status,start,targeted,reached
x1,A,shelter,people,V1,there,ongoing,2023-02-07,,500
x2,B,shelter,households,V1,there,ongoing,2023-02-07,,100
x3,C,shelter,people,V1,there,ongoing,2023-03-01,,900
x4,D,shelter,Kits,V1,there,ongoing,2023-02-07,,70
x5,D,shelter,m3,V1,there,ongoing,2023-02-07,,70
"""


@pytest.fixture
def reached(folder, reading):
    def of(counts: str = "", state: str = "open"):
        files = {
            "mission.toml": MISSION, "places.csv": PLACES, "counts/c.csv": COUNTS + counts,
            "routes/legs.csv": LEGS, "routes/states.csv": STATES.format(state), "activities/a.csv": ACTIVITIES,
        }  # fmt: skip
        found = reading(folder(files))
        assert found.problems() == []
        reconcile.run(found.mission, found.store)
        run(found.mission, found.store)
        return found

    return of


def remaining(place: str, qualifier: str, low: object, high: object) -> str:
    return f"{place}{qualifier},2023-02-10,gov,remaining,{place},,all,{qualifier},{low},{high},people\n"


def behind(found) -> dict[str, tuple[float | None, float | None]]:
    return {one.place: (one.people_behind_low, one.people_behind_high) for one in found.store.read(Access)}


@pytest.mark.parametrize(
    ("counts", "upper", "lower", "rule"),
    [
        ("", (None, None), (None, None), "nobody's number is known"),
        (
            remaining("V1", "exact", 400, 400) + remaining("V2", "exact", 600, 600),
            (1000, 1000), (1000, 1000), "both live behind the first leg",
        ),
        (
            remaining("V1", "up to", "", 900)
            + remaining("V2", "up to", "", 900)
            + remaining("VAL", "exact", 1000, 1000),
            (None, 1000), (None, 1000), "never more than the valley's whole",
        ),
    ],
)  # fmt: skip
def test_people_behind_a_places_only_legs(reached, counts, upper, lower, rule):
    found = behind(reached(counts))
    for place, expected in (("V1", upper), ("V2", lower)):
        low, high = found[place]
        assert high == expected[1], rule
        assert expected[0] is None or low == expected[0], rule
        assert low is None or high is None or low <= high, rule
    assert found["PORT"] == (None, None), "an entry hangs on no leg"


def test_a_place_behind_a_closed_leg_is_cut_off_since_it_closed(reached):
    found = {one.place: one for one in reached(state="closed").store.read(Access)}
    upper = found["V1"]
    assert (upper.reachable_from, upper.hours, upper.only_legs) == ([], None, [])
    assert upper.cut_off_since == dt.datetime(2023, 2, 6, 1, 17, tzinfo=dt.UTC)
    assert (found["V2"].reachable_from, found["V2"].hours, found["V2"].cut_off_since) == (["PORT"], 1.0, None)


def test_the_trace_names_the_legs_and_the_states_that_hold(reached):
    found = reached()
    (upper,) = (one for one in found.store.read(Access) if one.place == "V1")
    held = {f"leg_states/{one.id}" for one in found.store.read(LegState) if one.to_time is None}
    assert set(upper.trace) == {"places/V1", *(f"legs/{one.id}" for one in found.store.read(Leg)), *held}
    assert all(found.store.cell(read_ref(ref)) for ref in upper.trace)


def test_what_is_not_counted_is_said(reached):
    found = reached()
    cells = {one.place: one for one in found.store.read(Coverage)}
    assert set(cells) == {"V1", "VAL"}, "what is done in an area is done in the valley"
    for cell in cells.values():
        assert (cell.reached_low, cell.reached_high, cell.uncounted, cell.activities) == (500, 500, 3, 4)
    told = {one.code: one.found for one in found.store.read(Problem)}
    assert "activities/a.csv row 3" in told["households"]
    assert "activities/a.csv row 4" in told["later"]
    assert "kits, m3 (activities/a.csv row 5, activities/a.csv row 6)" in told["unit"]


@pytest.mark.parametrize("state", ["open", "restricted", "closed", "unknown"])
def test_every_row_gives_its_value_again(reached, state):
    found = reached(remaining("V1", "about", 400, 400) + remaining("VAL", "exact", 1000, 1000), state)
    for table, kind in (("access", Access), ("coverage", Coverage)):
        rows = found.store.read(kind)
        assert rows
        for row in rows:
            again = RECOMPUTE[table](found.mission, Store(found.store.root), row)
            assert again
            assert again == {name: getattr(row, name) for name in again}
