"""How a table of a mission folder is read: encodings, separators, headers, numbers, and what is wrong with it."""

from __future__ import annotations

import pytest

from needline.model import Count, Observation, Place
from needline.readers.base import Door
from needline.readers.decoding import decode

MISSION = """
title = "Drought"
as_of = 2022-09-01T12:00:00+03:00
zone = "Africa/Mogadishu"
[[groups]]
id = "idp"
names = ["People displaced"]
stands_for = ["displaced", "IDPs"]
population = "displaced"
within = "SO"
[[sectors]]
id = "food"
name = "Food"
"""
PLACES = """code,name,aliases,kind,parent
SO,Somalia,,country,
SO24,Bay,,area,SO
SO2401,Baidoa|Baydhabo,Baidowa,town,SO24
"""
HEADER = "id,as_of,said_by,measure,from_place,to_place,group,qualifier,low,high,unit"
BASE = {"mission.toml": MISSION, "places.csv": PLACES}


def rows(door: Door, name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    return [row.cells for row in door.rows(door.root / name, columns)]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"code,name\nA,Caf\xc3\xa9\n", "UTF-8, as every file should be"),
        (b"\xef\xbb\xbfcode,name\nA,Caf\xc3\xa9\n", "UTF-8 with the mark that Excel writes"),
        ("code;name\nA;Café\n".encode(), "semicolons"),
        ("code\tname\nA\tCafé\n".encode(), "tabs"),
        ("code,name\r\nA,Café\r\n".encode(), "line ends of Windows"),
        ("code,name\rA,Café\r".encode(), "line ends of an old Mac"),
        ("\n\ncode,name\nA,Café\n".encode(), "blank lines before the header"),
        ("code,name\n\n,\nA,Café\n\n".encode(), "empty rows between"),
        ("code,name,,\nA,Café,,\n".encode(), "empty columns at the end"),
        ("code,name\n#adm1+code,#adm1+name\nA,Café\n".encode(), "a row of HXL tags"),
        (' code , name \n A ," Café "\n'.encode(), "blanks around"),
        ('"code","name"\n"A","Café"\n'.encode(), "quotes"),
        ("name,code,comment\nCafé,A,kept apart\n".encode(), "columns in any order, and others"),
    ],
)
def test_a_table_is_read_without_a_word(tmp_path, content, rule):
    (tmp_path / "x.csv").write_bytes(content)
    door = Door(tmp_path)
    assert rows(door, "x.csv", ("code", "name")) == [{"code": "A", "name": "Café"}], rule
    assert door.problems == [], rule


@pytest.mark.parametrize(
    ("content", "code", "severity", "says", "read"),
    [
        ("code,name\nA,Café\n".encode("cp1252"), "encoding", "warning", "read as cp1252", ["Café"]),
        ("code,name\nA,Café\n".encode("utf-16"), "encoding", "warning", "read as utf-16", ["Café"]),
        ("code,name\nA,Баку\n".encode("utf-16-le"), "binary", "error", "no text", []),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary", "error", "no text", []),
        (b"", "empty", "error", "empty", []),
        (b" \n\n ", "empty", "error", "empty", []),
        (b"\xef\xbb\xbf", "empty", "error", "empty", []),
        (b",,,\n,,\n", "empty", "error", "no cell of it is filled", []),
        (b"code,name,name\nA,x,y\n", "twice", "warning", "name stands twice", ["x"]),
        (b"code,name\nA,x,y,z\n", "ragged", "error", "4 cells under 2 headers", ["x"]),
        (b'code,name\nA,x\nB,"y\nC,z\nD,u\n', "csv", "error", "quote is not closed", ["x"]),
        (b'code,name\nA,x\nB,"y" z\nC,z\n', "csv", "error", "nothing from here on was read", ["x"]),
    ],
)
def test_what_is_wrong_with_a_table_is_told_once_and_the_rest_is_read(
    tmp_path, content, code, severity, says, read
):
    (tmp_path / "x.csv").write_bytes(content)
    door = Door(tmp_path)
    assert [cells["name"] for cells in rows(door, "x.csv", ("code", "name"))] == read
    (told,) = door.problems
    assert (told.code, told.severity, told.file) == (code, severity, "x.csv")
    assert says in told.line()
    assert told.mend


