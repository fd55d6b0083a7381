"""Submissions as KoboToolbox, ODK Central and others export them: each format gives the same columns and repeats."""

import csv
import datetime as dt
import json
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from exports import CHOICES, FORM, SURVEY, archive, codes, column, read_folder, survey_folder, workbook
from hypothesis import given, settings
from hypothesis import strategies as st

from needline.model import Form
from needline.readers.base import Door
from needline.readers.forms import read_form
from needline.readers.submissions import read_submissions

KOBO = [
    [
        *(
            "start",
            "home/area",
            "home/people",
            "home/litres",
            "home/needs",
            "home/needs/food",
            "home/needs/cash",
        ),
        *(
            "home/needs/other",
            "home/needs_other",
            "home/arrived",
            "_id",
            "_uuid",
            "_validation_status",
            "_index",
        ),
    ],
    [
        "2024-05-01T08:00:00",
        "N",
        3,
        12.5,
        "food other",
        1,
        0,
        1,
        "soap",
        "2024-01-02",
        1,
        "u1",
        "Approved",
        1,
    ],
    ["2024-05-01T09:00:00", "S", 1, 8, "cash", 0, 1, 0, "", "", 2, "u2", "Not approved", 2],
    ["2024-05-02T08:00:00", "S", 2, 10.25, "", "", "", "", "", "2024-03-04", 3, "u3", "", 3],
]
PEOPLE = [
    [
        "person/age",
        "person/sex",
        "person/sick",
        "_index",
        "_parent_table_name",
        "_parent_index",
        "_submission__uuid",
    ],
    [40, "f", "no", 1, "hh", 1, "u1"],
    [12, "m", "yes", 2, "hh", 1, "u1"],
    [7, "f", "dnk", 3, "hh", 1, "u1"],
    [67, "f", "no", 4, "hh", 2, "u2"],
    [30, "m", "yes", 5, "hh", 3, "u3"],
    ["", "f", "", 6, "hh", 3, "u3"],
]
JSON = [
    {
        "_id": 1,
        "_uuid": "u1",
        "formhub/uuid": "x",
        "start": "2024-05-01T08:00:00",
        "home/area": "N",
        "home/people": "3",
        "home/litres": "12.5",
        "home/needs": "food other",
        "home/needs_other": "soap",
        "home/arrived": "2024-01-02",
        "_validation_status": {"uid": "validation_status_approved", "label": "Approved"},
        "_attachments": [{"id": 4}],
        "_geolocation": [1.5, None],
        "person": [
            {"person/age": "40", "person/sex": "f", "person/sick": "no"},
            {"person/age": "12", "person/sex": "m", "person/sick": "yes"},
            {"person/age": "7", "person/sex": "f", "person/sick": "dnk"},
        ],
    },
    {
        "_id": 2,
        "_uuid": "u2",
        "start": "2024-05-01T09:00:00",
        "home/area": "S",
        "home/people": "1",
        "home/litres": "8",
        "home/needs": "cash",
        "_validation_status": {"uid": "validation_status_not_approved"},
        "person": [{"person/age": "67", "person/sex": "f", "person/sick": "no"}],
    },
    {
        "_id": 3,
        "_uuid": "u3",
        "start": "2024-05-02T08:00:00",
        "home/area": "S",
        "home/people": "2",
        "home/litres": "10.25",
        "home/arrived": "2024-03-04",
        "_validation_status": {},
        "person": [{"person/age": "30", "person/sex": "m", "person/sick": "yes"}, {"person/sex": "f"}],
    },
]


def odata():
    """The same as ODK Central's OData gives them, expanded: groups are records, names are plain."""
    rows = []
    for one in JSON:
        home = {key.removeprefix("home/"): value for key, value in one.items() if key.startswith("home/")}
        people = [{key.removeprefix("person/"): value for key, value in row.items()} for row in one["person"]]
        rows.append(
            {
                "__id": f"uuid:{one['_uuid']}",
                "start": one["start"],
                "home": home,
                "person": [{"__id": f"p{place}", **row} for place, row in enumerate(people)],
                "person@odata.navigationLink": "…",
                "__system": {
                    "submitterName": "App user",
                    "reviewState": "rejected" if one["_id"] == 2 else None,
                },
            }
        )
    return {"@odata.context": "…", "value": rows}


