"""Quantile rules by hand, intervals at their edges, and what must hold of any weighted sample."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from needline.errors import DesignError
from needline.stats import make_design, quantile, weighted_quantile

FOUR = ([10.0, 20, 30, 40], [1.0, 1, 1, 1])

# (rule shown, rule, values and weights, probability, quantile)
BY_HAND = [
    ("the least value with half at or below it", "math", FOUR, 0.5, 20),
    ("the mean of the two middle values", "school", FOUR, 0.5, 25),
    ("no tie: all step rules agree", "school", FOUR, 0.6, 30),
    ("hf3 takes the even one of a tie", "hf3", FOUR, 0.5, 20),
    ("hf3 passes over the odd one of a tie", "hf3", FOUR, 0.25, 20),
    ("hf4 lies on the line of cumulated shares", "hf4", FOUR, 0.6, 24),
    ("hf5 puts a value at its midpoint", "hf5", FOUR, 0.5, 25),
    ("hf6 leaves as much room above as below", "hf6", FOUR, 0.6, 30),
    ("hf7 is what spreadsheets give", "hf7", FOUR, 0.25, 17.5),
    ("hf8 at thirds", "hf8", FOUR, 0.5, 25),
    ("hf9 at three eighths", "hf9", FOUR, 0.5, 25),
    ("a heavy first row holds the median", "math", ([10.0, 20], [3.0, 1]), 0.5, 10),
    ("below the first share it is the least value", "hf4", ([10.0, 20], [3.0, 1]), 0.1, 10),
    ("rows without weight do not count", "math", ([1.0, 10, 20, 30], [0.0, 1, 1, 1]), 0.5, 20),
    ("one row is every quantile", "hf7", ([7.0], [2.0]), 0.9, 7),
    ("the order of rows does not matter", "math", ([40.0, 10, 30, 20], [1.0, 1, 1, 1]), 0.5, 20),
]


@pytest.mark.parametrize("case", BY_HAND, ids=[f"{row[1]}: {row[0]}" for row in BY_HAND])
def test_by_hand(case):
    rule_shown, rule, (values, weight), p, wanted = case
    found = weighted_quantile(np.array(values), np.array(weight), p, rule)
    assert found == pytest.approx([wanted]), rule_shown


def test_nobody_has_no_quantile():
    assert np.isnan(weighted_quantile(np.array([]), np.array([]), 0.5)).all()
    found = quantile(make_design([1, 1, 1]), [np.nan] * 3)
    assert np.isnan([found.stat[0], found.low[0], found.high[0], found.se[0]]).all()


def test_a_tie_in_other_units_is_still_a_tie():
    values = np.arange(10.0)
    for weight in (0.1, 1 / 3, 7.7, 1e6):
        assert weighted_quantile(values, np.full(10, weight), [0.3, 0.5], "school") == pytest.approx(
            [2.5, 4.5]
        )


def test_an_end_where_the_share_leaves_zero_to_one_is_not_known():
    found = quantile(make_design([1] * 5), [1.0, 2, 3, 4, 5], [0.02, 0.99])
    assert np.isnan(found.low[0])
    assert found.stat.tolist() == [1, 5]


# (rule shown, arguments, message)
REFUSED = [
    ("text", {"values": ["a", "b", "c"]}, "hold text"),
    ("infinite", {"values": [1, 2, np.inf]}, "values, row 2: is infinite"),
    ("another length", {"values": [1, 2]}, "another length"),
    ("a probability in per cent", {"values": [1, 2, 3], "probability": 50}, "outside 0 to 1"),
    ("an unknown rule", {"values": [1, 2, 3], "rule": "hf10"}, '"hf10" is no rule'),
    ("replicates without any", {"values": [1, 2, 3], "kind": "replicate"}, "needs replicate weights"),
]


@pytest.mark.parametrize(
    ("arguments", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_cannot_be_estimated_says_why(arguments, message):
    with pytest.raises(DesignError, match=message):
        quantile(make_design([1, 1, 1]), **arguments)


@st.composite
def weighted(draw):
    n = draw(st.integers(1, 30))
    values = draw(st.lists(st.integers(-5, 5), min_size=n, max_size=n))
    weight = draw(st.lists(st.integers(1, 9), min_size=n, max_size=n))
    return np.array(values, np.float64), np.array(weight, np.float64), draw(st.floats(0.01, 0.99))


RULES = ["math", "school", *(f"hf{one}" for one in range(1, 10))]


@settings(max_examples=100, deadline=None)
@given(weighted(), st.sampled_from(RULES))
def test_a_quantile_lies_among_the_values_and_rises_with_its_probability(sample, rule):
    values, weight, p = sample
    low, high = weighted_quantile(values, weight, [p / 2, p], rule)
    assert values.min() <= low <= high + 1e-12
    assert high <= values.max()


@settings(max_examples=100, deadline=None)
@given(weighted())
def test_the_math_rule_is_the_least_value_that_holds_the_share(sample):
    values, weight, p = sample
    (found,) = weighted_quantile(values, weight, p)
    share = weight / weight.sum()
    assert share[values <= found].sum() >= p - 1e-9
    assert share[values < found].sum() <= p + 1e-9


STEP = (np.repeat([-1.0, 0.0], [5, 11]), np.ones(16), 1 / 3)
"""A share that is met at the place of a value: a hair beside it would be another value."""


@settings(max_examples=60, deadline=None)
@example(STEP, "hf7", "mean")
@given(weighted(), st.sampled_from(RULES), st.sampled_from(["mean", "xlogit", "beta", "asin", "score"]))
def test_scaled_weights_change_no_quantile_and_no_interval(sample, rule, kind):
    values, weight, p = sample
    one, other = (
        quantile(make_design(each, lonely="remove"), values, p, rule=rule, kind=kind)
        for each in (weight, weight * 7.3)
    )
    for field in ("stat", "low", "high"):
        np.testing.assert_allclose(getattr(other, field), getattr(one, field), rtol=1e-9, atol=1e-9)
