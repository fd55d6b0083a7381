"""Tables with the headers of others: matched, and the match said."""

from __future__ import annotations

import pytest

from needline.model import Count, Observation
from needline.readers.base import Door
from needline.readers.headers import match_headers

OBSERVATION = ("id", "place", "as_of", "method", "informant", "sector", "group", "text", "severity")
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
        (OBSERVATION, ["Method", "SECTOR"], {"method": "Method", "sector": "SECTOR"}, "capitals"),
        (COUNT, ["From Place", "said-by"], {"from_place": "From Place", "said_by": "said-by"}, "blanks, hyphens"),
        (OBSERVATION, ["sector", "Cluster"], {}, "what bears our name is not looked for elsewhere"),
        (OBSERVATION, ["Interviewee", "Cluster"], {"informant": "Interviewee", "sector": "Cluster"}, "words of others"),
        (OBSERVATION, ["admin1", "adm1_pcode"], {"place": "adm1_pcode"}, "a code before a name"),
        (OBSERVATION, ["admin1", "District"], {"place": "District"}, "the smaller area first"),
        (COUNT, ["Indicator", "Value", "Date", "Location"],
         {"measure": "Indicator", "low": "Value", "as_of": "Date", "from_place": "Location"}, "counts"),
        (OBSERVATION, ["colour", "weight"], {}, "what is none of these is left alone"),
    ],
)  # fmt: skip
def test_a_header_is_found_by_its_words(columns, header, found, rule):
    assert match_headers(columns, header, {}) == found, rule


@pytest.mark.parametrize(
    ("tag", "column"),
    [
        ("#sector", "sector"), ("#sector+cluster", "sector"), ("#adm1+code", "place"), ("#adm1 +name", "place"),
        ("#beneficiary+type", "group"), ("#severity", "severity"), ("#country", ""),
    ],
)  # fmt: skip
def test_a_header_is_found_by_its_tag(tag, column):
    assert match_headers(OBSERVATION, ["x"], {"x": tag}) == ({column: "x"} if column else {})


def test_a_header_that_is_settled_is_not_looked_for():
    assert match_headers(OBSERVATION, ["Cluster"], {}, kept=["sector"]) == {}


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
    text = "Place,Text\nSO24,Dry wells.\n"
    found = reading(folder({**MISSION, "observations/o.csv": text}))
    assert len(found.store.read(Observation)) == 1
    assert found.problems() == []


def test_a_map_beside_the_file_comes_first(tmp_path):
    (tmp_path / "x.csv").write_text("Agency,Other\nA,B\n", "utf-8")
    (tmp_path / "x.csv.toml").write_text('[columns]\norganisation = "Other"\n', "utf-8")
    (row,) = Door(tmp_path).rows(tmp_path / "x.csv", ("organisation",), foreign=True)
    assert row.text("organisation") == "B"
