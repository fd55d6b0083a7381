from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needline.publish.formats import significant, text

WRITTEN = [
    # value, form, text, the rule it shows
    (98625.0, "whole", "98,625", "thousands take commas"),
    (0.0, "whole", "0", "nobody is a number, not unknown"),
    (None, "whole", "not known", "a missing value is said"),
    (float("nan"), "share", "not known", "so is one that could not be computed"),
    (-1375.0, "whole", "\u22121,375", "a true minus"),
    (-0.2, "whole", "0", "and none before nought"),
    (41234.0, "significant", "41,200", "three digits for what rests on a sample"),
    (99950.0, "significant", "100,000", "a carry keeps three digits"),
    (999.4, "significant", "999", "never finer than one person"),
    (12.4, "significant", "12", "nor below ten"),
    (0.41, "share", "41\u00a0%", "a share is percent, with a space that does not break"),
    (0.004, "share", "0.4\u00a0%", "under one percent a decimal stands"),
    (0.996, "share", "99.6\u00a0%", "and above ninety-nine"),
    (1.0, "share", "100\u00a0%", "all is all"),
    (2.0, "percent", "2\u00a0%", "what was percent stays so"),
    (13.5, "percent", "13.5\u00a0%", "with at most one decimal"),
    (4.237, "decimal", "4.24", "an average has three digits"),
    (1.5, "decimal", "1.5", "and no empty ones"),
    (0.0251, "decimal", "0.0251", "also small ones"),
    (7412.6, "decimal", "7,413", "large ones are whole"),
    (0.0, "decimal", "0", "nought"),
]


@pytest.mark.parametrize(("value", "form", "written", "rule"), WRITTEN, ids=[row[3] for row in WRITTEN])
def test_numbers_are_written_by_their_form(value, form, written, rule):
    assert text(value, form) == written, rule


@given(st.floats(min_value=0, max_value=1e9))
def test_three_digits_are_within_half_of_the_third(value):
    rounded = significant(value)
    assert abs(rounded - value) <= max(0.5, 0.005 * value + 1e-9)
    assert significant(rounded) == rounded
    assert rounded == int(rounded)