def text(rows, separator=",", quote='"'):
    cells = [
        [quote + str(cell) + quote if separator in str(cell) else str(cell) for cell in row] for row in rows
    ]
    return "\n".join(separator.join(row) for row in cells) + "\n"


def central():
    """The files of ODK Central's archive: groups parted by a hyphen, a file a repeat, KEY and PARENT_KEY."""
    header = [name.replace("home/", "home-").replace("_uuid", "KEY") for name in KOBO[0]]
    main = [header, *([*row[:11], "uuid:" + row[11], *row[12:]] for row in KOBO[1:])]
    keys = [(f"uuid:{row[6]}/person[{row[3]}]", f"uuid:{row[6]}") for row in PEOPLE[1:]]
    people = [["age", "sex", "sick", "PARENT_KEY", "KEY"]]
    people += [[*row[:3], key[1], key[0]] for row, key in zip(PEOPLE[1:], keys, strict=True)]
    return {"hh.csv": text(main), "hh-person.csv": text(people), "media/photo.jpg": b"\xff\xd8"}


def write(folder, kind):
    if kind == "kobo xlsx":
        workbook(folder / "submissions.xlsx", {"hh": KOBO, "person": PEOPLE})
    elif kind == "kobo csv":
        (folder / "submissions.csv").write_text(text(KOBO), "utf-8")
        (folder / "submissions-person.csv").write_text(text(PEOPLE), "utf-8")
    elif kind == "kobo csv, semicolons, BOM":
        (folder / "submissions.csv").write_text(text(KOBO, ";"), "utf-8-sig")
        (folder / "submissions_person.csv").write_text(text(PEOPLE, ";"), "utf-8-sig")
    elif kind == "kobo json":
        answer = {"count": 3, "next": None, "previous": None, "results": JSON}
        (folder / "submissions.json").write_text(json.dumps(answer), "utf-8")
    elif kind == "json list":
        (folder / "submissions.json").write_text(json.dumps(JSON), "utf-8")
    elif kind == "odk json":
        (folder / "submissions.json").write_text(json.dumps(odata()), "utf-8")
    elif kind == "odk zip":
        archive(folder / "submissions.zip", central())
    elif kind == "parquet":
        for name, rows in (("submissions", KOBO), ("submissions-person", PEOPLE)):
            columns = {
                head: pa.array([None if row[place] == "" else row[place] for row in rows[1:]])
                for place, head in enumerate(rows[0])
            }
            pq.write_table(pa.table(columns), folder / f"{name}.parquet")


