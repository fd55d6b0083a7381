"""The step `score`: submissions to households with typed answers and scores, each bad cell a problem."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from needline.errors import TraceError, near
from needline.model import Mission, Place, Problem, Survey, SurveyRow, content_id, problem
from needline.places import Gazetteer
from needline.standards import Cells, Numbers, One, Scores, StandardDefinition, compute
from needline.standards.columns import read_numbers
from needline.stats.arrays import Bools, Floats
from needline.store import Progress, Store, no_progress
from needline.store.store import fingerprint
from needline.survey.binding import answers, definitions
from needline.survey.households import ANSWER, LOWER_BOUND, NUMBER, SECTORS_MISSING
from needline.survey.sheet import Sheet

if TYPE_CHECKING:
    import pyarrow as pa

IDS = ("_uuid", "uuid", "meta/instanceID", "instanceID", "KEY", "_id")
LARGEST_HOUSEHOLD = 60
LEFT_OUT = "The interview is left out."


class Scored(NamedTuple):
    """A survey's households, what may be shown of the survey, and what was wrong."""

    households: pa.Table
    standards: list[str]
    problems: list[Problem]


def run(mission: Mission, store: Store, progress: Progress = no_progress) -> None:
    """Score every survey of the mission."""
    surveys, rows, problems = store.read(Survey), [], []
    gazetteer = Gazetteer(store.read(Place))
    for done, survey in enumerate(surveys, start=1):
        try:
            submissions = store.read_private(f"submissions/{survey.name}")
        except TraceError:
            mend = "Put the submissions into the survey's folder and build again."
            problems.append(problem("no-submissions", survey.file, "", "no submissions were read.", mend))
            continue
        scored = score(mission, survey, submissions, gazetteer)
        name = f"households/{survey.name}"
        store.write_private(name, scored.households)
        rows.append(_row(survey, scored, fingerprint(store.read_private(name)), len(submissions)))
        problems += scored.problems
        progress(done, len(surveys))
    store.write("score", SurveyRow, rows)
    store.write("score", Problem, problems)


def score(mission: Mission, survey: Survey, submissions: pa.Table, gazetteer: Gazetteer) -> Scored:
    """
    Score one survey.

    Args:
        mission: its groups and standards.
        survey: design, plan and bindings.
        submissions: columns of text, and `_row`.
        gazetteer: the mission's places.

    Returns:
        Scored: households in the order of the file; an interview without a usable weight, place, stratum or
        cluster, or with an id seen before, is set aside with a problem.
    """
    sheet = Sheet(survey, submissions)
    keep = np.ones(len(sheet), np.bool_)
    columns: dict[str, pa.Array] = {}
    _identify(sheet, keep, columns)
    _locate(sheet, keep, columns, gazetteer)
    _group(sheet, columns, mission)
    _size(sheet, columns)
    _design(sheet, keep, columns)
    _answers(sheet, columns)
    scored = definitions(mission, sheet)
    for definition in scored:
        _scores(definition, sheet, columns)
    return Scored(_kept(columns, keep), [f"{one.name} {one.version}" for one in scored], sheet.problems)


def _kept(columns: dict[str, pa.Array], keep: Bools) -> pa.Table:
    import pyarrow as pa

    return pa.table(columns).filter(pa.array(keep))


def _row(survey: Survey, scored: Scored, hashed: str, submissions: int) -> SurveyRow:
    table = scored.households
    clusters = table.group_by(["stratum", "cluster"]).aggregate([])
    return SurveyRow(
        id=survey.name,
        file=survey.file,
        title=survey.title,
        synthetic=survey.synthetic,
        households=len(table),
        set_aside=submissions - len(table),
        strata=len(table["stratum"].unique()),
        clusters=len(clusters),
        standards=scored.standards,
        fingerprint=hashed,
    )


