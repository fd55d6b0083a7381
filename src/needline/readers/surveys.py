"""`survey/NAME/`: submissions, design, plan and bindings, as they stand; scoring comes later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa

from needline.model import Binding, Design, Form, Mission, Survey
from needline.readers.base import Door
from needline.readers.designs import OF_SURVEY, read_design_table
from needline.readers.forms import read_form
from needline.readers.plans import read_survey_plan
from needline.readers.submissions import read_submissions, submissions_files

_OF_READING = frozenset({"decimal", "repeat_key"})
_MARKS = ("", ".", ",")
_FORMS = ("form.xlsx", "form.xls", "form.ods")
_NOTHING = "Nothing is estimated from this survey until that is mended."


class SurveyRead(NamedTuple):
    """A survey as it stands: what is said of it, its submissions, and its repeats by name."""

    survey: Survey
    submissions: pa.Table
    repeats: dict[str, pa.Table]


def read_surveys(door: Door, mission: Mission) -> Iterator[SurveyRead]:
    """
    Read every survey of the folder.

    Yields:
        SurveyRead: the survey; its submissions as text: one column a question, None for an empty cell, and `_row`
        with the row in the file, the header being row 1; its repeats likewise, with `_household`.
    """
    base = door.root / "survey"
    folders = (path for path in base.iterdir() if path.is_dir() and not path.name.startswith("."))
    for folder in sorted(folders) if base.is_dir() else []:
        path = _submissions(door, folder)
        if path is None:
            continue
        design = folder / "design.toml"
        stated = door.toml(design) if design.is_file() else {}
        form = next((read_form(door, folder / name) for name in _FORMS if (folder / name).is_file()), Form())
        read = read_submissions(
            door, path, form, _decimal(door, design, stated), str(stated.get("repeat_key", ""))
        )
        if read is not None:
            survey = _survey(door, folder, path, mission, stated)
            survey = msgspec.structs.replace(survey, form=form, decimals=read.decimals)
            yield SurveyRead(survey, read.main, read.repeats)


def _submissions(door: Door, folder: Path) -> Path | None:
    """The file of submissions; where there are several, the first, and a problem for the others."""
    files = submissions_files(folder)
    if not files:
        holds = ", ".join(one.name for one in door.files(door.name(folder)))
        found = f"no submissions; nothing of it was read ({holds or 'it is empty'})."
        mend = "Put the export here as submissions.csv, .xlsx, .json, .zip or .parquet."
        door.say("no-submissions", folder, "", found, mend)
        return None
    for other in files[1:]:
        door.taken.add(other)
        found = f"not read, since {files[0].name} is."
        door.say("two-submissions", other, "", found, "Keep one of the two, or make a survey of each.")
    return files[0]


def _decimal(door: Door, path: Path, stated: dict[str, Any]) -> str:
    mark = stated.get("decimal", "")
    if mark not in _MARKS:
        door.say("design", path, "decimal", f'"{mark}" is no decimal mark.', 'Write "." or ",".')
        return ""
    return str(mark)


def _survey(door: Door, folder: Path, path: Path, mission: Mission, stated: dict[str, Any]) -> Survey:
    design_path = folder / "design.toml"
    if not design_path.is_file():
        mend = "Say how households were drawn; until then each counts the same."
        door.say("no-design", path, "", "no design.toml beside it.", mend, "warning")
    of_survey = {key: stated[key] for key in OF_SURVEY if key in stated and key not in _OF_READING}
    if isinstance(of_survey.get("disaggregate"), str):
        of_survey["disaggregate"] = [of_survey["disaggregate"]]
    survey, usable = Survey(name=folder.name, file=door.name(path)), True
    try:
        survey = msgspec.convert({"name": folder.name, "file": door.name(path), **of_survey}, Survey)
    except msgspec.ValidationError as error:
        door.say("design", design_path, "", f"cannot be used: {error}. {_NOTHING}", "Mend it.")
        usable = False
    design = read_design_table(door, design_path, stated, _NOTHING)
    plan_file, plan = read_survey_plan(door, folder)
    return msgspec.structs.replace(
        survey,
        design_usable=usable and design is not None,
        title=survey.title or folder.name,
        synthetic=survey.synthetic or folder.name in mission.synthetic,
        design=design or Design(),
        plan_file=plan_file,
        plan=plan,
        bindings=list(_bindings(door, folder / "bind.toml")),
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