KINDS = [
    *("kobo xlsx", "kobo csv", "kobo csv, semicolons, BOM", "kobo json", "json list", "odk json", "odk zip"),
    "parquet",
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_format_gives_the_same_households_and_people(tmp_path, kind):
    folder = survey_folder(tmp_path)
    workbook(folder / "form.xlsx", FORM)
    write(folder, kind)
    read, _, door = read_folder(tmp_path)
    assert column(read, "area") == ["N", "S", "S"]
    assert column(read, "people") == ["3", "1", "2"]
    assert column(read, "litres") == ["12.5", "8", "10.25"]
    assert column(read, "needs") == ["food other", "cash", None]
    assert column(read, "needs_other") == ["soap", None, None]
    assert column(read, "arrived") == ["2024-01-02", None, "2024-03-04"]
    assert column(read, "age", "person") == ["40", "12", "7", "67", "30", None]
    assert column(read, "sick", "person") == ["no", "yes", "dnk", "no", "yes", None]
    rows = column(read, "_row")
    assert column(read, "_household", "person") == [rows[place] for place in (0, 0, 0, 1, 2, 2)]
    assert [one.line() for one in door.problems if one.severity != "note"] == []


def test_without_a_form_headers_stay_as_they_are(tmp_path):
    write(survey_folder(tmp_path), "kobo xlsx")
    read, _, door = read_folder(tmp_path)
    assert read.main.column_names == [*KOBO[0], "_row"]
    assert column(read, "_household", "person") == [2, 2, 2, 3, 4, 4]
    assert door.problems == []


def plain(tmp_path, content, *, form=True, decimal="", suffix="csv"):
    folder = survey_folder(tmp_path)
    if form:
        workbook(folder / "form.xlsx", FORM)
    (folder / f"submissions.{suffix}").write_bytes(
        content if isinstance(content, bytes) else content.encode()
    )
    return read_folder(tmp_path, decimal=decimal)


HEADERS = [
    "area",
    "home/area",
    "home-area",
    "home.area",
    "home:area",
    "old_group/area",
    "Area",
    "AREA ",
    "Where do you live?",
    "Où vivez-vous ?",
    "where do  you live",
]


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_is_met_with_the_form(tmp_path, header):
    read, _, _ = plain(tmp_path, f"_uuid,{header},people\na,N,3\n")
    assert column(read, "area") == ["N"]


OPTIONS = ["needs/food", "needs.food", "home/needs/food", "home-needs/food", "What do you need?/Food"]


@pytest.mark.parametrize("header", OPTIONS)
def test_a_column_of_an_option_is_met_with_the_form(tmp_path, header):
    read, _, _ = plain(tmp_path, f"_uuid,{header},people\na,1,3\n")
    assert column(read, "needs/food") == ["1"]


WORDS = [
    # what the columns of the options food, cash and other hold, what is read of them
    (["yes", "no", "no"], ["1", "0", "0"]),
    (["Oui", "Non", ""], ["1", "0", None]),
    (["food", "", ""], ["1", None, None]),
    (["Nourriture", "", "Something else"], ["1", None, "1"]),
    (["TRUE", "FALSE", "1"], ["TRUE", "FALSE", "1"]),
    (["2", "no", "maybe"], ["2", "0", "maybe"]),
]


@pytest.mark.parametrize(("cells", "wanted"), WORDS)
def test_an_option_may_be_marked_in_words(tmp_path, cells, wanted):
    read, _, door = plain(
        tmp_path, f"_uuid,needs/food,needs/cash,needs/other,people\na,{','.join(cells)},3\n"
    )
    assert [column(read, f"needs/{one}")[0] for one in ("food", "cash", "other")] == wanted
    assert ("option-words" in codes(door)) == (wanted != [cell or None for cell in cells])


def test_a_header_that_is_spelled_as_the_form_does_comes_before_one_that_only_resembles_it(tmp_path):
    read, _, door = plain(tmp_path, "_uuid,PEOPLE,home/people,area\na,1,3,N\n")
    assert (column(read, "people"), column(read, "PEOPLE")) == (["3"], ["1"])
    assert "matched" not in codes(door)


def test_the_text_that_or_other_adds_is_no_option(tmp_path):
    rows = [row for row in SURVEY if row[1] != "needs_other"]
    rows = [["select_multiple need or_other", *row[1:]] if row[1] == "needs" else row for row in rows]
    sheets = {**FORM, "survey": rows, "choices": [row for row in CHOICES if row[1] != "other"]}
    workbook(survey_folder(tmp_path) / "form.xlsx", sheets)
    lines = "_uuid,home-area,home-needs,home-needs_other\na,N,food other,soap\nb,S,cash,\n"
    (survey_folder(tmp_path) / "submissions.csv").write_text(lines, "utf-8")
    read, form, door = read_folder(tmp_path)
    assert (column(read, "needs"), column(read, "needs_other")) == (["food other", "cash"], ["soap", None])
    assert form.named()["needs_other"].relevant == "selected(${needs}, 'other')"
    assert codes(door) == {"not-in-export"}


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("North bank", "N"),
        ("Rive nord", "N"),
        ("north  bank", "N"),
        ("n", "N"),
        ("N", "N"),
        ("elsewhere", "elsewhere"),
    ],
)
def test_an_answer_by_its_label_is_the_name_of_its_choice(tmp_path, cell, name):
    read, _, door = plain(tmp_path, f"_uuid,area,people\na,{cell},3\n")
    assert column(read, "area") == [name]
    assert ("by-label" in codes(door)) == (cell != name)


