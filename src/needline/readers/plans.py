"""`plan.csv`: what to estimate, a line an analysis; headers and words as teams that use analysistools write them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec

from needline.errors import near
from needline.model import Analysis
from needline.model.survey import AnalysisType, Degrees, QuantileInterval, QuantileRule, ShareInterval
from needline.readers.base import Decimals, Door, Row, Sheet
from needline.readers.workbooks import NoWorkbookError, read_workbook

COLUMNS = (
    *("analysis_type", "analysis_var", "group_var", "level", "probability", "ci", "df", "quantile_rule"),
    *("analysis_var_numerator", "analysis_var_denominator", "numerator_NA_to_0", "filter_denominator_0"),
)
_EMPTY = {"", "NA"}
_SWITCH = {
    "true": True,
    "t": True,
    "1": True,
    "yes": True,
    "false": False,
    "f": False,
    "0": False,
    "no": False,
}
_WORDS: dict[str, tuple[str, ...]] = {
    "ci": (*get_args(ShareInterval), *get_args(QuantileInterval)),
    "df": get_args(Degrees),
    "quantile_rule": get_args(QuantileRule),
}


def read_plan(door: Door, path: Path) -> Iterator[Analysis]:
    """Read a plan; a line that cannot be read is a problem, and the others come."""
    for row in door.rows(path, COLUMNS, required=COLUMNS[:1]):
        line = _line(row)
        if not row.bad and line:
            yield msgspec.convert(line, Analysis)


class Mapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    How a plan of others is read: `plan.toml`.

    Args:
        file: the plan, in the survey's folder; empty: plan.csv, plan.xlsx or another plan that lies there.
        sheet: of a workbook; empty: the first that has the columns.
        columns: our column to theirs.
        types: their word for an analysis to ours.
        variables: their name of a variable to a question, or a score of a bound standard ("msni.severity").
        only: column of theirs to the word, or words, of the lines that are read.
        groups: groupings for each line that names none: "" for overall, "admin1", "admin1, setting".
        level: of each line that states none; empty: the design's.
    """

    file: str = ""
    sheet: str = ""
    columns: dict[str, str] = {}
    types: dict[str, str] = {}
    variables: dict[str, str] = {}
    only: dict[str, str | list[str]] = {}
    groups: list[str] = []
    level: float | None = None


_FILES = ("plan.csv", "plan.xlsx", "plan.xls", "plan.ods")


def read_survey_plan(door: Door, folder: Path) -> tuple[str, list[Analysis]]:
    """
    Read the plan of a survey's folder, as `plan.toml` maps it where it does.

    Args:
        door: where problems go.
        folder: of the survey.

    Returns:
        tuple: name of the plan's file, and its lines; none where there is no plan.
    """
    beside = folder / "plan.toml"
    mapping = _mapping(door, beside) if beside.is_file() else Mapping()
    names = (mapping.file,) if mapping.file else _FILES
    path = next((folder / name for name in names if (folder / name).is_file()), None)
    if path is None:
        if beside.is_file():
            found = f"maps {mapping.file or 'a plan'}, which is not there."
            door.say("no-plan", beside, "file", found, f"Put {names[0]} beside it.")
        return _FILES[0], []
    sheet = door.csv(path) if path.suffix.lower() == ".csv" else _sheet(door, path, mapping)
    return path.name, list(_mapped(door, path, sheet, mapping)) if sheet else []


def _mapping(door: Door, path: Path) -> Mapping:
    try:
        return msgspec.convert(door.toml(path), Mapping)
    except msgspec.ValidationError as error:
        door.say(
            "plan", path, "", f"cannot be used: {error}.", "Mend it; until then the plan is read without."
        )
        return Mapping()


def _sheet(door: Door, path: Path, mapping: Mapping) -> Sheet | None:
    """The sheet of a workbook that holds the plan, as text."""
    door.taken.add(path)
    try:
        sheets = [Sheet.of(one.name, one.rows) for one in read_workbook(path)]
    except (NoWorkbookError, OSError) as error:
        door.say("plan", path, "", f"is no workbook that can be read ({error}).", "Save it again, or as CSV.")
        return None
    wanted = [mapping.columns.get(name, name) for name in COLUMNS[:1]]
    named = [one for one in sheets if mapping.sheet in {"", one.name} and set(wanted) <= set(one.header)]
    if not named:
        names = [one.name for one in sheets]
        found = f"no sheet {mapping.sheet or 'of it'} with the column {wanted[0]}; it has {', '.join(names)}."
        mend = "Name sheet, and under [columns] the headers, in plan.toml."
        door.say("plan", path, "", found, mend)
        return None
    return named[0]


