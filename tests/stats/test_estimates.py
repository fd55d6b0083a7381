"""Estimates with their covariances: hand-worked, at the edges, and against the estimates of many domains at once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needline.errors import DesignError
from needline.stats import (
    Mean,
    Total,
    across,
    by,
    estimate,
    indicators,
    interval,
    labels,
    make_design,
    mean,
    means,
    ratio,
    share,
    shares,
    table,
    total,
    variance_of,
)

NAN = np.nan


def test_a_variance_of_equal_weights_is_the_textbook_one():
    found = variance_of(make_design([2, 2, 2, 2]), [1.0, 2, 3, 4])
    assert found.theta == pytest.approx([5 / 3])


def test_ratios_run_through_numerators_first():
    columns = ([2.0, 2], [6.0, 6]), ([1.0, 1], [2.0, 2])
    found = ratio(make_design([1, 1]), *columns)
    assert found.theta == pytest.approx([2, 6, 1, 3])


def test_rows_by_simple_sampling_have_no_design_effect():
    found = mean(make_design([5.0] * 6), [1.0, 0, 0, 1, 4, 2])
    assert found.deff() == pytest.approx([1])
    drawn = mean(make_design([5.0] * 6, fpc=[30] * 6), [1.0, 0, 0, 1, 4, 2])
    assert drawn.deff(replace=False) == pytest.approx([1])


def test_without_replacement_there_is_no_design_effect_for_weights_below_one():
    found = mean(make_design([0.5] * 4), [1.0, 0, 0, 1])
    assert np.isnan(found.deff(replace=False)).all()


def test_a_share_is_the_mean_of_its_category():
    names, found = share(make_design([1, 2, 1, 1]), np.array(["no", "yes", "no", None], object))
    assert names == ("no", "yes")
    assert found.theta == pytest.approx([0.5, 0.5])
    assert found.n == 3


def test_covariances_between_domains_come_from_shared_clusters():
    made = make_design([1] * 6, cluster=["a", "a", "b", "b", "c", "c"])
    domain = ["x", "y"] * 3
    names, found = across(made, Total(np.array([[1.0], [1], [2], [2], [6], [6]])), domain)
    assert names == ("x", "y")
    assert found.covariance[0, 1] == pytest.approx(found.covariance[0, 0])


def test_a_table_adds_weights_up_and_scales_them():
    made = make_design([1.0, 2, 3, 4])
    found = table(made, ["a", "a", "b", "b"], ["x", "y", "x", "x"])
    assert found[0] == (("a", "b"), ("x", "y"))
    assert found[1].tolist() == [[1, 2], [7, 0]]
    scaled = table(made, ["a", "a", "b", None], people=60)[1]
    assert scaled.tolist() == [30, 30]


def test_labels_keep_their_order_and_what_is_missing_apart():
    assert labels([3.0, NAN, 1.0])[1].tolist() == [1, -1, 0]
    assert labels(["b", "a", "b"])[0] == ("a", "b")


# (rule shown, weights, values, inside, estimate, standard error)
EDGES = [
    ("nobody answered", [1, 1], [NAN, NAN], None, NAN, NAN),
    ("an empty domain", [1, 1], [1.0, 2], [False, False], NAN, NAN),
    ("no weight at all", [0, 0], [1.0, 2], None, NAN, NAN),
    ("one row of several", [1, 1, 1], [5.0, 1, 1], [True, False, False], 5, 0),
]


@pytest.mark.parametrize(("rule", "weight", "values", "inside", "stat", "se"), EDGES)
def test_means_at_the_edges(rule, weight, values, inside, stat, se):
    found = mean(make_design(weight), values, inside)
    assert found.theta == pytest.approx([stat], nan_ok=True), rule
    assert found.se == pytest.approx([se], nan_ok=True), rule


def test_the_total_of_an_empty_domain_is_nothing_for_certain():
    found = total(make_design([1, 1]), [1.0, 2], [False, False])
    assert (found.theta[0], found.se[0]) == (0, 0)


REFUSED = [
    ("text", lambda: mean(make_design([1, 1]), ["a", "b"]), "hold text"),
    ("infinite", lambda: total(make_design([1, 1]), [1, -np.inf]), "values, row 1: is infinite"),
    ("infinite among many domains", lambda: means(make_design([1, 1]), np.array([np.inf, 1])), "is infinite"),
    ("columns of two lengths", lambda: mean(make_design([1, 1]), ([1, 2], [1])), "several lengths"),
    ("values of another length", lambda: mean(make_design([1, 1]), [1, 2, 3]), "have 3 rows"),
    ("a domain of another length", lambda: mean(make_design([1, 1]), [1, 2], [True]), "has 1 rows"),
    ("one row, one cluster", lambda: mean(make_design([1]), [1]), "single cluster"),
]


@pytest.mark.parametrize(("call", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_cannot_be_estimated_says_why(call, message):
    with pytest.raises(DesignError, match=message):
        call()


@st.composite
def surveys(draw):
    n = draw(st.integers(8, 50))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    stratum = rng.integers(0, 2, n)
    cluster = stratum * 10 + rng.integers(0, 4, n)
    stratum[:4], cluster[:4] = [0, 0, 1, 1], [0, 1, 10, 11]
    value = np.where(rng.random(n) < 0.2, np.nan, rng.normal(size=n))
    made = make_design(rng.uniform(0.5, 20, n), stratum, cluster)
    return made, value, rng.integers(-1, 3, n), rng.integers(0, 3, n)


@settings(max_examples=40, deadline=None)
@given(surveys())
def test_two_ways_to_one_estimate(survey):
    made, value, code, domain = survey
    many, wide = means(made, value, domain, 3, df="domain"), shares(made, code, 3, domain, 3)
    for at in np.unique(domain):
        one = mean(made, value, domain == at, df="domain")
        np.testing.assert_allclose([many.stat[at]], one.theta, rtol=1e-10)
        np.testing.assert_allclose([many.se[at]], one.se, rtol=1e-8, atol=1e-14)
        np.testing.assert_allclose([many.deff[at]], one.deff(), rtol=1e-6, atol=1e-9)
        assert (many.df[at], many.n[at]) == (one.df, one.n)
        several = estimate(made, Mean(indicators(code, 3)), domain == at)
        np.testing.assert_allclose(wide.se[at], several.se, rtol=1e-8, atol=1e-14)
        if several.n:
            np.testing.assert_allclose(several.covariance.sum(), 0, atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(surveys())
def test_domains_apart_and_together_agree(survey):
    made, value, _, domain = survey
    filled = np.nan_to_num(value)[:, None]
    apart = by(made, Mean(filled), domain)
    names, together = across(made, Mean(filled), domain)
    assert names == apart.labels
    np.testing.assert_allclose(together.theta, apart.theta[:, 0], rtol=1e-12)
    np.testing.assert_allclose(together.se, apart.se[:, 0], rtol=1e-9, atol=1e-14)


@settings(max_examples=40, deadline=None)
@given(surveys(), st.floats(0.1, 50))
def test_scaled_weights_change_only_totals(survey, factor):
    made, value, _, _ = survey
    other = made.reweighted(made.weight * factor)
    np.testing.assert_allclose(mean(other, value).se, mean(made, value).se, rtol=1e-8, atol=1e-14)
    np.testing.assert_allclose(total(other, value).theta, factor * total(made, value).theta, rtol=1e-9)
    np.testing.assert_allclose(variance_of(other, value).theta, variance_of(made, value).theta, rtol=1e-9)
    low, high = interval(mean(made, value))
    assert not low[0] > high[0]
