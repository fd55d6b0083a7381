"""What a `NAME.csv.toml` beside a 3W to 5W file says: headers, words and rows that nobody foresaw."""

from __future__ import annotations

from pathlib import Path

import msgspec

from needline.errors import near
from needline.readers.base import Door

_KEYS = ("columns", "fixed", "values", "sheet", "header_row", "fill_down")


class Beside(msgspec.Struct, forbid_unknown_fields=True):
    """
    What a `NAME.csv.toml` beside a file says.

    Args:
        columns: our column to their header; a part of the people as `"reached f 0-17"`.
        fixed: our column to what all rows share.
        values: our column to what their words mean: `[values.status] Closed = "completed"`.
        sheet: of a workbook, the only one to read.
        header_row: where the header stands, from 1.
        fill_down: our columns whose empty cells hold what stands above.
    """

    columns: dict[str, str] = {}
    fixed: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    sheet: str = ""
    header_row: int | None = None
    fill_down: list[str] = []


def read_beside(door: Door, path: Path) -> Beside:
    """What stands beside a file; nothing where no file does, and a problem where it cannot be used."""
    beside = path.with_name(path.name + ".toml")
    if not beside.is_file():
        return Beside()
    stated = door.toml(beside)
    for key in sorted(set(stated) - set(_KEYS)):
        door.say("unknown-key", beside, key, "not a setting.", near(key, _KEYS), "warning")
    try:
        return msgspec.convert({key: value for key, value in stated.items() if key in _KEYS}, Beside)
    except msgspec.ValidationError as error:
        door.say("setting", beside, "", f"cannot be used: {error}.", "Mend it; nothing of it holds.")
        return Beside()
