"""Hand-worked estimates, and what must hold of any survey."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needline.errors import DesignError
from needline.stats import make_design, means, share_interval, shares, totals

Z95, T2 = 1.959963984540054, 4.302652729749464

# (rule shown, weights, strata, clusters, answers 0/1 or None, share, standard error)
WORKED = [
    ("rows one by one: p(1-p)/(n-1)", [1, 1, 1, 1], None, None, [1, 1, 1, 0], 0.75, 0.25),
    ("weights move the share", [3, 1], None, None, [1, 0], 0.75, 0.375 * np.sqrt(2) / np.sqrt(2)),
    ("equal clusters add nothing", [1, 1, 1, 1], None, ["a", "a", "b", "b"], [1, 0, 1, 0], 0.5, 0.0),
    ("unlike clusters add all", [1, 1, 1, 1], None, ["a", "a", "b", "b"], [1, 1, 0, 0], 0.5, 0.5),
    ("strata take out what lies between them", [1] * 4, ["x", "x", "y", "y"], None, [1, 1, 0, 0], 0.5, 0.0),
    (
        "not asked leaves the share",
        [1, 1, 1, 1, 1],
        None,
        None,
        [1, 1, 1, 0, None],
        0.75,
        np.sqrt(5 / 64 * 0.75),
    ),
]


@pytest.mark.parametrize("case", WORKED, ids=[row[0] for row in WORKED])
def test_hand_worked(case):
    rule, weight, strata, clusters, answers, share, se = case
    made = make_design(weight, strata, clusters)
    code = np.array([-1 if one is None else one for one in answers])
    found = shares(made, code, 2)
    assert found.stat[0, 1] == pytest.approx(share), rule
    assert found.se[0, 1] == pytest.approx(se, abs=1e-12), rule


def test_a_cluster_without_a_member_in_the_domain_still_counts():
    # three clusters, the domain lies in two: z = (1/4, -1/4, 0), mean 0, V = 3/2 * 1/8
    made = make_design([1, 1, 1], cluster=["a", "b", "c"])
    found = shares(made, np.array([1, 0, 1]), 2, np.array([0, 0, -1]))
    assert found.se[0, 1] == pytest.approx(np.sqrt(3 / 16))


def test_a_finite_population_shrinks_the_error():
    free = means(make_design([1, 1, 1, 1]), np.array([1.0, 2, 3, 4]))
    half = means(make_design([1, 1, 1, 1], fpc=[8, 8, 8, 8]), np.array([1.0, 2, 3, 4]))
    assert half.se[0] == pytest.approx(free.se[0] * np.sqrt(0.5))


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"weight": [1, -2]}, "weight, row 1: -2 is no weight"),
        ({"weight": [1, np.inf]}, "inf is no weight"),
        (
            {"weight": [1, 1, 1], "stratum": ["x", "y", "y"], "cluster": ["a", "a", "b"]},
            'cluster "a": lies in',
        ),
        ({"weight": [1, 1], "fpc": [10, 20]}, "more than one"),
        ({"weight": [1, 1, 1], "fpc": [2, 2, 2]}, "says 2 clusters; 3 were drawn"),
    ],
)
def test_a_design_that_cannot_be_says_why(columns, message):
    with pytest.raises(DesignError, match=message):
        make_design(**columns)


def test_labels_may_repeat_between_strata_when_nested():
    made = make_design([1] * 4, ["x", "x", "y", "y"], ["1", "2", "1", "2"], nest=True)
    assert made.clusters == 4


# (share, n, df) -> interval: at 0 and 1 the exact binomial one, with n shrunk to what df knows
EDGES = [
    (0.0, 20, np.inf, (0.0, 1 - 0.025 ** (1 / 20))),
    (1.0, 20, np.inf, (0.025 ** (1 / 20), 1.0)),
    (0.0, 20, 2.0, (0.0, 1 - 0.025 ** (1 / (20 * (2.093024054408263 / T2) ** 2)))),
]


@pytest.mark.parametrize(("share", "n", "df", "wanted"), EDGES)
def test_nobody_in_the_sample_is_not_certainly_nobody(share, n, df, wanted):
    one = [np.array([x]) for x in (share, 0.0, df)]
    low, high = share_interval(*one, n=np.array([float(n)]), level=0.95)
    assert (low[0], high[0]) == pytest.approx(wanted, rel=1e-6)


def test_without_degrees_of_freedom_there_is_no_interval():
    low, high = share_interval(
        np.array([0.5]), np.array([0.1]), np.array([0.0]), n=np.array([4.0]), level=0.95
    )
    assert np.isnan([low[0], high[0]]).all()


EMPTY = [("all missing", [1, 1], [-1, -1]), ("no weight at all", [0, 0], [0, 1])]


@pytest.mark.parametrize(("rule", "weight", "code"), EMPTY)
def test_nothing_to_estimate_from_is_not_a_number(rule, weight, code):
    found = shares(make_design(weight), np.array(code), 2)
    assert np.isnan(found.stat).all(), rule
    assert np.isnan(found.se).all(), rule


@st.composite
def surveys(draw):
    n = draw(st.integers(8, 60))
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    stratum = rng.integers(0, 2, n)
    cluster = stratum * 10 + rng.integers(0, 4, n)
    stratum[:4], cluster[:4] = [0, 0, 1, 1], [0, 1, 10, 11]
    weight = rng.uniform(0.5, 20, n)
    return weight, stratum, cluster, rng.integers(-1, 3, n), rng.integers(0, 3, n), rng.normal(size=n)


@settings(max_examples=40, deadline=None)
@given(surveys())
def test_shares_sum_to_one_and_keep_under_other_weights_and_orders(survey):
    weight, stratum, cluster, code, domain, _ = survey
    found = shares(make_design(weight, stratum, cluster), code, 3, domain, 3)
    answered = found.n_total[:, 0] > 0
    np.testing.assert_allclose(found.stat[answered].sum(axis=1), 1, rtol=1e-12)
    rescaled = shares(make_design(weight * 7.5, stratum, cluster), code, 3, domain, 3)
    np.testing.assert_allclose(rescaled.stat, found.stat, rtol=1e-10)
    np.testing.assert_allclose(rescaled.se, found.se, rtol=1e-10, atol=1e-14)
    turn = np.argsort(-weight, kind="stable")
    turned = shares(make_design(weight[turn], stratum[turn], cluster[turn]), code[turn], 3, domain[turn], 3)
    np.testing.assert_allclose(turned.stat, found.stat, rtol=1e-12)
    np.testing.assert_allclose(turned.se, found.se, rtol=1e-9, atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(surveys())
def test_a_domain_and_its_complement_add_up(survey):
    weight, stratum, cluster, _, domain, value = survey
    made = make_design(weight, stratum, cluster)
    parts = totals(made, value, (domain == 0).astype(np.int64), 2)
    np.testing.assert_allclose(parts.stat.sum(), totals(made, value).stat[0], rtol=1e-10, atol=1e-10)
    two = means(made, value, (domain == 0).astype(np.int64), 2)
    whole = means(made, value)
    np.testing.assert_allclose(
        np.nansum(two.stat * two.n_w) / two.n_w.sum(), whole.stat[0], rtol=1e-9, atol=1e-9
    )


@settings(max_examples=30, deadline=None)
@given(surveys())
def test_an_interval_holds_its_share_and_an_empty_domain_changes_nothing(survey):
    weight, stratum, cluster, code, domain, _ = survey
    made = make_design(weight, stratum, cluster)
    found = shares(made, code, 3, domain, 3)
    low, high = share_interval(found.stat, found.se, found.df, n=found.n_total, level=0.95)
    known = ~np.isnan(low)
    assert (low[known] <= found.stat[known] + 1e-12).all()
    assert (found.stat[known] <= high[known] + 1e-12).all()
    assert ((low[known] >= 0) & (high[known] <= 1)).all()
    wider = shares(made, code, 3, domain, 4)
    np.testing.assert_allclose(wider.stat[:3], found.stat)
    assert np.isnan(wider.stat[3]).all()
