"""The step `score`: submissions to households with typed answers and scores, each bad cell a problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from needline.errors import TraceError
from needline.model import Analysis, Mission, Place, Problem, Survey, SurveyRow, problem
from needline.places import Gazetteer
from needline.standards import Numbers, One, Scores, StandardDefinition, compute
from needline.standards.columns import read_numbers
from needline.stats.arrays import Bools
from needline.store import Progress, Store, no_progress
from needline.store.store import fingerprint
from needline.survey import interviews
from needline.survey.asked import bring_together, check_choices
from needline.survey.binding import answers, definitions, own_standards
from needline.survey.drawn import beyond, design_columns
from needline.survey.households import ANSWER, LOWER_BOUND, NUMBER, SECTORS_MISSING
from needline.survey.repeats import add_from_repeats
from needline.survey.settings import Unsuited, ratio_of
from needline.survey.sheet import Sheet
from needline.survey.written import Detail, keep_written

if TYPE_CHECKING:
    import pyarrow as pa


class Scored(NamedTuple):
    """A survey's households, what may be shown of it, what was wrong, in private what was written, and its sheet."""

    households: pa.Table
    standards: list[str]
    problems: list[Problem]
    details: list[Detail]
    sheet: Sheet


def run(mission: Mission, store: Store, progress: Progress = no_progress) -> None:
    """Score every survey of the mission."""
    surveys, rows, problems = store.read(Survey), [], []
    details: list[Detail] = []
    gazetteer, own = Gazetteer(store.read(Place)), own_standards(store)
    for done, survey in enumerate(surveys, start=1):
        try:
            scored = score_kept(mission, store, survey, gazetteer, own)
        except TraceError:
            mend = "Put the submissions into the survey's folder and build again."
            problems.append(problem("no-submissions", survey.file, "", "no submissions were read.", mend))
            continue
        name = f"households/{survey.name}"
        store.write_private(name, scored.households)
        rows.append(_row(survey, scored, fingerprint(store.read_private(name)), _came(store, survey)))
        problems += scored.problems
        details += scored.details
        progress(done, len(surveys))
    store.write("score", SurveyRow, rows)
    store.write("score", Problem, problems)
    keep_written(store, "score", details)


def score_kept(
    mission: Mission,
    store: Store,
    survey: Survey,
    gazetteer: Gazetteer,
    own: Sequence[StandardDefinition] = (),
) -> Scored:
    """
    Score one survey from its cleaned submissions and its repeats in the store, as `score`.

    Raises:
        TraceError: there are no submissions.
    """
    submissions = store.read_private(f"cleaned/{survey.name}")
    kept = f"repeats/{survey.name}/"
    repeats = {name.removeprefix(kept): store.read_private(name) for name in store.private_names(kept)}
    return score(mission, survey, submissions, gazetteer, repeats, own)


def score(
    mission: Mission,
    survey: Survey,
    submissions: pa.Table,
    gazetteer: Gazetteer,
    repeats: Mapping[str, pa.Table] = MappingProxyType({}),
    own: Sequence[StandardDefinition] = (),
) -> Scored:
    """
    Score one survey.

    Args:
        mission: its groups and standards.
        survey: design, plan and bindings.
        submissions: after their cleaning log: columns of text, and `_row`.
        gazetteer: the mission's places.
        repeats: by name, with `_row`, and `_household`, the `_row` of the submission.
        own: the mission's own standards.

    Returns:
        Scored: households in the order of the file; an interview without a usable weight, place, stratum or
        cluster, with an id seen before, or rejected in review, is set aside with a problem.
    """
    sheet = Sheet(survey, submissions)
    keep = np.ones(len(sheet), np.bool_)
    columns: dict[str, pa.Array] = {}
    bring_together(sheet)
    check_choices(sheet, repeats)
    add_from_repeats(sheet, repeats)
    interviews.review(sheet, keep)
    interviews.identify(sheet, keep, columns)
    interviews.locate(sheet, keep, columns, gazetteer)
    interviews.group(sheet, columns, mission)
    interviews.size(sheet, columns)
    interviews.sampled(sheet, keep, columns)
    _answers(sheet, columns)
    scored = definitions(mission, sheet, own)
    for definition in scored:
        _scores(definition, compute(definition, answers(definition, sheet, own), len(sheet)), columns)
    standards = [one.key for one in scored]
    return Scored(_kept(columns, keep), standards, sheet.problems, sheet.details, sheet)


def _kept(columns: dict[str, pa.Array], keep: Bools) -> pa.Table:
    import pyarrow as pa

    return pa.table(columns).filter(pa.array(keep))


def _came(store: Store, survey: Survey) -> int:
    """How many submissions came, those that the cleaning log removes among them."""
    import pyarrow.parquet as pq

    return int(pq.read_metadata(store.private_path(f"submissions/{survey.name}")).num_rows)


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


def _answers(sheet: Sheet, columns: dict[str, pa.Array]) -> None:
    """Answers that the plan and the design ask for, as written, and where they are numbers as numbers."""
    survey = sheet.survey
    groups = {name for line in survey.plan for name in line.group_var}
    asked = groups | {name for line in survey.plan for name in _variables(line)} | set(survey.disaggregate)
    asked |= set(design_columns(survey.design, tuple(sheet.names))) if beyond(survey.design) else set()
    for name in sorted(asked & set(sheet.names)):
        columns[ANSWER + name] = sheet.table[name].combine_chunks()
    counted = [line for line in survey.plan if not line.analysis_type.startswith("prop")]
    numbers = {name for line in counted for name in _variables(line)}
    for name in sorted(numbers & set(sheet.names)):
        column, misfits = read_numbers(sheet.cells(name))
        sheet.misfits(name, misfits)
        columns[NUMBER + name] = interviews.numbers(column.values)


def _variables(line: Analysis) -> tuple[str, ...]:
    """The columns that a line is estimated from; none where a ratio does not name them."""
    if line.analysis_type != "ratio":
        return (line.analysis_var,)
    try:
        return ratio_of(line)
    except Unsuited:
        return ()


def _scores(definition: StandardDefinition, scores: Scores, columns: dict[str, pa.Array]) -> None:
    """A column a step; where the standard judges several sectors, the severity over all of them."""
    import pyarrow as pa

    for name, column in scores.columns.items():
        if isinstance(column, Numbers):
            columns[f"{definition.name}.{name}"] = interviews.numbers(column.values)
        elif isinstance(column, One):
            words = np.array([*column.choices, None], object)[column.codes]
            columns[f"{definition.name}.{name}"] = pa.array(words, pa.string())
    if len(scores.sectors) < 2:  # noqa: PLR2004 - over all sectors means over several
        return
    columns[f"{definition.name}.severity"] = interviews.numbers(scores.severity)
    columns[definition.name + SECTORS_MISSING] = pa.array(_missing(scores), pa.string())
    lower = np.where(scores.missing.any(axis=1), "yes", "no")
    columns[definition.name + LOWER_BOUND] = pa.array(lower, pa.string())


def _missing(scores: Scores) -> list[str]:
    patterns, code = np.unique(scores.missing, axis=0, return_inverse=True)
    names = ["|".join(np.array(scores.sectors)[pattern]) for pattern in patterns]
    return [names[place] for place in code.ravel()]
