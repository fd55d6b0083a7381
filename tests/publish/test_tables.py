from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import worlds
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from needline import publish
from needline.errors import TraceError
from needline.model import Figure, Text
from needline.publish import csv as csv_output
from needline.publish.cells import cell_text
from needline.publish.csv import harmless
from needline.publish.outputs import run
from needline.publish.public import public_rows, public_tables
from needline.store import TABLES, Column, Table
from needline.store.store import arrow_schema

HOUSEHOLDS = ("texts", "surveys_read")


def test_every_public_table_leaves_in_three_forms(valley):
    book = CalamineWorkbook.from_path(str(valley.out / "tables.xlsx"))
    names = [table.name for table in public_tables()]
    assert book.sheet_names == ["read me", "columns", *names]
    for table in public_tables():
        rows = len(valley.store.read(table.row))
        sheet = book.get_sheet_by_name(table.name).to_python()
        lines = list(csv.reader(io.StringIO((valley.out / f"csv/{table.name}.csv").read_text("utf-8"))))
        parquet = pq.read_table(valley.out / f"tables/{table.name}.parquet")
        header = [column.name for column in table.columns]
        assert sheet[0] == lines[0] == parquet.column_names == header
        assert len(sheet) == len(lines) == rows + 1
        assert parquet.num_rows == rows


def test_private_tables_never_leave(valley):
    assert {table.name for table in TABLES.values()} - {table.name for table in public_tables()} >= set(
        HOUSEHOLDS
    )
    for path in valley.out.rglob("*"):
        assert path.stem not in HOUSEHOLDS
    with pytest.raises(ValueError, match="private"):
        public_rows(valley.store, next(table for table in TABLES.values() if table.row is Text))


def test_numbers_are_numbers_and_missing_ones_are_empty(valley):
    book = CalamineWorkbook.from_path(str(valley.out / "tables.xlsx"))
    header, *rows = book.get_sheet_by_name("counts").to_python()
    of = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    assert of["c-un"]["low"] == 43000.0
    assert of["c-un"]["high"] == ""
    assert of["c-un"]["damaged"] == "no"
    assert of["c-wire"]["damaged"] == "yes"
    assert of["c-un"]["as_of_start"] == "2024-05-14T12:00:00+00:00"


def test_the_spreadsheet_says_what_its_columns_mean(valley):
    book = CalamineWorkbook.from_path(str(valley.out / "tables.xlsx"))
    header, *rows = book.get_sheet_by_name("columns").to_python()
    assert header == ["table", "column", "type", "unit", "meaning"]
    assert len(rows) == sum(len(table.columns) for table in public_tables())
    words = [row[0] for row in book.get_sheet_by_name("read me").to_python()]
    assert any("Made up by a seeded generator" in line for line in words)


@pytest.mark.parametrize("text", ["=2+2", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_text_that_a_spreadsheet_would_run_is_made_harmless(text):
    assert harmless(pa.array([text, "plain", ""])).to_pylist() == [f"'{text}", "plain", ""]


CELLS = {
    "text": st.none() | st.text(st.sampled_from('a"|,=+-@\t\n é\u2028'), max_size=6),
    "texts": st.lists(st.text(st.sampled_from('a",='), max_size=3), max_size=3),
    "number": st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**17), 10**17).map(float),
    "integer": st.none() | st.integers(-(2**63), 2**63 - 1),
    "yes/no": st.none() | st.booleans(),
    "instant": st.none() | st.datetimes(timezones=st.just(dt.UTC)),
    "date": st.none() | st.dates(),
}  # fmt: skip


@given(st.lists(st.tuples(*CELLS.values()), max_size=8))
def test_a_csv_file_is_what_the_csv_of_python_writes_of_each_cell(tmp_path_factory, rows):
    table = Table(
        "t", object, "text", (), "", private=False, columns=tuple(Column(one, one, "", "") for one in CELLS)
    )
    columns = pa.Table.from_pylist([dict(zip(CELLS, row, strict=True)) for row in rows], arrow_schema(table))
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_output, "_AT_ONCE", 3)
        csv_output.write(table, columns, path)
    sink = io.StringIO()
    lines = csv.writer(sink, lineterminator="\n")
    lines.writerow(CELLS)
    for row in rows:
        texts = [cell_text(column, cell) for column, cell in zip(table.columns, row, strict=True)]
        runs = [text[:1] in set("=+-@\t\r") and column.type not in {"number", "integer"}
                for column, text in zip(table.columns, texts, strict=True)]  # fmt: skip
        lines.writerow([f"'{text}" if run and text else text for run, text in zip(runs, texts, strict=True)])
    assert path.read_bytes() == sink.getvalue().encode()


def test_a_formula_in_the_evidence_stays_text(valley):
    assert "'=2+2 water points" in (valley.out / "csv/activities.csv").read_text("utf-8")
    sheet = (
        CalamineWorkbook.from_path(str(valley.out / "tables.xlsx"))
        .get_sheet_by_name("activities")
        .to_python()
    )
    assert "=2+2 water points" in [cell for row in sheet for cell in row]


def test_the_same_folder_gives_the_same_bytes(valley, tmp_path):
    run(valley.mission, valley.store, tmp_path / "again", {"mission.toml": "00"})
    for path in sorted(valley.out.rglob("*")):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / "again" / path.relative_to(valley.out)).read_bytes(), (
                path.name
            )


def test_the_record_of_the_run_names_what_went_in_and_came_out(valley):
    record = json.loads((valley.out / "run.json").read_text("utf-8"))
    assert record["evidence"] == {"mission.toml": "00"}
    assert record["settings"]["thresholds.cell_households"] == "10"
    files = {path.relative_to(valley.out).as_posix() for path in valley.out.rglob("*") if path.is_file()}
    assert set(record["outputs"]) == files - {"run.json"}
    for name, seen in record["outputs"].items():
        assert hashlib.sha256((valley.out / name).read_bytes()).hexdigest() == seen


def test_where_a_number_has_no_trace_nothing_is_written(tmp_path):
    mission, store = worlds.flood(tmp_path / ".needline")
    out = tmp_path / "out"
    publish.run(mission, store, out, {})
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    store.write("reconcile", Figure, [worlds.figure("f", 900.0, None, [])])
    with pytest.raises(TraceError, match="names no evidence"):
        publish.run(mission, store, out, {})
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_where_nothing_was_written_before_no_folder_appears(tmp_path):
    mission, store = worlds.flood(tmp_path / ".needline")
    store.write("reconcile", Figure, [worlds.figure("f", 900.0, None, ["counts/gone"])])
    with pytest.raises(TraceError):
        publish.run(mission, store, tmp_path / "out", {})
    assert not (tmp_path / "out").exists()


def test_a_failure_while_writing_leaves_no_part_behind(tmp_path, monkeypatch):
    from pathlib import Path

    mission, store = worlds.flood(tmp_path / ".needline")
    write = Path.write_bytes

    def full(self, content):
        if self.suffix == ".parquet":
            raise OSError("No space left on device")
        return write(self, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        publish.run(mission, store, tmp_path / "out", {})
    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file()] == []
