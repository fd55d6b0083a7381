"""
A cleaning log as analysts keep it: CSV or a spreadsheet, whose headers and words are matched to needline's.

It names interviews and quotes answers: what is told of it to everybody quotes neither.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import msgspec

from needline.model import Change, Survey
from needline.model.cleaning import ChangeType
from needline.readers.base import Door, Sheet
from needline.readers.data import DataError, read_data
from needline.readers.headers import fold, match_headers
from needline.store import Store

COLUMNS = Change.__struct_fields__[1:]
NAMES = tuple(f"cleaning_log{suffix}" for suffix in (".csv", ".xlsx", ".xls", ".ods"))
"""How the log of a survey may be called; the first that is there is read."""

_REQUIRED = ("interview", "change")
_NOTHING = frozenset({"", "NA", "N/A", "#N/A"})
_OF_WHAT = frozenset(("remove", "removed", "delete", "deleted", "deletion", "drop", "discard", "suppression"))
"""Words that take an interview out, or the answer to the question that their line names: they do not say which."""
_WHOLE = frozenset({"", "all", "survey", "interview", "submission", "uuid", "x uuid", "index", "consent"})
"""What such a line names, folded, where it means the interview."""
_LEFT = "It is not applied."


def keep_log(door: Door, survey: Survey, store: Store) -> list[str]:
    """Read the log in a survey's folder, where it has one, into a private table; gives the table's name."""
    import pyarrow as pa

    folder = (door.root / survey.file).parent
    path = next((one for name in NAMES if (one := folder / name).is_file()), None)
    if path is None:
        return []
    rows = [{"file": door.name(path), **msgspec.to_builtins(one)} for one in read_cleaning_log(door, path)]
    text = [(name, pa.string()) for name in COLUMNS]
    schema = pa.schema([("file", pa.string()), ("row", pa.int64()), *text])
    name = f"cleaning/{survey.name}"
    store.write_private(name, pa.Table.from_pylist(rows, schema=schema))
    return [name]


class _Line(NamedTuple):
    """A row of the log by our columns."""

    row: int
    cells: dict[str, str]


def read_cleaning_log(door: Door, path: Path) -> list[Change]:
    """
    Read a cleaning log.

    Args:
        door: where problems go.
        path: CSV or a spreadsheet, whose first sheet is read; `NAME.toml` beside it maps headers under `[columns]`.

    Returns:
        list: its lines in order; those without an interview or with a word nobody knows are left out, and told.
    """
    lines = _lines(door, path)
    changes, bare, either, unknown = [], 0, 0, Counter[str]()
    for line in lines:
        word = line.cells["change"]
        change = _words().get(fold(word))
        values = _values(line.cells)
        if not line.cells["interview"]:
            bare += 1
        elif fold(word) in _OF_WHAT and fold(values["question"]) not in _WHOLE:
            either += 1
        elif change is None:
            unknown[word] += 1
        else:
            stated = Change(row=line.row, interview=line.cells["interview"], change=change)
            changes.append(msgspec.structs.replace(stated, **values))
    _tell(door, path, bare, either, unknown)
    return changes


def _values(cells: dict[str, str]) -> dict[str, str]:
    values = {name: cells[name] for name in COLUMNS if name != "change"}
    return values | {name: "" for name in ("old", "new", "question") if values[name] in _NOTHING}


def _tell(door: Door, path: Path, bare: int, either: int, unknown: Counter[str]) -> None:
    """Lines that say of nothing, or say nothing that is known."""
    if bare:
        found = f"{_counted(bare)} without the id of an interview. {_LEFT}"
        door.say("log-no-id", path, "", found, "Write the interview's uuid.")
    if either:
        found = f"{_counted(either)} that may take out an answer or the whole interview. {_LEFT}"
        door.say("log-of-what", path, "", found, "Write blank_response, or remove_survey.")
    empty = unknown.pop("", 0)
    if empty:
        found = f"{_counted(empty)} without a type of change. {_LEFT}"
        door.say("log-no-change", path, "", found, "Write change_response, or no_action.")
    if unknown:
        found = f"{_counted(unknown.total())} with a type of change that is not known. {_LEFT}"
        mend = "Write change_response, blank_response, remove_survey or no_action."
        door.say("log-unknown-change", path, "", found, mend)


def _counted(lines: int) -> str:
    return f"{lines} line{'s' if lines > 1 else ''}"


def _lines(door: Door, path: Path) -> list[_Line]:
    """The rows of the log by our columns; none, and a problem, where it lacks one that it cannot be read without."""
    sheet = door.csv(path) if path.suffix.lower() in {".csv", ".tsv", ".txt"} else _spreadsheet(door, path)
    if sheet is None:
        return []
    beside = path.with_name(path.name + ".toml")
    mapping = door.toml(beside) if beside.is_file() else {}
    stated = {str(ours): str(theirs) for ours, theirs in mapping.get("columns", {}).items()}
    theirs = {**match_headers(COLUMNS, sheet.header, sheet.tags, stated), **stated}
    there = {one for one in COLUMNS if theirs.get(one, one) in sheet.header}
    only_changes = {"interview", "question", "new"} <= there and "change" not in there
    absent = [one for one in _REQUIRED if one not in there and not only_changes]
    if absent:
        words = {"interview": "the id of an interview (uuid)", "change": "what is done (change_type)"}
        found = f"no column says {' or '.join(words[one] for one in absent)}; nothing of it was read."
        mend = f'Name it so, or write {absent[0]} = "their header" under [columns] in {beside.name}.'
        door.say("missing-column", path, "row 1", found, mend)
        return []
    lines = [
        _Line(number, {ours: cells.get(theirs.get(ours, ours)) or "" for ours in COLUMNS})
        for number, cells in sheet.rows
    ]
    if only_changes:
        return _all_changes(door, path, lines)
    if "new" not in there:
        return _without_changes(door, path, lines, beside.name)
    return lines


def _all_changes(door: Door, path: Path, lines: list[_Line]) -> list[_Line]:
    """Lines of a log without types of change: one with a new value is a change."""
    found = "no column says what is done (change_type); lines with a new value are read as changes."
    door.say("log-all-changes", path, "row 1", found, "Name it so, where there is one.", "warning")
    typed = [("" if line.cells["new"] in _NOTHING else "change_response") for line in lines]
    return [
        line._replace(cells={**line.cells, "change": word}) for line, word in zip(lines, typed, strict=True)
    ]


def _without_changes(door: Door, path: Path, lines: list[_Line], beside: str) -> list[_Line]:
    """Lines of a log without new values: those that would change an answer would empty it, and are left out."""
    kept = [line for line in lines if _words().get(fold(line.cells["change"])) != "change_response"]
    left = len(lines) - len(kept)
    if left:
        found = f"no column holds new values, for {_counted(left)} that change an answer. "
        found += _LEFT if left == 1 else "They are not applied."
        mend = f'Name it new_value, or write new = "their header" under [columns] in {beside}.'
        door.say("missing-column", path, "row 1", found, mend)
    return kept


def _spreadsheet(door: Door, path: Path) -> Sheet | None:
    """The first sheet of a spreadsheet as text."""
    door.taken.add(path)
    try:
        table = read_data(path)
    except DataError as error:
        door.say("unreadable", path, "", error.what, error.next_step)
        return None
    columns = {name: [_text(cell) for cell in table[name].to_pylist()] for name in table.column_names}
    rows = [
        (number, dict(zip(columns, cells, strict=True)))
        for number, cells in enumerate(zip(*columns.values(), strict=True), start=2)
        if any(cells)
    ]
    return Sheet(list(columns), rows, "", {})


def _text(cell: object) -> str:
    """A cell of a spreadsheet as people read it: 4 and no 4.0, a day without midnight."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    return str(cell).strip().removesuffix(" 00:00:00")


@cache
def _words() -> dict[str, ChangeType]:
    """What a log may write for each type of change, folded."""
    plain = tomllib.loads(files("needline.readers").joinpath("changes.toml").read_text("utf-8"))
    read = msgspec.convert(plain, dict[ChangeType, list[str]])
    return {fold(word): change for change, words in read.items() for word in (change, *words)}
