"""3W to 5W sheets as organisations keep them: every header, tag, title and merged cell, and nothing lost."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from needline.model import Activity, Sector
from needline.readers.response.columns import recognise
from needline.readers.response.values import Sectors, days, status_of

MISSION = """
title = "Dry season"
as_of = 2024-05-10
[[groups]]
id = "idp"
names = ["Displaced people"]
stands_for = ["IDPs"]
[[sectors]]
id = "food"
name = "Food security"
[[sectors]]
id = "wash"
name = "Water, sanitation and hygiene"
[[sectors]]
id = "shelter"
name = "Shelter"
"""
PLACES = """code,name,aliases,kind,parent
SO,Somalia,,country,
SO24,Bay,,region,SO
SO2401,Baidoa,,area,SO24
SO2402,Burhakaba,,area,SO24
CAMP7,Camp Seven,,camp,SO2401
"""
BASE = {"mission.toml": MISSION, "places.csv": PLACES}


@pytest.fixture
def rows(folder, reading):
    """The activities of a file, and the lines of its problems."""

    def of(content: str | bytes, name: str = "a.csv", **beside: str):
        files = {**BASE, f"activities/{name}": content}
        files |= {f"activities/{name}.toml": text for text in beside.values()}
        found = reading(folder(files))
        made = sorted(found.store.read(Activity), key=lambda one: (one.sheet, one.row))
        return made, found.problems()

    return of


def book(sheets: dict[str, list[list[object]]], merged: dict[str, list[tuple]] | None = None) -> bytes:
    """A workbook from rows; merged: (first row, first column, last row, last column, value)."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as made:
        for name, table in sheets.items():
            sheet = made.add_worksheet(name)
            for at, row in enumerate(table):
                sheet.write_row(at, 0, row)
            for top, left, bottom, right, value in (merged or {}).get(name, []):
                sheet.merge_range(top, left, bottom, right, value)
    return held.getvalue()


def kept(headers: list[str], tags: list[str] | None = None) -> dict[str, str]:
    """What each header is recognised as."""
    found = recognise(headers, tags or [])
    made = {headers[at] or tags[at]: role for role, at in found.roles.items()}
    made |= {headers[at] or tags[at]: f"place {rank}" for rank, at in enumerate(found.places, 1)}
    for at, what in found.counted.items():
        unit = "hh" if what.households else ""
        made[headers[at] or tags[at]] = " ".join(one for one in (what.kind or "?", unit, what.part) if one)
    return made


