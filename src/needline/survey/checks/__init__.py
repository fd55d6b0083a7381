"""
Checks of interviews, each a small function in `CHECKS`: what it lists stays private, how often is told to everybody.

A check takes `Interviews` and gives `Flagged`; a new one is a function and a line in the table below.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import msgspec

from needline.model import Survey
from needline.survey.checks import alike, enumerators, form_rules, missing, numbers, times
from needline.survey.checks.flagged import Check
from needline.survey.checks.interviews import Interviews
from needline.survey.checks.report import Checked, Report

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["CHECKS", "Checked", "check"]

_ASK = "Ask the enumerator, and write what is decided into cleaning_log.csv."
CHECKS: dict[str, Check] = {
    check.name: check
    for check in (
        Check("duplicate-id", "an id that stands twice", "Keep one of the two.", alike.duplicate_ids),
        Check("near-duplicate", "answers that are nearly another's", _ASK, alike.near_duplicates),
        Check("duration", "interviews too short or too long", _ASK, times.durations),
        Check("number", "answers to questions of numbers that are none", _ASK, numbers.not_numbers),
        Check("outlier", "numbers far from the others", _ASK, numbers.outliers, "note"),
        Check(
            "code",
            "numbers that may be codes",
            "Blank them in cleaning_log.csv where they are.",
            numbers.codes,
        ),
        Check("skip", "answers against the form's relevance", _ASK, form_rules.skip_logic),
        Check("constraint", "answers against the form's constraints", _ASK, form_rules.constraints),
        Check("choice", "answers that are no choice of the form", _ASK, form_rules.choices),
        Check("missing-question", "questions left empty", _ASK, missing.missing_answers, "note"),
        Check(
            "missing-interview",
            "interviews left emptier than others",
            _ASK,
            missing.missing_interviews,
            "note",
        ),
        Check("enumerator", "an enumerator's pattern", "Speak with the enumerator.", enumerators.patterns),
    )
}
"""Every check by its name."""


def check(
    table: pa.Table, survey: Survey, threshold: int, settled: Collection[tuple[int, str]] = frozenset()
) -> Checked:
    """
    Check a survey's interviews.

    Args:
        table: columns of text, and `_row`; after the cleaning log.
        survey: its limits and its form.
        threshold: counts below it are told to nobody else but as below it.
        settled: interviews (by place) and columns on which the cleaning log has decided; they are not listed again.
            An empty column is the interview as a whole.

    Returns:
        Checked: problems without an answer, details and the list for this machine.
    """
    drawn = [name for name in (survey.design.weight, *survey.design.fpc) if name]
    limits = msgspec.structs.replace(survey.checks, leave_out=[*survey.checks.leave_out, *drawn])
    interviews = Interviews(table, limits, survey.form)
    report = Report(survey, interviews, threshold, frozenset(settled))
    for one in CHECKS.values():
        if one.name not in survey.checks.skip and len(interviews):
            for finding in one.run(interviews):
                report.take(one, finding)
    report.say_unknown(CHECKS)
    return report.checked()