def test_several_labels_in_one_cell_are_names(tmp_path):
    read, _, _ = plain(
        tmp_path, "_uuid,needs,people\na,Something else Cash in hand,3\nb,food cash,1\nc,who knows,1\n"
    )
    assert column(read, "needs") == ["other cash", "food cash", "who knows"]


def test_a_header_of_labels_is_found_under_a_title(tmp_path):
    rows = [
        ["Households, May"],
        ["", ""],
        ["Where do you live?", "How many people?", "Sick?"],
        ["North bank", "3", "age"],
    ]
    read, _, door = plain(tmp_path, text(rows))
    assert (column(read, "area"), column(read, "people")) == (["N"], ["3"])
    assert "above-header" in codes(door)


CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cf")), max_size=6
)


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6))
def test_a_cell_is_read_as_it_was_written_in_every_format(rows):
    """Whatever stands in a cell, CSV, workbook, JSON and Parquet give it back; NA and hashtags apart."""
    rows = [row for row in rows if not any(cell == "NA" or cell.startswith("#") for cell in row)]
    wanted = [[cell or None for cell in row] for row in rows]
    for suffix in ("csv", "xlsx", "json", "parquet"):
        with tempfile.TemporaryDirectory() as scratch:
            folder = survey_folder(Path(scratch))
            path = folder / f"submissions.{suffix}"
            table = [["_uuid", "q", "r"], *([f"u{place}", *row] for place, row in enumerate(rows))]
            if suffix == "csv":
                with path.open("w", encoding="utf-8", newline="") as file:
                    csv.writer(file).writerows(table)
            elif suffix == "xlsx":
                workbook(path, {"a": table})
            elif suffix == "json":
                path.write_text(
                    json.dumps([dict(zip(table[0], row, strict=True)) for row in table[1:]]), "utf-8"
                )
            else:
                columns = {name: [row[place] for row in table[1:]] for place, name in enumerate(table[0])}
                pq.write_table(
                    pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()}), path
                )
            if not rows:
                continue
            read, _, _ = read_folder(Path(scratch))
            got = [
                column(read, name) if name in read.main.column_names else [None] * len(rows) for name in "qr"
            ]
            assert [list(row) for row in zip(*got, strict=True)] == wanted, suffix


def said(door, code):
    return [(one.severity, one.found) for one in door.problems if one.code == code]


def test_what_is_not_in_the_form_is_kept_and_said(tmp_path):
    read, _, door = plain(tmp_path, "_uuid,area,people,weight,stratum\na,N,3,1.5,n\n")
    assert column(read, "weight") == ["1.5"]
    assert said(door, "not-in-form") == [
        ("note", "2 columns not in the form: weight, stratum; kept as named.")
    ]
    ((_, found),) = said(door, "not-in-export")
    assert "litres, needs, needs_other, arrived, spot, two" in found


def test_the_form_of_other_submissions_is_said(tmp_path):
    _, _, door = plain(tmp_path, "_uuid,x,y\na,1,2\n")
    assert [severity for severity, _ in said(door, "other-form")] == ["error"]


TABLES = [
    ("hashtags under the header", "_uuid,area,people\n#id,#adm1,#population\na,N,3\n", set()),
    ("a title above it", "Households of 2024\n\n_uuid,area,people\na,N,3\n", {"above-header"}),
    ("semicolons", "_uuid;area;people\na;N;3\n", set()),
    ("bars", "_uuid|area|people\na|N|3\n", set()),
    ("tabs", "_uuid\tarea\tpeople\na\tN\t3\n", set()),
    ("a line that names the separator", "sep=;\n_uuid;area;people\na;N;3\n", set()),
    ("a header among the data", "_uuid,area,people\na,N,3\n_uuid,area,people\n", {"header-again"}),
    ("NA of R", "_uuid,area,people,litres\na,N,3,NA\n", {"not-known"}),
    ("an empty line", "_uuid,area,people\n\na,N,3\n,,\n", set()),
    ("a byte order mark", "\ufeff_uuid,area,people\na,N,3\n", set()),
    ("UTF-16", "_uuid,area,people\na,N,3\n".encode("utf-16"), {"encoding"}),
]