@pytest.mark.parametrize(
    ("headers", "found", "rule"),
    [
        ("Organisation|Implementing partner|Donor", "organisation|partner|donor", "who"),
        ("Organization Name|Implementing Organization|Funded by", "organisation|partner|donor", "by another spelling"),
        ("Lead Agency|Implementing Agency|Funding source", "organisation|partner|donor", "agencies"),
        ("Programming Organization|Implementing Partners|Donor(s)", "organisation|partner|donor", "plurals"),
        ("Implementing organisation|Cluster", "organisation|sector", "an implementer alone is the organisation"),
        ("Organisation type|Organisation|Organisation acronym", "-|organisation|-", "its type is not its name"),
        ("Cluster|Sub-cluster|Activity|Sub-activity", "sector|-|activity|-", "what"),
        ("Sector/Cluster|Activity description|Modality", "sector|activity|modality", "by a stroke"),
        ("Sector|Activity Type|Delivery modality|Unit", "sector|activity|modality|unit", "modality and unit"),
        ("Admin1|Admin2|Admin3", "place 3|place 2|place 1", "the finest first"),
        ("Admin 1 Pcode|Admin 1 Name|Admin 2 P-Code|adm2_name", "place 3|place 4|place 1|place 2", "a code first"),
        ("Region|District|Site name", "place 3|place 2|place 1", "a site before its area"),
        ("Governorate|Location|Camp", "place 3|place 2|place 1", "words of countries"),
        ("ADM1_PCODE|ADM2_EN", "place 2|place 1", "as boundaries write them"),
        ("Status|Start date|End Date", "status|start|end", "when"),
        ("Activity Status|Start Date (planned)|Actual end date", "status|start|end", "dates with a word beside"),
        ("Project status|Date start|Date completed|Reporting month", "status|start|-|period", "a period"),
        ("Population group|Beneficiary type", "group|-", "for whom"),
        ("People targeted|People reached", "targeted|reached", "totals"),
        ("# of beneficiaries targeted|# of beneficiaries reached", "targeted|reached", "with a sign"),
        ("Planned beneficiaries|Beneficiaries assisted", "targeted|reached", "by other words"),
        ("Individuals reached (total)|HHs reached|HHs targeted", "reached|reached hh|targeted hh", "households apart"),
        ("Target|Achieved", "targeted|reached", "alone"),
        ("Reached|Reached men|Reached women|Reached boys|Reached girls",
         "reached|reached m 18+|reached f 18+|reached m 0-17|reached f 0-17", "men are grown up beside boys"),
        ("Reached male|Reached female", "reached m|reached f", "sex alone says no age"),
        ("Women reached|Men reached", "reached f|reached m", "women without girls may be of any age"),
        ("Girls (0-4) reached|Girls 5-17 reached|Women 60+ reached", "reached f 0-4|reached f 5-17|reached f 60+",
         "ages as written"),
        ("Children <5 reached|Adults reached|Elderly reached", "reached 0-4|reached 18+|reached 60+", "ages by words"),
        ("Beneficiaries", "?", "people, reached or targeted by status"),
        ("Boys|Girls", "? m 0-17|? f 0-17", "parts that do not say"),
        ("% reached|Cost per person|People with disability reached|PLW reached", "-|-|-|-", "no part of all people"),
        ("Activity start date|Planned end date|Target population group", "start|end|group", "no numbers"),
        ("Contact person|Phone|Email|Comments|Latitude", "-|-|-|-|-", "nobody's name or number is read"),
    ],
)  # fmt: skip
def test_a_header_is_recognised(headers, found, rule):
    names = headers.split("|")
    seen = kept(names)
    assert [seen.get(one, "-") for one in names] == found.split("|"), rule


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ("#org|#org+impl|#org+funding", "organisation|partner|donor"),
        ("#org+prog|#org+implementing|#org+funder", "organisation|partner|donor"),
        ("#org+impl|#org+type", "organisation|-"),
        ("#sector|#subsector|#activity|#modality", "sector|-|activity|modality"),
        ("#sector+cluster+name|#activity+code", "sector|-"),
        ("#adm1+code|#adm1+name|#adm2+code|#loc", "place 3|place 4|place 2|place 1"),
        ("#adm1 +name|#country", "place 1|place 2"),
        ("#status|#date+start|#date+end|#date+reported", "status|start|end|period"),
        ("#reached|#targeted|#beneficiary+type", "reached|targeted|group"),
        ("#reached+ind|#reached+hh|#targeted+households", "reached|reached hh|targeted hh"),
        ("#reached+f+children|#reached+m+adults|#targeted+f", "reached f 0-17|reached m 18+|targeted f"),
        ("#beneficiary+f|#beneficiary+m|#beneficiary+reached", "? f|? m|reached"),
        ("#reached+f+age_5_17|#reached+m+age60plus", "reached f 5-17|reached m 60+"),
        ("#contact+name|#geo+lat|#reached+pct", "-|-|-"),
    ],
)
def test_a_tag_is_recognised(tags, found):
    names = tags.split("|")
    seen = kept([""] * len(names), names)
    assert [seen.get(one, "-") for one in names] == found.split("|")


def test_a_tag_goes_before_a_word():
    assert kept(["Partner name", "Agency"], ["#org+funder", "#org+impl"]) == {
        "Partner name": "donor",
        "Agency": "organisation",
    }


