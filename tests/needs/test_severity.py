"""The 20 % rule as a promise; its hand-worked tables stand in `tests/cases/needs/severity.toml`."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from needline.needs.severity import area_severity

SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SHARES = st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted), min_size=4, max_size=4)


@SLOW
@given(SHARES, st.floats(0.01, 1))
def test_the_class_lies_between_those_of_its_ends(intervals, threshold):
    low, at, high = np.array(intervals).T
    found = area_severity(at, low, high, threshold)
    assert 1 <= found.low <= found.at <= found.high <= 5


@SLOW
@given(st.lists(st.floats(0, 1), min_size=4, max_size=4), st.floats(0.01, 1), st.floats(0.01, 1))
def test_a_higher_threshold_never_gives_a_worse_class(shares, one, other):
    at = np.array(sorted(shares, reverse=True))
    lower, higher = (area_severity(at, at, at, pick(one, other)).at for pick in (min, max))
    assert higher <= lower


@pytest.mark.parametrize(
    ("at", "low", "high", "classes", "rule"),
    [
        ([np.nan] * 4, [np.nan] * 4, [np.nan] * 4, (0, 0, 0), "nothing was estimated"),
        (
            [np.nan, 0.5, 0.1, np.nan],
            [np.nan] * 4,
            [np.nan] * 4,
            (3, 1, 4),
            "without an interval its ends are open",
        ),
        (
            [0.9, 0.5, np.nan, 0.3],
            [0.9, 0.5, np.nan, 0.3],
            [0.9, 0.5, np.nan, 0.3],
            (5, 5, 5),
            "4 was not asked",
        ),
    ],
)
def test_what_is_not_estimated(at, low, high, classes, rule):
    found = area_severity(np.array(at), np.array(low), np.array(high), 0.2)
    assert (found.at, found.low, found.high) == classes, rule
