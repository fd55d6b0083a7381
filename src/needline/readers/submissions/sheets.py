"""Workbooks (XLSX, XLS, XLSB, ODS): a sheet for the households, and one for each repeat."""

from __future__ import annotations

from pathlib import Path

from needline.readers.submissions.parts import Part, Telling, read_part
from needline.readers.workbooks import NoWorkbookError, read_workbook

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
BESIDE = False


def read(telling: Telling, path: Path) -> list[Part]:
    """
    Read every sheet of a workbook.

    Args:
        telling: where problems go.
        path: the workbook.
    """
    telling.door.taken.add(path)
    try:
        sheets = read_workbook(path)
    except (NoWorkbookError, OSError) as error:
        found = f"is no workbook that can be read ({error})."
        telling.say("unreadable", found, "Export it again, as XLSX or CSV.")
        return []
    parts = []
    for sheet in sheets:
        of_sheet = telling.of(sheet.name) if len(sheets) > 1 else telling
        part = read_part(of_sheet, sheet.rows, name=sheet.name, merged=sheet.merged, typed=sheet.typed)
        if part is None:
            of_sheet.say("empty-sheet", "an empty sheet; nothing is lost.", "Nothing is to be done.", "note")
        else:
            parts.append(part)
    return parts