def test_columns_in_any_order_are_the_same(rows):
    header = ["Cluster", "Admin2", "Agency", "People reached", "Status", "Start date"]
    cells = ["Food Security", "Baidoa", "WFP", "1200", "Completed", "2024-02-01"]
    orders = [range(6), [5, 4, 3, 2, 1, 0], [3, 0, 5, 1, 4, 2]]
    made = []
    for order in orders:
        text = ";".join(header[at] for at in order) + "\n" + ";".join(cells[at] for at in order) + "\n"
        (one,), _ = rows(text)
        made.append((one.organisation, one.sector, one.place, one.reached, one.status, one.start))
    assert made == [("WFP", "food", "SO2401", 1200, "completed", "2024-02-01")] * 3


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Who,What,Where,N\n#org,#sector,#adm1+code,#reached\nWFP,food,SO24,12\n", "tags under the header"),
        ("#org,#sector,#adm1+code,#reached\nWho,What,Where,N\nWFP,food,SO24,12\n", "tags above it"),
        ("#org,#sector,#adm1+code,#reached\nWFP,food,SO24,12\n", "tags alone"),
        ("sep=;\nAgency;Cluster;Region;People reached\nWFP;food;SO24;12\n", "the separator said first"),
        ("sep=,\r\nAgency,Cluster,Region,People reached\r\nWFP,food,SO24,12\r\n", "with line ends of Windows"),
        ("Who does what where\nAs of May 2024\n\nAgency,Cluster,Region,People reached\nWFP,Food,SO24,12\n", "titles"),
        ("3W,,,\n,,Where,\nAgency,Cluster,Region,People reached\nWFP,FSL,Bay,12\n", "a band of titles"),
        ("Agency,Cluster,Location,Reached\n,,Region,Individuals\nWFP,Food,Bay,12\n", "a header of two rows"),
        ("Agency,Cluster,Region,People reached\nWFP,Food,Bay,12\nTotal,,,12\n", "a row of totals is no activity"),
        ("Agency,Cluster,Region,People reached\nWFP,Food,Bay,12\n\nSource: partners,,,\n", "nor is a note"),
    ],
)  # fmt: skip
def test_activities_of_others_are_read_and_the_match_is_said(rows, text, rule):
    (one,), problems = rows(text)
    assert (one.organisation, one.sector, one.place, one.reached) == ("WFP", "food", "SO24", 12), rule
    assert {problem.severity for problem in problems} == {"note"}
    (note,) = [problem for problem in problems if problem.code == "matched"]
    assert 'organisation from "' in note.found
    assert "[columns] in a.csv.toml" in note.mend


def test_our_own_headers_need_no_word(rows):
    (one,), problems = rows("Organisation,Sector,Place,Reached\nWFP,food,SO24,12\n")
    assert (one.reached, one.unit, problems) == (12, "people", [])


def test_a_workbook_with_titles_two_headers_and_merged_cells(rows):
    table = [
        ["Response, May 2024"],
        [],
        ["Organisation", "Sector", "District", "Reached", "", "", ""],
        ["", "", "", "Men", "Women", "Boys", "Girls"],
        ["WFP", "Food", "Baidoa", 10, 20, 30, 40],
        ["", "WASH", "Burhakaba", 1, 2, 3, 4],
    ]
    merged = [(0, 0, 0, 6, "Response, May 2024"), (2, 3, 2, 6, "Reached"), (4, 0, 5, 0, "WFP"),
              *((2, column, 3, column, table[2][column]) for column in range(3))]  # fmt: skip
    made, _ = rows(book({"Notes": [["Read me"]], "4W": table}, {"4W": merged}), "response.xlsx")
    assert [(one.organisation, one.sector, one.place, one.reached, one.sheet, one.row) for one in made] == [
        ("WFP", "food", "SO2401", 100, "4W", 5),
        ("WFP", "wash", "SO2402", 10, "4W", 6),
    ]
    assert made[0].reached_by == {"m 18+": 10, "f 18+": 20, "m 0-17": 30, "f 0-17": 40}