def test_a_short_row_leaves_cells_unknown(tmp_path):
    (tmp_path / "x.csv").write_text("code,name,kind\nA,x\n", "utf-8")
    assert rows(Door(tmp_path), "x.csv", ("code", "name", "kind")) == [{"code": "A", "name": "x", "kind": ""}]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path):
    (tmp_path / "x.csv").write_text('code,name\n#x,#y\nA,"two\nlines"\n\nB,z\n', "utf-8")
    door = Door(tmp_path)
    assert [row.number for row in door.rows(tmp_path / "x.csv", ("code", "name"))] == [3, 5]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1234", 1234),
        ("1,234", 1234),
        ("1 234 567", 1234567),
        ("1\u00a0234", 1234),
        ("1\u202f234", 1234),
        ("1'234.5", 1234.5),
        ("-0.5", -0.5),
        ("1e3", 1000),
        ("", None),
    ],
)
def test_a_number(tmp_path, written, value):
    (tmp_path / "x.csv").write_text(f'n,o\n"{written}",x\n', "utf-8")
    door = Door(tmp_path)
    (row,) = door.rows(tmp_path / "x.csv", ("n",))
    assert row.number_of("n") == value
    assert door.problems == []


@pytest.mark.parametrize(
    ("separator", "cells", "values", "rule"),
    [
        (";", ["12.000"], [None], "a point before three digits, and nothing decides: two readings"),
        (";", ["12,000"], [None], "a comma likewise"),
        ("\t", ["12.000"], [None], "a tab says nothing of marks"),
        (",", ["12.000"], [None], "a point between commas may still mark thousands"),
        (",", ["12,000"], [12000], "a comma in a file of commas marks thousands"),
        (";", ["12.000", "1.234,5"], [12000, 1234.5], "another cell shows a comma for decimals"),
        (";", ["12,000", "12,5"], [12, 12.5], "and so a comma before three digits is one too"),
        (";", ["12.000", "1.234.567"], [12000, 1234567], "a mark that stands twice marks thousands"),
        (";", ["12,000", "12.5"], [12000, 12.5], "another cell shows a point for decimals"),
        (",", ["12.000", "12.5"], [12, 12.5], "between commas too"),
        (";", ["12.000", "12.5", "12,5"], [None, 12.5, None], "cells that show both decide nothing"),
        (";", ["0,950", "0.95"], [None, 0.95], "a cell of one reading that the column does not bear"),
        (";", ["0,950"], [0.95], "no thousand begins with a nought"),
        (";", ["1 234,5"], [1234.5], "blanks mark thousands beside either mark"),
        (";", ["19000"], [19000], "digits alone"),
    ],
)
def test_a_decimal_mark_comes_from_the_whole_column(tmp_path, separator, cells, values, rule):
    lines = [f'"{cell}"{separator}x' for cell in cells]
    (tmp_path / "x.csv").write_text("\n".join([f"n{separator}o", *lines]) + "\n", "utf-8")
    door = Door(tmp_path)
    assert [row.number_of("n") for row in door.rows(tmp_path / "x.csv", ("n",))] == values, rule
    assert len(door.problems) == values.count(None), rule


def test_two_readings_are_told_with_both(tmp_path):
    (tmp_path / "x.csv").write_text("n;o\n12.000;x\n", "utf-8")
    door = Door(tmp_path)
    (row,) = door.rows(tmp_path / "x.csv", ("n",))
    assert row.number_of("n") is None
    assert [one.line() for one in door.problems] == [
        'x.csv, row 2, n: "12.000" has two readings: 12000 or 12. Write 12000, or 12.'
    ]


def test_a_bound_may_leave_one_reading(tmp_path):
    (tmp_path / "x.csv").write_text("lat;o\n39.825;x\n", "utf-8")
    (row,) = Door(tmp_path).rows(tmp_path / "x.csv", ("lat",))
    assert row.number_of("lat", most=90.0) == 39.825


@pytest.mark.parametrize("written", ["1e308", "10000000001"])
def test_more_people_than_there_are_is_a_slip(folder, reading, written):
    row = f"k1,2022-01-01,UN,displaced,SO2401,,IDPs,exact,{written},{written},people"
    found = reading(folder({**BASE, "counts/c.csv": f"{HEADER}\n{row}\n"}))
    assert found.store.read(Count) == []
    assert any("above 10,000,000,000" in line for line in found.lines())


