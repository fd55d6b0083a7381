"""Tables with the headers of others: matched, and the match said."""

from __future__ import annotations

import pytest

from needline.model import Activity, Count, Observation
from needline.readers.base import Door
from needline.readers.headers import match_headers

ACTIVITY = ("id", "organisation", "partner", "donor", "sector", "activity", "unit", "place", "group", "status",
            "start", "end", "targeted", "reached", "source")  # fmt: skip
COUNT = (
    "published",
    "as_of",
    "said_by",
    "measure",
    "from_place",
    "to_place",
    "group",
    "low",
    "high",
    "unit",
    "note",
)
MISSION = {
    "mission.toml": 'as_of = 2022-09-01\n[[groups]]\nid = "idp"\nnames = ["IDPs"]\n[[sectors]]\nid = "food"\n'
    'name = "Food"\n',
    "places.csv": "code,name\nSO24,Bay\n",
}


@pytest.mark.parametrize(
    ("columns", "header", "found", "rule"),
    [
        (ACTIVITY, ["Organisation", "SECTOR"], {"organisation": "Organisation", "sector": "SECTOR"}, "capitals"),
        (COUNT, ["From Place", "said-by"], {"from_place": "From Place", "said_by": "said-by"}, "blanks, hyphens"),
        (ACTIVITY, ["organisation", "Org"], {}, "what bears our name is not looked for elsewhere"),
        (ACTIVITY, ["Agency", "Cluster"], {"organisation": "Agency", "sector": "Cluster"}, "words of others"),
        (ACTIVITY, ["Implementing organisation"], {"organisation": "Implementing organisation"}, "of several words"),
        (ACTIVITY, ["Implementing Partner", "Org"], {"organisation": "Org", "partner": "Implementing Partner"},
         "a partner is not the organisation"),
        (ACTIVITY, ["admin1", "adm1_pcode"], {"place": "adm1_pcode"}, "a code before a name"),
        (ACTIVITY, ["admin1", "District"], {"place": "District"}, "the smaller area first"),
        (ACTIVITY, ["Beneficiaries reached", "People targeted"],
         {"reached": "Beneficiaries reached", "targeted": "People targeted"}, "people"),
        (ACTIVITY, ["Start date", "End date", "Project status"],
         {"start": "Start date", "end": "End date", "status": "Project status"}, "dates"),
        (COUNT, ["Indicator", "Value", "Date", "Location"],
         {"measure": "Indicator", "low": "Value", "as_of": "Date", "from_place": "Location"}, "counts"),
        (ACTIVITY, ["colour", "weight"], {}, "what is none of these is left alone"),
    ],
)  # fmt: skip
def test_a_header_is_found_by_its_words(columns, header, found, rule):
    assert match_headers(columns, header, {}) == found, rule


@pytest.mark.parametrize(
    ("tag", "column"),
    [
        ("#org", "organisation"), ("#org+impl+name", "organisation"), ("#org+funder", "donor"),
        ("#org+partner", "partner"), ("#sector", "sector"), ("#sector+cluster", "sector"), ("#adm1+code", "place"),
        ("#adm1 +name", "place"), ("#reached", "reached"), ("#reached+ind", "reached"), ("#targeted", "targeted"),
        ("#status", "status"), ("#activity", "activity"), ("#date+start", "start"), ("#date+end", "end"),
        ("#country", ""),
    ],
)  # fmt: skip
def test_a_header_is_found_by_its_tag(tag, column):
    assert match_headers(ACTIVITY, ["x"], {"x": tag}) == ({column: "x"} if column else {})


def test_a_header_that_is_settled_is_not_looked_for():
    assert match_headers(ACTIVITY, ["Agency"], {}, kept=["organisation"]) == {}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Who,What,Where,N\n#org,#sector,#adm1+code,#reached\nWFP,food,SO24,12\n", "tags under the header"),
        ("#org,#sector,#adm1+code,#reached\nWho,What,Where,N\nWFP,food,SO24,12\n", "tags above it"),
        ("#org,#sector,#adm1+code,#reached\nWFP,food,SO24,12\n", "tags alone"),
        ("sep=;\nAgency;Cluster;District;People reached\nWFP;food;SO24;12\n", "the separator said first"),
        (
            "sep=,\r\nAgency,Cluster,District,People reached\r\nWFP,food,SO24,12\r\n",
            "with line ends of Windows",
        ),
    ],
)
def test_activities_of_others_are_read_and_the_match_is_said(folder, reading, text, rule):
    found = reading(folder({**MISSION, "activities/a.csv": text}))
    (activity,) = found.store.read(Activity)
    assert (activity.organisation, activity.sector, activity.place, activity.reached) == (
        "WFP",
        "food",
        "SO24",
        12,
    )
    (note,) = found.problems()
    assert (note.code, note.severity) == ("matched", "note"), rule
    assert 'organisation from "' in note.found
    assert "[columns] in a.csv.toml" in note.mend


def test_counts_and_observations_of_others(folder, reading):
    files = {
        "counts/c.csv": "Indicator,Value,Location\ndisplaced,12,SO24\n",
        "observations/o.csv": "Location,Date,Description\nSO24,2022-08-30,Dry wells.\n",
    }
    found = reading(folder({**MISSION, **files}))
    assert [(one.measure, one.low, one.from_place) for one in found.store.read(Count)] == [
        ("displaced", 12, "SO24")
    ]
    assert [(one.place, one.as_of_text, one.text) for one in found.store.read(Observation)] == [
        ("SO24", "2022-08-30", "Dry wells.")
    ]


def test_our_names_in_capitals_are_no_foreign_ones(folder, reading):
    text = "Organisation,Sector,Place,Reached\nWFP,food,SO24,12\n"
    found = reading(folder({**MISSION, "activities/a.csv": text}))
    assert len(found.store.read(Activity)) == 1
    assert found.problems() == []


def test_a_map_beside_the_file_comes_first(tmp_path):
    (tmp_path / "x.csv").write_text("Agency,Other\nA,B\n", "utf-8")
    (tmp_path / "x.csv.toml").write_text('[columns]\norganisation = "Other"\n', "utf-8")
    (row,) = Door(tmp_path).rows(tmp_path / "x.csv", ("organisation",), foreign=True)
    assert row.text("organisation") == "B"
