"""Sheets of a workbook as cells: every sheet read, merged cells filled, what each cell holds written as text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, NamedTuple

from needline.text.numerals import has_two_readings


class Cells(NamedTuple):
    """
    One sheet.

    Args:
        name: of the sheet.
        rows: cells as text, empty where nothing stands; every row is as long as the longest.
        merged: ranges of merged cells: first row, first column, last row, last column, from 0.
        typed: columns, from 0, with numbers that are no texts, and no text that could be read two ways.
        padded: row and column, from 0, of texts with a blank at an end, which `rows` leaves out.
    """

    name: str
    rows: list[list[str]]
    merged: list[tuple[int, int, int, int]]
    typed: frozenset[int] = frozenset()
    padded: frozenset[tuple[int, int]] = frozenset()


class NoWorkbookError(Exception):
    """The file is no workbook, or a damaged one."""


def read_workbook(path: Path) -> list[Cells]:
    """
    Every sheet of a workbook, hidden ones among them, with rows counted from the sheet's own first.

    A merged range holds its text in each of its cells.

    Raises:
        NoWorkbookError: it cannot be read; the message says why.
        OSError: it cannot be opened.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, WorksheetNotFound, ZipError

    try:
        book = CalamineWorkbook.from_path(path)
    except PasswordError:
        raise NoWorkbookError("it is locked by a password") from None
    except (CalamineError, ZipError) as error:
        raise NoWorkbookError(" ".join(str(error).split())[:120]) from None
    found = []
    for name in book.sheet_names:
        try:
            sheet = book.get_sheet_by_name(name)
        except (CalamineError, WorksheetNotFound):
            continue
        values = sheet.to_python(skip_empty_area=False)
        merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or []]
        found.append(_cells(name, values, merged))
    return found


def _cells(name: str, values: list[list[Any]], merged: list[tuple[int, int, int, int]]) -> Cells:
    typed = {
        column for row in values for column, value in enumerate(row) if value != "" and type(value) is not str
    } - {
        column
        for row in values
        for column, value in enumerate(row)
        if type(value) is str and has_two_readings(value.strip())
    }
    rows = [[written(value) for value in row] for row in values]
    padded = frozenset(
        (number, column)
        for number, row in enumerate(values)
        for column, value in enumerate(row)
        if type(value) is str and value != rows[number][column]
    )
    for top, left, bottom, right in merged:
        for row in rows[top : bottom + 1]:
            for column in range(left, min(right + 1, len(row))):
                row[column] = row[column] or rows[top][left]
    return Cells(name, rows, merged, frozenset(typed), padded)


def written(value: Any) -> str:
    """A value as text: whole numbers without a point, dates in ISO 8601, an empty text for nothing."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else repr(value) if value == value else ""  # noqa: PLR0124 - NaN
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)