def test_a_number_merged_over_rows_is_nobodys_alone(rows):
    table = [["Organisation", "Sector", "District", "People reached"], ["WFP", "Food", "Baidoa", 900],
             ["WFP", "Food", "Burhakaba", ""]]  # fmt: skip
    made, problems = rows(book({"4W": table}, {"4W": [(1, 3, 2, 3, 900)]}), "a.xlsx")
    assert [one.reached for one in made] == [None, None]
    (told,) = [one for one in problems if one.code == "merged-number"]
    assert "900 stands for rows 2 to 3" in told.found


@pytest.mark.parametrize(
    ("cells", "expected", "code", "rule"),
    [
        ("WFP,Food,Mogadishu,", {"place": "", "place_text": "Mogadishu", "unplaced": ["place"]}, "unknown-place",
         "an unknown area is kept as written"),
        ("WFP,Food,,", {"place": "", "unplaced": ["place"]}, "missing", "and so is none"),
        ("WFP,CCCM,Baidoa,", {"sector": "", "sector_text": "CCCM", "unplaced": ["sector"]}, "unknown-word",
         "an unknown sector"),
        ("WFP,Food,Baidoa,gone", {"status": "ongoing"}, "unknown-word", "an unknown status is read by the dates"),
        (",Food,Baidoa,", {"organisation": "", "place": "SO2401"}, "missing", "nobody named"),
        ("WFP,Food,Baidoa; Burhakaba,", {"place": "SO24", "place_text": "Baidoa; Burhakaba"}, "coarser-place",
         "two places are counted in what holds both"),
    ],
)  # fmt: skip
def test_what_cannot_be_placed_is_kept_and_told(rows, cells, expected, code, rule):
    date = "2024-01-01"
    (one, following), problems = rows(
        f"organisation,sector,place,status,start,reached\n{cells},{date},5\nNRC,wash,SO24,ongoing,{date},7\n"
    )
    assert {name: getattr(one, name) for name in expected} == expected, rule
    assert one.reached == 5
    assert (following.organisation, following.unplaced) == ("NRC", [])
    assert [problem.code for problem in problems] == [code]


def test_what_many_rows_share_is_told_once(rows):
    text = (
        "organisation,sector,place,start\n"
        + "WFP,CCCM,SO24,2024-01-01\n" * 3
        + "WFP,CCCM,SO2401,2024-01-01\n" * 6
    )
    made, problems = rows(text)
    (told,) = problems
    assert told.where == "rows 2, 3, 4, 5, 6 and 4 more, sector"
    assert len({one.id for one in made}) == 2, "what is said twice in the same words is one activity"


def test_the_finest_place_that_is_known_is_taken(rows):
    text = (
        "organisation,sector,Admin1 Pcode,Admin2 Pcode,Site,start\n"
        "A,food,SO24,SO2401,Camp Seven,2024-01-01\nA,food,SO24,SO2401,Well 9,2024-01-01\n"
        "A,food,SO24,SO2499,,2024-01-01\nA,food,SO24,,,2024-01-01\n"
    )
    made, problems = rows(text)
    assert [(one.place, one.place_text, one.site) for one in made] == [
        ("CAMP7", "", "Camp Seven"),
        ("SO2401", "", "Well 9"),
        ("SO24", "SO2499", ""),
        ("SO24", "", ""),
    ]
    assert [one.where for one in problems if one.code == "coarser-place"] == ["row 4, place"]