@pytest.mark.parametrize("case", TABLES, ids=[one[0] for one in TABLES])
def test_a_table_however_it_is_written(tmp_path, case):
    _, content, wanted = case
    read, _, door = plain(tmp_path, content)
    assert (column(read, "_uuid"), column(read, "area"), column(read, "people")) == (["a"], ["N"], ["3"])
    assert codes(door) - {"not-in-export", "not-in-form"} == wanted


def test_an_old_encoding_is_read_and_said(tmp_path):
    read, _, door = plain(tmp_path, "_uuid,area,needs_other\na,N,café et thé\n".encode("cp1252"))
    assert column(read, "needs_other") == ["café et thé"]
    assert "encoding" in codes(door)


def test_no_cell_is_lost_without_a_word(tmp_path):
    read, _, door = plain(tmp_path, "_uuid,area,,area\na,N,lost?,S,beyond\n")
    assert [column(read, name) for name in ("area", "column 3", "area (2)", "column 5")] == [
        *(["N"], ["lost?"], ["S"], ["beyond"]),
    ]
    assert {"no-header", "twice", "ragged"} <= codes(door)
    assert not any("beyond" in one.line() or "row 2" in one.line() for one in door.problems)
    assert any("row 2" in one.told.line() for one in door.details)


NUMBERS = [
    ("a decimal comma", ";", ["12,5", "8"], ","),
    ("thousands and decimals", ";", ["1.200,5", "8"], ","),
    ("a thousands comma in a file of commas", ",", ["1,200", "8"], "."),
    ("a column that tells nothing", ";", ["1.200", "8"], ""),
    ("a column that tells by another cell", ";", ["1.200", "8,5"], ","),
    ("points in a file of commas", ",", ["1.200", "8"], "."),
]


@pytest.mark.parametrize("case", NUMBERS, ids=[one[0] for one in NUMBERS])
def test_the_decimal_mark_is_what_the_column_tells(tmp_path, case):
    _, separator, cells, mark = case
    rows = [["_uuid", "area", "litres"], *([f"u{place}", "N", cell] for place, cell in enumerate(cells))]
    read, _, _ = plain(tmp_path, text(rows, separator))
    assert read.decimals.get("litres", "") == mark
    assert column(read, "litres") == cells


def test_a_stated_decimal_mark_holds_where_the_column_tells_nothing(tmp_path):
    read, _, _ = plain(tmp_path, "_uuid;area;litres\na;N;1.200\n", decimal=",")
    assert read.decimals == {"litres": ","}


def test_a_whole_number_has_no_decimals(tmp_path):
    read, _, _ = plain(tmp_path, "_uuid;area;people\na;N;1.234\nb;N;1.000\n")
    assert read.decimals == {"people": ","}
    read, _, _ = plain(tmp_path, "_uuid;area;people\na;N;1.000\n")
    assert read.decimals == {}


def test_numbers_of_a_sheet_are_no_texts(tmp_path):
    folder = survey_folder(tmp_path)
    workbook(folder / "submissions.xlsx", {"a": [["_uuid", "w"], ["a", 1.234], ["b", 2.345]]})
    assert read_folder(tmp_path)[0].decimals == {"w": "."}
    workbook(folder / "submissions.xlsx", {"a": [["_uuid", "w"], ["a", 1.234], ["b", "2.345"]]})
    assert read_folder(tmp_path)[0].decimals == {}


def test_days_of_a_spreadsheet(tmp_path):
    read, _, door = plain(tmp_path, "_uuid,area,arrived,start,people\na,N,45293,45413.5,45293\n")
    assert (column(read, "arrived"), column(read, "start")) == (["2024-01-02"], ["2024-05-01T12:00:00"])
    assert column(read, "people") == ["45293"]
    assert "serial-dates" in codes(door)


def test_a_date_of_a_sheet(tmp_path):
    folder = survey_folder(tmp_path)
    day = dt.datetime(2024, 1, 2, 10, 30)  # noqa: DTZ001 - a sheet's dates have no zone
    workbook(folder / "submissions.xlsx", {"a": [["_uuid", "arrived"], ["a", day]]})
    assert column(read_folder(tmp_path)[0], "arrived") == ["2024-01-02T10:30:00"]