@pytest.mark.parametrize("written", ["1,5", "12,34,567", "about 5", "nan", "inf", "1.234,5", "5k", "--"])
def test_what_is_no_number_is_never_guessed(tmp_path, written):
    (tmp_path / "x.csv").write_text(f'n,o\n"{written}",x\n', "utf-8")
    door = Door(tmp_path)
    (row,) = door.rows(tmp_path / "x.csv", ("n",))
    assert row.number_of("n") is None
    assert row.bad
    assert [one.line() for one in door.problems] == [
        f'x.csv, row 2, n: "{written}" is no number. Write digits, with a point for decimals.'
    ]


@pytest.mark.parametrize(
    "written",
    [
        "32.09.2023",
        "2023-02-30",
        "2023-09",
        "30. 9. 2023",
        "9999-12-31",
        "0001-01-01",
        "yesterday",
        "2023-09-30T25:00",
    ],
)
def test_what_is_no_date_is_told_in_one_line(folder, reading, written):
    row = f"a,{written},UN,displaced,SO24,,displaced,exact,500,500,people"
    found = reading(folder({**BASE, "counts/c.csv": f"{HEADER}\n{row}\n"}))
    mend = "Write it as 2023-10-01, or 2023-10-01T15:00 with the hour."
    assert found.lines() == [f'counts/c.csv, row 2, as_of: "{written}" is no date. {mend}']
    assert found.store.read(Count) == []


@pytest.mark.parametrize(
    ("cells", "where", "says"),
    [
        ("a,,UN,displced,SO24,,IDPs,exact,5,5,people", "measure", "Did you mean displaced?"),
        ("a,,UN,displaced,Bey,,IDPs,exact,5,5,people", "from_place", "Did you mean Bay?"),
        ("a,,UN,displaced,SO24,,IDPs,roughly,5,5,people", "qualifier", '"roughly" is not known'),
        ("a,,UN,displaced,SO24,,IDPs,exact,,,people", "low", "neither low nor high"),
        ("a,,UN,displaced,SO24,,IDPs,exact,9,5,people", "low", "9 is above high, 5"),
        ("a,,UN,displaced,SO24,,IDPs,exact,-9,5,people", "low", "-9 is below 0"),
        ("a,,UN,displaced,SO24,,IDPs,exact,2.5,2.5,people", "low", "a part of one of the people"),
        (
            "a,,UN,share_with_disability,SO24,,IDPs,exact,160,160,percent",
            "low",
            "more than a hundred percent",
        ),
    ],
)
def test_a_figure_that_cannot_be_is_left_out_and_told(folder, reading, cells, where, says):
    good = "b,,UN,displaced,SO24,,IDPs,exact,700,700,people"
    found = reading(folder({**BASE, "counts/c.csv": f"{HEADER}\n{cells}\n{good}\n"}))
    (told,) = found.problems()
    assert (told.file, told.where, told.severity) == ("counts/c.csv", f"row 2, {where}", "error")
    assert says in told.line()
    assert [one.name for one in found.store.read(Count)] == ["b"]


def test_a_figure_without_a_place_is_kept_and_said(folder, reading):
    found = reading(
        folder({**BASE, "counts/c.csv": f"{HEADER}\na,,UN,displaced,,,IDPs,exact,700,700,people\n"})
    )
    assert [one.code for one in found.problems("warning")] == ["no-place"]
    assert len(found.store.read(Count)) == 1


def test_a_figure_that_holds_after_its_publication_is_doubted(folder, reading):
    text = f"{HEADER},published\na,2022-08-09,UN,displaced,SO24,,IDPs,exact,700,700,people,2022-08-01\n"
    found = reading(folder({**BASE, "counts/c.csv": text}))
    assert [(one.where, one.found) for one in found.problems("warning")] == [
        ("row 2, as_of", "2022-08-09 lies after its publication, 2022-08-01.")
    ]


