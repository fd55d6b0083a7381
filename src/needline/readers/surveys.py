"""`survey/NAME/`: submissions, design, plan and bindings, as they stand; scoring comes later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
import pyarrow as pa

from needline.errors import near
from needline.model import Analysis, Binding, Design, Mission, Survey
from needline.model.survey import AnalysisType
from needline.readers.base import Door

_OF_SURVEY = ("title", "synthetic", "place", "group", "setting", "household_size")


def read_surveys(door: Door, mission: Mission) -> Iterator[tuple[Survey, pa.Table]]:
    """
    Read every survey of the folder.

    Yields:
        tuple: the survey, and its submissions as text: one column a question, None for an empty cell, and `_row`
        with the row in the file, the header being row 1.
    """
    base = door.root / "survey"
    folders = (path for path in base.iterdir() if path.is_dir() and not path.name.startswith("."))
    for folder in sorted(folders) if base.is_dir() else []:
        path = folder / "submissions.csv"
        if not path.is_file():
            found = "no submissions.csv."
            door.say("no-submissions", folder, "", found, "Export the submissions as CSV into this folder.")
            continue
        sheet = door.csv(path)
        if sheet is None:
            continue
        columns: dict[str, Any] = {
            name: pa.array([cells.get(name) or None for _, cells in sheet.rows], pa.string())
            for name in dict.fromkeys(sheet.header)
            if name
        }
        columns["_row"] = pa.array([number for number, _ in sheet.rows], pa.int64())
        yield _survey(door, folder, path, mission), pa.table(columns)


def _survey(door: Door, folder: Path, path: Path, mission: Mission) -> Survey:
    design_path = folder / "design.toml"
    stated = door.toml(design_path) if design_path.is_file() else {}
    if not design_path.is_file():
        mend = "Say how households were drawn; until then each counts the same."
        door.say("no-design", path, "", "no design.toml beside it.", mend, "warning")
    of_survey = {key: stated[key] for key in _OF_SURVEY if key in stated}
    survey = Survey(name=folder.name, file=door.name(path))
    try:
        survey = msgspec.convert({"name": folder.name, "file": door.name(path), **of_survey}, Survey)
    except msgspec.ValidationError as error:
        door.say("design", design_path, "", f"cannot be used: {error}.", "Mend it; defaults hold.")
    return msgspec.structs.replace(
        survey,
        title=survey.title or folder.name,
        synthetic=survey.synthetic or folder.name in mission.synthetic,
        design=_design(door, design_path, stated),
        plan=list(_plan(door, folder / "plan.csv")),
        bindings=list(_bindings(door, folder / "bind.toml")),
    )


def _design(door: Door, path: Path, stated: dict[str, Any]) -> Design:
    fields = Design.__struct_fields__
    for key in sorted(set(stated) - {*fields, *_OF_SURVEY}):
        door.say("unknown-key", path, key, "not read.", near(key, (*fields, *_OF_SURVEY)), "warning")
    try:
        return msgspec.convert({key: value for key, value in stated.items() if key in fields}, Design)
    except msgspec.ValidationError as error:
        door.say(
            "design",
            path,
            "",
            f"cannot be used: {error}.",
            "Mend it; until then each household counts the same.",
        )
        return Design()


def _plan(door: Door, path: Path) -> Iterator[Analysis]:
    if not path.is_file():
        return
    columns = ("analysis_type", "analysis_var", "group_var")
    for row in door.rows(path, columns, required=columns[:2]):
        kind = row.choice("analysis_type", get_args(AnalysisType))
        variable = row.needed("analysis_var")
        if not row.bad and kind:
            groups = [one.strip() for one in row.text("group_var").split(",") if one.strip()]
            yield msgspec.convert(
                {"analysis_type": kind, "analysis_var": variable, "group_var": groups, "row": row.number},
                Analysis,
            )


def _bindings(door: Door, path: Path) -> Iterator[Binding]:
    if not path.is_file():
        return
    for standard, inputs in sorted(door.toml(path).items()):
        for name, value in sorted(inputs.items()) if isinstance(inputs, dict) else []:
            stated = {"column": value} if isinstance(value, str) else value
            try:
                yield msgspec.convert({**stated, "standard": standard, "input": name}, Binding)
            except (msgspec.ValidationError, TypeError) as error:
                found = f"cannot be used: {error}."
                door.say("binding", path, f"{standard}.{name}", found, 'Write column = "your question".')
