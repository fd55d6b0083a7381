"""Questions left empty, and interviews left emptier than the others."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from needline.stats.arrays import Bools, Floats
from needline.survey.checks.flagged import Flagged
from needline.survey.checks.form_rules import was_asked
from needline.survey.checks.interviews import Interviews
from needline.survey.checks.numbers import LEAST

_SPREADS = 3.5


def missing_answers(interviews: Interviews) -> Iterator[Flagged]:
    """
    Questions that too many of the interviews asked leave empty.

    Whom a question was put to is known from the form alone; without one nothing is said.
    """
    for column, question in interviews.asked.items():
        asked = was_asked(interviews, question)
        if question.kind not in _ANSWERABLE or asked is None or not asked.any():
            continue
        empty = np.flatnonzero(asked & ~interviews.filled(column))
        share = len(empty) / int(asked.sum())
        if share > interviews.checks.missing_question:
            issue = f"without an answer, more than {interviews.checks.missing_question:.0%} of those asked"
            yield Flagged(column, empty, [""] * len(empty), issue)


def missing_interviews(interviews: Interviews) -> Iterator[Flagged]:
    """Interviews that leave many more questions empty than the median; of those asked, where the form says whom."""
    share = _share_missing(interviews)
    known = share[np.isfinite(share)]
    if len(known) < LEAST:
        return
    median = float(np.median(known))
    spread = float(np.median(np.abs(known - median))) / 0.6745
    limit = median + max(interviews.checks.missing_interview, _SPREADS * spread)
    places = np.flatnonzero(share > limit)
    if len(places):
        held = [f"{one:.3f}" for one in share[places]]
        each = [f"leaves {one:.0%} of its questions empty" for one in share[places]]
        yield Flagged("", places, held, "with many more empty questions than the others", each)


_ANSWERABLE = frozenset(
    {"select_one", "select_multiple", "integer", "decimal", "range", "date", "time", "dateTime"}
)


def _share_missing(interviews: Interviews) -> Floats:
    """Of each interview, the share of its questions without an answer."""
    empty = np.zeros(len(interviews))
    asked = np.zeros(len(interviews))
    for column in interviews.answers:
        question = interviews.asked.get(column)
        put = was_asked(interviews, question) if question else None
        to: Bools = np.ones(len(interviews), np.bool_) if put is None else put
        asked += to
        empty += to & ~interviews.filled(column)
    share: Floats = np.divide(empty, asked, out=np.full(len(interviews), np.nan), where=asked > 0)
    return share