def _identify(sheet: Sheet, keep: Bools, columns: dict[str, pa.Array]) -> None:
    """Name each household by its interview; of two interviews with one id the first is kept."""
    import pyarrow as pa

    column = next((name for name in IDS if name in sheet.names), "")
    written = sheet.table[column].to_pylist() if column else [None] * len(sheet)
    seen: set[str] = set()
    for place, text in enumerate(written):
        if text is not None and text in seen:
            keep[place] = False
            found = f'"{text}" was met before. {LEFT_OUT}'
            sheet.say_rows(
                "duplicate-id", np.array([place]), column, found, "Keep one of the two interviews."
            )
        elif text is not None:
            seen.add(text)
    names = [
        content_id("household", sheet.survey.name, *pair)
        for pair in zip(written, sheet.rows.tolist(), strict=True)
    ]
    columns["household"], columns["row"] = pa.array(names, pa.string()), pa.array(sheet.rows)


def _locate(sheet: Sheet, keep: Bools, columns: dict[str, pa.Array], gazetteer: Gazetteer) -> None:
    import pyarrow as pa

    columns["place"] = pa.nulls(len(sheet), pa.string())
    name = sheet.survey.place
    then = "No estimate is made by place."
    cells = sheet.asked(name, "design.toml", "place", then) if name else None
    if cells is None:
        return
    codes = [gazetteer.resolve(text) or None for text in cells.texts]
    empty = np.flatnonzero(cells.codes < 0)
    if len(empty):
        found = f"no place. {LEFT_OUT}"
        sheet.say_rows("no-place", empty, name, found, "Write the code of the place.")
    for text, code in zip(cells.texts, codes, strict=True):
        if code is None:
            found = f'"{text}" is no place of the mission. {LEFT_OUT}'
            mend = gazetteer.near(text) or "Add it to places.csv."
            sheet.say_rows("unknown-place", cells.rows(text), name, found, mend)
    located = np.array([*codes, None], object)[cells.codes]
    keep &= np.array([code is not None for code in located], np.bool_)
    columns["place"] = pa.array(located, pa.string())


def _group(sheet: Sheet, columns: dict[str, pa.Array], mission: Mission) -> None:
    import pyarrow as pa

    columns["group"] = pa.nulls(len(sheet), pa.string())
    name = sheet.survey.group
    cells = sheet.asked(name, "design.toml", "group", "No estimate is made by group.") if name else None
    if cells is None:
        return
    groups = [mission.group_of(text) or None for text in cells.texts]
    known = [name for group in mission.groups for name in (group.id, *group.stands_for)]
    for text, group in zip(cells.texts, groups, strict=True):
        if group is None:
            found = f'"{text}" is no population group of the mission; the household counts in no group.'
            mend = f"Add it to stands_for of a group in mission.toml. {near(text, known)}"
            sheet.say_rows("unknown-group", cells.rows(text), name, found, mend, "warning")
    columns["group"] = pa.array(np.array([*groups, None], object)[cells.codes], pa.string())


def _size(sheet: Sheet, columns: dict[str, pa.Array]) -> None:
    """People in the household; what cannot be is not known, and leaves estimates of people."""
    import pyarrow as pa

    columns["size"] = pa.nulls(len(sheet), pa.float64())
    name = sheet.survey.household_size
    then = "Estimates count households, not people."
    cells = sheet.asked(name, "design.toml", "household_size", then) if name else None
    if cells is None:
        return
    column, misfits = read_numbers(cells, 1, LARGEST_HOUSEHOLD)
    sheet.misfits(name, misfits)
    columns["size"] = _numbers(column.values)
    unknown = np.flatnonzero(np.isnan(column.values))
    if len(unknown):
        found = f"{len(unknown)} households of unknown size; they are left out of estimates of people."
        sheet.say(
            "no-size",
            sheet.survey.file,
            f'column "{name}"',
            found,
            "Ask again where that is possible.",
            "note",
        )


