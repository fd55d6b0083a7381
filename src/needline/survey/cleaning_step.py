"""The step `clean`: submissions to interviews that the cleaning log leaves, each checked against the others."""

from __future__ import annotations

import msgspec
import numpy as np

from needline.errors import TraceError
from needline.model import Change, Mission, Problem, Survey
from needline.store import Progress, Store, no_progress
from needline.survey.checks import check
from needline.survey.cleaning import Cleaned, clean
from needline.survey.cleaning_report import diff, tell
from needline.survey.written import Detail, keep_written

KEPT = ("cleaned/", "cleaning_diff/", "checks/")
"""Private tables of the step, a survey each: what stays, what the log changed, what checks list."""


def run(mission: Mission, store: Store, progress: Progress = no_progress) -> None:
    """Clean and check every survey of the mission."""
    problems: list[Problem] = []
    details: list[Detail] = []
    came = set(store.private_names("submissions/"))
    surveys = [one for one in store.read(Survey) if f"submissions/{one.name}" in came]
    for done, survey in enumerate(surveys, start=1):
        submissions = store.read_private(f"submissions/{survey.name}")
        file, log = _log(store, survey)
        cleaned = clean(submissions, log)
        if file:
            told = tell(cleaned, file)
            problems += told.problems
            details += told.details
        found = check(cleaned.table, survey, mission.thresholds.cell_households, settled(cleaned))
        problems += found.problems
        details += found.details
        store.write_private(f"cleaned/{survey.name}", cleaned.table)
        store.write_private(f"cleaning_diff/{survey.name}", diff(cleaned))
        store.write_private(f"checks/{survey.name}", found.listed)
        progress(done, len(surveys))
    for prefix in KEPT:
        store.drop_private(prefix, [prefix + survey.name for survey in surveys])
    store.write("clean", Problem, problems)
    keep_written(store, "clean", details)


def _log(store: Store, survey: Survey) -> tuple[str, list[Change]]:
    """The file of a survey's log and its lines; an empty name and none where it has no log."""
    try:
        rows = store.read_private(f"cleaning/{survey.name}").to_pylist()
    except TraceError:
        return "", []
    lines = [msgspec.convert({key: row[key] for key in Change.__struct_fields__}, Change) for row in rows]
    return (rows[0]["file"] if rows else ""), lines


def settled(cleaned: Cleaned) -> set[tuple[int, str]]:
    """
    Answers and interviews that the log has decided on, by their place among the cleaned.

    A line of no_action without a question says that the whole interview stays as it is.
    """
    at = dict(zip(np.flatnonzero(cleaned.kept).tolist(), range(cleaned.table.num_rows), strict=True))
    return {
        (at[one.place], one.column)
        for one in cleaned.outcomes
        if one.place in at and one.verdict in {"no_action", "changed", "blanked"}
    }
