"""Tables of households: CSV, Parquet and spreadsheets give the same columns; what cannot be read is one line."""

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from needline.errors import NeedlineError
from needline.readers.data import read_data
from needline.survey.columns import Columns

COLUMNS = {"name": ["a", "b", None], "age": [30.0, None, 41.5], "here": [True, False, None]}


def parquet(path):
    pq.write_table(pa.table(COLUMNS), path)


def csv(path):
    path.write_text("name,age,here\na,30,TRUE\nb,NA,FALSE\n,41.5,\n", "utf-8")


def xlsx(path):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for place, (name, values) in enumerate(COLUMNS.items()):
            sheet.write_column(0, place, [name, *values])


def semicolons(path):
    path.write_text('﻿name;age;here\r\na;30;TRUE\r\nb;;FALSE\r\n"";41.5;\r\n', "utf-8")


@pytest.mark.parametrize(
    ("name", "write"), [("d.parquet", parquet), ("d.csv", csv), ("d.xlsx", xlsx), ("s.csv", semicolons)]
)
def test_the_same_columns_from_every_format(tmp_path, name, write):
    write(tmp_path / name)
    columns = Columns(read_data(tmp_path / name))
    assert columns.names == ("name", "age", "here")
    assert columns.coded("name").labels == ("a", "b")
    assert columns.coded("name").code.tolist() == [0, 1, -1]
    assert columns.numbers("age").value.tolist() == pytest.approx([30, float("nan"), 41.5], nan_ok=True)
    assert columns.flags("here").tolist() == [1, 0, -1]


CSV = [
    (
        "quotes hold separators and line ends",
        'a,b\n"x,1","two\nlines"\n',
        {"a": ["x,1"], "b": ["two\nlines"]},
    ),
    ("an encoding that is not UTF-8", "a\ncaf\xe9\n", {"a": ["café"]}),
    ("empty lines before the header", "\n\na\nx\n", {"a": ["x"]}),
    ("a column without a name", "a,\nx,y\n", {"a": ["x"], "column 2": ["y"]}),
    ("bars", "a|b\nx|y\n", {"a": ["x"], "b": ["y"]}),
    ("tabs", "a\tb\nx\ty\n", {"a": ["x"], "b": ["y"]}),
    (
        "decimal commas",
        "a;b\n1.200,5;x,1\n3,25;y\n1.000;y\n",
        {"a": ["1200.5", "3.25", "1000"], "b": ["x,1", "y", "y"]},
    ),
    ("thousands of a file of commas", 'a\n"1,234.50"\n"2,000"\n', {"a": ["1234.5", "2000"]}),
    ("commas that have two readings", "a;b\n1,200;1\n2,350;2\n", {"a": ["1,200", "2,350"], "b": ["1", "2"]}),
    ("points alone", "a;b\n1.200;1\n2.350;2\n", {"a": ["1.200", "2.350"], "b": ["1", "2"]}),
    ("a header alone", "a,b\n", {"a": [], "b": []}),
]


@pytest.mark.parametrize(("text", "wanted"), [case[1:] for case in CSV], ids=[case[0] for case in CSV])
def test_csv(tmp_path, text, wanted):
    path = tmp_path / "d.csv"
    path.write_bytes(text.encode("latin-1"))
    assert read_data(path, plain=True).to_pydict() == wanted


def test_cells_stay_as_written_where_no_numbers_are_asked_for(tmp_path):
    (tmp_path / "d.csv").write_text("a;b\n1.200,5;1\n", "utf-8")
    assert read_data(tmp_path / "d.csv").to_pydict() == {"a": ["1.200,5"], "b": ["1"]}


def test_only_the_columns_wanted_of_a_parquet_file(tmp_path):
    parquet(tmp_path / "d.parquet")
    assert read_data(tmp_path / "d.parquet", ["age", "nothing"]).column_names == ["age"]


BAD = [
    ("d.csv", b"", "is empty"),
    ("d.csv", b"\x00\x01\x02", "no text"),
    ("d.csv", b"a,a\n1,2\n", '"a" stands twice'),
    ("d.csv", b"a,b\n1,2,3\n", "cannot be read"),
    ("d.parquet", b"PAR1 no", "is no Parquet file"),
    ("d.xlsx", b"PK no", "is no spreadsheet"),
    ("d.json", b"[]", "is no format of data"),
]


@pytest.mark.parametrize(("name", "content", "found"), BAD)
def test_what_cannot_be_read_is_one_line(tmp_path, name, content, found):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(NeedlineError) as told:
        read_data(path)
    assert found in str(told.value)
    assert "\n" not in str(told.value)


def test_an_empty_sheet_is_told(tmp_path):
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink) as book:
        book.add_worksheet()
    (tmp_path / "d.xlsx").write_bytes(sink.getvalue())
    with pytest.raises(NeedlineError, match="first sheet is empty"):
        read_data(tmp_path / "d.xlsx")
