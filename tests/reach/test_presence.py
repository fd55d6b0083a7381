"""Who is where: what each organisation does in each sector, over all places."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from needline.model import Activity, Mission, Place
from needline.reach.presence import presence

MISSION = Mission(title="Quake", question="", as_of=dt.datetime(2023, 2, 10, 12, tzinfo=dt.UTC))
PLACES = [
    Place(id=code, name=code, names=[code], parent=parent)
    for code, parent in (("LAND", ""), ("A", "LAND"), ("B", "LAND"))
]
BLANK = Activity(
    id="", file="a.csv", row=2, organisation="NRC", partner="", donor="", sector="wash", activity="", unit="people",
    place="A", group="", status="ongoing", start="", end="", targeted=None, reached=None, source="",
)  # fmt: skip


def present(*ones: dict, **population: float):
    rows = [msgspec.structs.replace(BLANK, id=f"a{number}", **one) for number, one in enumerate(ones)]
    most = {(place, ""): people for place, people in population.items()}
    return {(one.organisation, one.sector): one for one in presence(MISSION, rows, most, PLACES)}


@pytest.mark.parametrize(
    ("ones", "wash", "all_", "rule"),
    [
        ([{"reached": 5.0}, {"reached": 7.0}], (7, 12), (7, 12), "in one place perhaps the same people"),
        ([{"reached": 5.0}, {"reached": 7.0, "place": "B"}], (12, 12), (12, 12), "in two places different ones"),
        ([{"reached": 5.0}, {"reached": 7.0, "sector": "food"}], (5, 5), (7, 12), "by two sectors perhaps the same"),
        ([{"reached": 5.0, "group": "x"}, {"reached": 7.0, "group": "y"}], (12, 12), (12, 12), "groups differ"),
        ([{"reached": 5.0, "group": "x"}, {"reached": 7.0}], (7, 12), (7, 12), "of no group told, it may be that one"),
        ([{"reached": 5.0, "place": ""}], (None, None), (None, None), "without a place in no number"),
    ],
)  # fmt: skip
def test_people_of_one_organisation(ones, wash, all_, rule):
    found = present(*ones)
    for sector, expected in (("wash", wash), ("all", all_)):
        for who in ("NRC", ""):
            row = found[who, sector]
            assert (row.reached_low, row.reached_high) == expected, rule


def test_what_is_counted_of_an_organisation():
    found = present(
        {"reached": 5.0, "partner": "X", "donor": "D"},
        {"unit": "kits", "reached": 7.0, "place": "B", "partner": "Y"},
        {"status": "planned", "targeted": 30.0},
        {"reached": 4.0, "place": ""},
        {"reached": 3.0, "organisation": "ACF"},
    )
    row = found["NRC", "wash"]
    assert (row.places, row.activities, row.unplaced, row.uncounted) == (2, 4, 1, 1)
    assert (row.partners, row.donors, row.planned_low, row.planned_high) == (["X", "Y"], ["D"], 30, 30)
    assert (found["", "wash"].activities, found["", "wash"].reached_low, found["", "wash"].reached_high) == (
        5,
        5,
        8,
    )


def test_a_population_caps_an_organisation_too():
    row = present({"reached": 50.0}, {"reached": 9.0, "place": "B"}, A=20.0)["NRC", "wash"]
    assert (row.reached_low, row.reached_high) == (29, 29)
