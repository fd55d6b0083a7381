"""The 20 % rule: the worst class that a fifth of the people reach or pass, at the estimate and at both ends."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needline.model import Estimate
from needline.needs.severity import UNKNOWN, Severity, area_severity

BLANK = Estimate(
    estimate="", survey="s", synthetic=False, analysis_type="prop_select_one", analysis_var="",
    analysis_var_value="yes", group_var="", group_var_value="", stat=None, stat_low=None, stat_upp=None, se=None,
    df=None, deff=None, n=None, n_total=None, n_w=None, n_w_total=None, analysis_key="", hidden="", trace=[], recipe="",
)  # fmt: skip


def share(at: float | None, low: float | None = None, high: float | None = None) -> Estimate:
    return msgspec.structs.replace(
        BLANK, stat=at, stat_low=at if low is None else low, stat_upp=at if high is None else high
    )


@pytest.mark.parametrize(
    ("shares", "severity", "rule"),
    [
        ({}, UNKNOWN, "nothing was estimated"),
        ({3: share(None)}, UNKNOWN, "nothing could be"),
        ({2: share(0.9), 3: share(0.5), 4: share(0.2), 5: share(0.0)}, Severity(4, 4, 4), "a fifth is enough"),
        ({2: share(0.9), 3: share(0.5), 4: share(0.1999999), 5: share(0.0)}, Severity(3, 3, 3), "less is not"),
        ({2: share(0.9), 3: share(0.5), 4: share(0.2000001), 5: share(0.0)}, Severity(4, 4, 4), "more is"),
        ({4: share(2 * 1.1 / sum([1.1] * 10))}, Severity(4, 4, 4), "two of ten are a fifth, however they are added up"),
        ({2: share(0.19), 3: share(0.1), 4: share(0.0), 5: share(0.0)}, Severity(1, 1, 1), "nobody else: class 1"),
        (
            {2: share(0.9, 0.8, 1.0), 3: share(0.3, 0.21, 0.4), 4: share(0.15, 0.05, 0.25), 5: share(0.0, 0.0, 0.1)},
            Severity(3, 3, 4), "the upper end reaches class 4",
        ),
        (
            {2: share(0.9, 0.8, 1.0), 3: share(0.3, 0.19, 0.4), 4: share(0.2, 0.1, 0.3), 5: share(0.1, 0.0, 0.2)},
            Severity(4, 2, 5), "from 2 to 5: an area reads 4 (2–5)",
        ),
        ({2: share(0.9), 3: share(0.5, 0.5, 0.5), 5: share(0.3)}, Severity(5, 5, 5), "a class not asked is none"),
        (
            {3: msgspec.structs.replace(BLANK, stat=0.5), 4: msgspec.structs.replace(BLANK, stat=0.1)},
            Severity(3, 1, 4), "without an interval its ends are not known",
        ),
    ],
)  # fmt: skip
def test_the_class_of_an_area(shares, severity, rule):
    assert area_severity(shares, 0.20) == severity, rule


@pytest.mark.parametrize(("threshold", "at"), [(0.1, 5), (0.2, 4), (0.3, 3), (0.5, 2), (0.95, 1)])
def test_the_share_is_a_setting(threshold, at):
    shares = {2: share(0.9), 3: share(0.4), 4: share(0.25), 5: share(0.1)}
    assert area_severity(shares, threshold).at == at


ENDS = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted)


@given(st.dictionaries(st.sampled_from([2, 3, 4, 5]), ENDS, min_size=1), st.floats(0.01, 1))
def test_the_class_lies_between_those_of_its_ends(intervals, threshold):
    shares = {level: share(at, low, high) for level, (low, at, high) in intervals.items()}
    found = area_severity(shares, threshold)
    assert found.low is not None
    assert found.at is not None
    assert found.high is not None
    assert 1 <= found.low <= found.at <= found.high <= 5


@given(st.lists(st.floats(0, 1), min_size=4, max_size=4), st.floats(0.01, 1), st.floats(0.01, 1))
def test_a_higher_threshold_never_gives_a_worse_class(shares, one, other):
    levels = {level: share(at) for level, at in zip((2, 3, 4, 5), sorted(shares, reverse=True), strict=True)}
    lower, higher = area_severity(levels, min(one, other)).at, area_severity(levels, max(one, other)).at
    assert lower is not None
    assert higher is not None
    assert higher <= lower
