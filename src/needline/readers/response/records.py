"""A row of a 3W to 5W sheet at the door, and what many rows have wrong in common."""

from __future__ import annotations

from pathlib import Path

from needline.model.problem import Severity
from needline.readers.base import Decimals, Door, Row, Sheet
from needline.readers.response.columns import Columns
from needline.readers.response.sheets import Grid

_SHOWN = 5


class Said:
    """
    Problems of one sheet's rows: what many rows share is said once, with the rows.

    Args:
        door, path: of the file.
        sheet: of a workbook; empty of a text file.
        headers: theirs, for columns of numbers.
    """

    def __init__(self, door: Door, path: Path, sheet: str, headers: list[str]) -> None:
        self._door, self._path, self._sheet, self._headers = door, path, sheet, headers
        self._rows: dict[tuple[str, str, str, str, Severity], list[int]] = {}

    def say(self, row: int, code: str, column: str, found: str, mend: str, severity: Severity) -> None:
        """Remember what is wrong with a cell of a row."""
        named = self._headers[int(column[1:])] if column.startswith("#") else column
        self._rows.setdefault((code, named, found, mend, severity), []).append(row)

    def tell(self) -> None:
        """Write the problems down."""
        for (code, column, found, mend, severity), rows in self._rows.items():
            shown = ", ".join(map(str, rows[:_SHOWN])) + (
                f" and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
            )
            named = f"row {rows[0]}" if len(rows) == 1 else f"rows {shown}"
            where = ", ".join(
                part for part in (self._sheet and f"sheet {self._sheet}", named, column) if part
            )
            self._door.say(code, self._path, where, found, mend, severity)


class Record(Row):
    """A row of a sheet, whose problems are said together with those of other rows."""

    said: Said
    sheet: str = ""

    def say(self, code: str, column: str, found: str, mend: str, severity: Severity = "error") -> None:
        """Write down what is wrong with a cell of this row."""
        self.bad = self.bad or severity == "error"
        self.said.say(self.number, code, column, found, mend, severity)


class Marks(Decimals):
    """The decimal mark of each column; numbers of a workbook that are no texts have a point."""

    def __init__(self, cells: list[tuple[int, dict[str, str]]], grid: Grid, columns: Columns) -> None:
        super().__init__(Sheet([], cells, grid.separator, {}), {})
        self._typed = {f"#{at}" for at in columns.counted if at in grid.typed}

    def mark(self, column: str) -> str:
        """The mark of a column."""
        return "." if column in self._typed else super().mark(column)