def _design(sheet: Sheet, keep: Bools, columns: dict[str, pa.Array]) -> None:
    """Weight, stratum, cluster, population of clusters; a column that is absent leaves the whole survey out."""
    import pyarrow as pa

    design, n = sheet.survey.design, len(sheet)
    then = "Nothing is estimated from this survey until that is mended."
    columns["weight"] = pa.array(np.ones(n))
    columns["stratum"] = pa.array([""] * n)
    columns["cluster"] = pa.array([str(row) for row in sheet.rows])
    columns["fpc"] = pa.nulls(n, pa.float64())
    if design.weight and (cells := _needed(sheet, keep, design.weight, "weight", then)):
        column, misfits = read_numbers(cells, 0.0)
        for one in misfits:
            found = f'"{one.text}" is no weight. {LEFT_OUT}'
            rows = cells.rows(one.text)
            sheet.say_rows("bad-weight", rows, design.weight, found, "A weight is a number, 0 or greater.")
        keep &= ~np.isnan(column.values)
        columns["weight"] = _numbers(column.values)
    for key, name in (("strata", design.strata), ("clusters", design.clusters[0] if design.clusters else "")):
        if name and (cells := _needed(sheet, keep, name, key, then)):
            keep &= cells.codes >= 0
            columns["stratum" if key == "strata" else "cluster"] = sheet.table[name].combine_chunks()
    _fpc(sheet, keep, columns, then)


def _needed(sheet: Sheet, keep: Bools, name: str, key: str, then: str) -> Cells | None:
    """A column of the design; where it is absent nothing is kept, where a cell is empty its row is not."""
    cells = sheet.asked(name, "design.toml", key, then)
    if cells is None:
        keep[:] = False
        return None
    empty = np.flatnonzero(cells.codes < 0)
    if len(empty):
        found = f"no value, so its part in the sample is not known. {LEFT_OUT}"
        sheet.say_rows("no-design-value", empty, name, found, "Fill the cell.")
    return cells


def _fpc(sheet: Sheet, keep: Bools, columns: dict[str, pa.Array], then: str) -> None:
    design = sheet.survey.design
    if not design.fpc:
        return
    if len(design.fpc) > 1 or len(design.clusters) > 1:
        found = "with more than one stage, clusters are taken as drawn with replacement."
        sheet.say(
            "later-stages", sheet.beside("design.toml"), "fpc", found, "Intervals are a little wide.", "note"
        )
        return
    cells = _needed(sheet, keep, design.fpc[0], "fpc", then)
    if cells is not None:
        column, misfits = read_numbers(cells, 0.0)
        sheet.misfits(design.fpc[0], misfits)
        keep &= ~np.isnan(column.values)
        columns["fpc"] = _numbers(column.values)


def _answers(sheet: Sheet, columns: dict[str, pa.Array]) -> None:
    """Answers that the plan asks for, as written and where a mean is asked as numbers."""
    survey = sheet.survey
    groups = {name for line in survey.plan for name in line.group_var}
    asked = groups | {line.analysis_var for line in survey.plan}
    for name in sorted(asked & set(sheet.names)):
        columns[ANSWER + name] = sheet.table[name].combine_chunks()
    numbers = {line.analysis_var for line in survey.plan if not line.analysis_type.startswith("prop")}
    for name in sorted(numbers & set(sheet.names)):
        column, misfits = read_numbers(sheet.cells(name))
        sheet.misfits(name, misfits)
        columns[NUMBER + name] = _numbers(column.values)


def _scores(definition: StandardDefinition, sheet: Sheet, columns: dict[str, pa.Array]) -> None:
    import pyarrow as pa

    scores = compute(definition, answers(definition, sheet), len(sheet))
    for name, column in scores.columns.items():
        if isinstance(column, Numbers):
            columns[f"{definition.name}.{name}"] = _numbers(column.values)
        elif isinstance(column, One):
            words = np.array([*column.choices, None], object)[column.codes]
            columns[f"{definition.name}.{name}"] = pa.array(words, pa.string())
    columns[f"{definition.name}.severity"] = _numbers(scores.severity)
    columns[definition.name + SECTORS_MISSING] = pa.array(_missing(scores), pa.string())
    lower = np.where(scores.missing.any(axis=1), "yes", "no")
    columns[definition.name + LOWER_BOUND] = pa.array(lower, pa.string())


def _missing(scores: Scores) -> list[str]:
    patterns, code = np.unique(scores.missing, axis=0, return_inverse=True)
    names = ["|".join(np.array(scores.sectors)[pattern]) for pattern in patterns]
    return [names[place] for place in code.ravel()]


def _numbers(values: Floats) -> pa.Array:
    import pyarrow as pa

    return pa.array(values, pa.float64(), from_pandas=True)
