"""Numbers far from all others, and numbers that stand for no amount."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from needline.stats.arrays import Bools, Floats
from needline.survey.checks.flagged import Flagged
from needline.survey.checks.interviews import Interviews

LEAST = 20
"""Answers of which one can be told to lie apart."""
_NEAR, _SHARED = 0.1, 3
_OF_MEDIAN, _OF_NINE_TENTHS, _OF_MEAN = 0.6745, 3.2897, 1.2533
"""What a standard deviation of 1 makes of each, where numbers are normal."""


def not_numbers(interviews: Interviews) -> Iterator[Flagged]:
    """Answers to a question of numbers that are none."""
    for column in _of_numbers(interviews):
        places = np.flatnonzero(interviews.filled(column) & np.isnan(interviews.numbers(column)))
        if len(places):
            yield Flagged(column, places, interviews.held(column, places), "with what is no number")


def outliers(interviews: Interviews) -> Iterator[Flagged]:
    """
    Numbers far from the median of a question, in standard deviations told robustly.

    The deviation is the wider of two: from the median absolute deviation, and from the middle nine tenths. Amounts,
    which are never below 0, are compared by their logarithms, and 0 among them is none. Left out are codes of "not
    applicable", and numbers that at least three interviews and one in a hundred give.
    Source: Iglewicz and Hoaglin (1993), How to Detect and Handle Outliers, with their limit of 3.5.
    """
    for column in _of_numbers(interviews):
        values = np.where(is_code(interviews, column), np.nan, interviews.numbers(column))
        far = np.abs(scores(values)) > interviews.checks.outlier
        places = np.flatnonzero(far & ~_common(values))
        if len(places):
            yield Flagged(column, places, interviews.held(column, places), "far from the others")


def codes(interviews: Interviews) -> Iterator[Flagged]:
    """Numbers such as 99 or 999 that stand out among amounts, as codes of "not applicable" or "do not know" do."""
    for column in _of_numbers(interviews):
        places = np.flatnonzero(is_code(interviews, column))
        if len(places):
            issue = "with a number that may be a code and no amount"
            each = ["may be a code and no amount"] * len(places)
            yield Flagged(column, places, interviews.held(column, places), issue, each)


def scores(values: Floats) -> Floats:
    """How many standard deviations each value lies from the median, told robustly; 0 where that cannot be told."""
    known = values[np.isfinite(values)]
    if len(known) and known.min() >= 0:
        values = np.log(np.where(values > 0, values, np.nan))
        known = values[np.isfinite(values)]
    if len(known) < LEAST:
        return np.zeros(len(values))
    apart = values - np.median(known)
    told = apart[np.isfinite(apart)]
    low, high = np.quantile(told, [0.05, 0.95])
    spread = max(float(np.median(np.abs(told))) / _OF_MEDIAN, float(high - low) / _OF_NINE_TENTHS)
    spread = spread or float(np.abs(told).mean()) * _OF_MEAN
    return np.nan_to_num(apart / spread) if spread else np.zeros(len(values))


def _common(values: Floats) -> Bools:
    """Which values many give: at least three, and one in a hundred."""
    _, group, count = np.unique(values, return_inverse=True, return_counts=True)
    common: Bools = (count >= max(_SHARED, np.isfinite(values).sum() / 100))[group.reshape(-1)]
    return common


def is_code(interviews: Interviews, column: str) -> Bools:
    """Which interviews give a code: a listed number that more give than all numbers near to it together."""
    values = interviews.numbers(column)
    found = np.zeros(len(values), np.bool_)
    if np.isfinite(values).sum() < LEAST:
        return found
    for code in interviews.checks.codes:
        given = values == code
        near = (np.abs(values - code) <= _NEAR * abs(code)) & ~given
        if given.sum() > near.sum():
            found |= given
    return found


def _of_numbers(interviews: Interviews) -> list[str]:
    return [name for name in interviews.answers if interviews.kinds[name] == "number"]