def test_a_foreign_file_is_mapped_and_what_it_shares_is_fixed(folder, reading):
    mapping = '[columns]\nlow = "Individus"\nhigh = "Individus"\nfrom_place = "Région"\nas_of = "Jour"\n'
    mapping += '[fixed]\nmeasure = "displaced"\nsaid_by = "DTM"\ngroup = "IDPs"\n'
    files = {
        "counts/dtm.csv": "Région;Jour;Individus\nBay;2022-08-01;12 500\n",
        "counts/dtm.csv.toml": mapping,
    }
    found = reading(folder({**BASE, **files}))
    (count,) = found.store.read(Count)
    assert (count.measure, count.from_place, count.low, count.said_by) == ("displaced", "SO24", 12500, "DTM")
    assert found.problems() == []


def test_a_mapping_to_a_column_that_is_not_there_is_told(folder, reading):
    files = {"counts/d.csv": "measure,low\ndisplaced,5\n", "counts/d.csv.toml": '[columns]\nas_of = "Day"\n'}
    found = reading(folder({**BASE, **files}))
    assert 'counts/d.csv.toml, as_of: no column "Day". Known: low, measure.' in found.lines()


def test_a_column_without_which_nothing_can_be_read(folder, reading):
    found = reading(folder({**BASE, "counts/d.csv": "measure,number\ndisplaced,5\n"}))
    (line,) = found.lines()
    assert line.startswith("counts/d.csv, row 1: no column low. It has measure, number.")
    assert line.endswith('Write low = "their header" under [columns] in d.csv.toml.')


def test_population_is_read_as_baselines(folder, reading):
    text = 'place,group,sex,age,people,as_of,source\nBay,all,female,0-4,"61,200",2022-01-01,SNBS\n'
    found = reading(folder({**BASE, "population/p.csv": text}))
    (count,) = found.store.read(Count)
    assert (count.measure, count.from_place, count.group) == ("baseline_population", "SO24", "all female 0-4")
    assert (count.low, count.high, count.counted_by) == (61200, 61200, "SNBS")


def test_a_place_has_all_its_names_and_the_mission_orders_them(folder, reading):
    mission = MISSION.replace("[[groups]]", 'name_order = ["Baydhabo"]\n[[groups]]', 1)
    found = reading(folder({"mission.toml": mission, "places.csv": PLACES}))
    town = found.store.get(Place, "SO2401")
    assert town is not None
    assert (town.name, town.aliases) == ("Baydhabo / Baidoa", ["Baidowa"])


@pytest.mark.parametrize(
    ("rows", "says", "read"),
    [
        ("A,Ay,,\nA,Bee,,\n", "row 3, code: A already names Ay in row 2.", ["A"]),
        ("A,Ay,,Z\n", 'row 2, parent: "Z" is no code here.', ["A"]),
        ("A,Ay,,B\nB,Bee,,A\n", "row 2, parent: A lies within itself.", ["A", "B"]),
        ("A,Ay,,A\n", "row 2, parent: A lies within itself.", ["A"]),
        ("A,Ay,,B\nB,Bee,,C\nC,Cee,,B\n", "row 3, parent: B lies within itself.", ["A", "B", "C"]),
        (",Ay,,\nB,Bee,,\n", "row 2, code: empty, and needed.", ["B"]),
        ("A/1,Ay,,\nB,Bee,,\n", 'row 2, code: "A/1" is no code.', ["B"]),
    ],
)
def test_what_is_wrong_with_places_is_told_once(folder, reading, rows, says, read):
    mission = 'title = "x"\nas_of = 2022-09-01\n'
    found = reading(folder({"mission.toml": mission, "places.csv": f"code,name,kind,parent\n{rows}"}))
    (told,) = found.problems()
    assert says in told.line()
    assert [place.id for place in found.store.read(Place)] == read


def test_positions_lie_on_the_globe(folder, reading):
    text = "code,name,lat,lon\nA,Ay,91,0\nB,Bee,0,-181\nC,Cee,-4.05,39.7\n"
    found = reading(folder({"mission.toml": 'as_of = 2022-09-01\ntitle = "x"\n', "places.csv": text}))
    assert [one.where for one in sorted(found.problems(), key=lambda one: one.where)] == [
        "row 2, lat",
        "row 3, lon",
    ]
    assert {one.id: (one.lat, one.lon) for one in found.store.read(Place)}["C"] == (-4.05, 39.7)


