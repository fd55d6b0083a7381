"""A cleaning log: what an analyst decided about single answers and whole interviews; and the limits of checks."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

ChangeType = Literal["change_response", "blank_response", "remove_survey", "no_action"]
Share = Annotated[float, Meta(ge=0, le=1)]
Positive = Annotated[float, Meta(gt=0)]

CODES = (88.0, 98.0, 99.0, 888.0, 998.0, 999.0, 8888.0, 9998.0, 9999.0, -88.0, -98.0, -99.0, -999.0)
"""Numbers that forms use for "not applicable", "do not know" and "no answer"."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """
    One line of a cleaning log.

    Args:
        row: of the log, the header being row 1.
        interview: id of the interview, as written.
        change: what is done: change_response, blank_response, remove_survey, no_action.
        question: as written; empty where the whole interview is meant.
        old: the answer that the log found; empty where it states none.
        new: the answer in its place; empty where there is none.
        reason: why, as written.
        by: who decided it, as written.
        at: when, as written.
    """

    row: int
    interview: str
    change: ChangeType
    question: str = ""
    old: str = ""
    new: str = ""
    reason: str = ""
    by: str = ""
    at: str = ""


class Checks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Which columns checks of interviews look at, and beyond which limits an answer is listed.

    Args:
        enumerator: column of who asked; empty: found by its name.
        start: column of when an interview began; empty: found by its name.
        end: column of when it ended; empty: found by its name.
        leave_out: columns and questions that no check looks at.
        skip: checks that are not made.
        near_duplicate: Gower distance up to which two interviews are near duplicates, 0 to 1.
        duration_short: share of the median duration under which an interview was short.
        duration_long: how many times the median duration an interview may last.
        shortest: minutes under which an interview was short, in place of the share; empty: the share holds.
        longest: minutes above which it was long, in place of the median; empty: the median holds.
        outlier: how many standard deviations, told robustly, a number may lie from the median.
        codes: numbers that may stand for "not applicable" where others are amounts.
        missing_question: share of the interviews asked that may leave a question empty.
        missing_interview: share of its questions by which an interview may be emptier than the median.
        enumerator_least: interviews of which an enumerator's pattern is told at least.
        enumerator_apart: how many standard errors an enumerator may lie from all others.
    """

    enumerator: str = ""
    start: str = ""
    end: str = ""
    leave_out: list[str] = []
    skip: list[str] = []
    near_duplicate: Share = 0.05
    duration_short: Share = 0.4
    duration_long: Positive = 4.0
    shortest: Positive | None = None
    longest: Positive | None = None
    outlier: Positive = 3.5
    codes: list[float] = msgspec.field(default_factory=lambda: list(CODES))
    missing_question: Share = 0.1
    missing_interview: Share = 0.1
    enumerator_least: int = 10
    enumerator_apart: Positive = 4.0