@pytest.mark.parametrize(
    ("header", "cells", "reached", "targeted", "unit", "rule"),
    [
        ("reached,unit", "70,kits", 70, None, "kits", "a number of its unit"),
        ("People reached,unit", "70,kits", 70, None, "people", "people, whatever else is counted"),
        ("HHs reached", "12", 12, None, "households", "households where people are not told"),
        ("HHs reached,People reached", "12,60", 60, None, "people", "people before households"),
        ("Men reached,Women reached", "10,15", 25, None, "people", "the sum of parts where no total is written"),
        ("Male reached,Female reached,Children reached,Adults reached", "10,15,12,13", 25, None, "people",
         "parts by sex and parts by age are the same people"),
        ("Beneficiaries,status", "40,Completed", 40, None, "people", "reached, since it is done"),
        ("Beneficiaries,status", "40,Planned", None, 40, "people", "targeted, since it is planned"),
        ("Targeted,Reached,Men,Women", "100,50,20,30", 50, 100, "people", "parts are of the total they sum to"),
        ("Targeted,Reached,Men,Women", "50,10,20,30", 10, 50, "people", "of the other one"),
        ("Reached", "-5", None, None, "people", "less than nobody is no number"),
        ("Reached", "", None, None, "people", "empty is not known"),
    ],
)  # fmt: skip
def test_numbers_of_a_row(rows, header, cells, reached, targeted, unit, rule):
    (one,), _ = rows(f"organisation,sector,place,{header}\nWFP,food,SO24,{cells}\n")
    assert (one.reached, one.targeted, one.unit) == (reached, targeted, unit), rule


def test_parts_that_pass_their_total_are_set_aside(rows):
    (one,), problems = rows(
        "organisation,sector,place,Reached,Men reached,Women reached\nWFP,food,SO24,20,10,15\n"
    )
    assert (one.reached, one.reached_by) == (20, {})
    assert "parts" in {problem.code for problem in problems}


def test_parts_that_say_neither_are_not_read(rows):
    (one,), problems = rows(
        "organisation,sector,place,Targeted,Reached,Men,Women\nWFP,food,SO24,90,50,20,31\n"
    )
    assert (one.reached, one.targeted, one.reached_by) == (50, 90, {})
    assert "unmarked" in {problem.code for problem in problems}


def test_a_map_beside_the_file_goes_before_all(rows):
    text = "Weekly sheet\nWer,Was,Wo,Wen,Wie\nDRK,Nahrung,Baidoa,77,laufend\n,Wasser,Burhakaba,5,fertig\n"
    beside = """
header_row = 2
fill_down = ["organisation"]
[columns]
organisation = "Wer"
sector = "Was"
place = "Wo"
"reached f" = "Wen"
status = "Wie"
[values.sector]
Nahrung = "food"
Wasser = "wash"
[values.status]
laufend = "ongoing"
fertig = "completed"
[fixed]
start = "2024-05-01"
"""
    made, _ = rows(text, beside=beside)
    assert [
        (one.organisation, one.sector, one.place, one.status, one.reached_by, one.start) for one in made
    ] == [
        ("DRK", "food", "SO2401", "ongoing", {"f": 77}, "2024-05-01"),
        ("DRK", "wash", "SO2402", "completed", {"f": 5}, "2024-05-01"),
    ]


