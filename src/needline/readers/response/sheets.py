"""The sheets of a 3W to 5W file: where the header stands beneath its title, and the rows under it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from needline.errors import near
from needline.readers.base import Door
from needline.readers.response.columns import Columns, is_tagged, recognise
from needline.readers.workbooks import NoWorkbookError, read_workbook

TEXTS, WORKBOOKS = (".csv", ".tsv"), (".xlsx", ".xls", ".xlsb", ".ods")
_LOOKED_AT = 30
_ENOUGH = 3
_NUMBER = re.compile(r"[+-]?[\d.,\s]*\d[\d.,\s]*%?")


class Grid(NamedTuple):
    """
    Cells of one sheet as text.

    Args:
        name: of the sheet; empty of a text file.
        rows: cells as written, merged ones filled.
        separator: of a text file; empty of a workbook.
        merged: ranges of merged cells: first row, first column, last row, last column, from 0.
        typed: columns of numbers that are no texts.
    """

    name: str
    rows: list[list[str]]
    separator: str = ""
    merged: list[tuple[int, int, int, int]] = []  # noqa: RUF012 - never changed
    typed: frozenset[int] = frozenset()


class Head(NamedTuple):
    """What stands where: the columns, the first row of data, from 0, and whether two rows surely are the header."""

    columns: Columns
    first: int
    two: bool = False


def read_grids(door: Door, path: Path, sheet: str = "") -> list[Grid]:
    """
    The sheets of a file; none, and a problem, where it cannot be read.

    Args:
        door, path: the file.
        sheet: the only one wanted, where the file beside names one.
    """
    if path.suffix.lower() in TEXTS:
        text = door.text(path)
        if text is None:
            return []
        rows, separator = door.records(path, text)
        return [Grid("", rows, separator)]
    door.taken.add(path)
    try:
        cells = read_workbook(path)
    except NoWorkbookError as error:
        door.say("workbook", path, "", f"no workbook that can be read: {error}.", "Save it again, or as CSV.")
        return []
    except OSError as error:
        door.say("unreadable", path, "", f"cannot be opened ({error.strerror}).", "Check the file's rights.")
        return []
    names = [one.name for one in cells]
    if sheet and sheet not in names:
        beside = path.with_name(path.name + ".toml")
        door.say("unknown-sheet", beside, "sheet", f'no sheet "{sheet}".', near(sheet, names))
        return []
    return [
        Grid(one.name, one.rows, "", one.merged, one.typed) for one in cells if not sheet or one.name == sheet
    ]


def find_head(grid: Grid, mapped: Mapping[str, str], stated: int | None = None) -> Head | None:
    """
    Find the header of a sheet: the row, or the two rows, in which most is recognised.

    Args:
        grid: the sheet.
        mapped: our column to their header, as the file beside says.
        stated: the header's row, from 1, where the file beside says it.

    Returns:
        Head: None where no row is a header.
    """
    rows = grid.rows
    candidates = [stated - 1] if stated else [at for at, row in enumerate(rows[:_LOOKED_AT]) if any(row)]
    best: Head | None = None
    for at in candidates:
        if at >= len(rows):
            continue
        for head in _heads(grid, at, mapped):
            if best is None or (head.columns.score, head.two) > (best.columns.score, best.two):
                best = head
    if best is None:
        return None
    return best if best.columns.score >= _ENOUGH or stated or len(rows[candidates[0]]) <= _ENOUGH else None


def _heads(grid: Grid, at: int, mapped: Mapping[str, str]) -> list[Head]:
    """A row as header, alone and with the one below it; with the tags that stand above or below."""
    rows = grid.rows
    if is_tagged(rows[at]):
        after = _next(rows, at)
        named = after is not None and not any(_NUMBER.fullmatch(cell) for cell in rows[after] if cell)
        headers = rows[after] if named and after is not None else rows[at]
        first = (after if named and after is not None else at) + 1
        return [Head(recognise(headers, rows[at], mapped), first)]
    tags, first = _tags(rows, at)
    found = [Head(recognise(rows[at], tags, mapped), first)]
    below = _next(rows, at)
    if below is not None and not is_tagged(rows[below]) and not any(map(_NUMBER.fullmatch, rows[below])):
        tags, first = _tags(rows, below)
        surely = all(recognise([cell]).score for cell in rows[below] if cell)
        found.append(Head(recognise(_joined(rows[at], rows[below]), tags, mapped), first, surely))
    return found


def _tags(rows: list[list[str]], header: int) -> tuple[list[str], int]:
    below = _next(rows, header)
    if below is not None and is_tagged(rows[below]):
        return rows[below], below + 1
    return [], header + 1


def _next(rows: list[list[str]], at: int) -> int | None:
    return next((one for one in range(at + 1, min(len(rows), at + 4)) if any(rows[one])), None)


def _joined(above: list[str], below: list[str]) -> list[str]:
    """Two rows of header as one: what spans several columns above stands before each of them."""
    width = max(len(above), len(below))
    above, below = above + [""] * (width - len(above)), below + [""] * (width - len(below))
    spanning: list[str] = []
    for cell, under in zip(above, below, strict=True):
        spanning.append(cell or (spanning[-1] if spanning and under else ""))
    return [
        under if not over or over == under else f"{over} {under}".strip()
        for over, under in zip(spanning, below, strict=True)
    ]


def shared_numbers(grid: Grid, columns: Columns, first: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Cells of numbers that are merged over several rows: (row, column) to the first and last row, from 0."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for top, left, bottom, right in grid.merged:
        for column in range(left, right + 1):
            if column in columns.counted and bottom > top >= first:
                found |= {(row, column): (top, bottom) for row in range(top, bottom + 1)}
    return found