def test_merged_cells_hold_their_text_each(tmp_path):
    folder = survey_folder(tmp_path)
    rows = [["_uuid", "area", "people"], ["a", "", 1], ["b", "", 2], ["c", "S", 3]]
    workbook(folder / "submissions.xlsx", {"a": rows}, [("a", "B2:B3", "N")])
    read, _, door = read_folder(tmp_path)
    assert column(read, "area") == ["N", "N", "S"]
    assert codes(door) == {"merged"}


def test_a_header_of_two_rows(tmp_path):
    folder = survey_folder(tmp_path)
    rows = [["_uuid", "", "", "weight"], ["", "area", "people", ""], ["a", "N", 3, 1.5]]
    workbook(folder / "submissions.xlsx", {"a": rows}, [("a", "B1:C1", "home")])
    read, _, _ = read_folder(tmp_path)
    assert read.main.column_names == ["_uuid", "home/area", "home/people", "weight", "_row"]
    assert column(read, "_row") == [3]


def test_sheets_that_are_no_data_are_said(tmp_path):
    folder = survey_folder(tmp_path)
    notes = [["What", "Why"], ["a cover", "to greet"]]
    workbook(folder / "submissions.xlsx", {"cover": notes, "empty": [], "hh": KOBO, "person": PEOPLE})
    workbook(folder / "form.xlsx", FORM)
    read, _, door = read_folder(tmp_path)
    assert column(read, "area") == ["N", "S", "S"]
    assert {one.where for one in door.problems if one.code in {"no-data-sheet", "empty-sheet"}} == {
        '"cover"',
        '"empty"',
    }


def test_one_page_of_a_servers_answer_is_said(tmp_path):
    answer = {"count": 30, "next": "https://…", "results": JSON}
    _, _, door = plain(tmp_path, json.dumps(answer), suffix="json")
    assert said(door, "one-page") == [
        ("error", "one page of the server's answer: 3 of 30 submissions; the others are missing.")
    ]


@pytest.mark.parametrize("content", ["{", "3", '{"a": 1}', "[1]"])
def test_json_that_holds_no_submissions_is_told(tmp_path, content):
    path = survey_folder(tmp_path) / "submissions.json"
    path.write_text(content, "utf-8")
    door = Door(tmp_path)
    read_submissions(door, path, Form())
    assert [one.severity for one in door.problems] == ["error"]


def test_repeats_inside_repeats(tmp_path):
    nested = [{"_uuid": "a", "h": [{"n": "1", "p": [{"x": "1"}, {"x": "2"}]}, {"n": "2", "p": [{"x": "3"}]}]}]
    nested.append({"_uuid": "b", "h": [{"n": "3", "p": [{"x": "4"}]}]})
    read, _, _ = plain(tmp_path, json.dumps(nested), form=False, suffix="json")
    assert column(read, "_household", "h") == [1, 1, 2]
    assert column(read, "_household", "p") == [1, 1, 1, 2]


def test_repeats_inside_repeats_of_sheets(tmp_path):
    sheets = {
        "main": [["q", "_index", "_uuid"], ["a", 1, "u1"], ["b", 2, "u2"]],
        "h": [["n", "_index", "_parent_table_name", "_parent_index"], [1, 1, "main", 2], [2, 2, "main", 1]],
        "p": [
            ["x", "_index", "_parent_table_name", "_parent_index"],
            [9, 1, "h", 1],
            [8, 2, "h", 2],
            [7, 3, "h", 5],
        ],
    }
    workbook(survey_folder(tmp_path) / "submissions.xlsx", sheets)
    read, _, door = read_folder(tmp_path)
    assert column(read, "_household", "h") == [3, 2]
    assert column(read, "_household", "p") == [3, 2, None]
    assert said(door, "orphans") == [("error", "1 row of 3 without a household among the 2; left out.")]
    assert any("row 4 without" in one.told.line() for one in door.details)


def test_keys_that_disagree_are_said(tmp_path):
    people = [PEOPLE[0], [*PEOPLE[1][:5], 2, "u1"], *PEOPLE[2:]]
    workbook(survey_folder(tmp_path) / "submissions.xlsx", {"hh": KOBO, "person": people})
    read, _, door = read_folder(tmp_path)
    assert column(read, "_household", "person")[0] == 3
    assert [severity for severity, _ in said(door, "keys-differ")] == ["warning"]