def _mapped(door: Door, path: Path, sheet: Sheet, mapping: Mapping) -> Iterator[Analysis]:
    """The lines of a plan, each by every grouping that the mapping asks for."""
    beside = path.with_name("plan.toml")
    for ours, theirs in (*mapping.columns.items(), *((f"only {name}", name) for name in mapping.only)):
        if theirs not in sheet.header:
            found = f'{path.name} has no column "{theirs}".'
            door.say("unknown-column", beside, ours, found, near(theirs, sheet.header))
    if mapping.columns.get(COLUMNS[0], COLUMNS[0]) not in sheet.header:
        found = f"no column {mapping.columns.get(COLUMNS[0], COLUMNS[0])}."
        mend = f'It has {", ".join(sheet.header)}. Write analysis_type = "their header" under [columns] in plan.toml.'
        door.say("missing-column", path, "row 1", found, mend)
        return
    decimals = Decimals(sheet, mapping.columns)
    passed: list[str] = []
    for number, cells in sheet.rows:
        if not all(cells.get(name, "") in _words(wanted) for name, wanted in mapping.only.items()):
            passed.append(str(number))
            continue
        named = {ours: cells.get(mapping.columns.get(ours, ours), "") for ours in COLUMNS}
        row = Row(door, path, number, named, decimals)
        yield from _lines(row, mapping)
    if passed:
        which = ", ".join(f"{name} = {'|'.join(_words(wanted))}" for name, wanted in mapping.only.items())
        found = f"{len(passed)} of {len(sheet.rows)} lines are not of {which}; not read: rows {', '.join(passed)}."
        door.say("plan-only", path, "", found, "Nothing is to be done.", "note")


def _lines(row: Row, mapping: Mapping) -> Iterator[Analysis]:
    row.cells["analysis_type"] = mapping.types.get(row.text("analysis_type"), row.text("analysis_type"))
    line = _line(row)
    if row.bad:
        return
    for name in ("analysis_var", "analysis_var_numerator", "analysis_var_denominator"):
        pair = [mapping.variables.get(one.strip(), one.strip()) for one in line[name].split("%/%")]
        line[name] = " %/% ".join(pair)
    if mapping.level is not None:
        line.setdefault("level", mapping.level)
    for group in (
        [line["group_var"]] if line["group_var"] or not mapping.groups else map(_groups, mapping.groups)
    ):
        yield msgspec.convert({**line, "group_var": group}, Analysis)


def _words(wanted: str | list[str]) -> list[str]:
    return [wanted] if isinstance(wanted, str) else wanted


def _groups(written: str) -> list[str]:
    return [one.strip() for one in written.replace("%/%", ",").split(",") if one.strip()]


def _line(row: Row) -> dict[str, Any]:
    """A row of the plan as plain values; `NA`, as R writes it, is empty."""
    row.cells = {name: "" if cell in _EMPTY else cell for name, cell in row.cells.items()}
    row.needed("analysis_type")
    line: dict[str, Any] = {
        "analysis_type": row.choice("analysis_type", get_args(AnalysisType)),
        "analysis_var": row.text("analysis_var"),
        "group_var": _groups(row.text("group_var")),
        "row": row.number,
        **{name: row.text(name) for name in ("analysis_var_numerator", "analysis_var_denominator")},
    }
    if line["analysis_type"] == "ratio" and "%/%" not in line["analysis_var"]:
        line["analysis_var"] = line["analysis_var"].replace(",", " %/% ", 1)
    for name in ("level", "probability"):
        value = row.number_of(name)
        if value is not None and not 0 < value < 1:
            row.say("range", name, f"{value:g} is not between 0 and 1.", "Say 0.95 for 95 %.")
        elif value is not None:
            line[name] = value
    for name, known in _WORDS.items():
        line[name] = row.choice(name, known)
    for name in ("numerator_NA_to_0", "filter_denominator_0"):
        written = row.text(name)
        if written and written.lower() not in _SWITCH:
            row.say(
                "unknown-word",
                name,
                f'"{written}" is neither TRUE nor FALSE.',
                near(written, ("TRUE", "FALSE")),
            )
        elif written:
            line[name] = _SWITCH[written.lower()]
    return line
