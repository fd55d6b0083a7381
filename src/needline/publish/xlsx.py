"""The tables as one spreadsheet: a sheet a table, and two that say what they hold."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from needline.model import Mission
from needline.publish.cells import column_texts
from needline.publish.public import public_tables
from needline.store import TABLES, Table

if TYPE_CHECKING:
    import pyarrow as pa
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

NUMERIC = {"number", "integer"}
MOST = 32_767
"""A cell of a spreadsheet holds no more characters."""
MOST_ROWS = 20_000
"""A table of more rows is left to the other formats: a spreadsheet of them opens slowly, or not at all."""
ELSEWHERE = (
    "This table has too many rows for a sheet. It stands in csv/{table}.csv and tables/{table}.parquet."
)

READ_ME = (
    "Each sheet is one table of the mission; its first column is the key of its rows.",
    "The sheet columns says what each column means, with its type and unit.",
    "A number is named by sheet, key and column: needline trace DIR sheet/key/column leads back to its evidence.",
    "An empty cell is not known, or an open end of a range; it is never nought.",
    "Instants are ISO text in UTC. Lists inside a cell are separated by a bar.",
    "Cells of too few households are hidden; words of restricted sources are left out. No household row is here.",
    "Numbers stand as computed; the report rounds what rests on a sample to three significant digits.",
)


def write(mission: Mission, tables: dict[str, pa.Table]) -> bytes:
    """
    Make `tables.xlsx`; the same tables give the same bytes.

    Args:
        mission: what is asked.
        tables: by name, their rows as they may leave.
    """
    import xlsxwriter

    sink = io.BytesIO()
    book = xlsxwriter.Workbook(
        sink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": mission.title, "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001 - a fixed mark, no clock
    bold = book.add_format({"bold": True, "bottom": 1})
    _read_me(book, mission)
    _columns(book, bold)
    for table, columns in tables.items():
        _sheet(book.add_worksheet(table), bold, TABLES[table], columns)
    book.close()
    return sink.getvalue()


def _read_me(book: xlsxwriter.Workbook, mission: Mission) -> None:
    sheet = book.add_worksheet("read me")
    sheet.set_column(0, 0, 110)
    title = book.add_format({"bold": True, "font_size": 14})
    wrap = book.add_format({"text_wrap": True})
    sheet.write_string(0, 0, mission.title, title)
    synthetic = [
        f"Made up by a seeded generator, not a finding: survey {name}." for name in mission.synthetic
    ]
    as_of = f"As of {mission.as_of.astimezone(mission.tz).isoformat(timespec='minutes')}."
    for row, line in enumerate((as_of, *synthetic, *READ_ME), start=1):
        sheet.write_string(row, 0, line, wrap)


def _columns(book: xlsxwriter.Workbook, bold: Any) -> None:
    sheet = book.add_worksheet("columns")
    for index, (name, width) in enumerate(
        (("table", 14), ("column", 20), ("type", 10), ("unit", 14), ("meaning", 80))
    ):
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, name, bold)
    row = 1
    for table in public_tables():
        for column in table.columns:
            for index, cell in enumerate((table.name, *column)):
                sheet.write_string(row, index, cell)
            row += 1
    sheet.freeze_panes(1, 0)


def _sheet(sheet: Worksheet, bold: Any, table: Table, columns: pa.Table) -> None:
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, 12 if column.type in NUMERIC else 22)
        sheet.write_string(0, index, column.name, bold)
    sheet.freeze_panes(1, 1)
    if len(columns) > MOST_ROWS:
        sheet.write_string(1, 0, ELSEWHERE.format(table=table.name))
        return
    for index, column in enumerate(table.columns):
        if column.type in NUMERIC:
            for at, value in enumerate(columns[column.name].to_pylist(), start=1):
                if value is not None:
                    sheet.write_number(at, index, value)
        else:
            for at, text in enumerate(column_texts(column, columns[column.name]).to_pylist(), start=1):
                if text:
                    sheet.write_string(at, index, text[:MOST])
    if len(columns):
        sheet.autofilter(0, 0, len(columns), len(table.columns) - 1)