@pytest.mark.parametrize(
    ("kind", "file", "header", "cells", "where", "says"),
    [
        (
            Observation,
            "observations/o.csv",
            "place,text,group",
            "SO24,Dry wells.,farmers",
            "group",
            "is no group",
        ),
        (
            Observation,
            "observations/o.csv",
            "place,text,severity",
            "SO24,Dry wells.,7",
            "severity",
            "is no class",
        ),
        (
            Observation,
            "observations/o.csv",
            "place,text,severity",
            "SO24,Dry wells.,2.5",
            "severity",
            "is no class",
        ),
        (
            Observation,
            "observations/o.csv",
            "place,text,method",
            "SO24,Dry wells.,dreamt",
            "method",
            "not known",
        ),
        (Observation, "observations/o.csv", "place,text", ",Dry wells.", "place", "empty, and needed"),
        (
            Observation,
            "observations/o.csv",
            "place,text,as_of",
            "SO24,,2022-08-01",
            "text",
            "empty, and needed",
        ),
    ],
)
def test_a_row_that_cannot_be_read_is_told_and_the_next_is_read(
    folder, reading, kind, file, header, cells, where, says
):
    filled = {
        "place": "SO24",
        "text": "Wells hold water.",
        "organisation": "WFP",
        "sector": "food",
        "id": "next",
    }
    following = ",".join(filled.get(column, "") for column in ("id", *header.split(",")))
    found = reading(folder({**BASE, file: f"id,{header}\n,{cells}\n{following}\n"}))
    (told,) = found.problems()
    assert (told.file, told.where, told.severity) == (file, f"row 2, {where}", "error")
    assert says in told.line()
    assert [one.id for one in found.store.read(kind)] == ["next"]


def test_an_id_given_to_two_rows_loses_neither(folder, reading):
    files = {
        "observations/a.csv": "id,place,text\no1,SO24,Dry wells.\no2,SO24,Goats died.\n",
        "observations/b.csv": "id,place,text\no1,SO24,A clinic closed.\no2,SO24,Goats died.\n",
    }
    found = reading(folder({**BASE, **files}))
    assert sorted(one.text for one in found.store.read(Observation)) == [
        "A clinic closed.",
        "Dry wells.",
        "Goats died.",
    ]
    assert [(one.code, one.file, one.where) for one in found.problems()] == [
        ("id-twice", "observations/b.csv", "row 2, id")
    ]


def test_a_cell_of_several_lines_makes_a_problem_of_one(folder, reading):
    found = reading(folder({**BASE, "observations/o.csv": 'place,text\n"no\nsuch\nplace",Dry wells.\n'}))
    (line,) = found.lines()
    assert "\n" not in line
    assert '"no such place" is no place' in line


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Größe, Café, “quoted” – 5 °C".encode("cp1252"), "cp1252"),
        ("São Tomé e Príncipe".encode("latin-1"), "cp1252"),
        ("Գորիս, Երևան".encode(), "utf-8"),
        ("плен".encode("utf-16"), "utf-16"),
        (b"plain ascii", "utf-8"),
        (b"a soft break\x0bas word processors leave it", "utf-8"),
        (b"\x1f\x8b\x08\x08\x01\x02\x03\x04\x05\x06", "binary"),
        (bytes(range(256)), "binary"),
    ],
)
def test_bytes_to_text(content, encoding):
    read = decode(content)
    assert read.encoding == encoding
    if encoding != "binary":
        assert read.text == content.decode("cp1252" if encoding == "cp1252" else encoding)


@pytest.mark.parametrize(
    ("second", "told", "rule"),
    [
        ("a1,,UN,displaced,SO24,,IDPs,exact,9,9,people", True, "two counts of one name"),
        ("a1,,UN,displaced,SO24,,IDPs,exact,7,7,people", False, "the same row again is the same count"),
        ("a2,,UN,displaced,SO24,,IDPs,exact,9,9,people", False, "two names"),
        (",,UN,displaced,SO24,,IDPs,exact,9,9,people", False, "no name is none"),
    ],
)
def test_a_name_that_two_counts_bear_is_told(folder, reading, second, told, rule):
    first = "a1,,UN,displaced,SO24,,IDPs,exact,7,7,people"
    found = reading(folder({**BASE, "counts/c.csv": f"{HEADER}\n{first}\n{second}\n"}))
    lines = [one.line() for one in found.problems("warning") if one.code == "id-twice"]
    assert [
        line.startswith('counts/c.csv, row 3, id: "a1" names counts/c.csv, row 2 too.') for line in lines
    ] == ([True] * told), rule