@pytest.mark.parametrize(
    ("beside", "code"),
    [
        ('[columns]\nsector = "Klaster"\n', "unknown-column"),
        ("colums = 1\n", "unknown-key"),
        ('header_row = "two"\n', "setting"),
    ],
)  # fmt: skip
def test_a_map_with_a_slip_is_told(rows, beside, code):
    made, problems = rows("organisation,sector,place\nWFP,food,SO24\n", beside=beside)
    assert [problem.code for problem in problems] == [code]
    assert len(made) == 1


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.csv", "empty"),
        (b"a,b,c,d\n1,2,3,4\n", "a.csv", "no-header"),
        (b"PK nothing", "a.xlsx", "workbook"),
        (b"colour,weight\nred,2\n", "a.csv", "missing-column"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(rows, content, name, code):
    made, problems = rows(content, name)
    assert made == []
    assert [problem.code for problem in problems if problem.severity == "error"] == [code]


@pytest.mark.parametrize(
    ("written", "sector"),
    [
        ("food", "food"), ("FOOD SECURITY", "food"), ("FSL", "food"), ("Food Security & Livelihoods", "food"),
        ("Food Security Cluster", "food"), ("WASH", "wash"), ("Water, Sanitation & Hygiene", "wash"),
        ("WatSan", "wash"),
        ("Shelter/NFI", "shelter"), ("ES/NFI", "shelter"), ("Health", ""), ("CCCM", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_sector_by_the_names_of_others(written, sector):
    own = [Sector(id="food", name="Food security"), Sector(id="wash", name="Water, sanitation and hygiene"),
           Sector(id="shelter", name="Shelter")]  # fmt: skip
    assert Sectors(own).of(written) == sector


def test_a_name_of_two_sectors_is_neither():
    own = [Sector(id="fs", name="Food assistance"), Sector(id="ag", name="Food security and agriculture")]
    assert Sectors(own).of("FSL") == ""
    assert Sectors(own).of("food assistance") == "fs"


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("Completed", "completed"), ("On-going", "ongoing"), ("In progress", "ongoing"), ("PLANNED", "planned"),
        ("Not started", "planned"), ("On hold", "suspended"), ("Canceled", "cancelled"), ("whatever", ""),
    ],
)  # fmt: skip
def test_a_status_by_the_words_of_others(written, status):
    assert status_of(written) == status


@pytest.mark.parametrize(
    ("written", "first", "start", "end"),
    [
        ("2024-02-01", None, "2024-02-01", "2024-02-01"),
        ("2024-02-01T00:00:00", None, "2024-02-01", "2024-02-01"),
        ("31/12/2023", None, "2023-12-31", "2023-12-31"),
        ("12/31/2023", None, "2023-12-31", "2023-12-31"),
        ("03/04/2024", True, "2024-04-03", "2024-04-03"),
        ("03/04/2024", False, "2024-03-04", "2024-03-04"),
        ("05.05.2024", None, "2024-05-05", "2024-05-05"),
        ("1-Feb-24", None, "2024-02-01", "2024-02-01"),
        ("February 1, 2024", None, "2024-02-01", "2024-02-01"),
        ("Feb 2024", None, "2024-02-01", "2024-02-29"),
        ("2024-02", None, "2024-02-01", "2024-02-29"),
        ("45323", None, "2024-02-01", "2024-02-01"),
    ],
)
def test_a_date_as_people_write_it(written, first, start, end):
    assert [one.isoformat() for one in days(written, first=first)] == [start, end]


@pytest.mark.parametrize("written", ["03/04/2024", "2024-13-01", "31/02/2024", "soon", "Q2 2024"])
def test_a_date_of_two_readings_or_none(written):
    with pytest.raises(ValueError, match=r"two readings|no date"):
        days(written, first=None)


def test_a_column_tells_how_its_dates_are_written(rows):
    text = "organisation,sector,place,start date\nA,food,SO24,03/04/2024\nB,food,SO24,25/04/2024\n"
    made, _ = rows(text)
    assert [one.start for one in made] == ["2024-04-03", "2024-04-25"]


@pytest.mark.parametrize(
    ("dates", "status"),
    [
        ("2024-06-01,", "planned"), ("2024-01-01,2024-03-01", "completed"), ("2024-01-01,2024-07-01", "ongoing"),
        ("2024-01-01,", "ongoing"), (",", "ongoing"),
    ],
)  # fmt: skip
def test_a_status_that_is_not_written_follows_the_dates(rows, dates, status):
    (one,), _ = rows(f"organisation,sector,place,start,end\nA,food,SO24,{dates}\n")
    assert one.status == status