def test_an_index_that_stands_twice_gives_way_to_the_uuid(tmp_path):
    again = [KOBO[0], *([*row[:13], 1] for row in KOBO[1:])]
    workbook(survey_folder(tmp_path) / "submissions.xlsx", {"hh": again, "person": PEOPLE})
    assert column(read_folder(tmp_path)[0], "_household", "person") == [2, 2, 2, 3, 4, 4]


def test_a_repeat_without_a_key_has_orphans_alone(tmp_path):
    folder = survey_folder(tmp_path)
    (folder / "submissions.csv").write_text("_uuid,area\na,N\n", "utf-8")
    (folder / "submissions-person.csv").write_text("age,sex,_parent_table_name\n3,f,hh\n", "utf-8")
    read, _, door = read_folder(tmp_path)
    assert column(read, "_household", "person") == [None]
    assert "orphans" in codes(door)


@pytest.mark.parametrize("form", [FORM, None], ids=["with the form", "without"])
def test_a_repeat_linked_by_a_key_of_ones_own(tmp_path, form):
    folder = survey_folder(tmp_path)
    people = [["age", "sex", "hhid"], ["40", "f", "B"], ["7", "m", "A"], ["9", "m", "B"], ["1", "f", "Z"]]
    homes = [["area", "people", "hhid"], ["N", "1", "A"], ["S", "2", "B"]]
    path = workbook(folder / "submissions.xlsx", {"homes": homes, "person": people})
    read_with = read_form(Door(tmp_path), workbook(folder / "form.xlsx", form)) if form else Form()
    door = Door(tmp_path)
    read = read_submissions(door, path, read_with, key="hhid")
    assert read.repeats["person"]["_household"].to_pylist() == [3, 2, 3, None]
    assert [one.found for one in door.problems if one.code == "orphans"] == [
        "1 row of 4 without a household among the 2; left out."
    ]


def test_an_archive_that_is_damaged_is_told(tmp_path):
    """Whatever byte of it is wrong: no traceback, and something is said where something is lost."""
    folder = survey_folder(tmp_path)
    whole = archive(folder / "submissions.zip", central()).read_bytes()
    for place in range(0, len(whole), 7):
        content = bytearray(whole)
        content[place] ^= 0x55
        (folder / "submissions.zip").write_bytes(bytes(content))
        door = Door(tmp_path)
        read = read_submissions(door, folder / "submissions.zip", Form())
        assert door.problems or (read is not None and len(read.main) == 3)
    (folder / "submissions.zip").write_bytes(whole[: len(whole) // 2])
    door = Door(tmp_path)
    assert read_submissions(door, folder / "submissions.zip", Form()) is None
    assert codes(door) == {"unreadable"}


SMALL = [
    ("a\n", {"a": []}),
    ("a\n1\n", {"a": ["1"]}),
    ("a,a\n1,2\n", {"a": ["1"], "a (2)": ["2"]}),
    ("_row,a\n1,2\n", {"_row (2)": ["1"], "a": ["2"]}),
    ("a,b\n1\n", {"a": ["1"], "b": [None]}),
    ("#adm1,#x\n1,2\n", {"#adm1": ["1"], "#x": ["2"]}),
    ("#adm1,#x\nplace,people\nN,2\n", {"place": ["N"], "people": ["2"]}),
]


@pytest.mark.parametrize(("content", "wanted"), SMALL)
def test_a_small_table(tmp_path, content, wanted):
    read, _, _ = plain(tmp_path, content, form=False)
    assert {name: column(read, name) for name in read.main.column_names if name != "_row"} == wanted


@pytest.mark.parametrize("content", ["", ",,\n", "\n\n", '"a\n1', "_parent_index,a\n1,2\n"])
def test_a_table_that_holds_no_household_is_told(tmp_path, content):
    path = survey_folder(tmp_path) / "submissions.csv"
    path.write_text(content, "utf-8")
    door = Door(tmp_path)
    assert read_submissions(door, path, Form()) is None
    assert [one.severity for one in door.problems] == ["error"]
